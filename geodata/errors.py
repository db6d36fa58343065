"""Errors that people are meant to read.

AtlasError
├── InputError       bad files or arguments, all problems at once (also a ValueError)
│   └── PlaceError   a place that is unknown or ambiguous (also a LookupError)
├── RouteError       no way through a network
│   ├── SnapError    a place too far from the network of a mode
│   └── NoPathError  two places in parts of a network that do not meet
├── FetchError       no answer of Overpass that can be used (`geodata.osm.overpass.server`)
├── DownloadError    an extract could not be fetched (`geodata.osm.region.download`)
├── PackageError     a source package of a maintainer (`geodata.snapshot.readers.sources`)
└── AssetError       a page that would ask the network for something (`maps.page.links`)
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class AtlasError(Exception):
    """Anything this project reports on purpose; its text is written for the user."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in the input: which file, which item in it, what is wrong and what to do."""

    file: str
    item: str
    message: str
    remedy: str = ""

    @classmethod
    def unknown(
        cls, what: str, word: object, known: Iterable[object], *, file: str = "", item: str = ""
    ) -> Self:
        """Return the problem of a word that names nothing; see `InputError.unknown`."""
        remedy = suggest(str(word), sorted({str(each) for each in known}))
        return cls(file, item, f"unknown {what} {str(word)!r}", remedy)

    def __str__(self) -> str:
        where = " · ".join(part for part in (self.file, self.item) if part)
        text = f"{where}: {self.message}" if where else self.message
        return f"{text} ({self.remedy})" if self.remedy else text


MOST_TOLD = 20
"""So many problems stand in the text of an error; the others are counted there, and kept."""


class InputError(AtlasError, ValueError):
    """Bad input. Holds every problem that was found; its text tells the first and counts the rest.

    Attributes
    ----------
    problems
        All of them, in the order in which they were found.
    """

    def __init__(self, problems: Iterable[Problem] | str) -> None:
        found = [Problem("", "", problems)] if isinstance(problems, str) else problems
        self.problems: tuple[Problem, ...] = tuple(found)
        told = [str(problem) for problem in self.problems[:MOST_TOLD]]
        if more := len(self.problems) - len(told):
            told.append(f"and {more:,} more problem{'s' * (more > 1)}")
        super().__init__("\n".join(told))

    @classmethod
    def unknown(
        cls, what: str, word: object, known: Iterable[object], *, file: str = "", item: str = ""
    ) -> Self:
        """Return the error of a word that names nothing, with the nearest words that do.

        Parameters
        ----------
        what
            The kind of thing, as ``corridor``.
        word
            What was given; it is quoted.
        known
            What could have been given; all of it is told where it is little and none is near.
        file, item
            Where the word stands.
        """
        return cls([Problem.unknown(what, word, known, file=file, item=item)])


class PlaceError(InputError, LookupError):
    """A place that is unknown, or a name that several places share."""


class RouteError(AtlasError):
    """No way through a network."""


class SnapError(RouteError):
    """A place lies farther from the network of a mode than its tolerance."""


class NoPathError(RouteError):
    """Two places lie in parts of a network that do not meet.

    What keeps them apart is searched for when the text is asked for: in a sweep of closures most
    pairs have no way, and nobody reads why.

    Parameters
    ----------
    said
        The text, or what returns it.
    """

    def __init__(self, said: str | Callable[[], str]) -> None:
        super().__init__(said)
        self._said = said

    def __str__(self) -> str:
        if not isinstance(self._said, str):
            self._said = self._said()
        return self._said

    def __reduce__(self) -> tuple[type[NoPathError], tuple[str]]:
        return type(self), (str(self),)


def clipped(text: str, most: int) -> str:
    """Return a text of so many letters at most; what is cut is told by dots."""
    return text if len(text) <= most else f"{text[: most - 3]}..."


_FEW = 16
"""So many words are told one by one."""


def suggest(word: str, known: Iterable[str]) -> str:
    """Return the nearest known words, else all of them where they are few, else nothing."""
    words = [each for each in dict.fromkeys(known) if each]
    few = f"use one of {', '.join(words)}" if 0 < len(words) <= _FEW else ""
    return did_you_mean(word, words) or few


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean 'x', 'y'?`` for the nearest known words, or an empty string."""
    near = difflib.get_close_matches(word, sorted(set(known)), n=3, cutoff=0.6)
    return f"did you mean {', '.join(repr(name) for name in near)}?" if near else ""
