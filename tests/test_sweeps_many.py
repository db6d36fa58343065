"""Many scenarios on one ground, on the toy."""

import json
from dataclasses import replace

import pytest
import toy_atlas
import toy_rates

from corridors.ledger.rates.shipment import Shipment
from corridors.scenarios.run import ground_of, run_scenario
from corridors.scenarios.seen import Seen
from corridors.scenarios.sweeps.engine import on_processes
from corridors.scenarios.sweeps.many import documents, run_scenarios
from geodata.errors import InputError

PAIRS = [["altynkol", "poti"], ["altynkol", "aktau"]]


def keys(name, *changes):
    return {"schema": 1, "name": name, "pairs": PAIRS, "change": list(changes)}


SCENARIOS = {
    "nothing": keys("nothing"),
    "slow": keys("slow", {"stop": "aktau", "factor": 2.0}),
    "shut": keys("shut", {"close": "alat"}),
    "line": keys(
        "line",
        {"add": {"id": "own", "from": "aktau", "to": "poti", "mode": "road", "length_km": 100.0}},
    ),
}


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("toy")
    atlas = toy_atlas.write(folder)
    shipment = Shipment(rates=toy_rates.book(folder / "rates", atlas))
    return ground_of(atlas.trace(), shipment=shipment)


def told(rows):
    return json.dumps(list(rows))


def test_rows_are_those_of_each_scenario_by_itself(toy):
    found = list(run_scenarios(toy, SCENARIOS))
    alone = [
        {"scenario": name, **pair.row()}
        for name, scenario in SCENARIOS.items()
        for pair in run_scenario(replace(toy, seen=Seen()), scenario).pairs
    ]
    assert told(found) == told(alone)
    by_name = {(row["scenario"], row["to"]): row for row in found}
    assert by_name["slow", "poti"]["hours_p50_after"] > by_name["slow", "poti"]["hours_p50_before"]
    assert by_name["shut", "poti"]["no_way_after"]
    assert not by_name["shut", "aktau"]["no_way_after"]
    assert by_name["line", "poti"]["km_after"] < by_name["line", "poti"]["km_before"]


def test_order_and_workers_change_nothing(toy):
    forth = sorted(map(repr, run_scenarios(toy, SCENARIOS)))
    back = dict(reversed(SCENARIOS.items()))
    assert sorted(map(repr, run_scenarios(toy, back))) == forth
    two = run_scenarios(toy, SCENARIOS, engine=on_processes(2))
    assert sorted(map(repr, two)) == forth


def test_a_broken_sweep_goes_on(toy, tmp_path):
    file = tmp_path / "done.jsonl"
    list(run_scenarios(toy, {"nothing": SCENARIOS["nothing"]}, results=file))
    whole = list(run_scenarios(toy, SCENARIOS, results=file))
    assert told(whole) == told(run_scenarios(toy, SCENARIOS))
    assert len(file.read_text().splitlines()) == len(SCENARIOS)


def test_faults_of_all_scenarios_are_told_before_the_first_is_run(toy, tmp_path):
    bad = {
        **SCENARIOS,
        "bad": keys("bad", {"stop": "atlantis", "factor": 2.0}),
        "worse": keys("worse", {"stop": "aktau", "factor": -1.0}),
    }
    with pytest.raises(InputError) as caught:
        list(run_scenarios(toy, bad, results=tmp_path / "done.jsonl"))
    assert [problem.file for problem in caught.value.problems] == ["bad", "worse"]
    assert not (tmp_path / "done.jsonl").exists()


def test_what_has_changed_since_is_run_again(toy, tmp_path):
    file, asked = tmp_path / "done.jsonl", {"s": SCENARIOS["slow"]}
    before = list(run_scenarios(toy, asked, results=file))
    assert list(run_scenarios(toy, asked, results=file)) == before
    assert len(file.read_text().splitlines()) == 1
    twice = {"s": keys("slow", {"stop": "aktau", "factor": 4.0})}
    assert told(run_scenarios(toy, twice, results=file)) == told(run_scenarios(toy, twice))
    dearer = toy.graph.changed(figures=toy.graph.figures * 2.0)
    slower = replace(toy, graph=dearer, seen=Seen())
    assert told(run_scenarios(slower, asked, results=file)) == told(run_scenarios(slower, asked))
    assert len(file.read_text().splitlines()) == 3


def test_two_files_of_one_name_are_refused(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "s.toml").write_text("schema = 1\n")
    with pytest.raises(InputError, match="rename one"):
        documents([tmp_path / "a" / "s.toml", tmp_path / "b" / "s.toml"])
