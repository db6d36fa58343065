"""Networks to and from osmnx graphs and tables of nodes and edges, and out as GeoPackage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import shapely

from geodata import layer_files
from geodata.errors import InputError, Problem, did_you_mean
from geodata.gauges import gauges_mm
from geodata.network.build import from_lines
from geodata.network.model import DEFAULTS, Meta, Network
from geodata.osm.build import ATTRIBUTION, LICENCE
from geodata.osm.stated import filled, lengths_km
from geodata.osm.streets import Street, direction_of, merged

if TYPE_CHECKING:
    import os
    from collections.abc import Hashable, Iterable, Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

_OWN = frozenset(
    {
        "geometry",
        "length",
        "length_km",
        "reversed",
        "oneway",
        "osmid",
        "key",
        "u",
        "v",
        "from",
        "to",
        "tail",
        "head",
        "direction",
        "gauges_mm",
    }
)


def from_osmnx(graph: nx.MultiDiGraph, *, mode: str) -> Network:
    """Return a network from a graph of osmnx, simplified or not.

    Each street is taken once: two opposite edges of one course become one edge that runs both
    ways, also where ``osmid`` and ``reversed`` are lists. Lengths are measured
    anew on the ellipsoid, for osmnx measures on a sphere, unless an edge has ``length_km``.
    Attributes keep their names; lists are joined with ``;``, OSM ids with ``|``.

    Parameters
    ----------
    graph
        Nodes with ``x`` and ``y`` in degrees, EPSG:4326.

    Raises
    ------
    InputError
        When the graph is projected, has no edges, or a node has no coordinates.
    """
    _check_graph(graph)
    found = merged(
        Street(tail, head, _line(graph, tail, head, data), data, _graph_way(graph, tail, data))
        for tail, head, data in graph.edges(data=True)
    )
    lines = [street.line for street in found]
    rows = [street.data for street in found]
    return from_lines(
        lines,
        mode=mode,
        direction=[street.way for street in found],
        length_km=_lengths(rows, lines),
        columns=columns_of(rows),
        meta=Meta(
            source="an osmnx graph",
            licence=LICENCE,
            attribution=ATTRIBUTION,
            vintage=str(graph.graph.get("created_date", "unknown"))[:10],
        ),
    )


def _check_graph(graph: nx.MultiDiGraph) -> None:
    problems = []
    crs = str(graph.graph.get("crs", "epsg:4326")).lower()
    if crs not in ("epsg:4326", "wgs84", "ogc:crs84"):
        problems.append(Problem("graph", "", f"is in {crs}", "give it unprojected, in EPSG:4326"))
    problems += [
        Problem("graph", f"node {node}", "has no x and y", "give lon as x, lat as y")
        for node, data in graph.nodes(data=True)
        if not {"x", "y"} <= data.keys()
    ]
    if not graph.number_of_edges():
        problems.append(Problem("graph", "", "has no edges", "look at the query"))
    if problems:
        raise InputError(problems)


def _graph_way(graph: nx.MultiDiGraph, tail: Hashable, data: Mapping[str, Any]) -> int:
    """Return an edge's direction: along itself, unless it or the graph says that it is both."""
    stated = direction_of(data.get("oneway"))
    if graph.is_directed() or not stated or "from" not in data:
        # osmnx has turned lines that run against their nodes, so that -1 is along the edge too.
        return 0 if stated == 0 or not graph.is_directed() else 1
    return 1 if _plain(data["from"]) == _plain(tail) else -1


def _line(
    graph: nx.MultiDiGraph, tail: Hashable, head: Hashable, data: Mapping[str, Any]
) -> NDArray[np.float64]:
    ends = [(graph.nodes[node]["x"], graph.nodes[node]["y"]) for node in (tail, head)]
    geometry = data.get("geometry")
    bare = geometry is None or geometry.is_empty
    line = np.array(ends if bare else _coords(geometry), dtype=float)[:, :2]
    # The line of a reversed copy may run the other way.
    turned = len(line) > 1 and not np.allclose(line[0], ends[0]) and np.allclose(line[-1], ends[0])
    return line[::-1] if turned else line


def _lengths(
    rows: Sequence[Mapping[str, Any]], lines: Sequence[NDArray[np.float64]]
) -> list[float] | None:
    """Return stated km; None where no edge states any, so that all are measured."""
    stated = np.array(lengths_km("edges", [row.get("length_km") for row in rows]), dtype=float)
    if not np.isfinite(stated).any():
        return None
    taken: list[float] = np.where(
        np.isfinite(stated), stated, from_lines(lines, mode="").length_km
    ).tolist()
    return taken


