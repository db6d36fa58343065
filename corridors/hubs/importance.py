"""How much of the corridors' traffic must pass a hub, and what its loss costs.

The corridors are taken as one network: legs that are in use, cut at every hub that lies on them;
legs of different modes meet at the place that they share. Cities of a million and more near that
network are its ends, and every pair of them is joined by the shortest path: betweenness as in
Freeman (1977), doi:10.2307/3033543, over those pairs alone. A loss is the same question asked again
of the network without the hub.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from corridors.hubs.chainage import sample
from corridors.hubs.join import TOUCH_KM, Joins, feet_of, join, legs_near
from corridors.hubs.measure import lonlat
from geodata import geodesy, population
from geodata.errors import InputError, did_you_mean
from geodata.routing.distances import straight_km

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas
    from numpy.typing import NDArray

    from corridors.tracing.traced_data import TracedData
    from geodata.arrays import Floats, Ints
    from geodata.population import People

COLUMNS = ["hub", "kind", "country", "routes", "corridors", "betweenness", "pairs"]
"""Columns of the table of importance, beside the point.

``routes`` and ``corridors`` pass the hub; ``betweenness`` is the share of the pairs of cities whose
shortest path passes it, ``pairs`` their number. Pairs that begin or end there are not counted.
"""


LOSS_COLUMNS = ["hub", "pairs", "extra_km", "mean_extra_km", "cut_off"]
"""Columns of the table of losses.

