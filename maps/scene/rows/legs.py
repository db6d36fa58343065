"""Traced legs as rows of the scene, with all that was told of their states."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridors.definitions.vocabulary import LegRef, first_day
from maps.scene import encode
from maps.scene.cells import (
    attribute_cells,
    fact_cells,
    history_cells,
    number,
    share_records,
    share_table,
    split,
    words,
)
from maps.scene.model import Leg

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import geopandas as gpd

    from maps.scene.cells import Row
    from maps.scene.json_types import Chain
    from maps.scene.rows.json_types import LoadJson, ToldJson
    from maps.words.language import Language

__all__ = ["LegRows"]


class LegRows:
    """The legs of a frame, numbered in its order, and their lines.

    Attributes
    ----------
    at
        The number of each leg by ``corridor:leg``.
    shape
        The lines of all.
    """

    def __init__(self, frame: gpd.GeoDataFrame) -> None:
        self._rows = share_records(frame.drop(columns=frame.geometry.name))
        self._keys = [
            LegRef.read(words(row["leg"]), corridor=words(row["corridor"])).key
            for row in self._rows
        ]
        self.at = {key: number for number, key in enumerate(self._keys)}
        self.shape = encode.topology(frame.geometry.to_numpy())

    def records(
        self,
        language: Language,
        users: Mapping[str, Sequence[int]],
        source_at: Mapping[str, int],
        loads: Mapping[str, LoadJson],
    ) -> list[Leg]:
        """Return the records of the legs.

        Parameters
        ----------
        users
            Numbers of the corridors that a leg belongs to, its own first where it is drawn.
        """
        return [
            _leg(row, language, source_at, (users.get(key, ()), loads.get(key), parts))
            for key, row, parts in zip(self._keys, self._rows, self.shape.lines, strict=True)
        ]


def _leg(
    row: Row,
    language: Language,
    source_at: Mapping[str, int],
    drawn: tuple[Sequence[int], LoadJson | None, Sequence[Chain]],
) -> Leg:
    users, load, parts = drawn
    ends = [
        language.pick(
            row.get(f"names_{end}"), words(row.get(f"{end}_name")) or words(row.get(f"{end}_place"))
        )
        for end in ("from", "to")
    ]
    return Leg(
        id=words(row["leg"]),
        name=_leg_name(row, ends, language),
        start=ends[0],
        end=ends[1],
        places=(words(row.get("from_place")), words(row.get("to_place"))),
        mode=words(row["mode"]),
        status=words(row["status"]),
        since=", ".join(_dates(row, language)),
        opened=bool(words(row.get("since"))),
        heard=_heard(row, language),
        history=history_cells(row.get("history")),
        told=_told(row, source_at),
        km=number(row["length_km"]),
        basis=words(row.get("length_basis")),
        published_km=number(row.get("published_km")),
        ratio=number(row.get("ratio")),
        by_country=share_table(row.get("by_country")),
        by_origin=share_table(row.get("by_origin")),
        by_shape=share_table(row.get("by_shape")),
        chord_km=number(row.get("chord_km")),
        access_km=[number(item) for item in _items(row.get("access_km"))],
        sources=[source_at[item] for item in split(row.get("sources")) if item in source_at],
        note=language.pick(row.get("note")),
        facts=[
            *fact_cells(row.get("facts"), language, source_at),
            *attribute_cells(row.get("attributes"), language, source_at),
        ],
        load=load,
        corridor=users[0] if users else -1,
        users=sorted(users),
        parts=parts,
    )


def _dates(row: Row, language: Language) -> Iterator[str]:
    """Yield when a leg opened, was in use, came back, or when its present state began."""
    said = language.words()
    keys = ["since", "in_use_by", "resumed"]
    if words(row["status"]) != "operating":
        keys.append("status_from")
    for key in keys:
        if date := words(row.get(key)):
            yield said[key].format(date)


def _heard(row: Row, language: Language) -> str:
    """Return when a leg was last heard of, and that this is long ago where it is."""
    said = language.words()
    date = words(row.get("last_heard"))
    if not row.get("stale"):
        return date
    return said["heard_long_ago"].format(date) if date else said["heard_undated"]


def _leg_name(row: Row, ends: list[str], language: Language) -> str:
    return language.pick(row["name"]) or " \u2013 ".join(ends)


def _told(row: Row, source_at: Mapping[str, int]) -> list[ToldJson]:
    """Return the stretches of a history and what is announced, the newest first.

    Each holds status, first and last date, note, number of its source (-1 where none is listed)
    and whether it is only announced.
    """
    stretches = [_stretch(item, "from", source_at) for item in _records(row.get("history"))]
    ahead = [_stretch(item, "date", source_at) for item in _records(row.get("announced"))]
    return sorted([*stretches, *ahead], key=lambda item: first_day(item[1]), reverse=True)


def _stretch(item: Row, begins: str, source_at: Mapping[str, int]) -> ToldJson:
    """Return a stretch of a history, which begins ``from``, or of what is announced, ``date``."""
    return (
        words(item["value"]),
        words(item[begins]),
        words(item.get("until")),
        words(item.get("note")),
        source_at.get(words(item.get("source")), -1),
        begins == "date",
    )


def _records(value: object) -> list[Row]:
    return [item for item in _items(value) if isinstance(item, dict)]


def _items(value: object) -> list[object]:
    if isinstance(value, float | int):
        return [value]
    return [*value] if isinstance(value, list | tuple | np.ndarray) else []
