"""Ledgers over the toy atlas, worked by hand to the last digit."""

import io
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import toy_atlas
import toy_rates
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corridors.ledger import totals
from corridors.ledger.course import journey_course, route_course
from corridors.ledger.ledger import write_ledger
from corridors.ledger.lines import MEASURES
from corridors.ledger.rates.model import Range
from corridors.ledger.sheet import read_sheet, sheet_text
from corridors.ledger.views.carec import indicators
from corridors.lengths.route import route
from geodata.errors import InputError

AZ_KM = 600.0
"""From alat to where the way crosses into Georgia, as `events` has it; the two sum to 900."""


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return toy_atlas.write(tmp_path_factory.mktemp("toy"))


@pytest.fixture(scope="module")
def book(atlas, tmp_path_factory):
    return toy_rates.book(tmp_path_factory.mktemp("rates"), atlas)


@pytest.fixture(scope="module")
def course(atlas):
    traced = atlas.trace("caspian")
    return route_course(traced, "caspian", next(iter(traced.refs["caspian"])))


@pytest.fixture(scope="module")
def ledger(course, book):
    return write_ledger(course, book, profile=book.profiles.named("block-train-feu"))


def ranges(ledger, measure):
    return [
        (line.what, figure and (figure.range.low, figure.range.mode, figure.range.high))
        for line in ledger.lines
        for figure in [line.figure(measure)]
    ]


def test_hours_line_by_line(ledger):
    expected = [
        ("loading at the origin", (5, 5, 5)),
        ("rail", (1400 / 80, 1400 / 40, 1400 / 20)),
        ("from rail to sea", (6, 12, 24)),
        ("sea", (10, 20, 40)),
        ("from sea to rail", (10, 20, 30)),
        ("rail", (AZ_KM / 30,) * 3),
        ("border out of AZ", (1, 2, 4)),
        ("border into GE", (5, 6, 9)),
        ("rail", ((900 - AZ_KM) / 30,) * 3),
        ("unloading at the destination", (5, 5, 5)),
    ]
    found = ranges(ledger, "hours")
    assert [what for what, _ in found] == [what for what, _ in expected]
    for (_, got), (_, want) in zip(found, expected, strict=True):
        assert got == pytest.approx(want, rel=1e-9)


def test_dollars_and_carbon_line_by_line(ledger):
    usd = dict(enumerate(ranges(ledger, "usd")))
    assert usd[1][1] == pytest.approx((560, 700, 1400))  # 1,400 km at 0.4, 0.5, 1 USD a FEU-km
    assert usd[2][1] == pytest.approx((100, 100, 100))  # 2 TEU at 50 USD, a charge of any kind
    assert usd[3][1] == pytest.approx((300, 300, 300))  # the link alat - aktau, either way round
    assert usd[6][1] == pytest.approx((20, 20, 40))  # 20 t at 1 and 2 USD
    kg = [value for _, value in ranges(ledger, "kg_co2e") if value]
    assert kg[0] == pytest.approx((840, 840, 840))  # 20 t x 1,400 km x 30 g
    assert kg[1] == pytest.approx((400, 450, 500))  # a feeder: the voyage is under 2,000 km
    assert len(kg) == 4


def test_levels_and_qualities_are_told(ledger):
    told = {line.what: (line.hours.level, str(line.hours.quality)) for line in ledger.lines}
    assert told["border into GE"] == ("country+direction", "measured")
    assert told["border out of AZ"] == ("global", "estimate")
    assert told["from sea to rail"] == ("place", "official")
    assert told["sea"] == ("global", "assumption")
    port = next(line for line in ledger.lines if line.what == "from rail to sea")
    assert port.hours.aged
    assert port.hours.assumed_range
    assert ledger.lines[3].usd.level == "link"


def test_it_reconciles(ledger, course):
    assert ledger.length_km == pytest.approx(course.length_km, abs=1e-9)
    assert course.length_km == pytest.approx(2800, abs=1e-3)
    for measure in MEASURES:
        modes = [line.figure(measure).range.mode for line in ledger.lines if line.figure(measure)]
        assert ledger.totals[measure].range.mode == pytest.approx(sum(modes), rel=1e-12)
        assert sum(ledger.by_country(measure).values()) == pytest.approx(sum(modes))
        assert sum(ledger.by_kind(measure).values()) == pytest.approx(sum(modes))
        assert sum(ledger.by_quality[measure].values()) == pytest.approx(1.0)
    assert ledger.totals["hours"].range.mode == pytest.approx(
        5 + 35 + 12 + 20 + 20 + 20 + 8 + 10 + 5
    )


