"""The saved page in headless Chromium, opened from disk with the network off."""

import math

import browser
import folium
import geopandas as gpd
import maps_fixture as fixture
import numpy as np
import pytest
import shapely
from pyproj import Geod

from maps import draw

pytestmark = pytest.mark.browser


HOSTILE = '</script><img src=x onerror="window.hacked=1"><b>`${window.hacked=1}`'


@pytest.fixture(scope="module")
def chromium():
    with browser.browser() as running:
        yield running


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    made = {}

    def page(lang="en"):
        if lang not in made:
            atlas = draw(fixture.traced(6000, "2026-11-23"), hubs=fixture.hubs(120), lang=lang)
            made[lang] = atlas.save(folder / f"{lang}.html")
        return made[lang]

    return page


@pytest.fixture
def seen(chromium, saved):
    with browser.visit(chromium, saved()) as visit:
        yield visit
        assert visit.requests == []
        assert visit.errors == []


@pytest.fixture(scope="module")
def opened_once(chromium, saved):
    with browser.visit(chromium, saved()) as visit:
        yield visit


@pytest.fixture
def looked_at(opened_once):
    """A page that tests share: they look at it, search in it and turn its view, no more."""
    yield opened_once
    opened_once.page.keyboard.press("Escape")
    opened_once.page.keyboard.press("Escape")
    assert opened_once.requests == []
    assert opened_once.errors == []


def pixels(visit, pane="atlas-lines"):
    """How many pixels of a canvas are painted, by exact colour of the family."""
    return visit.page.evaluate(
        """(pane) => {
        const canvas = document.querySelector(`.leaflet-${pane}-pane canvas`);
        const copy = document.createElement("canvas");
        [copy.width, copy.height] = [canvas.width, canvas.height];
        const context = copy.getContext("2d", { willReadFrequently: true });
        context.drawImage(canvas, 0, 0);
        const data = context.getImageData(0, 0, canvas.width, canvas.height).data;
        const found = {};
        for (let i = 0; i < data.length; i += 4) {
            if (data[i + 3] < 250) continue;
            const key = "#" + [0, 1, 2].map((k) => data[i + k].toString(16).padStart(2, "0")).join("");
            found[key] = (found[key] || 0) + 1;
        }
        return found; }""",
        pane,
    )


