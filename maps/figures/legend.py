"""The legend of a printed map: its rows, and how they flow into columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from maps import style
from maps.figures import canvas, map_frame, projection, symbols
from maps.figures.offset_lines import Look
from maps.figures.text import Face, wrapped
from maps.scene.bounds import crowded_box
from maps.words.language import Language, shorten

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from matplotlib.figure import Figure

    from corridors.traced import Traced
    from geodata.arrays import Floats
    from maps.figures.labels import Box

_SAMPLE_PT = 17.0


_ROW_PT = 8.6


_TEXT_PT = 6.3


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a heading, a numbered corridor, a line or a symbol.

    Attributes
    ----------
    sample
        ``head``, ``number``, ``line``, ``symbol`` or ``text``.
    """

    sample: str
    lines: tuple[str, ...]
    look: Look | None = None
    number: int = 0
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Legend:
    """Rows in columns; `height_pt` is that of the longest."""

    columns: tuple[tuple[Row, ...], ...]
    column_pt: float
    scale: float

    @property
    def height_pt(self) -> float:
        """Return the height of the legend, points."""
        return max(sum(_height(row) for row in column) for column in self.columns) * self.scale


def _height(row: Row) -> float:
    lead = 2.6 if row.sample == "head" else 0.0
    return _ROW_PT + lead + (len(row.lines) - 1) * _TEXT_PT * 1.14


def number_corridors(traced: Traced) -> dict[str, int]:
    """Return the number of each corridor, by family in the order of the legend; none for one."""
    order = {item.id: row for row, item in enumerate(style.FAMILIES)}
    rows = sorted(
        zip(traced.corridors["family"], traced.corridors["corridor"], strict=True),
        key=lambda pair: (order.get(pair[0], 99), pair),
    )
    if len(rows) <= 1:
        return {}
    return {corridor: number for number, (_, corridor) in enumerate(rows, start=1)}


COLUMN_PT = 128.0
"""The narrowest column, points at scale 1."""


