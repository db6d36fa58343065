"""Tables and charts of the deck."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pptx.opc.constants import RELATIONSHIP_TYPE

from geodata.country_names import HIGH_SEAS
from maps import style
from maps.figures import text as lettering
from maps.figures.text import Face
from maps.slides import shapes, tables
from maps.slides.slide import (
    ACROSS,
    COUNTRIES,
    FOOT,
    GROUND,
    LEAST_PT,
    MARGIN,
    DeckBuilder,
    add_notes,
    add_slide,
    text_height,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import geopandas as gpd
    from pptx.slide import Slide

    from corridors.traced import Traced


def route_rows(made: DeckBuilder, traced: Traced) -> list[list[str]]:
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
                made.language.pick(row.name_, row.route),
                made.language.number(row.length_km),
                made.language.number(row.operating_km),
                str(row.borders),
                str(row.breaks_of_gauge),
            ]
            for row in routes.rename(columns={"name": "name_"}).itertuples()
        ),
    ]


def add_table(
    made: DeckBuilder,
    slide: Slide,
    rows: Sequence[Sequence[str]],
    accent: str,
    at: tuple[float, float],
    *,
    across: float,
    size: float = LEAST_PT,
) -> float:
    """Add a table of routes; returns where it ends, points from the top."""
    widths = _widths(rows, across, size)
    heights = [
        _row_height(row, widths, across, Face(size, bold=not index))
        for index, row in enumerate(rows)
    ]
    frame = tables.table(
        slide.shapes,
        rows,
        box=(*at, across),
        widths=widths,
        heights=heights,
        lang=made.lang,
        size=size,
        accent=accent,
    )
    shapes.describe(frame, made.words["lengths_by_route"])
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


def pages_of_routes(
    rows: Sequence[Sequence[str]], across: float, room: float
) -> Iterator[list[Sequence[str]]]:
    """Yield the rows of each slide, the heading first: as many as fit into so many points."""
    widths = _widths(rows, across, LEAST_PT)
    heading, *body = rows
    first = _row_height(heading, widths, across, Face(LEAST_PT, bold=True))
    page, used = [heading], first
    for row in body:
        high = _row_height(row, widths, across, Face(LEAST_PT))
        if used + high > room and len(page) > 1:
            yield page
            page, used = [heading], first
        page.append(row)
        used += high
    yield page


def add_chart(
    made: DeckBuilder,
    slide: Slide,
    traced: Traced,
    accent: str,
    box: tuple[float, float, float, float],
) -> None:
    """Add a native chart of km by country and mode, the longest countries first, water last."""
    totals = _by_country(traced.legs)
    order = sorted(totals, key=lambda code: (code == HIGH_SEAS, -sum(totals[code].values()), code))
    modes = [mode.id for mode in style.MODES if any(mode.id in km for km in totals.values())]
    shown = order[:COUNTRIES]
    names = [made.language.country_name(code) for code in shown]
    series = {
        made.words[mode]: [round(totals[code].get(mode, 0.0), 1) for code in shown]
        for mode in modes
    }
    if len(order) > len(shown):
        names.append(made.words["other"])
        for mode in modes:
            rest = sum(totals[code].get(mode, 0.0) for code in order[COUNTRIES:])
            series[made.words[mode]].append(round(rest, 1))
    frame = tables.bars(
        slide.shapes,
        names,
        series,
        box=(*box[:3], min(box[3], 75.0 + 38.0 * len(names))),
        colours=[_mode_colour(mode, accent) for mode in modes],
        title=made.words["by_country_and_mode"],
        size=LEAST_PT,
    )
    shapes.describe(frame, made.words["by_country_and_mode"])


def _by_country(legs: gpd.GeoDataFrame) -> dict[str, dict[str, float]]:
    used = legs[legs["status"] != ""]
    totals: dict[str, dict[str, float]] = {}
    for mode, by_country in zip(used["mode"], used["by_country"], strict=True):
        for code, km in by_country.items():
            modes = totals.setdefault(code, {})
            modes[mode] = modes.get(mode, 0.0) + km
    return totals


def _mode_colour(mode: str, accent: str) -> str:
    """Return the colour of a mode's bars: land in tones of the family, water in blues."""
    colours = {
        "rail": accent,
        "road": style.paler(accent, 0.55),
        "sea": GROUND["water"],
        "ferry": "#3f6478",
        "waterway": "#a9c3d2",
    }
    return str(colours[mode])


_COLUMNS, _COLUMN_GAP, _SOURCES_TOP = 3, 18.0, 62.0


def add_sources(made: DeckBuilder, traced: Traced) -> None:
    """Add the slides of sources: publishers, a number for each page, linked to it."""
    by_publisher: dict[str, list[tuple[str, str]]] = {}
    for row in traced.sources.sort_values(["publisher", "title"]).to_dict("records"):
        known = by_publisher.setdefault(str(row["publisher"] or made.words["other"]), [])
        known.append((str(row["title"]), str(row["url"])))
    across = (ACROSS - (_COLUMNS - 1) * _COLUMN_GAP) / _COLUMNS
    columns = list(_columns(by_publisher, across))
    pages = list(_in_parts(columns, _COLUMNS))
    for index, page in enumerate(pages, start=1):
        title = made.words["sources"]
        if len(pages) > 1:
            title = made.words["continued"].format(title, index, len(pages))
        slide = add_slide(made, title)
        for column, group in enumerate(page):
            left = MARGIN + column * (across + _COLUMN_GAP)
            _source_column(made, slide, group, (left, across))
        add_notes(slide, made.words["sources_note"].format(made.language.day(made.date)))


_Publisher = tuple[str, list[tuple[str, str]]]


def _columns(
    by_publisher: Mapping[str, list[tuple[str, str]]], across: float
) -> Iterator[list[_Publisher]]:
    """Yield the publishers of each column, as many as fit."""
    column: list[_Publisher] = []
    used = 0.0
    for publisher, pages in by_publisher.items():
        numbers = " ".join(str(number) for number in range(1, len(pages) + 1))
        high = text_height(f"{publisher}: {numbers}", LEAST_PT, across) + 1.5
        if column and used + high > FOOT - _SOURCES_TOP:
            yield column
            column, used = [], 0.0
        column.append((publisher, pages))
        used += high
    if column:
        yield column


def _source_column(
    made: DeckBuilder, slide: Slide, rows: Iterable[_Publisher], at: tuple[float, float]
) -> None:
    """Write publishers and their numbers; each number is a link."""
    left, across = at
    canvas = shapes.Canvas(shapes.tree(slide), 0.0, 0.0, made.lang)
    told = [
        [(f"{publisher}: ", "")]
        + [(f"{number} ", _link(slide, url)) for number, (_, url) in enumerate(pages, start=1)]
        for publisher, pages in rows
    ]
    canvas.linked((left, _SOURCES_TOP, across, FOOT - _SOURCES_TOP), told, LEAST_PT)


def _link(slide: Slide, url: str) -> str:
    """Return the id of a link to an address that a click may open, else nothing."""
    safe = url.startswith(("https://", "http://"))
    return slide.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True) if safe else ""


def _in_parts(items: Sequence[T], many: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), many):
        yield items[start : start + many]


T = TypeVar("T")
