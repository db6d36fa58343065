"""Traces on disk, keyed by all that they depend on; safe to delete, safe for two processes."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from pydantic import BaseModel

from corridors.tracing.way import Event, Stretches, Trace
from geodata.errors import InputError
from geodata.files import atomic
from geodata.routing.path import Path as RoutePath

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from geodata.arrays import Floats
    from geodata.routing.path import Spot
    from geodata.routing.router import Router

_N = TypeVar("_N", bound=np.generic)


CODE_VERSION = 15
"""To be raised whenever tracing changes its answers."""


_ENV = "CORRIDORS_CACHE"
_NUMBER = "<f8"


def folder() -> Path:
    """Return the cache folder: ``$CORRIDORS_CACHE``, else the platform's; not made here.

    Who has no home has a folder among the temporary ones.
    """
    if given := os.environ.get(_ENV):
        return Path(given)
    import platformdirs

    usual = Path(platformdirs.user_cache_dir("corridor-atlas"))
    return usual if usual.is_absolute() else Path(tempfile.gettempdir()) / "corridor-atlas"


def key(digest: str, parts: Sequence[object]) -> str:
    """Return the sha256 over what a trace depends on, the places that pin events too."""
    text = json.dumps([CODE_VERSION, digest, *parts])
    return hashlib.sha256(text.encode()).hexdigest()


def remembered(key: str, make: Callable[[], Trace]) -> Trace:
    """Return what is stored under a key, or make and store it.

    A damaged or unreadable entry is made again; a cache that cannot be written is done without.
    """
    return _load(_remembered(folder() / "traces" / f"{key}.way", lambda: _dump(make())))


def remembered_events(key: str, make: Callable[[], list[Event]]) -> list[Event]:
    """Return the events stored under a key, or make and store them; as `remembered` does."""

    def dumped() -> bytes:
        return json.dumps([asdict(event) for event in make()]).encode()

    data = _remembered(folder() / "events" / f"{key}.json", dumped)
    return [_event(stored) for stored in json.loads(data)]


def _event(stored: Mapping[str, Any]) -> Event:
    return Event(**{**stored, "handovers": tuple(stored["handovers"])})


_DIGEST = hashlib.sha256().digest_size


def _remembered(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return what a file holds behind its digest, or make and store it.

    The digest is of the file's name too: an entry that came under another name is none.
    """
    with suppress(OSError):
        stored = path.read_bytes()
        if _digest(path, stored[_DIGEST:]) == stored[:_DIGEST]:
            return stored[_DIGEST:]
    data = make()
    with suppress(OSError, InputError), atomic(path, durable=False) as temporary:
        temporary.write_bytes(_digest(path, data) + data)
    return data


def _digest(path: Path, data: bytes) -> bytes:
    return hashlib.sha256(path.name.encode() + b"\n" + data).digest()


def _dump(made: Trace) -> bytes:
    """Return a trace as a line of JSON, then the km and the coordinates as numbers of 8 bytes."""
    way = made.way
    text = {
        "columns": dict(way.columns),
        "events": [asdict(event) for event in made.events],
        "access": made.access_km,
        "counts": [len(line) for line in way.lines],
    }
    numbers = np.concatenate([way.km, np.concatenate(way.lines).ravel()])
    return json.dumps(text).encode() + b"\n" + numbers.astype(_NUMBER).tobytes()


def _load(data: bytes) -> Trace:
    head, _, rest = data.partition(b"\n")
    text = json.loads(head)
    counts = text["counts"]
    numbers = np.frombuffer(rest, dtype=_NUMBER).astype(np.float64)
    km, flat = numbers[: len(counts)], numbers[len(counts) :].reshape(-1, 2)
    lines = [flat[end - count : end] for count, end in zip(counts, accumulate(counts), strict=True)]
    columns = {name: tuple(values) for name, values in text["columns"].items()}
    columns["gauges_mm"] = tuple(tuple(gauges) for gauges in columns["gauges_mm"])
    first, last = text["access"]
    way = Stretches(km, tuple(lines), columns)
    return Trace(way, tuple(_event(event) for event in text["events"]), (first, last))


def remembered_text(parts: Sequence[object], make: Callable[[], str], *, code: str) -> str:
    """Return the text stored for what it is made of, or make and store it; as `remembered` does.

    Parameters
    ----------
    parts
        All that the text depends on; see `told`.
    code
        Names what makes it, and its version.
    """
    path = folder() / "texts" / f"{_named(parts, code)}.json"
    return _remembered(path, lambda: make().encode()).decode()


def remembered_numbers(
    parts: Sequence[object], make: Callable[[], NDArray[_N]], *, code: str
) -> NDArray[_N]:
    """Return the array stored for what it is made of, or make and store it.

    The parameters are those of `remembered_text`.
    """

    def packed() -> bytes:
        file = io.BytesIO()
        np.save(file, make(), allow_pickle=False)
        return file.getvalue()

    path = folder() / "numbers" / f"{_named(parts, code)}.npy"
    found: NDArray[_N] = np.load(io.BytesIO(_remembered(path, packed)), allow_pickle=False)
    return found


def remembered_path(router: Router, spots: Sequence[Spot]) -> RoutePath:
    """Return the way of a router through spots, found once; as `remembered` does.

    Raises
    ------
    NoPathError
        As `Router.route` does; this is not kept.
    """

    def found() -> Floats:
        path = router.route(spots)
        return np.vstack(
            [(path.cost, 0.0, 0.0), np.column_stack([path.edge, path.start, path.end])]
        )

    parts = [router.fingerprint(), [[spot.edge, spot.share] for spot in spots]]
    (cost, *_), *_ = rows = remembered_numbers(parts, found, code="paths 1")
    return RoutePath(rows[1:, 0].astype(np.int64), rows[1:, 1], rows[1:, 2], float(cost))


def _named(parts: Sequence[object], code: str) -> str:
    return hashlib.sha256(told([CODE_VERSION, code, parts]).encode()).hexdigest()


def told(parts: object) -> str:
    """Return records, mappings and sets as a text that says the same in every process.

    Raises
    ------
    TypeError
        Something whose text would not tell what it holds.
    """
    return json.dumps(parts, default=_plain, sort_keys=True)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, BaseModel):
        return value.model_dump_json()
    if isinstance(value, date | Path):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        # What does not make two records differ, such as answers kept by a book, is no part of it.
        return [getattr(value, each.name) for each in fields(value) if each.compare]
    raise TypeError(f"{type(value).__name__} cannot be part of a key")
