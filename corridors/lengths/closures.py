"""What is shut on a network: gates, boundaries between countries, ports, passages at sea."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from corridors.definitions.states import Scope
from corridors.tracing.borders import FOREIGN_KM
from geodata import geodesy
from geodata.arrays import components
from geodata.country_names import HIGH_SEAS
from geodata.degrees import jumps

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from corridors.definitions.states import Gates, Passage, State
    from corridors.tracing.data import AtlasData
    from geodata.arrays import Ints, Mask
    from geodata.network.model import Network
    from geodata.places.model import Place
    from geodata.routing.path import Path
    from geodata.routing.router import Router

GATE_KM = 30.0
"""A gate lies on the boundary that its network crosses no farther off than this."""


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


class Boundary:
    """The nodes of a network at which its lines cross from one country into another.

    A part of a country under 10 km that hangs on another one only, as where a line is drawn on
    the wrong bank, belongs to that other one.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._land = _on_land(network)
        country = network.columns["country"]
        self._number = {code: row for row, code in enumerate(country.values)}
        self._codes = _settled(network, country.codes.astype(np.int64), self._land)

    def nodes(self, first: str, second: str) -> Ints:
        """Return the nodes at which lines of two countries meet."""
        met = np.intersect1d(self._nodes_of(first), self._nodes_of(second))
        return np.asarray(met, dtype=np.int64)

    def _ends_of(self, code: str) -> tuple[Ints, Ints]:
        rows = np.flatnonzero(self._land & (self._codes == self._number.get(code, -1)))
        network = self._network
        return network.tail[rows].astype(np.int64), network.head[rows].astype(np.int64)

    def _nodes_of(self, code: str) -> Ints:
        return np.unique(np.concatenate(self._ends_of(code)))

    def ends_at(self, nodes: Ints, codes: Iterable[str], *, mode: str = "") -> Ints:
        """Return the ends of the lines of some countries at nodes, shape (k, 2)."""
        network = self._network
        mine = self._land & np.isin(self._codes, [self._number.get(code, -1) for code in codes])
        if mode and "mode" in network.columns:
            mine = mine & network.columns["mode"].mask([mode])
        tail = np.flatnonzero(mine & np.isin(network.tail, nodes))
        head = np.flatnonzero(mine & np.isin(network.head, nodes))
        sides = np.repeat([0, 1], [len(tail), len(head)])
        return np.column_stack([np.concatenate([tail, head]), sides]).astype(np.int64)


def _on_land(network: Network) -> Mask:
    if "mode" in network.columns:
        return network.columns["mode"].mask(["rail", "road"])
    return np.full(network.edge_count, network.mode in ("rail", "road"))


def _settled(network: Network, codes: Ints, land: Mask) -> Ints:
    """Return the number of each edge's country, short parts abroad counted to their neighbour."""
    rows = np.flatnonzero(land)
    if not len(rows):
        return codes
    width = int(codes.max(initial=0)) + 1
    keys = np.concatenate(
        [network.tail[rows] * width + codes[rows], network.head[rows] * width + codes[rows]]
    ).astype(np.int64)
    pair, at = np.unique(keys, return_inverse=True)
    tail, head = at[: len(rows)], at[len(rows) :]
    part = components(tail, head, nodes=len(pair))
    km = np.bincount(part[tail], weights=network.length_km[rows], minlength=part.max(initial=0) + 1)
    node, code = pair // width, pair % width
    small = km[part] < FOREIGN_KM
    neighbour = _neighbours(node, code, part, small)
    settled = codes.copy()
    settled[rows] = np.where(small[tail], neighbour[part[tail]], codes[rows])
    return settled


def _neighbours(node: Ints, code: Ints, part: Ints, small: Mask) -> Ints:
    """Return, for each part, the country of a larger part that it touches, else its own."""
    own = np.zeros(part.max(initial=0) + 1, dtype=np.int64)
    own[part] = code
    order = np.lexsort((small, node))  # at each node the large parts come first
    first = np.flatnonzero(np.append([True], np.diff(node[order]) != 0))
    leader = np.repeat(order[first], np.diff(np.append(first, len(order))))
    touching = small[order] & ~small[leader]
    own[part[order][touching]] = code[leader][touching]
    return own


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
        return Closure(state, state.id, self._port(state.id), self._gate(state))

    def _pair(self, state: State) -> Ints:
        codes = state.id.split("-")
        nodes = self._boundary.nodes(*codes)
        return self._boundary.ends_at(nodes, codes, mode=state.mode)

    def _gate(self, state: State) -> Ints:
        """Return the ends barred at a crossing: where its network crosses the boundary nearby."""
        crossing = self._gates.crossings.get(state.id)
        none = np.zeros((0, 2), dtype=np.int64)
        if crossing is None:
            return none
        nodes = self._boundary.nodes(*crossing.countries)
        lonlat = self._network.node_lonlat[nodes]
        away = geodesy.distance_km(*self._places[state.id].point, lonlat[:, 0], lonlat[:, 1])
        if not len(nodes) or away.min() > GATE_KM:
            return none
        near = nodes[away <= away.min() + _BESIDE_KM]
        modes = [state.mode] if state.mode else list(crossing.modes)
        ends = [self._boundary.ends_at(near, crossing.countries, mode=mode) for mode in modes]
        served = "mode" in self._network.columns or self._network.mode in modes
        return np.unique(np.concatenate([none, *ends]), axis=0) if served else none

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


def open_router(atlas: AtlasData, mode: str) -> Router:
    """Return the router of a mode over what is open for freight at the atlas' date."""
    states = atlas.states()
    rows = states.shut(mode=mode)
    if not rows:
        return atlas.networks.router(mode)

    def make() -> Router:
        router = atlas.networks.router(mode)
        places = {place.id: place for place in atlas.places.values()}
        shutter = Shutter(router.network, atlas.catalogue.gates, places)
        closed, barred = masks(router.network, shutter.of_states(rows))
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
