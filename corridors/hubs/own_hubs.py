"""Hubs of one's own, from OpenStreetMap or any table like ``places.csv``, beside the catalogue's.

A hub that the catalogue knows already stays as it stands there; the match says which one it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geodata.errors import InputError, Problem
from geodata.places.lookup import Places
from geodata.places.model import HUB_KINDS

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd

    from geodata.places.model import Place


@dataclass(frozen=True, eq=False)
class OwnHubs:
    """What tables of one's own hold.

    Attributes
    ----------
    added
        The hubs that the catalogue does not know.
    matches
        One row per hub read, as `geodata.facilities.match` gives them: ``facility``,
        ``facility_name``, ``place``, ``place_name``, ``distance_km``, ``by``; ``place`` is empty
        for those added.
    """

    added: tuple[Place, ...]
    matches: pd.DataFrame


def read(paths: Sequence[str | os.PathLike[str]], known: Places) -> OwnHubs:
    """Read tables with the columns of ``places.csv`` and tell which hubs are known already.

    Parameters
    ----------
    known
        The places of the catalogue; its stations and junctions are no hubs and match nothing.

    Raises
    ------
    InputError
        With every problem of every table.
    """
    from geodata.facilities import match

    files = [Path(path) for path in paths]
    missing = [Problem(str(file), "", "no such file") for file in files if not file.is_file()]
    if missing:
        raise InputError(missing)
    found = Places.read_tables(files)
    hubs = Places(place for place in known.values() if place.kind in HUB_KINDS)
    matches = match.match(_frame(found), hubs)
    new = set(matches["facility"][matches["place"] == ""])
    taken = [
        Problem("", name, "is the id of another place of the catalogue", "give it an id of its own")
        for name in sorted(new)
        if name in known
    ]
    if taken:
        raise InputError(taken)
    return OwnHubs(tuple(place for place in found.values() if place.id in new), matches)


def _frame(places: Places) -> gpd.GeoDataFrame:
    frame = places.frame()
    return frame.assign(lon=frame.geometry.x, lat=frame.geometry.y)
