"""Flows, importance and the partner network on the toy of `toy_atlas`, by hand and by brute force.

::

    dostyk --700--+                                    (km; KZ to aktau, then AZ, GE)
                  |
    altynkol -1000- beyneu -400- aktau ~~500~~ alat -600|AZ>GE|300- poti
"""

import itertools
import json
import subprocess
import sys

import numpy as np
import pytest
import toy_atlas
import toy_rates

from corridors.graph.build import build_graph
from corridors.ledger.rates.shipment import Shipment
from corridors.partners import capture
from corridors.partners.flows import Flow, Flows, default_flows, read_flows
from corridors.partners.importance import importance
from corridors.partners.network import partners
from corridors.partners.record import record
from corridors.partners.roles import Role, role_of
from corridors.partners.seas import seas_of
from corridors.partners.terms import Terms
from geodata.errors import InputError

FLOWS = (
    Flow("altynkol", "poti", 6.0),
    Flow("dostyk", "poti", 3.0),
    Flow("altynkol", "dostyk", 1.0),
)
NONE = Terms(roles={})


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("toy")
    atlas = toy_atlas.write(folder)
    traced = atlas.trace()
    return traced, build_graph(
        traced, shipment=Shipment(rates=toy_rates.book(folder / "rates", atlas))
    )


@pytest.fixture(scope="module")
def found(toy):
    traced, graph = toy
    return importance(traced, graph=graph, flows=Flows(FLOWS, "t", "toy"), by="km")


def only(*places, **more):
    return Terms(roles={}, only=places, **more)


def test_shares_are_those_of_the_flows_that_pass(found):
    assert found.share("aktau") == pytest.approx(0.9)
    assert found.share("alat") == pytest.approx(0.9)
    assert found.share("poti") == 0.0  # where a flow ends it does not pass
    assert found.share("altynkol") == 0.0


def test_loss_of_the_only_way(found):
    row = found.row("aktau")
    assert (row["corridors"], row["routes"]) == (2, 3)
    assert row["no_way_share"] == pytest.approx(0.9)
    assert row["extra_km"] == row["extra_h"] == 0.0
    assert (row["role"], row["redundancy"]) == ("seaport", 1)


def test_loss_where_there_is_another_way(toy):
    from corridors.graph.pieces import Line

    traced, _ = toy
    graph = build_graph(traced, lines=[Line("bypass", "beyneu", "alat", "rail", 1500.0, 1520)])
    more = importance(traced, graph=graph, flows=Flows(FLOWS, "t", "toy"), by="km")
    row = more.row("aktau")
    # beyneu - alat is 400 + 500 km by Aktau, and 1500 by the bypass.
    assert row["extra_km"] == pytest.approx(600.0)
    assert row["no_way_share"] == 0.0
    assert row["redundancy"] == 1  # both ways cross the one border between AZ and GE


def test_windows_by_hand():
    # Stops at 0, 400 and 1000 of 1400 km, a bound of 700: from 0 one of the first two, from 400
    # the third; from 1000 on the end is near.
    stops = [(0.0, 0), (400.0, 1), (1000.0, 2)]
    found = capture.windows_of(stops, 1400.0, 700.0)
    assert found == {frozenset([0, 1]), frozenset([1]), frozenset([2])}
    assert capture.minimal(found) == {frozenset([1]), frozenset([2])}
    assert capture.windows_of(stops, 700.0, 700.0) == set()


def test_one_site_on_the_way_of_most(found):
    """Poti's 900 km on land want one between; Altynkol's 1400 to Aktau want one, or two."""
    network = partners(
        found, sites=2, within_km=800.0, terms=only("altynkol", "aktau", "alat", "poti")
    )
    assert network.problem.candidates == 4
    best = max(network.problem.captured(sites) for sites in itertools.combinations(range(4), 2))
    assert network.answer.captured == pytest.approx(best)
    assert network.answer.gap <= 0.01


@pytest.mark.parametrize("within_km", [350.0, 600.0, 800.0, 1200.0])
@pytest.mark.parametrize("sites", [1, 2, 3])
def test_agrees_with_brute_force(found, within_km, sites):
    network = partners(found, sites=sites, within_km=within_km, terms=NONE)
    shares = [brute_share(network, chosen) for chosen in combinations_of(network, sites)]
    assert network.answer.captured == pytest.approx(max(shares), rel=0.01)
    assert network.answer.captured == pytest.approx(brute_share(network, network.sites))


def combinations_of(network, sites):
    return itertools.combinations(network.candidates, sites)


