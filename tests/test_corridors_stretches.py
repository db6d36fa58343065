"""Borders and breaks of gauge along ways along the equator, one degree 111.3195 km.

::

    0      100     200     300     400  km of track
    |--CN---|--KZ---|--RU---|--KZ---|
"""

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from corridors.definitions.states import Crossing, Handover
from corridors.definitions.transits import BoundaryRules, Transit
from corridors.tracing.borders import with_borders
from corridors.tracing.gauges import gauge_breaks, of_countries
from corridors.tracing.landmarks import Wayside
from corridors.tracing.way import Stretches, joined, of_sketch
from geodata import geodesy
from geodata.places.model import Kind, Place, PlaceStatus

DEGREE_KM = geodesy.line_length_km([(0, 0), (1, 0)])


def way(km, country, gauges=None):
    """Consecutive stretches due east from (0, 0), as long as drawn."""
    at = np.concatenate([[0.0], np.cumsum(km)]) / DEGREE_KM
    lines = tuple(np.array([(a, 0.0), (b, 0.0)]) for a, b in zip(at, at[1:], strict=False))
    many = len(km)
    columns = {
        "country": tuple(country),
        "origin": ("osm",) * many,
        "shape": ("mapped",) * many,
        "length_basis": ("track",) * many,
        "gauges_mm": tuple(gauges or [()] * many),
        "gauge_basis": ("rule",) * many,
        "electrified": ("",) * many,
    }
    return Stretches(np.array(km, float), lines, columns)


def place(name, at_km, *, kind="border_crossing", gauges=(), lat=0.0):
    return Place(
        id=name,
        kind=Kind(kind),
        country="KZ",
        lon=at_km / DEGREE_KM,
        lat=lat,
        names={"en": name},
        aliases=(),
        unlocode="",
        gauges_mm=tuple(gauges),
        status=PlaceStatus("operating"),
        sources=("osm",),
        checked=dt.date(2026, 11, 23),
        licence="ODbL-1.0",
    )


def test_border_lies_where_the_country_changes():
    cut, events = with_borders(way([100, 100], ["CN", "KZ"]), Wayside([]))
    assert [(e.detail, round(e.at_km, 6), e.basis) for e in events] == [
        ("CN>KZ", 100.0, "inferred")
    ]
    assert cut.sums("country") == {"CN": 100.0, "KZ": 100.0}


def test_known_crossing_names_the_border_and_leaves_it_at_the_boundary():
    crossing = place("gate", 108)
    cut, events = with_borders(way([100, 100], ["CN", "KZ"]), Wayside([crossing]))
    assert (events[0].place, events[0].basis) == ("gate", "known")
    assert events[0].at_km == 100
    assert events[0].lon == pytest.approx(100 / DEGREE_KM)
    assert cut.sums("country") == {"CN": 100.0, "KZ": 100.0}


@pytest.mark.parametrize(("at_km", "lat"), [(165, 0.0), (105, 0.15)])
def test_crossing_too_far_along_or_off_the_way_is_not_taken(at_km, lat):
    _, events = with_borders(
        way([100, 100], ["CN", "KZ"]), Wayside([place("gate", at_km, lat=lat)])
    )
    assert events[0].basis == "inferred"


def test_a_crossing_must_lie_between_the_two_countries():
    gate = place("gate", 110)  # in KZ
    _, events = with_borders(way([100, 100], ["CN", "KZ"]), Wayside([gate]))
    assert (events[0].place, events[0].at_km) == ("gate", 100.0)
    _, events = with_borders(way([100, 100], ["CN", "RU"]), Wayside([gate]))
    assert events[0].basis == "inferred"


@pytest.mark.parametrize(("shape", "named"), [("mapped", ""), ("chord", "gate")])
def test_a_post_far_along_names_the_border_only_where_the_line_is_guessed(shape, named):
    """Another line's post, which a mapped way passes 40 km before its own border, is not its."""
    mapped = way([100, 100], ["CN", "KZ"])
    drawn = replace(mapped, columns={**mapped.columns, "shape": (shape,) * 2})
    _, events = with_borders(drawn, Wayside([place("gate", 60)]))
    assert events[0].place == named


