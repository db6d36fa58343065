"""Scenarios on the toy of `test_graph`, every figure worked out by hand there and here."""

import pytest
import toy_atlas
import toy_rates

from corridors.graph.ledger import way_ledger
from corridors.ledger.rates.shipment import Shipment
from corridors.scenarios.definition import CAVEAT
from corridors.scenarios.run import ground_of, run_scenario
from geodata.errors import InputError

PAIR = ["altynkol", "poti"]


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("toy")
    atlas = toy_atlas.write(folder)
    shipment = Shipment(rates=toy_rates.book(folder / "rates", atlas))
    return ground_of(atlas.trace(), shipment=shipment)


def run(toy, *changes, **keys):
    question = {"schema": 1, "name": "toy", "pairs": [PAIR], **keys}
    return run_scenario(toy, {**question, "change": list(changes)})


def only(outcome):
    (pair,) = outcome.pairs
    return pair


def test_without_changes_it_equals_its_baseline_to_the_digit(toy):
    for keys in (
        {},
        {"mode": "rail", "pairs": [["altynkol", "aktau"]]},
        {"corridors": ["caspian"]},
    ):
        for pair in run(toy, **keys).pairs:
            assert pair.record()["scenario"] == pair.record()["baseline"]


def test_the_baseline_is_the_ledger(toy):
    """Percentiles too: a rate is drawn once, and the same for a ledger and for a way."""
    ledger = toy.traced.ledger(
        "caspian", "main", profile="block-train-feu", rates=toy.shipment.rates
    )
    found = only(run(toy)).baseline
    for measure in ("hours", "usd", "kg_co2e"):
        total, known = found.totals[measure], ledger.totals[measure]
        assert (total.p5, total.p50, total.p95) == pytest.approx(
            (known.p5, known.p50, known.p95), rel=1e-9
        )
        assert total.range.mode == pytest.approx(known.range.mode)


@pytest.mark.parametrize(
    "word",
    [
        "aktau",
        "Aktau",
        "AZ-GE",
        "GE-AZ",
        "AZ",
        "Azerbaijan",
        "Азербайджан",
        "阿塞拜疆",
        "caspian:alat-poti",
    ],
)
def test_a_closed_only_way_is_no_way(toy, word):
    pair = only(run(toy, {"close": word}))
    assert pair.scenario is None
    assert pair.change is None
    assert pair.record()["scenario"] == {"no_way": True}
    assert pair.record()["baseline"]["km"] == pytest.approx(2800.0)


def test_countries_to_avoid_are_named_as_people_name_them(toy):
    assert only(run(toy, avoid=["Georgia"])).baseline is None
    with pytest.raises(InputError, match=r"'KG': no corridor passes it"):
        run(toy, avoid=["Kyrgyzstan"])


def test_an_id_in_another_spelling_goes_before_another_place_of_that_name(toy):
    assert toy.known.id_of("ALTYNKOL") == "altynkol"


def test_what_is_asked_in_the_wrong_form_is_told_once_and_in_our_words(toy):
    with pytest.raises(InputError) as caught:
        run(toy, schema="1", pairs=[["altynkol", "poti", "aktau"]])
    assert [str(problem) for problem in caught.value.problems] == [
        "scenario · pairs[1]: has 3 items (2 at most)",
        "scenario · schema: '1' is not known here (write 1, without quotes)",
    ]


def test_a_place_off_the_corridors_is_told_with_the_nearest_on_them(toy):
    with pytest.raises(InputError, match=r"no corridor passes 'batumi' \(the nearest .* is poti, "):
        run(toy, pairs=[["altynkol", "batumi"]])


def test_a_stop_twice_as_slow(toy):
    """Aktau takes 12 h, Alat 20 h, the border 2 + 6 h."""
    for word, hours in (("aktau", 12.0), ("alat", 20.0), ("AZ-GE", 8.0), ("poti", 5.0)):
        pair = only(run(toy, {"stop": word, "factor": 2.0}))
        more = pair.scenario.totals["hours"].range.mode - pair.baseline.totals["hours"].range.mode
        assert more == pytest.approx(hours), word
        assert pair.scenario.totals["usd"] == pair.baseline.totals["usd"]
        assert pair.change.measures["hours"]["mode"] == pytest.approx(hours)


