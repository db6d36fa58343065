"""The command `corridors`: parse, call, print."""

from __future__ import annotations

import gc
import sys
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, cast

import typer
from typer.core import TyperGroup

from corridors.cli import streams
from geodata.errors import AtlasError

if TYPE_CHECKING:
    from typer.core import TyperCommand

COMMANDS = {
    "osm": "osm:app",
    "network": "osm:network_app",
    "hubs": "hubs.commands:app",
    "coverage": "hubs.coverage:coverage",
    "site": "hubs.site:site",
    "importance": "hubs.importance:importance",
    "partners": "hubs.partners:partners",
    "services": "hubs.importance:services",
    "brief": "draw:brief",
    "figure": "draw:figure",
    "deck": "draw:deck",
    "atlas": "draw:atlas",
    "map": "draw:draw_map",
    "list": "catalogue:list_corridors",
    "show": "catalogue:show",
    "check": "catalogue:check",
    "route": "catalogue:route",
    "lengths": "catalogue:lengths",
    "findings": "findings:findings",
    "ledger": "ledger:ledger",
    "rates": "ledger:rates",
    "scenario": "scenario:scenario",
    "failures": "scenario:failures",
    "replays": "scenario:replays",
    "alternatives": "ways:alternatives",
    "break-even": "ways:break_even",
    "planned": "ways:planned",
    "validate": "catalogue:validate",
    "match": "catalogue:match",
    "export": "catalogue:export",
    "draft": "catalogue:draft",
    "sources": "catalogue:sources",
    "schema": "catalogue:schema",
    "stale": "catalogue:stale",
}
"""Where each command stands, as module:function below `corridors.cli`; what one does not need, no
start pays for."""


class LazyGroup(TyperGroup):
    """A group of commands that knows their names and imports the one that was typed."""

    def get_command(self, ctx: object, cmd_name: str) -> TyperCommand | TyperGroup | None:
        """Return a command; a name that is none has all loaded, to be told what comes near."""
        if cmd_name in COMMANDS:
            return _load(cmd_name)
        self.commands = {name: _load(name) for name in self.list_commands(ctx)}
        return None

    def list_commands(self, ctx: object) -> list[str]:  # noqa: ARG002 - as typer calls it
        """Return the names, in the order of the help."""
        return list(COMMANDS)


@cache
def _load(name: str) -> TyperCommand | TyperGroup:
    module, _, attribute = COMMANDS[name].partition(":")
    command = getattr(import_module(f"corridors.cli.{module}"), attribute)
    if isinstance(command, typer.Typer):  # a group, though it may hold one command
        loaded: TyperCommand | TyperGroup = typer.main.get_group(command)
    else:
        alone = typer.Typer(add_completion=False)
        alone.command(name)(command)
        loaded = cast("TyperCommand", typer.main.get_command(alone))
    loaded.name = name
    return loaded


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


_GARBAGE_AT = 100_000
"""Objects that a command may make before Python looks for those that hold each other.

A command makes some hundred thousand that stay till it ends, and few that do: to look every 700
of them, as Python does, takes a sixteenth of a short command.
"""


def main() -> None:
    """Run the command line: errors of ours are one message and exit code 2."""
    gc.set_threshold(_GARBAGE_AT, 20, 100)
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
