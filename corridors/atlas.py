"""The atlas: a catalogue and the networks it is traced over."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridors import catalog, trace
from corridors.model import last_day
from corridors.statuses import checked_on
from corridors.stretches import Wayside
from corridors.traced import Traced
from geodata.errors import AtlasError, InputError, did_you_mean
from geodata.places import Places

if TYPE_CHECKING:
    import geopandas
    import pandas as pd

    from corridors.catalog import Catalogue
    from corridors.model import Leg
    from corridors.trace import TracedLeg, Travelled
    from geodata.network import Network
    from geodata.places import Place
    from geodata.routing import Router

_HALTS = frozenset({"station", "junction", "rail_terminal", "gauge_yard", "dry_port", "sea_port"})
_SEE_LIST = "see `corridors list`"
MODES = ("rail", "road", "sea")
NetworkFiles = str | os.PathLike[str] | Sequence[str | os.PathLike[str] | None]


Sources = Mapping[str, Sequence[Path | None]]
"""Mode to network files in order of precedence; None leaves the embedded network out."""


@dataclass(frozen=True)
class Networks:
    """The networks by mode, read when first asked for.

    Attributes
    ----------
    files
        Networks of one's own, which go before the embedded one where they cover.
    stations
        Where trains may turn back at no cost, lon, lat; elsewhere on rails of one's own a
        reversal is paid for. The embedded rails are too coarse to tell where a train turns.
    """

    files: Sources = field(default_factory=dict)
    stations: tuple[tuple[float, float], ...] = field(default=(), repr=False)
    _loaded: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def network(self, mode: str) -> Network:
        """Return the network of ``rail``, ``road`` or ``sea``."""
        return self.router(mode).network

    def router(self, mode: str) -> Router:
        """Return the router of a mode, lines that freight does not use closed."""
        if mode not in self._loaded:
            stations = self.stations if self._sided(mode) else None
            self._loaded[mode] = _router(self._read(mode), stations)
        loaded: Router = self._loaded[mode]
        return loaded

    def remembered(self, name: str, make: Callable[[], Router]) -> Router:
        """Return a router made of these networks under a name, made when first asked for."""
        if name not in self._loaded:
            self._loaded[name] = make()
        loaded: Router = self._loaded[name]
        return loaded

    def key(self, mode: str) -> str:
        """Return what a trace over a mode's network depends on: its hash, and where trains turn."""
        from geodata.network_file import read_hash

        paths = self._paths(mode)
        one = len(paths) == 1
        key = read_hash(paths[0]) if one else self.network(mode).meta.content_hash
        if not self._sided(mode):
            return key
        return f"{key}-{hashlib.sha256(repr(self.stations).encode()).hexdigest()}"

    def _sided(self, mode: str) -> bool:
        return mode == "rail" and bool(self.files.get(mode))

    def _read(self, mode: str) -> Network:
        from geodata.network import read

        paths = self._paths(mode)
        return read(paths[0]) if len(paths) == 1 else _merged(paths, mode)

    def _paths(self, mode: str) -> list[Path]:
        own = self.files.get(mode, ())
        paths = [path for path in own if path is not None]
        if None not in own:
            paths.append(Path(str(files("seeds") / "networks" / f"{mode}.parquet")))
        return paths


def _merged(paths: Sequence[Path], mode: str) -> Network:
    """Return several networks of a mode as one; the merge is kept in the cache."""
    from corridors.cache import folder
    from geodata.merge import Named, merged
    from geodata.network import read

    if not paths:
        raise InputError(f"no {mode} network is left: name a file beside `{mode}=none`")
    return merged([Named(path.name, read(path)) for path in paths], cache=folder() / "networks")