def test_a_stop_of_ones_own_hours(toy):
    pair = only(run(toy, {"stop": "aktau", "hours": [24, 48, 240]}))
    before, after = (found.totals["hours"].range for found in (pair.baseline, pair.scenario))
    assert after.mode - before.mode == pytest.approx(48.0 - 12.0)
    assert after.high - before.high == pytest.approx(240.0 - 24.0)
    assert after.low - before.low == pytest.approx(24.0 - 6.0)


def test_a_leg_by_factor_and_by_speed(toy):
    slow = only(run(toy, {"leg": "caspian:alat-poti", "factor": 1.5}))
    assert slow.change.measures["hours"]["mode"] == pytest.approx(0.5 * 900.0 / 30.0)
    fast = only(run(toy, {"leg": "caspian:alat-poti", "speed_kmh": 60}))
    assert fast.change.measures["hours"]["mode"] == pytest.approx(900.0 / 60.0 - 900.0 / 30.0)


def test_prices_of_a_country_a_leg_and_a_stop(toy):
    dearer = only(run(toy, {"price": "KZ", "mode": "rail", "factor": 2}))
    assert dearer.change.measures["usd"]["mode"] == pytest.approx(0.5 * 1400.0)
    by_km = only(run(toy, {"price": "caspian:alat-poti", "usd_per_km": 1}))
    assert by_km.change.measures["usd"]["mode"] == pytest.approx(0.5 * 900.0)
    free = only(run(toy, {"price": "alat", "usd": 0}))
    assert free.change.measures["usd"]["mode"] == pytest.approx(-100.0)


def test_an_added_line_is_taken_where_it_is_shorter(toy):
    line = {"id": "short", "from": "altynkol", "to": "poti", "mode": "rail", "length_km": 300}
    pair = only(run(toy, {"add": {**line, "gauge_mm": 1520}}))
    assert pair.change.km == pytest.approx(300.0 - 2800.0)
    assert pair.scenario.way.borders == [("KZ>GE", "poti")]
    later = {"add": {**line, "gauge_mm": 1520}, "from": "2030"}
    assert not only(run(toy, later)).change.km


def test_what_is_planned_opens(toy):
    pair = only(run(toy, {"open": "pontic:poti-constanta"}, pairs=[["poti", "constanta"]]))
    assert pair.baseline is None
    assert pair.scenario.way.length_km == pytest.approx(1200.0)


def test_a_change_holds_on_its_days_and_in_its_season(toy):
    close = {"close": "aktau", "from": "2026-02", "until": "2026-04-01"}
    days = ["2026-01", "2026-02-01", "2026-03-31", "2026-04-01"]
    found = [pair.scenario is None for pair in run(toy, close, at=days).pairs]
    assert found == [False, True, True, False]
    winter = {"close": "aktau", "season": "12-01/03-31"}
    days = [f"2026-{month:02d}" for month in range(1, 13)]
    found = [pair.scenario is None for pair in run(toy, winter, at=days).pairs]
    assert found == [True] * 3 + [False] * 8 + [True]


def test_what_is_avoided_is_closed_before_and_after(toy):
    assert only(run(toy, avoid=["AZ"])).baseline is None
    both = [["altynkol", "aktau"], PAIR]
    found = [pair.baseline is None for pair in run(toy, pairs=both, avoid=["GE"]).pairs]
    assert found == [False, True]


def test_a_date_given_goes_before_that_of_the_file(toy):
    question = {"schema": 1, "name": "toy", "date": "2026-06", "pairs": [PAIR]}
    winter = {**question, "change": [{"close": "aktau", "season": "12-01/03-31"}]}
    assert only(run_scenario(toy, winter)).scenario is not None
    asked = run_scenario(toy, winter, date="2026-02")
    assert asked.date == "2026-02-28"
    assert only(asked).scenario is None


