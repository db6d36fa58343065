"""The sea network from a source of a few lanes, with one box of land from 10 to 14 east.

::

      lat 3    .------------- lane over land, unnamed: left out; the strait's name keeps it
      lat 2        +------+
      lat 0  o-----| land |-----o
      lat -2       +------+
             8    10     14    16
"""

import io
import json
import tarfile

import numpy as np
import pytest
import shapely

from geodata import geodesy
from geodata.boundaries import Countries
from geodata.snapshot.sea import sea_network
from geodata.topology.rules import Lanes

LAND = Countries(codes=np.array(["AA"]), polygons=np.array([shapely.box(10, -2, 14, 2)]))


NOWHERE = Lanes(replaces=((170.0, 70.0, 171.0, 71.0),), lines=())


NO_PORTS = np.zeros((0, 2))


@pytest.fixture
def archive(tmp_path):
    """Writes lanes, each with a passage's name, as the source package holds them."""

    def write(*lanes):
        features = [
            {"type": "Feature", "properties": {"passage": name}, "geometry": geometry}
            for name, geometry in lanes
        ]
        data = json.dumps({"type": "FeatureCollection", "features": features}).encode()
        path = tmp_path / "searoute.tar.gz"
        with tarfile.open(path, "w:gz") as bundle:
            info = tarfile.TarInfo("searoute-1/searoute/data/marnet_searoute.geojson")
            info.size = len(data)
            bundle.addfile(info, io.BytesIO(data))
        return path

    return write


def _line(*points):
    return {"type": "LineString", "coordinates": points}


def _pieces(network):
    return sorted(tuple(map(tuple, sorted(line.tolist()))) for line in network.lines())


def test_lanes_become_straight_pieces_each_once(archive):
    path = archive(
        (None, _line((0, 5), (2, 5), (4, 5))),
        (None, {"type": "MultiLineString", "coordinates": [[(4, 5), (2, 5)], [(4, 5), (4, 6)]]}),
        (None, _line((4, 6), (4, 6))),
    )
    network = sea_network(path, NOWHERE, LAND, NO_PORTS)
    assert _pieces(network) == [((0, 5), (2, 5)), ((2, 5), (4, 5)), ((4, 5), (4, 6))]
    assert network.node_count == 4
    assert network.columns["origin"].decode() == ["lane"] * 3
    assert network.columns["country"].decode() == ["XZ"] * 3
    np.testing.assert_allclose(network.length_km, network.drawn_km())


def test_lanes_over_land_are_left_out_unless_the_source_names_the_passage(archive):
    over, beside, corner = (
        _line((8, 0), (16, 0)),
        _line((8, 3), (16, 3)),
        _line((9.95, 0), (10.05, 0)),
    )
    plain = sea_network(
        archive((None, over), (None, beside), (None, corner)), NOWHERE, LAND, NO_PORTS
    )
    assert _pieces(plain) == [((8, 3), (16, 3)), ((9.95, 0), (10.05, 0))]
    named = sea_network(archive(("suez", over), (None, beside)), NOWHERE, LAND, NO_PORTS)
    assert sorted(named.columns["name"].decode()) == ["", "suez"]


def test_our_lanes_replace_the_source_in_their_box(archive):
    path = archive((None, _line((0, 5), (2, 5), (4, 5))), (None, _line((20, 5), (22, 5))))
    ours = Lanes(
        replaces=((170.0, 70.0, 171.0, 71.0), (1.0, 4.0, 6.0, 6.0)),
        lines=(((0.0, 5.0), (3.0, 5.5), (4.0, 5.0)),),
    )
    network = sea_network(path, ours, LAND, NO_PORTS)
    assert _pieces(network) == [((0, 5), (3, 5.5)), ((3, 5.5), (4, 5)), ((20, 5), (22, 5))]


def test_what_lies_outside_the_region_is_left_out(archive):
    path = archive(
        (None, _line((0, 5), (2, 5))),
        (None, _line((-120, 5), (-118, 5))),
        (None, _line((179, 5), (-179, 5))),
        (None, _line((0, -60), (2, -60))),
    )
    assert _pieces(sea_network(path, NOWHERE, LAND, NO_PORTS)) == [((0, 5), (2, 5))]


def test_a_port_is_tied_to_the_lane_that_crosses_least_land(archive):
    """The node across the land is nearer, 2.9 degrees against 3.5, but land counts tenfold."""
    path = archive((None, _line((12, 2.1), (12, 6))), (None, _line((6.5, 0), (6.5, 6))))
    network = sea_network(path, NOWHERE, LAND, np.array([(10.0, 0.0)]))
    (approach,) = np.flatnonzero(network.columns["origin"].mask(["approach"])).tolist()
    assert sorted(network.line(approach).tolist()) == [[6.5, 0], [10, 0]]
    assert network.length_km[approach] == pytest.approx(geodesy.line_length_km([(6.5, 0), (10, 0)]))


def test_a_port_is_tied_to_the_lane_abeam_of_it_not_to_its_next_bend(archive):
    """On the equator of a plane lane the foot of the port lies at the port's longitude."""
    path = archive((None, _line((0, 5), (8, 5))))
    network = sea_network(path, NOWHERE, LAND, np.array([(3.0, 4.5)]))
    assert _pieces(network) == [((0, 5), (3, 5)), ((3, 4.5), (3, 5)), ((3, 5), (8, 5))]
    assert sorted(network.columns["origin"].decode()) == ["approach", "lane", "lane"]


def test_a_port_abeam_of_the_end_of_a_lane_is_tied_to_the_end(archive):
    network = sea_network(
        archive((None, _line((0, 5), (8, 5)))), NOWHERE, LAND, np.array([(0.01, 4.5)])
    )
    assert _pieces(network) == [((0, 5), (0.01, 4.5)), ((0, 5), (8, 5))]


def test_ports_too_far_off_or_on_a_lane_get_no_approach(archive):
    path = archive((None, _line((0, 5), (2, 5))))
    ports = np.array([(2.0, 5.0), (0.0, 9.0), (0.0, 8.0)])
    network = sea_network(path, NOWHERE, LAND, ports)
    approaches = network.columns["origin"].mask(["approach"])
    assert approaches.sum() == 1
    assert geodesy.line_length_km([(0, 9), (0, 5)]) > 400 > network.length_km[approaches][0]
