"""The example notebook runs from top to bottom, and its answers are what they should be."""

import json
from pathlib import Path

NOTEBOOK = Path(__file__).resolve().parents[1] / "docs" / "example.ipynb"


def test_the_notebook_runs_and_says_what_it_promises():
    book = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert book["nbformat"] == 4
    space, answers = {}, []
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            *lines, last = "".join(cell["source"]).split("\n")
            exec("\n".join(lines), space)  # noqa: S102 - the notebook is ours
            answers.append(eval(last, space))  # noqa: S307
    ids, legs, routes, reconciles, rows, svg, sheet, page = answers
    assert len(ids) == 5
    assert set(legs["mode"]) <= {"rail", "sea", "ferry", "road", "waterway"}
    assert (routes["length_km"] > 0).all()
    assert reconciles
    assert rows[0]["km"] == 0.0
    assert svg._repr_svg_().startswith("<svg")
    assert len(sheet.axes[0].texts) > 50
    assert page == "AtlasMap"
