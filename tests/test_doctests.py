"""Examples in docstrings run as they stand there."""

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for package in ("geodata", "corridors", "maps")
    for path in (ROOT / package).rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


def test_there_are_examples():
    assert len(MODULES) >= 5


@pytest.mark.parametrize("module", MODULES)
def test_examples_say_what_they_promise(module):
    found = doctest.testmod(importlib.import_module(module))
    assert found.attempted
    assert not found.failed
