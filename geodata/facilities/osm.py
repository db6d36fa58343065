"""Facilities from OpenStreetMap extracts as a hub layer, and how they match the known places.

Ports and harbours, freight yards and terminals, customs and border control, ferry terminals,
and named industrial or port land use. Nothing here changes the known places: a match is a row
in a report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import osmium

from geodata import geodesy
from geodata.countries import country_at
from geodata.country_names import HIGH_SEAS
from geodata.csv_rows import CONTROL, inert_text
from geodata.files import atomic
from geodata.osm import extracts, pbf

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping, Sequence

    import geopandas as gpd

LICENCE = "ODbL-1.0"


PORTS = (
    ("harbour", "yes"),
    ("landuse", "port"),
    ("landuse", "harbour"),
    ("industrial", "port"),
    ("seamark:type", "harbour"),
    ("amenity", "ferry_terminal"),
)


TERMINALS = (
    ("railway", "yard"),
    ("railway", "freight_terminal"),
    ("railway", "container_terminal"),
    ("industrial", "container_terminal"),
    ("industrial", "intermodal_freight_terminal"),
    ("station", "freight"),
)


BORDERS = (
    ("barrier", "border_control"),
    ("amenity", "customs"),
    ("office", "customs"),
    ("government", "customs"),
    ("government", "border_control"),
)


LAND = (("industrial", "logistics"), ("industrial", "warehouse"), ("building", "logistics"))
"""Tags of a facility, the telling ones first; see the keys' pages on wiki.openstreetmap.org."""

INDUSTRY = (("landuse", "industrial"),)
"""Tags that a facility often carries, which make none of what has no other."""

_PLEASURE = frozenset(
    {"marina", "marina_no_facilities", "yacht", "fishing", "naval_base", "shipyard"}
)
"""Values of ``seamark:harbour:category`` and ``harbour:category`` of harbours without freight."""

_CARRIES = ("hgv", "motor_vehicle", "goods", "train", "rail")
_PEOPLE = frozenset({"passengers", "passenger", "bicycle", "foot", "no"})
_NO = frozenset({"", "no"})


_COAST_KM = 10.0


_SNAP_KM = 20.0


_COLUMNS = (
    "id",
    "kind",
    "country",
    "lon",
    "lat",
    "name_en",
    "name_ru",
    "name_zh",
    "aliases",
    "unlocode",
    "gauges_mm",
    "status",
    "sources",
    "checked",
    "licence",
    "facility",
)


@dataclass(frozen=True, slots=True)
class _Object:
    """One OSM object with a tag of a facility; `refs` are the nodes that outline it."""

    id: str
    tags: Mapping[str, str]
    refs: tuple[int, ...]


def read_osm(paths: Sequence[str | os.PathLike[str]], *, checked: str = "") -> gpd.GeoDataFrame:
    """Return the named facilities of extracts as points, with the columns of ``places.csv``.

    A facility drawn as an outline or a relation stands in the middle of its extent. Whether a
    port is at sea or on a river is told by the sea within 10 km. Left out, and counted in
    ``attrs``: objects without any name (``unnamed``), marinas, naval bases, ferries for people
    and the like (``no_freight``), and what lies in no country (``no_country``).

    Parameters
    ----------
    paths
        Extracts, as `geodata.osm.pbf.import_extracts` takes them.
    checked
        The date to state, ISO 8601; empty where it is not known.

    Returns
    -------
    GeoDataFrame
        EPSG:4326; ``facility`` is the OSM tag that tells what it is. Ascending by id.

    Raises
    ------
    InputError
        For files that cannot be read.
    """
    files = [Path(path) for path in paths]
    extracts.check_files(files)
    found: dict[str, _Object] = {}
    for file in files:
        with extracts.legible(file):
            found.update({thing.id: thing for thing in _objects(file)})
    freight = {key: thing for key, thing in found.items() if is_of_freight(thing.tags)}
    named = {key: thing for key, thing in freight.items() if _names(thing.tags)}
    placed = list(_placed(sorted(named.values(), key=lambda thing: thing.id), files))
    frame = _frame([_row(thing, spot, checked) for thing, spot in placed])
    abroad = frame["country"].isin([HIGH_SEAS, ""])
    frame = frame[~abroad].reset_index(drop=True)
    frame.attrs["unnamed"] = sum(not _names(thing.tags) for thing in found.values())
    frame.attrs["no_freight"] = len(found) - len(freight)
    frame.attrs["no_country"] = int(abroad.sum())
    return frame


