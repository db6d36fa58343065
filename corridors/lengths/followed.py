"""Which corridors a way follows, and which it leaves."""

from __future__ import annotations

from contextlib import suppress
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corridors.definitions.vocabulary import LegRef
from corridors.tracing.trace import waypoints
from corridors.tracing.tracer import Tracer
from geodata import geodesy
from geodata.errors import AtlasError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from corridors.definitions.catalogue import Catalogue
    from corridors.definitions.model import Leg
    from corridors.tracing.data import AtlasData
    from corridors.tracing.trace import TracedLeg
    from corridors.tracing.way import Stretches
    from geodata.arrays import Floats, Mask

FOLLOWS = 0.9
"""A way that runs over a corridor's lines for so much of its length follows it."""


TOLD = 0.1
"""Corridors that share less of the way are not told."""


_STOP_KM = 10.0
"""A leg of which no place lies so near to the way is not looked at."""


_PER_DEGREE = 1e4
"""Vertices are equal that agree to about 10 m: lines come from the same network."""


_STRIDE = 10_000_000


_MIX = np.uint64(0x9E3779B97F4A7C15)
"""Odd and of many bits, so that two vertices make one number that other pairs do not make."""


class Followed(NamedTuple):
    """A corridor along a way.

    Attributes
    ----------
    km, share
        How much of the way runs over its lines, out of 1.
    route, route_km
        Its shortest route that has both ends of the way among its nodes, and the km between
        them; empty where it has none.
    idle
        Legs of that route that are not in use, each with its status.
    """

    corridor: str
    km: float
    share: float
    route: str
    route_km: float | None
    idle: tuple[str, ...]

    @property
    def follows(self) -> bool:
        """Return whether the way keeps to the corridor."""
        return self.share >= FOLLOWS

    def text(self, length_km: float, *, by: str) -> str:
        """Return what is to be said of it: that the way follows it, shares a part, or why not."""
        shared = f"{self.corridor}: {self.km:,.0f} km of the way ({self.share:.0%}) run over it"
        if self.follows:
            return f"follows {shared}"
        if self.route_km is None:
            return shared
        longer = self.route_km - length_km
        more = f"{abs(longer):,.0f} km {'longer' if longer > 0 else 'shorter'}"
        reason = f"; not in use there: {', '.join(self.idle)}" if self.idle else ""
        why = "" if by == "km" else f"; this way takes less {by}"
        return (
            f"leaves {shared}; its route {self.route} is {self.route_km:,.0f} km, "
            f"{more}{reason or why}"
        )


def followed(
    atlas: AtlasData, way: Stretches, ends: tuple[str, str], *, modes: frozenset[str]
) -> list[Followed]:
    """Return the corridors that a way follows or leaves, the most shared first.

    Those that share `TOLD` of it, and those with both its ends among the nodes of a route.

    Parameters
    ----------
    ends
        Ids of the places at both ends.
    modes
        Those that may be travelled, by the names of networks.
    """
    search = _Search(atlas, modes)
    points, km = way.coords(), way.length_km
    near = search.near(points)
    found = []
    for corridor, refs in near.items():
        shared = _shared_km(way, [leg.way for leg in search.traced(refs)])
        route, route_km, idle = search.between(corridor, ends)
        if shared >= TOLD * km or route:
            found.append(Followed(corridor, shared, shared / km, route, route_km, idle))
    return sorted(found, key=lambda each: (-each.km, each.corridor))


def _shared_km(way: Stretches, lines: Sequence[Stretches]) -> float:
    """Return the km of a way whose pieces, from vertex to vertex, are pieces of some lines."""
    if not lines:
        return 0.0
    known = np.unique(np.concatenate([_pieces(line) for each in lines for line in each.lines]))
    return sum(
        float(km) * _share_on(line, np.isin(_pieces(line), known))
        for km, line in zip(way.km, way.lines, strict=True)
    )


def _share_on(line: Floats, known: Mask) -> float:
    drawn = geodesy.segment_lengths_km(line)
    whole = float(drawn.sum())
    return float(drawn[known].sum()) / whole if whole else 0.0


def _pieces(line: Floats) -> NDArray[np.uint64]:
    """Return a number for each piece from vertex to vertex, the same in both directions."""
    lon, lat = np.rint(np.asarray(line).T * _PER_DEGREE).astype(np.int64)
    vertex = (lon * _STRIDE + lat).astype(np.uint64)
    low, high = np.minimum(vertex[:-1], vertex[1:]), np.maximum(vertex[:-1], vertex[1:])
    return np.asarray(low * _MIX + high)


