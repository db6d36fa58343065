"""Importance on a diamond of two corridors, by hand.

::

        n            west - n - east: 100 + 100 km
      /   \\          west - s - east: 150 + 150 km
    west   east
      \\   /
        s
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from corridors.definitions.states import Gates
from corridors.definitions.vocabulary import LegStatus, Mode
from corridors.hubs.importance import importance
from corridors.traced import Traced
from corridors.tracing.trace import TracedLeg
from corridors.tracing.way import Stretches
from geodata.errors import InputError
from geodata.network.build import from_lines
from geodata.places.lookup import Places
from geodata.population import People
from geodata.routing.router import Router
from tests.toy_corridor import hubs

POINTS = {"west": (0.0, 0.0), "n": (1.0, 0.5), "s": (1.0, -0.5), "east": (2.0, 0.0)}


PAIRS = {
    "w-n": ("west", "n", 100.0),
    "n-e": ("n", "east", 100.0),
    "w-s": ("west", "s", 150.0),
    "s-e": ("s", "east", 150.0),
}


def _leg(name):
    start, end, km = PAIRS[name]
    line = np.array([POINTS[start], POINTS[end]])
    way = Stretches(np.array([km]), (line,), {"country": ("KZ",), "gauges_mm": ((),)})
    plan = SimpleNamespace(id=name, start=start, end=end, via=(), mode=Mode.RAIL)
    status = SimpleNamespace(value=LegStatus.OPERATING, since="2000")
    return TracedLeg("d", plan, status, way, (), (0.0, 0.0))


@pytest.fixture
def diamond():
    legs = {f"d:{name}": _leg(name) for name in PAIRS}
    network = from_lines([leg.way.lines[0] for leg in legs.values()], mode="rail")
    router = Router(network, engine="scipy")
    corridor = SimpleNamespace(main_route=SimpleNamespace(id="north"))
    atlas = SimpleNamespace(
        catalogue=SimpleNamespace(corridors={"d": corridor}),
        places=Places(),
        networks=SimpleNamespace(router=lambda mode: router),
        states=lambda: Gates().on("2026"),
    )
    return Traced(
        atlas, ("d",), legs, {"d": {"north": ("d:w-n", "d:n-e"), "south": ("d:w-s", "d:s-e")}}
    )


def _people(*names):
    lon, lat = zip(*(POINTS[name] for name in names), strict=True)
    return People(
        pd.DataFrame({"country": "KZ", "name": names, "lon": lon, "lat": lat, "population": 2e6}),
        {},
        "",
        "",
    )


def _hubs():
    return hubs(*POINTS.items())


def test_the_shorter_side_carries_the_pair(diamond):
    found = importance(diamond, _hubs(), people=_people("west", "east"))
    table = found.table.set_index("hub")
    assert found.pairs == 1
    assert table.loc["n", "betweenness"] == 1.0
    assert table.loc["s", "betweenness"] == 0.0
    assert table.loc["west", "routes"] == 2
    assert table.loc["n", "routes"] == 1


def test_a_loss_costs_the_way_round(diamond):
    found = importance(diamond, _hubs(), people=_people("west", "east"))
    loss = found.loss("n", "s").set_index("hub")
    assert loss.loc["n", "extra_km"] == pytest.approx(100.0)
    assert loss.loc["n", "pairs"] == 1
    assert loss.loc["s", "extra_km"] == 0.0
    assert loss.loc["n", "cut_off"] == 0


def test_pairs_that_nothing_else_joins_are_cut_off(diamond):
    found = importance(diamond, _hubs(), people=_people("west", "east", "n"))
    # without west, n and east are still neighbours; without n, only pairs that do not end there count
    assert found.loss("west").iloc[0]["cut_off"] == 0
    half = Traced(
        diamond.atlas,
        ("d",),
        {key: diamond.by_ref[key] for key in ("d:w-n", "d:n-e")},
        {"d": {"north": ("d:w-n", "d:n-e")}},
    )
    assert (
        importance(half, _hubs(), people=_people("west", "east")).loss("n").iloc[0]["cut_off"] == 1
    )


def test_an_unknown_hub_is_named(diamond):
    with pytest.raises(InputError, match="wset"):
        importance(diamond, _hubs(), people=_people("west", "east")).loss("wset")
