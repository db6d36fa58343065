"""The planner of the page: the same answers as the ledger on corridors, and what it carries."""

import json
import random
import subprocess
from pathlib import Path

import pytest

from corridors.ledger.totals import by_quality, summed
from corridors.scenarios.between import ledger_between
from corridors.scenarios.read import shipped_scenarios
from geodata.errors import NoPathError
from geodata.places.languages import tongues
from maps.scene.planner import planner_json
from maps.words.language import translations

PAIRS = 200
MEASURES = {"hours": "hours", "usd": "usd", "kg": "kg_co2e"}


@pytest.fixture(scope="module")
def carried(shipped_traced):
    return planner_json(shipped_traced)


def questions(origins):
    """Random pairs by all measures, most of them free, some with modes or closures."""
    chosen = random.Random(17)  # noqa: S311 - which pairs are tried is no secret
    for number in range(PAIRS):
        start, end = chosen.sample(origins, 2)
        odd = number % 4 == 3
        yield {
            "from": start,
            "to": end,
            "by": chosen.choice(["time", "cost", "co2e", "km"]),
            "mode": chosen.choice(["rail", "road", "any"]) if odd else "any",
            "close": chosen.choice([["RU", "IR"], ["hormuz"], ["KZ-CN"], ["aktau"]]) if odd else [],
        }


def test_two_hundred_pairs_as_the_ledger_on_corridors_has_them(
    node, shipped_ground, carried, tmp_path
):
    asked = [*questions(sorted(shipped_ground.known.origins))]
    (tmp_path / "graph.json").write_text(carried, encoding="utf-8")
    (tmp_path / "asked.json").write_text(json.dumps(asked), encoding="utf-8")
    command = [node, Path(__file__).parent / "page" / "planner_pairs.mjs"]
    files = [tmp_path / "graph.json", tmp_path / "asked.json"]
    done = subprocess.run([*command, *files], capture_output=True, text=True, check=True)
    answers = json.loads(done.stdout)
    found = 0
    for question, answer in zip(asked, answers, strict=True):
        ends = question["from"], question["to"]
        options = {key: question[key] for key in ("by", "mode")}
        try:
            ledger = ledger_between(shipped_ground, *ends, avoid=question["close"], **options)
        except NoPathError:
            assert answer is None, question
            continue
        assert answer is not None, question
        found += 1
        assert answer["km"] == pytest.approx(ledger.length_km, abs=0.05), question
        for key, measure in MEASURES.items():
            total = summed(ledger.lines, measure)
            for end in ("low", "mode", "high"):
                wanted = pytest.approx(getattr(total, end), rel=1e-4, abs=0.01)
                assert answer[key][end] == wanted, (question, key, end)
            drawn = ledger.totals[measure]
            spread = [answer["spread"][key][name] for name in ("low", "median", "high")]
            assert spread == pytest.approx([drawn.p5, drawn.p50, drawn.p95], rel=1e-4, abs=0.01)
        shares = {name: share for name, share in by_quality(ledger.lines)["hours"].items() if share}
        assert answer["quality"] == pytest.approx(shares, abs=1e-4), question
    assert found > PAIRS / 2


def test_every_shipped_scenario_is_a_preset_in_every_language(carried):
    presets = json.loads(carried)["presets"]
    assert {preset["id"] for preset in presets} == set(shipped_scenarios())
    words = translations("planner")
    for key in shipped_scenarios():
        assert set(words[f"preset_{key}"]) == set(tongues())
    ports = next(preset for preset in presets if preset["id"] == "trans-caspian-ports")
    assert ports["avoid"] == ["RU", "IR"]
    assert ports["slow"] == [["aktau", 0.5], ["kuryk", 0.5], ["alat", 0.5]]


def test_lines_that_a_scenario_adds_wait_until_they_are_opened(carried):
    document = json.loads(carried)
    cape = document["words"].index("cape-piraeus")
    sets = [row for row, words in enumerate(document["sets"]) if cape in words]
    states = [
        state
        for state, refs in zip(document["edges"]["state"], document["edges"]["refs"], strict=True)
        if refs in sets
    ]
    assert states
    assert set(states) == {-1}


def test_every_place_has_a_name_and_every_figure_a_page(carried, shipped):
    document = json.loads(carried)
    hubs = set(shipped.hubs["id"])
    assert not [place for place in document["places"] if place not in hubs | set(document["names"])]
    sources = {source for *_, source in document["rates"] if source}
    assert sources == set(document["sources"])
    assert all(url.startswith("http") for _, url in document["sources"].values())
    assumed = document["qualities"].index("assumption")
    assert all(quality == assumed for _, quality, *_, source in document["rates"] if not source)
