"""One route between places, over a network of a mode: what `corridors route` answers."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Unpack

import numpy as np

from corridors.definitions.states import Scope
from corridors.ledger.rates.shipment import Shipment
from corridors.lengths.closures import Closure, Shutter, masks, shut_on
from corridors.lengths.detours import router_with_detours
from corridors.lengths.ends import cheapest_ends, crossed, ends_of, off_closed
from corridors.lengths.journey import Journey, finder, taken, waits
from corridors.lengths.route_options import RouteOptions
from corridors.lengths.turns import turned
from corridors.tracing import trace
from corridors.tracing.cache import remembered_path
from corridors.tracing.mixed import WATER, countries_along, mixed
from corridors.tracing.way import of_path
from geodata.countries import country_at
from geodata.country_names import HIGH_SEAS, code_of_country, is_country_code, suggest_country
from geodata.errors import InputError, NoPathError, PlaceError, SnapError, did_you_mean
from geodata.places.ends import ends
from geodata.places.lookup import ambiguous
from geodata.places.model import COUNTRIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridors.lengths.route_options import RouteWords
    from corridors.tracing.data import AtlasData
    from geodata.places.model import Place
    from geodata.routing.path import Path, Spot
    from geodata.routing.router import Router

SNAP_KM = 25.0
"""A point given as lat,lon, or a city, may lie so far off a network on land."""


_CLOSED_WITHIN_KM = 2.0


_PORT_KM = 20.0


def route(atlas: AtlasData, start: str, end: str, **options: Unpack[RouteWords]) -> Journey:
    """Return the route between two places over what is open at the atlas' date.

    It is the shortest, or takes least time, money or CO2e; the keywords are `RouteOptions`.

    Parameters
    ----------
    start, end
        Ids, names in any language, UN/LOCODEs, or ``lat,lon``.

    Raises
    ------
    PlaceError
        A place is unknown, or its name belongs to several within reach of the mode.
    SnapError, NoPathError
        A place is off the network, or nothing joins the places.
    """
    return _found(atlas, start, end, RouteOptions(**options))


def _found(atlas: AtlasData, start: str, end: str, options: RouteOptions) -> Journey:
    avoid, by, snap_km = options.avoid, options.by, options.snap_km
    if snap_km is not None and not snap_km > 0:
        raise InputError(f"--snap-km {snap_km:g}: give a distance in km above 0")
    shipment = options.shipment or Shipment()
    if by != "km":
        from corridors.lengths import by_ledger  # a way by km does without the ledger

        shipment = by_ledger.settled(atlas, options.mode, shipment)
    request = _Request(atlas, options.mode, snap_km, by, shipment)
    named = (start, *options.via, end)
    stops = [request.stop(text) for text in named]
    try:
        avoided, notes = request.avoided(avoid, stops)
        shut = [] if options.with_closed else request.shut(stops)
        found = request.journey(stops, named, avoided, shut)
    except NoPathError as error:
        raise NoPathError(request.why(error, stops) if avoid else str(error)) from error
    free_km = request.free_km(stops, shut) if avoid else None
    found = replace(found, unrestricted_km=free_km, notes=notes, by=by)
    return found if by == "km" else by_ledger.with_ledger(found, atlas, shipment)


class _Request:
    """One question: an atlas, a mode, and the network that answers it."""

    def __init__(
        self, atlas: AtlasData, mode: str, snap_km: float | None, by: str, shipment: Shipment
    ) -> None:
        self._atlas = atlas
        self._mode = mode
        self._snap_km = snap_km
        self._idle: list[Closure] = []
        if mode == "rail":
            from corridors.lengths.ferries import rail_router

            self._router, self._idle = rail_router(atlas)
        else:
            self._router = atlas.router(mode)
        if by != "km":
            from corridors.lengths import by_ledger

            self._router = by_ledger.priced(self._router, atlas, by, shipment)
        elif mode != "sea":
            self._router = router_with_detours(self._router, atlas, mode)
        self._network = self._router.network

    @cached_property
    def _shutter(self) -> Shutter:
        return Shutter(self._network, self._atlas.catalogue.gates, self._atlas.places)

    def stop(self, text: str) -> Place:
        """Return the one place meant: the only candidate, or the only one within reach."""
        candidates = ends(self._atlas.places, text)
        if len(candidates) == 1:
            return candidates[0]
        near = [place for place in candidates if self._reaches(place)]
        if len(near) != 1 and candidates:
            raise PlaceError([ambiguous(text, candidates)])
        return near[0] if near else self._atlas.places.find(text)

    def _reaches(self, place: Place) -> bool:
        try:
            self._router.snap(trace.anchored([place], self._atlas.places, self._mode))
        except SnapError:
            return False
        return True

    def avoided(
        self, avoid: Sequence[str], stops: Sequence[Place]
    ) -> tuple[list[Closure], tuple[str, ...]]:
        """Return what is to be avoided as closures, and what must be said of it.

        Raises
        ------
        PlaceError
            A word is no country, passage or place, or a passage that the mode cannot meet.
        NoPathError
            An end lies in a country that is avoided.
        """
        closures: list[Closure] = []
        notes: list[str] = []
        shutter = self._shutter if avoid else None
        for word in avoid if shutter else ():
            edges, said = self._closed_by(word, shutter, stops)  # type: ignore[arg-type]
            closures.append(Closure(None, word, edges, _NO_ENDS))
            notes += said
        return closures, tuple(notes)

    def _closed_by(
        self, word: str, shutter: Shutter, stops: Sequence[Place]
    ) -> tuple[np.ndarray, list[str]]:
        passages = self._atlas.catalogue.gates.passages
        if word in passages:
            return self._lanes(word, shutter), []
        if code := self._country_named(word):
            self._refuse_ends(code, stops)
            return np.unique(np.concatenate(shutter.of_country(code))), []
        if is_country_code(word):
            raise PlaceError(f"no country {word!r} ({did_you_mean(word, COUNTRIES)})")
        place = self._avoided_place(word)
        near = self._router.index.within([place.point], radius_km=_CLOSED_WITHIN_KM)
        on = shutter.passages_at(place) if self._mode in ("sea", "any") else []
        lanes = [self._lanes(passage, shutter) for passage in on]
        said = [
            f"{place.id} stands on the passage {passage}, which is closed too" for passage in on
        ]
        return np.unique(np.concatenate([np.asarray(near, dtype=np.int64), *lanes])), said

    def _country_named(self, word: str) -> str | None:
        """Return the country of a code or a name; a place of that name goes first."""
        if word.isupper() and word in COUNTRIES:
            return word
        return None if self._atlas.places.candidates(word) else code_of_country(word)

    def _avoided_place(self, word: str) -> Place:
        try:
            return self.stop(word)
        except PlaceError as error:
            if hint := suggest_country(word):
                raise PlaceError(f"no place and no country {word!r} ({hint})") from error
            raise

    def _lanes(self, passage: str, shutter: Shutter) -> np.ndarray:
        if self._mode not in ("sea", "any"):
            message = f"{passage} is a passage at sea: nothing passes it by {self._mode}"
            raise PlaceError(f"{message} (leave it out, or use --mode sea or any)")
        return shutter.lanes(self._atlas.catalogue.gates.passages[passage])

    def _refuse_ends(self, code: str, stops: Sequence[Place]) -> None:
        inside = [stop for stop in stops if self._country(stop) == code]
        if inside:
            names = ", ".join(stop.id or stop.name() for stop in inside)
            raise NoPathError(f"no way that avoids {code}: {names} lies in it")

    def _country(self, stop: Place) -> str:
        return stop.country or str(country_at(stop.lon, stop.lat, snap_km=_PORT_KM)[0])

    def shut(self, stops: Sequence[Place]) -> list[Closure]:
        """Return what is shut for the mode at the atlas' date.

        Raises
        ------
        NoPathError
            By sea an end is a port that is shut.
        """
        states = self._atlas.states()
        for stop in stops if self._mode == "sea" else ():
            told = states.of(Scope.PLACE, stop.id, mode="sea")
            if told and told.state.is_shut:
                since = f" since {told.since}" if told.since else ""
                raise NoPathError(
                    f"no way: {stop.id} is {told.state}{since} ({told.source}; "
                    "--with-closed uses it)"
                )
        return [*self._idle, *shut_on(self._network, self._atlas, mode=self._mode)]

    def journey(
        self,
        stops: Sequence[Place],
        typed: Sequence[str],
        avoided: Sequence[Closure],
        shut: Sequence[Closure],
    ) -> Journey:
        """Return the way, and what of that which is shut would have served."""
        free = self._without(avoided)
        spots = self._spots(free, stops)
        path = remembered_path(free, spots)
        kept = [closure for closure in shut if closure.bars(path)]
        free_km = float(path.stretch_km(self._network).sum())
        if kept:
            # What else is shut may lie on the way round: all of it stays out.
            path, spots = self._around(stops, [*avoided, *shut], kept, free_km)
        found = self._told(path, spots, stops, typed)
        return replace(
            found,
            closed=tuple(closure.told() for closure in kept),
            with_closed_km=free_km if kept else None,
        )

    def _around(
        self,
        stops: Sequence[Place],
        closures: Sequence[Closure],
        kept: Sequence[Closure],
        free_km: float,
    ) -> tuple[Path, list[Spot]]:
        router = self._without(closures)
        branches = np.concatenate([_NO_ENDS[:, 0], *(c.edges for c in closures if c.state)])
        spots = [
            off_closed(router, spot, stop, branches)
            for spot, stop in zip(self._spots(router, stops), stops, strict=True)
        ]
        try:
            return remembered_path(router, spots), spots
        except NoPathError as error:
            names = ", ".join(
                f"{told['id']} ({told['state']} from {told['from'] or 'before'})"
                for told in (closure.told() for closure in kept)
            )
            raise NoPathError(
                f"{error}; shut: {names}; over that it is {free_km:,.0f} km (--with-closed)"
            ) from error

    def why(self, error: NoPathError, stops: Sequence[Place]) -> str:
        """Return why there is no way, and how long it is with nothing avoided."""
        free_km = self.free_km(stops, ())
        return f"{error}; without --avoid " + (
            f"it is {free_km:,.0f} km" if free_km is not None else "there is none either"
        )

    def free_km(self, stops: Sequence[Place], shut: Sequence[Closure]) -> float | None:
        """Return the length of the way with nothing avoided, None where there is none."""
        router = self._without(shut)
        try:
            path = remembered_path(router, self._spots(router, stops))
        except NoPathError:
            return None
        return float(path.stretch_km(self._network).sum())

    def _without(self, closures: Sequence[Closure]) -> Router:
        closed, barred = masks(self._network, closures)
        router = self._router.avoiding(closed)
        return router.barring(barred) if barred.any() else router

    def _spots(self, router: Router, stops: Sequence[Place]) -> list[Spot]:
        limit = self._snap_km
        if limit is None and self._mode != "sea":
            limit = SNAP_KM
        places = self._atlas.places
        router.meet(trace.anchored(stops, places, router.network.mode))
        choices = [
            ends_of(router, stop, places, country=self._country(stop), limit_km=limit)
            for stop in stops
        ]
        many = any(len(spots) > 1 for spots in choices)
        return cheapest_ends(router, choices) if many else [spots[0] for spots in choices]

    def _told(
        self, path: Path, spots: Sequence[Spot], stops: Sequence[Place], typed: Sequence[str]
    ) -> Journey:
        ends = self._country(stops[0]), self._country(stops[-1])
        wayside, network = self._atlas.wayside, self._network
        if "mode" in network.columns:
            way, events = mixed(
                of_path(network, path), wayside, ends=ends, find=finder(self._atlas.places)
            )
            access = spots[0].access_km, spots[-1].access_km
        else:
            through = [stop.id for stop in stops]
            found = trace.along(self._router, path, spots, wayside, ends=ends, through=through)
            way, events, access = found.way, list(found.events), found.access_km
        events = crossed(events, way, ends)
        over_water = self._mode in WATER or way.country[0] == HIGH_SEAS
        first = ends[0] if over_water else way.country[0]
        turns, retraced_km = (
            turned(network, path, self._atlas.places) if self._mode == "rail" else (None, 0.0)
        )
        rows = zip(typed, stops, spots, strict=True)
        return Journey(
            self._mode,
            tuple(stop.id or stop.name() for stop in stops),
            way,
            tuple(events),
            access,
            countries=tuple(countries_along(first, events)),
            taken=tuple(taken(text, stop, spot) for text, stop, spot in rows),
            waits=tuple(waits(way, events, stops, self._atlas.catalogue.gates.crossings)),
            turns=turns,
            retraced_km=retraced_km,
            atlas=self._atlas,
        )


_NO_ENDS = np.zeros((0, 2), dtype=np.int64)
