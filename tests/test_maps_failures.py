"""What the loss of each part of a main route costs, on our map and on any Folium map."""

import browser
import folium
import pytest
import toy_atlas
import toy_rates

from corridors.graph.build import build_graph
from corridors.graph.pieces import Line
from corridors.ledger.rates.shipment import Shipment
from corridors.scenarios.sweeps.failures import failures
from maps import draw, failure_group, failure_layers

ROUND = Line("round", "altynkol", "alat", "rail", 3000.0, 1520)
"""A railway round the Caspian: the other way for all but Alat and what lies behind it."""


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("toy")
    atlas = toy_atlas.write(folder)
    traced = atlas.trace()
    shipment = Shipment(rates=toy_rates.book(folder / "rates", atlas))
    graph = build_graph(traced, shipment=shipment, lines=[ROUND])
    return failures(graph, traced, ["caspian"], by="km"), graph, traced


def test_each_part_has_its_hours_or_none(toy):
    found, *_ = toy
    legs, parts = failure_layers(*toy)
    assert len(parts.frame) == len(found) == 6
    assert len(legs.frame) == 3
    more = dict(zip(parts.frame["name"], parts.frame["more_h"], strict=True))
    assert more["Aktau"] == round(next(f for f in found if f.element.id == "aktau").detour("hours"))
    lost = {row["name"] for row in parts.frame.to_dict("records") if row["lost"]}
    assert lost == {"Alat", "Alat \u2013 Poti", "Boyuk Kesik - Gardabani"}
    assert all(parts.frame["more_h"].isna() == (parts.frame["lost"] == 1))
    assert parts.note["en"].startswith("6 parts of main routes, 3 without another way")


def test_discs_lie_at_the_place_and_in_the_middle_of_the_leg(toy):
    _, _, traced = toy
    _, parts = failure_layers(*toy)
    spots = dict(zip(parts.frame["name"], parts.frame.geometry, strict=True))
    aktau = traced.atlas.hub_places["aktau"].point
    assert (spots["Aktau"].x, spots["Aktau"].y) == pytest.approx(aktau)
    line = traced.legs.set_index("leg").geometry["caspian:aktau-alat"]
    assert line.distance(spots["Aktau \u2013 Alat"]) < 1e-9


def test_the_group_dashes_what_has_no_other_way(toy):
    group = failure_group(*toy)
    drawn = list(group._children.values())
    discs = [one for one in drawn if isinstance(one, folium.CircleMarker)]
    assert len(discs) == 6
    assert sum(bool(one.options["dashArray"]) for one in discs) == 3


@pytest.mark.browser
def test_the_page_draws_discs_and_crosses_and_says_what_they_are(toy, tmp_path):
    path = draw(toy[2], layers=failure_layers(*toy)).save(tmp_path / "map.html")
    with browser.browser() as chromium, browser.visit(chromium, path) as seen:
        texts = seen.page.locator(".layer-key").inner_text()
        assert "Hours more, by area" in texts
        assert "No other way" in texts
        assert len(seen.page.evaluate("atlas.test.drawn().extras.map(({ row }) => row)")) == 6
        assert not seen.errors
