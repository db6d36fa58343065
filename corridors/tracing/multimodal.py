"""The joined network of an atlas: rail, road and sea with transfers at its hubs."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import TYPE_CHECKING

import numpy as np

from corridors.tracing import cache
from geodata.network.file import remembered_network
from geodata.routing.router import TOLERANCE_KM, Router, ordered

if TYPE_CHECKING:
    from corridors.tracing.networks import Networks
    from geodata.network.model import Network
    from geodata.places.lookup import Places
    from geodata.places.model import Place
    from geodata.topology.transfers import Transfers

_LOG = logging.getLogger(__name__)

VERSION = 1
"""To be raised whenever joining changes its answers."""


_LAND = ("rail", "road")


_MODES_OF = {
    "sea_port": ("rail", "road", "sea"),
    "river_port": ("rail", "road", "sea"),
    "dry_port": _LAND,
    "rail_terminal": _LAND,
    "logistics_centre": _LAND,
    "gauge_yard": _LAND,
}


def joined_router(networks: Networks, places: Places) -> Router:
    """Return the router over rail, road and sea, transfers at ports and terminals only."""
    return networks.remembered("any", lambda: _router(_joined(networks, places)))


def _router(network: Network) -> Router:
    if "traffic" not in network.columns:
        return Router(network)
    closed = network.columns["traffic"].mask(["passenger"])
    return Router(network, weight=np.where(closed, np.inf, network.length_km))


def transfers(places: Places) -> Transfers:
    """Return where the hubs that can transfer freight meet each mode."""
    return {
        place.id: {mode: places.anchor(place.id, mode) for mode in modes}
        for place in places.values()
        for modes in [_modes(place)]
        if modes
    }


def _modes(place: Place) -> tuple[str, ...]:
    return _MODES_OF.get(str(place.kind), ())


def _joined(networks: Networks, places: Places) -> Network:
    points = transfers(places)
    path = cache.folder() / "networks" / f"any-{_key(networks, points)}.parquet"

    def make() -> Network:
        _LOG.info("joining rail, road and sea; this is done once for these networks")
        return ordered(_join(networks, points))

    return remembered_network(path, make)


def _join(networks: Networks, points: Transfers) -> Network:
    from geodata.topology.transfers import join

    by_mode = {mode: networks.network(mode) for mode in ("rail", "road", "sea")}
    return join(by_mode, points, tolerance_km=TOLERANCE_KM)


def _key(networks: Networks, points: Transfers) -> str:
    parts = [VERSION, *(networks.key(mode) for mode in ("rail", "road", "sea")), points]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
