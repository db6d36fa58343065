"""Placing labels: by hand, and by properties."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.figures.labels import Ink, Label, around, overlaps, place

FRAME = (0.0, 0.0, 200.0, 100.0)


BLANK = Ink(200, 100)


def label(key, places, rank=1.0, **options):
    return Label(key, (20.0, 10.0), np.array(places, dtype=float), rank, **options)


def test_touching_boxes_do_not_overlap():
    boxes = np.array([[0, 0, 10, 10], [10, 0, 20, 10], [9, 9, 12, 12]], dtype=float)
    assert overlaps(boxes, boxes).tolist() == [
        [True, False, True],
        [False, True, True],
        [True, True, True],
    ]


def test_the_better_place_goes_to_the_lower_rank():
    both = [label("late", [[50, 50], [50, 80]], 2.0), label("early", [[50, 50], [50, 20]], 1.0)]
    placed = place(both, frame=FRAME, ink=BLANK)
    assert placed == {"early": (40.0, 45.0, 60.0, 55.0), "late": (40.0, 75.0, 60.0, 85.0)}


def test_order_of_input_does_not_matter():
    wishes = [label(str(i), [[30 + 9 * i, 50], [30 + 9 * i, 70]], i % 3) for i in range(9)]
    assert place(wishes, frame=FRAME, ink=BLANK) == place(wishes[::-1], frame=FRAME, ink=BLANK)


def test_a_label_shuns_lines_but_may_cover_them():
    line = np.array([[0.0, 50.0], [200.0, 50.0]])
    ink = Ink(200, 100, [line])
    assert place([label("a", [[50, 50], [50, 80]])], frame=FRAME, ink=ink)["a"][1] == 75.0
    assert place([label("a", [[50, 50]])], frame=FRAME, ink=ink)["a"][1] == 45.0


def test_ink_counts_cells_over_the_longer_side():
    ink = Ink(100, 100, [np.array([[10.0, 50.5], [19.5, 50.5]])])
    boxes = np.array([[0, 45, 20, 55], [10, 45, 20, 55], [0, 0, 20, 10]], dtype=float)
    assert ink.under(boxes).tolist() == [0.5, 1.0, 0.0]


def test_nothing_leaves_the_frame_or_lies_on_what_is_taken():
    assert place([label("a", [[5, 50]])], frame=FRAME, ink=BLANK) == {}
    taken = [(45.0, 45.0, 55.0, 55.0)]
    assert place([label("a", [[50, 50]])], frame=FRAME, ink=BLANK, taken=taken) == {}


def test_a_required_label_stays_even_on_another():
    taken = [(45.0, 45.0, 55.0, 55.0)]
    wish = label("a", [[50, 50]], required=True)
    assert set(place([wish], frame=FRAME, ink=BLANK, taken=taken)) == {"a"}


def test_a_neighbour_makes_room_where_it_can():
    movable = label("movable", [[50, 50], [50, 80]], 1.0)
    stuck = label("stuck", [[50, 50]], 2.0)
    placed = place([movable, stuck], frame=FRAME, ink=BLANK)
    assert placed["stuck"] == (40.0, 45.0, 60.0, 55.0)
    assert placed["movable"] == (40.0, 75.0, 60.0, 85.0)


def test_places_around_a_point_leave_the_symbol_free():
    size, gap = (30.0, 8.0), 3.0
    centres = around(100.0, 50.0, size, gap=gap)
    half = np.array(size) / 2
    boxes = np.hstack([centres - half, centres + half])
    symbol = np.array([[100 - gap, 50 - gap, 100 + gap, 50 + gap]]) + np.array(
        [0.01, 0.01, -0.01, -0.01]
    )
    assert not overlaps(boxes, symbol).any()
    assert centres[0, 0] > 100  # the right comes first


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 200), st.floats(0, 100), st.floats(4, 60), st.floats(4, 20)),
        max_size=30,
    )
)
def test_no_two_labels_ever_overlap(spots):
    wishes = [
        Label(str(row), (w, h), around(x, y, (w, h), gap=2.0), row)
        for row, (x, y, w, h) in enumerate(spots)
    ]
    boxes = np.array(list(place(wishes, frame=FRAME, ink=BLANK).values())).reshape(-1, 4)
    hit = overlaps(boxes, boxes)
    np.fill_diagonal(hit, val=False)
    assert not hit.any()
    assert (boxes[:, :2] >= 0).all()
    assert (boxes[:, 2:] <= [200, 100]).all()


@pytest.mark.parametrize("places", [np.empty((0, 2))])
def test_a_label_without_places_is_left_out(places):
    assert place([Label("a", (5.0, 5.0), places, 1.0)], frame=FRAME, ink=BLANK) == {}
