"""Ways as lines of OPL, libosmium's own text: what leaves it in bulk.

``w1 v2 dV t2026-02-01T00:00:00Z Tk=v,k=v Nn1,n2``, and ``Nn1x60.5y47.1,n2xy`` where ways carry the
places of their nodes; see https://osmcode.org/opl-file-format/. What relations of ferries say of
ways is read first.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import osmium

from geodata.osm.blocks import objects
from geodata.osm.extracts import legible
from geodata.osm.tags import MAIN_KEYS, Attributes, Rules, attributes, is_ferry, why_not

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from geodata.arrays import Ints
    from geodata.osm.extracts import Source

    Age = tuple[int, int, int]
    Tick = Callable[[Path], None]

UNITS = 1e7


NODE = np.dtype([("id", "<i8"), ("x", "<i4"), ("y", "<i4")])
"""A node as libosmium lays it down: places in 1e-7 degrees."""


_ESCAPE = re.compile("%([0-9a-f]{1,6})%")


_PLACED = re.compile(rb"n(-?[0-9]+)x(-?[0-9.]+)y(-?[0-9.]+)")


_WHERE = re.compile(rb"x[^,]*")


_SIGNS = b"-:TZt"


_UNKNOWN_YEAR = 1970


MOST_NODES = 100_000
"""Of a way: OpenStreetMap takes 2,000, other tools write more, only a bomb has millions."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Ways that were read, as arrays of one length but for ``refs``.

    Attributes
    ----------
    stamp
        The time of the edit as ``YYYYMMDDhhmmss``, 0 where unknown.
    count
        How many of ``refs`` belong to each way.
    kind
        Rows of the reader's ``kinds``.
    """

    way_id: Ints
    version: Ints
    stamp: Ints
    count: Ints
    kind: Ints
    refs: Ints


def stamp_of(cell: bytes) -> int:
    """Return the time in a cell such as ``t2026-02-01T00:00:00Z`` as one number, 0 for none."""
    digits = cell.translate(None, _SIGNS)
    return int(digits) if digits else 0


def stamp_at(when: dt.datetime) -> int:
    """Return a time as one number, 0 for what libosmium says where it is unknown."""
    return int(when.strftime("%Y%m%d%H%M%S")) if when.year > _UNKNOWN_YEAR else 0


class LineReader:
    """Gathers those ways that rules want, and counts by reason those that they do not.

    Parameters
    ----------
    carried
        Tags by way that relations say of ways which say nothing themselves.
    """

    def __init__(self, rules: Rules, carried: Mapping[int, Mapping[str, str]]) -> None:
        self.rules = rules
        self.kinds: dict[Attributes, int] = {}
        self.refused: Counter[str] = Counter()
        self.latest = 0
        self._carried = carried
        self._kind_of: dict[bytes, int] = {}
        self._why: dict[bytes, str] = {}
        self._columns = tuple(array("q") for _ in range(5))
        self._refs: list[Ints] = [np.zeros(0, dtype=np.int64)]
        self._places: list[NDArray[np.void]] = [np.zeros(0, dtype=NODE)]

    def take(self, rows: Sequence[Sequence[bytes]]) -> None:
        """Take up the ways of some lines."""
        self.refused["deleted"] += sum(row[2] == b"dD" for row in rows)
        alive = [row for row in rows if row[2] != b"dD"]
        coded = [(row, self._kind(row)) for row in alive]
        drawn = [(row, kind) for row, kind in coded if kind >= 0 and len(row[-1]) > 1]
        self.refused["without nodes"] += sum(k >= 0 for _, k in coded) - len(drawn)
        kept = [(row, kind) for row, kind in drawn if row[-1].count(b",") < MOST_NODES]
        self.refused[f"of over {MOST_NODES:,} nodes"] += len(drawn) - len(kept)
        self.refused.update(self._why[row[-2]] for row, kind in coded if kind < 0)
        stamps = [stamp_of(row[3]) for row, _ in kept]
        ids, versions, times, counts, kinds = self._columns
        ids.extend([int(row[0][1:]) for row, _ in kept])
        versions.extend([int(row[1][1:]) for row, _ in kept])
        times.extend(stamps)
        counts.extend([row[-1].count(b",") + 1 for row, _ in kept])
        kinds.extend([kind for _, kind in kept])
        self._take_refs(b",".join([row[-1][1:] for row, _ in kept]))
        self.latest = max([self.latest, *(stamp_of(row[3]) for row in alive)])

    def _take_refs(self, joined: bytes) -> None:
        if b"x" in joined:
            found = [
                (int(node), round(float(x) * UNITS), round(float(y) * UNITS))
                for node, x, y in _PLACED.findall(joined)
            ]
            self._places.append(np.array(found, dtype=NODE))
            joined = _WHERE.sub(b"", joined)
        if joined:
            plain = joined.translate(None, b"n").decode("ascii")
            self._refs.append(np.fromstring(plain, sep=",", dtype=np.int64))

    def _kind(self, row: Sequence[bytes]) -> int:
        """Return the row of attributes that a way's tags amount to, -1 if it is not wanted."""
        cell = row[-2]
        known = self._kind_of.get(cell)
        if known is None:
            known = self._kind_of[cell] = self._looked_at(cell, tags_in(cell))
        borrowed = self._carried.get(int(row[0][1:])) if known < 0 and self._carried else None
        own = tags_in(cell) if borrowed else {}
        if not borrowed or any(key in own for key in MAIN_KEYS):
            return known
        return self._looked_at(cell, {**borrowed, **own})

    def _looked_at(self, cell: bytes, tags: Mapping[str, str]) -> int:
        found = attributes(tags, self.rules)
        if found is None:
            self._why[cell] = why_not(tags, self.rules)
            return -1
        return self.kinds.setdefault(found, len(self.kinds))

    def table(self) -> Table:
        """Return what was gathered."""
        ids, versions, times, counts, kinds = (np.array(part, np.int64) for part in self._columns)
        return Table(ids, versions, times, counts, kinds, np.concatenate(self._refs))

    def places(self) -> NDArray[np.void]:
        """Return the places of nodes that the ways carry."""
        return np.concatenate(self._places)


