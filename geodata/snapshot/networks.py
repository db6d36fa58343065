"""Builds ``seeds/networks``: rail, road and sea, from the packages that the lock file names."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
from scipy.spatial import cKDTree

from geodata import geodesy
from geodata.countries import load as load_countries
from geodata.network.build import concatenate, from_lines, with_joined_nodes
from geodata.network.columns import Coded
from geodata.network.model import Meta, Network
from geodata.routing.router import Router, ordered
from geodata.snapshot.courses.bend import Guide, bent
from geodata.snapshot.courses.drawing import by_gaps, with_chords
from geodata.snapshot.courses.spikes import without_spikes
from geodata.snapshot.courses.terrain_roads import over_terrain
from geodata.snapshot.courses.thread import Refusal, rethreaded, thread
from geodata.snapshot.courses.towns import freely_threaded
from geodata.snapshot.readers import guides
from geodata.snapshot.readers.elevation import read_terrain
from geodata.snapshot.readers.scgraph import read_graph
from geodata.snapshot.sea import sea_network
from geodata.topology import rules
from geodata.topology.contract import join_chains
from geodata.topology.repair import join_ends, repair
from geodata.topology.tag import tag_countries, tag_gauges

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from numpy.typing import NDArray

    from geodata.places.lookup import Places

DECIMALS = 5
"""Coordinates are kept to 1e-5 degrees; the source has three decimals, stations five."""


_TOUCHED_SHARE = 0.5
"""A named line takes an edge whole or not at all: whole from this share of it."""


_CURVE = (-180.0, -90.0, 180.0, 90.0)


_CHAIN_KM = 12.0


_PASS_KM = 5.0
"""A road over a pass lies so near to the points that name it."""


_BEND_FROM_KM = 8.0
_SAME_KM = 1.0
_JOIN_KM = 6.0


_PORTS = frozenset({"sea_port", "river_port"})


_AFLOAT = frozenset({"ferry", "waterway", "sea"})


_OFF_LINE = frozenset({"sea_port", "border_crossing", "logistics_centre"})
_FEW_STATIONS = ("CN", "MN", "TH")

_OSM = Meta(
    licence="ODbL-1.0",
    attribution="© OpenStreetMap contributors",
    vintage="unknown",
    source="OpenStreetMap, by way of PyPI scgraph_data 2.0.0 of April 2024; OSM date not stated",
)


@dataclass(frozen=True, slots=True)
class Built:
    """A network and what its build has to say."""

    network: Network
    refused: tuple[Refusal, ...] = ()


def build_rail(
    wheel: Path, seeds: Traversable, places: Places, *, railroads: Path, stations: Path
) -> Built:
    """Return the rail network: threaded, bent, repaired, completed, tagged, contracted, ordered."""
    lonlat, names = _stations(seeds, places)
    threaded, refused = thread(read_graph(wheel, "rail"), lonlat, names)
    chains = [np.array(points) for points in rules.railways(seeds)]
    known = freely_threaded(threaded, chains, on_road=[True] * len(chains), from_km=_BEND_FROM_KM)
    joined = _with_traffic(_completed(repair(known), seeds, places, "rail"), seeds, places)
    # Only now: named lines were found by the places along them, which a new course would move.
    fit = joined.columns["origin"].mask(["osm"]) & ~joined.passengers_only
    helped = rethreaded(joined, _and_further(lonlat, guides.read_stations(stations)[0]), fit=fit)
    guided = bent(helped, Guide(guides.read_railroads(railroads)), fit=fit)
    tagged = tag_countries(with_chords(by_gaps(guided)), load_countries())
    whole = join_chains(with_joined_nodes(_rounded(_with_gauges(tagged, seeds, places))), listed=())
    return Built(_finished(without_spikes(whole), _OSM), refused)


def build_road(wheel: Path, seeds: Traversable, places: Places, *, elevation: Path) -> Built:
    """Return the road network: threaded through towns, and over the terrain where straight."""
    lines = rules.lines(seeds, "rules/roads.toml", places)
    chains = [np.array([places[place].point for place in line.places]) for line in lines]
    on_road = [line.on_road for line in lines]
    threaded = freely_threaded(read_graph(wheel, "road"), chains, on_road=on_road)
    terrain = read_terrain(elevation, seeds, load_countries())
    joined = _completed(repair(threaded), seeds, places, "road")
    led = over_terrain(joined, terrain)
    told = _without_passes(with_chords(by_gaps(led)), seeds)
    return Built(_finished(tag_countries(told, load_countries()), _OSM))


def build_sea(archive: Path, seeds: Traversable, places: Places) -> Built:
    """Return the sea network: the source's lanes, our own in the Caspian, an approach per port."""
    ports = np.array([place.point for place in places.values() if place.kind in _PORTS])
    network = sea_network(archive, rules.lanes(seeds), load_countries(), ports.reshape(-1, 2))
    ferries = [line for line in rules.lines(seeds, "lines.toml", places) if line.mode in _AFLOAT]
    if ferries:
        network = concatenate([network, _ferries(ferries, places)])
    meta = Meta(
        source="PyPI searoute 1.6.0 (its marnet), the Caspian drawn by this project",
        licence="Apache-2.0",
        attribution="searoute contributors",
        vintage="2026",
    )
    return Built(_finished(network, meta))


