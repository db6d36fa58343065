"""The briefing's panel, key, strip and paper in headless Chromium, on the toy atlas."""

from dataclasses import replace

import browser
import pytest
import toy_atlas
from playwright.sync_api import expect

from corridors.hubs.coverage import coverage
from maps import AtlasMap, brief

pytestmark = pytest.mark.browser


LONG = [f"Row {number} of a list that no sheet of paper holds whole" for number in range(160)]


LISTED = {"kind": "list", "name": "Long list", "rows": LONG}


@pytest.fixture(scope="module")
def chromium():
    with browser.browser() as running:
        yield running


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    return toy_atlas.write(tmp_path_factory.mktemp("toy")).as_of("2026").trace()


@pytest.fixture(scope="module")
def drawn(toy):
    near = coverage(toy, within_km=50, kinds=["sea_port"])
    page = brief(toy, hubs=toy.atlas.hubs, coverage=near)
    steps = [step for step in page.content.steps if step["chapter"] != "Findings"]
    return AtlasMap(content=replace(page.content, steps=steps))


@pytest.fixture(scope="module")
def pages(tmp_path_factory, drawn):
    """The toy's briefing, and one in which a step has a very long list."""
    folder = tmp_path_factory.mktemp("story")
    steps = [dict(step) for step in drawn.content.steps]
    steps[1]["blocks"] = [LISTED, {"kind": "facts", "name": "", "rows": [["Last", "of all"]]}]
    steps[2]["title"] = "From here - to there"
    long = AtlasMap(content=replace(drawn.content, steps=steps))
    return {"toy": drawn.save(folder / "toy.html"), "long": long.save(folder / "long.html")}


@pytest.fixture
def opened(chromium, pages):
    visits = []

    def visit(name, **options):
        holder = browser.visit(chromium, pages[name], reduced_motion="reduce", **options)
        visits.append((holder, holder.__enter__()))
        return visits[-1][1].page

    yield visit
    for holder, seen in visits:
        assert seen.requests == []
        assert seen.errors == []
        holder.__exit__(None, None, None)


def show(page, over, chapter="Toy corridor"):
    """Turn to a step of the appendix by what it is about."""
    chapter = f"Appendix: {chapter}"
    page.evaluate(
        """([chapter, over]) => atlas.test.story.show(atlas.test.scene.story.steps.findIndex(
            (step) => step.chapter === chapter && step.over === over))""",
        [chapter, over],
    )


def key(page):
    return page.locator(".story-key li").all_inner_texts()


def test_each_step_has_the_key_of_what_it_turns_on(opened):
    page = opened("toy")
    assert key(page) == ["Belt and Road", "Trans-Caspian", "Rail", "Sea"]
    show(page, "Where it runs")
    assert key(page) == ["Rail", "Sea"]
    show(page, "Where it runs", "Toy ship")
    assert key(page)[2:] == ["Operating", "Planned"]
    show(page, "Hubs and gaps")
    assert key(page)[:2] == ["Within 50 km of a hub", "Farther than 50 km"]


@pytest.mark.parametrize("size", [browser.DESKTOP, browser.PHONE], ids=["desktop", "phone"])
def test_the_key_lies_beside_the_map_and_whole(opened, size):
    page = opened("toy", size=size)
    for step in range(page.evaluate("atlas.test.story.count")):
        page.evaluate(f"atlas.test.story.show({step})")
        box = page.locator(".story-key").bounding_box()
        field = page.locator(".field").bounding_box()
        assert (
            box["x"] >= field["x"] + field["width"]
            or box["x"] + box["width"] <= field["x"]
            or (box["y"] >= field["y"] + field["height"])
        )
        assert page.evaluate(
            "(() => { const k = document.querySelector('.story-key'); return k.scrollWidth <= k.clientWidth && k.getBoundingClientRect().bottom <= innerHeight; })()"
        )


def test_a_text_that_goes_on_below_says_so(opened):
    page = opened("long")
    sign = page.locator(".story-more")
    assert not sign.is_visible()
    page.evaluate("atlas.test.story.show(1)")
    assert sign.is_visible()
    page.evaluate("document.querySelector('.story-body').scrollTop = 1e6")
    page.wait_for_timeout(100)
    assert not sign.is_visible()


