"""A catalogue: corridors, places and sources, read and checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from corridors.definitions.states import Gates
from corridors.definitions.vocabulary import LegRef
from geodata.errors import InputError, Problem
from geodata.places.lookup import Places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corridors.definitions.attributes import Attribute
    from corridors.definitions.model import (
        Corridor,
        DeclaredLine,
        Leg,
        PlaceFact,
        PublishedLength,
        Route,
        Source,
    )
    from corridors.definitions.series import Figure


class ResolvedLeg(NamedTuple):
    """A leg as a route runs it."""

    leg: Leg
    reversed: bool
    corridor: str
    """Id of the corridor whose file states the leg."""

    @property
    def ref(self) -> LegRef:
        """The reference to it, with the corridor that states it."""
        return LegRef(self.corridor, self.leg.id, self.reversed)

    @property
    def start(self) -> str:
        """Id of the place where the route enters the leg."""
        return self.leg.end if self.reversed else self.leg.start

    @property
    def end(self) -> str:
        """Id of the place where the route leaves the leg."""
        return self.leg.start if self.reversed else self.leg.end


@dataclass(frozen=True)
class Catalogue:
    """Everything that definition files state.

    ``corridors`` are those of the folder, ``referred`` the shipped ones that its routes refer to;
    ``published``, ``sources``, ``lines``, ``places`` and ``facts`` (by place) hold the folder's
    records and the shipped ones that it extends. All are mappings by id; ``gates`` holds crossings,
    passages and states, ``figures`` traffic and capacity by year, ``attributes`` who runs what.
    ``files`` tells for each record of the folder itself, as ``(kind, id)``, which file states it;
    ``rules_cite`` holds for each ``rules/*.toml`` of the folder the sources it cites; ``path`` is
    the folder, None for the shipped.
    """

    corridors: Mapping[str, Corridor]
    published: Mapping[str, PublishedLength] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    lines: Mapping[str, DeclaredLine] = field(default_factory=dict)
    places: Places = field(default_factory=Places)
    facts: Mapping[str, tuple[PlaceFact, ...]] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    gates: Gates = field(default_factory=Gates)
    referred: Mapping[str, Corridor] = field(default_factory=dict)
    files: Mapping[tuple[str, str], str] = field(default_factory=dict)
    rules_cite: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    path: Path | None = None

    def __repr__(self) -> str:
        return f"<Catalogue: {len(self.corridors)} corridors, {self.path or 'shipped'}>"

    def corridor(self, corridor_id: str) -> Corridor:
        """Return a corridor by id.

        Raises
        ------
        InputError
            If there is no such corridor.
        """
        if found := self.corridors.get(corridor_id) or self.referred.get(corridor_id):
            return found
        raise InputError.unknown("corridor", corridor_id, self.corridors)

    def corridor_id(self, name: str) -> str:
        """Return the id of the corridor of this id, name, short name or alias, in any language.

        A name that is none's, or that of several corridors, comes back as it is.
        """
        if name in self.corridors:
            return name
        wanted = name.casefold()
        found = [key for key, record in self.corridors.items() if wanted in _called(record)]
        return found[0] if len(found) == 1 else name

    def leg(self, ref: str, *, corridor: str = "") -> ResolvedLeg:
        """Return the leg that a reference names: ``[-][corridor:]leg``.

        Parameters
        ----------
        ref
            The reference.
        corridor
            Id of the corridor whose file holds the reference.

        Raises
        ------
        InputError
            If there is no such corridor or leg.
        """
        named = LegRef.read(ref, corridor=corridor)
        home = self.corridor(named.corridor)
        return ResolvedLeg(home.leg(named.leg), named.backwards, home.id)

    def resolve(self, corridor: str, route: Route | str) -> tuple[ResolvedLeg, ...]:
        """Return the legs of a route in order, each with its direction and corridor.

        Parameters
        ----------
        corridor
            Id of the corridor that the route belongs to.
        route
            The route or its id.

        Raises
        ------
        InputError
            With every reference that names nothing.
        """
        chosen = self.corridor(corridor).route(route) if isinstance(route, str) else route
        legs: list[ResolvedLeg] = []
        problems: list[Problem] = []
        for ref in chosen.legs:
            try:
                legs.append(self.leg(ref, corridor=corridor))
            except InputError as error:
                problems += error.problems
        if problems:
            raise InputError(problems)
        return tuple(legs)


def _called(record: Corridor) -> set[str]:
    """Return what a corridor is called, in small letters."""
    aliases = (alias for words in record.aliases.values() for alias in words)
    return {name.casefold() for name in (*record.name.values(), *record.short.values(), *aliases)}
