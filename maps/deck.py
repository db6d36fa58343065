"""Slides: per corridor an editable map, a table of lengths and a chart; nothing is a picture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pptx import Presentation
from pptx.util import Pt

from geodata.errors import InputError, Problem
from maps import legend, lettering, parts, plate, press, printing, slides, style
from maps.i18n import country_name, pick, plural
from maps.i18n_print import day, number, short, words
from maps.lettering import Face
from maps.strands import Look

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

PAGE_PT = (960.0, 540.0)
_MARGIN = 28.0
_MAP = (_MARGIN, 92.0, 566.0, 380.0)
_SIDE = 612.0
_SCALE = 1.3
_ROUGH_PT = 0.35
_ROUTES_BESIDE = 6
_ROUTES_A_SLIDE = 15
_SOURCES_A_SLIDE = 52
_COUNTRIES = 9
_BARE_SYMBOL = 0.8
"""Symbols on slides have no glyph inside and need less room."""

_GROUND = style.GROUND["light"]


@dataclass(frozen=True, slots=True, eq=False)
class _Deck:
    """What every slide needs."""

    file: Any
    lang: str
    hubs: gpd.GeoDataFrame | None
    layers: Mapping[str, Any]
    date: str

    @property
    def words(self) -> Mapping[str, str]:
        return words(self.lang)


def deck(
    traced: Any,  # noqa: ANN401
    path: str | os.PathLike[str],
    *,
    hubs: gpd.GeoDataFrame | None = None,
    lang: str = "en",
    title: str | None = None,
    as_of: str | None = None,
) -> Path:
    """Write traced corridors as a PowerPoint deck, whole or not at all.

    Parameters
    ----------
    traced
        Traced corridors, as ``atlas.trace()`` returns them.
    path
        The ``.pptx`` file.
    hubs
        Places with the columns of ``places.csv`` and points, EPSG:4326.

    Returns
    -------
    Path
        The file written. The same input gives the same bytes.

    Raises
    ------
    InputError
        If the suffix is not ``.pptx`` or the language unknown.
    """
    target = Path(path)
    if target.suffix != ".pptx":
        raise InputError(
            [Problem(str(target), "", f"unknown format {target.suffix!r}", "use .pptx")]
        )
    content = _composed(traced, hubs, lang, title, as_of)
    return printing.written(target, content)


def _composed(
    traced: Any,  # noqa: ANN401
    hubs: gpd.GeoDataFrame | None,
    lang: str,
    title: str | None,
    as_of: str | None,
) -> bytes:
    read = str(traced.sources["accessed"].max()) if len(traced.sources) else ""
    made = _Deck(Presentation(), lang, hubs, plate.ground_layers(), as_of or read)
    made.file.slide_width, made.file.slide_height = (Pt(side) for side in PAGE_PT)
    slides.with_fonts(made.file)
    heading = title or plate.title_of(traced, lang, made.words["title"])
    _about(made, heading, read)
    _title_slide(made, traced, heading)
    if len(traced.ids) > 1:
        _overview(made, traced)
    for corridor in traced.ids:
        _corridor(made, parts.part(traced, corridor), corridor)
    _sources(made, traced)
    return slides.packed(made.file, slides.stamp(read))


def _about(made: _Deck, heading: str, read: str) -> None:
    properties = made.file.core_properties
    properties.title, properties.language = slides.printable(heading), made.lang
    properties.author = "Corridor Atlas"
    properties.last_modified_by = "Corridor Atlas"
    properties.created = properties.modified = slides.stamp(read)


def _titled(made: _Deck, title: str, *, size: float = 24.0) -> Any:  # noqa: ANN401
    """Return a new slide with a title; a long one is set smaller."""
    slide = made.file.slides.add_slide(made.file.slide_layouts[5])
    across = PAGE_PT[0] - 2 * _MARGIN
    while size > 14 and lettering.width(title, Face(size, bold=True)) > across:  # noqa: PLR2004
        size -= 1.0
    box = slide.shapes.title
    box.left, box.top, box.width, box.height = Pt(_MARGIN), Pt(18), Pt(across), Pt(34)
    _say(box, title, size, made.lang, bold=True)
    return slide


def _say(box: Any, text: str, size: float, lang: str, **options: Any) -> None:  # noqa: ANN401
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

    frame = slides.bare(box.text_frame, wrap=True)
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    slides.write(frame.paragraphs[0], text, size, lang=lang, **options)


def _box(
    slide: Any,  # noqa: ANN401
    box: tuple[float, float, float, float],
    text: str,
    size: float,
    lang: str,
    **options: Any,  # noqa: ANN401
) -> None:
    shape = slide.shapes.add_textbox(*(Pt(x) for x in box))
    _say(shape, text, size, lang, **options)


def _title_slide(made: _Deck, traced: Any, heading: str) -> None:  # noqa: ANN401
    slide = made.file.slides.add_slide(made.file.slide_layouts[0])
    band = slides.Canvas(slides.tree(slide), 0, PAGE_PT[1], made.lang)
    for row, family in enumerate(style.FAMILIES):
        corner = np.array([[0, 0], [14, 0], [14, 135], [0, 135]], dtype=float)
        band.freeform([corner + np.array([0, 135 * (3 - row)])], name=family.id, fill=family.colour)
    for box, top, high in ((slide.shapes.title, 170, 70), (slide.placeholders[1], 262, 26)):
        box.left, box.top, box.width, box.height = Pt(64), Pt(top), Pt(820), Pt(high)
    _say(slide.shapes.title, heading, 36, made.lang, bold=True)
    km = number(traced.legs["length_km"].sum(), made.lang)
    counts = made.words["counted"].format(plural("n_corridors", len(traced.ids), made.lang), km)
    date = made.words["as_of"].format(day(made.date, made.lang))
    _say(slide.placeholders[1], counts, 16, made.lang, ink=press.QUIET)
    _box(slide, (64, 290, 820, 24), date, 16, made.lang, ink=press.QUIET)
    _footer(made, slide, traced)


def _footer(made: _Deck, slide: Any, traced: Any) -> None:  # noqa: ANN401
    credit = str(made.layers.get("credit", ""))
    read = str(traced.sources["accessed"].max()) if len(traced.sources) else ""
    joint = "" if made.lang.startswith("zh") else " "
    text = joint.join(
        [
            made.words["credit_lines"].format(credit),
            made.words["credit_sources"].format(len(traced.sources), day(read, made.lang)),
            made.words["boundaries"].format(credit or made.words["own_boundaries"]),
        ]
    ).replace("..", ".")
    left = 64.0 if slide.slide_layout == made.file.slide_layouts[0] else _MARGIN
    _box(slide, (left, 512, PAGE_PT[0] - left - _MARGIN, 22), text, 7, made.lang, ink=press.QUIET)


def _overview(made: _Deck, traced: Any) -> None:  # noqa: ANN401
    slide = _titled(made, made.words["overview"])
    numbers = legend.number_corridors(traced)
    left, top, across, up = _MARGIN, 62.0, 690.0, 440.0
    sheet = plate.build(
        traced,
        width_pt=across,
        height_pt=up,
        hubs=made.hubs,
        lang=made.lang,
        scale=1.1,
        numbers=numbers,
        layers=made.layers,
    )
    canvas = slides.Canvas(slides.tree(slide), left, top + up, made.lang)
    _ground(canvas, sheet, made.words["overview"])
    lines = canvas.within(made.words["corridors"])
    for look in press.drawing_order({strand.look for strand in sheet.strands}):
        strands = [strand.line for strand in sheet.strands if strand.look == look]
        _line(lines, strands, look, sheet.line_pt, made.words)
    _marks(canvas, sheet)
    _key(made, slide, traced, numbers, left + across + 16)
    _footer(made, slide, traced)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the overview's key; its height is given in type sizes."""

    lines: tuple[str, ...]
    rise: float
    number: int = 0
    family: str = ""
    look: Look | None = None


