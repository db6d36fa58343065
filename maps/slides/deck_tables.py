"""Tables and charts of the deck."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pptx.util import Pt

from maps import style
from maps.figures import text as lettering
from maps.figures.text import Face
from maps.slides import shapes, tables
from maps.slides.slide import (
    COUNTRIES,
    GROUND,
    MARGIN,
    PAGE_PT,
    ROUTES_A_SLIDE,
    SIDE,
    SOURCES_A_SLIDE,
    DeckBuilder,
    add_slide,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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
    across: float = PAGE_PT[0] - SIDE - MARGIN,
    size: float = 8.5,
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


def add_long_table(made: DeckBuilder, rows: list[list[str]], name: str, accent: str) -> None:
    """Add slides with all routes of a corridor."""
    pages = list(_in_parts(rows[1:], ROUTES_A_SLIDE))
    for index, page in enumerate(pages, start=1):
        title = f"{name}: {made.words['lengths_by_route']}"
        if len(pages) > 1:
            title = made.words["continued"].format(title, index, len(pages))
        slide = add_slide(made, title)
        add_table(
            made,
            slide,
            [rows[0], *page],
            accent,
            (MARGIN, 66.0),
            across=PAGE_PT[0] - 2 * MARGIN,
            size=11.0,
        )


def _in_parts(items: Sequence[Any], many: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), many):
        yield items[start : start + many]


def add_chart(made: DeckBuilder, slide: Slide, traced: Traced, accent: str, top: float) -> None:
    """Add a native chart of km by country and mode, the longest countries first."""
    totals = _by_country(traced.legs)
    order = sorted(totals, key=lambda code: (code == "XZ", -sum(totals[code].values()), code))
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
        box=(SIDE, top, PAGE_PT[0] - SIDE - MARGIN, min(504 - top, 75.0 + 38.0 * len(names))),
        colours=[_mode_colour(mode, accent) for mode in modes],
        title=made.words["by_country_and_mode"],
        size=9,
    )
    shapes.describe(frame, made.words["by_country_and_mode"])


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
        "sea": GROUND["water"],
        "ferry": "#3f6478",
        "waterway": "#a9c3d2",
    }[mode]


def add_sources(made: DeckBuilder, traced: Traced) -> None:
    """Add the slides of sources, each title linked to where it was read."""
    rows = list(traced.sources.sort_values(["publisher", "title"]).itertuples())
    pages = list(_in_parts(rows, SOURCES_A_SLIDE))
    for index, page in enumerate(pages, start=1):
        title = made.words["sources"]
        if len(pages) > 1:
            title = made.words["continued"].format(title, index, len(pages))
        slide = add_slide(made, title)
        half = -(-len(page) // 2)
        for column, group in enumerate(_in_parts(page, half)):
            _source_column(made, slide, group, MARGIN + column * 458.0)


def _source_column(made: DeckBuilder, slide: Slide, rows: Iterable[Any], left: float) -> None:
    box = slide.shapes.add_textbox(Pt(left), Pt(62), Pt(440), Pt(450))
    frame = shapes.bare(box.text_frame, wrap=True)
    for index, row in enumerate(rows):
        paragraph = frame.paragraphs[0] if not index else frame.add_paragraph()
        paragraph.space_after = Pt(2.2)
        publisher = f"{row.publisher}. " if row.publisher else ""
        shapes.write(paragraph, publisher, 8, lang=made.lang, bold=True)
        shapes.write(paragraph, row.title, 8, lang=made.lang, link=_safe(row.url))
        shapes.write(
            paragraph,
            f", {made.language.day(row.accessed)}",
            8,
            lang=made.lang,
            ink=style.QUIET,
        )


def _safe(url: str) -> str:
    """Return an address that a click may open, else nothing."""
    return url if url.startswith(("https://", "http://")) else ""
