"""Time, comparison, profile, overlays and story in headless Chromium, the network off."""

import contextlib
import functools
import re
from dataclasses import replace
from pathlib import Path

import browser
import geopandas as gpd
import maps_fixture as fixture
import pytest
import shapely
import toy_atlas
import toy_corridor
from pyproj import Geod

from corridors.hubs.coverage import coverage
from maps import AtlasMap, Overlay, brief, draw
from maps.scene.hub_layers import coverage_layers
from maps.scene.model import Least

pytestmark = pytest.mark.browser


SIZES = pytest.mark.parametrize(
    "size",
    [
        pytest.param(browser.DESKTOP, id="desktop"),
        pytest.param(browser.PHONE, id="phone", marks=pytest.mark.full),
    ],
)


@pytest.fixture(scope="module")
def chromium():
    with browser.browser() as running:
        yield running


@pytest.fixture(scope="module")
def overlays():
    towns = fixture.hubs().head(6).assign(people=[9, 4, 1, 1, 1, 1])
    lines = fixture.traced(600).legs.head(4)[["leg", "geometry"]]
    areas = gpd.GeoDataFrame({"town": ["Almaty"]}, geometry=[shapely.box(74, 42, 79, 45)], crs=4326)
    return [
        Overlay("Reach", lines.assign(near=[True, False] * 2), "bands", value="near", leg="leg"),
        Overlay("Catchment", areas, "areas", label="town", shown=True),
        Overlay("Served", towns, "hubs", value="people", label="name_en", unit="million"),
        Overlay(
            "Candidates",
            towns.tail(2),
            "sites",
            value="people",
            label="name_en",
            columns={"people": "Adds"},
        ),
    ]


@pytest.fixture(scope="module")
def pages(tmp_path_factory, overlays):
    folder = tmp_path_factory.mktemp("modes")
    toy = toy_atlas.write(folder).trace()
    hubs = toy.atlas.hubs
    near = coverage(toy, within_km=50, kinds=["sea_port"])
    return {
        "map": draw(fixture.traced(1200, "2026-11-23"), hubs=fixture.hubs(), layers=overlays).save(
            folder / "map.html"
        ),
        "toy": draw(toy, hubs=hubs).save(folder / "toy.html"),
        **{
            f"story-{lang}": brief(toy, hubs=hubs, coverage=near, lang=lang).save(
                folder / f"story-{lang}.html"
            )
            for lang in ("en", "ru", "zh", "kk")
        },
    }


@pytest.fixture
def opened(chromium, pages):
    """Open a page; the network and the console stay silent."""
    visits = []

    def visit(name, **options):
        holder = browser.visit(chromium, pages[name], **options)
        visits.append((holder, holder.__enter__()))
        return visits[-1][1]

    yield visit
    for holder, seen in visits:
        assert seen.requests == []
        assert seen.errors == []
        holder.__exit__(None, None, None)


@pytest.mark.parametrize(
    ("size", "scheme"),
    [
        pytest.param(browser.DESKTOP, "light", id="desktop-light"),
        pytest.param(browser.PHONE, "dark", id="phone-dark"),
        pytest.param(browser.DESKTOP, "dark", id="desktop-dark", marks=pytest.mark.full),
        pytest.param(browser.PHONE, "light", id="phone-light", marks=pytest.mark.full),
    ],
)
def test_axe_finds_nothing_serious_on_the_map(opened, size, scheme):
    page = opened("map", size=size, color_scheme=scheme).page
    assert browser.faults(page) == []
    for run in ("time", "compare", "tables"):
        page.evaluate(f"() => {{ atlas.test.open.{run}(); }}")
        assert browser.faults(page) == [], run


@pytest.fixture(scope="module")
def looked_at(chromium, pages):
    """Pages opened once, for tests that leave them as they are."""
    with contextlib.ExitStack() as stack:
        yield functools.cache(
            lambda name: stack.enter_context(browser.visit(chromium, pages[name])).page
        )


@SIZES
def test_axe_finds_nothing_serious_with_all_layers_on(opened, size):
    page = opened("map", size=size).page
    page.evaluate("""() => {
        const { scene, state, changed } = atlas.test;
        scene.overlays.forEach((_, index) => state.overlays.add(index));
        changed();
    }""")
    assert browser.faults(page) == []


