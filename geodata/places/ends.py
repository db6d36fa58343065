"""The place that a text means as an end of a way: one of the tables, or a city known by name."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from geodata.geodesy import EARTH_RADIUS_KM
from geodata.places.lookup import closeness
from geodata.places.model import STATION_KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geodata.places.lookup import Places
    from geodata.places.model import Place

_LESSER = frozenset({Kind.BORDER_CROSSING, Kind.GAUGE_YARD}) | STATION_KINDS
_NEAR_KM = 30.0
_SAME_KM = 15.0


def ends(places: Places, text: str) -> tuple[Place, ...]:
    """Return the places that a text may mean as an end of a way; none, one or several.

    Places of the tables go first, those known by that very name: but a city goes before a post, a
    yard, a station or a junction of its name, be it one of the tables or of ``cities.csv``. A
    station or junction in the city stands for it; so does the city of the tables for the same one
    in ``cities.csv``, so that it answers to further names. Names that are alike only loosely come
    last.

    Raises
    ------
    PlaceError
        If the text is a pair of numbers that are no latitude and longitude.
    """
    text = text.strip()
    if text in places:
        return (places[text],)
    exact = places.exact(text)
    if major := tuple(place for place in exact if place.kind not in _LESSER):
        return major
    cities = places.cities.named(text)
    if not cities:
        return exact or places.candidates(text)
    return tuple(dict.fromkeys(_standing_for(city, exact, places) for city in cities))


def _standing_for(city: Place, exact: Iterable[Place], places: Places) -> Place:
    own = [place for place in places.of_kind(Kind.CITY) if place.country == city.country]
    stations = [place for place in exact if place.kind in STATION_KINDS]
    for known, km in ((own, _SAME_KM), (stations, _NEAR_KM)):
        nearest = max(known, key=lambda place: closeness(place.point, city.point), default=city)
        if closeness(nearest.point, city.point) >= math.cos(km / EARTH_RADIUS_KM):
            return nearest
    return city
