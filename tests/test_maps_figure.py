"""Figures for print: projections, strands, fonts, and sheets as SVG, PDF and PNG."""

import io
import itertools
import re
import zlib
from pathlib import Path
from xml.etree import ElementTree as ET

import maps_fixture
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
import toy_atlas

from geodata.errors import InputError
from geodata.places.languages import tongues
from maps import style
from maps.figures import fonts, map_frame, offset_lines, projection
from maps.figures import sheet as figure
from maps.figures import text as lettering
from maps.scene.bounds import crowded_box
from maps.words.language import Language

SVG = "{http://www.w3.org/2000/svg}"


GEOD = pyproj.Geod(ellps="WGS84")


EXTENT = [[20.0, 20.0], [100.0, 20.0], [20.0, 62.0], [100.0, 62.0]]


def view(kind="auto", points=EXTENT, size=(700.0, 400.0)):
    return projection.fit(points, width_pt=size[0], height_pt=size[1], kind=kind)


def test_standard_parallels_lie_a_sixth_from_the_edges():
    assert view().parallels == (27.0, 55.0)
    assert view().lon_0 == 60.0


def test_wide_extents_are_equal_area_and_small_ones_conformal():
    assert view().kind == "albers"
    assert view(points=[[60, 40], [75, 50]]).kind == "lcc"


def test_an_extent_astride_the_equator_takes_a_cylinder():
    assert view(points=[[30, -20], [110, 20]]).kind == "cea"
    assert view("lcc", points=[[30, -20], [110, 20]]).kind == "merc"


@pytest.mark.parametrize("kind", ["albers", "lcc"])
def test_scale_is_true_along_the_standard_parallels(kind):
    here = view(kind)
    for lat in here.parallels:
        ends = np.array([[60.0, lat], [60.1, lat]])
        paper = np.hypot(*np.diff(here.to_paper(ends), axis=0)[0]) * here.metres_per_pt
        _, _, ground = GEOD.inv(60.0, lat, 60.1, lat)
        assert paper == pytest.approx(ground, rel=1e-4)


def cell(here, lat):
    ring = np.array([[60, lat], [61, lat], [61, lat + 1], [60, lat + 1], [60, lat]], dtype=float)
    x, y = here.to_paper(ring).T
    paper = abs(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2
    return paper / abs(GEOD.polygon_area_perimeter(ring[:, 0], ring[:, 1])[0])


def test_albers_keeps_areas_and_lambert_angles():
    areas = [cell(view("albers"), lat) for lat in (21, 40, 60)]
    assert max(areas) / min(areas) == pytest.approx(1.0, abs=2e-3)
    here = view("lcc")
    for lat in (21.0, 40.0, 60.0):
        start = here.to_paper([[60.0, lat]])[0]
        scales = []
        for azimuth in (0, 90):
            lon, lat2, _ = GEOD.fwd(60.0, lat, azimuth, 1000.0)
            scales.append(np.hypot(*(here.to_paper([[lon, lat2]])[0] - start)))
        assert scales[0] == pytest.approx(scales[1], rel=1e-3)


def test_all_points_lie_on_the_paper_and_the_window_holds_them():
    here = view()
    paper = here.to_paper(EXTENT)
    assert (paper > 0).all()
    assert (paper < [here.width_pt, here.height_pt]).all()
    west, south, east, north = here.window
    assert west < 20
    assert south < 20
    assert east > 100
    assert north > 62
    assert here.height_pt == pytest.approx(400.0)


def test_an_extent_across_the_antimeridian_is_not_torn():
    here = view(points=[[170.0, 50.0], [-170.0, 60.0]])
    assert abs(here.lon_0) == 180.0
    across = np.ptp(here.to_paper([[170.0, 50.0], [-170.0, 60.0]])[:, 0])
    assert across * here.metres_per_pt == pytest.approx(1_330_000, rel=0.05)


def test_unknown_projection_and_nothing_to_draw_are_errors():
    with pytest.raises(InputError, match="albers"):
        view("alberts")
    with pytest.raises(InputError, match="nothing to draw"):
        view(points=np.empty((0, 2)))


def test_graticule_bends_with_the_projection():
    lines = dict(projection.graticule(view()))
    parallel = lines["40°N"]
    middle = parallel[np.argmin(np.abs(parallel[:, 0] - 350))]
    assert middle[1] < parallel[0, 1] - 5  # a cone's parallels sag in the middle


def test_a_line_moved_aside_keeps_its_distance():
    line = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0]])
    assert offset_lines.offset(line, 2.0).tolist() == [[0.0, 2.0], [8.0, 2.0], [8.0, 10.0]]
    assert offset_lines.offset(line, 0.0) is line


