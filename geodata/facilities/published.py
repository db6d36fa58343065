"""Hubs from published tables: the World Port Index (Pub. 150) and the UN/LOCODE code list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.csv_rows import read_cells
from geodata.errors import InputError, Problem
from geodata.facilities.un_locode import is_un_locode, un_locode
from geodata.facilities.world_port_index import world_port_index

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
    header = [cell.strip() for cell in rows[0]] if rows else []
    if "World Port Index Number" in header:
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
    names = sound.groupby("id")["name_en"].agg(lambda column: "|".join(dict.fromkeys(column)))
    others = names[good["id"]].str.partition("|")[2]
    return pd.DataFrame(
        {
            "id": good["id"],
            "kind": good["kind"],
            "country": good["country"],
            "lon": good["lon"].round(5),
            "lat": good["lat"].round(5),
            "name_en": good["name_en"],
            "name_ru": "",
            "name_zh": "",
            "aliases": others.to_numpy(),
            "unlocode": good["unlocode"],
            "gauges_mm": "",
            "status": "operating",
            "sources": good["source"],
            "checked": checked,
            "licence": good["licence"],
        }
    ).reset_index(drop=True)
