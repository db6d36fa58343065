"""The default story of the toy atlas; its numbers stand in the drawing of toy_atlas."""

from dataclasses import replace

import pytest
import toy_atlas
import toy_catalogue

from corridors.hubs import gaps as hubs_gaps
from corridors.hubs.coverage import coverage
from corridors.hubs.measure import Within
from geodata.errors import InputError
from maps import AssetError, brief, draw
from maps.scene import build, cells
from maps.scene.model import StripEvent
from maps.scene.to_json import to_json
from maps.story.breaks import breaks
from maps.story.compose import Composer, compose, coverage_layer, published_legs
from maps.story.numbers import numbers_step
from maps.story.places import gap_text


@pytest.fixture(scope="module")
def traced(tmp_path_factory):
    return toy_atlas.write(tmp_path_factory.mktemp("toy")).trace()


@pytest.fixture(scope="module")
def steps(traced):
    return compose(build.scene(traced, hubs=traced.atlas.hubs, lang="en"), lang="en", title="Toy")


def step_of(steps, chapter, over):
    chapter = f"Appendix: {chapter}"
    return next(step for step in steps if (step["chapter"], step["over"]) == (chapter, over))


@pytest.fixture(scope="module")
def toy(steps):
    """The steps of the toy corridor: course, numbers, breaks, hubs."""
    return [step for step in steps if step["chapter"] == "Appendix: Toy corridor"]


def rows(step, name):
    return next(block["rows"] for block in step["blocks"] if block["name"].startswith(name))


def test_an_overview_and_four_steps_a_corridor(steps):
    assert [step["over"] for step in steps] == [
        "Overview",
        *["Where it runs", "Its numbers", "Breaks and borders", "Hubs and gaps"] * 2,
    ]
    chapters = ["Appendix: Toy ship"] * 4 + ["Appendix: Toy corridor"] * 4
    assert [step["chapter"] for step in steps[1:]] == chapters


def test_the_overview_counts_every_leg_once(steps):
    """1,400 + 500 + 900 + 1,100 in use, 1,200 planned; rail 3,400, sea 1,700."""
    facts = dict(rows(steps[0], ""))
    assert facts == {"Legs, each counted once, km": "5,100", "In use, km": "3,900"}
    assert rows(steps[0], "By mode") == [("Rail", 3400), ("Sea", 1700)]


def test_the_overview_is_a_sentence_and_a_row_for_each_family(steps):
    """Constanta, where the ship ends, is in Romania: a country without a km.

    The ship's route runs over all of the other corridor but the branch: 1,200 + 900 + 500 + 1,400.
    """
    assert steps[0]["text"] == "2 corridors with 3 routes through 4 countries."
    assert rows(steps[0], "By family") == [
        ["Belt and Road", "1 corridor, 4,000\u00a0km"],
        ["Trans-Caspian", "1 corridor, 3,900\u00a0km"],
    ]


def test_numbers_are_those_of_the_main_route(steps, toy):
    numbers = toy[1]
    assert rows(numbers, "Main route") == [
        ["Length", "2,800\u00a0km"],
        ["In use, km", "2,800"],
    ]
    assert rows(numbers, "By country")[0] == ("Kazakhstan", 2500)
    assert numbers["only"] == [1]
    assert len(numbers["legs"]) == 3


def test_borders_and_mode_changes_stand_with_their_km(toy):
    breaks = toy[2]
    assert rows(breaks, "Border crossings: 2") == [
        "km 1,900 \u00b7 Alat \u00b7 Kazakhstan \u2192 Azerbaijan",
        "km 2,500 \u00b7 Boyuk Kesik - Gardabani \u00b7 Azerbaijan \u2192 Georgia",
    ]
    assert rows(breaks, "Change of mode: 2") == [
        "km 1,400 \u00b7 Aktau \u00b7 Rail \u2192 Sea",
        "km 1,900 \u00b7 Alat \u00b7 Sea \u2192 Rail",
    ]
    assert rows(breaks, "Breaks of gauge: 0") == ["No break of gauge on connected rails."]
    assert breaks["strip"] == 0
    assert breaks["notes"] == "Inferred, not known crossings or yards: 0 of 4."


