"""Flows between places: a matrix of one's own, or the stated default.

The default joins the capitals, and the cities of a million and more, that lie within 100 km of a
corridor in their own country. Each two of different countries exchange
``sqrt(P1 * P2) / d``: the geometric mean of their people over the straight distance in km, at least
100. It is a gravity model (exponents 1/2 and 1) whose weights are damped, since people are a weak
measure of trade; no tonnes are claimed. Both directions go the way out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata import geodesy, population
from geodata.csv_rows import read_parted
from geodata.csv_text import pointed
from geodata.errors import AtlasError, InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from corridors.graph.data import GraphData
    from corridors.tracing.data import AtlasData
    from geodata.places.lookup import Places

FORMULA = "sqrt(P1 * P2) / d, P people of the two ends, d straight km, at least 100"
CITY_PEOPLE = 1_000_000.0
"""Cities of so many people are ends of the default flows, and capitals of any size."""
ATTACH_KM = 100.0
"""An end lies no farther than this from the place of the corridors that stands for it."""
_LEAST_KM = 100.0
DETOUR = 2.0
"""Default flows whose way is longer than so many straight lines do not use the corridors."""
_LONG = ["from", "to", "tonnes"]


@dataclass(frozen=True, slots=True)
class Flow:
    """What goes from one place to another, by ids of places of the graph."""

    start: str
    end: str
    weight: float


@dataclass(frozen=True)
class Flows:
    """Flows and what is told of them.

    Attributes
    ----------
    unit
        ``t`` of one's own, ``weight`` of the default.
    formula
        What the default rests on, or the name of the file.
    detour
        Flows with a longer way, in straight lines, are left out.
    """

    flows: tuple[Flow, ...]
    unit: str
    formula: str
    detour: float = float("inf")

    def __repr__(self) -> str:
        return f"<Flows: {len(self.flows)} in {self.unit}>"

    @property
    def total(self) -> float:
        """Return the sum of the weights."""
        return float(sum(flow.weight for flow in self.flows))


def default_flows(
    atlas: AtlasData, graph: GraphData, *, countries: Collection[str] | None = None
) -> Flows:
    """Return the default flows between places of different countries.

    Parameters
    ----------
    countries
        Only flows with both ends in these.
    """
    people = _ends(atlas, graph, countries)
    ends = sorted(people)
    points = np.array([graph.points[end] for end in ends]).reshape(-1, 2)
    flows = []
    for row, start in enumerate(ends[:-1]):
        later = points[row + 1 :]
        lon, lat = points[row].tolist()
        away = geodesy.distance_km(lon, lat, later[:, 0], later[:, 1])
        for end, km in zip(ends[row + 1 :], away.tolist(), strict=True):
            if atlas.places[start].country != atlas.places[end].country:
                weight = float(np.sqrt(people[start] * people[end])) / max(km, _LEAST_KM)
                flows.append(Flow(start, end, weight))
    return Flows(tuple(flows), "weight", FORMULA, DETOUR)


def _ends(
    atlas: AtlasData, graph: GraphData, countries: Collection[str] | None
) -> dict[str, float]:
    """Return the places that stand for large cities and capitals, with their people."""
    cities = [city for city in _cities() if countries is None or city[0] in countries]
    people: dict[str, float] = {}
    by_country: dict[str, list[str]] = {}
    for place in graph.places:
        if place in atlas.places:
            by_country.setdefault(atlas.places[place].country, []).append(place)
    for country, lon, lat, number in cities:
        near = _nearest((lon, lat), by_country.get(country, []), graph.points)
        if near is not None and near[1] <= ATTACH_KM:
            people[near[0]] = people.get(near[0], 0.0) + number
    return people


def _cities() -> Iterator[tuple[str, float, float, float]]:
    """Yield country, lon, lat and people of cities of a million, and of smaller capitals."""
    large = population.cities().at_least(CITY_PEOPLE).points
    rows = large[["country", "lon", "lat", "population"]].itertuples(index=False)
    yield from (tuple(row) for row in rows)
    for city in population.capitals():
        if city[3] < CITY_PEOPLE:
            yield city


def _nearest(
    point: tuple[float, float],
    places: Sequence[str],
    points: Mapping[str, tuple[float, float]],
) -> tuple[str, float] | None:
    if not places:
        return None
    lonlat = np.array([points[place] for place in places])
    away = geodesy.distance_km(*point, lonlat[:, 0], lonlat[:, 1])
    row = int(np.argmin(away))
    return places[row], float(away[row])


def read_flows(file: Path, places: Places, graph: GraphData) -> Flows:
    """Return flows of one's own, in tonnes.

    Parameters
    ----------
    file
        CSV with ``from,to,tonnes``, or a square matrix: the places of destination in the first
        row, those of origin in the first column. Places by id or name; one that no corridor passes
        is stood for by the nearest that does, within 100 km.

    Raises
    ------
    InputError
        Naming every unknown place, number that is none or negative, pair that is told twice or
        goes nowhere, and rows that are missing.
    """
    rows, mark = read_parted(file)
    cells = [row for row in rows if any(cell.strip() for cell in row)]
    if not cells:
        raise InputError([Problem(str(file), "", "is empty", "write from,to,tonnes")])
    head = [cell.strip().casefold() for cell in cells[0]]
    known = _Known(file, places, graph, decimal_commas=mark != ",")
    if len(head) == 1:
        known.complain("line 1", f"has one cell, {cells[0][0].strip()!r}", "part cells by commas")
        raise InputError(known.problems)
    long = set(_LONG) <= set(head)
    flows = list(_long(cells, head, known) if long else _matrix(cells, known))
    if not known.problems and not any(flow.weight > 0.0 for flow in flows):
        known.complain("", "holds no flow over 0", "write from,to,tonnes")
    if known.problems:
        raise InputError(known.problems)
    return Flows(tuple(flow for flow in flows if flow.weight > 0.0), "t", file.name)


class _Known:
    """Looks words of a file up, and gathers what is wrong with them."""

    def __init__(
        self, file: Path, places: Places, graph: GraphData, *, decimal_commas: bool
    ) -> None:
        self.problems: list[Problem] = []
        self._decimal_commas = decimal_commas
        self._file, self._places, self._graph = str(file), places, graph
        self._on = [place for place in graph.places if place in places]
        self._found: dict[str, str] = {}

    def complain(self, item: str, message: str, remedy: str = "") -> None:
        self.problems.append(Problem(self._file, item, message, remedy))

    def place(self, word: str, item: str) -> str:
        """Return the place of the graph for a word, empty where there is none."""
        if word not in self._found:
            self._found[word] = self._look_up(word, item)
        return self._found[word]

    def _look_up(self, word: str, item: str) -> str:
        try:
            found = self._places.find(word)
        except AtlasError as error:
            self.complain(item, str(error))
            return ""
        if found.id in self._graph.points:
            return found.id
        near = _nearest(found.point, self._on, self._graph.points)
        if near is None or near[1] > ATTACH_KM:
            self.complain(item, f"no corridor passes within {ATTACH_KM:g} km of {word!r}")
            return ""
        return near[0]

    def number(self, text: str, item: str) -> float:
        try:
            number = text.strip() or "0"
            value = float(pointed(number) if self._decimal_commas else number)
        except ValueError:
            value = float("nan")
        if not np.isfinite(value) or value < 0.0:
            remedy = "a number of 0 or more, with a point before decimals"
            self.complain(item, f"{text.strip()!r} tonnes", remedy)
            return 0.0
        return value


def _long(cells: Sequence[Sequence[str]], head: Sequence[str], known: _Known) -> Iterator[Flow]:
    at = [head.index(name) for name in _LONG]
    first: dict[tuple[str, str], int] = {}
    for number, row in enumerate(cells[1:], start=2):
        item = f"line {number}"
        if len(row) <= max(at):
            known.complain(item, f"has {len(row)} cells", "write from,to,tonnes")
            continue
        start, end, text = (row[column].strip() for column in at)
        weight = known.number(text, item) if text else known.number("no", item)
        if start == end:
            known.complain(item, f"goes from {start!r} to itself", "leave the line out")
        if first.setdefault((start, end), number) != number:
            known.complain(
                item, f"tells {start} - {end} again", f"add it to line {first[start, end]}"
            )
        ends = known.place(start, item), known.place(end, item)
        if all(ends) and ends[0] != ends[1]:
            yield Flow(*ends, weight)


def _matrix(cells: Sequence[Sequence[str]], known: _Known) -> Iterator[Flow]:
    targets = [cell.strip() for cell in cells[0][1:]]
    sources = [row[0].strip() for row in cells[1:]]
    if sorted(targets) != sorted(sources) or any(len(row) != len(cells[0]) for row in cells):
        known.complain(
            "",
            f"is not square: {len(sources)} rows and {len(targets)} columns of places",
            "the same places in the first row and the first column, or from,to,tonnes",
        )
        return
    for word in sorted({word for word in targets if targets.count(word) > 1}):
        known.complain("line 1", f"{word!r} stands there twice", "one row and column a place")
    columns = [known.place(word, "line 1") for word in targets]
    for number, row in enumerate(cells[1:], start=2):
        item = f"line {number}"
        start = known.place(row[0].strip(), item)
        for end, text in zip(columns, row[1:], strict=True):
            weight = known.number(text, item)
            if start and end and start != end:
                yield Flow(start, end, weight)