def is_of_freight(tags: Mapping[str, str]) -> bool:
    """Tell whether an object with a tag of a facility handles freight."""
    if tags.get("leisure") == "marina" or tags.get("military", "no") not in _NO:
        return False
    category = tags.get("seamark:harbour:category") or tags.get("harbour:category", "")
    if category and set(category.split(";")) <= _PLEASURE:
        return False
    others = (*PORTS[:-1], *TERMINALS, *BORDERS, *LAND)
    if any(tags.get(key) == value for key, value in others):
        return True
    key, value = PORTS[-1]
    if tags.get(key) != value:
        return False  # industry of whatever kind
    # A terminal of ferries that says of itself that it is for people only is none.
    carried = {tags[key] for key in _CARRIES if tags.get(key)}
    cargo = {word.strip() for word in tags.get("cargo", "").split(";")} - {""}
    return not (carried and carried <= _NO) and not (cargo and cargo <= _PEOPLE)


def _objects(file: Path) -> Iterator[_Object]:
    """Yield what carries a tag of a facility: nodes, ways, and relations by their ways."""
    wanted = osmium.filter.TagFilter(*PORTS, *TERMINALS, *BORDERS, *LAND, *INDUSTRY)
    members: dict[int, list[int]] = {}
    relations: dict[int, tuple[dict[str, str], list[int]]] = {}
    for thing in osmium.FileProcessor(str(file)).with_filter(wanted):
        tags = dict(thing.tags)
        if isinstance(thing, osmium.osm.Node):
            yield _Object(f"osm-node-{thing.id}", tags, (thing.id,))
        elif isinstance(thing, osmium.osm.Way):
            yield _Object(f"osm-way-{thing.id}", tags, tuple(ref.ref for ref in thing.nodes))
        elif isinstance(thing, osmium.osm.Relation):
            ways = [member.ref for member in thing.members if member.type == "w"]
            relations[thing.id] = (tags, ways)
            members.update({way: [] for way in ways})
    if members:
        only = osmium.filter.IdFilter(sorted(way for way in members if way > 0))
        for way in osmium.FileProcessor(str(file), osmium.osm.WAY).with_filter(only):
            if isinstance(way, osmium.osm.Way):
                members[way.id] = [ref.ref for ref in way.nodes]
    for number, (tags, ways) in relations.items():
        refs = tuple(ref for way in ways for ref in members[way])
        yield _Object(f"osm-relation-{number}", tags, refs)


def _placed(
    things: Sequence[_Object], files: Sequence[Path]
) -> Iterator[tuple[_Object, tuple[float, float]]]:
    """Yield the things whose nodes are known, with the middle of their extent."""
    needed = np.array([ref for thing in things for ref in thing.refs], dtype=np.int64)
    ids, lonlat = pbf.locate(files, needed)
    for thing in things:
        rows = np.searchsorted(ids, thing.refs)
        rows = rows[rows < len(ids)]
        spots = lonlat[rows[np.isin(ids[rows], thing.refs)]]
        if len(spots):
            lon, lat = ((spots.min(axis=0) + spots.max(axis=0)) / 2.0).tolist()
            yield thing, (round(lon, 6), round(lat, 6))


def _names(tags: Mapping[str, str]) -> list[str]:
    """Return every name of an object once, the plain one first."""
    keys = ["name", "int_name", "official_name", "alt_name", "loc_name", "old_name"]
    keys += sorted(key for key in tags if key.startswith("name:"))
    words = [clean(word) for key in keys for word in tags.get(key, "").split(";")]
    return list(dict.fromkeys(word for word in words if word))


