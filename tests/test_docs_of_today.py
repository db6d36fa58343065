"""Documents that a command writes are what it writes today."""

import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "words"), [("validation", []), ("validation-services", ["--services"])]
)
def test_a_document_is_what_its_command_writes(tmp_path, name, words):
    target = tmp_path / f"{name}.md"
    command = [sys.executable, "-m", "corridors.cli.main", "validate", *words, "-o", str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert target.read_text("utf-8") == (DOCS / f"{name}.md").read_text("utf-8"), (
        f"read what changed and write it anew: corridors validate {' '.join(words)} -o docs/{name}.md"
    )
