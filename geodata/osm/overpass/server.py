"""An Overpass server: how patient to be with it, and answers held against time, size and shape."""

from __future__ import annotations

import io
import json
import math
import re
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import requests
import urllib3

from geodata.errors import AtlasError, clipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

URL = "https://overpass-api.de/api"
"""The public server; anyone who fetches much should run or rent another."""


_BUSY = frozenset({429, 502, 503, 504})


_LONGEST_WAIT_S = 300.0


_FIRST_WAIT_S = 15.0


_SLOT = re.compile(r"Slot available after: .*?, in (\d+) seconds")


LARGEST_BYTES = 1 << 28
"""An answer larger than this, unpacked, is no tile of ours: the densest hold some 50 MB."""


_PIECE = 1 << 16


_LARGEST_ID = 1 << 62


_USERINFO = re.compile(r"(?<=//)[^/@\s]+@")


_QUERY = re.compile(r"\?\S*")


class FetchError(AtlasError):
    """An Overpass server that cannot be reached, or that does not answer as it should."""


class ShapeError(ValueError):
    """What came is no answer of Overpass; says what is wrong with it."""


class Busy(Exception):  # noqa: N818 - a signal to wait, not an error that leaves the package
    """The server asks for patience."""

    def __init__(self, reason: str, wait_s: float | None = None) -> None:
        super().__init__(reason)
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class Server:
    """An Overpass server, and how patient to be with it.

    Attributes
    ----------
    url
        Without ``/interpreter``.
    attempts
        How often a tile is asked for before giving up.
    timeout_s
        How long an answer may take.
    """

    url: str = URL
    attempts: int = 5
    timeout_s: float = 180.0

    @property
    def shown(self) -> str:
        """Return the address without a user, a password or a query, as it may be told and kept."""
        return without_secrets(self.url)


def without_secrets(text: str) -> str:
    """Return a text in which no address holds a user, a password or a query."""
    return _QUERY.sub("", _USERINFO.sub("", text))


def read_body(answer: requests.Response, *, timeout_s: float) -> None:
    """Read the body of a streamed answer, so that its ``content`` is there.

    Parameters
    ----------
    timeout_s
        How long the whole answer may take, head and body.

    Raises
    ------
    Busy
        The time is over, or the connection was cut.
    FetchError
        The answer is too large, or not packed as it says.
    """
    until = time.monotonic() + timeout_s - answer.elapsed.total_seconds()
    body, wire = io.BytesIO(), answer.raw
    try:
        while piece := wire.read1(_PIECE, decode_content=True):
            body.write(piece)
            if body.tell() > LARGEST_BYTES:
                raise FetchError(f"an answer is larger than {LARGEST_BYTES >> 20} MB")
            if time.monotonic() > until:
                raise Busy(f"no whole answer within {timeout_s:g} s")
    except urllib3.exceptions.DecodeError as error:
        raise FetchError("an answer is not packed as it says") from error
    except urllib3.exceptions.TimeoutError as error:
        raise Busy(f"no answer within {timeout_s:g} s") from error
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise Busy("the connection was cut") from error
    finally:
        wire.close()
    if (told := answer.headers.get("Content-Length", "")).isdigit() and wire.tell() < int(told):
        raise Busy("the connection was cut")
    body.seek(0)
    answer.raw = body  # requests reads on from here


def patiently(ask: Callable[[], object], server: Server, sleep: Callable[[float], None]) -> None:
    """Ask until there is an answer, waiting as long as the server says, else ever longer."""
    wait_s = _FIRST_WAIT_S
    for attempt in range(1, server.attempts + 1):
        try:
            _wait_for_slot(server, sleep)
            ask()
        except Busy as busy:
            if attempt == server.attempts:
                message = f"{server.shown} is busy: {busy}, {attempt} times"
                raise FetchError(f"{message}; {_KEPT}") from busy
            sleep(min(busy.wait_s if busy.wait_s is not None else wait_s, _LONGEST_WAIT_S))
            wait_s *= 2.0
        else:
            return


_KEPT = "what was fetched so far is kept: run the same command later, or name another server"


