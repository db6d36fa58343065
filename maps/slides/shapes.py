"""Native shapes on slides, and files whose bytes stay the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import shapely
from pptx.dml.color import RGBColor
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Pt

from maps.figures.text import ASCENT, DESCENT
from maps.words.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from pptx.oxml.xmlchemy import BaseOxmlElement
    from pptx.shapes.graphfrm import GraphicFrame
    from pptx.slide import Slide
    from pptx.text.text import TextFrame, _Paragraph

    from geodata.arrays import Floats, Geometries

INK = "#1f2a33"


EMU_PT = 12_700
_LEAST_PT = 9.0


_UNIT_EMU = 127
"""Vertices of freeforms are kept to a hundredth of a point."""


NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)


LINKS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


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

    tree: BaseOxmlElement
    left: float
    bottom: float
    lang: str = "en"

    def within(self, name: str, alt: str = "") -> Canvas:
        """Return a canvas that draws into a new group."""
        group = parse_xml(
            f"<p:grpSp {NAMESPACES}><p:nvGrpSpPr>{_named(name, alt)}<p:cNvGrpSpPr/><p:nvPr/>"
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
                f"<p:sp {NAMESPACES}><p:nvSpPr>{_named(name)}<p:cNvSpPr{kind}/><p:nvPr/>"
                f'</p:nvSpPr><p:spPr><a:xfrm><a:off x="{box[0]}" y="{box[1]}"/>'
                f'<a:ext cx="{box[2]}" cy="{box[3]}"/></a:xfrm>'
                f"{geometry}{solid(fill)}{_line(stroke)}</p:spPr>{body}</p:sp>"
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
        x, y = self._at(at[0], at[1] + size * ASCENT)
        # Fonts differ from machine to machine: what may not wrap stays one line.
        box = (x, y, round(width * EMU_PT), round(size * (ASCENT + DESCENT) * EMU_PT))
        body = self._body([text], size, ink, bold=bold, wrap="none")
        self._shape(text, box, _preset("rect"), "", None, body)

    def paragraphs(
        self,
        box: tuple[float, float, float, float],
        texts: Sequence[str],
        size: float,
        *,
        ink: str = INK,
        bold: bool = False,
    ) -> None:
        """Write paragraphs that wrap; left, top, width, height from the slide's upper left."""
        body = self._body(texts, size, ink, bold=bold)
        left, top, wide, high = (round(side * EMU_PT) for side in box)
        name = texts[0] if texts else ""
        self._shape(name, (left, top, wide, high), _preset("rect"), "", None, body)

    def linked(
        self,
        box: tuple[float, float, float, float],
        rows: Iterable[Sequence[tuple[str, str]]],
        size: float,
    ) -> None:
        """Write paragraphs of (text, id of a link or nothing); what comes first is bold."""
        region = Language(self.lang).region
        lines = "".join(
            '<a:p><a:pPr><a:spcAft><a:spcPts val="150"/></a:spcAft></a:pPr>'
            + "".join(
                _run(text, link, size, region, bold=not at) for at, (text, link) in enumerate(row)
            )
            + "</a:p>"
            for row in rows
        )
        body = (
            '<p:txBody><a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0"/>'
            f"<a:lstStyle/>{lines}</p:txBody>"
        )
        left, top, wide, high = (round(side * EMU_PT) for side in box)
        self._shape("sources", (left, top, wide, high), _preset("rect"), "", None, body)

    def _body(
        self,
        texts: Sequence[str],
        size: float,
        ink: str,
        *,
        bold: bool,
        place: str = ' anchor="t"',
        align: str = "l",
        wrap: str = "square",
    ) -> str:
        lines = "".join(
            paragraph(text, size, ink, self.lang, bold=bold, align=align) for text in texts
        )
        return (
            f'<p:txBody><a:bodyPr wrap="{wrap}" lIns="0" tIns="0" rIns="0" bIns="0"{place}>'
            f"<a:noAutofit/></a:bodyPr><a:lstStyle/>{lines}</p:txBody>"
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
            [text],
            max(size[1] * 0.68, _LEAST_PT),
            "#ffffff",
            bold=True,
            place=' anchor="ctr"',
            align="ctr",
        )
        self._shape(
            f"corridor {text}", box, _preset("roundRect"), fill, Stroke("#ffffff", 0.6), body
        )


def paragraph(
    text: str, size: float, ink: str, lang: str, *, bold: bool = False, align: str = "l"
) -> str:
    """Return a paragraph of one run as DrawingML."""
    weight = ' b="1"' if bold else ""
    return (
        f'<a:p><a:pPr algn="{align}"/><a:r><a:rPr lang="{Language(lang).region}" '
        f'sz="{round(size * 100)}"{weight}>{solid(ink)}</a:rPr>'
        f"<a:t>{escape(printable(text))}</a:t></a:r></a:p>"
    )


def _run(text: str, link: str, size: float, region: str, *, bold: bool) -> str:
    weight = ' b="1"' if bold else ""
    target = f'<a:hlinkClick {LINKS} r:id="{link}"/>' if link else ""
    return (
        f'<a:r><a:rPr lang="{region}" sz="{round(size * 100)}"{weight}>{solid(INK)}{target}'
        f"</a:rPr><a:t>{escape(printable(text))}</a:t></a:r>"
    )


def tree(slide: Slide) -> BaseOxmlElement:
    """Return the element that holds the shapes of a slide."""
    return slide.shapes._spTree  # noqa: SLF001


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


def solid(colour: str) -> str:
    """Return a fill of one colour as DrawingML, none where it is empty."""
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
    return f'<a:ln w="{width}"{cap}>{solid(stroke.colour)}{dashed}<a:round/></a:ln>'


def rings(shapes: Geometries, *, tolerance: float) -> list[Floats]:
    """Return the rings of areas, simplified to so many points, the smallest ones dropped."""
    parts = shapely.get_parts(shapely.simplify(shapes, tolerance))
    areal = parts[
        (shapely.get_type_id(parts) == shapely.GeometryType.POLYGON)
        & (shapely.area(parts) > tolerance * 4)
    ]
    return [shapely.get_coordinates(ring) for ring in shapely.get_rings(areal)]


def chains(shapes: Geometries, *, tolerance: float) -> list[Floats]:
    """Return the lines of geometries, simplified to so many points, the shortest ones dropped."""
    parts = shapely.get_parts(shapely.simplify(shapes, tolerance))
    linear = parts[(shapely.get_type_id(parts) == 1) & (shapely.length(parts) > tolerance)]
    return [shapely.get_coordinates(line) for line in linear]


def describe(shape: GraphicFrame, alt: str) -> None:
    """Give a shape an alternative text."""
    if alt:
        next(shape.element.iter(qn("p:cNvPr"))).set("descr", alt)


def rgb(colour: str) -> RGBColor:
    """Return a colour given as ``#rrggbb``."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return RGBColor(red, green, blue)  # type: ignore[no-untyped-call]


def bare(frame: TextFrame, *, wrap: bool) -> TextFrame:
    """Return a text frame without margins."""
    none = Pt(0)
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = none
    frame.word_wrap = wrap
    return frame


def write(
    into: _Paragraph,
    text: str,
    size: float,
    *,
    lang: str,
    ink: str = INK,
    bold: bool = False,
) -> None:
    """Write a run of text into a paragraph."""
    run = into.add_run()
    run.text = printable(text)
    run.font.size = Pt(round(size, 1))
    run.font.bold = bold
    run.font.color.rgb = rgb(ink)
    run._r.get_or_add_rPr().set("lang", Language(lang).region)  # noqa: SLF001