def brute_share(network, chosen):
    """The share of flows without a long stretch free of sites, walked km by km."""
    from corridors.partners.ways import runs_within

    found, all_, captured = network.found, 0.0, 0.0
    for way in found.ways:
        runs = runs_within(found.graph, way.rows, network.countries)
        if not any(km > network.within_km for km, _ in runs):
            continue
        all_ += way.flow.weight
        held = all(is_held(km, stops, chosen, network) for km, stops in runs)
        captured += way.flow.weight * held
    return captured / all_


def is_held(length_km, stops, chosen, network):
    """Walk from site to site: a long stretch is excused where no place in reach can be a site."""
    within = network.within_km
    at = {km for place, km in stops if place in chosen}
    can = {km for place, km in stops if place in network.candidates}
    for start, end in itertools.pairwise([0.0, *sorted(at), length_km]):
        if end - start <= within:
            continue
        for begin in sorted({start, *(km for km in can if start < km < end)}):
            reach = {km for km in can if begin < km <= begin + within}
            reach |= {0.0} & can if begin == start == 0.0 else set()
            if begin + within < length_km and reach and not reach & at:
                return False
    return True


def test_a_closed_gate_is_not_chosen_and_nothing_is_gained(found):
    before = partners(found, sites=2, within_km=800.0, terms=NONE)
    for gate in before.sites:
        closed = partners(found, sites=2, within_km=800.0, terms=Terms(roles={}, closed=(gate,)))
        assert gate not in closed.sites
        assert closed.answer.captured <= before.answer.captured


def test_a_flow_ten_times_larger_brings_a_site_onto_its_way(toy):
    traced, graph = toy
    flows = (Flow("alat", "poti", 1.0), Flow("altynkol", "aktau", 2.0))
    terms = only("boyuk-kesik-gardabani", "aktau", "altynkol")
    small = importance(traced, graph=graph, flows=Flows(flows, "t", "toy"), by="km")
    chosen = partners(small, sites=1, within_km=700.0, terms=terms).sites
    assert chosen != ("boyuk-kesik-gardabani",)
    large = importance(
        traced,
        graph=graph,
        flows=Flows((Flow("alat", "poti", 10.0), flows[1]), "t", "toy"),
        by="km",
    )
    assert partners(large, sites=1, within_km=700.0, terms=terms).sites == (
        "boyuk-kesik-gardabani",
    )


def test_more_sites_capture_no_less(found):
    shares = [
        partners(found, sites=n, within_km=600.0, terms=NONE).answer.captured for n in range(1, 6)
    ]
    assert shares == sorted(shares)


def test_limits_are_kept(found):
    terms = Terms(roles={Role.SEAPORT: 2}, fixed=("alat",), forbidden=("aktau",))
    network = partners(found, sites=3, within_km=800.0, terms=terms)
    places = found.traced.atlas.hub_places
    assert "alat" in network.sites
    assert "aktau" not in network.sites
    assert sum(role_of(places[s]) is Role.SEAPORT for s in network.sites) >= 2
    each = partners(found, sites=3, within_km=800.0, terms=Terms(roles={}, country_min=1))
    assert {places[s].country for s in each.sites} == {"KZ", "AZ", "GE"}


def test_capacity_bounds_what_a_site_serves(found):
    free = partners(found, sites=2, within_km=800.0, terms=NONE)
    tight = partners(found, sites=2, within_km=800.0, terms=Terms(roles={}, capacity={"": 2.0}))
    assert free.answer.captured > 0.5
    assert tight.answer.captured <= 2 * 2.0 / tight.total + 1e-9


def test_own_list_is_held_against_the_best(found):
    network = partners(found, sites=2, within_km=800.0, terms=NONE)
    scored = network.score(network.sites)
    assert scored["captured_share"] == pytest.approx(scored["best_share"], rel=0.01)
    with pytest.raises(InputError, match="akatu: in the shortlist is no candidate.*aktau"):
        network.score(["akatu"])
    assert [row["sites"] for row in network.frontier()] == [1, 2]


@pytest.mark.parametrize(
    ("terms", "sites", "match"),
    [
        (Terms(fixed=("aktau",), forbidden=("aktau",)), 2, "fixed and forbidden"),
        (Terms(fixed=("aktau", "alat")), 1, "1 sites: 2 are fixed"),
        (Terms(fixed=("moscow",)), 1, "moscow: in fixed is no candidate"),
        (Terms(roles={Role.SEAPORT: 7}), 7, "no choice of 7 sites meets all limits"),
        (Terms(closed=("nowhere",)), 1, "nowhere: names nothing"),
    ],
)
def test_impossible_limits_are_told(found, terms, sites, match):
    with pytest.raises(InputError, match=match):
        partners(found, sites=sites, within_km=800.0, terms=terms)


