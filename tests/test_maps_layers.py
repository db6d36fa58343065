import json

import maps_fixture as fixture
import numpy as np
import pandas as pd
import pytest
import shapely

from geodata.errors import InputError
from maps.scene import build, cells
from maps.scene.to_json import to_json
from maps.words.language import Language


@pytest.fixture(scope="module")
def scene():
    return build.scene(fixture.traced(600), hubs=fixture.hubs(), lang="en")


def leg(scene, name):
    return next(row for row in to_json(scene)["legs"] if row["id"] == name)


def test_scene_is_plain_json(scene):
    text = json.dumps(to_json(scene), allow_nan=False)
    assert json.dumps(json.loads(text)) == text


def test_a_leg_that_two_corridors_run_over_knows_both(scene):
    """The Trans-Caspian route runs over two legs of the land bridge."""
    ids = [row["id"] for row in to_json(scene)["corridors"]]
    users = leg(scene, "nelb:altynkol-almaty-rail")["users"]
    assert [ids[i] for i in users] == ["nelb", "titr"]
    assert [ids[i] for i in leg(scene, "nelb:urumqi-altynkol-rail")["users"]] == ["nelb"]


def test_a_route_may_run_a_leg_backwards():
    traced = fixture.traced(600)
    routes = traced.routes.head(1).copy()
    routes["legs"] = [["-nelb:xian-lanzhou-rail", "nelb:lianyungang-xian-rail", "nelb:nowhere"]]
    traced = fixture.changed(traced, routes=routes)
    table = to_json(build.scene(traced, hubs=None, lang="en"))
    index = [row["id"] for row in table["legs"]].index
    assert table["routes"][0]["legs"] == [
        ~index("nelb:xian-lanzhou-rail"),
        index("nelb:lianyungang-xian-rail"),
    ]


def test_hubs_rank_by_what_ends_there(scene):
    tier = {hub["id"]: hub["tier"] for hub in to_json(scene)["hubs"]}
    assert tier["lianyungang"] == 0
    assert tier["lanzhou"] == 1
    spare = to_json(build.scene(fixture.traced(600), hubs=fixture.hubs(60), lang="en"))["hubs"]
    assert {hub["tier"] for hub in spare if hub["id"].startswith("made-up")} == {2}


def test_names_follow_the_language():
    scene = build.scene(fixture.traced(600), hubs=fixture.hubs(), lang="ru")
    table = to_json(scene)
    assert table["countries"]["KZ"] == "Казахстан"
    hub = next(row for row in table["hubs"] if row["id"] == "urumqi")
    assert hub["name"] == "Урумчи"
    assert set(hub["names"]) == {"Urumqi", "Урумчи", "乌鲁木齐", "Ürümqi", "Wulumuqi"}
    assert leg(scene, "titr:aktau-alat-sea")["name"] == "Актау – Алят"
    border = next(row for row in table["events"] if row["kind"] == "border")
    assert "→" in border["detail"]
    assert "CN" not in border["detail"]


def test_missing_numbers_are_none_not_zero(scene):
    assert leg(scene, "titr:aktau-alat-sea")["pub"] is None
    assert cells.number(float("nan")) is None
    assert cells.number(float("inf")) is None
    assert cells.number("12") is None
    assert cells.number(np.float64(2.0)) == 2
    assert cells.number(1.23456) == 1.235


def test_bounds_hold_every_leg(scene):
    west, south, east, north = scene.bounds
    bounds = fixture.traced(600).legs.total_bounds
    assert [west, south, east, north] == pytest.approx(list(bounds), abs=2e-4)


def test_nothing_to_draw():
    got = build.scene(fixture.nothing(), hubs=None, lang="en")
    assert got.bounds is None
    assert to_json(got)["legs"] == []


def test_hubs_alone_give_bounds():
    hubs = fixture.hubs().head(2)
    got = build.scene(fixture.nothing(), hubs=hubs, lang="en").bounds
    assert got == pytest.approx((6.76, 51.43, 21.01, 52.23))


