"""What a printed map shows, in points of paper: ground, strands, symbols, labels.

One plate serves the figure and the slides, so that both draw the same scene.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from maps import basemap, labels, nodes, projection, strands
from maps.i18n import country_name, pick
from maps.lettering import ASCENT, DESCENT, Face, width, wrapped
from maps.lettering import height as text_height

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from maps.labels import Box
    from maps.nodes import Node
    from maps.projection import View

    Floats = NDArray[np.float64]

LINE_PT = 1.35
"""Width of a rail line on A4, points; modes and statuses vary it as in `maps.style`."""

_SMALLEST_PART_PT2 = 0.4
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


@dataclass(frozen=True)
class Plate:
    """A map on paper; coordinates in points from its lower left corner.

    Attributes
    ----------
    scale
        Factor of type and line widths, 1 on A4.
    ground
        ``land``, ``lakes``, ``rivers``, ``borders``, ``disputed``: arrays of shapely geometries.
    texts
        Labels that found room; none overlaps another or a symbol.
    boxes
        The box of every text by its key, as placed.
    corner
        The box kept free for the scale bar.
    """

    view: View
    scale: float
    lang: str
    ground: Mapping[str, NDArray[Any]]
    strands: Sequence[strands.Strand]
    nodes: Sequence[Node]
    badges: Sequence[Badge]
    texts: Sequence[Text]
    boxes: Mapping[str, Box]
    corner: Box
    credit: str

    @property
    def line_pt(self) -> float:
        """Return the width of a rail line, points."""
        return LINE_PT * self.scale


def build(  # noqa: PLR0913 - one for each thing that may differ between sheets
    traced: Any,  # noqa: ANN401
    *,
    width_pt: float,
    height_pt: float,
    hubs: gpd.GeoDataFrame | None = None,
    lang: str = "en",
    kind: projection.Kind = "auto",
    scale: float = 1.0,
    numbers: Mapping[str, int] | None = None,
    corner: tuple[float, float] = (0.0, 0.0),
    layers: Mapping[str, Any] | None = None,
) -> Plate:
    """Compose the map of traced corridors on paper of a given size.

    Parameters
    ----------
    traced
        Frames ``legs``, ``routes``, ``corridors``, ``events``, EPSG:4326.
    numbers
        Corridor to the number that marks it; none is marked where absent.
    corner
        Width and height to keep free in one corner for the scale bar, points.
    layers
        The ground as `ground_layers` returns it, read anew where absent.

    Raises
    ------
    InputError
        If there is nothing to draw or the projection is unknown.
    """
    view = projection.fit(extent(traced), width_pt=width_pt, height_pt=height_pt, kind=kind)
    layers = layers or ground_layers()
    drawn = strands.strands(traced, view, gap_pt=LINE_PT * scale * 0.92)
    found = nodes.gather(traced, hubs, layers.get("cities"), view, lang=lang, scale=scale)
    frame = (0.0, 0.0, view.width_pt, view.height_pt)
    ink = labels.Ink(view.width_pt, view.height_pt, [strand.track for strand in drawn])
    marks = [*_corner(view, corner), *_badges(traced, view, numbers or {}, scale)]
    ahead = [node.box for node in found if node.shown and node.rank < nodes.MINOR]
    first = _placed(marks, frame, ink, ahead)
    found = nodes.uncovered(found, [box for key, box in first.items() if key != "corner"])
    names = [
        *_names(found, scale),
        *_countries(layers, view, lang, scale, crossed(traced)),
    ]
    symbols = [node.box for node in found if node.shown]
    second = _placed(names, frame, ink, [*symbols, *first.values()])
    return Plate(
        view,
        scale,
        lang,
        ground_of(layers, view),
        drawn,
        _named_or_known(found, second),
        [wish.badge(first) for wish in marks if wish.number and wish.label.key in first],
        [text for wish in names if wish.label.key in second for text in wish.texts(second)],
        first | second,
        first.get("corner", (0.0, 0.0, 0.0, 0.0)),
        str(layers.get("credit", "")),
    )


def _placed(
    wishes: Sequence[_Wish], frame: Box, ink: labels.Ink, taken: Sequence[Box]
) -> dict[str, Box]:
    return labels.place((wish.label for wish in wishes), frame=frame, ink=ink, taken=taken)


def ground_layers() -> dict[str, Any]:
    """Return the embedded ground, with outlines of countries coarse enough to look names up in."""
    layers = basemap.read(basemap.folder())
    countries = layers.get("countries")
    if countries is not None:
        named = countries["country"].fillna("") != ""
        frame = countries[named & ~countries["disputed"]]
        coarse = shapely.simplify(frame.geometry.to_numpy(), _COARSE_DEG, preserve_topology=False)
        layers["outlines"] = dict(zip(frame["country"], shapely.make_valid(coarse), strict=True))
    return layers


_COARSE_DEG = 0.05


def crossed(traced: Any) -> set[str]:  # noqa: ANN401
    """Return the countries that traced corridors run through."""
    return {str(code) for row in traced.legs["by_country"] for code in row} - {"XZ"}


def extent(traced: Any) -> Floats:  # noqa: ANN401
    """Return the vertices of the legs that exist at the date, shape (n, 2), degrees."""
    legs = traced.legs[traced.legs["status"] != ""]
    points: Floats = shapely.get_coordinates(legs.geometry.to_numpy())
    return points


def ground_of(layers: Mapping[str, Any], view: View) -> dict[str, NDArray[Any]]:
    """Return the layers of the ground on paper."""
    lines = layers.get("borders")
    apart = (
        {}
        if lines is None
        else {
            "borders": lines[lines["kind"] != "disputed"],
            "disputed": lines[lines["kind"] == "disputed"],
        }
    )
    rivers = layers.get("rivers")
    if rivers is not None:
        apart["rivers"] = rivers[(rivers["kind"] == "river") & (rivers["rank"] <= _rivers(view))]
    frames = {
        "land": layers.get("land", layers.get("countries")),
        "lakes": layers.get("lakes"),
        **apart,
    }
    return {
        name: _thinned(view.shapes(frame.geometry.to_numpy()))
        for name, frame in frames.items()
        if frame is not None
    }


def _rivers(view: View) -> int:
    return 3 if view.metres_per_pt > 6000 else 6  # noqa: PLR2004


def _thinned(shapes: NDArray[Any]) -> NDArray[Any]:
    parts = shapely.get_parts(shapely.simplify(shapes, 0.15))
    areal = np.isin(shapely.get_type_id(parts), (3, 6))
    kept: NDArray[Any] = parts[~areal | (shapely.area(parts) > _SMALLEST_PART_PT2)]
    return kept


_PLAIN = Face(6.0)


@dataclass(frozen=True, slots=True)
class _Wish:
    """A label with what is drawn when it finds room."""

    label: labels.Label
    lines: tuple[str, ...] = ()
    face: Face = _PLAIN
    role: str = ""
    number: int = 0
    corridor: str = ""
    family: str = ""

    def texts(self, boxes: Mapping[str, Box]) -> list[Text]:
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
        west, south, east, north = boxes[self.label.key]
        return Badge(
            self.number, self.corridor, self.family, (west + east) / 2, (south + north) / 2
        )


def _corner(view: View, size: tuple[float, float]) -> list[_Wish]:
    if not size[0]:
        return []
    inset = np.array(size) / 2.0 + 6.0
    far = np.array([view.width_pt, view.height_pt]) - inset
    places = np.array([inset, (far[0], inset[1]), (inset[0], far[1]), far])
    return [_Wish(labels.Label("corner", size, places, -1.0, (0, 0.3, 0.7, 0.8), required=True))]


BADGE_FACE = Face(5.6, bold=True)


def badge_size(scale: float) -> tuple[float, float]:
    """Return the width and height of a corridor's number, points."""
    return 9.6 * scale, 8.0 * scale