def _router(network: Network, stations: Sequence[tuple[float, float]] | None) -> Router:
    import numpy as np

    from geodata.routing import Router

    weight = network.length_km
    if "traffic" in network.columns:
        weight = np.where(network.columns["traffic"].mask(["passenger"]), np.inf, weight)
    if stations is None:
        return Router(network, weight=weight)
    from geodata.turns import SidedRouter

    return SidedRouter(network, weight=weight, stations=stations)


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
            from corridors.multimodal import joined_router

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
        tracer = _Tracer(self, list(wanted.values()))
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


class _Tracer:
    """Traces the legs of one request, so that what they share is done once."""

    def __init__(self, atlas: Atlas, legs: Sequence[Leg]) -> None:
        self._atlas = atlas
        self._legs = legs
        self._keys: dict[str, str] = {}
        self._met: set[str] = set()

    def trace(self, corridor: str, leg: Leg) -> TracedLeg:
        """Return a traced leg, from the cache where it is there."""
        atlas = self._atlas
        status = leg.status_on(atlas.date)
        known = atlas.catalogue.published
        lengths = [known[key] for key in leg.published if key in known]
        sketched = trace.is_sketched(leg)
        # A sketch takes its length from whatever is published; a ratio needs what is comparable.
        published = trace.published_for(
            leg, (length for length in lengths if length.comparable or sketched)
        )
        stops = trace.waypoints(leg, atlas.places)
        if sketched:
            way, events, access = self._sketched(leg, published)
        else:
            way, events, access = self._travelled(leg)
        points = tuple(stop.point for stop in stops)
        return trace.TracedLeg(corridor, leg, status, way, events, access, published, points)

    def _sketched(self, leg: Leg, length_km: float | None) -> Travelled:
        from corridors import cache

        stops = trace.waypoints(leg, self._atlas.places)
        parts = ["sketch", [stop.point for stop in stops], length_km, leg.gauge_mm, leg.countries]
        return cache.remembered(
            cache.key(self._atlas, parts),
            lambda: trace.sketched(leg, stops, self._atlas.wayside, length_km=length_km),
        )

    def _travelled(self, leg: Leg) -> Travelled:
        from corridors import cache

        mode = trace.NETWORK_OF[leg.mode]
        if mode not in self._keys:
            self._keys[mode] = self._atlas.networks.key(mode)
        stops = trace.waypoints(leg, self._atlas.places)
        anchors = trace.anchored(stops, self._atlas.places, mode)
        parts = [mode, [stop.id for stop in stops], anchors, self._keys[mode], leg.countries]

        def make() -> Travelled:
            router = self._atlas.networks.router(mode)
            self._meet(router, mode)
            wayside = self._atlas.wayside
            return trace.travelled(
                router, stops, self._atlas.places, wayside, countries=leg.countries
            )

        return cache.remembered(cache.key(self._atlas, parts), make)

    def _meet(self, router: Router, mode: str) -> None:
        """Look for all places of a mode in the network at once; one by one takes far longer."""
        if mode in self._met:
            return
        self._met.add(mode)
        places = self._atlas.places
        stops = [
            stop
            for leg in self._legs
            if trace.NETWORK_OF[leg.mode] == mode
            for stop in trace.waypoints(leg, places)
        ]
        router.meet(trace.anchored(stops, places, mode))


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
    own = {mode: _paths(given) for mode, given in (networks or {}).items()}
    unknown = sorted(set(own) - set(MODES))
    if unknown:
        raise InputError(f"networks: no mode {', '.join(unknown)}; use rail, road or sea")
    catalogue = catalog.read(None if path is None else Path(path))
    stations = tuple(place.point for place in catalogue.places.values() if place.kind in _HALTS)
    atlas = Atlas(catalogue, Networks(own, stations))
    if not hubs:
        return atlas
    from corridors import own_hubs

    return replace(atlas, own_hubs=own_hubs.read(hubs, catalogue.places).added)


def _paths(given: NetworkFiles) -> tuple[Path | None, ...]:
    if isinstance(given, str | os.PathLike):
        return (Path(given),)
    return tuple(None if item is None else Path(item) for item in given)
