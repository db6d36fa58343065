"""Drawing a map frame with matplotlib: ground, lines, symbols, labels."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path
from matplotlib.collections import LineCollection
from matplotlib.patches import FancyBboxPatch, PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from maps import style
from maps.figures import place_labels
from maps.figures import text as lettering

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from geodata.arrays import Floats
    from maps.figures.map_frame import MapFrame
    from maps.figures.offset_lines import Look
    from maps.figures.place_labels import Text
    from maps.figures.text import Face

GROUND = style.GROUND["light"]


INK, QUIET = style.INK, style.QUIET


_KINDS = {kind.id: kind for kind in style.HUB_KINDS}


_ROLES = {
    "hub": (GROUND["hub"], 1.5),
    "city": (GROUND["city"], 1.2),
    "country": (GROUND["country"], 1.2),
}


_BEZIER = {
    "moveTo": Path.MOVETO,
    "lineTo": Path.LINETO,
    "qCurveTo": Path.CURVE3,
    "curveTo": Path.CURVE4,
}


class MatplotlibCanvas:
    """Draws on axes whose unit is the point, the map frame's corner at an offset."""

    def __init__(self, axes: Axes, *, at: tuple[float, float] = (0.0, 0.0)) -> None:
        self.axes = axes
        self.shift = Affine2D().translate(*at) + axes.transData

    def map_frame(self, sheet: MapFrame, *, graticule: Sequence[Floats] = ()) -> None:
        """Draw a map frame: from the sea upwards."""
        frame = Rectangle(
            (0, 0),
            sheet.view.width_pt,
            sheet.view.height_pt,
            facecolor=GROUND["sea"],
            edgecolor="none",
            transform=self.shift,
            zorder=0,
        )
        self.axes.add_artist(frame)
        self._ground(sheet, frame)
        self._lines(graticule, "#c9d3d8", 0.3, clip=frame, zorder=2.5)
        self._offset_lines(sheet, frame)
        self._halos(sheet.texts)
        for node in reversed(sheet.symbols):
            self.symbol(node.kind, (node.x, node.y), node.radius)
        for badge in sheet.badges:
            self.badge(badge.number, badge.family, (badge.x, badge.y), sheet.scale)
        for text in sheet.texts:
            self.text(text.text, (text.x, text.y), text.face, _ROLES[text.role][0])
        self.axes.add_artist(
            Rectangle(
                (0, 0),
                sheet.view.width_pt,
                sheet.view.height_pt,
                facecolor="none",
                edgecolor="#8f9aa3",
                linewidth=0.6,
                transform=self.shift,
                zorder=9,
            )
        )

    def _ground(self, sheet: MapFrame, frame: Rectangle) -> None:
        ground = sheet.ground
        self._areas(ground["land"], GROUND["land"], GROUND["coast"], zorder=1, clip=frame)
        self._lines(_coords(ground.get("rivers", ())), GROUND["river"], 0.35, clip=frame, zorder=2)
        self._areas(
            ground.get("lakes", ()), GROUND["lake"], GROUND["coast"], zorder=2.1, clip=frame
        )
        self._lines(
            _coords(ground.get("borders", ())), GROUND["border"], 0.45, clip=frame, zorder=2.2
        )
        self._lines(
            _coords(ground.get("disputed", ())),
            GROUND["border"],
            0.45,
            clip=frame,
            zorder=2.2,
            linestyle=(0, (3, 2.2)),
        )

    def _areas(self, shapes: Any, fill: str, edge: str, *, zorder: float, clip: Rectangle) -> None:  # noqa: ANN401
        path = compound(shapes)
        if path is not None:
            patch = PathPatch(
                path,
                facecolor=fill,
                edgecolor=edge,
                linewidth=0.35,
                transform=self.shift,
                zorder=zorder,
            )
            self._add(patch, clip)

    def _lines(
        self,
        lines: Iterable[Floats],
        colour: str,
        width_pt: float,
        *,
        zorder: float,
        clip: Rectangle | None = None,
        **options: Any,  # noqa: ANN401
    ) -> None:
        drawn = LineCollection(
            list(lines),
            colors=[colour],
            linewidths=[width_pt],
            zorder=zorder,
            transform=self.shift,
            **{"capstyle": "round", **options},
        )
        self._add(drawn, clip)

    def _add(self, artist: Artist, clip: Rectangle | None) -> None:
        self.axes.add_artist(artist)
        if clip is not None:  # only now: an artist without a path to clip to is given the axes'
            artist.set_clip_path(clip)

    def _offset_lines(self, sheet: MapFrame, frame: Rectangle) -> None:
        base = sheet.line_pt
        whole = {(s.of, s.track.tobytes()): s for s in sheet.offset_lines}
        for many in sorted({s.of for s in sheet.offset_lines}):
            tracks = [s.track for s in whole.values() if s.of == many]
            casing = base * (0.92 * (many - 1) + 1.0) + 1.3 * sheet.scale
            self._lines(tracks, GROUND["casing"], casing, clip=frame, zorder=3, alpha=0.9)
        for order, look in enumerate(drawing_order({s.look for s in sheet.offset_lines})):
            lines = [s.line for s in sheet.offset_lines if s.look == look]
            self.stroke(lines, look, base, clip=frame, zorder=4 + order / 1000)

    def stroke(
        self,
        lines: Sequence[Floats],
        look: Look,
        base: float,
        *,
        zorder: float,
        clip: Rectangle | None = None,
    ) -> None:
        """Draw lines as mode, status and family ask."""
        for row, pen in enumerate(style.pens(*look)):
            dash = {"linestyle": (0, pen.dash)} if pen.dash else {}
            self._lines(
                lines,
                pen.colour,
                base * pen.width,
                clip=clip,
                zorder=zorder + row * 1e-4,
                capstyle="round" if pen.round_caps else "butt",
                **dash,
            )

    def symbol(self, kind: str, at: tuple[float, float], radius: float) -> None:
        """Draw the symbol of a place's kind."""
        if kind in {"city", "station", "ground"}:
            self._dot(kind, at, radius)
            return
        shape = _KINDS["gauge_yard" if kind == "break_of_gauge" else kind]
        dark = kind in {"break_of_gauge", "gauge_yard"}
        place = Affine2D().scale(radius / 8.2).translate(*at) + self.shift
        for path, fill, edge, width_pt in (
            (shape.outline, GROUND["hub"] if dark else "#ffffff", GROUND["hub"], 0.55),
            (shape.glyph, "none", "#ffffff" if dark else GROUND["hub"], 0.42),
        ):
            if path:
                self.axes.add_artist(
                    PathPatch(
                        svg_path(path),
                        facecolor=fill,
                        edgecolor=edge,
                        linewidth=width_pt,
                        transform=place,
                        zorder=7,
                    )
                )

    def _dot(self, kind: str, at: tuple[float, float], radius: float) -> None:
        fill, edge = {
            "city": ("#ffffff", GROUND["hub"]),
            "station": (GROUND["hub"], "#ffffff"),
            "ground": (GROUND["city"], "#ffffff"),
        }[kind]
        circle = Path.circle(at, radius)
        self.axes.add_artist(
            PathPatch(
                circle,
                facecolor=fill,
                edgecolor=edge,
                linewidth=0.7 if kind == "city" else 0.35,
                transform=self.shift,
                zorder=7 if kind != "ground" else 6,
            )
        )

    def badge(self, number: int, family: str, at: tuple[float, float], scale: float) -> None:
        """Draw the number of a corridor."""
        across, up = place_labels.badge_size(scale)
        face = lettering.Face(place_labels.BADGE_FACE.size * scale, bold=True)
        self.axes.add_artist(
            FancyBboxPatch(
                (at[0] - across / 2 + 1.2, at[1] - up / 2 + 1.2),
                across - 2.4,
                up - 2.4,
                boxstyle="round,pad=0.9,rounding_size=1.6",
                facecolor=style.family(family).colour,
                edgecolor="#ffffff",
                linewidth=0.7 * scale,
                transform=self.shift,
                zorder=7.5,
            )
        )
        wide = lettering.width(str(number), face)
        self.text(str(number), (at[0] - wide / 2, at[1] - face.size * 0.36), face, "#ffffff")

    def _halos(self, texts: Sequence[Text]) -> None:
        for role, (_, width_pt) in _ROLES.items():
            outlines = [
                lettering.outline(text.text, text.face, (text.x, text.y))
                for text in texts
                if text.role == role
            ]
            if outlines:
                path = Path.make_compound_path(*outlines)
                self.axes.add_artist(
                    PathPatch(
                        path,
                        facecolor="none",
                        edgecolor=GROUND["halo"],
                        linewidth=width_pt,
                        joinstyle="round",
                        alpha=0.85,
                        transform=self.shift,
                        zorder=5,
                    )
                )

    def text(self, text: str, at: tuple[float, float], face: Face, ink: str = INK) -> None:
        """Write a line of text from the left end of its base line."""
        here = lettering.fitting(face, text)
        self.axes.text(
            *at,
            text,
            fontproperties=lettering.properties(here),
            color=ink,
            transform=self.shift,
            zorder=8,
            va="baseline",
            ha="left",
            parse_math=False,
            gid=None,
        )

    def box(self, box: tuple[float, float, float, float], fill: str, edge: str = INK) -> None:
        """Draw a rectangle from x, y, width, height."""
        west, south, across, up = box
        self.axes.add_artist(
            Rectangle(
                (west, south),
                across,
                up,
                facecolor=fill,
                edgecolor=edge,
                linewidth=0.4,
                transform=self.shift,
                zorder=7,
            )
        )

    def rule(self, at: tuple[float, float], up: float, ink: str) -> None:
        """Draw a thin upright line from a point."""
        self._lines([np.array([at, (at[0], at[1] + up)])], ink, 0.6, zorder=7.2, capstyle="butt")

    def dashed(self, box: tuple[float, float, float, float]) -> None:
        """Draw a disputed boundary for a legend, across the middle of a box."""
        middle = (box[1] + box[3]) / 2.0
        line = np.array([[box[0], middle], [box[2], middle]])
        self._lines([line], GROUND["border"], 0.6, zorder=7, linestyle=(0, (3, 2.2)))

    def sample(self, look: Look, box: tuple[float, float, float, float], base: float) -> None:
        """Draw a piece of line for a legend, across the middle of a box."""
        west, south, east, north = box
        middle = (south + north) / 2.0
        self.stroke([np.array([[west, middle], [east, middle]])], look, base, zorder=7)


