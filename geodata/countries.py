"""Which country a point or a piece of line lies in.

Boundaries are Natural Earth's, 1:10m, as they are held in fact; ``seeds/rules/countries.toml``
states the code of every disputed territory, and a user may bring another such table. The codes
say where a line lies for the sums; they endorse nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.parquet as pq
import shapely

from geodata.boundaries import Countries, Piece
from geodata.country_names import is_country_code
from geodata.errors import InputError, Problem, did_you_mean
from geodata.files import read_toml, seed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd
    from numpy.typing import ArrayLike
    from shapely.geometry.base import BaseGeometry

    from geodata.arrays import Strings

KNOWN_DEG = (-25.0, -15.0, 180.0, 82.0)
"""West, south, east and north of what the boundaries reach; of Chukotka they reach further."""

_ENTRY_KEYS = frozenset({"feature", "part_of", "country", "name", "note", "area"})


@dataclass(frozen=True, slots=True)
class Rule:
    """The code stated for one disputed territory.

    Attributes
    ----------
    feature
        The territory's id in the boundary file; empty when the file does not hold it apart.
    part_of
        Instead of ``feature``: the id of the shape that contains it.
    country
        ISO 3166-1 alpha-2 code, or a user-assigned one.
    area
        Own boundary as WKT, lon lat; cut out of every other shape.
    """

    country: str
    name: str
    feature: str = ""
    part_of: str = ""
    note: str = ""
    area: str = ""


def country_at(
    lon: ArrayLike,
    lat: ArrayLike,
    *,
    snap_km: float = 0.0,
    countries: Countries | None = None,
) -> Strings:
    """Return the country code of each point.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326; scalars or arrays of shape (n,). Longitudes past 180 are wrapped.
    snap_km
        A point at sea no farther than this from land belongs to the nearest country: 20 suits
        ports, bridges and causeways. 0 leaves it at sea.
    countries
        Other boundaries or codes; those of :func:`load` by default.

    Returns
    -------
    array of str, shape (n,)
        ISO 3166-1 alpha-2; ``XZ`` at sea and outside the region (25 W to 180 E and Chukotka,
        15 S to 82 N). Lakes belong to the country around them, but the Caspian is sea.
    """
    return (countries or load()).at(lon, lat, snap_km=snap_km)


def cut_by_country(
    coords: ArrayLike, *, snap_km: float = 0.0, countries: Countries | None = None
) -> list[Piece]:
    """Cut a line where it crosses a boundary.

    Parameters
    ----------
    coords
        Shape (n, 2), lon lat in degrees, EPSG:4326; between vertices the line follows the
        geodesic, the short way round at the antimeridian.
    snap_km
        As in :func:`country_at`, for each piece as a whole by its middle.
    countries
        Other boundaries or codes; those of :func:`load` by default.

    Returns
    -------
    list of Piece
        In order, without gaps, neighbours always of different countries; their km are measured
        on the ellipsoid and sum to the length of the line. Empty for a line of no length.
    """
    return (countries or load()).cut(coords, snap_km=snap_km)


def countries_table(rules_path: Path | None = None) -> gpd.GeoDataFrame:
    """Return the boundary polygons with the codes that a table of rules assigns.

    Parameters
    ----------
    rules_path
        A table like ``seeds/rules/countries.toml``, which is the default.

    Returns
    -------
    GeoDataFrame
        ``feature``, ``country``, ``name_en``, ``disputed``, ``geometry``; EPSG:4326.

    Raises
    ------
    InputError
        The table is no TOML, names an unknown territory, gives a malformed code or area, or
        changes the code of a territory that the file does not hold apart without an area.
    """
    import geopandas as gpd

    columns = _ruled(_read_boundaries(), rules(rules_path), file=_rules_file(rules_path).name)
    return gpd.GeoDataFrame(columns, geometry="geometry", crs="EPSG:4326")


def load(rules_path: Path | None = None) -> Countries:
    """Return the boundaries under a table of rules, ready for questions; read once per table."""
    return _load(None if rules_path is None else Path(rules_path).resolve())


@cache
def _load(rules_path: Path | None) -> Countries:
    columns = _ruled(_read_boundaries(), rules(rules_path), file=_rules_file(rules_path).name)
    polygons, row = shapely.get_parts(np.array(columns["geometry"]), return_index=True)
    return Countries(codes=np.array(columns["country"])[row], polygons=polygons)


def provenance() -> dict[str, str]:
    """Return source and licence of the boundaries, as the file states them."""
    metadata = pq.read_schema(_boundaries_path()).metadata or {}
    return dict(json.loads(metadata[b"corridor_atlas"]))


def rules(rules_path: Path | None = None) -> list[Rule]:
    """Return the stated codes of disputed territories.

    Raises
    ------
    InputError
        The file is no TOML or an entry is incomplete; all problems at once.
    """
    path = _rules_file(rules_path)
    entries = read_toml(path).get("territory", [])
    problems = [problem for entry in entries for problem in _faults(entry, path.name)]
    if problems:
        raise InputError(problems)
    return [Rule(**entry) for entry in entries]


def _rules_file(rules_path: Path | None) -> Path:
    return rules_path or seed("rules", "countries.toml")


def _faults(entry: Mapping[str, Any], file: str) -> Iterable[Problem]:
    item = str(entry.get("name") or entry.get("feature") or "territory")
    for key in sorted(set(entry) - _ENTRY_KEYS):
        yield Problem(file, item, f"unknown key {key!r}", did_you_mean(key, _ENTRY_KEYS))
    for key in ("country", "name"):
        if not entry.get(key):
            yield Problem(file, item, f"{key} is missing")
    code = str(entry.get("country", "AA"))
    if not is_country_code(code):
        yield Problem(file, item, f"country {code!r} is no code", "two capital letters, as KZ")
    if bool(entry.get("feature")) == bool(entry.get("part_of")):
        yield Problem(file, item, "needs one of feature and part_of")
    if entry.get("area") and not shapely.is_valid(_area(entry["area"])):
        yield Problem(file, item, "area is no valid polygon", "WKT, lon lat, EPSG:4326")


def _area(text: str) -> BaseGeometry | None:
    return shapely.from_wkt(text, on_invalid="ignore")


def _boundaries_path() -> Path:
    return seed("basemap", "countries.parquet")


def _read_boundaries() -> dict[str, list[Any]]:
    # Not `read_table`: that imports the datasets module and pandas, half of a short command.
    columns = pq.ParquetFile(_boundaries_path()).read().to_pydict()
    return {**columns, "geometry": list(shapely.from_wkb(columns["geometry"]))}


def _ruled(
    columns: Mapping[str, list[Any]], stated: Iterable[Rule], *, file: str
) -> dict[str, list[Any]]:
    """Return new columns under the stated rules; all faults at once."""
    table = {name: list(values) for name, values in columns.items()}
    rows = {feature: i for i, feature in enumerate(table["feature"])}
    problems: list[Problem] = []
    for rule in stated:
        target = rule.feature or rule.part_of
        row = rows.get(target)
        if row is None:
            remedy = did_you_mean(target, rows)
            problems.append(Problem(file, rule.name, f"no shape {target!r}", remedy))
        elif rule.area:
            _carve(table, rule)
        elif rule.feature:
            table["country"][row] = rule.country
        elif table["country"][row] != rule.country:
            remedy = "state its area as WKT"
            message = f"is {rule.country} here, but the boundaries do not hold it apart"
            problems.append(Problem(file, rule.name, f"{message} from {target}", remedy))
    if problems:
        raise InputError(problems)
    return table


def _carve(table: dict[str, list[Any]], rule: Rule) -> None:
    """Cut the rule's area out of every shape and add it as one of its own."""
    area = _area(rule.area)
    table["geometry"] = [
        _polygonal(shape.difference(area)) if shape.intersects(area) else shape
        for shape in table["geometry"]
    ]
    own = {"feature": rule.name, "country": rule.country, "name_en": rule.name, "disputed": True}
    for name, value in {**own, "geometry": area}.items():
        table[name].append(value)


def _polygonal(shape: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(shape)
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])
