"""What docs/partners.md says of its commands holds, and what they share with others."""

import csv
import io
import re
from pathlib import Path

import pandas as pd
import typer
from typer.testing import CliRunner

from corridors.cli.catalogue import lengths_within
from corridors.cli.main import app
from geodata.files import seed

DOC = Path(__file__).resolve().parents[1] / "docs" / "partners.md"


def options_of(command):
    found = typer.main.get_command(app).get_command(None, command)
    return {name for param in found.params for name in param.opts}


def test_every_option_named_is_one_of_the_command():
    text = DOC.read_text("utf-8")
    lines = [line[2:] for line in text.splitlines() if line.startswith("$ corridors ")]
    assert len(lines) == 4
    for line in lines:
        command = line.split()[1]
        assert set(re.findall(r"--[a-z-]+", line)) <= options_of(command), line
    told = set(re.findall(r"`(--[a-z-]+)", text))
    assert told - options_of("partners") - options_of("importance") == set()


def test_shared_options_reach_the_commands():
    for command in ("partners", "importance", "coverage", "site"):
        assert {"--country", "--sco", "--sco-partners", "--sco-all"} <= options_of(command)
    assert "--as-of" in options_of("coverage")
    assert "--as-of" not in options_of("services")


def test_lengths_are_clipped_to_the_countries_asked_about():
    table = pd.DataFrame(
        {
            "leg": ["a", "b"],
            "length_km": [30.0, 7.0],
            "by_country": [{"KZ": 10.0, "CN": 20.0}, {"TM": 7.0}],
        }
    )
    clipped = lengths_within(table, frozenset({"KZ", "CN", "UZ"}))
    assert clipped[["leg", "inside_km"]].to_numpy().tolist() == [["a", 30.0]]
    by_country = pd.DataFrame({"country": ["KZ", "TM"], "length_km": [1.0, 2.0]})
    assert lengths_within(by_country, frozenset({"TM"}))["length_km"].tolist() == [2.0]


def flows_of_the_example():
    block = DOC.read_text("utf-8").split("```csv\n")[1].split("```")[0]
    return list(csv.DictReader(io.StringIO(block)))


def test_the_flows_of_the_example_are_figures_of_the_series():
    with seed("series.csv").open(encoding="utf-8", newline="") as file:
        told = [row for row in csv.DictReader(file) if row["unit"] in ("t", "t/year")]
    for flow in flows_of_the_example():
        what, _, year = flow["figure"].rpartition(" ")
        rows = [
            row
            for row in told
            if what == f"{row['object']} {row['mode']}".strip() and row["year"] == year
        ]
        assert float(flow["tonnes"]) in {float(row["value"]) for row in rows}, flow


def test_a_hub_without_a_service_is_told_where_they_call_near_it(kept):
    said = CliRunner().invoke(app, ["services", "Khorgos"]).output
    assert "no service that was read calls at Khorgos station; near it they call at" in said
    assert "Altynkol (11 km)" in said
    alone = CliRunner().invoke(app, ["services", "Gwadar"]).output
    assert alone == "no service that was read calls at Gwadar\n"
