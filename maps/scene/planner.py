"""What the planner of a page carries: the corridor graph, names of places, scenarios as presets."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from corridors.definitions.vocabulary import Mode
from corridors.graph.build import build_graph
from corridors.graph.closing import edges_of
from corridors.graph.compact import compact
from corridors.graph.pieces import Line
from corridors.ledger.rates.shipment import Shipment
from corridors.ledger.verbs import atlas_book
from corridors.scenarios.definition import Scenario
from corridors.scenarios.read import shipped_scenarios
from corridors.scenarios.sets import ends_of_routes
from corridors.tracing.cache import remembered_text
from geodata.files import read_toml
from maps.words.language import Language, translations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corridors.graph.graph import Graph
    from corridors.ledger.rates.book import RateBook
    from corridors.scenarios.definition import Change
    from corridors.traced import Traced
    from maps.scene.rows.json_types import PresetJson

_SPOT = re.compile(r"([A-Z]{2}|\d+)-([A-Z]{2}|\d+)@")
"""The id of a border or a break of gauge that no known place explains."""
_CODE = "planner 5"
"""To be raised whenever the graph, the ledger's lines or this document come out differently."""
_DIGITS = 3
"""Of degrees: a hundred metres, for marks on a map."""


def planner_json(traced: Traced, *, lang: str = "en") -> str:
    """Return what the planner of a page carries, as JSON text.

    Lines that scenarios add are in the graph, not in use, so that a preset can open them.

    Parameters
    ----------
    traced
        The corridors on which ways are found.
    """
    book = atlas_book(traced.atlas)
    scenarios = {
        key: Scenario.model_validate(read_toml(file)) for key, file in shipped_scenarios().items()
    }
    parts = [
        lang,
        [(leg.ref, leg.key, leg.leg, leg.status_value) for leg in traced.by_ref.values()],
        [(corridor, traced.atlas.catalogue.corridor(corridor)) for corridor in traced.ids],
        traced.atlas.date,
        traced.atlas.catalogue.gates,
        dict(traced.atlas.hub_places),
        book,
        scenarios,
        translations("planner"),
    ]
    return remembered_text(
        parts, lambda: _made(traced, book, scenarios, Language(lang)), code=_CODE
    )


def _made(
    traced: Traced, book: RateBook, scenarios: Mapping[str, Scenario], language: Language
) -> str:
    lines = [line for asked in scenarios.values() for line in _added(asked, traced)]
    graph = build_graph(traced, shipment=Shipment(rates=book), lines=lines)
    graph = _idle(graph, {line.id for line in lines})
    ferries = [ref for ref, leg in traced.by_ref.items() if leg.leg.mode is Mode.FERRY]
    document = {
        **compact(graph),
        "ferries": sorted(ferries),
        "shipped": language.pick(dict(book.profiles.named(graph.profile).name)),
        "names": _names(traced, graph, language),
        "waters": {
            key: [language.pick(dict(each.names)), *_rounded(graph.point(key))]
            for key, each in graph.passages.items()
        },
        "sources": _sources(graph, book),
        "presets": [*_presets(scenarios, traced, graph, language)],
    }
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


def _added(asked: Scenario, traced: Traced) -> Iterator[Line]:
    for change in asked.changes:
        line = change.add
        if line is not None and {line.start, line.end} <= set(traced.atlas.hub_places):
            yield Line(line.id, line.start, line.end, line.mode, line.length_km, line.gauge_mm or 0)


def _idle(graph: Graph, ids: set[str]) -> Graph:
    """Return the graph with lines of these ids not in use."""
    edges = tuple(
        edge if ids.isdisjoint(edge.refs) else replace(edge, in_use=False) for edge in graph.edges
    )
    idle = replace(graph, edges=edges)
    return replace(idle, open=graph.open & idle.in_use)


def _rounded(point: tuple[float, float]) -> tuple[float, float]:
    return round(point[0], _DIGITS), round(point[1], _DIGITS)


def _names(traced: Traced, graph: Graph, language: Language) -> dict[str, list[object]]:
    """Return name, lon, lat and country of the places that the page does not know as hubs."""
    hubs, places = set(traced.atlas.hubs["id"]), traced.atlas.hub_places
    found: dict[str, list[object]] = {}
    for place in graph.places:
        if place in hubs:
            continue
        lon, lat = _rounded(graph.points[place])
        known = places.get(place)
        if known is None:
            found[place] = [_spot_name(place, language), lon, lat, ""]
        else:
            found[place] = [known.name(language.tag), lon, lat, known.country]
    return found


def _spot_name(place: str, language: Language) -> str:
    spot = _SPOT.match(place)
    if spot is None:
        return place
    sides = spot.groups()
    if sides[0].isdecimal():
        return f"{sides[0]} / {sides[1]}"
    return " \u2013 ".join(language.country_name(code) for code in sides)


def _sources(graph: Graph, book: RateBook) -> dict[str, list[str]]:
    """Return title and address of each page that a figure of the graph was read on."""
    used = {
        figure.source
        for lines in graph.lines
        for line in lines
        for figure in (line.hours, line.usd, line.kg_co2e)
        if figure is not None
    }
    return {key: [book.sources[key].title, book.sources[key].url] for key in sorted(used) if key}


def _presets(
    scenarios: Mapping[str, Scenario], traced: Traced, graph: Graph, language: Language
) -> Iterator[PresetJson]:
    """Yield the scenarios that can be asked of what is traced, each with its first pair."""
    words = language.words_of("planner")
    for key, asked in scenarios.items():
        pair = next(_pairs(asked, traced), None)
        ends = {place for place in pair or () if edges_of(graph, place).any()}
        if pair is None or ends != set(pair) or not _named(asked.changes, graph):
            continue
        yield {
            "id": key,
            "name": words.get(f"preset_{key}", asked.name),
            "from": pair[0],
            "to": pair[1],
            "by": asked.by,
            "mode": asked.mode,
            "avoid": list(asked.avoid),
            "close": [change.close for change in asked.changes if change.close],
            "open": [
                change.open or change.word
                for change in asked.changes
                if change.verb in ("open", "add")
            ],
            "slow": [
                (change.word, change.factor)
                for change in asked.changes
                if change.verb == "stop" and change.factor is not None
            ],
        }


def _pairs(asked: Scenario, traced: Traced) -> Iterator[tuple[str, str]]:
    yield from asked.pairs
    for corridor in asked.corridors:
        if corridor in traced.refs:
            yield from ends_of_routes(traced, corridor)


def _named(changes: Sequence[Change], graph: Graph) -> bool:
    return all(edges_of(graph, change.word).any() for change in changes)
