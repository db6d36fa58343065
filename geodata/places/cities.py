"""Cities that are known by name alone, as ends of a way: ``cities.csv``, built from GeoNames.

They are no hubs, stand in no list and on no map; the curated places go before them, but for posts
and stations elsewhere that happen to carry the name of a city.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from geodata.places.model import Kind, Place
from geodata.places.spelling import fold

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

LARGER = 4
"""Of several cities of a name the one is meant that has so many times the people of the next."""


class Cities:
    """The cities of a table by their names, read when the first one is asked for."""

    def __init__(self, path: Traversable | None = None) -> None:
        self._path = path

    @cached_property
    def _rows(self) -> tuple[list[Place], list[int]]:
        if self._path is None:
            return [], []
        rows = list(csv.DictReader(self._path.read_text("utf-8").splitlines()))
        return [_place(row) for row in rows], [int(row["population"]) for row in rows]

    @cached_property
    def _by_name(self) -> Mapping[str, list[int]]:
        return self._indexed(slice(0, 1))

    @cached_property
    def _by_alias(self) -> Mapping[str, list[int]]:
        return self._indexed(slice(1, None))

    def _indexed(self, part: slice) -> Mapping[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for row, place in enumerate(self._rows[0]):
            for key in place.aliases[part]:
                found[key].append(row)
        return dict(found)

    def named(self, text: str) -> tuple[Place, ...]:
        """Return the cities of a name, largest first; one where it is by far the largest.

        An id as written and a city's own name go before a name by which it is known as well.
        """
        places, people = self._rows
        exact = [row for row, place in enumerate(places) if place.id == text.strip()]
        key = fold(text)
        rows = exact or self._by_name.get(key) or self._by_alias.get(key, [])
        rows = sorted(rows, key=lambda row: -people[row])
        if len(rows) > 1 and people[rows[0]] >= LARGER * people[rows[1]]:
            rows = rows[:1]
        return tuple(places[row] for row in rows)


def _place(row: Mapping[str, str]) -> Place:
    return Place(
        id=row["id"],
        kind=Kind.CITY,
        country=row["country"],
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        names={"en": row["name_en"]},
        aliases=tuple(row["keys"].split("|")),
        sources=("geonames",),
        licence="CC-BY-4.0",
    )
