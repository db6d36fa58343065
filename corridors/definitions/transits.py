"""Rules of borders: how far the drawn boundary errs, transits, and what passing costs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from geodata.errors import InputError, Problem
from geodata.files import read_toml, seed
from geodata.places.model import COUNTRIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Transit:
    """A stretch of a country that trains of another railway run through without control.

    ``point`` is lon, lat of a station on it, in degrees.
    """

    id: str
    railway: str
    through: str
    point: tuple[float, float]


@dataclass(frozen=True, slots=True)
class BoundaryRules:
    """What ``seeds/rules/countries.toml`` states of boundaries beside the codes of territories.

    Attributes
    ----------
    snap_km
        How far along a way the drawn boundary may be off.
    """

    snap_km: float = 0.0
    transits: tuple[Transit, ...] = ()


@dataclass(frozen=True, slots=True)
class Detours:
    """Km that a route is let go round rather than pass a border or a break of gauge.

    Attributes
    ----------
    border_km, unknown_border_km
        By land at a crossing, and where none is known within ``near_km``.
    open
        Countries between which nobody is stopped: there a border by land costs
        ``open_border_km``.
    """

    border_km: float
    open_border_km: float
    unknown_border_km: float
    near_km: float
    break_of_gauge_km: float
    open: frozenset[str]


@cache
def load_detours() -> Detours:
    """Return what ``[detour]`` of the shipped ``countries.toml`` states."""
    table = read_toml(seed("rules", "countries.toml"))["detour"]
    return Detours(**{**table, "open": frozenset(table["open"])})


@cache
def load() -> BoundaryRules:
    """Return the shipped rules.

    Raises
    ------
    InputError
        Naming every entry that is incomplete.
    """
    path = seed("rules", "countries.toml")
    return parse(read_toml(path), file=path.name)


def parse(data: Mapping[str, Any], *, file: str) -> BoundaryRules:
    """Return the rules that a document states; see `load`."""
    entries = data.get("transit", [])
    problems = [problem for entry in entries for problem in _faults(entry, file)]
    if problems:
        raise InputError(problems)
    transits = [
        Transit(entry["id"], entry["railway"], entry["through"], tuple(entry["point"]))
        for entry in entries
    ]
    return BoundaryRules(float(data.get("boundary", {}).get("snap_km", 0.0)), tuple(transits))


_AXES = ("lon", "lat")


def _faults(entry: Mapping[str, Any], file: str) -> Iterator[Problem]:
    item = f"transit[{entry.get('id', '')}]"
    for key in ("id", "railway", "through", "point", "source"):
        if not entry.get(key):
            yield Problem(file, item, f"{key} is missing", "add it")
    for key in ("railway", "through"):
        if entry.get(key) and entry[key] not in COUNTRIES:
            yield Problem(file, item, f"{key} {entry[key]!r} is no country", "such as KZ")
    if entry.get("point") and len(entry["point"]) != len(_AXES):
        yield Problem(file, item, "point is no pair of lon, lat", "write point = [lon, lat]")
