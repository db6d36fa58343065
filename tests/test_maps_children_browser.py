"""Children of Folium in the browser: each is shown, refused by name, or spoils itself alone."""

import contextlib
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import browser
import folium
import maps_fixture as fixture
import pytest
from folium import plugins
from playwright.sync_api import expect

from maps import AssetError, draw

pytestmark = pytest.mark.browser


class Raw(folium.map.Layer):
    """A child whose script is whatever it is told."""

    def __init__(self, script):
        super().__init__(name="raw", control=False)
        self._name = "Raw"
        self._template = folium.template.Template(
            "{% macro script(this, kwargs) %}{{ this.script }}{% endmacro %}"
        )
        self.script = script


@pytest.fixture(scope="module")
def chromium():
    with browser.browser() as running:
        yield running


@pytest.fixture
def atlas():
    return draw(fixture.traced(600), hubs=(), basemap=False)


def group_of(*children):
    group = folium.FeatureGroup("mine")
    for child in children:
        group.add_child(child)
    return group


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("var a = ;", "SyntaxError"),
        ("throw new Error('mine is broken')", "mine is broken"),
        ("nowhere.addTo(map)", "nowhere is not defined"),
        ("var text = `Qo`ng`irot`;", "Raw 1"),
        ("/* no end", "SyntaxError"),
    ],
)
def test_a_broken_child_spoils_itself_alone_and_is_named(chromium, atlas, tmp_path, script, said):
    group_of(folium.Marker([43, 60], tooltip="before"), Raw(script)).add_to(atlas)
    folium.Marker([43, 70], tooltip="after", popup="told").add_to(atlas)
    folium.LayerControl().add_to(atlas)
    path = atlas.save(tmp_path / "m.html")
    with browser.visit(chromium, path) as visit:
        expect(visit.page.locator(".leaflet-marker-icon")).to_have_count(2)
        expect(visit.page.locator(".leaflet-control-layers")).to_have_count(1)
        note = visit.page.locator("p.atlas-message")
        expect(note).to_contain_text("Raw 1")
        expect(note).to_contain_text(said)
        assert visit.requests == []


def test_what_throws_among_many_is_named_alone(chromium, atlas, tmp_path):
    folium.Marker([43, 60]).add_to(atlas)
    lost = folium.Marker([43, 61])
    atlas.add_child(lost)
    lost.location = ["nowhere", 0]
    folium.Marker([43, 62], popup="whole").add_to(atlas)
    with browser.visit(chromium, atlas.save(tmp_path / "m.html")) as visit:
        expect(visit.page.locator(".leaflet-marker-icon")).to_have_count(2)
        expect(visit.page.locator("p.atlas-message")).to_contain_text("Marker 2 (")
        expect(visit.page.locator("p.atlas-message")).not_to_contain_text("Marker 1")


def test_a_layer_that_is_broken_leaves_its_siblings_and_the_control(chromium, atlas, tmp_path):
    broken = folium.GeoJson({"type": "Point", "coordinates": [70, 43]}, name="broken")
    broken._template = folium.template.Template(
        "{% macro script(this, kwargs) %}var {{ this.get_name() }} = (;{% endmacro %}"
    )
    broken.add_child(folium.Popup("of the broken one"))
    broken.add_to(atlas)
    group_of(folium.Marker([43, 60])).add_to(atlas)
    folium.LayerControl(collapsed=False).add_to(atlas)
    with browser.visit(chromium, atlas.save(tmp_path / "m.html")) as visit:
        expect(visit.page.locator(".leaflet-marker-icon")).to_have_count(1)
        expect(visit.page.locator(".leaflet-control-layers-overlays label")).to_have_count(2)
        expect(visit.page.locator("p.atlas-message")).to_contain_text("GeoJson 1")


def test_markup_without_an_end_swallows_nothing(chromium, atlas, tmp_path):
    root = atlas.get_root()
    for text in ("<!-- no end", "<textarea>", "</div></div>", "<p id='mine'>mine</p>"):
        root.html.add_child(folium.Element(text))
    root.header.add_child(folium.Element("<style>#mine { color: red"))
    root.header.add_child(folium.Element("<title>"))
    with browser.visit(chromium, atlas.save(tmp_path / "m.html")) as visit:
        expect(visit.page.locator(".stage #mine")).to_have_text("mine")
        assert visit.errors == []


