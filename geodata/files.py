"""Files: the seeds that ship, tables in TOML, and outputs that appear whole or not at all."""

from __future__ import annotations

import codecs
import errno
import itertools
import os
import platform
import re
import tomllib
import zlib
from contextlib import contextmanager, suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rtoml

from geodata.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable


def seed(*parts: str) -> Path:
    """Return the path of a shipped file, as ``seed("rules", "speeds.toml")``."""
    return Path(str(files("seeds").joinpath(*parts)))


def read_toml(file: Path | Traversable) -> dict[str, Any]:
    """Read a TOML file in UTF-8, with or without a byte order mark.

    Raises
    ------
    InputError
        Naming the file, and where in it TOML ends: no such file, not UTF-8, no TOML, or nested
        or long beyond what Python reads.
    """
    try:
        return parse_toml(file.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        item, message, remedy = _told(error)
        raise InputError([Problem(str(file), item, message, remedy)]) from error


def _told(error: OSError | ValueError | RecursionError) -> tuple[str, str, str]:
    """Return where a file is no TOML, what is wrong, and what to do."""
    match error:
        case tomllib.TOMLDecodeError():
            message, line = _syntax(error)
            return line, f"is no TOML: {message}", "mend the syntax"
        case UnicodeDecodeError():
            return f"byte {error.start}", "is not UTF-8", "save the file as UTF-8"
        case OSError():
            return "", f"cannot be read: {error.strerror}", "look at its permissions"
        case RecursionError():
            return "", "is nested too deeply", "write it flat"
    return "", "holds a number that is too long", "write fewer digits"  # of 4,300 digits and more


_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|(end of document))\)$")


def _syntax(error: tomllib.TOMLDecodeError) -> tuple[str, str]:
    """Take tomllib's message apart: what is wrong, and where."""
    text = str(error)
    match = _AT.search(text)
    if not match:
        return text, ""
    where = match[3] or f"line {match[1]}, column {match[2]}"
    return text[: match.start()], where


_TOO_DEEP_KEY = re.compile(r"^(?:[^=.\n\r]*\.){65}", re.MULTILINE)
"""A dotted key of over 64 parts: each is a table within a table, thousands exhaust any reader."""


def parse_toml(data: bytes) -> dict[str, Any]:
    """Return what TOML in UTF-8 says, with or without a byte order mark.

    Raises
    ------
    UnicodeDecodeError, tomllib.TOMLDecodeError, ValueError, RecursionError
        It is not UTF-8, no TOML, holds a number of thousands of digits, or is nested too deeply.
    """
    text = data.decode("utf-8-sig")
    if _TOO_DEEP_KEY.search(text):
        raise RecursionError("a key has too many parts")
    try:
        return rtoml.loads(text)
    except rtoml.TomlParsingError:
        return tomllib.loads(text)  # ten times slower, but it says what is wrong and where


@contextmanager
def atomic(path: str | os.PathLike[str], *, durable: bool = True) -> Iterator[Path]:
    """Yield a temporary path with the target's suffix, moved onto it when all went well.

    A symbolic link goes on naming its file; the rights are those that the umask gives. What was
    there before stays as it was until the new file is whole. What processes that were killed left
    beside the target is removed.

    Parameters
    ----------
    durable
        Whether the file is on the disk, and not just on its way there, before it takes the place
        of the old one. A cache whose entries are checked when read can do without; its folder is
        rid of what was left there once a process, and what refuses an entry is any `OSError`.

    Raises
    ------
    InputError
        The target is a folder, a device or a pipe, or may not be written; the disk is full.
    """
    target = require_writable(path) if durable else Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    _remove_orphans(target.parent, of=target) if durable else _sweep(target.parent)
    owner = f"{_HOST}-{os.getpid()}-{next(_NUMBERS)}"
    temporary = target.with_name(f".{_short(target)}~{owner}{target.suffix}")
    try:
        yield temporary
        if durable:
            _settle(temporary)
        temporary.replace(target)
    except OSError as error:
        if error.errno in _REFUSED:
            raise unwritable(path, error) from error
        raise
    finally:
        for each in (temporary, *(temporary.with_name(temporary.name + end) for end in _BESIDE)):
            with suppress(OSError):
                each.unlink(missing_ok=True)


_REFUSED = (
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO,
    errno.EBUSY, errno.ENAMETOOLONG, errno.ENOTDIR,
)  # fmt: skip
"""What a system answers that cannot or will not take more bytes."""


_HOST = f"{zlib.crc32(platform.node().encode()):08x}"


_NUMBERS = itertools.count()


_BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite puts beside the file that it writes."""


_LEFT = re.compile(rf"\.(.*)~{_HOST}-(\d+)-\d+(.*?)(?:{'|'.join(_BESIDE)})?")
"""What is written by a process of this machine: the name, the process, its count, the suffix."""


def _short(target: Path) -> str:
    """Return as much of a file's name as leaves room for what is added, in bytes too."""
    return os.fsdecode(os.fsencode(target.stem)[:100].decode("utf-8", "ignore").encode())


