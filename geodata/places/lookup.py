"""The places that people name: ports, terminals, border crossings, yards, cities, stations.

Six tables, of which each may be missing: ``places.csv`` (hubs and ends), ``stations.csv``
(stations and junctions that pin and thread the lines), ``towns.csv`` (towns that roads pass and
the rails need not), ``names.csv`` (names in a further language, each with its source),
``anchors.csv`` (where a place meets the network of a mode, when that is not the place itself) and
``cities.csv`` (cities that are known by name as ends of a way, see :mod:`geodata.places.cities`).
Coordinates are lon, lat in EPSG:4326.

The records are dataclasses, so that importing this module costs neither pydantic nor pandas.
"""

from __future__ import annotations

import difflib
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, ValuesView
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from geodata.csv_rows import shown
from geodata.degrees import LAT_LIMIT_DEG, LON_LIMIT_DEG
from geodata.errors import InputError, PlaceError, Problem
from geodata.files import seed
from geodata.places.cities import Cities
from geodata.places.languages import own_folder, tongues
from geodata.places.model import HUB_KINDS, STATION_KINDS, Anchor, Kind, Place
from geodata.places.read import REQUIRED, PlacesScan, optional_columns
from geodata.places.spelling import fold, loose

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.resources.abc import Traversable

    import geopandas as gpd

    from geodata.places.read import FurtherName

_LEAST_LOOSE = 4
_POINT = re.compile(r"\s*([+-]?[0-9]+(?:\.[0-9]*)?)\s*[,;]\s*([+-]?[0-9]+(?:\.[0-9]*)?)\s*")


