"""What is known of the state of legs, how old it is, and what is announced."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from corridors.definitions.vocabulary import LegStatus, first_day, last_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corridors.definitions.catalogue import Catalogue
    from corridors.definitions.model import Leg, Source

__all__ = ["STALE_MONTHS", "checked_on", "is_stale", "known", "last_heard", "stale", "upcoming"]


STALE_MONTHS = 6
"""What was last heard of longer ago than this says so wherever it is shown."""


_SETTLED = frozenset({LegStatus.OPERATING})


def checked_on(catalogue: Catalogue) -> dt.date:
    """Return the day on which a status of the catalogue was looked up last."""
    legs = (leg for corridor in catalogue.corridors.values() for leg in corridor.legs)
    return max((leg.verified for leg in legs), default=dt.date.min)


def last_heard(leg: Leg, sources: Mapping[str, Source]) -> str:
    """Return the date of the newest page that a leg cites, ``YYYY[-MM[-DD]]``.

    A page without a date tells nothing of when a leg was heard of; empty where none is dated.
    """
    dates = [sources[key].dated for key in sorted(leg.cited) if key in sources]
    return max(filter(None, dates), key=first_day, default="")


def is_stale(heard: str, day: dt.date) -> bool:
    """Tell whether a date lies more than `STALE_MONTHS` before a day; so does no date at all.

    Of a partial date the first day counts: "2026" may be January.
    """
    if not heard:
        return True
    months = day.year * 12 + day.month - 1 - STALE_MONTHS
    year, month = divmod(months, 12)
    before = first_day(heard)
    return (before.year, before.month, before.day) < (year, month + 1, day.day)


def known(leg: Leg, sources: Mapping[str, Source], date: str | dt.date | None) -> dict[str, Any]:
    """Return what is known of the state of a leg at a date.

    Returns
    -------
    dict
        ``since`` when it opened, where a source says so; ``in_use_by`` the first use that is
        attested, where not; ``resumed`` when a disturbance before a leg in use ended;
        ``status_from`` when the present state began; ``last_heard`` and ``stale``; all empty or
        False before a leg was there. ``announced`` holds what is to come, never a status.
    """
    held = leg.status_on(date)
    heard = last_heard(leg, sources)
    day = leg.verified if date is None else last_day(date)
    return {
        "since": (leg.opened or "") if held else "",
        "in_use_by": (leg.in_use_by or "") if held else "",
        "resumed": leg.resumed_on(date) or "",
        "status_from": held.since if held else "",
        "last_heard": heard if held else "",
        "stale": bool(held) and is_stale(heard, day),
        "announced": [each.model_dump(mode="json") for each in leg.announced],
    }


def stale(catalogue: Catalogue, day: dt.date) -> list[dict[str, Any]]:
    """Return the legs not heard of for `STALE_MONTHS` before a day.

    What moves comes first, lines long in use last, each from the longest silence on; what no
    dated page tells of leads its group.
    """
    rows = [row for row in _states(catalogue) if is_stale(row["last_heard"], day)]
    return sorted(rows, key=lambda row: (row["status"] in _SETTLED, row["last_heard"], row["leg"]))


def _states(catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    for corridor in catalogue.corridors.values():
        for leg in corridor.legs:
            held = leg.status_on()
            yield {
                "leg": f"{corridor.id}:{leg.id}",
                "status": "" if held is None else str(held.value),
                "status_from": "" if held is None else held.since,
                "last_heard": last_heard(leg, catalogue.sources),
                "verified": leg.verified.isoformat(),
            }


def upcoming(catalogue: Catalogue, until: dt.date) -> list[dict[str, Any]]:
    """Return what is announced to happen up to a day, the earliest first."""
    rows = [
        {"leg": f"{corridor.id}:{leg.id}", **each.model_dump(mode="json")}
        for corridor in catalogue.corridors.values()
        for leg in corridor.legs
        for each in leg.announced
        if first_day(each.date) <= until
    ]
    return sorted(rows, key=lambda row: (row["date"], row["leg"]))
