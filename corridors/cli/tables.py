"""Tables for the terminal: as wide as it is, and no number cut.

What is the same in every row stands above the table; what is empty everywhere is left out. Where
the columns do not fit beside each other, several tables stand below each other, each with the first
column in front.
"""

from __future__ import annotations

import math
import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd
    from rich.table import Table

WIDE = 200
"""Characters to a line where nobody says how many fit."""


_SMALL = 10.0
_LEAST_TEXT = 8
_PADDING = 3


def terminal_width() -> int:
    """Return the characters that fit on a line: the terminal's, or what ``COLUMNS`` says."""
    known = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdecimal()
    return shutil.get_terminal_size((WIDE, 24)).columns if known else WIDE


def table_text(frame: pd.DataFrame, title: str = "", *, width: int | None = None) -> str:
    """Return a table as text.

    Parameters
    ----------
    width
        Characters to a line; `terminal_width` where none is given.
    """
    from rich.console import Console

    across = width or terminal_width()
    cells = {str(name): [_shown(cell) for cell in frame[name]] for name in frame.columns}
    right = {str(name) for name in frame.columns if frame[name].dtype.kind in "if"}
    common = _common(cells)
    console = Console(width=across, highlight=False)
    with console.capture() as drawn:
        for line in (title, *(f"{_heading(name)}: {cell}" for name, cell in common.items())):
            if line:
                console.print(line, markup=False)
        shown = {name: cells[name] for name in cells if name not in common and any(cells[name])}
        for part in _parts(shown, across):
            console.print(_table({name: shown[name] for name in part}, right, across))
    return drawn.get()


def _common(cells: dict[str, list[str]]) -> dict[str, str]:
    """Return the columns but the first that say the same in every one of several rows."""
    columns = list(cells)
    return {
        name: cells[name][0]
        for name in columns[:-1]
        if len(cells[name]) > 1 and len(set(cells[name])) == 1 and not _is_number(cells[name][0])
        if cells[name][0]
    }


def _is_number(cell: str) -> bool:
    return cell[:1].isdigit()


def _parts(cells: dict[str, list[str]], across: int) -> Iterator[list[str]]:
    """Yield the columns of each table; the first column stands in all of them."""
    names = list(cells)
    if not names:
        return
    least = {name: _least(name, cells[name]) + _PADDING for name in names}
    part, used = [names[0]], least[names[0]] + 1
    for name in names[1:]:
        if used + least[name] > across and len(part) > 1:
            yield part
            part, used = [names[0]], least[names[0]] + 1
        part.append(name)
        used += least[name]
    yield part


def _least(name: str, column: Sequence[str]) -> int:
    """Return the characters below which a column is not set: a number whole, a text by words."""
    lines = [line for cell in column for line in cell.split("\n")]
    longest = max((len(word) for line in lines for word in line.split()), default=1)
    heading = max(len(word) for word in _heading(name).split())
    whole = max(map(len, lines), default=1)
    numbers = any(_is_number(word) for line in lines for word in line.split())
    return max(heading, whole if numbers else min(whole, max(longest, _LEAST_TEXT)))


def _widths(cells: dict[str, list[str]], across: int) -> dict[str, int]:
    """Return the width of each column: what it needs at least, and of what is left its share."""
    found = {name: _least(name, column) for name, column in cells.items()}
    left = across - 1 - sum(wide + _PADDING for wide in found.values())
    for name, column in cells.items():
        whole = max(len(line) for cell in column for line in cell.split("\n"))
        more = max(0, min(left, whole - found[name]))
        found[name] += more
        left -= more
    return found


def _table(cells: dict[str, list[str]], right: set[str], across: int) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    widths = _widths(cells, across)
    for name in cells:
        table.add_column(
            _heading(name),
            justify="right" if name in right else "left",
            width=widths[name],
            overflow="fold",
        )
    for row in zip(*cells.values(), strict=True):
        table.add_row(*(Text(cell) for cell in row))
    return table


def _heading(name: str) -> str:
    return name.replace("_", " ")


def _shown(cell: Any) -> str:  # noqa: ANN401 - any cell of a table
    if isinstance(cell, dict):
        return "\n".join(f"{_named(key)} {value:,.0f}" for key, value in cell.items())
    if isinstance(cell, list | tuple):
        return " ".join(map(str, cell))
    if isinstance(cell, bool):
        return "yes" if cell else ""
    if isinstance(cell, float):
        decimals = 3 if 0.0 < abs(cell) < _SMALL else 0
        return "" if math.isnan(cell) else f"{cell:,.{decimals}f}"
    return "" if cell is None else str(cell)


def _named(key: object) -> str:
    return "sea" if key == "XZ" else str(key)