def test_closing_never_shortens(toy):
    ends = ["altynkol", "dostyk", "aktau", "poti"]
    pairs = [[a, b] for a in ends for b in ends if a != b]
    for by, key in (("km", None), ("time", "hours"), ("cost", "usd"), ("co2e", "kg_co2e")):
        for word in ("aktau", "beyneu", "KZ", "caspian:aktau-alat"):
            for pair in run(toy, {"close": word}, pairs=pairs, by=by).pairs:
                if pair.scenario is None or pair.baseline is None:
                    continue
                more = pair.change.measures[key]["mode"] if key else pair.change.km
                assert more >= -1e-6


def test_by_rail_alone_a_ship_is_no_way(toy):
    assert only(run(toy, mode="rail")).baseline is None
    there = only(run(toy, mode="rail", pairs=[["altynkol", "aktau"]]))
    assert there.baseline.way.length_km == pytest.approx(1400.0)


FAULTS = {
    "schema": 1,
    "name": "faulty",
    "by": "fun",
    "colour": "red",
    "pairs": [["altynkol", "atlantis"], ["poti", "poti"]],
    "corridors": ["capsian"],
    "hubs": ["nato"],
    "avoid": ["XX", "alat"],
    "change": [
        {"close": "akatu"},
        {"close": "alat", "from": "2026-05", "until": "2026-04"},
        {"stop": "alat", "factor": -1},
        {"add": {"id": "x", "from": "erewhon", "to": "oz", "mode": "rail", "length_km": 9}},
        {"open": "AZ-GE"},
        {"close": "GE-AZ"},
        {"stop": "poti"},
        {"stop": "poti", "close": "poti"},
        {"leg": "caspian:alat-potti", "factor": 2},
        {"close": "beyneu", "season": "winter", "untill": "2027"},
        {"price": "KZ", "usd": [3, 2, 1]},
        {"stop": "dostyk", "factor": "fast"},
    ],
}


def test_every_fault_is_told_at_once(toy):
    with pytest.raises(InputError) as raised:
        run_scenario(toy, FAULTS)
    told = [str(problem) for problem in raised.value.problems]
    for words in (
        "by: 'fun' is not known here",
        "colour: unknown key",
        "pairs[1]: no place 'atlantis'",
        "pairs[2]: both ends are 'poti'",
        "corridors: no corridor 'capsian' (did you mean 'caspian'?)",
        "hubs: no set 'nato'",
        "avoid: 'XX': names nothing",
        "change[1].close: 'akatu': names nothing (did you mean 'aktau'",
        "change[2].until: 2026-04 is not after 2026-05",
        "change[3].factor: -1 is too low",
        "change[4].add.from: no place 'erewhon'",
        "change[4].add.to: no place 'oz'",
        "change[4].add.gauge_mm: belongs to a railway",
        "change[6]: contradicts change[5]: 'AZ-GE' is closed and opened",
        "change[7]: does not say by how much",
        "change[8]: has close and stop",
        "change[9].leg: no leg 'caspian:alat-potti' (did you mean 'caspian:alat-poti'",
        "change[10].season: 'winter' is no season",
        "change[10].untill: unknown key (did you mean 'until'",
        "change[11].usd: low, mode and high are not in order",
        "change[12].factor: 'fast'",
        "change[3]: contradicts change[2]: 'alat' is closed, and changed otherwise",
    ):
        assert sum(words in text for text in told) == 1, (words, told)
    assert len(told) == 22


@pytest.mark.parametrize(
    "changes",
    [
        [{"close": "alat", "until": "2026-02"}, {"open": "alat", "from": "2026-02"}],
        [{"close": "alat", "mode": "rail"}, {"open": "alat", "mode": "sea"}],
        [{"close": "alat"}, {"close": "alat"}],
    ],
)
def test_what_does_not_meet_is_no_contradiction(toy, changes):
    run(toy, *changes)


