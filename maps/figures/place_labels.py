"""Names of places, corridors and countries on a map frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from maps.figures import labels
from maps.figures import symbols as figures_symbols
from maps.figures.text import DESCENT, Face, width, wrapped
from maps.figures.text import height as text_height
from maps.scene.rows.users import corridors_by_leg

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corridors.traced import Traced
    from geodata.arrays import Floats, Geometries
    from maps.figures.labels import Box
    from maps.figures.projection import View
    from maps.figures.symbols import PlaceSymbol
    from maps.words.language import Language

LINE_PT = 1.35
"""Width of a rail line on A4, points; modes and statuses vary it as in `maps.style`."""


_COUNTRY_SIZES = (8.5, 5.2)


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text: left end of its base line, points."""

    text: str
    x: float
    y: float
    face: Face
    role: str


@dataclass(frozen=True, slots=True)
class Badge:
    """The number of a corridor on its line."""

    number: int
    corridor: str
    family: str
    x: float
    y: float


_PLAIN = Face(6.0)


@dataclass(frozen=True, slots=True)
class Wish:
    """A label with what is drawn when it finds room."""

    label: labels.Label
    lines: tuple[str, ...] = ()
    face: Face = _PLAIN
    role: str = ""
    number: int = 0
    corridor: str = ""
    family: str = ""

    def texts(self, boxes: Mapping[str, Box]) -> list[Text]:
        """Return the lines of text at the place that was found."""
        west, _, east, north = boxes[self.label.key]
        step = text_height(self.face)
        return [
            Text(
                line,
                (west + east - width(line, self.face)) / 2.0,
                north - (row + 1) * step + self.face.size * DESCENT,
                self.face,
                self.role,
            )
            for row, line in enumerate(self.lines)
        ]

    def badge(self, boxes: Mapping[str, Box]) -> Badge:
        """Return the badge at the place that was found."""
        west, south, east, north = boxes[self.label.key]
        return Badge(
            self.number, self.corridor, self.family, (west + east) / 2, (south + north) / 2
        )


def corner_wish(view: View, key: str, size: tuple[float, float]) -> list[Wish]:
    """Return the wish for room in a corner, as for a scale bar or an inset."""
    if not size[0]:
        return []
    inset = np.array(size) / 2.0 + 6.0
    far = np.array([view.width_pt, view.height_pt]) - inset
    rank = -1.0 - size[0] / view.width_pt  # the largest is placed first
    places = np.array([inset, (far[0], inset[1]), (inset[0], far[1]), far])
    return [Wish(labels.Label(key, size, places, rank, (0, 0.3, 0.7, 0.8), required=True))]


BADGE_FACE = Face(5.6, bold=True)


def badge_size(scale: float) -> tuple[float, float]:
    """Return the width and height of a corridor's number, points."""
    held = min(scale, _LARGEST_BADGE)
    return 9.6 * held, 8.0 * held


_LARGEST_BADGE = 1.4
"""Of type and lines; numbers on larger ones would hide what they mark."""


def badge_wishes(
    traced: Traced,
    view: View,
    numbers: Mapping[str, int],
    scale: float,
) -> list[Wish]:
    """Return the wishes for numbers of corridors along their lines."""
    users = corridors_by_leg(traced)
    family = dict(zip(traced.corridors["corridor"], traced.corridors["family"], strict=True))
    wishes = []
    for corridor, number in numbers.items():
        own = [users[leg] == [corridor] for leg in traced.legs["leg"]]
        runs = [corridor in users[leg] for leg in traced.legs["leg"]]
        lines = traced.legs.geometry[own if any(own) else runs]
        for copy, places in enumerate(_along(lines.to_numpy(), view)):
            # The shorter a corridor, the fewer places its number can take: it goes first.
            rank = float(copy) + min(len(places), 2000) / 4000.0
            key = f"badge:{number}:{copy}"
            label = labels.Label(
                key, badge_size(scale), places[:, :2], rank, tuple(places[:, 2]), not copy
            )
            wishes.append(Wish(label, number=number, corridor=corridor, family=family[corridor]))
    return wishes


_APART_PT = 260.0


_STEP_PT = 6.0


_OFF_LINE = 8.0
"""Cost of a number beside its line: more than that of any ink on the line."""


