"""What is named, shown and hidden on the map in headless Chromium: places, views, dots, edges."""

import browser
import geopandas as gpd
import maps_fixture as fixture
import numpy as np
import pytest
import shapely

from maps import draw

pytestmark = pytest.mark.browser


RECORD = """() => {
    const proto = CanvasRenderingContext2D.prototype;
    const fill = proto.fillText;
    window.written = []; window.letters = [];
    proto.fillText = function (text, x, y) {
        const m = this.getTransform();
        const width = this.measureText(text).width;
        if (this.textAlign === "left") window.written.push([text, x, y - 9, x + width, y + 2]);
        else window.letters.push([text, m.e / Math.hypot(m.a, m.b), m.f / Math.hypot(m.a, m.b)]);
        return fill.apply(this, arguments);
    }; }"""


LOOK = """([lon, lat, zoom]) => {
    atlas.test.map().setView([lat, lon], zoom - 0.25, { animate: false });
    window.written.length = 0; window.letters.length = 0;
    atlas.test.map().setView([lat, lon], zoom, { animate: false });
    const { view } = atlas.test.drawn();
    return { written: window.written, frame: [view.inset.x, view.inset.y, view.width - view.inset.x, view.height - view.inset.y] }; }"""


ENDS = """() => {
    const box = atlas.test.map().getContainer().getBoundingClientRect();
    const tiers = atlas.test.visible().tiers;
    const covers = [...document.querySelectorAll(".legend,.tools,.phone-bar")].map((node) => node.getBoundingClientRect()).filter((one) => one.width);
    return [...atlas.test.scene.hubs, ...atlas.test.tools.stations()].filter(({ id }) => tiers.has(id)).map(({ id, at }) => {
        const point = atlas.test.map().latLngToContainerPoint([at[1], at[0]]);
        const [x, y] = [point.x + box.left, point.y + box.top];
        return [id, x > box.left + 12 && x < box.right - 12 && y > box.top + 12 && y < box.bottom - 12,
            covers.some((one) => x > one.left && x < one.right && y > one.top && y < one.bottom)]; }); }"""


@pytest.fixture(scope="module")
def chromium():
    with browser.browser() as running:
        yield running


@pytest.fixture
def shown(chromium, tmp_path):
    """Draw, save and open; the network and the console stay silent."""
    visits = []

    def show(traced, hubs=None, *, size=browser.DESKTOP, **options):
        hubs = fixture.hubs() if hubs is None else hubs
        path = draw(traced, hubs=hubs, **options).save(tmp_path / f"{len(visits)}.html")
        manager = browser.visit(chromium, path, size=size)
        visits.append((manager, manager.__enter__()))
        visits[-1][1].page.evaluate(RECORD)
        return visits[-1][1]

    yield show
    for manager, seen in visits:
        manager.__exit__(None, None, None)
        assert seen.requests == []
        assert seen.errors == []


def named(visit, lon, lat, zoom):
    """The level names that a view writes, in order."""
    return [row[0] for row in visit.page.evaluate(LOOK, [lon, lat, zoom])["written"]]


def test_a_corridors_own_towns_are_named_before_others(shown):
    """Moscow and Tehran are ends of legs of the western branch, Baghdad and Kabul of none."""
    visit = shown(fixture.only(fixture.traced(1200), "instc-west"))
    for zoom in (3.5, 4, 4.5, 5.5):
        found = named(visit, 52, 42, zoom)
        own = [name for name in ("Moscow", "Tehran") if name in found]
        others = [name for name in ("Baghdad", "Kabul", "Kyiv", "Ankara") if name in found]
        assert own == ["Moscow", "Tehran"] if zoom < 5 else "Tehran" in own
        assert others
        assert max(map(found.index, own)) < min(map(found.index, others))


def test_ends_of_legs_without_a_hub_get_a_node_and_a_name(shown):
    """Saint Petersburg ends a route and Lanzhou a leg; neither is in the table of hubs."""
    hubs = fixture.hubs()
    hubs = hubs[~hubs["id"].isin(["saint-petersburg", "astrakhan"])]
    visit = shown(fixture.only(fixture.traced(1200), "instc-west"), hubs)
    found = named(visit, 42, 53, 4.5)
    assert {"Saint Petersburg", "Astrakhan"} <= set(found)
    stations = visit.page.evaluate(
        "atlas.test.drawn().stations.map((item) => [item.hub.id, item.hub.at, item.radius])"
    )
    at = {name: point for name, point, radius in stations if radius > 0}
    assert set(at) == {"saint-petersburg", "astrakhan"}
    assert at["astrakhan"] == pytest.approx(fixture.TOWNS["astrakhan"][:2], abs=1e-3)
    visit.page.evaluate("() => { atlas.test.state.hubKinds.clear(); atlas.test.changed(); }")
    assert visit.page.evaluate("atlas.test.drawn().stations.length") == 0


