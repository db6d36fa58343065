"""OpenStreetMap extracts as networks: ``.osm.pbf``, ``.osm.gz``, ``.osm.bz2``, ``.osm``.

Several passes, so that memory stays with what is kept: the relations of ferries, the ways that the
rules want, then the places of the nodes that those ways use. The filters run inside libosmium; what
passes leaves it in bulk, ways as lines of OPL, nodes as an array on disk, and never as one Python
object each. Where a way may be there in several versions, the newest is sought among all of them.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import osmium

from geodata.errors import InputError, Problem
from geodata.network.model import Meta
from geodata.osm.blocks import DisorderError, objects
from geodata.osm.build import ATTRIBUTION, LICENCE, finished
from geodata.osm.extracts import Source, legible, opened, readable
from geodata.osm.lines import LineReader, Table, age, carried_tags
from geodata.osm.nodes import Nodes, distinct, read_nodes
from geodata.osm.progress import bytes_read
from geodata.osm.tags import Rules, columns, wanted_tags
from geodata.osm.ways import Ways, network_of

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    from geodata.arrays import Ints
    from geodata.network.model import Network
    from geodata.osm.lines import Age, Tick

_TICK_EVERY = 1000

_LINES = 1 << 22


_DELETED = (1 << 62, 0, 0)
"""An age above that of every version: what an editor deletes is gone, whatever the files hold."""


_PASSES = 3


@dataclass(frozen=True, slots=True, eq=False)
class Extract:
    """What was read from extracts: the ways that the rules want, and the data's date.

    Attributes
    ----------
    notes
        What was left out, counted by reason.
    """

    ways: Ways
    vintage: str
    files: tuple[str, ...]
    notes: tuple[str, ...] = ()


def import_extracts(
    paths: Sequence[str | os.PathLike[str]],
    *,
    rules: Rules,
    progress: bool = False,
    repaired: bool = True,
) -> Network:
    """Return the routable network of one mode that extracts hold.

    Ways that several files hold, or one file in several versions, are taken once, the newest
    version, and not at all where that one is deleted or is none that the rules want; a way that
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
        raise InputError([_nothing(names, rules, extract, wanting)])
    notes = (f"{wanting} ways want nodes that the files do not hold",) if wanting else ()
    return finished(network, notes=(*extract.notes, *notes), repaired=repaired)


def _nothing(names: str, rules: Rules, extract: Extract, wanting: int) -> Problem:
    if wanting:
        message = f"holds {wanting} {rules.mode} ways but not the nodes that they run through"
        return Problem(names, "", message, "was it cut, or filtered, without them?")
    said = f"; {'; '.join(extract.notes)}" if extract.notes else ""
    return Problem(
        names,
        "",
        f"holds no {rules.mode} way that the rules take{said}",
        f"is it cut from the right area, with {rules.key}=*?",
    )


def read_ways(
    paths: Sequence[str | os.PathLike[str]], *, rules: Sequence[Rules], progress: bool = False
) -> list[Extract]:
    """Return the ways that each of several rules wants, with their nodes; the files are shared.

    The passes over the files are the same whatever the number of rules.
    """
    with readable(opened(list(dict.fromkeys(Path(path) for path in paths)))) as sources:
        with suppress(DisorderError):
            return _read(sources, rules, progress=progress)
        # A file said untruly that it is sorted: what it says of its order is not believed.
        whole = [replace(source, ordered=False) for source in sources]
        return _read(whole, rules, progress=progress)


def _read(sources: Sequence[Source], rules: Sequence[Rules], *, progress: bool) -> list[Extract]:
    files = [source.path for source in sources]
    bar = bytes_read(files, passes=_PASSES, shown=progress)
    with bar as tick, tempfile.TemporaryDirectory() as folder:
        carried = carried_tags(sources, tick)
        readers = [[LineReader(rule, carried) for rule in rules] for _ in sources]
        for source, row in zip(sources, readers, strict=True):
            _read_lines(source, row, carried, Path(folder), tick)
        merged = [
            _merged(sources, column, _newer(sources, column, tick))
            for column in zip(*readers, strict=True)
        ]
        needed = distinct(np.concatenate([ways.refs for ways, _ in merged]))
        placed = np.concatenate([reader.places() for row in readers for reader in row])
        nodes = read_nodes(sources, needed, folder=Path(folder), tick=tick, placed=placed)
    return [
        Extract(
            replace(ways, node_id=nodes.node_id, node_lonlat=nodes.lonlat),
            _vintage(sources, column),
            tuple(dict.fromkeys(file.name for file in files)),
            _notes(refused, nodes, ways, rule),
        )
        for (ways, refused), column, rule in zip(
            merged, zip(*readers, strict=True), rules, strict=True
        )
    ]


