"""Networks as osmnx, networkx, snkit and searoute write them; 0.1 degrees at 43 N are 8.154 km."""

import gzip
import json
import zipfile

import geopandas as gpd
import networkx as nx
import osmnx as ox
import pytest
import searoute
import shapely

from geodata.errors import InputError
from geodata.osm.foreign import import_networks
from geodata.osm.interchange import from_geodataframes, from_osmnx
from geodata.osm.stated import lengths_km
from geodata.topology.repair import components

STEP_KM = 8.1541
A, B, C = (70.0, 43.0), (70.1, 43.0), (70.2, 43.0)


def _graph():
    """1 = 2 a street of two ways both ways, 2 -> 3 one way; as osmnx simplifies it."""
    graph = nx.MultiDiGraph(crs="epsg:4326", created_date="2026-01-02 03:04:05", simplified=True)
    for node, (x, y) in enumerate((A, B, C), start=1):
        graph.add_node(node, x=x, y=y, street_count=1)
    line = shapely.LineString([A, (70.05, 43.0), B])
    both = {"length": 8154.0, "oneway": False, "highway": "trunk"}
    graph.add_edge(1, 2, osmid=[10, 11], reversed=[False, True], geometry=line, **both)
    graph.add_edge(2, 1, osmid=[11, 10], reversed=[True, False], geometry=line.reverse(), **both)
    graph.add_edge(2, 3, osmid=12, oneway=True, reversed=False, length=8154.0, highway="trunk")
    return graph


def _told(network):
    ends = zip(network.node_lonlat[network.tail], network.node_lonlat[network.head], strict=True)
    rows = []
    for (tail, head), way, km in zip(ends, network.direction, network.length_km, strict=True):
        west, sense = min(tail[0], head[0]), int(way) * (1 if tail[0] < head[0] else -1)
        rows.append((round(float(west), 4), sense, round(float(km), 2)))
    return sorted(rows)


STREETS = [(70.0, 0, 8.15), (70.1, 1, 8.15)]


def test_b09_lists_of_flags_do_not_double_a_street():
    assert _told(from_osmnx(_graph(), mode="road")) == STREETS


def test_b10_tables_of_osmnx_hold_each_street_once():
    assert _told(from_geodataframes(*ox.graph_to_gdfs(_graph()), mode="road")) == STREETS


@pytest.mark.parametrize("crs", ["epsg:4326", "epsg:32642"])
def test_graphml_of_osmnx(tmp_path, crs):
    path = tmp_path / "g.graphml"
    ox.save_graphml(ox.projection.project_graph(_graph(), to_crs=crs), path)
    network = import_networks([path], mode="road")
    assert _told(network) == STREETS
    assert set(network.columns["origin"].decode()) == {"osm"}
    assert set(network.columns["country"].decode()) == {"KZ"}
    assert network.meta.licence == "ODbL-1.0"


@pytest.mark.parametrize("directed", [False, True])
def test_geopackages_of_osmnx(tmp_path, directed):
    path = tmp_path / "g.gpkg"
    ox.save_graph_geopackage(_graph(), path, directed=directed)
    assert _told(import_networks([path], mode="road")) == STREETS


def test_an_undirected_graph_of_networkx_runs_both_ways(tmp_path):
    graph = nx.Graph()
    graph.add_node("a", lon=A[0], lat=A[1])
    graph.add_node("b", lon=B[0], lat=B[1])
    graph.add_edge("a", "b")
    nx.write_graphml(graph, tmp_path / "g.graphml")
    network = import_networks([tmp_path / "g.graphml"], mode="rail")
    assert _told(network) == [(70.0, 0, 8.15)]
    assert network.columns["origin"].decode() == ["g"]
    assert network.meta.licence == ""


