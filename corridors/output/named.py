"""Tables as people read them: names for ids, words for codes.

JSON and CSV keep the ids; a name can be typed wherever an id can.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from corridors.definitions.vocabulary import LegRef
from geodata.country_names import HIGH_SEAS
from geodata.places.languages import pick_name

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from corridors.tracing.data import AtlasData

_PLACES = ("from", "to", "place", "hub", "at", "via", "lost", "about", "pair", "between")
_BETWEEN = re.compile(r"( - | \.\.\. | )")
"""What stands between the ids of a cell that names several."""
_WORDS = ("kind", "mode", "status", "role", "side", "basis", "objective")
_NAME_COLUMNS = ("name", "name_en")


class Names:
    """The names of what an atlas holds, by id; an id that it does not know stays.

    Parameters
    ----------
    atlas
        Whose places, corridors and legs they are; without one every id stays.
    lang
        BCP-47 tag of the language of the names.
    """

    def __init__(self, atlas: AtlasData | None, *, lang: str = "en") -> None:
        self._lang = lang
        self._corridors = atlas.catalogue.corridors if atlas else {}
        self._places = atlas.hub_places if atlas else {}
        self._passages = atlas.catalogue.gates.passages if atlas else {}

    def place(self, key: str) -> str:
        """Return the name of a place, or of a passage at sea."""
        if key in self._passages:
            return pick_name(self._passages[key].names, self._lang)
        return self._places[key].name(self._lang) if key in self._places else key

    def corridor(self, key: str) -> str:
        """Return the short name of a corridor, else its name."""
        record = self._corridors.get(key)
        if record is None:
            return key
        return pick_name(record.short, self._lang) or pick_name(record.name, self._lang)

    def route(self, corridor: str, key: str) -> str:
        """Return the name of a route of a corridor."""
        record = self._corridors.get(corridor)
        names = {route.id: route.name for route in record.routes} if record else {}
        return pick_name(names[key], self._lang) if key in names else key

    def leg(self, ref: str) -> str:
        """Return the two ends of a leg, which is written ``corridor:leg``."""
        named = LegRef.read(ref)
        record = self._corridors.get(named.corridor)
        for leg in record.legs if record else ():
            if leg.id == named.leg:
                return f"{self.place(leg.start)} - {self.place(leg.end)}"
        return ref

    def of(self, key: str) -> str:
        """Return the name of a leg, a place or a corridor, whichever is meant; of several, each."""
        return "".join(self._of(part) for part in _BETWEEN.split(key))

    def _of(self, key: str) -> str:
        if ":" in key:
            return self.leg(key)
        return self.place(key) if key in self._places else self.corridor(key)


def readable(frame: pd.DataFrame, atlas: AtlasData) -> pd.DataFrame:
    """Return a table with names in place of ids, and with words in place of codes.

    Columns are known by their names: ``corridor``, ``route``, ``leg``, those of places such as
    ``from`` or ``place``, and those of words such as ``kind``. An id beside a name goes.
    """
    names, shown = Names(atlas), frame.copy()
    if {"corridor", "route"} <= set(shown.columns):
        pairs = zip(frame["corridor"], frame["route"], strict=True)
        shown["route"] = [names.route(*pair) for pair in pairs]
    elif "route" in shown.columns and len(atlas.ids) == 1:
        shown["route"] = [names.route(atlas.ids[0], key) for key in frame["route"]]
    for column, read in _readers(names).items():
        if column in shown.columns:
            shown[column] = [_each(cell, read) for cell in frame[column]]
    named = next((column for column in _NAME_COLUMNS if column in shown.columns), None)
    if named is None:
        return shown
    others = shown.drop(columns=[named, "id", "place"], errors="ignore")
    others.insert(0, "name", shown[named])
    return others


def _readers(names: Names) -> dict[str, Callable[[str], str]]:
    return {
        "corridor": names.corridor,
        "corridors": names.corridor,
        "leg": names.leg,
        "country": country_word,
        **dict.fromkeys(_PLACES, names.of),
        **dict.fromkeys(_WORDS, words),
    }


def _each(cell: object, read: Callable[[str], str]) -> object:
    if isinstance(cell, str):
        return read(cell)
    if isinstance(cell, Collection):
        return ", ".join(read(str(item)) for item in cell)
    return cell


def words(code: str) -> str:
    """Return a code such as ``border_crossing`` as words."""
    return code.replace("_", " ")


def country_word(code: str) -> str:
    """Return the code of a country, and for the open sea its word."""
    return "sea" if code == HIGH_SEAS else code
