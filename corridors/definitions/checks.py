"""Rules that hold over a whole catalogue: one function each, run in the order of :data:`RULES`.

A rule takes a :class:`~corridors.catalog.Catalogue` and returns what breaks it. Only what the
catalogue's own folder states is checked, not the shipped records that it extends.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from corridors.definitions.citations import (
    attributes_are_of_something_known,
    corridor_problem,
    declared_lines,
    everything_cites_a_source,
    figures_are_of_something_known,
    file_of,
    legs_of,
    own_places,
    pages_stand_once,
    published_lengths,
    published_lengths_are_known,
    published_lengths_fit_their_legs,
    sources_are_cited,
    sources_are_known,
    unbuilt_legs_have_a_length,
)
from corridors.definitions.fields import StandIn
from corridors.definitions.vocabulary import first_day, last_day
from geodata.country_names import HIGH_SEAS
from geodata.errors import InputError, Problem
from geodata.places.languages import tongues
from geodata.places.model import COUNTRIES, HUB_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from corridors.definitions.catalogue import Catalogue, ResolvedLeg
    from corridors.definitions.model import Corridor, Leg, Route

if TYPE_CHECKING:
    Rule = Callable[[Catalogue], list[Problem]]


__all__ = [
    "RULES",
    "attributes_are_of_something_known",
    "check",
    "countries_are_iso",
    "everything_cites_a_source",
    "figures_are_of_something_known",
    "file_name_is_id",
    "legs_are_stated_once",
    "legs_meet",
    "names_are_in_their_script",
    "no_route_returns",
    "one_main_route",
    "pages_stand_once",
    "places_are_known",
    "published_lengths_are_known",
    "published_lengths_fit_their_legs",
    "references_are_known",
    "sources_are_cited",
    "sources_are_known",
    "status_histories_are_ordered",
    "unbuilt_legs_have_a_length",
]


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
                    corridor_problem(
                        catalogue, corridor, item, f"{ref!r}: {found.message}", found.remedy
                    )
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
                problems.append(
                    corridor_problem(catalogue, corridor, item, message, _bridge(before, after))
                )
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
        twice = _repeated(each.ref.key for each in legs)
        stops = [legs[0].start, *(each.end for each in legs)] if legs else []
        again = [] if twice else _repeated(stops)
        problems += [
            *(
                corridor_problem(catalogue, corridor, item, f"lists {leg!r} twice", "list it once")
                for leg in twice
            ),
            *(
                corridor_problem(
                    catalogue, corridor, item, f"passes {stop!r} twice", "take the loop out"
                )
                for stop in again
            ),
        ]
    return problems


def legs_are_stated_once(catalogue: Catalogue) -> list[Problem]:
    """No two legs have the same ends, mode and via points, in either direction."""
    same: dict[tuple[str, tuple[str, ...]], list[tuple[Corridor, Leg]]] = defaultdict(list)
    for corridor in (*catalogue.referred.values(), *catalogue.corridors.values()):
        for leg in corridor.legs:
            stops = leg.stops
            same[leg.mode, min(stops, stops[::-1])].append((corridor, leg))
    problems = []
    for (owner, first), *others in same.values():
        ref = f"{owner.id}:{first.id}"
        for corridor, leg in others:
            message = f"has the same ends, mode and via as {ref!r}"
            remedy = f"refer to {ref!r}"
            problems.append(
                corridor_problem(catalogue, corridor, f"leg[{leg.id}]", message, remedy)
            )
    return problems


def places_are_known(catalogue: Catalogue) -> list[Problem]:
    """Every place of a leg, a published length and a declared line stands in the tables."""
    return [
        Problem.unknown("place", place, catalogue.places, file=file, item=item)
        for file, item, places in _places_named(catalogue)
        for place in places
        if place not in catalogue.places
    ]


def _places_named(catalogue: Catalogue) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for corridor, leg in legs_of(catalogue):
        file, item = file_of(catalogue, "corridor", corridor.id), f"leg[{leg.id}]"
        yield file, f"{item}.from", (leg.start,)
        yield file, f"{item}.to", (leg.end,)
        yield file, f"{item}.via", leg.via
    for length in published_lengths(catalogue):
        stops = (length.start, *length.via, length.end)
        yield file_of(catalogue, "length", length.id), f"length[{length.id}]", stops
    for line in declared_lines(catalogue):
        yield file_of(catalogue, "line", line.id), f"line[{line.id}].places", line.places


def one_main_route(catalogue: Catalogue) -> list[Problem]:
    """Corridors mark at most one route as ``main``; where none is marked, the first counts."""
    problems = []
    for corridor in catalogue.corridors.values():
        marked = [route.id for route in corridor.routes if route.main]
        if len(marked) > 1:
            message = f"several routes are main: {', '.join(marked)}"
            problems.append(corridor_problem(catalogue, corridor, "route", message, "mark one"))
    return problems


def status_histories_are_ordered(catalogue: Catalogue) -> list[Problem]:
    """Statuses come oldest first, none begins before its predecessor's end, and one holds now.

    A status without ``until`` is superseded by the next and holds again when that one has ended.
    """
    problems = []
    for corridor, leg in legs_of(catalogue):
        item = f"leg[{leg.id}].status"
        problems += [
            corridor_problem(catalogue, corridor, item, message, remedy)
            for message, remedy in _disorder(leg)
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


def countries_are_iso(catalogue: Catalogue) -> list[Problem]:
    """Countries that a leg states are ISO 3166-1 codes, or XZ for the high seas."""
    return [
        corridor_problem(
            catalogue,
            corridor,
            f"leg[{leg.id}].countries",
            f"{code!r} is no ISO code",
            "such as KZ",
        )
        for corridor, leg in legs_of(catalogue)
        for code in leg.countries
        if code not in COUNTRIES and code != HIGH_SEAS
    ]


_CALLED = {"Han": "CJK UNIFIED"}
"""Scripts whose letters Unicode calls by another name."""


def _is_in(script: str, name: str) -> bool:
    """Tell whether a name holds a letter of a script."""
    start = _CALLED.get(script, script).upper()
    return any(unicodedata.name(char, "").startswith(start) for char in name)


def names_are_in_their_script(catalogue: Catalogue) -> list[Problem]:
    """English names hold Latin letters, Russian ones Cyrillic, Chinese ones Han.

    Corridors, routes and hubs are named in all three; stations and legs at least in those given.
    In a folder of one's own a name in one language may stand for the others.
    """
    problems = []
    own = catalogue.path is not None
    for file, item, names, needed in _names(catalogue):
        for lang, tongue in tongues().items():
            name = names.get(lang)
            if name is None and lang in needed and not own:
                problems.append(Problem(file, item, f"has no name in {lang!r}", "add it"))
            elif isinstance(name, StandIn):
                continue
            elif name is not None and not _is_in(tongue.script, name):
                message = f"name in {lang!r} holds no {tongue.script} letter: {name!r}"
                problems.append(Problem(file, item, message, "write it in its script"))
    return problems


def _names(
    catalogue: Catalogue,
) -> Iterator[tuple[str, str, Mapping[str, str], Iterable[str]]]:
    asked = [tag for tag, tongue in tongues().items() if tongue.is_named]
    for corridor in catalogue.corridors.values():
        file = file_of(catalogue, "corridor", corridor.id)
        yield file, "name", corridor.name, asked
        for route in corridor.routes:
            yield file, f"route[{route.id}].name", route.name, asked
        for leg in corridor.legs:
            yield file, f"leg[{leg.id}].name", leg.name, ()
    for place in own_places(catalogue):
        needed = asked if place.kind in HUB_KINDS else ()
        yield file_of(catalogue, "place", place.id), f"{place.id} name", place.names, needed


def file_name_is_id(catalogue: Catalogue) -> list[Problem]:
    """Files of corridors are called after their ids."""
    problems = []
    for corridor in catalogue.corridors.values():
        file = file_of(catalogue, "corridor", corridor.id)
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
    pages_stand_once,
    everything_cites_a_source,
    attributes_are_of_something_known,
    figures_are_of_something_known,
)
"""The rules that :func:`check` runs."""


def _repeated(items: Iterable[str]) -> list[str]:
    return [item for item, count in Counter(items).items() if count > 1]


def _routes(catalogue: Catalogue) -> Iterator[tuple[Corridor, Route]]:
    return ((c, route) for c in catalogue.corridors.values() for route in c.routes)


def _resolved(catalogue: Catalogue) -> Iterator[tuple[Corridor, Route, tuple[ResolvedLeg, ...]]]:
    """Yield the routes whose references are known; the others have a rule of their own."""
    for corridor, route in _routes(catalogue):
        try:
            yield corridor, route, catalogue.resolve(corridor.id, route)
        except InputError:
            continue
