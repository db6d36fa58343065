"""The atlas: a catalogue and the networks it is traced over."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from corridors.definitions import read as catalog
from corridors.definitions.vocabulary import last_day
from corridors.statuses import checked_on
from corridors.tracing import trace
from corridors.tracing.landmarks import Wayside
from corridors.tracing.networks import MODES, NetworkFiles, Networks, network_paths
from corridors.tracing.traced import Traced
from corridors.tracing.tracer import Tracer
from geodata.errors import AtlasError, InputError, did_you_mean
from geodata.places.lookup import Places

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas
    import pandas as pd

    from corridors.definitions.catalogue import Catalogue
    from corridors.tracing.trace import TracedLeg
    from geodata.places.model import Place
    from geodata.routing.router import Router

_HALTS = frozenset({"station", "junction", "rail_terminal", "gauge_yard", "dry_port", "sea_port"})


_SEE_LIST = "see `corridors list`"


@dataclass(frozen=True)
class Atlas:
    """Corridors, places and networks: what everything else is computed from.

    Attributes
    ----------
    catalogue
        The definitions.
    date
        The day on which statuses are read, as ``YYYY[-MM[-DD]]``; the last verification where
        empty.
    own_hubs
        Hubs beside those of the catalogue, which no line runs to.
    """

    catalogue: Catalogue
    networks: Networks = field(default_factory=Networks)
    date: str | None = None
    own_hubs: tuple[Place, ...] = ()

    @property
    def ids(self) -> list[str]:
        """Return the ids of the corridors."""
        return sorted(self.catalogue.corridors)

    def family(self, name: str) -> list[str]:
        """Return the ids of the corridors of a family.

        Raises
        ------
        InputError
            If the catalogue has no such family.
        """
        found = [key for key in self.ids if self.catalogue.corridors[key].family == name]
        if not found:
            known = sorted({str(record.family) for record in self.catalogue.corridors.values()})
            hint = did_you_mean(name, known) or f"one of {', '.join(known)}"
            raise InputError(f"no corridor of the family {name!r} ({hint})")
        return found

    def listing(self, *, lang: str = "en") -> pd.DataFrame:
        """Return a row per corridor: ``corridor, family, name, routes, legs``."""
        import pandas as pd

        return pd.DataFrame(
            {
                "corridor": record.id,
                "family": str(record.family),
                "name": record.name.get(lang, record.name["en"]),
                "routes": len(record.routes),
                "legs": len(record.legs),
            }
            for record in self.catalogue.corridors.values()
        )

    def _repr_html_(self) -> str:
        html: str = self.listing().to_html(index=False, escape=True)
        return html

    @property
    def places(self) -> Places:
        """Return the places and stations."""
        return self.catalogue.places

    @cached_property
    def hub_places(self) -> Places:
        """Return the places with hubs of one's own among them."""
        return Places([*self.places.values(), *self.own_hubs], self.places.anchors.values())

    @cached_property
    def wayside(self) -> Wayside:
        """Return the crossings and yards that events are pinned to."""
        return Wayside(self.places.values())

    @cached_property
    def hubs(self) -> geopandas.GeoDataFrame:
        """Return the ports, terminals, crossings and cities with their facts, EPSG:4326."""
        frame = self.hub_places.frame()
        hubs = frame[~frame["kind"].isin(["station", "junction"])].reset_index(drop=True)
        known = self.catalogue.facts
        facts = [
            [fact.model_dump(mode="json", exclude={"place"}) for fact in known.get(hub, ())]
            for hub in hubs["id"]
        ]
        return hubs.assign(facts=facts)

    def router(self, mode: str) -> Router:
        """Return the router of ``rail``, ``road``, ``sea`` or, over all of them, ``any``.

        The joined network is ordered once and kept in the cache; the first call takes a while.
        """
        if mode == "any":
            from corridors.tracing.multimodal import joined_router

            return joined_router(self)
        if mode not in MODES:
            raise InputError(
                f"no mode {mode!r} ({did_you_mean(mode, MODES) or 'rail, road, sea, any'})"
            )
        return self.networks.router(mode)

    def as_of(self, date: str | None) -> Atlas:
        """Return the atlas as it stood at a date, ``YYYY[-MM[-DD]]``.

        Nobody knows the statuses of a later day than that of the last check: beyond it, the atlas
        stands as on that day, and `corridors.statuses.upcoming` tells what is announced.
        """
        checked = checked_on(self.catalogue)
        if date is not None and last_day(date) > checked:
            return replace(self, date=checked.isoformat())
        return replace(self, date=date)

    def trace(self, *ids: str) -> Traced:
        """Return corridors traced over the networks; all of them where none is named.

        Raises
        ------
        InputError
            Naming unknown corridors, and every leg that cannot be traced.
        """
        wanted = self._known(ids)
        refs = {corridor: self._refs(corridor) for corridor in wanted}
        owners = dict.fromkeys(
            ref.lstrip("-") for routes in refs.values() for legs in routes.values() for ref in legs
        )
        stated = dict.fromkeys(
            f"{corridor}:{leg.id}"
            for corridor in wanted
            for leg in self.catalogue.corridors[corridor].legs
        )
        return Traced(self, tuple(wanted), self._legs([*dict.fromkeys([*owners, *stated])]), refs)

    def _known(self, ids: Sequence[str]) -> list[str]:
        unknown = [name for name in ids if name not in self.catalogue.corridors]
        if unknown:
            raise InputError(
                "\n".join(
                    f"no corridor {name!r} ({did_you_mean(name, self.ids) or _SEE_LIST})"
                    for name in unknown
                )
            )
        return list(dict.fromkeys(ids)) or self.ids

    def _refs(self, corridor: str) -> dict[str, tuple[str, ...]]:
        """Return, per route, its legs as ``corridor:leg``, a leading ``-`` where run backwards."""
        return {
            route.id: tuple(
                f"{'-' if leg.reversed else ''}{leg.corridor}:{leg.leg.id}"
                for leg in self.catalogue.resolve(corridor, route)
            )
            for route in self.catalogue.corridors[corridor].routes
        }

    def _legs(self, refs: Iterable[str]) -> dict[str, TracedLeg]:
        wanted = {ref: self.catalogue.leg(ref).leg for ref in refs}
        tracer = Tracer(self, list(wanted.values()))
        traced: dict[str, TracedLeg] = {}
        failed: list[tuple[str, str, Exception]] = []
        for ref, leg in wanted.items():
            corridor = ref.split(":")[0]
            try:
                traced[ref] = tracer.trace(corridor, leg)
            except AtlasError as error:
                failed.append((f"{corridor}.toml", f"leg[{leg.id}]", error))
        if failed:
            raise trace.failures(failed)
        return traced


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
        stay as they stand there, see `corridors.own_hubs`.

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
    from corridors.definitions import own_hubs as definitions_own_hubs

    return replace(atlas, own_hubs=definitions_own_hubs.read(hubs, catalogue.places).added)
