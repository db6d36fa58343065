"""The command line from a cold process: seconds on the clock, of the processor, and memory.

Cold is a new Python process; the operating system keeps what it has read of the disk.
"""

import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.report import Bar, Table, shown

TIMES = 3


CORRIDORS = (sys.executable, "-m", "corridors.cli.main")


class Run(NamedTuple):
    """One process from start to end; `error` is the last line of one that failed."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    error: str


_LAUNCHER = """
import os, sys
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, used = os.wait4(child, 0)
print("\\n", os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss, end="")
"""
"""A child begins with the peak of its parent's memory, so that a small process has to start it."""


def process(*command, cache):
    """Run a command with a cache folder of its own, measured apart from this process."""
    with tempfile.TemporaryFile() as told:
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _LAUNCHER, *command],
            stdout=told, stderr=subprocess.PIPE, check=True,
            env={**os.environ, "CORRIDORS_CACHE": str(cache)},
        )  # fmt: skip
        wall = time.perf_counter() - start
        told.seek(0)
        code, cpu, peak = told.read().rpartition(b"\n")[2].split()
    lines = done.stderr.decode().strip().splitlines() or [f"exit code {int(code)}"]
    per_mb = 1024**2 if sys.platform == "darwin" else 1024
    return Run(wall, float(cpu), int(peak) / per_mb, lines[-1] if int(code) else "")


def cold(*command, cache=None):
    """Return the medians of three runs; without a cache, each starts with an empty one."""
    runs = []
    for _ in range(TIMES):
        with tempfile.TemporaryDirectory() as empty:
            runs.append(process(*command, cache=cache or empty))
    wall, cpu, peak = (statistics.median(run[at] for run in runs) for at in range(3))
    return Run(wall, cpu, peak, runs[-1].error)


def atlas_without_cache(folder):
    """Time `corridors atlas` with nothing traced before."""
    return cold(*CORRIDORS, "atlas", "-o", str(folder / "atlas"))


def atlas_with_cache(folder):
    """Time `corridors atlas` where all has been traced before."""
    command = *CORRIDORS, "atlas", "-o", str(folder / "atlas")
    process(*command, cache=folder / "cache")
    return cold(*command, cache=folder / "cache")


def first_route():
    """Time one route, as a user's first."""
    return cold(*CORRIDORS, "route", "altynkol", "almaty-1", "--json")


def run():
    """Return the table of cold processes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        runs = {
            "python, nothing imported": cold(sys.executable, "-c", "pass"),
            "import corridors": cold(sys.executable, "-c", "import corridors"),
            "corridors --version": cold(*CORRIDORS, "--version"),
            "corridors route altynkol almaty-1 --json": first_route(),
            "corridors atlas, no cache": atlas_without_cache(folder),
            "corridors atlas, warm cache": atlas_with_cache(folder),
        }
    return [_table(runs)]


def _table(runs):
    limits = {
        "corridors route altynkol almaty-1 --json": 2.5,
        "corridors atlas, no cache": 5.0,
        "corridors atlas, warm cache": 3.0,
    }
    done = {what: run for what, run in runs.items() if not run.error}
    return Table(
        f"Cold processes, median of {TIMES}",
        ("", "clock", "of it processor", "peak memory"),
        [
            (what, shown(run.wall_s, "s"), shown(run.cpu_s, "s"), shown(run.peak_mb, "MB"))
            for what, run in done.items()
        ],
        bars=[Bar(what, _wall(runs[what]), limit, "s") for what, limit in limits.items()],
        faults=[f"{what} failed: {run.error}" for what, run in runs.items() if run.error],
    )


def _wall(run):
    return math.inf if run.error else run.wall_s
