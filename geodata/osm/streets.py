"""Each street once, with the directions that it may be used in.

Graphs hold a street that is used both ways as two edges, one for each way. Which edges are one
street is told by their ends, their OSM ids and their course, never by a flag alone: where a street
joins several ways, osmnx keeps lists of ids and of flags.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.network.build import from_lines
from geodata.osm.stated import is_empty

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from geodata.arrays import Mask
    from geodata.network.model import Network

Floats = NDArray[np.float64]

_NEAR_DEGREES = 2e-4
_SHARES = (0.25, 0.5, 0.75)
_NO = frozenset({"", "no", "false", "0", "0.0", "none", "nan", "b", "reversible", "alternating"})
_BACK = frozenset({"-1", "-1.0", "reverse", "t", "tf"})


@dataclass(frozen=True, slots=True, eq=False)
class Street:
    """One edge: its ends, its line from tail to head, what else is known, and its direction.

    Attributes
    ----------
    way
        1 from tail to head only, -1 against it only, 0 both.
    """

    tail: Hashable
    head: Hashable
    line: Floats
    data: Mapping[str, Any]
    way: int


def direction_of(oneway: object) -> int | None:
    """Return 1, -1 or 0 for what a cell or attribute ``oneway`` says, None where it says nothing.

    Examples
    --------
    >>> direction_of(True), direction_of("-1"), direction_of("False"), direction_of(None)
    (1, -1, 0, None)
    """
    if isinstance(oneway, (list, tuple, set)):
        said = {direction_of(part) for part in oneway} - {None}
        return said.pop() if len(said) == 1 else 0
    if is_empty(oneway):
        return None
    word = str(oneway).strip().lower()
    return 0 if word in _NO else -1 if word in _BACK else 1


def merged(streets: Iterable[Street]) -> list[Street]:
    """Return every street once; two edges of opposite sense become one that is used both ways.

    The first edge of each gives the line and the attributes.
    """
    groups: dict[tuple[object, ...], list[Street]] = {}
    for street in streets:
        groups.setdefault((frozenset((street.tail, street.head)), _ids(street)), []).append(street)
    return [street for group in groups.values() for street in _apart(group)]


def _ids(street: Street) -> tuple[str, ...]:
    ids = street.data.get("osmid", street.data.get("osm_id", ""))
    several = isinstance(ids, (list, tuple, set, frozenset))
    return tuple(sorted({str(part) for part in (ids if several else [ids])}))


def _apart(group: Sequence[Street]) -> list[Street]:
    found: list[Street] = []
    for street in group:
        for row, other in enumerate(found):
            sense = _sense(other, street)
            if sense:
                found[row] = replace(other, way=_both(other.way, sense * street.way))
                break
        else:
            found.append(street)
    return found


def _both(one: int, other: int) -> int:
    return one if one == other else 0


def _sense(one: Street, other: Street) -> int:
    """Return 1 where two edges run the same course, -1 where they run it against each other."""
    if one.tail == one.head and one.data.get("reversed") != other.data.get("reversed"):
        # Of a ring, osmnx may keep one line for both ways round.
        return -abs(_sense(one, replace(other, data=one.data)))
    same = (one.tail, one.head) == (other.tail, other.head)
    turned = (one.tail, one.head) == (other.head, other.tail)
    if same and _alike(one.line, other.line):
        return 1
    return -1 if turned and _alike(one.line, other.line[::-1]) else 0


def _alike(one: Floats, other: Floats) -> bool:
    a, b = (shapely.LineString(line) for line in (one, other))
    if abs(a.length - b.length) > _NEAR_DEGREES:
        return False
    spots = [line.interpolate(share, normalized=True) for share in _SHARES for line in (a, b)]
    return all(a.distance(b) <= _NEAR_DEGREES for a, b in zip(spots[::2], spots[1::2], strict=True))


_DECIMALS = 6
"""Two points 0.1 m apart are one, also where another CRS has moved them a little."""


def drawn_once(networks: Sequence[Network]) -> list[Network]:
    """Return networks without what an earlier one has drawn through the same points.

    A piece stays where it may be used in a direction in which the earlier one may not.
    """
    if not networks[1:]:
        return list(networks)
    firsts = [network.segment_edges()[0] for network in networks]
    pieces = np.concatenate(
        [
            np.hstack([network.coords[first], network.coords[first + 1]])
            for network, first in zip(networks, firsts, strict=True)
        ]
    )
    code, turned = _numbered(pieces.round(_DECIMALS))
    have = np.zeros((2, int(code.max(initial=-1)) + 1), dtype=bool)
    found, start = [], 0
    for network, first in zip(networks, firsts, strict=True):
        rows = slice(start, start + len(first))
        fresh = _fresh(network, code[rows], turned[rows], have)
        found.append(network if fresh.all() else _cut_to(network, fresh))
        start += len(first)
    return [network for network in found if network.edge_count]


def _numbered(pieces: Floats) -> tuple[NDArray[np.int64], Mask]:
    """Return a number for each straight piece, the same either way round, and which are turned."""
    ahead, back = pieces[:, :2], pieces[:, 2:]
    level = ahead[:, 0] == back[:, 0]
    turned = np.where(level, ahead[:, 1] > back[:, 1], ahead[:, 0] > back[:, 0])
    ordered = np.where(turned[:, None], np.hstack([back, ahead]), pieces)
    return np.unique(ordered, axis=0, return_inverse=True)[1].ravel(), turned


def _fresh(
    network: Network, code: NDArray[np.int64], turned: Mask, have: NDArray[np.bool_]
) -> Mask:
    """Return which pieces of a network nobody has drawn yet, and keep them among those drawn."""
    way = network.direction[network.segment_edges()[1]] * np.where(turned, -1, 1)
    wanted = np.stack([way >= 0, way <= 0])
    opened = wanted & ~have[:, code]
    fresh: Mask = opened[0] | opened[1]
    for known, used in zip(have, wanted, strict=True):
        known[code[used]] = True
    return fresh


def _cut_to(network: Network, fresh: Mask) -> Network:
    """Return the stretches of a network whose pieces are fresh."""
    first, edge = network.segment_edges()
    joined = fresh[1:] & fresh[:-1] & (edge[1:] == edge[:-1])
    starts = np.flatnonzero(fresh & np.concatenate([[True], ~joined]))
    ends = np.flatnonzero(fresh & np.concatenate([~joined, [True]]))
    owner = edge[starts]
    lines = [network.coords[first[a] : first[b] + 2] for a, b in zip(starts, ends, strict=True)]
    drawn = from_lines(lines, mode="").length_km
    columns = {name: column.take(owner).decode() for name, column in network.columns.items()}
    return from_lines(
        lines,
        mode=network.mode,
        direction=network.direction[owner],
        length_km=drawn * (network.length_km / np.maximum(network.drawn_km(), 1e-9))[owner],
        columns=columns,
        meta=network.meta,
    )
