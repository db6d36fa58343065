"""The picture that a page shows where no script runs."""

import re
from types import SimpleNamespace

import maps_fixture as fixture
import pytest
import shapely

from maps import draw
from maps.page.still import WIDTH, still

PATH = re.compile(r'<path d="([^"]*)" fill="none" stroke="([^"]*)"')


def _points(path):
    """Follow the steps of a path; return its points."""
    found = []
    for line in path.split("M")[1:]:
        x, y = map(int, line.partition("l")[0].split())
        found.append((x, y))
        steps = list(map(int, re.findall(r"-?[0-9]+", line.partition("l")[2])))
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            found.append((x, y))
    return found


def test_lines_stand_in_the_picture_where_mercator_has_them():
    """Both ends of everything drawn lie 6% of the longer side inside the frame."""
    page = draw(fixture.traced(600), basemap=False)
    svg = page.content.still
    points = [point for path, _ in PATH.findall(svg) for point in _points(path)]
    height = int(re.search(f'viewBox="0 0 {WIDTH} ([0-9]+)"', svg)[1])
    xs, ys = zip(*points, strict=True)
    assert abs((min(xs) + max(xs)) / 2 - WIDTH / 2) <= 2
    assert abs((min(ys) + max(ys)) / 2 - height / 2) <= 2
    assert 0 <= min(xs) <= max(xs) <= WIDTH
    assert 0 <= min(ys) <= max(ys) <= height
    assert (max(xs) - min(xs)) / WIDTH <= 1 / 1.12 + 0.01
    assert max((max(xs) - min(xs)) / WIDTH, (max(ys) - min(ys)) / WIDTH) >= 0.35


def test_texts_of_the_data_stay_texts():
    svg = draw(fixture.traced(600), basemap=False, title="<script>a & b</script>").content.still
    assert "&lt;script&gt;a &amp; b&lt;/script&gt;" in svg
    assert "<script" not in svg


def test_the_page_carries_the_picture_and_the_words(tmp_path):
    page = draw(fixture.traced(600))
    text = page.save(tmp_path / "m.html").read_text("utf-8")
    assert page.content.still in text
    assert len(page.content.still) < 80_000


def test_across_180_degrees_the_picture_is_one_piece():
    halves = [[(179.6, 66.0), (180.0, 66.0)], [(-180.0, 66.0), (-179.6, 66.0)]]
    scene = SimpleNamespace(
        bounds=(179.6, 66.0, 180.4, 66.0),
        seam=-25.0,
        corridors=[SimpleNamespace(family=0)],
        legs=[SimpleNamespace(status="operating", mode="rail", corridor=0)],
    )
    svg = still(scene, [shapely.MultiLineString(halves)], None, title="", names={})
    (path,) = [path for path, _ in PATH.findall(svg)]
    # 0.8 degrees are 0.01396 radians; a picture shows 0.02 at least, and 6% more on either side.
    shown = 1.12 * 0.02
    half = WIDTH * 0.013963 / shown / 2
    xs = sorted({x for x, _ in _points(path)})
    assert xs == pytest.approx([WIDTH / 2 - half, WIDTH / 2, WIDTH / 2 + half], abs=1)
