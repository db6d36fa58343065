"""Where a train on a way turns back, as far as the drawn rails can tell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geodata import geodesy
from geodata.degrees import wrapped
from geodata.places.model import Kind
from geodata.places.nearest import nearest_place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.arrays import Floats
    from geodata.network.model import Network
    from geodata.places.lookup import Places
    from geodata.places.model import Place
    from geodata.routing.path import Path

_NEAR_KM = 15.0
"""A train that turns back so near to a place is told to turn there."""
_KINDS = (
    Kind.STATION, Kind.CITY, Kind.RAIL_TERMINAL, Kind.GAUGE_YARD, Kind.BORDER_CROSSING,
)  # fmt: skip


_ARM_KM = 1.0
"""Points of the drawn rails are rounded to 0.1 km: a turn shows over so much of the way."""


class Turn(NamedTuple):
    """Where a train turns back: km along the way, lon and lat in degrees, the place near by."""

    at_km: float
    lon: float
    lat: float
    place: str


def turned(network: Network, path: Path, places: Places) -> tuple[tuple[Turn, ...], float]:
    """Return where a train turns back, and the km that it runs both ways.

    Nothing is said of nodes whose lines are threaded, repaired or straight, which do not show
    from where the track comes, nor of piers. Only the tracks that touch the way are looked at;
    the rest has no say in where it turns.
    """
    from geodata.routing.reversals import free_nodes, retraced_km, turning_points

    nodes = np.concatenate([network.tail[path.edge], network.head[path.edge]])
    near = np.flatnonzero(np.isin(network.tail, nodes) | np.isin(network.head, nodes))
    part = replace(path, edge=np.searchsorted(near, path.edge))
    at_km = np.cumsum(path.stretch_km(network))
    tracks = network.take(near)
    untold, way = free_nodes(tracks), _Drawn(path.coords(network))
    known = [place for kind in _KINDS for place in places.of_kind(kind)]
    turns = tuple(
        _turn(float(at_km[row]), tracks.node_lonlat[node], known)
        for row, node in turning_points(part, network=tracks)
        if not untold[node] and way.doubles_back(tracks.node_lonlat[node], at_km[row] / at_km[-1])
    )
    return turns, retraced_km(path, network)


class _Drawn:
    """A drawn way, and how it runs on either side of a point of it."""

    def __init__(self, coords: Floats) -> None:
        self._coords = coords
        self._km = geodesy.cumulative_km(coords)

    def doubles_back(self, point: Floats, share: float) -> bool:
        """Tell whether the arms of the way at a point of it leave it to one side.

        Parameters
        ----------
        point
            Lon, lat in degrees.
        share
            About how far along the way it lies, 0 to 1: the way may pass the point twice.
        """
        from geodata.routing.reversals import TURN_DEGREES

        passes = np.flatnonzero((self._coords == point).all(axis=1))
        if not len(passes):
            return True
        there = self._km[passes[np.abs(self._km[passes] / self._km[-1] - share).argmin()]]
        at = np.clip([there - _ARM_KM, there + _ARM_KM], 0.0, self._km[-1])
        ends = np.array([np.interp(at, self._km, axis) for axis in self._coords.T]).T
        away, _, _ = geodesy.geod().inv(*np.tile(point, (2, 1)).T.copy(), *ends.T.copy())
        return bool(abs(wrapped(away[0] - away[1])) < TURN_DEGREES)


def _turn(at_km: float, point: Floats, known: Sequence[Place]) -> Turn:
    lon, lat = point.tolist()
    place = nearest_place(known, (lon, lat), within_km=_NEAR_KM)
    return Turn(at_km, lon, lat, place.id if place else "")
