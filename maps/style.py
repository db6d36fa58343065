"""Colours, widths, dashes and symbols: one table for the page, its legend and other renderers.

Family colours were chosen by search so that every pair keeps a CIE76 difference of at least 15
in normal vision and in simulated protanopia, deuteranopia and tritanopia, and a contrast of at
least 3:1 with the land. A mode is told by its pattern and a status by its dash, so that nothing
rests on colour alone.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

from corridors.definitions.vocabulary import LegStatus


@dataclass(frozen=True, slots=True)
class Family:
    """One corridor family and its colour on light and on dark ground."""

    id: str
    colour: str
    colour_dark: str


@dataclass(frozen=True, slots=True)
class Mode:
    """How a mode is drawn.

    Attributes
    ----------
    width : float
        Share of the line width of the zoom level.
    dash : tuple of float
        Dash pattern in line widths; a zero with round caps is a dot.
    hollow : bool
        Drawn as a double line.
    """

    id: str
    width: float
    dash: tuple[float, ...] = ()
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """How a status is drawn: dash in line widths, tint towards the land, grey or not.

    Where the mode has a dash of its own, `run` line widths of it go before each break. A `tick` is
    a stroke across the line, its length and the gap after it in line widths; the farther apart,
    the longer the line is out of use.
    """

    id: str
    dash: tuple[float, ...] = ()
    run: float = 0.0
    tint: float = 0.0
    grey: bool = False
    tick: tuple[float, float] | tuple[()] = ()


@dataclass(frozen=True, slots=True)
class HubKind:
    """The symbol of a kind of hub: an outline and a glyph, SVG path data within -8..8."""

    id: str
    outline: str
    glyph: str
    rank: int


FAMILIES: tuple[Family, ...] = (
    Family("belt-and-road", "#d1491b", "#ff8f66"),
    Family("trans-caspian", "#0a5ea8", "#5aa9f2"),
    Family("north-south", "#1d8f63", "#3fd69a"),
    Family("central-south-asia", "#5a2a6e", "#e3c4f5"),
    Family("northern-eurasia", "#6f1406", "#9c6254"),
)


OTHER_FAMILY = Family("other", "#4a4f55", "#b9c0c7")


MODES: tuple[Mode, ...] = (
    Mode("rail", 1.0),
    Mode("road", 1.1, hollow=True),
    Mode("sea", 1.0, dash=(0.0, 2.0)),
    Mode("ferry", 0.85, dash=(2.4, 1.9, 0.0, 1.9)),
    Mode("waterway", 0.8, dash=(1.3, 1.9)),
)


STATUSES: tuple[Status, ...] = (
    Status("operating"),
    Status("limited", dash=(4.6, 1.2), run=12.0),
    Status("construction", dash=(2.8, 1.5), run=8.0, tint=0.15),
    Status("planned", dash=(1.9, 1.7), run=4.0, tint=0.3),
    Status("proposed", dash=(0.8, 1.8), run=2.0, tint=0.42),
    Status("suspended", grey=True, tick=(0.5, 2.1)),
    Status("closed", grey=True, tick=(0.5, 4.5)),
)


HOLLOW_OUTER, HOLLOW_INNER = 1.25, 0.42
"""A line within a line: how much wider the outer one is, and what share of it the inner one is."""


TICK_ACROSS = 1.5
"""How long a tick is, in widths of the line it crosses."""


_CIRCLE = "M-7.5,0a7.5,7.5 0 1,0 15,0a7.5,7.5 0 1,0 -15,0z"


_SQUARE = "M-5,-7h10a2,2 0 0,1 2,2v10a2,2 0 0,1 -2,2h-10a2,2 0 0,1 -2,-2v-10a2,2 0 0,1 2,-2z"


_DIAMOND = "M0,-8.2L8.2,0L0,8.2L-8.2,0z"


_HEXAGON = "M0,-8L7,-4V4L0,8L-7,4V-4z"


_DISC = "M-4.6,0a4.6,4.6 0 1,0 9.2,0a4.6,4.6 0 1,0 -9.2,0z"


_SHIELD = "M-7,-6h14v6c0,4 -3,6.4 -7,8c-4,-1.6 -7,-4 -7,-8z"


HUB_KINDS: tuple[HubKind, ...] = (
    HubKind(
        "sea_port",
        _CIRCLE,
        "M0,-3V5M-2.4,-1H2.4M-4.2,1.4C-4,4 -2,5 0,5C2,5 4,4 4.2,1.4M-1.3,-4.3a1.3,1.3 0 1,0 2.6,0"
        "a1.3,1.3 0 1,0 -2.6,0",
        1,
    ),
    HubKind(
        "river_port",
        _CIRCLE,
        "M-4.6,-2.2q1.15,-1.6 2.3,0t2.3,0t2.3,0t2.3,0M-4.6,1.6q1.15,-1.6 2.3,0t2.3,0t2.3,0t2.3,0",
        3,
    ),
    HubKind("dry_port", _SQUARE, "M-4.4,-3h8.8v6h-8.8zM-1.5,-3v6M1.5,-3v6", 1),
    HubKind(
        "rail_terminal",
        _SQUARE,
        "M-2,-4.8L-3.6,4.8M2,-4.8L3.6,4.8M-3,-2H3M-3.4,0.6H3.4M-3.8,3H3.8",
        2,
    ),
    HubKind(
        "logistics_centre", _HEXAGON, "M-3.6,3.6V-0.6L0,-3.2L3.6,-0.6V3.6zM-1.2,3.6V1H1.2V3.6", 3
    ),
    HubKind("border_crossing", _SHIELD, "M-3,-3.2V2.6M0,-3.2V4.2M3,-3.2V2.6", 2),
    HubKind("gauge_yard", _DIAMOND, "M-4.2,-1.6H-0.4M-4.2,1.6H-0.4M0.4,-3H4M0.4,3H4", 1),
    HubKind("city", _DISC, "", 1),
)


EVENT_KINDS: tuple[str, ...] = ("break_of_gauge", "border", "mode_change")
"""Events that are drawn; transits and passages are told by the tables alone."""


GROUND: dict[str, dict[str, str]] = {
    "light": {
        "sea": "#dde7ed",
        "land": "#f7f5f0",
        "coast": "#b4c3cd",
        "border": "#b3aa9d",
        "lake": "#dde7ed",
        "river": "#c3d4df",
        "country": "#9a9184",
        "city": "#3c4650",
        "hub": "#26323d",
        "halo": "#fbfaf7",
        "casing": "#ffffff",
        "grey": "#8d8f92",
        "water": "#6f92a8",
        "beyond": "#e8ebec",
    },
    "dark": {
        "sea": "#10171e",
        "land": "#1d242b",
        "coast": "#33414d",
        "border": "#4c5660",
        "lake": "#10171e",
        "river": "#22303b",
        "country": "#77828d",
        "city": "#c2cad2",
        "hub": "#dfe5ea",
        "halo": "#161c22",
        "casing": "#12181d",
        "grey": "#7d858c",
        "water": "#55748a",
        "beyond": "#151a1e",
    },
}


OVERLAYS: dict[str, dict[str, str]] = {
    "light": {
        "band": "#4fae9a",
        "gap": "#b38600",
        "gapText": "#7a5c00",
        "area": "#4a63c8",
        "disc": "#26323d",
        "site": "#a8005c",
        "load": "#24436e",
        "least": "#c0182b",
    },
    "dark": {
        "band": "#3f9c88",
        "gap": "#e0b030",
        "gapText": "#f0c65a",
        "area": "#8fa4ff",
        "disc": "#dfe5ea",
        "site": "#ff7ac0",
        "load": "#a9c8f5",
        "least": "#ff8b80",
    },
}
"""Colours of layers beside the corridors; bands differ from gaps by their dash as well."""


def family(family_id: str) -> Family:
    """Return the style of a family; a family of the user's own is drawn in grey."""
    return next((known for known in FAMILIES if known.id == family_id), OTHER_FAMILY)