def _badges(
    traced: Any,  # noqa: ANN401
    view: View,
    numbers: Mapping[str, int],
    scale: float,
) -> list[_Wish]:
    users = strands.families_of(traced)
    family = dict(zip(traced.corridors["corridor"], traced.corridors["family"], strict=True))
    wishes = []
    for corridor, number in numbers.items():
        own = [users[leg] == {corridor} for leg in traced.legs["leg"]]
        runs = [corridor in users[leg] for leg in traced.legs["leg"]]
        lines = traced.legs.geometry[own if any(own) else runs]
        for copy, places in enumerate(_along(lines.to_numpy(), view)):
            # The shorter a corridor, the fewer places its number can take: it goes first.
            rank = float(copy) + min(len(places), 2000) / 4000.0
            key = f"badge:{number}:{copy}"
            label = labels.Label(
                key, badge_size(scale), places[:, :2], rank, tuple(places[:, 2]), not copy
            )
            wishes.append(_Wish(label, number=number, corridor=corridor, family=family[corridor]))
    return wishes


_APART_PT = 260.0
_STEP_PT = 6.0
_OFF_LINE = 8.0
"""Cost of a number beside its line: more than that of any ink on the line."""


def _along(lines: NDArray[Any], view: View) -> list[Floats]:
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


