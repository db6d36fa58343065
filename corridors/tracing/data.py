"""What an atlas holds: definitions, places and networks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Self

from corridors.definitions import attributes
from corridors.definitions.vocabulary import last_day
from corridors.statuses import checked_on
from corridors.tracing.landmarks import Wayside
from corridors.tracing.networks import MODES, Networks
from geodata.errors import InputError
from geodata.places.languages import pick_name
from geodata.places.lookup import Places

if TYPE_CHECKING:
    import geopandas
    import pandas as pd

    from corridors.definitions.catalogue import Catalogue
    from corridors.definitions.states import States
    from geodata.places.model import Place
    from geodata.routing.router import Router


@dataclass(frozen=True)
class AtlasData:
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

    def __repr__(self) -> str:
        date = self.date or "today"
        return f"<Atlas: {len(self.ids)} corridors, {len(self.places):,} places, {date}>"

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
        found = [key for key in self.ids if self.catalogue.corridor(key).family == name]
        if not found:
            known = {record.family for record in self.catalogue.corridors.values()}
            raise InputError.unknown("family", name, known)
        return found

    def listing(self, *, lang: str = "en") -> pd.DataFrame:
        """Return a row per corridor: ``corridor, family, name, routes, legs``."""
        import pandas as pd

        return pd.DataFrame(
            {
                "corridor": record.id,
                "family": str(record.family),
                "name": pick_name(record.name, lang),
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
        gates = self.catalogue.gates
        return Wayside(
            self.places.values(), crossings=gates.crossings, passages=gates.passages.values()
        )

    def states(self, date: str | None = None) -> States:
        """Return what is open and shut at a date; at the atlas's own where none is given."""
        return self.catalogue.gates.on(date) if date else self._states

    @cached_property
    def _states(self) -> States:
        return self.catalogue.gates.on(self.date or checked_on(self.catalogue))

    @cached_property
    def hubs(self) -> geopandas.GeoDataFrame:
        """Return ports, terminals, crossings and cities with facts and attributes, EPSG:4326."""
        frame = self.hub_places.frame()
        hubs = frame[~frame["kind"].isin(["station", "junction"])].reset_index(drop=True)
        known = self.catalogue.facts
        facts = [
            [fact.model_dump(mode="json", exclude={"place"}) for fact in known.get(hub, ())]
            for hub in hubs["id"]
        ]
        told = attributes.of(self.catalogue.attributes, "place")
        traits = [told.get(hub, []) for hub in hubs["id"]]
        return hubs.assign(facts=facts, attributes=traits)

    def router(self, mode: str) -> Router:
        """Return the router of ``rail``, ``road``, ``sea`` or, over all of them, ``any``.

        The joined network is ordered once and kept in the cache; the first call takes a while.

        Raises
        ------
        InputError
            There is no network of that mode.
        """
        if mode == "any":
            from corridors.tracing.multimodal import joined_router

            return joined_router(self.networks, self.places)
        if mode not in MODES:
            raise InputError.unknown("mode", mode, (*MODES, "any"))
        return self.networks.router(mode)

    def as_of(self, date: str | None) -> Self:
        """Return the atlas as it stood at a date, ``YYYY[-MM[-DD]]``.

        Nobody knows the statuses of a later day than that of the last check: beyond it, the atlas
        stands as on that day, and `corridors.statuses.upcoming` tells what is announced.
        """
        checked = checked_on(self.catalogue)
        if date is not None and last_day(date) > checked:
            return replace(self, date=checked.isoformat())
        return replace(self, date=date)
