"""What a ledger says: the JSON of the command, a table for a terminal, HTML for a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corridors.ledger.lines import MEASURES
from corridors.ledger.views.carec import indicators

if TYPE_CHECKING:
    import pandas as pd

    from corridors.ledger.data import LedgerData
    from corridors.ledger.lines import Figure, Line
    from corridors.ledger.services import Service
    from corridors.ledger.totals import Total

_WORDS = {"hours": "h", "usd": "USD", "kg_co2e": "kg CO2e"}
_SMALL = 10.0
_NO_HUBS = ("border", "wait", "rest")
"""Stops at which nothing is loaded or moved over; ISO 14083 has no element for them."""


def record(ledger: LedgerData) -> dict[str, Any]:
    """Return a ledger with the keys of the command's JSON."""
    residual = _residual(ledger)
    lines = [_line(number, line) for number, line in enumerate(ledger.lines, start=1)]
    if residual:
        lines.append({"seq": len(lines) + 1, **residual})
    return {
        "schema": 1,
        "name": ledger.name,
        "corridor": ledger.corridor,
        "from": ledger.ends[0],
        "to": ledger.ends[1],
        "length_km": ledger.length_km,
        "profile": ledger.profile.model_dump(mode="json"),
        "year": ledger.year,
        "seed": ledger.seed,
        "draws": ledger.draws,
        "lines": lines,
        "totals": {measure: _total(ledger.totals[measure]) for measure in MEASURES},
        "by_quality": ledger.by_quality,
        "by_country": {measure: ledger.by_country(measure) for measure in MEASURES},
        "by_kind": {measure: ledger.by_kind(measure) for measure in MEASURES},
        "carec_tfi": indicators(ledger),
        "published": [published(service) for service in ledger.published],
        "transport_chain": transport_chain(ledger),
    }


def _line(number: int, line: Line) -> dict[str, Any]:
    where = {"leg": line.leg} if line.kind == "leg" else {"place": line.place}
    return {
        "seq": number,
        "kind": line.kind,
        "what": line.what,
        **where,
        "country": line.country,
        "mode": line.mode,
        "at_km": line.start_km,
        "km": line.km,
        **{measure: _told(line.figure(measure)) for measure in MEASURES},
        "counted": line.counted,
        "note": line.note,
    }


def _told(figure: Figure | None) -> dict[str, Any] | None:
    return None if figure is None else figure_record(figure)


def figure_record(figure: Figure) -> dict[str, Any]:
    """Return a figure with its rate and how good that is, as the JSON of a ledger has it."""
    return {
        "low": figure.range.low,
        "mode": figure.range.mode,
        "high": figure.range.high,
        "rate": figure.rate,
        "quality": str(figure.quality),
        "level": figure.level,
        "source": figure.source,
        "year": figure.year,
        "aged": figure.aged,
        "range": "assumed" if figure.assumed_range else "stated",
    }


def _residual(ledger: LedgerData) -> dict[str, Any] | None:
    found = ledger.residual
    if found is None:
        return None
    return {
        "kind": "residual",
        "what": "not explained by published stops",
        "place": "|".join(found.unpublished),
        "mode": "",
        "km": 0.0,
        "hours": {"low": found.low_h, "mode": found.middle_h, "high": found.high_h},
        "usd": None,
        "kg_co2e": None,
        "counted": False,
        "note": "published times less the median of the draws",
    }


def totals_of(ledger: LedgerData) -> dict[str, Any]:
    """Return the totals of a ledger by measure, and how many of its stops had a rate of their own.

    A stop has a rate of its own where one was found for its place, its side of the border or its
    country; the others fall back on what holds anywhere.
    """
    stops = [line for line in ledger.lines if line.kind == "stop" and line.hours and line.counted]
    own = [line for line in stops if line.hours and line.hours.level not in ("global", "corridor")]
    return {
        **{measure: _total(ledger.totals[measure]) for measure in MEASURES},
        "stops": len(stops),
        "stops_with_own_rate": len(own),
    }


def _total(total: Total) -> dict[str, float]:
    low, mode, high = total.range.low, total.range.mode, total.range.high
    return {
        "low": low,
        "mode": mode,
        "high": high,
        "p5": total.p5,
        "p50": total.p50,
        "p95": total.p95,
    }


def published(service: Service) -> dict[str, Any]:
    """Return a published service with the keys of the command's JSON."""
    return {
        "id": service.id,
        "days": list(service.days) or None,
        "usd": list(service.usd) or None,
        "year": service.year,
        "quality": str(service.quality),
        "kind": service.kind,
        "url": service.url,
        "note": service.note,
    }