def test_shares_by_quality_by_hand(ledger):
    hours = ledger.by_quality["hours"]
    assert hours["measured"] == pytest.approx((30 + 6) / 135)
    assert hours["official"] == pytest.approx((35 + 20) / 135)
    assert hours["assumption"] == pytest.approx(20 / 135)
    assert hours["estimate"] == pytest.approx((5 + 12 + 2 + 5) / 135)


def test_percentiles_agree_with_an_independent_sampler(ledger):
    draw = np.random.default_rng(7).triangular
    many = 200_000
    hours = (
        60.0  # what has no spread: ends 10, rail at 30 km/h 30, and 20 of the port of Alat below
        - 20.0
        + draw(17.5, 35, 70, many)
        + draw(6, 12, 24, many)
        + draw(10, 20, 40, many)
        + draw(10, 20, 30, many)
        + draw(1, 2, 4, many)
        + draw(5, 6, 9, many)
    )
    total = ledger.totals["hours"]
    for found, percent in ((total.p5, 5), (total.p50, 50), (total.p95, 95)):
        assert found == pytest.approx(np.percentile(hours, percent), rel=0.01)


def test_a_rate_of_several_lines_is_drawn_once(ledger):
    rail = [line for line in ledger.lines if line.usd and line.usd.rate == "rail-price"]
    assert len(rail) == 3
    whole = totals.drawn(rail, "usd")
    assert whole == pytest.approx(totals.drawn(rail[:1], "usd") * 2300 / 1400, rel=1e-6)
    apart = [replace(line, usd=replace(line.usd, rate="")) for line in rail]
    assert totals.drawn(apart, "usd").std() < whole.std() * 0.95


def test_same_seed_same_digits_other_seed_others(course, book):
    profile = book.profiles.named("block-train-feu")
    one, two = (write_ledger(course, book, profile=profile).totals for _ in range(2))
    assert one == two
    assert write_ledger(course, book, profile=profile, seed=2).totals != one


def test_backwards_the_sides_of_a_border_change(atlas, book):
    traced = atlas.trace("caspian")
    course = route_course(traced, "caspian", next(iter(traced.refs["caspian"])), back=True)
    ledger = write_ledger(course, book, profile=book.profiles.named("block-train-feu"))
    assert course.ends == ("poti", "altynkol")
    told = {line.what: line.hours.range.mode for line in ledger.lines}
    assert told["border out of GE"] == 2
    assert told["border into AZ"] == 2
    assert ledger.length_km == pytest.approx(2800, abs=1e-3)


def test_a_journey_gives_the_ledger_of_its_route(atlas, book):
    course = journey_course(route(atlas, "alat", "poti"), atlas.places)
    ledger = write_ledger(course, book)
    assert ledger.profile.id == "block-train-feu"
    assert ledger.totals["hours"].range.mode == pytest.approx(5 + 20 + 2 + 6 + 10 + 5)
    assert [line.leg for line in ledger.lines if line.leg] == ["alat>poti"] * 2


def test_a_journey_by_any_mode_changes_where_the_mode_does(atlas):
    plain = route(atlas, "alat", "poti")
    modes = ("sea", "transfer", "rail")
    pieces = plain.way.cut([700.0])
    way = replace(pieces, columns={**pieces.columns, "mode": modes})
    course = journey_course(replace(plain, way=way), atlas.places)
    changes = [(stop.modes, stop.at_km) for stop in course.stops if stop.kind == "handling"]
    assert changes == [(("sea", "rail"), pytest.approx(700))]
    assert course.km_by_mode == pytest.approx({"sea": 700, "rail": 200})


def test_the_year_asked_for_picks_the_rate(course, atlas, tmp_path):
    rows = "".join(
        f"b{year},,global,rail,block-train,both,dwell.border,h,{hours},{hours},{hours},stated,"
        f"{year},,,,measured,https://example.org,,facts,\n"
        for year, hours in ((2020, 9), (2022, 7), (2025, 5))
    )
    base = toy_rates.ROWS.replace(
        "border,,global,rail,block-train,both,dwell.border",
        "x,,global,road,block-train,both,dwell.border",
    )
    book = toy_rates.book(tmp_path, atlas, base + rows)
    profile = book.profiles.named("block-train-feu")
    for year, hours in ((2019, 9), (2021, 9), (2024, 7), (2026, 5)):
        lines = write_ledger(course, book, profile=profile, year=year).lines
        border = next(line for line in lines if line.what == "border out of AZ")
        assert border.hours.range.mode == hours


def test_what_nobody_publishes_is_left_out_not_nought(course, atlas, tmp_path):
    rows = "".join(row for row in toy_rates.ROWS.splitlines(keepends=True) if "co2e" not in row)
    ledger = write_ledger(course, toy_rates.book(tmp_path, atlas, rows))
    assert all(line.kg_co2e is None for line in ledger.lines)
    chain = ledger.record()["transport_chain"]["elements"]
    assert {element["kg_co2e"] for element in chain} == {"not included"}


