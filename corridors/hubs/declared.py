"""Countries whose list of hubs is declared complete: only there is a stretch without one a gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridors.tracing.mixed import WATER
from geodata.csv_rows import read_rows
from geodata.errors import InputError
from geodata.files import seed
from geodata.places.model import COUNTRIES, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.resources.abc import Traversable

    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["complete_countries", "kinds_declared", "what_is_told"]

_NEEDED = ("country", "kinds", "source", "checked")


def complete_countries(kinds: Iterable[str], *, table: Traversable | None = None) -> frozenset[str]:
    """Return the countries whose hubs of all these kinds are all in the list.

    Parameters
    ----------
    kinds
        Kinds of places, such as those that count as hubs.
    table
        See `kinds_declared`.
    """
    wanted = set(map(str, kinds))
    declared = kinds_declared(table=table)
    return frozenset(country for country, listed in declared.items() if wanted <= listed)


def kinds_declared(*, table: Traversable | None = None) -> dict[str, frozenset[str]]:
    """Return the kinds of hubs of which a country's list is declared complete, by country.

    Parameters
    ----------
    table
        A file with the columns ``country, kinds, places, source, checked, note``, kinds parted by
        bars, and so the places that the source names; ``seeds/rules/hub_lists.csv`` where absent.

    Raises
    ------
    InputError
        Naming every row of an unknown country or kind.
    """
    path = seed("rules", "hub_lists.csv") if table is None else table
    rows, problems = read_rows(path, required=_NEEDED, optional=("places", "note"))
    known: dict[str, frozenset[str]] = {}
    for row in rows:
        country, listed = row.text("country", needed=True), row.words("kinds")
        if country not in COUNTRIES:
            row.complain("country", f"unknown country {country!r}", "a code such as KZ")
        for kind in sorted(set(listed) - set(Kind)):
            row.complain("kinds", f"unknown kind {kind!r}", f"one of {', '.join(Kind)}")
        row.date("checked")
        row.text("source", needed=True)
        known[country] = known.get(country, frozenset()) | set(listed)
    if problems:
        raise InputError(problems)
    return known


def what_is_told(rows: pd.DataFrame, complete: frozenset[str]) -> NDArray[np.str_]:
    """Return what is known of stretches: ``covered``, ``gap``, ``no_data``, or that it is ``sea``.

    Parameters
    ----------
    rows
        With ``mode``, ``country`` and ``covered``.
    """
    beyond = np.where(rows["country"].isin(complete), "gap", "no_data")
    on_land = np.where(rows["covered"], "covered", beyond)
    return np.where(rows["mode"].isin(list(WATER)), "sea", on_land)