def test_the_chooser_tells_step_and_corridor_in_full_width(opened):
    page = opened("toy")
    show(page, "Breaks and borders")
    chosen = page.locator(".story header option:checked")
    assert chosen.inner_text() == "8. Breaks and borders \u00b7 Appendix: Toy corridor"
    header, select = (
        page.locator(name).bounding_box() for name in (".story header", ".story select")
    )
    assert select["width"] > header["width"] * 0.8


def test_bars_stand_on_one_line_and_the_longest_is_full(opened):
    page = opened("toy")
    show(page, "Its numbers")
    tracks = page.evaluate(
        "[...document.querySelectorAll('.story .bars')].map((list) => [...list.querySelectorAll('.bar-track')].map((t) => { const b = t.getBoundingClientRect(); return [b.left, b.width, t.firstChild.getBoundingClientRect().width]; }))"
    )
    assert len(tracks) == 2
    for rows in tracks:
        assert len({round(left) for left, _, _ in rows}) == 1
        assert len({round(width) for _, width, _ in rows}) == 1
        assert rows[0][2] == pytest.approx(rows[0][1], abs=0.5)
    names = page.locator(".story .bars").first.locator(".bar-name").all_inner_texts()
    assert names == ["Kazakhstan", "Azerbaijan", "Georgia", "On water"]
    assert len(tracks[0]) == 3
    by_mode = tracks[1]
    # 3,400 km by rail, 500 at sea
    assert by_mode[1][2] / by_mode[0][2] == pytest.approx(500 / 3400, abs=0.01)


def test_the_foot_tells_the_day_of_the_data(opened):
    page = opened("toy")
    foot = page.locator(".foot").inner_text()
    assert "as of 23 November 2026 \u00b7 verified up to 23 November 2026" in foot


def test_no_line_of_a_title_begins_with_a_dash(opened):
    page = opened("long")
    page.evaluate("atlas.test.story.show(2)")
    text = page.evaluate("document.querySelector('.story-title').textContent")
    assert text == "From here\u00a0- to there"


def test_borders_on_the_strip_keep_off_the_gauges(opened):
    page = opened("toy")
    show(page, "Breaks and borders")
    border, gauge = page.evaluate(
        "[document.querySelector('.strip-border').getBBox(), document.querySelector('.strip-gauge').getBBox()].map((b) => [b.y, b.y + b.height])"
    )
    assert border[1] <= gauge[0]


def test_the_strip_ends_with_its_length(opened):
    page = opened("toy")
    show(page, "Breaks and borders")
    assert page.locator(".strip-axis").first.text_content() == "2,800"


def test_the_strip_asks_for_what_the_device_has(chromium, pages):
    for touch, said in ((False, "tab to it and use the arrow keys"), (True, "Touch the strip")):
        with browser.visit(chromium, pages["toy"], has_touch=touch, is_mobile=touch) as seen:
            show(seen.page, "Breaks and borders")
            assert said in seen.page.locator(".strip-told").inner_text()


CROSSINGS = """(route) => { const svg = document.body.appendChild(atlas.test.tools.chart(route, 1000));
    const names = [...svg.querySelectorAll(".strip-name")].map((node) => node.getBBox());
    const stems = [...svg.querySelectorAll(".strip-tick")].map((node) => node.getBBox());
    const hit = stems.filter((s) => names.some((n) => s.x > n.x + 1 && s.x < n.x + n.width - 1 && s.y < n.y + n.height - 3 && s.y + s.height > n.y + n.height)).length;
    svg.remove(); return hit; }"""


def test_no_stem_of_a_place_goes_through_the_name_of_another(chromium, shipped_page):
    with browser.visit(chromium, shipped_page) as seen:
        routes = seen.page.evaluate("atlas.test.scene.routes.length")
        hits = {route: seen.page.evaluate(CROSSINGS, route) for route in range(routes)}
    assert {route: many for route, many in hits.items() if many} == {}


def paper(page):
    page.evaluate("() => { window.dispatchEvent(new Event('beforeprint')); }")
    page.emulate_media(media="print")


def test_no_text_is_lost_on_paper(opened):
    page = opened("long")
    paper(page)
    over = page.evaluate(
        "[...document.querySelectorAll('.paper-text')].filter((t) => t.scrollHeight > t.clientHeight + 1 || t.scrollWidth > t.clientWidth + 1).length"
    )
    assert over == 0
    printed = page.locator(".paper-text li").all_text_contents()
    assert [row for row in printed if row.startswith("Row ")] == LONG
    assert page.locator(".paper-page", has_text="Long list").count() > 1
    assert page.locator(".paper-more", has_text="Last").count() == 1
    page.evaluate("() => { window.dispatchEvent(new Event('afterprint')); }")
    assert page.locator(".paper").count() == 0


