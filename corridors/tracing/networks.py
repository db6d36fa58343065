"""The networks by mode, read when first asked for."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodata.errors import InputError
from geodata.files import seed

if TYPE_CHECKING:
    from geodata.network.model import Network
    from geodata.routing.router import Router

MODES = ("rail", "road", "sea")


NetworkFiles = str | os.PathLike[str] | Sequence[str | os.PathLike[str] | None]


Sources = Mapping[str, Sequence[Path | None]]
"""Mode to network files in order of precedence; None leaves the embedded network out."""


@dataclass(frozen=True)
class Networks:
    """The networks by mode, read when first asked for.

    Attributes
    ----------
    files
        Networks of one's own, which go before the embedded one where they cover.
    stations
        Where trains may turn back at no cost, lon, lat; elsewhere on rails of one's own a
        reversal is paid for. The embedded rails are too coarse to tell where a train turns.
    """

    files: Sources = field(default_factory=dict)
    stations: tuple[tuple[float, float], ...] = field(default=(), repr=False)
    _loaded: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def network(self, mode: str) -> Network:
        """Return the network of ``rail``, ``road`` or ``sea``."""
        return self.router(mode).network

    def router(self, mode: str) -> Router:
        """Return the router of a mode, lines that freight does not use closed."""
        if mode not in self._loaded:
            stations = self.stations if self._sided(mode) else None
            self._loaded[mode] = _router(self._read(mode), stations)
        loaded: Router = self._loaded[mode]
        return loaded

    def remembered(self, name: str, make: Callable[[], Router]) -> Router:
        """Return a router made of these networks under a name, made when first asked for."""
        if name not in self._loaded:
            self._loaded[name] = make()
        loaded: Router = self._loaded[name]
        return loaded

    def key(self, mode: str) -> str:
        """Return what a trace over a mode's network depends on: its hash, and where trains turn."""
        from geodata.network.file import read_hash

        paths = self._paths(mode)
        one = len(paths) == 1
        key = read_hash(paths[0]) if one else self.network(mode).meta.content_hash
        if not self._sided(mode):
            return key
        return f"{key}-{hashlib.sha256(repr(self.stations).encode()).hexdigest()}"

    def _sided(self, mode: str) -> bool:
        return mode == "rail" and bool(self.files.get(mode))

    def _read(self, mode: str) -> Network:
        from geodata.network.file import read_network

        paths = self._paths(mode)
        return read_network(paths[0]) if len(paths) == 1 else _merged(paths, mode)

    def _paths(self, mode: str) -> list[Path]:
        own = self.files.get(mode, ())
        paths = [path for path in own if path is not None]
        if None not in own:
            paths.append(seed("networks", f"{mode}.parquet"))
        return paths


def _merged(paths: Sequence[Path], mode: str) -> Network:
    """Return several networks of a mode as one; the merge is kept in the cache."""
    from corridors.tracing.cache import folder
    from geodata.topology.conflate import merged_files

    if not paths:
        raise InputError(f"no {mode} network is left: name a file beside `{mode}=none`")
    return merged_files(paths, cache=folder() / "networks")


def _router(network: Network, stations: Sequence[tuple[float, float]] | None) -> Router:
    import numpy as np

    from geodata.routing.router import Router

    weight = np.where(network.passengers_only, np.inf, network.length_km)
    if stations is None:
        return Router(network, weight=weight)
    from geodata.routing.reversals import SidedRouter

    return SidedRouter(network, weight=weight, stations=stations)


def network_paths(given: NetworkFiles) -> tuple[Path | None, ...]:
    """Return the network files of a mode as paths, None for the embedded network."""
    if isinstance(given, str | os.PathLike):
        return (Path(given),)
    return tuple(None if item is None else Path(item) for item in given)