def drawing_order(looks: Iterable[Look]) -> list[Look]:
    """Return looks with lines out of use first, so that those in use lie on top."""
    rank = {status.id: row for row, status in enumerate(style.STATUSES)}
    families = {item.id: row for row, item in enumerate((*style.FAMILIES, style.OTHER_FAMILY))}
    return sorted(looks, key=lambda x: (-rank[x.status], families.get(x.family, 99), x))


def _coords(shapes: Any) -> list[Floats]:  # noqa: ANN401
    parts = shapely.get_parts(np.asarray(shapes, dtype=object))
    return [shapely.get_coordinates(part) for part in parts if shapely.get_type_id(part) in (1, 2)]


def compound(shapes: Any) -> Path | None:  # noqa: ANN401
    """Return areas as one path, None where there is none."""
    parts = shapely.get_parts(np.asarray(shapes, dtype=object))
    rings = shapely.get_rings(parts[np.isin(shapely.get_type_id(parts), (3,))])
    if not len(rings):
        return None
    return Path.make_compound_path(
        *(Path(shapely.get_coordinates(ring), closed=True) for ring in rings)
    )


@functools.cache
def svg_path(text: str) -> Path:
    """Return SVG path data, y downwards, as a matplotlib path, y upwards."""
    pen = RecordingPen()
    parse_path(text, pen)
    vertices: list[tuple[float, float]] = []
    codes: list[Any] = []
    for verb, points in pen.value:
        if verb in _BEZIER:
            vertices += points
            codes += [_BEZIER[verb]] * len(points)
        elif verb == "closePath":
            vertices.append(vertices[-1])
            codes.append(Path.CLOSEPOLY)
    return Path(np.array(vertices) * [1.0, -1.0], codes)