@pytest.mark.parametrize("size", [browser.DESKTOP, browser.PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("lang", ["en", "ru", "zh", "kk"])
def test_the_page_asks_for_nothing_and_logs_nothing(chromium, saved, lang, size):
    with browser.visit(chromium, saved(lang), size=size) as visit:
        page = visit.page
        tag = page.locator("html").get_attribute("lang")
        assert tag == {"zh": "zh-Hans"}.get(lang, lang)
        assert pixels(visit)["#d1491b"] > 100
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0
        assert visit.requests == []
        assert visit.errors == []


def test_all_four_families_are_drawn_and_toggle(seen):
    colours = {
        "Belt and Road": "#d1491b",
        "Trans-Caspian": "#0a5ea8",
        "North-South": "#1d8f63",
        "Central Asia - South Asia": "#5a2a6e",
    }
    before = pixels(seen)
    assert all(before.get(colour, 0) > 30 for colour in colours.values())
    for name, colour in colours.items():
        box = seen.page.get_by_role("checkbox", name=name, exact=True)
        box.uncheck()
        assert pixels(seen).get(colour, 0) == 0, name
        box.check()
        assert pixels(seen).get(colour, 0) == before[colour], name


def test_a_family_half_on_says_so(seen):
    page = seen.page
    page.get_by_role("checkbox", name="INSTC, western branch").uncheck()
    family = page.get_by_role("checkbox", name="North-South", exact=True)
    assert family.evaluate("node => node.indeterminate")
    page.get_by_role("checkbox", name="INSTC, eastern branch").uncheck()
    assert not family.is_checked()


def test_legend_follows_the_layers(chromium, saved):
    with browser.visit(chromium, saved(), size={"width": 880, "height": 900}) as visit:
        page = visit.page
        legend = page.locator(".legend")
        legend.locator("summary").click()
        assert "Road" in legend.inner_text().splitlines()
        page.get_by_role("button", name="Layers and search").click()
        page.locator(".panel").get_by_role("checkbox", name="Road", exact=True).uncheck()
        assert "Road" not in legend.inner_text().splitlines()
        for name in ("Belt and Road", "Trans-Caspian", "North-South", "Central Asia - South Asia"):
            page.get_by_role("checkbox", name=name, exact=True).uncheck()
        assert "Trans-Caspian" not in legend.inner_text()


def test_a_wide_screen_has_no_legend_over_the_map(looked_at):
    assert not looked_at.page.locator(".legend").is_visible()
    samples = looked_at.page.locator(".panel .sample")
    assert samples.count() > 15


def test_status_filter_leaves_the_rest(seen):
    runs = "atlas.test.visible().runs.map((run) => run.leg.status)"
    seen.page.locator(".panel").get_by_role("checkbox", name="Planned", exact=True).uncheck()
    shown = set(seen.page.evaluate(runs))
    assert "planned" not in shown
    assert {"operating", "limited", "proposed", "construction"} <= shown


def test_shared_track_is_drawn_side_by_side(looked_at):
    """Altynkol - Almaty belongs to the land bridge and to the Trans-Caspian route."""
    apart = looked_at.page.evaluate("""() => {
        atlas.test.map().setView([43.7, 78.5], 7, { animate: false });
        const runs = atlas.test.drawn().traced.filter(({ run }) => run.leg.id === "nelb:altynkol-almaty-rail");
        const middle = ({ lines }) => { const k = Math.floor(lines[0].x.length / 2); return [lines[0].x[k], lines[0].y[k]]; };
        const [a, b] = runs.map(middle);
        return [runs.length, Math.hypot(a[0] - b[0], a[1] - b[1]), atlas.test.tools.widthAt(7)]; }""")
    assert apart[0] == 2
    assert apart[1] >= apart[2]
    assert apart[1] < 4 * apart[2]


def test_shared_track_runs_in_the_middle_when_one_is_off(seen):
    offset = seen.page.evaluate("""() => {
        atlas.test.map().setView([43.7, 78.5], 7, { animate: false });
        const at = () => atlas.test.drawn().traced.find(({ run }) => run.leg.id === "nelb:altynkol-almaty-rail" && run.corridor === 0).lines[0];
        const both = at();
        atlas.test.scene.routes.forEach((route, i) => { if (route.c !== 0) atlas.test.state.routes.delete(i); });
        atlas.test.changed();
        const alone = at();
        const leg = atlas.test.scene.legs.find((leg) => leg.id === "nelb:altynkol-almaty-rail");
        return [Math.hypot(both.x[0] - alone.x[0], both.y[0] - alone.y[0]), atlas.test.tools.widthAt(7)]; }""")
    assert offset[0] == pytest.approx((offset[1] + max(0.9, offset[1] * 0.3)) / 2, abs=0.6)


@pytest.mark.parametrize("query", ["urumqi", "ÜRÜMQİ", "乌鲁木齐", "Урумчи", "wulumuqi"])
def test_search_finds_a_place_in_any_script(looked_at, query):
    page = looked_at.page
    box = page.get_by_role("combobox")
    box.fill(query)
    assert page.get_by_role("option").first.locator(".found-name").inner_text() == "Urumqi"
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_selector(".float .card")
    assert page.locator(".float h3").inner_text() == "Urumqi"
    centre = page.evaluate(
        "(() => { const c = atlas.test.map().getCenter(); return [c.lng, c.lat]; })()"
    )
    assert centre == pytest.approx([87.6, 43.85], abs=2.5)


def test_search_finds_corridors_and_says_when_nothing_is_there(looked_at):
    page = looked_at.page
    box = page.get_by_role("combobox")
    box.fill("trans caspian route")
    page.get_by_role("option", name="Trans-Caspian Route").click()
    assert page.evaluate(
        "[...atlas.test.state.focus.legs].map((i) => atlas.test.scene.legs[i].users.includes(2)).every(Boolean)"
    )
    page.keyboard.press("Escape")
    box.fill("zzzz")
    assert page.get_by_text("Nothing found").is_visible()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("NELB", "New Eurasian Land Bridge"),
        ("bridge eurasian", "New Eurasian Land Bridge"),
        ("Urmuqi", "Urumqi"),
        ("china urumqi", "Urumqi"),
    ],
)
def test_search_by_abbreviation_in_any_order_with_an_error_and_a_country(
    looked_at, query, expected
):
    looked_at.page.get_by_role("combobox").fill(query)
    first = looked_at.page.get_by_role("option").first
    assert first.locator(".found-name").inner_text() == expected


