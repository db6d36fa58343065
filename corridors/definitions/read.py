"""Reads definition files: the shipped catalogue, or a folder of one's own.

A folder holds ``corridors/*.toml`` (or ``*.toml``), one file a corridor, and beside them, each of
which may be missing, ``places.csv``, ``stations.csv``, ``anchors.csv``, ``crossings.csv``,
``passages.csv``, ``states.csv``, ``series.csv``, ``rules/attributes.csv``, ``sources.toml``
(``[[source]]``), ``published.toml`` (``[[length]]``) and ``lines.toml`` (``[[line]]``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from corridors.definitions import attributes, series, states
from corridors.definitions.catalogue import Catalogue
from corridors.definitions.citations import cited, cited_in_rows
from corridors.definitions.fields import OWN, Record
from corridors.definitions.messages import explain
from corridors.definitions.model import Corridor, DeclaredLine, PlaceFact, PublishedLength, Source
from corridors.definitions.series import by_place, place_facts, with_facts
from corridors.definitions.tables import FactTable, LineTable, PublishedTable, SourceTable
from corridors.definitions.vocabulary import LegRef
from geodata.errors import InputError, Problem
from geodata.files import read_toml, seed
from geodata.places.languages import own_folder
from geodata.places.lookup import Places
from geodata.places.model import STATION_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable

    from corridors.definitions.series import Figure

_TABLES = frozenset({"sources.toml", "published.toml", "lines.toml"})


_CITING = ("crossings.csv", "passages.csv", "series.csv", "states.csv")


def ids(path: Path | str | None = None) -> list[str]:
    """Return the ids of the corridors of a folder, by file name and without reading the files.

    Parameters
    ----------
    path
        A folder of definitions; the shipped catalogue by default.

    Raises
    ------
    InputError
        If there is no such folder, or no corridor in it.
    """
    folder = _shipped() if path is None else _folder(path)
    files = _corridor_files(folder)
    if path is not None and not files:
        raise InputError([_none_found(folder)])
    return [_stem(file) for file in files]


def read(path: Path | str | None = None) -> Catalogue:
    """Read all definitions of a folder.

    Parameters
    ----------
    path
        A folder of one's own; the shipped catalogue by default. Its ``places.csv``,
        ``stations.csv``, ``anchors.csv``, ``sources.toml``, ``published.toml`` and ``lines.toml``
        extend the shipped ones, and a record with the same id replaces the shipped one. Its
        corridors stand alone; routes may refer to legs of shipped corridors as ``corridor:leg``.

    Raises
    ------
    InputError
        With every problem of every file: file, item and remedy.
    """
    shipped = _shipped()
    tables, problems, files = _standing(shipped, _stamps(shipped), _stamps(own_folder()))
    reader = _Reader(problems=problems, files=files)
    if path is None:
        catalogue = reader.catalogue(shipped, tables)
    else:
        folder = _folder(path)
        reader = _Reader(own=True, problems=reader.problems)
        catalogue = reader.catalogue(folder, reader.tables(folder, extends=tables), path=folder)
    if reader.problems:
        raise InputError(reader.problems)
    return catalogue


@lru_cache(maxsize=1)
def _standing(
    shipped: Path, _stamps: _Stamps, _languages: _Stamps
) -> tuple[_Tables, tuple[Problem, ...], Mapping[tuple[str, str], str]]:
    """Return the shipped tables, their problems and which file states what.

    Read again when a file changes: whoever reads many folders reads the shipped ones once.
    """
    reader = _Reader()
    tables = reader.tables(shipped)
    return tables, tuple(reader.problems), reader.files


_Stamps = tuple[tuple[str, int, int], ...]


def _stamps(folder: Path | None) -> _Stamps:
    """Return name, time of change and size of every table of a folder."""
    homes = [home for home in (folder, folder and folder / "rules") if home and home.is_dir()]
    files = sorted(file for home in homes for file in home.iterdir() if file.is_file())
    stats = [(str(file), file.stat()) for file in files]
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)


def _shipped() -> Path:
    return seed()


def _folder(path: Path | str) -> Path:
    folder = Path(path)
    if not folder.is_dir():
        remedy = "give the folder of the file" if folder.is_file() else "give an existing folder"
        raise InputError([Problem(str(folder), "", "is no folder of definitions", remedy)])
    return folder


def _corridor_files(folder: Traversable) -> list[Traversable]:
    inside = folder / "corridors"
    home = inside if inside.is_dir() else folder
    files = (file for file in home.iterdir() if file.name.endswith(".toml"))
    chosen = [file for file in files if file.name not in _TABLES and file.name[0] != "."]
    return sorted(chosen, key=lambda file: file.name)


def _none_found(folder: Traversable) -> Problem:
    return Problem(str(folder), "", "holds no corridor", "add corridors/ID.toml")


@dataclass(frozen=True)
class _Tables:
    """The tables beside the corridors, by id."""

    places: Places
    sources: Mapping[str, Source]
    published: Mapping[str, PublishedLength]
    lines: Mapping[str, DeclaredLine]
    facts: Mapping[str, tuple[PlaceFact, ...]] = field(default_factory=dict)
    gates: states.Gates = field(default_factory=states.Gates)
    figures: tuple[Figure, ...] = ()
    attributes: tuple[attributes.Attribute, ...] = ()


_R = TypeVar("_R", bound=Record)


_D = TypeVar("_D", bound=Record | None)


class _Reader:
    """Reads files into records; gathers their problems, and which file states what."""

    def __init__(
        self,
        *,
        own: bool = False,
        problems: Iterable[Problem] = (),
        files: Mapping[tuple[str, str], str] = MappingProxyType({}),
    ) -> None:
        self._own = own
        self.problems: list[Problem] = [*problems]
        self.files: dict[tuple[str, str], str] = dict(files)

    def tables(self, folder: Traversable, *, extends: _Tables | None = None) -> _Tables:
        """Read the tables of a folder over those that stand already."""
        base = extends or _Tables(Places(), {}, {}, {})
        sources = self._load(folder / "sources.toml", SourceTable, SourceTable())
        published = self._load(folder / "published.toml", PublishedTable, PublishedTable())
        lines = self._load(folder / "lines.toml", LineTable, LineTable())
        facts = self._load(folder / "rules" / "facts.toml", FactTable, FactTable())
        for name, key, records in (
            ("sources.toml", "source", sources.source),
            ("published.toml", "length", published.length),
            ("lines.toml", "line", lines.line),
        ):
            for record in records:
                self._state(key, record.id, str(folder / name))
        places = self._places(folder, base.places)
        gates, problems = states.read(folder, places=places, extends=base.gates)
        figures, more = series.read(folder, extends=base.figures)
        traits, most = attributes.read(folder, extends=base.attributes)
        self.problems += [*problems, *more, *most]
        return _Tables(
            places,
            {**base.sources, **{record.id: record for record in sources.source}},
            {**base.published, **{record.id: record for record in published.length}},
            {**base.lines, **{record.id: record for record in lines.line}},
            {**base.facts, **by_place(facts.fact)},
            gates,
            figures,
            traits,
        )

    def catalogue(
        self, folder: Traversable, tables: _Tables, *, path: Path | None = None
    ) -> Catalogue:
        """Read the corridors of a folder and put all together."""
        files = _corridor_files(folder)
        if path and not files:
            self.problems.append(_none_found(folder))
        corridors = self._corridors(files)
        referred = self._referred(corridors) if path else {}
        sources = dict(tables.sources)
        for corridor in referred.values():
            sources |= {source.id: source for source in corridor.own_sources}
        sources |= self._inline(corridors, tables.sources)
        return Catalogue(
            corridors=with_facts(corridors, tables.figures),
            published=tables.published,
            sources=sources,
            lines=tables.lines,
            places=tables.places,
            facts=place_facts(tables.figures, extends=tables.facts),
            figures=tables.figures,
            attributes=tables.attributes,
            gates=tables.gates,
            referred=with_facts(referred, tables.figures),
            files=self.files,
            rules_cite=self._rules(folder),
            path=path,
        )

    def _places(self, folder: Traversable, base: Places) -> Places:
        places, problems = Places.scan(folder, extends=base)
        self.problems += problems
        hubs, stations = (str(folder / name) for name in ("places.csv", "stations.csv"))
        for place in places.values():
            if base.get(place.id) is not place:
                self.files["place", place.id] = stations if place.kind in STATION_KINDS else hubs
        for key, anchor in places.anchors.items():
            if base.anchors.get(key) is not anchor:
                self.files["anchor", " ".join(key)] = str(folder / "anchors.csv")
        return places

    def _corridors(self, files: Iterable[Traversable]) -> dict[str, Corridor]:
        found: dict[str, Corridor] = {}
        for file in files:
            corridor = self._load(file, Corridor, None)
            if corridor and self._state("corridor", corridor.id, str(file)):
                found[corridor.id] = corridor
        return found

    def _rules(self, folder: Traversable) -> dict[str, tuple[str, ...]]:
        """Return what rules and tables cite; what else they say is for those who follow them."""
        rules = folder / "rules"
        files = [*rules.iterdir()] if rules.is_dir() else []
        files += [folder / name for name in _CITING if (folder / name).is_file()]
        files.sort(key=lambda file: file.name)
        found = {str(f): tuple(cited(self._parse(f))) for f in files if f.name.endswith(".toml")}
        tables = {str(f): tuple(cited_in_rows(f)) for f in files if f.name.endswith(".csv")}
        return {**found, **tables}

    def _referred(self, corridors: Mapping[str, Corridor]) -> dict[str, Corridor]:
        """Read the shipped corridors that routes refer to and the folder does not hold."""
        refs = {
            LegRef.read(ref).corridor
            for corridor in corridors.values()
            for route in corridor.routes
            for ref in route.legs
        }
        wanted = refs - set(corridors)
        files = _corridor_files(_shipped())
        reader = _Reader()
        found = reader._corridors(file for file in files if _stem(file) in wanted)
        self.problems += reader.problems
        return found

    def _inline(
        self, corridors: Mapping[str, Corridor], registry: Mapping[str, Source]
    ) -> dict[str, Source]:
        """Return the sources that corridor files state themselves; they must not contradict."""
        found: dict[str, Source] = {}
        stated = {id_: registry[id_] for kind, id_ in self.files if kind == "source"}
        for corridor in corridors.values():
            file = self.files["corridor", corridor.id]
            for source in corridor.own_sources:
                if stated.setdefault(source.id, source) != source:
                    self._twice("source", source.id, file)
                self.files.setdefault(("source", source.id), file)
                found[source.id] = source
        return found

    def _state(self, kind: str, id_: str, file: str) -> bool:
        """Note which file states a record; complain if one does already."""
        if (kind, id_) in self.files:
            self._twice(kind, id_, file)
            return False
        self.files[kind, id_] = file
        return True

    def _twice(self, kind: str, id_: str, file: str) -> None:
        earlier = self.files[kind, id_]
        where = "this file" if earlier == file else earlier
        message = f"stands in {where} already"
        self.problems.append(Problem(file, f"{kind}[{id_}]", message, "keep one of the two"))

    def _load(self, file: Traversable, model: type[_R], default: _D) -> _R | _D:
        """Read one file into a record; the default where it is missing or faulty."""
        if not file.is_file():
            if isinstance(file, Path) and (file.is_dir() or file.is_symlink()):
                message = "is a folder, or a link that leads nowhere"
                self.problems.append(Problem(str(file), "", message, "give a file"))
            return default
        data = self._parse(file)
        if data is None:
            return default
        try:
            return model.model_validate(data, context={OWN: self._own})
        except ValidationError as error:
            self.problems += explain(error, data, file=str(file), model=model)
            return default

    def _parse(self, file: Traversable) -> dict[str, Any] | None:
        try:
            return read_toml(file)
        except InputError as error:
            self.problems += error.problems
            return None


def _stem(file: Traversable) -> str:
    return file.name.removesuffix(".toml")
