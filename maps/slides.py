"""Native shapes on slides, and files whose bytes stay the same."""

from __future__ import annotations

import datetime as dt
import io
import math
import os
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import shapely
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Pt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

INK = "#1f2a33"
EMU_PT = 12_700
_UNIT_EMU = 127
"""Vertices of freeforms are kept to a hundredth of a point."""

_NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_LOCALES = {"en": "en-GB", "ru": "ru-RU", "zh": "zh-CN"}
_SYMBOLS = {
    "sea_port": "ellipse",
    "river_port": "ellipse",
    "city": "ellipse",
    "station": "ellipse",
    "ground": "ellipse",
    "dry_port": "roundRect",
    "rail_terminal": "rect",
    "logistics_centre": "hexagon",
    "border_crossing": "flowChartOffpageConnector",
    "gauge_yard": "diamond",
    "break_of_gauge": "diamond",
}
"""Preset shapes of DrawingML by kind of node."""

_SOLID = {"gauge_yard", "break_of_gauge", "station", "ground"}


@dataclass(frozen=True, slots=True)
class Stroke:
    """How an outline is drawn; dashes in line widths, a dot where the first is next to none."""

    colour: str
    width_pt: float
    dash: tuple[float, ...] = ()
    round_caps: bool = True


@dataclass(frozen=True, slots=True)
class Canvas:
    """Draws on a slide or a group in points, y upwards from a lower left corner.

    Shapes are written as DrawingML: python-pptx walks all vertices of a freeform at each of its
    contours, and all shapes of a group at each one added, which takes minutes for a map.

    Attributes
    ----------
    tree
        The element that shapes are added to.
    left, bottom
        The corner on the slide, points from its upper left.
    """

    tree: Any
    left: float
    bottom: float
    lang: str = "en"

    def within(self, name: str, alt: str = "") -> Canvas:
        """Return a canvas that draws into a new group."""
        group = parse_xml(
            f"<p:grpSp {_NAMESPACES}><p:nvGrpSpPr>{_named(name, alt)}<p:cNvGrpSpPr/><p:nvPr/>"
            "</p:nvGrpSpPr><p:grpSpPr/></p:grpSp>"
        )
        self.tree.append(group)
        return Canvas(group, self.left, self.bottom, self.lang)

    def _at(self, x: float, y: float) -> tuple[int, int]:
        return round((self.left + x) * EMU_PT), round((self.bottom - y) * EMU_PT)

    def freeform(
        self, lines: Iterable[Floats], *, name: str, fill: str = "", stroke: Stroke | None = None
    ) -> None:
        """Draw lines, or the rings of areas where there is a fill, as one editable freeform."""
        paths = [steps for line in lines if len(steps := self._steps(line)) > 1]
        if not paths:
            return
        low = np.min([path.min(axis=0) for path in paths], axis=0)
        size = np.max([path.max(axis=0) for path in paths], axis=0) - low
        end = "<a:close/>" if fill else ""
        drawn = "".join(_contour(path - low) + end for path in paths)
        wide, high = (max(int(side), 1) for side in size)
        unfilled = "" if fill else ' fill="none"'
        shape = (
            "<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
            '<a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
            f'<a:path w="{wide}" h="{high}"{unfilled}>{drawn}</a:path></a:pathLst></a:custGeom>'
        )
        corner = (int(low[0]) * _UNIT_EMU, int(low[1]) * _UNIT_EMU)
        self._shape(name, (*corner, wide * _UNIT_EMU, high * _UNIT_EMU), shape, fill, stroke)

    def _steps(self, line: Floats) -> NDArray[np.int64]:
        paper = np.column_stack([self.left + line[:, 0], self.bottom - line[:, 1]])
        steps = np.rint(paper * EMU_PT / _UNIT_EMU).astype(np.int64)
        keep = np.ones(len(steps), dtype=bool)
        keep[1:] = (np.diff(steps, axis=0) != 0).any(axis=1)
        return steps[keep]

    def _shape(
        self,
        name: str,
        box: tuple[int, int, int, int],
        geometry: str,
        fill: str,
        stroke: Stroke | None,
        body: str = "",
    ) -> None:
        kind = ' txBox="1"' if body and not fill else ""
        self.tree.append(
            parse_xml(
                f"<p:sp {_NAMESPACES}><p:nvSpPr>{_named(name)}<p:cNvSpPr{kind}/><p:nvPr/>"
                f'</p:nvSpPr><p:spPr><a:xfrm><a:off x="{box[0]}" y="{box[1]}"/>'
                f'<a:ext cx="{box[2]}" cy="{box[3]}"/></a:xfrm>'
                f"{geometry}{_fill(fill)}{_line(stroke)}</p:spPr>{body}</p:sp>"
            )
        )

    def text(
        self,
        text: str,
        at: tuple[float, float],
        size: float,
        *,
        width: float,
        ink: str = INK,
        bold: bool = False,
    ) -> None:
        """Write a line of text from the left end of its base line; `width` is what it takes."""
        x, y = self._at(at[0], at[1] + size)
        # Fonts differ from machine to machine: half as much room again keeps one line one line.
        box = (x, y, round((width * 1.5 + 4.0) * EMU_PT), round(size * 1.3 * EMU_PT))
        body = self._body(text, size, ink, bold=bold)
        self._shape(text, box, _preset("rect"), "", None, body)

    def _body(
        self,
        text: str,
        size: float,
        ink: str,
        *,
        bold: bool,
        place: str = ' anchor="t"',
        align: str = "l",
    ) -> str:
        weight = ' b="1"' if bold else ""
        return (
            f'<p:txBody><a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0"{place}>'
            f'<a:noAutofit/></a:bodyPr><a:lstStyle/><a:p><a:pPr algn="{align}"/><a:r>'
            f'<a:rPr lang="{_locale(self.lang)}" sz="{round(size * 100)}"{weight}>'
            f"{_fill(ink)}</a:rPr><a:t>{escape(printable(text))}</a:t></a:r></a:p></p:txBody>"
        )

    def symbol(
        self, kind: str, at: tuple[float, float], radius: float, *, ink: str, name: str
    ) -> None:
        """Draw the symbol of a node."""
        x, y = self._at(at[0] - radius, at[1] + radius)
        side = round(2 * radius * EMU_PT)
        solid = kind in _SOLID
        stroke = Stroke("#ffffff" if solid else ink, 0.5 if solid else 0.8)
        self._shape(
            name, (x, y, side, side), _preset(_SYMBOLS[kind]), ink if solid else "#ffffff", stroke
        )

    def badge(
        self, text: str, at: tuple[float, float], size: tuple[float, float], fill: str
    ) -> None:
        """Draw a number in a rounded box centred on a point."""
        x, y = self._at(at[0] - size[0] / 2, at[1] + size[1] / 2)
        box = (x, y, round(size[0] * EMU_PT), round(size[1] * EMU_PT))
        body = self._body(
            text, size[1] * 0.68, "#ffffff", bold=True, place=' anchor="ctr"', align="ctr"
        )
        self._shape(
            f"corridor {text}", box, _preset("roundRect"), fill, Stroke("#ffffff", 0.6), body
        )