def test_a_way_that_weaves_along_the_boundary_keeps_the_border_that_has_a_name():
    """CN to KZ at the gate (km 100), 4 km of CN on the map alone, and KZ again."""
    weaving = way([100, 6, 4, 100], ["CN", "KZ", "CN", "KZ"])
    cut, events = with_borders(weaving, Wayside([place("gate", 100)]))
    assert [(e.detail, e.place, round(e.at_km, 6)) for e in events] == [("CN>KZ", "gate", 100.0)]
    assert cut.sums("country") == {"CN": 100.0, "KZ": 110.0}


def gate_of(*countries, modes=("rail", "road"), stations=()):
    """A row of crossings.csv for the place ``gate``; stations as (country, km)."""
    points = tuple(Handover(f"{code}-yard", code, km / DEGREE_KM, 0.0) for code, km in stations)
    return {"gate": Crossing("gate", countries, modes, points)}


def test_a_crossing_with_a_row_fits_its_pair_and_its_mode():
    road_post = gate_of("CN", "KZ", modes=("road",))
    at = [place("gate", 100)]
    strip = way([100, 100], ["CN", "KZ"])
    found = [
        with_borders(strip, Wayside(at, crossings=road_post), mode=mode)[1][0].place
        for mode in ("rail", "road", "")
    ]
    assert found == ["", "gate", "gate"]
    other = Wayside(at, crossings=gate_of("KZ", "RU"))
    assert with_borders(strip, other)[1][0].place == ""


def test_a_border_carries_its_handover_stations_in_order_of_travel():
    gates = gate_of("KZ", "CN", stations=[("KZ", 130), ("CN", 80)])
    strip = way([100, 100], ["CN", "KZ"])
    wayside = Wayside([place("gate", 100)], crossings=gates)
    (found,) = with_borders(strip, wayside)[1]
    assert (found.handovers, found.at_km) == (("CN-yard", "KZ-yard"), 100)
    (back,) = with_borders(strip.reversed(), wayside)[1]
    assert back.handovers == ("KZ-yard", "CN-yard")


@pytest.mark.parametrize(
    ("stations", "post", "border"),
    [
        ([("CN", 103), ("KZ", 120)], 104, 104),  # the post lies between the stations
        ([("CN", 103), ("KZ", 107)], 99, 105),  # it does not: midway
        ([("CN", 103), ("KZ", 120)], 99, 105.5),  # or to 5 km past the station on the wrong side
        ([("CN", 90), ("KZ", 97)], 95, 95),
        ([("CN", 107), ("KZ", 120)], 108, 100),  # too far off for a boundary that errs by 5 km
    ],
)
def test_a_station_on_the_wrong_side_moves_the_boundary_past_it(stations, post, border):
    wayside = Wayside([place("gate", post)], crossings=gate_of("CN", "KZ", stations=stations))
    strip = way([100, 100], ["CN", "KZ"])
    cut, (event,) = with_borders(strip, wayside)
    assert event.at_km == pytest.approx(border, abs=1e-3)
    assert cut.sums("country") == pytest.approx({"CN": border, "KZ": 200 - border}, abs=1e-3)


def test_a_way_from_a_station_that_the_boundary_has_abroad_begins_at_home():
    gates = gate_of("CN", "KZ", stations=[("CN", 0.5), ("KZ", 12)])
    wayside = Wayside([place("gate", 6)], crossings=gates)
    for strip, change in (
        (way([200], ["KZ"]), "CN>KZ"),
        (way([200], ["KZ"]).reversed(), "KZ>CN"),
    ):
        cut, (event,) = with_borders(strip, wayside)
        assert event.detail == change
        assert cut.sums("country") == pytest.approx({"CN": 6, "KZ": 194}, abs=1e-3)