def _ferries(ferries: Sequence[rules.Line], places: Places) -> Network:
    """Return the declared ferry lines, each an edge from pier to pier."""
    chains = [np.array([places[place].point for place in line.places]) for line in ferries]
    drawn = [geodesy.line_length_km(chain) for chain in chains]
    return from_lines(
        chains,
        mode="sea",
        length_km=[line.length_km or km for line, km in zip(ferries, drawn, strict=True)],
        columns={"origin": ["declared"] * len(ferries), "status": [f.status for f in ferries]},
    )


def _stations(seeds: Traversable, places: Places) -> tuple[NDArray[np.float64], list[str]]:
    """Return the places that may lie on a railway: the towns of roads need not."""
    towns = _towns(seeds)
    on_line = [p for p in places.values() if p.kind not in _OFF_LINE and p.id not in towns]
    return np.array([place.point for place in on_line]).reshape(-1, 2), [p.id for p in on_line]


def _and_further(own: NDArray[np.float64], lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return our own stations, and others in the countries where these are few, none near by."""
    few = lonlat[np.isin(load_countries().at(*lonlat.T), _FEW_STATIONS)]
    away = cKDTree(geodesy.unit_vectors(own)).query(geodesy.unit_vectors(few))[0]
    return np.vstack([own, few[away > geodesy.chord_radius(_SAME_KM)]])


def _towns(seeds: Traversable) -> frozenset[str]:
    """Return the ids of ``towns.csv``, none where the file does not exist."""
    file = seeds / "towns.csv"
    if not file.is_file():
        return frozenset()
    return frozenset(row["id"] for row in csv.DictReader(file.read_text("utf-8").splitlines()))


def _completed(network: Network, seeds: Traversable, places: Places, mode: str) -> Network:
    """Add the declared lines and close the gaps that are too wide for the general rule."""
    for gap in rules.gaps(seeds):
        if gap.mode == mode:
            network = join_ends(network, [np.array(gap.ends)], limit_km=_JOIN_KM, origin="repaired")
    for line in rules.lines(seeds, "lines.toml", places):
        if line.mode == mode:
            chain = np.array([places[place].point for place in line.places])
            network = join_ends(
                network,
                [chain],
                limit_km=_JOIN_KM,
                origin="declared",
                length_km=line.length_km,
                status=line.status,
            )
    return network


def _with_gauges(network: Network, seeds: Traversable, places: Places) -> Network:
    named = rules.lines(seeds, "rules/gauges.toml", places)
    router = Router(network, engine="scipy")
    exceptions: dict[tuple[int, ...], NDArray[np.int64]] = {}
    for line in named:
        edges = _edges_along(router, line, places)
        known = exceptions.get(line.gauges_mm, np.zeros(0, dtype=np.int64))
        exceptions[line.gauges_mm] = np.union1d(known, edges)
    return tag_gauges(network, rules.gauges_by_country(seeds), exceptions)


def _with_traffic(network: Network, seeds: Traversable, places: Places) -> Network:
    """Mark the lines that freight does not use."""
    router = Router(network, engine="scipy")
    closed = np.zeros(network.edge_count, dtype=np.int32)
    for line in rules.lines(seeds, "rules/lines_not_freight.toml", places):
        closed[_edges_along(router, line, places)] = 1
    return network.with_columns(traffic=Coded(closed, ("", "passenger")))


def _without_passes(network: Network, seeds: Traversable) -> Network:
    """Mark the mountain roads that lorries do not use, by the word that passenger lines have."""
    router = Router(network, engine="scipy")
    closed = np.zeros(network.edge_count, dtype=np.int32)
    for name, points in rules.not_freight_roads(seeds):
        spots = router.snap(points, labels=[name] * len(points), limit_km=_PASS_KM)
        closed[[spot.edge for spot in spots]] = 1
    return network.with_columns(traffic=Coded(closed, ("", "passenger")))


def _edges_along(router: Router, line: rules.Line, places: Places) -> NDArray[np.int64]:
    points = [places[place].point for place in line.places]
    path = router.route(router.snap(points, labels=list(line.places), limit_km=_CHAIN_KM))
    mostly = np.abs(path.end - path.start) > _TOUCHED_SHARE
    return np.unique(path.edge[mostly])


def _rounded(network: Network) -> Network:
    return replace(
        network,
        coords=network.coords.round(DECIMALS),
        node_lonlat=network.node_lonlat.round(DECIMALS),
    )


def _finished(network: Network, meta: Meta) -> Network:
    # Once more: a straight run may pass from edge to edge.
    small = with_chords(join_chains(with_joined_nodes(_rounded(network)), listed=()))
    exact = replace(small, length_km=small.length_km.round(4), meta=meta)
    return ordered(exact.take(_spatial_order(exact)))


def _spatial_order(network: Network) -> NDArray[np.int64]:
    """Return the edges along a Hilbert curve, so that neighbours in space compress together."""
    middle = (network.node_lonlat[network.tail] + network.node_lonlat[network.head]) / 2.0
    boxes = gpd.GeoSeries(gpd.points_from_xy(*middle.T))
    return np.argsort(boxes.hilbert_distance(total_bounds=_CURVE).to_numpy(), kind="stable")
