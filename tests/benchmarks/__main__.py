"""Run the benchmarks: `python -m tests.benchmarks [routing|command|page|bench_...]`."""

import argparse
import importlib
import subprocess
import sys
from pathlib import Path

from tests.benchmarks import report

SUBJECTS = ("routing", "command", "page")


# Scripts that report for themselves; those that need an extract or a program are run by name.
SCRIPTS = tuple(sorted(path.stem for path in Path(__file__).parent.glob("bench_*.py")))


BY_NAME = {"bench_osm_import"}


def main():
    """Print a table a subject and all bars; return 1 where an answer is wrong or fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=" ".join(SUBJECTS + SCRIPTS))
    asked = parser.parse_args().subjects or [*SUBJECTS, *(s for s in SCRIPTS if s not in BY_NAME)]
    unknown = sorted({*asked} - {*SUBJECTS, *SCRIPTS})
    if unknown:
        parser.error(f"no subject {', '.join(unknown)}; there are {', '.join(SUBJECTS + SCRIPTS)}")
    print(report.machine(), flush=True)
    tables = [table for name in asked if name in SUBJECTS for table in _told(name)]
    failed = [name for name in asked if name in SCRIPTS and _script(name)]
    if tables:
        print(report.text(report.verdicts(tables)))
    return int(bool(failed) or any(table.faults for table in tables))


def _told(name):
    subject = importlib.import_module(f"tests.benchmarks.{name}")
    tables = subject.run()
    for table in tables:
        print(report.text(table), flush=True)
    return tables


def _script(name):
    """Run a benchmark that prints its own report; return its exit code."""
    print(f"\n{name}\n", flush=True)
    return subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.{name}"], check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