def test_families_that_share_a_track_run_side_by_side():
    traced = maps_fixture.traced(1500)
    drawn = offset_lines.place_lines(traced, view(points=EXTENT), gap_pt=3.0)
    shared = [strand for strand in drawn if strand.of > 1]
    assert {strand.look.family for strand in shared} >= {"belt-and-road", "trans-caspian"}
    for strand in shared:
        moved = np.hypot(*(strand.line[0] - strand.track[0]))
        assert moved == pytest.approx(abs((strand.of - 1) / 2 - strand.row) * 3.0)


def test_one_look_per_family_and_mode_is_that_in_use():
    looks = [
        offset_lines.Look("f", "rail", status) for status in ("planned", "operating", "closed")
    ]
    assert offset_lines._settled(looks) == (offset_lines.Look("f", "rail", "operating"),)


def seed_texts(shipped):
    records = shipped.catalogue.corridors.values()
    corridors = [record.name.get(lang, "") for record in records for lang in tongues()]
    routes = [
        route.name.get(lang, "")
        for record in records
        for route in record.routes
        for lang in tongues()
    ]
    furniture = [text for lang in tongues() for text in Language(lang).words("print").values()]
    return [*corridors, *routes, *furniture]


def test_the_fonts_hold_every_character_of_what_figures_say(shipped):
    held = {chr(code) for code in fonts.coverage()}
    assert {char for text in seed_texts(shipped) for char in text} - held == set()


def test_the_bold_font_holds_titles_and_names(shipped):
    held = {chr(code) for code in fonts.coverage(bold=True)}
    titles = [Language(lang).words("print")["title"] for lang in tongues()]
    names = [
        record.name.get(lang, "")
        for record in shipped.catalogue.corridors.values()
        for lang in tongues()
    ]
    assert {char for text in [*titles, *names] for char in text} - held == set()


def test_the_fonts_hold_the_names_of_places_in_the_languages_of_the_furniture(shipped):
    held = {chr(code) for code in fonts.coverage()}
    texts = [place.names.get(lang, "") for place in shipped.places.values() for lang in tongues()]
    assert {char for text in texts for char in text} - held == set()


def test_the_fonts_are_small_and_their_licence_is_there():
    assert sum(file.stat().st_size for file in fonts.files()) < 2_500_000
    licence = Path(__file__).resolve().parents[1] / "LICENSES" / "OFL-1.1.txt"
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence.read_text(encoding="utf-8")


def test_a_bold_face_gives_way_where_it_lacks_a_glyph():
    rare = next(chr(c) for c in sorted(fonts.coverage() - fonts.coverage(bold=True)) if c > 0x4E00)
    assert lettering.fitting(lettering.Face(9, bold=True), "ab") == lettering.Face(9, bold=True)
    assert lettering.fitting(lettering.Face(9, bold=True), rare) == lettering.Face(9)
    assert lettering.fitting(lettering.Face(9), "ع").spare


def test_text_breaks_at_spaces_and_between_han_but_not_before_a_stop():
    face = lettering.Face(10)
    assert lettering.wrapped("aaa bbb ccc", face, lettering.width("aaa bbb", face)) == [
        "aaa bbb",
        "ccc",
    ]
    assert lettering.wrapped("铁路公路，海运", face, 30) == ["铁路公", "路，海", "运"]
    assert lettering.wrapped("铁路公，海", face, 30) == ["铁路", "公，海"]


@pytest.fixture(scope="module")
def traced():
    return maps_fixture.traced(3000)


@pytest.fixture(scope="module")
def sheets(traced):
    hubs = maps_fixture.hubs()
    return {lang: figure.figure(traced, hubs=hubs, lang=lang) for lang in tongues()}


