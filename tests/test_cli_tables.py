"""Tables of the terminal fit its width and cut no number."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import toy_atlas
from called import called

from corridors.cli.tables import table_text, wrapped
from corridors.siting.candidates import read_candidates
from geodata.errors import InputError, Problem

LONG = "a-very-long-id-of-a-route-that-nobody-breaks"


FILES = {
    "alat.toml": """\
schema = 1
name = "Alat shut"
pairs = [["Altynkol", "Poti"], ["Altynkol", "Aktau"]]
[[change]]
close = "alat"
""",
    "flows.csv": "from,to,tonnes\naltynkol,poti,1234567\npoti,altynkol,765432\naktau,poti,4321\n",
}
FLOWS = "--flows FOLDER/flows.csv"


def lines(frame, width, title=""):
    return table_text(frame, title, width=width).splitlines()


def test_every_number_is_whole_and_no_line_too_wide():
    frame = pd.DataFrame(
        {f"column_{n}": [1234567.0 + n, 7654321.0 + n] for n in range(20)} | {"name": ["x", "y"]}
    )
    for width in (40, 80, 120):
        shown = lines(frame, width)
        assert max(map(len, shown)) <= width
        for n in range(20):
            assert any(f"{1234567 + n:,}" in line for line in shown)


def test_tables_below_each_other_begin_with_the_first_column():
    frame = pd.DataFrame({"route": ["main", "other"]} | {f"km_{n}": [1e6, 2e6] for n in range(12)})
    shown = lines(frame, 40)
    assert sum("main" in line for line in shown) == sum("other" in line for line in shown) > 1


def test_what_is_the_same_in_every_row_stands_above_and_what_is_empty_is_left_out():
    frame = pd.DataFrame(
        {
            "leg": ["a", "b"],
            "corridor": ["toy", "toy"],
            "note": ["", None],
            "km": [5.0, 5.0],
            "stale": [True, False],
        }
    )
    shown = lines(frame, 80)
    assert shown[0] == "corridor: toy"
    assert not any("note" in line for line in shown)
    assert any(re.fullmatch(r" a +5\.0 +yes", line) for line in shown)
    assert any(re.fullmatch(r" b +5\.0", line) for line in shown)


def test_headings_and_cells_are_for_reading():
    frame = pd.DataFrame(
        {"length_km": [4634.0, 2.0], "by_country": [{"KZ": 3329.4, "XZ": 534.0}, {"AZ": 1.0}]}
    )
    text = table_text(frame, "Title", width=80)
    assert text.startswith("Title\n")
    assert "length" in text
    assert "length_km" not in text
    assert "KZ 3,329" in text
    assert "sea 534" in text


def test_a_long_id_is_never_cut():
    shown = lines(pd.DataFrame({"route": [LONG, "x"], "km": [1.0, 2.0]}), 60)
    assert any(LONG in line for line in shown)


def test_decimals_follow_what_a_column_holds():
    frame = pd.DataFrame({"road_km": [7.346, 70.0], "share": [0.1213, 1.0], "ratio": [0.998, 1.0]})
    shown = [line.split() for line in lines(frame, 80)]
    assert ["7.3", "12.1%", "0.998"] in shown
    assert ["70", "100.0%", "1.000"] in shown


def test_sentences_break_between_words_and_go_on_indented():
    text = "  border, 1,234.5 km from Boyuk Kesik - Gardabani\n\nnext"
    assert wrapped(text, width=22).split("\n") == [
        "  border, 1,234.5 km",
        "    from Boyuk Kesik -",
        "    Gardabani",
        "",
        "next",
    ]


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("toy")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder, toy_atlas.write(folder)


def options(folder):
    found = ["--catalogue", str(folder / "catalogue")]
    for mode in ("rail", "sea"):
        found += ["--network", f"{mode}={folder}/{mode}.parquet", "--network", f"{mode}=none"]
    return found


def printed(words, width):
    """Return what a command prints as a process of its own, in a terminal of some width."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("corridors")), *words],
        capture_output=True, check=True, text=True, env={**os.environ, "COLUMNS": str(width)},
    )  # fmt: skip
    return done.stdout


def numbers(text):
    return set(re.findall(r"\d[\d,.]*\d|\d", text))


