"""Writes ``src/scene.d.ts``, by which the page's script is checked, from types of Python.

``python -m maps.page.typescript`` writes it anew from `maps.scene.json_types.SceneJson`.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NotRequired, Union, get_args, get_origin

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["TARGET", "declarations", "main"]

TARGET = Path(__file__).parent / "src" / "scene.d.ts"
_PLAIN = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    type(None): "null",
    object: "unknown",
}
_HEAD = "// Made by python -m maps.page.typescript; change the types of Python instead.\n"


def declarations(root: type) -> str:
    """Return TypeScript interfaces of a record and of all records in it.

    Parameters
    ----------
    root : type
        A TypedDict or a dataclass; its fields may hold others, lists, tuples, dictionaries with
        text keys, literals and unions.

    Returns
    -------
    str
        One interface a record, those within before those that hold them.

    Raises
    ------
    TypeError
        If a field is of a type that JSON has no form for.
    """
    found: dict[str, str] = {}
    _declare(root, found)
    return _HEAD + "".join(found.values())


def _declare(record: type, found: dict[str, str]) -> None:
    hints = typing.get_type_hints(record, include_extras=True)
    for hint in hints.values():
        for inner in _records(hint):
            if inner.__name__ not in found:
                _declare(inner, found)
    fields = "".join(_field(key, hint) for key, hint in hints.items())
    about = " ".join((record.__doc__ or "").split())
    found[record.__name__] = (
        f"\n/** {about} */\nexport interface {record.__name__} {{\n{fields}}}\n"
    )


def _field(key: str, hint: object) -> str:
    optional = get_origin(hint) is NotRequired
    inner = get_args(hint)[0] if optional else hint
    return f"  {key}{'?' if optional else ''}: {_type(inner)};\n"


def _records(hint: object) -> list[type]:
    if _is_record(hint):
        return [hint]  # type: ignore[list-item]
    if get_origin(hint) is Literal:
        return []
    return [record for inner in get_args(hint) for record in _records(inner)]


def _is_record(hint: object) -> bool:
    return typing.is_typeddict(hint) or (isinstance(hint, type) and dataclasses.is_dataclass(hint))


def _union(inner: tuple[object, ...]) -> str:
    return " | ".join(dict.fromkeys(map(_type, inner)))


def _array(inner: tuple[object, ...]) -> str:
    held = _type(inner[0])
    return f"({held})[]" if " | " in held else f"{held}[]"


_FORMS: dict[object, Callable[[tuple[object, ...]], str]] = {
    Literal: lambda inner: " | ".join(f'"{value}"' for value in inner),
    Union: _union,
    types.UnionType: _union,
    list: _array,
    tuple: lambda inner: f"[{', '.join(map(_type, inner))}]",
    dict: lambda inner: f"Record<string, {_type(inner[1])}>",
}


def _type(hint: object) -> str:
    if _is_record(hint):
        return getattr(hint, "__name__", "")
    if form := _FORMS.get(get_origin(hint)):
        return form(get_args(hint))
    if isinstance(hint, type) and hint in _PLAIN:
        return _PLAIN[hint]
    message = f"{hint!r} has no form in JSON"
    raise TypeError(message)


def main() -> None:
    """Write the types of the scene beside the scripts that lean on them."""
    from maps.scene.json_types import SceneJson

    TARGET.write_text(declarations(SceneJson), encoding="utf-8")


if __name__ == "__main__":
    main()
