import base64
import gzip
import hashlib
import html
import json
import re
import subprocess
import sys
import warnings
from dataclasses import replace
from pathlib import Path

import folium
import maps_fixture as fixture
import pytest
import toy_atlas
from folium.plugins import HeatMap, MarkerCluster, MiniMap

from geodata.errors import AtlasError, InputError
from maps import AssetError, AtlasMap, draw
from maps.page import contents, document, leaflet

HOSTILE = "</script><img src=x onerror=alert(1)>`${alert(2)}` & \"quoted\" 'too' \u2028"


@pytest.fixture(scope="module")
def traced():
    return fixture.traced(600)


@pytest.fixture
def atlas(traced):
    return draw(traced, hubs=fixture.hubs(), basemap=False)


def unpacked(text, part):
    packed = re.search(rf'id="atlas-{part}">([^<]*)<', text)[1]
    return gzip.decompress(base64.b64decode(packed))


def scene_of(text):
    return json.loads(unpacked(text, "scene"))


def code_of(text):
    """Every script of the page; those of children, which are run one by one, at the end as one."""
    bundle = json.loads(unpacked(text, "code"))
    return [*bundle["code"], "\n".join(code for *_, code in bundle["children"])]


def children_of(text):
    return json.loads(unpacked(text, "code"))["children"]


def policy_of(text):
    return html.unescape(
        re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)[1]
    )


def test_draw_gives_a_folium_map(atlas):
    assert isinstance(atlas, AtlasMap)
    assert isinstance(atlas, folium.Map)


def test_save_writes_one_file_that_links_to_nothing(atlas, tmp_path):
    target = atlas.save(tmp_path / "map.html")
    text = target.read_text(encoding="utf-8")
    assert [file.name for file in tmp_path.iterdir()] == ["map.html"]
    css_urls = re.findall(r"url\(([^)]*)\)", text)
    assert css_urls
    assert all(url.startswith(("data:", "#")) for url in css_urls)
    assert not re.findall(r"<(?:script|img|iframe)[^>]+src=", text)
    assert re.findall(r'<link[^>]+href="([^"]*)"', text) == ["data:,"]


def test_policy_forbids_every_request_and_names_each_script(atlas, tmp_path):
    text = atlas.save(tmp_path / "map.html").read_text(encoding="utf-8")
    policy = policy_of(text)
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    boot = re.search(r"<script>(.*?)</script>", text, re.DOTALL)[1]
    for script in [boot, *code_of(text)[:-1], *(code for *_, code in children_of(text))]:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_same_input_same_bytes(traced, tmp_path):
    def made(name):
        atlas = draw(fixture.traced(600, date="2026-11-23"), hubs=fixture.hubs())
        folium.Marker([43, 76], popup="a", tooltip="b").add_to(atlas)
        folium.GeoJson(traced.legs.head(2)[["leg", "geometry"]]).add_to(atlas)
        folium.LayerControl().add_to(atlas)
        return atlas.save(tmp_path / name).read_bytes()

    assert made("one.html") == made("two.html")


def test_a_page_written_without_folium_is_the_same(traced):
    """As the command line writes it; and Folium is not loaded for that."""
    wanted = contents.Wanted(lang="ru", title="A & B")
    bare = document.bare_document(contents.page_content(traced, wanted))
    assert bare == document.document(draw(traced, lang="ru", title="A & B").get_root())
    code = "import maps.page.contents, maps.services, sys; print({'folium', 'branca'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "set()"


def test_saving_twice_and_adding_between(atlas, tmp_path):
    first = atlas.save(tmp_path / "map.html").read_text(encoding="utf-8")
    assert atlas.save(tmp_path / "map.html").read_text(encoding="utf-8") == first
    folium.CircleMarker([43, 76]).add_to(atlas)
    again = atlas.save(tmp_path / "map.html").read_text(encoding="utf-8")
    assert code_of(again)[-1].count("L.circleMarker(") == 1
    assert code_of(first)[-1].count("L.circleMarker(") == 0


