"""To and from osmnx, tables and GeoPackage; by toys whose lengths are known."""

import geopandas as gpd
import networkx as nx
import numpy as np
import osm_toys
import osmnx as ox
import pyogrio
import pytest
import shapely

from geodata import geodesy
from geodata.errors import InputError
from geodata.network.build import from_lines
from geodata.osm.interchange import from_geodataframes, from_osmnx, to_osmnx, write_geopackage
from geodata.osm.pbf import import_extracts
from geodata.osm.tags import Rules

NAMES = ("osm_id", "gauges_mm", "gauge_basis", "status", "name", "electrified", "country", "origin")


def _toy(mode="rail"):
    return import_extracts([osm_toys.DATA / "toy.osm.pbf"], rules=Rules(mode))


def _content(network):
    rows = []
    for i in range(network.edge_count):
        line, way = network.line(i).tolist(), int(network.direction[i])
        if line > line[::-1]:
            line, way = line[::-1], -way
        rows.append(
            (
                line,
                way,
                round(float(network.length_km[i]), 6),
                [network.columns[name][i] for name in NAMES],
            )
        )
    return sorted(rows, key=str)


@pytest.mark.parametrize("mode", ["rail", "road"])
def test_a_network_survives_the_way_to_osmnx_and_back(mode):
    network = _toy(mode)
    assert _content(from_osmnx(to_osmnx(network), mode=mode)) == _content(network)


def test_osmnx_understands_the_graph():
    network = _toy("road")
    graph = to_osmnx(network)
    assert graph.number_of_edges() == sum(2 if way == 0 else 1 for way in network.direction)
    nodes, edges = ox.graph_to_gdfs(graph)
    assert len(nodes) == network.node_count
    both = edges[~edges["oneway"]]["length"].sum() / 2 + edges[edges["oneway"]]["length"].sum()
    assert both / 1000.0 == pytest.approx(network.length_km.sum())
    assert ox.distance.nearest_nodes(graph, 60.0, 47.0) in graph


def test_an_unsimplified_graph_is_measured_on_the_ellipsoid():
    """1 <-> 2 both ways, 2 -> 3 one way; osmnx's own spherical lengths are not taken over."""
    graph = nx.MultiDiGraph(crs="epsg:4326")
    for node, x in ((1, 60.0), (2, 60.1), (3, 60.2)):
        graph.add_node(node, x=x, y=47.0)
    graph.add_edge(1, 2, osmid=7, length=1.0, railway="rail", gauge="1520;1435", reversed=False)
    graph.add_edge(2, 1, osmid=7, length=1.0, railway="rail", gauge="1520;1435", reversed=True)
    graph.add_edge(2, 3, osmid=[8, 9], length=2.0, oneway=True, ref=["A", "B"], reversed=False)
    network = from_osmnx(graph, mode="rail")
    assert network.edge_count == 2
    by_id = dict(zip(network.columns["osm_id"].decode(), range(2), strict=True))
    assert network.direction[by_id["7"]] == 0
    assert network.direction[by_id["8|9"]] == 1
    assert network.columns["gauges_mm"][by_id["7"]] == (1435, 1520)
    assert network.columns["gauge_basis"][by_id["7"]] == "tag"
    assert network.columns["ref"][by_id["8|9"]] == "A;B"
    km = geodesy.distance_km(60.0, 47.0, 60.1, 47.0)
    assert network.length_km.tolist() == pytest.approx([km, km])


