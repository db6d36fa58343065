"""The commands of scenarios: each once as a process, the rest called here."""

import csv
import io
import json

import pytest
import toy_atlas
import toy_rates
from test_cli_ledger import networks, process, run

from corridors.scenarios.definition import CAVEAT

TOML = """\
schema = 1
name = "toy"
pairs = [["Altynkol", "poti"], ["altynkol", "aktau"]]
[[change]]
close = "alat"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("cli")
    toy_atlas.write(path)
    toy_rates.write(path / "rates", "".join(toy_rates.ROWS))
    (path / "toy.toml").write_text(TOML, encoding="utf-8")
    return path


def scenario(folder, *words, file="toy.toml", code=0, by=run):
    asked = ["scenario", str(folder / file), *words, *networks(folder)]
    done = by(folder, *asked, "--rates", str(folder / "rates"))
    assert done.returncode == code, done.stderr
    return done


def test_json_has_the_keys_of_the_contract(folder):
    answer = json.loads(scenario(folder, "--json", by=process).stdout)
    assert answer["schema"] == 1
    assert answer["note"] == CAVEAT
    gone, same = answer["pairs"]
    assert {"from", "to", "baseline", "scenario"} <= set(gone)
    assert gone["scenario"] == {"no_way": True}
    assert gone["baseline"]["km"] == pytest.approx(2800.0)
    assert set(gone["baseline"]["hours"]) == {"low", "mode", "high", "p5", "p50", "p95"}
    assert same["scenario"] == same["baseline"]


def test_csv_and_the_table(folder):
    rows = list(csv.DictReader(io.StringIO(scenario(folder, "--csv").stdout)))
    assert [row["no_way_after"] for row in rows] == ["True", "False"]
    assert {row["note"] for row in rows} == {CAVEAT}
    said = scenario(folder).stdout
    assert "Altynkol - Poti: no way" in said
    assert "Altynkol - Aktau: the same" in said
    assert CAVEAT in said


def test_a_chart_of_before_and_after(folder):
    slow = TOML.replace('close = "alat"', 'stop = "aktau"\nfactor = 2.0')
    (folder / "slow.toml").write_text(slow, encoding="utf-8")
    scenario(folder, "--chart", str(folder / "c.svg"), file="slow.toml")
    drawn = (folder / "c.svg").read_text(encoding="utf-8")
    assert "before: " in drawn
    assert "after: " in drawn
    both = [str(folder / name) for name in ("toy.toml", "slow.toml")]
    refused = run(folder, "scenario", *both, "--chart", str(folder / "d.svg"), *networks(folder))
    assert refused.returncode == 2
    assert "one scenario" in refused.stderr


def test_several_scenarios_are_a_sweep(folder):
    slow = TOML.replace('close = "alat"', 'stop = "aktau"\nfactor = 2.0')
    (folder / "slow.toml").write_text(slow, encoding="utf-8")
    both = [str(folder / name) for name in ("toy.toml", "slow.toml")]
    rows = asked(folder, "scenario", *both, "--csv").stdout
    assert [row["scenario"] for row in csv.DictReader(io.StringIO(rows))] == [
        "toy",
        "toy",
        "slow",
        "slow",
    ]
    answer = json.loads(asked(folder, "scenario", *both, "--json").stdout)
    assert answer["note"] == CAVEAT
    assert len(answer["rows"]) == 4
    assert "medians" in asked(folder, "scenario", *both).stdout


def asked(folder, *words, by=run):
    done = by(folder, *words, *networks(folder), "--rates", str(folder / "rates"))
    assert done.returncode == 0, done.stderr
    return done


def test_failures_of_a_corridor(folder):
    answer = json.loads(asked(folder, "failures", "caspian", "--json", by=process).stdout)
    assert answer["note"] == CAVEAT
    assert [row["kind"] for row in answer["elements"]].count("port") == 2
    for row in answer["elements"]:
        assert {"id", "kind", "detour_km", "detour_h", "no_way"} <= set(row)
        assert row["no_way"]
        assert row["detour_km"] is None


def test_alternatives_and_lines_to_come(folder):
    answer = json.loads(
        asked(folder, "alternatives", "altynkol", "Poti", "--json", by=process).stdout
    )
    assert [way["km"] for way in answer["ways"]] == pytest.approx([2800.0])
    (folder / "flows.csv").write_text("from,to,tonnes\npoti,constanta,5\n", encoding="utf-8")
    words = ["planned", "--flows", str(folder / "flows.csv"), "--json"]
    answer = json.loads(asked(folder, *words, by=process).stdout)
    assert answer["flows"] == {"formula": "flows.csv", "unit": "t", "count": 1}
    assert answer["lines"][0]["joined_share"] == 1.0


def test_break_even_in_words(folder):
    said = asked(folder, "break-even", "altynkol", "poti", "--stop", "aktau", by=process).stdout
    assert "through Aktau: 135 h, of which 12 at Aktau today; there is no way round it" in said
    assert CAVEAT in said


def test_faults_are_one_message_each_and_code_2(folder):
    bad = TOML.replace("poti", "pottery").replace("alat", "allat")
    (folder / "bad.toml").write_text(bad, encoding="utf-8")
    done = scenario(folder, "--json", file="bad.toml", code=2, by=process)
    assert done.stdout == ""
    assert done.stderr.count("bad.toml · ") == 2
    assert "Traceback" not in done.stderr
