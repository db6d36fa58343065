"""Published services as arcs: on our map, off at first, and on any Folium map."""

import csv
from dataclasses import replace
from pathlib import Path

import browser
import folium
import pytest

import corridors
from corridors.ledger.services import read_services
from geodata.places.model import Kind, Place
from maps import draw, service_group, service_layer
from maps.services import service_arcs

TABLE = Path(__file__).parents[1] / "seeds" / "services.csv"


@pytest.fixture(scope="module")
def places(shipped):
    return shipped.places


@pytest.fixture(scope="module")
def published():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def chain(row):
    ids = [row["from"], *filter(None, row["via"].split("|")), row["to"]]
    return min(tuple(ids), tuple(reversed(ids)))


def test_an_arc_for_each_chain_of_places(places, published):
    arcs = service_arcs(places)
    chains = {chain(row) for row in published}
    assert len(arcs) == len(chains)
    assert arcs["count"].sum() == len(published)
    for shape, ids in zip(arcs.geometry, sorted(chains), strict=True):
        ends = [places[ids[0]].point, places[ids[-1]].point]
        assert [shape.coords[0], shape.coords[-1]] == [pytest.approx(end) for end in ends]
        assert len(shape.coords) >= len(ids)


def test_what_runs_is_told_before_what_ran_once(places, published):
    arcs = service_arcs(places)
    running = {chain(row) for row in published if row["kind"] == "service"}
    assert sum(arcs["runs"]) == len(running)
    assert set(arcs["page"]) <= {row["url"] for row in published}


def test_only_services_of_the_sites_asked_for(places, published):
    arcs = service_arcs(places, sites=["aktau"])
    assert len(arcs) == len({chain(row) for row in published if "aktau" in chain(row)}) > 0


def test_the_layer_is_off_at_first_and_tells_no_empty_column(places):
    layer = service_layer(places)
    assert not layer.shown
    assert all((layer.frame[name] != "").any() for name in layer.columns)


def test_the_group_has_a_line_for_each_arc(places):
    group = service_group(places, lang="ru")
    lines = [child for child in group._children.values() if isinstance(child, folium.PolyLine)]
    assert len(lines) >= len(service_arcs(places))


def test_a_service_over_180_degrees_is_two_lines_of_the_group(places, monkeypatch):
    """Vladivostok to Los Angeles: one stretch has an end at 180 degrees east, one at 180 west."""
    (first, *_) = read_services(places=places)
    port = Place("los-angeles", Kind.SEA_PORT, "US", -118.2, 33.7, {"en": "Los Angeles"})
    known = {**places, port.id: port}
    ferry = replace(first, start="vladivostok", via=(), end=port.id, modes=("sea",))
    monkeypatch.setattr("maps.services.read_services", lambda places: (ferry,))
    lines = [
        child.locations
        for child in service_group(known)._children.values()
        if isinstance(child, folium.PolyLine)
    ]
    ends = sorted(sorted((line[0][1], line[-1][1])) for line in lines)
    assert ends == [[-180, -118.2], [pytest.approx(131.9, abs=0.1), 180]]


@pytest.mark.browser
def test_a_click_on_an_arc_tells_the_service_and_links_its_page(tmp_path, places):
    traced = corridors.load().trace("trans-caspian")
    path = draw(traced, layers=[service_layer(places)]).save(tmp_path / "map.html")
    with browser.browser() as chromium, browser.visit(chromium, path) as seen:
        page = seen.page
        assert page.evaluate("atlas.test.drawn().arcs.length") == 0
        page.get_by_label("Services", exact=True).check()
        spot = page.evaluate("""() => {
            const { arcs, view } = atlas.test.drawn();
            const box = atlas.test.map().getContainer().getBoundingClientRect();
            const spots = arcs.flatMap(({ lines }) => lines.flatMap(({ x, y }) =>
                x.map((_, i) => [x[i] - view.inset.x, y[i] - view.inset.y])));
            const free = spots.find(([x, y]) => x > 60 && x < box.width - 120 && y > 80
                && y < box.height - 80
                && ![...atlas.test.drawn().hubs].some((hub) =>
                    Math.hypot(hub.x - view.inset.x - x, hub.y - view.inset.y - y) < 25));
            return [box.x + free[0], box.y + free[1]];
        }""")
        page.mouse.click(*spot)
        card = page.locator(".card", has_text="Services")
        assert card.locator("a[href^='http']").count() == 1
        assert not seen.errors
