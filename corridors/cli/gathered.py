"""Options gathered into one parameter of a command: declared once, and taken by many commands."""

from __future__ import annotations

import inspect
from dataclasses import fields, is_dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Command = Callable[..., None]

_MADE = {"Atlas": object}
"""Types for the checker alone: what they name is made of options, not read from a word."""


def with_options(command: Command) -> Command:
    """Give a command the options of its records.

    A record is a dataclass of which each field is an option; a parameter of that type is replaced
    by the options, and gets the record made of their values.
    """
    for name, kind in get_type_hints(command, localns=_MADE, include_extras=True).items():
        if is_dataclass(kind) and isinstance(kind, type):
            command = takes(name, _options(kind), kind)(command)
    return command


def _options(record: type) -> dict[str, tuple[Any, Any]]:
    types = get_type_hints(record, include_extras=True)
    return {each.name: (types[each.name], each.default) for each in fields(record)}


def takes(
    parameter: str, options: Mapping[str, tuple[Any, Any]], make: Callable[..., object]
) -> Callable[[Command], Command]:
    """Return a decorator that puts options in the place of a parameter made of their values.

    Parameters
    ----------
    options
        Name to type and default, as parameters of a command have them.
    make
        Called with the values of the options by name.
    """

    def decorate(command: Command) -> Command:
        @wraps(command)
        def run(**given: object) -> None:
            values = {name: given.pop(name) for name in options}
            command(**given, **{parameter: make(**values)})

        shared = [
            inspect.Parameter(
                name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default
            )
            for name, (annotation, default) in options.items()
        ]
        types = get_type_hints(command, localns=_MADE, include_extras=True)
        every: list[inspect.Parameter] = []
        for name, each in inspect.signature(command).parameters.items():
            own = each.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=types[name])
            every += shared if name == parameter else [own]
        vars(run)["__signature__"] = inspect.Signature(every, return_annotation=None)
        run.__annotations__ = {each.name: each.annotation for each in every}
        return run

    return decorate
