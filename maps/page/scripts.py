"""The scripts and markup that a page carries for its map and what lies on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

MAP_MARKUP = """
            <div class="atlas-map" id="{name}"></div>
        """
MAP_SCRIPT = """
            var {name} = atlas.create({quoted},
                {options});
        """
"""What a map itself writes; of no options, of which a map of ours has none, is ``{\\n}``."""


_BLOCK = 200


class Script(NamedTuple):
    """The script of a child.

    Attributes
    ----------
    label
        What a reader calls the child, as ``Marker 2``; empty for a block of children.
    variable
        What scripts of other children call it.
    code
        JavaScript.
    plain
        Whether it is written by Folium itself and holds no code of the user's, so that it reads
        as JavaScript for certain.
    """

    label: str
    variable: str
    code: str
    plain: bool = False


@dataclass(slots=True)
class Rendered:
    """Folium's side of the page, after rendering a copy of the tree."""

    head: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    scripts: list[Script] = field(default_factory=list)
    js: list[str] = field(default_factory=list)
    css: list[str] = field(default_factory=list)


def of_bare_map() -> Rendered:
    """Return what Folium writes of a map on which nothing lies."""
    name = "map_0001"
    code = MAP_SCRIPT.format(name=name, quoted=f'"{name}"', options="{\n}")
    return Rendered(body=[MAP_MARKUP.format(name=name)], scripts=[Script("Map 1", name, code)])


def blocks(scripts: list[Script]) -> list[Script]:
    """Return scripts in their order, neighbours that are plain as one: faults are told apart in it.

    What throws is told with its label and variable in ``window.atlasFaults``.
    """
    found = []
    for plain, group in groupby(scripts, key=attrgetter("plain")):
        several = list(group)
        step = _BLOCK if plain else 1
        found += [_block(several[at : at + step]) for at in range(0, len(several), step)]
    return found


def _block(several: list[Script]) -> Script:
    if len(several) == 1:
        return several[0]
    parts = [
        f"try{{{item.code}}}catch(error){{"
        f'atlasFaults.push(["{item.label}","{item.variable}",String(error)])}}'
        for item in several
    ]
    return Script("", "", "\n".join(parts))
