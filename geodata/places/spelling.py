"""How names are compared across scripts and spellings."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

TRANSLITERATION: Mapping[str, str] = {
    **dict(zip("абвгдежзиклмнопрстуфхыэ", "abvgdejziklmnoprstufhie", strict=True)),
    **dict(zip("ієґјђқғңөүұәһжҳҷӣӯљњџ", "iegjjkgnouuahjhjiulnj", strict=True)),
    **dict(zip("ıəłđøðþيىك", "ialdodtییک", strict=True)),
    "ц": "ts", "ч": "ch", "ћ": "ch", "ш": "sh", "щ": "sh", "ю": "iu", "я": "ia", "ъ": "", "ь": "",
    "җ": "j", "æ": "ae", "œ": "oe", "ة": "ه", "ـ": "",
}  # fmt: skip
"""Letters that Unicode does not take apart, and what :func:`fold` writes for them."""


SPELLINGS: Mapping[str, str] = {
    "shch": "sh", "kh": "h", "gh": "g", "zh": "j", "dj": "j", "tz": "ts", "ye": "e", "ph": "f",
    "y": "i", "w": "v", "q": "k", "ck": "k",
}  # fmt: skip
"""Spellings of one sound in Latin letters, longest first, and the one that :func:`fold` keeps."""


_LETTERS = str.maketrans(dict(TRANSLITERATION))


_SPELLING = re.compile("|".join(SPELLINGS))


_DOUBLED = re.compile(r"([a-z])\1+")


_DROPPED = re.compile(r"[\W_\u02b0-\u02ff]+")


_VOWELS = str.maketrans("oe", "ai")


def fold(text: str) -> str:
    """Reduce a name to the key by which names are compared, in whatever script it is written.

    Case, accents, spaces, hyphens and apostrophes go (NFKD, case folding, letters and digits
    only); Cyrillic becomes Latin by :data:`TRANSLITERATION`; the spellings of one sound become one
    by :data:`SPELLINGS`, and doubled Latin letters single. Han and other scripts stay. The steps
    repeat until nothing changes, so that ``fold(fold(x)) == fold(x)``.

    Examples
    --------
    >>> fold("Хоргос") == fold("KHORGOS") == fold("khor-gos")
    True
    >>> fold("Xi'an"), fold("Актау"), fold("霍尔果斯")
    ('xian', 'aktau', '霍尔果斯')
    """
    key = _fold_once(text)
    while (shorter := _fold_once(key)) != key:
        key = shorter
    return key


def _fold_once(text: str) -> str:
    key = text.casefold()
    if not key.isascii():
        key = unicodedata.normalize("NFKD", key).translate(_LETTERS)
    if not (key.isascii() and key.isalnum()):
        key = _DROPPED.sub("", key)  # combining marks are no word characters and go as well
    return _DOUBLED.sub(r"\1", _SPELLING.sub(_respell, key))


def _respell(match: re.Match[str]) -> str:
    return SPELLINGS[match[0]]


def loose(text: str) -> str:
    """Return :func:`fold` with o read as a and e as i, which unstressed vowels are taken for.

    >>> loose("Khorgas") == loose("Хоргос")
    True
    """
    return fold(fold(text).translate(_VOWELS))
