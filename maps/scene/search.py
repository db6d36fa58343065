"""What the search box folds names by, and the abbreviations that it knows.

The rule stands in `geodata.places.spelling`. The page folds its names and what is typed by the
tables that `tables` carries: keys made here would cost 35 kB a page.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geodata.places.spelling import SPELLINGS, TRANSLITERATION, fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maps.scene.json_types import SearchJson
    from maps.scene.model import Corridor

__all__ = ["GAPS", "initials", "tables"]

GAPS = r"""[\s\-\u2010-\u2015_.,:;()\[\]/"|&+·・«»“”（）、，]+"""
"""Between two words of a name; means the same to Python and to JavaScript."""
_GAPS = re.compile(GAPS)
_SPACES = re.compile(r"""[\s.,:;()\[\]/"|&+·・«»“”（）、，]+""")
_SMALL = frozenset(["a", "and", "at", "by", "for", "from", "in", "of", "on", "the", "to", "via"])
"""Words that an abbreviation leaves out."""
_FEWEST = 3
"""Letters of an abbreviation."""
_CASES = {"ß": "ss", "ς": "σ"}
"""Letters whose case folding is more than JavaScript's lower case and NFKD make of them."""


def initials(name: str) -> list[str]:
    """Return the abbreviations of a name, folded: words with a hyphen apart, and as one.

    >>> initials("International North-South Transport Corridor")
    ['instc', 'intc']
    """
    found: dict[str, None] = {}
    for gaps in (_GAPS, _SPACES):
        words = [word for word in gaps.split(name) if word.strip("-–—") and word not in _SMALL]
        letters = fold("".join(word[0] for word in words))
        if len(letters) >= _FEWEST and letters.isalpha() and not _has_han(letters):
            found[letters] = None
    return list(found)


def _has_han(text: str) -> bool:
    return any("\u3000" <= char <= "\u9fff" for char in text)


def tables(corridors: Iterable[Corridor]) -> SearchJson:
    """Return what the page folds names by, and the abbreviations of each corridor.

    Parameters
    ----------
    corridors
        The corridors of a scene, with their ``names``.

    Returns
    -------
    dict
        ``letters`` and ``spellings``, each with what is written for it, ``gaps`` between words, and
        ``initials``, a list for each corridor.
    """
    return {
        "letters": {**_CASES, **TRANSLITERATION},
        "spellings": dict(SPELLINGS),
        "gaps": GAPS,
        "initials": [_of_all(row.names) for row in corridors],
    }


def _of_all(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(letters for name in names for letters in initials(name)))
