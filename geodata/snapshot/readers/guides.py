"""Reads the open lines and stations that railways are bent along: npm packages, only their data.

Both archives hold one GeoJSON file. The railroads are Natural Earth's at 1:10m (public domain),
whatever the package is called; the stations are a third of OpenStreetMap's named station nodes.
"""

from __future__ import annotations

import json
import tarfile
from typing import TYPE_CHECKING

import numpy as np

from geodata.snapshot.readers.sources import PackageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

    from geodata.arrays import Floats

_DATA = "package/data/data.json"


def read_railroads(archive: Path) -> list[Floats]:
    """Return the railroads as lines of shape (k, 2), degrees, EPSG:4326."""
    return [
        np.asarray(feature["geometry"]["coordinates"], dtype=float)
        for feature in _features(archive)
        if feature["geometry"]["type"] == "LineString"
    ]


def read_stations(archive: Path) -> tuple[Floats, list[str]]:
    """Return stations as points, shape (n, 2), degrees, and their OpenStreetMap node ids."""
    features = _features(archive)
    points = [feature["geometry"]["coordinates"] for feature in features]
    names = [f"osm:node/{feature['id'].rpartition('-')[2]}" for feature in features]
    return np.asarray(points, dtype=float).reshape(-1, 2), names


def _features(archive: Path) -> Sequence[dict[str, Any]]:
    with tarfile.open(archive) as package:
        member = package.extractfile(_DATA)
        if member is None:
            raise PackageError(f"{archive.name} holds no {_DATA}")
        features: Sequence[dict[str, Any]] = json.load(member)["features"]
        return features