def test_what_is_not_in_regular_use_is_listed(steps, toy):
    assert rows(step_of(steps, "Toy ship", "Hubs and gaps"), "Not in regular use") == [
        "Poti \u2013 Constanta: planned, sea, 1,200\u00a0km"
    ]
    assert rows(toy[3], "Not in regular use") == ["Every leg is in regular use."]


def test_gaps_are_told_where_coverage_is_known(traced):
    """Of dostyk - aktau and altynkol - aktau the ends lie at hubs; the middle is far from any."""
    kinds = ["sea_port", "rail_terminal"]
    found = coverage(traced, within_km=50, kinds=kinds, complete=["KZ"])
    page = brief(traced, coverage=found, basemap=False)
    step = step_of(page.content.steps, "Toy corridor", "Hubs and gaps")
    assert step["overlays"] == [0]
    facts = [row for block in step["blocks"] if block["kind"] == "facts" for row in block["rows"]]
    share = dict(facts)["Built rail and road within 50\u00a0km of a hub"]
    land = found.table[(found.table.corridor == "caspian") & (found.table["mode"] == "rail")]
    assert share == f"{land.covered_km.sum() / land.km.sum():.0%}"
    gaps = found.gaps
    longest = gaps[(gaps.corridor == "caspian") & (gaps["mode"] == "rail")].iloc[0]
    assert rows(step, "Longest gaps on land")[0].startswith(
        f"{longest.km:,.0f} km: km {longest.from_km:,.0f} to {longest.to_km:,.0f}, Kazakhstan ("
    )
    rule = next(block["rows"] for block in step["blocks"] if block["kind"] == "note")
    others = ["river port", "dry port", "logistics centre"]
    others += ["border crossing", "gauge-change yard", "city"]
    assert rule == [
        "A stretch is served where a hub in use lies within 50\u00a0km: sea port, rail terminal.",
        f"Not counted as hubs: {', '.join(others)}.",
    ]
    (layer,) = to_json(page.content.scene)["overlays"]
    assert {row["v"] for row in layer["features"]} == {0, 1, 2}  # no list of AZ and GE is complete
    assert all("l" in row for row in layer["features"])


def test_a_briefing_refuses_a_coverage_in_hours(traced):
    """Its layer and its rule say km: 4 h told as 4 km would be false."""
    near = coverage(traced, within_km=50, kinds=["sea_port"])
    found = replace(near, rule=replace(near.rule, within=Within(4.0, "h")))
    with pytest.raises(InputError, match="is within 4 h, and a briefing tells of km"):
        brief(traced, coverage=found, basemap=False)


def test_a_lone_corridor_needs_no_overview_and_gives_its_name(tmp_path):
    traced = toy_atlas.write(tmp_path).trace("caspian")
    page = brief(traced, basemap=False, lang="ru")
    assert page.content.title == "Игрушечный коридор"
    appendix = [step for step in page.content.steps if step["chapter"].startswith("Приложение")]
    assert [step["over"] for step in appendix] == [
        "Где проходит",
        "В цифрах",
        "Смены колеи и границы",
        "Узлы и неохваченные участки",
    ]


