"""What a scenario must not say: unknown places, reversed dates, figures below 0, contradictions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from corridors.definitions.vocabulary import first_day, is_season
from corridors.graph.closing import edges_named, edges_of
from corridors.scenarios.apply import edges_changed
from corridors.scenarios.definition import TAKES, VERBS
from corridors.scenarios.sets import HUB_SETS, is_set
from geodata import geodesy
from geodata.country_names import code_of_country, in_order
from geodata.errors import Problem, did_you_mean
from geodata.places.model import COUNTRIES
from geodata.places.nearest import nearest_place
from geodata.places.spelling import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corridors.graph.graph import Graph
    from corridors.scenarios.definition import AddedLine, Change, Scenario
    from corridors.tracing.data import AtlasData

    Numbered = Sequence[tuple[int, Change]]

_BRACKET = re.compile("[(（]")
_WANTED = {
    "usd": "usd is of stops; legs take usd_per_km or factor",
    "usd_per_km": "usd_per_km is of legs; stops take usd or factor",
}


@dataclass(frozen=True)
class Known:
    """What a scenario may name.

    Attributes
    ----------
    graph
        The corridors without lines of one's own.
    profiles
        Names of what may be shipped.
    """

    atlas: AtlasData
    graph: Graph
    profiles: tuple[str, ...]

    @cached_property
    def origins(self) -> frozenset[str]:
        """Return the places between which a way may be asked for."""
        return frozenset(node.place for node in self.graph.nodes if node.part == "origin")

    @cached_property
    def refs(self) -> frozenset[str]:
        """Return the legs, ``corridor:leg``."""
        return frozenset(ref for edge in self.graph.edges for ref in edge.refs)

    @cached_property
    def words(self) -> frozenset[str]:
        """Return the places, passages and legs of the graph."""
        return frozenset({*self.graph.places, *self.graph.passages, *self.refs})

    def id_of(self, word: str) -> str:
        """Return the id of the place, or the code of the country, that a word names.

        A word that is an id but for capitals and spaces is that place, where a corridor passes it:
        `Bandar Abbas` is the port `bandar-abbas`, not the station of that name. One that names
        nothing, or several places, is returned as it is. `Бендер-Аббас` is the port too, whose name
        goes on in brackets.
        """
        if word in self.words or word in self.atlas.hub_places:
            return word
        if (spelt := "-".join(word.casefold().split())) in self.words:
            return spelt
        found = self.atlas.hub_places.candidates(word)
        alone = self._without_brackets.get(fold(word), [])
        if len(alone) == 1 and not any(place.id in self.words for place in found):
            return alone[0]
        if not found:
            return code_of_country(word) or word
        return found[0].id if len(found) == 1 and found[0].country else word

    @cached_property
    def _without_brackets(self) -> dict[str, list[str]]:
        """Return the places that corridors pass by their names up to a bracket, folded."""
        found: dict[str, list[str]] = {}
        for place in sorted(self.origins & {*self.atlas.hub_places}):
            names = self.atlas.hub_places[place].names.values()
            parts = {_BRACKET.split(name)[0] for name in names if _BRACKET.search(name)}
            for key in {fold(part) for part in parts}:
                found.setdefault(key, []).append(place)
        return found

    def names_something(self, word: str) -> bool:
        """Tell whether a word names anything on the corridors."""
        return bool(edges_of(self.graph, word).any())


def resolved(
    scenario: Scenario, numbered: Numbered, known: Known
) -> tuple[Scenario, list[tuple[int, Change]]]:
    """Return a scenario with the names of places as ids."""
    changes = [(number, _with_ids(change, known)) for number, change in numbered]
    pairs = tuple((known.id_of(start), known.id_of(end)) for start, end in scenario.pairs)
    avoid = tuple(known.id_of(word) for word in scenario.avoid)
    update = {"pairs": pairs, "avoid": avoid, "changes": tuple(change for _, change in changes)}
    return scenario.model_copy(update=update), changes


def _with_ids(change: Change, known: Known) -> Change:
    words: dict[str, object] = {
        verb: known.id_of(getattr(change, verb)) for verb in change.verbs if verb != "add"
    }
    if change.add is not None:
        ends = {"start": known.id_of(change.add.start), "end": known.id_of(change.add.end)}
        words["add"] = change.add.model_copy(update=ends)
    return change.model_copy(update=words)


def checked(
    scenario: Scenario,
    numbered: Numbered,
    known: Known,
    *,
    file: str,
    asked_faultily: bool = False,
) -> list[Problem]:
    """Return every fault of a scenario.

    Parameters
    ----------
    asked_faultily
        Something is asked in a form that could not be read, and was left out.
    """
    added = [change.add for _, change in numbered if change.add is not None]
    found = [
        *_question(scenario, known, added, faulty=asked_faultily),
        *(fault for number, change in numbered for fault in _change(number, change, known, added)),
        *_contradictions(numbered),
    ]
    return [Problem(file, *fault) for fault in found]


_Fault = tuple[str, str, str]
"""Item, message, remedy."""


def _question(
    scenario: Scenario, known: Known, added: Sequence[AddedLine], *, faulty: bool
) -> Iterator[_Fault]:
    if not (scenario.pairs or scenario.corridors or scenario.hubs or faulty):
        yield "pairs", "nothing is asked", "give pairs, corridors or hubs"
    for word in scenario.avoid:
        if not known.names_something(word):
            yield "avoid", *_unnamed(word, known)
    yield from _pairs(scenario, known, added)
    for corridor in scenario.corridors:
        if corridor not in known.atlas.catalogue.corridors:
            ids = known.atlas.ids
            yield "corridors", f"no corridor {corridor!r}", did_you_mean(corridor, ids)
    for word in scenario.hubs:
        if not is_set(word):
            yield "hubs", f"no set {word!r}", f"one of {', '.join(HUB_SETS)}, or a country as KZ"
    if scenario.profile is not None and scenario.profile not in known.profiles:
        remedy = did_you_mean(scenario.profile, known.profiles)
        yield (
            "profile",
            f"no profile {scenario.profile!r}",
            (remedy or f"one of {', '.join(known.profiles)}"),
        )


def _pairs(scenario: Scenario, known: Known, added: Sequence[AddedLine]) -> Iterator[_Fault]:
    ends = known.origins | {end for line in added for end in (line.start, line.end)}
    for number, pair in enumerate(scenario.pairs, start=1):
        item = f"pairs[{number}]"
        for place in dict.fromkeys(pair):
            if place not in ends:
                yield item, _off(place, known), _near(place, known)
        if pair[0] == pair[1]:
            yield item, f"both ends are {pair[0]!r}", "give two places"


def _off(place: str, known: Known) -> str:
    if place in known.atlas.hub_places:
        return f"no corridor passes {place!r}"
    return f"no place {place!r}"


def _near(place: str, known: Known) -> str:
    places = known.atlas.hub_places
    if place in places:
        ends = [places[end] for end in sorted(known.origins) if end in places]
        nearest = nearest_place(ends, places[place].point, within_km=np.inf)
        if nearest is not None:
            away = geodesy.distance_km(*places[place].point, *nearest.point)
            return f"the nearest that one passes is {nearest.id}, {away:,.0f} km off"
    return did_you_mean(place, known.origins) or "choose a place that a corridor passes"


def _change(
    number: int, change: Change, known: Known, added: Sequence[AddedLine]
) -> Iterator[_Fault]:
    item = f"change[{number}]"
    if len(change.verbs) != 1:
        given = f"has {' and '.join(change.verbs)}" if change.verbs else "changes nothing"
        yield item, given, f"give exactly one of {', '.join(VERBS)}"
        return
    yield from _figures(item, change)
    yield from _days(item, change)
    if change.add is not None:
        yield from _line(f"{item}.add", change.add, known, added)
    else:
        yield from _word(f"{item}.{change.verb}", change, known, added)


def _figures(item: str, change: Change) -> Iterator[_Fault]:
    takes = TAKES[change.verb]
    for key in change.figures:
        if key not in takes:
            yield f"{item}.{key}", f"does not go with {change.verb}", "remove it"
        lowest = getattr(change, key)
        bounds = (lowest,) if key == "factor" else lowest
        if min(bounds) < 0.0 or (key == "speed_kmh" and min(bounds) == 0.0):
            yield f"{item}.{key}", f"{min(bounds):g} is too low", _least(key)
        elif list(bounds) != sorted(bounds):
            yield f"{item}.{key}", "low, mode and high are not in order", "write [low, mode, high]"
    if takes and len(set(change.figures) & set(takes)) != 1:
        yield item, "does not say by how much, or says it twice", f"give one of {', '.join(takes)}"


def _least(key: str) -> str:
    return "above 0" if key == "speed_kmh" else "0 or more"


def _days(item: str, change: Change) -> Iterator[_Fault]:
    if change.since and change.until and first_day(change.until) <= first_day(change.since):
        message = f"{change.until} is not after {change.since}"
        yield f"{item}.until", message, "from comes before until"
    if change.season and not is_season(change.season):
        yield f"{item}.season", f"{change.season!r} is no season", "write MM-DD/MM-DD"


def _line(item: str, line: AddedLine, known: Known, added: Sequence[AddedLine]) -> Iterator[_Fault]:
    for key, end in (("from", line.start), ("to", line.end)):
        if end not in known.atlas.hub_places:
            remedy = did_you_mean(end, known.atlas.hub_places) or "an end is a place of the atlas"
            yield f"{item}.{key}", f"no place {end!r}", remedy
    if line.start == line.end:
        yield item, f"both ends are {line.start!r}", "give two places"
    if (line.mode == "rail") != (line.gauge_mm is not None):
        remedy = "add it" if line.mode == "rail" else "remove it"
        yield f"{item}.gauge_mm", "belongs to a railway, and every railway has it", remedy
    twice = [other.id for other in added].count(line.id) > 1
    if twice or line.id in known.words:
        yield f"{item}.id", f"{line.id!r} is taken", "give another id"


def _word(item: str, change: Change, known: Known, added: Sequence[AddedLine]) -> Iterator[_Fault]:
    word = change.word
    own = {name for line in added for name in (line.id, line.start, line.end)}
    if change.verb == "leg" and word not in known.refs | {line.id for line in added}:
        yield item, f"no leg {word!r}", did_you_mean(word, known.refs) or "as corridor:leg"
    elif word not in own and not known.names_something(word):
        yield item, *_unnamed(word, known)
    elif change.verb == "stop" and word in known.refs | set(known.graph.passages):
        yield item, f"{word!r} is no stop", "name a place or a pair of countries"
    elif word not in own:
        yield from _unchanged(item, change, known)


def _unchanged(item: str, change: Change, known: Known) -> Iterator[_Fault]:
    """Yield the fault of a change that names something, and nothing that it could change."""
    word, graph, by_mode = change.word, known.graph, change.mode or ""
    if change.mode and not edges_named(graph, [word], mode=by_mode).any():
        yield item, f"{word!r}: nothing there goes by {by_mode}", "name another mode, or none"
    elif change.figures and not edges_changed(graph, change).any():
        wanted = _WANTED.get(change.figures[0], "name a place, a leg or a country")
        yield item, f"{word!r} has nothing whose {change.figures[0]} could change", wanted


def _unnamed(word: str, known: Known) -> tuple[str, str]:
    if word in known.atlas.hub_places:
        return f"{word!r}: no corridor passes it", _near(word, known)
    remedy = did_you_mean(word, known.words) or (
        "a place, a pair such as RU-UA, a country, a passage, or corridor:leg"
    )
    off = "no corridor passes it" if word in COUNTRIES else "names nothing"
    return f"{word!r}: {off}", remedy


def _contradictions(numbered: Numbered) -> Iterator[_Fault]:
    single = [(number, change) for number, change in numbered if len(change.verbs) == 1]
    for (first, one), (second, other) in combinations(single, 2):
        if in_order(one.word) != in_order(other.word) or not one.overlaps(other):
            continue
        if why := _against(one, other):
            yield f"change[{second}]", f"contradicts change[{first}]: {why}", "keep one of them"


def _against(one: Change, other: Change) -> str:
    verbs = {one.verb, other.verb}
    thing = in_order(one.word)
    if verbs == {"close", "open"}:
        return f"{thing!r} is closed and opened on one day"
    if verbs > {"close"}:
        return f"{thing!r} is closed, and changed otherwise, on one day"
    if len(verbs) == 1 and verbs & {"stop", "leg", "price"}:
        return f"{thing!r} is given two figures for one day"
    return ""