def _locale(lang: str) -> str:
    return _LOCALES[lang.partition("-")[0]]


def tree(slide: Any) -> Any:  # noqa: ANN401
    """Return the element that holds the shapes of a slide."""
    return slide.shapes.element


def printable(text: str) -> str:
    """Return a text without the control characters that XML cannot hold."""
    return "".join(char for char in text if char >= " " or char in "\t\n")


def _named(name: str, alt: str = "") -> str:
    told = f" descr={quoteattr(printable(alt))}" if alt else ""
    return f'<p:cNvPr id="1" name={quoteattr(printable(name))}{told}/>'


def _contour(path: NDArray[np.int64]) -> str:
    points = [f'<a:pt x="{x}" y="{y}"/>' for x, y in path.tolist()]
    rest = "".join(f"<a:lnTo>{point}</a:lnTo>" for point in points[1:])
    return f"<a:moveTo>{points[0]}</a:moveTo>{rest}"


def _preset(shape: str) -> str:
    return f'<a:prstGeom prst="{shape}"><a:avLst/></a:prstGeom>'


def _fill(colour: str) -> str:
    if not colour:
        return "<a:noFill/>"
    return f'<a:solidFill><a:srgbClr val="{colour.removeprefix("#").upper()}"/></a:solidFill>'


def _line(stroke: Stroke | None) -> str:
    if stroke is None:
        return "<a:ln><a:noFill/></a:ln>"
    # Dashes are in thousandths of a per cent of the line width.
    pairs = zip(stroke.dash[::2], stroke.dash[1::2], strict=True)
    dashes = "".join(
        f'<a:ds d="{round(max(length, 0.1) * 1e5)}" sp="{round(gap * 1e5)}"/>'
        for length, gap in pairs
    )
    dashed = f"<a:custDash>{dashes}</a:custDash>" if dashes else ""
    cap = ' cap="rnd"' if stroke.round_caps else ""
    width = round(stroke.width_pt * EMU_PT)
    return f'<a:ln w="{width}"{cap}>{_fill(stroke.colour)}{dashed}<a:round/></a:ln>'


def rings(shapes: NDArray[Any], *, tolerance: float) -> list[Floats]:
    """Return the rings of areas, simplified to so many points, the smallest ones dropped."""
    parts = shapely.get_parts(shapely.simplify(shapes, tolerance))
    areal = parts[(shapely.get_type_id(parts) == 3) & (shapely.area(parts) > tolerance * 4)]  # noqa: PLR2004
    return [shapely.get_coordinates(ring) for ring in shapely.get_rings(areal)]


