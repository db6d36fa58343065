"""The files of a catalogue beside its corridors, as records; and their JSON Schemas."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from corridors.definitions.fields import Day, Label, Record
from corridors.definitions.model import (
    Corridor,
    DeclaredLine,
    PlaceFact,
    PublishedLength,
    Source,
)


class SourceTable(Record):
    """The file ``sources.toml``."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    licence: Label | None = None
    source: tuple[Source, ...] = ()


class PublishedTable(Record):
    """The file ``published.toml``."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    licence: Label | None = None
    length: tuple[PublishedLength, ...] = ()


class FactTable(Record):
    """The file ``rules/facts.toml``."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    licence: Label | None = None
    checked: Day | None = None
    fact: tuple[PlaceFact, ...] = ()


class LineTable(Record):
    """The file ``lines.toml``."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    licence: Label | None = None
    line: tuple[DeclaredLine, ...] = ()


def json_schema(table: type[Record] = Corridor) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a file, for editors: of a corridor unless told.

    Parameters
    ----------
    table
        :class:`Corridor`, :class:`SourceTable`, :class:`PublishedTable` or :class:`LineTable`.
    """
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, **table.model_json_schema(by_alias=True)}