_KEY_PT = 440.0
_KEY_SIZES = (9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)


def _key(
    made: _Deck,
    slide: Any,  # noqa: ANN401
    traced: Any,  # noqa: ANN401
    numbers: Mapping[str, int],
    left: float,
) -> None:
    """Write the numbered names of the corridors and explain the lines, as large as fits."""
    room = PAGE_PT[0] - left - _MARGIN
    for size in _KEY_SIZES:
        entries = _entries(made, traced, numbers, room / size)
        if sum(entry.rise for entry in entries) * size <= _KEY_PT:
            break
    canvas = slides.Canvas(slides.tree(slide), left, PAGE_PT[1], made.lang)
    y = PAGE_PT[1] - 62.0 - size
    for entry in entries:
        _entry(made, canvas, entry, (y, size))
        y -= entry.rise * size


def _entries(
    made: _Deck,
    traced: Any,  # noqa: ANN401
    numbers: Mapping[str, int],
    room: float,
) -> list[_Entry]:
    """Return the key's lines; `room` is its width in type sizes."""
    records = {row.corridor: row for row in traced.corridors.itertuples()}
    entries: list[_Entry] = []
    for corridor, mark in numbers.items():
        family = records[corridor].family
        if not entries or entries[-1].family != family:
            entries.append(_Entry((made.words.get(family, family),), 1.5, family=family))
        name = short(pick(records[corridor].name, made.lang, corridor))
        lines = tuple(lettering.wrapped(name, Face(1.0), room - 2.4))
        entries.append(_Entry(lines, 1.28 * len(lines) + 0.2, mark, family))
    entries += [
        _Entry(row.lines, 1.35 if row.look else 1.5, look=row.look)
        for row in legend.line_rows(traced, made.lang)
    ]
    return entries


