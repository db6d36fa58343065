"""Groups of corridors, hubs, coverage and ways on a Folium map of one's own, and on ours."""

import browser
import folium
import pytest
import toy_atlas

from corridors.hubs.coverage import coverage
from maps import corridor_group, coverage_group, draw, hub_group, style, way_group
from maps.marks import escaped
from maps.page import leaflet

SHIM = """
window.$ = (what) => {
  const holder = document.createElement("template");
  holder.innerHTML = String(what).trim();
  return [holder.content.firstElementChild];
};
"""
"""What Folium's popups use of jQuery, for a page whose scripts cannot be fetched."""
HOSTILE = "<img src=x onerror='window.hacked=1'>`${window.hacked=2}`</script>\\"


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return toy_atlas.write(tmp_path_factory.mktemp("toy"))


@pytest.fixture(scope="module")
def traced(atlas):
    return atlas.trace("caspian")


def lines(group):
    return [child for child in group._children.values() if isinstance(child, folium.PolyLine)]


def test_each_leg_is_drawn_by_its_pens(traced):
    drawn = lines(corridor_group(traced))
    expected = [
        pen.colour
        for leg in traced.legs.itertuples()
        for pen in style.pens(leg.family, leg.mode, leg.status)
    ]
    assert [line.options["color"] for line in drawn] == expected
    first = traced.legs.geometry.iloc[0].coords[0]
    assert drawn[0].locations[0] == [first[1], first[0]]


def test_hubs_are_discs_where_they_lie(traced):
    group = hub_group(traced)
    places = {tuple(child.location) for child in group._children.values()}
    assert places == {(point.y, point.x) for point in traced.atlas.hubs.geometry}
    few = traced.atlas.hubs.head(2)
    assert len(hub_group(traced, hubs=few)._children) == 2


def test_coverage_is_whole_near_a_hub_and_dashed_far_from_any(traced):
    found = coverage(traced, within_km=50.0)
    drawn = lines(coverage_group(found))
    dashed = [bool(line.options.get("dashArray")) for line in drawn]
    on_land = found.bands[found.bands["told"] != "sea"]
    assert dashed == [not near for near in on_land["covered"]]
    assert set(dashed) == {True, False}
    assert len(on_land) < len(found.bands)


def test_a_way_tells_its_length_and_goes_by_its_ends(atlas):
    group = way_group(atlas.route("altynkol", "aktau"))
    assert group.layer_name == "Altynkol - Aktau"
    (popup,) = [
        child
        for line in lines(group)
        for child in line._children.values()
        if isinstance(child, folium.Popup)
    ]
    assert "1,400 km" in popup.html.render()


def test_escaped_text_is_nothing_but_text():
    shown = escaped(HOSTILE)
    assert not set("<>`$\\{}\"'") & set(shown)


def own_map(*groups):
    page = folium.Map(location=(43.0, 60.0), zoom_start=4, tiles=None)
    for group in groups:
        group.add_to(page)
    folium.LayerControl(collapsed=False).add_to(page)
    return page


def fetched(route):
    """Answer what a page of Folium asks of the network from what is installed."""
    url = route.request.url
    if "leaflet" in url and url.endswith(("leaflet.js", "leaflet.css")):
        route.fulfill(body=leaflet.read(url.rsplit("/", 1)[1]))
    else:
        route.fulfill(body=SHIM if "jquery" in url and url.endswith(".js") else "")


@pytest.mark.browser
def test_groups_stand_on_any_folium_map_and_in_its_control(atlas, traced, tmp_path):
    hubs = traced.atlas.hubs.head(3).assign(name_en=HOSTILE, name_ru=HOSTILE, name_zh=HOSTILE)
    page = own_map(
        corridor_group(traced),
        hub_group(traced, hubs=hubs, name=HOSTILE),
        coverage_group(coverage(traced, within_km=50.0), show=False),
        way_group(atlas.route("altynkol", "aktau")),
    )
    file = tmp_path / "own.html"
    page.save(str(file))
    with browser.browser() as running:
        tab = running.new_page()
        errors = []
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.route("http*://**/*", fetched)
        tab.goto(file.as_uri())
        names = tab.locator(".leaflet-control-layers-overlays label").all_inner_texts()
        assert [name.strip() for name in names] == [
            "Toy corridor", HOSTILE, "Coverage by hubs", "Altynkol - Aktau",
        ]  # fmt: skip
        before = tab.locator("path.leaflet-interactive").count()
        tab.locator(".leaflet-control-layers-overlays input").first.uncheck()
        after = tab.locator("path.leaflet-interactive").count()
        assert before - after == len(lines(corridor_group(traced)))
        tab.locator("path.leaflet-interactive[fill='#26323d']").first.dispatch_event("click")
        assert HOSTILE in tab.locator(".leaflet-popup-content").inner_text()
        assert tab.evaluate("window.hacked") is None
        assert errors == []


@pytest.mark.browser
def test_groups_stand_on_the_offline_page(atlas, traced, tmp_path):
    page = draw(traced)
    way_group(atlas.route("altynkol", "aktau")).add_to(page)
    folium.LayerControl(collapsed=False).add_to(page)
    file = page.save(tmp_path / "page.html")
    with browser.browser() as running, browser.visit(running, file) as seen:
        assert "Altynkol - Aktau" in seen.page.locator(".leaflet-control-layers").inner_text()
        assert seen.page.locator("path.leaflet-interactive[stroke='#d1495b']").count() == 1
        assert (seen.requests, seen.errors) == ([], [])
