"""What a hub or a leg is besides its figures: who runs it, under which regime, for which load.

``rules/attributes.csv`` holds one claim of one page a row. Nothing is filled in: where no page was
read, there is no row.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from geodata.csv_rows import read_rows, shown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.resources.abc import Traversable

    from geodata.csv_rows import Row
    from geodata.errors import Problem


class Trait(StrEnum):
    """What is told."""

    OPERATOR = "operator"
    """Who runs it."""
    OWNER = "owner"
    """Who holds it, with the shares where they are told."""
    TIR = "tir"
    """Since when lorries and containers under TIR carnets pass."""
    CUSTOMS_REGIME = "customs_regime"
    """A special zone that it lies in."""
    AXLE_LOAD = "axle_load"
    """Of a leg, in tonnes."""
    ELECTRIFICATION = "electrification"
    """Of a leg."""
    INTERNATIONAL_NUMBER = "international_number"
    """Of a leg, in a network as AH, E or CAREC; the note says of which part."""


class Holder(StrEnum):
    """What has attributes."""

    PLACE = "place"
    """By id."""
    LEG = "leg"
    """As ``corridor:leg``."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A row of ``rules/attributes.csv``.

    Attributes
    ----------
    year
        The year of which it is told; 0 where the page gives none.
    """

    scope: Holder
    object: str
    attribute: Trait
    value: str
    year: int
    source: str
    checked: str
    note: str = ""
    file: str = ""
    line: int = 0

    def told(self) -> dict[str, str | int]:
        """Return it without the thing that it is told of."""
        return {
            "attribute": str(self.attribute),
            "value": self.value,
            "year": self.year,
            "source": self.source,
            "checked": self.checked,
            "note": self.note,
        }


def read(
    folder: Traversable, *, extends: tuple[Attribute, ...] = ()
) -> tuple[tuple[Attribute, ...], list[Problem]]:
    """Read the attributes of a folder over those that stand already, and their problems."""
    rows, problems = read_rows(
        folder / "rules" / "attributes.csv",
        required=("scope", "object", "attribute", "value", "source", "checked"),
        optional=("year", "note"),
    )
    found = [attribute for row in rows if (attribute := _attribute(row))]
    return (*extends, *found), problems


def of(attributes: Iterable[Attribute], scope: str) -> dict[str, list[dict[str, str | int]]]:
    """Return what is told of all places or of all legs, by the thing that it is told of."""
    told: dict[str, list[dict[str, str | int]]] = {}
    for attribute in attributes:
        if attribute.scope == scope:
            told.setdefault(attribute.object, []).append(attribute.told())
    return told


def _attribute(row: Row) -> Attribute | None:
    scope = row.choice("scope", {str(holder): holder for holder in Holder})
    trait = row.choice("attribute", {str(trait): trait for trait in Trait})
    year = row.text("year")
    if year and not (year.isascii() and year.isdigit() and len(year) == _YEAR_DIGITS):
        row.complain("year", f"{shown(year)} is no year", "write YYYY or leave it empty")
    if not year and not row.text("note"):
        row.complain("year", "is empty", "give it, or say in the note why none is told")
    texts = [row.text(name, needed=True) for name in ("object", "value", "source", "checked")]
    row.date("checked")
    if row.faulty or scope is None or trait is None:
        return None
    thing, value, source, checked = texts
    told = (scope, thing, trait, value, int(year or 0), source, checked, row.text("note"))
    return Attribute(*told, file=row.file, line=row.line)


_YEAR_DIGITS = 4
