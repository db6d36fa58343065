"""Tags the edges of a land network with country and gauge, and cuts them at borders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.countries import KNOWN_DEG, country_at
from geodata.country_names import HIGH_SEAS
from geodata.degrees import LAT_LIMIT_DEG
from geodata.network.build import split_edges
from geodata.network.columns import Coded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from geodata.arrays import Floats
    from geodata.boundaries import Countries, Piece
    from geodata.network.model import Network

FOREIGN_KM = 10.0
"""A shorter stretch abroad between two of the same country is the chord's doing, not a border."""


SLIVER_KM = 0.001
"""A shorter piece at a boundary is rounding; it goes to its neighbour."""


_LAND_KM = 20.0


_LONG_KM = 25.0


def tag_countries(
    network: Network, countries: Countries, *, afloat: NDArray[np.bool_] | None = None
) -> Network:
    """Return the network cut at the boundaries, every edge with the country it lies in.

    Parameters
    ----------
    afloat
        Edges that ships run on, shape (m,): what of them lies at sea is in no country.
    """
    ships = np.zeros(network.edge_count, dtype=bool) if afloat is None else afloat
    at_node = countries.at(*network.node_lonlat.T, snap_km=_LAND_KM)
    tail, head = at_node[network.tail], at_node[network.head]
    doubtful = np.flatnonzero(
        (tail != head) | (tail == HIGH_SEAS) | (network.drawn_km() > _LONG_KM) | ships
    )
    pieces = {
        edge: _sailed(countries, network.line(edge))
        if ships[edge]
        else settle(countries.cut(network.line(edge), snap_km=_LAND_KM))
        for edge in doubtful.tolist()
    }
    cut = {
        edge: [piece.end_km for piece in parts[:-1]]
        for edge, parts in pieces.items()
        if len(parts) > 1
    }
    codes = tail.tolist()
    for edge, parts in pieces.items():
        if parts:
            codes[edge] = parts[0].country
    codes.extend(piece.country for edge in sorted(cut) for piece in pieces[edge][1:])
    return split_edges(network, cut).with_columns(country=Coded.encode(codes))


def _sailed(countries: Countries, line: NDArray[np.float64]) -> list[Piece]:
    """Return the pieces of a ferry's line, the sea among them."""
    pieces = countries.cut(line)
    return merge([p for p in pieces if p.end_km - p.start_km >= SLIVER_KM] or pieces)


def settle(pieces: Sequence[Piece], *, foreign_km: float = FOREIGN_KM) -> list[Piece]:
    """Return pieces without water, slivers and false stretches abroad.

    Water belongs to the country before it, or after it at the start; a stretch shorter than
    ``foreign_km`` between two pieces of one country belongs to that country.
    """
    long = [piece for piece in pieces if piece.end_km - piece.start_km >= SLIVER_KM]
    dry = _dry(long or pieces)
    for index, (before, after) in enumerate(zip(dry, dry[2:], strict=False), start=1):
        here = dry[index]
        if before.country == after.country and here.end_km - here.start_km < foreign_km:
            dry[index] = here._replace(country=before.country)
    return merge(dry)


def _dry(pieces: Sequence[Piece]) -> list[Piece]:
    land = next((piece.country for piece in pieces if piece.country != HIGH_SEAS), HIGH_SEAS)
    dry = []
    for piece in pieces:
        land = piece.country if piece.country != HIGH_SEAS else land
        dry.append(piece._replace(country=land))
    return merge(dry)


def merge(pieces: Iterable[Piece]) -> list[Piece]:
    """Return pieces with neighbours of one country joined."""
    merged: list[Piece] = []
    for piece in pieces:
        if merged and merged[-1].country == piece.country:
            merged[-1] = merged[-1]._replace(end_km=piece.end_km)
        else:
            merged.append(piece)
    return merged


def tag_gauges(
    network: Network,
    by_country: Mapping[str, Sequence[int]],
    exceptions: Mapping[tuple[int, ...], NDArray[np.int64]],
) -> Network:
    """Return the network with usable gauges per edge: the country's, or those of named lines.

    Parameters
    ----------
    by_country
        Gauges in mm by ISO alpha-2 code.
    exceptions
        Gauges to the edges of named lines.
    """
    gauges = [
        tuple(sorted(by_country.get(code, ()))) for code in network.columns["country"].decode()
    ]
    for value, edges in exceptions.items():
        for edge in edges.tolist():
            gauges[edge] = tuple(sorted(value))
    return network.with_columns(
        gauges_mm=Coded.encode(gauges), gauge_basis=Coded.constant("rule", network.edge_count)
    )


_TOLD_BY = 500
"""So many points, spread over all, tell on which side of the coast a network lies."""


_HALF = 0.5


def lies_swapped(network: Network) -> bool:
    """Tell whether lines lie at sea, and on land where lon and lat change places."""
    if not network.edge_count:
        return False
    # Not the first points alone: a line may begin in a port, which lies at sea.
    rows = np.unique(np.linspace(0, len(network.coords) - 1, _TOLD_BY).astype(np.int64))
    lon, lat = network.coords[rows].T
    west, south, east, _ = KNOWN_DEG
    known = ((lon >= west) & (lon <= east) & (lat >= south)).all()
    if not known or (np.abs(lon) > LAT_LIMIT_DEG).any():
        return False
    return _on_land(lon, lat) < _HALF < _on_land(lat, lon)


def _on_land(lon: Floats, lat: Floats) -> float:
    return float(np.mean(country_at(lon, lat) != HIGH_SEAS))
