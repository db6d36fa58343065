"""Runs out and back of drawn rails: on the equator, 0.01 degrees are 1.11 km."""

import numpy as np
import pytest

from geodata.network.build import from_lines, with_joined_nodes
from geodata.snapshot.courses.spikes import without_spikes


def mended(*lines, length_km=None, shape="mapped"):
    network = from_lines(
        [np.array(line) for line in lines],
        mode="rail",
        length_km=length_km,
        columns={"shape": [shape] * len(lines)},
    )
    return without_spikes(with_joined_nodes(network))


def test_a_tip_along_a_line_is_taken_off_and_the_length_stands():
    line = [(60.0, 0.0), (60.2, 0.0), (60.18, 0.001), (60.2, 0.1)]
    (drawn,) = mended(line, length_km=[40.0]).lines()
    assert drawn.tolist() == [[60.0, 0.0], [60.18, 0.001], [60.2, 0.1]]
    assert mended(line, length_km=[40.0]).length_km.tolist() == [40.0]


@pytest.mark.parametrize("tip", [60.23, 60.3])
def test_a_hairpin_with_room_and_a_long_run_back_are_left(tip):
    """A bend of 90 degrees is none, and 5 km out and back are more than the drawing's fault."""
    square = [(60.0, 0.0), (60.2, 0.0), (60.2, 0.1)]
    long = [(60.0, 0.0), (tip, 0.0), (tip - 0.05, 0.001), (60.0, 0.1)]
    assert [len(line) for line in mended(square).lines()] == [3]
    assert [len(line) for line in mended(long).lines()] == [4]


def test_a_line_ends_at_the_junction_that_it_has_overshot():
    """The line ends 1.11 km past the junction, to which a short edge runs back."""
    past = [(60.0, 0.0), (60.2, 0.0)]
    back = [(60.2, 0.0), (60.19, 0.0)]
    on = [(60.19, 0.0), (60.2, 0.3)]
    whole = mended(past, back, on, length_km=[23.0, 1.2, 34.0])
    assert whole.edge_count == 2
    assert sorted(whole.length_km.tolist()) == pytest.approx([21.8, 34.0])
    ends = {tuple(point) for line in whole.lines() for point in line[[0, -1]].tolist()}
    assert ends == {(60.0, 0.0), (60.19, 0.0), (60.2, 0.3)}


def test_the_first_point_of_a_line_does_not_lie_behind_its_end():
    """A course begins 0.6 km behind the junction and goes on past it; 3 km off it is a real bend."""
    behind = [(60.0, 0.0), (59.995, 0.002), (60.05, 0.03), (60.2, 0.1)]
    (drawn,) = mended(behind, length_km=[25.0], shape="guided").lines()
    assert drawn.tolist() == [[60.0, 0.0], [60.05, 0.03], [60.2, 0.1]]
    assert [len(line) for line in mended(behind, length_km=[25.0]).lines()] == [4]
    wide = [(60.0, 0.0), (59.97, 0.01), (60.05, 0.06), (60.2, 0.1)]
    assert [len(line) for line in mended(wide, shape="guided").lines()] == [4]
