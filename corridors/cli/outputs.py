"""Options that name what a command writes: refused before the work where it cannot be written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from geodata.errors import InputError
from geodata.files import require_writable, require_writable_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


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
    check = _checked_folder if metavar == "DIR" else _check(_ENDS.get(Path(metavar).suffix, ()))
    return typer.Option(*names, metavar=metavar, help=text, callback=check)


_ENDS = {".html": (".html", ".htm"), ".parquet": (".parquet", ".geoparquet")}
"""How the names of files end of which a command writes one kind alone; they may also end in
nothing, but not as files of another kind do."""


def _check(ends: Sequence[str]) -> Callable[..., Any]:
    """Return what asks of files whether they can be written, and bear no false name."""

    def checked(value: Path | list[Path] | None) -> Path | list[Path] | None:
        for file in value if isinstance(value, list) else [value] if value else []:
            require_writable(file)
            if ends and file.suffix.lower() not in ("", *ends):
                raise InputError.unknown("format", file.suffix, ends, file=str(file))
        return value

    return checked


def _checked_folder(value: Path | None) -> Path | None:
    if value is not None:
        require_writable_folder(value)
    return value
