"""What is known about a place or a country: its rates, newest first, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geodata.errors import PlaceError, did_you_mean
from geodata.places.model import COUNTRIES

if TYPE_CHECKING:
    from corridors.ledger.rates.book import RateBook
    from corridors.ledger.rates.model import Rate
    from geodata.places.lookup import Places

COLUMNS = (
    "id",
    "about",
    "measure",
    "mode",
    "service",
    "direction",
    "low",
    "mode_value",
    "high",
    "unit",
    "year",
    "quality",
    "source",
    "url",
    "note",
)


def known_rates(book: RateBook, places: Places, about: str = "") -> list[dict[str, Any]]:
    """Return the rates about a place or a country, of all where nothing is named.

    Parameters
    ----------
    about
        A place by id or name, or a country by its code. Rates of a place are also those of the
        crossings and yards of its name; of a country, those of its places too.

    Returns
    -------
    Rows with `COLUMNS`: by measure, mode and direction, the newest first, so that figures that
    contradict each other stand side by side.

    Raises
    ------
    PlaceError
        There is no such place or country.
    """
    chosen = [rate for rate in book.rates if not about or _is_about(rate, about, places)]
    if about and not chosen:
        _check(about, places)
    ordered = sorted(chosen, key=_order)
    return [_row(rate, book) for rate in ordered]


def _is_about(rate: Rate, about: str, places: Places) -> bool:
    scope = rate.scope
    if about in COUNTRIES:
        ends = [scope.code] if scope.kind == "place" else list(scope.ends)
        lies = scope.kind in ("place", "link") and any(
            places[end].country == about for end in ends if end in places
        )
        side = rate.side is not None and rate.side.country == about
        return lies or side or (scope.kind == "country" and scope.code == about)
    names = {place.id for place in places.candidates(about)}
    return (scope.kind == "place" and scope.code in names) or (
        scope.kind == "link" and bool(scope.ends & names)
    )


def _check(about: str, places: Places) -> None:
    if about in COUNTRIES or places.candidates(about):
        return
    hint = did_you_mean(about, [*places, *COUNTRIES])
    raise PlaceError(f"no place and no country {about!r} ({hint or 'a country is two letters'})")


def _order(rate: Rate) -> tuple[str, str, str, str, int, str]:
    return (
        str(rate.measure),
        rate.mode,
        rate.scope.code,
        direction(rate),
        -rate.year,
        rate.id,
    )


def direction(rate: Rate) -> str:
    """Return the direction of a rate as tables write it."""
    side = rate.side
    if side is None:
        return "both"
    if not side.other:
        return f"{side.way}:{side.country}"
    pair = (side.other, side.country) if side.way == "in" else (side.country, side.other)
    return f"{side.way}:{'>'.join(pair)}"


def _row(rate: Rate, book: RateBook) -> dict[str, Any]:
    source = book.sources.get(rate.source)
    return {
        "id": rate.id,
        "about": rate.scope.code or rate.scope.kind,
        "measure": str(rate.measure),
        "mode": rate.mode,
        "service": rate.service,
        "direction": direction(rate),
        "low": rate.low,
        "mode_value": rate.mode_value,
        "high": rate.high,
        "unit": rate.unit,
        "year": rate.year,
        "quality": str(rate.quality),
        "source": rate.source or "assumption",
        "url": source.url if source else rate.source,
        "note": rate.note,
    }
