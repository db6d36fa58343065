"""Ways that an expert would ask for, over the embedded networks, through `route --json`.

Each was told wrongly once: a station for the border, a voyage without countries, a closed gate
without a word. Figures are those of the drawn lines against their boundary, or of a cited source.
"""

import json
import sys

import pytest

from corridors.cli import main


@pytest.fixture
def ask(kept, monkeypatch, capsys):
    """Ask for a route; returns the answer, or the message where there is none."""

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["corridors", "route", *words, "--json"])
        with pytest.raises(SystemExit) as ended:
            main.main()
        out = capsys.readouterr()
        return out.err if ended.value.code else json.loads(out.out)

    return call


def changes(answer, key):
    return [event["change"] for event in answer[key]]


@pytest.mark.parametrize(
    ("ends", "countries", "crossing", "gauge", "yards"),
    [
        (("alashankou", "dostyk"), "CN KZ", "alashankou-dostyk", "1435>1520", {"dostyk"}),
        (("alashankou", "aktogay"), "CN KZ", "alashankou-dostyk", "1435>1520", {"dostyk"}),
        (
            ("altynkol", "khorgos"),
            "KZ CN",
            "altynkol-khorgos",
            "1520>1435",
            {"altynkol", "khorgos"},
        ),
        (("mashhad", "mary"), "IR TM", "sarakhs-serakhs", "1435>1520", {"sarakhs"}),
        (("suifenhe", "grodekovo"), "CN RU", "grodekovo-suifenhe", "1435>1520", {"grodekovo"}),
        (("torghundi", "serhetabat"), "AF TM", "serhetabat-torghundi", None, set()),
    ],
)
def test_both_sides_of_a_crossing_are_told_with_their_gauges(
    ask, ends, countries, crossing, gauge, yards
):
    answer = ask(*ends)
    assert answer["countries"] == countries.split()
    assert changes(answer, "borders") == [countries.replace(" ", ">")]
    assert answer["borders"][0]["place"] == crossing
    assert changes(answer, "breaks_of_gauge") == ([gauge] if gauge else [])
    assert {event["place"] for event in answer["breaks_of_gauge"]} <= yards


@pytest.mark.parametrize(
    ("ends", "code", "km", "off"),
    [
        (("petropavl", "chelyabinsk"), "KZ", 65.7, 1.5),
        (("samarkand", "turkmenabat"), "TM", 16.7, 1.5),
    ],
)
def test_km_lie_in_the_country_that_the_line_runs_in(ask, ends, code, km, off):
    answer = ask(*ends)
    assert answer["by_country"][code] == pytest.approx(km, abs=off)
    (border,) = answer["borders"]
    at_km = km if answer["countries"][0] == code else answer["length_km"] - km
    assert border["at_km"] == pytest.approx(at_km, abs=off)


@pytest.mark.parametrize(
    ("ends", "through", "km"),
    [(("shu", "arys"), "KG", 16.0), (("chelyabinsk", "orsk"), "KZ", 55.0)],
)
def test_trains_run_through_without_control(ask, ends, through, km):
    answer = ask(*ends)
    assert answer["borders"] == []
    (transit,) = answer["transits"]
    assert transit["change"] == through
    assert transit["km"] == pytest.approx(km, abs=4)
    assert answer["by_country"][through] == pytest.approx(transit["km"])
    assert through not in answer["countries"]


def test_going_by_rail_takes_the_ferry_over_lake_van(ask):
    answer = ask("Istanbul", "Tehran")
    assert answer["countries"] == ["TR", "IR"]
    assert answer["length_km"] == pytest.approx(2950, rel=0.03)
    assert changes(answer, "mode_changes") == ["rail>ferry", "ferry>rail"]
    assert "XZ" not in answer["by_country"]


def test_a_voyage_crosses_from_port_to_port(ask):
    answer = ask("kuryk", "alat", "--mode", "sea")
    assert (answer["countries"], changes(answer, "borders")) == (["KZ", "AZ"], ["KZ>AZ"])
    assert answer["borders"][0]["basis"] == "by_sea"
    assert answer["borders"][0]["at_km"] == pytest.approx(answer["length_km"])


@pytest.mark.parametrize("word", ["EG", "suez-canal", "suez"])
def test_b13_without_the_canal_ships_go_by_the_cape(ask, word):
    answer = ask("Shanghai", "Rotterdam", "--mode", "sea", "--avoid", word)
    assert answer["length_km"] == pytest.approx(25_711, abs=30)
    assert answer["unrestricted_km"] == pytest.approx(19_591, abs=30)
    assert "suez-canal" not in [event["place"] for event in answer["passages"]]
    assert answer["countries"] == ["CN", "NL"]
    assert bool(answer["notes"]) == (word == "suez")


def test_b13_the_canal_lies_in_egypt(ask):
    answer = ask("Shanghai", "Rotterdam", "--mode", "sea")
    assert 120 <= answer["by_country"]["EG"] <= 200
    passed = [event["place"] for event in answer["passages"]]
    assert passed.index("malacca") < passed.index("bab-el-mandeb") < passed.index("suez-canal")


@pytest.mark.parametrize(
    ("ends", "word"), [(("Constanta", "Mersin"), "TR"), (("Port-Said", "Suez"), "EG")]
)
def test_b13_a_port_of_an_avoided_country_cannot_be_reached(ask, ends, word):
    assert f"no way that avoids {word}" in ask(*ends, "--mode", "sea", "--avoid", word)