def test_a_stretch_without_control_is_a_transit_by_rail_only():
    rule = Transit("talas", "KZ", "KG", (108 / DEGREE_KM, 0.0))
    wayside = Wayside([], rules=BoundaryRules(5.0, (rule,)))
    strip = way([100, 16, 100], ["KZ", "KG", "KZ"])
    cut, (event,) = with_borders(strip, wayside, mode="rail")
    assert (event.kind, event.detail, event.place) == ("transit", "KG", "talas")
    assert (event.at_km, event.km) == (100, 16)
    assert cut.sums("country") == {"KG": 16.0, "KZ": 200.0}
    by_road = with_borders(strip, wayside, mode="road")[1]
    assert [event.detail for event in by_road] == ["KZ>KG", "KG>KZ"]
    elsewhere = way([60, 16, 100], ["KZ", "KG", "KZ"])
    assert len(with_borders(elsewhere, wayside, mode="rail")[1]) == 2


def test_two_borders_do_not_take_one_crossing_from_far_off():
    gate = place("gate", 100)
    strip = way([100, 40, 100], ["AZ", "KZ", "AZ"])
    cut, events = with_borders(strip, Wayside([gate]))
    assert [(e.detail, e.place) for e in events] == [("AZ>KZ", "gate"), ("KZ>AZ", "")]
    assert cut.sums("country") == {"AZ": 200.0, "KZ": 40.0}


def test_a_crossing_that_the_way_runs_through_is_its_border_however_far():
    # The chord strays abroad 30 km to the north of where it meets the crossing, 90 km on.
    gate = place("gate", 30)
    lines = ((0, 0), (30, 30), (30, 0), (200, 0))
    points = [(x / DEGREE_KM, y / DEGREE_KM) for x, y in lines]
    abroad = way([60, 30, 170], ["CN", "KZ", "KZ"])
    abroad.columns["shape"] = ("chord",) * 3
    bent = Stretches(abroad.km, tuple(np.array(pair) for pair in pairwise(points)), abroad.columns)
    assert round(with_borders(bent, Wayside([gate]))[1][0].at_km) == 60
    _, events = with_borders(bent, Wayside([gate]), through=["gate"])
    assert round(events[0].at_km) == 90
    far = Stretches(np.array([60.0, 80.0, 170.0]), bent.lines, bent.columns)
    assert with_borders(far, Wayside([gate]))[1][0].basis == "inferred"
    _, events = with_borders(far, Wayside([gate]), through=["gate"])
    assert (events[0].place, round(events[0].at_km)) == ("gate", 140)


def test_short_stretch_abroad_without_a_crossing_is_no_border():
    cut, events = with_borders(way([100, 9, 100], ["KZ", "RU", "KZ"]), Wayside([]))
    assert events == []
    assert cut.sums("country") == {"KZ": 209.0}


def test_short_stretch_abroad_between_two_known_crossings_stays():
    gates = [place("in", 100), place("out", 109)]
    _, events = with_borders(way([100, 9, 100], ["KZ", "RU", "KZ"]), Wayside(gates))
    assert [event.detail for event in events] == ["KZ>RU", "RU>KZ"]


def test_long_stretch_abroad_is_two_borders():
    cut, events = with_borders(way([100, 11, 100], ["KZ", "RU", "KZ"]), Wayside([]))
    assert len(events) == 2
    assert cut.sums("country") == {"KZ": 200.0, "RU": 11.0}


def test_break_of_gauge_at_the_change_and_at_a_yard():
    rails = way([100, 100], ["CN", "KZ"], [(1435,), (1520,)])
    assert [(e.detail, e.at_km, e.basis) for e in gauge_breaks(rails, Wayside([]))] == [
        ("1435>1520", 100.0, "inferred")
    ]
    yard = place("dostyk", 110, kind="gauge_yard", gauges=(1435, 1520))
    found = gauge_breaks(rails, Wayside([yard]))[0]
    assert (found.place, found.basis) == ("dostyk", "known")
    assert found.at_km == pytest.approx(110, abs=1e-3)


def test_dual_gauge_carries_the_wagon_on():
    rails = way([50, 50, 50], ["CN", "CN", "KZ"], [(1435,), (1435, 1520), (1520,)])
    assert [event.at_km for event in gauge_breaks(rails, Wayside([]))] == [100.0]