_BREAK = 3.2
"""Line widths by which a mode's dash is broken to tell a status."""


def line_dash(mode: Mode, status: Status) -> tuple[float, ...]:
    """Return the dash of a line in line widths: the mode's own, broken in the status's rhythm.

    A mode without a dash takes that of the status. Dots at sea come in groups where service is
    limited, in shorter ones where a line is being built or planned: the rhythm of the dashes that
    the same statuses have on land.
    """
    if not (mode.dash and status.run):
        return mode.dash or status.dash
    times = max(1, round(status.run / sum(mode.dash)))
    return (*(mode.dash * times)[:-1], mode.dash[-1] + _BREAK)


@dataclass(frozen=True, slots=True)
class Pen:
    """One of the strokes that make a line on paper, from the lowest upwards.

    Attributes
    ----------
    part
        ``line``, ``inside`` of a hollow one, or ``ticks`` across it.
    width
        In widths of a rail line.
    dash
        In widths of its own, empty where solid; a dot is next to nothing, but more, for renderers
        that draw nothing where it is nothing.
    """

    part: Literal["line", "inside", "ticks"]
    colour: str
    width: float
    dash: tuple[float, ...] = ()
    round_caps: bool = False


_DOT = 0.01


def pens(family_id: str, mode_id: str, status_id: str) -> list[Pen]:
    """Return the strokes of a line on paper by its family, mode and status."""
    mode = next(item for item in MODES if item.id == mode_id)
    status = next(item for item in STATUSES if item.id == status_id)
    own = family(family_id).colour
    colour = GROUND["light"]["grey"] if status.grey else paler(own, status.tint)
    width = mode.width * (HOLLOW_OUTER if mode.hollow else 1.0)
    dash = tuple(max(length, _DOT) for length in line_dash(mode, status))
    found = [Pen("line", colour, width, dash, bool(mode.dash) and not mode.hollow)]
    if mode.hollow:
        found.append(Pen("inside", GROUND["light"]["casing"], width * HOLLOW_INNER))
    if status.tick:
        across = mode.width * TICK_ACROSS
        found.append(Pen("ticks", own, across, tuple(length / across for length in status.tick)))
    return found


def paler(colour: str, tint: float) -> str:
    """Return a colour by so much nearer to that of the land."""
    own, land = (
        [int(text[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        for text in (colour, GROUND["light"]["land"])
    )
    mixed = [a * (1.0 - tint) + b * tint for a, b in zip(own, land, strict=True)]
    return "#" + "".join(f"{round(value * 255):02x}" for value in mixed)


def scene_style() -> dict[str, object]:
    """Return the tables of this module as plain values for the page."""
    return {
        "families": [asdict(item) for item in (*FAMILIES, OTHER_FAMILY)],
        "modes": [asdict(item) for item in MODES],
        "statuses": [{**asdict(item), "in_use": LegStatus(item.id).in_use} for item in STATUSES],
        "hubKinds": [asdict(item) for item in HUB_KINDS],
        "ground": GROUND,
        "overlays": OVERLAYS,
        "line": {
            "hollowOuter": HOLLOW_OUTER,
            "hollowInner": HOLLOW_INNER,
            "tickAcross": TICK_ACROSS,
        },
        "dashes": {
            mode.id: {item.id: line_dash(mode, item) for item in STATUSES if item.run}
            for mode in MODES
            if mode.dash
        },
    }


INK = "#1f2a33"


QUIET = "#68727b"
"""Colours of the text of figures and strip charts: what is said, and what stays behind."""