def _names(found: Sequence[Node], scale: float) -> list[_Wish]:
    wishes = []
    for node in found:
        if not (node.shown and node.name):
            continue
        face = Face(_node_size(node) * scale, bold=node.rank < nodes.MINOR)
        size = (width(node.name, face) + 1.2, text_height(face))
        places = labels.around(node.x, node.y, size, gap=node.radius + 0.6 * scale)
        label = labels.Label(f"node:{node.id}", size, places, node.rank)
        wishes.append(_Wish(label, (node.name,), face, node.role))
    return wishes


def _node_size(node: Node) -> float:
    return 6.2 if node.rank < nodes.MINOR else 5.7 if node.role == "hub" else 5.4


def _named_or_known(found: Sequence[Node], boxes: Mapping[str, Box]) -> list[Node]:
    """Return the symbols to draw: a city of the ground goes where its name found no room."""
    return [
        node for node in found if node.shown and (node.role == "hub" or f"node:{node.id}" in boxes)
    ]


def _countries(
    layers: Mapping[str, Any], view: View, lang: str, scale: float, ours: set[str]
) -> list[_Wish]:
    outlines = layers.get("outlines", {})
    drawn = view.aligned(list(outlines.values()))
    wishes = []
    for code, shape in zip(outlines, drawn, strict=True):
        parts = shapely.get_parts(shape)
        if len(parts):
            largest = parts[int(np.argmax(shapely.area(parts)))]
            rank = 1.4 if code in ours else 3.2
            wishes += _country(str(code), largest, (lang, scale, rank))
    return wishes


def _country(code: str, shape: Any, about: tuple[str, float, float]) -> list[_Wish]:  # noqa: ANN401
    lang, scale, rank = about
    text = country_name(code, lang)
    text = text if lang.startswith("zh") else text.upper()
    largest, smallest = _COUNTRY_SIZES
    ideal = min(largest, max(smallest, np.sqrt(shapely.area(shape)) / (12.0 * scale)))
    for size in (ideal, smallest):
        face = Face(size * scale)
        lines = tuple(wrapped(text, face, 75.0 * scale))
        box = (max(width(line, face) for line in lines) + 2.0, len(lines) * text_height(face))
        places, penalty = _inside(shape, box)
        if len(places):
            label = labels.Label(f"country:{code}", box, places, rank, tuple(penalty))
            return [_Wish(label, lines, face, "country")]
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


def baseline(box: Box, face: Face) -> float:
    """Return the height of the base line of a single line of text in a box, points."""
    spare = (box[3] - box[1]) - face.size * (ASCENT + DESCENT)
    return box[1] + spare / 2.0 + face.size * DESCENT


def title_of(traced: Any, lang: str, fallback: str) -> str:  # noqa: ANN401
    """Return the name of a lone corridor, else the fallback."""
    if len(traced.corridors) == 1:
        return pick(traced.corridors["name"].iloc[0], lang, fallback)
    return fallback
