"""Traced corridors, and what can be asked of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from corridors.tracing.traced_data import TracedData

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Sequence

    import geopandas
    import pandas as pd
    from matplotlib.axes import Axes

    from corridors.findings.model import Findings
    from corridors.graph.data import By as Measure
    from corridors.graph.graph import Graph
    from corridors.graph.pieces import Line
    from corridors.hubs.coverage import Coverage
    from corridors.hubs.join import Joins
    from corridors.ledger.ledger import Ledger
    from corridors.ledger.rates.shipment import Rates, Shipment
    from corridors.ledger.verbs import Direction, Ends
    from corridors.lengths.tables import By
    from corridors.partners.flows import Flows
    from corridors.partners.importance import Importance
    from geodata.population import People


class Traced(TracedData):
    """Corridors traced over the networks."""

    def lengths(self, *, by: By | None = None) -> pd.DataFrame:
        """Return km by leg and run of country, origin and shape, or by leg, route or country.

        See `corridors.lengths.tables.runs` and `corridors.lengths.tables.lengths`.
        """
        from corridors.lengths import tables

        return tables.runs(self) if by is None else tables.lengths(self, by=by)

    def ledger(
        self,
        corridor: str | None = None,
        route: str | None = None,
        *,
        profile: str | None = None,
        direction: Direction = "out",
        year: int | None = None,
        ends: Ends = "terminals",
        rates: Rates = (),
    ) -> Ledger:
        """Return hours, money and CO2e of a route by leg and stop.

        See `corridors.ledger.verbs.route_ledger`.
        """
        from corridors.ledger.verbs import route_ledger

        return route_ledger(
            self,
            corridor,
            route,
            profile=profile,
            direction=direction,
            year=year,
            ends=ends,
            rates=rates,
        )

    def coverage(
        self,
        hubs: geopandas.GeoDataFrame | None = None,
        *,
        within_km: float | None = None,
        within_h: float | None = None,
        by: str | None = None,
        kinds: Sequence[str] | None = None,
        countries: Collection[str] | None = None,
        complete: Collection[str] | None = None,
    ) -> Coverage:
        """Return which stretches have a hub near; see `corridors.hubs.coverage.coverage`."""
        from corridors.hubs.coverage import coverage

        return coverage(
            self,
            hubs,
            within_km=within_km,
            within_h=within_h,
            by=by,
            kinds=kinds,
            countries=countries,
            complete=complete,
        )

    def graph(self, *, shipment: Shipment | None = None, lines: Sequence[Line] = ()) -> Graph:
        """Return the corridors as one graph; see `corridors.graph.build.build_graph`."""
        from corridors.graph.build import build_graph

        return build_graph(self, shipment=shipment, lines=lines)

    def joins(
        self, hubs: geopandas.GeoDataFrame | None = None, *, within_km: float = 50.0
    ) -> Joins:
        """Return how hubs meet the corridors; see `corridors.hubs.join.join`."""
        from corridors.hubs.join import join

        return join(self, hubs, within_km=within_km)

    def people(
        self,
        *,
        within_km: float | None = None,
        within_h: float | None = None,
        people: People | None = None,
    ) -> dict[str, pd.DataFrame]:
        """Return who lives near each corridor; see `corridors.hubs.catchment.corridor_people`."""
        from corridors.hubs.catchment import corridor_people

        return corridor_people(self, within_km=within_km, within_h=within_h, people=people)

    def match(self) -> geopandas.GeoDataFrame:
        """Return how well legs match OpenStreetMap; see `corridors.lengths.osm_match.match`."""
        from corridors.lengths.osm_match import match

        return match(self)

    def importance(
        self,
        *,
        flows: Flows | None = None,
        graph: Graph | None = None,
        countries: Collection[str] | None = None,
        by: Measure = "hours",
    ) -> Importance:
        """Return what carries the flows; see `corridors.partners.importance.importance`."""
        from corridors.partners.importance import importance

        chosen = graph or self.graph()
        return importance(self, graph=chosen, flows=flows, countries=countries, by=by)

    def findings(self) -> Findings:
        """Return what the tables say as sentences, with evidence and rank.

        See `corridors.findings.findings.findings`, which tells how to show them.
        """
        from corridors.findings.findings import findings

        return findings(self)

    def export(self, path: str | os.PathLike[str]) -> Path:
        """Write the layers to a file; see `corridors.output.files.export`."""
        from corridors.output.files import export

        return export(self, path)

    def _repr_html_(self) -> str:
        html: str = self.lengths(by="route").to_html(index=False, escape=True)
        return html

    def plot(self, **options: object) -> Axes:
        """Draw the legs with matplotlib, as geopandas does."""
        axes: Axes = self.legs.plot(column="family", **options)
        return axes

    def explore(self, **options: object) -> object:
        """Show the legs as geopandas does; it needs online tiles, unlike `maps.draw`."""
        return self.legs[["leg", "mode", "status", "length_km", "geometry"]].explore(**options)
