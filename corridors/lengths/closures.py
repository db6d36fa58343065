"""What is shut on a network: gates, boundaries between countries, ports, passages at sea."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from corridors.definitions.states import Scope
from corridors.lengths.boundaries import Boundary
from corridors.tracing import cache
from geodata import geodesy
from geodata.country_names import HIGH_SEAS
from geodata.degrees import jumps

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from corridors.definitions.states import Crossing, Gates, Passage, State
    from corridors.tracing.data import AtlasData
    from geodata.arrays import Floats, Ints, Mask
    from geodata.network.model import Network
    from geodata.places.model import Place
    from geodata.routing.path import Path
    from geodata.routing.router import Router

GATE_KM = 30.0
"""A gate lies on the boundary that its network crosses no farther off than this."""


ASTRAY_KM = 50.0
"""So far from a shut gate its boundary is shut with it, where no other crossing is nearer.

Nobody is known to cross there: a chord of a coarse network, or a road along a winding boundary,
would slip past the gate.
"""


_BESIDE_KM = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Closure:
    """Something that is shut, and what that bars on a network.

    Attributes
    ----------
    state
        The state that shuts it, None where somebody avoids it.
    word
        Its id.
    edges
        Edges that are closed, numbers.
    ends
        Ends of edges that nobody may come to, shape (k, 2): the edge, and 0 its tail or 1 its head.
    about
        Without a state, what is told of it instead.
    """

    state: State | None
    word: str
    edges: Ints
    ends: Ints
    about: Mapping[str, str] = field(default_factory=dict)

    def told(self) -> dict[str, str]:
        """Return what is shut, since when, and who says so."""
        if self.state is None:
            return {"scope": "", "id": self.word, **self.about}
        state = self.state
        return {
            "scope": str(state.scope),
            "id": state.id,
            "mode": state.mode,
            "state": str(state.state),
            "from": state.since,
            "last_heard": state.last_heard,
            "source": state.source,
            "note": state.note,
        }

    def bars(self, path: Path) -> bool:
        """Tell whether a path uses what is shut."""
        if np.isin(path.edge, self.edges).any():
            return True
        whole = path.end[:-1]
        come = path.edge[:-1] * 2 + (whole == 1.0)
        come = come[(whole == 0.0) | (whole == 1.0)]
        return bool(np.isin(come, self.ends[:, 0] * 2 + self.ends[:, 1]).any())


class Shutter:
    """Finds what states and words shut on one network."""

    def __init__(self, network: Network, gates: Gates, places: Mapping[str, Place]) -> None:
        self._network = network
        self._gates = gates
        self._places = places
        self._boundary = Boundary(network)

    def of_states(self, states: Sequence[State]) -> list[Closure]:
        """Return what states shut; those that bar nothing on this network are left out."""
        found = [self._of_state(state) for state in states if state.state.is_shut]
        return [closure for closure in found if len(closure.edges) or len(closure.ends)]

    def _of_state(self, state: State) -> Closure:
        none = np.zeros(0, dtype=np.int64)
        if state.scope is Scope.PASSAGE:
            passage = self._gates.passages[state.id]
            return Closure(state, state.id, self.lanes(passage), none.reshape(0, 2))
        if state.scope is Scope.PAIR:
            return Closure(state, state.id, none, self._pair(state))
        edges, ends = self._gate(state)
        return Closure(state, state.id, np.union1d(self._port(state.id), edges), ends)

    def _pair(self, state: State) -> Ints:
        codes = state.id.split("-")
        nodes = self._boundary.nodes(*codes)
        return self._boundary.ends_at(nodes, codes, mode=state.mode)

    def _gate(self, state: State) -> tuple[Ints, Ints]:
        """Return the edges closed and the ends barred where lines cross the boundary at a gate.

        So are lines that cross it beside the gate, where nobody is known to cross (`ASTRAY_KM`).
        Where a road weaves along the boundary, it stays open and its branches are closed.
        """
        crossing = self._gates.crossings.get(state.id)
        none = np.zeros((0, 2), dtype=np.int64)
        if crossing is None:
            return none[:, 0], none
        modes = [state.mode] if state.mode else list(crossing.modes)
        if "mode" not in self._network.columns and self._network.mode not in modes:
            return none[:, 0], none
        drawn = self._bound(crossing, modes, self._boundary)
        boundary = self._boundary.past_corners(crossing.countries, drawn)
        near = self._bound(crossing, modes, boundary)
        along, own = np.setdiff1d(near, drawn), np.intersect1d(near, drawn)
        ends = [boundary.ends_at(own, crossing.countries, mode=mode) for mode in modes]
        edges = [boundary.branches(along, mode=mode) for mode in modes]
        barred = np.unique(np.concatenate([none, *ends]), axis=0)
        return np.unique(np.concatenate([none[:, 0], *edges])), barred

    def _bound(self, gate: Crossing, modes: Sequence[str], boundary: Boundary) -> Ints:
        """Return the nodes of a boundary that a gate shuts: its own, and those that slip past."""
        nodes = boundary.nodes(*gate.countries)
        away = self._away_km(gate.place, nodes)
        if not len(nodes) or away.min() > GATE_KM:
            return nodes[:0]
        astray = (away <= ASTRAY_KM) & (away < self._to_others_km(gate, modes, nodes))
        return np.asarray(nodes[(away <= away.min() + _BESIDE_KM) | astray], dtype=np.int64)

    def _away_km(self, place: str, nodes: Ints) -> Floats:
        lonlat = self._network.node_lonlat[nodes]
        away = geodesy.distance_km(*self._places[place].point, lonlat[:, 0], lonlat[:, 1])
        return np.asarray(away, dtype=np.float64)

    def _to_others_km(self, gate: Crossing, modes: Iterable[str], nodes: Ints) -> Floats:
        """Return how far nodes lie from the nearest other crossing of the pair by the modes."""
        others = [
            self._away_km(other.place, nodes)
            for other in self._gates.crossings.values()
            if other.place != gate.place
            and set(other.countries) == set(gate.countries)
            and set(other.modes) & set(modes)
        ]
        return np.asarray(np.min([np.full(len(nodes), np.inf), *others], axis=0))

    def _port(self, place: str) -> Ints:
        """Return the transfers of a port, over which goods go ashore."""
        network = self._network
        if "mode" not in network.columns or self._places[place].kind != "sea_port":
            return np.zeros(0, dtype=np.int64)
        rows = np.flatnonzero(network.columns["mode"].mask(["transfer"]))
        ends = network.node_lonlat[np.stack([network.tail[rows], network.head[rows]])]
        away = geodesy.distance_km(*self._places[place].point, ends[..., 0], ends[..., 1])
        return np.asarray(rows[away.min(axis=0) <= _BESIDE_KM])

    def lanes(self, passage: Passage) -> Ints:
        """Return the lanes at sea that pass a passage: those that cross its gate."""
        import shapely

        network = self._network
        columns = network.columns
        at_sea = columns["mode"].mask(["sea"]) if "mode" in columns else None
        if at_sea is None and network.mode != "sea":
            return np.zeros(0, dtype=np.int64)
        rows = np.arange(network.edge_count) if at_sea is None else np.flatnonzero(at_sea)
        gate = shapely.linestrings(np.array(passage.gate))
        west, south, east, north = gate.bounds
        first, edge = network.segment_edges()
        pairs = np.stack([network.coords[first], network.coords[first + 1]], axis=1)
        low, high = pairs.min(axis=1), pairs.max(axis=1)
        near = (low[:, 0] <= east) & (high[:, 0] >= west)
        near &= (low[:, 1] <= north) & (high[:, 1] >= south)
        near &= ~jumps(high[:, 0] - low[:, 0])
        near &= np.isin(edge, rows)
        crossed = shapely.intersects(shapely.linestrings(pairs[near]), gate)
        return np.unique(edge[near][crossed])

    def of_country(self, code: str) -> list[Ints]:
        """Return the edges that avoiding a country closes: its lines, ports, canals and straits."""
        network = self._network
        own = [passage for passage in self._gates.passages.values() if passage.inland_of == code]
        return [
            np.flatnonzero(network.columns["country"].mask([code])),
            *(self.lanes(passage) for passage in own),
        ]

    def passages_at(self, place: Place) -> list[str]:
        """Return the passages of its own country that a port stands on."""
        found = []
        for passage in self._gates.passages.values():
            if place.id in passage.places:
                found.append(passage.id)
            elif passage.inland_of == place.country and passage.inland_of != HIGH_SEAS:
                lanes = [self._network.line(edge) for edge in self.lanes(passage).tolist()]
                if any(_off_km(place, line) <= _ON_PASSAGE_KM for line in lanes):
                    found.append(passage.id)
        return found


_ON_PASSAGE_KM = 20.0
"""A port stands on a passage whose lanes pass it so near; Port Said lies 18 km off the lane."""


def _off_km(place: Place, line: np.ndarray) -> float:
    points = geodesy.densify(line, step_km=2.0)
    return float(geodesy.distance_km(*place.point, points[:, 0], points[:, 1]).min())


def shut_on(network: Network, atlas: AtlasData, *, mode: str) -> list[Closure]:
    """Return what is shut on a network for a mode at the atlas' date; kept in the cache."""
    rows, gates = atlas.states().shut(mode=mode), atlas.catalogue.gates
    if not rows:
        return []
    ids = {*(row.id for row in rows), *(gate.place for gate in gates.crossings.values())}
    places = {id_: atlas.places[id_] for id_ in sorted(ids) if id_ in atlas.places}
    spots = [[place.id, str(place.kind), *place.point] for place in places.values()]

    def found() -> Ints:
        return _packed(Shutter(network, gates, places).of_states(rows), rows)

    parts = [network.content_hash(), rows, gates.crossings, gates.passages, spots]
    return _unpacked(cache.remembered_numbers(parts, found, code="closures 1"), rows)


