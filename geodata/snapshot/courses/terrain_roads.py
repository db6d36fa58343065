"""Leads the straight pieces of the road network over the terrain."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from geodata import geodesy
from geodata.arrays import Floats
from geodata.geodesy import STRAIGHT_POINTS
from geodata.network.columns import Coded
from geodata.snapshot.courses.drawing import redrawn
from geodata.snapshot.courses.terrain import is_rough, least_cost_way

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.network.model import Network
    from geodata.snapshot.readers.elevation import Terrain

Led = tuple[Floats, str, bool]
"""The course of a piece, how it was found, and whether it is longer than the source knows."""

LEAD_FROM_KM, LEAD_TO_KM = 4.0, 150.0
"""Shorter pieces stay straight, and so do longer ones: so far no way was held against points."""

FREE_RATIO = 1.005
"""A length of the source within this of the drawn line is the line's own, and no track length."""

SHORTEST, LONGEST = 0.9, 1.1
"""Where the source knows the length, a way counts that is as long as that, so nearly."""

WINDING = 1.15
"""A track so much longer than its chord was measured; one that is not, where the way over the
terrain is over a tenth longer still, was measured along a line as straight as the drawn one."""

MOST_DETOUR = 1.6
_TINY = 1e-9
WEST = 25.0
"""Degrees east: no corridor runs by road west of it inside the grid."""


def over_terrain(network: Network, terrain: Terrain) -> Network:
    """Return a road network with its straight pieces led over the terrain.

    An edge whose length is that of its straight line takes the length of the way,
    ``length_basis = "terrain"``. Where the source knows a length it stands, and tests the way;
    but a length that hardly exceeds a straight line over relief is no track length either.
    """
    drawn = network.drawn_km()
    known = np.where(
        network.length_km > FREE_RATIO * drawn, network.length_km / np.maximum(drawn, _TINY), 0.0
    )
    courses = {}
    for edge in _candidates(network, terrain):
        pieces = pairwise(network.line(edge))
        led = [_led(terrain, np.array(piece), float(known[edge])) for piece in pieces]
        if any(how for _, how, _ in led):
            courses[edge] = led
    length, basis = network.length_km.copy(), network.columns["length_basis"].decode()
    for edge, led in courses.items():
        if not known[edge] or any(longer for _, _, longer in led):
            length[edge], basis[edge] = _led_km(led, float(known[edge])), "terrain"
    told = network.with_columns(length_basis=Coded.encode(basis))
    drawn_anew = {edge: [(line, how) for line, how, _ in led] for edge, led in courses.items()}
    return redrawn(replace(told, length_km=length), drawn_anew)


def _led_km(led: Sequence[Led], known: float) -> float:
    """Return the length of an edge: its ways as drawn, its straight pieces as the source says."""
    straight = known or 1.0
    return sum(geodesy.line_length_km(line) * (1.0 if how else straight) for line, how, _ in led)


def _candidates(network: Network, terrain: Terrain) -> list[int]:
    """Return the edges with a straight piece of 4 km or more over relief or water."""
    first, owner = network.segment_edges()
    starts, ends = network.coords[first], network.coords[first + 1]
    km = geodesy.distance_km(*starts.T, *ends.T)
    fit = (km >= LEAD_FROM_KM) & (km <= LEAD_TO_KM) & (starts[:, 0] >= WEST)
    long = np.flatnonzero(fit)
    rough = long[is_rough(terrain, starts[long], ends[long])]
    return [int(edge) for edge in np.unique(owner[rough])]


def _led(terrain: Terrain, piece: Floats, known: float) -> Led:
    """Return the course of a straight piece, ``terrain`` or nothing of how it was found.

    The third is whether it is longer than the source knows.

    Parameters
    ----------
    known
        The track length over the straight one, 0 where the source does not know it.
    """
    km = geodesy.line_length_km(piece)
    if not LEAD_FROM_KM <= km <= LEAD_TO_KM or not is_rough(terrain, piece[:1], piece[1:]).any():
        return piece, "", False
    way = least_cost_way(terrain, piece)
    if way is None or len(way) <= STRAIGHT_POINTS:
        return piece, "", False
    ratio = geodesy.line_length_km(way) / km
    longer = bool(known) and ratio > LONGEST * known
    if ratio > MOST_DETOUR or ratio < SHORTEST * known or (longer and known > WINDING):
        return piece, "", False
    return way, "terrain", longer