def test_search_says_in_which_country_a_place_is(looked_at):
    looked_at.page.get_by_role("combobox").fill("Urumqi")
    kind = looked_at.page.get_by_role("option").first.locator(".found-kind").inner_text()
    assert kind.endswith(" \u00b7 China")


def test_a_click_on_a_line_tells_its_numbers(looked_at):
    page = looked_at.page
    at = page.evaluate("""() => {
        atlas.test.map().setView([40.5, 97], 6, { animate: false });
        const { traced, view } = atlas.test.drawn();
        const line = traced.find(({ run }) => run.leg.id === "nelb:lanzhou-urumqi-rail" || run.leg.id === "nelb:urumqi-lanzhou-rail" || run.leg.id === "nelb:lanzhou-urumqi-rail");
        const found = traced.find(({ run }) => run.leg.name === "Lanzhou - Urumqi").lines[0];
        const spots = found.x.map((x, i) => atlas.test.map().layerPointToContainerPoint([x + view.min.x, found.y[i] + view.min.y]));
        const size = atlas.test.map().getSize();
        const box = atlas.test.map().getContainer().getBoundingClientRect();
        const hit = spots.find((p) => p.x > 300 && p.x < size.x - 300 && p.y > 200 && p.y < size.y - 300);
        return [hit.x + box.left, hit.y + box.top]; }""")
    page.mouse.click(*at)
    card = page.locator(".float .card")
    leg = fixture.traced().legs.set_index("leg").loc["nelb:lanzhou-urumqi-rail"]
    text = card.inner_text().replace("\u00a0", " ")
    assert f"{round(leg.length_km):,} km" in text
    assert f"Published: {leg.published_km:,.0f} km" in text
    assert "Operating, since 1990" in text
    assert "China" in text
    assert "A source made up for the tests" in text


def test_text_of_the_data_stays_text(chromium, tmp_path):
    traced = fixture.traced(600)
    hubs = fixture.hubs().assign(name_en=HOSTILE, unlocode=HOSTILE)
    wild = fixture.changed(
        traced,
        legs=traced.legs.assign(name=HOSTILE, note=HOSTILE, since=HOSTILE),
        routes=traced.routes.assign(name=[{"en": HOSTILE}] * len(traced.routes)),
        corridors=traced.corridors.assign(name=[{"en": HOSTILE}] * len(traced.corridors)),
        events=traced.events.assign(detail=HOSTILE),
        sources=traced.sources.assign(title=HOSTILE, url="javascript:window.hacked=1"),
    )
    path = draw(wild, hubs=hubs, title=HOSTILE, subtitle=HOSTILE).save(tmp_path / "wild.html")
    with browser.visit(chromium, path) as visit:
        page = visit.page
        assert page.locator("h1").inner_text() == HOSTILE
        for show in (
            "atlas.test.open.leg(4)",
            "atlas.test.open.hub(3)",
            "atlas.test.open.tables()",
        ):
            page.evaluate(f"() => {{ {show} }}")
            assert page.locator("text=onerror").count() > 0
        assert page.locator("img").count() == 0
        assert page.locator('a[href^="javascript"]').count() == 0
        assert page.evaluate("window.hacked") is None
        assert visit.errors == []


def test_tables_hold_what_the_map_shows(seen):
    page = seen.page
    page.get_by_role("button", name="Tables", exact=True).click()
    tables = page.get_by_role("dialog").get_by_role("table")
    assert [line.split(" (")[0] for line in tables.locator("caption").all_inner_texts()] == [
        "Routes",
        "Legs",
        "Hubs",
    ]
    legs = fixture.traced().legs
    assert tables.nth(1).locator("tbody tr").count() == len(legs)
    assert tables.nth(2).locator("tbody tr").count() == 120
    page.keyboard.press("Escape")
    page.locator(".panel").get_by_role("checkbox", name="Road", exact=True).uncheck()
    page.get_by_role("button", name="Tables", exact=True).click()
    assert tables.nth(1).locator("tbody tr").count() == int((legs["mode"] != "road").sum())


