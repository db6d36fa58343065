"""What a word closes on the corridor graph.

A place closes all that passes or stops there, and, where it stands on a canal or strait, that one
too; ``RU-UA`` the borders between two countries; ``RU`` the country: its legs, its ports and its
canals and straits; a passage the ships through it; ``corridor:leg``, or the id of a line of one's
own, the line under it, for all legs that run over the same line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.errors import InputError, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
        named &= np.array([edge.mode == mode for edge in graph.edges], dtype=bool)
    return named


def edges_of(graph: GraphData, word: str) -> Mask:
    """Return which edges a word names, shape (m,); none where it names nothing."""
    under = _mask(graph, lambda row: word in graph.edges[row].refs)
    if ":" in word or under.any():
        return under
    if word in graph.passages:
        return _mask(graph, lambda row: word in graph.edges[row].passages)
    if _is_pair(word):
        pairs = {word, "-".join(word.split("-")[::-1])}
        return _mask(
            graph,
            lambda row: (
                graph.edges[row].kind == "border"
                and graph.edges[row].detail.replace(">", "-") in pairs
            ),
        )
    if _is_country(word):
        return _country(graph, word)
    return _place(graph, word)


def named_legs(graph: GraphData, words: Sequence[str]) -> Mask:
    """Return which edges are named as legs, shape (m,)."""
    return _mask(graph, lambda row: not set(words).isdisjoint(graph.edges[row].refs))


def _mask(graph: GraphData, holds: Callable[[int], bool]) -> Mask:
    return np.array([holds(row) for row in range(len(graph.edges))], dtype=bool)


def _is_country(word: str) -> bool:
    return len(word) == 2 and word.isupper()  # noqa: PLR2004 - ISO alpha-2


def _is_pair(word: str) -> bool:
    return len(word) == 5 and all(_is_country(code) for code in word.split("-"))  # noqa: PLR2004


def _country(graph: GraphData, code: str) -> Mask:
    at = np.array([node.country == code for node in graph.nodes], dtype=bool)
    inland = {key for key, each in graph.passages.items() if each.inland_of == code}
    through = _mask(
        graph,
        lambda row: (
            code in dict(graph.edges[row].by_country)
            or not inland.isdisjoint(graph.edges[row].passages)
        ),
    )
    return np.asarray(through | at[graph.tail] | at[graph.head])


def _place(graph: GraphData, place: str) -> Mask:
    at = np.array([node.place == place for node in graph.nodes], dtype=bool)
    own = {key for key, each in graph.passages.items() if place in each.places}
    through = _mask(
        graph,
        lambda row: graph.edges[row].gate == place or not own.isdisjoint(graph.edges[row].passages),
    )
    return np.asarray(through | at[graph.tail] | at[graph.head])


def _hint(graph: GraphData, word: str) -> str:
    refs = {ref for edge in graph.edges for ref in edge.refs}
    known = refs if ":" in word else {*graph.points, *graph.passages}
    return did_you_mean(word, known) or (
        "a place, a pair such as RU-UA, a country, a passage, or corridor:leg"
    )