def text_boxes(sheet):
    """The extents of the ink of all texts as matplotlib draws them, points, by text."""
    from matplotlib.textpath import TextPath

    boxes = []
    for text in sheet.figure.axes[0].texts:
        font = text.get_fontproperties()
        path = TextPath((0, 0), text.get_text(), size=font.get_size_in_points(), prop=font)
        to_points = text.get_transform() - sheet.figure.axes[0].transData
        corner = to_points.transform(text.get_position())
        boxes.append((text.get_text(), path.get_extents().extents + np.tile(corner, 2)))
    return boxes


def overlapping(boxes):
    return [
        (a, b)
        for (a, one), (b, two) in itertools.combinations(boxes, 2)
        if one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]
    ]


@pytest.mark.parametrize("lang", ["en", "ru", "zh", "kk"])
def test_no_two_labels_of_a_map_overlap(sheets, lang):
    sheet = sheets[lang]
    on_map = {text.text for text in sheet.map_frame.texts}
    boxes = [(text, box) for text, box in text_boxes(sheet) if text in on_map]
    assert len(boxes) > 60
    assert overlapping(boxes) == []


@pytest.mark.parametrize("lang", ["en", "ru", "zh", "kk"])
def test_boxes_as_placed_are_disjoint_and_keep_off_symbols(sheets, lang):
    plate = sheets[lang].map_frame
    boxes = list(plate.boxes.items())
    pairs = overlapping([(key, np.array(box)) for key, box in boxes])
    assert [pair for pair in pairs if not all(key.startswith("badge") for key in pair)] == []
    symbols = [(node.id, np.array(node.box)) for node in plate.symbols]
    names = [(key, np.array(box)) for key, box in boxes if key.startswith(("node", "country"))]
    hits = [
        pair
        for pair in overlapping([*symbols, *names])
        if sum(key.startswith(("node:", "country:")) for key in pair) == 1
    ]
    assert hits == []


@pytest.mark.parametrize("lang", ["en", "ru", "zh", "kk"])
def test_the_shipped_catalogue_has_no_overlapping_labels(shipped_traced, lang):
    sheet = figure.figure(shipped_traced, hubs=shipped_traced.atlas.hubs, lang=lang)
    labels_ = {key: np.array(box) for key, box in sheet.map_frame.boxes.items()}
    assert overlapping(list(labels_.items())) == []
    assert {badge.corridor for badge in sheet.map_frame.badges} == set(shipped_traced.ids)


def saved(sheet, folder, name):
    return sheet.save(folder / name, dpi=72).read_bytes()


