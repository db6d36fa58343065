"""Other ways, break-even, lines to come and tornadoes on the toy, figures worked out by hand."""

import pytest
import toy_atlas
import toy_rates
from scipy.stats import spearmanr

from corridors.graph.build import build_graph
from corridors.graph.pieces import Line
from corridors.ledger.rates.model import Range
from corridors.ledger.rates.shipment import Shipment
from corridors.ledger.totals import drawn_sum
from corridors.partners.flows import Flow, Flows
from corridors.scenarios.spread import draws_of, tornado
from corridors.scenarios.sweeps.alternatives import alternatives, shared
from corridors.scenarios.sweeps.break_even import break_even
from corridors.scenarios.sweeps.engine import on_processes
from corridors.scenarios.sweeps.planned import best_bundle, planned_lines, rank_planned
from geodata.errors import InputError

ROUND = Line("round", "altynkol", "alat", "rail", 3000.0, 1520)
SLOW = Line("slow", "poti", "constanta", "sea", 5000.0)


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("toy")
    atlas = toy_atlas.write(folder)
    shipment = Shipment(rates=toy_rates.book(folder / "rates", atlas))
    traced = atlas.trace()
    return build_graph(traced, shipment=shipment, lines=[ROUND, SLOW]), traced


def test_ways_that_differ(toy):
    """Over the sea 2800 km, round it 3900, of which both share alat - poti, 900."""
    graph, _ = toy
    first, second = alternatives(graph, "altynkol", "poti", by="km")
    assert first.length_km == pytest.approx(2800.0)
    assert second.length_km == pytest.approx(3900.0)
    assert shared(first, second) == shared(second, first) == pytest.approx(900.0 / 2800.0)
    assert len(alternatives(graph, "altynkol", "poti", by="km", overlap=0.3)) == 1
    assert len(alternatives(graph, "altynkol", "poti", by="km", ways=1)) == 1


def test_no_way_and_bad_bounds(toy):
    graph, _ = toy
    assert alternatives(graph.without("AZ"), "altynkol", "poti") == []
    with pytest.raises(InputError, match="between 0 and 1"):
        alternatives(graph, "altynkol", "poti", overlap=1.5)
    with pytest.raises(InputError, match="atlantis"):
        alternatives(graph, "atlantis", "poti")


def test_break_even_by_hand(toy):
    """Over the sea 135 h, of which 12 at aktau; round it 127 h: so aktau may take 4."""
    graph, _ = toy
    found = break_even(graph, "altynkol", "poti", "aktau")
    assert (found.now, found.equal) == pytest.approx((12.0, 4.0))
    assert found.p5 < found.p50 < found.p95
    slower = break_even(graph, "poti", "altynkol", "aktau")
    assert slower.equal == pytest.approx(12.0 + (127.0 - 4.0) - (135.0 - 4.0))


def test_break_even_in_dollars(toy):
    """Over the sea 100 USD at aktau; 0.5 USD a km and 40 at each border of which one more."""
    graph, _ = toy
    found = break_even(graph, "altynkol", "poti", "aktau", measure="usd")
    more = 0.5 * (3900.0 - 2300.0) + 40.0 - 300.0 - 200.0
    assert found.equal == pytest.approx(100.0 + more)


def test_break_even_without_a_way_round_or_through(toy):
    graph, _ = toy
    found = break_even(graph, "altynkol", "poti", "alat")
    assert found.around is None
    assert found.record()["around"] is None
    with pytest.raises(InputError, match="no way from altynkol to aktau through poti"):
        break_even(graph.without("caspian:alat-poti"), "altynkol", "aktau", "poti")


def test_a_line_to_come_saves_by_weight(toy):
    """The ship of 1200 km instead of 5000: of 2 x 7800 + 1 x 2800 it saves 2 x 3800."""
    graph, traced = toy
    lines = planned_lines(traced)
    assert [line.legs for line in lines] == [("pontic:poti-constanta",)]
    flows = Flows((Flow("altynkol", "constanta", 2.0), Flow("altynkol", "poti", 1.0)), "t", "toy")
    for engine in (None, on_processes(2)):
        options = {} if engine is None else {"engine": engine}
        (found,) = rank_planned(graph, lines, flows, by="km", **options)
        assert found.saved == pytest.approx(2 * 3800.0)
        assert found.share == pytest.approx(2 * 3800.0 / (2 * 7800.0 + 2800.0))
        assert found.users == pytest.approx(2.0 / 3.0)
        assert found.joined == 0.0
    (alone,) = rank_planned(graph.without("slow"), lines, flows, by="km")
    assert alone.saved == 0.0
    assert alone.joined == pytest.approx(2.0 / 3.0)
    (best,) = best_bundle(graph, lines, flows, size=3, by="km")
    assert best == rank_planned(graph, lines, flows, by="km")[0]


def test_a_bundle_ends_where_nothing_saves(toy):
    graph, traced = toy
    flows = Flows((Flow("altynkol", "poti", 1.0),), "t", "toy")
    assert best_bundle(graph, planned_lines(traced), flows, size=2) == []


def test_a_tornado_is_rank_correlation(toy):
    """What kz-speed moves, 17.5 to 70 hours, moves the total most."""
    graph, _ = toy
    way = graph.without("round").way("altynkol", "poti", by="hours")
    found = tornado(way, "hours")
    assert found[0].rate == "kz-speed"
    assert (found[0].range.low, found[0].range.mode, found[0].range.high) == pytest.approx(
        (17.5, 35.0, 70.0)
    )
    assert {each.rate for each in found} == {
        "kz-speed",
        "sea-speed",
        "port",
        "alat-port",
        "border",
        "ge-in",
    }
    strengths = [abs(each.correlation) for each in found]
    assert strengths == sorted(strengths, reverse=True)
    total = draws_of(way, "hours")
    alat = next(each for each in found if each.rate == "alat-port")
    assert alat.places == ("alat",)
    own = drawn_sum([("alat-port", Range(10.0, 20.0, 30.0))])
    assert alat.correlation == pytest.approx(spearmanr(own, total)[0], abs=1e-6)
    only = graph.without("round").way("altynkol", "aktau", by="hours")
    speed = next(each for each in tornado(only, "hours") if each.rate == "kz-speed")
    assert speed.correlation == pytest.approx(1.0)