def test_text_of_the_data_never_becomes_markup(traced, tmp_path):
    hubs = fixture.hubs()
    hubs["name_en"] = HOSTILE
    legs = traced.legs.assign(name=HOSTILE, note=HOSTILE)
    sources = traced.sources.assign(title=HOSTILE, url="javascript:alert(1)")
    corridors = traced.corridors.assign(name=[{"en": HOSTILE}] * len(traced.corridors))
    wild = fixture.changed(traced, legs=legs, corridors=corridors, sources=sources)
    atlas = draw(wild, hubs=hubs, basemap=False, title=HOSTILE, subtitle=HOSTILE)
    text = atlas.save(tmp_path / "map.html").read_text(encoding="utf-8")
    assert "<img" not in text
    assert text.count("<script") == 7
    assert f"<title>{html.escape(HOSTILE, quote=True)}</title>" in text
    assert scene_of(text)["hubs"][0]["name"] == HOSTILE


def test_a_title_of_ones_own_and_the_day(tmp_path):
    text = (
        draw(fixture.traced(600, "2026-11-23"), title="Middle Corridor", basemap=False, lang="ru")
        .save(tmp_path / "map.html")
        .read_text(encoding="utf-8")
    )
    scene = scene_of(text)
    assert '<html lang="ru">' in text
    assert (scene["title"], scene["asOf"], scene["lang"]) == ("Middle Corridor", "2026-11-23", "ru")
    km = round(sum(leg["km"] for leg in scene["legs"]))
    assert scene["subtitle"] == f"7 коридоров, {km // 1000}\u00a0{km % 1000:03d} км линий"


def test_folium_children_reach_the_page(atlas, tmp_path):
    group = folium.FeatureGroup("Extra").add_to(atlas)
    folium.Marker(
        [43, 76], popup=folium.Popup("<b>bold</b>"), icon=folium.DivIcon(html="x")
    ).add_to(group)
    folium.PolyLine([[43, 76], [44, 77]], tooltip="line").add_to(group)
    folium.LayerControl().add_to(atlas)
    script = code_of(atlas.save(tmp_path / "map.html").read_text(encoding="utf-8"))[-1]
    for call in (
        "atlas.create(",
        "L.featureGroup(",
        "L.marker(",
        "L.divIcon(",
        "L.polyline(",
        "L.control.layers(",
    ):
        assert call in script
    assert script.index("atlas.create(") < script.index("L.featureGroup(")


def test_the_random_ids_of_folium_are_gone(atlas, tmp_path):
    folium.Marker([43, 76], popup="p").add_to(atlas)
    script = code_of(atlas.save(tmp_path / "map.html").read_text(encoding="utf-8"))[-1]
    assert not re.search(r"[0-9a-f]{32}", script)


def test_a_hash_in_the_data_is_not_taken_for_an_id(atlas, tmp_path):
    digest = hashlib.md5(b"scan", usedforsecurity=False).hexdigest()
    folium.Marker([43, 76], tooltip=f"file_{digest}").add_to(atlas)
    script = code_of(atlas.save(tmp_path / "map.html").read_text(encoding="utf-8"))[-1]
    assert f"file_{digest}" in script


def test_elements_of_the_document_are_kept(atlas, tmp_path):
    atlas.get_root().html.add_child(folium.Element("<p id='mine'>mine</p>"))
    text = atlas.save(tmp_path / "map.html").read_text(encoding="utf-8")
    assert "<p id='mine'>mine</p>" in json.loads(unpacked(text, "code"))["body"]


