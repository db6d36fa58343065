"""What a word closes on the corridor graph.

A place closes all that passes or stops there, and, where it stands on a canal or strait, that one
too; ``RU-UA`` the borders between two countries; ``RU`` the country: its legs, its ports and its
canals and straits; a passage the ships through it; ``corridor:leg``, or the id of a line of one's
own, the line under it, for all legs that run over the same line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.country_names import in_order
from geodata.errors import InputError, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridors.graph.data import GraphData
    from geodata.arrays import Mask


def edges_named(graph: GraphData, words: Sequence[str], *, mode: str = "") -> Mask:
    """Return which edges words name, shape (m,).

    Parameters
    ----------
    mode
        Only edges of this mode, where given.

    Raises
    ------
    InputError
        Naming every word that names nothing here.
    """
    found = [edges_of(graph, word) for word in words]
    problems = [
        Problem("", word, "names nothing on the corridors", _hint(graph, word))
        for word, mask in zip(words, found, strict=True)
        if not mask.any()
    ]
    if problems:
        raise InputError(problems)
    named = np.any(found, axis=0) if found else np.zeros(len(graph.edges), dtype=bool)
    if mode:
        named &= graph.modes == mode
    return named


def edges_of(graph: GraphData, word: str) -> Mask:
    """Return which edges a word names, shape (m,); none where it names nothing."""
    named = np.zeros(len(graph.edges), dtype=bool)
    for each in (in_order(word), *_waters(graph, word)):
        named[graph.named.get(each, [])] = True
    return named


def _waters(graph: GraphData, word: str) -> list[str]:
    """Return the canals and straits that a country owns or a port stands on."""
    return [
        key
        for key, passage in graph.passages.items()
        if word == passage.inland_of or word in passage.places
    ]


def named_legs(graph: GraphData, words: Sequence[str]) -> Mask:
    """Return which edges are named as legs, shape (m,)."""
    return np.array([not set(words).isdisjoint(edge.refs) for edge in graph.edges], dtype=bool)


def _hint(graph: GraphData, word: str) -> str:
    refs = {ref for edge in graph.edges for ref in edge.refs}
    known = refs if ":" in word else {*graph.points, *graph.passages}
    return did_you_mean(word, known) or (
        "a place, a pair such as RU-UA, a country, a passage, or corridor:leg"
    )
