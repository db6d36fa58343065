"""OpenStreetMap extracts as networks: ``.osm.pbf``, ``.osm.gz``, ``.osm.bz2``, ``.osm``.

Two passes, so that memory stays with what is kept: first the ways that the rules want, then the
places of the nodes that those ways use. Both filters run inside libosmium; what passes leaves it
in bulk, ways as lines of OPL, nodes as an array on disk, and never as one Python object each.
"""

from __future__ import annotations

import re
import tempfile
from array import array
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import osmium
from numpy.typing import NDArray

from geodata import geodesy
from geodata.errors import InputError, Problem
from geodata.network import Meta
from geodata.osm.build import ATTRIBUTION, LICENCE, finished
from geodata.osm.progress import bytes_read
from geodata.osm.tags import Attributes, Rules, attributes, wanted_tags
from geodata.osm.topology import Ways, network_of

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Sequence

    from geodata.network import Network

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

SUFFIXES = (".osm.pbf", ".pbf", ".osm.gz", ".osm.bz2", ".osm")

_FILTER_MB = 256
_CHUNK_IDS = 1 << 25
"""libosmium's id set takes 4 MB for each range of this many ids that holds one."""
_CHUNK_MB = 4
_TICK_EVERY = 1000
_NO_PLACE = 2**31 - 1
_UNITS = 1e7
_SAME_KM = 1.0
_NODE = np.dtype([("id", "<u8"), ("x", "<i4"), ("y", "<i4")])
_ESCAPE = re.compile("%([0-9a-f]{1,6})%")


class _Batch(NamedTuple):
    """The ways of one file, before merging."""

    way_id: Ints
    version: Ints
    count: Ints
    refs: Ints
    kind: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Extract:
    """What was read from extracts: the ways that the rules want, and the data's date."""

    ways: Ways
    vintage: str
    files: tuple[str, ...]


def import_extracts(
    paths: Sequence[str | os.PathLike[str]], *, rules: Rules, progress: bool = False,
    repaired: bool = True,
) -> Network:
    """Return the routable network of one mode that extracts hold.

    Ways that several files hold are taken once, by OSM id, the highest version; a way that
    crosses the edge of a file is completed from the others. The network is cut at junctions,
    contracted, repaired, tagged with countries and, where there is no tag, with gauges by rule,
    and numbered in contraction order.

    Parameters
    ----------
    rules
        The mode, and which of its ways to take.
    progress
        Show a bar with the bytes read, on stderr.
    repaired
        Close small gaps, each with an edge of its own of ``origin = "repaired"``.

    Raises
    ------
    InputError
        For a file that is missing, empty, truncated or no OSM file, for files that disagree
        where a node lies, and where no way is of the mode.
    """
    extract = read_ways(paths, rules=rules, progress=progress)
    names = ", ".join(extract.files)
    meta = Meta(source=f"OpenStreetMap extract {names}", licence=LICENCE, attribution=ATTRIBUTION,
                vintage=extract.vintage)
    network, wanting = network_of(extract.ways, mode=rules.mode, meta=meta)
    if not network.edge_count:
        raise InputError([_nothing(names, rules)])
    notes = (f"{wanting} ways want nodes that the files do not hold",) if wanting else ()
    return finished(network, notes=notes, repaired=repaired)


def _nothing(names: str, rules: Rules) -> Problem:
    return Problem(names, "", f"holds no {rules.mode} way that the rules take",
                   f"is it cut from the right area, with {rules.key}=*?")


def read_ways(
    paths: Sequence[str | os.PathLike[str]], *, rules: Rules, progress: bool = False
) -> Extract:
    """Return the ways that the rules want, with their nodes, from one or several extracts."""
    files = [Path(path) for path in paths]
    _check_files(files)
    kinds: dict[Attributes, int] = {}
    with bytes_read(files, passes=2, shown=progress) as tick, tempfile.TemporaryDirectory() as folder:
        read = [_read_batch(file, rules, kinds, Path(folder), tick) for file in files]
        merged = _merged([batch for batch, _ in read])
        needed = _distinct(merged.refs)
        node_id, lonlat = _read_nodes(files, needed, Path(folder), tick)
    offsets = np.concatenate([[0], np.cumsum(merged.count)]).astype(np.int64)
    ways = Ways(merged.way_id, offsets, merged.refs, merged.kind, tuple(kinds), node_id, lonlat)
    dates = [_header_date(file) or latest for file, (_, latest) in zip(files, read, strict=True)]
    return Extract(ways, _vintage(dates), tuple(dict.fromkeys(file.name for file in files)))