@pytest.mark.parametrize(
    ("child", "name", "url"),
    [
        (lambda: HeatMap([[43, 76]]), "HeatMap", "leaflet_heat"),
        (MarkerCluster, "MarkerCluster", "markercluster"),
        (
            lambda: folium.TileLayer("https://tiles.example/{z}/{x}/{y}.png", attr="x"),
            "TileLayer",
            "tiles.example",
        ),
        (
            lambda: folium.raster_layers.ImageOverlay(
                "https://example.org/a.png", [[0, 0], [1, 1]]
            ),
            "ImageOverlay",
            "example.org",
        ),
        (
            lambda: folium.raster_layers.VideoOverlay(
                "https://example.org/a.webm", [[0, 0], [1, 1]]
            ),
            "VideoOverlay",
            "example.org",
        ),
        (
            lambda: folium.Marker(
                [43, 76], icon=folium.DivIcon(html='<img src="https://example.org/x.png">')
            ),
            "DivIcon",
            "example.org/x.png",
        ),
        (MiniMap, "MiniMap", "tile.openstreetmap"),
        (
            lambda: folium.Marker(
                [43, 76], popup=folium.Popup().add_child(folium.Vega({"data": []}))
            ),
            "Vega",
            "vega",
        ),
        (
            lambda: folium.Element("<script src='https://example.org/a.js'></script>"),
            "Element",
            "example.org",
        ),
    ],
)
def test_a_child_that_needs_the_network_is_named(atlas, tmp_path, child, name, url):
    atlas.add_child(child()) if name != "Element" else atlas.get_root().header.add_child(child())
    with pytest.raises(AssetError, match=rf"(?s){name}: needs .*{url}.*online=True.*assets="):
        atlas.save(tmp_path / "map.html")
    assert list(tmp_path.iterdir()) == []


def test_a_marker_with_an_icon_image_of_the_network_is_named(atlas, tmp_path):
    folium.Marker([43, 76], icon=folium.CustomIcon("https://example.org/pin.png")).add_to(atlas)
    with pytest.raises(AssetError, match=r"CustomIcon: needs https://example\.org/pin\.png"):
        atlas.save(tmp_path / "map.html")


def test_a_url_among_data_is_no_request(atlas, tmp_path):
    point = {"type": "Point", "coordinates": [76, 43]}
    wiki = {"wiki": "https://en.wikipedia.org", "all": ["https://a.org", "https://b.org"]}
    folium.GeoJson({"type": "Feature", "geometry": point, "properties": wiki}).add_to(atlas)
    assert atlas.save(tmp_path / "map.html").exists()


def test_a_tooltip_cannot_leave_its_text(atlas, tmp_path):
    folium.Marker([43, 76], tooltip="Qo`ng`irot ${alert(1)} \\u0041").add_to(atlas)
    script = code_of(atlas.save(tmp_path / "map.html").read_text(encoding="utf-8"))[-1]
    assert "Qo&#96;ng&#96;irot &#36;{alert(1)} &#92;u0041" in script


def test_what_a_popup_tells_starts_no_code(atlas, tmp_path):
    folium.Marker([43, 76], popup="Qo`ng`irot ${alert(1)} C:\\new").add_to(atlas)
    script = code_of(atlas.save(tmp_path / "map.html").read_text(encoding="utf-8"))[-1]
    assert r"Qo\`ng\`irot \${alert(1)} C:\\new" in script


def test_a_template_of_one_element_is_kept(atlas, tmp_path):
    legend = folium.MacroElement()
    legend._template = folium.template.Template(
        "{% macro html(this, kwargs) %}<p>my legend</p>{% endmacro %}"
    )
    atlas.get_root().add_child(legend)
    text = atlas.save(tmp_path / "map.html").read_text(encoding="utf-8")
    assert "my legend" in "".join(json.loads(unpacked(text, "code"))["body"])


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("<i style=\"background:url('https://example.org/a.png')\">x</i>", "example.org/a.png"),
        ("<style>@import 'https://example.org/a.css';</style>", "example.org/a.css"),
        ("<svg><image href='https://example.org/b.png'/></svg>", "example.org/b.png"),
        ("<object data='https://example.org/c.swf'></object>", "example.org/c.swf"),
        ("<video poster='//example.org/d.png'></video>", "example.org/d.png"),
        ("<img srcset='https://example.org/e.png 2x'>", "example.org/e.png"),
    ],
)
@pytest.mark.parametrize("framed", [False, True])
def test_whatever_markup_would_load_is_found(atlas, tmp_path, text, url, framed):
    shown = folium.IFrame(text) if framed else text
    folium.Marker([43, 76], popup=folium.Popup(shown)).add_to(atlas)
    with pytest.raises(AssetError, match=url):
        atlas.save(tmp_path / "map.html")


def test_a_frame_with_a_script_is_refused_by_name(atlas, tmp_path):
    frame = folium.IFrame("<script>draw()</script>")
    folium.Marker([43, 76], popup=folium.Popup(frame)).add_to(atlas)
    for online in (False, True):
        with pytest.raises(AssetError, match="IFrame: holds a script, which may not run"):
            atlas.save(tmp_path / "map.html", online=online)


