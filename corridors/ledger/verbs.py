"""Ledgers of routes of corridors, and of routes between places, with the options of the command."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, TypedDict, get_args

from corridors.ledger.behind import with_behind
from corridors.ledger.course import journey_course, route_course
from corridors.ledger.ledger import write_ledger
from corridors.ledger.rates.book import RateBook, read_book
from corridors.ledger.rates.shipment import Shipment
from corridors.ledger.services import read_services, services_along
from geodata.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from corridors.ledger.course import Hop
    from corridors.ledger.ledger import Ledger
    from corridors.ledger.rates.shipment import Rates
    from corridors.ledger.stops import Course
    from corridors.ledger.weights import By
    from corridors.tracing.data import AtlasData
    from corridors.tracing.traced_data import TracedData
    from geodata.places.lookup import Places
    from geodata.routing.router import Router

Direction = Literal["out", "back"]
Ends = Literal["none", "terminals", "behind"]
"""What is counted at the ends: nothing, loading and unloading, or also a border behind them."""


class LedgerOptions(TypedDict, total=False):
    """The options of a ledger; see `route_ledger`."""

    profile: str | None
    direction: Direction
    year: int | None
    ends: Ends
    rates: Rates


def settled(atlas: AtlasData, mode: str, shipment: Shipment) -> Shipment:
    """Return a shipment with its book read and its profile and year set for a mode of routes.

    Without a profile, a lorry goes by road, a FEU by deep sea, or by block train.

    Raises
    ------
    InputError
        An unknown profile, or bad rates.
    """
    book = atlas_book(atlas, shipment.rates)
    named = shipment.profile
    profile = book.profiles.named(named) if named else book.profiles.for_modes({mode: 1.0})
    year = profile.year if shipment.year is None else shipment.year
    return Shipment(profile.id, year, book)


def router_by(router: Router, atlas: AtlasData, by: By, shipment: Shipment) -> Router:
    """Return a router that finds the way that takes least time, money or CO2e.

    What was closed stays closed.
    """
    import numpy as np

    from corridors.ledger.weights import Weigher

    known = settled(atlas, router.network.mode, shipment)
    book = atlas_book(atlas, known.rates)
    profile = book.profiles.named(known.profile or "")
    weigher = Weigher(book, profile, known.year or profile.year, atlas.places, by)
    weight = weigher.weights(router.network)
    return router.reweighted(np.where(router.open, weight, np.inf))


def atlas_book(atlas: AtlasData, rates: Rates = ()) -> RateBook:
    """Return the book of rates for the places and corridors of an atlas.

    Parameters
    ----------
    rates
        Folders of one's own, which go before what comes with the project; or a book.

    Raises
    ------
    InputError
        With every problem of a folder.
    """
    if isinstance(rates, RateBook):
        return rates
    return read_book(rates, places=set(atlas.places), corridors=set(atlas.catalogue.corridors))


def route_ledger(
    traced: TracedData,
    corridor: str | None = None,
    route: str | None = None,
    *,
    profile: str | None = None,
    direction: Direction = "out",
    year: int | None = None,
    ends: Ends = "terminals",
    rates: Rates = (),
) -> Ledger:
    """Return the ledger of a route of a corridor.

    Parameters
    ----------
    corridor
        Needed where several are traced.
    route
        The main route by default.
    profile
        What is shipped, by a name of ``profiles.toml``; by default what suits most of the km.
    direction
        ``back`` from the last place to the first one.
    year
        For which rates are looked up; the profile's by default.
    ends
        Whether loading and unloading at the ends count, and a border or break of gauge that the
        route begins or ends behind.
    rates
        Folders of rates of one's own, or a book.

    Raises
    ------
    InputError
        An unknown corridor, route, profile or option, or bad rates.
    """
    chosen, named = _chosen(traced, corridor, route)
    _check(direction, ends)
    book = atlas_book(traced.atlas, rates)
    course = route_course(traced, chosen, named, back=direction == "back")
    return _ledger(course, book, traced.atlas.places, profile, year, ends)


def journey_ledger(
    journey: Hop,
    atlas: AtlasData,
    *,
    profile: str | None = None,
    direction: Direction = "out",
    year: int | None = None,
    ends: Ends = "terminals",
    rates: Rates = (),
) -> Ledger:
    """Return the ledger of a route between places; see `route_ledger`."""
    _check(direction, ends)
    book = atlas_book(atlas, rates)
    course = journey_course(journey, atlas.places, back=direction == "back")
    return _ledger(course, book, atlas.places, profile, year, ends)


def _ledger(
    course: Course,
    book: RateBook,
    places: Places,
    profile: str | None,
    year: int | None,
    ends: Ends,
) -> Ledger:
    named = None if profile is None else book.profiles.named(profile)
    full = with_behind(course, places, counted=ends == "behind")
    if ends == "none":
        kept = tuple(stop for stop in full.stops if stop.kind not in ("origin", "destination"))
        full = replace(full, stops=kept)
    published = services_along(course, read_services(places=places))
    return write_ledger(full, book, profile=named, year=year, published=published)


def _check(direction: str, ends: str) -> None:
    for option, value, words in (
        ("direction", direction, get_args(Direction)),
        ("ends", ends, get_args(Ends)),
    ):
        if value not in words:
            raise InputError(f"{option} {value!r}: use {', '.join(words)}")


def _chosen(traced: TracedData, corridor: str | None, route: str | None) -> tuple[str, str]:
    if corridor is None and len(traced.ids) != 1:
        raise InputError(f"name the corridor: one of {', '.join(traced.ids)}")
    chosen = traced.ids[0] if corridor is None else corridor
    if chosen not in traced.refs:
        hint = did_you_mean(chosen, traced.refs)
        raise InputError(f"corridor {chosen!r} is not traced ({hint})")
    routes = traced.refs[chosen]
    named = traced.atlas.catalogue.corridor(chosen).main_route.id if route is None else route
    if named not in routes:
        hint = did_you_mean(named, routes) or f"the routes are {', '.join(routes)}"
        raise InputError(f"{chosen} has no route {named!r} ({hint})")
    return chosen, named
