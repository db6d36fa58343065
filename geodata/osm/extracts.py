"""Files of OpenStreetMap before anything is read of them: are they fit, and what do they claim."""

from __future__ import annotations

import bz2
import gzip
import re
import shutil
import tempfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from xml.parsers import expat

import osmium

from geodata.errors import InputError, Problem
from geodata.files import file_kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

_KINDS = (".osm", ".osh")


SUFFIXES = (
    ".pbf",
    *(f"{kind}{packed}" for kind in _KINDS for packed in ("", ".gz", ".bz2")),
)
"""Files end with one of these; ``.osh`` are history files."""


_CONVERTED = (".o5m", ".o5c", ".opl")


_SORTED = "Type_then_ID"


_EXPANDS = 100
"""XML of OpenStreetMap shrinks to a tenth or twentieth; what shrinks more is no map."""


_SMALL = 64 << 20


_CHUNK = 1 << 20


_OVERLAP = 64


_DELETED = re.compile(rb"action\s*=\s*[\"']delete[\"']")


_PLACED = re.compile(rb"<nd\s[^>]{0,60}\blat\s*=")


_CHANGES = re.compile(rb"<osmChange[\s>]")


_BASE = re.compile(rb"osm_base\s*=\s*[\"']([0-9]{4}-[0-9]{2}-[0-9]{2})")


_IN_NAME = re.compile(r"(?<![0-9])(20[0-9]{2}|[0-9]{2})-?([01][0-9])-?([0-3][0-9])(?![0-9])")


_SIGNS_OF_A_CUT = ("eof", "truncated", "read close", "no element")


_FAULTS = (
    RuntimeError,
    ValueError,
    OSError,
    OverflowError,
    EOFError,
    MemoryError,
    zlib.error,
    osmium.InvalidLocationError,
)


@dataclass(frozen=True, slots=True)
class Source:
    """A file, and what it says of itself.

    Attributes
    ----------
    ordered
        Whether it claims to hold its nodes first, then its ways, then its relations.
    history
        Whether it holds several versions of an object.
    placed
        Whether its ways carry the places of their nodes.
    date
        The day that the data are of, ISO 8601; empty where neither header nor name tells.
    deleted
        Ways that an editor has marked for deletion.
    unpacked
        The same unpacked, where libosmium would not read all of it.
    """

    path: Path
    ordered: bool = False
    history: bool = False
    placed: bool = False
    date: str = ""
    deleted: frozenset[int] = frozenset()
    unpacked: Path | None = None


_NO_MAP = ("holds changes, no map", "apply it to an extract: osmium apply-changes")


def check_files(files: Sequence[Path]) -> None:
    """Refuse files that are missing, empty or of an unknown kind, all at once.

    Raises
    ------
    InputError
        With every fault of every file.
    """
    problems = [Problem(str(file), "", *fault) for file in files if (fault := _fault(file))]
    if not files:
        problems.append(Problem("", "", "no extract is given", "name at least one file"))
    if problems:
        raise InputError(problems)


def _fault(file: Path) -> tuple[str, str] | None:
    address = re.match(r"(?i)(https?|ftp):/+", str(file))
    if address:
        remedy = "download it, or let `corridors osm import --for CORRIDOR` do so"
        return "is an address, and a file is wanted", remedy
    if not file.is_file():
        return "is no file", "look at the path"
    if file.suffix.lower() in _CONVERTED:
        return "is of a kind that is not read", f"osmium cat {file.name} -o {file.stem}.osm.pbf"
    if file.suffix.lower() == ".osc" or ".osc." in file.name.lower():
        return _NO_MAP
    if not file.name.lower().endswith(SUFFIXES):
        return "is of no known kind", f"rename it to end with one of {', '.join(SUFFIXES)}"
    return None if file.stat().st_size else ("is empty", "download it again")


@contextmanager
def legible(file: Path) -> Iterator[None]:
    """Turn what libosmium says of a faulty file into an error of ours."""
    try:
        yield
    except InputError:
        raise
    except _FAULTS as error:
        cut = any(word in str(error).lower() for word in _SIGNS_OF_A_CUT)
        message = "is truncated" if cut else "cannot be read as OpenStreetMap data"
        remedy = "download it again, and compare its size or checksum"
        why = file_kind(file) or str(error) or type(error).__name__
        raise InputError([Problem(str(file), "", f"{message}: {why}", remedy)]) from error


def opened(files: Sequence[Path]) -> list[Source]:
    """Return what files say of themselves.

    Raises
    ------
    InputError
        For files that are missing, empty, of an unknown kind, no OpenStreetMap data, or packed
        so tightly that they are none.
    """
    check_files(files)
    return [_source(file) for file in files]