def test_tables_sort_by_number(looked_at):
    page = looked_at.page
    page.get_by_role("button", name="Tables", exact=True).click()
    table = page.get_by_role("dialog").get_by_role("table").nth(1)
    head = table.get_by_role("button", name="Length, km")
    head.click()
    head.click()
    column = [
        int(text.replace(",", ""))
        for text in table.locator("tbody tr td:nth-child(5)").all_inner_texts()
    ]
    assert column == sorted(column, reverse=True)
    assert len(set(column)) > 10
    assert table.locator("thead th").nth(4).get_attribute("aria-sort") == "descending"


def test_measuring_is_geodesic(looked_at):
    """Compared with pyproj on the ellipsoid: Moscow - Mumbai, the antipodes nearly, and a point."""
    geod = Geod(ellps="WGS84")
    for a, b in (
        ((37.62, 55.75), (72.85, 18.95)),
        ((0, 0.3), (179.2, 0.1)),
        ((10, 50), (10, 50)),
        ((179, 10), (-179, -10)),
    ):
        ours = looked_at.page.evaluate(
            "([p, q]) => atlas.test.tools.distanceKm(L.latLng(p[1], p[0]), L.latLng(q[1], q[0]))",
            [a, b],
        )
        expected = geod.inv(*a, *b)[2] / 1000
        assert ours == pytest.approx(expected, rel=1e-6 if a != (0, 0.3) else 6e-3, abs=1e-6)


def test_measuring_with_the_mouse_and_escape(looked_at):
    page = looked_at.page
    page.get_by_role("button", name="Measure a distance").click()
    page.mouse.click(800, 300)
    page.mouse.click(900, 300)
    note = page.locator(".measure-note")
    assert note.inner_text().endswith("km")
    at = "(x, y) => { const b = atlas.test.map().getContainer().getBoundingClientRect(); const p = atlas.test.map().containerPointToLatLng([x - b.left, y - b.top]); return [p.lng, p.lat]; }"
    a, b = (page.evaluate(f"([x, y]) => ({at})(x, y)", spot) for spot in ([800, 300], [900, 300]))
    assert float(note.inner_text().split()[0].replace(",", "")) == pytest.approx(
        Geod(ellps="WGS84").inv(*a, *b)[2] / 1000, abs=0.6
    )
    assert page.locator(".float").count() == 0
    page.keyboard.press("Escape")
    assert note.is_hidden()


def test_the_tree_works_by_keyboard(seen):
    page = seen.page
    first = page.locator(".tree input").first
    first.focus()
    page.keyboard.press("ArrowDown")
    assert (
        page.evaluate("document.activeElement.labels[0].innerText.trim()")
        == "New Eurasian Land Bridge"
    )
    page.keyboard.press("Space")
    assert not page.get_by_role("checkbox", name="New Eurasian Land Bridge").is_checked()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert (
        page.evaluate("document.activeElement.labels[0].innerText.trim()")
        == "Lianyungang\u00a0- Duisburg"
    )


def test_every_control_has_a_name(looked_at):
    unnamed = looked_at.page.evaluate("""() => [...document.querySelectorAll("button, input, a, [role=region], [role=dialog], [role=application]")]
        .filter((node) => node.offsetParent && !node.getAttribute("aria-label") && !node.textContent.trim()
            && !(node.labels && node.labels.length) && !node.getAttribute("aria-labelledby"))
        .map((node) => node.outerHTML.slice(0, 120))""")
    assert unnamed == []


def test_names_do_not_overlap_at_any_zoom(chromium, saved):
    """Every text that is put on the canvas is recorded with its box; letters along a line apart."""
    record = """() => {
        const proto = CanvasRenderingContext2D.prototype;
        const fill = proto.fillText;
        window.written = [];
        proto.fillText = function (text, x, y) {
            const m = this.getTransform();
            if (this.textAlign === "left") {
                const width = this.measureText(text).width;
                const size = parseFloat(this.font.match(/([\\d.]+)px/)[1]);
                window.written.push([text, x, y - size * 0.8, x + width, y + size * 0.15]);
            }
            return fill.apply(this, arguments);
        }; }"""
    with browser.visit(chromium, saved()) as visit:
        visit.page.evaluate(record)
        for zoom in (3.25, 3.75, 4.25, 5, 6, 7, 8):
            texts = visit.page.evaluate(
                "(zoom) => { atlas.test.map().setView([42, 60], zoom - 0.25, { animate: false }); window.written.length = 0; atlas.test.map().setView([42, 60], zoom, { animate: false }); return window.written; }",
                zoom,
            )
            assert len(texts) > 3
            for i, a in enumerate(texts):
                for b in texts[i + 1 :]:
                    apart = a[1] >= b[3] or b[1] >= a[3] or a[2] >= b[4] or b[2] >= a[4]
                    assert apart, (zoom, a, b)


