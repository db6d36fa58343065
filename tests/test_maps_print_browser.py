"""The map on paper: the PDF is rendered, and what is on it is counted in pixels."""

import browser
import maps_fixture as fixture
import numpy as np
import pypdfium2
import pytest

from maps import draw, style

pytestmark = pytest.mark.browser

A4_MM = (210.0, 297.0)
A3_MM = (297.0, 420.0)
EVERY = [row[0] for row in fixture.CORRIDORS]


def colour(text):
    return np.array([int(text[at : at + 2], 16) for at in (1, 3, 5)])


def near(pixels, text, within=10):
    return (np.abs(pixels - colour(text)) <= within).all(axis=-1)


@pytest.fixture(scope="module")
def chromium():
    with browser.browser() as running:
        yield running


@pytest.fixture
def printed(chromium, tmp_path):
    def show(corridors, *, scheme="light", script=None, paper="A4"):
        traced = fixture.only(fixture.traced(1200), *corridors)
        path = draw(traced, hubs=fixture.hubs()).save(tmp_path / "map.html")
        with browser.visit(chromium, path, color_scheme=scheme) as visit:
            if script:
                visit.page.evaluate(script)
            visit.page.pdf(path=tmp_path / "map.pdf", prefer_css_page_size=True, format=paper)
            assert visit.page.locator("#atlas").is_visible()
            assert visit.requests == []
            assert visit.errors == []
        document = pypdfium2.PdfDocument(tmp_path / "map.pdf")
        [page] = document
        size = tuple(value / 72 * 25.4 for value in page.get_size())
        pixels = page.render(scale=2).to_numpy()[..., :3][..., ::-1].astype(int)
        text = page.get_textpage().get_text_range()
        document.close()
        return size, pixels, text

    return show


@pytest.mark.parametrize(
    ("corridors", "wide"), [(EVERY, True), (["titr"], True), (["instc-west"], False)]
)
def test_paper_holds_land_sea_every_corridor_and_the_legend_below(printed, corridors, wide):
    size, pixels, text = printed(corridors)
    assert size == pytest.approx(A4_MM[::-1] if wide else A4_MM, abs=0.5)
    land, sea = (near(pixels, style.GROUND["light"][key], 3) for key in ("land", "sea"))
    assert land.mean() > 0.2
    assert sea.mean() > 0.04
    families = {row[1] for row in fixture.CORRIDORS if row[0] in corridors}
    inks = {item.id: near(pixels, item.colour) for item in style.FAMILIES}
    assert {name: int(inks[name].sum()) for name in families if inks[name].sum() < 200} == {}
    rows = np.flatnonzero(land.mean(axis=1) > 0.1)
    columns = np.flatnonzero(land.mean(axis=0) > 0.02)
    # The map stands whole within the margins, and nothing drawn touches its frame.
    margin = 10 / 25.4 * 144 - 3
    assert rows[0] > margin
    assert columns[0] > margin
    assert columns[-1] < pixels.shape[1] - margin
    frame = np.zeros(land.shape, bool)
    frame[rows[0] + 4 : rows[-1] - 4, columns[0] + 4 : columns[-1] - 4] = True
    inner = np.zeros(land.shape, bool)
    inner[rows[0] + 16 : rows[-1] - 16, columns[0] + 16 : columns[-1] - 16] = True
    for name in families:
        assert not (inks[name] & frame & ~inner).any(), name
    # Words below the map: the legend and whose data it is.
    dark = (pixels.sum(axis=-1) < 300) & (np.arange(len(pixels)) > rows[-1])[:, None]
    assert dark.sum() > 500
    assert not dark[-int(margin) :].any()
    for word in ("Rail", "Sea port", "Natural Earth"):
        assert word in text


def test_on_a3_the_map_is_larger(printed):
    """The printer's paper is taken as it is; the map grows with it, on one sheet."""
    small, large = (printed(["titr"], paper=paper) for paper in ("A4", "A3"))
    assert large[0] == pytest.approx(A3_MM[::-1], abs=0.5)
    areas = [
        near(pixels, style.GROUND["light"]["land"], 3).sum() for _, pixels, _ in (small, large)
    ]
    assert areas[1] > 1.9 * areas[0]
    assert all("Rail" in text and "Natural Earth" in text for *_, text in (small, large))


@pytest.mark.parametrize("corridors", [["titr"], ["instc-west"]], ids=["wide", "upright"])
def test_shorter_paper_holds_all_of_it_on_one_sheet(printed, corridors):
    """Letter is 18 mm shorter than A4 upright, and 6 mm wider."""
    _, _, text = printed(corridors, paper="Letter")
    assert "Rail" in text
    assert "Natural Earth" in text


def test_no_paper_shows_what_lies_beyond_the_ground(printed):
    """West of Iceland the page has no ground: the map ends there, or is moved."""
    _, pixels, _ = printed(EVERY)
    beyond = near(pixels, style.GROUND["light"]["beyond"], 1).mean(axis=0) > 0.3
    assert beyond.sum() < 6  # where the ground fades out, a twentieth of an inch


def test_paper_is_light_on_a_dark_screen(printed):
    _, pixels, _ = printed(["titr"], scheme="dark")
    assert near(pixels, style.GROUND["light"]["land"], 3).mean() > 0.2
    assert near(pixels, style.GROUND["dark"]["land"], 3).mean() < 0.01


def test_an_open_corridor_is_printed_with_its_title_and_the_rest_pale(printed):
    _, pixels, text = printed(EVERY, script="atlas.test.open.corridor(2)")
    assert "km from" in text
    assert near(pixels, "#0a5ea8").sum() > 300
    assert near(pixels, "#d1491b").sum() < near(pixels, "#0a5ea8").sum()
