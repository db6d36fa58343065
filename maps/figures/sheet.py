"""Maps for print: one sheet with title, map, legend, scale bar and sources, as SVG, PDF or PNG."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from maps.figures import legend, map_frame, projection, strip_chart
from maps.figures import text as lettering
from maps.figures.canvas import QUIET, MatplotlibCanvas
from maps.figures.save import FIT, MM, Sheet, paper
from maps.figures.text import Face
from maps.scene import profile
from maps.scene.hubs import hubs_of
from maps.words.language import Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from corridors.traced import Traced
    from maps.figures.labels import Box
    from maps.figures.legend import Legend
    from maps.figures.map_frame import MapFrame
    from maps.scene.hubs import Hubs

_MARGIN_PT = 20.0


_HEAD_PT = 33.0
_LOCATOR_PT = (99.0, 44.0)  # 35 mm wide
_CLEAR = 0.12
_LEAST_MM = 150.0


@dataclass(frozen=True, eq=False, repr=False)
class MapSheet(Sheet):
    """A drawn map for print; `map_frame` is what the map shows."""

    map_frame: MapFrame


def figure(
    traced: Traced,
    *,
    hubs: Hubs = None,
    size: str = "a4",
    kind: projection.Kind = "auto",
    lang: str = "en",
    title: str | None = None,
    graticule: bool = False,
    strip: bool = True,
) -> MapSheet:
    """Draw traced corridors on one sheet.

    Parameters
    ----------
    traced
        As ``atlas.trace()`` returns them; the day of their atlas stands under the title.
    hubs
        Places with the columns of ``places.csv`` and points, EPSG:4326, instead of the hubs of
        the atlas; ``()`` for none.
    size
        One of `maps.figures.save.SIZES_MM`, ``WxHmm``, or ``fit``: A4 on the side on which the
        map is largest, cut to what is drawn and a margin of an eighth.
    kind
        Projection: ``albers``, ``lcc`` or ``auto``.
    strip
        Draw the strip chart of the main route under the map of a lone corridor.

    Raises
    ------
    InputError
        If size, projection or language is unknown, or there is nothing to draw.
    """
    page = None if size == FIT else paper(size)
    area = math.prod(page or paper("a4")) / math.prod(paper("a4"))
    scale = float(np.clip(math.sqrt(area), 0.6, 2.4))
    language = Language(lang)
    heading = title or map_frame.title_of(traced, language, language.words("print")["title"])
    charts = profile.of_main(traced) if strip else None
    options = {
        "hubs": hubs_of(traced, hubs),
        "language": language,
        "kind": kind,
        "scale": scale,
        "layers": map_frame.ground_layers(),
    }
    content = _Content(traced, heading, language, charts, graticule)
    return _compose(content, page or _fitted(content, options), options)


@dataclass(frozen=True, slots=True, eq=False)
class _Content:
    traced: Traced
    title: str
    language: Language
    strip: profile.Profile | None
    graticule: bool

    @property
    def is_lone(self) -> bool:
        """Whether it shows one corridor, which a small map in the corner places in the world."""
        return len(self.traced.corridors) == 1

    @property
    def head_pt(self) -> float:
        """How much title and locator take of the height."""
        return _LOCATOR_PT[1] + 6.0 if self.is_lone else _HEAD_PT

    @property
    def date(self) -> str:
        """The day of the statuses, else that on which the sources were read last."""
        return self.traced.atlas.date or _read_up_to(self)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where map and legend lie on the page; the legend beside the map or under it."""

    key: Legend
    beside: bool
    map_pt: tuple[float, float]

    @property
    def spare_pt(self) -> float:
        """How much room is left under a legend beside the map, nothing where it is little."""
        left = self.map_pt[1] - self.key.height_pt - _GAP_PT if self.beside else 0.0
        return left if left > self.map_pt[1] * _LEAST_SPARE else 0.0


_LEAST_SPARE = 0.2
_GAP_PT = 12.0


def _compose(content: _Content, page: tuple[float, float], options: dict[str, Any]) -> MapSheet:
    """Lay the sheet out so that the map is drawn at the largest scale."""
    scale: float = options["scale"]
    numbers = legend.number_corridors(content.traced)
    layout = _layout(content, page, options, numbers)
    sheet = map_frame.build(
        content.traced,
        width_pt=layout.map_pt[0],
        height_pt=layout.map_pt[1],
        numbers=numbers,
        corner=(92.0 * scale, 15.0 * scale),
        inset=(0.0, 0.0) if layout.spare_pt else legend.core_size(content.traced, layout.map_pt),
        **options,
    )
    return _drawn(content, page, sheet, layout, options)


