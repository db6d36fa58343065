"""Siting: small cases by hand, random and real ones against spopt, impossible ones refused."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pulp
import pytest
from scipy.sparse import csr_matrix
from toy_corridor import DEGREE_KM, hubs, toy

from corridors.definitions.sco import sco_members
from corridors.siting import instance as siting_instance
from corridors.siting import programmes as model
from corridors.siting.constraints import Limits
from corridors.siting.demand import Demand
from corridors.siting.site import site
from geodata import population
from geodata.errors import InputError

TIGHT = 1e-6


def random_instance(seed, *, points=60, candidates=15, radius=None):
    generator = np.random.default_rng(seed)
    place, where = (
        generator.uniform(0, 100, (points, 2)),
        generator.uniform(0, 100, (candidates, 2)),
    )
    weight = generator.integers(1, 100, points).astype(float)
    cost = np.hypot(*(place[:, None] - where[None]).transpose(2, 0, 1))
    row, column = np.nonzero(cost <= (radius or np.inf))
    sparse = csr_matrix((cost[row, column], (row, column)), shape=cost.shape)
    return siting_instance.Instance(sparse, weight, np.arange(candidates) % 3), cost


def spopt_solver():
    return pulp.HiGHS(msg=False, gapRel=0.0, threads=1)


@pytest.mark.parametrize("seed", range(24))
@pytest.mark.filterwarnings("ignore")  # spopt's and pulp's own
def test_coverage_equals_spopt(seed):
    from spopt.locate import MCLP

    instance, cost = random_instance(seed, radius=22.0)
    sites = 2 + seed % 4
    theirs = MCLP.from_cost_matrix(cost, instance.weight, 22.0, p_facilities=sites).solve(
        spopt_solver()
    )
    best = pulp.value(theirs.problem.objective)
    assert model.coverage(instance, sites, gap=TIGHT).value == pytest.approx(best, rel=1e-6)


@pytest.mark.parametrize("seed", range(24))
@pytest.mark.filterwarnings("ignore")
def test_p_median_equals_spopt(seed):
    from spopt.locate import PMedian

    instance, cost = random_instance(seed)
    sites = 2 + seed % 4
    theirs = PMedian.from_cost_matrix(cost, instance.weight, p_facilities=sites).solve(
        spopt_solver()
    )
    best = pulp.value(theirs.problem.objective)
    assert model.p_median(instance, sites, gap=TIGHT).value == pytest.approx(best, rel=1e-6)


@pytest.mark.parametrize("seed", range(24))
@pytest.mark.filterwarnings("ignore")
def test_set_cover_equals_spopt(seed):
    from spopt.locate import LSCP

    instance, cost = random_instance(seed, radius=35.0)
    reachable = (cost <= 35.0).any(axis=1)
    theirs = LSCP.from_cost_matrix(cost[reachable], 35.0).solve(spopt_solver())
    assert model.set_cover(instance).value == pulp.value(theirs.problem.objective)


@pytest.mark.filterwarnings("ignore")
def test_a_real_network_equals_spopt(shipped):
    from spopt.locate import MCLP

    found = site(
        shipped, sites=6, within_h=6.0, countries={"KZ", "UZ", "KG", "TJ", "IR"}, gap=TIGHT
    )
    cost = found.instance.cost.toarray()
    cost[found.instance.cost.toarray() == 0.0] = 1e9
    theirs = MCLP.from_cost_matrix(cost, found.instance.weight, 6.0, p_facilities=6).solve(
        spopt_solver()
    )
    assert found.value == pytest.approx(pulp.value(theirs.problem.objective), rel=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_constraints_against_every_choice(seed):
    instance, _ = random_instance(seed, points=30, candidates=9, radius=30.0)
    bound = siting_instance.Instance(
        instance.cost,
        instance.weight,
        instance.group,
        frozenset({1}),
        frozenset({4}),
        {0: 1},
        {2: 1},
    )
    allowed = [
        pick
        for pick in combinations(range(9), 4)
        if 1 in pick
        and 4 not in pick
        and any(s % 3 == 0 for s in pick)
        and sum(s % 3 == 2 for s in pick) <= 1
    ]
    best = max(siting_instance.covered(bound, pick) for pick in allowed)
    found = model.coverage(bound, 4, gap=TIGHT)
    assert found.value == pytest.approx(best)
    assert found.chosen in allowed


@pytest.mark.parametrize("objective", [model.coverage, model.p_median])
def test_boundless_capacities_change_nothing(objective):
    instance, _ = random_instance(3, points=25, candidates=8, radius=None)
    roomy = siting_instance.Instance(
        instance.cost, instance.weight, instance.group, capacity=np.full(8, instance.weight.sum())
    )
    assert objective(roomy, 3, gap=TIGHT).value == pytest.approx(
        objective(instance, 3, gap=TIGHT).value
    )


def test_capacity_limits_what_a_site_serves():
    # both points can go to the only site, which has room for 6 of their 10
    cost = csr_matrix(([1.0, 1.0], ([0, 1], [0, 0])), shape=(2, 1))
    tight = siting_instance.Instance(
        cost, np.array([4.0, 6.0]), np.zeros(1, dtype=int), capacity=np.array([6.0])
    )
    assert model.coverage(tight, 1).value == pytest.approx(6.0)
    with pytest.raises(InputError, match="constraints"):
        model.p_median(tight, 1)


def demand(*rows):
    return Demand(pd.DataFrame(rows, columns=["name", "country", "lon", "lat", "weight"]), "people")


def choose(**options):
    places = options.pop(
        "demand",
        demand(
            ("w", "KZ", 0.0, 0.0, 10.0), ("m", "KZ", 2.0, 0.0, 30.0), ("e", "KZ", 4.0, 0.0, 20.0)
        ),
    )
    stands = options.pop(
        "candidates", hubs(("A", (0.0, 0.0)), ("M", (2.0, 0.0)), ("E", (4.0, 0.0)))
    )
    return site(toy().atlas, candidates=stands, weights=places, **options)


def test_coverage_by_road_and_what_each_site_adds():
    found = choose(sites=2, within_km=120.0)
    assert found.value == 50.0
    assert dict(zip(found.sites["place"], found.sites["adds"], strict=True)) == {
        "M": 30.0,
        "E": 20.0,
    }
    assert found.frontier()[["sites", "value"]].to_numpy().tolist() == [[1, 30.0], [2, 50.0]]
    assert found.gap == pytest.approx(0.0, abs=1e-9)


def test_p_median_in_km():
    found = choose(sites=1, objective="p-median", within_km=1.0)
    # from M the 10 and the 20 have two degrees to go each
    assert found.sites["place"].tolist() == ["M"]
    assert found.value == pytest.approx(30 * 2 * DEGREE_KM, rel=1e-6)


def test_set_cover_finds_the_number():
    assert choose(objective="set-cover", within_km=120.0).value == 3.0
    assert choose(objective="set-cover", within_km=230.0).sites["place"].tolist() == ["M"]


def test_limits_and_shortlist():
    fixed = choose(sites=2, within_km=120.0, limits=Limits(fixed=["A"]))
    assert set(fixed.sites["place"]) == {"A", "M"}
    barred = choose(sites=2, within_km=120.0, limits=Limits(forbidden=["M"]))
    assert set(barred.sites["place"]) == {"A", "E"}
    score = choose(sites=2, within_km=120.0).score(["A", "E"])
    assert (score["value"], score["optimum"], score["share"]) == (30.0, 50.0, 0.6)


def test_the_record_has_the_keys_of_the_command():
    record = choose(sites=2, within_km=120.0).record()
    assert {"objective", "value", "gap", "sites", "frontier"} <= set(record)
    assert {"place", "country", "adds"} <= set(record["sites"][0])
    assert choose(sites=2, within_km=120.0).record() == record
    assert "<svg" in choose(sites=2, within_km=120.0).chart()


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"sites": 4}, "3 candidates"),
        ({"sites": 0}, "0 sites"),
        ({"limits": Limits(fixed=["A"], forbidden=["A"])}, "A: is both fixed and forbidden"),
        ({"limits": Limits(fixed=["Z"])}, "Z"),
        ({"sites": 1, "limits": Limits(fixed=["A", "M"])}, "2 are fixed"),
        ({"sites": 1, "limits": Limits(country_min=2)}, "need 2"),
        ({"limits": Limits(country_min={"UZ": 1})}, "UZ"),
        ({"sites": 2, "limits": Limits(country_max=1)}, "1 at most"),
        ({"limits": Limits(capacity=float("nan"))}, "A"),
        ({"objective": "p-medain"}, "p-median"),
        ({"by": "air"}, "air"),
        ({"countries": ["UZ"]}, "UZ"),
        ({"candidates": hubs(("A", (0.0, 0.0)), ("far", (0.0, 40.0)))}, "far"),
        ({"candidates": hubs(("A", (0.0, 0.0)), ("A", (2.0, 0.0)))}, "twice"),
        ({"candidates": hubs("mid").iloc[:0]}, "no candidate"),
        ({"demand": demand(("bad", "KZ", 0.0, 0.0, float("nan")))}, "bad"),
        ({"demand": demand(("bad", "KZ", 0.0, 0.0, -1.0))}, "bad"),
        ({"demand": demand(("none", "KZ", 0.0, 0.0, 0.0))}, "zero"),
        ({"within_km": -3.0}, "positive"),
        ({"within_km": 3.0, "within_h": 1.0}, "one limit"),
    ],
)
def test_what_cannot_be_is_refused_by_name(options, match):
    with pytest.raises(InputError, match=match):
        choose(**{"sites": 2, "within_km": 120.0, **options})


def test_members_with_their_dates():
    members = sco_members()
    assert len(members) == 10
    assert members["KZ"] == "2001-06-15"
    assert members["BY"] == "2024-07-04"


def test_a_network_for_the_members_has_one_in_each(shipped):
    found = site(
        shipped,
        sites=10,
        within_h=6.0,
        countries=sco_members(),
        limits=Limits(country_min=1),
    )
    assert sorted(found.sites["country"]) == sorted(sco_members())
    assert found.gap <= siting_instance.GAP
    assert found.sites["adds"].sum() <= found.value <= found.total
    assert found.total == population.cities().of(set(sco_members())).points["population"].sum()
