"""The partner network of the shipped corridors, and its commands as processes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import toy_atlas
from called import called

from corridors.definitions.sco import Sco, sco_states
from corridors.partners.flows import read_flows
from corridors.partners.importance import importance
from corridors.partners.network import partners
from corridors.partners.record import record

DOC = Path(__file__).resolve().parents[1] / "docs" / "partners.md"


@pytest.fixture(scope="module")
def found(shipped_traced):
    graph = shipped_traced.graph()
    return importance(shipped_traced, graph=graph, countries=sco_states(Sco.MEMBERS))


def test_the_network_of_the_members(found):
    members = sco_states(Sco.MEMBERS)
    network = partners(found, sites=12, countries=members)
    answer = record(network)
    assert len(answer["network"]["sites"]) == 12
    assert answer["network"]["gap"] <= 0.01
    assert {hub["role"] for hub in answer["hubs"]} >= {"gateway", "seaport", "inland"}
    assert {hub["country"] for hub in answer["hubs"]} <= members


def test_the_network_from_the_flows_of_the_example(shipped_traced, tmp_path):
    """What docs/partners.md says of its second run, from flows of one's own."""
    text = DOC.read_text("utf-8")
    file = tmp_path / "trade.csv"
    file.write_text(text.split("```csv\n")[1].split("```")[0], encoding="utf-8")
    graph = shipped_traced.graph()
    flows = read_flows(file, shipped_traced.atlas.hub_places, graph)
    found = importance(shipped_traced, graph=graph, flows=flows)
    network = partners(found, sites=12, countries=sco_states(Sco.ALL))
    answer = record(network)["network"]
    assert (len(flows.flows), flows.unit) == (10, "t")
    assert f"captures {answer['captured_share']:.0%} of these tonnes" in text
    assert answer["gap"] <= 0.01
    assert {"khorgos-gateway", "lanzhou", "wuwei", "alat"} <= set(answer["sites"])
    assert not {"kashgar", "chilas"} & set(answer["sites"])


def test_places_of_a_chain_are_lost_alike(found):
    """The loss that is remembered for a chain is that of each of its places."""
    passed = [place for place in found.graph.places if found.share(place) > 0.0]
    for place in passed[::25]:
        closed = found.graph.without(place)
        flows = [
            way.flow
            for way in found.ways
            if way.rows
            and place not in (way.flow.start, way.flow.end)
            and place in {found.graph.nodes[found.graph.tail[row]].place for row in way.rows}
        ]
        lost = sum(
            flow.weight for flow in flows if closed.way(flow.start, flow.end, by="hours") is None
        )
        assert found.loss(place)["no_way_share"] == pytest.approx(lost / found.total), place


def toy_options(folder):
    toy_atlas.write(folder)
    flows = folder / "flows.csv"
    flows.write_text("from,to,tonnes\naltynkol,poti,6\ndostyk,poti,3\n", encoding="utf-8")
    options = ["--catalogue", folder / "catalogue", "--flows", flows, "--by", "km", "--json"]
    for mode in ("rail", "sea"):
        for file in (folder / f"{mode}.parquet", "none"):
            options += ["--network", f"{mode}={file}"]
    return options


def test_the_commands_print_one_document(tmp_path):
    options = toy_options(tmp_path)
    chosen = run("partners", "--sites", "2", "--within", "700 km", *options)
    assert chosen["schema"] == 1
    assert set(chosen) == {"schema", "hubs", "network"}
    assert len(chosen["network"]["sites"]) == len(chosen["hubs"]) == 2
    told = json.loads(called("importance", *map(str, options)).stdout)
    shares = {hub["place"]: hub["flow_share"] for hub in told["hubs"]}
    assert shares["aktau"] == pytest.approx(1.0)


def run(*words):
    command = [sys.executable, "-m", "corridors.cli.main", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ, check=True)
    return json.loads(done.stdout)


def test_losses_on_the_whole_network_stand_beside_the_share(tmp_path):
    """Of the most used hubs; no city of a million lies on the toy, so nothing is lost there."""
    options = toy_options(tmp_path)
    asked = ["importance", "--on", "network", "--top", "2"]
    hubs = run(*asked, *options)["hubs"]
    assert [hub["place"] for hub in hubs] == ["aktau", "alat"]
    assert all(hub["flow_share"] == 1.0 for hub in hubs)
    lost = [[hub[f"network_{key}"] for key in ("pairs", "extra_km", "cut_off")] for hub in hubs]
    assert lost == [[0, 0.0, 0], [0, 0.0, 0]]
    wrong = called("importance", "--on", "rails", *map(str, options))
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "use corridors or network" in wrong.stderr