@pytest.mark.parametrize(
    ("size", "corridors"),
    [
        (browser.DESKTOP, ["nelb"]),
        (browser.PHONE, ["nelb"]),
        (browser.DESKTOP, ["instc-west"]),
        (browser.PHONE, ["instc-west"]),
        (browser.DESKTOP, [row[0] for row in fixture.CORRIDORS]),
    ],
)
def test_a_map_opens_on_the_whole_of_its_subject(shown, size, corridors):
    """A tall screen begins with the core of many: see the test of modes."""
    visit = shown(fixture.only(fixture.traced(1200), *corridors), size=size)
    ends = visit.page.evaluate(ENDS)
    assert len(ends) > 5
    assert [name for name, inside, _ in ends if not inside] == []
    assert [name for name, _, covered in ends if covered] == []


def test_a_country_is_named_inside_the_view_when_its_middle_is_off_it(shown):
    visit = shown(fixture.traced(600))
    for zoom in (6, 7.25, 9):
        seen = visit.page.evaluate(LOOK, [79.5, 46.5, zoom])
        left, top, right, bottom = seen["frame"]
        boxes = [row[1:] for row in seen["written"] if row[0] == "KAZAKHSTAN"]
        assert len(boxes) == 1, zoom
        assert left <= boxes[0][0]
        assert boxes[0][2] <= right
        assert top <= boxes[0][1]
        assert boxes[0][3] <= bottom


def beside(hubs, moved, status, kind="sea_port"):
    """The hubs with one of them moved next to Poti."""
    hubs = hubs.copy()
    row = hubs.index[hubs["id"] == moved][0]
    hubs.loc[row, ["lon", "lat", "status", "kind"]] = [41.66, 42.16, status, kind]
    hubs.loc[hubs["id"] == "poti", "kind"] = "river_port"
    return gpd.GeoDataFrame(hubs, geometry=gpd.points_from_xy(hubs["lon"], hubs["lat"]), crs=4326)


@pytest.mark.parametrize("status", ["planned", "operating"])
def test_operating_ends_of_main_routes_come_before_others(shown, status):
    """Istanbul, moved to Poti, outranks it by kind; it is planned, or ends no main route."""
    traced = fixture.only(fixture.traced(600), "titr")
    routes = traced.routes.assign(
        main=[status == "planned" or "istanbul" not in name for name in traced.routes["route"]]
    )
    visit = shown(
        fixture.changed(traced, routes=routes), beside(fixture.hubs(), "istanbul", status)
    )
    found = named(visit, 44, 42, 5)
    kept = visit.page.evaluate("atlas.test.drawn().hubs.map((item) => item.hub.id)")
    assert "poti" in kept
    assert "istanbul" not in kept
    assert "Poti" in found


def test_a_capital_comes_before_the_end_of_a_lesser_route(shown):
    """Anzali ends a route by sea that is not the main one; it is moved next to Tehran."""
    traced = fixture.only(fixture.traced(600), "instc-west")
    routes = traced.routes.assign(main=[index == 0 for index in range(len(traced.routes))])
    hubs = fixture.hubs()
    hubs.loc[hubs["id"] == "anzali", "geometry"] = shapely.Point(51.52, 35.7)
    visit = shown(fixture.changed(traced, routes=routes), hubs)
    assert "Tehran" in named(visit, 52, 36, 5)
    kept = visit.page.evaluate("atlas.test.drawn().hubs.map((item) => item.hub.id)")
    assert "tehran" in kept
    assert "anzali" not in kept


def test_limited_service_at_sea_is_told_from_full(shown):
    """Dots come in groups, and the legend shows that where no line on land has the status."""
    traced = fixture.only(fixture.traced(600), "instc-west")
    sea = traced.legs["mode"] == "sea"
    legs = traced.legs.assign(status=np.where(sea, "limited", "operating"))
    page = shown(fixture.changed(traced, legs=legs)).page
    dashes = page.evaluate("""() => {
        const found = [];
        const proto = CanvasRenderingContext2D.prototype;
        const set = proto.setLineDash;
        proto.setLineDash = function (dash) { if (dash.length) found.push(dash.length); return set.call(this, dash); };
        atlas.test.tools.redraw(1);
        const map = found.splice(0);
        atlas.test.changed();
        return [map, found]; }""")
    assert any(count >= 8 for count in dashes[0])
    assert any(count >= 8 for count in dashes[1])
    assert page.locator(".panel").get_by_role("checkbox", name="Limited service").count() == 1