def test_a_way_that_ends_on_both_gauges_ends_on_that_of_the_country():
    both = (1435, 1520)
    rails = way([50, 50], ["CN", "KZ"], [both, both])
    yards = [place(name, km, kind="gauge_yard", gauges=both) for name, km in (("a", 1), ("b", 99))]
    (found,) = gauge_breaks(rails, Wayside(yards))
    assert (found.detail, found.place) == ("1435>1520", "b")
    (back,) = gauge_breaks(rails.reversed(), Wayside(yards))
    assert (back.detail, back.place) == ("1520>1435", "a")
    assert gauge_breaks(way([50], ["KZ"], [both]), Wayside(yards)) == []


def test_a_sliver_of_the_other_gauge_is_no_break_and_does_not_move_one():
    """6 km of 1520 lie before the border, cut by 400 m that were tagged by the wrong country."""
    rails = way([100, 6, 0.4, 100], ["IR", "IR", "IR", "TM"], [(1435,), (1520,), (1435,), (1520,)])
    assert [(e.detail, e.at_km) for e in gauge_breaks(rails, Wayside([]))] == [("1435>1520", 100.0)]
    back = gauge_breaks(rails.reversed(), Wayside([]))
    assert [e.detail for e in back] == ["1520>1435"]
    assert back[0].at_km == pytest.approx(106.4)


def test_a_crossing_is_no_yard():
    rails = way([100, 100], ["CN", "KZ"], [(1435,), (1520,)])
    yard = place("gate", 100, gauges=(1435, 1520))
    assert gauge_breaks(rails, Wayside([yard]))[0].place == ""


def test_unknown_gauge_breaks_nothing():
    rails = way([50, 50, 50], ["CN", "CN", "CN"], [(1435,), (), (1435,)])
    assert gauge_breaks(rails, Wayside([])) == []


def test_a_yard_that_lacks_one_of_the_gauges_is_not_taken():
    rails = way([100, 100], ["CN", "KZ"], [(1435,), (1520,)])
    yard = place("other", 100, kind="gauge_yard", gauges=(1435, 1676))
    assert gauge_breaks(rails, Wayside([yard]))[0].place == ""


def test_cut_and_reverse_keep_the_length():
    whole = way([100, 50], ["CN", "KZ"])
    cut = whole.cut([30, 120])
    assert cut.km.tolist() == pytest.approx([30, 70, 20, 30])
    assert cut.reversed().country == ("KZ", "KZ", "CN", "CN")
    assert cut.reversed().at(20)[0] == pytest.approx(130 / DEGREE_KM, abs=1e-6)


def test_sketch_spreads_the_published_length_over_the_countries():
    line = np.array([(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)])
    drawn = geodesy.line_length_km(line)
    sketch = of_sketch(
        line,
        length_km=300.0,
        gauges_mm=(1435,),
        countries=[("CN", 0.0, drawn / 4), ("KG", drawn / 4, drawn)],
    )
    assert sketch.sums("country") == pytest.approx({"CN": 75.0, "KG": 225.0})
    assert sketch.sums("length_basis") == pytest.approx({"published": 300.0})
    assert sketch.sums("origin") == pytest.approx({"sketch": 300.0})
    assert sketch.chord_km == pytest.approx(300.0)


def test_sketch_without_a_published_length_counts_its_own():
    line = np.array([(0.0, 0.0), (1.0, 0.0)])
    drawn = geodesy.line_length_km(line)
    sketch = of_sketch(line, length_km=None, gauges_mm=(), countries=[("CN", 0.0, drawn)])
    assert sketch.length_km == pytest.approx(drawn)
    assert sketch.basis == ("sketch",)


