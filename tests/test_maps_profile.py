"""Strip charts of the toy atlas, whose chainages are round."""

import json
import re
from xml.etree import ElementTree as ET

import pytest
import toy_atlas

from maps import style
from maps.figures import strip_chart
from maps.figures import text as lettering
from maps.figures.strip_svg import StripChart
from maps.figures.text import Face
from maps.scene import profile
from maps.words.language import Language

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def traced(tmp_path_factory):
    return toy_atlas.write(tmp_path_factory.mktemp("toy")).trace("caspian")


@pytest.fixture(scope="module")
def main(traced):
    return profile.of_main(traced)


def test_runs_are_the_route_by_chainage(main):
    # altynkol -1000- beyneu -400- aktau ~500~ alat -600- border -300- poti
    spans = [(round(run.start_km), round(run.end_km), run.country, run.mode) for run in main.runs]
    assert spans[0][0] == 0
    assert spans[-1][1] == round(main.length_km)
    assert [span[1] for span in spans[:-1]] == [span[0] for span in spans[1:]]
    by_mode = {}
    for start, end, _, mode in spans:
        by_mode[mode] = by_mode.get(mode, 0) + end - start
    assert by_mode == {"rail": 2300, "sea": 500}
    assert round(main.length_km) == 2800


def test_gauges_belong_to_rails_only(main):
    assert {run.gauges_mm for run in main.runs if run.mode == "rail"} == {(1520,)}
    assert {run.gauges_mm for run in main.runs if run.mode != "rail"} == {()}


def test_hubs_stand_at_the_ends_of_legs(main):
    assert [(stop.names["en"], round(stop.km)) for stop in main.hubs] == [
        ("Altynkol", 0),
        ("Aktau", 1400),
        ("Alat", 1900),
        ("Poti", 2800),
    ]


def test_events_come_with_chainage(main):
    found = {(event.kind, event.detail): round(event.km) for event in main.events}
    assert found["mode_change", "rail>sea"] == 1400
    assert found["mode_change", "sea>rail"] == 1900
    assert found["border", "AZ>GE"] == 2500


def test_the_track_runs_from_start_to_end(main):
    assert main.track[0] == (0.0, 80.3, 44.2)
    assert main.track[-1] == (2800.0, 41.7, 42.2)
    assert [point[0] for point in main.track] == sorted(point[0] for point in main.track)


def test_several_corridors_have_no_main_profile(traced):
    assert profile.of_main(traced.atlas.trace()) is None


@pytest.mark.parametrize("lang", ["en", "ru", "zh", "kk"])
def test_svg_says_where_everything_is(main, lang):
    root = ET.fromstring(StripChart(main, lang=lang).svg())
    assert root.get("role") == "img"
    assert root.get("aria-label")
    assert json.loads(root.get("data-track"))[-1] == [2800.0, 41.7, 42.2]
    spans = [node for node in root.iter() if node.get("data-from-km")]
    assert {node.get("data-leg") for node in spans} >= {"caspian:altynkol-aktau"}
    points = {node.get("data-km") for node in root.iter() if node.get("data-lon")}
    assert {"0.0", "1400.0", "2500.0", "2800.0"} <= points


def test_svg_escapes_names(main):
    from dataclasses import replace

    hostile = replace(main, name={"en": '"><script>x</script>'})
    text = StripChart(hostile).svg()
    assert "<script" not in text
    ET.fromstring(text)


def symbol_boxes(chart, *, width_pt, lang):
    """Where the symbols of breaks of gauge stand, a point narrower than they are."""
    return [
        ("\u25c6", mark.x - half, mark.y - half, mark.x + half, mark.y + half)
        for mark in strip_chart.chart_marks(chart, width_pt=width_pt, language=Language(lang))
        if mark.shape == "symbol"
        for half in [mark.across - 0.5]
    ]


