"""The default story of the toy atlas; its numbers stand in the drawing of toy_atlas."""

import pytest
import toy_atlas

from corridors.coverage import coverage
from maps import brief, layers
from maps.briefing import compose


@pytest.fixture(scope="module")
def traced(tmp_path_factory):
    return toy_atlas.write(tmp_path_factory.mktemp("toy")).trace()


@pytest.fixture(scope="module")
def steps(traced):
    return compose(layers.scene(traced, hubs=traced.atlas.hubs, lang="en"), lang="en", title="Toy")


def step_of(steps, chapter, over):
    return next(step for step in steps if (step["chapter"], step["over"]) == (chapter, over))


@pytest.fixture(scope="module")
def toy(steps):
    """The steps of the toy corridor: course, numbers, breaks, hubs."""
    return [step for step in steps if step["chapter"] == "Toy corridor"]


def rows(step, name):
    return next(block["rows"] for block in step["blocks"] if block["name"].startswith(name))


def test_an_overview_and_four_steps_a_corridor(steps):
    assert [step["over"] for step in steps] == [
        "Overview",
        *["Where it runs", "Its numbers", "Breaks and borders", "Hubs and gaps"] * 2,
    ]
    assert [step["chapter"] for step in steps[1:]] == ["Toy ship"] * 4 + ["Toy corridor"] * 4


def test_the_overview_counts_every_leg_once(steps):
    """1,400 + 500 + 900 + 1,100 in use, 1,200 planned; rail 3,400, sea 1,700."""
    facts = dict(rows(steps[0], ""))
    assert facts["Legs, each counted once, km"] == "5,100"
    assert facts["In use, km"] == "3,900"
    assert facts["Countries"] == "3"
    assert rows(steps[0], "By mode") == [("Rail", 3400), ("Sea", 1700)]


def test_numbers_are_those_of_the_main_route(steps, toy):
    numbers = toy[1]
    assert rows(numbers, "Main route") == [
        ["Length", "2,800\u00a0km"],
        ["In use, km", "2,800"],
        ["Not yet in use, km", "0"],
    ]
    assert rows(numbers, "By country")[0] == ("Kazakhstan", 2500)
    assert numbers["only"] == [1]
    assert len(numbers["legs"]) == 3


def test_borders_and_mode_changes_stand_with_their_km(toy):
    breaks = toy[2]
    assert rows(breaks, "Border crossings: 1") == [
        "km 2,500 \u00b7 Azerbaijan \u2192 Georgia \u00b7 inferred"
    ]
    assert rows(breaks, "Change of mode: 2") == [
        "km 1,400 \u00b7 Aktau \u00b7 Rail \u2192 Sea",
        "km 1,900 \u00b7 Alat \u00b7 Sea \u2192 Rail",
    ]
    assert rows(breaks, "Breaks of gauge: 0") == ["No break of gauge."]
    assert breaks["strip"] == 0
    assert breaks["notes"] == "Inferred, not known crossings or yards: 1 of 3."


def test_what_is_not_in_regular_use_is_listed(steps, toy):
    assert rows(step_of(steps, "Toy ship", "Hubs and gaps"), "Not in regular use") == [
        "Poti \u2013 Constanta: Planned, 1,200\u00a0km"
    ]
    assert rows(toy[3], "Not in regular use") == ["Every leg is in regular use."]


def test_gaps_are_told_where_coverage_is_known(traced):
    """Of dostyk - aktau and altynkol - aktau the ends lie at hubs; the middle is far from any."""
    found = coverage(traced, within_km=50, kinds=["sea_port", "rail_terminal"])
    page = brief(traced, hubs=traced.atlas.hubs, coverage=found, basemap=False)
    step = step_of(page.content.steps, "Toy corridor", "Hubs and gaps")
    assert step["overlays"] == [0]
    facts = [row for block in step["blocks"] if block["kind"] == "facts" for row in block["rows"]]
    share = dict(facts)["Rail and road within 50 km of a hub"]
    land = found.table[(found.table.corridor == "caspian") & (found.table["mode"] == "rail")]
    assert share == f"{land.covered_km.sum() / land.km.sum():.0%}"
    gaps = found.gaps
    longest = gaps[(gaps.corridor == "caspian") & (gaps["mode"] == "rail")].iloc[0]
    assert rows(step, "Longest gaps on land")[0].startswith(
        f"{longest.km:,.0f} km: km {longest.from_km:,.0f} to {longest.to_km:,.0f}, Kazakhstan ("
    )
    (layer,) = page.content.scene.table["overlays"]
    assert {row["v"] for row in layer["features"]} == {True, False}
    assert all("l" in row for row in layer["features"])


def test_a_lone_corridor_needs_no_overview_and_gives_its_name(tmp_path):
    traced = toy_atlas.write(tmp_path).trace("caspian")
    page = brief(traced, hubs=traced.atlas.hubs, basemap=False, lang="ru")
    assert page.content.title == "Игрушечный коридор"
    assert [step["over"] for step in page.content.steps] == [
        "Где проходит",
        "В цифрах",
        "Смены колеи и границы",
        "Узлы и разрывы",
    ]


def test_the_year_of_a_status_and_what_lies_along_a_route(traced):
    table = layers.scene(traced, hubs=None, lang="en").table
    assert [leg["hist"] for leg in table["legs"]][-1] == [["planned", 2023, None]]
    main = table["strips"][0]
    assert [run[0] for run in main["runs"]] == [1400, 1900, 2500, 2800]
    assert [run[2] for run in main["runs"]] == ["KZ", "XZ", "AZ", "GE"]
    assert [event[:3] for event in main["events"]] == [
        [1400, "mode_change", "Rail \u2192 Sea"],
        [1900, "mode_change", "Sea \u2192 Rail"],
        [2500, "border", "Azerbaijan \u2192 Georgia"],
    ]
    assert [hub[4] for hub in main["hubs"]] == [44.2, 43.6, 39.9, 42.2]


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        (
            [
                {"value": "operating", "from": "1990", "until": "2021-12-31"},
                {"value": "suspended", "from": "2022-01", "until": None},
            ],
            [("operating", 1990, 2021), ("suspended", 2022, None)],
        ),
        (
            [
                {"value": "construction", "from": "2016", "until": None},
                {"value": "planned", "from": "2005-03-01", "until": "2015-06"},
            ],
            [("planned", 2005, 2014), ("construction", 2016, None)],
        ),
        (None, []),
    ],
)
def test_histories_hold_at_the_ends_of_years(history, expected):
    """A status that ends in June 2015 does not hold at the end of 2015."""
    assert list(map(tuple, layers._history(history))) == expected