@pytest.mark.parametrize(
    ("size", "steps"),
    [
        pytest.param(browser.DESKTOP, (0, 3, 5, 7), id="desktop"),
        pytest.param(browser.PHONE, (0, 4, 6), id="phone"),
    ],
)
def test_axe_finds_nothing_serious_in_each_kind_of_step(opened, size, steps):
    """A finding, the overview and the steps of one corridor: all others are of these kinds."""
    page = opened("story-en", size=size, reduced_motion="reduce").page
    for step in steps:
        page.evaluate(f"atlas.test.story.show({step})")
        assert browser.faults(page) == [], step


@pytest.mark.full
@pytest.mark.parametrize("size", [browser.DESKTOP, browser.PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_axe_finds_nothing_serious_in_the_story(opened, size, lang):
    page = opened(f"story-{lang}", size=size, reduced_motion="reduce").page
    for _ in range(page.evaluate("atlas.test.story.count")):
        assert browser.faults(page) == []
        page.keyboard.press("ArrowRight")


def test_axe_sees_a_fault(opened):
    """The checks above can fail: a button without a name is a fault."""
    page = opened("map").page
    page.evaluate(
        "() => { document.querySelector('.field').append(document.createElement('button')); }"
    )
    assert browser.faults(page)[0][0] == "button-name"


def until(page, truth, *, tries=80):
    """Wait until an expression is true; the page's policy forbids Playwright's own waiting."""
    for _ in range(tries):
        if page.evaluate(truth):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never came true: {truth}")


def statuses(page):
    return page.evaluate("""() => Object.fromEntries(atlas.test.visible().runs.map((run) =>
        [run.leg.id, run.status]))""")


def test_a_year_sets_the_statuses(opened):
    """Astara - Rasht was planned until June 2015; Poti - Istanbul ran until 2021."""
    page = opened("map").page
    page.get_by_role("button", name="Time").click()
    slider = page.get_by_role("slider", name="Year")
    assert (slider.get_attribute("min"), slider.get_attribute("max")) == ("1990", "2026")
    seen = {}
    for year in (1990, 2014, 2015, 2021, 2022):
        slider.fill(str(year))
        seen[year] = statuses(page)
    rail, ferry = "instc-west:astara-rasht-rail", "titr:poti-istanbul-ferry"
    assert [seen[year].get(rail) for year in seen] == [
        None,
        "planned",
        "construction",
        "construction",
        "construction",
    ]
    assert [seen[year].get(ferry) for year in seen] == [
        "operating",
        "operating",
        "operating",
        "operating",
        "suspended",
    ]
    page.locator(".dock .close").click()
    assert statuses(page)[rail] == "construction"
    assert page.evaluate("atlas.test.sides[0].year") is None


def test_the_sums_of_a_year_are_those_of_the_legs(looked_at):
    page = looked_at("map")
    legs = fixture.traced(1200).legs
    used = legs[legs["status"].isin(["operating", "suspended"])].length_km.sum()
    assert page.evaluate("atlas.test.tools.kmAt(2000).used") == pytest.approx(used, abs=0.1)
    ahead = legs[legs["leg"] == "instc-west:astara-rasht-rail"].length_km.sum()
    assert page.evaluate("atlas.test.tools.kmAt(2010).ahead") == pytest.approx(ahead, abs=0.1)


def test_play_walks_the_years_of_change(opened):
    page = opened("map").page
    page.evaluate("atlas.test.open.time()")
    page.get_by_role("slider", name="Year").fill("2014")
    page.get_by_role("button", name="Play").click()
    until(page, "atlas.test.sides[0].year === 2022")
    page.get_by_role("button", name="Play").wait_for(timeout=8000)
    assert page.evaluate("atlas.test.sides[0].year") == 2026


def test_two_corridors_side_by_side_move_together(opened):
    page = opened("toy").page
    page.get_by_role("button", name="Compare").click()
    assert page.locator(".atlas-map").count() == 2
    centres = """() => atlas.test.maps().map((map) => [map.getCenter().lng, map.getCenter().lat, map.getZoom()])"""
    for move in (
        "atlas.test.map().setView([42, 60], 6, { animate: false })",
        "atlas.test.maps()[1].panBy([80, 30], { animate: false })",
        "atlas.test.maps()[1].setZoom(5, { animate: false })",
    ):
        page.evaluate(f"() => {{ {move}; }}")
        one, other = page.evaluate(centres)
        assert one == pytest.approx(other, abs=0.02)
    only = page.evaluate(
        "atlas.test.sides.map((side) => [...new Set(atlas.test.visible(side).runs.map((run) => run.corridor))])"
    )
    assert only == [[1], [0]]
    page.locator(".dock .close").click()
    assert page.locator(".atlas-map").count() == 1


def test_differences_of_corridors_by_hand(opened):
    """Pontic runs 4,000 km with 1,200 planned; caspian 2,800, and 1,100 more on its variant."""
    page = opened("toy").page
    page.evaluate("() => { atlas.test.open.compare(['caspian', 'pontic']); }")
    table = page.get_by_role("region", name="Differences").get_by_role("row")
    found = {cells[0]: cells[1:] for cells in (row.split("\t") for row in table.all_inner_texts())}
    assert found["Main route: Length, km"] == ["2,800", "4,000", "+1,200"]
    assert found["Main route: Not yet in use, km"] == ["0", "1,200", "+1,200"]
    assert found["All legs: Length, km"] == ["3,900", "4,000", "+100"]
    assert found["All legs: Shared, km"] == ["2,800", "2,800", "0"]
    assert found["Georgia, km"] == ["300", "300", "0"]


CHANGED_OUT_OF_VIEW = """() => { const { map, scene, state, tools } = atlas.test;
    const { min, max } = map().getPixelBounds(), scale = 2 ** map().getZoom(), arcs = tools.arcs();
    const isOut = ([x0, y0, x1, y1]) =>
        x0 * scale < min.x || y0 * scale < min.y || x1 * scale > max.x || y1 * scale > max.y;
    return [...state.change.keys()].filter((leg) => scene.legs[leg].parts.flat().some(
        (signed) => isOut(arcs[signed < 0 ? ~signed : signed].box))); }"""


def test_differences_of_years_name_the_legs_that_changed(opened):
    page = opened("toy").page
    page.evaluate("() => { atlas.test.open.compare(['2013', '2023']); }")
    rows = page.evaluate("atlas.test.tools.comparedRows('2013', '2023')")
    assert rows["totals"][0][1:] == [0, 3900]
    assert [row[1:4] for row in rows["legs"]] == [
        ["Did not exist", "Operating", 1400],
        ["Did not exist", "Operating", 500],
        ["Did not exist", "Operating", 900],
        ["Did not exist", "Operating", 1100],
        ["Did not exist", "Planned", 1200],
    ]
    # One map, on which only what changed is coloured, and the list beside it with the same sums.
    assert page.locator(".atlas-map").count() == 1
    # What is first heard of in use need not be new: nobody says that these opened.
    kinds = "[...atlas.test.state.change.values()]"
    assert page.evaluate(kinds) == []
    page.evaluate("atlas.test.scene.legs.forEach((leg) => { leg.opened = true; })")
    page.evaluate("() => { atlas.test.open.compare(['2013', '2023']); }")
    assert page.evaluate(kinds) == ["new"] * 4
    assert page.evaluate(CHANGED_OUT_OF_VIEW) == []
    assert page.evaluate("atlas.test.visible().shareAt(5).by") == "track"
    assert page.locator(".change-sums").inner_text().split() == [
        "3,900",
        "km",
        "newly",
        "in",
        "use",
    ]
    assert page.locator(".change-list li").count() == 4
    page.locator(".dock .close").click()
    assert page.evaluate("[atlas.test.state.change, atlas.test.sides[0].year]") == [None, None]


def test_kinds_of_change_by_hand(looked_at):
    page = looked_at("toy")
    kind = "([p, q]) => atlas.test.tools.changeKind(p, q)"
    for pair, expected in {
        ("", "operating"): "new",
        ("construction", "limited"): "limited",
        ("limited", "operating"): "new",
        ("operating", "limited"): "limited",
        ("operating", "suspended"): "lost",
        ("limited", "closed"): "lost",
        ("planned", "construction"): "building",
        ("suspended", "closed"): None,
        ("operating", "operating"): None,
    }.items():
        assert page.evaluate(kind, list(pair)) == expected, pair


def test_a_page_may_open_on_a_comparison(chromium, tmp_path):
    path = draw(fixture.traced(600), compare=("nelb", "titr")).save(tmp_path / "two.html")
    with browser.visit(chromium, path) as seen:
        assert seen.page.locator(".side-name").all_inner_texts() == [
            "New Eurasian Land Bridge",
            "Trans-Caspian Route",
        ]
        assert seen.errors == []


def test_the_profile_points_at_the_map(looked_at):
    """Km 1,000 of the toy's main route is Beyneu; km 1,650 is half way from Aktau to Alat."""
    page = looked_at("toy")
    geod = Geod(ellps="WGS84")
    route = page.evaluate("atlas.test.scene.routes.findIndex((route) => route.id === 'main')")
    for km, (lon, lat), off in (
        (0, (80.3, 44.2), 1),
        (1900, (49.4, 39.9), 1),
        (2800, (41.7, 42.2), 1),
        (1650, (50.3, 41.75), 12),
    ):
        at = page.evaluate(
            "([r, km]) => { const p = atlas.test.tools.pointAlong(r, km); return [p.lng, p.lat]; }",
            [route, km],
        )
        assert geod.inv(*at, lon, lat)[2] / 1000 < off, km
        back = page.evaluate(
            "([r, p]) => atlas.test.tools.nearestOn(r, L.latLng(p[1], p[0])).km", [route, at]
        )
        assert back == pytest.approx(km, abs=2)


def test_the_profile_is_a_slider_by_key_and_by_mouse(opened):
    page = opened("toy").page
    page.get_by_role("button", name="Profile").click()
    page.evaluate(
        "() => { atlas.test.open.profile(atlas.test.scene.routes.findIndex((route) => route.id === 'main')); }"
    )
    slider = page.locator(".strip-holder")
    slider.focus()
    page.keyboard.press("End")
    assert slider.get_attribute("aria-valuenow") == "2800"
    assert "Georgia" in slider.get_attribute("aria-valuetext")
    for _ in range(6):
        page.keyboard.press("PageDown")
    assert slider.get_attribute("aria-valuenow") == "1960"
    assert "1520 mm" in page.locator(".strip-told").inner_text()
    assert page.locator("path.leaflet-interactive, .leaflet-overlay-pane path").count() == 1
    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 40)
    assert "On water" in page.locator(".strip-told").inner_text()


def test_the_map_points_at_the_profile(opened):
    page = opened("toy").page
    page.evaluate(
        "() => { atlas.test.open.profile(atlas.test.scene.routes.findIndex((route) => route.id === 'main')); }"
    )
    at = page.evaluate("""() => { const p = atlas.test.map().latLngToContainerPoint([41.75, 50.3]);
        const b = atlas.test.map().getContainer().getBoundingClientRect(); return [p.x + b.left, p.y + b.top]; }""")
    page.mouse.move(at[0] - 30, at[1])
    page.mouse.move(*at)
    until(page, "document.querySelector('.strip-holder').classList.contains('pointed')")
    assert int(page.locator(".strip-holder").get_attribute("aria-valuenow")) == pytest.approx(
        1650, abs=40
    )


def test_overlays_toggle_with_legend_and_table(opened):
    page = opened("map").page
    panel = page.locator(".panel")
    legend = panel.locator(".layer-key")
    assert panel.get_by_role("checkbox", name="Catchment").is_checked()
    assert "Catchment" in legend.inner_text()
    for name in ("Reach", "Served", "Candidates"):
        assert name not in legend.inner_text()
        panel.get_by_role("checkbox", name=name).check()
        assert name in legend.inner_text()
    drawn = page.evaluate(
        "atlas.test.drawn().extras.map((item) => [item.layer.name, item.feature.t, Math.round(item.radius)])"
    )
    served = {row[1]: row[2] for row in drawn if row[0] == "Served"}
    sizes = sorted(served.values(), reverse=True)
    assert sizes[:2] == [26, 17]  # areas as 9 to 4
    page.evaluate("atlas.test.open.tables()")
    tables = page.get_by_role("dialog").get_by_role("table")
    captions = tables.locator("caption").all_inner_texts()
    assert captions[3:] == ["Reach (4)", "Catchment (1)", "Served (6)", "Candidates (2)"]
    assert tables.nth(6).locator("thead").inner_text().split("\t")[-1].strip() == "Adds"


def test_bands_go_with_their_legs(opened):
    page = opened("map").page
    inked = """() => { atlas.test.state.overlays.clear(); atlas.test.state.overlays.add(0); atlas.test.changed();
        let strokes = 0; const own = Path2D.prototype.lineTo;
        Path2D.prototype.lineTo = function (...a) { strokes += 1; return own.apply(this, a); };
        const view = atlas.test.drawn().view; const context = document.createElement("canvas").getContext("2d");
        atlas.test.tools.overlayGround(context, view, atlas.test.sides[0]);
        Path2D.prototype.lineTo = own; return strokes; }"""
    assert page.evaluate(inked) > 10
    page.get_by_role("checkbox", name="New Eurasian Land Bridge").uncheck()
    page.get_by_role("checkbox", name="Trans-Caspian Route").uncheck()
    assert page.evaluate(inked) == 0


@pytest.mark.parametrize(
    "lang", ["en", *(pytest.param(lang, marks=pytest.mark.full) for lang in ("ru", "zh", "kk"))]
)
def test_the_story_is_walked_by_keyboard(opened, lang):
    page = opened(f"story-{lang}", reduced_motion="reduce").page
    count = page.evaluate("atlas.test.story.count")
    assert count == 12  # three findings, nine steps
    titles = []
    for step in range(1, count + 1):
        assert page.evaluate("atlas.test.story.at()") == step - 1
        if step > 1:
            assert page.evaluate("location.hash") == f"#step={step}"
        titles.append(
            page.locator(".story-over").inner_text() + page.locator(".story-title").inner_text()
        )
        own, whole = (step, 3) if step <= 3 else (step - 3, 9)
        bar = page.get_by_role("progressbar")
        assert bar.get_attribute("aria-valuenow") == str(own)
        assert bar.get_attribute("aria-valuemax") == str(whole)
        page.keyboard.press("ArrowRight")
    assert len(set(titles)) == count
    page.keyboard.press("Home")
    assert page.evaluate("atlas.test.story.at()") == 0
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("atlas.test.story.at()") == 0


def test_a_deep_link_opens_its_step_and_follows_the_hash(chromium, pages):
    with browser.visit(chromium, pages["story-en"], reduced_motion="reduce") as seen:
        page = seen.page
        page.goto(pages["story-en"].resolve().as_uri() + "#step=3")
        page.reload()
        page.wait_for_selector("html[data-ready]", state="attached")
        assert page.evaluate("atlas.test.story.at()") == 2
        page.evaluate("() => { location.hash = '#step=5'; }")
        until(page, "atlas.test.story.at() === 4")
        page.evaluate("() => { location.hash = '#step=99'; }")
        until(page, "atlas.test.story.at() === 11")


def test_a_step_shows_its_corridor_and_leaving_shows_all(opened):
    page = opened("story-en", reduced_motion="reduce").page
    page.evaluate("atlas.test.story.show(9)")
    shown = "[...new Set(atlas.test.visible().runs.map((run) => atlas.test.scene.corridors[run.corridor].id))]"
    assert page.evaluate(shown) == ["caspian"]
    assert not page.locator(".panel").is_visible()
    page.get_by_role("button", name="Explore the map").click()
    assert page.locator(".panel").is_visible()
    assert sorted(page.evaluate(shown)) == ["caspian", "pontic"]
    page.get_by_role("button", name="Back to the briefing").click()
    assert page.evaluate("atlas.test.story.at()") == 9
    assert page.evaluate(shown) == ["caspian"]


def test_notes_are_never_on_the_audiences_screen(opened):
    """They stand in the presenter's window, which `test_maps_story_browser` opens."""
    page = opened("story-en", reduced_motion="reduce").page
    body = page.locator(".story-body")
    assert "https://" not in body.inner_text()
    page.keyboard.press("n")
    assert "Presenter notes" not in body.inner_text()
    assert "https://" not in body.inner_text()


def test_print_gives_one_page_a_step(opened, tmp_path):
    page = opened("story-en", reduced_motion="reduce").page
    page.evaluate("atlas.test.story.show(4)")
    page.pdf(path=tmp_path / "story.pdf", prefer_css_page_size=True)
    data = (tmp_path / "story.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", data)) == 12  # three findings, nine steps
    assert page.evaluate("atlas.test.story.at()") == 4
    assert page.locator(".paper-page").count() == 0