def test_parallel_ways_and_loops_stay_apart():
    graph = nx.MultiDiGraph(crs="epsg:4326")
    graph.add_node(1, x=60.0, y=47.0)
    graph.add_node(2, x=60.1, y=47.0)
    bow = shapely.LineString([(60.0, 47.0), (60.05, 47.1), (60.1, 47.0)])
    ring = shapely.LineString([(60.0, 47.0), (60.0, 47.1), (59.9, 47.1), (60.0, 47.0)])
    for a, b, back in ((1, 2, False), (2, 1, True)):
        graph.add_edge(a, b, osmid=1, length=7.0, reversed=back)
        graph.add_edge(
            a, b, osmid=2, length=9.0, reversed=back, geometry=bow.reverse() if back else bow
        )
    for back in (False, True):
        graph.add_edge(1, 1, osmid=3, length=30.0, reversed=back, geometry=ring)
    network = from_osmnx(graph, mode="road")
    assert sorted(network.columns["osm_id"].decode()) == ["1", "2", "3"]
    assert network.direction.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda g: g.graph.update(crs="epsg:32641"), "is in epsg:32641"),
        (lambda g: g.nodes[1].pop("x"), "node 1: has no x and y"),
        (lambda g: g.remove_edges_from(list(g.edges)), "has no edges"),
    ],
)
def test_graphs_that_cannot_be_read_are_named(change, message):
    graph = nx.MultiDiGraph(crs="epsg:4326")
    graph.add_node(1, x=60.0, y=47.0)
    graph.add_node(2, x=60.1, y=47.0)
    graph.add_edge(1, 2, osmid=1)
    change(graph)
    with pytest.raises(InputError, match=message):
        from_osmnx(graph, mode="rail")


def _tables(crs="EPSG:4326"):
    nodes = gpd.GeoDataFrame(
        {"id": ["a", "b", "c"]},
        crs="EPSG:4326",
        geometry=gpd.points_from_xy([60.0, 60.1, 60.2], [47.0, 47.0, 47.0]),
    )
    line = shapely.LineString([(60.1, 47.0), (60.05, 47.05), (60.0, 47.0)])
    edges = gpd.GeoDataFrame(
        {
            "from_id": ["a", "b"],
            "to_id": ["b", "c"],
            "name": ["bow", None],
            "oneway": [False, True],
            "length_km": [np.nan, 9.5],
        },
        crs="EPSG:4326",
        geometry=[line, shapely.LineString([(60.1, 47.0), (60.2, 47.0)])],
    )
    return nodes.to_crs(crs), edges.to_crs(crs)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32641"])
def test_tables_of_any_crs_make_a_network(crs):
    network = from_geodataframes(*_tables(crs), mode="rail")
    assert network.columns["name"].decode() == ["bow", ""]
    assert network.direction.tolist() == [0, 1]
    assert network.node_count == 3
    bow = geodesy.line_length_km([(60.0, 47.0), (60.05, 47.05), (60.1, 47.0)])
    assert network.length_km.tolist() == pytest.approx([bow, 9.5], rel=1e-6)
    assert network.line(0)[0].tolist() == pytest.approx([60.0, 47.0])


def test_the_tables_of_a_network_make_it_again():
    network = _toy()
    again = from_geodataframes(network.nodes, network.edges, mode="rail")
    assert _content(again) == _content(network)


def test_tables_that_do_not_fit_are_refused():
    nodes, edges = _tables()
    with pytest.raises(InputError, match="no columns for its two ends"):
        from_geodataframes(nodes, edges.drop(columns="from_id"), mode="rail")
    with pytest.raises(InputError, match="end c: is no node"):
        from_geodataframes(nodes[:2], edges, mode="rail")
    with pytest.raises(InputError, match="has no CRS"):
        from_geodataframes(nodes.set_crs(None, allow_override=True), edges, mode="rail")


def test_a_geopackage_holds_both_layers_and_is_the_same_each_time(tmp_path):
    network = _toy()
    first = write_geopackage(network, tmp_path / "a.gpkg")
    second = write_geopackage(network, tmp_path / "b.gpkg")
    assert first.read_bytes() == second.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.gpkg", "b.gpkg"]
    edges = pyogrio.read_dataframe(first, layer="edges")
    assert edges["length_km"].sum() == pytest.approx(network.length_km.sum())
    assert set(edges["gauges_mm"]) == {"1520", "1435|1520", ""}
    assert len(pyogrio.read_dataframe(first, layer="nodes")) == network.node_count


def test_a_network_of_other_origin_goes_out_too():
    network = from_lines([[(0.0, 0.0), (1.0, 0.0)]], mode="sea", length_km=[200.0])
    graph = to_osmnx(network)
    assert from_osmnx(graph, mode="sea").length_km.tolist() == [200.0]