COMMANDS = {
    "lengths": "Altynkol",
    "lengths --by route": "breaks",
    "lengths --by country": "sea",
    "show caspian": "Altynkol",
    "route Altynkol Beineu": "took Beineu for Beyneu",
    "coverage": "of a hub",
    "hubs list": "sea port",
    "hubs show aktau": "Aktau",
    "hubs join caspian": "Aktau",
    "break-even Altynkol Poti --stop alat": "Alat",
    "validate": "can be compared",
    "ledger caspian": "Aktau",
    "failures caspian": "Loss of one element",
    "importance": "flows",
    f"importance {FLOWS}": "Aktau",
    f"partners --sites 2 {FLOWS}": "capture",
    "site --sites 2 --within-km 300 --country GE": "people",
    "scenario FOLDER/alat.toml": "no way",
    "alternatives Altynkol Poti": "by time",
    f"planned {FLOWS}": "Lines to come",
    "findings caspian": "Aktau",
    "list": "caspian",
    "stale": "",
    "rates KZ": "KZ",
    "services aktau": "Aktau",
}
"""Commands, and what people are to read in what they print."""
PROCESSES = [
    "lengths",
    "show caspian",
    "route Altynkol Beineu",
    "coverage",
    "hubs list",
    "validate",
    "ledger caspian",
    "failures caspian",
    f"importance {FLOWS}",
    f"partners --sites 2 {FLOWS}",
    "site --sites 2 --within-km 300 --country GE",
    "scenario FOLDER/alat.toml",
]


def fits(text, width, command):
    assert max(map(len, text.splitlines())) <= width
    assert "…" not in text
    assert not re.search(r"\bnan\b", text)
    assert COMMANDS[command] in text
    assert not re.search(r"\bXZ\b|[a-z]_[a-z]", text)


def typed(command, folder):
    plain = command in {"stale", "list", "rates KZ"}
    words = command.replace("FOLDER", str(folder)).split()
    return [*words, *(options(folder)[:2] if plain else options(folder))]


@pytest.fixture
def shown(toy):
    """Return what a command prints here at some width."""

    def call(command, width):
        done = called(*typed(command, toy[0]), width=width)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return call


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_fit_the_terminal_and_cut_no_number(shown, command):
    whole = numbers(shown(command, 900))
    for width in (80, 120):
        text = shown(command, width)
        fits(text, width, command)
        assert numbers(text) == whole


@pytest.mark.parametrize("width", [80, pytest.param(120, marks=pytest.mark.full)])
@pytest.mark.parametrize("command", PROCESSES)
def test_processes_fit_the_terminal(toy, command, width):
    fits(printed(typed(command, toy[0]), width), width, command)


@pytest.mark.parametrize("encoding", ["cp1251", "ascii"])
def test_a_table_has_its_rule_on_any_console(encoding, monkeypatch):
    frame = pd.DataFrame({"leg": ["a", "b"], "km": [1.0, 2.0]})
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding=encoding))
    shown = table_text(frame, width=40)
    rule = shown.encode(encoding).splitlines()[1]
    assert rule.startswith(b" ----")
    assert set(rule) == set(b" -")


def test_lengths_show_every_length_whole(toy):
    text = printed(["lengths", "--by", "route", *options(toy[0])], 80)
    for km in toy[1].trace().routes["length_km"]:
        assert re.search(rf"(?<![\d,]){km:,.0f}(?![\d,])", text)


def test_ids_stay_in_csv(toy):
    text = printed(["lengths", "caspian", "--csv", *options(toy[0])], 80)
    assert "caspian:" in text
    assert "altynkol" in text


def test_a_long_list_of_faults_is_told_in_part_and_kept_whole(tmp_path):
    file = tmp_path / "sites.csv"
    file.write_text("id,lon,lat\n" + "".join(f"s{n},east,45\n" for n in range(1_500)))
    with pytest.raises(InputError) as found:
        read_candidates(file)
    assert len(found.value.problems) == 1_500
    told = str(found.value).splitlines()
    assert len(told) == 21
    assert told[-1] == "and 1,480 more problems"
    assert "'s19'" in told[-2]
    assert str(InputError(Problem("", "", str(n)) for n in range(21))).endswith(
        "\nand 1 more problem"
    )
    assert "more" not in str(InputError(Problem("", "", str(n)) for n in range(20)))
