"""The frontier of a siting as a small SVG."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_WIDTH, _HEIGHT, _MARGIN = 480.0, 300.0, 56.0


def frontier_svg(frontier: pd.DataFrame, title: str) -> str:
    """Return the value against the number of sites, from zero, as an SVG document.

    Parameters
    ----------
    frontier
        ``sites, value``.
    title
        Shown above; escaped.
    """
    most_sites = max(int(frontier["sites"].max()), 1) if len(frontier) else 1
    most = max(float(frontier["value"].max()), 1e-9) if len(frontier) else 1.0
    points = [
        (_x(int(sites), most_sites), _y(float(value), most), int(sites), float(value))
        for sites, value in zip(frontier["sites"], frontier["value"], strict=True)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y, _, _ in points)
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"><title>{sites}: {value:,.0f}</title></circle>'
        for x, y, sites, value in points
    )
    floor, left, right = _HEIGHT - _MARGIN, _MARGIN, _WIDTH - _MARGIN / 2
    middle = f"{(left + right) / 2:.0f}"
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}" ',
            f'role="img" font-family="sans-serif" font-size="12"><title>{escape(title)}</title>',
            f'<text x="{left:.0f}" y="20" font-size="14">{escape(title)}</text>',
            f'<path d="M{left:.0f} {_MARGIN / 2:.0f}V{floor:.0f}H{right:.0f}" fill="none" ',
            'stroke="#888"/>',
            f'<polyline points="{line}" fill="none" stroke="#14507a" stroke-width="2"/>',
            f'<g fill="#14507a">{dots}</g>',
            _label(left - 6, _y(most, most) + 4, "end", _short(most)),
            _label(left - 6, floor, "end", "0"),
            _label(_x(most_sites, most_sites), floor + 18, "middle", str(most_sites)),
            f'<text x="{middle}" y="{floor + 36:.0f}" text-anchor="middle">sites</text></svg>',
        ]
    )


def _label(x: float, y: float, anchor: str, text: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{escape(text)}</text>'


def _x(sites: int, most: int) -> float:
    return _MARGIN + sites / most * (_WIDTH - 1.5 * _MARGIN)


def _y(value: float, most: float) -> float:
    return _HEIGHT - _MARGIN - value / most * (_HEIGHT - 1.7 * _MARGIN)


def _short(value: float) -> str:
    for size, sign in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if value >= size:
            return f"{value / size:.3g} {sign}"
    return f"{value:.3g}"
