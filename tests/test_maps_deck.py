"""Slides of the toy atlas: native shapes, tables and charts, the same bytes each time."""

import itertools
import zipfile

import pytest
import shapely
import toy_atlas
import toy_catalogue
import toy_rates
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.util import Pt

from geodata.errors import InputError
from maps import style
from maps.slides.deck import deck
from maps.words.language import Language

FAMILY_IDS = [family.id for family in style.FAMILIES]


@pytest.fixture(scope="module")
def traced(tmp_path_factory):
    return toy_atlas.write(tmp_path_factory.mktemp("toy")).trace()


@pytest.fixture(scope="module")
def written(traced, tmp_path_factory):
    return deck(traced, findings=False).save(tmp_path_factory.mktemp("deck") / "a.pptx")


@pytest.fixture(scope="module")
def slides(written):
    return list(Presentation(str(written)).slides)


def shapes(container):
    for shape in container:
        yield shape
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            yield from shapes(shape.shapes)


def test_a_slide_for_title_overview_each_corridor_and_sources(slides, traced):
    titles = [slide.shapes.title.text_frame.text for slide in slides]
    names = [record["name"]["en"] for record in traced.corridors.to_dict("records")]
    assert titles[:2] == ["Eurasian transport corridors", "All corridors"]
    assert set(names) <= set(titles)
    assert titles[-1] == "Sources"


def test_maps_are_freeforms_and_nothing_is_a_picture(slides):
    kinds = [shape.shape_type for slide in slides for shape in shapes(slide.shapes)]
    assert MSO_SHAPE_TYPE.PICTURE not in kinds
    corridor = list(shapes(slides[2].shapes))
    freeforms = {s.name for s in corridor if s.shape_type == MSO_SHAPE_TYPE.FREEFORM}
    assert {"sea", "land", "caspian:altynkol-aktau", "caspian:alat-poti"} <= freeforms
    assert "Aktau" in {s.text_frame.text for s in corridor if s.has_text_frame}


def test_freeforms_lie_where_the_map_is(slides):
    sea = next(s for s in shapes(slides[2].shapes) if s.name == "sea")
    leg = next(s for s in shapes(slides[2].shapes) if s.name == "caspian:altynkol-aktau")
    assert sea.left <= leg.left
    assert leg.left + leg.width <= sea.left + sea.width
    assert leg.width > sea.width / 4


def test_groups_frame_what_they_hold(slides):
    for slide in slides:
        for group in (s for s in shapes(slide.shapes) if s.shape_type == MSO_SHAPE_TYPE.GROUP):
            inner = list(group.shapes)
            assert group.left == min(s.left for s in inner)
            assert group.left + group.width == max(s.left + s.width for s in inner)


def test_ids_of_shapes_are_unique(slides):
    for slide in slides:
        ids = [shape.shape_id for shape in shapes(slide.shapes)]
        assert len(ids) == len(set(ids))


def test_the_table_holds_the_lengths_of_the_routes(slides, traced):
    frame = next(s for s in slides[3].shapes if s.has_table)
    rows = [[cell.text_frame.text for cell in row.cells] for row in frame.table.rows]
    assert rows[0] == ["Route", "Length, km", "In use", "Border crossings", "Breaks of gauge"]
    assert rows[1][1] == "2,800"
    assert len(rows) == 1 + len(traced.only("caspian").routes)


def test_the_chart_adds_up_to_the_lines(slides, traced):
    chart = next(s for s in slides[3].shapes if s.has_chart).chart
    total = sum(sum(series.values) for series in chart.plots[0].series)
    assert total == pytest.approx(traced.only("caspian").legs["length_km"].sum(), abs=0.5)
    assert {series.name for series in chart.plots[0].series} == {"Rail", "Sea"}


def test_sources_are_linked(slides, traced):
    links = {
        run.hyperlink.address
        for shape in slides[-1].shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
        if run.hyperlink.address
    }
    assert links == set(traced.sources["url"])