def test_names_keep_clear_of_the_tools(opened):
    page = opened("map").page
    page.evaluate("""() => { const fill = CanvasRenderingContext2D.prototype.fillText; window.written = [];
        CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
            if (this.textAlign === "left" && this.canvas.classList.contains("atlas-canvas")) window.written.push([text, x, y, this.measureText(text).width]);
            return fill.apply(this, arguments); }; atlas.test.map().setView([44, 62], 4.5, { animate: false }); }""")
    texts, covers = page.evaluate("""() => { const { inset } = atlas.test.drawn().view;
        const home = atlas.test.map().getContainer().getBoundingClientRect();
        const boxes = [document.querySelector(".tools").getBoundingClientRect()];
        return [window.written, boxes.map((b) => [b.left - home.left + inset.x, b.top - home.top + inset.y, b.right - home.left + inset.x, b.bottom - home.top + inset.y])]; }""")
    assert len(texts) > 10
    for text, x, y, width in texts:
        for left, top, right, bottom in covers:
            assert x >= right or x + width <= left or y - 2 <= top or y - 8 >= bottom, text


def test_a_tall_screen_begins_with_the_core_and_then_shows_the_whole(opened):
    """The core fills the screen with ground; a second press of the home button shows all."""
    page = opened("map", size=browser.PHONE).page
    span = (
        "(() => { const b = atlas.test.map().getBounds(); return [b.getWest(), b.getEast()]; })()"
    )
    zoom = page.evaluate("atlas.test.map().getZoom()")
    for name in ("core", "bounds"):
        west, _, east, _ = page.evaluate(f"atlas.test.scene.{name}")
        seen = page.evaluate(span)
        assert seen[0] <= west
        assert seen[1] >= east
        page.get_by_role("button", name="Whole map").click()
        page.wait_for_timeout(500)
    assert page.evaluate("atlas.test.map().getZoom()") == zoom