@pytest.mark.parametrize("suffix", ["svg", "pdf", "png"])
def test_the_same_sheet_gives_the_same_bytes(traced, tmp_path, suffix, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    one, two = (
        saved(figure.figure(traced, hubs=maps_fixture.hubs()), tmp_path, f"{n}.{suffix}")
        for n in "ab"
    )
    assert one == two


@pytest.mark.parametrize("lang", ["en", "ru", "zh", "kk"])
def test_svg_is_text_and_carries_its_glyphs(sheets, tmp_path, lang):
    root = ET.fromstring(saved(sheets[lang], tmp_path, "a.svg"))
    texts = {node.text for node in root.iter(f"{SVG}text")}
    assert sheets[lang].title in texts
    assert {text.text for text in sheets[lang].map_frame.texts} <= texts
    assert root.get("role") == "img"
    assert root.find(f"{SVG}desc").text == sheets[lang].alt
    style = "".join(node.text or "" for node in root.iter(f"{SVG}style"))
    assert ("Noto Sans SC" in style) == (lang == "zh")
    assert "data:font/woff;base64," in style
    raw = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "Corridor Atlas Noto" not in raw
    assert re.findall(r"(?:href|src|url)\s*[=(]\s*[\"']?https?:", raw) == []


def test_the_glyphs_in_an_svg_are_those_of_its_text(sheets, tmp_path):
    import base64

    from fontTools.ttLib import TTFont

    saved(sheets["zh"], tmp_path, "a.svg")
    raw = (tmp_path / "a.svg").read_text(encoding="utf-8")
    held = set()
    for coded in re.findall(r"base64,([^)]*)\)", raw):
        with TTFont(io.BytesIO(base64.b64decode(coded))) as font:
            held |= set(font.getBestCmap())
    used = {ord(c) for text in ET.fromstring(raw).iter(f"{SVG}text") for c in text.text}
    assert used <= held


def test_pdf_embeds_truetype_with_text(sheets, tmp_path):
    content = saved(sheets["zh"], tmp_path, "a.pdf")
    assert b"/Type3" not in content
    assert b"/FontFile2" in content
    assert b"/ToUnicode" in content
    assert b"CreationDate" not in content
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    drawn = b"".join(zlib.decompress(s) for s in streams if s[:1] == b"x")
    assert drawn.count(b"BT") > 100


def test_what_the_data_say_is_escaped(traced, tmp_path):
    corridors = traced.corridors.copy()
    corridors["name"] = [{"en": "<script>alert(1)</script> & $x$"} for _ in range(len(corridors))]
    hostile = maps_fixture.changed(traced, corridors=corridors)
    root = ET.fromstring(saved(figure.figure(hostile), tmp_path, "a.svg"))
    assert list(root.iter(f"{SVG}script")) == []
    assert any("<script>alert" in (node.text or "") for node in root.iter(f"{SVG}text"))


def test_paper_sizes():
    assert figure.paper("a4") == pytest.approx((841.89, 595.28), abs=0.01)
    assert figure.paper("16:9")[0] / figure.paper("16:9")[1] == pytest.approx(16 / 9, rel=1e-4)
    assert figure.paper("100x254mm") == pytest.approx((283.46, 720.0), abs=0.01)
    for wrong in ("a5x", "10x10mm", "100x99999mm"):
        with pytest.raises(InputError, match="size"):
            figure.paper(wrong)


def test_other_formats_are_refused_with_the_ones_that_are_not(sheets, tmp_path):
    with pytest.raises(InputError, match=r"\.pdf"):
        sheets["en"].save(tmp_path / "a.pdff")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", ["16:9", "a4-portrait", "100x80mm"])
def test_the_map_keeps_within_the_page(traced, size):
    sheet = figure.figure(traced, hubs=maps_fixture.hubs(), size=size)
    wide, high = figure.paper(size)
    for _, (west, south, east, north) in text_boxes(sheet):
        assert west > 0
        assert south > -2
        assert east < wide + 1
        assert north < high + 1


def test_a_lone_corridor_is_its_title_and_has_a_strip_chart(tmp_path):
    traced = toy_atlas.write(tmp_path).trace("caspian")
    sheet = figure.figure(traced, hubs=traced.atlas.hubs)
    assert sheet.title == traced.corridors["name"].iloc[0]["en"]
    said = {text for text, _ in text_boxes(sheet)}
    assert any(text.startswith("Along the route") for text in said)
    assert "1520 mm" in said
    bare = figure.figure(traced, hubs=traced.atlas.hubs, strip=False)
    assert not any(text.startswith("Along") for text, _ in text_boxes(bare))


def test_a_scale_bar_is_as_long_as_it_says(sheets):
    plate = sheets["en"].map_frame
    west, _, east, _ = plate.corner
    assert 0 < east - west < plate.view.width_pt / 3
    rows = dict(text_boxes(sheets["en"]))
    label = next(text for text in rows if re.fullmatch(r"[\d,]+ km", text))
    km = float(label.replace(",", "").split()[0])
    drawn = rows[label][0] - rows["0"][0] + 1.2 * plate.scale
    assert drawn * plate.view.metres_per_pt / 1000 == pytest.approx(km, rel=0.03)


def test_the_graticule_ends_at_the_frame(traced):
    from matplotlib.collections import LineCollection

    plain, lined = (figure.figure(traced, graticule=wanted) for wanted in (False, True))
    drawn = [
        [item for item in sheet.figure.axes[0].collections if isinstance(item, LineCollection)]
        for sheet in (plain, lined)
    ]
    added = [item for item in drawn[1] if item.get_zorder() == 2.5]
    assert sum(len(item.get_segments()) for item in added) > 10
    assert sum(len(x.get_segments()) for x in drawn[0] if x.get_zorder() == 2.5) == 0
    view_ = lined.map_frame.view
    for collection in added:
        box = collection.get_clip_box().transformed(lined.figure.axes[0].transData.inverted())
        assert (box.width, box.height) == pytest.approx((view_.width_pt, view_.height_pt))


def test_the_date_and_sources_are_stated(sheets):
    said = " ".join(text for text, _ in text_boxes(sheets["en"]))
    assert "23 November 2026" in said
    assert "OpenStreetMap" in said
    assert "Natural Earth" in said
    assert "No endorsement implied" in said


def test_frames_are_not_changed(traced):
    before = traced.legs.copy()
    figure.figure(traced)
    pd.testing.assert_frame_equal(pd.DataFrame(before), pd.DataFrame(traced.legs))


@pytest.mark.parametrize(
    ("corridor", "upright"), [("north-south-western", True), ("trans-caspian", False)]
)
def test_a_sheet_that_fits_has_the_shape_of_its_corridor(shipped_traced, corridor, upright):
    sheet = figure.figure(shipped_traced.only(corridor), size="fit")
    wide, high = sheet.figure.get_size_inches()
    assert bool(high > wide) is upright
    view = sheet.map_frame.view
    spans = np.ptp(view.to_paper(map_frame.extent(shipped_traced.only(corridor))), axis=0)
    around = np.prod(np.minimum(spans + 0.24 * spans.max(), (view.width_pt, view.height_pt)))
    assert 1 - around / (view.width_pt * view.height_pt) <= 0.6


def shows_its_corridor_and_little_else(traced):
    """A locator, no name on another, and little land beyond the corridor and an eighth around it."""
    sheet = figure.figure(traced, size="fit").map_frame
    points = sheet.view.to_paper(map_frame.extent(traced))
    margin = 0.12 * np.ptp(points, axis=0).max()
    near = shapely.box(*(points.min(axis=0) - margin), *(points.max(axis=0) + margin))
    beyond = shapely.union_all(sheet.ground["land"]).difference(near)
    assert beyond.area / (sheet.view.width_pt * sheet.view.height_pt) <= 0.6
    assert "corner" in sheet.boxes
    names = [(key, box) for key, box in sheet.boxes.items() if key != "corner"]
    assert overlapping(names) == []


@pytest.mark.parametrize("corridor", ["trans-caspian", "khaf-herat", "north-south-western"])
def test_a_sheet_that_fits_shows_its_corridor_and_little_else(shipped_traced, corridor):
    shows_its_corridor_and_little_else(shipped_traced.only(corridor))


@pytest.mark.full
def test_every_sheet_that_fits_shows_its_corridor_and_little_else(shipped_traced):
    for corridor in shipped_traced.ids:
        shows_its_corridor_and_little_else(shipped_traced.only(corridor))


def test_where_many_corridors_cross_is_a_box_of_cells():
    lines = [
        ("a", np.array([(1.0, 1.0), (9.0, 1.0)])),
        ("b", np.array([(1.0, 2.0), (30.0, 50.0)])),
        ("c", np.array([(2.0, 3.0), (9.0, 2.0)])),
    ]
    # a, b and c share the cell 0-4, 0-4; a and c the cell 8-12, 0-4, which is two of three
    assert crowded_box(lines) == (0.0, 0.0, 4.0, 4.0)
    assert crowded_box([lines[0], lines[2]]) == (0.0, 0.0, 12.0, 4.0)
    assert crowded_box([]) is None


def test_a_sheet_of_many_corridors_shows_their_core_larger(shipped_traced):
    many = figure.figure(shipped_traced).figure
    few = figure.figure(shipped_traced.only("trans-caspian")).figure
    assert (len(many.axes), len(few.axes)) == (2, 1)
    whole, core = (axes.get_position() for axes in many.axes)
    assert (whole.x0, whole.y1) == (0.0, 1.0)
    assert core.x0 > 0.5
    assert core.y0 >= 0.0


def test_a_lone_corridor_is_placed_in_the_world(shipped_traced, tmp_path):
    from PIL import Image

    traced = shipped_traced.only("khaf-herat")
    path = figure.figure(traced, size="fit").save(tmp_path / "one.png", dpi=72)
    with Image.open(path) as image:
        pixels = np.asarray(image.convert("RGB")).astype(int)
    inset = pixels[20:64, -20 - 99 : -20]
    ink = np.array(
        [int(style.family("central-south-asia").colour[i : i + 2], 16) for i in (1, 3, 5)]
    )
    assert (np.abs(inset - ink).sum(axis=2) < 150).any()
    assert len(np.unique(inset.reshape(-1, 3), axis=0)) > 10