def _vintage(sources: Sequence[Source], readers: Sequence[LineReader]) -> str:
    """Return the day of the data, or the first and last: of header, name or newest way."""
    days = {
        source.date or _day(reader.latest) for source, reader in zip(sources, readers, strict=True)
    }
    if "" in days:
        return "unknown"
    return min(days) if len(days) == 1 else f"{min(days)}/{max(days)}"


def _day(stamp: int) -> str:
    text = str(stamp)
    return f"{text[:4]}-{text[4:6]}-{text[6:8]}" if stamp else ""


def _notes(refused: Counter[str], nodes: Nodes, ways: Ways, rule: Rules) -> tuple[str, ...]:
    counts = [f"{count} {why}" for why, count in sorted(refused.items()) if count]
    counts += [f"{unread} gauges that are none"] if (unread := _unread(ways, rule)) else []
    off = nodes.off_earth
    return (
        *((f"left out: {', '.join(counts)}",) if counts else ()),
        *((f"{off} nodes lie off the Earth",) if off else ()),
    )


def _unread(ways: Ways, rule: Rules) -> int:
    """Return how many tracks have a gauge tagged that cannot be read."""
    if rule.mode != "rail":
        return 0
    kind, gauge = (columns(rule.mode).index(name) for name in ("railway", "gauge"))
    silent = [
        bool(row.values[kind] and row.values[gauge]) and not row.gauges_mm
        for row in ways.attributes
    ]
    return int(np.array(silent, dtype=bool)[ways.kind].sum()) if silent else 0


def _read_lines(
    source: Source,
    readers: Sequence[LineReader],
    carried: Mapping[int, object],
    folder: Path,
    tick: Tick,
) -> None:
    """Let readers take the ways of a file that any of them wants."""
    lines = folder / "ways.opl"
    tags = dict.fromkeys(tag for reader in readers for tag in wanted_tags(reader.rules))
    # A few keys are sooner compared than many tags; most ways fall at the first hurdle.
    keyed = osmium.filter.KeyFilter(*dict.fromkeys(key for key, _ in tags))
    chosen: list[tuple[object, ...]] = [(keyed, osmium.filter.TagFilter(*tags))]
    if members := [way for way in carried if way > 0]:
        chosen.append((osmium.filter.IdFilter(members),))
    if len(members) < len(carried):
        chosen.append(())  # libosmium's filters know no id below 1
    seen: set[tuple[bytes, ...]] = set()
    for number, filters in enumerate(chosen):
        with legible(source.path):
            _write_lines(source, filters, lines, tick)
        tick(source.path)
        for rows in _rows(lines):
            fresh = [row for row in rows if not number or _is_carried(row, carried, seen)]
            seen |= {tuple(row) for row in fresh} if len(chosen) > 1 else set()
            for reader in readers:
                reader.take(fresh)


def _rows(lines: Path) -> Iterator[list[list[bytes]]]:
    """Yield the cells of lines, some megabytes at a time."""
    with lines.open("rb") as handle:
        while rows := handle.readlines(_LINES):
            yield [row.rstrip(b"\n").split(b" ") for row in rows]


def _is_carried(
    row: Sequence[bytes], carried: Mapping[int, object], seen: AbstractSet[tuple[bytes, ...]]
) -> bool:
    return int(row[0][1:]) in carried and tuple(row) not in seen


def _write_lines(source: Source, filters: Sequence[object], lines: Path, tick: Tick) -> None:
    options = "opl,add_metadata=version+timestamp"
    options += ",locations_on_ways=true" if source.placed else ""
    target = osmium.io.File(str(lines), options)
    with osmium.SimpleWriter(target, overwrite=True) as writer:
        found = objects(source, osmium.osm.WAY, filters=(*filters, writer), tick=tick)
        for number, _ in enumerate(found):
            if number % _TICK_EVERY == 0:
                tick(source.path)


