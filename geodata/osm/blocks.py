"""The parts of a ``.osm.pbf`` file that can hold one kind of object.

libosmium inflates every block of a file, even where only its ways are asked for. A file that says
of itself that it is sorted has its nodes first, then its ways, then its relations; where each
kind begins is found by halving, and a block is inflated for its own kind only. An object that
stands where it should not shows that the file says untruly that it is sorted.

Blocks, here and in the source: "blobs" of https://wiki.openstreetmap.org/wiki/PBF_Format.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import osmium

from geodata.osm.extracts import as_read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from geodata.osm.extracts import Source

PIECE_BYTES = 1 << 20
"""libosmium moves what is left of a buffer at every block, so a piece is kept small."""


_LONGEST_HEAD = 64 * 1024


_LETTERS = {osmium.osm.NODE: "n", osmium.osm.WAY: "w", osmium.osm.RELATION: "r"}


_HEADER, _DATA = b"OSMHeader", b"OSMData"


_TYPE, _SIZE = 1, 3


_BYTES = 2


class DisorderError(Exception):
    """A file claims an order that it does not have: it must be read whole."""


def objects(
    source: Source,
    kind: osmium.osm.osm_entity_bits,
    *,
    filters: Sequence[object],
    tick: Callable[[Path], None],
) -> Iterator[Any]:
    """Yield the objects of one kind in a file that pass some filters of libosmium.

    Parameters
    ----------
    kind
        ``osmium.osm.NODE``, ``osmium.osm.WAY`` or ``osmium.osm.RELATION``.
    filters
        Filters and handlers that stand in a row, each for what the one before lets through.

    Raises
    ------
    DisorderError
        Where the file says that it is sorted, and an object shows that it is not.
    """
    letter = _LETTERS[kind]
    for piece in pieces(source, kind):
        tick(source.path)
        # Objects of other kinds are asked for too, to see that there are none.
        bits = osmium.osm.NODE | osmium.osm.WAY | osmium.osm.RELATION if piece.pure else kind
        reader = osmium.FileProcessor(piece.content, bits)
        for step in filters:
            if isinstance(step, osmium.BaseFilter):
                step.enable_for(kind)
            reader = reader.with_filter(step)
        for thing in reader:
            if thing.type_str() != letter:
                raise DisorderError
            yield thing


def pieces(source: Source, kind: osmium.osm.osm_entity_bits) -> Iterator[Piece]:
    """Yield what libosmium is to read, one after the other, for the objects of a kind in a file.

    Anything but a sorted ``.pbf`` of well-formed blocks is handed on whole: libosmium says best
    what is wrong with it.

    Parameters
    ----------
    kind
        ``osmium.osm.NODE``, ``osmium.osm.WAY`` or ``osmium.osm.RELATION``.
    """
    at = _blocks(source.path) if source.ordered else []
    if not at:
        yield Piece(as_read(source.unpacked or source.path), pure=False)
        return
    with source.path.open("rb") as handle:
        header = _bytes(handle, at[0], at[1])
        first, last = _range(handle, header, at, kind)
        mixed = {first, last - 1} - ({first} if kind == osmium.osm.NODE else set())
        while first < last:
            after = bisect.bisect_left(at, at[first] + PIECE_BYTES, first + 1, last)
            after = first + 1 if first in mixed else min([after, *(m for m in mixed if m > first)])
            content = header + _bytes(handle, at[first], at[after])
            yield Piece(_buffer(content), pure=first not in mixed)
            first = after


@dataclass(frozen=True, slots=True)
class Piece:
    """A file, or some blocks of one.

    Attributes
    ----------
    pure
        Whether it can hold objects of one kind only, if the file is sorted.
    """

    content: str | osmium.io.File | osmium.io.FileBuffer
    pure: bool


def _range(
    handle: BinaryIO, header: bytes, at: list[int], kind: osmium.osm.osm_entity_bits
) -> tuple[int, int]:
    """Return the first block that can hold the kind and the one after the last.

    A block may end with one kind and begin with the next, so neighbours are taken in.
    """

    def past(bits: osmium.osm.osm_entity_bits) -> int:
        return bisect.bisect_left(
            range(len(at) - 1),
            True,
            lo=1,
            key=lambda row: not _holds(header + _bytes(handle, at[row], at[row + 1]), bits),
        )

    ways = past(osmium.osm.NODE)
    if kind == osmium.osm.NODE:
        return 1, ways
    relations = past(osmium.osm.NODE | osmium.osm.WAY)
    if kind == osmium.osm.WAY:
        return max(ways - 1, 1), relations
    return max(relations - 1, 1), len(at) - 1


def _holds(block: bytes, bits: osmium.osm.osm_entity_bits) -> bool:
    return next(iter(osmium.FileProcessor(_buffer(block), bits)), None) is not None


def _buffer(content: bytes) -> osmium.io.FileBuffer:
    return osmium.io.FileBuffer(content, "pbf")


def _bytes(handle: BinaryIO, start: int, end: int) -> bytes:
    handle.seek(start)
    return handle.read(end - start)


def _blocks(file: Path) -> list[int]:
    """Return where each block begins, and the file's end; nothing where the file is malformed."""
    end, at = file.stat().st_size, [0]
    with file.open("rb") as handle:
        while at[-1] < end:
            size = _block_size(handle, wanted=_DATA if len(at) > 1 else _HEADER)
            if not size or at[-1] + size > end:
                return []
            at.append(handle.seek(at[-1] + size))
    return at


def _block_size(handle: BinaryIO, *, wanted: bytes) -> int:
    """Return the bytes of the block that begins here, 0 where it is none of the wanted type."""
    size = int.from_bytes(handle.read(4), "big")
    if not 0 < size <= _LONGEST_HEAD:
        return 0
    head = handle.read(size)
    try:
        fields = dict(_fields(head))
    except IndexError:
        return 0
    if fields.get(_TYPE) != wanted or not isinstance(fields.get(_SIZE), int):
        return 0
    return 4 + size + int(fields[_SIZE])


def _fields(head: bytes) -> Iterator[tuple[int, bytes | int]]:
    """Yield the numbers and values of a protobuf message of integers and strings."""
    row = 0
    while row < len(head):
        key, row = _varint(head, row)
        value, row = _varint(head, row)
        if key & 7 == _BYTES:
            yield key >> 3, head[row : row + value]
            row += value
        else:
            yield key >> 3, value


def _varint(head: bytes, row: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = head[row]
        value |= (byte & 0x7F) << shift
        row, shift = row + 1, shift + 7
        if not byte & 0x80:  # the last byte has no high bit
            return value, row
