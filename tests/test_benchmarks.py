"""What the benchmarks say of a process is that process's own."""

import importlib.util
import re
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("resource", reason="peak memory of a process is asked of POSIX")

from tests.benchmarks.command import process


def test_the_peak_of_a_child_is_not_its_parents(tmp_path):
    held = np.ones(40_000_000)  # 320 MB
    small = process(sys.executable, "-c", "pass", cache=tmp_path)
    assert small.peak_mb < 100
    large = process(sys.executable, "-c", "held = b'x' * 150_000_000; print(1)", cache=tmp_path)
    assert small.peak_mb + 100 < large.peak_mb < 250
    assert held.nbytes == 320_000_000


def test_a_failing_child_is_told_by_its_last_line(tmp_path):
    failed = process(sys.executable, "-c", "raise SystemExit('no such thing')", cache=tmp_path)
    assert failed.error == "no such thing"
    assert not process(sys.executable, "-c", "pass", cache=tmp_path).error


OURS = re.compile(
    r"^ *from ((?:corridors|geodata|maps)[\w.]*) import (?:\(([^)]*)\)|([^\n(]+))$", re.MULTILINE
)


def test_what_the_benchmarks_import_is_there():
    """Their programs for child processes are texts, which neither ruff nor mypy reads."""
    told = [
        (module, name.strip().split(" ")[0])
        for file in sorted(Path(__file__).with_name("benchmarks").glob("*.py"))
        for module, several, one in OURS.findall(file.read_text("utf-8"))
        for name in (several or one).split(",")
        if name.strip()
    ]
    assert ("geodata.topology.contract", "join_chains") in told
    missing = [
        (module, name)
        for module, name in told
        if not hasattr(importlib.import_module(module), name)
        and importlib.util.find_spec(f"{module}.{name}") is None
    ]
    assert missing == []
