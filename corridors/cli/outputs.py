"""Options that name what a command writes: refused before the work where it cannot be written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from geodata.files import require_writable, require_writable_folder


def written(*names: str, metavar: str = "FILE", text: str | None = None) -> Any:  # noqa: ANN401 - as typer.Option
    """Return an option of a file, or of several, that a command writes.

    Parameters
    ----------
    names
        As ``-o`` and ``--output``; that of the parameter where none is given.
    metavar
        ``DIR`` for a folder into which files are written.
    text
        What the option is for.
    """
    return typer.Option(*names, metavar=metavar, help=text, callback=_CHECKS[metavar == "DIR"])


def _checked(value: Path | list[Path] | None) -> Path | list[Path] | None:
    for file in value if isinstance(value, list) else [value] if value else []:
        require_writable(file)
    return value


def _checked_folder(value: Path | None) -> Path | None:
    if value is not None:
        require_writable_folder(value)
    return value


_CHECKS = {False: _checked, True: _checked_folder}
