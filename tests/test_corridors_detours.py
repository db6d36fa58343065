"""What a route by km pays for borders and breaks of gauge, on the toy networks of toy_atlas."""

from dataclasses import replace

import pytest
import toy_atlas

from corridors.definitions.transits import load_detours
from corridors.lengths.detours import detour_km
from corridors.lengths.route import route

RULES = replace(load_detours(), border_km=50.0, unknown_border_km=250.0, open_border_km=15.0)


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return toy_atlas.write(tmp_path_factory.mktemp("toy"))


def paid(atlas, rows, **changes):
    """Return what each edge of a toy railway pays, in the order of its rows."""
    network = toy_atlas.rail(rows)
    return detour_km(network, atlas, rules=replace(RULES, **changes)).tolist()


def test_a_border_that_no_crossing_explains_is_paid_by_half_on_each_side(atlas):
    rows = [("alat", "border", 600.0, "AZ", (1520,)), ("border", "poti", 300.0, "GE", (1520,))]
    whole = sum(paid(atlas, rows))
    assert whole in (50.0, 250.0)
    assert paid(atlas, rows, open=frozenset({"AZ", "GE"})) == [7.5, 7.5]


def test_between_countries_of_two_gauges_the_break_is_paid_beside_the_border(atlas):
    rows = [("dostyk", "beyneu", 1.0, "CN", (1435,)), ("beyneu", "aktau", 1.0, "KZ", (1520,))]
    one = [("dostyk", "beyneu", 1.0, "UZ", (1520,)), ("beyneu", "aktau", 1.0, "KZ", (1520,))]
    apart = [sum(paid(atlas, each, border_km=250.0)) for each in (rows, one)]
    assert apart == [750.0, 250.0]


@pytest.mark.parametrize(("km", "whole"), [(4.0, 0.0), (12.0, 500.0)])
def test_a_corner_of_the_neighbour_that_a_road_cuts_costs_no_border(atlas, km, whole):
    """KG, a short stretch of UZ where no crossing is known, and KG again."""
    rows = [
        ("dostyk", "beyneu", 100.0, "KG", (1520,)),
        ("beyneu", "aktau", km, "UZ", (1520,)),
        ("aktau", "alat", 100.0, "KG", (1520,)),
    ]
    assert sum(paid(atlas, rows)) == whole


def test_a_line_that_leaves_from_a_cut_corner_pays_for_its_border(atlas):
    rows = [
        ("dostyk", "beyneu", 100.0, "KG", (1520,)),
        ("beyneu", "aktau", 4.0, "UZ", (1520,)),
        ("aktau", "alat", 100.0, "KG", (1520,)),
        ("aktau", "poti", 300.0, "UZ", (1520,)),
    ]
    assert paid(atlas, rows) == [0.0, 0.0, 0.0, 250.0]


def test_no_length_counts_what_was_paid(atlas):
    assert route(atlas, "alat", "poti").way.length_km == pytest.approx(900.0, abs=1e-3)
