"""Where points meet a network, each looked for once in the lifetime of its routers."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from geodata.degrees import checked_points
from geodata.routing.near_edges import SURE_KM, edges_near
from geodata.routing.path import Snapped
from geodata.routing.snap import SegmentIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import ArrayLike

    from geodata.arrays import Floats, Ints
    from geodata.network.model import Network

_FEW = 16
"""So many points are looked for around each of them, before an index of the whole is made."""


class Meetings:
    """Where points meet some edges of a network."""

    def __init__(self, network: Network, edges: Ints) -> None:
        self._network = network
        self._edges = edges
        self._met: dict[tuple[float, float], tuple[int, float, Floats, float]] = {}

    def __getstate__(self) -> dict[str, object]:
        """Return all but the index, which another process makes anew."""
        return {key: value for key, value in self.__dict__.items() if key != "index"}

    @cached_property
    def index(self) -> SegmentIndex:
        """The index of the edges."""
        return SegmentIndex(self._network, edges=self._edges)

    def nearest(self, points: Floats) -> Snapped:
        """Return where points of shape (n, 2) meet the edges, however far off."""
        keys = [(lon, lat) for lon, lat in points.tolist()]
        if "index" not in self.__dict__ and len(self._met) + len(keys) <= _FEW:
            self.look_around(points)
        if new := self._new(keys):
            self._keep(new, self.index.nearest(new))
        met = [self._met[key] for key in keys]
        return Snapped(
            np.array([row[0] for row in met], dtype=np.int64),
            np.array([row[1] for row in met], dtype=float),
            np.array([row[2] for row in met], dtype=float).reshape(-1, 2),
            np.array([row[3] for row in met], dtype=float),
        )

    def look_around(self, lonlat: ArrayLike) -> None:
        """Look for points among the edges around them; those farther off than that stay unmet."""
        if keys := self._new(map(tuple, checked_points(lonlat).tolist())):
            near = np.intersect1d(edges_near(self._network, keys), self._edges, assume_unique=True)
            found = SegmentIndex(self._network, edges=near).nearest(keys)
            self._keep(keys, found, within_km=SURE_KM)

    def _new(self, keys: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
        return [key for key in dict.fromkeys(keys) if key not in self._met]

    def _keep(
        self, keys: Sequence[tuple[float, float]], found: Snapped, *, within_km: float = np.inf
    ) -> None:
        rows = zip(found.edge, found.share, found.lonlat, found.distance_km, strict=True)
        sure = (found.distance_km <= within_km).tolist()
        self._met.update(
            (key, row) for key, row, good in zip(keys, rows, sure, strict=True) if good
        )
