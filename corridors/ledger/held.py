"""Ledgers held against published services: computed beside published, and what is left over."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from corridors.ledger.course import hops_course
from corridors.ledger.data import HOURS_A_DAY
from corridors.ledger.ledger import write_ledger
from corridors.ledger.rates.folders import shipped
from geodata.errors import RouteError
from geodata.files import read_toml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import pandas as pd

    from corridors.ledger.course import Hop
    from corridors.ledger.ledger import Ledger
    from corridors.ledger.rates.book import RateBook
    from corridors.ledger.services import Service
    from geodata.places.lookup import Places

    Find = Callable[[str, list[str]], Hop]
COLUMNS = (
    "service",
    "corridor",
    "kind",
    "quality",
    "year",
    "km",
    "published_days",
    "p5_days",
    "computed_days",
    "p95_days",
    "ratio",
    "within",
    "residual_days",
    "published_usd",
    "computed_usd",
    "usd_ratio",
    "independent",
    "problem",
)


def held_against(
    services: Iterable[Service], book: RateBook, places: Places, find: Find
) -> pd.DataFrame:
    """Return one row per published time or price with the ledger of its way beside it.

    Services of which only the frequency is known have nothing to be held against.

    Parameters
    ----------
    find
        Returns the way of a hop.

    Returns
    -------
    DataFrame
        `COLUMNS`. ``computed_days`` is the median of the draws, for the year of the service's
        profile; ``ratio`` is computed over published; ``within`` tells whether the published time
        lies between the 5th and the 95th percentile; ``independent`` is False where a rate leans
        on the same figure. No residual is part of what is computed.
    """
    import pandas as pd

    told = [service for service in services if service.days or service.usd]
    rows = [_row(service, book, places, find) for service in told]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def service_ledger(service: Service, book: RateBook, places: Places, find: Find) -> Ledger:
    """Return the ledger of the way of a published service.

    Raises
    ------
    RouteError
        Nothing joins its places.
    """
    parts = [find(mode, stops) for mode, stops in service.hops]
    profile = book.profiles.named(service.profile)
    course = hops_course(parts, places)
    return write_ledger(course, book, profile=profile, published=[service])


def _row(service: Service, book: RateBook, places: Places, find: Find) -> dict[str, Any]:
    row: dict[str, Any] = {
        "service": service.id,
        "corridor": service.corridor,
        "kind": service.kind,
        "quality": str(service.quality),
        "year": service.year,
        "independent": not service.inputs,
        "published_days": service.days[1] if service.days else float("nan"),
        "published_usd": service.usd[1] if service.usd else float("nan"),
        "problem": "",
    }
    try:
        ledger = service_ledger(service, book, places, find)
    except RouteError as error:
        return row | {"problem": str(error)}
    return row | {"km": ledger.length_km} | _times(service, ledger) | _prices(service, ledger)


def _times(service: Service, ledger: Ledger) -> dict[str, Any]:
    hours = ledger.totals["hours"]
    p5, p50, p95 = (value / HOURS_A_DAY for value in (hours.p5, hours.p50, hours.p95))
    computed = {"p5_days": p5, "computed_days": p50, "p95_days": p95}
    if not service.days:
        return computed
    low, middle, high = service.days
    return computed | {
        "ratio": p50 / middle,
        "within": high >= p5 and low <= p95,
        "residual_days": middle - p50,
    }


def _prices(service: Service, ledger: Ledger) -> dict[str, Any]:
    usd = ledger.totals["usd"].p50
    if not service.usd:
        return {"computed_usd": usd}
    return {"computed_usd": usd, "usd_ratio": usd / service.usd[1]}


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return the median ratio of time by corridor, over independent measured and official rows.

    Returns
    -------
    DataFrame
        ``corridor``, ``services`` and ``ratio`` over all rows with a time; ``firm`` and
        ``firm_ratio`` over those measured or official; ``within``, the share of all rows whose
        published time lies between P5 and P95. The last row, ``all``, is over all corridors.
    """
    import pandas as pd

    timed = table[table["ratio"].notna() & table["independent"]]
    groups = [(name, rows) for name, rows in timed.groupby("corridor") if name]
    return pd.DataFrame([_summed(str(name), rows) for name, rows in [*groups, ("all", timed)]])


