"""Graphs of GraphML, with their nodes at places in degrees."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import networkx as nx
import numpy as np
import shapely

from geodata.csv_rows import shown
from geodata.errors import InputError, Problem
from geodata.layer_files import why_unreadable
from geodata.osm.stated import ROWS_TOLD, value_of

if TYPE_CHECKING:
    from pathlib import Path

_PLACES = (("x", "y"), ("lon", "lat"), ("longitude", "latitude"), ("lng", "lat"), ("long", "lat"))


def read_graph(file: Path) -> nx.MultiDiGraph:
    """Return GraphML, as osmnx and networkx write it, with its places in degrees.

    Raises
    ------
    InputError
        Of a file that is none, or whose nodes or lines lie nowhere.
    """
    try:
        graph = nx.read_graphml(file, force_multigraph=True)
    except (ET.ParseError, nx.NetworkXException, ValueError, KeyError, OSError) as error:
        raise unreadable(file, error) from error
    shapeless = []
    for tail, head, data in graph.edges(data=True):
        data.update({key: value_of(value) for key, value in data.items()})
        if isinstance(data.get("geometry"), str):
            data["geometry"] = shapely.from_wkt(data["geometry"], on_invalid="ignore")
            shapeless += [f"{tail} - {head}"] if data["geometry"] is None else []
    if shapeless:
        message = "its geometry is no WKT"
        raise InputError([Problem(str(file), f"edges {', '.join(shapeless[:5])}", message)])
    _place_nodes(file, graph)
    _unproject(file, graph)
    return graph


def _place_nodes(file: Path, graph: nx.MultiDiGraph) -> None:
    """Give the nodes of a graph that was just read their coordinates as numbers ``x`` and ``y``."""
    bad = []
    for node, data in graph.nodes(data=True):
        named = {str(key).lower(): value for key, value in data.items()}
        pair = next((pair for pair in _PLACES if set(pair) <= named.keys()), None)
        try:
            data["x"], data["y"] = (float(named[name]) for name in pair or ())
        except ValueError:
            bad.append(str(node))
    if bad:
        names = ", ".join(bad[:ROWS_TOLD])
        message = "have no coordinates"
        raise InputError([Problem(str(file), f"nodes {names}", message, "give lon as x, lat as y")])


def _unproject(file: Path, graph: nx.MultiDiGraph) -> None:
    """Turn the coordinates of a graph that was just read into degrees."""
    import pyproj

    stated = str(graph.graph.get("crs", "EPSG:4326"))
    try:
        crs = pyproj.CRS.from_user_input(stated)
    except pyproj.exceptions.CRSError as error:
        message = f"states the CRS {shown(stated)}, which is unknown"
        raise InputError([Problem(str(file), "", message, "state it as EPSG:4326")]) from error
    if crs.is_geographic:
        graph.graph["crs"] = "epsg:4326"
        return
    turn = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    for _, data in graph.nodes(data=True):
        data["x"], data["y"] = turn.transform(data["x"], data["y"])
    for _, _, data in graph.edges(data=True):
        if data.get("geometry") is not None:
            data["geometry"] = shapely.transform(
                data["geometry"], lambda xy: np.column_stack(turn.transform(*xy.T))
            )
    graph.graph["crs"] = "epsg:4326"


def unreadable(file: Path, error: Exception) -> InputError:
    """Return the error of a file that is no network, whatever reads it."""
    remedy = "GraphML, GeoPackage, GeoJSON, Shapefile, GeoParquet or CSV with WKT"
    message = f"cannot be read as a network: {why_unreadable(file, error)}"
    return InputError([Problem(str(file), "", message, remedy)])
