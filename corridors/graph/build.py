"""The corridor graph built from traced corridors."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from corridors.graph.closing import edges_of
from corridors.graph.cuts import STOPS, Cut, cuts_of_legs, spot_of
from corridors.graph.data import Edge, Node
from corridors.graph.departures import with_departures
from corridors.graph.figures import Pricer, priced
from corridors.graph.graph import Graph
from corridors.graph.pieces import Line, Piece, border_of_line, pieces_of, pieces_of_line, voyages
from corridors.graph.stops import Junctions, stop_edges
from corridors.ledger.lines import Writer
from corridors.ledger.rates.shipment import Shipment
from corridors.ledger.verbs import atlas_book, settled
from corridors.tracing.gauges import national
from geodata.errors import InputError, Problem, did_you_mean
from geodata.places.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corridors.graph.figures import Row
    from corridors.tracing.data import AtlasData
    from corridors.tracing.traced_data import TracedData
    from corridors.tracing.way import Event
    from geodata.arrays import Mask

_TRANSFER_KINDS = frozenset(
    {
        Kind.SEA_PORT, Kind.RIVER_PORT, Kind.DRY_PORT, Kind.RAIL_TERMINAL,
        Kind.LOGISTICS_CENTRE, Kind.GAUGE_YARD, Kind.CITY,
    }
)  # fmt: skip
"""Kinds of places at which goods change from one mode to another; a city stands for its own."""
_SAME_KM = 1.0
_SAME_SHARE = 0.02
"""Pieces of two legs between the same nodes are one line where their km differ by no more."""


def build_graph(
    traced: TracedData,
    *,
    shipment: Shipment | None = None,
    lines: Sequence[Line] = (),
    cuts: Mapping[str, Sequence[Cut]] | None = None,
) -> Graph:
    """Return the corridor graph of traced corridors, at the date of their atlas.

    Legs that are not in use at the date are in it, closed, so that they can be opened; what is
    shut at the date is closed.

    Parameters
    ----------
    shipment
        What is shipped and by which rates; a FEU of 20 t by block train by default.
    lines
        Lines of one's own between places of the atlas.
    cuts
        What `corridors.graph.cuts.cuts_of_legs` returned for the same legs, which takes longest.

    Raises
    ------
    InputError
        An unknown profile, bad rates, or a line whose ends the atlas does not know.
    """
    known = settled(traced.atlas, "any", shipment or Shipment())
    book = atlas_book(traced.atlas, known.rates)
    profile = book.profiles.named(known.profile or "")
    year = known.year or profile.year
    pricer = Pricer(Writer(book, profile, year))
    cuts = cuts_of_legs(traced) if cuts is None else cuts
    pieces = [*_pieces(traced, cuts), *_added(traced.atlas, lines)]
    legs = with_departures([*_both_ways([*_leg_rows(pieces, pricer)])])
    junctions = _with_borders(_junctions(traced, cuts, legs), traced.atlas, lines)
    nodes = [node for row in legs for node in row[:2]]
    stops = [(a, b, e, 0.0, cost) for a, b, e, cost in stop_edges(nodes, junctions, pricer)]
    graph = replace(
        _graph([*legs, *stops], junctions.points),
        passages=dict(traced.atlas.catalogue.gates.passages),
        profile=profile.id,
        year=year,
        date=traced.atlas.states().day.isoformat(),
    )
    return graph.with_open(graph.in_use & ~_shut(graph, traced.atlas))


def graph_at(graph: Graph, traced: TracedData, date: str | None) -> Graph:
    """Return a graph of the same corridors as it stood at another date.

    What is in use and what is shut are those of the date; figures stay as they are.

    Parameters
    ----------
    date
        ``YYYY[-MM[-DD]]``; beyond the last check, that day.
    """
    atlas = traced.atlas.as_of(date)
    in_use = {
        ref: (status := leg.leg.status_on(atlas.date)) is not None and status.value.in_use
        for ref, leg in traced.by_ref.items()
    }
    edges = tuple(
        replace(edge, in_use=any(in_use.get(ref, True) for ref in edge.refs)) if edge.refs else edge
        for edge in graph.edges
    )
    moved = graph.changed(edges=edges, date=atlas.states().day.isoformat())
    return moved.with_open(moved.in_use & ~_shut(moved, atlas))


def _pieces(traced: TracedData, cuts: Mapping[str, Sequence[Cut]]) -> list[Piece]:
    voyage_km = voyages(traced)
    return [
        piece
        for ref, leg in traced.by_ref.items()
        for piece in pieces_of(leg, cuts[ref], voyage_km=voyage_km.get(ref, 0.0))
    ]


def _added(atlas: AtlasData, lines: Sequence[Line]) -> Iterator[Piece]:
    problems = [
        Problem("", line.id, f"no place {end!r}", did_you_mean(end, atlas.hub_places))
        for line in lines
        for end in (line.start, line.end)
        if end not in atlas.hub_places
    ]
    if problems:
        raise InputError(problems)
    for line in lines:
        start, end = atlas.hub_places[line.start], atlas.hub_places[line.end]
        yield from pieces_of_line(line, (start.country, end.country))


def _leg_rows(pieces: Sequence[Piece], pricer: Pricer) -> Iterator[Row]:
    """Yield pieces on each of their gauges, pieces of several legs over one line once."""
    lines: dict[tuple[Node, Node], list[Row]] = {}
    for piece, cost in zip(pieces, priced(pricer, pieces), strict=True):
        for gauge in piece.gauges_mm or (0,):
            tail, head = sorted(piece.nodes(gauge)) if piece.mode != "sea" else piece.nodes(gauge)
            beside = lines.setdefault((tail, head), [])
            edge = _edge(piece)
            for number, row in enumerate(beside):
                if _is_same(row[3], piece.km):
                    beside[number] = _merged(row, edge)
                    break
            else:
                beside.append((tail, head, edge, piece.km, cost))
    for key in sorted(lines):
        yield from lines[key]


def _edge(piece: Piece) -> Edge:
    return Edge(
        "leg",
        piece.mode,
        piece.country,
        refs=(piece.ref,),
        by_country=piece.by_country,
        passages=piece.passages,
        in_use=piece.in_use,
    )


def _is_same(one_km: float, other_km: float) -> bool:
    return abs(one_km - other_km) <= max(_SAME_KM, _SAME_SHARE * one_km)


def _merged(row: Row, edge: Edge) -> Row:
    tail, head, kept, km, cost = row
    refs = tuple(dict.fromkeys((*kept.refs, *edge.refs)))
    return tail, head, replace(kept, refs=refs, in_use=kept.in_use or edge.in_use), km, cost


def _both_ways(legs: Sequence[Row]) -> Iterator[Row]:
    for tail, head, edge, km, cost in legs:
        yield tail, head, edge, km, cost
        back = head, tail
        if edge.mode == "sea":
            back = Node(head.place, "sea", part="depart"), Node(tail.place, "sea", part="arrive")
        yield (*back, edge, km, cost)


def _junctions(
    traced: TracedData, cuts: Mapping[str, Sequence[Cut]], legs: Sequence[Row]
) -> Junctions:
    places = traced.atlas.hub_places
    used = {node.place for row in legs for node in row[:2]}
    points = _spots(traced) | {p: places[p].point for p in used if p in places}
    changes = {e.place for e in _events(traced) if e.kind == "mode_change" and e.place}
    kinds = {p for p in used if p in places and places[p].kind in _TRANSFER_KINDS}
    voyage: dict[str, float] = {}
    for ref, km in voyages(traced).items():
        leg = traced.by_ref[ref].leg
        for place in (leg.start, leg.end):
            voyage[place] = max(voyage.get(place, 0.0), km)
    return Junctions(
        points={place: points[place] for place in sorted(used) if place in points},
        countries={place: places[place].country for place in used if place in places},
        gates={c.place: c.gate for found in cuts.values() for c in found if c.gate},
        transfers=frozenset(kinds | changes),
        yards=_yards(traced, legs),
        national_mm=national(),
        voyages=voyage,
    )


def _with_borders(junctions: Junctions, atlas: AtlasData, lines: Sequence[Line]) -> Junctions:
    """Return junctions with the borders of lines of one's own, for which their ends stand."""
    spots = {border_of_line(line): line.end for line in lines}
    points = {spot: atlas.hub_places[end].point for spot, end in spots.items()}
    return replace(
        junctions,
        points={**junctions.points, **points},
        gates={**junctions.gates, **spots},
    )