def test_b17_frames_and_backticks_are_shown(chromium, atlas, tmp_path):
    frame = folium.IFrame("<b>inside</b>", width=200, height=100)
    folium.Marker([43, 60], popup=folium.Popup(frame)).add_to(atlas)
    sign = "Qo`ng`irot"
    icon = folium.DivIcon(html=f"<i>{sign}</i>")
    folium.Marker([45, 62], icon=icon, popup=f"{sign} ${{1}} C:\\new").add_to(atlas)
    folium.Circle([41, 65], radius=50_000, tooltip=sign).add_to(atlas)
    with browser.visit(chromium, atlas.save(tmp_path / "m.html")) as visit:
        page = visit.page
        expect(page.locator("p.atlas-message")).to_have_count(0)
        expect(page.locator(".leaflet-marker-icon i")).to_have_text(sign)
        page.locator("img.leaflet-marker-icon").dispatch_event("click")
        inside = page.frame_locator(".leaflet-popup iframe")
        expect(inside.locator("b")).to_have_text("inside")
        page.locator("div.leaflet-marker-icon").dispatch_event("click")
        expect(page.locator(".leaflet-popup-content").last).to_have_text(f"{sign} ${{1}} C:\\new")
        assert (visit.errors, visit.requests) == ([], [])


def test_what_cannot_be_loaded_is_told_and_the_map_is_drawn(chromium, atlas, tmp_path):
    plugins.FastMarkerCluster([[41, 45], [41.01, 45.01]]).add_to(atlas)
    folium.Marker([43, 60]).add_to(atlas)
    with browser.visit(chromium, atlas.save(tmp_path / "m.html", online=True)) as visit:
        expect(visit.page.locator(".leaflet-marker-icon")).to_have_count(1)
        notes = visit.page.locator("p.atlas-message")
        expect(notes.first).to_contain_text("markercluster")
        expect(notes.last).to_contain_text("FastMarkerCluster 1")


@contextlib.contextmanager
def served(folder):
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


CLUSTER = """
L.MarkerClusterGroup = L.FeatureGroup.extend({});
L.markerClusterGroup = (options) => new L.MarkerClusterGroup([], options);
"""


def test_b17_a_cluster_shows_its_markers_when_its_script_is_served(chromium, atlas, tmp_path):
    (tmp_path / "cluster.js").write_text(CLUSTER)
    child = plugins.FastMarkerCluster([[41, 45], [41.01, 45.01]])
    with served(tmp_path) as home:
        child.default_js = [("cluster", f"{home}/cluster.js")]
        child.default_css = []
        child.add_to(atlas)
        path = atlas.save(tmp_path / "m.html", online=True)
        frame = chromium.new_context()
        page = frame.new_page()
        page.goto(path.as_uri())
        expect(page.locator(".leaflet-marker-icon")).to_have_count(2)
        expect(page.locator("p.atlas-message")).to_have_count(0)
        frame.close()


VIDEO = folium.raster_layers.VideoOverlay
PICTURE = '<img src="https://example.org/x.png">'


@pytest.mark.parametrize(
    ("child", "said"),
    [
        (lambda: VIDEO("https://example.org/a.webm", [[41, 45], [42, 46]]), "VideoOverlay.*a.webm"),
        (
            lambda: folium.Marker([41, 45], icon=folium.DivIcon(html=PICTURE)),
            "DivIcon.*example.org/x.png",
        ),
        (
            lambda: folium.Marker(
                [41, 45], popup=folium.Popup().add_child(folium.Vega({"data": []}))
            ),
            "Vega.*vega",
        ),
    ],
)
def test_b17_what_loads_from_the_network_is_refused_by_name(atlas, tmp_path, child, said):
    atlas.add_child(child())
    with pytest.raises(AssetError, match=said):
        atlas.save(tmp_path / "m.html")
