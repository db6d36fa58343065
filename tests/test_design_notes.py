"""The index of the review in the design notes: each item has its line."""

import re
from pathlib import Path

import pytest

NOTES = Path(__file__).parents[1] / "docs" / "design-notes.md"
COUNTS = {"A": 9, "B": 43, "C": 10}
"""How many items of each weight the review has."""


def told():
    """The ids that rows of the index begin with; ``B23 - B43`` stands for all between."""
    text = NOTES.read_text(encoding="utf-8")
    found = set()
    for row in re.findall(r"^\| ([ABC]\d+[^|]*)\|", text, re.MULTILINE):
        ids = re.findall(r"([ABC])(\d+)", row)
        if " - " in row and len(ids) == 2:
            (weight, first), (_, last) = ids
            ids = [(weight, str(number)) for number in range(int(first), int(last) + 1)]
        found.update(f"{weight}{number}" for weight, number in ids)
    return found


@pytest.mark.parametrize("weight", COUNTS)
def test_every_item_of_the_review_has_its_line(weight):
    assert {f"{weight}{number}" for number in range(1, COUNTS[weight] + 1)} <= told()


def test_no_line_is_empty():
    text = NOTES.read_text(encoding="utf-8")
    rows = re.findall(r"^\| [ABC]\d+[^|]*\|([^|\n]*)\|$", text, re.MULTILINE)
    assert len(rows) >= 40
    assert all(len(row.strip()) > 5 for row in rows)