def _fitted(content: _Content, options: dict[str, Any]) -> tuple[float, float]:
    """Return the page of the width of A4 on which the map is largest, cut to what is drawn."""
    numbers = legend.number_corridors(content.traced)
    points = map_frame.extent(content.traced)
    found = []
    for name in ("a4", "a4-portrait"):
        layout = _layout(content, paper(name), options, numbers)
        wide, high = layout.map_pt
        view = projection.fit(points, width_pt=wide, height_pt=high, kind=options["kind"])
        found.append((view.metres_per_pt, paper(name), layout, view))
    _, page, layout, view = min(found, key=lambda each: each[0])
    spans = np.ptp(view.to_paper(points), axis=0)
    spare = np.array(layout.map_pt) - spans - 2 * _CLEAR * spans.max()
    high = layout.map_pt[1] - max(0.0, float(spare[1]))
    needed = layout.key.height_pt if layout.beside else 0.0
    return (
        max(page[0] - max(0.0, float(spare[0])), _LEAST_MM * MM),
        page[1] - layout.map_pt[1] + max(high, needed, page[1] * 0.2),
    )


def _layout(
    content: _Content,
    page: tuple[float, float],
    options: dict[str, Any],
    numbers: dict[str, int],
) -> _Layout:
    scale: float = options["scale"]
    across = page[0] - 2 * _MARGIN_PT * scale
    rows = legend.rows_of(content.traced, options["hubs"], content.language, numbers)
    strip_pt = _strip_pt(content, across / scale) + 4.0 if content.strip else 0.0
    foot = 7.0 * len(_notes(content, None, across, scale))
    room = page[1] - (2 * _MARGIN_PT + content.head_pt + strip_pt + foot + _GAP_PT) * scale
    below = legend.build(rows, across=across, scale=scale)
    layouts = [_Layout(below, False, (across, max(room - below.height_pt, page[1] * 0.3)))]
    for many in (1, 2):
        wide = many * legend.COLUMN_PT * 1.05 * scale
        beside = legend.build(rows, across=wide, scale=scale, many=many)
        if beside.height_pt <= room and wide < across * 0.4:
            layouts.append(_Layout(beside, True, (across - wide - _GAP_PT * scale, room)))
    points = map_frame.extent(content.traced)
    views = [
        projection.fit(
            points, width_pt=each.map_pt[0], height_pt=each.map_pt[1], kind=options["kind"]
        )
        for each in layouts
    ]
    best = int(np.argmin([view.metres_per_pt for view in views]))
    return layouts[best]


def _drawn(
    content: _Content,
    page: tuple[float, float],
    sheet: MapFrame,
    layout: _Layout,
    options: dict[str, Any],
) -> MapSheet:
    scale = sheet.scale
    margin = _MARGIN_PT * scale
    drawn, canvas = _blank(page)
    top = page[1] - margin
    _head(canvas, content, (margin, top), scale)
    if content.is_lone:
        wide, high = (side * scale for side in _LOCATOR_PT)
        at = (page[0] - margin - wide, top - high)
        legend.draw_locator(canvas, content.traced, options["layers"], (*at, wide, high))
    bottom = top - content.head_pt * scale - sheet.view.height_pt
    lines = projection.graticule(sheet.view) if content.graticule else []
    ink = MatplotlibCanvas(canvas.axes, at=(margin, bottom))
    ink.map_frame(sheet, graticule=[line for _, line in lines])
    map_frame.draw_scale_bar(ink, sheet)
    if core := _core_box(content, sheet, layout, (margin, bottom), page):
        legend.draw_core(drawn, content.traced, core, options)
    below = _draw_strip(canvas, content, (margin, bottom - 7.0 * scale), scale)
    at = (
        margin + sheet.view.width_pt + _GAP_PT * scale,
        bottom + sheet.view.height_pt + 2.0 * scale,
    )
    left, high = at if layout.beside else (margin, below)
    legend.draw(layout.key, canvas, left=left, top=high, base=sheet.line_pt * 1.15)
    notes = _notes(content, sheet, page[0] - 2 * margin, scale)
    for row, line in enumerate(reversed(notes)):
        canvas.text(
            line, (margin, margin - 4 * scale + row * 7.0 * scale), Face(5.4 * scale), QUIET
        )
    return MapSheet(drawn, content.title, map_frame.alt_text(content.traced, sheet), sheet)


