"""Native tables and charts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

from pptx.chart.data import ChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.oxml import parse_xml
from pptx.util import Pt

from maps.slides.shapes import INK, NAMESPACES, paragraph, rgb, solid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pptx.chart.chart import Chart
    from pptx.shapes.graphfrm import GraphicFrame
    from pptx.shapes.shapetree import SlideShapes


def table(
    into: SlideShapes,
    rows: Sequence[Sequence[str]],
    *,
    box: tuple[float, float, float],
    widths: Sequence[float],
    heights: Sequence[float],
    lang: str,
    size: float,
    accent: str,
) -> GraphicFrame:
    """Add a native table with a heading row; left, top, width in points, widths as shares.

    Cells are written as DrawingML: python-pptx takes ten times as long for each.
    """
    left, top, across = box
    frame = into.add_table(1, 1, Pt(left), Pt(top), Pt(across), Pt(sum(heights)))
    columns = "".join(f'<a:gridCol w="{Pt(across * share)}"/>' for share in widths)
    lines = "".join(
        f'<a:tr h="{Pt(high)}">{"".join(_cells(cells, row, (size, lang, accent)))}</a:tr>'
        for row, (cells, high) in enumerate(zip(rows, heights, strict=True))
    )
    grid = parse_xml(
        f'<a:tbl {NAMESPACES}><a:tblPr firstRow="1" bandRow="1"/>'
        f"<a:tblGrid>{columns}</a:tblGrid>{lines}</a:tbl>"
    )
    old = frame.table._tbl  # noqa: SLF001
    old.getparent().replace(old, grid)
    return frame


def _cells(cells: Sequence[str], row: int, how: tuple[float, str, str]) -> Iterator[str]:
    size, lang, accent = how
    fill = accent if not row else "#f4f2ec" if row % 2 else "#ffffff"
    ink = "#ffffff" if not row else INK
    for column, text in enumerate(cells):
        told = paragraph(text, size, ink, lang, bold=not row, align="r" if column else "l")
        yield (
            f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{told}</a:txBody>"
            f'<a:tcPr marL="{Pt(3)}" marR="{Pt(3)}" marT="{Pt(1.5)}" marB="{Pt(1.5)}" anchor="ctr">'
            f"{solid(fill)}</a:tcPr></a:tc>"
        )


def bars(
    into: SlideShapes,
    categories: Sequence[str],
    series: Mapping[str, Sequence[float]],
    *,
    box: tuple[float, float, float, float],
    colours: Sequence[str],
    title: str,
    size: float,
) -> GraphicFrame:
    """Add a native chart of stacked bars, the first category on top; box in points."""
    data = ChartData(number_format="#,##0")  # type: ignore[no-untyped-call]
    data.categories = list(categories)
    for name, values in series.items():
        data.add_series(name, list(values))  # type: ignore[no-untyped-call]
    left, top, wide, high = (Pt(side) for side in box)
    added = into.add_chart(XL_CHART_TYPE.BAR_STACKED, left, top, wide, high, data)
    frame = cast("GraphicFrame", added)  # python-pptx calls it the chart itself
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


def _axes(chart: Chart, largest: float) -> None:
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
