"""Traced corridors as tables: legs, routes, events, sources."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from corridors.definitions import attributes
from corridors.statuses import known
from corridors.tracing import events as tracing_events
from corridors.tracing.mixed import WATER, countries_along

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas
    import pandas as pd

    from corridors.definitions.vocabulary import LegRef
    from corridors.tracing.data import AtlasData
    from corridors.tracing.trace import TracedLeg
    from corridors.tracing.way import Event


@dataclass(frozen=True)
class TracedData:
    """Corridors traced over the networks.

    Attributes
    ----------
    ids
        The corridors asked for.
    by_ref
        Every leg they use, once, by ``corridor:leg``; shared legs under their owner.
    refs
        Corridor to route to references to its legs, in order.
    """

    atlas: AtlasData
    ids: tuple[str, ...]
    by_ref: Mapping[str, TracedLeg]
    refs: Mapping[str, Mapping[str, tuple[LegRef, ...]]]

    def __repr__(self) -> str:
        routes = sum(map(len, self.refs.values()))
        named = self.ids[0] if len(self.ids) == 1 else f"{len(self.ids)} corridors"
        return f"<{type(self).__name__}: {named}, {routes} routes, {len(self.by_ref)} legs>"

    def route_legs(self, corridor: str, route: str) -> list[tuple[TracedLeg, bool]]:
        """Return the traced legs of a route in order, each with whether it is run backwards."""
        return [(self.by_ref[ref.key], ref.backwards) for ref in self.refs[corridor][route]]

    def only(self, corridor: str) -> Self:
        """Return one corridor of several: its own legs, and those of others that it runs over."""
        refs = self.refs[corridor]
        used = {ref.key for legs in refs.values() for ref in legs}
        legs = {
            ref: leg for ref, leg in self.by_ref.items() if ref in used or leg.corridor == corridor
        }
        return replace(self, ids=(corridor,), by_ref=legs, refs={corridor: refs})

    @cached_property
    def legs(self) -> geopandas.GeoDataFrame:
        """Return one row per leg with its line, EPSG:4326; lines are cut at the antimeridian."""
        import geopandas

        from geodata.geodesy import line_geometry

        rows = [self._leg_row(leg) for leg in self.by_ref.values()]
        lines = [line_geometry(leg.way.coords()) for leg in self.by_ref.values()]
        return geopandas.GeoDataFrame(rows, geometry=lines, crs="EPSG:4326")

    @cached_property
    def _traits(self) -> dict[str, list[dict[str, str | int]]]:
        return attributes.of(self.atlas.catalogue.attributes, "leg")

    def _leg_row(self, traced: TracedLeg) -> dict[str, Any]:
        leg, way, places = traced.leg, traced.way, self.atlas.places
        chord25_km = float(way.straight_km(longer_than_km=25.0).sum())
        return {
            "corridor": traced.corridor,
            "family": str(self.atlas.catalogue.corridor(traced.corridor).family),
            "leg": traced.ref,
            "from_place": leg.start,
            "to_place": leg.end,
            "name": dict(leg.name),
            "names_from": dict(places[leg.start].names),
            "names_to": dict(places[leg.end].names),
            "mode": str(leg.mode),
            "status": traced.status_value,
            **known(leg, self.atlas.catalogue.sources, self.atlas.date),
            "numbers": [number.value for number in leg.numbers],
            "history": [
                {
                    "value": str(status.value),
                    "from": status.since,
                    "until": status.until,
                    "note": status.note,
                    "source": status.source,
                }
                for status in leg.statuses
            ],
            "length_km": traced.length_km,
            "length_basis": "|".join(way.sums("length_basis")),
            "published_km": float("nan") if traced.published_km is None else traced.published_km,
            "ratio": float("nan") if traced.ratio is None else traced.ratio,
            "by_country": way.sums("country"),
            "by_origin": way.sums("origin"),
            "by_shape": way.sums("shape"),
            "chord_km": way.chord_km if chord25_km else 0.0,
            "chord25_km": chord25_km,
            "access_km": list(traced.access_km),
            "sources": list(leg.sources),
            "facts": [fact.model_dump(mode="json") for fact in leg.facts],
            "attributes": self._traits.get(traced.ref, []),
            "note": leg.note or "",
        }

    @cached_property
    def routes(self) -> pd.DataFrame:
        """Return one row per route with its totals; a leg counts as often as a route runs it."""
        import pandas as pd

        return pd.DataFrame(
            [
                self._route_row(corridor, route)
                for corridor in self.ids
                for route in self.refs[corridor]
            ]
        )

    def _route_row(self, corridor: str, route: str) -> dict[str, Any]:
        legs = self.route_legs(corridor, route)
        record = self.atlas.catalogue.corridor(corridor).route(route)
        events = self.route_events(corridor, route)
        length = sum(leg.length_km for leg, _ in legs)
        ends = _ends(legs)
        published = self._published_route(ends, record.legs)
        return {
            "corridor": corridor,
            "route": route,
            "main": record is self.atlas.catalogue.corridor(corridor).main_route,
            "name": dict(record.name),
            "legs": [str(ref) for ref in self.refs[corridor][route]],
            "from_place": ends[0],
            "to_place": ends[1],
            "length_km": length,
            "by_mode": _summed((str(leg.leg.mode), leg.length_km) for leg, _ in legs),
            "by_country": _summed(
                pair for leg, _ in legs for pair in leg.way.sums("country").items()
            ),
            "operating_km": sum(leg.length_km for leg, _ in legs if leg.in_use),
            "planned_km": sum(leg.length_km for leg, _ in legs if leg.is_ahead),
            "countries": self._countries(legs, events),
            "borders": sum(event.kind == "border" for event in events),
            "breaks_of_gauge": sum(event.kind == "break_of_gauge" for event in events),
            "transits": sum(event.kind == "transit" for event in events),
            "published_km": published,
            "ratio": length / published,
        }

    def _countries(
        self, legs: Sequence[tuple[TracedLeg, bool]], events: Sequence[Event]
    ) -> list[str]:
        """Return the countries that a route enters or calls at, in order."""
        (first, backwards), start = legs[0], _ends(legs)[0]
        way = first.way.reversed() if backwards else first.way
        return countries_along(
            self.atlas.wayside.country(start) if str(first.leg.mode) in WATER else way.country[0],
            events,
        )

    def _published_route(self, ends: tuple[str, str], legs: Sequence[str]) -> float:
        """Return the published length with a route's ends, NaN where there is none.

        A single leg's own length is the leg's business; totals of whole corridors are not
        comparable unless their entry says so.
        """
        return next(
            (
                length.length_km
                for length in self.atlas.catalogue.published.values()
                if length.comparable
                and not length.via
                and len(legs) > 1
                and {length.start, length.end} == set(ends)
            ),
            float("nan"),
        )

    def route_events(self, corridor: str, route: str) -> list[Event]:
        """Return what happens along a route by chainage: borders, breaks of gauge, mode changes."""
        return self._route_events[corridor, route]

    @cached_property
    def _route_events(self) -> dict[tuple[str, str], list[Event]]:
        wayside = self.atlas.wayside
        return {
            (corridor, route): tracing_events.remembered(self.route_legs(corridor, route), wayside)
            for corridor in self.ids
            for route in self.refs[corridor]
        }

    @cached_property
    def events(self) -> geopandas.GeoDataFrame:
        """Return the events of all routes, and of legs that no route runs, once each, as points."""
        import geopandas

        found = self._distinct_events()
        columns = ["corridor", "leg", "kind", "at_km", "place", "detail", "basis"]
        rows = [
            (corridor, leg, e.kind, e.at_km, e.place, e.detail, e.basis)
            for corridor, leg, e in found
        ]
        points = geopandas.points_from_xy([e.lon for *_, e in found], [e.lat for *_, e in found])
        return geopandas.GeoDataFrame(rows, columns=columns, geometry=points, crs="EPSG:4326")

    def _distinct_events(self) -> list[tuple[str, str, Event]]:
        run = {ref.key for routes in self.refs.values() for refs in routes.values() for ref in refs}
        rows = [
            (corridor, *self._on_leg(corridor, route, event))
            for (corridor, route), events in self._route_events.items()
            for event in events
        ]
        rows += [
            (leg.corridor, leg.ref, event)
            for leg in self.by_ref.values()
            if leg.ref not in run
            for event in leg.events
        ]
        table = {
            _identity(event): (corridor, leg, event) for corridor, leg, event in reversed(rows)
        }
        return [table[key] for key in sorted(table)]

    def _on_leg(self, corridor: str, route: str, event: Event) -> tuple[str, Event]:
        """Return the leg that an event of a route lies on, and the event with the leg's km."""
        at_km = event.at_km
        legs = self.route_legs(corridor, route)
        for leg, backwards in legs[:-1]:
            if at_km <= leg.length_km:
                return leg.ref, _along(event, leg, at_km, backwards=backwards)
            at_km -= leg.length_km
        leg, backwards = legs[-1]
        return leg.ref, _along(event, leg, at_km, backwards=backwards)

    @cached_property
    def corridors(self) -> pd.DataFrame:
        """Return one row per corridor: id, family, names and summary by language."""
        import pandas as pd

        records = [self.atlas.catalogue.corridor(corridor) for corridor in self.ids]
        return pd.DataFrame(
            [
                (record.id, str(record.family), dict(record.name), dict(record.summary))
                for record in records
            ],
            columns=["corridor", "family", "name", "summary"],
        )

    @cached_property
    def sources(self) -> pd.DataFrame:
        """Return the sources that the legs, their statuses and facts cite."""
        import pandas as pd

        cited = {source for leg in self.by_ref.values() for source in leg.leg.cited}
        registry = self.atlas.catalogue.sources
        return pd.DataFrame(
            [
                (
                    key,
                    registry[key].title,
                    registry[key].publisher or "",
                    registry[key].url,
                    registry[key].accessed.isoformat(),
                )
                for key in sorted(cited)
                if key in registry
            ],
            columns=["id", "title", "publisher", "url", "accessed"],
        )


def _ends(legs: Sequence[tuple[TracedLeg, bool]]) -> tuple[str, str]:
    (first, first_back), (last, last_back) = legs[0], legs[-1]
    return (
        first.leg.end if first_back else first.leg.start,
        last.leg.start if last_back else last.leg.end,
    )


def _summed(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    totals: dict[str, float] = {}
    for key, km in pairs:
        totals[key] = totals.get(key, 0.0) + km
    return {key: totals[key] for key in sorted(totals)}


def _along(event: Event, leg: TracedLeg, at_km: float, *, backwards: bool) -> Event:
    return replace(event, at_km=leg.length_km - at_km if backwards else at_km)


def _identity(event: Event) -> tuple[str, str, str]:
    """Return what makes two events the same: kind, place or spot, and what changes."""
    spot = event.place or f"{event.lon:.1f},{event.lat:.1f}"
    return event.kind, spot, "|".join(sorted(event.detail.split(">")))