def test_a_link_in_a_popup_is_no_request(atlas, tmp_path):
    folium.Marker([43, 76], popup='<a href="https://example.org/">more</a>').add_to(atlas)
    assert atlas.save(tmp_path / "map.html").exists()


def test_online_loosens_the_policy(atlas, tmp_path):
    HeatMap([[43, 76]]).add_to(atlas)
    text = atlas.save(tmp_path / "map.html", online=True).read_text(encoding="utf-8")
    assert "script-src" in policy_of(text)
    assert " https:" in policy_of(text)
    assert any("heat" in url for url in json.loads(unpacked(text, "code"))["load"])


def test_tiles_open_the_policy_to_their_host_alone(traced, tmp_path):
    atlas = draw(traced, basemap=False, tiles="https://{s}.tiles.example/{z}/{x}/{y}.png")
    text = atlas.save(tmp_path / "map.html", online=True).read_text(encoding="utf-8")
    rules = dict(rule.split(" ", 1) for rule in policy_of(text).split("; "))
    assert rules["img-src"] == "data: blob: https://*.tiles.example"
    assert "http" not in rules["script-src"] + rules["style-src"] + rules["font-src"]
    assert " https: " not in policy_of(text)


def test_scripts_open_the_policy_to_their_hosts_alone(atlas, tmp_path):
    HeatMap([[43, 76]]).add_to(atlas)
    text = atlas.save(tmp_path / "map.html", online=True).read_text(encoding="utf-8")
    rules = dict(rule.split(" ", 1) for rule in policy_of(text).split("; "))
    named = [part for part in rules["script-src"].split() if "sha256" not in part]
    assert named == ["https://cdn.jsdelivr.net"]
    assert rules["style-src"] == "'unsafe-inline'"


@pytest.mark.parametrize(
    ("tiles", "said"),
    [
        ("OpenStretMap", "unknown tiles 'OpenStretMap'"),
        ("Thunderforest.OpenCycleMap", "Token is required"),
    ],
)
def test_tiles_that_are_none_are_told(traced, tiles, said):
    with pytest.raises(InputError, match=said):
        draw(traced, basemap=False, tiles=tiles)


def test_assets_put_a_script_into_the_page(atlas, tmp_path):
    HeatMap([[43, 76]]).add_to(atlas)
    own = tmp_path / "heat.js"
    own.write_text("L.heatLayer = () => L.layerGroup();")
    urls = [url for _, url in HeatMap.default_js]
    text = atlas.save(tmp_path / "map.html", assets=dict.fromkeys(urls, own)).read_text(
        encoding="utf-8"
    )
    assert own.read_text() in [code for *_, code in children_of(text)]
    assert json.loads(unpacked(text, "code"))["load"] == []
    assert "http" not in policy_of(text)


def test_assets_that_are_not_there(atlas, tmp_path):
    with pytest.raises(InputError, match=r"missing\.js.*cannot be read"):
        atlas.save(
            tmp_path / "map.html", assets={"https://example.org/a.js": tmp_path / "missing.js"}
        )


def test_a_failed_save_leaves_the_old_file(atlas, tmp_path, monkeypatch):
    target = tmp_path / "map.html"
    target.write_text("old")

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(InputError, match="cannot be written: no space"):
        atlas.save(target)
    assert target.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["map.html"]


def test_tiles_warn_and_need_to_be_asked_for(traced, tmp_path):
    with pytest.warns(UserWarning, match="refuses pages opened from disk"):
        atlas = draw(traced, basemap=False, tiles="OpenStreetMap")
    with pytest.raises(AssetError, match=r"TileLayer: needs https://tile\.openstreetmap\.org"):
        atlas.save(tmp_path / "map.html")
    assert atlas.save(tmp_path / "map.html", online=True).exists()
    with pytest.warns(UserWarning, match="CARTO"):
        draw(
            traced,
            basemap=False,
            tiles=folium.TileLayer(
                "https://a.basemaps.cartocdn.com/light_all/{z}/{x}/{y}.png", attr="CARTO"
            ),
        )


