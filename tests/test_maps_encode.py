import base64
import gzip

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.places import label_circles
from maps.scene import encode


def unpack(data):
    """An independent reader of what pack() writes, number by number."""
    at = 0

    def varint():
        nonlocal at
        value, shift = 0, 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    sizes = [varint() for _ in range(varint())]
    total = sum(sizes)
    levels = list(data[at : at + total])
    at += total
    columns = []
    for _ in "xy":
        value, column = 0, []
        for _ in range(total):
            step = varint()
            value += -(step + 1) // 2 if step % 2 else step // 2
            column.append(value)
        columns.append(column)
    assert at == len(data)
    points = np.array(columns).T
    cuts = np.cumsum(sizes)[:-1]
    return np.split(points, cuts), np.split(np.array(levels), cuts)


def chain_points(shape, chain):
    pieces = [shape.arcs[i] if i >= 0 else shape.arcs[~i][::-1] for i in chain]
    return np.concatenate([pieces[0], *[piece[1:] for piece in pieces[1:]]])


def test_a_track_that_two_lines_share_is_stored_once():
    """
    a: 0 --- 1 === 2 === 3 --- 4        b: 5 --- 3 === 2 === 1 --- 6  (the other way round)
    """
    a = shapely.LineString([(0, 0), (1, 0), (2, 0.5), (3, 0), (4, 0)])
    b = shapely.LineString([(3, -1), (3, 0), (2, 0.5), (1, 0), (1, -1)])
    shape = encode.topology([a, b])
    assert len(shape.arcs) == 5
    (first,), (second,) = shape.lines
    shared = {first[1]} & {~i for i in second}
    assert len(shared) == 1
    assert (
        chain_points(shape, first).tolist() == (np.array(a.coords) / encode.GRID).round().tolist()
    )
    assert (
        chain_points(shape, second).tolist() == (np.array(b.coords) / encode.GRID).round().tolist()
    )


def test_an_end_on_anothers_vertex_cuts_it():
    """A line that ends at an inner vertex of another splits that one there."""
    long = shapely.LineString([(0, 0), (1, 0), (2, 0)])
    half = shapely.LineString([(0, 0), (1, 0)])
    shape = encode.topology([long, half])
    assert shape.lines == [[[0, 1]], [[0]]]


def test_neighbouring_polygons_share_their_border():
    west, east = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
    shape = encode.topology([west, east])
    uses = [i if i >= 0 else ~i for parts in shape.lines for chain in parts for i in chain]
    border = [i for i in set(uses) if uses.count(i) == 2]
    assert len(border) == 1
    assert set(shape.arcs[border[0]][:, 0]) == {10_000}


def test_levels_keep_ends_and_drop_what_no_pixel_shows():
    """0.001 degrees is 0.02 px at zoom 3 and 5.8 px at zoom 11."""
    line = shapely.LineString([(0, 0), (0.5, 0.001), (1, 0)])
    shape = encode.topology([line])
    assert shape.levels[0][0] == shape.levels[0][2] == 0
    tolerance = {
        level: 0.35 * 360 / (256 * 2**zoom) for level, zoom in enumerate(encode.LEVEL_ZOOMS)
    }
    assert shape.levels[0][1] == min(level for level, limit in tolerance.items() if limit < 0.001)


def test_finest_drops_vertices_for_good():
    line = shapely.LineString([(0, 0), (0.5, 0.001), (1, 0)])
    assert len(encode.topology([line], finest=1).arcs[0]) == 2
    assert len(encode.topology([line]).arcs[0]) == 3


def test_simplified_lines_stay_on_top_of_each_other():
    """At every level a shared stretch is the same vertices for both lines."""
    seed = np.random.default_rng(3)
    middle = np.column_stack([np.linspace(1, 5, 200), np.cumsum(seed.normal(0, 0.03, 200))])
    a = shapely.LineString(np.vstack([[0, 3], middle, [6, 3]]))
    b = shapely.LineString(np.vstack([[0, -3], middle, [6, -3]]))
    shape = encode.topology([a, b])
    for level in range(len(encode.LEVEL_ZOOMS)):
        seen = []
        for parts in shape.lines:
            points = [shape.arcs[i][shape.levels[i] <= level] for i in parts[0]]
            seen.append(
                {tuple(p) for arc in points for p in arc}
                & {tuple(p) for p in np.rint(middle / encode.GRID).astype(int)}
            )
        assert seen[0] == seen[1]


def test_empty_and_missing_geometry():
    shape = encode.topology([None, shapely.LineString(), shapely.LineString([(1, 1), (1, 1)])])
    assert shape.lines == [[], [], []]
    assert encode.pack(shape) == b"\x00"


def test_multilines_keep_their_parts():
    parts = shapely.MultiLineString([[(179, 0), (180, 0)], [(-180, 0), (-179, 0)]])
    shape = encode.topology([parts])
    assert len(shape.lines[0]) == 2
    assert np.abs(np.concatenate(shape.arcs)).max() == 1_800_000


@given(
    st.lists(
        st.lists(st.tuples(st.floats(-180, 180), st.floats(-80, 80)), min_size=2, max_size=12),
        min_size=1,
        max_size=6,
    )
)
def test_packing_loses_nothing_but_the_grid(lines):
    shapes = [shapely.LineString(line) for line in lines]
    shape = encode.topology(shapes)
    arcs, levels = unpack(encode.pack(shape)) if shape.arcs else ([], [])
    for got, kept in zip(arcs, shape.arcs, strict=True):
        assert got.tolist() == kept.tolist()
    for got, kept in zip(levels, shape.levels, strict=True):
        assert got.tolist() == kept.tolist()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, b"\x00"),
        (127, b"\x7f"),
        (128, b"\x80\x01"),
        (300, b"\xac\x02"),
        (2**40, b"\x80\x80\x80\x80\x80\x20"),
    ],
)
def test_varint(value, expected):
    assert encode.varints(np.array([value])) == expected


def test_zigzag():
    assert encode.zigzag(np.array([0, -1, 1, -2, 2])).tolist() == [0, 1, 2, 3, 4]


def test_text_repeats_and_unpacks():
    data = b"corridor" * 100
    assert encode.text(data) == encode.text(data)
    assert gzip.decompress(base64.b64decode(encode.text(data))) == data
    assert base64.b64decode(encode.text(data))[4:8] == b"\0\0\0\0"


def test_mercator_at_known_points():
    """Mercator's y at 45 degrees: ln(tan(67.5 deg)) rad = 0.881374 rad = 50.4990 deg."""
    got = label_circles.mercator(np.array([[10.0, 45.0], [0.0, 0.0]]))
    assert got[0] == pytest.approx([10, 50.4990], abs=1e-4)
    assert got[1] == pytest.approx([0, 0])
