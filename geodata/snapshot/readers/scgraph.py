"""Reads the rail and road graphs of the `scgraph_data` package without running its code.

The package holds Python literals: ``graph``, a list of ``{neighbour: km}``, and ``nodes``, a
list of ``[lat, lon]``. The lengths are along-track; the course of the lines is lost.
"""

from __future__ import annotations

import json
import re
import zipfile
from typing import TYPE_CHECKING

import numpy as np

from geodata.network.build import with_defaults
from geodata.network.model import Meta, Network
from geodata.snapshot.readers.sources import PackageError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from geodata.arrays import Floats

BOUNDS = (-12.0, -12.0, 180.0, 82.0)
"""West, south, east, north of what is kept: Western Europe and East Africa to Japan."""


_FILES = {"rail": "scgraph_data/world_railways.py", "road": "scgraph_data/world_highways.py"}


def read_graph(wheel: Path, mode: str) -> Network:
    """Return the graph of a mode inside `BOUNDS`; self loops are dropped.

    Returns
    -------
    Network
        One straight edge per pair of nodes, in both directions, ``shape = "chord"``.
    """
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read(_FILES[mode]).decode()
    neighbours = json.loads(re.sub(r"(\d+):", r'"\1":', _literal(text, "graph")))
    lonlat = np.array(json.loads(_literal(text, "nodes")), dtype=float)[:, ::-1]
    rows = [
        (tail, int(head), km)
        for tail, heads in enumerate(neighbours)
        for head, km in heads.items()
        if tail < int(head)
    ]
    table = np.array(rows, dtype=float)
    return _clipped(lonlat, table[:, :2].astype(np.int32), table[:, 2], mode)


def _literal(text: str, name: str) -> str:
    """Return the source of a top-level assignment, which the package keeps on one line."""
    found = re.search(rf"^{name}\s*=\s*(.*)$", text, flags=re.MULTILINE)
    if found is None:
        raise PackageError(f"no {name!r} in the package's file")
    return found.group(1)


def _clipped(lonlat: Floats, ends: NDArray[np.int32], km: Floats, mode: str) -> Network:
    west, south, east, north = BOUNDS
    inside = np.all((lonlat >= (west, south)) & (lonlat <= (east, north)), axis=1)
    kept = inside[ends].all(axis=1)
    size = int(kept.sum())
    network = Network(
        mode=mode,
        node_lonlat=lonlat,
        tail=ends[kept, 0],
        head=ends[kept, 1],
        length_km=km[kept],
        direction=np.zeros(size, np.int8),
        coords=lonlat[ends[kept]].reshape(-1, 2),
        offsets=np.arange(size + 1) * 2,
        columns=with_defaults({}, size),
        meta=Meta(),
    )
    return network.take(np.arange(size))
