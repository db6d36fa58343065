"""The first full paint: in short tasks, and not painted over afterwards."""

import json
import re
from pathlib import Path

import browser
import maps_fixture as fixture
import pytest

from geodata.places.languages import tongues
from maps import draw

pytestmark = pytest.mark.browser

LONGEST_MS = 200
"""Of one task, in the thread's own time: what else runs on the machine does not count."""


@pytest.fixture(scope="module")
def chromium():
    with browser.browser() as running:
        yield running


def pixels(page):
    return page.evaluate("""() => [...document.querySelectorAll("canvas")].map((canvas) => {
        let sum = 0;
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        for (let i = 0; i < data.length; i += 1) sum = (sum * 31 + data[i]) | 0;
        return sum; })""")


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    atlas = draw(fixture.traced(1200), hubs=fixture.hubs())
    return atlas.save(tmp_path_factory.mktemp("painted") / "map.html")


def test_what_is_painted_first_is_what_stays(chromium, path):
    with browser.visit(chromium, path) as seen:
        first = pixels(seen.page)
        seen.page.wait_for_timeout(1000)
        assert len(first) > 10
        assert pixels(seen.page) == first
        # A second painting, in one piece, is the same as the first one in steps.
        seen.page.evaluate("atlas.test.tools.redraw(0)")
        assert pixels(seen.page) == first


def test_what_is_seen_first_is_what_is_seen_a_second_later(chromium, path):
    page = chromium.new_context(viewport={"width": 1440, "height": 500}).new_page()
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-painted]", state="attached")
    first = page.screenshot()
    # The panel is longer than the screen: what nobody sees yet is built after that.
    page.wait_for_selector("html[data-ready]", state="attached")
    page.wait_for_timeout(1000)
    assert page.screenshot() == first
    sections = page.locator(".panel .section").count()
    seen = page.evaluate(
        "[...document.querySelectorAll('.panel .section')]"
        ".filter((node) => node.getBoundingClientRect().top < innerHeight).length"
    )
    assert 0 < seen < sections


CHOOSE = """new MutationObserver((_, own) => {
    const said = document.documentElement && document.documentElement.dataset;
    if (!said || !said.listed) return;
    own.disconnect();
    const [go] = document.querySelectorAll(".panel .tree .go");
    window.pressed = go.getAttribute("aria-label");
    go.click();
    const page = document.getElementById("atlas-page");
    window.answered = [said.painted ?? null, page.offsetWidth > 0];
}).observe(document, { attributes: true, subtree: true });"""


def test_the_list_answers_before_the_map_is_painted(chromium, path):
    """Pressed as soon as it stands; what is painted then is the corridor that was chosen."""
    with browser.visit(chromium, path, ready=False) as seen:
        seen.page.add_init_script(CHOOSE)
        seen.page.reload()
        seen.page.wait_for_selector("html[data-ready]", state="attached")
        painted, wide = seen.page.evaluate("window.answered")
        assert painted is None
        assert wide
        assert seen.errors == []
        chosen = seen.page.evaluate("atlas.test.state.page.corridor")
        name = seen.page.evaluate("(at) => atlas.test.scene.corridors[at].name", chosen)
        assert name in seen.page.evaluate("window.pressed")
        first = pixels(seen.page)
        seen.page.evaluate("atlas.test.tools.redraw(0)")
        assert pixels(seen.page) == first
        own = seen.page.evaluate("(at) => atlas.test.scene.corridors[at].id", chosen)
        assert f"corridor={own}" in seen.page.url


TASKS = {"ThreadControllerImpl::RunTask", "BlinkScheduler_PerformMicrotaskCheckpoint"}
"""What follows an `await` is run between two tasks, and holds the page up as they do."""


def tasks_ms(trace):
    """The own time of each task of the page's thread, in ms."""
    events = json.loads(trace)["traceEvents"]
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event.get("name") == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    return [
        event.get("tdur", 0) / 1000
        for event in events
        if event["name"] in TASKS and (event["pid"], event["tid"]) in mains
    ]


@pytest.mark.slow
def test_no_task_of_the_shipped_atlas_is_long(chromium, shipped_page):
    page = chromium.new_context(viewport=browser.DESKTOP).new_page()
    chromium.start_tracing(page=page, categories=["toplevel", "v8.execute"])
    page.goto(shipped_page.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    tasks = tasks_ms(chromium.stop_tracing())
    assert len(tasks) > 20
    assert max(tasks) < LONGEST_MS


def test_no_title_of_the_page_parts_a_number_from_what_it_counts(chromium, path):
    written = Path(__file__).resolve().parents[1] / "docs/findings.md"
    sentences = [
        line for line in written.read_text("utf-8").splitlines() if re.search(r"\d ", line)
    ]
    assert len(sentences) > 200
    with browser.visit(chromium, path) as seen:
        told = seen.page.evaluate("(all) => all.map(atlas.test.tools.titled)", sentences)
    loose = re.compile(r"\d (?=[^\W\d_])|\d\s(?:млн|млрд) (?=[^\W\d_])")
    assert [title for title in told if loose.search(title)] == []


NUMBERS = [0, 0.04, 0.35, 2.5, 7, 999.6, 1000, 4637, 12345.678, 1234567.45, -1, -4637.25, 1e-9]


@pytest.mark.parametrize("lang", tongues())
def test_numbers_are_written_as_the_browser_would_write_them(chromium, tmp_path, lang):
    atlas = draw(fixture.traced(1200), lang=lang, basemap=False)
    with browser.visit(chromium, atlas.save(tmp_path / "map.html")) as seen:
        ours, theirs = seen.page.evaluate(
            """(numbers) => {
            const habits = atlas.test.scene.habits;
            const pairs = numbers.flatMap((value) => [0, 1, 2].map((digits) => [value, digits]));
            const written = ([value, digits]) => new Intl.NumberFormat(habits, {
                minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
            return [pairs.map((pair) => atlas.test.tools.number(...pair)), pairs.map(written)]; }""",
            NUMBERS,
        )
        assert len(ours) == 3 * len(NUMBERS)
        assert ours == theirs