def test_a_strand_that_two_legs_share_is_drawn_once(shown):
    """Two ways over the sea begin alike; the second is inked only where it leaves the first."""
    traced = fixture.only(fixture.traced(1200), "instc-west")
    legs = traced.legs.copy()
    sea = legs.index[legs["mode"] == "sea"]
    shared = shapely.get_coordinates(legs.geometry[sea[0]])
    middle = len(shared) // 2
    away = shared[middle] + np.linspace(0, 1, 20)[1:, None] * [-6.0, -3.0]
    legs.loc[sea[1], "geometry"] = shapely.LineString(np.vstack([shared[: middle + 1], away]))
    page = shown(fixture.changed(traced, legs=legs)).page
    lengths = page.evaluate("""() => {
        atlas.test.map().setView([22, 66], 5, { animate: false });
        const length = (lines) => lines.reduce((sum, line) => sum + line.x.slice(1).reduce((part, x, i) => part + Math.hypot(x - line.x[i], line.y[i + 1] - line.y[i]), 0), 0);
        return atlas.test.drawn().traced.filter(({ run }) => run.leg.mode === "sea").map(({ lines, ink }) => [length(lines), length(ink)]); }""")
    (whole, inked), (other, rest) = sorted(lengths, key=lambda row: row[1] / row[0], reverse=True)
    assert inked == pytest.approx(whole)
    assert 0 < rest < 0.8 * other


def test_wide_bundles_draw_together_on_small_scales(shown):
    """Seven corridors on one leg: 9 pixels across at zoom 3, side by side at zoom 7."""
    first = fixture.traced(600).routes.iloc[0]
    traced = fixture.traced(600, over=tuple(first["legs"]))
    page = shown(traced).page
    across = page.evaluate("""() => [3, 7].map((zoom) => {
        atlas.test.map().setView([41, 96], zoom, { animate: false });
        const runs = atlas.test.drawn().traced.filter(({ run, lines }) => run.leg.id === "nelb:lanzhou-urumqi-rail" && lines.length);
        const ends = runs.map(({ lines }) => [lines[0].x[0], lines[0].y[0]]);
        return [runs.length, Math.max(...ends.flatMap(([x, y]) => ends.map(([u, v]) => Math.hypot(x - u, y - v)))), atlas.test.tools.widthAt(zoom)]; })""")
    assert [row[0] for row in across] == [7, 7]
    assert across[0][1] == pytest.approx(9, abs=0.1)
    assert across[1][1] == pytest.approx(6 * 1.3 * across[1][2], abs=0.1)


def test_the_map_rests_on_whole_pixels(shown):
    """After a jump and after an animated zoom; between two pixels the canvas would be blurred."""
    page = shown(fixture.traced(600)).page
    for zoom, animate in ((10, False), (11, True), (9.25, True), (6.5, False)):
        page.evaluate(
            "([zoom, animate]) => { atlas.test.map().setView([43.777, 78.531], zoom, { animate }); }",
            [zoom, animate],
        )
        page.wait_for_function(
            "(zoom) => atlas.test.map().getZoom() === zoom && !atlas.test.map()._animatingZoom",
            arg=zoom,
        )
        page.wait_for_timeout(100)
        places = page.evaluate(
            "[...document.querySelectorAll('canvas.atlas-canvas')].map((node) => new DOMMatrix(getComputedStyle(node).transform)).map((m) => [m.e, m.f, m.a])"
        )
        assert len(places) == 2
        for x, y, scale in places:
            assert (x, y, scale) == (round(x), round(y), 1), (zoom, animate)


def test_the_view_ends_with_the_ground(shown):
    page = shown(fixture.traced(600)).page
    south = page.evaluate(
        """() => { atlas.test.map().setView([-50, 60], 5, { animate: false }); return atlas.test.map().getBounds().getSouth(); }"""
    )
    assert south >= page.evaluate("atlas.test.scene.ground.window[1]") - 2.1


def test_what_lies_beyond_the_ground_is_no_sea(shown):
    page = shown(fixture.traced(600), size=browser.PHONE).page
    page.evaluate("atlas.test.map().setView([20, 60], 1, { animate: false })")
    colour = page.evaluate("""() => {
        const canvas = document.querySelector(".leaflet-atlas-ground-pane canvas");
        const data = canvas.getContext("2d").getImageData(canvas.width / 2, canvas.height - 3, 1, 1).data;
        const hex = "#" + [0, 1, 2].map((k) => data[k].toString(16).padStart(2, "0")).join("");
        return [hex, atlas.test.scene.style.ground.light.beyond, atlas.test.scene.style.ground.light.sea]; }""")
    assert colour[0] == colour[1]
    assert colour[0] != colour[2]


