"""The places table, read with all its problems at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from geodata.csv_rows import Row, read_rows, shown
from geodata.errors import Problem, did_you_mean, suggest
from geodata.places.languages import tongues
from geodata.places.model import ANCHOR_MODES, COUNTRIES, STATUSES, Anchor, Kind, Place

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

REQUIRED = ("id", "kind", "country", "lon", "lat", "name_en", "status")


_MORE = ("aliases", "unlocode", "gauges_mm", "sources", "checked", "licence")


_NAMES = ("id", "lang", "name", "source")


def optional_columns() -> tuple[str, ...]:
    """Return the columns that a table of places may have: a name in each language, and more."""
    names = (f"name_{lang}" for lang in tongues())
    return (*(name for name in names if name not in REQUIRED), *_MORE)


_ANCHOR_REQUIRED = ("place", "mode", "lon", "lat", "source")


_ANCHOR_OPTIONAL = ("licence",)


_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


_UNLOCODE = re.compile(r"[A-Z]{2}[A-Z2-9]{3}")


class FurtherName(NamedTuple):
    """A name of a place in a further language, and the source that has it."""

    lang: str
    name: str
    source: str


class PlacesScan:
    """Reads the tables of one folder and gathers their problems.

    Parameters
    ----------
    known
        Ids that anchors and names may refer to; those that are read are added.
    as_saved
        Take tables as spreadsheets save them, see `read_rows`.
    """

    def __init__(self, *, known: set[str], as_saved: bool = False) -> None:
        self._as_saved = as_saved
        self._noted: list[list[Problem]] = []
        self._known = known  # ids that anchors may refer to, those of faulty rows included
        self._lines: dict[str, str] = {}

    @property
    def problems(self) -> list[Problem]:
        """The problems of all files, in their order."""
        return [problem for noted in self._noted for problem in noted]

    def places(self, path: Traversable, *, kinds: frozenset[Kind]) -> list[Place]:
        """Return the places of the good rows."""
        rows = self._rows(path, REQUIRED, optional_columns())
        by_value = {str(kind): kind for kind in kinds}
        named = {lang: f"name_{lang}" for lang in tongues()}
        firsts = [row for row in rows if self._first(row, row.text("id"))]
        found = [(_place(row, by_value, named), row) for row in firsts]
        self._known.update(place.id for place, _ in found)
        return [place for place, row in found if not row.faulty]

    def anchors(self, path: Traversable) -> list[Anchor]:
        """Return the anchors of the good rows; their places must be known."""
        rows = self._rows(path, _ANCHOR_REQUIRED, _ANCHOR_OPTIONAL)
        found = []
        for row in rows:
            anchor = _anchor(row)
            if anchor.place and anchor.place not in self._known:
                remedy = did_you_mean(anchor.place, self._known)
                row.complain("place", f"unknown place {anchor.place!r}", remedy)
            if self._first(row, f"{anchor.place} {anchor.mode}") and not row.faulty:
                found.append(anchor)
        return found

    def names(self, path: Traversable) -> dict[str, list[FurtherName]]:
        """Return names in further languages by place; the places must be known."""
        found: dict[str, list[FurtherName]] = {}
        for row in self._rows(path, _NAMES, ("checked",)):
            id_, lang = row.text("id", needed=True), row.text("lang", needed=True)
            name = FurtherName(lang, row.text("name", needed=True), row.text("source", needed=True))
            if id_ and id_ not in self._known:
                row.complain("id", f"unknown place {id_!r}", did_you_mean(id_, self._known))
            if lang and lang not in tongues():
                row.complain("lang", f"unknown language {lang!r}", suggest(lang, tongues()))
            if self._first(row, f"{id_} {lang}"):
                found.setdefault(id_, []).append(name)
        return found

    def _first(self, row: Row, key: str) -> bool:
        """Tell whether a key comes for the first time, and complain where it does not."""
        if key in self._lines and key.strip():
            row.complain("", f"{key!r} stands in {self._lines[key]} already", "keep one of the two")
            return False
        self._lines[key] = row.where
        return True

    def _rows(
        self, path: Traversable, required: tuple[str, ...], optional: tuple[str, ...]
    ) -> list[Row]:
        rows, problems = read_rows(
            path, required=required, optional=optional, as_saved=self._as_saved
        )
        self._noted.append(problems)
        return rows


def _place(row: Row, kinds: Mapping[str, Kind], named: Mapping[str, str]) -> Place:
    row.text("name_en", needed=True)
    return Place(
        id=_id(row),
        kind=row.choice("kind", kinds) or Kind.POINT,
        country=_country(row),
        lon=row.degrees("lon", 180),
        lat=row.degrees("lat", 90),
        names=row.texts(named),
        aliases=row.words("aliases"),
        unlocode=_unlocode(row),
        gauges_mm=row.gauges("gauges_mm"),
        status=row.choice("status", STATUSES),
        sources=row.words("sources"),
        checked=row.date("checked"),
        licence=row.text("licence"),
    )


def _anchor(row: Row) -> Anchor:
    mode = row.text("mode", needed=True)
    if mode and mode not in ANCHOR_MODES:
        remedy = suggest(mode, sorted(ANCHOR_MODES))
        row.complain("mode", f"unknown mode {shown(mode)}", remedy)
    return Anchor(
        place=row.text("place", needed=True),
        mode=mode,
        lon=row.degrees("lon", 180),
        lat=row.degrees("lat", 90),
        source=row.text("source", needed=True),
        licence=row.text("licence"),
    )


def _id(row: Row) -> str:
    cell = row.text("id", needed=True)
    if cell and not _SLUG.fullmatch(cell):
        row.complain("id", f"{shown(cell)} is no id", "small ascii letters, digits and hyphens")
    return cell


def _country(row: Row) -> str:
    cell = row.text("country", needed=True)
    if cell and cell not in COUNTRIES:
        upper = f"did you mean {cell.upper()!r}?" if cell.upper() in COUNTRIES else ""
        row.complain(
            "country",
            f"{shown(cell)} is no ISO 3166-1 alpha-2 code",
            upper or "two capital letters, such as KZ",
        )
    return cell


def _unlocode(row: Row) -> str:
    cell = row.text("unlocode")
    if cell and not _UNLOCODE.fullmatch(cell):
        row.complain("unlocode", f"{shown(cell)} is no UN/LOCODE", "such as KZAAU, without space")
    return cell
