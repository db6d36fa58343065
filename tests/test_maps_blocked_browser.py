"""A page whose script is forbidden says what it is; one whose script runs says nothing of it."""

import html

import browser
import maps_fixture as fixture
import pytest
from playwright.sync_api import expect

from maps import draw

pytestmark = pytest.mark.browser


WORDS = "This map needs JavaScript"


@pytest.fixture(scope="module")
def chromium():
    with browser.browser() as running:
        yield running


@pytest.fixture
def page(tmp_path):
    return draw(fixture.traced(600), basemap=False).save(tmp_path / "m.html").read_text("utf-8")


@pytest.mark.parametrize("forbidden", [True, False])
def test_b24_a_frame_that_lets_no_script_run_shows_words(chromium, tmp_path, page, forbidden):
    policy = "<meta http-equiv='Content-Security-Policy' content=\"script-src 'nonce-a'\">"
    frame = f'<iframe srcdoc="{html.escape(page, quote=True)}"></iframe>'
    path = tmp_path / "framed.html"
    head = f"<!DOCTYPE html><meta charset=utf-8>{policy if forbidden else ''}"
    path.write_text(f"{head}<body>{frame}", "utf-8")
    with browser.visit(chromium, path, ready=False) as visit:
        inside = visit.page.frame_locator("iframe")
        if forbidden:
            expect(inside.get_by_text(WORDS)).to_be_visible(timeout=15_000)
            expect(inside.locator(".atlas-still")).to_be_visible(timeout=15_000)
        else:
            inside.locator("html[data-ready]").wait_for(state="attached", timeout=15_000)
            expect(inside.get_by_text(WORDS)).to_have_count(0)
            expect(inside.locator(".atlas-still")).to_have_count(0)