def _settle(file: Path) -> None:
    """Ask the system for errors that it keeps until data reach the disk, as where that is full."""
    descriptor = os.open(file, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_orphans(folder: Path, *, of: Path | None = None) -> None:
    """Remove what dead processes of this machine left in a folder, or of one target there."""
    wanted = of and (_short(of), of.suffix)
    with suppress(OSError):
        for entry in os.scandir(folder):
            found = _LEFT.fullmatch(entry.name)
            if not found or (wanted and (found[1], found[3]) != wanted):
                continue
            if not _runs(int(found[2])):
                Path(entry.path).unlink(missing_ok=True)


@cache
def _sweep(folder: Path) -> None:
    _remove_orphans(folder)


def _runs(pid: int) -> bool:
    """Tell whether a process of this machine runs; on Windows nobody can ask without ending it."""
    if os.name == "nt":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def require_writable(path: str | os.PathLike[str]) -> Path:
    """Return the file that a path stands for, links followed, where it can be written.

    Meant to be asked before the work; a disk may still fill up during it.

    Raises
    ------
    InputError
        Naming the path and what the system refuses.
    """
    given = Path(path)
    try:
        target = _resolved(given)
        if target.is_dir():
            raise InputError([Problem(str(given), "", "cannot be written: is a folder")])
        if (target.exists() and not target.is_file()) or _is_stream(given):
            raise InputError([Problem(str(given), "", "cannot be written: is no regular file")])
    except OSError as error:  # a name that is too long, a loop of links
        raise unwritable(given, error) from error
    _check_folder(target.parent, given)
    return target


def require_writable_folder(path: str | os.PathLike[str]) -> Path:
    """Return a folder, made or yet to be made, into which files can be written.

    Raises
    ------
    InputError
        Naming the folder and what the system refuses.
    """
    given = Path(path)
    try:
        folder = _resolved(given)
        if folder.exists() and not folder.is_dir():
            raise InputError([Problem(str(given), "", "cannot be written: is no folder")])
    except OSError as error:
        raise unwritable(given, error) from error
    _check_folder(folder, given)
    return folder


def _is_stream(path: Path) -> bool:
    """Tell whether a name is that of a stream of this process, as /dev/stdout, whatever it is."""
    folder = _resolved(path.parent)
    return folder == Path("/dev") or "/proc" in map(str, folder.parents)


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except RuntimeError as error:  # what Python before 3.13 makes of a loop of links
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from error


def _check_folder(folder: Path, given: Path) -> None:
    while not folder.exists():
        folder = folder.parent
    if not folder.is_dir():
        reason = f"{folder} is a file, not a folder"
        raise InputError([Problem(str(given), "", f"cannot be written: {reason}")])
    if refused := _refusal(folder):
        raise unwritable(given, OSError(refused, ""))


def _refusal(folder: Path) -> int:
    """Return what the system would answer to a file in a folder, 0 where it takes one."""
    flags, room = 0, 1
    if hasattr(os, "statvfs"):
        disk = os.statvfs(folder)
        # Some file systems do not know their size, and say that they have none.
        flags, room = disk.f_flag, disk.f_bavail if disk.f_blocks else 1
    if flags & getattr(os, "ST_RDONLY", 1):
        return errno.EROFS
    if not os.access(folder, os.W_OK | os.X_OK):
        return errno.EACCES
    return 0 if room else errno.ENOSPC


def unwritable(path: str | os.PathLike[str], error: OSError) -> InputError:
    """Return the error that says in words why a path cannot be written."""
    reason = os.strerror(error.errno) if error.errno else str(error)
    return InputError([Problem(str(path), "", f"cannot be written: {reason.lower()}")])


_KINDS = {
    "{": "JSON",
    "[": "JSON",
    "<!doctype html": "a web page",
    "<html": "a web page",
    "<": "XML or a web page",
    "\x1f\x8b": "a file packed by gzip",
    "BZh": "a file packed by bzip2",
    "PK\x03\x04": "a spreadsheet or an archive",
    "\xd0\xcf\x11\xe0": "a spreadsheet",
    "%PDF": "a PDF",
    "SQLite format 3": "a GeoPackage",
    "PAR1": "a Parquet file",
}


_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def other_kind(text: str) -> str:
    """Return what a text that should be CSV looks like instead; empty where it may be CSV."""
    start = text.lstrip("\ufeff \t\r\n")
    return next((kind for sign, kind in _KINDS.items() if _begins(start, sign)), "")


def _begins(text: str, sign: str) -> bool:
    return text[: len(sign)].lower() == sign if sign.startswith("<") else text.startswith(sign)


def file_kind(file: Path) -> str:
    """Return in words what a file is by its first bytes, nothing where its name says the same."""
    start = b""
    with suppress(OSError), file.open("rb") as handle:
        start = handle.read(64)
    if not start.strip():
        return "it is empty"
    if start.startswith(_UTF16):
        return "it is in UTF-16; save it as UTF-8"
    kind = other_kind(start.decode("latin-1").removeprefix("\xef\xbb\xbf"))
    expected = next((of for of, ends in _ENDINGS.items() if file.suffix.lower() in ends), "")
    return f"it looks like {kind}" if kind not in ("", expected) else ""


_ENDINGS = {
    "JSON": (".json", ".geojson", ".geojsonl", ".topojson"),
    "XML or a web page": (".osm", ".osh", ".xml", ".graphml", ".kml", ".gml", ".gpx"),
    "a file packed by gzip": (".gz",),
    "a file packed by bzip2": (".bz2",),
    "a GeoPackage": (".gpkg", ".sqlite", ".db"),
    "a Parquet file": (".parquet", ".geoparquet"),
    "a spreadsheet or an archive": (".zip", ".kmz", ".xlsx", ".ods"),
    "a spreadsheet": (".xls",),
}
