"""What commands print: JSON and tables."""

from __future__ import annotations

import json
import math
import sys
from typing import TYPE_CHECKING, Any

from corridors.cli.streams import shows_all_letters, tell

if TYPE_CHECKING:
    import pandas as pd

_SMALL = 10.0


_DECIMALS = 7
"""A tenth of a millimetre in km, and of an arc second and less in degrees: the rest is noise."""


def plain(value: Any) -> Any:  # noqa: ANN401 - any value of JSON
    """Return a value that JSON knows: NaN becomes null, numpy numbers plain ones, rounded."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return round(value, _DECIMALS) if math.isfinite(value) else None
    return value


def print_json(answer: dict[str, Any]) -> None:
    """Print an answer as JSON with the version of its keys."""
    print_document(plain({"schema": 1, **answer}))


def print_document(document: Any) -> None:  # noqa: ANN401 - any value of JSON
    """Print a document of JSON, its letters escaped where stdout could not show them all."""
    tell(json.dumps(document, ensure_ascii=not shows_all_letters(), indent=1))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as dictionaries."""
    return [dict(row) for row in frame.to_dict("records")]


def print_table(frame: pd.DataFrame, title: str = "") -> None:
    """Print a table; as wide as the terminal, or 200 characters where there is none."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None)
    for name in frame.columns:
        right = frame[name].dtype.kind in "if"
        table.add_column(str(name), justify="right" if right else "left")
    for row in frame.itertuples(index=False):
        table.add_row(*(Text(_shown(cell)) for cell in row))
    console = Console(width=None if sys.stdout.isatty() else 200)
    with console.capture() as drawn:
        console.print(table)
    tell(drawn.get(), end="")


def _shown(cell: Any) -> str:  # noqa: ANN401 - any cell of a table
    if isinstance(cell, dict):
        return " ".join(f"{key} {value:,.0f}" for key, value in cell.items())
    if isinstance(cell, float):
        decimals = 3 if 0.0 < abs(cell) < _SMALL else 0
        return "" if math.isnan(cell) else f"{cell:,.{decimals}f}"
    return str(cell)
