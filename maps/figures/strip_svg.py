"""The strip chart of a route as SVG."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from maps import style
from maps.figures.strip_chart import ROW_PT, Mark, chart_marks, height_pt
from maps.words.language import Language

if TYPE_CHECKING:
    from maps.scene.profile import Profile


@dataclass(frozen=True, slots=True)
class StripChart:
    """A strip chart as inline SVG, everything drawn from data escaped; a notebook shows it.

    Attributes
    ----------
    width_pt
        Width of the drawing in its own units; it scales to the page.
    """

    profile: Profile
    lang: str = "en"
    width_pt: float = 760.0

    def svg(self) -> str:
        """Return the chart as an SVG element."""
        profile, language, width_pt = self.profile, Language(self.lang), self.width_pt
        up = height_pt(profile, width_pt=width_pt, language=language)
        table_ = language.words("print")
        name = language.pick(profile.name, profile.route)
        alt = table_["strip_alt"].format(name, language.number(profile.length_km))
        body = "".join(
            _element(mark, up)
            for mark in chart_marks(profile, width_pt=width_pt, language=language)
        )
        track = json.dumps(profile.track, separators=(",", ":"))
        return (
            f'<svg class="atlas-strip" viewBox="0 0 {width_pt:g} {up:g}" role="img" '
            f'aria-label="{escape(alt)}" data-corridor="{escape(profile.corridor)}" '
            f'data-route="{escape(profile.route)}" data-length-km="{profile.length_km:.1f}" '
            f'data-track="{escape(track)}" xmlns="http://www.w3.org/2000/svg" '
            f'font-family="inherit">{body}</svg>'
        )

    def _repr_svg_(self) -> str:
        return self.svg()


def _element(mark: Mark, top: float) -> str:
    inner = f"<title>{escape(mark.tip)}</title>" if mark.tip else ""
    data = "".join(f' data-{key}="{escape(value)}"' for key, value in mark.data)
    y = top - mark.y
    if mark.shape == "text":
        weight = ' font-weight="600"' if mark.bold else ""
        return (
            f'<text x="{mark.x:.1f}" y="{y:.1f}" font-size="{mark.size:g}"{weight} '
            f'fill="{mark.fill or style.INK}"{data}>{inner}{escape(mark.text)}</text>'
        )
    if mark.shape == "box":
        return (
            f'<rect x="{mark.x:.1f}" y="{y - mark.up:.1f}" width="{max(mark.across, 0.1):.1f}" '
            f'height="{mark.up:.1f}" fill="{mark.fill}" stroke="#b9b2a6" '
            f'stroke-width=".5"{data}>{inner}</rect>'
        )
    if mark.shape == "rule":
        return (
            f'<path d="M{mark.x:.1f},{y:.1f}v{-mark.up:.1f}" stroke="{mark.fill}" '
            f'stroke-width=".8"{data}>{inner}</path>'
        )
    if mark.shape == "symbol":
        return _symbol(mark, y, data, inner)
    return _stroke(mark, y, data, inner)


def _symbol(mark: Mark, y: float, data: str, inner: str) -> str:
    shape = next(kind for kind in style.HUB_KINDS if kind.id == mark.kind)
    hub = style.GROUND["light"]["hub"]
    return (
        f'<g transform="translate({mark.x:.1f},{y:.1f}) scale({mark.across / 8.2:.3f})"{data}>'
        f'{inner}<path d="{shape.outline}" fill="{hub}"/><path d="{shape.glyph}" fill="none" '
        f'stroke="#fff" stroke-width="1.2"/></g>'
    )


def _stroke(mark: Mark, y: float, data: str, inner: str) -> str:
    if mark.look is None or mark.across <= 0:
        return ""
    line = f"M{mark.x:.1f},{y:.1f}h{mark.across:.1f}"
    drawn = "".join(_pen(line, pen) for pen in style.pens(*mark.look))
    # A thin line is hard to point at: an unseen one as high as the row takes the pointer.
    target = (
        f'<path d="{line}" fill="none" stroke="#fff" stroke-opacity="0" stroke-width="{ROW_PT}"/>'
    )
    return f"<g{data}>{inner}{target}{drawn}</g>"


_LINE_PT = 2.0


def _pen(line: str, pen: style.Pen) -> str:
    width = _LINE_PT * pen.width
    dash = " ".join(f"{length * width:.2f}" for length in pen.dash)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    cap = "round" if pen.round_caps else "butt"
    return (
        f'<path d="{line}" fill="none" stroke="{pen.colour}" stroke-width="{width:g}" '
        f'stroke-linecap="{cap}"{dashed}/>'
    )
