"""The scene: what the page draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Scene:
    """What the page draws: a table of plain values, and the arcs its legs refer to.

    Attributes
    ----------
    table : dict
        JSON-ready.
    shapes : bytes
        Arcs as `encode.pack` writes them.
    bounds : tuple of float or None
        West, south, east, north of all that is drawn, degrees.
    core : tuple of float or None
        The same of where most of the lines on land lie: what a narrow screen shows first.
    extra : bytes
        Arcs of the overlays.
    leg_boxes : tuple
        West, south, east, north of each leg, degrees; None where it has no line.
    """

    table: dict[str, Any]
    shapes: bytes
    bounds: tuple[float, float, float, float] | None
    core: tuple[float, float, float, float] | None = None
    extra: bytes = b"\0"
    leg_boxes: tuple[tuple[float, float, float, float] | None, ...] = ()