def _events(traced: TracedData) -> Iterator[Event]:
    for leg in traced.by_ref.values():
        yield from leg.events
    for corridor, routes in traced.refs.items():
        for route in routes:
            yield from traced.route_events(corridor, route)


def _spots(traced: TracedData) -> dict[str, tuple[float, float]]:
    """Return where the spots of borders and breaks lie that no known place explains."""
    return {
        place: (event.lon, event.lat)
        for leg in traced.by_ref.values()
        for event in leg.events
        if event.kind in STOPS
        for place in (spot_of(event), event.place)
        if place
    }


def _yards(traced: TracedData, legs: Sequence[Row]) -> dict[str, frozenset[int]]:
    """Return where wagons or goods change gauge, and between which gauges.

    At yards, where a break of gauge was found, and where the line of one gauge ends and that of
    another begins.
    """
    yards: dict[str, frozenset[int]] = {}
    for place in traced.atlas.hub_places.values():
        # A crossing is a line, and no yard: one with two gauges has its yards beside it.
        many = len(place.gauges_mm) > 1 and place.kind != Kind.BORDER_CROSSING
        if place.kind == Kind.GAUGE_YARD or many:
            yards[place.id] = frozenset(place.gauges_mm)
    for event in _events(traced):
        if event.kind == "break_of_gauge":
            spot, gauges = event.place or spot_of(event), event.detail.split(">")
            yards[spot] = yards.get(spot, frozenset()) | {int(gauge) for gauge in gauges}
    for spot, gauges_mm in _meeting(legs).items():
        yards[spot] = yards.get(spot, frozenset()) | gauges_mm
    return yards


