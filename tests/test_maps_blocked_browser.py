"""A page whose script is forbidden says what it is; one whose script runs says nothing of it."""

import html
import io
import re

import browser
import maps_fixture as fixture
import numpy as np
import pytest
import toy_atlas
from PIL import Image
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


def test_every_line_of_the_still_picture_leaves_ink(chromium, tmp_path):
    """Dots of a sea lane are dashes of no length: only round ends make them seen."""
    traced = toy_atlas.write(tmp_path / "toy").trace()
    text = draw(traced, basemap=False).save(tmp_path / "m.html").read_text("utf-8")
    box, inside = re.search(r'<svg (viewBox="[^"]*")[^>]*>(.*?)</svg><figcaption>', text).groups()
    lines = re.findall(r'<path [^>]*fill="none" stroke="(#[0-9a-f]{6})"[^>]*/>', inside)
    paths = re.findall(r'<path [^>]*fill="none"[^>]*/>', inside)
    assert len(lines) == len(paths) == len(traced.by_ref)
    assert {leg.leg.mode.network for leg in traced.by_ref.values()} >= {"rail", "sea"}
    opened = chromium.new_page(viewport={"width": 1200, "height": 900})
    for path in paths:
        opened.set_content(f'<svg {box} width="1200">{path}</svg>')
        seen = np.asarray(Image.open(io.BytesIO(opened.screenshot())).convert("L"))
        assert (seen < 240).sum() > 50, path
    opened.close()


def test_the_key_of_the_still_picture_is_read_on_a_phone(chromium, tmp_path, page):
    path = tmp_path / "p.html"
    path.write_text(page, "utf-8")
    phone = chromium.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=False, offline=True
    )
    opened = phone.new_page()
    opened.goto(path.as_uri())
    key = opened.locator(".atlas-still figcaption")
    expect(key).to_be_visible(timeout=15_000)
    expect(key).to_have_css("font-size", "15px")
    picture = opened.locator(".atlas-still > svg").bounding_box()
    words = opened.get_by_text(WORDS).bounding_box()
    assert picture["width"] == pytest.approx(390, abs=1)
    assert picture["y"] + picture["height"] <= key.bounding_box()["y"] + 1
    assert key.bounding_box()["y"] + key.bounding_box()["height"] <= words["y"]
    assert words["y"] + words["height"] <= 844
    phone.close()
