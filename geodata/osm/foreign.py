"""Networks that other tools wrote: graphs of osmnx and networkx, tables of snkit, plain lines.

What a file states is taken where it is fit to be taken: lines in any CRS, with heights or in parts,
lengths as text, each street once. What is not fit is told, with its rows.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata import geodesy
from geodata.countries import KNOWN_DEG
from geodata.countries import load as load_countries
from geodata.country_names import HIGH_SEAS
from geodata.degrees import line_within
from geodata.errors import InputError, Problem
from geodata.layer_files import lines_in, read_layers
from geodata.network.build import concatenate, from_lines, with_joined_nodes
from geodata.network.columns import Coded
from geodata.network.model import Meta, Network
from geodata.osm.build import ATTRIBUTION, LICENCE
from geodata.osm.graphml import read_graph, unreadable
from geodata.osm.interchange import (
    END_COLUMNS,
    columns_of,
    from_geodataframes,
    from_osmnx,
    names_ends,
)
from geodata.osm.stated import crs_of, filled, lengths_km, read_wkt, rows_text, value_of
from geodata.osm.streets import Street, direction_of, drawn_once, merged
from geodata.places.model import COUNTRIES
from geodata.routing.router import ordered
from geodata.topology.repair import repair
from geodata.topology.tag import lies_swapped, tag_countries

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping, Sequence

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]

GRAPHS = (".graphml", ".graphml.gz", ".graphml.bz2", ".xml")
TEXTS = (".csv", ".tsv", ".txt")
_TOUCH_KM = 0.01
"""Ends this near to each other, or to a line, are drawn to meet it."""

_MOST_DRAWN, _LEAST_APART = 10.0, 0.9
"""No line is 10 times as long as it is drawn, and 10 km more, nor shorter than straight across."""
_DECIMALS = 7


def import_networks(paths: Sequence[str | os.PathLike[str]], *, mode: str) -> Network:
    """Return one network of the lines in files of other tools.

    Ends that coincide, and ends that touch a line within 10 m, are joined; what several layers or
    files draw is taken once, of the first. Countries are those of the boundaries, unless the files
    state them; where no boundaries reach, they are empty. ``origin`` is ``osm`` for what carries
    the ids of OpenStreetMap and else the name of the file.

    Parameters
    ----------
    paths
        GraphML of osmnx or networkx; GeoPackages of snkit or osmnx with the layers ``nodes`` and
        ``edges``; any layer of lines that GDAL reads; CSV with a column of WKT.
    mode
        ``rail``, ``road`` or ``sea``.

    Raises
    ------
    InputError
        For files that cannot be read or hold no line, naming the rows that are not fit.
    """
    files = list(dict.fromkeys(Path(path) for path in paths))
    missing = [
        Problem(str(f), "", "is no file", "look at the path")
        for f in files
        if not f.is_file() and not (f.is_dir() and f.suffix.lower() == ".gdb")
    ]
    if mode not in ("rail", "road", "sea"):
        raise InputError.unknown("mode", mode, ("rail", "road", "sea"))
    if missing:
        raise InputError(missing)
    parts = drawn_once([part for file in files for part in _read(file, mode)])
    whole = with_joined_nodes(concatenate(parts)) if len(parts) > 1 else parts[0]
    if mode != "sea":
        _check_order(whole, files)
    touching = repair(whole, component_km=_TOUCH_KM, dead_end_km=_TOUCH_KM)
    meta = Meta(
        source=", ".join(file.name for file in files),
        licence=_agreed([part.meta.licence for part in parts]),
        attribution=_agreed([part.meta.attribution for part in parts]),
        vintage=_agreed([part.meta.vintage for part in parts]) or "unknown",
        notes=tuple(note for part in parts for note in part.meta.notes),
    )
    return ordered(replace(_tagged(touching, mode), meta=meta))


def _check_order(network: Network, files: Sequence[Path]) -> None:
    if lies_swapped(network):
        message = "lies at sea, and on land where lon and lat change places"
        raise InputError([Problem(", ".join(map(str, files)), "", message, "write lon before lat")])


def _agreed(words: Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(word for word in words if word and word != "unknown"))


def _read(file: Path, mode: str) -> list[Network]:
    """Return what the layers of a file draw."""
    if file.name.lower().endswith(GRAPHS):
        return [_of_graph(file, mode)]
    tables = [read_wkt(file)] if file.suffix.lower() in TEXTS else _layers(file)
    nodes = [table for table in tables if _is_of(table, "Point") and not _is_of(table, "String")]
    rest = [table for table in tables if not _is_of(table, "Point") or _is_of(table, "String")]
    parts = []
    for table in rest:
        if nodes and _has_ends(table):
            own = next((each for each in nodes if names_ends(each, table)), nodes[0])
            parts.append(_of_tables(file, _in_degrees(file, own), _in_degrees(file, table), mode))
        elif _is_of(table, "LineString"):
            parts.append(_of_lines(file, _in_degrees(file, table), mode))
    if not parts:
        raise InputError(
            [Problem(str(file), "", "holds no lines", "give lines, or nodes and edges")]
        )
    return parts


def _is_of(table: gpd.GeoDataFrame, kind: str) -> bool:
    return bool(table.geometry.geom_type.dropna().str.endswith(kind).any())


def _has_ends(table: gpd.GeoDataFrame) -> bool:
    return any(set(pair) <= set(table.reset_index().columns) for pair in END_COLUMNS)


def _layers(file: Path) -> list[gpd.GeoDataFrame]:
    """Return the layers of a file that have geometries."""
    import geopandas as gpd

    if file.suffix.lower() not in (".parquet", ".geoparquet"):
        return [_with_lines(layer) for layer in read_layers(file, refused=unreadable)]
    try:
        return [gpd.read_parquet(file)]
    except (ValueError, OSError, RuntimeError, shapely.errors.GEOSException) as error:
        raise unreadable(file, error) from error


def _with_lines(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a table in which the lines of a collection stand for it."""
    shapes = [
        shapely.multilinestrings(lines_in(shape))
        if shape is not None and shape.geom_type == "GeometryCollection"
        else shape
        for shape in table.geometry
    ]
    return table.set_geometry(shapes, crs=table.crs)


