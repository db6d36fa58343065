"""The shipped scenarios on the shipped corridors, and the example of docs/scenarios.md."""

import re
import tomllib
from pathlib import Path

import pytest

from corridors.scenarios.definition import CAVEAT
from corridors.scenarios.read import shipped_scenarios
from corridors.scenarios.run import run_scenario

PAGE = Path(__file__).resolve().parents[1] / "docs" / "scenarios.md"


@pytest.mark.parametrize("name", sorted(shipped_scenarios()))
def test_every_shipped_scenario_changes_something(shipped_ground, name):
    outcome = run_scenario(shipped_ground, shipped_scenarios()[name])
    records = [pair.record() for pair in outcome.pairs]
    assert any(record["scenario"] != record["baseline"] for record in records)
    assert any(pair.scenario is not None for pair in outcome.pairs)
    assert set(outcome.table["note"]) == {CAVEAT}


def test_the_example_of_the_docs_is_what_it_says(shipped_ground):
    text = PAGE.read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", text, re.DOTALL)[1]
    outcome = run_scenario(shipped_ground, tomllib.loads(example))
    told = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith(("| chongqing", "| moscow", "| altynkol"))
    ]
    assert len(told) == len(outcome.pairs)
    for (start, end, before, after, borders), pair in zip(told, outcome.pairs, strict=True):
        assert (start, end) == (pair.start, pair.end)
        assert float(before.replace(",", "")) == pytest.approx(
            pair.baseline.way.length_km, rel=0.005
        )
        assert float(after.replace(",", "")) == pytest.approx(
            pair.scenario.way.length_km, rel=0.005
        )
        assert borders == " ".join(detail for detail, _ in pair.scenario.way.borders)


def test_the_shipped_names_stand_in_the_docs():
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in shipped_scenarios())
