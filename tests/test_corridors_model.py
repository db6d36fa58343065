"""Records take what the schema allows, refuse the rest, and know their status at a date.

The history of the toy leg::

    2009      2014-06       2020-03      2021        2030
    | planned | operating   | suspended  |(operating)| limited
              no end stated   until 2021
"""

from __future__ import annotations

import calendar
import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from corridors.definitions.model import (
    Corridor,
    DeclaredLine,
    Fact,
    Leg,
    PublishedLength,
    Route,
    Source,
)
from corridors.definitions.tables import LineTable, PublishedTable, SourceTable, json_schema
from corridors.definitions.vocabulary import LegStatus, first_day, last_day
from geodata.errors import InputError

DAY = dt.date(2026, 11, 23)


NAMES = {"en": "Toy", "ru": "Игрушка", "zh": "玩具"}


def status(value: str, since: object, until: str | None = None, verified: object = DAY) -> dict:
    return {"value": value, "from": since, "until": until, "source": "titr", "verified": verified}


def leg(**changes: object) -> dict:
    return {
        "id": "a-b", "from": "a", "to": "b", "mode": "rail", "status": [status("operating", "2014")],
    } | changes  # fmt: skip


def corridor(**changes: object) -> dict:
    route = {"id": "main", "legs": ["a-b"], "name": NAMES}
    return {
        "schema": 1, "id": "toy", "family": "trans-caspian", "name": NAMES,
        "leg": [leg()], "route": [route],
    } | changes  # fmt: skip


HISTORY = Leg.model_validate(
    leg(
        status=[
            status("planned", "2009", "2014-06"),
            status("operating", "2014-06"),
            status("suspended", "2020-03", "2021"),
            status("limited", "2030"),
        ]
    )
)


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2008", None),
        ("2008-12-31", None),
        ("2009", "planned"),
        (dt.date(2009, 1, 1), "planned"),
        ("2014-05", "planned"),
        ("2014-06-01", "operating"),
        ("2014", "operating"),
        ("2020-02-29", "operating"),
        ("2020-03", "suspended"),
        (dt.datetime(2021, 12, 31, 23, tzinfo=dt.UTC), "suspended"),
        ("2022-01-01", "operating"),
        (None, "operating"),
        ("2029-12", "operating"),
        ("2030", "limited"),
    ],
)
def test_the_last_status_open_at_a_date_holds(date: object, expected: str | None) -> None:
    found = HISTORY.status_on(date)
    assert (found and found.value) == expected


def test_without_a_date_the_day_of_verification_counts() -> None:
    later = Leg.model_validate(
        leg(status=[status("planned", "2009"), status("operating", "2026-11-24")])
    )
    assert later.verified == DAY
    assert later.status_on().value == LegStatus.PLANNED
    assert later.status_on("2026-11-24").value == LegStatus.OPERATING


def test_the_order_in_the_file_does_not_decide() -> None:
    shuffled = Leg.model_validate(
        leg(status=[status("operating", "2014"), status("planned", "2009")])
    )
    assert shuffled.status_on("2020").value == "operating"


def test_of_two_from_the_same_day_the_later_in_the_file_holds() -> None:
    both = Leg.model_validate(leg(status=[status("planned", "2014"), status("limited", "2014")]))
    assert both.status_on("2020").value == "limited"


@pytest.mark.parametrize("value", ["construction", "planned", "proposed"])
def test_what_is_not_built(value: str) -> None:
    assert not LegStatus(value).is_built


@pytest.mark.parametrize("value", ["operating", "limited", "suspended", "closed"])
def test_what_is_built(value: str) -> None:
    assert LegStatus(value).is_built


@given(st.dates())
def test_a_partial_date_spans_its_period(day: dt.date) -> None:
    text = day.isoformat()
    assert first_day(text) == last_day(text) == first_day(day) == last_day(day) == day
    assert first_day(text[:7]) == day.replace(day=1)
    assert last_day(text[:7]).day == calendar.monthrange(day.year, day.month)[1]
    assert (first_day(text[:4]), last_day(text[:4])) == (
        dt.date(day.year, 1, 1),
        dt.date(day.year, 12, 31),
    )