``pairs`` had their shortest path through the hub; ``extra_km`` is what they travel more without it,
in all and on average over those still joined; ``cut_off`` are joined no longer.
"""


CITY_PEOPLE = 1_000_000.0


ATTACH_KM = 100.0
"""A large city is an end where a place of the network lies so near; that way is left out."""


@dataclass(frozen=True, eq=False)
class Importance:
    """The corridors as a network of hubs, and the shortest paths over it.

    Attributes
    ----------
    nodes
        Ids of hubs and of the other ends of legs.
    graph
        Sparse symmetric matrix of km between neighbours.
    ends
        Nodes to which the large cities are attached, each once.
    """

    hubs: geopandas.GeoDataFrame
    joins: Joins
    traced: TracedData
    nodes: tuple[str, ...]
    graph: Any
    ends: Ints

    @cached_property
    def _number(self) -> dict[str, int]:
        return {name: row for row, name in enumerate(self.nodes)}

    @cached_property
    def _paths(self) -> tuple[Floats, NDArray[np.int32]]:
        from scipy.sparse.csgraph import dijkstra

        return dijkstra(self.graph, indices=self.ends, return_predecessors=True)  # type: ignore[no-any-return]

    @cached_property
    def _passing(self) -> Ints:
        """How many pairs of ends have their shortest path through each node."""
        away, before = self._paths
        count = np.zeros(len(self.nodes), dtype=np.int64)
        for row in range(len(self.ends)):
            for end in self.ends[row + 1 :].tolist():
                if not np.isfinite(away[row, end]):
                    continue
                node = int(before[row, end])
                while node not in (self.ends[row], -9999):
                    count[node] += 1
                    node = int(before[row, node])
        return count

    @property
    def pairs(self) -> int:
        """Return the number of pairs of ends that the network joins."""
        among = self._paths[0][:, self.ends]
        return int(np.isfinite(among[np.triu_indices(len(self.ends), 1)]).sum())

    @cached_property
    def table(self) -> geopandas.GeoDataFrame:
        """Return one row per hub that a route passes, the most used first; see `COLUMNS`."""
        import geopandas

        routes, corridors = self._routes()
        rows, points = [], []
        for _, hub in self.hubs.iterrows():
            passing = (
                int(self._passing[self._number[hub["id"]]]) if hub["id"] in self._number else 0
            )
            if routes.get(hub["id"]):
                rows.append(
                    {
                        "hub": hub["id"],
                        "kind": hub["kind"],
                        "country": hub["country"],
                        "routes": len(routes[hub["id"]]),
                        "corridors": len(corridors[hub["id"]]),
                        "betweenness": passing / self.pairs if self.pairs else 0.0,
                        "pairs": passing,
                    }
                )
                points.append(hub.geometry)
        frame = geopandas.GeoDataFrame(
            pd.DataFrame(rows, columns=COLUMNS), geometry=points, crs="EPSG:4326"
        )
        return frame.sort_values(
            ["betweenness", "routes", "hub"], ascending=[False, False, True], ignore_index=True
        )

    def _routes(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """Return the routes and the corridors that pass each hub."""
        of_leg: dict[str, set[str]] = {}
        for corridor, routes in self.traced.refs.items():
            for route, refs in routes.items():
                for ref in refs:
                    of_leg.setdefault(ref.removeprefix("-"), set()).add(f"{corridor}/{route}")
        routes_of: dict[str, set[str]] = {}
        for hub, legs in zip(self.joins.table["hub"], self.joins.table["legs"], strict=True):
            for leg in legs:
                routes_of.setdefault(hub, set()).update(of_leg.get(leg, ()))
        return routes_of, {
            hub: {name.split("/")[0] for name in names} for hub, names in routes_of.items()
        }

    def loss(self, *hubs: str) -> pd.DataFrame:
        """Return what the loss of each hub costs, one at a time; see `LOSS_COLUMNS`.

        Raises
        ------
        InputError
            Naming hubs that are not on the network.
        """
        unknown = [hub for hub in hubs if hub not in self._number]
        if unknown:
            raise InputError(
                "\n".join(
                    f"{hub}: not on the corridors. {did_you_mean(hub, self._number)}".rstrip(". ")
                    for hub in unknown
                )
            )
        return pd.DataFrame([self._loss(hub) for hub in hubs], columns=LOSS_COLUMNS)

    def _loss(self, hub: str) -> dict[str, Any]:
        from scipy.sparse.csgraph import dijkstra

        node = self._number[hub]
        away = dijkstra(_without(self.graph, node), indices=self.ends)[:, self.ends]
        before = self._paths[0][:, self.ends]
        upper = np.triu(np.ones_like(before, dtype=bool), 1) & np.isfinite(before)
        upper &= (self.ends != node)[:, None] & (self.ends != node)[None, :]
        longer = upper & np.isfinite(away) & (away > before + 1e-9)
        extra = float((away[longer] - before[longer]).sum())
        cut = int((upper & ~np.isfinite(away)).sum())
        mean = extra / int(longer.sum()) if longer.any() else 0.0
        return {
            "hub": hub,
            "pairs": int(longer.sum()) + cut,
            "extra_km": extra,
            "mean_extra_km": mean,
            "cut_off": cut,
        }


def importance(
    traced: TracedData,
    hubs: geopandas.GeoDataFrame | None = None,
    *,
    people: People | None = None,
    city_people: float = CITY_PEOPLE,
) -> Importance:
    """Return how hubs lie on the shortest paths between large cities over the corridors.

    Parameters
    ----------
    hubs
        Points with ``id, kind, country``; those of the atlas where absent.
    people, city_people
        The cities, and from how many people on one is large.
    """
    points = traced.atlas.hubs if hubs is None else hubs
    names, graph = _network(traced, points)
    where = _places(traced, points, names)
    ends = _ends(people or population.cities(), city_people, where)
    return Importance(points, join(traced, points, within_km=TOUCH_KM), traced, names, graph, ends)


def _network(traced: TracedData, hubs: geopandas.GeoDataFrame) -> tuple[tuple[str, ...], Any]:
    """Return the names of the nodes, and km between neighbours along legs in use."""
    from scipy.sparse import csr_matrix

    used = {ref: leg for ref, leg in traced.by_ref.items() if leg.in_use}
    stops = _stops(traced, used, hubs)
    number = {name: row for row, name in enumerate(sorted({s for way in stops for s, _ in way}))}
    least: dict[tuple[int, int], float] = {}
    for way in stops:
        for (one, start), (other, end) in pairwise(way):
            if one != other:
                key = (number[one], number[other])
                least[key] = min(max(end - start, 1e-6), least.get(key, np.inf))
    both = {**least}
    for (a, b), km in least.items():
        both[b, a] = min(km, both.get((b, a), np.inf))
    rows, columns = (np.array([key[side] for key in both], dtype=np.int64) for side in (0, 1))
    shape = (len(number), len(number))
    return tuple(number), csr_matrix((np.array([*both.values()]), (rows, columns)), shape=shape)


def _stops(
    traced: TracedData, legs: dict[str, Any], hubs: geopandas.GeoDataFrame
) -> list[list[tuple[str, float]]]:
    """Return the hubs on each leg in order, its ends among them, each with its km."""
    samples = sample(legs)
    points = lonlat(hubs)
    feet = feet_of(traced, legs_near(samples, points, TOUCH_KM), points, TOUCH_KM)
    ids = hubs["id"].tolist()
    on_leg: dict[str, list[tuple[float, str]]] = {}
    for (hub, ref), (_, at) in feet.items():
        on_leg.setdefault(ref, []).append((at, ids[hub]))
    ways = []
    for ref, leg in legs.items():
        ends = {leg.leg.start, leg.leg.end}
        inner = sorted((at, hub) for at, hub in on_leg.get(ref, []) if hub not in ends)
        ways.append(
            [(leg.leg.start, 0.0), *((hub, at) for at, hub in inner), (leg.leg.end, leg.length_km)]
        )
    return ways


def _places(traced: TracedData, hubs: geopandas.GeoDataFrame, names: Sequence[str]) -> Floats:
    known = dict(zip(hubs["id"], lonlat(hubs).tolist(), strict=True))
    places = traced.atlas.places
    return np.array([known.get(name) or list(places[name].point) for name in names]).reshape(-1, 2)


def _ends(people: People, city_people: float, nodes: Floats) -> Ints:
    """Return the nodes nearest to the large cities."""
    from scipy.spatial import cKDTree

    large = people.at_least(city_people).points[["lon", "lat"]].to_numpy()
    if not len(large) or not len(nodes):
        return np.zeros(0, dtype=np.int64)
    near = large[straight_km(large, nodes) <= ATTACH_KM]
    _, row = cKDTree(geodesy.unit_vectors(nodes)).query(geodesy.unit_vectors(near))
    return np.unique(row).astype(np.int64)


def _without(graph: Any, node: int) -> Any:  # noqa: ANN401 - scipy is untyped
    """Return the network with nothing leading to or from a node."""
    from scipy.sparse import csr_matrix

    entries = graph.tocoo()
    keep = (entries.row != node) & (entries.col != node)
    return csr_matrix(
        (entries.data[keep], (entries.row[keep], entries.col[keep])), shape=graph.shape
    )


def network_loss(
    traced: TracedData,
    hub: str,
    *,
    mode: str = "rail",
    radius_km: float = 2.0,
    people: People | None = None,
    city_people: float = CITY_PEOPLE,
) -> dict[str, float]:
    """Return what closing all lines of a mode around a hub costs the large cities.

    The whole network of the mode is searched again, not the corridors alone, so that a bypass is
    found where the network has one.

    Parameters
    ----------
    radius_km
        Edges that come so near to the hub are closed.

    Returns
    -------
    dict
        ``pairs`` of cities whose way grew longer, their ``extra_km``, and ``cut_off`` pairs.

    Raises
    ------
    PlaceError
        If there is no such hub.
    """
    router = traced.atlas.networks.router(mode)
    place = traced.atlas.places.find(hub)
    point = traced.atlas.places.anchor(place.id, mode)
    large = (people or population.cities()).at_least(city_people).points[["lon", "lat"]].to_numpy()
    away = router.index.nearest(large).distance_km
    spots = router.snap(large[away <= _CITY_SNAP_KM], limit_km=_CITY_SNAP_KM)
    closed = np.zeros(router.network.edge_count, dtype=bool)
    closed[router.index.within([point], radius_km=radius_km)] = True
    kept = [spot for spot in spots if not closed[spot.edge]]
    before = router.distances(kept, kept)
    after = router.avoiding(closed).distances(kept, kept)
    upper = np.triu(np.ones_like(before, dtype=bool), 1) & np.isfinite(before)
    longer = upper & np.isfinite(after) & (after > before + 1e-3)
    return {
        "pairs": int(longer.sum()),
        "extra_km": float((after[longer] - before[longer]).sum()),
        "cut_off": int((upper & ~np.isfinite(after)).sum()),
    }


_CITY_SNAP_KM = 10.0