def clean(name: str) -> str:
    """Return a name without control characters and marks of direction, which readers refuse."""
    return " ".join(CONTROL.sub(" ", name).split())


def _row(thing: _Object, spot: tuple[float, float], checked: str) -> dict[str, object]:
    tags, names = thing.tags, _names(thing.tags)
    own = {f"name_{lang}": clean(tags.get(f"name:{lang}", "")) for lang in ("en", "ru", "zh")}
    own["name_en"] = own["name_en"] or clean(tags.get("int_name", "")) or names[0]
    others = [name for name in names if name not in own.values()]
    kind, facility = _kind(tags, spot)
    return {
        "id": thing.id,
        "kind": kind,
        "country": str(country_at(*spot, snap_km=_SNAP_KM)[0]),
        "lon": spot[0],
        "lat": spot[1],
        **own,
        "aliases": "|".join(name.replace("|", "/") for name in others),
        "unlocode": _locode(tags),
        "gauges_mm": "",
        "status": _status(tags),
        "sources": "osm",
        "checked": checked,
        "licence": LICENCE,
        "facility": facility,
    }


def _locode(tags: Mapping[str, str]) -> str:
    """Return a code of UN/LOCODE, empty where what is tagged is none."""
    text = tags.get("ref:LOCODE", tags.get("unlocode", "")).replace(" ", "").upper()
    return text if re.fullmatch("[A-Z]{2}[A-Z2-9]{3}", text) else ""


def _kind(tags: Mapping[str, str], spot: tuple[float, float]) -> tuple[str, str]:
    """Return the kind of hub and the tag that tells it."""
    groups = (
        (PORTS, "port"),
        (BORDERS, "border_crossing"),
        (TERMINALS, "rail_terminal"),
        (LAND, "logistics_centre"),
    )
    for tested, kind in groups:
        for key, value in tested:
            if tags.get(key) == value:
                return _port(spot) if kind == "port" else kind, f"{key}={value}"
    raise ValueError("no tag of a facility")


def _port(spot: tuple[float, float]) -> str:
    return "sea_port" if _by_the_sea(spot) else "river_port"


def _by_the_sea(spot: tuple[float, float]) -> bool:
    """Tell whether there is sea at the spot or 5 or 10 km from it, in any of 16 directions."""
    azimuth = np.tile(np.arange(0.0, 360.0, 22.5), 2)
    reach = np.repeat([_COAST_KM / 2.0, _COAST_KM], 16) * 1000.0
    lon, lat = (np.full(32, value) for value in spot)
    lons, lats, _ = geodesy.geod().fwd(lon, lat, azimuth, reach)
    around = country_at(np.append(lons, spot[0]), np.append(lats, spot[1]))
    return bool((around == HIGH_SEAS).any())


def _status(tags: Mapping[str, str]) -> str:
    """Return the status; what OSM maps without a word on its stage of life is in use."""
    if tags.get("disused") == "yes" or tags.get("abandoned") == "yes":
        return "closed"
    return "construction" if tags.get("construction") == "yes" else "operating"


def _frame(rows: Sequence[Mapping[str, object]]) -> gpd.GeoDataFrame:
    import geopandas as gpd

    table = {name: [row[name] for row in rows] for name in _COLUMNS}
    points = gpd.points_from_xy(table["lon"], table["lat"])
    return gpd.GeoDataFrame(table, columns=list(_COLUMNS), geometry=points, crs="EPSG:4326")


def write_csv(facilities: gpd.GeoDataFrame, path: str | os.PathLike[str]) -> Path:
    """Write facilities as a table like ``places.csv``, atomically; what it is goes unsaid there.

    No name is a formula to a spreadsheet: an apostrophe stands before such a one, which readers of
    ours take off.
    """
    target = Path(path)
    table = facilities[[name for name in _COLUMNS if name != "facility"]].copy()
    for name in ("name_en", "name_ru", "name_zh", "aliases"):
        table[name] = table[name].map(inert_text)
    with atomic(target) as temporary:
        table.to_csv(temporary, index=False, lineterminator="\n")
    return target