@pytest.mark.parametrize(
    "text",
    ["", "14", "2014-6", "2014-13", "2015-02-29", "2014-06-31", "2014/06", "0000", "２０１４",
     "2014-06-01T00", "2014\n", " 2014", "20140601"],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="is no date"):
        first_day(text)


@given(st.text(alphabet="0123456789-", max_size=10))
def test_records_and_functions_agree_on_dates(text: str) -> None:
    def taken(read: object) -> bool:
        try:
            read()
        except ValueError:
            return False
        return True

    record = leg(status=[status("operating", text)])
    assert taken(lambda: Leg.model_validate(record)) == taken(lambda: first_day(text))


def test_a_toml_date_is_taken_as_its_text() -> None:
    record = Leg.model_validate(leg(status=[status("operating", dt.date(2014, 6, 1))]))
    assert record.statuses[0].since == "2014-06-01"


def test_a_corridor_reads_back() -> None:
    read = Corridor.model_validate(corridor())
    assert read.main_route.id == "main"
    assert (read.leg("a-b").start, read.leg("a-b").end) == ("a", "b")
    assert Corridor.model_validate(read.model_dump(by_alias=True)) == read
    assert Corridor.model_validate_json(read.model_dump_json(by_alias=True)) == read


def test_the_main_route_is_the_marked_one_else_the_first() -> None:
    routes = [
        {"id": "one", "legs": ["a-b"], "name": NAMES},
        {"id": "two", "legs": ["-a-b"], "name": NAMES, "main": True},
    ]
    assert Corridor.model_validate(corridor(route=routes)).main_route.id == "two"
    assert Corridor.model_validate(corridor(route=routes[:1])).main_route.id == "one"


def test_unknown_legs_and_routes_get_a_suggestion() -> None:
    read = Corridor.model_validate(corridor())
    with pytest.raises(InputError, match=r"no leg 'a-bb' \(did you mean 'a-b'"):
        read.leg("a-bb")
    with pytest.raises(InputError, match=r"no route 'mian' \(did you mean 'main'"):
        read.route("mian")


def test_records_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        HISTORY.mode = "road"


def test_other_languages_are_welcome() -> None:
    names = {**NAMES, "kk": "Ойыншық", "zh-Hant": "玩具", "fa": "اسباب‌بازی"}
    assert Corridor.model_validate(corridor(name=names)).name["fa"] == "اسباب‌بازی"


def test_hostile_but_printable_names_are_kept_as_they_are() -> None:
    names = {**NAMES, "en": '<script>alert("x")</script>'}
    assert Corridor.model_validate(corridor(name=names)).name["en"] == names["en"]


@pytest.mark.parametrize(
    "changes",
    [
        {"schema": 2},
        {"schema": "1"},
        {"id": "Toy"},
        {"id": "to\ny"},
        {"id": "-toy"},
        {"family": "silk-road"},
        {"name": {"en": "Toy", "ru": "Игрушка"}},
        {"name": {**NAMES, "EN": "Toy"}},
        {"name": {**NAMES, "en": "   "}},
        {"name": {**NAMES, "en": "a\nb"}},
        {"name": {**NAMES, "en": "a\u202eb"}},
        {"name": "Toy"},
        {"nmae": NAMES},
        {"leg": leg()},
        {"leg": [leg(), leg()]},
        {"leg": [leg(mode="train")]},
        {"leg": [leg(status=[])]},
        {"leg": [leg(to="a")]},
        {"leg": [leg(gauge_mm="1520")]},
        {"leg": [leg(gauge_mm=True)]},
        {"leg": [leg(gauge_mm=15200)]},
        {"leg": [leg(via="beyneu")]},
        {"leg": [leg(countries=["Kazakhstan"])]},
        {"leg": [leg(status=[status("operating", 2014)])]},
        {"leg": [leg(status=[status("operating", "2014", "2013")])]},
        {"leg": [leg(status=[status("operating", "2014", verified="2026-11-23")])]},
        {"leg": [leg(status=[status("working", "2014")])]},
        {"route": []},
        {"route": [{"id": "main", "legs": [], "name": NAMES}]},
        {"route": [{"id": "main", "legs": ["a:b:c"], "name": NAMES}]},
        {"route": [{"id": "main", "legs": ["--a"], "name": NAMES}]},
        {"route": [{"id": "main", "legs": ["a-b"], "name": NAMES, "main": "yes"}]},
    ],
)
def test_what_the_schema_does_not_allow_is_refused(changes: dict) -> None:
    Corridor.model_validate(corridor())
    with pytest.raises(ValidationError):
        Corridor.model_validate(corridor(**changes))