def _met(places: Mapping[str, tuple[float, float]], points: Floats) -> set[str]:
    """Return the places, by id, that lie within reach of a way."""
    if not places:
        return set()
    way = geodesy.unit_vectors(geodesy.densify(points, step_km=_STOP_KM))
    reach = geodesy.chord_radius(_STOP_KM)
    nearest = (geodesy.unit_vectors(list(places.values())) @ way.T).max(axis=1)
    return {
        place for place, cosine in zip(places, nearest, strict=True) if 2 - 2 * cosine <= reach**2
    }


class _Search:
    """Looks for the legs along one way; those that several corridors use are traced once."""

    def __init__(self, atlas: AtlasData, modes: frozenset[str]) -> None:
        self._atlas = atlas
        self._modes = modes
        self._legs: dict[str, TracedLeg] = {}

    @property
    def _catalogue(self) -> Catalogue:
        return self._atlas.catalogue

    def near(self, points: Floats) -> Mapping[str, list[str]]:
        """Return, by corridor, the legs of its routes with a place near the way."""
        stops = {
            (corridor, ref): waypoints(leg, self._atlas.places)
            for corridor in self._atlas.ids
            for ref, leg in self._legs_of(corridor).items()
            if leg.mode.network in self._modes
        }
        met = _met({stop.id: stop.point for each in stops.values() for stop in each}, points)
        found: dict[str, list[str]] = {}
        for (corridor, ref), each in stops.items():
            if any(stop.id in met for stop in each):
                found.setdefault(corridor, []).append(ref)
        return found

    def _legs_of(self, corridor: str) -> dict[str, Leg]:
        """Return the legs of a corridor and those that its routes run over, by their keys."""
        record = self._catalogue.corridor(corridor)
        own = {LegRef(corridor, leg.id).key: leg for leg in record.legs}
        run = (self._catalogue.resolve(corridor, route) for route in record.routes)
        return {**own, **{each.ref.key: each.leg for legs in run for each in legs}}

    def _course(self, corridor: str, route: str) -> Iterator[tuple[str, bool]]:
        record = self._catalogue.corridor(corridor).route(route)
        for leg in self._catalogue.resolve(corridor, record):
            yield leg.ref.key, leg.reversed

    def traced(self, refs: Sequence[str]) -> list[TracedLeg]:
        """Return legs traced, without those that cannot be."""
        missing = {ref: self._catalogue.leg(ref).leg for ref in refs if ref not in self._legs}
        tracer = Tracer(self._atlas, list(missing.values()))
        for ref, leg in missing.items():
            with suppress(AtlasError):
                self._legs[ref] = tracer.trace(LegRef.read(ref).corridor, leg)
        return [self._legs[ref] for ref in refs if ref in self._legs]

    def between(
        self, corridor: str, ends: tuple[str, str]
    ) -> tuple[str, float | None, tuple[str, ...]]:
        """Return the shortest route with both ends among its nodes, its km and what rests on it."""
        best: tuple[str, float | None, tuple[str, ...]] = ("", None, ())
        for route in self._catalogue.corridor(corridor).routes:
            refs = self._part(corridor, route.id, ends)
            legs = self.traced(refs)
            km = sum(leg.length_km for leg in legs)
            if refs and len(legs) == len(refs) and (best[1] is None or km < best[1]):
                idle = tuple(f"{leg.ref} ({leg.status_value})" for leg in legs if not leg.in_use)
                best = (route.id, km, idle)
        return best

    def _part(self, corridor: str, route: str, ends: tuple[str, str]) -> list[str]:
        """Return the legs of a route between two of its nodes, none where it lacks one."""
        course = list(self._course(corridor, route))
        legs = [self._catalogue.leg(ref).leg for ref, _ in course]
        first = (legs[0].end if course[0][1] else legs[0].start) if legs else ""
        nodes = list(
            accumulate(
                zip(legs, (back for _, back in course), strict=True),
                lambda _, pair: pair[0].start if pair[1] else pair[0].end,
                initial=first,
            )
        )
        if not set(ends) <= set(nodes):
            return []
        low, high = sorted(nodes.index(end) for end in ends)
        return [ref for ref, _ in course[low:high]]