def test_a_shut_gate_is_kept_out_by_road_and_its_cost_told(ask):
    answer = ask("kabul", "karachi", "--mode", "road")
    assert {"AF-PK", "chaman-spin-boldak"} & {each["id"] for each in answer["closed"]}
    assert answer["length_km"] > answer["with_closed_km"] + 500
    assert "AF>PK" not in changes(answer, "borders")
    before = ask("kabul", "karachi", "--mode", "road", "--as-of", "2025-08")
    assert before["closed"] == []
    assert before["length_km"] == pytest.approx(answer["with_closed_km"])


def test_no_train_crosses_from_russia_into_ukraine(ask):
    answer = ask("moscow", "kyiv")
    assert not {"RU>UA", "BY>UA"} & set(changes(answer, "borders"))


@pytest.mark.parametrize(
    ("ends", "mode", "countries", "crossings"),
    [
        (("moscow", "vladivostok"), "rail", "RU", []),
        (("tashkent", "samarkand"), "road", "UZ", []),
        (("osh", "dushanbe"), "road", "KG TJ", ["karamyk-road"]),
        (("omsk", "astana"), "road", "RU KZ", ["bidaik-road"]),
        (
            ("barnaul", "urumqi"),
            "road",
            "RU KZ CN",
            ["uba-road", "jeminay-maikapchagai-road"],
        ),
        (("ashgabat", "tehran"), "road", "TM IR", ["gaudan-bajgiran-road"]),
        (("mary", "herat"), "road", "TM AF", ["serhetabat-torghundi-road"]),
        (("bishkek", "osh"), "road", "KG", []),
        (("budapest", "kyiv"), "rail", "HU UA", ["chop-zahony"]),
        (("minsk", "warsaw"), "road", "BY PL", ["kozlovichi-kukuryki-road"]),
    ],
)
def test_a_way_crosses_no_country_for_a_few_km_and_borders_where_a_crossing_is_known(
    ask, ends, mode, countries, crossings
):
    answer = ask(*ends, "--mode", mode)
    assert answer["countries"] == countries.split()
    assert [event["place"] for event in answer["borders"]] == crossings


def test_the_train_from_vilnius_to_warsaw_does_not_pass_through_belarus(ask):
    assert ask("vilnius", "warsaw")["countries"] == ["LT", "PL"]


def test_a_train_across_the_continent_turns_back_no_more_than_twice(ask):
    """Six turns were told, four of them where tracks 100 m long meet or lines are threaded."""
    answer = ask("xian", "hamburg")
    assert answer["reversals"] <= 2
    assert answer["retraced_km"] < 0.5


@pytest.mark.parametrize(
    ("ends", "borders", "gauge", "yard"),
    [
        (("chisinau", "bucharest"), {"ungheni-iasi"}, "1520>1435", "ungheni"),
        (("kyiv", "warsaw"), {"dorohusk-yahodyn"}, "1520>1435", "dorohusk"),
        (("nanning", "hanoi"), {"dong-dang-pingxiang"}, "1435>1000", "gia-lam"),
        (("quetta", "kerman"), {"mirjaveh-taftan"}, "1676>1435", "zahedan"),
        (("moscow", "helsinki"), {"buslovskaya-vainikkala"}, None, None),
        (("khujand", "tashkent"), {"kanibadam-rail"}, None, None),
        (("ust-kamenogorsk", "barnaul"), {"shemonaikha-rail"}, None, None),
    ],
)
def test_borders_by_rail_are_named_and_gauges_break_at_yards(ask, ends, borders, gauge, yard):
    answer = ask(*ends)
    assert {event["place"] for event in answer["borders"]} == borders
    told = [(event["change"], event["place"]) for event in answer["breaks_of_gauge"]]
    assert told == ([(gauge, yard)] if gauge else [])


def test_a_line_that_was_not_heard_to_run_again_is_kept_out(ask):
    answer = ask("nukus", "dashoguz")
    assert [each["id"] for each in answer["closed"]] == ["takhiatash-rail"]
    assert answer["with_closed_km"] < answer["length_km"]


@pytest.mark.parametrize(
    ("ends", "borders"),
    [
        (("zabaikalsk", "manzhouli"), ["zabaikalsk-manzhouli-road"]),
        (("nanning", "hanoi"), ["huu-nghi-youyi-guan-road"]),
        (("termez", "dushanbe"), ["sariasiya-dusti-road"]),
        (("van", "tabriz"), ["kapikoy-razi-road"]),
        (("gwadar", "chabahar"), ["gabd-rimdan-road"]),
    ],
)
def test_roads_cross_where_lorries_do(ask, ends, borders):
    answer = ask(*ends, "--mode", "road")
    assert [event["place"] for event in answer["borders"]] == borders


@pytest.mark.full
def test_by_any_mode_a_way_is_no_longer_than_by_rail(ask):
    """The roads pass both cities nearer than the rails do, and nothing joins them at Semey."""
    by_rail, by_any = ask("semey", "barnaul"), ask("semey", "barnaul", "--mode", "any")
    assert by_any["length_km"] <= by_rail["length_km"] + 0.1
