"""Files fetched over HTTP, whole or not at all: resumed where a connection broke, and checked."""

from __future__ import annotations

import hashlib
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import requests
import urllib3

from geodata.errors import AtlasError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_CHUNK = 1 << 16
_MD5 = re.compile(r"[0-9a-fA-F]{32}")
_SMALL = 64 << 20
_GONE = frozenset({404, 410})
_BUSY = frozenset({408, 429, 500, 502, 503, 504})
_WHOLE, _PART, _PAST_END = 200, 206, 416


class DownloadError(AtlasError):
    """A file that cannot be fetched, or that is not what its publisher says it is."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to try.

    Attributes
    ----------
    attempts
        How often in a row a connection may break without a byte gained.
    timeout_s
        How long the server may be silent.
    """

    attempts: int = 5
    timeout_s: float = 60.0
    wait_s: float = 5.0
    sleep: Callable[[float], None] = time.sleep


def public(url: str) -> str:
    """Return an address without user, password, query and fragment."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))


def fetch_text(url: str, *, patience: Patience, missing: str | None = None) -> str:
    """Return a small text from an address, ``missing`` where there is none.

    Raises
    ------
    DownloadError
        Where it cannot be had or is larger than 64 MB.
    """
    for attempt in range(1, patience.attempts + 1):
        try:
            with requests.get(url, stream=True, timeout=patience.timeout_s) as answer:
                if answer.status_code in _GONE and missing is not None:
                    return missing
                if answer.status_code in _BUSY and attempt < patience.attempts:
                    patience.sleep(patience.wait_s * attempt)
                    continue
                _check_status(url, answer)
                content = b"".join(_bounded(url, answer))
                return content.decode("utf-8")
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError) as error:
            if attempt == patience.attempts:
                raise _unreachable(url, error) from error
            patience.sleep(patience.wait_s * attempt)
        except UnicodeDecodeError as error:
            raise DownloadError(f"{public(url)} is no text: {error}") from error
    raise DownloadError(f"{public(url)} is busy; try again later")


def _bounded(url: str, answer: requests.Response) -> list[bytes]:
    parts, size = [], 0
    for part in answer.iter_content(_CHUNK):
        size += len(part)
        if size > _SMALL:
            raise DownloadError(f"{public(url)} is longer than {_SMALL >> 20} MB")
        parts.append(part)
    return parts


def fetch_file(
    url: str,
    target: Path,
    *,
    patience: Patience | None = None,
    on_bytes: Callable[[int, int], None] | None = None,
) -> Path:
    """Fetch a file with the checksum that stands beside it as ``.md5``; one that is there stays.

    What was fetched before a connection broke is kept as ``.part`` and completed by a request for
    the rest, here or in a later call.

    Parameters
    ----------
    on_bytes
        Called with the bytes that are there and those of the whole file, 0 where unknown.

    Raises
    ------
    DownloadError
        Where the file is not there, cannot be reached, or differs from its checksum twice.
    """
    patience = patience or Patience()
    said = _MD5.search(fetch_text(_checksum_of(url), patience=patience, missing=""))
    wanted = said[0].lower() if said else ""
    if target.is_file() and (not wanted or digest(target, "md5") == wanted):
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    for _ in range(2):
        _complete(url, part, patience, on_bytes)
        if not wanted or digest(part, "md5") == wanted:
            return part.replace(target)
        part.unlink()  # begun from an older file, or damaged on the way
    message = f"{public(url)} does not have the checksum that its publisher states, twice"
    raise DownloadError(f"{message}; try again later or give the file with --files")


def _checksum_of(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"{parts.path}.md5"))


def digest(file: Path, kind: str) -> str:
    """Return the checksum of a file, in hexadecimal."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, kind).hexdigest()


def _complete(
    url: str, part: Path, patience: Patience, on_bytes: Callable[[int, int], None] | None
) -> None:
    """Ask for what is missing of a file until it is whole."""
    failures = 0
    while True:
        before = part.stat().st_size if part.is_file() else 0
        try:
            if _append(url, part, before, patience, on_bytes):
                return
            why = "the connection was cut"
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError) as error:
            why = _short(error)
        gained = part.is_file() and part.stat().st_size > before
        failures = 0 if gained else failures + 1
        if failures >= patience.attempts:
            message = f"cannot fetch {public(url)}: {why}, {failures} times"
            raise DownloadError(f"{message}; what is there is kept, so run it again later")
        patience.sleep(patience.wait_s * max(failures, 1))


def _append(
    url: str,
    part: Path,
    have: int,
    patience: Patience,
    on_bytes: Callable[[int, int], None] | None,
) -> bool:
    """Ask once for the rest of a file; tell whether it is whole now."""
    head = {"Range": f"bytes={have}-"} if have else {}
    head["Accept-Encoding"] = "identity"
    with requests.get(url, headers=head, stream=True, timeout=patience.timeout_s) as answer:
        if answer.status_code == _PAST_END:
            whole = answer.headers.get("Content-Range", "").rpartition("/")[2]
            if whole == str(have):
                return True
            part.unlink(missing_ok=True)
            return False
        if answer.status_code in _BUSY:
            raise requests.exceptions.ConnectionError(f"HTTP {answer.status_code}")
        _check_status(url, answer)
        goes_on = answer.status_code == _PART
        have = have if goes_on else 0
        size = int(answer.headers.get("Content-Length", 0) or 0)
        total = have + size if size else 0
        with part.open("ab" if goes_on else "wb") as handle:
            for piece in answer.iter_content(_CHUNK):
                handle.write(piece)
                have += len(piece)
                if on_bytes:
                    on_bytes(have, total)
    return not total or have >= total


def _check_status(url: str, answer: requests.Response) -> None:
    if answer.status_code in _GONE:
        raise DownloadError(f"{public(url)} is not there (HTTP {answer.status_code})")
    if answer.status_code not in (_WHOLE, _PART):
        raise DownloadError(f"{public(url)} is refused: HTTP {answer.status_code} {answer.reason}")


def _unreachable(url: str, error: Exception) -> DownloadError:
    return DownloadError(f"cannot reach {public(url)}: {_short(error)}; are you online?")


def _short(error: Exception) -> str:
    return type(error).__name__