def build(rows: Sequence[Row], *, across: float, scale: float, many: int = 0) -> Legend:
    """Return rows as a legend over so many points, in so many columns or as many as fit."""
    many = many or max(2, int(across // (COLUMN_PT * scale)))
    column = across / many
    face = Face(_TEXT_PT * scale)
    broken = [
        Row(
            row.sample,
            tuple(wrapped(row.lines[0], face, column - _lead(row) * scale)),
            row.look,
            row.number,
            row.kind,
        )
        for row in rows
    ]
    return Legend(_flow(broken, many), column, scale)


def _lead(row: Row) -> float:
    return {"head": 6.0, "number": 20.0}.get(row.sample, _SAMPLE_PT + 10.0)


def rows_of(
    traced: Traced,
    hubs: gpd.GeoDataFrame | None,
    language: Language,
    numbers: Mapping[str, int],
) -> list[Row]:
    """Return the rows that explain a map of traced corridors: only what occurs on it."""
    table = language.words("print")
    rows = [*_corridors(traced, language, numbers, table), *line_rows(traced, language)]
    kinds = symbols.kinds(traced, hubs)
    rows += [Row("head", (table["hubs"],))] if kinds else []
    rows += [Row("symbol", (table[kind],), kind=kind) for kind in kinds]
    return [*rows, Row("head", (table["ground"],)), Row("disputed", (table["disputed"],))]


def line_rows(traced: Traced, language: Language) -> list[Row]:
    """Return the rows that explain modes and statuses: only those that occur."""
    table = language.words("print")
    legs = traced.legs[traced.legs["status"] != ""]
    families = set(traced.corridors["family"])
    first = next((item.id for item in style.FAMILIES if item.id in families), style.OTHER_FAMILY.id)
    modes = [mode.id for mode in style.MODES if mode.id in set(legs["mode"])]
    states = [state.id for state in style.STATUSES if state.id in set(legs["status"])]
    return [
        Row("head", (table["mode"],)),
        *(Row("line", (table[mode],), Look(first, mode, "operating")) for mode in modes),
        Row("head", (table["status"],)),
        *(Row("line", (table[state],), Look(first, _plainest(modes), state)) for state in states),
    ]


def _plainest(modes: Sequence[str]) -> str:
    """Return the mode on which a status shows best: one without a pattern of its own."""
    plain = [mode.id for mode in style.MODES if not mode.dash and mode.id in modes]
    return (plain or list(modes))[0]


def _corridors(
    traced: Traced,
    language: Language,
    numbers: Mapping[str, int],
    table: Mapping[str, str],
) -> list[Row]:
    records = {row.corridor: row for row in traced.corridors.itertuples()}
    rows: list[Row] = []
    family = ""
    for corridor, number in numbers.items():
        record = records[corridor]
        if record.family != family:
            family = record.family
            rows.append(
                Row("head", (table.get(family, family),), Look(family, "rail", "operating"))
            )
        name = shorten(language.pick(record.name, corridor))
        rows.append(Row("number", (name,), Look(family, "rail", "operating"), number))
    return rows


def _flow(rows: Sequence[Row], many: int) -> tuple[tuple[Row, ...], ...]:
    """Return rows in at most so many columns, as short as they can be; no heading ends one."""
    short_blocks = [block for block in _blocks(rows) if block[-1].sample != "number"]
    tallest = max(sum(_height(row) for row in block) for block in short_blocks)
    limit = max(sum(_height(row) for row in rows) / many, tallest)
    while len(columns := _filled(rows, limit)) > many:
        limit += 2.0
    return tuple(tuple(column) for column in columns)


def _filled(rows: Sequence[Row], limit: float) -> list[list[Row]]:
    columns: list[list[Row]] = [[]]
    for block in _blocks(rows):
        used = sum(_height(held) for held in columns[-1])
        whole = sum(_height(row) for row in block)
        # What fits in a column whole is not broken.
        if columns[-1] and used + whole > limit >= whole:
            columns.append([])
        for index, row in enumerate(block):
            used = sum(_height(held) for held in columns[-1])
            need = _height(row) + (_height(block[1]) if not index and len(block) > 1 else 0.0)
            if columns[-1] and used + need > limit + 0.01:
                columns.append([])
            columns[-1].append(row)
    return columns


def _blocks(rows: Sequence[Row]) -> list[list[Row]]:
    """Return rows by heading."""
    blocks: list[list[Row]] = []
    for row in rows:
        if row.sample == "head" or not blocks:
            blocks.append([])
        blocks[-1].append(row)
    return blocks


def draw(
    legend: Legend, ink: canvas.MatplotlibCanvas, *, left: float, top: float, base: float
) -> None:
    """Draw the legend with its upper left corner at a point of the page."""
    for index, column in enumerate(legend.columns):
        y = top
        for row in column:
            step = _height(row) * legend.scale
            _draw_row(row, ink, (left + index * legend.column_pt, y - step), legend.scale, base)
            y -= step


def _draw_row(
    row: Row, ink: canvas.MatplotlibCanvas, at: tuple[float, float], scale: float, base: float
) -> None:
    left, bottom = at
    middle = bottom + (_height(row) - _ROW_PT / 2.0 - (2.6 if row.sample == "head" else 0)) * scale
    text_x = left + (_SAMPLE_PT + 4.0) * scale
    box = (left, middle - 3 * scale, left + _SAMPLE_PT * scale, middle + 3 * scale)
    if row.sample == "head":
        text_x = left
    elif row.sample == "number" and row.look:
        ink.badge(row.number, row.look.family, (left + 6.0 * scale, middle), scale)
        text_x = left + 14.0 * scale
    elif row.sample == "line" and row.look:
        ink.sample(row.look, box, base)
    elif row.sample == "disputed":
        ink.dashed(box)
    elif row.kind:
        ink.symbol(
            row.kind,
            ((box[0] + box[2]) / 2.0, middle),
            (2.0 if row.kind == "city" else 3.6) * scale,
        )
    face = Face(_TEXT_PT * scale, bold=row.sample == "head")
    for line_number, line in enumerate(row.lines):
        y = middle - (0.35 + line_number * 1.14) * face.size
        tint = (
            style.family(row.look.family).colour
            if row.look and row.sample == "head"
            else canvas.INK
        )
        ink.text(line, (text_x, y), face, tint)


def draw_locator(
    ink: canvas.MatplotlibCanvas,
    traced: Traced,
    layers: Mapping[str, Any],
    box: tuple[float, float, float, float],
) -> None:
    """Draw a small map of Eurasia with the traced corridor and the box that the sheet shows.

    Parameters
    ----------
    box
        Left, bottom, width and height, points.
    """
    from matplotlib.patches import PathPatch, Rectangle

    left, bottom, wide, high = box
    corner = np.array([left, bottom])
    view = projection.eurasia(np.vstack(_lines_of(traced)), width_pt=wide, height_pt=high)
    ink.box(box, style.GROUND["light"]["sea"], "none")
    land = view.shapes(layers.get("land", layers.get("countries")).geometry.to_numpy())
    for shape in shapely.get_parts(shapely.simplify(land, 0.2)):
        path = canvas.compound([shapely.transform(shape, lambda xy: xy + corner)])
        if path is not None:
            fill = style.GROUND["light"]["land"]
            ink.axes.add_artist(PathPatch(path, facecolor=fill, edgecolor="none", zorder=11))
    colour = style.family(traced.corridors["family"].iloc[0]).colour
    lines = [view.to_paper(line) for line in _lines_of(traced)]
    for line in lines:
        here = line + corner
        ink.axes.plot(here[:, 0], here[:, 1], color=colour, linewidth=0.8, zorder=12)
    spot = np.vstack(lines)
    low, high_up = np.clip([spot.min(axis=0) - 2.0, spot.max(axis=0) + 2.0], 0.0, (wide, high))
    for x, y, across, up in ((*(corner + low), *(high_up - low)), (left, bottom, wide, high)):
        ink.axes.add_artist(
            Rectangle(
                (float(x), float(y)), across, up, fc="none", ec=style.QUIET, lw=0.5, zorder=13
            )
        )


_MANY = 8
"""From so many corridors on a sheet, where most of them meet is drawn larger."""
_CORE = (0.36, 0.46)
"""Of the width and the height of the map."""


def core_size(traced: Traced, map_pt: tuple[float, float]) -> tuple[float, float]:
    """Return the size of the inset that shows where corridors crowd, nothing for a few."""
    if not is_crowded(traced):
        return 0.0, 0.0
    return map_pt[0] * _CORE[0], map_pt[1] * _CORE[1]


def is_crowded(traced: Traced) -> bool:
    """Return whether a sheet shows so many corridors that some lie on each other."""
    return len(traced.corridors) >= _MANY


def draw_core(drawn: Figure, traced: Traced, box: Box, options: Mapping[str, Any]) -> None:
    """Draw where most corridors meet once more, larger.

    Parameters
    ----------
    box
        West, south, east and north on the page, points.
    options
        Of `maps.figures.map_frame.build`.
    """
    legs = traced.legs[traced.legs["mode"].isin(["rail", "road"])]
    lines = zip(legs["corridor"], legs.geometry, strict=True)
    core = crowded_box((key, shapely.get_coordinates(line)) for key, line in lines)
    if core is None:
        return
    wide, high = box[2] - box[0], box[3] - box[1]
    inside = map_frame.build(
        traced,
        width_pt=wide,
        height_pt=high,
        numbers=number_corridors(traced),
        around=np.array(core).reshape(2, 2),
        **options,
    )
    page = drawn.get_size_inches() * 72.0
    axes = drawn.add_axes((*(np.array(box[:2]) / page), wide / page[0], high / page[1]), zorder=20)
    axes.set(xlim=(0, wide), ylim=(0, high), xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set_color(style.QUIET)
    canvas.MatplotlibCanvas(axes).map_frame(inside)


def _lines_of(traced: Traced) -> list[Floats]:
    """Return the courses of the legs that exist at the date, thinned, degrees."""
    legs = traced.legs[traced.legs["status"] != ""]
    parts = shapely.get_parts(shapely.simplify(legs.geometry.to_numpy(), 0.3))
    return [shapely.get_coordinates(part) for part in parts if not shapely.is_empty(part)]
