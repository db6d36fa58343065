"""Countries, gauges and cuts at borders over three countries that are plain boxes.

::

      lat 5 +-------+-------+       +-------+
            |  AA   |  BB   |  sea  |  CC   |
     lat -5 +-------+-------+       +-------+
          lon 0     2       4       6       8
"""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.boundaries import Countries, Piece
from geodata.country_names import HIGH_SEAS
from geodata.network.build import from_lines
from geodata.topology.tag import merge, settle, tag_countries, tag_gauges

DEGREE = 111.3194907932736


BOXES = Countries(
    codes=np.array(["AA", "BB", "CC"]),
    polygons=np.array(
        [shapely.box(0, -5, 2, 5), shapely.box(2, -5, 4, 5), shapely.box(6, -5, 8, 5)]
    ),
)


def _tagged(*lines, **given):
    return tag_countries(from_lines(lines, mode="rail", **given), BOXES)


def test_edges_inside_a_country_get_its_code():
    network = _tagged([(0.5, 0), (1, 0)], [(3, 0), (3.1, 0)], [(7, 0), (7.1, 0)])
    assert network.columns["country"].decode() == ["AA", "BB", "CC"]
    assert network.edge_count == 3


def test_an_edge_is_cut_at_the_border_and_its_length_shared_out():
    network = _tagged([(1, 0), (3, 0)], length_km=[300.0])
    assert network.columns["country"].decode() == ["AA", "BB"]
    assert network.length_km.tolist() == pytest.approx([150.0, 150.0], abs=1e-6)
    assert network.head[0] == network.tail[1]
    np.testing.assert_allclose(network.line(0)[-1], (2, 0), atol=1e-9)


def test_codes_stay_with_their_pieces_where_many_edges_are_cut():
    network = _tagged(
        [(3, 1), (1, 1)],
        [(0.5, 0), (0.6, 0)],
        [(1, 0), (3, 0)],
        [(7, 2), (7.1, 2)],
        [(1.5, 2), (2.5, 2)],
    )
    for row in range(network.edge_count):
        middle = network.line(row).mean(axis=0)
        assert network.columns["country"][row] == BOXES.at(*middle)[0]
    assert network.edge_count == 8


def test_water_belongs_to_the_land_before_it():
    """But for the last 20 km or so before the far coast, which lie within reach of it."""
    network = _tagged([(3, 0), (7, 0)])
    assert network.columns["country"].decode() == ["BB", "CC"]
    assert network.length_km.sum() == pytest.approx(4 * DEGREE)
    assert DEGREE <= network.length_km[1] <= DEGREE + 30.0


def test_an_edge_that_never_touches_land_is_at_sea():
    assert _tagged([(20, 20), (21, 20)]).columns["country"].decode() == [HIGH_SEAS]


def test_a_chord_with_both_ends_in_one_country_is_looked_at_when_long():
    """From AA to AA by way of BB: 33 km of BB count, 6 km of it are the chord's doing."""
    far = _tagged([(1.9, 0), (2.15, 0.1), (1.9, 0.2)])
    assert far.columns["country"].decode() == ["AA", "BB", "AA"]
    near = _tagged([(1.8, 0), (2.02, 0.1), (1.8, 0.2)])
    assert near.columns["country"].decode() == ["AA"]
    assert near.edge_count == 1


def _pieces(*stretches):
    ends = np.cumsum([0.0, *(km for _, km in stretches)])
    rows = zip(stretches, ends[:-1], ends[1:], strict=True)
    return [Piece(code, float(start), float(end)) for (code, _), start, end in rows]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([("AA", 5)], [("AA", 5)]),
        ([("AA", 50), ("BB", 9), ("AA", 50)], [("AA", 109)]),
        ([("AA", 50), ("BB", 10), ("AA", 50)], [("AA", 50), ("BB", 60), ("AA", 110)]),
        ([("AA", 50), ("BB", 9), ("CC", 50)], [("AA", 50), ("BB", 59), ("CC", 109)]),
        ([("XZ", 5), ("AA", 50)], [("AA", 55)]),
        ([("AA", 50), ("XZ", 500), ("BB", 1)], [("AA", 550), ("BB", 551)]),
        ([("AA", 50), ("XZ", 500), ("AA", 1)], [("AA", 551)]),
        ([("XZ", 50)], [("XZ", 50)]),
        ([("AA", 5), ("BB", 2), ("AA", 3), ("CC", 2), ("AA", 5)], [("AA", 17)]),
        ([("AA", 5), ("BB", 1e-6), ("CC", 5)], [("AA", 5), ("CC", 10)]),
        ([("AA", 1e-6), ("BB", 5), ("CC", 1e-6)], [("BB", 5)]),
        ([("AA", 1e-6)], [("AA", 1e-6)]),
        ([], []),
    ],
)
def test_settling(before, after):
    found = settle(_pieces(*before))
    assert [piece.country for piece in found] == [code for code, _ in after]
    assert [piece.end_km for piece in found] == pytest.approx([km for _, km in after], abs=1e-5)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["AA", "BB", "XZ"]), st.floats(0.01, 40)), max_size=8))
def test_settled_pieces_alternate_and_keep_their_end(stretches):
    pieces = merge(_pieces(*stretches))
    found = settle(pieces)
    assert all(a.country != b.country for a, b in pairwise(found))
    assert [p.end_km for p in found[-1:]] == [p.end_km for p in pieces[-1:]]
    assert {p.country for p in found} <= {p.country for p in pieces}


def test_gauges_come_from_the_country_or_from_a_named_line():
    network = _tagged([(0.5, 0), (1, 0)], [(3, 0), (3.1, 0)], [(7, 0), (7.1, 0)])
    tagged = tag_gauges(network, {"AA": [1520], "BB": [1520, 1435]}, {(1676, 1435): np.array([0])})
    assert tagged.columns["gauges_mm"].decode() == [(1435, 1676), (1435, 1520), ()]
    assert tagged.columns["gauge_basis"].decode() == ["rule"] * 3