_WHOLE = -1
"""In the place of an end: all of an edge is closed."""


def _packed(closures: Iterable[Closure], rows: Sequence[State]) -> Ints:
    """Return closures as numbers, shape (k, 3): the row of the state, the edge, and its end."""
    number = {id(state): row for row, state in enumerate(rows)}
    found = [np.zeros((0, 3), dtype=np.int64)]
    for closure in closures:
        ends = np.pad(closure.edges[:, None], ((0, 0), (0, 1)), constant_values=_WHOLE)
        shut = np.concatenate([ends, closure.ends])
        found.append(np.pad(shut, ((0, 0), (1, 0)), constant_values=number[id(closure.state)]))
    return np.concatenate(found)


def _unpacked(numbers: Ints, rows: Sequence[State]) -> list[Closure]:
    closures = []
    for row in sorted(set(numbers[:, 0].tolist())):
        shut = numbers[numbers[:, 0] == row, 1:]
        edges, ends = shut[shut[:, 1] == _WHOLE, 0], shut[shut[:, 1] != _WHOLE]
        closures.append(Closure(rows[row], rows[row].id, edges, ends))
    return closures


def open_router(atlas: AtlasData, mode: str) -> Router:
    """Return the router of a mode over what is open for freight at the atlas' date."""
    states = atlas.states()
    if not states.shut(mode=mode):
        return atlas.networks.router(mode)

    def make() -> Router:
        router = atlas.networks.router(mode)
        closed, barred = masks(router.network, shut_on(router.network, atlas, mode=mode))
        router = router.avoiding(closed)
        return router.barring(barred) if barred.any() else router

    return atlas.networks.remembered(f"{mode} open on {states.day}", make)


def masks(network: Network, closures: Iterable[Closure]) -> tuple[Mask, Mask]:
    """Return which edges of a network are closed, and which of their ends are barred."""
    closed = np.zeros(network.edge_count, dtype=bool)
    barred = np.zeros((network.edge_count, 2), dtype=bool)
    for closure in closures:
        closed[closure.edges] = True
        barred[closure.ends[:, 0], closure.ends[:, 1]] = True
    return closed, barred