def test_hours_of_a_border_that_hold_the_gauge_are_not_added_again(atlas, tmp_path):
    rows = toy_rates.ROWS + (
        "yard,,global,rail,block-train,both,dwell.gauge,h,12,12,12,stated,2024,,,,estimate,"
        "https://example.org,,facts,\n"
    )
    broad = [*toy_atlas.RAIL[:4], ("border", "poti", 300.0, "GE", (1435,))]
    other = toy_atlas.write(tmp_path / "atlas", rail_network=toy_atlas.rail(broad))
    course = journey_course(route(other, "alat", "poti"), other.places)
    gauge = "change of gauge 1520>1435"
    for holds, hours in (
        (rows, 12.0),
        (
            rows.replace(
                f"{toy_rates.URL},,facts,\nalat", f"{toy_rates.URL},dwell.gauge,facts,\nalat"
            ),
            None,
        ),
    ):
        ledger = write_ledger(course, toy_rates.book(tmp_path / str(hours), other, holds))
        line = next(line for line in ledger.lines if line.what == gauge)
        assert (line.hours and line.hours.range.mode) == hours


def test_the_sheet_comes_back_as_it_went(ledger, tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_text(sheet_text(ledger), encoding="utf-8")
    again = read_sheet(ledger, path)
    assert again.totals == ledger.totals
    assert again.length_km == pytest.approx(ledger.length_km)


def test_the_sheet_holds_all_that_a_ledger_says(shipped_traced, tmp_path):
    """Old rates, years beside lines without a figure, ranges that nobody stated."""
    found = shipped_traced.ledger("trans-caspian")
    assert any(line.hours and line.hours.aged for line in found.lines)
    path = tmp_path / "sheet.csv"
    path.write_text(sheet_text(found), encoding="utf-8")
    assert read_sheet(found, path).record() == found.record()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251"])
def test_the_sheet_comes_back_as_a_spreadsheet_saved_it(ledger, tmp_path, encoding):
    path = tmp_path / "sheet.csv"
    table = pd.read_csv(io.StringIO(sheet_text(ledger)))
    table.to_csv(path, index=False, sep=";", decimal=",", encoding=encoding, lineterminator="\r\n")
    again = read_sheet(ledger, path)
    assert again.totals == ledger.totals
    told = [
        [line.hours and (line.hours.range, line.hours.rate, line.hours.year) for line in each.lines]
        for each in (again, ledger)
    ]
    assert told[0] == told[1]


def test_one_number_changed_in_the_sheet_changes_the_totals_by_it(ledger, tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_text(sheet_text(ledger), encoding="utf-8")
    text = path.read_text(encoding="utf-8")
    assert ",10.0,20.0,30.0,alat-port," in text
    path.write_text(text.replace(",10.0,20.0,30.0,alat-port,", ",50,60,70,,"), encoding="utf-8")
    again = read_sheet(ledger, path)
    assert again.totals["hours"].range.mode - ledger.totals["hours"].range.mode == pytest.approx(40)
    assert again.totals["usd"] == ledger.totals["usd"]


def test_a_sheet_with_faults_names_them_all(ledger, tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_text(sheet_text(ledger), encoding="utf-8")
    text = path.read_text(encoding="utf-8")
    text = text.replace(",10.0,20.0,30.0,alat-port,", ",25,20,ten,alat-port,")
    path.write_text(text.replace("stop,from rail", "halt,from rail"), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_sheet(ledger, path)
    message = str(caught.value)
    assert "'ten' is no number" in message
    assert "unknown kind 'halt'" in message
    assert "is not between its low and its high" in message


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    ends=st.tuples(st.floats(0, 1e4), st.floats(0, 1e4), st.floats(0, 1e4)).map(sorted),
    shares=st.lists(st.floats(0, 1), min_size=1, max_size=20),
)
def test_quantiles_rise_and_stay_between_the_ends(ends, shares):
    low, mode, high = ends
    found = totals.triangular(np.array(sorted(shares)), Range(low, mode, high))
    assert (np.diff(found) >= -1e-6).all()
    assert found.min() >= low - 1e-6
    assert found.max() <= high + 1e-6


def test_carec_indicators_over_measured_lines_only(ledger):
    found = indicators(ledger)
    assert found["border_sides"] == 1
    assert found["tfi1_h"] == pytest.approx(6)  # the side of Georgia, the only one measured
    assert found["tfi4_swod_kmh"] == pytest.approx(30)  # 900 km at 30 km/h
    assert found["measured_km"] == pytest.approx(900, abs=1e-3)
    assert found["tfi2_usd"] is None
    assert found["tfi3_usd"] is None
    assert found["tfi4_swd_kmh"] is None
