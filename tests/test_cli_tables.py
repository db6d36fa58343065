"""Tables of the terminal fit its width and cut no number."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import toy_atlas

from corridors.cli.tables import table_text

LONG = "a-very-long-id-of-a-route-that-nobody-breaks"


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
    assert any(re.fullmatch(r" a +5\.000 +yes *", line) for line in shown)
    assert any(re.fullmatch(r" b +5\.000 *", line) for line in shown)


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


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("toy")
    return folder, toy_atlas.write(folder)


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("command", [["lengths", "--by", "route"], ["lengths"]])
def test_commands_fit_the_terminal(toy, command, width):
    folder, atlas = toy
    options = ["--catalogue", str(folder / "catalogue")]
    for mode in ("rail", "sea"):
        options += ["--network", f"{mode}={folder}/{mode}.parquet", "--network", f"{mode}=none"]
    done = subprocess.run(
        [str(Path(sys.executable).with_name("corridors")), *command, *options],
        capture_output=True, check=True, text=True, env={**os.environ, "COLUMNS": str(width)},
    )  # fmt: skip
    assert max(map(len, done.stdout.splitlines())) <= width
    assert "…" not in done.stdout
    table = atlas.trace().routes if "--by" in command else atlas.trace().legs
    for km in table["length_km"]:
        assert re.search(rf"(?<![\d,]){km:,.0f}(?![\d,])", done.stdout)
    assert "Altynkol" in done.stdout
