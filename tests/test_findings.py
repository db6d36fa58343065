"""Findings of the toy, worked by hand; see toy_atlas.py for its lengths.

The main route of caspian is altynkol -1400- aktau ~500~ alat -900- poti, 2,800 km; that of pontic
adds the planned ship poti - constanta of 1,200 km before them, 4,000 km in all.
"""

from __future__ import annotations

import pytest
import toy_atlas
from toy_catalogue import CASPIAN, FILES, PLACES, STATUS

from corridors.definitions import read
from corridors.findings import wording
from corridors.findings.findings import findings
from corridors.findings.model import Findings
from corridors.findings.rounding import whole_parts
from geodata.places.languages import tongues
from geodata.places.model import Kind, Place


@pytest.fixture(autouse=True)
def no_seeds(tmp_path_factory, monkeypatch):
    """Ship nothing, so that the toy stands alone."""
    folder = tmp_path_factory.mktemp("none")
    monkeypatch.setattr(read, "_shipped", lambda: folder)


HEAD = (
    "scope,object,quantity,flow,mode,unit,year,period,value,said_value,said_unit,bound,wording,"
    "source,checked,counted_by\n"
)


def row(subject, quantity, year, said, *, flow="", unit="t/year", bound="", counted=""):
    """A figure; said in Mt, TEU or trains a year."""
    name, factor = {"t/year": ("Mt", 1e6), "TEU/year": ("TEU", 1)}.get(unit, ("trains", 1 / 365))
    scope, id_ = subject.split(" ")
    value = f"{said * factor:.7g}"
    return (
        f"{scope},{id_},{quantity},{flow},,{unit},{year},,{value},{said},{name},{bound},counted,"
        f"titr,2026-11-23,{counted}\n"
    )


def trace(tmp_path, *rows, files=None, rail=None):
    table = {"series.csv": HEAD + "".join(rows)} if rows else {}
    atlas = toy_atlas.write(tmp_path, files={**FILES, **(files or {}), **table}, rail_network=rail)
    return atlas.trace("caspian"), atlas


def say(found, rule, lang="en"):
    return [finding.say(lang) for finding in found if finding.rule == rule]


OWN = "corridor caspian"


def test_without_figures_and_states_rules_are_silent(tmp_path):
    traced, _ = trace(tmp_path)
    assert list(traced.findings()) == []


def test_traffic_against_capacity(tmp_path):
    traced, _ = trace(
        tmp_path, row(OWN, "traffic", 2024, 4.5), row(OWN, "capacity", 2024, 6, bound="over")
    )
    found = traced.findings()
    assert say(found, "use") == ["4.5 Mt in 2024, 75% of the capacity of more than 6 Mt a year"]
    assert say(found, "use", "ru") == [
        "4,5 млн т в 2024 г., 75\N{NO-BREAK SPACE}% пропускной способности (более 6 млн т в год)"
    ]
    assert say(found, "use", "zh") == ["2024年450万吨，为能力（每年600万吨以上）的75%"]
    (finding,) = (each for each in found if each.rule == "use")
    assert [(e.value, e.unit, e.date, e.source) for e in finding.evidence] == [
        ("4.5", "Mt", "2024", "titr"), ("6", "Mt", "2024", "titr"),
    ]  # fmt: skip
    assert finding.sources == ("titr",)
    assert found.title("caspian") is finding
    traffic = found.traffic("caspian")
    assert (traffic.latest.value, traffic.latest.year, traffic.share) == (4.5e6, 2024, 0.75)


@pytest.mark.parametrize(("year", "told"), [(2021, 0), (2022, 1), (2024, 1), (2025, 1), (2026, 0)])
def test_a_capacity_of_much_later_or_long_before_is_not_held_against_traffic(tmp_path, year, told):
    traced, _ = trace(
        tmp_path, row(OWN, "traffic", 2024, 3), row(OWN, "capacity", year, 6)
    )  # fmt: skip
    assert len(say(traced.findings(), "use")) == told