def _wait_for_slot(server: Server, sleep: Callable[[float], None]) -> None:
    """Ask the server when it has time for us; not every server tells."""
    with failures(server):
        address = f"{server.url.rstrip('/')}/status"
        answer = requests.get(address, timeout=server.timeout_s, stream=True)
        read_body(answer, timeout_s=server.timeout_s)
    if answer.status_code in _BUSY:
        raise Busy(_reason(answer), _retry_after(answer))
    slots = [int(seconds) for seconds in _SLOT.findall(answer.text)]
    if slots and "available now" not in answer.text:
        sleep(min(min(slots) + 1.0, _LONGEST_WAIT_S))


@contextmanager
def failures(server: Server) -> Iterator[None]:
    """Turn what may go wrong on the wire into an error of ours, or into patience."""
    try:
        yield
    except requests.exceptions.ChunkedEncodingError as error:
        raise Busy("the connection was cut") from error
    except requests.exceptions.ConnectionError as error:
        if any(word in str(error) for word in ("aborted", "reset", "Remote end closed")):
            raise Busy("the connection was cut") from error
        message = f"cannot reach {server.shown}: {short(error)}"
        raise FetchError(f"{message}; are you online, and is the URL right?") from error
    except requests.exceptions.Timeout as error:
        raise Busy(f"no answer within {server.timeout_s:g} s") from error
    # requests lets through what urllib3 says of a host whose name is too long.
    except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError) as error:
        raise FetchError(f"cannot ask {server.shown}: {short(error)}") from error


def short(error: Exception) -> str:
    """Return what an error says in a line, without secrets."""
    return clipped(without_secrets(str(error)), 160)


def _reason(answer: requests.Response) -> str:
    return f"HTTP {answer.status_code} {answer.reason}"


def _retry_after(answer: requests.Response) -> float | None:
    text = answer.headers.get("Retry-After", "")
    return float(text) if text.isascii() and text.isdigit() else None


def judge(answer: requests.Response, server: Server) -> None:
    """Look at an answer before osmnx does, which would wait for ever or take half of it."""
    if answer.is_redirect:
        return
    read_body(answer, timeout_s=server.timeout_s)
    if answer.status_code in _BUSY:
        raise Busy(_reason(answer), _retry_after(answer))
    if not answer.ok:
        raise FetchError(f"{server.shown} refused: {_reason(answer)}; name another server")
    try:
        remark = parse(answer.content).get("remark", "")
    except ShapeError as error:
        raise FetchError(f"{server.shown} gave no Overpass answer: {short(error)}") from error
    if remark:
        raise Busy(f"the server remarked {str(remark)[:120]!r}")


def parse(data: bytes | str) -> dict[str, Any]:
    """Return an answer of Overpass as it should be: elements with ids, places, nodes and tags.

    Raises
    ------
    ShapeError
        Saying what is wrong with it.
    """
    try:
        answer = json.loads(data)
    except RecursionError as error:
        raise ShapeError("it is nested too deeply") from error
    if not isinstance(answer, dict):
        raise ShapeError("it is no object")
    if not isinstance(answer.get("osm3s", {}), dict) or not isinstance(_stamp(answer), str):
        raise ShapeError("its date is no text")
    elements = answer.get("elements")
    if not isinstance(elements, list):
        raise ShapeError("it holds no list of elements")
    for element in elements:
        if not _is_element(element):
            raise ShapeError(f"it holds what is no element: {str(element)[:80]}")
    return answer


def date_of(answer: dict[str, Any]) -> str:
    """Return the date of the data of a parsed answer; empty where it says none."""
    return str(_stamp(answer))


def _stamp(answer: dict[str, Any]) -> object:
    return answer.get("osm3s", {}).get("timestamp_osm_base", "")


def _is_element(element: object) -> bool:
    if not isinstance(element, dict) or not _is_id(element.get("id")):
        return False
    tags = element.get("tags", {})
    if not isinstance(tags, dict) or not all(isinstance(value, str) for value in tags.values()):
        return False
    kind = element.get("type")
    if kind == "node":
        return _within(element.get("lat"), 90) and _within(element.get("lon"), 180)
    if kind == "way":
        nodes = element.get("nodes")
        return isinstance(nodes, list) and all(map(_is_id, nodes))
    return kind in ("relation", "count", "area")


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST_ID


def _within(value: object, most: float) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and math.isfinite(value) and abs(value) <= most  # type: ignore[arg-type]
