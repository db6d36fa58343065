"""Timings, tables and bars: what every benchmark measures with and reports in."""

import contextlib
import gc
import os
import platform
import time
from dataclasses import dataclass, field
from typing import NamedTuple


class Cost(NamedTuple):
    """Seconds on the clock, and of the processor; the second holds still on a busy machine."""

    wall_s: float
    cpu_s: float


@dataclass(frozen=True)
class Bar:
    """A figure and the limit that it is held against."""

    what: str
    value: float
    limit: float
    unit: str = ""
    at_least: bool = False

    @property
    def met(self):
        """Whether the figure keeps to its limit."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit


@dataclass(frozen=True)
class Table:
    """One subject, side by side; `faults` are what is wrong or fails, not what is slow."""

    title: str
    columns: tuple
    rows: list
    notes: list = field(default_factory=list)
    bars: list = field(default_factory=list)
    faults: list = field(default_factory=list)


def clocked(call):
    """Return what a call returns, and its cost."""
    wall, cpu = time.perf_counter(), time.process_time()
    answer = call()
    return answer, Cost(time.perf_counter() - wall, time.process_time() - cpu)


@contextlib.contextmanager
def uncollected():
    """Keep the garbage collector out, as `timeit` does: peers hold millions of objects."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def shown(value, unit="", *, against=None):
    """Return a figure with three digits and, where asked, how often ours goes into it."""
    text = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    ratio = "" if against is None else f"  ({value / against:,.3g}x)"
    return f"{text} {unit}".rstrip() + ratio


def verdicts(tables):
    """Return the table of every bar."""
    rows = [
        (
            bar.what,
            shown(bar.value, bar.unit),
            f"{'>=' if bar.at_least else '<='} {bar.limit:g} {bar.unit}".rstrip(),
            "met" if bar.met else "MISSED",
        )
        for table in tables
        for bar in table.bars
    ]
    return Table("Bars", ("", "measured", "bar", ""), rows)


def text(table):
    """Return a table as lines of padded columns."""
    grid = [table.columns, *table.rows]
    width = [max(len(str(row[at])) for row in grid) for at in range(len(table.columns))]
    lines = [
        "  ".join(str(cell).ljust(w) for cell, w in zip(row, width, strict=True)) for row in grid
    ]
    lines.insert(1, "  ".join("-" * w for w in width))
    notes = [f"  {note}" for note in table.notes]
    faults = [f"  FAULT: {fault}" for fault in table.faults]
    return "\n".join(["", table.title, "", *(line.rstrip() for line in lines), *notes, *faults])


def machine():
    """Return a line on what the figures were measured on."""
    return (
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start"
    )