def _entry(made: _Deck, canvas: slides.Canvas, entry: _Entry, at: tuple[float, float]) -> None:
    y, size = at
    left, ink, bold = 0.0, press.INK, False
    if entry.number:
        left = size * 2.2
        colour = style.family(entry.family).colour
        canvas.badge(
            str(entry.number), (size * 0.85, y + size * 0.3), (size * 1.7, size * 1.2), colour
        )
    elif entry.look:
        left = size * 3.2
        line = np.array([[0.0, y + size * 0.3], [size * 2.6, y + size * 0.3]])
        _line(canvas, [line], entry.look, plate.LINE_PT * 1.2, made.words)
    else:
        bold = True
        ink = style.family(entry.family).colour if entry.family else press.INK
    for row, text in enumerate(entry.lines):
        wide = lettering.width(text, Face(size, bold=bold))
        canvas.text(text, (left, y - row * size * 1.28), size, width=wide, ink=ink, bold=bold)


def _corridor(made: _Deck, traced: Any, corridor: str) -> None:  # noqa: ANN401
    record = traced.corridors.iloc[0]
    name = pick(record["name"], made.lang, corridor)
    slide = _titled(made, name)
    summary = pick(record["summary"], made.lang)
    if summary:
        across = PAGE_PT[0] - 2 * _MARGIN
        size = 10.5 if len(lettering.wrapped(summary, Face(10.5), across)) < 4 else 8.5  # noqa: PLR2004
        _box(slide, (_MARGIN, 50, across, 36), summary, size, made.lang, ink=press.QUIET)
    _map(made, slide, traced, name)
    accent = style.family(record["family"]).colour
    rows = _route_rows(made, traced)
    bottom = _table(made, slide, rows[: _ROUTES_BESIDE + 1], accent, (_SIDE, 92.0))
    if len(rows) > _ROUTES_BESIDE + 1:
        text = made.words["more_routes"].format(len(rows) - 1 - _ROUTES_BESIDE)
        _box(slide, (_SIDE, bottom + 2, 320, 12), text, 8, made.lang, ink=press.QUIET)
        bottom += 14
    _chart(made, slide, traced, accent, bottom + 8)
    _footer(made, slide, traced)
    if len(rows) > _ROUTES_BESIDE + 1:
        _long_table(made, rows, name, accent)


