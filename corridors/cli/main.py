"""The command `corridors`: parse, call, print."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from corridors.cli import streams
from corridors.cli.lazy import LazyGroup
from geodata.errors import AtlasError

app = typer.Typer(
    cls=LazyGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Eurasian transport corridors over OpenStreetMap: lengths, hubs, offline maps.",
)


def _version(value: bool) -> None:  # noqa: FBT001 - as typer calls it
    if value:
        from corridors.version import version_text

        streams.tell(version_text())
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Hold the options of the command itself."""


def main() -> None:
    """Run the command line: errors of ours are one message and exit code 2."""
    with streams.own_streams(), streams.listening():
        code = _run()
        code = streams.flushed() or code
    sys.exit(code)


def _run() -> int | str | None:
    """Return the exit code of the command that was typed."""
    try:
        with streams.stoppable():
            app()
    except SystemExit as ended:
        gone = isinstance(ended.__context__, BrokenPipeError)  # as rich ends a page of help
        return streams.READER_GONE if gone else ended.code
    except streams.Stopped as stopped:
        streams.warn(f"error: {stopped.told}")
        return stopped.exit_code
    except AtlasError as error:
        streams.warn(f"error: {error}")
    except MemoryError:
        streams.warn("error: not enough memory for this")
    except OSError as error:  # the system refuses: a full disk, no right to read
        what = error.strerror or str(error)
        where = f"{error.filename}: " if error.filename else ""
        streams.warn(f"error: {where}{what.lower()}")
    return 2


if __name__ == "__main__":
    main()