def test_every_sheet_has_its_key_scale_and_disclaimer(opened):
    page = opened("toy")
    paper(page)
    sheets = page.locator(".paper-page")
    assert sheets.count() == 9
    for sheet in sheets.all():
        assert "No endorsement implied" in sheet.locator("footer").inner_text()
        assert "verified up to 23 November 2026" in sheet.locator("footer").inner_text()
        assert "Rail" in sheet.locator(".paper-key").inner_text()
        assert " km at " in sheet.locator(".paper-under").inner_text()
        inner, side = (sheet.locator(name).bounding_box() for name in (".paper-key", ".paper-side"))
        assert inner["y"] + inner["height"] <= side["y"] + side["height"] + 1


def test_the_scale_of_a_sheet_is_true_at_its_middle(opened):
    """The bar as a share of the map's width, against km per degree at the latitude it names."""
    page = opened("toy")
    paper(page)
    share, text = page.evaluate(
        "(() => { const bar = document.querySelector('.paper-scale'); return [parseFloat(bar.style.width) / 100, bar.nextSibling.textContent]; })()"
    )
    km, lat = (float(part.strip("\u00b0N ").replace(",", "")) for part in text.split(" km at "))
    west, south, east, north = page.evaluate("atlas.test.scene.story.steps[0].view")
    import numpy as np

    mercator = np.arctanh(np.sin(np.radians([south, north])))
    middle = np.degrees(np.arcsin(np.tanh(mercator.mean())))
    assert lat == pytest.approx(middle, abs=0.5)
    # The box fills 82% of 640 units across, or 86% of 520 up.
    across = np.radians(east - west)
    per_unit = min(640 * 0.82 / across, 520 * 0.86 / np.diff(mercator)[0])
    whole_km = 640 / per_unit * 6378.137 * np.cos(np.radians(middle))
    assert km / share == pytest.approx(whole_km, rel=0.01)


def presented(page, press):
    """Open the presenter's window by a key or a button; return its page."""
    with page.expect_popup() as found:
        press()
    return found.value


def test_the_presenter_has_a_window_with_notes_next_step_and_clock(opened):
    page = opened("toy")
    told = page.evaluate("atlas.test.scene.story.steps.map((s) => [s.title, s.notes])")
    window = presented(page, lambda: page.keyboard.press("n"))
    asked = []
    window.on("request", lambda request: asked.append(request.url))
    plain = lambda text: text.replace("\u00a0", " ")  # noqa: E731
    assert plain(window.locator("h1").first.inner_text()) == told[0][0]
    first = told[0][1].split("\n")[0]
    assert first
    assert first in plain(window.locator(".notes").inner_text())
    assert told[1][0] in plain(window.locator(".next").inner_text())
    assert window.locator(".count").inner_text() == f"Step 1 of {len(told)}"
    assert window.locator(".now").inner_text().count(":") == 1
    expect(window.locator(".elapsed")).not_to_have_text("00:00")
    # the audience's panel tells no note
    assert page.locator(".story-notes").count() == 0
    assert first not in plain(page.locator(".story").inner_text())
    assert asked == []


def test_the_steps_are_turned_by_keys_in_both_windows(opened):
    page = opened("toy")
    window = presented(page, page.get_by_role("button", name="Presenter notes").click)
    at = lambda: page.evaluate("atlas.test.story.at()")  # noqa: E731
    window.keyboard.press("ArrowRight")
    assert at() == 1
    assert window.locator(".count").inner_text().startswith("Step 2 ")
    page.keyboard.press("ArrowRight")
    assert window.locator(".count").inner_text().startswith("Step 3 ")
    window.keyboard.press("End")
    assert "This is the last step." in window.locator(".next").inner_text()
    assert window.get_by_role("button", name="Next step").is_disabled()
    window.keyboard.press("Home")
    assert at() == 0
    pressed = page.get_by_role("button", name="Presenter notes")
    assert pressed.get_attribute("aria-pressed") == "true"
    with window.expect_event("close"):
        page.keyboard.press("n")
    expect(pressed).to_have_attribute("aria-pressed", "false")
