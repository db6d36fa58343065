"""The page of `corridors atlas` in headless Chromium, beside plain Folium and geopandas.

Every page is opened from disk with the network off. What a peer loads from the web is counted
as it asks for it; its own time to paint is then taken with Leaflet answered from disk and its
other scripts and styles answered empty, which is to its favour.
"""

import re
import statistics
import tempfile
from pathlib import Path
from typing import NamedTuple

import folium

import corridors
from maps.page import leaflet
from tests.benchmarks.command import CORRIDORS, process
from tests.benchmarks.report import Bar, Table, shown
from tests.browser import DESKTOP, browser, visit

TIMES = 5


SETTLE_MS = 1500


PEERS = ("plain Folium", "geopandas.explore")


_WEB = re.compile("https?://")


_WATCH = """
new MutationObserver((_, watch) => {
  if (!document.querySelector("path.leaflet-interactive")) return;
  watch.disconnect();
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
    window.painted = performance.now();
  })));
}).observe(document, {childList: true, subtree: true});
"""


_OURS = "document.documentElement.dataset.painted"


_PEER = "window.painted"


class Seen(NamedTuple):
    """What a page weighs, asks for, complains of, how soon it is painted, and the work of that."""

    size_mb: float
    requests: int
    errors: int
    painted_ms: float
    work_ms: float


def run():
    """Return the table of the three pages."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = process(*CORRIDORS, "atlas", "-o", str(folder / "atlas"), cache=folder / "cache")
        if made.error:
            return [Table("The page", ("",), [], faults=[f"corridors atlas failed: {made.error}"])]
        plain, explored = _peers(folder)
        with browser() as chromium:
            own = folder / "atlas" / "index.html"
            pages = [(own, _OURS), (plain, _PEER), (explored, _PEER)]
            told = [_told(chromium, path) for path, _ in pages]
            times = _timed(chromium, pages)
            ours, *peers = (Seen(*one, *of) for one, of in zip(told, times, strict=True))
    return [_table(ours, peers)]


def _peers(folder):
    """Write the same legs and hubs by plain Folium and by geopandas."""
    atlas = corridors.load()
    legs = atlas.trace().legs[["leg", "mode", "status", "length_km", "geometry"]]
    hubs = atlas.hubs[["id", "kind", "geometry"]]
    plain = folium.Map()
    folium.GeoJson(legs).add_to(plain)
    for point, name in zip(hubs.geometry, hubs["id"], strict=True):
        folium.CircleMarker((point.y, point.x), radius=4, tooltip=name).add_to(plain)
    plain.save(folder / "plain.html")
    hubs.explore(m=legs.explore()).save(folder / "explored.html")
    return folder / "plain.html", folder / "explored.html"


def _told(chromium, path):
    with visit(chromium, path, ready=False) as seen:
        seen.page.wait_for_timeout(SETTLE_MS)
        requests, errors = len(seen.requests), len(seen.errors)
    return path.stat().st_size / 1e6, requests, errors


def _timed(chromium, pages):
    """Return ms to the first full paint and of work, medians for each page: opened in turns, so that
    what else the machine does falls on all of them."""
    opened = [[_opened(chromium, *page) for page in pages] for _ in range(TIMES)]
    return [
        tuple(statistics.median(times) for times in zip(*one, strict=True))
        for one in zip(*opened, strict=True)
    ]


def _opened(chromium, path, painted):
    """Return ms to the first full paint, and those in which the page's own thread was at work."""
    frame = chromium.new_context(viewport=DESKTOP)
    try:
        page = frame.new_page()
        page.route(_WEB, _answer)
        page.add_init_script(_WATCH)
        meter = frame.new_cdp_session(page)
        meter.send("Performance.enable")
        page.goto(path.resolve().as_uri())
        soon = _painted_ms(page, painted)
        metrics = {m["name"]: m["value"] for m in meter.send("Performance.getMetrics")["metrics"]}
        return soon, metrics["TaskDuration"] * 1e3
    finally:
        frame.close()


def _painted_ms(page, painted):
    """Return what the page says of its first paint; asked again and again, for its policy forbids
    the function that playwright would wait by."""
    for _ in range(3000):
        if page.evaluate(painted) is not None:
            return float(page.evaluate(painted))
        page.wait_for_timeout(20)
    message = "the page was not painted within a minute"
    raise TimeoutError(message)


def _answer(route):
    url = route.request.url
    if "leaflet.js" in url:
        route.fulfill(body=leaflet.read("leaflet.js"), content_type="text/javascript")
    elif url.endswith(".js"):
        route.fulfill(body="", content_type="text/javascript")
    elif url.endswith(".css"):
        route.fulfill(body="", content_type="text/css")
    else:
        route.abort()


def _table(ours, peers):
    rows = [
        ("size", *_cells(ours, peers, "size_mb", "MB")),
        ("requests", *(str(seen.requests) for seen in (ours, *peers))),
        ("console errors", *(str(seen.errors) for seen in (ours, *peers))),
        ("first full paint", *_cells(ours, peers, "painted_ms", "ms")),
        ("  work of the page's thread", *_cells(ours, peers, "work_ms", "ms")),
    ]
    return Table(
        f"The page, opened from disk with the network off, median of {TIMES}",
        ("", "corridors atlas", *PEERS),
        rows,
        [
            "peers: blank without a network; painted with Leaflet from disk, other scripts empty,",
            "no basemap tiles, one style for all",
        ],
        [
            Bar("page", ours.size_mb, 1.5, "MB"),
            Bar("requests of the page", ours.requests, 0),
            Bar("console errors of the page", ours.errors, 0),
            Bar("first full paint over plain Folium's", _over(ours, peers[0]), 1.5),
        ],
    )


def _over(ours, plain):
    return ours.painted_ms / plain.painted_ms


def _cells(ours, peers, name, unit):
    own = getattr(ours, name)
    against = (shown(getattr(seen, name), unit, against=own) for seen in peers)
    return shown(own, unit), *against
