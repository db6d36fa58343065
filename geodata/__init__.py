"""The Earth and its transport networks; knows nothing of corridors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.lazy import lazy_names

if TYPE_CHECKING:
    from geodata.errors import AtlasError, InputError, PlaceError, RouteError
    from geodata.network.build import from_lines
    from geodata.network.file import read_network, write_network
    from geodata.network.model import Network
    from geodata.places.lookup import Places
    from geodata.routing.router import Router

__all__ = [
    "AtlasError",
    "InputError",
    "Network",
    "PlaceError",
    "Places",
    "RouteError",
    "Router",
    "from_lines",
    "read_network",
    "write_network",
]

_HOMES = {
    "AtlasError": "errors",
    "InputError": "errors",
    "Network": "network.model",
    "PlaceError": "errors",
    "Places": "places.lookup",
    "RouteError": "errors",
    "Router": "routing.router",
    "from_lines": "network.build",
    "read_network": "network.file",
    "write_network": "network.file",
}


__getattr__ = lazy_names(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted(__all__)