def columns_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Return the attributes of edges as columns; lists are joined, those of OSM ids with ``|``."""
    osm_ids = [_joined(row.get("osmid", ""), "|") for row in rows]
    names = dict.fromkeys(str(name) for row in rows for name in row if name not in _OWN)
    columns: dict[str, list[Any]] = {
        name.replace(":", "_"): [
            _joined(row[name], ";") if row.get(name) is not None else DEFAULTS.get(name, "")
            for row in rows
        ]
        for name in names
    }
    if any(osm_ids) or "osm_id" not in columns:
        columns["osm_id"] = list(osm_ids)
    if "country" not in columns:
        columns["country"] = [""] * len(rows)  # not the high seas: nobody has said where it lies
    stated = [_gauges(row) for row in rows]
    columns["gauges_mm"] = stated
    if "gauge_basis" not in columns:
        columns["gauge_basis"] = ["tag" if gauges else "" for gauges in stated]
    return columns


def _gauges(row: Mapping[str, Any]) -> tuple[int, ...]:
    own = row.get("gauges_mm")
    if isinstance(own, (tuple, list, np.ndarray)):
        return tuple(sorted(int(gauge) for gauge in own))
    return gauges_mm(_joined(own or row.get("gauge") or "", ";"))


def _joined(value: object, between: str, *, ordered: bool = False) -> str:
    if not isinstance(value, (list, tuple, set, frozenset)):
        return str(value)
    words = [str(part) for part in value]
    return between.join(sorted(words) if ordered or isinstance(value, (set, frozenset)) else words)


def to_osmnx(network: Network) -> nx.MultiDiGraph:
    """Return a network as a graph of the kind that osmnx works with.

    Nodes are numbered as in the network, with ``x`` and ``y``; an edge that runs both ways is
    there twice, the copy ``reversed``. ``length`` is the along-track length in metres and
    ``osmid`` a number or a list of them, as osmnx has it.
    """
    graph = nx.MultiDiGraph(
        crs="epsg:4326", created_with="corridor-atlas", created_date=network.meta.vintage
    )
    graph.add_nodes_from(
        (node, {"x": lon, "y": lat}) for node, (lon, lat) in enumerate(network.node_lonlat.tolist())
    )
    columns = {name: column.decode() for name, column in network.columns.items()}
    for edge in range(network.edge_count):
        tail, head = int(network.tail[edge]), int(network.head[edge])
        way = int(network.direction[edge])
        data = _edge_data(network, edge, {name: values[edge] for name, values in columns.items()})
        line = network.line(edge)
        if way >= 0:
            graph.add_edge(tail, head, **data, geometry=_shape(line), reversed=False)
        if way <= 0:
            graph.add_edge(head, tail, **data, geometry=_shape(line[::-1]), reversed=way == 0)
    return graph


def _edge_data(network: Network, edge: int, row: Mapping[str, Any]) -> dict[str, Any]:
    numbers = [int(part) for part in str(row.get("osm_id", "")).split("|") if part.isdigit()]
    named = {name: value for name, value in row.items() if name != "osm_id"}
    return {
        **named,
        "length": float(network.length_km[edge]) * 1000.0,
        "length_km": float(network.length_km[edge]),
        "oneway": bool(network.direction[edge]),
        "osmid": numbers[0] if len(numbers) == 1 else numbers or edge,
    }


def _shape(line: NDArray[np.float64]) -> shapely.LineString:
    return shapely.LineString(line)


def from_geodataframes(
    nodes: gpd.GeoDataFrame, edges: gpd.GeoDataFrame, *, mode: str, meta: Meta | None = None
) -> Network:
    """Return a network from a table of nodes and a table of edges, as osmnx and snkit have them.

    Parameters
    ----------
    nodes
        Points; their index, or a column ``osmid`` or ``id``, names them.
    edges
        Lines, or none, with the names of their ends in ``u`` and ``v``, ``from`` and ``to``,
        ``from_id`` and ``to_id`` or ``tail`` and ``head``, as columns or index. Any CRS.
    mode
        ``rail``, ``road`` or ``sea``.

    Raises
    ------
    InputError
        Naming every column that is missing, ends that are no node, and a missing CRS.
    """
    spots, table = _in_degrees(nodes, "nodes"), _in_degrees(edges, "edges").reset_index()
    pair = next((p for p in END_COLUMNS if set(p) <= set(table.columns)), None)
    if pair is None:
        known = [name for names in END_COLUMNS for name in names]
        hints = [did_you_mean(str(name), known) for name in table.columns]
        remedy = next(filter(None, hints), "name them u and v")
        raise InputError([Problem("edges", "", "has no columns for its two ends", remedy)])
    place = {
        name: (point.x, point.y) for name, point in zip(_names(spots), spots.geometry, strict=True)
    }
    if not all(end in place for column in pair for end in table[column]):
        # A number in one table is a text, or a number with a point, in the other.
        place = {_plain(name): point for name, point in place.items()}
        table = table.assign(**{column: [_plain(end) for end in table[column]] for column in pair})
    unknown = sorted({str(end) for column in pair for end in table[column] if end not in place})
    if unknown:
        raise InputError(
            [
                Problem("edges", f"end {end}", "is no node", "look at the nodes' index")
                for end in unknown
            ]
        )
    found = merged(
        Street(row[pair[0]], row[pair[1]], _between(row, pair, place), row, _direction(row))
        for row in map(filled, table.to_dict("records"))
    )
    lines, rows = [street.line for street in found], [street.data for street in found]
    data = [{k: v for k, v in row.items() if k not in (*pair, "index", "id")} for row in rows]
    return from_lines(
        lines,
        mode=mode,
        length_km=_lengths(rows, lines),
        direction=[street.way for street in found],
        columns=columns_of(data),
        meta=meta or Meta(source="tables of nodes and edges"),
    )


def names_ends(nodes: gpd.GeoDataFrame, edges: gpd.GeoDataFrame) -> bool:
    """Tell whether a table of nodes names all ends of a table of edges."""
    table = edges.reset_index()
    pair = next((pair for pair in END_COLUMNS if set(pair) <= set(table.columns)), ())
    names = {_plain(name) for name in _names(nodes)}
    return {_plain(end) for column in pair for end in table[column]} <= names


END_COLUMNS = (("u", "v"), ("from", "to"), ("from_id", "to_id"), ("tail", "head"))


def _plain(name: object) -> str:
    """Return the name of a node as a text, whether it was kept as 7, 7.0 or "7"."""
    return str(name).strip().removesuffix(".0")


def _direction(row: Mapping[str, Any]) -> int:
    stated = direction_of(row.get("oneway"))
    if "direction" in row and str(row["direction"]).strip() in ("-1", "0", "1"):
        return int(row["direction"])
    # In osmnx's tables the line runs the way that may be driven, turned where need be.
    return abs(stated or 0) if "reversed" in row else stated or 0


def _in_degrees(frame: gpd.GeoDataFrame, what: str) -> gpd.GeoDataFrame:
    if frame.crs is None:
        raise InputError([Problem(what, "", "has no CRS", "set it, as EPSG:4326")])
    return frame.to_crs("EPSG:4326")


def _names(nodes: gpd.GeoDataFrame) -> Iterable[Any]:
    column = next((name for name in ("osmid", "id", "node_id") if name in nodes.columns), None)
    names: Iterable[Any] = nodes.index if column is None else nodes[column]
    return names


def _between(
    row: Mapping[str, Any],
    pair: tuple[str, str],
    place: Mapping[Hashable, tuple[float, float]],
) -> NDArray[np.float64]:
    """Return a row's line from node to node; its ends are moved onto them."""
    start, end = place[row[pair[0]]], place[row[pair[1]]]
    geometry: BaseGeometry | None = row.get("geometry")
    if geometry is None or geometry.is_empty:
        return np.array([start, end], dtype=float)
    line = _coords(geometry).copy()
    gap = np.abs(line[0] - start).sum() + np.abs(line[-1] - end).sum()
    if np.abs(line[-1] - start).sum() + np.abs(line[0] - end).sum() < gap:
        line = line[::-1].copy()
    line[0], line[-1] = start, end
    return line


def _coords(geometry: BaseGeometry) -> NDArray[np.float64]:
    """Return the points of a line, or of the parts of one that follow each other."""
    if geometry.geom_type == "MultiLineString":
        parts = shapely.get_parts(shapely.line_merge(geometry))
        return np.concatenate([np.asarray(shapely.get_coordinates(part)) for part in parts])
    return np.asarray(shapely.get_coordinates(geometry))


def write_geopackage(network: Network, path: str | os.PathLike[str]) -> Path:
    """Write a network as GeoPackage with the layers ``edges`` and ``nodes``, atomically.

    The same network gives the same bytes.
    """
    edges = network.edges
    edges["gauges_mm"] = ["|".join(map(str, gauges)) for gauges in edges["gauges_mm"]]
    return layer_files.write_geopackage({"edges": edges, "nodes": network.nodes}, path)
