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
from typing import TYPE_CHECKING

import numpy as np
import osmium
from numpy.typing import NDArray

from geodata import geodesy
from geodata.errors import InputError, Problem
from geodata.network import Meta
from geodata.osm.build import ATTRIBUTION, LICENCE, finished
from geodata.osm.pieces import pieces
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

_FILTER_MB = 400
_CHUNK_IDS = 1 << 25
"""libosmium's id set takes 4 MB for each range of this many ids that holds one."""
_CHUNK_MB = 4
_TICK_EVERY = 1000
_TICK_CHUNKS = 8
_NO_PLACE = 2**31 - 1
_UNITS = 1e7
_SAME_KM = 1.0
_NODE = np.dtype([("id", "<u8"), ("x", "<i4"), ("y", "<i4")])
_ESCAPE = re.compile("%([0-9a-f]{1,6})%")


@dataclass(frozen=True, slots=True, eq=False)
class Extract:
    """What was read from extracts: the ways that the rules want, and the data's date."""

    ways: Ways
    vintage: str
    files: tuple[str, ...]


def import_extracts(
    paths: Sequence[str | os.PathLike[str]],
    *,
    rules: Rules,
    progress: bool = False,
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
    (extract,) = read_ways(paths, rules=[rules], progress=progress)
    return network_from(extract, rules=rules, repaired=repaired)


def network_from(extract: Extract, *, rules: Rules, repaired: bool = True) -> Network:
    """Return the finished network of what was read; see `import_extracts`."""
    names = ", ".join(extract.files)
    meta = Meta(
        source=f"OpenStreetMap extract {names}",
        licence=LICENCE,
        attribution=ATTRIBUTION,
        vintage=extract.vintage,
    )
    network, wanting = network_of(extract.ways, mode=rules.mode, meta=meta)
    if not network.edge_count:
        raise InputError([_nothing(names, rules)])
    notes = (f"{wanting} ways want nodes that the files do not hold",) if wanting else ()
    return finished(network, notes=notes, repaired=repaired)


def _nothing(names: str, rules: Rules) -> Problem:
    return Problem(
        names,
        "",
        f"holds no {rules.mode} way that the rules take",
        f"is it cut from the right area, with {rules.key}=*?",
    )


def read_ways(
    paths: Sequence[str | os.PathLike[str]], *, rules: Sequence[Rules], progress: bool = False
) -> list[Extract]:
    """Return the ways that each of several rules wants, with their nodes; the files are shared.

    Two passes over the files, whatever the number of rules.
    """
    files = [Path(path) for path in paths]
    check_files(files)
    readers = [[_LineReader(rule) for rule in rules] for _ in files]
    bar = bytes_read(files, passes=2, shown=progress)
    with bar as tick, tempfile.TemporaryDirectory() as folder:
        for file, row in zip(files, readers, strict=True):
            _read_lines(file, row, Path(folder), tick)
        merged = [_merged(column) for column in zip(*readers, strict=True)]
        needed = _distinct(np.concatenate([refs for _, _, refs, _, _ in merged]))
        node_id, lonlat = _read_nodes(files, needed, Path(folder), tick)
    names = tuple(dict.fromkeys(file.name for file in files))
    headers = [_header_date(file) for file in files]
    return [
        Extract(
            Ways(*ways, node_id, lonlat),
            _vintage(
                [header or reader.latest for header, reader in zip(headers, column, strict=True)]
            ),
            names,
        )
        for ways, column in zip(merged, zip(*readers, strict=True), strict=True)
    ]


def locate(files: Sequence[Path], node_ids: Ints) -> tuple[Ints, Floats]:
    """Return the ids, ascending, and places of those nodes that the files hold."""
    with tempfile.TemporaryDirectory() as folder:
        return _read_nodes(files, _distinct(node_ids), Path(folder), lambda _: None)


def check_files(files: Sequence[Path]) -> None:
    """Refuse files that are missing, empty or of an unknown kind, all at once."""
    problems = []
    if not files:
        problems.append(Problem("", "", "no extract is given", "name at least one file"))
    for file in files:
        if not file.is_file():
            problems.append(Problem(str(file), "", "is no file", "look at the path"))
        elif not file.name.endswith(SUFFIXES):
            problems.append(
                Problem(
                    str(file),
                    "",
                    "is of no known kind",
                    f"rename it to end with one of {', '.join(SUFFIXES)}",
                )
            )
        elif not file.stat().st_size:
            problems.append(Problem(str(file), "", "is empty", "download it again"))
    if problems:
        raise InputError(problems)


_SIGNS_OF_A_CUT = ("eof", "truncated", "read close", "no element")


@contextmanager
def legible(file: Path) -> Iterator[None]:
    """Turn what libosmium says of a faulty file into an error of ours."""
    try:
        yield
    except (RuntimeError, ValueError, OSError, OverflowError, UnicodeDecodeError) as error:
        cut = any(word in str(error).lower() for word in _SIGNS_OF_A_CUT)
        message = "is truncated" if cut else "cannot be read as OpenStreetMap data"
        remedy = "download it again, and compare its size or checksum"
        raise InputError([Problem(str(file), "", f"{message}: {error}", remedy)]) from error


def _header_date(file: Path) -> str:
    with legible(file), osmium.io.Reader(str(file), osmium.osm.NOTHING) as reader:
        return str(reader.header().get("osmosis_replication_timestamp"))


def _vintage(dates: Sequence[str]) -> str:
    days = sorted({date[:10] for date in dates if date})
    if not days or not all(dates):
        return "unknown"
    return days[0] if len(days) == 1 else f"{days[0]}/{days[-1]}"


def _read_lines(
    file: Path, readers: Sequence[_LineReader], folder: Path, tick: Callable[[Path], None]
) -> None:
    """Let readers take the ways of a file that any of them wants."""
    lines = folder / "ways.opl"
    tags = dict.fromkeys(tag for reader in readers for tag in wanted_tags(reader.rules))
    with legible(file):
        _write_wanted(file, list(tags), lines, tick)
    tick(file)
    with lines.open("rb") as handle:
        while rows := handle.readlines(1 << 22):
            cells = [row.rstrip(b"\n").split(b" ") for row in rows]
            for reader in readers:
                reader.take(cells)


def _write_wanted(
    file: Path, tags: list[tuple[str, str]], lines: Path, tick: Callable[[Path], None]
) -> None:
    target = osmium.io.File(str(lines), "opl,add_metadata=version+timestamp")
    with osmium.SimpleWriter(target, overwrite=True) as writer:
        # A few keys are sooner compared than many tags; most ways fall at the first hurdle.
        keyed = osmium.filter.KeyFilter(*dict.fromkeys(key for key, _ in tags))
        wanted = osmium.filter.TagFilter(*tags)
        for piece in pieces(file, osmium.osm.WAY):
            tick(file)
            source = osmium.FileProcessor(piece, osmium.osm.WAY).with_filter(keyed)
            for number, _ in enumerate(source.with_filter(wanted).with_filter(writer)):
                if number % _TICK_EVERY == 0:
                    tick(file)


class _LineReader:
    """Gathers ways from lines of OPL: ``w1 v2 dV t2026-02-01T00:00:00Z Tk=v,k=v Nn1,n2``."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.kinds: dict[Attributes, int] = {}
        self._kind_of: dict[bytes, int] = {}
        self._ways: tuple[array[int], array[int], array[int], array[int]] = (
            array("q"),
            array("q"),
            array("q"),
            array("i"),
        )
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
            found = attributes(_tags(cell), self.rules)
            known = -1 if found is None else self.kinds.setdefault(found, len(self.kinds))
            self._kind_of[cell] = known
        return known

    def arrays(self) -> tuple[Ints, Ints, Ints, Ints, Ints]:
        """Return ids, versions, numbers of nodes, nodes and rows of attributes."""
        ids, versions, counts, kinds = (np.array(part, np.int64) for part in self._ways)
        return ids, versions, counts, np.concatenate(self._refs), kinds


def _tags(cell: bytes) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in cell[1:].decode("utf-8", "replace").split(","))
    return {_unescaped(key): _unescaped(value) for key, _, value in pairs}


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "%" in text else text


def _merged(
    readers: Sequence[_LineReader],
) -> tuple[Ints, Ints, Ints, NDArray[np.int32], tuple[Attributes, ...]]:
    """Return every way once, ascending by id: the highest version, of the first file that has it.

    As ids, offsets, nodes, rows of attributes, and the attributes.
    """
    way_id, version, count, refs, kind = (
        np.concatenate(parts) for parts in zip(*(r.arrays() for r in readers), strict=True)
    )
    shift = np.cumsum([0, *(len(reader.kinds) for reader in readers)])
    kind += np.repeat(shift[:-1], [len(reader.arrays()[0]) for reader in readers])
    order = np.lexsort((np.arange(len(way_id)), -version, way_id))
    chosen = order[np.diff(way_id[order], prepend=-1 << 62) != 0]
    start, size = (np.cumsum(count) - count)[chosen], count[chosen]
    offsets = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
    step = np.arange(offsets[-1]) - np.repeat(offsets[:-1], size)
    every = tuple(kind for reader in readers for kind in reader.kinds)
    return (
        way_id[chosen],
        offsets,
        refs[np.repeat(start, size) + step],
        kind[chosen].astype(np.int32),
        every,
    )


def _read_nodes(
    files: Sequence[Path], needed: Ints, folder: Path, tick: Callable[[Path], None]
) -> tuple[Ints, Floats]:
    """Return the ids, ascending, and places of the needed nodes that the files hold."""
    found = []
    for file in files:
        with legible(file):
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


def _check_agreement(
    ids: Ints, lonlat: Floats, first: NDArray[np.bool_], files: Sequence[Path]
) -> None:
    """Refuse files that put one node in two places, as those with made-up ids do."""
    again = np.flatnonzero(~first)
    apart = geodesy.distance_km(*lonlat[again].T, *lonlat[again - 1].T)
    far = again[apart > _SAME_KM]
    if len(far):
        names = ", ".join(file.name for file in files)
        message = f"{len(far)} nodes lie more than {_SAME_KM:g} km apart in different files"
        remedy = (
            "one of the files has node ids of its own making: "
            "import it by itself and give both networks"
        )
        raise InputError([Problem(names, f"node {ids[far[0]]}", message, remedy)])


def _distinct(values: Ints) -> Ints:
    """Return values once each, ascending; numpy's own way by a hash table is ten times slower."""
    ascending = np.sort(values)
    first = np.concatenate([[True], ascending[1:] != ascending[:-1]])
    distinct: Ints = ascending[first[: len(ascending)]]
    return distinct


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
    glimpses = osmium.filter.IdFilter(_glimpsed(needed).tolist())
    wanted = osmium.filter.IdFilter(needed.tolist())
    for piece in pieces(file, osmium.osm.NODE):
        tick(file)
        source = osmium.FileProcessor(piece, osmium.osm.NODE).with_filter(wanted)
        for _ in source.with_filter(places).with_filter(glimpses):
            tick(file)
    nodes = np.fromfile(store, dtype=_NODE)
    known: NDArray[np.void] = nodes[(nodes["x"] != _NO_PLACE) & (nodes["y"] != _NO_PLACE)]
    return known


def _glimpsed(needed: Ints) -> Ints:
    """Return the few nodes that come back to Python, for the bar and for Ctrl-C."""
    few = needed[::_TICK_EVERY]
    chunk = few // _CHUNK_IDS
    chosen: Ints = few[chunk % _TICK_CHUNKS == chunk[:1] % _TICK_CHUNKS]
    return chosen
