"""The sea network: lanes of the `searoute` package, our own, and an approach per port."""

from __future__ import annotations

import io
import json
import tarfile
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from geodata import geodesy
from geodata.country_names import HIGH_SEAS
from geodata.network.build import from_lines
from geodata.snapshot.readers.scgraph import BOUNDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from geodata.arrays import Floats
    from geodata.boundaries import Countries
    from geodata.network.model import Network
    from geodata.topology.rules import Lanes

_INLAND_KM = 20.0


_STEP_KM = 3.0


_NEAREST = 12


_END_KM = 2.0


_DEGREE_KM = 111.2


_APPROACH_LIMIT_KM = 400.0


_SOUTH = -36.0


def sea_network(archive: Path, lanes: Lanes, countries: Countries, ports: Floats) -> Network:
    """Return lanes and approaches as one network.

    Lanes that run over more than 20 km of land are rivers and canals and are left out, Suez and
    the straits excepted, which the source names. Edges carry the passage's name, origin ``lane``
    or ``approach``, country ``XZ``.

    Parameters
    ----------
    ports
        Shape (n, 2), degrees; each gets a straight approach to the nearest point of the lane that
        is nearest by the least land crossed.
    """
    rows = [
        (line, name)
        for line, name in _source_lanes(archive)
        if _inside(line)
        and not _replaced(line, lanes)
        and (name or _land_km(line, countries) <= _INLAND_KM)
    ]
    rows += [(np.array(pair), "") for lane in lanes.lines for pair in pairwise(lane)]
    approaches, feet = _approaches(ports, np.array([line for line, _ in rows]), countries)
    rows = _split(rows, feet)
    return from_lines(
        [line for line, _ in rows] + approaches,
        mode="sea",
        columns={
            "origin": ["lane"] * len(rows) + ["approach"] * len(approaches),
            "name": [name for _, name in rows] + [""] * len(approaches),
        },
    )


def _source_lanes(archive: Path) -> Iterator[tuple[Floats, str]]:
    """Yield every straight piece once, tail before head, with the passage it belongs to."""
    seen: dict[tuple[tuple[float, ...], ...], str] = {}
    for feature in json.load(_geojson(archive))["features"]:
        geometry, name = feature["geometry"], feature["properties"].get("passage") or ""
        lines = geometry["coordinates"]
        for line in lines if geometry["type"] == "MultiLineString" else [lines]:
            points = np.array([point[:2] for point in line], dtype=float).round(5)
            for pair in pairwise(points):
                key = tuple(sorted(tuple(point.tolist()) for point in pair))
                if key[0] != key[1]:
                    seen.setdefault(key, name)
    for key in sorted(seen):
        yield np.array(key), seen[key]


def _geojson(archive: Path) -> io.BytesIO:
    with tarfile.open(archive) as bundle:
        member = next(m for m in bundle if m.name.endswith("data/marnet_searoute.geojson"))
        stream = bundle.extractfile(member)
        return io.BytesIO(stream.read() if stream else b"")


def _inside(line: Floats) -> bool:
    west, _, east, north = BOUNDS
    low, high = line.min(axis=0), line.max(axis=0)
    return bool(low[0] >= west - 8 and high[0] <= east and low[1] >= _SOUTH and high[1] <= north)


def _replaced(line: Floats, lanes: Lanes) -> bool:
    boxes = np.array(lanes.replaces).reshape(-1, 1, 4)
    inside = (line >= boxes[..., :2]) & (line <= boxes[..., 2:])
    return bool(inside.all(axis=-1).any())


def _land_km(line: Floats, countries: Countries) -> float:
    dense = geodesy.densify(line, step_km=_STEP_KM)
    middle = (dense[1:] + dense[:-1]) / 2.0
    land = countries.at(*middle.T) != HIGH_SEAS
    return float(geodesy.segment_lengths_km(dense)[land].sum())


def _approaches(
    ports: Floats, lanes: Floats, countries: Countries
) -> tuple[list[Floats], dict[int, list[tuple[float, ...]]]]:
    """Return an approach per port, and the points at which approaches leave a lane, by its row.

    A ship leaves the lane abeam of the port, not at the next point at which the source happens to
    bend it: else it runs past the port and comes back.
    """
    approaches: list[Floats] = []
    feet: dict[int, list[tuple[float, ...]]] = {}
    for port in ports:
        rows, points = _nearest_feet(port, lanes)
        lines = [np.array([port, point]) for point in points]
        # A kilometre over land counts as ten at sea: piers and river mouths are no obstacle.
        cost = [geodesy.line_length_km(line) + 10.0 * _land_km(line, countries) for line in lines]
        best = int(np.argmin(cost)) if cost else 0
        if cost and 0.0 < geodesy.line_length_km(lines[best]) <= _APPROACH_LIMIT_KM:
            approaches.append(lines[best])
            feet.setdefault(int(rows[best]), []).append(tuple(points[best].tolist()))
    return approaches, feet


def _nearest_feet(port: Floats, lanes: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Return the lanes nearest to a port and their nearest points to it, the near ones first.

    A lane is straight in degrees; its nearest point is found with degrees of longitude scaled to
    those of latitude at the port. One that comes within 2 km of an end is that end.
    """
    scale = np.array([np.cos(np.radians(port[1])), 1.0])
    a, b = (lanes[:, 0] - port) * scale, (lanes[:, 1] - port) * scale
    along = b - a
    share = np.clip(-(a * along).sum(axis=1) / (along**2).sum(axis=1), 0.0, 1.0)
    long = np.hypot(*along.T) * _DEGREE_KM
    share = np.where(
        share * long < _END_KM, 0.0, np.where((1 - share) * long < _END_KM, 1.0, share)
    )
    feet = lanes[:, 0] + share[:, None] * (lanes[:, 1] - lanes[:, 0])
    near = np.argsort(np.hypot(*((feet - port) * scale).T), kind="stable")[:_NEAREST]
    return near, feet[near].round(5)


def _split(
    rows: list[tuple[Floats, str]], feet: dict[int, list[tuple[float, ...]]]
) -> list[tuple[Floats, str]]:
    """Return the lanes cut at the points at which approaches leave them."""
    whole: list[tuple[Floats, str]] = []
    for number, (line, name) in enumerate(rows):
        points = np.unique(np.vstack([line, *feet.get(number, ())]), axis=0)
        inward = np.argsort(((points - line[0]) ** 2).sum(axis=1), kind="stable")
        whole += [(np.array(pair), name) for pair in pairwise(points[inward])]
    return whole
