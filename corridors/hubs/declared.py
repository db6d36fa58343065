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

__all__ = ["complete_countries", "what_is_told"]

_NEEDED = ("country", "kinds", "source", "checked")


def complete_countries(kinds: Iterable[str], *, table: Traversable | None = None) -> frozenset[str]:
    """Return the countries whose hubs of all these kinds are all in the list.

    Parameters
    ----------
    kinds
        Kinds of places, such as those that count as hubs.
    table
        A file with the columns ``country, kinds, source, checked, note``, kinds parted by bars;
        ``seeds/rules/hub_lists.csv`` where absent, which declares none as it ships.

    Raises
    ------
    InputError
        Naming every row of an unknown country or kind.
    """
    path = seed("rules", "hub_lists.csv") if table is None else table
    rows, problems = read_rows(path, required=_NEEDED, optional=("note",))
    known: dict[str, set[str]] = {}
    for row in rows:
        country, listed = row.text("country", needed=True), row.words("kinds")
        if country not in COUNTRIES:
            row.complain("country", f"unknown country {country!r}", "a code such as KZ")
        for kind in sorted(set(listed) - set(Kind)):
            row.complain("kinds", f"unknown kind {kind!r}", f"one of {', '.join(Kind)}")
        row.date("checked")
        row.text("source", needed=True)
        known.setdefault(country, set()).update(listed)
    if problems:
        raise InputError(problems)
    wanted = set(map(str, kinds))
    return frozenset(country for country, listed in known.items() if wanted <= listed)


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