def test_record_has_the_keys_of_the_design(found):
    answer = record(partners(found, sites=2, within_km=800.0, terms=NONE))
    assert set(answer) == {"hubs", "network"}
    keys = {"place", "country", "role", "corridors", "flow_share", "loss", "capacity", "traffic"}
    assert all(keys <= set(hub) for hub in answer["hubs"])
    assert {"sites", "captured_share", "gap"} <= set(answer["network"])
    assert [hub["place"] for hub in answer["hubs"]] == answer["network"]["sites"]
    assert all(hub["reason"] for hub in answer["hubs"])
    assert json.dumps(answer) == json.dumps(
        record(partners(found, sites=2, within_km=800.0, terms=NONE))
    )


def test_seas_are_what_ships_reach_without_a_strait(toy):
    _, graph = toy
    opened = graph.opened("pontic:poti-constanta")
    assert frozenset({"aktau", "alat"}) in seas_of(opened)


def flows_of(tmp_path, text, toy):
    traced, graph = toy
    file = tmp_path / "flows.csv"
    file.write_text(text, encoding="utf-8")
    return read_flows(file, traced.atlas.hub_places, graph)


def test_flows_as_a_list_and_as_a_matrix(tmp_path, toy):
    listed = flows_of(tmp_path, "from,to,tonnes\nAktau,Poti,5\nпоти,aktau,2\n", toy)
    assert listed.flows == (Flow("aktau", "poti", 5.0), Flow("poti", "aktau", 2.0))
    square = flows_of(tmp_path, ",aktau,poti\naktau,0,5\npoti,2,\n", toy)
    assert set(square.flows) == set(listed.flows)
    assert (square.unit, square.total) == ("t", 7.0)


def test_flows_as_a_spreadsheet_saves_them(tmp_path, toy):
    known = flows_of(tmp_path, "from;to;tonnes\naktau;poti;5,5\npoti;aktau;2\n", toy)
    assert known.flows == (Flow("aktau", "poti", 5.5), Flow("poti", "aktau", 2.0))


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "is empty"),
        ("from,to,tonnes\n", "no flow over 0"),
        ("from,to,tonnes\nZzyzx,poti,5\n", r"line 2.*Zzyzx"),
        ("from,to,tonnes\naktau,poti,-5\n", r"line 2.*'-5' tonnes"),
        ("from,to,tonnes\naktau,poti,many\n", r"line 2.*'many' tonnes"),
        ("from,to,tonnes\naktau,poti,nan\n", r"line 2.*'nan' tonnes"),
        ('from,to,tonnes\naktau,poti,"5,5"\n', r"'5,5' tonnes.*a point before decimals"),
        ("from to tonnes\naktau poti 5\n", r"line 1.*one cell.*part cells by commas"),
        ("from,to,tonnes\naktau,poti\n", r"line 2.*has 2 cells"),
        ("from,to,tonnes\naktau,aktau,5\naktau,poti,1\n", r"line 2.*'aktau' to itself"),
        ("from,to,tonnes\naktau,poti,5\naktau,poti,1\n", r"line 3.*again.*add it to line 2"),
        (",aktau,aktau\naktau,0,5\naktau,2,0\n", "'aktau' stands there twice"),
        (",aktau,poti\naktau,0,5\n", "not square: 1 rows and 2 columns"),
        (",aktau,poti\naktau,0\npoti,2,0\n", "not square"),
    ],
)
def test_bad_flows_are_told_once(tmp_path, toy, text, match):
    with pytest.raises(InputError, match=match) as caught:
        flows_of(tmp_path, text, toy)
    assert len(str(caught.value).splitlines()) == 1


def test_default_flows_join_countries_by_people_and_distance(shipped):
    from types import SimpleNamespace

    points = {
        "almaty": shipped.places["almaty"].point,
        "tashkent": shipped.places["tashkent"].point,
    }
    graph = SimpleNamespace(places=tuple(points), points=points)
    flows = default_flows(shipped, graph)
    assert [(flow.start, flow.end) for flow in flows.flows] == [("almaty", "tashkent")]
    from geodata import geodesy, population

    people = population.cities().points.set_index("name")["population"]
    lon, lat = points["tashkent"]
    km = geodesy.distance_km(*points["almaty"], np.array([lon]), np.array([lat]))[0]
    assert flows.flows[0].weight == pytest.approx(
        np.sqrt(people["Almaty"] * people["Tashkent"]) / km, rel=0.05
    )
    assert default_flows(shipped, graph, countries=["KZ"]).flows == ()


def test_services_are_listed_as_json():
    run = subprocess.run(
        [sys.executable, "-m", "corridors.cli.main", "services", "aktau", "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(run.stdout)
    assert answer["schema"] == 1
    assert answer["services"]
    assert all("aktau" in (row["from"], *row["via"], row["to"]) for row in answer["services"])
