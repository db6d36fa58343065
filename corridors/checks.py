"""Rules that hold over a whole catalogue: one function each, run in the order of :data:`RULES`.

A rule takes a :class:`~corridors.catalog.Catalogue` and returns what breaks it. Only what the
catalogue's own folder states is checked, not the shipped records that it extends.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from corridors.model import first_day, last_day
from geodata.errors import InputError, Problem, did_you_mean
from geodata.places import COUNTRIES, HUB_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from corridors.catalog import Catalogue, ResolvedLeg
    from corridors.model import Corridor, DeclaredLine, Leg, PublishedLength, Route
    from geodata.places import Place

    Rule = Callable[[Catalogue], list[Problem]]

__all__ = [
    "RULES",
    "check",
    "countries_are_iso",
    "everything_cites_a_source",
    "file_name_is_id",
    "legs_are_stated_once",
    "legs_meet",
    "names_are_in_their_script",
    "no_route_returns",
    "one_main_route",
    "places_are_known",
    "published_lengths_are_known",
    "published_lengths_fit_their_legs",
    "references_are_known",
    "sources_are_cited",
    "sources_are_known",
    "status_histories_are_ordered",
    "unbuilt_legs_have_a_length",
]

HIGH_SEAS = "XZ"
"""The country code of what lies in no country (UN/LOCODE's for installations at sea)."""


def check(catalogue: Catalogue) -> list[Problem]:
    """Run every rule and return the problems, sorted by file and item."""
    return sorted({problem for rule in RULES for problem in rule(catalogue)})


def references_are_known(catalogue: Catalogue) -> list[Problem]:
    """Every leg that a route lists exists."""
    problems = []
    for corridor, route in _routes(catalogue):
        for ref in route.legs:
            try:
                catalogue.leg(ref, corridor=corridor.id)
            except InputError as error:
                item = f"route[{route.id}].legs"
                problems += [
                    _of(catalogue, corridor, item, f"{ref!r}: {found.message}", found.remedy)
                    for found in error.problems
                ]
    return problems


def legs_meet(catalogue: Catalogue) -> list[Problem]:
    """Each leg of a route begins where the one before it ends, reversals taken into account."""
    problems = []
    for corridor, route, legs in _resolved(catalogue):
        for before, after in pairwise(legs):
            if before.end != after.start:
                message = (
                    f"{before.leg.id!r} ends at {before.end!r}, "
                    f"but {after.leg.id!r} begins at {after.start!r}"
                )
                item = f"route[{route.id}].legs"
                problems.append(_of(catalogue, corridor, item, message, _bridge(before, after)))
    return problems


def _bridge(before: ResolvedLeg, after: ResolvedLeg) -> str:
    if before.end == after.end:
        return f"run {after.leg.id!r} backwards with a leading '-'"
    if before.start == after.start:
        return f"run {before.leg.id!r} backwards with a leading '-'"
    return "add the leg between them"


def no_route_returns(catalogue: Catalogue) -> list[Problem]:
    """No route runs a leg twice or comes back to an end where it has been."""
    problems = []
    for corridor, route, legs in _resolved(catalogue):
        item = f"route[{route.id}].legs"
        twice = _repeated(f"{each.corridor}:{each.leg.id}" for each in legs)
        stops = [legs[0].start, *(each.end for each in legs)] if legs else []
        again = [] if twice else _repeated(stops)
        problems += [
            *(
                _of(catalogue, corridor, item, f"lists {leg!r} twice", "list it once")
                for leg in twice
            ),
            *(
                _of(catalogue, corridor, item, f"passes {stop!r} twice", "take the loop out")
                for stop in again
            ),
        ]
    return problems


def legs_are_stated_once(catalogue: Catalogue) -> list[Problem]:
    """No two legs have the same ends, mode and via points, in either direction."""
    same: dict[tuple[str, tuple[str, ...]], list[tuple[Corridor, Leg]]] = defaultdict(list)
    for corridor in (*catalogue.referred.values(), *catalogue.corridors.values()):
        for leg in corridor.legs:
            stops = (leg.start, *leg.via, leg.end)
            same[leg.mode, min(stops, stops[::-1])].append((corridor, leg))
    problems = []
    for (owner, first), *others in same.values():
        ref = f"{owner.id}:{first.id}"
        for corridor, leg in others:
            message = f"has the same ends, mode and via as {ref!r}"
            remedy = f"refer to {ref!r}"
            problems.append(_of(catalogue, corridor, f"leg[{leg.id}]", message, remedy))
    return problems


def places_are_known(catalogue: Catalogue) -> list[Problem]:
    """Every place of a leg, a published length and a declared line stands in the tables."""
    return [
        Problem(file, item, f"unknown place {place!r}", did_you_mean(place, catalogue.places))
        for file, item, places in _places_named(catalogue)
        for place in places
        if place not in catalogue.places
    ]


def _places_named(catalogue: Catalogue) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for corridor, leg in _legs(catalogue):
        file, item = _file(catalogue, "corridor", corridor.id), f"leg[{leg.id}]"
        yield file, f"{item}.from", (leg.start,)
        yield file, f"{item}.to", (leg.end,)
        yield file, f"{item}.via", leg.via
    for length in _lengths(catalogue):
        stops = (length.start, *length.via, length.end)
        yield _file(catalogue, "length", length.id), f"length[{length.id}]", stops
    for line in _lines(catalogue):
        yield _file(catalogue, "line", line.id), f"line[{line.id}].places", line.places


def published_lengths_are_known(catalogue: Catalogue) -> list[Problem]:
    """Every published length that a leg names is in ``published.toml``."""
    return [
        _of(
            catalogue,
            corridor,
            f"leg[{leg.id}].published",
            f"unknown published length {each!r}",
            did_you_mean(each, catalogue.published),
        )
        for corridor, leg in _legs(catalogue)
        for each in leg.published
        if each not in catalogue.published
    ]


def published_lengths_fit_their_legs(catalogue: Catalogue) -> list[Problem]:
    """Every published length that a leg names has the leg's mode and, in either order, its ends."""
    problems = []
    for corridor, leg in _legs(catalogue):
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
            problems.append(_of(catalogue, corridor, f"leg[{leg.id}].published", message, remedy))
    return problems


def sources_are_known(catalogue: Catalogue) -> list[Problem]:
    """Every source that is cited stands in the registry or in the corridor's own file."""
    return [
        Problem(file, item, f"unknown source {source!r}", did_you_mean(source, catalogue.sources))
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


def everything_cites_a_source(catalogue: Catalogue) -> list[Problem]:
    """Every corridor, leg and place cites at least one source."""
    return [
        Problem(file, item, "cites no source", "add `sources`")
        for file, item, sources in _must_cite(catalogue)
        if not sources
    ]


def _must_cite(catalogue: Catalogue) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for corridor in catalogue.corridors.values():
        yield _file(catalogue, "corridor", corridor.id), "sources", corridor.sources
    for corridor, leg in _legs(catalogue):
        yield _file(catalogue, "corridor", corridor.id), f"leg[{leg.id}].sources", leg.sources
    for place in _places(catalogue):
        yield _file(catalogue, "place", place.id), f"{place.id} sources", place.sources


def _citations(catalogue: Catalogue) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    yield from _must_cite(catalogue)
    for corridor, leg in _legs(catalogue):
        file, item = _file(catalogue, "corridor", corridor.id), f"leg[{leg.id}]"
        for key, cited in (
            ("status", (each.source for each in leg.statuses)),
            ("status", (key for each in leg.statuses for key in each.confirmed)),
            ("announced", (each.source for each in leg.announced)),
            ("number", (each.source for each in leg.numbers)),
            ("fact", (each.source for each in leg.facts)),
        ):
            yield file, f"{item}.{key}", tuple(cited)
    for length in _lengths(catalogue):
        yield _file(catalogue, "length", length.id), f"length[{length.id}].source", (length.source,)
    for line in _lines(catalogue):
        yield _file(catalogue, "line", line.id), f"line[{line.id}].source", (line.source,)
    for anchor in catalogue.places.anchors.values():
        key = f"{anchor.place} {anchor.mode}"
        if file := _file(catalogue, "anchor", key):
            yield file, f"{key} source", (anchor.source,)
    for file, sources in catalogue.rules_cite.items():
        yield file, "source", sources


def one_main_route(catalogue: Catalogue) -> list[Problem]:
    """Corridors mark at most one route as ``main``; where none is marked, the first counts."""
    problems = []
    for corridor in catalogue.corridors.values():
        marked = [route.id for route in corridor.routes if route.main]
        if len(marked) > 1:
            message = f"several routes are main: {', '.join(marked)}"
            problems.append(_of(catalogue, corridor, "route", message, "mark one"))
    return problems


def status_histories_are_ordered(catalogue: Catalogue) -> list[Problem]:
    """Statuses come oldest first, none begins before its predecessor's end, and one holds now.

    A status without ``until`` is superseded by the next and holds again when that one has ended.
    """
    problems = []
    for corridor, leg in _legs(catalogue):
        item = f"leg[{leg.id}].status"
        problems += [
            _of(catalogue, corridor, item, message, remedy) for message, remedy in _disorder(leg)
        ]
    return problems


def _disorder(leg: Leg) -> Iterator[tuple[str, str]]:
    for before, after in pairwise(leg.statuses):
        pair = f"{after.value} from {after.since}"
        if last_day(after.since) < first_day(before.since):
            yield f"{pair} comes after {before.value} from {before.since}", "oldest first"
        elif before.until is not None and last_day(after.since) < first_day(before.until):
            yield f"{pair} overlaps {before.value} until {before.until}", "end one before the next"
    if leg.status_on() is None:
        yield f"none holds on {leg.verified}, the day of verification", "add what holds now"


def unbuilt_legs_have_a_length(catalogue: Catalogue) -> list[Problem]:
    """Legs not built name the published length they count with, or say why there is none."""
    problems = []
    for corridor, leg in _legs(catalogue):
        status = leg.status_on()
        if status and not status.value.is_built and not (leg.published or leg.ratio_reason):
            message = f"is {status.value} and names no published length to count with"
            item = f"leg[{leg.id}].published"
            problems.append(_of(catalogue, corridor, item, message, "add one to published.toml"))
    return problems


def countries_are_iso(catalogue: Catalogue) -> list[Problem]:
    """Countries that a leg states are ISO 3166-1 codes, or XZ for the high seas."""
    return [
        _of(
            catalogue,
            corridor,
            f"leg[{leg.id}].countries",
            f"{code!r} is no ISO code",
            "such as KZ",
        )
        for corridor, leg in _legs(catalogue)
        for code in leg.countries
        if code not in COUNTRIES and code != HIGH_SEAS
    ]


_SCRIPTS = {
    "en": ("Latin", re.compile("[A-Za-z\u00c0-\u024f]")),
    "ru": ("Cyrillic", re.compile("[\u0400-\u04ff]")),
    "zh": ("Han", re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f]")),
}


def names_are_in_their_script(catalogue: Catalogue) -> list[Problem]:
    """English names hold Latin letters, Russian ones Cyrillic, Chinese ones Han.

    Corridors, routes and hubs are named in all three; stations and legs at least in those given.
    """
    problems = []
    for file, item, names, needed in _names(catalogue):
        for lang, (script, letters) in _SCRIPTS.items():
            name = names.get(lang)
            if name is None and lang in needed:
                problems.append(Problem(file, item, f"has no name in {lang!r}", "add it"))
            elif name is not None and not letters.search(name):
                message = f"name in {lang!r} holds no {script} letter: {name!r}"
                problems.append(Problem(file, item, message, "write it in its script"))
    return problems


def _names(
    catalogue: Catalogue,
) -> Iterator[tuple[str, str, Mapping[str, str], Iterable[str]]]:
    for corridor in catalogue.corridors.values():
        file = _file(catalogue, "corridor", corridor.id)
        yield file, "name", corridor.name, _SCRIPTS
        for route in corridor.routes:
            yield file, f"route[{route.id}].name", route.name, _SCRIPTS
        for leg in corridor.legs:
            yield file, f"leg[{leg.id}].name", leg.name, ()
    for place in _places(catalogue):
        needed = _SCRIPTS if place.kind in HUB_KINDS else ()
        yield _file(catalogue, "place", place.id), f"{place.id} name", place.names, needed


def file_name_is_id(catalogue: Catalogue) -> list[Problem]:
    """Files of corridors are called after their ids."""
    problems = []
    for corridor in catalogue.corridors.values():
        file = _file(catalogue, "corridor", corridor.id)
        name = re.split(r"[/\\]", file)[-1]
        if file and name != f"{corridor.id}.toml":
            remedy = f"rename the file to {corridor.id}.toml or mend the id"
            problems.append(Problem(file, "id", f"is {corridor.id!r} in {name!r}", remedy))
    return problems


RULES: tuple[Rule, ...] = (
    file_name_is_id,
    names_are_in_their_script,
    references_are_known,
    legs_meet,
    no_route_returns,
    one_main_route,
    legs_are_stated_once,
    places_are_known,
    countries_are_iso,
    status_histories_are_ordered,
    published_lengths_are_known,
    published_lengths_fit_their_legs,
    unbuilt_legs_have_a_length,
    sources_are_known,
    sources_are_cited,
    everything_cites_a_source,
)
"""The rules that :func:`check` runs."""


def _file(catalogue: Catalogue, kind: str, id_: str) -> str:
    return catalogue.files.get((kind, id_), "")


def _of(
    catalogue: Catalogue, corridor: Corridor, item: str, message: str, remedy: str = ""
) -> Problem:
    return Problem(_file(catalogue, "corridor", corridor.id), item, message, remedy)


def _repeated(items: Iterable[str]) -> list[str]:
    return [item for item, count in Counter(items).items() if count > 1]


def _legs(catalogue: Catalogue) -> Iterator[tuple[Corridor, Leg]]:
    return ((c, leg) for c in catalogue.corridors.values() for leg in c.legs)


def _routes(catalogue: Catalogue) -> Iterator[tuple[Corridor, Route]]:
    return ((c, route) for c in catalogue.corridors.values() for route in c.routes)


def _resolved(catalogue: Catalogue) -> Iterator[tuple[Corridor, Route, tuple[ResolvedLeg, ...]]]:
    """Yield the routes whose references are known; the others have a rule of their own."""
    for corridor, route in _routes(catalogue):
        try:
            yield corridor, route, catalogue.resolve(corridor.id, route)
        except InputError:
            continue


def _places(catalogue: Catalogue) -> Iterator[Place]:
    return (p for p in catalogue.places.values() if ("place", p.id) in catalogue.files)


def _lengths(catalogue: Catalogue) -> Iterator[PublishedLength]:
    return (x for x in catalogue.published.values() if ("length", x.id) in catalogue.files)


def _lines(catalogue: Catalogue) -> Iterator[DeclaredLine]:
    return (x for x in catalogue.lines.values() if ("line", x.id) in catalogue.files)
