"""Maps across 180 degrees: what is drawn stays whole, and the page opens on it."""

from types import SimpleNamespace

import numpy as np
import pytest
import shapely

from maps.figures import projection
from maps.scene import basemap, encode
from maps.scene.bounds import bounds_of, leg_box
from maps.scene.rows.seam import NO_SEAM, seam_of, turned, turned_parts, turned_shape

CHUKOTKA = shapely.MultiLineString(
    [[(179.6, 66.0), (180.0, 66.0)], [(-180.0, 66.0), (-179.6, 66.0)]]
)


@pytest.mark.parametrize(
    ("lon", "seam"),
    [
        ([179.6, 180.0, -180.0, -179.6], -25.0),  # Anadyr
        ([131.9, 179.0, -179.0, -118.2], -25.0),  # Vladivostok to Los Angeles
        ([-30.1, 4.5, 60.0, 131.9, 179.0, -179.0, -118.2], -74.0),  # and from the Azores
        ([177.4, -178.1], -25.0),  # Fiji, two islands
        ([-9.1, 142.0], NO_SEAM),
        ([-118.2, -9.1, 100.0], NO_SEAM),  # over the Atlantic, not over the Pacific
        ([70.0], NO_SEAM),
    ],
)
def test_the_map_is_cut_where_it_tears_nothing(lon, seam):
    assert seam_of(np.array(lon)) == seam


def test_b21_a_line_across_180_degrees_is_one_and_its_box_is_small():
    shape = turned_shape(encode.topology([CHUKOTKA]), -25.0)
    assert bounds_of(shape, ()) == (179.6, 66.0, 180.4, 66.0)
    leg = SimpleNamespace(parts=shape.lines[0])
    assert leg_box(shape, leg) == pytest.approx((179.6, 66.0, 180.4, 66.0))
    ends = sorted(arc[:, 0].tolist() for arc in shape.arcs)
    assert [ends[0][-1], ends[1][0]] == [1_800_000, 1_800_000]


def test_a_map_that_crosses_nothing_is_as_it_was():
    shape = encode.topology([shapely.LineString([(50.0, 40.0), (60.0, 41.0)])])
    assert turned_shape(shape, NO_SEAM) is shape
    assert turned(-179.6, NO_SEAM) == -179.6
    assert turned(-179.6, -25.0) == pytest.approx(180.4)


def test_land_that_180_degrees_parted_is_one():
    halves = np.array([shapely.box(170, 60, 180, 70), shapely.box(-180, 60, -170, 70)])
    whole = turned_parts(halves, -25.0)
    assert [part.bounds for part in whole] == [(170.0, 60.0, 190.0, 70.0)]


def test_the_ground_reaches_beyond_180_degrees():
    layers = basemap.read(basemap.folder())
    west, _, east, _ = basemap.ground(layers, lang="en", seam=-25.0).table["window"]
    assert west >= -25.0
    assert east == pytest.approx(191.0, abs=0.1)  # the end of Chukotka


def test_both_sides_are_drawn_on_paper():
    view = projection.fit([(179.6, 66.0), (-179.6, 66.0)], width_pt=400, height_pt=300)
    drawn = view.aligned([CHUKOTKA])[0]
    left, right = view.to_paper([(179.6, 66.0), (-179.6, 66.0)])[:, 0]
    assert (drawn.bounds[0], drawn.bounds[2]) == pytest.approx((left, right), abs=0.01)
    assert drawn.length == pytest.approx(right - left, rel=0.01)


def test_land_is_one_piece_of_paper_across_180_degrees():
    """Two halves of a box 20 degrees wide are drawn as one, without a coast between them."""
    view = projection.fit([(179.6, 66.0), (-179.6, 66.0)], width_pt=400, height_pt=300)
    (land,) = view.shapes([shapely.box(170, 60, 180, 70), shapely.box(-180, 60, -170, 70)])
    assert land.area == pytest.approx(400 * 300, rel=1e-6)
    assert shapely.boundary(land).length == pytest.approx(2 * (400 + 300), rel=1e-6)


def test_the_small_map_holds_what_the_sheet_shows():
    points = np.array([(179.6, 66.0), (-179.6, 66.0)])
    view = projection.eurasia(points, width_pt=99.0, height_pt=44.0)
    spot = view.to_paper(points)
    assert (spot >= 0.0).all()
    assert (spot <= (99.0, 44.0)).all()
    usual = projection.eurasia(np.array([(60.0, 45.0)]), width_pt=99.0, height_pt=44.0)
    assert not (usual.to_paper(points) <= (99.0, 44.0)).all()
