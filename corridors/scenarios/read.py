"""Reads a scenario: every fault of a file in one message each, all at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from corridors.definitions.messages import explain
from corridors.scenarios.checks import Known, checked, resolved
from corridors.scenarios.definition import Change, Scenario
from geodata.errors import InputError, Problem, did_you_mean
from geodata.files import seed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic_core import ErrorDetails

_HEAD = {"schema": 1, "name": "?"}


def shipped_scenarios() -> dict[str, Path]:
    """Return the scenarios that are shipped, by name."""
    return {file.stem: file for file in sorted(seed("scenarios").glob("*.toml"))}


def scenario_file(name: str) -> Path:
    """Return the file of a scenario: a path, or the name of a shipped one.

    Raises
    ------
    InputError
        If there is neither.
    """
    known = shipped_scenarios()
    if Path(name).suffix == ".toml" or Path(name).exists():
        return Path(name)
    if name in known:
        return known[name]
    hint = did_you_mean(name, known) or f"a file, or one of {', '.join(known)}"
    raise InputError(f"no scenario {name!r} ({hint})")


def scenario_of(
    document: Mapping[str, object], known: Known, *, file: str = "scenario"
) -> Scenario:
    """Return the scenario of a document, its places as ids.

    Raises
    ------
    InputError
        With every fault of the document.
    """
    problems: list[Problem] = []
    unread: frozenset[object] = frozenset()
    try:
        scenario = Scenario.model_validate(document)
        numbered = list(enumerate(scenario.changes, start=1))
    except ValidationError as error:
        problems = explain(error, document, file=file, model=Scenario)
        scenario, numbered = _salvaged(document, error)
        unread = frozenset(detail["loc"][0] for detail in error.errors() if detail["loc"])
    scenario, numbered = resolved(scenario, numbered, known)
    faultily = not unread.isdisjoint({"pairs", "corridors", "hubs"})
    problems += checked(scenario, numbered, known, file=file, asked_faultily=faultily)
    if problems:
        raise InputError(sorted(set(problems)))
    return scenario


def _salvaged(
    document: Mapping[str, object], error: ValidationError
) -> tuple[Scenario, list[tuple[int, Change]]]:
    """Return what of a faulty document can be read, its changes by their numbers."""
    faults = error.errors(include_url=False)
    bad = {detail["loc"][0] for detail in faults if detail["loc"]}
    head = {key: value for key, value in document.items() if key not in bad | {"change"}}
    given = document.get("change", [])
    changes = given if isinstance(given, list) else []
    numbered = [
        (row + 1, Change.model_validate(_without_unknown(change, row, faults)))
        for row, change in enumerate(changes)
        if not any(_breaks(detail, row) for detail in faults)
    ]
    kept = tuple(change for _, change in numbered)
    scenario = Scenario.model_validate({**_HEAD, **head})
    return scenario.model_copy(update={"changes": kept}), numbered


def _breaks(detail: ErrorDetails, row: int) -> bool:
    if detail["loc"][:2] != ("change", row):
        return False
    keys = detail["loc"][2:]
    return detail["type"] != "extra_forbidden" or len(keys) != 1


def _without_unknown(
    change: Mapping[str, object], row: int, faults: Sequence[ErrorDetails]
) -> dict[str, object]:
    unknown = {detail["loc"][2] for detail in faults if detail["loc"][:2] == ("change", row)}
    return {key: value for key, value in change.items() if key not in unknown}
