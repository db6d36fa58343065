"""An outcome for people: a table that fits the terminal, and sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridors.definitions.vocabulary import LegRef
from corridors.scenarios.spread import tornado

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from corridors.graph.way import Way
    from corridors.ledger.rates.model import Range
    from corridors.output.named import Names
    from corridors.scenarios.outcome import Figures, Outcome, PairOutcome
    from corridors.scenarios.sweeps.break_even import BreakEven
    from corridors.scenarios.sweeps.failures import Failure
    from corridors.scenarios.sweeps.planned import Saving

_FEW = 4
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


def many_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of many scenarios with medians alone; no way has none."""
    figures = ("km", "hours_p50", "usd_p50", "kg_p50")
    sides = [f"{key}_{side}" for key in figures for side in ("before", "after")]
    return rows[["scenario", "from", "to", "at", *sides]]


def _rows(days: Sequence[PairOutcome], date: str) -> Iterator[dict[str, str]]:
    ends = f"{days[0].start} - {days[0].end}"
    yield {"pair": ends, "side": "before", "at": date, **_cells(days[0].baseline)}
    for pair in days:
        yield {"pair": "", "side": "after", "at": pair.at, **_cells(pair.scenario)}


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


def sentences(found: Outcome, names: Names) -> Iterator[str]:
    """Yield a sentence a pair: what the changes cost it, the same, or that no way is left."""
    for pair in found.pairs:
        ends = f"{names.place(pair.start)} - {names.place(pair.end)}"
        yield f"{ends}{_on(pair, found)}: {difference(pair)}"


def _on(pair: PairOutcome, found: Outcome) -> str:
    return f" on {pair.at}" if found.scenario.at else ""


def difference(pair: PairOutcome) -> str:
    """Return in words what the changes cost a pair, the same, or that no way is left."""
    if pair.baseline is None:
        return "no way before" + (", and none after" if pair.scenario is None else "; now there is")
    if pair.scenario is None:
        return "no way"
    change = pair.change
    if change is None or pair.is_same:
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


def influence_rows(pair: PairOutcome, top: int) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield title and table of the rates that move the hours of a pair most, before and after."""
    import pandas as pd

    for name, found in (("before", pair.baseline), ("after", pair.scenario)):
        if found is not None:
            rows = [
                {
                    "rate": each.rate,
                    "correlation": f"{each.correlation:.2f}",
                    "hours": _ends(each.range),
                    "at": " ".join(each.places[:4]) + (" ..." if len(each.places) > _FEW else ""),
                }
                for each in tornado(found.way, "hours", top=top)
            ]
            title = f"{pair.start} - {pair.end}, {name}: what moves the hours"
            yield title, pd.DataFrame(rows)


def _ends(of: Range) -> str:
    return f"{of.mode:,.0f} ({of.low:,.0f} to {of.high:,.0f})"


def way_rows(found: Sequence[Figures], names: Names) -> pd.DataFrame:
    """Return a row a way, as in the table of a scenario, with its corridors."""
    import pandas as pd

    return pd.DataFrame({**_cells(each), "corridors": _corridors(each, names)} for each in found)


def _corridors(found: Figures, names: Names) -> str:
    met = dict.fromkeys(LegRef.read(ref).corridor for ref in found.way.refs)
    return ", ".join(map(names.corridor, met))


def break_even_sentence(found: BreakEven, names: Names) -> str:
    """Return in words how long a stop may take for its way to equal the best one round it."""
    unit = "h" if found.measure == "hours" else "USD"
    stop = names.place(found.stop)
    takes = f"through {stop}: {_total(found.through, found.measure):,.0f} {unit}"
    now = f"{takes}, of which {found.now:,.0f} at {stop} today"
    if found.around is None:
        return f"{now}; there is no way round it"
    by = " ".join(found.around.countries)
    round_it = f"the best way round it ({by}) takes {_total(found.around, found.measure):,.0f}"
    ends = f"{found.p5:,.0f} to {found.p95:,.0f}"
    if found.equal < 0.0:
        return f"{now}; {round_it}: even at 0 the way through is {-found.equal:,.0f} {unit} more"
    return f"{now}; {round_it}: they are equal at {found.equal:,.0f} {unit} ({ends})"


def _total(way: Way, measure: str) -> float:
    total: Range = getattr(way, measure)
    return total.mode


def saving_rows(found: Sequence[Saving]) -> pd.DataFrame:
    """Return a row a line to come: what it saves, and for whom."""
    import pandas as pd

    return pd.DataFrame(
        {
            "corridor": each.line.corridor,
            "between": f"{each.line.places[0]} ... {each.line.places[-1]}",
            "km": f"{each.line.km:,.0f}",
            "saves": f"{each.share:.2%}",
            "of flows": f"{each.users:.1%}",
            "newly joined": f"{each.joined:.1%}",
        }
        for each in found
    )
