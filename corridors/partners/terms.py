"""What a network must and must not hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corridors.partners.roles import Role, role_of
from corridors.partners.seas import seas_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corridors.partners.importance import Importance

Group = tuple[frozenset[int], int]
"""Candidates, and how many of them must be sites at least."""


@dataclass(frozen=True)
class Terms:
    """What a network must and must not hold.

    Attributes
    ----------
    fixed, forbidden
        Ids of candidates.
    closed
        Words that close something, as `corridors.graph.closing` reads them: flows whose best way
        passes it are lost to the network, whatever detour they have, and what is closed is no site.
    country_min
        Sites at least in each of the countries.
    roles
        Sites at least by role; by default a quarter of them gateways, and a port on each of as many
        seas, those whose ports carry most, as far as there are candidates.
    port_by_sea
        Whether each sea with a candidate must have a port.
    capacity
        What a site can serve in the unit of the flows: by id, or under ``""`` for all.
    only
        Ids of the only candidates; all hubs and cities on the corridors where empty.
    """

    fixed: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    country_min: int = 0
    roles: Mapping[Role, int] | None = None
    port_by_sea: bool = False
    capacity: Mapping[str, float] = field(default_factory=dict)
    only: tuple[str, ...] = ()


NO_TERMS = Terms()


def groups_of(
    found: Importance, candidates: Sequence[str], terms: Terms, sites: int
) -> list[Group]:
    """Return the groups of candidates that must hold sites."""
    places = found.traced.atlas.hub_places
    by_role: dict[Role, set[int]] = {role: set() for role in Role}
    by_country: dict[str, set[int]] = {}
    for row, place in enumerate(candidates):
        by_role[role_of(places[place]) or Role.INLAND].add(row)
        by_country.setdefault(places[place].country, set()).add(row)
    seas = _seas(found, candidates, by_role[Role.SEAPORT])
    groups: list[Group] = [(frozenset(rows), terms.country_min) for rows in by_country.values()]
    if terms.roles is not None:
        groups += [(frozenset(by_role[role]), least) for role, least in terms.roles.items()]
    else:
        free = sites - terms.country_min * len(by_country) - len(terms.fixed)
        quarter = sites // 4 if free >= 2 * (sites // 4) else 0
        gateways = frozenset(by_role[Role.GATEWAY])
        groups += [(gateways, min(quarter, len(gateways))), *((sea, 1) for sea in seas[:quarter])]
    if terms.port_by_sea:
        groups += [(sea, 1) for sea in seas]
    return [(rows, least) for rows, least in groups if least > 0]


def _seas(found: Importance, candidates: Sequence[str], ports: set[int]) -> list[frozenset[int]]:
    """Return the candidates on each sea, that whose ports carry most first."""
    seas = [
        frozenset(row for row in ports if candidates[row] in sea) for sea in seas_of(found.graph)
    ]
    return sorted(
        filter(None, seas),
        key=lambda sea: (-max(found.share(candidates[row]) for row in sea), sorted(sea)),
    )
