"""Hubs from published tables: the World Port Index (Pub. 150) and the UN/LOCODE code list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.csv_rows import read_cells
from geodata.errors import InputError, Problem
from geodata.facilities.un_locode import is_un_locode, un_locode
from geodata.facilities.world_port_index import is_world_port_index, world_port_index

if TYPE_CHECKING:
    import os

    from geodata.population import People


def read(path: str | os.PathLike[str], *, people: People | None = None) -> pd.DataFrame:
    """Read a table of the World Port Index or of UN/LOCODE, whichever it is.

    Parameters
    ----------
    people
        Cities to look for namesakes among; the shipped ones where absent.

    Returns
    -------
    DataFrame
        `COLUMNS`.

    Raises
    ------
    InputError
        The file cannot be read, or is neither.
    """
    file = Path(path)
    rows = read_cells(file)
    if is_world_port_index(rows):
        return world_port_index(file, people=people)
    if is_un_locode(rows):
        return un_locode(file, people=people)
    raise InputError(
        [
            Problem(
                str(file),
                "",
                "is neither the World Port Index nor UN/LOCODE",
                "Pub 150 as CSV with its header, or a part of the code list as CSV",
            )
        ]
    )


def as_places(table: pd.DataFrame, *, checked: str) -> pd.DataFrame:
    """Return the rows with coordinates and without a flag in the columns of ``places.csv``.

    A place that stands once per language, as in UN/LOCODE, is one row; its other names are
    aliases.

    Parameters
    ----------
    checked
        The day of the import, ``YYYY-MM-DD``.
    """
    sound = table[(table["faults"] == "") & np.isfinite(table["lon"].astype(float))]
    good = sound.drop_duplicates("id")
    names: dict[str, list[str]] = {}
    for id_, name in zip(sound["id"], sound["name_en"], strict=True):
        names.setdefault(id_, []).append(name)
    others = ["|".join(list(dict.fromkeys(names[id_]))[1:]) for id_ in good["id"]]
    return pd.DataFrame(
        {
            "id": good["id"],
            "kind": good["kind"],
            "country": good["country"],
            "lon": good["lon"].astype(float).round(5),
            "lat": good["lat"].astype(float).round(5),
            "name_en": good["name_en"],
            "name_ru": "",
            "name_zh": "",
            "aliases": others,
            "unlocode": good["unlocode"],
            "gauges_mm": "",
            "status": "operating",
            "sources": good["source"],
            "checked": checked,
            "licence": good["licence"],
        }
    ).reset_index(drop=True)
