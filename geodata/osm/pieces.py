"""The parts of a ``.osm.pbf`` file that can hold one kind of object.

libosmium inflates every block of a file, even where only its ways are asked for. A file that says
of itself that it is sorted has its nodes first, then its ways, then its relations; where each
kind begins is found by halving, and the other blocks are never inflated.

Blocks, here and in the source: "blobs" of https://wiki.openstreetmap.org/wiki/PBF_Format.
"""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING

import osmium

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

PIECE_BYTES = 1 << 20
"""libosmium moves what is left of a buffer at every block, so a piece is kept small."""

_LONGEST_HEAD = 64 * 1024
_SORTED = "Type_then_ID"
_HEADER, _DATA = b"OSMHeader", b"OSMData"
_TYPE, _SIZE = 1, 3
_BYTES = 2


def pieces(file: Path, kind: osmium.osm.osm_entity_bits) -> Iterator[str | osmium.io.FileBuffer]:
    """Yield what libosmium is to read, one after the other, for the objects of a kind in a file.

    Anything but a sorted ``.pbf`` of well-formed blocks is handed on whole: libosmium says best
    what is wrong with it.

    Parameters
    ----------
    kind
        ``osmium.osm.NODE`` or ``osmium.osm.WAY``.
    """
    at = _blocks(file) if file.suffix == ".pbf" and _is_sorted(file) else []
    if not at:
        yield str(file)
        return
    with file.open("rb") as handle:
        header = _bytes(handle, at[0], at[1])
        first, last = _range(handle, header, at, kind)
        while first < last:
            after = bisect.bisect_left(at, at[first] + PIECE_BYTES, first + 1, last)
            yield _buffer(header + _bytes(handle, at[first], at[after]))
            first = after


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
    return max(ways - 1, 1), past(osmium.osm.NODE | osmium.osm.WAY)


def _holds(block: bytes, bits: osmium.osm.osm_entity_bits) -> bool:
    return next(iter(osmium.FileProcessor(_buffer(block), bits)), None) is not None


def _is_sorted(file: Path) -> bool:
    with osmium.io.Reader(str(file), osmium.osm.NOTHING) as reader:
        return bool(reader.header().get("sorting") == _SORTED)


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
        if byte < 0x80:  # noqa: PLR2004 - the last byte has no high bit
            return value, row