def _in_degrees(file: Path, table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    crs = table.crs or crs_of(table.geometry.dropna().tolist())
    if crs is None:
        message = "states no CRS, and its coordinates are no degrees"
        raise InputError([Problem(str(file), "", message, "save it with its CRS")])
    return table.set_crs(crs).to_crs("EPSG:4326")


def _of_tables(file: Path, nodes: gpd.GeoDataFrame, edges: gpd.GeoDataFrame, mode: str) -> Network:
    with _named(file):
        found = from_geodataframes(nodes, _parsed(edges), mode=mode, meta=Meta(source=file.name))
    return _of_origin(found, file, known=_is_of_osm(edges))


@contextmanager
def _named(file: Path) -> Iterator[None]:
    """Put the name of a file before what is wrong in it."""
    try:
        yield
    except InputError as error:
        raise InputError(
            replace(each, file=", ".join(part for part in (str(file), each.file) if part))
            for each in error.problems
        ) from error


def _is_of_osm(table: gpd.GeoDataFrame) -> bool:
    """Tell whether all rows carry the ids of OpenStreetMap."""
    ids = next((table[name] for name in ("osmid", "osm_id") if name in table.columns), None)
    return ids is not None and len(ids) > 0 and bool((ids.astype(str).str.strip("0") != "").all())


def _parsed(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a table with lists that were written as text made lists again."""
    texts = [name for name in table.columns if name != table.geometry.name]
    return table.assign(**{str(name): [value_of(cell) for cell in table[name]] for name in texts})


def _of_origin(network: Network, file: Path, *, known: bool) -> Network:
    """Return a network that says whose lines they are: OpenStreetMap's, or those of its file."""
    meta = replace(network.meta, source=file.name)
    if known:
        meta = replace(meta, licence=LICENCE, attribution=ATTRIBUTION)
    origin = Coded.constant("osm" if known else file.stem, network.edge_count)
    return replace(network, meta=meta).with_columns(origin=origin)


def _of_lines(file: Path, table: gpd.GeoDataFrame, mode: str) -> Network:
    """Return a table of lines, in parts or with heights, as a network."""
    shapes = table.geometry.tolist()
    empty = [row for row, shape in enumerate(shapes, start=1) if _is_no_line(shape)]
    stated = lengths_km(file, table["length_km"].tolist()) if "length_km" in table.columns else None
    about = table.drop(columns=table.geometry.name)
    # A table without columns has no records, in pandas before 3.
    records = about.to_dict("records") if len(about.columns) else [{} for _ in shapes]
    streets = []
    for row, (shape, record) in enumerate(zip(shapes, records, strict=True)):
        if not _is_no_line(shape):
            data = {key: value_of(cell) for key, cell in filled(record).items()}
            if stated is not None:
                data["length_km"] = stated[row]
            streets += _parts(shape, data)
    _check_places(file, [street.line for street in streets])
    found = merged(streets)
    rows = [street.data for street in found]
    lines = [street.line for street in found]
    notes = (f"{file.name}: {rows_text(empty)} without a line",) if empty else ()
    network = from_lines(
        lines,
        mode=mode,
        direction=[street.way for street in found],
        length_km=_taken(file, rows, lines),
        columns=columns_of(rows),
        meta=Meta(source=file.name, notes=notes),
    )
    return _of_origin(network, file, known=_is_of_osm(table))


def _is_no_line(shape: BaseGeometry | None) -> bool:
    return shape is None or shape.is_empty or not shape.geom_type.endswith("LineString")


def _parts(shape: shapely.LineString, data: Mapping[str, Any]) -> list[Street]:
    """Return the parts of a line; what is stated of its length is shared out among them."""
    merged_ = shapely.line_merge(shape) if shape.geom_type == "MultiLineString" else shape
    parts = [part for part in shapely.get_parts(merged_) if not part.length <= 0.0]  # NaN too
    whole = sum(part.length for part in parts)
    found = []
    for part in parts:
        with np.errstate(over="ignore"):  # told afterwards
            line = line_within(np.asarray(shapely.get_coordinates(part)).round(_DECIMALS))
        own = dict(data)
        if own.get("length_km") is not None:
            own["length_km"] = float(own["length_km"]) * part.length / whole
        way = direction_of(own.get("oneway")) or 0
        found.append(Street(tuple(line[0]), tuple(line[-1]), line, own, way))
    return found


def _taken(
    file: Path, rows: Sequence[Mapping[str, Any]], lines: Sequence[Floats]
) -> list[float] | None:
    stated = np.array([float(row.get("length_km", np.nan)) for row in rows])
    if not np.isfinite(stated).any():
        return None
    drawn = from_lines(lines, mode="").length_km
    apart = np.array([geodesy.distance_km(*line[0], *line[-1]) for line in lines])
    wrong = np.flatnonzero(
        (stated > _MOST_DRAWN * drawn + _MOST_DRAWN) | (stated < _LEAST_APART * apart)
    )
    if len(wrong):
        row = int(wrong[0])
        told = f"length_km {stated[row]:,.0f} is not that of a line of {drawn[row]:,.0f} km"
        raise InputError([Problem(str(file), "", told, "state it in km, or leave it out")])
    taken: list[float] = np.where(np.isfinite(stated), stated, drawn).tolist()
    return taken


def _check_places(file: Path, lines: Sequence[Floats]) -> None:
    bad = [
        row for row, line in enumerate(lines, start=1) if not (np.abs(line) <= (180.0, 90.0)).all()
    ]
    if bad:
        message = "has a point that is no place on the Earth"
        raise InputError([Problem(str(file), rows_text(bad), message, "look at the CRS")])
    if not lines:
        raise InputError([Problem(str(file), "", "holds no lines", "look at its geometries")])


def _of_graph(file: Path, mode: str) -> Network:
    """Return GraphML, as osmnx and networkx write it, as a network."""
    graph = read_graph(file)
    known = any("osmid" in data for _, _, data in graph.edges(data=True))
    with _named(file):
        network = from_osmnx(graph, mode=mode)
    return _of_origin(network if known else replace(network, meta=Meta()), file, known=known)


def _tagged(network: Network, mode: str) -> Network:
    """Return a network with the country of every edge: as stated, of the boundaries, or unknown."""
    stated = network.columns["country"].mask([code for code in COUNTRIES if code != HIGH_SEAS])
    if mode == "sea" or stated.all():
        return network
    low = network.coords >= KNOWN_DEG[:2]
    high = network.coords <= KNOWN_DEG[2:]
    within = np.logical_and.reduceat((low & high).all(axis=1), network.offsets[:-1])
    ours = within & ~stated
    named = tag_countries(network.take(ours), load_countries()) if ours.any() else None
    rest = network.take(~ours)
    blank = ["" if code == HIGH_SEAS else code for code in rest.columns["country"].decode()]
    rest = rest.with_columns(country=Coded.encode(blank))
    parts = [part for part in (named, rest) if part is not None and part.edge_count]
    return with_joined_nodes(concatenate(parts)) if len(parts) > 1 else parts[0]