def tags_in(cell: bytes) -> dict[str, str]:
    """Return the tags of a cell such as ``Trailway=rail,gauge=1520``."""
    if len(cell) <= 1:
        return {}
    pairs = (pair.partition("=") for pair in cell[1:].decode("utf-8", "replace").split(","))
    return {_unescaped(key): _unescaped(value) for key, _, value in pairs}


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "%" in text else text


def age(thing: osmium.osm.Way | osmium.osm.Relation, number: int) -> Age:
    """Return what tells the newest version of an object, read from a file of a number."""
    return thing.version, stamp_at(thing.timestamp), -number


class _Relation(NamedTuple):
    age: Age
    ways: tuple[int, ...]
    within: tuple[int, ...]
    tags: dict[str, str]


def carried_tags(sources: Sequence[Source], tick: Tick) -> dict[int, dict[str, str]]:
    """Return what the newest relations of ferries say of their ways, by way.

    A relation within one of a ferry has what that one says where it says nothing itself.
    """
    found = _relations(sources, [osmium.filter.KeyFilter("route", "ferry", "railway")], tick)
    asked: set[int] = set()
    while True:
        told = _ferries(found)
        missing = {each for one in told for each in found[one].within} - found.keys() - asked
        if not missing:
            return {way: tags for one, tags in told.items() for way in found[one].ways}
        asked |= missing
        # libosmium's filters know no id below 1
        only = [osmium.filter.IdFilter(sorted(missing))] if min(missing) > 0 else []
        more = _relations(sources, only, tick)
        found |= {one: more[one] for one in sorted(missing & more.keys())}


def _relations(
    sources: Sequence[Source], filters: Sequence[object], tick: Tick
) -> dict[int, _Relation]:
    """Return the newest versions of relations that pass filters, those deleted without members."""
    newest: dict[int, _Relation] = {}
    for number, source in enumerate(sources):
        every = source.history or not source.ordered
        with legible(source.path):
            for relation in objects(
                source, osmium.osm.RELATION, filters=() if every else filters, tick=tick
            ):
                now = age(relation, number)
                if relation.id not in newest or now > newest[relation.id].age:
                    newest[relation.id] = _as_told(relation, now)
        tick(source.path)
    return newest


def _as_told(relation: osmium.osm.Relation, now: Age) -> _Relation:
    if relation.deleted:
        return _Relation(now, (), (), {})
    members = [(member.type, member.ref) for member in relation.members]
    ways, within = (tuple(ref for kind, ref in members if kind == each) for each in "wr")
    tags = {key: value for key, value in dict(relation.tags).items() if key != "type"}
    return _Relation(now, ways, within, tags)


def _ferries(found: Mapping[int, _Relation]) -> dict[int, dict[str, str]]:
    """Return the tags of relations that are ferries, by themselves or by what they lie within."""
    above = {each: one for one in sorted(found, reverse=True) for each in found[one].within}
    told: dict[int, dict[str, str]] = {}
    for one in found:
        chain = [one]
        while (up := above.get(chain[-1], chain[-1])) in found and up not in chain:
            chain.append(up)
        tags: dict[str, str] = {}
        for each in reversed(chain):
            tags = {**(tags if is_ferry(tags) else {}), **found[each].tags}
        if is_ferry(tags):
            told[one] = tags
    return told
