"""The places that people name: ports, terminals, border crossings, yards, cities, stations.

Four tables, of which each may be missing: ``places.csv`` (hubs and ends), ``stations.csv``
(stations and junctions that pin and thread the lines), ``towns.csv`` (towns that roads pass and
the rails need not) and ``anchors.csv`` (where a place meets the network of a mode, when that is not
the place itself). Coordinates are lon, lat in EPSG:4326.

The records are dataclasses, so that importing this module costs neither pydantic nor pandas.
"""

from __future__ import annotations

import difflib
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from importlib import resources
from typing import TYPE_CHECKING

from geodata.errors import InputError, PlaceError, Problem, did_you_mean
from geodata.spelling import fold, loose
from geodata.tables import Row, read_rows, shown

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from importlib.resources.abc import Traversable

    import geopandas as gpd

__all__ = [
    "COUNTRIES",
    "HUB_KINDS",
    "STATION_KINDS",
    "Anchor",
    "Kind",
    "Place",
    "PlaceStatus",
    "Places",
    "fold",
]


class Kind(StrEnum):
    """What a place is to a transport corridor."""

    SEA_PORT = "sea_port"
    """A port on the sea, the Caspian included."""
    RIVER_PORT = "river_port"
    """A port on a river or canal."""
    DRY_PORT = "dry_port"
    """An inland port with customs."""
    RAIL_TERMINAL = "rail_terminal"
    """A terminal where containers or goods change between rail and road."""
    LOGISTICS_CENTRE = "logistics_centre"
    """Warehousing and distribution."""
    BORDER_CROSSING = "border_crossing"
    """A crossing, both sides in one."""
    GAUGE_YARD = "gauge_yard"
    """Where wagons or goods change between rail gauges."""
    CITY = "city"
    """A town used as an end of a leg; the point is its main freight station area."""
    STATION = "station"
    """A railway station (``stations.csv``)."""
    JUNCTION = "junction"
    """A junction of railways (``stations.csv``), or a town that roads pass (``towns.csv``)."""
    POINT = "point"
    """Coordinates that somebody typed; in no table."""


STATION_KINDS = frozenset({Kind.STATION, Kind.JUNCTION})
"""Kinds that stand in ``stations.csv`` and ``towns.csv``."""
HUB_KINDS = frozenset(Kind) - STATION_KINDS - {Kind.POINT}
"""Kinds that stand in ``places.csv``."""


class PlaceStatus(StrEnum):
    """Whether a place works."""

    OPERATING = "operating"
    """Open to freight."""
    LIMITED = "limited"
    """Open to some goods, some days or one direction."""
    SUSPENDED = "suspended"
    """Shut for now."""
    CLOSED = "closed"
    """Shut for good."""
    CONSTRUCTION = "construction"
    """Being built."""
    PLANNED = "planned"
    """Decided, not begun."""


