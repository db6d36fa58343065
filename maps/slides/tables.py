"""Native tables and charts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Pt

from maps.slides.shapes import INK, rgb, write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def table(
    shapes: Any,  # noqa: ANN401
    rows: Sequence[Sequence[str]],
    *,
    box: tuple[float, float, float],
    widths: Sequence[float],
    heights: Sequence[float],
    lang: str,
    size: float,
    accent: str,
) -> Any:  # noqa: ANN401
    """Add a native table with a heading row; left, top, width in points, widths as shares."""
    left, top, across = box
    frame = shapes.add_table(
        len(rows), len(widths), Pt(left), Pt(top), Pt(across), Pt(sum(heights))
    )
    grid = frame.table
    for column, share in enumerate(widths):
        grid.columns[column].width = Pt(across * share)
    for row, cells in enumerate(rows):
        grid.rows[row].height = Pt(heights[row])
        for column, text in enumerate(cells):
            _cell(grid.cell(row, column), text, (row, column), lang, size, accent)
    return frame


def _cell(
    cell: Any,  # noqa: ANN401
    text: str,
    place: tuple[int, int],
    lang: str,
    size: float,
    accent: str,
) -> None:
    row, column = place
    cell.margin_left = cell.margin_right = Pt(3)
    cell.margin_top = cell.margin_bottom = Pt(1.5)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    cell.fill.fore_color.rgb = rgb(accent if not row else "#f4f2ec" if row % 2 else "#ffffff")
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if column else PP_ALIGN.LEFT
    write(paragraph, text, size, lang=lang, ink="#ffffff" if not row else INK, bold=not row)


def bars(
    shapes: Any,  # noqa: ANN401
    categories: Sequence[str],
    series: Mapping[str, Sequence[float]],
    *,
    box: tuple[float, float, float, float],
    colours: Sequence[str],
    title: str,
    size: float,
) -> Any:  # noqa: ANN401
    """Add a native chart of stacked bars, the first category on top; box in points."""
    data: Any = CategoryChartData(number_format="#,##0")  # type: ignore[no-untyped-call]
    data.categories = list(categories)
    for name, values in series.items():
        data.add_series(name, list(values))
    frame = shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *(Pt(x) for x in box), data)
    chart = frame.chart
    chart.has_title = True
    chart.chart_title.text_frame.text = title
    heading = chart.chart_title.text_frame.paragraphs[0].runs[0].font
    heading.size, heading.bold = Pt(size + 1), True
    chart.font.size = Pt(size)
    chart.font.color.rgb = rgb(INK)
    chart.has_legend = len(series) > 1
    if chart.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.BOTTOM
        chart.legend.include_in_layout = False
    _axes(chart, max(sum(values) for values in zip(*series.values(), strict=True)))
    for plotted, colour in zip(chart.plots[0].series, colours, strict=True):
        plotted.format.fill.solid()
        plotted.format.fill.fore_color.rgb = rgb(colour)
    return frame


def _axes(chart: Any, largest: float) -> None:  # noqa: ANN401
    chart.plots[0].gap_width = 45
    chart.plots[0].overlap = 100
    # The first category stands on top, which puts the values' axis there: its labels go below.
    chart.category_axis.reverse_order = True
    chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    chart.category_axis.format.line.color.rgb = rgb("#9aa3aa")
    chart.value_axis.major_gridlines.format.line.color.rgb = rgb("#dfe3e6")
    chart.value_axis.format.line.fill.background()
    chart.value_axis.minimum_scale = 0.0
    chart.value_axis.major_unit = round_step(largest)
    chart.value_axis.tick_labels.number_format = "#,##0"
    chart.value_axis.tick_labels.number_format_is_linked = False


def round_step(largest: float) -> float:
    """Return a round step that an axis takes at most four times."""
    power = 10.0 ** math.floor(math.log10(max(largest, 1.0) / 4.0))
    return next(digit * power for digit in (1, 2, 5, 10) if digit * power * 4 >= largest)
