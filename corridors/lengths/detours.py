"""What a route by km pays beside its km: borders by land and breaks of gauge.

Otherwise the fewest km win, over a boundary where nobody may cross, through a third country and
back, or onto another gauge for some hundred km less. ``seeds/rules/countries.toml`` has the prices;
no length counts them.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from corridors.definitions.transits import load_detours
from corridors.ledger.paid import paid_by_code
from corridors.lengths.boundaries import without_corners
from corridors.tracing import cache
from corridors.tracing.gauges import national, shared
from geodata import geodesy
from geodata.country_names import HIGH_SEAS
from geodata.places.model import Kind, PlaceStatus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corridors.definitions.states import Crossing
    from corridors.definitions.transits import Detours
    from corridors.tracing.data import AtlasData
    from geodata.arrays import Floats, Ints
    from geodata.network.model import Network
    from geodata.places.model import Place
    from geodata.routing.router import Router

_LAND = ("rail", "road")


def router_with_detours(router: Router, atlas: AtlasData, mode: str) -> Router:
    """Return a router over the same network that pays for borders and breaks of gauge.

    What was closed stays closed; made once for the networks of an atlas.
    """

    def make() -> Router:
        network = router.network
        whole = network.length_km + detour_km(network, atlas, rules=load_detours())
        return router.reweighted(np.where(router.open, whole, np.inf)).searching_near()

    return atlas.networks.remembered(f"{mode}+detours", make)


def detour_km(network: Network, atlas: AtlasData, *, rules: Detours) -> Floats:
    """Return what each edge pays in km for the borders at its ends, shape (m,).

    It is kept in the cache for a network, its crossings and the prices.
    """
    known = atlas.catalogue.gates.crossings
    posts = atlas.places.of_kind(Kind.BORDER_CROSSING)
    spots = [[post.id, post.country, str(post.status or ""), *post.point] for post in posts]
    parts = [network.content_hash(), known, spots, national(), rules]
    return cache.remembered_numbers(
        parts, lambda: _borders(network, _Gates(network, atlas, rules)), code="detours 3"
    )


def _borders(network: Network, gates: _Gates) -> Floats:
    """Return what edges pay for borders; a class is a country and a mode."""
    country = network.columns["country"]
    modes, mode_code = _modes(network)
    size = len(country.values)
    code = mode_code * size + country.codes
    land = np.isin(mode_code, [row for row, mode in enumerate(modes) if mode in _LAND])
    rows = np.flatnonzero(land & ~country.mask([HIGH_SEAS]))
    unknown: dict[tuple[int, int], list[int]] = defaultdict(list)

    def cost(one: int, other: int, node: int) -> float:
        (mode, first), (other_mode, second) = divmod(one, size), divmod(other, size)
        if mode != other_mode:
            return 0.0
        pair = country.values[first], country.values[second]
        if gates.is_unknown(pair, modes[mode], node, working=True):
            unknown[min(one, other), max(one, other)].append(node)
        return gates.price_km(pair, modes[mode], node)

    def pay(code: Ints) -> Floats:
        return paid_by_code(network, rows, code[rows], cost, lambda nodes: nodes.tolist())

    first = pay(code)
    settled = without_corners(network, code, unknown)
    return first if np.array_equal(settled, code) else pay(settled)


def _modes(network: Network) -> tuple[Sequence[str], Ints]:
    """Return the modes of a network and which one each edge has, shape (m,)."""
    if "mode" not in network.columns:
        return (network.mode,), np.zeros(network.edge_count, dtype=np.int64)
    column = network.columns["mode"]
    return column.values, column.codes.astype(np.int64)


class _Gates:
    """The crossings of an atlas, and what a border costs at a node of a network."""

    def __init__(self, network: Network, atlas: AtlasData, rules: Detours) -> None:
        self._network = network
        self._rules = rules
        self._known: Mapping[str, Crossing] = atlas.catalogue.gates.crossings
        self._places = atlas.places.of_kind(Kind.BORDER_CROSSING)
        points = np.array([place.point for place in self._places]).reshape(-1, 2)
        self._points = geodesy.unit_vectors(points)
        self._unknown: dict[tuple[tuple[str, str], str, int, bool], bool] = {}

    def price_km(self, pair: tuple[str, str], mode: str, node: int) -> float:
        """Return what the border of two countries costs there, in km."""
        before, after = (frozenset(national().get(code, ())) for code in pair)
        changed = mode == "rail" and not shared(before, after)
        gauge_km = self._rules.break_of_gauge_km if changed else 0.0
        if self._rules.open.issuperset(pair):
            return self._rules.open_border_km + gauge_km
        unknown = self.is_unknown(pair, mode, node)
        return (self._rules.unknown_border_km if unknown else self._rules.border_km) + gauge_km

    def is_unknown(
        self, pair: tuple[str, str], mode: str, node: int, *, working: bool = False
    ) -> bool:
        """Tell whether people are stopped there, and no crossing of the two is known near by.

        With ``working`` crossings that are closed for good count for nothing.
        """
        if self._rules.open.issuperset(pair):
            return False
        asked = (pair, mode, node, working)
        if asked not in self._unknown:
            near = geodesy.unit_vectors(self._network.node_lonlat[node])
            away = np.linalg.norm(self._points - near, axis=1)
            within = np.flatnonzero(away < geodesy.chord_radius(self._rules.near_km))
            near_by = [self._places[row] for row in within.tolist()]
            known = any(
                self._fits(post, pair, mode)
                for post in near_by
                if not (working and post.status == PlaceStatus.CLOSED)
            )
            self._unknown[asked] = not known
        return self._unknown[asked]

    def _fits(self, place: Place, pair: tuple[str, str], mode: str) -> bool:
        crossing = self._known.get(place.id)
        if crossing is None:
            return place.country in pair
        return set(crossing.countries) == set(pair) and mode in crossing.modes
