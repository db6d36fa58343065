"""Limits on a choice of sites, and contradictions among them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridors.siting import instance as siting_instance
from geodata.errors import InputError, Problem, did_you_mean

if TYPE_CHECKING:
    import geopandas
    from numpy.typing import NDArray

    from geodata.arrays import Floats


@dataclass(frozen=True)
class Limits:
    """Constraints on the choice of sites.

    Attributes
    ----------
    fixed, forbidden
        Ids of candidates that must or must not be chosen.
    country_min, country_max
        Sites at least and at most: by country, or one number for every country with candidates.
    capacity
        Weight that a site can serve, by id or one number for all; demand may then be split.
    """

    fixed: Collection[str] = ()
    forbidden: Collection[str] = ()
    country_min: Mapping[str, int] | int | None = None
    country_max: Mapping[str, int] | int | None = None
    capacity: Mapping[str, float] | float | None = None


def candidate_rows(
    wanted: Collection[str], candidates: geopandas.GeoDataFrame, what: str
) -> list[int]:
    """Return the rows of candidates by their ids.

    Raises
    ------
    InputError
        Naming every id that is no candidate.
    """
    number = {str(name): row for row, name in enumerate(candidates["id"])}
    unknown = [name for name in wanted if name not in number]
    if unknown:
        raise InputError(
            Problem("", name, f"in {what} is no candidate", did_you_mean(name, number))
            for name in unknown
        )
    return [number[name] for name in wanted]


def read_constraints(
    candidates: geopandas.GeoDataFrame,
    groups: list[str],
    limits: Limits,
    sites: int,
    objective: str,
) -> siting_instance.Instance:
    """Return an instance without costs yet; all contradictions at once.

    Raises
    ------
    InputError
        Naming every constraint that cannot be met.
    """
    from scipy.sparse import csr_matrix

    fixed = frozenset(candidate_rows(limits.fixed, candidates, "fixed"))
    forbidden = frozenset(candidate_rows(limits.forbidden, candidates, "forbidden"))
    numbers = {code: row for row, code in enumerate(groups)}
    least, unknown_min = _by_country(limits.country_min, numbers)
    most, unknown_max = _by_country(limits.country_max, numbers)
    group = candidates["country"].map(numbers).to_numpy(dtype=np.int64)
    problems = [
        Problem("", code, "has no candidate", did_you_mean(code, numbers))
        for code in sorted(unknown_min | unknown_max)
    ]
    problems += _contradictions(candidates, group, groups, (fixed, forbidden), (least, most))
    if objective != "set-cover":
        problems += _counts(
            sites, len(candidates) - len(forbidden), len(fixed), least, most, groups
        )
    capacity, faults = _capacity(limits.capacity, candidates)
    if problems or faults:
        raise InputError([*problems, *faults])
    empty = csr_matrix((0, len(candidates)))
    return siting_instance.Instance(
        empty, np.zeros(0), group, fixed, forbidden, least, most, capacity
    )


def _by_country(
    given: Mapping[str, int] | int | None, numbers: Mapping[str, int]
) -> tuple[dict[int, int], set[str]]:
    if given is None:
        return {}, set()
    table = dict.fromkeys(numbers, given) if isinstance(given, int) else dict(given)
    return (
        {numbers[code]: int(count) for code, count in table.items() if code in numbers},
        set(table) - set(numbers),
    )


def _contradictions(
    candidates: geopandas.GeoDataFrame,
    group: NDArray[np.int64],
    groups: list[str],
    named: tuple[frozenset[int], frozenset[int]],
    bounds: tuple[dict[int, int], dict[int, int]],
) -> list[Problem]:
    (fixed, forbidden), (least, most) = named, bounds
    ids = candidates["id"].tolist()
    problems = [
        Problem("", str(ids[both]), "is both fixed and forbidden")
        for both in sorted(fixed & forbidden)
    ]
    for number, code in enumerate(groups):
        mine = set(np.flatnonzero(group == number).tolist())
        free, held = len(mine - forbidden), len(mine & fixed)
        low, high = least.get(number, 0), most.get(number, len(mine))
        if low > free:
            problems.append(Problem("", code, f"{low} sites at least, but {free} candidates"))
        if held > high:
            problems.append(Problem("", code, f"{high} sites at most, but {held} are fixed"))
        if low > high:
            problems.append(Problem("", code, f"{low} sites at least and {high} at most"))
    return problems


def _counts(
    sites: int,
    free: int,
    fixed: int,
    least: dict[int, int],
    most: dict[int, int],
    groups: list[str],
) -> list[Problem]:
    problems = []
    if sites < 1:
        problems.append(Problem("", "sites", f"{sites} sites were asked for", "1 or more"))
    if sites > free:
        problems.append(
            Problem("", "sites", f"{sites} sites of {free} candidates", "ask for fewer")
        )
    if fixed > sites:
        problems.append(Problem("", "sites", f"{fixed} are fixed, but only {sites} asked for"))
    needed = sum(least.values())
    if needed > sites:
        problems.append(
            Problem(
                "", "sites", f"the countries need {needed} at least, but only {sites} are asked for"
            )
        )
    if len(most) == len(groups) and sum(most.values()) < sites:
        problems.append(
            Problem(
                "",
                "sites",
                f"the countries allow {sum(most.values())} at most, but {sites} are asked for",
            )
        )
    return problems


def _capacity(
    given: Mapping[str, float] | float | None, candidates: geopandas.GeoDataFrame
) -> tuple[Floats | None, list[Problem]]:
    if given is None:
        return None, []
    if isinstance(given, Mapping):
        room = np.array([float(given.get(name, np.inf)) for name in candidates["id"]])
        unknown = sorted(set(given) - set(candidates["id"]))
    else:
        room, unknown = np.full(len(candidates), float(given)), []
    problems = [
        Problem("", name, "in capacity is no candidate", did_you_mean(name, candidates["id"]))
        for name in unknown
    ]
    bad = np.isnan(room) | (room < 0.0)
    problems += [
        Problem("", str(name), "has no capacity of 0 or more") for name in candidates["id"][bad]
    ]
    return room, problems