@pytest.fixture(scope="module")
def shipped_briefing(tmp_path_factory, shipped_traced):
    near = coverage(shipped_traced, within_km=50)
    story = brief(shipped_traced, hubs=shipped_traced.atlas.hubs, coverage=near)
    return story.save(tmp_path_factory.mktemp("briefing") / "brief.html")


def walked(chromium, path, steps):
    """Walk the first steps of a briefing by key; axe and the network are asked at the last."""
    with browser.visit(chromium, path, reduced_motion="reduce") as seen:
        for _ in range(steps - 1):
            seen.page.keyboard.press("ArrowRight")
        assert seen.page.evaluate("atlas.test.story.at()") == steps - 1
        assert browser.faults(seen.page) == []
        assert seen.requests == []
        assert seen.errors == []
        return seen.page.evaluate("atlas.test.story.count")


def test_the_shipped_briefing(chromium, shipped_briefing, shipped_traced):
    """Twelve findings, then one overview and four steps a corridor."""
    assert shipped_briefing.stat().st_size <= 1_600_000
    assert walked(chromium, shipped_briefing, 12) == 12 + 1 + 4 * len(shipped_traced.ids)


@pytest.mark.full
def test_every_step_of_the_shipped_briefing(chromium, shipped_briefing, shipped_traced):
    walked(chromium, shipped_briefing, 12 + 1 + 4 * len(shipped_traced.ids))