def _summed(name: str, rows: pd.DataFrame) -> dict[str, Any]:
    firm = rows[rows["quality"].isin(("measured", "official"))]
    return {
        "corridor": name,
        "services": len(rows),
        "ratio": rows["ratio"].median(),
        "firm": len(firm),
        "firm_ratio": firm["ratio"].median(),
        "within": rows["within"].astype(float).mean(),
    }


def reasons() -> dict[str, str]:
    """Return by corridor why its ratio is what it is, from ``seeds/rates/held.toml``."""
    found: dict[str, str] = read_toml(shipped() / "held.toml")["reason"]
    return found


def markdown(
    table: pd.DataFrame,
    services: Sequence[Service],
    shares: Sequence[tuple[str, dict[str, float]]],
) -> str:
    """Return the comparison as a document.

    Parameters
    ----------
    shares
        By corridor what the hours of its main route rest on.
    """
    by_id = {service.id: service for service in services}
    parts = [
        _HEAD,
        _summary_text(summary(table)),
        _reasons_text(reasons()),
        _shares_text(shares),
        "## Every service\n",
    ]
    parts.append(
        "| service | published d | computed d (P5 - P95) | ratio | left over d | published USD "
        "| computed USD | what it is |\n|---|--:|--:|--:|--:|--:|--:|---|"
    )
    rows = [_row_text(row, by_id[row["service"]]) for row in table.to_dict("records")]
    return "\n".join([*parts, *rows, ""])


def _summary_text(found: pd.DataFrame) -> str:
    lines = [
        "## By corridor\n",
        (
            "| corridor | services | median ratio | measured or official | their median ratio "
            "| within P5 - P95 |"
        ),
        "|---|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {row['corridor']} | {row['services']} | {row['ratio']:.2f} | {row['firm']} "
        f"| {_ratio(row['firm_ratio'])} | {row['within']:.0%} |"
        for row in found.to_dict("records")
    ]
    return "\n".join([*lines, ""])


def _ratio(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.2f}"


def _reasons_text(reasons: dict[str, str]) -> str:
    said = [f"- `{corridor}`: {reason}" for corridor, reason in reasons.items()]
    return "\n".join(["## Why, corridor by corridor\n", *said, ""])


def _shares_text(shares: Sequence[tuple[str, dict[str, float]]]) -> str:
    names = list(shares[0][1]) if shares else []
    lines = [
        "## What the hours rest on\n",
        "Shares of the hours of the main route of each corridor, by the quality of the figure.\n",
        f"| corridor | {' | '.join(names)} |",
        f"|---|{'--:|' * len(names)}",
    ]
    lines += [
        f"| {corridor} | {' | '.join(f'{share:.0%}' for share in of.values())} |"
        for corridor, of in shares
    ]
    return "\n".join([*lines, ""])


def _row_text(row: dict[str, Any], service: Service) -> str:
    days = " - ".join(f"{day:g}" for day in dict.fromkeys(service.days))
    usd = " - ".join(f"{price:,.0f}" for price in dict.fromkeys(service.usd))
    if row["problem"]:
        computed, ratio, left = row["problem"], "", ""
    else:
        computed = f"{row['computed_days']:.1f} ({row['p5_days']:.1f} - {row['p95_days']:.1f})"
        ratio = _ratio(row["ratio"])
        left = f"{row['residual_days']:.1f}" if ratio else ""
    leans = "" if row["independent"] else "; its figure is an input of the rates"
    what = f"{service.kind}, {service.quality}, {service.year}{leans}"
    price = f"{row['computed_usd']:,.0f}" if usd and not row["problem"] else ""
    return (
        f"| [{service.id}]({service.url}) | {days} | {computed} | {ratio} | {left} | {usd} "
        f"| {price} | {what} |"
    )


_HEAD = """# Ledgers held against published services

Written by `corridors validate --services -o docs/validation-services.md`.

A ledger of published stops is a floor: what nobody publishes, above all waiting, is not in it and
is left over. Computed is the median of 10,000 draws, with no residual and no factor. Rates and
their order of fallback were committed before the first comparison; a rate changed since is listed
in `docs/ledger.md` with its reason. A ratio is computed over published. A service whose own figure
is an input of the rates is shown, and left out of the medians.
"""