def chains(shapes: NDArray[Any], *, tolerance: float) -> list[Floats]:
    """Return the lines of geometries, simplified to so many points, the shortest ones dropped."""
    parts = shapely.get_parts(shapely.simplify(shapes, tolerance))
    linear = parts[(shapely.get_type_id(parts) == 1) & (shapely.length(parts) > tolerance)]
    return [shapely.get_coordinates(line) for line in linear]


def describe(shape: Any, alt: str) -> None:  # noqa: ANN401
    """Give a shape an alternative text."""
    if alt:
        next(shape.element.iter(qn("p:cNvPr"))).set("descr", alt)


def rgb(colour: str) -> RGBColor:
    """Return a colour given as ``#rrggbb``."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return RGBColor(red, green, blue)  # type: ignore[no-untyped-call]


def bare(frame: Any, *, wrap: bool) -> Any:  # noqa: ANN401
    """Return a text frame without margins."""
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap = wrap
    return frame


def write(
    paragraph: Any,  # noqa: ANN401
    text: str,
    size: float,
    *,
    lang: str,
    ink: str = INK,
    bold: bool = False,
    link: str = "",
) -> None:
    """Write a run of text into a paragraph."""
    run = paragraph.add_run()
    run.text = printable(text)
    run.font.size = Pt(round(size, 1))
    run.font.bold = bold
    run.font.color.rgb = rgb(ink)
    run._r.get_or_add_rPr().set("lang", _LOCALES[lang.split("-", maxsplit=1)[0]])  # noqa: SLF001
    if link:
        run.hyperlink.address = link


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
    chart.value_axis.major_unit = _step(largest)
    chart.value_axis.tick_labels.number_format = "#,##0"
    chart.value_axis.tick_labels.number_format_is_linked = False


def _step(largest: float) -> float:
    """Return a round step that an axis takes at most four times."""
    power = 10.0 ** math.floor(math.log10(max(largest, 1.0) / 4.0))
    return next(digit * power for digit in (1, 2, 5, 10) if digit * power * 4 >= largest)


def with_fonts(presentation: Any) -> None:  # noqa: ANN401
    """Let the theme write in fonts that offices have in Latin, Cyrillic and Han."""
    part = presentation.slide_masters[0].part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = part.blob.decode("utf-8")
    text = re.sub(r'(<a:latin typeface=")[^"]*', r"\1Arial", text)
    part._blob = re.sub(r'(<a:ea typeface=")[^"]*', r"\1Microsoft YaHei", text).encode()  # noqa: SLF001


def stamp(day: str) -> dt.datetime:
    """Return the date that a file bears: that of ``SOURCE_DATE_EPOCH``, else the day given."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        return dt.datetime.fromtimestamp(int(epoch), tz=dt.UTC).replace(tzinfo=None)
    try:
        return dt.datetime.fromisoformat(day)
    except ValueError:
        return dt.datetime(2000, 1, 1)  # noqa: DTZ001


def packed(presentation: Any, moment: dt.datetime) -> bytes:  # noqa: ANN401
    """Return the file of a presentation; the same presentation gives the same bytes."""
    for slide in presentation.slides:
        for group in reversed(list(slide.element.iter(qn("p:grpSp")))):
            _frame(group)
        for number, shape in enumerate(slide.element.iter(qn("p:cNvPr")), start=1):
            shape.set("id", str(number))
    buffer = io.BytesIO()
    presentation.save(buffer)
    return _repacked(buffer.getvalue(), moment)


def _frame(group: Any) -> None:  # noqa: ANN401
    """Give a group the box of what it holds, in the coordinates of the slide."""
    boxes = [
        [
            int(part.get(key))
            for part, key in zip(
                (frame[0], frame[0], frame[1], frame[1]), ("x", "y", "cx", "cy"), strict=True
            )
        ]
        for child in group
        if (frame := child.find(f"*/{qn('a:xfrm')}")) is not None
    ]
    if not boxes:
        group.getparent().remove(group)
        return
    low = np.min(boxes, axis=0)[:2]
    size = np.max([[x + cx, y + cy] for x, y, cx, cy in boxes], axis=0) - low
    here, extent = f'x="{low[0]}" y="{low[1]}"', f'cx="{size[0]}" cy="{size[1]}"'
    properties = group.find(qn("p:grpSpPr"))
    properties.insert(
        0,
        parse_xml(
            f"<a:xfrm {_NAMESPACES}><a:off {here}/><a:ext {extent}/><a:chOff {here}/>"
            f"<a:chExt {extent}/></a:xfrm>"
        ),
    )


def _repacked(content: bytes, moment: dt.datetime) -> bytes:
    """Return a ZIP whose members bear one date, workbooks inside it likewise."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            new.writestr(member, _dated(name, old.read(name), moment))
    return buffer.getvalue()


def _dated(name: str, content: bytes, moment: dt.datetime) -> bytes:
    if name.endswith(".xlsx"):
        return _repacked(content, moment)
    if name == "docProps/core.xml":
        text = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
        return re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + text, content)
    return content