def transport_chain(ledger: LedgerData) -> dict[str, Any]:
    """Return the transport chain elements of a ledger, after ISO 14083.

    A leg is a transport element with its mass, transport activity in tkm and operation category;
    a stop at which goods are handled is a hub element. A hub without a factor is "not included",
    never 0. Distances are those of the atlas: the shortest feasible way, not the actual one.
    """
    elements: list[dict[str, Any]] = []
    for number, line in enumerate(ledger.lines, start=1):
        if not line.counted or line.what.startswith(_NO_HUBS):
            continue
        before = [elements[-1]["id"]] if elements else []
        elements.append({"id": f"tce-{number}", "prev": before, **_element(line, ledger)})
    profile = ledger.profile
    return {
        "standard": "ISO 14083",
        "scope": "WTW",
        "distance": "shortest feasible",
        "allocation": "mass",
        "tonnes_per_teu": profile.tonnes / profile.teu if profile.teu else None,
        "elements": elements,
    }


def _element(line: Line, ledger: LedgerData) -> dict[str, Any]:
    tonnes = ledger.profile.tonnes
    carbon = line.kg_co2e.range.mode if line.kg_co2e else "not included"
    if line.kind == "leg":
        category = f"{line.mode} {line.kg_co2e.rate if line.kg_co2e else ''}".strip()
        activity = tonnes * line.km
        return {
            "kind": "transport",
            "toc": category,
            "mass_t": tonnes,
            "activity_tkm": activity,
            "kg_co2e": carbon,
        }
    return {"kind": "hub", "hoc": line.what, "mass_t": tonnes, "kg_co2e": carbon}


def table(ledger: LedgerData) -> pd.DataFrame:
    """Return the lines for people: where, km, and each figure with its range and origin."""
    import pandas as pd

    rows = [
        {
            "no": str(number),
            "what": line.what + ("" if line.counted else " (not counted)"),
            "at": line.place or line.leg or line.country,
            "km": f"{line.km:,.0f}" if line.km else "",
            "hours": _shown(line.hours),
            "USD": _shown(line.usd),
            "kg CO2e": _shown(line.kg_co2e) or ("not included" if _is_hub(line) else ""),
            "hours rest on": _origin(line.hours) or line.note,
            "USD rest on": _origin(line.usd),
        }
        for number, line in enumerate(ledger.lines, start=1)
    ]
    return pd.DataFrame(rows)


def _is_hub(line: Line) -> bool:
    return line.kind == "stop" and not line.what.startswith(_NO_HUBS)


def _number(value: float) -> str:
    return f"{value:,.1f}" if abs(value) < _SMALL else f"{value:,.0f}"


def _shown(figure: Figure | None) -> str:
    if figure is None:
        return ""
    low, mode, high = (
        _number(value) for value in (figure.range.low, figure.range.mode, figure.range.high)
    )
    return mode if low == mode == high else f"{mode} ({low}-{high})"


def _origin(figure: Figure | None) -> str:
    if figure is None:
        return ""
    aged = ", old" if figure.aged else ""
    return f"{figure.quality}, {figure.level}{aged}: {figure.rate or figure.source or 'own'}"


def summary(ledger: LedgerData) -> list[str]:
    """Return what a ledger comes to, as sentences."""
    name = ledger.profile.name.get("en", ledger.profile.id)
    said = [f"{ledger.name}: {ledger.length_km:,.0f} km, {name}, rates of {ledger.year}"]
    for measure in MEASURES:
        total = ledger.totals[measure]
        days = f" ({total.p50 / 24.0:.1f} days)" if measure == "hours" else ""
        said.append(
            f"{_WORDS[measure]}: {_number(total.p50)}{days}, between {_number(total.p5)} and "
            f"{_number(total.p95)} in nine of ten draws; sum of the modes "
            f"{_number(total.range.mode)}; {_shares(ledger.by_quality[measure])}"
        )
    return [*said, *_ends(ledger), *_compared(ledger)]


def _shares(shares: dict[str, float]) -> str:
    told = [f"{share:.0%} {quality}" for quality, share in shares.items() if share > 0.0]
    return ", ".join(told) or "nothing is known"


def _ends(ledger: LedgerData) -> list[str]:
    behind = [line for line in ledger.lines if not line.counted]
    return [
        f"behind an end, not counted: {line.what} at {line.place or line.country}, "
        f"{_shown(line.hours) or 'no'} hours"
        for line in behind
    ]


def _compared(ledger: LedgerData) -> list[str]:
    found = ledger.residual
    said = [
        f"published: {' - '.join(f'{day:g}' for day in dict.fromkeys(service.days))} days "
        f"({service.year}, {service.quality}, {service.id})"
        for service in ledger.published
        if service.days
    ]
    if found is None:
        return [*said, "no published time between these ends by this way was read"]
    without = f"; nobody publishes the wait at {', '.join(found.unpublished)}"
    said.append(
        f"not explained by published stops: {found.low_h / 24.0:.1f} to "
        f"{found.high_h / 24.0:.1f} days{without if found.unpublished else ''}"
    )
    return said


def text(ledger: LedgerData) -> str:
    """Return a ledger as plain text."""
    return "\n".join([table(ledger).to_string(index=False), *summary(ledger)])


def html(ledger: LedgerData) -> str:
    """Return a ledger as HTML: its lines as a table, and what they come to."""
    from html import escape

    rows: str = table(ledger).to_html(index=False, escape=True)
    return rows + "".join(f"<p>{escape(sentence)}</p>" for sentence in summary(ledger))
