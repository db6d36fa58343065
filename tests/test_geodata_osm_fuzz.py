"""OSM files cut, flipped and hostile, read in-process: a network or an error of ours, in bounds.

``make fuzz`` sets CORRIDORS_FUZZ to the number of files; a test run takes a few of them.
"""

import os
import random
import re
import struct
import time
import zlib
from pathlib import Path

import osm_toys
import pytest

from geodata.errors import InputError
from geodata.osm.blocks import _blocks
from geodata.osm.pbf import import_extracts
from geodata.osm.tags import Rules

COUNT = int(os.environ.get("CORRIDORS_FUZZ", "60"))
CASES = Path(__file__).parent / "data" / "cases"
SEEDS = [
    *(osm_toys.DATA / f"toy.{suffix}" for suffix in ("osm", "osm.gz", "osm.bz2", "osm.pbf")),
    CASES / "B01-history" / "history.osh.osm",
    CASES / "B03-negative" / "mixed.osm",
    CASES / "B07-ferry" / "relation.osm",
]
HOSTILE = [
    "-1",
    "0",
    "1e300",
    "nan",
    "181",
    "9223372036854775807",
    "99999999999999999999",
    "",
    "\u202e",
    "&#0;",
    "x" * 5000,
    "=1+1",
    "1,520",
    "1" * 5000,
]
LONGEST_S = 60.0


def _cut(content, dice):
    return content[: dice.randrange(len(content))]


def _flipped(content, dice):
    spoilt = bytearray(content)
    for _ in range(dice.choice([1, 1, 1, 3, 20])):
        spoilt[dice.randrange(len(spoilt))] ^= 1 << dice.randrange(8)
    return bytes(spoilt)


def _spliced(content, dice):
    a, b = sorted(dice.randrange(len(content)) for _ in range(2))
    at = dice.randrange(len(content))
    return content[:at] + content[a:b] + content[at:]


def _values_changed(content, dice):
    """Put a hostile value into an attribute of XML."""
    found = list(re.finditer(rb"=(['\"])(.*?)\1", content))
    if not found:
        return _flipped(content, dice)
    chosen = dice.choice(found)
    return content[: chosen.start(2)] + dice.choice(HOSTILE).encode() + content[chosen.end(2) :]


def _inside_changed(content, dice, path):
    """Spoil what is packed in a block of PBF, and pack it again, so that it is looked at."""
    at = _blocks(path)
    if len(at) < 3:
        return _flipped(content, dice)
    row = dice.randrange(len(at) - 1)
    head = struct.unpack(">I", content[at[row] : at[row] + 4])[0]
    blob = content[at[row] + 4 + head : at[row + 1]]
    start = blob.find(b"\x78")
    try:
        plain = zlib.decompress(blob[start:])
    except zlib.error:
        return _flipped(content, dice)
    spoilt = dice.choice([_flipped, _cut, _spliced])(plain, dice)
    packed = zlib.compress(spoilt)
    body = b"\x10" + _varint(len(plain)) + b"\x1a" + _varint(len(packed)) + packed
    kind = b"OSMHeader" if row == 0 else b"OSMData"
    header = b"\x0a" + bytes([len(kind)]) + kind + b"\x18" + _varint(len(body))
    block = struct.pack(">I", len(header)) + header + body
    return content[: at[row]] + block + content[at[row + 1] :]


def _varint(value):
    parts = bytearray()
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return bytes([*parts, value])


def _spoilt(seed, dice):
    content = seed.read_bytes()
    if seed.suffix == ".pbf" and dice.random() < 0.6:
        return _inside_changed(content, dice, seed)
    if seed.suffix == ".osm" and dice.random() < 0.6:
        return _values_changed(content, dice)
    return dice.choice([_cut, _flipped, _spliced])(content, dice)


def _error_of(path, mode):
    """Return the error of ours that an import ends in, None where it ends well."""
    try:
        import_extracts([path], rules=Rules(mode))
    except InputError as error:
        return str(error)
    return None


@pytest.mark.parametrize("part", range(6))
def test_a_spoilt_file_is_a_network_or_an_error_of_ours(tmp_path, part):
    read = refused = 0
    for number in range(part, COUNT, 6):
        dice = random.Random(number)  # noqa: S311 - a seed for each file
        seed = dice.choice(SEEDS)
        path = tmp_path / f"f{number}.{seed.name.partition('.')[2]}"
        path.write_bytes(_spoilt(seed, dice))
        begun = time.monotonic()
        said = _error_of(path, dice.choice(["rail", "road"]))
        assert said is None or path.name in said
        read, refused = read + (said is None), refused + (said is not None)
        assert time.monotonic() - begun < LONGEST_S
        path.unlink()
    assert read + refused == len(range(part, COUNT, 6))
    assert refused
