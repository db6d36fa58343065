"""Corridors as offset lines: side by side where they run along one track, none hidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from maps import style
from maps.scene import encode
from maps.scene.rows.users import corridors_by_leg

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd

    from corridors.traced import Traced
    from geodata.arrays import Floats
    from maps.figures.projection import View

_FAMILY_ORDER = {item.id: row for row, item in enumerate((*style.FAMILIES, style.OTHER_FAMILY))}


_STATUS_ORDER = {item.id: row for row, item in enumerate(style.STATUSES)}


_ROUGH_PT = 0.12
"""Lines on paper keep their course to this; a printer's dot at 600 dpi is as large."""


class Look(NamedTuple):
    """What an offset line is drawn by."""

    family: str
    mode: str
    status: str


@dataclass(frozen=True, slots=True)
class OffsetLine:
    """A line on paper.

    Attributes
    ----------
    row, of
        Which of how many lines along the track this is.
    line
        Shape (n, 2), points, already moved aside.
    track
        The same before it was moved aside.
    """

    look: Look
    row: int
    of: int
    line: Floats
    track: Floats


def place_lines(traced: Traced, view: View, *, gap_pt: float) -> list[OffsetLine]:
    """Return the lines of traced corridors on paper, `gap_pt` points from axis to axis.

    The lines are cut into arcs wherever the set of corridors along a track changes; arcs along
    which the same looks run are joined again, so that dashes go on.
    """
    legs = traced.legs[(traced.legs["status"] != "") & ~traced.legs.geometry.is_empty]
    cut = encode.topology(legs.geometry)
    looks = _looks(traced, legs)
    along: dict[int, set[Look]] = {}
    for row, parts in enumerate(cut.lines):
        for signed in (signed for chain in parts for signed in chain):
            along.setdefault(signed if signed >= 0 else ~signed, set()).update(looks[row])
    groups: dict[tuple[Look, ...], list[Floats]] = {}
    for arc, found in sorted(along.items()):
        line = view.to_paper(cut.arcs[arc] * cut.grid)
        groups.setdefault(_settled(found), []).append(line)
    return [
        line
        for key in sorted(groups)
        for track in _joined(groups[key], view)
        for line in _side_by_side(key, track, gap_pt)
    ]


def _looks(traced: Traced, legs: gpd.GeoDataFrame) -> list[set[Look]]:
    family = dict(zip(traced.corridors["corridor"], traced.corridors["family"], strict=True))
    users = corridors_by_leg(traced)
    # A leg that only a corridor drawn elsewhere owns takes the families of those drawn here.
    rows = zip(legs["leg"], legs["family"], legs["mode"], legs["status"], strict=True)
    return [
        {Look(family[user], mode, status) for user in users[leg] if user in family}
        or {Look(own, mode, status)}
        for leg, own, mode, status in rows
    ]


def _settled(looks: Iterable[Look]) -> tuple[Look, ...]:
    """Return one look per family and mode, that of the livelier status, in order of families."""
    best: dict[tuple[str, str], Look] = {}
    for look in looks:
        held = best.get((look.family, look.mode))
        if held is None or _STATUS_ORDER[look.status] < _STATUS_ORDER[held.status]:
            best[look.family, look.mode] = look
    return tuple(sorted(best.values(), key=lambda look: (_FAMILY_ORDER.get(look.family, 99), look)))


def _joined(lines: Sequence[Floats], view: View) -> list[Floats]:
    """Return lines joined end to end, cut to the frame, each running eastwards."""
    whole = shapely.line_merge(shapely.multilinestrings([shapely.linestrings(x) for x in lines]))
    seen = shapely.clip_by_rect(whole, -20, -20, view.width_pt + 20, view.height_pt + 20)
    parts = shapely.get_parts(shapely.simplify(seen, _ROUGH_PT))
    return [
        _eastwards(shapely.get_coordinates(part))
        for part in parts
        if shapely.get_type_id(part) == 1 and shapely.length(part) > 0
    ]


def _eastwards(line: Floats) -> Floats:
    return line if tuple(line[0]) <= tuple(line[-1]) else line[::-1]


def _side_by_side(looks: tuple[Look, ...], track: Floats, gap_pt: float) -> list[OffsetLine]:
    middle = (len(looks) - 1) / 2.0
    return [
        OffsetLine(look, row, len(looks), offset(track, (middle - row) * gap_pt), track)
        for row, look in enumerate(looks)
    ]


def offset(line: Floats, by: float) -> Floats:
    """Return a line moved to its left by so many points, the bends mitred up to twice that."""
    if not by:
        return line
    ahead = np.diff(line, axis=0)
    ahead /= np.maximum(np.hypot(ahead[:, 0], ahead[:, 1]), 1e-9)[:, None]
    normal = np.column_stack([-ahead[:, 1], ahead[:, 0]])
    joint = np.vstack([normal[:1], normal[:-1] + normal[1:], normal[-1:]])
    size = np.maximum((joint**2).sum(axis=1), 1.0)
    joint *= (2.0 / size)[:, None]
    joint[[0, -1]] = normal[[0, -1]]
    moved: Floats = line + joint * by
    return moved
