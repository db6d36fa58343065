"""Straight pieces bent along a guide on the equator, where a degree is 111.32 km."""

import numpy as np
import pytest

from geodata import geodesy
from geodata.network.build import from_lines
from geodata.snapshot.courses.bend import Guide, bent, shifted

CHORD = [(60.0, 0.0), (60.5, 0.0)]
BOW = np.array([(60.0, 0.01), (60.1, 0.06), (60.25, 0.09), (60.4, 0.06), (60.5, 0.01)])
"""Runs 1.1 km north of the chord's ends and 10 km north of its middle."""


def _edge(length_km, line=CHORD):
    return from_lines([line], mode="rail", length_km=[length_km], columns={"shape": ["chord"]})


def _bow_km():
    return geodesy.line_length_km(BOW)


def test_a_chord_is_bent_along_the_guide_and_keeps_ends_and_length():
    network = bent(_edge(_bow_km()), Guide([BOW]))
    line = network.line(0)
    assert network.columns["shape"].decode() == ["guided"]
    assert network.length_km.tolist() == [_bow_km()]
    assert line[[0, -1]].tolist() == [list(p) for p in CHORD]
    # Both ends are 0.01 degrees off the guide, so it is shifted by that throughout.
    assert line[:, 1].max() == pytest.approx(0.08, abs=0.002)


@pytest.mark.parametrize("factor", [0.90, 1.10])
def test_a_guide_of_another_length_than_the_track_is_refused(factor):
    network = bent(_edge(_bow_km() / factor), Guide([BOW]))
    assert network.columns["shape"].decode() == ["chord"]
    assert len(network.line(0)) == 2


def test_a_guide_too_far_from_an_end_is_refused():
    network = bent(_edge(_bow_km()), Guide([BOW + np.array([0.0, 0.05])]))
    assert network.columns["shape"].decode() == ["chord"]


def test_short_pieces_are_left_alone():
    short = _edge(19.0, line=[(60.0, 0.0), (60.17, 0.0)])
    assert bent(short, Guide([BOW])).columns["shape"].decode() == ["chord"]


def test_lines_of_the_guide_that_end_near_each_other_are_joined():
    gap = 0.5 / 111.32
    west = np.vstack([BOW[:2], [60.2, 0.085]])
    east = np.vstack([[60.2, 0.085 + gap], BOW[2:]])
    assert bent(_edge(_bow_km()), Guide([west, east])).columns["shape"].decode() == ["guided"]
    apart = east + np.array([0.0, 2 * gap])
    assert bent(_edge(_bow_km()), Guide([west, apart])).columns["shape"].decode() == ["chord"]


def test_an_edge_is_cut_where_the_guide_ends_and_its_length_shared_by_the_drawn_km():
    ends = [*CHORD, (60.9, 0.0)]
    straight = geodesy.line_length_km([CHORD[1], ends[2]])
    network = bent(_edge(_bow_km() + straight, line=ends), Guide([BOW]))
    assert network.columns["shape"].decode() == ["guided", "chord"]
    drawn = network.drawn_km()
    assert network.length_km.sum() == pytest.approx(_bow_km() + straight)
    assert network.length_km == pytest.approx(network.length_km.sum() * drawn / drawn.sum())
    assert network.head[0] == network.tail[1]


def test_the_shift_fades_from_one_end_to_the_other():
    way = np.array([(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)])
    moved = shifted(way, np.array([(0.0, 0.2), (2.0, -0.2)]))
    assert moved == pytest.approx(np.array([(0.0, 0.2), (1.0, 0.0), (2.0, -0.2)]), abs=1e-9)