def test_straight_pieces_are_counted_in_km_of_track():
    """One stretch of 200 track km drawn as pieces of 1 and 0.2 degrees (111.3 and 22.3 km)."""
    bent = way([200], ["CN"])
    line = np.array([(0.0, 0.0), (1.0, 0.0), (1.2, 0.0)])
    bent = Stretches(bent.km, (line,), bent.columns)
    assert bent.chord_km == pytest.approx(200 / 1.2)
    assert bent.straight_km(longer_than_km=20).sum() == pytest.approx(200)
    assert bent.straight_km(longer_than_km=120).sum() == 0
    both = joined([way([100], ["CN"]), bent])
    assert both.straight_km(longer_than_km=112).tolist() == [0, 0]
    assert both.straight_km(longer_than_km=105).tolist() == pytest.approx([0, 200 / 1.2])


def test_gauge_that_returns_within_ten_km_is_no_break():
    rails = way([100, 9, 100, 50], ["TM", "IR", "TM", "IR"], [(1520,), (1435,), (1520,), (1435,)])
    assert [event.at_km for event in gauge_breaks(rails, Wayside([]))] == [209.0]
    long = way([100, 11, 100], ["TM", "IR", "TM"], [(1520,), (1435,), (1520,)])
    assert len(gauge_breaks(long, Wayside([]))) == 2


def test_a_line_that_the_map_has_abroad_has_the_gauge_of_its_own_country():
    """China's line to a port that the map has in Mongolia; a named 1520 mm track stays what it is."""
    drawn = way([6, 30, 9], ["MN", "CN", "CN"], gauges=[(1520,), (1435,), (1520,)])
    assert of_countries(drawn, ["CN", "CN", "CN"]) == ((1435,), (1435,), (1520,))
    assert of_countries(drawn, ["MN", "CN", "CN"]) == ((1520,), (1435,), (1520,))


@pytest.mark.parametrize("sliver_km", [0.1, 9.0])
def test_a_gap_before_tracks_of_both_gauges_is_no_break(sliver_km):
    """China's gauge, a gap that the rule of the dual line leaves out, both gauges to a terminal."""
    gauges = [(1435,), (1000,), (1000, 1435), (1000,)]
    rails = way([100, sliver_km, 60, 50], ["CN", "VN", "VN", "VN"], gauges=gauges)
    end_km = 100 + sliver_km + 60
    found = gauge_breaks(rails, Wayside([]))
    assert [(e.detail, e.at_km) for e in found] == [("1435>1000", pytest.approx(end_km))]


def test_a_longer_stretch_of_the_other_gauge_before_both_is_a_break():
    rails = way([100, 11, 60], ["CN", "VN", "VN"], gauges=[(1435,), (1000,), (1000, 1435)])
    assert [e.at_km for e in gauge_breaks(rails, Wayside([]))] == [100.0]


def test_finnish_and_russian_tracks_carry_the_same_wagons():
    countries, gauges = ["RU", "FI", "SE"], [(1520,), (1524,), (1435,)]
    rails = way([100, 100, 100], countries, gauges=gauges)
    (found,) = gauge_breaks(rails, Wayside([]))
    assert (found.detail, found.at_km) == ("1524>1435", 200.0)
    yard = place("yard", 200, kind="gauge_yard", gauges=(1435, 1520))
    assert gauge_breaks(rails, Wayside([yard]))[0].place == "yard"


@pytest.mark.parametrize(("off_km", "named"), [(6.0, "yard"), (11.0, "")])
def test_trains_run_into_a_yard_beside_the_way(off_km, named):
    rails = way([100, 100], ["PK", "IR"], gauges=[(1676,), (1435,)])
    yard = place("yard", 120, kind="gauge_yard", gauges=(1435, 1676), lat=off_km / DEGREE_KM)
    assert gauge_breaks(rails, Wayside([yard]))[0].place == named


def test_a_yard_on_the_way_goes_before_one_beside_it():
    rails = way([100, 100], ["PK", "IR"], gauges=[(1676,), (1435,)])
    beside = place("beside", 101, kind="gauge_yard", gauges=(1435, 1676), lat=6 / DEGREE_KM)
    on = place("on", 140, kind="gauge_yard", gauges=(1435, 1676))
    assert gauge_breaks(rails, Wayside([beside, on]))[0].place == "on"