def _check_files(files: Sequence[Path]) -> None:
    problems = [Problem("", "", "no extract is given", "name at least one file")] if not files else []
    for file in files:
        if not file.is_file():
            problems.append(Problem(str(file), "", "is no file", "look at the path"))
        elif not file.name.endswith(SUFFIXES):
            problems.append(Problem(str(file), "", "is of no known kind",
                                    f"rename it to end with one of {', '.join(SUFFIXES)}"))
        elif not file.stat().st_size:
            problems.append(Problem(str(file), "", "is empty", "download it again"))
    if problems:
        raise InputError(problems)


@contextmanager
def _legible(file: Path) -> Iterator[None]:
    """Turn what libosmium says of a faulty file into an error of ours."""
    try:
        yield
    except (RuntimeError, ValueError, OSError, OverflowError, UnicodeDecodeError) as error:
        cut = any(word in str(error).lower() for word in ("eof", "truncated", "read close", "no element"))
        message = "is truncated" if cut else "cannot be read as OpenStreetMap data"
        remedy = "download it again, and compare its size or checksum"
        raise InputError([Problem(str(file), "", f"{message}: {error}", remedy)]) from error


def _header_date(file: Path) -> str:
    with _legible(file), osmium.io.Reader(str(file), osmium.osm.NOTHING) as reader:
        return str(reader.header().get("osmosis_replication_timestamp"))


def _vintage(dates: Sequence[str]) -> str:
    days = sorted({date[:10] for date in dates if date})
    if not days or not all(dates):
        return "unknown"
    return days[0] if len(days) == 1 else f"{days[0]}/{days[-1]}"


def _read_batch(
    file: Path, rules: Rules, kinds: dict[Attributes, int], folder: Path, tick: Callable[[Path], None]
) -> tuple[_Batch, str]:
    """Return the wanted ways of a file, and the date of the latest edit among them."""
    lines = folder / "ways.opl"
    with _legible(file):
        _write_wanted(file, rules, lines, tick)
    tick(file)
    reader = _LineReader(rules, kinds)
    with lines.open("rb") as handle:
        while rows := handle.readlines(1 << 22):
            reader.take([row.rstrip(b"\n").split(b" ") for row in rows])
    return reader.batch(), reader.latest


def _write_wanted(file: Path, rules: Rules, lines: Path, tick: Callable[[Path], None]) -> None:
    target = osmium.io.File(str(lines), "opl,add_metadata=version+timestamp")
    with osmium.SimpleWriter(target, overwrite=True) as writer:
        wanted = osmium.filter.TagFilter(*wanted_tags(rules))
        source = osmium.FileProcessor(str(file), osmium.osm.WAY).with_filter(wanted)
        for number, _ in enumerate(source.with_filter(writer)):
            if number % _TICK_EVERY == 0:
                tick(file)


class _LineReader:
    """Gathers ways from lines of OPL: ``w1 v2 dV t2026-02-01T00:00:00Z Tk=v,k=v Nn1,n2``."""

    def __init__(self, rules: Rules, kinds: dict[Attributes, int]) -> None:
        self._rules = rules
        self._kinds = kinds
        self._kind_of: dict[bytes, int] = {}
        self._ways: tuple[array[int], array[int], array[int], array[int]] = (
            array("q"), array("q"), array("q"), array("i"))
        self._refs: list[Ints] = [np.zeros(0, dtype=np.int64)]
        self._latest = b""

    @property
    def latest(self) -> str:
        """The time of the latest edit among the ways, empty where none is stated."""
        return self._latest.decode() if self._latest > b"1970-01-02" else ""

    def take(self, rows: list[list[bytes]]) -> None:
        """Take up the ways of some lines."""
        coded = [(row, self._kind(row[-2])) for row in rows if row[2] != b"dD"]
        kept = [(row, kind) for row, kind in coded if kind >= 0 and len(row[-1]) > 1]
        ids, versions, counts, kinds = self._ways
        ids.extend([int(row[0][1:]) for row, _ in kept])
        versions.extend([int(row[1][1:]) for row, _ in kept])
        counts.extend([row[-1].count(b",") + 1 for row, _ in kept])
        kinds.extend([kind for _, kind in kept])
        joined = b",".join([row[-1] for row, _ in kept]).translate(None, b"Nn")
        if joined:
            self._refs.append(np.fromstring(joined.decode("ascii"), sep=",", dtype=np.int64))
        self._latest = max([self._latest, *(row[3][1:] for row, _ in kept)])

    def _kind(self, cell: bytes) -> int:
        """Return the row of attributes that a cell of tags amounts to, -1 if it is not wanted."""
        known = self._kind_of.get(cell)
        if known is None:
            found = attributes(_tags(cell), self._rules)
            known = -1 if found is None else self._kinds.setdefault(found, len(self._kinds))
            self._kind_of[cell] = known
        return known

    def batch(self) -> _Batch:
        """Return what was gathered."""
        ids, versions, counts, kinds = self._ways
        return _Batch(np.array(ids, np.int64), np.array(versions, np.int64),
                      np.array(counts, np.int64), np.concatenate(self._refs),
                      np.array(kinds, np.int32))


