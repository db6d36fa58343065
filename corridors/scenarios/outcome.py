"""What came of a scenario: the baseline beside it, pair by pair."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from corridors.graph.data import MEASURES
from corridors.ledger.totals import DRAWS, PERCENTILES, SEED
from corridors.scenarios.definition import CAVEAT
from corridors.scenarios.spread import draws_of, tornado, total_of

if TYPE_CHECKING:
    import pandas as pd

    from corridors.graph.way import Way
    from corridors.ledger.totals import Total
    from corridors.scenarios.definition import Scenario

_SHORT = {"hours": "hours", "usd": "usd", "kg_co2e": "kg"}


@dataclass(frozen=True)
class Figures:
    """What a way comes to.

    Attributes
    ----------
    totals
        Hours, US dollars and kg of CO2e.
    missing
        For each of them, how many stops and pieces of legs nobody publishes it of: they are not
        included.
    """

    way: Way
    totals: dict[str, Total]
    missing: dict[str, int]

    def record(self) -> dict[str, object]:
        """Return it as keys of JSON."""
        way = self.way
        return {
            "no_way": False,
            "km": way.length_km,
            **{measure: _ranged(total) for measure, total in self.totals.items()},
            "not_included": self.missing,
            "by_mode": way.by_mode,
            "by_country": way.by_country,
            "countries": way.countries,
            "borders": [{"pair": pair, "place": place} for pair, place in way.borders],
            "breaks_of_gauge": [
                {"gauges": gauges, "place": place} for gauges, place in way.breaks_of_gauge
            ],
            "passages": way.passages,
            "legs": way.refs,
        }


def _ranged(total: Total) -> dict[str, float]:
    of = total.range
    ends = {"low": of.low, "mode": of.mode, "high": of.high}
    return {**ends, "p5": total.p5, "p50": total.p50, "p95": total.p95}


def figures_of(way: Way, *, seed: int = SEED, draws: int = DRAWS) -> Figures:
    """Return what a way comes to."""
    rows = np.array(way.rows, dtype=np.int64)
    unknown = (~way.graph.known[rows]).sum(axis=0)
    return Figures(
        way,
        {measure: total_of(way, measure, seed=seed, draws=draws) for measure in MEASURES},
        {measure: int(unknown[at]) for at, measure in enumerate(MEASURES)},
    )


@dataclass(frozen=True)
class Difference:
    """By how much a way differs from another one; percentiles of differences of draws."""

    km: float
    measures: dict[str, dict[str, float]]

    def record(self) -> dict[str, object]:
        """Return it as keys of JSON."""
        return {"km": self.km, **self.measures}


def _more(before: Figures, after: Figures, measure: str) -> dict[str, float]:
    more = draws_of(after.way, measure) - draws_of(before.way, measure)
    p5, p50, p95 = (float(value) for value in np.percentile(more, PERCENTILES))
    mode = after.totals[measure].range.mode - before.totals[measure].range.mode
    return {"mode": mode, "p5": p5, "p50": p50, "p95": p95}


@dataclass(frozen=True)
class PairOutcome:
    """One pair on one day, before and after; None where there is no way.

    Attributes
    ----------
    at
        The day, ``YYYY-MM-DD``.
    """

    start: str
    end: str
    at: str
    baseline: Figures | None
    scenario: Figures | None

    @cached_property
    def change(self) -> Difference | None:
        """Return by how much the scenario differs, of draws of the same rates; None without a way.

        Percentiles of differences, since what both ways share varies with both.
        """
        before, after = self.baseline, self.scenario
        if before is None or after is None:
            return None
        return Difference(
            after.way.length_km - before.way.length_km,
            {measure: _more(before, after, measure) for measure in MEASURES},
        )

    @property
    def is_same(self) -> bool:
        """Whether the scenario leaves the pair as it was."""
        if self.baseline is None or self.scenario is None:
            return self.baseline is self.scenario
        change = self.scenario.way.length_km - self.baseline.way.length_km
        return self.scenario.totals == self.baseline.totals and not change

    def record(self, *, tornado: int = 0) -> dict[str, object]:
        """Return it as keys of JSON, with the rates that move its hours and dollars most."""
        return {
            "from": self.start,
            "to": self.end,
            "at": self.at,
            "baseline": _record(self.baseline, tornado),
            "scenario": _record(self.scenario, tornado),
            "change": None if self.change is None else self.change.record(),
        }

    def row(self) -> dict[str, object]:
        """Return it as one row of a table."""
        sides = {"before": self.baseline, "after": self.scenario}
        cells = {name: _cells(found) for name, found in sides.items()}
        return {
            "from": self.start,
            "to": self.end,
            "at": self.at,
            **{f"{key}_{name}": row[key] for key in _cells(None) for name, row in cells.items()},
            "note": CAVEAT,
        }


def _record(found: Figures | None, top: int) -> dict[str, object]:
    if found is None:
        return {"no_way": True}
    if not top:
        return found.record()
    influences = {
        measure: [each.record() for each in tornado(found.way, measure, top=top)]
        for measure in ("hours", "usd")
    }
    return {**found.record(), "tornado": influences}


def _cells(found: Figures | None) -> dict[str, object]:
    keys = [f"{_SHORT[measure]}_{p}" for measure in MEASURES for p in ("p5", "p50", "p95")]
    if found is None:
        blank = dict.fromkeys(["km", *keys], float("nan"))
        return {"no_way": True, **blank, "borders": "", "countries": "", "passages": ""}
    totals = [
        value
        for measure in MEASURES
        for value in (
            found.totals[measure].p5, found.totals[measure].p50, found.totals[measure].p95,
        )
    ]  # fmt: skip
    return {
        "no_way": False,
        "km": found.way.length_km,
        **dict(zip(keys, totals, strict=True)),
        "borders": " ".join(pair for pair, _ in found.way.borders),
        "countries": " ".join(found.way.countries),
        "passages": " ".join(found.way.passages),
    }


@dataclass(frozen=True)
class Outcome:
    """What came of a scenario.

    Attributes
    ----------
    date
        Of the baseline, ``YYYY-MM-DD``.
    profile, year
        What was shipped, and for which year rates were looked up.
    notes
        What a reader has to know beside the caveat.
    """

    scenario: Scenario
    date: str
    profile: str
    year: int
    pairs: tuple[PairOutcome, ...]
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Outcome: {self.scenario.name}, {len(self.pairs)} pairs at {self.date}>"

    def record(self, *, tornado: int = 0) -> dict[str, object]:
        """Return it as keys of JSON.

        Parameters
        ----------
        tornado
            How many rates are told that move hours and dollars most.
        """
        asked = self.scenario
        return {
            "scenario": asked.name,
            "date": self.date,
            "mode": asked.mode,
            "by": asked.by,
            "avoid": list(asked.avoid),
            "profile": self.profile,
            "year": self.year,
            "draws": DRAWS,
            "seed": SEED,
            "note": CAVEAT,
            "notes": list(self.notes),
            "sources": list(asked.sources),
            "changes": [
                change.model_dump(mode="json", by_alias=True, exclude_defaults=True)
                for change in asked.changes
            ],
            "pairs": [pair.record(tornado=tornado) for pair in self.pairs],
        }

    @cached_property
    def table(self) -> pd.DataFrame:
        """Return a row a pair and day: ``from, to, at``, then each figure before and after."""
        import pandas as pd

        return pd.DataFrame([pair.row() for pair in self.pairs])

    def csv(self) -> str:
        """Return the table as CSV."""
        text: str = self.table.to_csv(index=False, lineterminator="\n", float_format="%.3f")
        return text

    def _repr_html_(self) -> str:
        html: str = self.table.to_html(index=False, escape=True)
        return html
