"""Many scenarios on one ground: a row for each pair of each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridors.scenarios.read import scenario_of
from corridors.scenarios.run import Ground, dated, run_scenario
from corridors.scenarios.sweeps.engine import Engine, resumed, serial
from corridors.scenarios.sweeps.keys import key_of_document, key_of_ground
from geodata.errors import InputError, Problem
from geodata.files import read_toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

Row = dict[str, object]
Job = tuple[str, "Mapping[str, object]", str | None]


def run_scenarios(
    ground: Ground,
    scenarios: Mapping[str, Mapping[str, object]],
    *,
    date: str | None = None,
    engine: Engine = serial,
    results: Path | None = None,
) -> Iterator[Row]:
    """Yield the rows of many scenarios, in their order, each as `Outcome.table` has them.

    Parameters
    ----------
    scenarios
        Their keys as in a file, by name.
    date
        Of the baseline, instead of the one that each scenario has.
    results
        A file to which the rows of each scenario are appended, and from which a broken sweep
        goes on.

    Raises
    ------
    InputError
        With every fault of every scenario, before the first is run.
    """
    _check(ground, scenarios, date)
    about = "" if results is None else f"{key_of_ground(ground)} {date or ''}".strip()
    jobs = {
        f"{name} {about} {key_of_document(document)}": (name, document, date)
        for name, document in scenarios.items()
    }
    for _, rows in resumed(engine, rows_of, ground, jobs, results=results):
        yield from rows


def _check(ground: Ground, scenarios: Mapping[str, Mapping[str, object]], date: str | None) -> None:
    """Tell every fault of every scenario before the first is run."""
    problems: list[Problem] = []
    known = ground.known
    for name, document in scenarios.items():
        try:
            scenario_of(dated(document, date), known, file=name)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)


def documents(files: Sequence[Path]) -> dict[str, Mapping[str, object]]:
    """Return the keys of scenario files by their names without suffix.

    Raises
    ------
    InputError
        Two files of one name, or a file that cannot be read.
    """
    found: dict[str, Mapping[str, object]] = {}
    for file in files:
        if file.stem in found:
            raise InputError(f"{file}: another file is called {file.stem} too (rename one)")
        found[file.stem] = read_toml(file)
    return found


def rows_of(ground: Ground, job: Job) -> list[Row]:
    """Return the rows of one scenario, which they name.

    Parameters
    ----------
    job
        Its name, its keys, the date of its baseline.
    """
    name, document, date = job
    found = run_scenario(ground, document, date=date, file=name)
    return [{"scenario": name, **pair.row()} for pair in found.pairs]
