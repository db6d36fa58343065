"""Replays: events of the past as scenarios, what was published of them beside what is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field, ValidationError

from corridors.definitions.fields import Day, Label, Prose, Record, Url
from corridors.definitions.messages import explain
from corridors.scenarios.definition import CAVEAT
from corridors.scenarios.report import DAY_H, difference, sentences
from corridors.scenarios.run import run_scenario
from geodata.errors import InputError
from geodata.files import read_toml, seed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridors.output.named import Names
    from corridors.scenarios.outcome import Figures, Outcome, PairOutcome
    from corridors.scenarios.run import Ground


class Replay(Record):
    """An event as a scenario.

    Attributes
    ----------
    published
        What a page said that it did.
    reading
        Why that and what is computed agree, or do not.
    scenario
        Keys of a scenario, without ``schema`` and ``name``.
    """

    event: Label
    published: Label
    source: Url
    title: Label
    read: Day
    reading: Prose
    scenario: dict[str, object]

    def document(self) -> dict[str, object]:
        """Return the scenario as a document."""
        return {"schema": 1, "name": self.event, "sources": [self.source], **self.scenario}


class Replays(Record):
    """The table of replays."""

    schema_: Literal[1] = Field(alias="schema")
    replays: tuple[Replay, ...] = Field(alias="replay")


def read_replays() -> tuple[Replay, ...]:
    """Return the shipped replays.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    file = seed("replays.toml")
    document = read_toml(file)
    try:
        return Replays.model_validate(document).replays
    except ValidationError as error:
        raise InputError(explain(error, document, file=file.name, model=Replays)) from error


def replayed(ground: Ground) -> Iterator[tuple[Replay, Outcome]]:
    """Yield each replay with what comes of it."""
    for replay in read_replays():
        yield replay, run_scenario(ground, replay.document())


_HEAD = f"""\
# Replays: what was published beside what is computed

Events of the past, and lines that are still to come, as scenarios on the corridor graph. Every page
was opened; what it says stands beside what the graph says, also where the two disagree. What is
computed is {CAVEAT}: queues, prices that rise, and shippers who wait are in the published figures
and not in ours. Days and dollars are medians. Written by `corridors replays`; the scenarios are in
`seeds/replays.toml`.
"""


def markdown(found: list[tuple[Replay, Outcome]]) -> str:
    """Return the page of replays."""
    return "\n".join([_HEAD, *(_section(replay, outcome) for replay, outcome in found)])


def text(replay: Replay, outcome: Outcome, names: Names) -> str:
    """Return a replay for reading: what was published, what is computed, how they differ."""
    told = f"  Published: {replay.published} ({replay.title}, read {replay.read})"
    computed = (f"  {sentence}" for sentence in sentences(outcome, names))
    return "\n".join([replay.event, told, *computed, f"  {' '.join(replay.reading.split())}"])


def _section(replay: Replay, outcome: Outcome) -> str:
    rows = "\n".join(_row(pair) for pair in outcome.pairs)
    reading = " ".join(replay.reading.split())
    return f"""\
## {replay.event}

Published: {replay.published} ([{replay.title}]({replay.source}), read {replay.read}).

| from | to | km before | km after | days before | days after | what changes |
|---|---|--:|--:|--:|--:|---|
{rows}

{reading}
"""


def _row(pair: PairOutcome) -> str:
    sides = (pair.baseline, pair.scenario)
    km = [_km(side) for side in sides]
    days = [_days(side) for side in sides]
    return "| " + " | ".join([pair.start, pair.end, *km, *days, difference(pair)]) + " |"


def _km(found: Figures | None) -> str:
    return "no way" if found is None else f"{found.way.length_km:,.0f}"


def _days(found: Figures | None) -> str:
    return "" if found is None else f"{found.totals['hours'].p50 / DAY_H:,.1f}"
