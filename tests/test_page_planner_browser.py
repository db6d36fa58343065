"""The planner in Chromium, offline, on the toy: a way asked for, gates closed, the address.

::

    dostyk --700--+
                  |
    altynkol -1000- beyneu -400- aktau ~~500~~ alat -600|AZ>GE|300- poti (~~1200~~ constanta)
"""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import toy_atlas
from browser import DESKTOP, PHONE, browser, faults, visit

from maps import draw, with_planner

pytestmark = pytest.mark.browser

SIZES = [DESKTOP, {"width": 1280, "height": 720}, {"width": 768, "height": 1024}, PHONE]


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("planner")
    traced = toy_atlas.write(folder).trace()
    atlases = {lang: draw(traced, lang=lang) for lang in ("en", "ru", "zh", "kk")}
    saved = {
        lang: with_planner(atlas, traced).save(folder / f"{lang}.html")
        for lang, atlas in atlases.items()
    }
    return {**saved, "bare": atlases["en"].save(folder / "bare.html")}


@pytest.fixture(scope="module")
def chromium():
    with browser() as running:
        yield running


def answer(page):
    return page.inner_text(".plan-answer").replace("\n", " ")


def asked(page):
    return page.evaluate("decodeURIComponent(location.hash)")


def choose(page, field, text):
    page.fill(f"#plan-{field}", text)
    page.wait_for_selector(f"#plan-{field}-found li")
    page.press(f"#plan-{field}", "Enter")


def spot(page, place):
    """Where a hub stands on the screen."""
    return page.evaluate(
        """id => {
          const hub = atlas.test.scene.hubs.find((one) => one.id === id);
          const map = atlas.test.map();
          const { x, y } = map.latLngToContainerPoint([hub.at[1], hub.at[0]]);
          const box = map.getContainer().getBoundingClientRect();
          return [x + box.left, y + box.top];
        }""",
        place,
    )


def test_a_way_by_keyboard_and_a_gate_closed_and_opened_again(chromium, pages):
    with visit(chromium, pages["en"]) as seen:
        page = seen.page
        page.click(".plan-open")
        page.wait_for_selector("#plan-from:focus")
        page.keyboard.type("altyn")
        page.wait_for_selector("#plan-from-found li")
        page.keyboard.press("Enter")
        choose(page, "to", "poti")
        page.wait_for_function("location.hash.includes('to=poti')")
        assert asked(page) == "#from=altynkol&to=poti&by=time"
        assert "2,800 km" in answer(page)
        choose(page, "close", "aktau")
        page.wait_for_selector(".plan-none")
        assert asked(page).endswith("&close=aktau")
        assert "No way from Altynkol to Poti" in answer(page)
        assert "2,800" in answer(page)  # what it was before
        page.click("[aria-label='Open again: Aktau']")
        page.wait_for_selector(".plan-numerals")
        assert asked(page) == "#from=altynkol&to=poti&by=time"
        assert (seen.requests, seen.errors) == ([], [])


def test_clicks_on_the_map_choose_the_ends_and_close_a_port(chromium, pages):
    with visit(chromium, pages["en"]) as seen:
        page = seen.page
        page.click(".plan-open")
        page.wait_for_selector("#plan-from")
        for place, said in (("altynkol", "from=altynkol"), ("poti", "to=poti")):
            page.mouse.click(*spot(page, place))
            page.wait_for_function(f"location.hash.includes('{said}')")
        page.wait_for_timeout(300)
        page.mouse.click(*spot(page, "alat"))
        page.wait_for_function("location.hash.includes('close=alat')")
        page.wait_for_timeout(300)
        page.mouse.click(*spot(page, "alat"))
        page.wait_for_function("!location.hash.includes('close')")
        assert (seen.requests, seen.errors) == ([], [])


def test_a_country_a_pair_and_a_leg_close_by_the_address(chromium, pages):
    with visit(chromium, pages["en"]) as seen:
        for word in ("AZ", "AZ-GE", "GE-AZ", "caspian:aktau-alat", "alat"):
            seen.page.evaluate("location.hash = '#from=altynkol&to=poti&by=km'")
            seen.page.wait_for_selector(".plan-numerals")
            seen.page.evaluate(f"location.hash = '#from=altynkol&to=poti&by=km&close={word}'")
            seen.page.wait_for_selector(".plan-none")
        assert seen.errors == []


def test_the_ledger_tells_what_is_assumed_and_closes_what_it_lists(chromium, pages):
    with visit(chromium, pages["en"]) as seen:
        page = seen.page
        page.evaluate("location.hash = '#from=altynkol&to=poti&by=cost'")
        page.wait_for_selector(".led-group")
        assert page.get_attribute(".led-chart", "aria-label").startswith("Altynkol to Poti: ")
        with page.expect_download() as saved:
            page.get_by_role("button", name="Chart as SVG").click()
        chart = ET.fromstring(Path(saved.value.path()).read_text("utf-8"))
        assert chart.tag == "{http://www.w3.org/2000/svg}svg"
        inks = {node.get("stroke") for node in chart.iter() if node.get("stroke-width")}
        assert len(inks - {"none"}) > 1
        assert [node for node in chart.iter() if node.text == "days"]
        assert "assumed" in page.inner_text(".plan-result")
        page.click(".led-group summary >> nth=0")
        assert page.inner_text(".led-lines >> nth=0") != ""
        page.click("[aria-label='Close: Aktau']")
        page.wait_for_selector(".plan-none")
        assert asked(page) == "#from=altynkol&to=poti&by=cost&close=aktau"


