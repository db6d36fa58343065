"""What a place is in a network of partners."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from geodata.places.model import HUB_KINDS, Kind

if TYPE_CHECKING:
    from geodata.places.model import Place


class Role(StrEnum):
    """What a place is in a network of partners."""

    GATEWAY = "gateway"
    """A crossing, or where wagons or goods change gauge."""
    SEAPORT = "seaport"
    """A port on the sea, the Caspian included."""
    RIVER_PORT = "river_port"
    """A port on a river or canal."""
    INLAND = "inland"
    """A dry port, a terminal, a logistics centre, or a city with its own."""


_ROLES = {
    Kind.BORDER_CROSSING: Role.GATEWAY,
    Kind.GAUGE_YARD: Role.GATEWAY,
    Kind.SEA_PORT: Role.SEAPORT,
    Kind.RIVER_PORT: Role.RIVER_PORT,
}


def role_of(place: Place) -> Role | None:
    """Return the role of a place, None of a station or junction."""
    if place.kind not in HUB_KINDS:
        return None
    inland = Role.GATEWAY if len(place.gauges_mm) > 1 else Role.INLAND
    return _ROLES.get(Kind(place.kind), inland)
