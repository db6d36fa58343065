"""Where ways run, and the map of a scenario."""

import numpy as np
import pytest
import toy_atlas
import toy_rates
from test_maps_page import code_of

import maps
from corridors.ledger.rates.shipment import Shipment
from corridors.scenarios.lines import lines_of
from corridors.scenarios.run import ground_of, run_scenario

LINE = {"id": "short", "from": "altynkol", "to": "poti", "mode": "rail", "length_km": 300}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    folder = tmp_path_factory.mktemp("toy")
    atlas = toy_atlas.write(folder)
    shipment = Shipment(rates=toy_rates.book(folder / "rates", atlas))
    ground = ground_of(atlas.trace(), shipment=shipment)
    question = {"schema": 1, "name": "<short>", "pairs": [["altynkol", "poti"]]}
    change = {"add": {**LINE, "gauge_mm": 1520}}
    return run_scenario(ground, {**question, "change": [change]}), ground.traced


def test_a_way_runs_along_its_legs_from_end_to_end(outcome):
    found, traced = outcome
    lines = lines_of(found.pairs[0].baseline.way, traced)
    assert len(lines) == 3
    names = ["altynkol", "aktau-rail", "aktau", "alat", "alat", "poti"]
    ends = [point for line in lines for point in (line[0], line[-1])]
    for name, point in zip(names, ends, strict=True):
        assert np.allclose(point, toy_atlas.POINTS[name], atol=0.1), name


def test_a_way_that_is_run_backwards_runs_backwards(outcome):
    found, traced = outcome
    way = found.pairs[0].baseline.way.graph.way("poti", "altynkol")
    lines = lines_of(way, traced)
    assert np.allclose(lines[0][0], toy_atlas.POINTS["poti"], atol=0.1)
    assert np.allclose(lines[-1][-1], toy_atlas.POINTS["altynkol"], atol=0.1)


def test_an_added_line_is_straight(outcome):
    found, traced = outcome
    (line,) = lines_of(found.pairs[0].scenario.way, traced)
    assert np.allclose(line[0], toy_atlas.POINTS["altynkol"])
    assert np.allclose(line[-1], toy_atlas.POINTS["poti"])


def test_the_map_holds_both_ways_and_escapes_the_name(outcome, tmp_path):
    text = maps.scenario_map(*outcome).save(tmp_path / "map.html").read_text(encoding="utf-8")
    script = code_of(text)[-1]
    assert script.lower().count("l.polyline(") == 3 + 1
    assert "altynkol - poti: before 2,800 km" in script
    assert "<title><short>" not in text