def test_the_same_input_gives_the_same_bytes(traced, written, tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    again = deck(traced, findings=False).save(tmp_path / "b.pptx")
    assert again.read_bytes() == written.read_bytes()
    with zipfile.ZipFile(again) as file:
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("lang", ["ru", "zh", "kk"])
def test_other_languages(traced, tmp_path, lang):
    file = deck(traced, lang=lang, findings=False).save(tmp_path / "a.pptx")
    found = list(Presentation(str(file)).slides)
    text = " ".join(s.text_frame.text for s in shapes(found[2].shapes) if s.has_text_frame)
    assert {"ru": "Актау", "zh": "阿克套", "kk": "Актау"}[lang] in text


def test_a_part_equals_a_trace_of_its_own(traced):
    alone = traced.atlas.trace("pontic")
    part = traced.only("pontic")
    assert list(part.legs["leg"].sort_values()) == list(alone.legs["leg"].sort_values())
    assert part.routes.drop(columns="name").equals(alone.routes.drop(columns="name"))


def test_only_pptx(traced, tmp_path):
    with pytest.raises(InputError, match=r"\.pptx"):
        deck(traced, hubs=()).save(tmp_path / "a.ppt")


def test_hostile_names_stay_text(traced, tmp_path):
    file = deck(traced, title='<a:br/> & "quoted" \x07').save(tmp_path / "a.pptx")
    assert "<a:br/>" in next(iter(Presentation(str(file)).slides)).shapes.title.text_frame.text


@pytest.mark.parametrize("lang", ["en", "ru", "zh", "kk"])
def test_a_ledger_is_a_slide_of_two_native_charts(traced, tmp_path, lang):
    book = toy_rates.book(tmp_path / "rates", traced.atlas)
    ledger = traced.ledger("caspian", profile="block-train-feu", rates=book)
    made = deck(traced, lang=lang, ledgers={"caspian": ledger}, findings=False).save(
        tmp_path / "a.pptx"
    )
    without = deck(traced, lang=lang, findings=False).save(tmp_path / "b.pptx")
    found, plain = (list(Presentation(str(file)).slides) for file in (made, without))
    assert len(found) == len(plain) + 1
    charts = [
        [shape.chart for shape in slide.shapes if shape.has_chart]
        for slide in found
        if sum(shape.has_chart for shape in slide.shapes) == 2
    ]
    hours, usd = charts[0]
    for chart, measure, scale in ((hours, "hours", 24.0), (usd, "usd", 1.0)):
        ends = [list(series.values)[-1] for series in chart.plots[0].series]
        whole = ledger.totals[measure].range
        want = [whole.mode / scale, whole.low / scale, whole.high / scale]
        assert ends == pytest.approx(want, abs=1e-3)
    if lang == "en":
        labels = [point.text for point in hours._chartSpace.iter("{*}t") if point.text]
        assert {"Days", "Aktau", "Alat"} <= set(labels)


SERIES = "scope,object,quantity,unit,year,value,wording,said_value,said_unit,source,checked\n"


@pytest.fixture(scope="module")
def telling(tmp_path_factory):
    """The slides of a toy whose traffic is known."""
    rows = (
        f"{SERIES}"
        "corridor,caspian,traffic,t/year,2021,500000,cargo,0.5,Mt,titr,2026-11-23\n"
        "corridor,caspian,traffic,t/year,2024,4000000,cargo,4,Mt,titr,2026-11-23\n"
        "corridor,caspian,capacity,t/year,2024,5000000,capacity,5,Mt/year,titr,2026-11-23\n"
    )
    folder = tmp_path_factory.mktemp("telling")
    files = {**toy_catalogue.FILES, "series.csv": rows}
    path = deck(toy_atlas.write(folder, files=files).trace("caspian")).save(folder / "a.pptx")
    return list(Presentation(str(path)).slides)


def test_the_deck_opens_with_the_findings_of_the_story(telling):
    slide = telling[1]
    title = slide.shapes.title.text_frame.text
    assert title == "4\u00a0Mt in 2024, 80% of the capacity of 5\u00a0Mt a year"
    (chart,) = (shape.chart for shape in slide.shapes if shape.has_chart)
    assert list(chart.plots[0].categories) == ["2021", "2024", "Capacity"]
    assert list(chart.plots[0].series[0].values) == [500.0, 4000.0, 5000.0]
    assert "https://example.org/titr" in slide.notes_slide.notes_text_frame.text


def test_nothing_beside_the_map_of_a_finding_lies_over_another_or_off_the_slide(telling):
    for slide in telling[1:3]:
        boxes = [
            (shape.left, shape.top, shape.left + shape.width, shape.top + shape.height)
            for shape in slide.shapes
            if shape.shape_type != MSO_SHAPE_TYPE.GROUP
        ]
        for left, top, right, bottom in boxes:
            assert left >= 0
            assert top >= 0
            assert right <= Pt(960)
            assert bottom <= Pt(540)
        for one, two in itertools.combinations(boxes, 2):
            apart = one[2] <= two[0] or two[2] <= one[0] or one[3] <= two[1] or two[3] <= one[1]
            assert apart, (one, two)


def test_lines_end_where_the_map_of_a_place_ends(tmp_path):
    """Alat fills the map of its finding: the lines that meet there run on beyond it."""
    path = deck(toy_atlas.write(tmp_path).trace("caspian")).save(tmp_path / "a.pptx")
    slide = Presentation(str(path)).slides[1]
    assert "Alat" in slide.shapes.title.text_frame.text
    (sea,) = (box(shape) for shape in shapes(slide.shapes) if shape.name == "sea")
    lines = [
        shapely.linestrings(contour)
        for shape in group(slide, "Corridors")
        if shape.shape_type == MSO_SHAPE_TYPE.FREEFORM
        for contour in spots(shape)
    ]
    assert lines
    assert all(sea.buffer(0.1).contains(line) for line in lines)
    assert any(sea.exterior.distance(line) < 0.1 for line in lines)


def test_every_family_has_a_band_of_its_own_on_the_cover(slides):
    bands = [shape for shape in shapes(slides[0].shapes) if shape.name in FAMILY_IDS]
    assert [shape.name for shape in sorted(bands, key=lambda one: -one.top)] == FAMILY_IDS[::-1]
    assert sum(shape.height for shape in bands) == pytest.approx(Pt(540), abs=Pt(1))
    assert min(shape.top for shape in bands) >= 0
    assert max(shape.top + shape.height for shape in bands) <= Pt(540)


def spots(shape):
    """The vertices of a freeform's contours on the slide, points."""
    path = shape._element.find(".//{*}path")
    across, up = (max(int(path.get(key)), 1) for key in ("w", "h"))
    contours = []
    for step in path:
        if step.tag.endswith("moveTo"):
            contours.append([])
        if (point := step.find("{*}pt")) is not None:
            x = shape.left + int(point.get("x")) * shape.width / across
            y = shape.top + int(point.get("y")) * shape.height / up
            contours[-1].append((x / Pt(1), y / Pt(1)))
    return [contour for contour in contours if len(contour) > 1]


def group(slide, name):
    for shape in slide.shapes:
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP and shape.name == name:
            yield from shapes(shape.shapes)


def box(shape):
    left, top = shape.left / Pt(1), shape.top / Pt(1)
    return shapely.box(left, top, left + shape.width / Pt(1), top + shape.height / Pt(1))


def names_apart(slides, lines_of=("Legs", "Corridors")):
    """Hold that no name on a map lies on a line or on another name; returns the pairs looked at."""
    seen = 0
    for slide in slides:
        names = [(shape.text_frame.text, box(shape)) for shape in group(slide, "labels")]
        lines = [
            shapely.linestrings(contour)
            for what in lines_of
            for shape in group(slide, what)
            if shape.shape_type == MSO_SHAPE_TYPE.FREEFORM
            for contour in spots(shape)
        ]
        seen += len(names) * len(lines)
        for name, where in names:
            assert not any(where.intersects(line) for line in lines), name
        for (one, first), (two, second) in itertools.combinations(names, 2):
            assert first.intersection(second).area < 0.5, (one, two)
    return seen


def legible(slides):
    """Hold that no text is under 9 pt and every slide has notes."""
    for slide in slides:
        sizes = [int(run.get("sz")) for run in slide.element.iter("{*}rPr") if run.get("sz")]
        assert min(sizes) >= 900
        assert slide.has_notes_slide
        assert slide.notes_slide.notes_text_frame.text.strip()


def test_no_name_on_a_map_lies_on_a_line_or_on_another_name(slides, telling):
    assert names_apart([*slides, *telling]) > 100


def test_texts_are_large_enough_and_every_slide_has_notes(slides, telling):
    legible([*slides, *telling])


@pytest.mark.full
@pytest.mark.parametrize("lang", ["en", "ru", "zh", "kk"])
def test_the_shipped_deck_is_legible(shipped_traced, tmp_path, lang):
    made = deck(shipped_traced, lang=lang).save(tmp_path / "all.pptx")
    shown = list(Presentation(str(made)).slides)
    words = Language(lang).words()
    assert names_apart(shown, (words["legs"], words["corridors"])) > 10_000
    legible(shown)


def test_a_corridor_tells_its_state_traffic_and_hubs_and_shows_its_strip(telling):
    slide, strip = (
        [s for s in telling if s.shapes.title.text_frame.text == f"Toy corridor{after}"][-1]
        for after in ("", ": Lengths by route, km")
    )
    said = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    assert "Status" in said
    assert any(text.startswith("Operating: ") for text in said)
    assert "4\u00a0Mt in 2024, 80% of the capacity of 5\u00a0Mt a year" in said
    assert any(text.startswith("Sea port: ") and "Aktau" in text for text in said)
    chart = list(group(strip, "Along the route"))
    texts = {shape.text_frame.text for shape in chart if shape.has_text_frame}
    assert {"Country", "Mode", "Gauge", "Aktau"} <= texts
    assert (
        "1,400 km: Change of mode rail \u2192 sea Aktau" in strip.notes_slide.notes_text_frame.text
    )
