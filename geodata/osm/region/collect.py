"""A network of the countries or corridors asked for, from extracts that are fetched or there."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata import geodesy
from geodata.errors import InputError, Problem
from geodata.osm.extracts import SUFFIXES, opened
from geodata.osm.pbf import Extract, network_from, read_ways
from geodata.osm.region.download import Patience, digest, fetch_file, public
from geodata.osm.region.geofabrik import INDEX, extracts_of, read_index

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from geodata.network.model import Network
    from geodata.osm.tags import Rules

WITHIN_KM = 20.0
_SIMPLIFY_DEGREES = 0.002


def files_in(folder: Path) -> list[Path]:
    """Return the extracts in a folder, by name.

    Raises
    ------
    InputError
        Where the folder is none or holds no extract.
    """
    found = sorted(path for path in folder.glob("*") if path.name.lower().endswith(SUFFIXES))
    if not found:
        message = "holds no extract" if folder.is_dir() else "is no folder"
        raise InputError([Problem(str(folder), "", message, f"files end with {SUFFIXES[0]}")])
    return found


def fetch_countries(
    countries: Collection[str],
    *,
    folder: Path,
    index: str = INDEX,
    patience: Patience | None = None,
    on_bytes: Callable[[str, int, int], None] | None = None,
) -> dict[Path, str]:
    """Fetch the extracts that hold some countries into a folder; return files and addresses.

    Raises
    ------
    DownloadError
        Where one cannot be had; what was fetched is kept.
    InputError
        Where the index has no extract of a country.
    """
    found = {}
    for region in extracts_of(countries, read_index(index, patience=patience)):
        name = region.file_name

        def told(have: int, total: int, name: str = name) -> None:
            if on_bytes:
                on_bytes(name, have, total)

        file = fetch_file(region.url, folder / name, patience=patience, on_bytes=told)
        found[file] = public(region.url)
    return found


def network_along(
    files: Sequence[Path],
    *,
    rules: Rules,
    along: BaseGeometry | None = None,
    within_km: float = WITHIN_KM,
    progress: bool = False,
) -> Network:
    """Return the network of files, only ways that come within some km of a line, if one is given.

    Raises
    ------
    InputError
        As `geodata.osm.pbf.import_extracts` does.
    """
    (extract,) = read_ways(files, rules=[rules], progress=progress)
    if along is not None:
        area = geodesy.buffer(along, radius_km=within_km).simplify(_SIMPLIFY_DEGREES)
        extract = clipped(extract, area)
    return network_from(extract, rules=rules)


def clipped(extract: Extract, area: BaseGeometry) -> Extract:
    """Return an extract with those ways only that have a node in an area, whole ways."""
    ways = extract.ways
    if not len(ways.way_id):
        return extract
    shapely.prepare(area)
    inside = shapely.contains_xy(area, *ways.node_lonlat.T)
    known = ways.node_id[inside]
    hit = np.isin(ways.refs, known)
    kept = np.flatnonzero(np.logical_or.reduceat(hit, ways.offsets[:-1]))
    size = np.diff(ways.offsets)[kept]
    offsets = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
    step = np.arange(offsets[-1]) - np.repeat(offsets[:-1], size)
    refs = ways.refs[np.repeat(ways.offsets[kept], size) + step]
    chosen = replace(
        ways, way_id=ways.way_id[kept], offsets=offsets, refs=refs, kind=ways.kind[kept]
    )
    return replace(extract, ways=chosen)


def write_manifest(
    files: Sequence[Path], path: Path, *, addresses: Mapping[Path, str], vintage: str
) -> Path:
    """Write what a network was made of: names, addresses, days and checksums, atomically.

    Parameters
    ----------
    vintage
        The day of the network, or its first and last; of files that state none themselves.
    """
    rows = [
        {
            "name": source.path.name,
            "address": addresses.get(source.path, ""),
            "date": source.date or vintage,
            "bytes": source.path.stat().st_size,
            "md5": digest(source.path, "md5"),
            "sha256": digest(source.path, "sha256"),
        }
        for source in opened(files)
    ]
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        text = json.dumps({"schema": 1, "files": rows}, indent=2, ensure_ascii=False)
        temporary.write_text(text + "\n", encoding="utf-8")
        return temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