def _map(made: _Deck, slide: Any, traced: Any, name: str) -> None:  # noqa: ANN401
    left, top, across, up = _MAP
    sheet = plate.build(
        traced,
        width_pt=across,
        height_pt=up,
        hubs=made.hubs,
        lang=made.lang,
        scale=_SCALE,
        layers=made.layers,
    )
    canvas = slides.Canvas(slides.tree(slide), left, top + up, made.lang)
    countries = ", ".join(sorted(country_name(code, made.lang) for code in plate.crossed(traced)))
    _ground(canvas, sheet, made.words["map_alt"].format(name, len(traced.legs), countries))
    lines = canvas.within(made.words["legs"])
    looks = set()
    for look, leg, tracks in _legs(traced, sheet):
        looks.add(look)
        _line(lines, tracks, look, sheet.line_pt, made.words, name=leg)
    _marks(canvas, sheet)
    _samples(made, slide, sorted(looks), sheet.line_pt)


def _legs(traced: Any, sheet: plate.Plate) -> Iterator[tuple[Look, str, list[Floats]]]:  # noqa: ANN401
    """Yield every leg with its lines on paper, those out of use first."""
    family = str(traced.corridors["family"].iloc[0])
    legs = traced.legs[traced.legs["status"] != ""]
    found = [
        (Look(family, row.mode, row.status), row.leg, row.geometry) for row in legs.itertuples()
    ]
    order = press.drawing_order({look for look, _, _ in found})
    for look, leg, shape in sorted(found, key=lambda item: (order.index(item[0]), item[1])):
        drawn = sheet.view.shapes(np.array([shape], dtype=object))
        yield look, leg, slides.chains(drawn, tolerance=_ROUGH_PT)


def _ground(canvas: slides.Canvas, sheet: plate.Plate, alt: str) -> None:
    """Draw sea, land, lakes, rivers and boundaries as freeforms of one group."""
    ground = canvas.within("basemap", alt)
    wide, high = sheet.view.width_pt, sheet.view.height_pt
    frame = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], dtype=float)
    ground.freeform([frame], name="sea", fill=_GROUND["sea"])
    coast = slides.Stroke(_GROUND["coast"], 0.4)
    for name in ("land", "lakes"):
        areas = slides.rings(sheet.ground.get(name, _NONE), tolerance=_ROUGH_PT)
        fill = _GROUND["land" if name == "land" else "lake"]
        ground.freeform(areas, name=name, fill=fill, stroke=coast)
    for name, stroke in (
        ("rivers", slides.Stroke(_GROUND["river"], 0.4)),
        ("borders", slides.Stroke(_GROUND["border"], 0.5)),
        ("disputed", slides.Stroke(_GROUND["border"], 0.5, (3.0, 2.2), round_caps=False)),
    ):
        lines = slides.chains(sheet.ground.get(name, _NONE), tolerance=_ROUGH_PT)
        ground.freeform(lines, name=name, stroke=stroke)


_NONE: NDArray[Any] = np.array([], dtype=object)


def _line(
    canvas: slides.Canvas,
    lines: Sequence[Floats],
    look: Look,
    base: float,
    table: Mapping[str, str],
    *,
    name: str = "",
) -> None:
    """Draw lines as mode and status ask, a road as a line within a line."""
    mode = next(item for item in style.MODES if item.id == look.mode)
    label = (
        name or f"{table.get(look.family, look.family)}, {table[look.mode]}, {table[look.status]}"
    )
    width_pt = base * mode.width * (1.25 if mode.hollow else 1.0)
    dash = press.dashes(look)
    round_caps = bool(mode.dash) and not mode.hollow
    where = canvas.within(label) if mode.hollow else canvas
    where.freeform(
        lines, name=label, stroke=slides.Stroke(press.colour(look), width_pt, dash, round_caps)
    )
    if mode.hollow:
        where.freeform(
            lines,
            name=f"{label}: inside",
            stroke=slides.Stroke("#ffffff", width_pt * 0.42, (), round_caps=False),
        )


def _marks(canvas: slides.Canvas, sheet: plate.Plate) -> None:
    """Draw symbols, numbers and labels, each in a group of its own."""
    symbols = canvas.within("hubs") if sheet.nodes else canvas
    for node in reversed(sheet.nodes):
        symbols.symbol(
            node.kind,
            (node.x, node.y),
            node.radius * _BARE_SYMBOL,
            ink=_GROUND["hub"],
            name=node.name or node.id,
        )
    badges = canvas.within("numbers") if sheet.badges else canvas
    for badge in sheet.badges:
        badges.badge(
            str(badge.number),
            (badge.x, badge.y),
            plate.badge_size(sheet.scale),
            style.family(badge.family).colour,
        )
    texts = canvas.within("labels") if sheet.texts else canvas
    inks = {"hub": _GROUND["hub"], "city": _GROUND["city"], "country": _GROUND["country"]}
    for text in sheet.texts:
        wide = lettering.width(text.text, text.face)
        texts.text(
            text.text,
            (text.x, text.y),
            text.face.size * 0.97,
            width=wide,
            ink=inks[text.role],
            bold=text.face.bold,
        )