@pytest.mark.parametrize(
    ("figures", "sentences"),
    [
        (
            ((2021, 0.5), (2022, 1), (2024, 4)),
            ["4 Mt in 2024, 8 times as much as in 2021 (0.5 Mt)"],
        ),
        (((2021, 2), (2024, 3)), ["3 Mt in 2024, 50% more than in 2021 (2 Mt)"]),
        (((2021, 2), (2023, 4), (2024, 3)), ["3 Mt in 2024, 25% less than in 2023 (4 Mt)"]),
        (((2021, 0.1), (2024, 3)), ["3 Mt in 2024, up from 0.1 Mt in 2021"]),
        (((2021, 3.0), (2024, 3.2)), []),
        (((2024, 3.2),), []),
    ],
)
def test_growth_is_told_against_the_first_year_and_a_fall_against_the_best(
    tmp_path, figures, sentences
):
    traced, _ = trace(tmp_path, *(row(OWN, "traffic", *each) for each in figures))
    assert say(traced.findings(), "growth") == sentences


def test_counts_that_differ_are_not_compared(tmp_path):
    traced, _ = trace(
        tmp_path, row(OWN, "traffic", 2021, 1, counted="port"), row(OWN, "traffic", 2024, 3)
    )
    assert say(traced.findings(), "growth") == []


def test_the_first_of_two_pages_counts_and_old_figures_tell_nothing(tmp_path):
    traced, _ = trace(
        tmp_path,
        row(OWN, "traffic", 2024, 3),
        row(OWN, "traffic", 2024, 5),
        row("place poti", "traffic", 2009, 5),
    )
    assert say(traced.findings(), "told") == ["3 Mt in 2024"]


def test_trains_are_said_as_the_page_counts_them(tmp_path):
    rows = [
        row("place alat", "traffic", year, n, flow="china-europe", unit="trains/day", bound=bound)
        for year, n, bound in ((2021, 2000, "over"), (2024, 5001, ""))
    ]
    traced, _ = trace(tmp_path, *rows)
    found = traced.findings()
    assert say(found, "growth") == [
        (
            "Alat, China-Europe trains: 5,001 trains in 2024, about 2.5 times as much as in 2021 "
            "(more than 2,000 trains)"
        )
    ]
    assert say(found, "growth", "ru") == [
        (
            "Алят, поезда Китай – Европа: 5\N{NO-BREAK SPACE}001 поезд в 2024 г., примерно в 2,5 раза больше, "
            "чем в 2021 г. (более 2\N{NO-BREAK SPACE}000 поездов)"
        )
    ]
    assert next(iter(found)).places == ("alat",)


def test_the_least_capacity_on_the_main_route(tmp_path):
    traced, _ = trace(
        tmp_path,
        row("place aktau", "capacity", 2024, 11),
        row("place alat", "capacity", 2023, 15),
        row("leg caspian:alat-poti", "capacity", 2024, 27),
        row("place dostyk", "capacity", 2024, 2),
    )
    assert say(traced.findings(), "weakest") == [
        (
            "The least known capacity on the main route is that of Aktau, 11 Mt a year; "
            "the next is that of Alat, 15 Mt a year"
        )
    ]


def test_a_missing_link_and_its_share(tmp_path):
    _, atlas = trace(tmp_path)
    found = atlas.trace("pontic").findings()
    assert say(found, "missing") == [
        "30% of the main route, 1,200 of 4,000 km, is not built: Poti – Constanta (planned)"
    ]
    assert say(found, "missing", "zh") == [
        "主线4,000公里中有1,200公里（30%）尚未建成：波季—康斯坦察（规划）"
    ]
    (finding,) = found.of("pontic")
    assert finding.legs == ("pontic:poti-constanta",)
    assert [(e.table, e.row, e.date, e.source) for e in finding.evidence] == [
        ("legs", "pontic:poti-constanta", "2023-05", "titr")
    ]


