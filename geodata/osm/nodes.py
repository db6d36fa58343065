"""Where the nodes of ways lie: the newest place of each, of all files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import osmium

from geodata import geodesy
from geodata.errors import InputError, Problem
from geodata.osm.blocks import objects
from geodata.osm.extracts import legible
from geodata.osm.lines import NODE, UNITS, stamp_at

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from geodata.arrays import Floats, Ints
    from geodata.osm.extracts import Source

_FILTER_MB = 400


_CHUNK_IDS = 1 << 25
"""libosmium's id set takes 4 MB for each range of this many ids that holds one."""


_CHUNK_MB = 4


_TICK_EVERY = 1000


_TICK_CHUNKS = 8


_NO_PLACE = 2**31 - 1


_EAST, _NORTH = 180 * int(UNITS), 90 * int(UNITS)


_SAME_KM = 1.0


_DATED = np.dtype([*NODE.descr, ("version", "<i8"), ("stamp", "<i8"), ("file", "<i8")])


@dataclass(frozen=True, slots=True, eq=False)
class Nodes:
    """Nodes that were found.

    Attributes
    ----------
    node_id, lonlat
        Ascending, and their places in degrees, shape (n, 2), EPSG:4326.
    off_earth
        How many have coordinates that are no place on the Earth; they are left out.
    """

    node_id: Ints
    lonlat: Floats
    off_earth: int


def read_nodes(
    sources: Sequence[Source],
    needed: Ints,
    *,
    folder: Path,
    tick: Callable[[Path], None],
    placed: NDArray[np.void] | None = None,
) -> Nodes:
    """Return the needed nodes that files hold, each where its newest version has it.

    Parameters
    ----------
    needed
        Ids, once each and ascending.
    placed
        Places that ways carry, of dtype `NODE`; they stand in where no file holds the node.

    Raises
    ------
    InputError
        For a file that cannot be read, and for files that put one version of a node in two places.
    """
    if any(source.history for source in sources):
        found = _newest(sources, needed, tick)
    else:
        found = _merged(sources, _bulk(sources, needed, folder, tick), tick)
    if placed is not None and len(placed):
        missing = placed[~np.isin(placed["id"], found["id"])]
        found = np.concatenate([found, missing[np.unique(missing["id"], return_index=True)[1]]])
    order = np.argsort(found["id"], kind="stable")
    found = found[order]
    there = (found["x"] != _NO_PLACE) & (found["y"] != _NO_PLACE)
    on_earth = (np.abs(found["x"].astype(np.int64)) <= _EAST) & (
        np.abs(found["y"].astype(np.int64)) <= _NORTH
    )
    good = found[there & on_earth]
    lonlat = np.column_stack([good["x"], good["y"]]) / UNITS
    return Nodes(good["id"].astype(np.int64), lonlat, int((there & ~on_earth).sum()))


def distinct(values: Ints) -> Ints:
    """Return values once each, ascending; numpy's own way by a hash table is ten times slower."""
    ascending = np.sort(values)
    first = np.concatenate([[True], ascending[1:] != ascending[:-1]])
    found: Ints = ascending[first[: len(ascending)]]
    return found


def _bulk(
    sources: Sequence[Source], needed: Ints, folder: Path, tick: Callable[[Path], None]
) -> list[NDArray[np.void]]:
    """Return the needed nodes of each file, in the order in which they stand there."""
    found = []
    for source in sources:
        with legible(source.path):
            # Nodes are looked at also where none is needed: ways may stand among them, untruly.
            slices = _slices(needed) or ([needed[:0]] if source.ordered else [])
            parts = [_laid_down(source, part, folder, tick) for part in slices]
            parts.append(_negative(source, needed[needed <= 0]))
        tick(source.path)
        found.append(np.concatenate(parts))
    return found


