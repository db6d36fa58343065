"""A progress bar with the bytes of a file that another library reads."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


@contextmanager
def bytes_read(
    files: Sequence[Path], *, passes: int, shown: bool
) -> Iterator[Callable[[Path], None]]:
    """Show a bar on stderr while files are read, each a number of times.

    Yields
    ------
    callable
        To be called with the file now and then; it moves the bar to where reading stands. Does
        nothing where the bar is not shown or stderr is no terminal.
    """
    if not shown:
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    console = Console(stderr=True)
    total = passes * sum(file.stat().st_size for file in files)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    hidden = console.quiet = not console.is_terminal  # rich before 14 ends a hidden bar by a line
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        task = bar.add_task("reading", total=total)
        meter = _Meter()

        def tick(file: Path) -> None:
            bar.update(task, completed=meter.advance(file), description=f"reading {file.name}")

        yield tick


class _Meter:
    """Adds up positions in files that are read one after the other, some of them again."""

    def __init__(self) -> None:
        self._done = 0
        self._last = 0
        self._file: Path | None = None

    def advance(self, file: Path) -> int:
        """Return the bytes read so far, in all."""
        here = position(file)
        if file != self._file or here < self._last:
            self._done += self._last
            self._last = 0
        self._file = file
        self._last = max(self._last, here)
        return self._done + self._last


def position(file: Path) -> int:
    """Return how far this process has read an open file, in bytes; its size where unknown.

    Linux tells under ``/proc``; elsewhere a file counts once it has been read.
    """
    wanted = str(file.resolve())
    try:
        with os.scandir("/proc/self/fd") as entries:
            for entry in entries:
                if str(Path(entry.path).readlink()) == wanted:
                    text = Path(f"/proc/self/fdinfo/{entry.name}").read_text(encoding="ascii")
                    return int(text.split(maxsplit=2)[1])
    except OSError:
        pass  # no /proc here, or a file was closed meanwhile
    return file.stat().st_size