def overlapping_texts(chart, *, width_pt, lang):
    """The pairs of texts of a chart that lie on each other; none in a good one."""
    boxes = [
        (
            mark.text,
            mark.x,
            mark.y,
            mark.x + lettering.width(mark.text, Face(mark.size, mark.bold)),
            mark.y + mark.size * 0.75,
        )
        for mark in strip_chart.chart_marks(chart, width_pt=width_pt, language=Language(lang))
        if mark.shape == "text"
    ]
    boxes += symbol_boxes(chart, width_pt=width_pt, lang=lang)
    by_place = sorted(boxes, key=lambda box: (box[1], box[2]))
    pairs = [(a, b) for i, a in enumerate(by_place) for b in by_place[i + 1 :]]
    return [
        (a[0], b[0])
        for a, b in pairs
        if a[0] != b[0] or a[0] != "\u25c6"
        if a[1] < b[3] and b[1] < a[3] and a[2] < b[4] and b[2] < a[4]
    ]


@pytest.mark.parametrize("lang", ["en", "ru", "zh", "kk"])
def test_no_two_texts_of_any_shipped_chart_overlap(shipped_traced, lang):
    clashes = []
    for corridor in shipped_traced.ids:
        for route in shipped_traced.refs[corridor]:
            chart = profile.of_route(shipped_traced, corridor, route)
            pairs = overlapping_texts(chart, width_pt=760.0, lang=lang)
            clashes += [(corridor, route, *pair) for pair in pairs]
    assert clashes == []


def test_backwards_legs_turn_round(traced):
    whole = traced.atlas.trace()
    corridor, route = next(
        (corridor, route)
        for corridor, routes in whole.refs.items()
        for route, refs in routes.items()
        if any(ref.backwards for ref in refs)
    )
    chart = profile.of_route(whole, corridor, route)
    leg, backwards = whole.route_legs(corridor, route)[0]
    assert backwards
    lon, lat = leg.way.coords()[-1]
    assert chart.track[0][1:] == pytest.approx((lon, lat), abs=1e-3)


def test_the_table_is_its_twin(main):
    rows = profile.table(main)
    assert [row["km"] for row in rows] == sorted(row["km"] for row in rows)
    crossing = "Boyuk Kesik - Gardabani"
    assert {"km": 2500.0, "kind": "border", "name": crossing, "detail": "AZ>GE"} in rows


def test_numbers_are_in_the_language(main):
    assert re.search(r"2.800", StripChart(main, lang="ru").svg())
    assert "2,800" in StripChart(main, lang="en").svg()


def charts(traced, lang):
    for corridor in traced.ids:
        for route in traced.refs[corridor]:
            chart = profile.of_route(traced, corridor, route, tracked=False)
            yield f"{corridor}/{route}", ET.fromstring(StripChart(chart, lang=lang).svg())


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_no_stem_of_a_place_goes_through_the_name_of_another(shipped_traced, lang):
    """Names have ``data-km`` and stand on ``y``; stems are quiet strokes upwards from the rows."""
    struck = []
    for name, root in charts(shipped_traced, lang):
        texts = [node for node in root.iter(f"{SVG}text") if node.get("data-km")]
        spans = [
            (
                float(node.get("x")),
                float(node.get("x")) + lettering.width(node[0].text, lettering.Face(5.7)),
                float(node.get("y")),
            )
            for node in texts
        ]
        for node in root.iter(f"{SVG}path"):
            found = re.fullmatch(r"M([\d.]+),([\d.]+)v-([\d.]+)", node.get("d"))
            if found and node.get("stroke") == style.QUIET:
                x, y, up = map(float, found.groups())
                struck += [name for a, b, at in spans if a < x < b and y - up < at - 4 < y]
    assert struck == []


def test_codes_of_countries_stand_beside_latin_letters_only(shipped_traced):
    codes = {
        lang: {
            node.text or node[0].tail
            for _, root in charts(shipped_traced, lang)
            for node in root.iter(f"{SVG}text")
            if re.fullmatch(r"[A-Z]{2}", "".join(node.itertext()))
        }
        for lang in ("en", "ru", "zh")
    }
    assert codes["en"]
    assert codes["ru"] == codes["zh"] == set()
