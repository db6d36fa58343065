"""Main lines are whole: what parts large cities by rail and by road is known, link by link."""

import main_lines
import numpy as np
import pytest

from geodata import geodesy

MODES = ("rail", "road")
BENDS = 1.75
"""Lines that exist go round seas, ranges and boundaries: at most so many great circles."""
FEW = 0.04
"""The share of all pairs that no missing link explains."""


@pytest.fixture(scope="module")
def atlas(shipped):
    return shipped


def test_a_link_is_laid_both_ways_and_only_where_it_shortens():
    km = np.array([[0.0, 9.0, 2.0], [9.0, 0.0, 8.0], [2.0, 8.0, 0.0]])
    laid = main_lines.linked(km, [(1, 2, 3.0)])
    assert laid.tolist() == [[0.0, 5.0, 2.0], [5.0, 0.0, 3.0], [2.0, 3.0, 0.0]]
    assert main_lines.linked(km, [(0, 1, 20.0)]).tolist() == km.tolist()


def test_great_circles_are_those_of_the_ellipsoid():
    km = main_lines.apart_km(np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0]]))
    assert km[0, 1] == pytest.approx(110.574, abs=0.001)
    assert km[0, 2] == pytest.approx(111.320, abs=0.001)
    assert km[1, 2] == km[2, 1] == pytest.approx(geodesy.distance_km(0.0, 1.0, 1.0, 0.0))


@pytest.mark.parametrize("mode", MODES)
def test_missing_links_say_of_what_kind_they_are_and_why(mode):
    shown = {"water", "network", "mountains", "desert"}
    kinds = {"not built", "closed", "ferry", "no road", *shown}
    rows = main_lines.links(mode)
    assert rows
    for row in rows.values():
        assert row["kind"] in kinds, row["id"]
        assert row["why"].endswith("."), row["id"]
        assert main_lines._source(row["source"]) or row["kind"] in shown, row["id"]


@pytest.mark.full
@pytest.mark.parametrize("mode", MODES)
def test_every_pair_that_is_long_is_parted_by_a_known_link(atlas, mode):
    pairs, count = main_lines.long_pairs(atlas, mode), len(main_lines.cities(atlas))
    rest = [pair for pair in pairs if not pair.link]
    assert not [pair.ends for pair in rest if not np.isfinite(pair.way_km)]
    assert not [pair.ends for pair in rest if pair.ratio > BENDS]
    assert len(rest) < FEW * count * (count - 1) / 2