def test_no_name_is_cut_by_the_edge_of_the_screen(shown):
    visit = shown(fixture.traced(600), fixture.hubs(300))
    total = 0
    for lon, lat, zoom in ((60, 42, 4), (76, 42, 5), (50, 38, 6), (67, 33, 7), (68, 40, 7.5)):
        seen = visit.page.evaluate(LOOK, [lon, lat, zoom])
        left, top, right, bottom = seen["frame"]
        for text, x0, y0, x1, y1 in seen["written"]:
            off = x1 <= left or x0 >= right or y1 <= top or y0 >= bottom
            inside = x0 >= left and x1 <= right and y0 >= top - 2 and y1 <= bottom + 2
            assert off or inside, (text, zoom)
            total += inside
    assert total > 60


def test_the_names_of_lines_keep_off_lines(shown):
    """Letters that run along a line stand over no line, not even over their own."""
    page = shown(fixture.only(fixture.traced(1200), "nelb")).page
    found = 0
    for lon, lat, zoom in (
        (40.522, 45.20465, 4),
        (60, 42, 4),
        (50, 45, 4.5),
        (70, 45, 5),
        (85, 42, 5),
    ):
        page.evaluate(LOOK, [lon, lat, zoom])
        closest = page.evaluate("""() => {
            const distance = (px, py, ax, ay, bx, by) => { const [dx, dy] = [bx - ax, by - ay];
                const share = Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy || 1)));
                return Math.hypot(px - ax - share * dx, py - ay - share * dy); };
            return window.letters.map(([, x, y]) => Math.min(...atlas.test.drawn().traced.flatMap(({ lines }) => lines.flatMap((line) => line.x.slice(1).map((u, i) => distance(x, y, line.x[i], line.y[i], u, line.y[i + 1])))))); }""")
        found += len(closest)
        assert all(away > 3 for away in closest)
    assert found > 40


def test_one_town_is_named_once(shown):
    """A hub spelt otherwise than the town of the ground, which is among its aliases."""
    hubs = fixture.hubs()
    row = hubs["id"] == "tashkent"
    hubs.loc[row, "name_en"] = "Toshkent"
    hubs.loc[row, "aliases"] = "Tashkent"
    hubs.loc[row, "geometry"] = shapely.Point(69.44, 41.3)
    found = named(shown(fixture.only(fixture.traced(600), "trans-afghan"), hubs), 69.2, 41.3, 8)
    assert "Toshkent" in found
    assert "Tashkent" not in found


def test_hubs_beside_the_lines_stay_small(shown):
    visit = shown(fixture.traced(600), fixture.hubs(120))
    named(visit, 62, 46, 7)
    radii = visit.page.evaluate("atlas.test.drawn().hubs.map((item) => [item.tier, item.radius])")
    small = [radius for tier, radius in radii if tier == 2]
    large = [radius for tier, radius in radii if tier < 2]
    assert small
    assert max(small) < 0.7 * min(large)


def test_a_break_of_gauge_without_a_yard_is_drawn(shown):
    """No yard of the fixture lies on the way from Urumqi to Dostyk: its break is drawn."""
    visit = shown(fixture.only(fixture.traced(600), "nelb"))
    drawn = "atlas.test.drawn().events.map((item) => item.event.kind)"
    named(visit, 85.8, 44.5, 7)
    assert "break_of_gauge" in visit.page.evaluate(drawn)


def test_no_line_begins_with_a_dash(shown):
    traced = fixture.only(fixture.traced(600), "lapis")
    long = "Northern Torghundi - Herat - Kandahar - Quetta"
    corridors = traced.corridors.assign(name=[{"en": long}])
    visit = shown(fixture.changed(traced, corridors=corridors), title=long)
    rows = [text for zoom in (4.5, 5, 5.5, 6, 6.5, 7) for text in named(visit, 65, 30, zoom)]
    assert any("Kandahar" in text and text != "Kandahar" for text in rows)
    assert [text for text in rows if text.startswith("-")] == []
    assert visit.page.locator(".panel h1").inner_text() == long.replace(" - ", "\u00a0- ")
    assert "A\u2060\u2014B".replace("A", "\u7532") in visit.page.evaluate(
        "atlas.test.tools.bound('\u7532\u2014B')"
    )


def test_the_position_follows_the_view(shown):
    page = shown(fixture.traced(600)).page
    page.evaluate("atlas.test.map().setView([43.5, 71.25], 6, { animate: false })")
    centre = page.evaluate("atlas.test.map().getCenter()")
    text = page.locator(".position").inner_text()
    assert f"{centre['lat']:.3f}" in text
    assert f"{centre['lng']:.3f}" in text


def test_the_sources_of_the_ground_are_credited_on_the_map(shown):
    credit = shown(fixture.traced(600)).page.locator(".credit").inner_text()
    assert "OpenStreetMap contributors (ODbL 1.0)" in credit
    assert "GeoNames (CC BY 4.0)" in credit
    assert "Natural Earth" in credit