def _leg(value, since, extra="", leg="alat-poti"):
    """Caspian with another status of a leg."""
    before, name, rest = CASPIAN.partition(f'[[leg]]\nid = "{leg}"')
    status = STATUS.replace("operating", value).replace("2014", since)
    status = status.replace(f'from = "{since}"\n', f'from = "{since}"\n{extra}')
    return {"corridors/caspian.toml": before + name + rest.replace(STATUS, status, 1)}


@pytest.mark.parametrize(
    ("value", "rule", "text"),
    [
        (
            "limited",
            "limited",
            "32% of the main route, 900 of 2,800 km, is in limited service: Alat – Poti",
        ),
        (
            "suspended",
            "idle",
            "32% of the main route, 900 of 2,800 km, is not in use: Alat – Poti (suspended)",
        ),
        ("suspended", "lost", "Fallen out of use since 2015, 900 km: Alat – Poti (March 2022)"),
    ],
)
def test_legs_that_are_limited_or_out_of_use(tmp_path, value, rule, text):
    traced, _ = trace(tmp_path, files=_leg(value, "2022-03"))
    assert say(traced.findings(), rule) == [text]


def test_what_opened(tmp_path):
    traced, _ = trace(tmp_path, files=_leg("operating", "2019-05-20", 'begins = "opening"\n'))
    found = traced.findings()
    assert say(found, "opened") == ["Opened since 2015, 900 km: Alat – Poti (20 May 2019)"]
    assert say(found, "opened", "ru") == ["Открыто с 2015 г., 900 км: Алят – Поти (20 мая 2019 г.)"]
    before = trace(tmp_path / "b", files=_leg("operating", "2014", 'begins = "opening"\n'))[0]
    assert say(before.findings(), "opened") == []


STATES = (
    "scope,id,mode,state,from,source\n"
    "pair,AZ-GE,rail,closed,2025-10-12,titr\n"
    "place,alat,sea,limited,2026,titr\n"
    "place,dostyk,rail,suspended,2026-02,titr\n"
    "pair,AZ-KZ,,closed,2025,titr\n"
    "place,poti,road,closed,2025,titr\n"
)


def test_gates_that_are_shut_or_limited_by_the_modes_that_pass_them(tmp_path):
    traced, _ = trace(tmp_path, files={"states.csv": STATES})
    found = traced.findings()
    assert say(found, "shut") == [
        (
            "Shut to freight on the main route: "
            "Azerbaijan – Georgia (by rail, closed since 12 October 2025)"
        )
    ]
    assert say(found, "shut_elsewhere") == [
        "Shut to freight on other routes: Dostyk (by rail, suspended since February 2026)"
    ]
    assert say(found, "limited_gates") == [
        "Limited to some goods or days on the main route: Alat (by sea, limited since 2026)"
    ]
    assert found.title("caspian").rule == "shut"


def test_the_gauge_changes_at_a_known_yard(tmp_path):
    rail = toy_atlas.rail(
        [
            (a, b, km, country, (1435,) if a == "altynkol" else gauges)
            for a, b, km, country, gauges in toy_atlas.RAIL
        ]
    )
    yard = PLACES.splitlines()[1].replace("altynkol", "beyneu-yard").replace("Altynkol", "Beyneu")
    yard = yard.replace("80.3,44.2", "55.2,45.3").replace("rail_terminal", "gauge_yard")
    traced, _ = trace(tmp_path, files={"places.csv": PLACES + yard + "\n"}, rail=rail)
    assert say(traced.findings(), "gauge_changes") == [
        "The gauge changes on the main route at Beyneu (1435 to 1520 mm)"
    ]


def _announced(*years):
    """Caspian with its leg alat - poti announced in use from years, a source each."""
    before, name, rest = CASPIAN.partition('[[leg]]\nid = "alat-poti"')
    told = ", ".join(
        f'{{ value = "operating", date = "{year}", source = "titr" }}' for year in years
    )
    return {"corridors/caspian.toml": f"{before}{name}\nannounced = [{told}]{rest}"}


