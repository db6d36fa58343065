"""Traces on disk, keyed by all that they depend on; safe to delete, safe for two processes."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corridors.tracing.way import Event, Stretches
from geodata.errors import InputError
from geodata.files import atomic

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from corridors.tracing.trace import Travelled

CODE_VERSION = 9
"""To be raised whenever tracing changes its answers."""


_ENV = "CORRIDORS_CACHE"


def folder() -> Path:
    """Return the cache folder: ``$CORRIDORS_CACHE``, else the platform's; not made here."""
    if _ENV in os.environ:
        return Path(os.environ[_ENV])
    import platformdirs

    return Path(platformdirs.user_cache_dir("corridor-atlas"))


def key(digest: str, parts: Sequence[object]) -> str:
    """Return the sha256 over what a trace depends on, the places that pin events too."""
    text = json.dumps([CODE_VERSION, digest, *parts])
    return hashlib.sha256(text.encode()).hexdigest()


def remembered(key: str, make: Callable[[], Travelled]) -> Travelled:
    """Return what is stored under a key, or make and store it.

    A damaged or unreadable entry is made again; a cache that cannot be written is done without.
    """
    path = folder() / "traces" / f"{key}.npz"
    try:
        return _load(path.read_bytes())
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        pass
    made = make()
    _store(path, _dump(made))
    return made


def remembered_events(key: str, make: Callable[[], list[Event]]) -> list[Event]:
    """Return the events stored under a key, or make and store them; as `remembered` does."""
    path = folder() / "events" / f"{key}.json"
    try:
        return [_event(stored) for stored in json.loads(path.read_bytes())]
    except (OSError, ValueError, KeyError, TypeError):
        pass
    made = make()
    _store(path, json.dumps([asdict(event) for event in made]).encode())
    return made


def _event(stored: Mapping[str, Any]) -> Event:
    return Event(**{**stored, "handovers": tuple(stored["handovers"])})


def _store(path: Path, data: bytes) -> None:
    with suppress(OSError, InputError), atomic(path) as temporary:
        temporary.write_bytes(data)


def _dump(made: Travelled) -> bytes:
    way, events, access = made
    text = {
        "columns": dict(way.columns),
        "events": [asdict(event) for event in events],
        "access": access,
    }
    stream = io.BytesIO()
    np.savez(
        stream,
        km=way.km,
        coords=np.concatenate(way.lines),
        counts=np.array([len(line) for line in way.lines]),
        text=np.frombuffer(json.dumps(text).encode(), dtype=np.uint8),
    )
    return stream.getvalue()


def _load(data: bytes) -> Travelled:
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        text = json.loads(stored["text"].tobytes())
        lines = np.split(stored["coords"], np.cumsum(stored["counts"])[:-1])
        columns = {name: tuple(values) for name, values in text["columns"].items()}
        columns["gauges_mm"] = tuple(tuple(gauges) for gauges in columns["gauges_mm"])
        way = Stretches(stored["km"], tuple(lines), columns)
    first, last = text["access"]
    return way, tuple(_event(event) for event in text["events"]), (first, last)