def _tags(cell: bytes) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in cell[1:].decode("utf-8", "replace").split(","))
    return {_unescaped(key): _unescaped(value) for key, _, value in pairs}


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "%" in text else text


def _merged(batches: Sequence[_Batch]) -> _Batch:
    """Return every way once, ascending by id: the highest version, of the first file that has it."""
    way_id, version, count, refs, kind = (np.concatenate(parts) for parts in zip(*batches, strict=True))
    order = np.lexsort((np.arange(len(way_id)), -version, way_id))
    chosen = order[np.concatenate([[True], np.diff(way_id[order]) != 0])] if len(order) else order
    start = (np.cumsum(count) - count)[chosen]
    size = count[chosen]
    stop = np.cumsum(size)
    total = int(stop[-1]) if len(stop) else 0
    step = np.arange(total) - np.repeat(stop - size, size)
    return _Batch(way_id[chosen], version[chosen], size, refs[np.repeat(start, size) + step], kind[chosen])


def _read_nodes(
    files: Sequence[Path], needed: Ints, folder: Path, tick: Callable[[Path], None]
) -> tuple[Ints, Floats]:
    """Return the ids, ascending, and places of the needed nodes that the files hold."""
    found = []
    for file in files:
        with _legible(file):
            parts = [_nodes(file, part, folder, tick) for part in _slices(needed)]
        tick(file)
        found.append(np.concatenate(parts) if parts else np.zeros(0, _NODE))
    every = np.concatenate(found) if found else np.zeros(0, _NODE)
    order = np.argsort(every["id"], kind="stable")
    ids = every["id"][order].astype(np.int64)
    lonlat = np.column_stack([every["x"][order], every["y"][order]]) / _UNITS
    first = np.concatenate([[True], ids[1:] != ids[:-1]]) if len(ids) else np.zeros(0, bool)
    _check_agreement(ids, lonlat, first, files)
    return ids[first], lonlat[first]


def _check_agreement(ids: Ints, lonlat: Floats, first: NDArray[np.bool_], files: Sequence[Path]) -> None:
    """Refuse files that put one node in two places, as those with made-up ids do."""
    again = np.flatnonzero(~first)
    apart = geodesy.distance_km(*lonlat[again].T, *lonlat[again - 1].T)
    far = again[apart > _SAME_KM]
    if len(far):
        names = ", ".join(file.name for file in files)
        message = f"{len(far)} nodes lie more than {_SAME_KM:g} km apart in different files"
        remedy = ("one of the files has node ids of its own making: "
                  "import it by itself and give both networks")
        raise InputError([Problem(names, f"node {ids[far[0]]}", message, remedy)])


def _distinct(values: Ints) -> Ints:
    """Return values once each, ascending; numpy's own way by a hash table is ten times slower."""
    ascending = np.sort(values)
    return ascending[np.concatenate([[True], ascending[1:] != ascending[:-1]])[: len(ascending)]]


def _slices(needed: Ints) -> list[Ints]:
    """Cut ids into parts, so that libosmium's filter of each takes little memory."""
    positive = needed[needed > 0]
    if not len(positive):
        return []
    chunk = positive // _CHUNK_IDS
    rank = np.cumsum(np.concatenate([[0], np.diff(chunk) != 0]))
    per_part = _FILTER_MB // _CHUNK_MB
    return np.split(positive, np.flatnonzero(np.diff(rank // per_part)) + 1)


def _nodes(
    file: Path, needed: Ints, folder: Path, tick: Callable[[Path], None]
) -> NDArray[np.void]:
    """Return the needed nodes of a file: libosmium lays them down in an array on disk."""
    store = folder / "nodes.bin"
    store.unlink(missing_ok=True)
    table = osmium.index.create_map(f"sparse_file_array,{store}")
    places = osmium.NodeLocationsForWays(table)
    glimpses = osmium.filter.IdFilter(needed[::_TICK_EVERY].tolist())
    wanted = osmium.filter.IdFilter(needed.tolist())
    source = osmium.FileProcessor(str(file), osmium.osm.NODE).with_filter(wanted)
    for _ in source.with_filter(places).with_filter(glimpses):
        tick(file)
    nodes = np.fromfile(store, dtype=_NODE)
    return nodes[(nodes["x"] != _NO_PLACE) & (nodes["y"] != _NO_PLACE)]
