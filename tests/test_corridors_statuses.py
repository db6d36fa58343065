"""What is known of the state of legs: openings, silences and announcements."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

import corridors
from corridors import statuses
from corridors.definitions import read
from corridors.definitions.model import Leg, Source
from corridors.definitions.vocabulary import LegStatus
from geodata.places.model import HUB_KINDS

DAY = dt.date(2026, 11, 28)


def stretch(value: str, since: str, **more: object) -> dict[str, object]:
    return {"value": value, "from": since, "source": "page", "verified": DAY, **more}


def leg(*history: dict[str, object], **more: object) -> Leg:
    stated = {"id": "a-b", "from": "a", "to": "b", "mode": "rail", "status": history, **more}
    return Leg.model_validate(stated)


def page(id_: str, dated: str | None) -> Source:
    return Source(
        id=id_, title=id_, url="https://example.org/", accessed=DAY, dated=dated, publisher=None
    )


CLOSED_FOR_A_WHILE = leg(
    stretch("operating", "1871", until="2025-09-12", begins="opening"),
    stretch("closed", "2025-09-12", until="2025-09-25"),
    stretch("operating", "2025-09-25"),
)


def test_the_end_of_a_closure_is_no_opening():
    found = statuses.known(CLOSED_FOR_A_WHILE, {}, None)
    assert (found["since"], found["resumed"], found["in_use_by"]) == ("1871", "2025-09-25", "")


def test_before_the_closure_nothing_was_resumed():
    assert statuses.known(CLOSED_FOR_A_WHILE, {}, "2020")["resumed"] == ""


def test_a_first_use_that_no_source_calls_an_opening_is_attested():
    found = statuses.known(leg(stretch("operating", "1945")), {}, None)
    assert (found["since"], found["in_use_by"]) == ("", "1945")


def test_a_line_under_construction_has_not_opened():
    built = leg(
        stretch("construction", "2008", until="2017-10-30"),
        stretch("operating", "2017-10-30", begins="opening"),
    )
    found = statuses.known(leg(stretch("construction", "2025")), {}, None)
    assert (found["since"], found["in_use_by"], found["status_from"]) == ("", "", "2025")
    assert statuses.known(built, {}, None)["resumed"] == ""
    assert statuses.known(built, {}, None)["since"] == "2017-10-30"


def test_last_heard_is_the_date_of_the_newest_page_that_the_leg_cites():
    sources = {key: page(key, dated) for key, dated in DATED.items()}
    told = leg(stretch("operating", "1871", confirmed=["later"]), sources=["page", "undated"])
    assert statuses.last_heard(told, sources) == "2026-02-27"
    assert statuses.last_heard(leg(stretch("operating", "1871")), sources) == "2025"
    assert statuses.last_heard(leg(stretch("operating", "1871")), {}) == ""


DATED = {"page": "2025", "later": "2026-02-27", "undated": None, "unrelated": "2026-11-01"}


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        ("2026-05-28", False),
        ("2026-05-27", True),
        ("2026-06", False),
        ("2026", True),
        ("", True),
        ("2026-11-28", False),
    ],
)
def test_six_months_before_28_november_is_28_may(heard, expected):
    assert statuses.is_stale(heard, DAY) is expected


def test_what_is_announced_is_no_status():
    coming = {"value": "operating", "date": "2026-12", "source": "page"}
    told = leg(stretch("construction", "2021"), announced=[coming])
    assert told.status_on("2030").value is LegStatus.CONSTRUCTION
    assert statuses.known(told, {}, None)["announced"][0]["date"] == "2026-12"


@pytest.fixture(scope="module")
def shipped():
    return read.read()


def test_one_evidence_gives_one_status(shipped):
    """Legs whose present state rests on the same page and the same day are in the same state."""
    told = defaultdict(set)
    for corridor in shipped.corridors.values():
        for each in corridor.legs:
            held = each.status_on()
            if held.begins is None and held.value.is_built:
                told[held.source, held.since].add(held.value)
    assert {key: values for key, values in told.items() if len(values) > 1} == {}


def test_the_war_of_2026_is_told_alike_on_every_railway_within_iran(shipped):
    states = {
        (held.value, held.source, held.since)
        for corridor in shipped.corridors.values()
        for each in corridor.legs
        if each.mode == "rail"
        and {shipped.places[each.start].country, shipped.places[each.end].country} == {"IR"}
        and (held := each.status_on()).value.is_built
    }
    assert states == {("limited", "thairath-iran-rail-2026", "2026-02-28")}


def test_no_status_of_the_catalogue_begins_after_it_was_checked(shipped):
    checked = statuses.checked_on(shipped)
    late = [
        (corridor.id, each.id, status.since)
        for corridor in shipped.corridors.values()
        for each in corridor.legs
        for status in each.statuses
        if status.since > checked.isoformat()
    ]
    assert late == []


def test_beyond_the_last_check_the_atlas_stands_as_on_that_day(shipped):
    atlas = corridors.load()
    assert atlas.as_of("2031").date == statuses.checked_on(shipped).isoformat()
    assert atlas.as_of("2015").date == "2015"


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "corridors.cli.main", *words]
    return subprocess.run(command, capture_output=True, text=True, check=True)


def test_stale_lists_what_moves_first_and_as_json():
    answer = json.loads(run("stale", "--json").stdout)
    values = [row["status"] for row in answer["legs"]]
    assert answer["months"] == 6
    assert values.index("operating") == sum(value != "operating" for value in values)
    assert all(statuses.is_stale(row["last_heard"], DAY) for row in answer["legs"])


def test_a_date_to_come_is_marked_on_stderr():
    found = run("show", "trans-caspian", "--as-of", "2031", "--json")
    assert "2031 lies after the last check" in found.stderr
    assert json.loads(found.stdout)["corridor"] == "trans-caspian"


@pytest.mark.parametrize("name", ["trans-caspian", "Middle Corridor", "middle corridor", "ТМТМ"])
def test_a_corridor_is_known_by_its_short_names_in_three_languages(shipped, name):
    assert shipped.corridor_id(name) == "trans-caspian"


def test_a_name_that_is_no_corridors_comes_back(shipped):
    assert shipped.corridor_id("Middle Earth") == "Middle Earth"


def test_every_corridor_has_a_short_name_and_no_two_share_one(shipped):
    for lang in ("en", "ru", "zh"):
        short = [corridor.short[lang] for corridor in shipped.corridors.values()]
        assert len(set(short)) == len(short)


def test_the_counts_of_the_readme_are_true(shipped):
    text = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    corridors_ = shipped.corridors.values()
    hubs = sum(place.kind in HUB_KINDS for place in shipped.places.values())
    legs = sum(len(each.legs) for each in corridors_)
    routes = sum(len(each.routes) for each in corridors_)
    assert f"**{len(corridors_)} corridors as sourced data**" in text
    assert f"{legs} legs, {routes} routes," in text
    assert f"{hubs:,} ports, terminals, crossings and cities" in text
