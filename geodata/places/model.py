"""Places and anchors, and the kinds they can be of."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from geodata.places.languages import pick_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping


class Kind(StrEnum):
    """What a place is to a transport corridor."""

    SEA_PORT = "sea_port"
    """A port on the sea, the Caspian included."""
    RIVER_PORT = "river_port"
    """A port on a river or canal."""
    DRY_PORT = "dry_port"
    """An inland port with customs."""
    RAIL_TERMINAL = "rail_terminal"
    """A terminal where containers or goods change between rail and road."""
    LOGISTICS_CENTRE = "logistics_centre"
    """Warehousing and distribution."""
    BORDER_CROSSING = "border_crossing"
    """A crossing, both sides in one."""
    GAUGE_YARD = "gauge_yard"
    """Where wagons or goods change between rail gauges."""
    CITY = "city"
    """A town used as an end of a leg; the point is its main freight station area."""
    STATION = "station"
    """A railway station (``stations.csv``)."""
    JUNCTION = "junction"
    """A junction of railways (``stations.csv``), or a town that roads pass (``towns.csv``)."""
    POINT = "point"
    """Coordinates that somebody typed; in no table."""


STATION_KINDS = frozenset({Kind.STATION, Kind.JUNCTION})
"""Kinds that stand in ``stations.csv`` and ``towns.csv``."""


HUB_KINDS = frozenset(Kind) - STATION_KINDS - {Kind.POINT}
"""Kinds that stand in ``places.csv``."""


class PlaceStatus(StrEnum):
    """Whether a place works."""

    OPERATING = "operating"
    """Open to freight."""
    LIMITED = "limited"
    """Open to some goods, some days or one direction."""
    SUSPENDED = "suspended"
    """Shut for now."""
    CLOSED = "closed"
    """Shut for good."""
    CONSTRUCTION = "construction"
    """Being built."""
    PLANNED = "planned"
    """Decided, not begun."""


STATUSES = {str(status): status for status in PlaceStatus}


ANCHOR_MODES = frozenset({"rail", "road", "sea", "ferry", "waterway"})


# ISO 3166-1 alpha-2, all 249 officially assigned codes.
COUNTRIES = frozenset(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR
    BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ
    EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW
    GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY
    KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV
    MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY
    QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG
    TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM
    ZW
    """.split()  # noqa: SIM905 - 249 quoted words are no better to read
)
"""ISO 3166-1 alpha-2 country codes, officially assigned."""


@dataclass(frozen=True, slots=True)
class Place:
    """One facility or town: a point for people, and what is known of it.

    ``lon``, ``lat`` in degrees, EPSG:4326. ``names`` by language tag; ``gauges_mm`` the rail
    gauges present, ascending, empty where none is known; ``licence`` that of the coordinate.
    """

    id: str
    kind: Kind
    country: str
    lon: float
    lat: float
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    aliases: tuple[str, ...] = ()
    unlocode: str = ""
    gauges_mm: tuple[int, ...] = ()
    status: PlaceStatus | None = None
    sources: tuple[str, ...] = ()
    checked: dt.date | None = None
    licence: str = ""

    @property
    def point(self) -> tuple[float, float]:
        """Lon, lat in degrees."""
        return self.lon, self.lat

    def name(self, lang: str = "en") -> str:
        """Return the name in a language or in what stands in for it, else the id."""
        return pick_name(self.names, lang) or self.id


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a place meets the network of a mode; lon, lat in degrees."""

    place: str
    mode: str
    lon: float
    lat: float
    source: str
    licence: str = ""
