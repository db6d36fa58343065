"""Going by rail, train ferries included."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from corridors.definitions.vocabulary import LegRef, LegStatus, Mode
from corridors.lengths.closures import Closure
from corridors.tracing import cache
from corridors.tracing.tracer import Tracer
from geodata.errors import AtlasError
from geodata.network.build import from_lines
from geodata.network.kept import remembered_network
from geodata.routing.reversals import SidedRouter, sides
from geodata.routing.router import TOLERANCE_KM, ordered
from geodata.topology.transfers import join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridors.definitions.model import Leg
    from corridors.tracing.data import AtlasData
    from corridors.tracing.way import Stretches
    from geodata.network.model import Network
    from geodata.routing.router import Router
    from geodata.topology.transfers import Transfers

_JOIN = "rail and ferries 1"
"""To be raised whenever joining ferries changes its answers."""


_RUNNING = frozenset({LegStatus.OPERATING, LegStatus.LIMITED})


@dataclass(frozen=True, slots=True, eq=False)
class Ferry:
    """A ferry of the catalogue: its leg as ``corridor:leg``, and its way over the water.

    The key says what the way depends on.
    """

    ref: str
    leg: Leg
    way: Stretches
    key: str


def rail_router(atlas: AtlasData) -> tuple[Router, list[Closure]]:
    """Return the router of going by rail, and the ferries that do not run at the atlas' date.

    The ferries are the legs of mode ``ferry``; a loaded wagon changes to one where the rails
    come within reach of the pier. On rails of one's own there are none: a ferry is one of their
    edges.
    """
    if atlas.networks.files.get("rail"):
        return atlas.networks.router("rail"), []
    ferries = list(_ferries(atlas))
    if not ferries:
        whole = atlas.networks.network("rail")
        return atlas.networks.remembered("rail+turns", lambda: _turning_costs(whole)), []
    router = atlas.networks.remembered("rail+ferry", lambda: _router(atlas, ferries))
    return router, [
        _idle(atlas, router.network, ferry) for ferry in ferries if _rests(atlas, ferry)
    ]


def _ferries(atlas: AtlasData) -> Iterator[Ferry]:
    legs = {
        LegRef(corridor.id, leg.id): leg
        for corridor in atlas.catalogue.corridors.values()
        for leg in corridor.legs
        if leg.mode is Mode.FERRY and leg.is_built
    }
    tracer = Tracer(atlas, list(legs.values()))
    for ref, leg in legs.items():
        with suppress(AtlasError):  # `corridors check` tells of it; going by rail does without
            traced = tracer.trace(ref.corridor, leg)
            yield Ferry(ref.key, leg, traced.way, traced.key)


def _router(atlas: AtlasData, ferries: list[Ferry]) -> Router:
    """Return the router over rails and ferries, whose joined network is kept in the cache."""
    piers = _piers(atlas, ferries)
    parts = [_JOIN, atlas.networks.key("rail"), {ferry.ref: ferry.key for ferry in ferries}, piers]
    key = hashlib.sha256(cache.told(parts).encode()).hexdigest()
    path = cache.folder() / "networks" / f"rail-{key}.arrow"
    return _turning_costs(remembered_network(path, lambda: _joined(atlas, ferries, piers)))


def _piers(atlas: AtlasData, ferries: list[Ferry]) -> Transfers:
    """Return where the trains of ferries leave the land, and where their ways begin and end."""
    return {
        place: {
            "rail": atlas.places.anchor(place, "rail"),
            "ferry": tuple(ferry.way.lines[-row][-row].tolist()),
        }
        for ferry in ferries
        for row, place in enumerate((ferry.leg.start, ferry.leg.end))
    }


def _joined(atlas: AtlasData, ferries: list[Ferry], piers: Transfers) -> Network:
    water = from_lines(
        [ferry.way.coords() for ferry in ferries],
        mode="sea",
        length_km=[ferry.way.length_km for ferry in ferries],
        columns={
            "country": [_country(ferry.way) for ferry in ferries],
            "origin": ["declared"] * len(ferries),
            "name": [ferry.ref for ferry in ferries],
        },
    )
    by_mode = {"rail": atlas.networks.network("rail"), "ferry": ordered(water)}
    whole = join(by_mode, piers, tolerance_km=dict.fromkeys(by_mode, TOLERANCE_KM["any"]))
    return replace(whole, mode="rail")


def _turning_costs(network: Network) -> Router:
    """Return a router of the embedded rails on which no train turns back to save a few km.

    It costs at stations too: the drawn rails are too coarse to tell in which of them trains turn
    beside the main line, and who stands at one free of charge would run there and back.
    """
    weight = np.where(network.passengers_only, np.inf, network.length_km)
    kept = cache.remembered_numbers(
        [network.content_hash()], lambda: sides(network), code="sides 1"
    )
    free = np.zeros(network.node_count, dtype=bool)
    return SidedRouter(network, weight=weight, free=free, sides_=kept)


def _country(way: Stretches) -> str:
    """Return the country whose water a ferry keeps to, else the sea."""
    return max(way.sums("country").items(), key=lambda pair: pair[1])[0]


def _rests(atlas: AtlasData, ferry: Ferry) -> bool:
    status = ferry.leg.status_on(atlas.date)
    return status is None or status.value not in _RUNNING


def _idle(atlas: AtlasData, network: Network, ferry: Ferry) -> Closure:
    status = ferry.leg.status_on(atlas.date)
    about = {
        "scope": "leg",
        "mode": "ferry",
        "state": str(status.value) if status else "not yet",
        "from": status.since if status else "",
        "source": status.source if status else "",
    }
    edges = np.flatnonzero(network.columns["name"].mask([ferry.ref]))
    return Closure(None, ferry.ref, edges, np.zeros((0, 2), dtype=np.int64), about)