def _samples(made: _Deck, slide: Any, looks: Sequence[Look], base: float) -> None:  # noqa: ANN401
    """Draw the legend of the lines under the map."""
    left, top, across, up = _MAP
    canvas = slides.Canvas(slides.tree(slide), left, top + up, made.lang)
    x, y = 0.0, -14.0
    for look in looks:
        text = f"{made.words[look.mode]}: {made.words[look.status].lower()}"
        wide = lettering.width(text, Face(8.0)) + 36.0
        if x + wide > across:
            x, y = 0.0, y - 12.0
        line = np.array([[x, y + 3.0], [x + 24.0, y + 3.0]])
        _line(canvas, [line], look, base, made.words)
        canvas.text(text, (x + 28.0, y), 8.0, width=wide - 30.0)
        x += wide


def _route_rows(made: _Deck, traced: Any) -> list[list[str]]:  # noqa: ANN401
    """Return a heading and one row a route, the main one first."""
    table = made.words
    routes = traced.routes.sort_values("main", ascending=False, kind="stable")
    heading = [
        table["route"],
        table["length_km"],
        table["in_use"],
        table["borders"],
        table["breaks"],
    ]
    return [
        heading,
        *(
            [
                pick(row.name_, made.lang, row.route),
                number(row.length_km, made.lang),
                number(row.operating_km, made.lang),
                str(row.borders),
                str(row.breaks_of_gauge),
            ]
            for row in routes.rename(columns={"name": "name_"}).itertuples()
        ),
    ]


def _table(
    made: _Deck,
    slide: Any,  # noqa: ANN401
    rows: Sequence[Sequence[str]],
    accent: str,
    at: tuple[float, float],
    *,
    across: float = PAGE_PT[0] - _SIDE - _MARGIN,
    size: float = 8.5,
) -> float:
    """Add a table of routes; returns where it ends, points from the top."""
    widths = _widths(rows, across, size)
    heights = [
        _row_height(row, widths, across, Face(size, bold=not index))
        for index, row in enumerate(rows)
    ]
    frame = slides.table(
        slide.shapes,
        rows,
        box=(*at, across),
        widths=widths,
        heights=heights,
        lang=made.lang,
        size=size,
        accent=accent,
    )
    slides.describe(frame, made.words["lengths_by_route"])
    return at[1] + sum(heights)


_OTHER_FONTS = 1.06
"""How much wider than ours the fonts of the reader's machine may run."""


def _widths(rows: Sequence[Sequence[str]], across: float, size: float) -> list[float]:
    """Return shares of the width: columns of numbers as wide as their longest word."""
    heading, *body = rows
    face, bold = Face(size * _OTHER_FONTS), Face(size * _OTHER_FONTS, bold=True)
    needed = [
        max(
            [
                *(lettering.width(word, bold) for word in heading[column].split()),
                *(lettering.width(row[column], face) for row in body),
            ]
        )
        + 8.0
        for column in range(1, len(heading))
    ]
    least = across * 0.35
    share = min(1.0, (across - least) / sum(needed))
    numbers = [width * share / across for width in needed]
    return [1.0 - sum(numbers), *numbers]


def _row_height(row: Sequence[str], widths: Sequence[float], across: float, face: Face) -> float:
    lines = max(
        len(lettering.wrapped(text, face, (across * share - 6.5) / _OTHER_FONTS))
        for text, share in zip(row, widths, strict=True)
    )
    return lines * face.size * 1.22 + 4.5


