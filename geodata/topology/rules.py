"""Reads the seed tables that only the snapshot needs: gauges, lanes, closed and missing lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geodata.errors import InputError, Problem, did_you_mean
from geodata.files import read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

    from geodata.places.lookup import Places

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """A line as a chain of places, with what a rule says of it."""

    id: str
    mode: str
    places: tuple[str, ...]
    length_km: float | None = None
    gauges_mm: tuple[int, ...] = ()
    status: str = "operating"
    source: str = ""
    on_road: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A break in the source network, closed straight between two places or points."""

    mode: str
    ends: tuple[Point, Point]
    why: str


@dataclass(frozen=True, slots=True)
class Lanes:
    """Sea lanes of our own drawing, and the boxes in which the source's are left out.

    Boxes are west, south, east, north in degrees.
    """

    replaces: tuple[tuple[float, float, float, float], ...]
    lines: tuple[tuple[Point, ...], ...]


def read_table(seeds: Traversable, name: str) -> dict[str, Any]:
    """Return a TOML table of the seeds, empty where the file does not exist."""
    file = seeds.joinpath(*name.split("/"))
    if not file.is_file():
        return {}
    return read_toml(file)


def lines(seeds: Traversable, name: str, places: Places) -> tuple[Line, ...]:
    """Return the ``[[line]]`` entries of a table; every place in their chains must be known.

    Raises
    ------
    InputError
        Naming every place that is not known.
    """
    found: list[Line] = []
    problems: list[Problem] = []
    for entry in read_table(seeds, name).get("line", []):
        chain = tuple(entry["places"])
        item = entry.get("id", chain[0])
        problems += [
            Problem.unknown("place", place, places, file=name, item=item)
            for place in chain
            if place not in places
        ]
        gauges = entry.get("gauges_mm") or [g for g in [entry.get("gauge_mm")] if g]
        found.append(
            Line(
                item,
                entry.get("mode", "rail"),
                chain,
                entry.get("length_km"),
                tuple(sorted(gauges)),
                entry.get("status", "operating"),
                entry.get("source", ""),
                entry.get("on_road", False),
            )
        )
    if problems:
        raise InputError(problems)
    return tuple(found)


def not_freight_roads(seeds: Traversable) -> tuple[tuple[str, tuple[Point, ...]], ...]:
    """Return id and points, degrees, of the roads of ``rules/roads_not_freight.toml``."""
    entries = read_table(seeds, "rules/roads_not_freight.toml").get("line", [])
    return tuple(
        (entry["id"], tuple(_point(point) for point in entry["points"])) for entry in entries
    )


def railways(seeds: Traversable) -> tuple[tuple[Point, ...], ...]:
    """Return the chains of points on railways of ``rules/railways.toml``, degrees."""
    entries = read_table(seeds, "rules/railways.toml").get("line", [])
    return tuple(tuple(_point(point) for point in entry["points"]) for entry in entries)


def gaps(seeds: Traversable) -> tuple[Gap, ...]:
    """Return the ``[[gap]]`` entries of ``rules/gaps.toml``."""
    entries = read_table(seeds, "rules/gaps.toml").get("gap", [])
    return tuple(
        Gap(entry["mode"], (_point(entry["from"]), _point(entry["to"])), entry["why"])
        for entry in entries
    )


def gauges_by_country(seeds: Traversable) -> Mapping[str, tuple[int, ...]]:
    """Return the gauges in mm of each country's main network."""
    table = read_table(seeds, "rules/gauges.toml").get("country", {})
    return {code: tuple(gauges) for code, gauges in table.items()}


def lanes(seeds: Traversable) -> Lanes:
    """Return the sea lanes of ``rules/lanes.toml``.

    Raises
    ------
    InputError
        Naming every waypoint that a lane names and that is not there.
    """
    table = read_table(seeds, "rules/lanes.toml")
    points = {name: _point(value) for name, value in table["waypoint"].items()}
    problems = [
        Problem("lanes.toml", name, "no such waypoint", did_you_mean(name, points))
        for lane in table["lane"]
        for name in lane["through"]
        if name not in points
    ]
    if problems:
        raise InputError(problems)
    lines_ = tuple(tuple(points[name] for name in lane["through"]) for lane in table["lane"])
    boxes = ((*_point(box[:2]), *_point(box[2:])) for box in table["replaces"])
    return Lanes(tuple(boxes), lines_)


def _point(value: list[float]) -> Point:
    return (float(value[0]), float(value[1]))