def _core_box(
    content: _Content,
    sheet: MapFrame,
    layout: _Layout,
    at: tuple[float, float],
    page: tuple[float, float],
) -> Box | None:
    """Return where the core is drawn larger: under the legend, else in a corner of the map."""
    left, bottom = at
    if "inset" in sheet.boxes:
        west, south, east, north = sheet.boxes["inset"]
        return west + left, south + bottom, east + left, north + bottom
    if not (layout.spare_pt and legend.is_crowded(content.traced)):
        return None
    west = left + sheet.view.width_pt + _GAP_PT * sheet.scale
    return west, bottom, page[0] - left, bottom + layout.spare_pt


def _draw_strip(
    canvas: MatplotlibCanvas, content: _Content, at: tuple[float, float], scale: float
) -> float:
    """Draw the strip chart below a point; returns where it ends."""
    left, top = at
    if content.strip is None:
        return top
    across = canvas.axes.get_xlim()[1] - 2 * left
    step = _strip_pt(content, across / scale) * scale
    ink = MatplotlibCanvas(canvas.axes, at=(left, top - step))
    strip_chart.draw(content.strip, ink, width_pt=across, scale=scale, language=content.language)
    return top - step - 2.0 * scale


def _strip_pt(content: _Content, width_pt: float) -> float:
    if content.strip is None:
        return 0.0
    return strip_chart.height_pt(content.strip, width_pt=width_pt, language=content.language)


def _blank(page: tuple[float, float]) -> tuple[Figure, MatplotlibCanvas]:
    from matplotlib.figure import Figure as Canvas

    drawn = Canvas(figsize=(page[0] / 72.0, page[1] / 72.0), facecolor="#ffffff")
    axes = drawn.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, page[0])
    axes.set_ylim(0, page[1])
    axes.axis("off")
    return drawn, MatplotlibCanvas(axes)


def _head(
    canvas: MatplotlibCanvas, content: _Content, at: tuple[float, float], scale: float
) -> None:
    left, top = at
    across = canvas.axes.get_xlim()[1] - 2 * left
    size = 15.0 * scale
    if content.is_lone:
        across -= (_LOCATOR_PT[0] + _GAP_PT) * scale
    while size > 7.0 * scale and lettering.width(content.title, Face(size, bold=True)) > across:
        size -= 0.5 * scale
    canvas.text(content.title, (left, top - 12.0 * scale), Face(size, bold=True))
    canvas.text(_subtitle(content), (left, top - 25.0 * scale), Face(8.0 * scale), QUIET)


def _subtitle(content: _Content) -> str:
    table, legs = content.language.words("print"), content.traced.legs
    km = legs["length_km"].sum()
    used = legs[legs["status"].isin(["operating", "limited"])]["length_km"].sum()
    if len(content.traced.corridors) == 1:
        many = content.language.plural("n_routes", len(content.traced.routes))
        counts = (content.language.number(km), content.language.number(used))
        text = table["routes_counted"].format(many, *counts)
    else:
        many = content.language.plural("n_corridors", len(content.traced.corridors))
        text = table["counted"].format(many, content.language.number(km))
    date = table["as_of"].format(content.language.day(content.date))
    return f"{text}{table['joint']}{date}"


def _read_up_to(content: _Content) -> str:
    dates = content.traced.sources["accessed"]
    return str(dates.max()) if len(dates) else ""


def _notes(content: _Content, sheet: MapFrame | None, across: float, scale: float) -> list[str]:
    """Return the lines of the footer; without a map frame, as many as there will be."""
    table, language = content.language.words("print"), content.language
    sources = len(content.traced.sources), language.day(_read_up_to(content))
    kind, parallels, credit = (
        ("lcc", (-10.0, -10.0), "Natural Earth")
        if sheet is None
        else (sheet.view.kind, sheet.view.parallels, sheet.credit)
    )
    text = [
        table["credit_lines"].format(credit),
        table["credit_sources"].format(*sources),
        table["boundaries"].format(credit or table["own_boundaries"]),
        table[kind].format(*(f"{value:.0f}°" for value in parallels)),
    ]
    joint = " " if language.is_spaced else ""
    # A Russian date ends with a full stop of its own.
    whole = joint.join(text).replace("..", ".")
    return lettering.wrapped(whole, Face(5.4 * scale), across)