@pytest.mark.full
def test_a_briefing_is_ready_about_when_its_map_alone_would_be(
    chromium, shipped_briefing, shipped_page
):
    times = {page: [] for page in (shipped_briefing, shipped_page)}
    for page in (shipped_briefing, shipped_page) * 3:
        with browser.visit(chromium, page) as seen:
            times[page].append(seen.ready_ms)
    assert min(times[shipped_briefing]) <= 1.5 * min(times[shipped_page]), times


TRAFFIC = {
    "titr:aktau-alat-sea": [4.0, "leg", "4 Mt", "", "2024", -1, -1],
    "titr:beyneu-aktau-rail": [1.0, "corridor", "1 Mt", "TITR", "2023", -1, -1],
}


def with_scene(atlas, **given):
    """The map with parts of its scene written over."""
    content = atlas.content
    return AtlasMap(content=replace(content, scene=replace(content.scene, **given)))


@pytest.fixture(scope="module")
def traffic_page(tmp_path_factory):
    """The map with the traffic of two legs of one corridor, and the least of two capacities."""
    atlas = draw(fixture.traced(1200, "2026-11-23"), hubs=fixture.hubs())
    scene = atlas.content.scene
    hub = [hub.id for hub in scene.hubs].index("aktau")
    least = Least("11 Mt a year", "2024", "Aktau", -1, -1, hub)
    legs = [replace(leg, load=TRAFFIC.get(leg.id)) for leg in scene.legs]
    corridors = [
        replace(row, found=replace(row.found, least=least if row.id == "titr" else None))
        for row in scene.corridors
    ]
    return with_scene(atlas, corridors=corridors, legs=legs).save(
        tmp_path_factory.mktemp("traffic") / "traffic.html"
    )


