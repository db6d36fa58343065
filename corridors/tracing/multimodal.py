"""The joined network of an atlas: rail, road and sea with transfers at its hubs."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import TYPE_CHECKING

import numpy as np

from corridors.tracing import cache
from geodata.network.kept import remembered_network
from geodata.routing.router import TOLERANCE_KM, Router, ordered
from geodata.routing.snap import SegmentIndex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corridors.tracing.networks import Networks
    from geodata.network.model import Network
    from geodata.places.lookup import Places
    from geodata.places.model import Place
    from geodata.topology.transfers import Point, Transfers

_LOG = logging.getLogger(__name__)

VERSION = 2
"""To be raised whenever joining changes its answers."""


_LAND = ("rail", "road")


REACH_KM = 20.0
"""A hub that the data call served by a mode is joined to it from so far off; a port is wide."""


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
    return Router(network, weight=np.where(network.passengers_only, np.inf, network.length_km))


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
    served = {mode: _served(places, points, mode) for mode in _LAND}
    path = cache.folder() / "networks" / f"any-{_key(networks, points, served)}.arrow"

    def make() -> Network:
        _LOG.info("joining rail, road and sea; this is done once for these networks")
        joined = _join(networks, _met(networks, points, served))
        return joined if joined.ordered else ordered(joined)

    return remembered_network(path, make)


def _served(places: Places, points: Transfers, mode: str) -> dict[str, str]:
    """Return the country of each hub that a mode serves: railways have gauges, roads are all."""
    return {
        id_: places[id_].country
        for id_, modes in points.items()
        if mode in modes and (mode == "road" or places[id_].gauges_mm)
    }


def _met(
    networks: Networks, points: Transfers, served: Mapping[str, Mapping[str, str]]
) -> Transfers:
    """Return transfers whose points lie on freight lines of their country, where those reach.

    The last km between a hub and such a line are those of the transfer, and told as such.
    """
    met = {place: dict(modes) for place, modes in points.items()}
    for mode, countries in served.items():
        spots = {id_: points[id_][mode] for id_ in countries}
        for id_, foot in _feet(networks.network(mode), countries, spots):
            met[id_][mode] = foot
    return met


def _feet(
    network: Network, countries: Mapping[str, str], spots: Mapping[str, Point]
) -> Iterator[tuple[str, Point]]:
    """Yield the nearest point on a freight line of its country for each hub within reach."""
    for country in sorted(set(countries.values())):
        ids = [id_ for id_, own in countries.items() if own == country]
        edges = np.flatnonzero(
            network.columns["country"].mask([country]) & ~network.passengers_only
        )
        found = SegmentIndex(network, edges=edges).nearest(
            [spots[id_] for id_ in ids], limit_km=REACH_KM
        )
        for id_, edge, (lon, lat) in zip(ids, found.edge, found.lonlat.tolist(), strict=True):
            if edge >= 0:
                yield id_, (lon, lat)


def _join(networks: Networks, points: Transfers) -> Network:
    from geodata.topology.transfers import join

    by_mode = {mode: networks.network(mode) for mode in ("rail", "road", "sea")}
    return join(by_mode, points, tolerance_km=TOLERANCE_KM)


def _key(networks: Networks, points: Transfers, served: Mapping[str, Mapping[str, str]]) -> str:
    keys = [networks.key(mode) for mode in ("rail", "road", "sea")]
    parts = [VERSION, *keys, points, served]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
