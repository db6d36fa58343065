"""The worked examples of docs/ledger.md, computed."""

import re
from pathlib import Path

import pytest
import toy_atlas
import toy_rates

from corridors.ledger.course import journey_course
from corridors.ledger.ledger import write_ledger
from corridors.lengths.route import route

DOC = Path(__file__).resolve().parents[1] / "docs" / "ledger.md"


def rows():
    """The lines of the table of the example: name, low, mode, high."""
    text = DOC.read_text(encoding="utf-8").split("## A worked example")[1].split("\n## ")[0]
    cells = [line.strip("| ").split("|") for line in text.splitlines() if line.startswith("| ")]
    return [(row[0].strip(" *"), *(float(cell) for cell in row[1:])) for row in cells[1:]]


def test_the_worked_example_is_what_the_ledger_says(tmp_path):
    atlas = toy_atlas.write(tmp_path / "atlas")
    book = toy_rates.book(tmp_path / "rates", atlas)
    ledger = write_ledger(journey_course(route(atlas, "alat", "poti"), atlas.places), book)
    *lines, (name, *total) = rows()
    assert name == "sum"
    found = [line.hours.range for line in ledger.lines]
    for got, (_, *want) in zip(found, lines, strict=True):
        assert (got.low, got.mode, got.high) == pytest.approx(tuple(want), abs=0.05)
    whole = ledger.totals["hours"].range
    assert (whole.low, whole.mode, whole.high) == pytest.approx(tuple(total), abs=0.05)


@pytest.mark.parametrize(("table", "count"), [(1, 5), (2, 4)])
def test_the_factors_of_electric_trains_are_energy_times_grid_and_can_be_read(
    tmp_path, table, count
):
    text = DOC.read_text(encoding="utf-8").split("```csv\n")[table].split("```")[0]
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "factors.csv").write_text(text, encoding="utf-8")
    rates = toy_rates.read(tmp_path / "own", toy_atlas.write(tmp_path / "atlas"))
    assert len(rates) == count
    for rate in rates:
        energy, grid = (float(word) for word in re.findall(r"[\d.]+(?= kWh| g/kWh)", rate.note))
        assert rate.mode_value == pytest.approx(energy * grid, abs=0.05), rate.id
        assert rate.unit == "g/tkm"