def ink(page, lon, lat, colour):
    """The pixels of a colour in a square of 60 pixels around a place, in CSS pixels."""
    return page.evaluate(
        """([lon, lat, colour]) => {
        const { map, drawn } = atlas.test;
        const canvas = document.querySelectorAll("canvas.atlas-canvas")[1];
        const ratio = canvas.width / canvas.clientWidth;
        const at = map().latLngToLayerPoint([lat, lon]).subtract(drawn().view.min);
        const [x, y] = [at.x * ratio - 30 * ratio, at.y * ratio - 30 * ratio];
        const { data } = canvas.getContext("2d").getImageData(x, y, 60 * ratio, 60 * ratio);
        const want = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
        let found = 0;
        for (let i = 0; i < data.length; i += 4)
          if (data[i + 3] > 200 && want.every((one, k) => Math.abs(one - data[i + k]) < 12)) found += 1;
        return found / ratio / ratio; }""",
        [lon, lat, colour],
    )


WRITTEN = """() => { const proto = CanvasRenderingContext2D.prototype, fill = proto.fillText;
    window.written = [];
    proto.fillText = function (text, ...rest) {
        window.written.push(text); return fill.call(this, text, ...rest); }; }"""


def test_width_is_tonnes_and_the_least_capacity_is_marked(chromium, traffic_page):
    """4 Mt on Aktau - Alat are 1.2 + 2.6 * 2 = 6.4 pixels wide; a leg without a figure has none."""
    with browser.visit(chromium, traffic_page) as seen:
        page = seen.page
        page.evaluate("atlas.test.map().setView([41.8, 50.5], 6, { animate: false })")
        load, least = page.evaluate(
            "() => ['load', 'least'].map((key) => atlas.test.scene.style.overlays.light[key])"
        )
        middle = (50.4, 41.77)
        assert ink(page, *middle, load) == 0
        page.evaluate(WRITTEN)
        page.get_by_label("Traffic: width by Mt a year").check()
        page.wait_for_timeout(200)
        assert "Aktau: 11 Mt a year, 2024" in page.evaluate("window.written")
        # A line 60 pixels long or a little more, the way it runs.
        assert 60 * 5.4 < ink(page, *middle, load) < 60 * 7.4
        assert ink(page, 44.83, 41.7, load) == 0
        assert ink(page, 51.22, 43.6, least) > 40
        told = page.locator(".layer-key").inner_text()
        km = {leg["id"]: leg["km"] for leg in page.evaluate("atlas.test.scene.legs")}
        known = round(sum(km[leg] for leg in TRAFFIC))
        assert f"A figure is known for {known:,}\u00a0km of the" in told
        assert "no figure published" in told
        assert "least capacity known on a main route" in told
        assert browser.faults(page) == []
        page.get_by_label("Traffic: width by Mt a year").uncheck()
        assert ink(page, *middle, load) == 0