def _snkit(path, crs="EPSG:4326", **columns):
    nodes = gpd.GeoDataFrame(
        {"id": ["node_0", "node_1", "node_2"]},
        geometry=gpd.points_from_xy(*zip(A, B, C, strict=True)),
        crs=4326,
    )
    edges = gpd.GeoDataFrame(
        {
            "id": ["edge_0", "edge_1"],
            "from_id": ["node_0", "node_2"],
            "to_id": ["node_1", "node_1"],
            **columns,
        },
        geometry=[shapely.LineString([A, B]), shapely.LineString([C, B])],
        crs=4326,
    )
    nodes.to_crs(crs).to_file(path, layer="nodes", driver="GPKG")
    edges.to_crs(crs).to_file(path, layer="edges", driver="GPKG")
    return path


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", "EPSG:32642"])
def test_geopackages_of_snkit(tmp_path, crs):
    network = import_networks([_snkit(tmp_path / "s.gpkg", crs)], mode="rail")
    assert _told(network) == [(70.0, 0, 8.15), (70.1, 0, 8.15)]
    assert network.node_count == 3


def test_nodes_may_be_numbers_in_one_table_and_texts_in_the_other(tmp_path):
    path = _snkit(tmp_path / "s.gpkg", from_id=["0", "2"], to_id=["1", "1"])
    nodes = gpd.read_file(path, layer="nodes").assign(id=[0.0, 1.0, 2.0])
    nodes.to_file(path, layer="nodes", driver="GPKG")
    network = import_networks([path], mode="rail")
    assert _told(network) == [(70.0, 0, 8.15), (70.1, 0, 8.15)]


def test_ends_that_are_no_node_name_the_file(tmp_path):
    path = _snkit(tmp_path / "s.gpkg", to_id=["node_1", "node_9"])
    with pytest.raises(InputError, match=r"s\.gpkg, edges · end node_9: is no node"):
        import_networks([path], mode="rail")


def test_a_graph_in_an_unknown_crs_names_the_file(tmp_path):
    graph = nx.Graph(crs="nonsense")
    graph.add_node(1, x=70.0, y=43.0)
    graph.add_edge(1, 1)
    nx.write_graphml(graph, tmp_path / "g.graphml")
    with pytest.raises(InputError, match=r"g\.graphml: states the CRS 'nonsense'"):
        import_networks([tmp_path / "g.graphml"], mode="rail")


def test_lengths_may_be_text(tmp_path):
    path = _snkit(tmp_path / "s.gpkg", length_km=["9,5 km", "10100 m"])
    assert [row[2] for row in _told(import_networks([path], mode="rail"))] == [9.5, 10.1]
    bad = _snkit(tmp_path / "t.gpkg", length_km=["about nine", "1"])
    with pytest.raises(InputError, match=r"t\.gpkg, edges · row 1: length_km is no length"):
        import_networks([bad], mode="rail")


@pytest.mark.parametrize(
    ("text", "km"),
    [
        ("12.5", 12.5),
        ("12,5", 12.5),
        ("1,234 m", 1.234),
        ("1 234,5 km", 1234.5),
        (7, 7.0),
        ("5 mi", 8.04672),
    ],
)
def test_lengths_as_people_write_them(tmp_path, text, km):
    assert lengths_km(tmp_path, [text]) == [pytest.approx(km)]


def test_the_output_of_searoute(tmp_path):
    path = tmp_path / "way.geojson"
    path.write_text(json.dumps(searoute.searoute([50.2, 45.0], [49.9, 40.3])))
    network = import_networks([path], mode="sea")
    assert network.edge_count == 1
    assert set(network.columns["country"].decode()) <= {"", "XZ"}


def _lines(path, geometries, crs="EPSG:4326", **columns):
    gpd.GeoDataFrame(columns, geometry=geometries, crs=crs).to_file(path)
    return path


def test_lines_of_any_kind_are_joined_where_they_meet(tmp_path):
    """A 3-D line, one in two parts, one that meets the first in its middle, and a row without."""
    shapes = [
        shapely.LineString([(*A, 100.0), (*B, 200.0)]),
        shapely.MultiLineString([[B, (70.15, 43.0)], [(70.15, 43.0), C]]),
        shapely.LineString([(70.05, 43.0), (70.05, 43.1)]),
        None,
    ]
    path = _lines(tmp_path / "l.geojson", shapes, oneway=["no", "yes", None, None])
    network = import_networks([path], mode="road")
    assert network.meta.notes == ("l.geojson: row 4 without a line",)
    assert components(network).max() == 0
    assert network.length_km.sum() == pytest.approx(2 * STEP_KM + 11.11, abs=0.02)
    assert sorted(network.direction.tolist()).count(0) == network.edge_count - 1