_STATUSES = {str(status): status for status in PlaceStatus}
_MODES = frozenset({"rail", "road", "sea", "ferry", "waterway"})
_LANGUAGES = ("en", "ru", "zh")
_REQUIRED = ("id", "kind", "country", "lon", "lat", "name_en", "status")
_OPTIONAL = (
    "name_ru", "name_zh", "aliases", "unlocode", "gauges_mm", "sources", "checked", "licence",
)  # fmt: skip
_ANCHOR_REQUIRED = ("place", "mode", "lon", "lat", "source")
_ANCHOR_OPTIONAL = ("licence",)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_UNLOCODE = re.compile(r"[A-Z]{2}[A-Z2-9]{3}")
_POINT = re.compile(r"\s*([+-]?[0-9]+(?:\.[0-9]*)?)\s*[,;]\s*([+-]?[0-9]+(?:\.[0-9]*)?)\s*")
# ISO 3166-1 alpha-2, all 249 officially assigned codes.
COUNTRIES = frozenset(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR
    BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ
    EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW
    GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY
    KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV
    MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY
    QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG
    TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM
    ZW
    """.split()  # noqa: SIM905 - 249 quoted words are no better to read
)
"""ISO 3166-1 alpha-2 country codes, officially assigned."""


@dataclass(frozen=True, slots=True)
class Place:
    """One facility or town: a point for people, and what is known of it.

    ``lon``, ``lat`` in degrees, EPSG:4326. ``names`` by language tag; ``gauges_mm`` the rail
    gauges present, ascending, empty where none is known; ``licence`` that of the coordinate.
    """

    id: str
    kind: Kind
    country: str
    lon: float
    lat: float
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    aliases: tuple[str, ...] = ()
    unlocode: str = ""
    gauges_mm: tuple[int, ...] = ()
    status: PlaceStatus | None = None
    sources: tuple[str, ...] = ()
    checked: dt.date | None = None
    licence: str = ""

    @property
    def point(self) -> tuple[float, float]:
        """Lon, lat in degrees."""
        return self.lon, self.lat

    def name(self, lang: str = "en") -> str:
        """Return the name in a language, else the English one, else the id."""
        return self.names.get(lang) or self.names.get("en") or self.id


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a place meets the network of a mode; lon, lat in degrees."""

    place: str
    mode: str
    lon: float
    lat: float
    source: str
    licence: str = ""


class Places(Mapping[str, Place]):
    """The places by id, and the ways to find one.

    A mapping from id to :class:`Place` in the order of the tables.
    """

    def __init__(self, places: Iterable[Place] = (), anchors: Iterable[Anchor] = ()) -> None:
        self._places = {place.id: place for place in places}
        self.anchors: Mapping[tuple[str, str], Anchor] = {(a.place, a.mode): a for a in anchors}

    @classmethod
    def read(cls, folder: Traversable | None = None, *, extends: Places | None = None) -> Places:
        """Read ``places.csv``, ``stations.csv``, ``towns.csv`` and ``anchors.csv`` of a folder.

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
        places, problems = cls.scan(folder or resources.files("seeds"), extends=extends)
        if problems:
            raise InputError(problems)
        return places

    @classmethod
    def scan(
        cls, folder: Traversable, *, extends: Places | None = None
    ) -> tuple[Places, list[Problem]]:
        """Read as :meth:`read` does, and return the good rows beside the problems of the others."""
        base = extends or cls()
        scan = _Scan(known=set(base))
        own = [
            *scan.places(folder / "places.csv", kinds=HUB_KINDS),
            *scan.places(folder / "stations.csv", kinds=STATION_KINDS),
            *scan.places(folder / "towns.csv", kinds=STATION_KINDS),
        ]
        anchors = scan.anchors(folder / "anchors.csv")
        return cls([*base.values(), *own], [*base.anchors.values(), *anchors]), scan.problems

    @classmethod
    def read_tables(cls, paths: Iterable[Traversable]) -> Places:
        """Read tables of hubs, each like ``places.csv``; an id may stand in one of them only.

        Raises
        ------
        InputError
            With every problem of every table.
        """
        scan = _Scan(known=set())
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
        index, key = self._index, fold(text)
        code = text.upper().replace(" ", "")
        if not key:
            return ()
        exact = index.names.get(key) or index.codes.get(code) or index.aliases.get(key)
        return tuple(exact or index.loose.get(loose(key), []))

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
            return max(found, key=lambda place: _closeness(place.point, near))
        if len(found) > 1:
            raise PlaceError([_ambiguous(text, found)])
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
        if place := self._places.get(place_id):
            return place.point
        remedy = did_you_mean(place_id, self._places)
        raise PlaceError([Problem("", "", f"unknown place {shown(place_id)}", remedy)])

    def frame(self) -> gpd.GeoDataFrame:
        """Return the places as points, EPSG:4326.

        Columns as in ``places.csv`` without lon and lat, lists written with ``|`` as there.
        """
        import geopandas as gpd

        rows = [_row(place) for place in self.values()]
        lons, lats = ([getattr(place, axis) for place in self.values()] for axis in ("lon", "lat"))
        columns = [c for c in (*_REQUIRED, *_OPTIONAL) if c not in ("lon", "lat")]
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
                if len(short := loose(key)) >= 4 or not short.isascii():  # noqa: PLR2004
                    found[short].update({place.id: place for place in places})
        return {key: list(places.values()) for key, places in found.items()}


def _anonymous(lat: float, lon: float) -> Place:
    label = f"{lat:.6g},{lon:.7g}"
    if abs(lat) > 90 or abs(lon) > 180:  # noqa: PLR2004
        swapped = abs(lon) <= 90 and abs(lat) <= 180  # noqa: PLR2004
        remedy = f"did you mean '{lon:.7g},{lat:.6g}'?" if swapped else ""
        raise PlaceError(
            [Problem("", "", f"{label!r} is no latitude,longitude in degrees", remedy)]
        )
    return Place(id=label, kind=Kind.POINT, country="", lon=lon, lat=lat, names={"en": label})


def _closeness(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Cosine of the angle between two lon, lat points; it orders them, it measures nothing."""
    lon_a, lat_a, lon_b, lat_b = map(math.radians, (*a, *b))
    along = math.cos(lat_a) * math.cos(lat_b) * math.cos(lon_a - lon_b)
    return math.sin(lat_a) * math.sin(lat_b) + along


def _described(place: Place) -> str:
    return f"{place.id!r} ({place.kind}, {place.country})"


def _ambiguous(text: str, found: tuple[Place, ...]) -> Problem:
    several = ", ".join(_described(place) for place in found)
    return Problem("", "", f"{shown(text)} may be any of {several}", "give the id")


def _row(place: Place) -> dict[str, object]:
    names = {f"name_{lang}": place.names.get(lang, "") for lang in _LANGUAGES}
    lists = {
        key: "|".join(map(str, getattr(place, key))) for key in ("aliases", "gauges_mm", "sources")
    }
    plain = {key: getattr(place, key) for key in ("id", "country", "unlocode", "licence")}
    kinds = {"kind": str(place.kind), "status": str(place.status or "")}
    return {**plain, **kinds, **names, **lists, "checked": place.checked}


class _Scan:
    """Reads the tables of one folder and gathers their problems."""

    def __init__(self, *, known: set[str]) -> None:
        self._noted: list[list[Problem]] = []
        self._known = known  # ids that anchors may refer to, those of faulty rows included
        self._lines: dict[str, str] = {}

    @property
    def problems(self) -> list[Problem]:
        """The problems of all files, in their order."""
        return [problem for noted in self._noted for problem in noted]

    def places(self, path: Traversable, *, kinds: frozenset[Kind]) -> list[Place]:
        """Return the places of the good rows."""
        rows = self._rows(path, _REQUIRED, _OPTIONAL)
        by_value = {str(kind): kind for kind in kinds}
        found = [(_place(row, by_value), row) for row in rows if self._first(row, row.text("id"))]
        self._known.update(place.id for place, _ in found)
        return [place for place, row in found if not row.faulty]

    def anchors(self, path: Traversable) -> list[Anchor]:
        """Return the anchors of the good rows; their places must be known."""
        rows = self._rows(path, _ANCHOR_REQUIRED, _ANCHOR_OPTIONAL)
        found = []
        for row in rows:
            anchor = _anchor(row)
            if anchor.place and anchor.place not in self._known:
                remedy = did_you_mean(anchor.place, self._known)
                row.complain("place", f"unknown place {anchor.place!r}", remedy)
            if self._first(row, f"{anchor.place} {anchor.mode}") and not row.faulty:
                found.append(anchor)
        return found

    def _first(self, row: Row, key: str) -> bool:
        """Tell whether a key comes for the first time, and complain where it does not."""
        if key in self._lines and key.strip():
            row.complain("", f"{key!r} stands in {self._lines[key]} already", "keep one of the two")
            return False
        self._lines[key] = row.where
        return True

    def _rows(
        self, path: Traversable, required: tuple[str, ...], optional: tuple[str, ...]
    ) -> list[Row]:
        rows, problems = read_rows(path, required=required, optional=optional)
        self._noted.append(problems)
        return rows


def _place(row: Row, kinds: Mapping[str, Kind]) -> Place:
    names = {lang: row.text(f"name_{lang}", needed=lang == "en") for lang in _LANGUAGES}
    return Place(
        id=_id(row),
        kind=row.choice("kind", kinds) or Kind.POINT,
        country=_country(row),
        lon=row.degrees("lon", 180),
        lat=row.degrees("lat", 90),
        names={lang: name for lang, name in names.items() if name},
        aliases=row.words("aliases"),
        unlocode=_unlocode(row),
        gauges_mm=row.gauges("gauges_mm"),
        status=row.choice("status", _STATUSES),
        sources=row.words("sources"),
        checked=row.date("checked"),
        licence=row.text("licence"),
    )


def _anchor(row: Row) -> Anchor:
    mode = row.text("mode", needed=True)
    if mode and mode not in _MODES:
        remedy = did_you_mean(mode, _MODES) or f"one of {', '.join(sorted(_MODES))}"
        row.complain("mode", f"unknown mode {shown(mode)}", remedy)
    return Anchor(
        place=row.text("place", needed=True),
        mode=mode,
        lon=row.degrees("lon", 180),
        lat=row.degrees("lat", 90),
        source=row.text("source", needed=True),
        licence=row.text("licence"),
    )


def _id(row: Row) -> str:
    cell = row.text("id", needed=True)
    if cell and not _SLUG.fullmatch(cell):
        row.complain("id", f"{shown(cell)} is no id", "small ascii letters, digits and hyphens")
    return cell


def _country(row: Row) -> str:
    cell = row.text("country", needed=True)
    if cell and cell not in COUNTRIES:
        upper = f"did you mean {cell.upper()!r}?" if cell.upper() in COUNTRIES else ""
        row.complain(
            "country",
            f"{shown(cell)} is no ISO 3166-1 alpha-2 code",
            upper or "two capital letters, such as KZ",
        )
    return cell


def _unlocode(row: Row) -> str:
    cell = row.text("unlocode")
    if cell and not _UNLOCODE.fullmatch(cell):
        row.complain("unlocode", f"{shown(cell)} is no UN/LOCODE", "such as KZAAU, without space")
    return cell