def _long_table(made: _Deck, rows: list[list[str]], name: str, accent: str) -> None:
    """Add slides with all routes of a corridor."""
    pages = list(_in_parts(rows[1:], _ROUTES_A_SLIDE))
    for index, page in enumerate(pages, start=1):
        title = f"{name}: {made.words['lengths_by_route']}"
        if len(pages) > 1:
            title = made.words["continued"].format(title, index, len(pages))
        slide = _titled(made, title)
        _table(
            made,
            slide,
            [rows[0], *page],
            accent,
            (_MARGIN, 66.0),
            across=PAGE_PT[0] - 2 * _MARGIN,
            size=11.0,
        )


def _in_parts(items: Sequence[Any], many: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), many):
        yield items[start : start + many]


def _chart(made: _Deck, slide: Any, traced: Any, accent: str, top: float) -> None:  # noqa: ANN401
    """Add a native chart of km by country and mode, the longest countries first."""
    totals = _by_country(traced.legs)
    order = sorted(totals, key=lambda code: (code == "XZ", -sum(totals[code].values()), code))
    modes = [mode.id for mode in style.MODES if any(mode.id in km for km in totals.values())]
    shown = order[:_COUNTRIES]
    names = [country_name(code, made.lang) for code in shown]
    series = {
        made.words[mode]: [round(totals[code].get(mode, 0.0), 1) for code in shown]
        for mode in modes
    }
    if len(order) > len(shown):
        names.append(made.words["other"])
        for mode in modes:
            rest = sum(totals[code].get(mode, 0.0) for code in order[_COUNTRIES:])
            series[made.words[mode]].append(round(rest, 1))
    frame = slides.bars(
        slide.shapes,
        names,
        series,
        box=(_SIDE, top, PAGE_PT[0] - _SIDE - _MARGIN, min(504 - top, 75.0 + 38.0 * len(names))),
        colours=[_mode_colour(mode, accent) for mode in modes],
        title=made.words["by_country_and_mode"],
        size=9,
    )
    slides.describe(frame, made.words["by_country_and_mode"])


def _by_country(legs: Any) -> dict[str, dict[str, float]]:  # noqa: ANN401
    totals: dict[str, dict[str, float]] = {}
    for row in legs[legs["status"] != ""].itertuples():
        for code, km in row.by_country.items():
            modes = totals.setdefault(code, {})
            modes[row.mode] = modes.get(row.mode, 0.0) + km
    return totals


def _mode_colour(mode: str, accent: str) -> str:
    return {
        "rail": accent,
        "road": "#c9b79c",
        "sea": _GROUND["water"],
        "ferry": "#3f6478",
        "waterway": "#a9c3d2",
    }[mode]


def _sources(made: _Deck, traced: Any) -> None:  # noqa: ANN401
    """Add the slides of sources, each title linked to where it was read."""
    rows = list(traced.sources.sort_values(["publisher", "title"]).itertuples())
    pages = list(_in_parts(rows, _SOURCES_A_SLIDE))
    for index, page in enumerate(pages, start=1):
        title = made.words["sources"]
        if len(pages) > 1:
            title = made.words["continued"].format(title, index, len(pages))
        slide = _titled(made, title)
        half = -(-len(page) // 2)
        for column, group in enumerate(_in_parts(page, half)):
            _source_column(made, slide, group, _MARGIN + column * 458.0)


def _source_column(made: _Deck, slide: Any, rows: Iterable[Any], left: float) -> None:  # noqa: ANN401
    box = slide.shapes.add_textbox(Pt(left), Pt(62), Pt(440), Pt(450))
    frame = slides.bare(box.text_frame, wrap=True)
    for index, row in enumerate(rows):
        paragraph = frame.paragraphs[0] if not index else frame.add_paragraph()
        paragraph.space_after = Pt(2.2)
        publisher = f"{row.publisher}. " if row.publisher else ""
        slides.write(paragraph, publisher, 8, lang=made.lang, bold=True)
        slides.write(paragraph, row.title, 8, lang=made.lang, link=_safe(row.url))
        slides.write(
            paragraph, f", {day(row.accessed, made.lang)}", 8, lang=made.lang, ink=press.QUIET
        )


def _safe(url: str) -> str:
    """Return an address that a click may open, else nothing."""
    return url if url.startswith(("https://", "http://")) else ""
