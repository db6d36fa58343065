"""The example notebook runs from top to bottom, and its answers are what they should be."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

NOTEBOOK = Path(__file__).resolve().parents[1] / "docs" / "example.ipynb"


def test_the_notebook_runs_and_says_what_it_promises(monkeypatch):
    shown = SimpleNamespace(Image=bytes)
    stub = SimpleNamespace(display=shown, version_info=(9, 0))  # matplotlib looks at it
    monkeypatch.setitem(sys.modules, "IPython", stub)
    monkeypatch.setitem(sys.modules, "IPython.display", shown)
    book = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert book["nbformat"] == 4
    space, answers = {}, []
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            *lines, last = "".join(cell["source"]).split("\n")
            exec("\n".join(lines), space)  # noqa: S102 - the notebook is ours
            answers.append(eval(last, space))  # noqa: S307
    ids, legs, routes, said, reconciles, rows, svg, sheet, page, own = answers
    assert len(ids) == 5
    assert set(legs["mode"]) <= {"rail", "sea", "ferry", "road", "waterway"}
    assert (routes["length_km"] > 0).all()
    assert len(said) == 3
    assert reconciles
    assert rows[0]["km"] == 0.0
    assert svg._repr_svg_().startswith("<svg")
    assert sheet.startswith(b"\x89PNG")
    assert "<iframe srcdoc=" in page._repr_html_()
    layers = [child for child in own._children.values() if hasattr(child, "layer_name")]
    assert [layer.layer_name for layer in layers] == ["Middle Corridor", "Hubs", "Aktau - Almaty"]
    assert "<iframe" in own._repr_html_()


def test_the_notebook_is_stored_with_its_outputs():
    book = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    cells = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] for cell in cells)
    assert not [out for cell in cells for out in cell["outputs"] if out["output_type"] == "error"]
    kinds = {kind for cell in cells for out in cell["outputs"] for kind in out.get("data", {})}
    assert {"image/png", "image/svg+xml", "text/html"} <= kinds
    frames = [out["data"].get("text/html", "") for cell in cells for out in cell["outputs"]]
    assert sum("<iframe" in "".join(frame) for frame in frames) == 2
    assert NOTEBOOK.stat().st_size < 2_000_000