def test_events_of_legs_that_are_not_drawn_are_left_out():
    traced = fixture.traced(600)
    stray = traced.events.head(1).copy()
    stray["leg"] = "nelb:not-there"
    stray["geometry"] = [shapely.Point(0, 0)]
    traced = fixture.changed(traced, events=stray)
    assert to_json(build.scene(traced, hubs=None, lang="en"))["events"] == []


def test_values_that_the_style_does_not_know_are_named_all_at_once():
    traced = fixture.traced(600)
    legs = traced.legs.assign(mode="rial")
    legs.loc[0, "status"] = "working"
    wrong = fixture.changed(traced, legs=legs)
    with pytest.raises(InputError) as caught:
        build.scene(wrong, hubs=fixture.hubs().assign(kind="depot"), lang="en")
    assert [(p.file, p.item) for p in caught.value.problems] == [
        ("traced.legs", "mode"),
        ("traced.legs", "status"),
        ("hubs", "kind"),
    ]
    assert "did you mean 'rail'?" in str(caught.value)


def test_missing_cells_are_empty_text():
    assert [cells.words(value) for value in (None, float("nan"), pd.NaT, pd.NA, "", 2014)] == [
        "",
        "",
        "",
        "",
        "",
        "2014",
    ]


def test_a_leg_of_a_corridor_that_is_not_drawn_is_drawn_for_those_that_use_it():
    traced = fixture.only(fixture.traced(600), "titr")
    assert "nelb" in set(traced.legs["corridor"])
    table = to_json(build.scene(traced, hubs=None, lang="en"))
    assert [row["c"] for row in table["legs"]] == [0] * len(traced.legs)
    assert {tuple(row["users"]) for row in table["legs"]} == {(0,)}


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("capacity", "27,500.5 Mt/year", "2024; of our own")),
        ("ru", ("пропускная способность", "27\xa0500,5 млн т/год", "2024; of our own")),
        ("zh", ("能力", "27,500.5 百万吨/年", "2024；of our own")),
    ],
)
def test_facts_speak_the_language_of_the_map(lang, said):
    """A note of one's own, which no term translates, stays as it is."""
    fact = {
        "quantity": "capacity",
        "value": 27500.5,
        "unit": "Mt/year",
        "year": 2024,
        "note": "of our own",
    }
    traced = fixture.traced(600)
    legs = traced.legs.assign(facts=[[fact]] + [[]] * (len(traced.legs) - 1))
    traced = fixture.changed(traced, legs=legs)
    spoken = to_json(build.scene(traced, hubs=None, lang=lang))["legs"]
    assert next(leg for leg in spoken if leg["facts"])["facts"] == [(*said, -1)]


@pytest.mark.parametrize(
    ("lang", "value", "unit", "note", "said"),
    [
        ("en", 11e6, "t/year", "more than", ("more than 11 Mt/year", "2024")),
        ("ru", 11e6, "t/year", "more than; Aktau", ("более 11 млн т/год", "2024; Актау")),
        ("zh", 11e6, "t/year", "more than", ("超过11 百万吨/年", "2024")),
        (
            "en",
            900_000,
            "t/year",
            "about; of our own",
            ("about 900,000 t/year", "2024; of our own"),
        ),
        (
            "en",
            2e6,
            "TEU/year",
            "more than nothing",
            ("2,000,000 TEU/year", "2024; more than nothing"),
        ),
    ],
)
def test_a_figure_is_said_as_one_says_it(lang, value, unit, note, said):
    fact = {"quantity": "capacity", "value": value, "unit": unit, "year": 2024, "note": note}
    [(_, figure, when, source)] = cells.fact_cells(
        [fact | {"source": "x"}], Language(lang), {"x": 7}
    )
    assert (figure, when) == said
    assert source == 7
