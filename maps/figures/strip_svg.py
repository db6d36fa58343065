"""The strip chart of a route as SVG."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

from maps import style
from maps.figures.strip_chart import ROW_PT, Mark, chart_marks, height_pt
from maps.words.names import pick
from maps.words.print import number, words

if TYPE_CHECKING:
    from maps.scene.profile import Profile


def svg(profile: Profile, *, lang: str = "en", width_pt: float = 760.0) -> str:
    """Return a strip chart as inline SVG, everything drawn from data escaped.

    Parameters
    ----------
    width_pt
        Width of the drawing in its own units; it scales to the page.
    """
    up = height_pt(profile, width_pt=width_pt, lang=lang)
    table_ = words(lang)
    name = pick(profile.name, lang, profile.route)
    alt = table_["strip_alt"].format(name, number(profile.length_km, lang))
    body = "".join(
        _element(mark, up) for mark in chart_marks(profile, width_pt=width_pt, lang=lang)
    )
    track = json.dumps(profile.track, separators=(",", ":"))
    return (
        f'<svg class="atlas-strip" viewBox="0 0 {width_pt:g} {up:g}" role="img" '
        f'aria-label="{escape(alt)}" data-corridor="{escape(profile.corridor)}" '
        f'data-route="{escape(profile.route)}" data-length-km="{profile.length_km:.1f}" '
        f'data-track="{escape(track)}" xmlns="http://www.w3.org/2000/svg" '
        f'font-family="inherit">{body}</svg>'
    )


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
    from maps.figures import canvas  # brings matplotlib, which the page does without

    mode = next(item for item in style.MODES if item.id == mark.look.mode)
    base = 2.0 * mode.width * (1.25 if mode.hollow else 1.0)
    dash = [f"{length * base:.2f}" for length in canvas.dashes(mark.look)]
    cap = "round" if mode.dash and not mode.hollow else "butt"
    line = f"M{mark.x:.1f},{y:.1f}h{mark.across:.1f}"
    dashed = f' stroke-dasharray="{" ".join(dash)}"' if dash else ""
    outer = (
        f'<path d="{line}" fill="none" stroke="{canvas.colour(mark.look)}" '
        f'stroke-width="{base:g}" stroke-linecap="{cap}"{dashed}/>'
    )
    hollow = (
        f'<path d="{line}" fill="none" stroke="#fff" stroke-width="{base * 0.42:g}"/>'
        if mode.hollow
        else ""
    )
    # A thin line is hard to point at: an unseen one as high as the row takes the pointer.
    target = (
        f'<path d="{line}" fill="none" stroke="#fff" stroke-opacity="0" stroke-width="{ROW_PT}"/>'
    )
    return f"<g{data}>{inner}{target}{outer}{hollow}</g>"
