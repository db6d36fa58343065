"""Documents that a command writes are what it writes today."""

from pathlib import Path

import pytest
from called import called

import corridors

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "words"), [("validation", []), ("validation-services", ["--services"])]
)
def test_a_document_is_what_its_command_writes(tmp_path, monkeypatch, shipped, name, words):
    monkeypatch.setattr(corridors, "load", lambda *_, **__: shipped)  # loaded and routed once
    target = tmp_path / f"{name}.md"
    done = called("validate", *words, "-o", str(target))
    assert done.returncode == 0, done.stderr
    assert target.read_text("utf-8") == (DOCS / f"{name}.md").read_text("utf-8"), (
        f"read what changed and write it anew: corridors validate {' '.join(words)} -o docs/{name}.md"
    )
