"""Where the ends of a route meet the network: on their own side of a border."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from corridors.tracing import trace
from geodata.errors import SnapError
from geodata.places.model import Kind
from geodata.routing.router import TOLERANCE_KM
from geodata.routing.snap import SegmentIndex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corridors.tracing.way import Event, Stretches
    from geodata.arrays import Ints
    from geodata.places.lookup import Places
    from geodata.places.model import Place
    from geodata.routing.path import Spot
    from geodata.routing.router import Router

OWN_SIDE_KM = 3.0
"""A road of its own country may pass a place so far off, though a foreign one passes it nearer."""


TOWN_KM = 5.0
"""An open line so near serves a place whose own line leads to a shut gate."""


_AT_END_KM = 1e-3


_LAND = ("rail", "road")


def ends_of(
    router: Router, stop: Place, places: Places, *, country: str, limit_km: float | None
) -> list[Spot]:
    """Return where a way may begin or end at a place: by any mode, on its rails or its roads.

    Raises
    ------
    SnapError
        Naming the place, and how far off the network is.
    """
    spot = end_of(router, stop, places, country=country, limit_km=limit_km)
    if "mode" not in router.network.columns:
        return [spot]
    return [spot, *(each for mode in _LAND for each in _of_mode(router, spot, stop, mode))]


def _of_mode(router: Router, spot: Spot, stop: Place, mode: str) -> Iterator[Spot]:
    """Yield where the nearest line of a mode passes a place, if it is of the nearest's country."""
    columns = router.network.columns
    modes = columns["mode"]
    if mode not in modes.values or modes.take([spot.edge]).decode() == [mode]:
        return
    near = router.index.within([stop.point], radius_km=TOLERANCE_KM[mode])
    ashore = columns["country"].take(near).mask([_country_of(router, spot)])
    rows = near[modes.take(near).mask([mode]) & ashore]
    if len(rows):
        yield _moved(router, spot, stop, rows)


def off_closed(router: Router, spot: Spot, stop: Place, closed: Ints) -> Spot:
    """Return a spot, moved to the nearest open line near by where it lies on a closed one.

    A town on the branch that leads to a shut gate is reached from its own country.
    """
    if spot.edge not in closed:
        return spot
    near = router.index.within([stop.point], radius_km=TOWN_KM)
    rows = near[router.open[near]]
    return _moved(router, spot, stop, rows) if len(rows) else spot


def cheapest_ends(router: Router, choices: Sequence[Sequence[Spot]]) -> list[Spot]:
    """Return one spot a stop, such that the way through them costs least, access counted in.

    The first of each where there is no way.
    """
    cost = np.array([spot.access_km for spot in choices[0]])
    chosen: list[list[Spot]] = [[spot] for spot in choices[0]]
    for before, here in pairwise(choices):
        through = cost[:, None] + router.distances(before, here)
        best = np.argmin(through, axis=0)
        chosen = [[*chosen[row], spot] for row, spot in zip(best, here, strict=True)]
        cost = through[best, np.arange(len(here))] + [spot.access_km for spot in here]
    return chosen[int(np.argmin(cost))]


def end_of(
    router: Router, stop: Place, places: Places, *, country: str, limit_km: float | None
) -> Spot:
    """Return where a place, or a point, meets the network as an end of a route.

    Parameters
    ----------
    country
        Of the place: a line of another one serves it no more than one beyond a border does.
    limit_km
        How far off the network a point or a large city may lie; None for the mode's tolerance.

    Raises
    ------
    SnapError
        Naming the place, and how far off the network is.
    """
    if stop.kind == Kind.POINT:
        return router.snap([stop.point], labels=[stop.name()], limit_km=limit_km)[0]
    try:
        spot = trace.meet(router, [stop], places)[0]
    except SnapError:
        if stop.kind == Kind.BORDER_CROSSING or limit_km is None:
            raise  # a post that its mode does not pass is another post
        return _beside(router, stop, country=country, limit_km=limit_km)
    if router.network.mode != "road" or stop.kind == Kind.BORDER_CROSSING:
        return spot  # border stations by rail are put right by their hand-overs
    return _on_own_side(router, stop, spot, country=country)


def _beside(router: Router, stop: Place, *, country: str, limit_km: float) -> Spot:
    """Return where the network of its country passes a place; a large city is wide."""
    spot = router.snap([stop.point], labels=[stop.id], limit_km=limit_km)[0]
    found = _country_of(router, spot)
    if found != country:
        raise SnapError(
            f"{stop.id}: the nearest {router.network.mode} network, {spot.access_km:,.1f} km away, "
            f"lies in {found}; give a place there"
        )
    return spot


def _on_own_side(router: Router, stop: Place, spot: Spot, *, country: str) -> Spot:
    """Return where a road of its own country passes a place that a foreign one passes nearer."""
    if _country_of(router, spot) == country:
        return spot
    near = router.index.within([stop.point], radius_km=OWN_SIDE_KM)
    own = near[router.network.columns["country"].take(near).mask([country])]
    return _moved(router, spot, stop, own) if len(own) else spot


def _moved(router: Router, spot: Spot, stop: Place, edges: Ints) -> Spot:
    """Return where the nearest of some edges passes a place."""
    found = SegmentIndex(router.network, edges=edges).nearest([stop.point])
    lon, lat = found.lonlat[0].tolist()
    return replace(
        spot,
        edge=int(found.edge[0]),
        share=float(found.share[0]),
        lonlat=(lon, lat),
        access_km=float(found.distance_km[0]),
    )


def _country_of(router: Router, spot: Spot) -> str:
    (country,) = router.network.columns["country"].take([spot.edge]).decode()
    return str(country)


def crossed(events: Sequence[Event], way: Stretches, ends: tuple[str, str]) -> list[Event]:
    """Return the events without borders at the very ends of a way that it does not cross.

    A station beside a boundary is drawn on it, or just over it; who sets out from there into the
    station's own country crosses nothing.
    """
    return [event for event in events if not _is_behind(event, way, ends)]


def _is_behind(event: Event, way: Stretches, ends: tuple[str, str]) -> bool:
    before, _, after = event.detail.partition(">")
    starts = event.at_km < _AT_END_KM and after == ends[0] == way.country[0]
    stops = event.at_km > way.length_km - _AT_END_KM and before == ends[1] == way.country[-1]
    return event.kind == "border" and (starts or stops)
