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

from geodata.osm.stated import is_empty

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

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
