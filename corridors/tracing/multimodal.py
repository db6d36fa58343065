"""The joined network of an atlas: rail, road and sea with transfers at its hubs."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from typing import TYPE_CHECKING

import numpy as np

from corridors.tracing import cache
from geodata.errors import InputError
from geodata.network.file import read
from geodata.routing.router import TOLERANCE_KM, Router, ordered

if TYPE_CHECKING:
    from pathlib import Path

    from corridors.atlas import Atlas
    from geodata.network.model import Network
    from geodata.places.model import Place
    from geodata.topology.transfers import Transfers

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


def joined_router(atlas: Atlas) -> Router:
    """Return the router over rail, road and sea, transfers at ports and terminals only."""
    return atlas.networks.remembered("any", lambda: _router(_joined(atlas)))


def _router(network: Network) -> Router:
    closed = network.columns["traffic"].mask(["passenger"])
    return Router(network, weight=np.where(closed, np.inf, network.length_km))


def transfers(atlas: Atlas) -> Transfers:
    """Return where the hubs that can transfer freight meet each mode."""
    return {
        place.id: {mode: atlas.places.anchor(place.id, mode) for mode in modes}
        for place in atlas.places.values()
        for modes in [_modes(place)]
        if modes
    }


def _modes(place: Place) -> tuple[str, ...]:
    return _MODES_OF.get(str(place.kind), ())


def _joined(atlas: Atlas) -> Network:
    points = transfers(atlas)
    path = cache.folder() / "networks" / f"any-{_key(atlas, points)}.parquet"
    try:
        return read(path)
    except InputError:
        pass
    sys.stderr.write("joining rail, road and sea; this is done once for these networks\n")
    network = ordered(_join(atlas, points))
    _keep(network, path)
    return network


def _join(atlas: Atlas, points: Transfers) -> Network:
    from geodata.topology.transfers import join

    networks = {mode: atlas.networks.network(mode) for mode in ("rail", "road", "sea")}
    return join(networks, points, tolerance_km=TOLERANCE_KM)


def _key(atlas: Atlas, points: Transfers) -> str:
    parts = [VERSION, *(atlas.networks.key(mode) for mode in ("rail", "road", "sea")), points]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _keep(network: Network, path: Path) -> None:
    try:
        network.write(path)
    except OSError as error:
        sys.stderr.write(f"the joined network is not kept: {os.strerror(error.errno or 0)}\n")
