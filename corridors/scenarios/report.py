"""An outcome for people: a table that fits the terminal, and sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from corridors.scenarios.failures import Failure
    from corridors.scenarios.outcome import Figures, Outcome, PairOutcome

DAY_H = 24.0
"""Hours of a day."""
_DETOURS = ("km", "hours", "usd", "kg_co2e")
"""What a detour is told in."""


def shown(found: Outcome) -> pd.DataFrame:
    """Return two rows a pair and day: before and after."""
    import pandas as pd

    by_pair: dict[tuple[str, str], list[PairOutcome]] = {}
    for pair in found.pairs:
        by_pair.setdefault((pair.start, pair.end), []).append(pair)
    return pd.DataFrame(row for days in by_pair.values() for row in _rows(days, found.date))


def _rows(days: Sequence[PairOutcome], date: str) -> Iterator[dict[str, str]]:
    ends = f"{days[0].start} - {days[0].end}"
    yield {"pair": ends, "": "before", "at": date, **_cells(days[0].baseline)}
    for pair in days:
        yield {"pair": "", "": "after", "at": pair.at, **_cells(pair.scenario)}


def _cells(found: Figures | None) -> dict[str, str]:
    if found is None:
        cells = dict.fromkeys(["days", "USD", "kg CO2e", "borders", "countries"], "")
        return {"km": "no way", **cells}
    hours, usd, carbon = (found.totals[measure] for measure in ("hours", "usd", "kg_co2e"))
    days = [value / DAY_H for value in (hours.p50, hours.p5, hours.p95)]
    return {
        "km": f"{found.way.length_km:,.0f}",
        "days": "{:,.1f} ({:,.1f} to {:,.1f})".format(*days),
        "USD": f"{usd.p50:,.0f} ({usd.p5:,.0f} to {usd.p95:,.0f})",
        "kg CO2e": f"{carbon.p50:,.0f}",
        "borders": " ".join(detail for detail, _ in found.way.borders),
        "countries": " ".join(found.way.countries),
    }


def sentences(found: Outcome) -> Iterator[str]:
    """Yield a sentence a pair: what the changes cost it, the same, or that no way is left."""
    for pair in found.pairs:
        yield f"{pair.start} - {pair.end}{_on(pair, found)}: {difference(pair)}"


def _on(pair: PairOutcome, found: Outcome) -> str:
    return f" on {pair.at}" if found.scenario.at else ""


def difference(pair: PairOutcome) -> str:
    """Return in words what the changes cost a pair, the same, or that no way is left."""
    if pair.baseline is None:
        return "no way before" + (", and none after" if pair.scenario is None else "; now there is")
    if pair.scenario is None:
        return "no way"
    change = pair.change
    if change is None or (pair.scenario.totals == pair.baseline.totals and not change.km):
        return "the same"
    hours, usd, carbon = (change.measures[key]["p50"] for key in ("hours", "usd", "kg_co2e"))
    figures = f"{change.km:+,.0f} km, {hours / DAY_H:+,.1f} days, {usd:+,.0f} USD"
    return f"{figures}, {carbon:+,.0f} kg CO2e at the median"


def failure_rows(found: Sequence[Failure], *, only_one: bool) -> pd.DataFrame:
    """Return a row an element: its detour, or no way, and whereby the shipment goes instead.

    Parameters
    ----------
    only_one
        All are of one corridor, which is not named in each row.
    """
    import pandas as pd

    rows = pd.DataFrame(_failure_row(failure) for failure in found)
    return rows.drop(columns="corridor") if only_one and len(rows) else rows


def _failure_row(failure: Failure) -> dict[str, str]:
    row = {
        "corridor": failure.corridor,
        "kind": failure.element.kind,
        "id": failure.element.id,
    }
    instead = failure.instead
    if instead is None:
        cells = dict.fromkeys(["days", "USD", "kg CO2e", "instead by"], "")
        return {**row, "km": "no way", **cells}
    km, hours, usd, carbon = (failure.detour(key) or 0.0 for key in _DETOURS)
    by = " ".join(instead["countries"]) + (", leaves it" if instead["leaves"] else "")
    return {
        **row,
        "km": f"{km:+,.0f}",
        "days": f"{hours / DAY_H:+,.1f}",
        "USD": f"{usd:+,.0f}",
        "kg CO2e": f"{carbon:+,.0f}",
        "instead by": f"{by} (better even today)" if failure.is_better else by,
    }
