"""Headless Chromium for the tests: opens a saved page with the network off and watches it."""

import contextlib
import os
import shutil
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import sync_playwright

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


DESKTOP = {"width": 1440, "height": 900}


PHONE = {"width": 390, "height": 844}


AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"


_PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


def chromium():
    """The path of a Chromium; fails, never skips, where there is none."""
    asked = os.environ.get("CHROMIUM")
    named = [shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")]
    for path in (asked, *named, *_PLACES):
        if path and Path(path).exists():
            return path
    return pytest.fail(
        "the browser tests need Chromium; run: apt-get install -y chromium "
        "(or set CHROMIUM to the path of one)"
    )


class Visit:
    """An open page and what it asked for and complained about."""

    def __init__(self, page, path):
        self.page = page
        self.requests = []
        self.errors = []
        self._own = path.resolve().as_uri()
        page.on("request", self._seen)
        page.on(
            "console",
            lambda line: line.type in {"error", "warning"} and self.errors.append(line.text),
        )
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _seen(self, request):
        own = request.url.split("#")[0] == self._own
        if not own and not request.url.startswith(("data:", "blob:", "about:")):
            self.requests.append(request.url)

    @property
    def ready_ms(self):
        """Milliseconds from the start of the navigation to the first full paint."""
        return int(self.page.locator("html").get_attribute("data-ready"))


@contextlib.contextmanager
def browser():
    """A Chromium that stays open for several visits."""
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=chromium(), args=ARGS)
        try:
            yield running
        finally:
            running.close()


@contextlib.contextmanager
def visit(running, path, *, size=DESKTOP, ready=True, **context):
    """Open a saved page offline; with `ready`, wait until the map has been painted."""
    frame = running.new_context(viewport=size, **context)
    frame.set_offline(True)
    try:
        page = frame.new_page()
        seen = Visit(page, Path(path))
        page.goto(Path(path).resolve().as_uri())
        if ready:
            page.wait_for_selector("html[data-ready]", state="attached", timeout=15_000)
        yield seen
    finally:
        frame.close()


def faults(page):
    """Serious and critical faults that axe finds against WCAG 2.2 A and AA."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("""() => axe.run(document, { runOnly:
        ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] })""")
    return [
        (item["id"], item["nodes"][0]["html"][:120])
        for item in found["violations"]
        if item["impact"] in {"serious", "critical"}
    ]
