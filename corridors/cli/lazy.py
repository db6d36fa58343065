"""Commands that are imported when they are asked for: what one does not need, no start pays for."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

import typer
from typer.core import TyperGroup

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
    if not isinstance(command, typer.Typer):
        alone = typer.Typer(add_completion=False)
        alone.command(name)(command)
        command = alone
    loaded = cast("TyperCommand | TyperGroup", typer.main.get_command(command))
    loaded.name = name
    return loaded
