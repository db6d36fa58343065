"""Rules about sources and published lengths."""

from __future__ import annotations

import csv
from contextlib import suppress
from itertools import combinations
from typing import TYPE_CHECKING

from corridors.definitions.vocabulary import Family, Subject
from geodata.csv_text import text_of
from geodata.errors import Problem, did_you_mean
from geodata.places.model import COUNTRIES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from importlib.resources.abc import Traversable

    from corridors.definitions.catalogue import Catalogue
    from corridors.definitions.model import Corridor, DeclaredLine, Leg, PublishedLength
    from corridors.definitions.series import Figure
    from geodata.places.model import Place


def published_lengths_are_known(catalogue: Catalogue) -> list[Problem]:
    """Every published length that a leg names is in ``published.toml``."""
    return [
        corridor_problem(
            catalogue,
            corridor,
            f"leg[{leg.id}].published",
            f"unknown published length {each!r}",
            did_you_mean(each, catalogue.published),
        )
        for corridor, leg in legs_of(catalogue)
        for each in leg.published
        if each not in catalogue.published
    ]


def published_lengths_fit_their_legs(catalogue: Catalogue) -> list[Problem]:
    """Every published length that a leg names has the leg's mode and, in either order, its ends."""
    problems = []
    for corridor, leg in legs_of(catalogue):
        for length in (
            catalogue.published[each] for each in leg.published if each in catalogue.published
        ):
            if {length.start, length.end} == {
                leg.start,
                leg.end,
            } and length.mode.value == leg.mode.value:
                continue
            message = f"{length.id!r} is {length.start} - {length.end} by {length.mode}"
            remedy = "name a length between the leg's own ends by its own mode"
            problems.append(
                corridor_problem(catalogue, corridor, f"leg[{leg.id}].published", message, remedy)
            )
    return problems


def sources_are_known(catalogue: Catalogue) -> list[Problem]:
    """Every source that is cited stands in the registry or in the corridor's own file."""
    return [
        Problem.unknown("source", source, catalogue.sources, file=file, item=item)
        for file, item, sources in _citations(catalogue)
        for source in sources
        if source not in catalogue.sources
    ]


def sources_are_cited(catalogue: Catalogue) -> list[Problem]:
    """Every source is cited somewhere."""
    cited = {source for _, _, sources in _citations(catalogue) for source in sources}
    return [
        Problem(file, f"source[{id_}]", "is cited nowhere", "cite it or remove it")
        for (kind, id_), file in catalogue.files.items()
        if kind == "source" and id_ not in cited
    ]


def pages_stand_once(catalogue: Catalogue) -> list[Problem]:
    """No page stands under two ids: what leans on it would look better supported than it is."""
    first: dict[str, str] = {}
    return [
        Problem(
            catalogue.files[("source", id_)],
            f"source[{id_}]",
            f"is the page of {first[page]!r} once more",
            "cite that one, and remove this",
        )
        for id_, source in catalogue.sources.items()
        if first.setdefault(page := _page(str(source.url)), id_) != id_
    ]


def _page(url: str) -> str:
    """Return an address without what does not tell one page from another."""
    return url.split("://", 1)[-1].removeprefix("www.").rstrip("/").casefold()


def everything_cites_a_source(catalogue: Catalogue) -> list[Problem]:
    """Every corridor, leg and place cites at least one source."""
    return [
        Problem(file, item, "cites no source", "add `sources`")
        for file, item, sources in _must_cite(catalogue)
        if not sources
    ]


def _must_cite(catalogue: Catalogue) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for corridor in catalogue.corridors.values():
        yield file_of(catalogue, "corridor", corridor.id), "sources", corridor.sources
    for corridor, leg in legs_of(catalogue):
        yield file_of(catalogue, "corridor", corridor.id), f"leg[{leg.id}].sources", leg.sources
    for place in own_places(catalogue):
        yield file_of(catalogue, "place", place.id), f"{place.id} sources", place.sources


def _citations(catalogue: Catalogue) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    yield from _must_cite(catalogue)
    for corridor, leg in legs_of(catalogue):
        file, item = file_of(catalogue, "corridor", corridor.id), f"leg[{leg.id}]"
        for key, cited in (
            ("status", (each.source for each in leg.statuses)),
            ("status", (key for each in leg.statuses for key in each.confirmed)),
            ("announced", (each.source for each in leg.announced)),
            ("number", (each.source for each in leg.numbers)),
            ("fact", (each.source for each in leg.facts)),
        ):
            yield file, f"{item}.{key}", tuple(cited)
    for length in published_lengths(catalogue):
        yield (
            file_of(catalogue, "length", length.id),
            f"length[{length.id}].source",
            (length.source,),
        )
    for line in declared_lines(catalogue):
        yield file_of(catalogue, "line", line.id), f"line[{line.id}].source", (line.source,)
    for anchor in catalogue.places.anchors.values():
        key = f"{anchor.place} {anchor.mode}"
        if file := file_of(catalogue, "anchor", key):
            yield file, f"{key} source", (anchor.source,)
    for file, sources in catalogue.rules_cite.items():
        yield file, "source", sources