def test_csv_with_wkt(tmp_path):
    path = tmp_path / "l.csv"
    path.write_text('name,WKT\nx,"LINESTRING (70 43, 70.1 43)"\n')
    assert _told(import_networks([path], mode="rail")) == [(70.0, 0, 8.15)]
    path.write_text("name,WKT\nx,LINESTRING 70\n")
    with pytest.raises(InputError, match=r"l\.csv · row 2: is no WKT"):
        import_networks([path], mode="rail")


def test_a_line_drawn_twice_is_one_street(tmp_path):
    line = shapely.LineString([A, B])
    path = _lines(
        tmp_path / "l.geojson", [line, line.reverse(), line], oneway=["yes", "yes", "yes"]
    )
    assert _told(import_networks([path], mode="road")) == [(70.0, 0, 8.15)]


def test_where_no_boundaries_reach_the_country_is_unknown(tmp_path):
    path = _lines(tmp_path / "l.geojson", [shapely.LineString([(-99.0, 19.0), (-99.1, 19.0)])])
    assert import_networks([path], mode="road").columns["country"].decode() == [""]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.graphml", "<graphml", "cannot be read as a network"),
        (
            "a.graphml",
            "<graphml xmlns='http://graphml.graphdrawing.org/xmlns'/>",
            "cannot be read as a network",
        ),
        ("a.gpkg", "no database", "cannot be read as a network"),
        ("a.geojson", "{}", "cannot be read as a network"),
        ("a.csv", "a,b\n1,2\n", "no column of WKT"),
        ("a.parquet", "x", "cannot be read as a network"),
        (
            "a.geojson",
            '{"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [1, 2]}}',
            "holds no lines",
        ),
    ],
)
def test_files_that_are_no_network_get_one_message(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(InputError, match=message) as caught:
        import_networks([path], mode="rail")
    assert name in str(caught.value)
    assert len(caught.value.problems) == 1


def test_lines_without_a_crs_must_be_degrees(tmp_path):
    path = tmp_path / "l.csv"
    path.write_text('geometry\n"LINESTRING (500000 4800000, 510000 4800000)"\n')
    with pytest.raises(InputError, match="states no CRS"):
        import_networks([path], mode="rail")


LINE = {"type": "LineString", "coordinates": [[70, 43], [70.1, 43]]}


def features(*shapes, **properties):
    rows = [{"type": "Feature", "properties": properties, "geometry": shape} for shape in shapes]
    return json.dumps({"type": "FeatureCollection", "features": rows})


@pytest.mark.parametrize(
    ("name", "content", "km"),
    [
        ("a.geojson", features({"type": "GeometryCollection", "geometries": [LINE]}), 8.15),
        (
            "a.geojson",
            features({"type": "LineString", "coordinates": [[179.5, 66], [180.5, 66]]}),
            45.4,
        ),
        ("a.csv", f"wkb\n{shapely.LineString([A, B]).wkb_hex}\n", 8.15),
        ("a.csv", "имя;geometry\nАлматы;LINESTRING (70 43, 70.1 43)\n", 8.15),
        (
            "a.geojson",
            features({"type": "LineString", "coordinates": [[70, 43]]}, None, LINE),
            8.15,
        ),
        ("a.csv", 'geometry\n"SRID=4326;LINESTRING (70 43, 70.1 43)"\n', 8.15),
        ("a.csv", 'wkt\n"SRID=3857;LINESTRING (7792364 5311971, 7803496 5311971)"\n', 8.15),
    ],
)
def test_lines_as_other_tools_wrap_them(tmp_path, name, content, km):
    path = tmp_path / name
    path.write_bytes(content.encode("cp1251"))
    network = import_networks([path], mode="rail")
    assert network.length_km.sum() == pytest.approx(km, abs=0.05)


def test_a_line_that_begins_in_a_port_lies_on_land(tmp_path):
    """The quay of Aktau lies at sea, and 43.6 E 51.2 N in Russia."""
    path = tmp_path / "a.geojson"
    line = {"type": "LineString", "coordinates": [[51.2, 43.6], [55.2, 45.3], [80.3, 44.2]]}
    path.write_text(features(line), "utf-8")
    assert import_networks([path], mode="rail").edge_count == 3  # cut at the shore and the border


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "a.geojson",
            features({"type": "LineString", "coordinates": [[70, 43]]}),
            "holds no lines",
        ),
        (
            "a.geojson",
            features({"type": "LineString", "coordinates": [[70, 43], [float("nan"), 43]]}),
            "row 1: has a point that is no place on the Earth",
        ),
        ("a.geojson", features(LINE, length_km=0), "length_km 0 is not that of a line of 8 km"),
        (
            "a.geojson",
            features({"type": "LineString", "coordinates": [[43.2, 76.9], [51.2, 71.4]]}),
            "a.geojson: lies at sea, and on land where lon and lat change places",
        ),
        ("a.geojson", "<!DOCTYPE html><html>", "it looks like a web page"),
        ("a.geojson", features(LINE).encode("utf-16").decode("latin-1"), "UTF-16"),
        ("a.csv", 'geometry,n\n"LINESTRING (70 43, 71 43)",1,2\n', "row 2: does not have the 2"),
        ("a.csv", "wkb\n0102\n", "row 2: is no WKT"),
        ("a.csv", "geometry\n", "holds no lines"),
        (
            "a.geojson",
            features(LINE, length_km=8154),
            "length_km 8,154 is not that of a line of 8 km",
        ),
    ],
)
def test_lines_that_are_none_get_one_message(tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(InputError, match=said):
        import_networks([path], mode="rail")


def _shapefile(folder, *, says):
    folder.mkdir()
    path = folder / "дороги.shp"
    frame = gpd.GeoDataFrame(
        {"name": ["Дорога", "Путь"]},
        geometry=[
            shapely.LineString([(70, 43), (70.1, 43)]),
            shapely.LineString([(71, 43), (72, 43)]),
        ],
        crs=4326,
    )
    frame.to_file(path, encoding="cp1251")
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes()[:29] + b"\0" + table.read_bytes()[30:])
    if not says:
        path.with_suffix(".cpg").unlink()
    return path