def _slices(needed: Ints) -> list[Ints]:
    """Cut ids into parts, so that libosmium's filter of each takes little memory."""
    positive = needed[needed > 0]
    if not len(positive):
        return []
    chunk = positive // _CHUNK_IDS
    rank = np.cumsum(np.concatenate([[0], np.diff(chunk) != 0]))
    per_part = _FILTER_MB // _CHUNK_MB
    return np.split(positive, np.flatnonzero(np.diff(rank // per_part)) + 1)


def _laid_down(
    source: Source, needed: Ints, folder: Path, tick: Callable[[Path], None]
) -> NDArray[np.void]:
    """Return the needed nodes of a file: libosmium lays them down in an array on disk."""
    store = folder / "nodes.bin"
    store.unlink(missing_ok=True)
    table = osmium.index.create_map(f"sparse_file_array,{store}")
    places = osmium.NodeLocationsForWays(table)
    places.apply_nodes_to_ways = False
    few = osmium.filter.IdFilter(_glimpsed(needed).tolist())
    wanted = osmium.filter.IdFilter(needed.tolist())
    for _ in objects(source, osmium.osm.NODE, filters=(wanted, places, few), tick=tick):
        tick(source.path)
    nodes = np.fromfile(store, dtype=NODE)
    known: NDArray[np.void] = nodes[(nodes["x"] != _NO_PLACE) & (nodes["y"] != _NO_PLACE)]
    return known


def _glimpsed(needed: Ints) -> Ints:
    """Return the few nodes that come back to Python, for the bar and for Ctrl-C."""
    few = needed[::_TICK_EVERY]
    chunk = few // _CHUNK_IDS
    chosen: Ints = few[chunk % _TICK_CHUNKS == chunk[:1] % _TICK_CHUNKS]
    return chosen


def _negative(source: Source, needed: Ints) -> NDArray[np.void]:
    """Return nodes whose ids editors made up; libosmium's filters know none below 1."""
    wanted = set(needed.tolist())
    if not wanted:
        return np.zeros(0, NODE)
    every = objects(source, osmium.osm.NODE, filters=(), tick=_untold)
    rows = [
        (node.id, node.location.x, node.location.y)
        for node in every
        if node.id in wanted and not node.deleted
    ]
    return np.array(rows, dtype=NODE)


def _untold(_: Path) -> None:
    """Move no bar."""


def _merged(
    sources: Sequence[Source],
    found: Sequence[NDArray[np.void]],
    tick: Callable[[Path], None],
) -> NDArray[np.void]:
    """Return every node once; those that lie in two places by their newest version."""
    every = np.concatenate([*found, np.zeros(0, NODE)])
    order = np.argsort(every["id"], kind="stable")
    every = every[order]
    again = every["id"][1:] == every["id"][:-1]
    moved = again & ((every["x"][1:] != every["x"][:-1]) | (every["y"][1:] != every["y"][:-1]))
    doubtful = distinct(every["id"][1:][moved].astype(np.int64))
    once: NDArray[np.void] = every[np.concatenate([[True], ~again])[: len(every)]]
    if not len(doubtful):
        return once
    newest = _newest(sources, doubtful, tick)
    return np.concatenate([once[~np.isin(once["id"], doubtful)], newest])


def _newest(
    sources: Sequence[Source], needed: Ints, tick: Callable[[Path], None]
) -> NDArray[np.void]:
    """Return the newest version of nodes, also where that one is deleted and has no place."""
    rows = []
    for number, source in enumerate(sources):
        with legible(source.path):
            rows += [_dated(node, number) for node in _picked(source, needed, tick)]
    every = np.array(rows, dtype=_DATED)
    order = np.lexsort((-every["file"], every["stamp"], every["version"], every["id"]))
    every = every[order]
    last = np.append(every["id"][1:] != every["id"][:-1], True)[: len(every)]
    _check_agreement(every, sources)
    newest = np.zeros(int(last.sum()), dtype=NODE)
    for name in NODE.names or ():
        newest[name] = every[name][last]
    return newest


def _picked(
    source: Source, needed: Ints, tick: Callable[[Path], None]
) -> list[tuple[int, int, int, int, int]]:
    def row(node: osmium.osm.Node) -> tuple[int, int, int, int, int]:
        x, y = (_NO_PLACE,) * 2 if node.deleted else (node.location.x, node.location.y)
        return node.id, x, y, node.version, stamp_at(node.timestamp)

    found = []
    for part in _slices(needed):
        wanted = osmium.filter.IdFilter(part.tolist())
        found += [row(n) for n in objects(source, osmium.osm.NODE, filters=(wanted,), tick=tick)]
    below = set(needed[needed <= 0].tolist())
    if below:
        every = objects(source, osmium.osm.NODE, filters=(), tick=tick)
        found += [row(node) for node in every if node.id in below]
    return found


def _dated(row: tuple[int, int, int, int, int], number: int) -> tuple[int, int, int, int, int, int]:
    return (*row, number)


def _check_agreement(every: NDArray[np.void], sources: Sequence[Source]) -> None:
    """Refuse files that put one version of a node in two places, as those with made-up ids do."""
    steps = {name: np.diff(every[name]) for name in ("id", "version", "stamp", "file")}
    same = (steps["id"] == 0) & (steps["version"] == 0) & (steps["stamp"] == 0)
    row = np.flatnonzero(same & (steps["file"] != 0))
    spots = np.column_stack([every["x"], every["y"]]) / UNITS
    row = row[(np.abs(np.hstack([spots[row], spots[row + 1]])) <= (180.0, 90.0) * 2).all(axis=1)]
    far = row[geodesy.distance_km(*spots[row].T, *spots[row + 1].T) > _SAME_KM]
    if len(far):
        names = ", ".join(source.path.name for source in sources)
        message = f"{len(far)} nodes lie more than {_SAME_KM:g} km apart in different files"
        remedy = (
            "one of the files has node ids of its own making: "
            "import it by itself and give both networks"
        )
        raise InputError([Problem(names, f"node {every['id'][far[0]]}", message, remedy)])