def test_what_is_least_and_by_what_are_radio_buttons(chromium, pages):
    with visit(chromium, pages["en"]) as seen:
        page = seen.page
        page.evaluate("location.hash = '#from=altynkol&to=poti&by=time'")
        page.wait_for_selector(".plan-numerals")
        page.focus("#plan-by-time")
        page.keyboard.press("ArrowRight")
        page.wait_for_function("location.hash.includes('by=cost')")
        page.check("#plan-mode-road", force=True)
        page.wait_for_selector(".plan-none")
        assert "nothing that is open today" in answer(page).lower()


@pytest.mark.parametrize(
    ("size", "lang"),
    [*zip(SIZES, ("en", "ru", "zh", "kk"), strict=True)],
    ids=lambda one: one if isinstance(one, str) else f"{one['width']}x{one['height']}",
)
def test_it_fits_every_screen(chromium, pages, size, lang):
    with visit(chromium, pages[lang], size=size) as seen:
        page = seen.page
        page.evaluate("location.hash = '#from=altynkol&to=poti&by=time'")
        page.wait_for_selector(".plan-numerals")
        inside = page.evaluate(
            """() => {
              const home = document.querySelector(".planner").getBoundingClientRect();
              const all = [...document.querySelectorAll(".planner *")];
              return all.every((node) => node.getBoundingClientRect().right <= home.right + 1);
            }"""
        )
        assert inside
        # The thousands of a language's numbers are not cut off a range.
        low = page.evaluate("Math.round(atlas.test.planner.answer().after.spread.usd.low)")
        assert low > 1000
        assert str(low) in re.sub(r"[\s,]", "", answer(page))
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert (seen.requests, seen.errors) == ([], [])


def test_escape_shuts_it_and_a_corridor_takes_its_place(chromium, pages):
    with visit(chromium, pages["en"]) as seen:
        page = seen.page
        page.evaluate("location.hash = '#from=altynkol&to=poti'")
        page.wait_for_selector(".plan-numerals")
        page.evaluate("atlas.test.open.corridor(0)")
        assert not page.is_visible(".planner")
        assert asked(page).startswith("#corridor=")
        page.evaluate("location.hash = '#from=altynkol&to=poti'")
        page.wait_for_selector(".plan-numerals")
        page.keyboard.press("Escape")
        assert not page.is_visible(".planner")
        assert page.evaluate("location.hash") == ""


def test_a_page_without_a_planner_has_no_button(chromium, pages):
    with visit(chromium, pages["bare"]) as seen:
        assert seen.page.locator(".plan-open").count() == 0
        seen.page.evaluate("location.hash = '#from=altynkol&to=poti'")
        seen.page.wait_for_timeout(200)
        assert seen.errors == []


CLICK_MS = 100
"""From a click to the way on the map, in the thread's own time: what else runs does not count."""
CLICKS = """async (words) => {
  for (const word of words) {
    atlas.test.planner.toggle(word);
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
  }
}"""


@pytest.mark.slow
def test_a_closed_gate_is_answered_and_drawn_at_once(chromium, shipped_page):
    with visit(chromium, shipped_page) as seen:
        page = seen.page
        page.evaluate("location.hash = '#from=xian&to=poti&by=time'")
        page.wait_for_selector(".plan-numerals")
        page.wait_for_timeout(500)
        page.evaluate(CLICKS, ["aktau", "aktau"])
        meter = page.context.new_cdp_session(page)
        meter.send("Performance.enable", {"timeDomain": "threadTicks"})
        words = ["aktau", "aktau", "CN-KZ", "CN-KZ"]
        rounds = []
        for _ in range(2):
            before = _task_ms(meter)
            page.evaluate(CLICKS, words)
            rounds.append((_task_ms(meter) - before) / len(words))
        assert 0 < min(rounds) < CLICK_MS
        assert page.evaluate("atlas.test.planner.answer().after.km") > 5000
        assert seen.errors == []


def _task_ms(meter):
    metrics = meter.send("Performance.getMetrics")["metrics"]
    return next(m["value"] for m in metrics if m["name"] == "TaskDuration") * 1e3


WAY = "#from=altynkol&to=poti"


@pytest.mark.parametrize(
    ("size", "asked_of"),
    [
        (DESKTOP, WAY),
        (PHONE, f"{WAY}&close=aktau,AZ"),
        pytest.param(DESKTOP, f"{WAY}&close=aktau,AZ", marks=pytest.mark.full),
        pytest.param(PHONE, WAY, marks=pytest.mark.full),
    ],
)
def test_axe_finds_nothing_serious_in_the_planner(chromium, pages, size, asked_of):
    with visit(chromium, pages["en"], size=size, bypass_csp=True) as seen:
        seen.page.evaluate(f"location.hash = '{asked_of}'")
        seen.page.wait_for_selector(".plan-answer *")
        assert faults(seen.page) == []
