"""The atlas: a catalogue and the networks it is traced over."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from corridors.definitions import read as catalog
from corridors.traced import Traced
from corridors.tracing.data import AtlasData
from corridors.tracing.networks import MODES, NetworkFiles, Networks, network_paths
from geodata.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas
    import pandas as pd

    from corridors.hubs.catchment import Catchment
    from corridors.ledger.rates.shipment import Shipment
    from corridors.lengths.journey import Journey
    from corridors.lengths.route_options import RouteWords
    from corridors.scenarios.outcome import Outcome
    from corridors.siting.result import Siting
    from corridors.siting.site import SiteOptions
    from geodata.population import People

_HALTS = frozenset({"station", "junction", "rail_terminal", "gauge_yard", "dry_port", "sea_port"})


class Atlas(AtlasData):
    """Corridors, places and networks, and what can be asked of them."""

    def trace(self, *ids: str) -> Traced:
        """Return corridors traced over the networks; all of them where none is named.

        Raises
        ------
        InputError
            Naming unknown corridors, and every leg that cannot be traced.
        """
        from corridors.tracing.tracer import trace_corridors

        found = trace_corridors(self, ids)
        return Traced(self, found.ids, found.by_ref, found.refs)

    def route(self, start: str, end: str, **options: Unpack[RouteWords]) -> Journey:
        """Return the route of least km, time, cost or CO2e; see `corridors.lengths.route.route`.

        Takes ``mode``, ``via``, ``avoid``, ``by``, ``shipment``, ``with_closed`` and ``snap_km``.
        """
        from corridors.lengths.route import route

        return route(self, start, end, **options)

    def catchment(
        self,
        hubs: geopandas.GeoDataFrame | None = None,
        *,
        within_km: float | None = None,
        within_h: float | None = None,
        kinds: Sequence[str] | None = None,
        people: People | None = None,
    ) -> Catchment:
        """Return whom hubs reach by road; see `corridors.hubs.catchment.catchment`."""
        from corridors.hubs.catchment import catchment

        return catchment(
            self, hubs, within_km=within_km, within_h=within_h, kinds=kinds, people=people
        )

    def site(self, **options: Unpack[SiteOptions]) -> Siting:
        """Choose sites for hubs; see `corridors.siting.site.site`, whose keywords it takes."""
        from corridors.siting.site import site

        return site(self, **options)

    def scenario(
        self,
        scenario: str | os.PathLike[str] | Mapping[str, object],
        *,
        shipment: Shipment | None = None,
    ) -> Outcome:
        """Return what comes of a scenario; see `corridors.scenarios.run.run_scenario`.

        Parameters
        ----------
        scenario
            A file, the name of a shipped scenario, or the keys of one.
        """
        from collections.abc import Mapping as Keys

        from corridors.scenarios.read import scenario_file
        from corridors.scenarios.run import ground_of, run_scenario

        asked = scenario if isinstance(scenario, Keys) else scenario_file(os.fspath(scenario))
        return run_scenario(ground_of(self.trace(), shipment=shipment), asked)

    def validate(self) -> pd.DataFrame:
        """Return published lengths beside computed ones; see `corridors.lengths.published`."""
        from corridors.lengths.published import validate

        return validate(self)


def load(
    path: str | os.PathLike[str] | None = None,
    *,
    networks: Mapping[str, NetworkFiles] | None = None,
    hubs: Sequence[str | os.PathLike[str]] = (),
) -> Atlas:
    """Load a catalogue: the shipped one, or a folder of one's own.

    Parameters
    ----------
    path
        Folder with ``corridors/*.toml`` or ``*.toml``, and tables beside them.
    networks
        Mode to a network file of one's own, or several in order of precedence. They are used
        where they cover, the embedded network elsewhere; None among them leaves that one out.
    hubs
        Tables like ``places.csv`` with hubs of one's own; those that the catalogue knows already
        stay as they stand there, see `corridors.hubs.own_hubs`.

    Raises
    ------
    InputError
        Naming every fault of every file.
    """
    own = {mode: network_paths(given) for mode, given in (networks or {}).items()}
    unknown = sorted(set(own) - set(MODES))
    if unknown:
        raise InputError(f"networks: no mode {', '.join(unknown)}; use rail, road or sea")
    catalogue = catalog.read(None if path is None else Path(path))
    stations = tuple(place.point for place in catalogue.places.values() if place.kind in _HALTS)
    atlas = Atlas(catalogue, Networks(own, stations))
    if not hubs:
        return atlas
    from corridors.hubs import own_hubs as given_hubs

    return replace(atlas, own_hubs=given_hubs.read(hubs, catalogue.places).added)
