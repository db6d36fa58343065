"""Tables for the terminal: as wide as it is, and no number cut.

What is the same in every row stands above the table; what is empty everywhere is left out. Where
the columns do not fit beside each other, several tables stand below each other, each with the first
column in front.
"""

from __future__ import annotations

import io
import math
import os
import re
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING

from corridors.cli.streams import shows_all_letters
from corridors.output.named import country_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd
    from rich.table import Table

WIDE = 200
"""Characters to a line where nobody says how many fit."""


_SMALL = 10.0
_LEAST_TEXT = 12
_PADDING = 2
"""Blanks between two columns."""
_WHOLE = 24
"""A cell that begins with a number is kept on one line up to so many characters."""
_NUMBERS = re.compile(r"[-+]?\d[\d,.]*( ?%)?")


def terminal_width() -> int:
    """Return the characters that fit on a line: the terminal's, or what ``COLUMNS`` says."""
    return shutil.get_terminal_size((WIDE, 24)).columns if _is_known() else WIDE


def _is_known() -> bool:
    return sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdecimal()


def wrapped(text: str, *, width: int | None = None) -> str:
    """Return lines broken between words where the terminal ends, the rest of a line indented.

    Parameters
    ----------
    width
        Characters to a line; without it those of the terminal, and no limit where none is known.
    """
    across = width or (terminal_width() if _is_known() else None)
    if across is None:
        return text
    return "\n".join(part for line in text.split("\n") for part in _broken(line, across))


def _broken(line: str, across: int) -> list[str]:
    indent = " " * (len(line) - len(line.lstrip()))
    return textwrap.wrap(
        line,
        across,
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
        drop_whitespace=True,
        replace_whitespace=False,
    ) or [""]


def table_text(frame: pd.DataFrame, title: str = "", *, width: int | None = None) -> str:
    """Return a table as text.

    Parameters
    ----------
    width
        Characters to a line; `terminal_width` where none is given.
    """
    from rich.console import Console

    across = width or terminal_width()
    cells = {str(name): [_shown(cell, str(name)) for cell in frame[name]] for name in frame.columns}
    right = {name for name, column in cells.items() if _all_numbers(column)}
    common = _common(cells)
    console = Console(file=io.StringIO(), width=across, highlight=False)
    with console.capture() as drawn:
        for line in (title, *(f"{_heading(name)}: {cell}" for name, cell in common.items())):
            if line:
                console.print(line, markup=False)
        shown = {name: cells[name] for name in cells if name not in common and any(cells[name])}
        for part in _parts(shown, across):
            console.print(_table({name: shown[name] for name in part}, right, across))
    lines = [line.rstrip() for line in drawn.get().splitlines()]
    again = zip(lines, ["", *lines], strict=False)
    return "".join(f"{line}\n" for line, before in again if line or before)


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
    return cell.removeprefix("-").removeprefix("+")[:1].isdigit()


def _all_numbers(column: Sequence[str]) -> bool:
    return any(column) and all(not cell or _NUMBERS.fullmatch(cell) for cell in column)


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
    """Return the characters below which a column is not set: no word and no number is cut."""
    lines = [line for cell in column for line in cell.split("\n")]
    longest = max((len(word) for line in lines for word in line.split()), default=1)
    heading = max(len(word) for word in _heading(name).split())
    whole = _whole(column)
    figures = max((len(line) for line in lines if _is_number(line)), default=0)
    least = max(longest, min(whole, _LEAST_TEXT), figures if figures <= _WHOLE else 0)
    return max(heading, least)


def _widths(cells: dict[str, list[str]], across: int) -> dict[str, int]:
    """Return the width of each column: what it needs at least, and of what is left its share."""
    found = {name: _least(name, column) for name, column in cells.items()}
    left = across - 1 - sum(wide + _PADDING for wide in found.values())
    lacks = {name: _whole(column) - found[name] for name, column in cells.items()}
    for name in sorted(lacks, key=lambda name: lacks[name]):
        more = max(0, min(left, lacks[name]))
        found[name] += more
        left -= more
    return found


def _whole(column: Sequence[str]) -> int:
    return max((len(line) for cell in column for line in cell.split("\n")), default=1)


def _table(cells: dict[str, list[str]], right: set[str], across: int) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    rule = box.SIMPLE_HEAD
    if not shows_all_letters():
        rule = box.Box(str(rule).replace("\u2500", "-"), ascii=True)
    table = Table(box=rule, pad_edge=False, padding=(0, 1, 0, 0))
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


def _shown(cell: object, name: str) -> str:
    if isinstance(cell, dict):
        return "\n".join(f"{country_word(str(key))} {km:,.0f}" for key, km in cell.items())
    if isinstance(cell, list | tuple):
        return " ".join(map(str, cell))
    if isinstance(cell, bool):
        return "yes" if cell else ""
    if isinstance(cell, float):
        return "" if math.isnan(cell) else _number(cell, name)
    return "" if cell is None else str(cell)


def _number(value: float, name: str) -> str:
    """Return a number with the decimals that a column of its name bears."""
    if name.endswith("share"):
        return f"{value:.1%}"
    small = 0.0 < abs(value) < _SMALL
    decimals = (1 if name.endswith("km") else 3) if small else 0
    return f"{value:,.{decimals}f}"