def test_a_leg_that_two_pages_announce_is_told_once(tmp_path):
    traced, _ = trace(tmp_path, files=_announced(2028, 2027))
    found = [finding for finding in traced.findings() if finding.rule == "announced"]
    (finding,) = found
    assert finding.say("en") == "Announced: Alat – Poti (in use from 2027 or 2028)"
    assert finding.say("zh").count("2027") == 1
    assert [row.date for row in finding.evidence] == ["2027", "2028"]
    assert finding.legs == ("caspian:alat-poti",)


def test_ends_of_one_name_are_told_apart_by_their_countries():
    def place(country, name):
        names = {"en": name, "ru": "Астара"}
        return Place(name, Kind.SEA_PORT, country, 48.9, 38.4, names)

    ends = wording.leg_ends(place("AZ", "Astara"), place("IR", "Astara port"))
    assert [end("en") for end in ends] == ["Astara", "Astara port"]
    assert [end("ru") for end in ends] == ["Астара (Азербайджан)", "Астара (Иран)"]


def test_whole_parts_sum_to_the_whole_total():
    assert whole_parts([3561.4, 5725.4, 2488.4], 11775.2) == [3562, 5725, 2488]
    assert whole_parts([1.5, 2.5], 4.0) == [2, 2]
    assert whole_parts([1.2, 2.4], 9.0) == [1, 2]


def test_all_corridors_together(tmp_path):
    _, atlas = trace(tmp_path)
    found = findings(atlas.trace())
    assert isinstance(found, Findings)
    assert [finding.say("en") for finding in found.atlas] == [
        "1 of 2 main routes are in use from end to end",
        "1,200 km are not built, each leg counted once: 1,200 km planned",
    ]
    assert {finding.corridor for finding in found} == {"", "pontic"}
    assert list(found.frame()["corridor"]) == [finding.corridor for finding in found]


def test_the_same_rows_give_the_same_findings_once_each(tmp_path):
    traced, _ = trace(tmp_path, row(OWN, "traffic", 2021, 1), row(OWN, "traffic", 2024, 4))
    first, second = traced.findings(), traced.findings()
    assert first.rows == second.rows
    keys = [(finding.corridor, finding.key) for finding in first]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("key", sorted(wording._words()))
def test_every_word_stands_in_every_language_with_the_same_gaps(key):
    import re

    words = wording._words()[key]
    gaps = {lang: set(re.findall(r"{(\w*)}", text)) for lang, text in words.items() if text}
    if key not in ("Mt", "wan_t", "wan_TEU"):  # each counts in its own thousands
        assert len({frozenset(each) for each in gaps.values()}) == 1, words
        assert all(words[tag] for tag, tongue in tongues().items() if tongue.is_named)


def test_the_command_prints_findings_in_a_language(tmp_path):
    import json

    from typer.testing import CliRunner

    from corridors.cli.main import app

    trace(tmp_path, row(OWN, "traffic", 2024, 4.5), row(OWN, "capacity", 2024, 6))
    folder = ["--catalogue", str(tmp_path / "catalogue")]
    folder += ["--network", f"rail={tmp_path}/rail.parquet"]
    folder += ["--network", f"sea={tmp_path}/sea.parquet"]
    done = CliRunner().invoke(app, ["findings", "caspian", "--json", "--lang", "zh", *folder])
    assert done.exit_code == 0, done.output
    (finding,) = json.loads(done.stdout)["findings"]
    assert finding["sentence"] == "2024年450万吨，为能力（每年600万吨）的75%"
    assert [each["source"] for each in finding["evidence"]] == ["titr", "titr"]
    done = CliRunner().invoke(app, ["findings", "caspian", *folder])
    assert done.stdout.splitlines() == [
        "Toy corridor",
        "  4.5 Mt in 2024, 75% of the capacity of 6 Mt a year  [titr]",
    ]