def test_folium_children_work_offline(chromium, tmp_path):
    atlas = draw(fixture.traced(600), basemap=False)
    group = folium.FeatureGroup("My places").add_to(atlas)
    folium.Marker(
        [43.2, 76.9], popup=folium.Popup("<b id='in-popup'>Almaty</b>"), tooltip="Almaty"
    ).add_to(group)
    folium.Marker(
        [41.3, 69.2], icon=folium.Icon(color="red"), popup=folium.Popup("lazy", lazy=True)
    ).add_to(group)
    folium.Marker([45, 70], icon=folium.DivIcon(html="<i class='mine'>here</i>")).add_to(group)
    folium.CircleMarker([50, 70], radius=5).add_to(group)
    folium.PolyLine([[43, 76], [50, 80]], weight=3).add_to(group)
    frame = gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.box(60, 40, 65, 45)], crs=4326)
    folium.GeoJson(
        frame, tooltip=folium.GeoJsonTooltip(["name"]), popup=folium.GeoJsonPopup(["name"])
    ).add_to(atlas)
    folium.LayerControl().add_to(atlas)
    path = atlas.save(tmp_path / "children.html")
    with browser.visit(chromium, path) as visit:
        page = visit.page
        assert page.locator("img.leaflet-marker-icon").count() == 2
        assert page.evaluate(
            "[...document.images].every((image) => image.complete && image.naturalWidth > 0)"
        )
        assert page.locator(".mine").count() == 1
        assert page.locator(".leaflet-overlay-pane path").count() == 3
        page.locator("img.leaflet-marker-icon").first.dispatch_event("click")
        page.wait_for_selector("#in-popup")
        page.locator(".leaflet-control-layers").hover()
        page.get_by_label("My places").uncheck()
        assert page.locator("img.leaflet-marker-icon").count() == 0
        assert visit.requests == []
        assert visit.errors == []


def test_dark_mode_paints_the_dark_palette(chromium, saved):
    with browser.visit(chromium, saved(), color_scheme="dark") as visit:
        painted = pixels(visit)
        assert painted.get("#ff8f66", 0) > 100
        assert painted.get("#d1491b", 0) == 0
        assert visit.errors == []


def test_phone_panel_opens_and_closes(chromium, saved):
    with browser.visit(chromium, saved(), size=browser.PHONE, has_touch=True) as visit:
        page = visit.page
        panel = page.locator("#atlas-panel")
        assert not panel.is_visible()
        page.get_by_role("button", name="Layers and search").click()
        panel.wait_for(state="visible")
        assert (
            page.get_by_role("button", name="Layers and search").get_attribute("aria-expanded")
            == "true"
        )
        page.locator(".panel-close").click()
        panel.wait_for(state="hidden")
        small = page.evaluate(
            "[...document.querySelectorAll('button.tool')].filter((b) => b.offsetParent && (b.offsetWidth < 44 || b.offsetHeight < 44)).length"
        )
        assert small == 0


def test_an_old_browser_is_told(chromium, saved):
    with browser.visit(chromium, saved(), ready=False) as visit:
        visit.page.add_init_script("delete window.DecompressionStream")
        visit.page.reload()
        assert (
            visit.page.get_by_role("alert").inner_text()
            == "This page needs a browser of 2023 or later."
        )


def test_the_notebook_frame_shows_the_map(chromium, tmp_path):
    shown = draw(fixture.traced(600), basemap=False)._repr_html_()
    path = tmp_path / "notebook.html"
    path.write_text(f"<!DOCTYPE html><meta charset=utf-8><body>{shown}", encoding="utf-8")
    with browser.visit(chromium, path, ready=False) as visit:
        frame = visit.page.frame_locator("iframe")
        frame.locator("html[data-ready]").wait_for(state="attached", timeout=15_000)
        assert frame.locator("h1").inner_text() == "Eurasian transport corridors"
        assert visit.requests == []
        assert visit.errors == []


