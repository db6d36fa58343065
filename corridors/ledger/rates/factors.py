"""A file of CO2e factors of one's own, with the columns of the tables of the GLEC Framework.

Those tables give each operation category its load factor, its share of empty running and its
intensities well to wheel and tank to wheel; iLEAP's data model of the Smart Freight Centre names
them alike. No factor of the framework ships: its terms were found on no page.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from geodata.csv_rows import Row, read_rows, shown

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from geodata.errors import Problem

FILE = "factors.csv"
REQUIRED = ("id", "mode", "wtw", "unit", "year", "source")
OPTIONAL = (
    "category", "country", "service", "fuel", "load_factor", "empty_running", "ttw", "edition",
    "licence",
)  # fmt: skip
UNITS = {
    "kgCO2e/tkm": ("g/tkm", Decimal(1000)),
    "gCO2e/tkm": ("g/tkm", Decimal(1)),
    "kgCO2e/t": ("kg/t", Decimal(1)),
}
"""Units of a factor: of moving, or of handling at a hub. To the unit of a rate, and times what."""
_TOLD = ("category", "fuel", "load_factor", "empty_running", "edition")


def factor_rows(folder: Traversable) -> tuple[list[Row], list[Problem]]:
    """Return the factors of a folder as rows of ``co2e.csv``, and what is wrong with them.

    Only well to wheel counts, as everywhere in the ledger; ``ttw`` is checked to be no more.
    """
    rows, problems = read_rows(folder / FILE, required=REQUIRED, optional=OPTIONAL, as_saved=True)
    return [found for row in rows if (found := _as_rate(row, problems)) is not None], problems


def _as_rate(row: Row, problems: list[Problem]) -> Row | None:
    wtw, ttw, unit = _number(row, "wtw", needed=True), _number(row, "ttw"), row.text("unit")
    if unit not in UNITS:
        row.complain("unit", f"{shown(unit)} is no unit of a factor", f"use {', '.join(UNITS)}")
    if wtw is not None and ttw is not None and ttw > wtw:
        remedy = "well to wheel holds tank to wheel"
        row.complain("ttw", f"{ttw} is above the {wtw} of wtw", remedy)
    if row.faulty or wtw is None:
        return None
    rate_unit, factor = UNITS[unit]
    country = row.text("country")
    told = [f"{name.replace('_', ' ')} {row.text(name)}" for name in _TOLD if row.text(name)]
    cells = {
        name: row.text(name) for name in ("id", "mode", "service", "year", "source", "licence")
    }
    cells |= {
        "scope": f"country:{country}" if country else "global",
        "measure": "co2e",
        "unit": rate_unit,
        "mode_value": f"{wtw * factor:f}",
        "quality": "estimate",
        "note": ", ".join(["well to wheel", *told]),
    }
    return Row(row.file, row.line, cells, problems)


def _number(row: Row, column: str, *, needed: bool = False) -> Decimal | None:
    cell = row.figure(column, needed=needed)
    if not cell:
        return None
    try:
        value = Decimal(cell)
    except InvalidOperation:
        value = Decimal("nan")
    if not value.is_finite() or value < 0:
        remedy = "use a decimal point" if "," in cell else "write a number of 0 or more"
        row.complain(column, f"{shown(cell)} is no factor", remedy)
        return None
    return value