def test_the_width_of_traffic_stands_in_the_address_and_on_the_card(chromium, traffic_page):
    with browser.visit(chromium, traffic_page) as seen:
        page = seen.page
        page.get_by_label("Traffic: width by Mt a year").check()
        assert page.evaluate("location.hash") == "#width=traffic"
        index = page.evaluate(
            "atlas.test.scene.legs.findIndex((leg) => leg.id === 'titr:beyneu-aktau-rail')"
        )
        page.evaluate("(index) => atlas.test.open.leg(index)", index)
        assert "1 Mt, of the whole corridor TITR, 2023" in page.locator("article.card").inner_text()


@pytest.fixture(scope="module")
def coverage_page(tmp_path_factory):
    """A toy along the equator whose railway in UZ, where the list is complete, has no hub."""
    near = coverage(toy_corridor.toy(), toy_corridor.hubs("mid"), within_km=50.0, complete=["UZ"])
    drawn = draw(fixture.traced(1200, "2026-11-23"), hubs=(), layers=coverage_layers(near))
    return drawn.save(tmp_path_factory.mktemp("coverage") / "coverage.html")


def test_the_longest_gaps_have_their_km_and_the_legend_its_share(chromium, coverage_page):
    with browser.visit(chromium, coverage_page) as seen:
        page = seen.page
        told = page.locator(".layer-key").inner_text()
        assert (
            "At least 15% of 668 km on land lies within 50\u00a0km of one of 1 listed hubs" in told
        )
        assert [name in told for name in ("Near a hub", "Gap: no hub near", "No data")] == [
            True
        ] * 3
        page.evaluate("atlas.test.map().setView([0, 4.5], 6, { animate: false })")
        text = page.evaluate("() => atlas.test.scene.style.overlays.light.gapText")
        # "334 km" stands beside the middle of the gap; with the layer off it does not.
        assert ink(page, 4.5, 0.0, text) > 20
        page.get_by_label("Gaps").uncheck()
        page.wait_for_timeout(200)
        assert ink(page, 4.5, 0.0, text) == 0
        assert browser.faults(page) == []