def _meeting(legs: Sequence[Row]) -> dict[str, frozenset[int]]:
    """Return the places at which lines of a single gauge meet those of another."""
    by_line: dict[tuple[str, str], set[int]] = {}
    for tail, head, *_ in legs:
        if tail.mode == "rail":
            by_line.setdefault((tail.place, head.place), set()).add(tail.gauge_mm)
    single: dict[str, set[int]] = {}
    for ends, gauges in by_line.items():
        for place in ends:
            if len(gauges) == 1:
                single.setdefault(place, set()).update(gauges - {0})
    return {place: frozenset(found) for place, found in single.items() if len(found) > 1}


def _graph(rows: Sequence[Row], points: Mapping[str, tuple[float, float]]) -> Graph:
    nodes = tuple(sorted({node for row in rows for node in row[:2]}))
    number = {node: row for row, node in enumerate(nodes)}
    return Graph(
        nodes,
        tuple(edge for _, _, edge, _, _ in rows),
        np.array([number[tail] for tail, *_ in rows], dtype=np.int64),
        np.array([number[row[1]] for row in rows], dtype=np.int64),
        np.array([km for *_, km, _ in rows]),
        np.array([cost.figures for *_, cost in rows]).reshape(-1, 3, 3),
        np.array([cost.known for *_, cost in rows], dtype=bool).reshape(-1, 3),
        np.array([edge.in_use for _, _, edge, _, _ in rows], dtype=bool),
        points,
        claims=tuple(cost.claims for *_, cost in rows),
        lines=tuple(cost.lines for *_, cost in rows),
    )


def _shut(graph: Graph, atlas: AtlasData) -> Mask:
    """Return which edges are shut at the atlas' date."""
    shut = np.zeros(len(graph.edges), dtype=bool)
    for state in atlas.states().rows:
        if state.state.is_shut:
            named = edges_of(graph, state.id)
            shut |= named & _concerned(graph, state.mode)
    return shut


def _concerned(graph: Graph, mode: str) -> Mask:
    return np.array([mode in ("", edge.mode) for edge in graph.edges], dtype=bool)