@pytest.mark.parametrize("says", [True, False])
@pytest.mark.parametrize("packed", ["", "roads.zip", "roads.shp.zip"])
def test_a_shapefile_in_cyrillic_also_in_a_folder_of_a_zip(tmp_path, packed, says):
    path = _shapefile(tmp_path / "in", says=says)
    if packed:
        with zipfile.ZipFile(tmp_path / packed, "w") as whole:
            for each in path.parent.iterdir():
                whole.write(each, f"roads/{each.name}")
        path = tmp_path / packed
    assert sorted(import_networks([path], mode="road").columns["name"].decode()) == [
        "Дорога",
        "Путь",
    ]


def test_curves_are_told(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text(
        'wkt\n"LINESTRING (70 43, 71 43)"\n"CIRCULARSTRING (70 43, 70.5 43.5, 71 43)"\n'
    )
    with pytest.raises(InputError, match="row 3: is no WKT of straight lines"):
        import_networks([path], mode="road")


def _layer(path, layer, shapes, crs="EPSG:4326", **columns):
    table = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326").to_crs(crs)
    table.to_file(path, layer=layer, driver="GPKG")
    return path


@pytest.mark.parametrize(
    ("second", "crs", "told"),
    [
        ([[A, B], [B, C]], "EPSG:4326", []),
        ([[B, A]], "EPSG:3857", []),
        ([[A, B, C]], "EPSG:4326", []),
        ([[A, B, C, (70.3, 43.0)]], "EPSG:32642", [(70.2, 0, 8.15)]),
    ],
)
def test_what_an_earlier_layer_has_drawn_is_not_drawn_again(tmp_path, second, crs, told):
    """As ogr2ogr writes the relations of OpenStreetMap behind the ways that they are made of."""
    path = tmp_path / "l.gpkg"
    _layer(path, "lines", [shapely.LineString(line) for line in ([A, B], [B, C])])
    _layer(path, "multilinestrings", [shapely.LineString(line) for line in second], crs)
    first = [(70.0, 0, 8.15), (70.1, 0, 8.15)]
    assert _told(import_networks([path, path], mode="rail")) == first + told


def test_a_length_that_is_stated_is_shared_out_over_what_is_left(tmp_path):
    first = _lines(tmp_path / "a.geojson", [shapely.LineString([A, B])])
    line = shapely.LineString([A, B, C])
    second = _lines(tmp_path / "b.geojson", [line], length_km=[20.0], gauge=["1520"])
    network = import_networks([first, second], mode="rail")
    assert _told(network) == [(70.0, 0, 8.15), (70.1, 0, 10.0)]
    assert sorted(network.columns["gauges_mm"].decode()) == [(), (1520,)]


def test_a_layer_that_opens_the_other_direction_stays(tmp_path):
    path = _layer(tmp_path / "l.gpkg", "there", [shapely.LineString([A, B])], oneway=["yes"])
    _layer(path, "back", [shapely.LineString([B, A])], oneway=["yes"])
    assert _told(import_networks([path], mode="road")) == [(70.0, -1, 8.15), (70.0, 1, 8.15)]


def test_each_layer_of_edges_is_read_with_its_own_nodes(tmp_path):
    path = tmp_path / "s.gpkg"
    for name, lat in (("rail", 43.0), ("road", 43.1)):
        ends = [(70.0, lat), (70.1, lat)]
        _layer(path, f"{name}_nodes", [shapely.Point(end) for end in ends], id=[name, f"{name}2"])
        line = shapely.LineString(ends)
        _layer(path, f"{name}_edges", [line], from_id=[name], to_id=[f"{name}2"])
    _layer(path, "ferries", [shapely.LineString([(70.1, 43.0), (70.1, 43.1)])])
    network = import_networks([path], mode="rail")
    assert network.edge_count == 3
    assert components(network).max() == 0


def test_what_carries_the_ids_of_openstreetmap_is_its(tmp_path):
    path = _lines(tmp_path / "l.geojson", [shapely.LineString([A, B])], osm_id=["4711"])
    network = import_networks([path], mode="rail")
    assert network.columns["origin"].decode() == ["osm"]
    assert network.meta.licence == "ODbL-1.0"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"geometry": "MULTILINESTRING ((70 43, 70.05 43), (70.05 43, 70.1 43))"}, 8.15),
        ({"geometry": "LINESTRING EMPTY"}, 8.15),
        ({"length_km": "9,5 km"}, 9.5),
        ({"length_km": "far"}, "g.graphml, edges · row 1: length_km is no length"),
        ({"geometry": "POINT (70 43)"}, "g.graphml · line 0: needs two points"),
    ],
)
def test_graphs_of_networkx_with_what_people_put_on_edges(tmp_path, said, told):
    graph = nx.DiGraph()
    for node, (x, y) in enumerate((A, B)):
        graph.add_node(node, X=x, Y=y)
    graph.add_edge(0, 1, **said)
    nx.write_graphml(graph, tmp_path / "g.graphml")
    if isinstance(told, str):
        with pytest.raises(InputError, match=told):
            import_networks([tmp_path / "g.graphml"], mode="rail")
    else:
        network = import_networks([tmp_path / "g.graphml"], mode="rail")
        assert _told(network) == [(70.0, 1, told)]


def test_a_packed_graph_that_osmnx_made_undirected_keeps_its_one_way_streets(tmp_path):
    graph = ox.convert.to_undirected(_graph())
    ox.save_graphml(graph, tmp_path / "g.graphml")
    content = (tmp_path / "g.graphml").read_bytes()
    (tmp_path / "g.graphml.gz").write_bytes(gzip.compress(content))
    assert _told(import_networks([tmp_path / "g.graphml.gz"], mode="road")) == STREETS