SOURCE = {"id": "titr", "title": "Association", "url": "https://example.org/a?b=c", "accessed": DAY}


LENGTH = {
    "id": "x", "from": "a", "to": "b", "mode": "rail", "length_km": 10, "measures": "tariff",
    "year": 2022, "source": "titr",
}  # fmt: skip


LINE = {
    "id": "x", "mode": "rail", "places": ["a", "b"], "length_km": 10.5, "status": "operating",
    "source": "titr",
}  # fmt: skip


FACT = {"quantity": "capacity", "value": 1, "unit": "Mt/year", "year": 2024, "source": "titr"}


@pytest.mark.parametrize(
    ("model", "good", "changes"),
    [
        (Source, SOURCE, {"url": "javascript:alert(1)"}),
        (Source, SOURCE, {"url": 'https://example.org/"><script>'}),
        (Source, SOURCE, {"url": "https://example.org/a b"}),
        (Source, SOURCE, {"accessed": 0}),
        (Source, SOURCE, {"title": ""}),
        (PublishedLength, LENGTH, {"length_km": 0}),
        (PublishedLength, LENGTH, {"length_km": "10"}),
        (PublishedLength, LENGTH, {"length_km": float("nan")}),
        (PublishedLength, LENGTH, {"length_km": float("inf")}),
        (PublishedLength, LENGTH, {"length_km": True}),
        (PublishedLength, LENGTH, {"comparable": False}),
        (PublishedLength, LENGTH, {"comparable": 1}),
        (PublishedLength, LENGTH, {"year": 22}),
        (DeclaredLine, LINE, {"places": ["a"]}),
        (DeclaredLine, LINE, {"status": "open"}),
        (Fact, FACT, {"value": "much"}),
        (Fact, FACT, {"year": "2024"}),
    ],
)
def test_tables_refuse_what_is_wrong(model: type, good: dict, changes: dict) -> None:
    model.model_validate(good)
    with pytest.raises(ValidationError):
        model.model_validate(good | changes)


def test_a_published_length_may_span_several_modes_but_a_leg_may_not() -> None:
    assert PublishedLength.model_validate(LENGTH | {"mode": "any"}).mode == "any"
    with pytest.raises(ValidationError):
        Leg.model_validate(leg(mode="any"))


def test_the_schema_speaks_the_keys_of_the_files() -> None:
    schema = json_schema()
    assert schema["$schema"].endswith("2020-12/schema")
    assert schema["additionalProperties"] is False
    assert {"schema", "id", "family", "name", "route"} == set(schema["required"])
    assert {"source", "leg", "route"} <= set(schema["properties"])
    assert schema["$defs"]["Leg"]["properties"]["from"]["pattern"].startswith("^[a-z0-9]+")
    assert schema["properties"]["name"]["minProperties"] == 1
    assert schema["$defs"]["Mode"]["enum"] == ["rail", "road", "sea", "ferry", "waterway"]
    assert json.loads(json.dumps(schema)) == schema


@pytest.mark.parametrize(
    ("table", "key"), [(SourceTable, "source"), (PublishedTable, "length"), (LineTable, "line")]
)
def test_tables_have_a_schema_too(table: type, key: str) -> None:
    assert key in json_schema(table)["properties"]


def test_a_route_takes_the_three_kinds_of_reference() -> None:
    refs = ("a-b", "-other:b-c", "-c-d")
    assert Route.model_validate({"id": "r", "name": NAMES, "legs": list(refs)}).legs == refs
