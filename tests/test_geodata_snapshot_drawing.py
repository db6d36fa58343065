"""What is said of how lines are drawn: on the equator, 0.01 degrees are 1.11 km."""

import numpy as np
import pytest

from geodata.network.build import from_lines
from geodata.snapshot.courses.drawing import by_gaps, simplified, straight_runs, with_chords


def _line(*lons, lat=0.0):
    return [(60.0 + lon, lat) for lon in lons]


def _network(*lines, **columns):
    size = len(lines)
    return from_lines(
        lines, mode="rail", columns={key: [value] * size for key, value in columns.items()}
    )


def test_points_closer_than_five_km_are_mapped_and_others_threaded():
    told = by_gaps(_network(_line(0, 0.04, 0.08), _line(1, 1.04, 1.1), shape="chord"))
    assert told.columns["shape"].decode() == ["mapped", "threaded"]


def test_what_was_led_keeps_its_word_and_a_declared_line_of_two_points_is_a_chord():
    assert by_gaps(_network(_line(0, 0.1), shape="terrain")).columns["shape"].decode() == [
        "terrain"
    ]
    declared = _network(_line(0, 0.03), shape="chord", origin="declared")
    assert by_gaps(declared).columns["shape"].decode() == ["chord"]


@pytest.mark.parametrize("shape", ["threaded", "guided", "terrain"])
def test_a_straight_piece_over_25_km_is_a_chord_whatever_drew_it(shape):
    bend = [(60.0, 0.05), (60.1, 0.0), (60.4, 0.0), (60.5, 0.05)]
    cut = with_chords(_network(bend, shape=shape))
    assert cut.columns["shape"].decode() == [shape, "chord", shape]
    assert [len(line) for line in cut.lines()] == [2, 2, 2]
    assert cut.length_km.sum() == pytest.approx(_network(bend).length_km.sum())


def test_points_within_100_m_do_not_hide_a_chord_and_mapped_lines_are_never_one():
    nearly = [(60.0, 0.0), (60.15, 0.0008), (60.3, 0.0)]
    assert straight_runs(np.array(nearly)) == [(0, 2)]
    assert straight_runs(np.array([nearly[0], (60.15, 0.0012), nearly[2]])) == []
    close = _network(_line(*np.linspace(0, 0.4, 12)), shape="mapped")
    assert with_chords(close).columns["shape"].decode() == ["mapped"]


def test_a_simplified_line_keeps_its_ends_and_strays_no_farther_than_told():
    wave = np.array([(60 + 0.01 * x, 0.02 * np.sin(x)) for x in range(20)])
    thin = simplified(wave, tolerance_km=0.5)
    assert thin[[0, -1]].tolist() == wave[[0, -1]].tolist()
    assert 2 < len(thin) < len(wave)
    at = np.interp(wave[:, 0], thin[:, 0], thin[:, 1])
    assert np.abs(at - wave[:, 1]).max() * 111.3 <= 0.75