class Places(Mapping[str, Place]):
    """The places by id, and the ways to find one.

    A mapping from id to :class:`Place` in the order of the tables.
    """

    def __init__(
        self,
        places: Iterable[Place] = (),
        anchors: Iterable[Anchor] = (),
        cities: Cities | None = None,
    ) -> None:
        self._places = {place.id: place for place in places}
        self.cities = cities or Cities()
        self.anchors: Mapping[tuple[str, str], Anchor] = {(a.place, a.mode): a for a in anchors}

    @classmethod
    def read(cls, folder: Traversable | None = None, *, extends: Places | None = None) -> Places:
        """Read the tables of a folder, and names in languages of one's own over them.

        Parameters
        ----------
        folder
            Where the tables are; the shipped seeds by default. A missing file is an empty table.
        extends
            Places that stand already. A row with the same id, or an anchor of the same place and
            mode, replaces theirs.

        Raises
        ------
        InputError
            With every problem of every file.
        """
        places, problems = cls.scan(folder or seed(), extends=extends)
        if problems:
            raise InputError(problems)
        return places

    @classmethod
    def scan(
        cls, folder: Traversable, *, extends: Places | None = None
    ) -> tuple[Places, list[Problem]]:
        """Read as :meth:`read` does, and return the good rows beside the problems of the others."""
        base = extends or cls()
        scan = PlacesScan(known=set(base))
        own = [
            *scan.places(folder / "places.csv", kinds=HUB_KINDS),
            *scan.places(folder / "stations.csv", kinds=STATION_KINDS),
            *scan.places(folder / "towns.csv", kinds=STATION_KINDS),
        ]
        named = [scan.names(each / "names.csv") for each in (folder, own_folder()) if each]
        anchors = scan.anchors(folder / "anchors.csv")
        places = [_named(place, named) for place in (*base.values(), *own)]
        table = folder / "cities.csv"
        cities = Cities(table) if table.is_file() else base.cities
        return cls(places, [*base.anchors.values(), *anchors], cities), scan.problems

    @classmethod
    def read_tables(cls, paths: Iterable[Traversable]) -> Places:
        """Read tables of hubs, each like ``places.csv``; an id may stand in one of them only.

        They may be in whatever encoding, and apart by whatever, spreadsheets save.

        Raises
        ------
        InputError
            With every problem of every table.
        """
        scan = PlacesScan(known=set(), as_saved=True)
        found = [place for path in paths for place in scan.places(path, kinds=HUB_KINDS)]
        if scan.problems:
            raise InputError(scan.problems)
        return cls(found)

    def __getitem__(self, key: str) -> Place:
        return self._places[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def values(self) -> ValuesView[Place]:
        """Return the places; a dictionary's own view is far quicker than a mapping's."""
        return self._places.values()

    def of_kind(self, kind: Kind) -> tuple[Place, ...]:
        """Return the places of a kind."""
        return self._by_kind.get(kind, ())

    @cached_property
    def _by_kind(self) -> dict[Kind, tuple[Place, ...]]:
        found: dict[Kind, list[Place]] = defaultdict(list)
        for place in self.values():
            found[place.kind].append(place)
        return {kind: tuple(places) for kind, places in found.items()}

    def __repr__(self) -> str:
        return f"<Places: {len(self)} places, {len(self.anchors)} anchors>"

    def candidates(self, text: str) -> tuple[Place, ...]:
        """Return the places that a text may mean; none, one or several, in the order of the tables.

        The first of these rules that finds anything decides: the id as written; a name in any
        language, folded; the UN/LOCODE; an alias or an id, folded; a name or an alias by
        :func:`loose`. ``lat,lon`` in degrees gives an anonymous place of kind ``point``.

        Raises
        ------
        PlaceError
            If the text is a pair of numbers that are no latitude and longitude.
        """
        text = text.strip()
        if text in self._places:
            return (self._places[text],)
        if match := _POINT.fullmatch(text):
            return (_anonymous(float(match[1]), float(match[2])),)
        return self.exact(text) or tuple(self._index.loose.get(loose(text), []))

    def exact(self, text: str) -> tuple[Place, ...]:
        """Return the candidates for a text without those whose names are alike only loosely."""
        index, key = self._index, fold(text)
        code = text.upper().replace(" ", "")
        if not key:
            return ()
        return tuple(index.names.get(key) or index.codes.get(code) or index.aliases.get(key, []))

    def find(self, text: str, *, near: tuple[float, float] | None = None) -> Place:
        """Return the one place that a text names: an id, UN/LOCODE, name, alias or ``lat,lon``.

        Parameters
        ----------
        text
            As :meth:`candidates` takes it.
        near
            Lon, lat in degrees: of several candidates, the nearest to this point is meant.

        Raises
        ------
        PlaceError
            If no place, or several, answer to the text; it lists the candidates or the nearest
            spellings.
        """
        found = self.candidates(text)
        if len(found) > 1 and near is not None:
            return max(found, key=lambda place: closeness(place.point, near))
        if len(found) > 1:
            raise PlaceError([ambiguous(text, found)])
        if not found:
            raise PlaceError([Problem("", "", f"unknown place {shown(text)}", self.suggest(text))])
        return found[0]

    def suggest(self, text: str) -> str:
        """Return ``did you mean ...?`` for a text that names no place, or an empty string."""
        index = self._index
        near = difflib.get_close_matches(fold(text[:80]), index.keys, n=3, cutoff=0.7)
        places = {place.id: place for key in near for place in index.keys[key]}
        shown = ", ".join(_described(place) for place in list(places.values())[:3])
        return f"did you mean {shown}?" if shown else ""

    def anchor(self, place_id: str, mode: str) -> tuple[float, float]:
        """Return lon, lat where a place meets the network of a mode: its anchor, else its point.

        Raises
        ------
        PlaceError
            If there is no such id.
        """
        if anchor := self.anchors.get((place_id, mode)):
            return anchor.lon, anchor.lat
        return self.place(place_id).point

    def place(self, place_id: str) -> Place:
        """Return a place by its id.

        Raises
        ------
        PlaceError
            If there is no such id.
        """
        if place := self._places.get(place_id):
            return place
        raise PlaceError.unknown("place", place_id, self._places)

    def frame(self) -> gpd.GeoDataFrame:
        """Return the places as points, EPSG:4326.

        Columns as in ``places.csv`` without lon and lat, lists written with ``|`` as there.
        """
        import geopandas as gpd

        rows = [_row(place) for place in self.values()]
        lons, lats = ([getattr(place, axis) for place in self.values()] for axis in ("lon", "lat"))
        columns = [c for c in (*REQUIRED, *optional_columns()) if c not in ("lon", "lat")]
        points = gpd.points_from_xy(lons, lats, crs="EPSG:4326")
        return gpd.GeoDataFrame(rows, columns=columns, geometry=points)

    @cached_property
    def _index(self) -> _Index:
        return _Index(self._places.values())


class _Index:
    """Places by every key that may be typed for them."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._places = tuple(places)
        self.codes: dict[str, list[Place]] = defaultdict(list)
        for place in self._places:
            self.codes[place.unlocode].append(place)

    @cached_property
    def names(self) -> dict[str, list[Place]]:
        """Places by their names in all languages, folded."""
        return self._folded(lambda place: place.names.values())

    @cached_property
    def aliases(self) -> dict[str, list[Place]]:
        """Places by their ids and aliases, folded."""
        return self._folded(lambda place: (place.id, *place.aliases))

    def _folded(self, words: Callable[[Place], Iterable[str]]) -> dict[str, list[Place]]:
        found: dict[str, list[Place]] = defaultdict(list)
        for place in self._places:
            for key in {fold(word) for word in words(place)} - {""}:
                found[key].append(place)
        return dict(found)

    @cached_property
    def keys(self) -> dict[str, list[Place]]:
        """Places by names and aliases, folded."""
        return {**self.aliases, **self.names}

    @cached_property
    def loose(self) -> dict[str, list[Place]]:
        """Places by names and aliases, loosely; keys under four letters are left out."""
        found: dict[str, dict[str, Place]] = defaultdict(dict)
        for table in (self.names, self.aliases):
            for key, places in table.items():
                if len(short := loose(key)) >= _LEAST_LOOSE or not short.isascii():
                    found[short].update({place.id: place for place in places})
        return {key: list(places.values()) for key, places in found.items()}


def _anonymous(lat: float, lon: float) -> Place:
    label = f"{lat:.6g},{lon:.7g}"
    if abs(lat) > LAT_LIMIT_DEG or abs(lon) > LON_LIMIT_DEG:
        swapped = abs(lon) <= LAT_LIMIT_DEG and abs(lat) <= LON_LIMIT_DEG
        remedy = f"did you mean '{lon:.7g},{lat:.6g}'?" if swapped else ""
        raise PlaceError(
            [Problem("", "", f"{label!r} is no latitude,longitude in degrees", remedy)]
        )
    return Place(id=label, kind=Kind.POINT, country="", lon=lon, lat=lat, names={"en": label})


def closeness(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Cosine of the angle between two lon, lat points; it orders them, it measures nothing."""
    lon_a, lat_a, lon_b, lat_b = map(math.radians, (*a, *b))
    along = math.cos(lat_a) * math.cos(lat_b) * math.cos(lon_a - lon_b)
    return math.sin(lat_a) * math.sin(lat_b) + along


def _described(place: Place) -> str:
    return f"{place.id!r} ({place.kind}, {place.country})"


def ambiguous(text: str, found: tuple[Place, ...]) -> Problem:
    """Return what is wrong with a text that several places answer to."""
    several = ", ".join(_described(place) for place in found)
    return Problem("", "", f"{shown(text)} may be any of {several}", "give the id")


def _named(place: Place, tables: Iterable[Mapping[str, list[FurtherName]]]) -> Place:
    further = [each for table in tables for each in table.get(place.id, ())]
    if not further:
        return place
    names = {**place.names, **{each.lang: each.name for each in further}}
    sources = dict.fromkeys((*place.sources, *(each.source for each in further)))
    return replace(place, names=names, sources=tuple(sources))


def _row(place: Place) -> dict[str, object]:
    names = {f"name_{lang}": place.names.get(lang, "") for lang in tongues()}
    lists = {
        key: "|".join(map(str, getattr(place, key))) for key in ("aliases", "gauges_mm", "sources")
    }
    plain = {key: getattr(place, key) for key in ("id", "country", "unlocode", "licence")}
    kinds = {"kind": str(place.kind), "status": str(place.status or "")}
    return {**plain, **kinds, **names, **lists, "checked": place.checked}