def test_coordinates_survive_the_page(looked_at):
    """The decoded arcs of a leg lie on the leg that was drawn, to half a grid step."""
    leg = fixture.traced().legs.set_index("leg").loc["titr:aktau-alat-sea"]
    points = looked_at.page.evaluate("""() => {
        const leg = atlas.test.scene.legs.find((leg) => leg.id === "titr:aktau-alat-sea");
        const arcs = atlas.test.tools.arcs();
        return leg.parts.flat().flatMap((s) => { const arc = arcs[s < 0 ? ~s : s]; return [...arc.x].map((x, i) => [x, arc.y[i]]); }); }""")
    world = np.array(points)
    lon = world[:, 0] / 256 * 360 - 180
    lat = np.degrees(np.arctan(np.sinh(math.pi * (1 - 2 * world[:, 1] / 256))))
    far = shapely.distance(leg.geometry, shapely.points(lon, lat)).max()
    assert far < 1e-4
    assert len(points) > 10


def test_200_000_vertices_and_400_hubs(chromium, tmp_path):
    traced = fixture.traced(200_000)
    path = draw(traced, hubs=fixture.hubs(400)).save(tmp_path / "big.html")
    assert traced.legs.geometry.count_coordinates().sum() >= 199_000
    assert path.stat().st_size <= 1_500_000
    # The clock of a machine says little: thirty times the vertices open in about the same time.
    small = draw(fixture.traced(6_000), hubs=fixture.hubs(400)).save(tmp_path / "small.html")
    times = {page: [] for page in (path, small)}
    for page in (path, small) * 2:
        with browser.visit(chromium, page) as visit:
            times[page].append(visit.ready_ms)
            assert visit.requests == []
            assert visit.errors == []
    assert min(times[path]) <= 2 * min(times[small]), times


def test_a_route_is_shown_with_its_numbers(looked_at):
    page = looked_at.page
    page.get_by_role("button", name="Show what belongs to Trans-Caspian Route").click()
    page.get_by_role("button", name="Show Zhezkazgan - Beyneu on the map").click()
    told = page.locator("#atlas-page")
    routes = fixture.traced().routes
    route = routes[routes["route"].str.startswith("zhezkazgan-beyneu")].iloc[0]
    assert f"{round(route['length_km']):,}\u00a0km" in told.inner_text()
    shown = page.evaluate(
        "[...atlas.test.state.focus.legs].map((i) => atlas.test.scene.legs[i].id)"
    )
    assert shown == route["legs"]
    page.keyboard.press("Escape")
    assert told.is_hidden()
    assert page.evaluate("atlas.test.state.focus") is None


def test_all_and_none(seen):
    page = seen.page
    page.get_by_role("button", name="None", exact=True).click()
    assert page.evaluate("atlas.test.visible().runs.length") == 0
    page.get_by_role("button", name="All", exact=True).click()
    assert page.evaluate("atlas.test.visible().legs.size") == len(fixture.traced().legs)


def test_own_elements_stand_over_the_map(chromium, tmp_path):
    atlas = draw(fixture.traced(600), basemap=False)
    atlas.get_root().html.add_child(folium.Element("<h3 id='mine'>My own words</h3>"))
    with browser.visit(chromium, atlas.save(tmp_path / "own.html")) as visit:
        mine, panel = (visit.page.locator(one).bounding_box() for one in ("#mine", "#atlas-panel"))
        assert mine["x"] >= panel["x"] + panel["width"]
        assert mine["y"] < 100
        assert visit.page.locator(".atlas-map").bounding_box()["width"] > 1000


def test_the_tables_are_one_key_away(seen):
    seen.page.keyboard.press("Tab")
    assert seen.page.evaluate("document.activeElement.textContent") == "Skip to the tables"
    seen.page.keyboard.press("Enter")
    assert seen.page.get_by_role("dialog").is_visible()


def test_a_hub_is_not_named_twice(chromium, saved):
    """Almaty is a hub and a city of the ground: one name on the map, one in the search."""
    with browser.visit(chromium, saved()) as visit:
        visit.page.evaluate("""() => {
            const fill = CanvasRenderingContext2D.prototype.fillText;
            window.written = [];
            CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) { window.written.push(text); return fill.call(this, text, ...rest); };
            atlas.test.map().setView([43.3, 76.9], 7, { animate: false }); }""")
        written = visit.page.evaluate("window.written")
        assert written.count("Almaty") == 1
        assert (
            len(
                [
                    name
                    for name in visit.page.evaluate(
                        "atlas.test.tools.find('almaty').map((hit) => hit.name)"
                    )
                    if name == "Almaty"
                ]
            )
            == 1
        )