def test_the_year_of_a_status_and_what_lies_along_a_route(traced):
    table = to_json(build.scene(traced, hubs=None, lang="en"))
    assert [leg["hist"] for leg in table["legs"]][-1] == [("planned", 2023, None)]
    main = table["strips"][0]
    assert [run[0] for run in main["runs"]] == [1400, 1900, 2500, 2800]
    assert [run[2] for run in main["runs"]] == ["KZ", "XZ", "AZ", "GE"]
    assert [event[:3] for event in main["events"]] == [
        (1400, "mode_change", "Rail \u2192 Sea"),
        (1900, "border", "Kazakhstan \u2192 Azerbaijan"),
        (1900, "mode_change", "Sea \u2192 Rail"),
        (2500, "border", "Azerbaijan \u2192 Georgia"),
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
    assert list(map(tuple, cells.history_cells(history))) == expected


@pytest.fixture
def scene(traced):
    """The toy's scene."""
    return build.scene(traced, hubs=traced.atlas.hubs, lang="en")


def with_legs(scene, change):
    """The scene with what a function of a leg says written over."""
    return replace(scene, legs=[replace(leg, **change(leg)) for leg in scene.legs])


def test_in_use_closed_and_unbuilt_add_up_to_the_length(scene):
    """1,400 limited, 500 in use, 900 closed; halves of a km are shared out to make the whole."""
    told = {
        "caspian:altynkol-aktau": {"status": "limited", "km": 1400.4},
        "caspian:alat-poti": {"status": "closed", "km": 899.5},
    }
    main, *others = scene.routes
    main = replace(main, km=2799.9, in_use_km=1900.4)
    scene = with_legs(replace(scene, routes=[main, *others]), lambda leg: told.get(leg.id, {}))
    found = dict(rows(_numbers(scene), "Main route"))
    assert found == {
        "Length": "2,800\u00a0km",
        "In use, km": "1,900, of it limited 1,400",
        "Closed or suspended, km": "900",
    }


def _numbers(scene, **known):
    return {"blocks": Composer(scene, "en", **known).numbers(1)}


def test_water_is_no_country_and_has_no_bar(scene):
    """Aktau - alat is 5,000 km of water now: more than any country has."""
    water = {"caspian:aktau-alat": {"by_country": {"XZ": 5000.0}}}
    scene = with_legs(scene, lambda leg: water.get(leg.id, {}))
    block = next(b for b in _numbers(scene)["blocks"] if b["name"].startswith("By country"))
    assert [row[0] for row in block["rows"]] == ["Kazakhstan", "Azerbaijan", "Georgia"]
    assert block["beside"] == [("On water", 5000)]


def test_a_corridor_on_water_alone_has_no_bars_of_countries(scene):
    scene = with_legs(scene, lambda _: {"by_country": {"XZ": 10.0}})
    assert all("country" not in block["name"] for block in _numbers(scene)["blocks"])


def test_countries_come_in_the_order_of_the_route_with_the_ends_by_water(steps):
    """The ship's route runs from Constanta, of which no km is told, to Kazakhstan."""
    course = step_of(steps, "Toy ship", "Where it runs")
    countries = dict(rows(course, ""))["Countries, along the way"]
    assert countries == "Romania, Georgia, Azerbaijan, Kazakhstan"


def test_only_comparable_lengths_stand_beside_the_computed(traced, scene):
    """900 km are published of alat - poti; poti - constanta says it is not comparable."""
    known = published_legs(traced)
    assert known == {"caspian:alat-poti": 900}
    row = dict(rows(_numbers(scene, published=known), "Main route"))["Published, by leg"]
    assert row == "900\u00a0km for 1 of 3 legs; the same computed: 900\u00a0km"
    assert "Published, by leg" not in dict(rows(_numbers(scene), "Main route"))


def test_published_lengths_are_promised_only_where_they_stand(scene):
    said = "published ones stand beside them"
    assert said not in numbers_step(Composer(scene, "en"), 1)["notes"]
    known = {"caspian:alat-poti": 900.0}
    assert said in numbers_step(Composer(scene, "en", published=known), 1)["notes"]


def with_strip(scene, **given):
    """The scene with parts of the strip of its first route written over."""
    first, *others = scene.strips
    return replace(scene, strips=[replace(first, **given), *others])


def breaks_of(scene):
    return breaks(Composer(scene, "en"), 1)


def test_an_event_at_a_place_of_the_route_has_its_name(scene):
    """The border at km 2,500 has none; one inferred 0.6 km off Alat (km 1,900) stands there."""
    more = StripEvent(1900.6, "border", "X \u2192 Y", "", (49.4, 39.9), is_sure=False)
    scene = with_strip(scene, events=[*scene.strips[0].events, more])
    assert rows(breaks_of(scene), "Border crossings: 3") == [
        "km 1,900 \u00b7 Alat \u00b7 Kazakhstan \u2192 Azerbaijan",
        "km 2,500 \u00b7 Boyuk Kesik - Gardabani \u00b7 Azerbaijan \u2192 Georgia",
        "km 1,901 \u00b7 Alat \u00b7 X \u2192 Y \u00b7 inferred",
    ]


def with_gauges(scene, run, gauges_mm):
    runs = [*scene.strips[0].runs]
    runs[run] = replace(runs[run], gauges_mm=gauges_mm)
    return with_strip(scene, runs=runs)


def test_another_gauge_beyond_the_sea_is_told(scene):
    """1520 as far as Aktau (km 1,400), the ship to Alat (1,900), then 1435 to km 2,500."""
    assert rows(breaks_of(with_gauges(scene, 2, [1435])), "Gauge") == [
        "km 1,400 to 1,900 \u00b7 another mode between rails of 1520 and 1435 mm"
    ]


def test_rails_of_unknown_gauge_are_told(scene):
    """The last 300 km of rails; the 500 km at sea have no gauge to know."""
    assert rows(breaks_of(with_gauges(scene, 3, [])), "Gauge") == [
        "Not known on 300\u00a0km of rails"
    ]


def test_no_land_border_is_what_a_ship_crosses(scene):
    assert rows(breaks_of(with_strip(scene, events=[])), "Border crossings: 0") == [
        "No land border is crossed."
    ]


def test_a_gap_is_whole_across_a_border(traced):
    """Ports cover either end of alat - poti, 600 km AZ and 300 km GE: one gap is left.

    50 km straight are some 63 km along it: it is drawn 27% shorter than its 900 km.
    """
    found = coverage(traced, within_km=50, kinds=["sea_port"])
    (gap,) = (
        gap for gap in hubs_gaps.of_corridor(found, "caspian").gaps if gap.leg.endswith("poti")
    )
    assert gap.countries == ("AZ", "GE")
    whole = found.gaps[(found.gaps.corridor == "caspian") & (found.gaps.country == "GE")].iloc[0]
    assert gap.km == pytest.approx(whole.whole_km)
    assert 760 < gap.km < 800
    assert gap.km > whole.km + 400


def test_what_is_not_built_is_no_gap(tmp_path):
    """Alat - poti is planned: 900 km are told apart, and the share is that of the rest."""
    old = 'sources = ["titr"]\ncountries = ["AZ", "GE"]\n[[leg.status]]\nvalue = "operating"'
    files = toy_catalogue.edited("corridors/caspian.toml", old, old.replace("operating", "planned"))
    traced = toy_atlas.write(tmp_path, files=files).trace()
    found = coverage(traced, within_km=50, kinds=["sea_port", "rail_terminal"])
    told = hubs_gaps.of_corridor(found, "caspian")
    assert told.unbuilt_km == pytest.approx(900)
    assert told.km == pytest.approx(1400 + 1100)
    assert all(gap.leg != "caspian:alat-poti" for gap in told.gaps)
    assert set(coverage_layer(found, "en").frame["leg"]) == {
        "caspian:altynkol-aktau",
        "caspian:dostyk-aktau",
    }


def test_what_did_not_exist_yet_is_neither_line_nor_gap(tmp_path):
    """Alat - poti is told of since 2014 only: in 2010 nothing stands, and nothing is planned."""
    atlas = toy_atlas.write(tmp_path).as_of("2010")
    found = coverage(atlas.trace(), within_km=50, kinds=["sea_port", "rail_terminal"])
    assert hubs_gaps.of_corridor(found, "caspian") == hubs_gaps.Service(0.0, 0.0, 0.0, ())


def test_a_corridor_at_sea_has_no_lines_on_land(tmp_path):
    old = '"-poti-constanta", "-caspian:alat-poti", "-caspian:aktau-alat"'
    files = toy_catalogue.edited(
        "corridors/pontic.toml", old + ', "-caspian:altynkol-aktau"', '"-poti-constanta"'
    )
    traced = toy_atlas.write(tmp_path, files=files).trace()
    found = coverage(traced, within_km=50, kinds=["sea_port"])
    assert hubs_gaps.of_corridor(found, "pontic") == hubs_gaps.Service(0.0, 0.0, 0.0, ())
    steps = brief(traced, coverage=found, basemap=False).content.steps
    step = step_of(steps, "Toy ship", "Hubs and gaps")
    assert step["overlays"] == []
    assert {block["kind"] for block in step["blocks"]} == {"facts", "list"}


def test_no_gap_is_told_where_the_list_of_hubs_is_not_complete(traced):
    kinds = ["sea_port", "rail_terminal"]
    found = coverage(traced, within_km=50, kinds=kinds, complete=())
    page = brief(traced, coverage=found, basemap=False)
    step = step_of(page.content.steps, "Toy corridor", "Hubs and gaps")
    heads = [block["name"] for block in step["blocks"]]
    assert "Longest gaps on land" not in heads
    assert len(rows(step, "No data: no listed hub near, and no complete list")) > 0
    (layer,) = to_json(page.content.scene)["overlays"]
    assert {feature["v"] for feature in layer["features"]} == {0, 2}
    assert layer["classes"][2] == "No data: none listed near"


def test_a_gap_on_a_leg_of_no_route_names_the_leg(traced, scene):
    found = coverage(traced, within_km=50, kinds=["sea_port"])
    gap = hubs_gaps.Gap(0.0, 720.0, "caspian", "", "caspian:dostyk-aktau", "rail", ("KZ",))
    told = gap_text(Composer(scene, "en", found), gap)
    assert told == "720 km: km 0 to 720, Kazakhstan (Dostyk \u2013 Aktau)"


def test_the_date_of_the_data_stands_on_the_first_step(traced):
    page = brief(traced.atlas.as_of("2020").trace(), basemap=False)
    overview = next(step for step in page.content.steps if step["over"] == "Overview")
    facts = dict(rows(overview, ""))
    assert facts["Verified up to"] == "2026-11-23"
    assert facts["Statuses as of"] == "2020"
    assert page.content.verified == "2026-11-23"


@pytest.mark.parametrize(
    ("lang", "title", "subtitle"),
    [
        ("en", "Toy ship", "1 route, 4,000 km of lines"),
        ("ru", "Игрушечное судно", "1 маршрут, 4\u00a0000 км линий"),
        ("zh", "玩具船", "1条路线，线路4,000公里"),
    ],
)
def test_a_map_of_one_corridor_is_called_by_its_name(tmp_path, lang, title, subtitle):
    traced = toy_atlas.write(tmp_path).trace("pontic")
    content = draw(traced, lang=lang, basemap=False).content
    assert (content.title, content.subtitle) == (title, subtitle)


def test_a_briefing_keeps_the_tiles_that_it_was_given(traced, tmp_path):
    page = brief(traced, basemap=False, tiles="https://tiles.example.org/{z}/{x}/{y}.png")
    with pytest.raises(AssetError, match="online=True"):
        page.save(tmp_path / "brief.html")
    saved = page.save(tmp_path / "brief.html", online=True)
    assert "tiles.example.org" in saved.read_text(encoding="utf-8")