def _newer(sources: Sequence[Source], readers: Sequence[LineReader], tick: Tick) -> dict[int, Age]:
    """Return the age of the newest version of every kept way, whatever that version is.

    Not asked where nothing can be hidden: in one file that holds each object once.
    """
    if len(sources) == 1 and sources[0].ordered and not sources[0].history:
        return {}
    ids = distinct(np.concatenate([reader.table().way_id for reader in readers]))
    newest: dict[int, Age] = {}
    for number, source in enumerate(sources):
        with legible(source.path):
            for way, age in _ages(source, ids, number, tick):
                newest[way] = max(newest.get(way, age), age)
        newest.update(dict.fromkeys(source.deleted, _DELETED))
    return newest


def _ages(source: Source, ids: Ints, number: int, tick: Tick) -> Iterator[tuple[int, Age]]:
    positive, below = ids[ids > 0], set(ids[ids <= 0].tolist())
    if len(positive):
        only = osmium.filter.IdFilter(positive.tolist())
        for way in objects(source, osmium.osm.WAY, filters=(only,), tick=tick):
            yield way.id, age(way, number)
    if below:  # libosmium's filters know no id below 1
        for way in objects(source, osmium.osm.WAY, filters=(), tick=tick):
            if way.id in below:
                yield way.id, age(way, number)


def _merged(
    sources: Sequence[Source], readers: Sequence[LineReader], newest: Mapping[int, Age]
) -> tuple[Ways, Counter[str]]:
    """Return every way once, ascending by id, in its newest version, and what was left out.

    The nodes are not known yet.
    """
    tables = [reader.table() for reader in readers]
    every = Table(*(np.concatenate(parts) for parts in zip(*map(_fields, tables), strict=True)))
    shift = np.cumsum([0, *(len(reader.kinds) for reader in readers)])
    sizes = [len(table.way_id) for table in tables]
    kind = every.kind + np.repeat(shift[:-1], sizes)
    file = np.repeat(np.arange(len(sources)), sizes)
    order = np.lexsort((file, -every.stamp, -every.version, every.way_id))
    first = order[np.diff(every.way_id[order], prepend=-1 << 62) != 0]
    ages = zip(*(part[first].tolist() for part in (every.version, every.stamp, -file)), strict=True)
    ids = every.way_id[first].tolist()
    current = [newest.get(way, age) <= age for way, age in zip(ids, ages, strict=True)]
    chosen = first[np.array(current, dtype=bool)]
    refused = sum((reader.refused for reader in readers), Counter[str]())
    refused["in their newest version deleted or of another kind"] += len(first) - len(chosen)
    start, size = (np.cumsum(every.count) - every.count)[chosen], every.count[chosen]
    offsets = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
    step = np.arange(offsets[-1]) - np.repeat(offsets[:-1], size)
    ways = Ways(
        way_id=every.way_id[chosen],
        offsets=offsets,
        refs=every.refs[np.repeat(start, size) + step],
        kind=kind[chosen].astype(np.int32),
        attributes=tuple(kind for reader in readers for kind in reader.kinds),
        node_id=np.zeros(0, dtype=np.int64),
        node_lonlat=np.zeros((0, 2)),
    )
    return ways, refused


def _fields(table: Table) -> tuple[Ints, ...]:
    return table.way_id, table.version, table.stamp, table.count, table.kind, table.refs


def locate(files: Sequence[Path], node_ids: Ints) -> tuple[Ints, NDArray[np.float64]]:
    """Return the ids, ascending, and places of those nodes that the files hold."""
    needed = distinct(node_ids)
    with readable(opened(files)) as sources, tempfile.TemporaryDirectory() as folder:
        found: Nodes | None = None
        with suppress(DisorderError):
            found = read_nodes(sources, needed, folder=Path(folder), tick=_silent)
        if found is None:
            whole = [replace(source, ordered=False) for source in sources]
            found = read_nodes(whole, needed, folder=Path(folder), tick=_silent)
    return found.node_id, found.lonlat


def _silent(_: Path) -> None:
    """Tell nobody how far reading is."""
