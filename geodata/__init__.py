"""The Earth and its transport networks; knows nothing of corridors."""

from __future__ import annotations

from typing import TYPE_CHECKING

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


def __getattr__(name: str) -> object:
    """Import the public names when they are first used, so that importing stays cheap."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"geodata.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'geodata' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