ROAD = {"id": "own", "from": "aktau", "to": "poti", "mode": "road"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"close": "alat", "season": "02-30/03-31"}, "'02-30/03-31' is no season"),
        ({"close": "alat", "season": "06-31/07-31"}, "'06-31/07-31' is no season"),
        ({"close": "alat", "mode": "road"}, "'alat': nothing there goes by road"),
        ({"price": "AZ-GE", "usd_per_km": 1}, "has nothing whose usd_per_km could change"),
        ({"price": "caspian:alat-poti", "usd": 1}, "has nothing whose usd could change"),
        ({"leg": "caspian:alat-poti", "mode": "road", "factor": 2}, "nothing there goes by road"),
    ],
)
def test_what_could_not_be_meant_is_a_fault(toy, change, said):
    with pytest.raises(InputError) as raised:
        run(toy, change)
    assert len(raised.value.problems) == 1
    assert said in str(raised.value)


@pytest.mark.parametrize(
    "change",
    [
        {"close": "alat", "season": "02-29/03-31"},
        {"add": {**ROAD, "length_km": 900.0}},
        {"stop": "AZ-GE", "factor": 0},
        {"price": "KZ", "usd_per_km": 0},
    ],
)
def test_what_is_unusual_and_may_be_meant_is_run(toy, change):
    run(toy, change)


def test_a_line_shorter_than_the_straight_line_is_told(toy):
    (note,) = run(toy, {"add": {**ROAD, "length_km": 1.5}}).notes
    assert "(add own) is too short: 1.5 km, the straight line has" in note
    assert run(toy, {"add": {**ROAD, "length_km": 9000.0}}).notes == ()


def test_a_name_up_to_its_bracket_is_the_place_that_corridors_pass(shipped_ground):
    known = shipped_ground.known
    assert known.id_of("Бендер-Аббас") == known.id_of("阿巴斯港") == "bandar-abbas"
    assert known.id_of("Иран") == "IR"
    assert known.id_of("Алматы") == "almaty"


def test_nothing_asked_and_unknown_names_are_faults(toy):
    with pytest.raises(InputError, match="nothing is asked"):
        run(toy, pairs=[])
    with pytest.raises(InputError, match="no profile 'boxes'"):
        run(toy, profile="boxes")
    with pytest.raises(InputError, match=r"no scenario 'atlantis'"):
        toy.traced.atlas.scenario("atlantis")


def test_a_file_that_is_none_is_named(toy, tmp_path):
    broken = tmp_path / "broken.toml"
    broken.write_text("schema = ", encoding="utf-8")
    with pytest.raises(
        InputError, match=r"broken\.toml · end of document: is no TOML: .*mend the syntax"
    ):
        run_scenario(toy, broken)
    with pytest.raises(InputError, match=r"none\.toml: cannot be read"):
        run_scenario(toy, tmp_path / "none.toml")


def test_tables_say_what_is_not_modelled(toy):
    outcome = run(toy, {"close": "aktau"}, {"close": "alat", "from": "2030"})
    assert CAVEAT in outcome.csv()
    assert outcome.record()["note"] == CAVEAT
    row = outcome.table.iloc[0]
    assert row["km_before"] == pytest.approx(2800.0)
    assert row["no_way_after"]
    assert outcome.notes == ("change[2] (close alat) holds on none of the days",)


@pytest.mark.parametrize(
    "change",
    [
        {"stop": "aktau", "factor": 2.0},
        {"stop": "aktau", "hours": [1.0, 2.0, 3.0]},
        {"leg": "caspian:alat-poti", "speed_kmh": [20.0, 40.0, 80.0]},
        {"price": "aktau", "usd": [7.0, 7.0, 7.0]},
        {"price": "caspian:alat-poti", "factor": 0.5},
    ],
)
def test_the_lines_behind_a_changed_way_sum_to_it(toy, change):
    found = only(run(toy, change)).scenario
    ledger = way_ledger(found.way, toy.shipment.rates)
    for measure in ("hours", "usd", "kg_co2e"):
        sums, whole = ledger.totals[measure].range, found.totals[measure].range
        assert (sums.low, sums.mode, sums.high) == pytest.approx(
            (whole.low, whole.mode, whole.high)
        )