def test_a_frame_in_metres_is_refused(traced):
    with pytest.raises(
        InputError, match=r"hubs · crs: is EPSG:3857, not EPSG:4326 .*to_crs\(4326\)"
    ):
        draw(traced, hubs=fixture.hubs().to_crs(3857))
    bare = fixture.changed(traced, legs=traced.legs.set_crs(None, allow_override=True))
    with pytest.raises(InputError, match=r"traced\.legs · crs: is not set"):
        draw(bare)


def test_a_basemap_folder_that_is_none(traced, tmp_path):
    with pytest.raises(InputError, match="basemap=False"):
        draw(traced, basemap=tmp_path)


def test_another_leaflet_is_refused(monkeypatch):
    leaflet.read.cache_clear()
    monkeypatch.setitem(leaflet.SHA256, "leaflet.js", "0" * 64)
    with pytest.raises(AtlasError, match=r"XStatic-Leaflet==1\.9\.3"):
        leaflet.read("leaflet.js")
    leaflet.read.cache_clear()


def test_notebook_shows_the_page_in_a_frame(atlas):
    shown = atlas._repr_html_()
    frame = re.search(r'<iframe srcdoc="([^"]*)"[^>]*></iframe>', shown)
    assert "save the page and open it in a browser" in shown.replace(frame[0], "")
    inner = html.unescape(frame[1])
    assert inner.startswith("<!DOCTYPE html>")
    assert inner == document.document(atlas.get_root())


def test_the_figure_renders_the_same_page(atlas):
    assert atlas.get_root().render() == document.document(atlas.get_root())


def test_leaflets_licence_stands_in_the_page(atlas, tmp_path):
    text = atlas.save(tmp_path / "map.html").read_text(encoding="utf-8")
    assert "Redistribution and use in source and binary forms" in text


def test_drawing_does_not_change_its_input(traced):
    hubs = fixture.hubs()
    before = (traced.legs.copy(), hubs.copy())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        draw(traced, hubs=hubs, basemap=False)
    assert traced.legs.equals(before[0])
    assert hubs.equals(before[1])


def test_size_of_a_page_without_data(tmp_path):
    """Leaflet, our code and style and the ground: the part that every page carries."""
    traced = fixture.traced(600)
    size = draw(traced, hubs=fixture.hubs()).save(tmp_path / "map.html").stat().st_size
    # Of which 40 kB are the page of a corridor and what changed, 14 kB its ledger and the planner,
    # 10 kB layers with numbers, width by tonnes, the time line and tables with a filter, 22 kB the
    # picture for where no script runs.
    assert size < 515_000


def test_the_day_on_the_page_is_that_of_the_atlas(tmp_path):
    """A parameter once said another day than the statuses were read on."""
    atlas = toy_atlas.write(tmp_path)
    for date in ("2015", "2020-06"):
        page = draw(atlas.as_of(date).trace(), basemap=False)
        assert page.content.as_of == date
    assert draw(atlas.trace(), basemap=False).content.as_of == ""
    with pytest.raises(TypeError, match="as_of"):
        draw(atlas.trace(), basemap=False, as_of="2030")


def test_the_hubs_of_the_atlas_are_drawn_unless_others_or_none_are_given(traced):
    drawn = [
        [hub.id for hub in draw(traced, hubs=hubs, basemap=False).content.scene.hubs]
        for hubs in (None, fixture.hubs().head(3), ())
    ]
    assert drawn == [list(traced.atlas.hubs["id"]), ["duisburg", "warsaw", "brest"], []]
    assert len(drawn[0]) == len(fixture.TOWNS)


def test_corridors_of_one_family_are_titled_by_it():

    def of(*corridors):
        whole = fixture.traced()
        refs = {each: whole.refs[each] for each in corridors}
        legs = {ref: leg for ref, leg in whole.by_ref.items() if leg.corridor in corridors}
        return replace(whole, ids=corridors, refs=refs, by_ref=legs)

    assert draw(of("nelb", "cpec")).content.title == "Belt and Road"
    assert draw(of("nelb", "titr"), lang="ru").content.title == ("Транспортные коридоры Евразии")