def figures_are_of_something_known(catalogue: Catalogue) -> list[Problem]:
    """Every figure of ``series.csv`` is about something known, and told at places and legs."""
    known = _subjects(catalogue)
    told = {*known[Subject.PLACE], *known[Subject.LEG]}
    problems = []
    for figure in _own_figures(catalogue):
        names = [("object", figure.object, known[figure.scope])]
        names += [("at", ref, told) for ref in figure.at]
        problems += [
            Problem(
                figure.file,
                f"line {figure.line} {column}",
                f"unknown {figure.scope if column == 'object' else 'place or leg'} {name!r}",
                did_you_mean(name, ids),
            )
            for column, name, ids in names
            if name not in ids
        ]
    return problems


def attributes_are_of_something_known(catalogue: Catalogue) -> list[Problem]:
    """Every row of ``rules/attributes.csv`` is about a place or a leg that is known."""
    known = _subjects(catalogue)
    own = str(catalogue.path or "")
    return [
        Problem(
            told.file,
            f"line {told.line} object",
            f"unknown {told.scope} {told.object!r}",
            did_you_mean(told.object, known[Subject(told.scope)]),
        )
        for told in catalogue.attributes
        if told.file.startswith(own) and told.object not in known[Subject(told.scope)]
    ]


def _subjects(catalogue: Catalogue) -> dict[Subject, Collection[str]]:
    corridors = {**catalogue.corridors, **catalogue.referred}
    return {
        Subject.CORRIDOR: corridors,
        Subject.FAMILY: [str(family) for family in Family],
        Subject.LEG: [f"{key}:{leg.id}" for key, each in corridors.items() for leg in each.legs],
        Subject.PLACE: catalogue.places,
        Subject.PAIR: [f"{a}-{b}" for a, b in combinations(sorted(COUNTRIES), 2)],
        Subject.PASSAGE: catalogue.gates.passages,
        Subject.COUNTRY: COUNTRIES,
    }


def _own_figures(catalogue: Catalogue) -> list[Figure]:
    """Return the figures of the folder that is checked."""
    if catalogue.path is None:
        return list(catalogue.figures)
    file = str(catalogue.path / "series.csv")
    return [figure for figure in catalogue.figures if figure.file == file]


def unbuilt_legs_have_a_length(catalogue: Catalogue) -> list[Problem]:
    """Legs not built name the published length they count with, or say why there is none."""
    problems = []
    for corridor, leg in legs_of(catalogue):
        status = leg.status_on()
        if status and not status.value.is_built and not (leg.published or leg.ratio_reason):
            message = f"is {status.value} and names no published length to count with"
            item = f"leg[{leg.id}].published"
            problems.append(
                corridor_problem(catalogue, corridor, item, message, "add one to published.toml")
            )
    return problems


def file_of(catalogue: Catalogue, kind: str, id_: str) -> str:
    """Return the file that defines an item, empty where unknown."""
    return catalogue.files.get((kind, id_), "")


def corridor_problem(
    catalogue: Catalogue, corridor: Corridor, item: str, message: str, remedy: str = ""
) -> Problem:
    """Return a problem of a corridor's file."""
    return Problem(file_of(catalogue, "corridor", corridor.id), item, message, remedy)


def legs_of(catalogue: Catalogue) -> Iterator[tuple[Corridor, Leg]]:
    """Yield every corridor with each of its legs."""
    return ((c, leg) for c in catalogue.corridors.values() for leg in c.legs)


def own_places(catalogue: Catalogue) -> Iterator[Place]:
    """Yield the places of the folder that is checked."""
    return (p for p in catalogue.places.values() if ("place", p.id) in catalogue.files)


def published_lengths(catalogue: Catalogue) -> Iterator[PublishedLength]:
    """Yield the published lengths of the folder that is checked."""
    return (x for x in catalogue.published.values() if ("length", x.id) in catalogue.files)


def declared_lines(catalogue: Catalogue) -> Iterator[DeclaredLine]:
    """Yield the declared lines of the folder that is checked."""
    return (x for x in catalogue.lines.values() if ("line", x.id) in catalogue.files)


def cited_in_rows(table: Traversable) -> Iterator[str]:
    """Yield the sources of every row of a table with a column ``source``.

    What is no text or no table is told where its rows are read.
    """
    with suppress(csv.Error):
        for row in csv.DictReader(text_of(table.read_bytes()).splitlines()):
            yield from filter(None, (row.get("source") or "").split("|"))


def cited(data: object) -> Iterator[str]:
    """Yield the values of every ``source`` and ``sources`` in a document."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "source" and isinstance(value, str):
                yield value
            elif key == "sources" and isinstance(value, list):
                yield from (each for each in value if isinstance(each, str))
            else:
                yield from cited(value)
    elif isinstance(data, list):
        for each in data:
            yield from cited(each)
