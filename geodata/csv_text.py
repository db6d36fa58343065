"""The text of tables as people save them: its encoding, and what stands between the cells."""

from __future__ import annotations

import codecs
import re

_SEPARATOR = re.compile(r"sep=([,;\t|])\r?\n")


_BYTE_ORDERS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


_CYRILLIC_WORD = re.compile(rb"[\xa8\xb8\xc0-\xff]{3}")
"""Letters of Windows-1251 stand side by side; accented ones of Windows-1252 mostly stand alone."""


def text_of(data: bytes) -> str:
    """Return the text of a file: by its byte order mark, else UTF-8, else of Windows.

    UTF-16 without a mark is told by the zeros beside the letters of its first words.

    Of the two code pages that tables of Europe and Central Asia come in, Windows-1251 is taken
    where three of its letters in a row are more often there than one alone.
    """
    for mark, encoding in _BYTE_ORDERS.items():
        if data.startswith(mark):
            return data[len(mark) if encoding == "utf-8" else 0 :].decode(encoding, "replace")
    for place, encoding in enumerate(("utf-16-be", "utf-16-le")):
        if (zeros := data[place:16:2]) and not any(zeros) and any(data[1 - place : 16 : 2]):
            return data.decode(encoding, "replace")
    return data.decode(encoding_of(data), "replace")


def encoding_of(data: bytes) -> str:
    """Return ``utf-8``, or the code page of Windows that the letters are more likely of."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        letters = len(re.findall(rb"[\xa8\xb8\xc0-\xff]", data))
        together = 3 * len(_CYRILLIC_WORD.findall(data))
        return "cp1251" if 2 * together > letters else "cp1252"
    return "utf-8"


def parted(text: str) -> tuple[str, str, int]:
    """Return a table without the line ``sep=;`` of Excel, what parts its cells, and lines left out.

    Without that line it is what stands most often in the first one, quotes left out.
    """
    if stated := _SEPARATOR.match(text):
        return text[stated.end() :], stated[1], 1
    line = re.sub(r'"[^"]*"', "", text.lstrip().partition("\n")[0])
    return text, max(",;\t|", key=line.count), 0


def pointed(number: str) -> str:
    """Return a number with a decimal point where it has a decimal comma and no point."""
    return number.replace(",", ".") if _COMMA.fullmatch(number) else number


_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+(?:[eE][+-]?[0-9]+)?")