def _along(lines: Geometries, view: View) -> list[Floats]:
    """Return, per badge, its places on and beside lines as x, y and their cost, 0 to 1.5.

    A corridor longer than `_APART_PT` on paper has a badge near each third of its length.
    """
    paper = [
        shapely.linestrings(view.to_paper(shapely.get_coordinates(part)))
        for part in shapely.get_parts(lines)
    ]
    steps = [np.arange(2.0, max(shapely.length(line), 2.5), _STEP_PT) for line in paper]
    points = [
        shapely.get_coordinates(shapely.line_interpolate_point(line, step))
        for line, step in zip(paper, steps, strict=True)
    ]
    if not points:
        return []
    spots = np.vstack(points)
    share = (np.arange(len(spots)) + 0.5) / len(spots)
    long = sum(shapely.length(line) for line in paper) > _APART_PT
    return [
        _beside(spots, np.minimum(np.abs(share - aim) * 1.5, 1.0))
        for aim in ((0.3, 0.75) if long else (0.5,))
    ]


def _beside(spots: Floats, cost: Floats) -> Floats:
    """Return places on spots, and for want of room a little off them at a price."""
    steps = np.array([(0.0, 0.0), (0.0, 9.0), (0.0, -9.0), (11.0, 0.0), (-11.0, 0.0)])
    moved = (spots[None, :, :] + steps[:, None, :]).reshape(-1, 2)
    price = (cost[None, :] + np.array([0.0, *[_OFF_LINE] * 4])[:, None]).ravel()
    return np.column_stack([moved, price])


def name_wishes(found: Sequence[PlaceSymbol], scale: float, *, far: bool = False) -> list[Wish]:
    """Return the wishes for names of places; with `far`, also a line of text away from them."""
    wishes = []
    for node in found:
        if not (node.shown and node.name):
            continue
        face = Face(_node_size(node) * scale, bold=node.rank < figures_symbols.MINOR)
        size = (width(node.name, face) + 1.2, text_height(face))
        gap = node.radius + 0.6 * scale
        places = labels.around(node.x, node.y, size, gap=gap)
        if far:
            away = labels.around(node.x, node.y, size, gap=gap + 0.7 * size[1])
            places = np.vstack([places, away])
        label = labels.Label(f"node:{node.id}", size, places, node.rank)
        wishes.append(Wish(label, (node.name,), face, node.role))
    return wishes


def _node_size(node: PlaceSymbol) -> float:
    return 6.2 if node.rank < figures_symbols.MINOR else 5.7 if node.role == "hub" else 5.4


def country_wishes(
    layers: Mapping[str, Any], view: View, language: Language, scale: float, ours: set[str]
) -> list[Wish]:
    """Return the wishes for names of countries."""
    outlines = layers.get("outlines", {})
    drawn = view.aligned(list(outlines.values()))
    wishes = []
    for code, shape in zip(outlines, drawn, strict=True):
        parts = shapely.get_parts(shape)
        if len(parts):
            largest = parts[int(np.argmax(shapely.area(parts)))]
            rank = 1.4 if code in ours else 3.2
            wishes += _country(str(code), largest, (language, scale, rank))
    return wishes


def _country(code: str, shape: Any, about: tuple[Language, float, float]) -> list[Wish]:  # noqa: ANN401
    language, scale, rank = about
    text = language.country_name(code)
    text = text.upper() if language.is_spaced else text
    largest, smallest = _COUNTRY_SIZES
    ideal = min(largest, max(smallest, np.sqrt(shapely.area(shape)) / (12.0 * scale)))
    for size in (ideal, smallest):
        face = Face(size * scale)
        lines = tuple(wrapped(text, face, 75.0 * scale))
        box = (max(width(line, face) for line in lines) + 2.0, len(lines) * text_height(face))
        places, penalty = _inside(shape, box)
        if len(places):
            label = labels.Label(f"country:{code}", box, places, rank, tuple(penalty))
            return [Wish(label, lines, face, "country")]
    return []


_INNER = ((-0.8, 0.0), (-0.4, 0.6), (-0.4, -0.6), (0.4, 0.6), (0.4, -0.6), (0.8, 0.0))
"""Where a name's box must lie in its country, in half sizes from its middle."""


def _inside(shape: Any, size: tuple[float, float]) -> tuple[Floats, Floats]:  # noqa: ANN401
    """Return centres whose box lies in the shape, and how far each is from the middle, 0 to 1."""
    west, south, east, north = shapely.bounds(shape)
    x, y = np.meshgrid(np.linspace(west, east, 15)[1:-1], np.linspace(south, north, 15)[1:-1])
    half = np.array(size) / 2.0
    shapely.prepare(shape)
    inside = shapely.contains_xy(shape, x, y)
    for step in _INNER:
        inside &= shapely.contains_xy(shape, x + step[0] * half[0], y + step[1] * half[1])
    centres = np.column_stack([x[inside], y[inside]])
    middle = shapely.get_coordinates(shapely.centroid(shape))[0]
    away = np.hypot(*(centres - middle).T) / max(east - west, north - south)
    return centres, np.minimum(away * 2.0, 1.0)