def test_the_scale_of_time_begins_in_1990_and_shows_what_is_announced(chromium, tmp_path):
    atlas = draw(fixture.traced(1200, "2026-11-23"), hubs=())
    first, *others = atlas.content.scene.legs
    told = [("operating", "2030", "", "", -1, True)]
    first = replace(first, history=[("operating", 1916, None)], told=told)
    atlas = with_scene(atlas, legs=[first, *others])
    with browser.visit(chromium, atlas.save(tmp_path / "time.html")) as seen:
        page = seen.page
        page.evaluate("atlas.test.open.time()")
        slider = page.get_by_role("slider", name="Year")
        assert (slider.get_attribute("min"), slider.get_attribute("max")) == ("1989", "2026")
        slider.fill("1989")
        assert slider.get_attribute("aria-valuetext") == "before 1990"
        assert page.locator(".time-ahead .time-mark").count() == 1
        told = page.locator(".time-text").inner_text().replace("\u00a0", " ")
        assert f"announced: 2030: {first.name}" in told
        assert browser.faults(page) == []


def test_tables_are_filtered_and_saved(opened):
    page = opened("map").page
    page.evaluate("atlas.test.open.tables()")
    dialog = page.get_by_role("dialog")
    page.get_by_label("Filter rows").fill("aktau ALAT")
    rows = dialog.locator("tbody tr:visible")
    assert rows.count() > 0
    assert all("aktau" in row.lower() and "alat" in row.lower() for row in rows.all_inner_texts())
    with page.expect_download() as saved:
        page.get_by_label("CSV: Legs").click()
    lines = Path(saved.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith('"Leg","Corridor","Mode","Status","Length, km"')
    assert len(lines) == 1 + len(fixture.traced(1200).legs)


def test_the_lengths_of_a_route_sum(opened):
    """In use, not yet and no longer are whole km whose sum is the length beside them."""
    page = opened("map").page
    page.evaluate("atlas.test.open.tables()")
    table = page.get_by_role("dialog").get_by_role("table").first
    heads = [head.rstrip(" ↕↑↓") for head in table.locator("thead th").all_inner_texts()]
    parts = ["In use, km", "Not yet in use, km", "No longer in use, km"]
    columns = [heads.index(name) for name in parts if name in heads]
    for row in table.locator("tbody tr").all():
        cells = row.locator("th, td").all_inner_texts()
        number = [int(cell.replace(",", "")) for cell in (cells[i] for i in columns)]
        assert sum(number) == int(cells[heads.index("Length, km")].replace(",", ""))


def test_what_shows_closer_by_says_so_and_samples_follow_the_zoom(opened):
    page = opened("map").page
    row = page.locator(".row", has_text="Break of gauge")
    page.evaluate("atlas.test.map().setZoom(3, { animate: false })")
    assert "seen closer by" in row.inner_text()
    sample = "document.querySelector('.row-key canvas').toDataURL()"
    small = page.evaluate(sample)
    page.evaluate("atlas.test.map().setZoom(9, { animate: false })")
    assert "seen closer by" not in row.inner_text()
    assert page.evaluate(sample) != small
    assert page.locator(".coarse").inner_text() == "shapes are generalised here"
    assert page.evaluate("atlas.test.map().getMaxZoom()") == 11