def as_read(file: Path) -> str | osmium.io.File:
    """Return a file for libosmium, which knows the kinds by small letters only."""
    name = file.name.lower()
    if name == file.name:
        return str(file)
    kinds = (suffix.removeprefix(".") for suffix in SUFFIXES if name.endswith(suffix))
    return osmium.io.File(str(file), max(kinds, key=len))


@contextmanager
def readable(sources: Sequence[Source]) -> Iterator[list[Source]]:
    """Yield sources of which libosmium reads all: what it would cut short is unpacked for it.

    Several processors pack a file in several streams, and libosmium passes over the last of them
    where it is small.
    """
    with tempfile.TemporaryDirectory() as folder:
        found = list(sources)
        for number, source in enumerate(found):
            if _ends_in_a_small_stream(source.path):
                target = Path(folder) / f"{number}{source.path.suffixes[-2].lower()}"
                with legible(source.path), bz2.open(source.path) as packed, target.open("wb") as to:
                    shutil.copyfileobj(packed, to, _CHUNK)
                found[number] = replace(source, unpacked=target)
        yield found


_STREAM = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")
"""How a stream of bzip2 begins."""

_BUFFER = 5000
"""libbz2 reads so many bytes at once; a stream that begins among the last ones is passed over."""


def _ends_in_a_small_stream(file: Path) -> bool:
    if file.suffix.lower() != ".bz2":
        return False
    with file.open("rb") as handle:
        start = max(1, handle.seek(0, 2) - _BUFFER)
        handle.seek(start)
        return _STREAM.search(handle.read()) is not None


def _source(file: Path) -> Source:
    packed = file.name.lower().endswith(".pbf")
    seen = _Seen() if packed else _glance(file)
    with legible(file), osmium.io.Reader(as_read(file), osmium.osm.NOTHING) as reader:
        header = reader.header()
    features = [header.get(f"pbf_optional_feature_{number}") for number in range(8)]
    stamps = (header.get("osmosis_replication_timestamp"), header.get("timestamp"), seen.date)
    return Source(
        file,
        ordered=packed and header.get("sorting") == _SORTED,
        history=header.has_multiple_object_versions or ".osh" in file.name.lower(),
        placed=seen.placed or "LocationsOnWays" in features,
        date=next((stamp[:10] for stamp in stamps if stamp), "") or date_in(file.name),
        deleted=_marked(file) if seen.deleted else frozenset(),
    )


_MONTHS, _DAYS = range(1, 13), range(1, 32)


def date_in(name: str) -> str:
    """Return the day in the name of a file, as in ``kazakhstan-260101.osm.pbf``; empty if none."""
    for match in _IN_NAME.finditer(name):
        year, month, day = match[1][-2:], int(match[2]), int(match[3])
        if month in _MONTHS and day in _DAYS:
            return f"20{year}-{month:02d}-{day:02d}"
    return ""


@dataclass(slots=True)
class _Seen:
    """What a glance over the text of a file shows."""

    deleted: bool = False
    placed: bool = False
    date: str = ""


def _glance(file: Path) -> _Seen:
    """Look through an XML file for what libosmium does not tell, and whether it is a bomb."""
    seen, size, last = _Seen(), 0, b""
    most = max(_EXPANDS * file.stat().st_size, _SMALL)
    with legible(file), _unpacked(file) as handle:
        while chunk := handle.read(_CHUNK):
            size += len(chunk)
            if size > most and file.suffix.lower() in (".gz", ".bz2"):
                raise _bomb(file)
            text = last + chunk
            if not last:
                base = _BASE.search(text)
                seen.date = base[1].decode() if base else ""
                if _CHANGES.search(text):
                    raise InputError([Problem(str(file), "", *_NO_MAP)])
            seen.deleted = seen.deleted or _DELETED.search(text) is not None
            seen.placed = seen.placed or _PLACED.search(text) is not None
            last = chunk[-_OVERLAP:]
    return seen


def _bomb(file: Path) -> InputError:
    message = f"unpacks to more than {_EXPANDS} times its size, as no map does"
    return InputError([Problem(str(file), "", message, "ask whoever gave it to you")])


def _unpacked(file: Path) -> gzip.GzipFile | bz2.BZ2File | BinaryIO:
    suffix = file.suffix.lower()
    if suffix == ".gz":
        return gzip.GzipFile(file)  # closes the file that it opens
    return bz2.BZ2File(file) if suffix == ".bz2" else file.open("rb")


def _marked(file: Path) -> frozenset[int]:
    """Return the ways that an editor (JOSM: ``action="delete"``) has marked for deletion."""
    found: set[int] = set()

    def start(name: str, given: dict[str, str]) -> None:
        if name == "way" and given.get("action") == "delete":
            found.add(int(given.get("id", 0)))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    with legible(file), _unpacked(file) as handle:
        try:
            parser.ParseFile(handle)
        except expat.ExpatError as error:
            raise ValueError(str(error)) from error
    return frozenset(found)
