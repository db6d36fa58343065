"""A transport network of one mode: nodes, edges, polylines and provenance, held as arrays.

Nodes are numbered in contraction order once a network is `ordered`, so that the order
costs no column of its own. Edges carry an along-track length that may differ from the length
of the line drawn for them; `origin` and `shape` say how far each can be trusted.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata import geodesy
from geodata.country_names import HIGH_SEAS
from geodata.degrees import jumps
from geodata.errors import InputError
from geodata.network.columns import Coded, take_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas
    from numpy.typing import ArrayLike, NDArray

    from geodata.arrays import Floats, Ints, Mask

FORMAT = 1
"""Version of the file layout; a reader refuses what it does not know."""


METADATA_KEY = b"corridor_atlas"


DEFAULTS: Mapping[str, Any] = {
    "country": HIGH_SEAS,
    "origin": "osm",
    "shape": "mapped",
    "gauges_mm": (),
    "gauge_basis": "",
    "electrified": "",
    "status": "operating",
    "name": "",
    "length_basis": "track",
}
"""Columns that every network has, with what stands there when nothing is known."""


CHORD_KM = 50.0
"""A straight piece longer than this counts as a chord in `chord_km`."""


THROUGH_DEGREE = 2
"""Ends of edges at a node that lines only run through."""


@dataclass(frozen=True, slots=True)
class Meta:
    """Where a network comes from."""

    source: str = ""
    licence: str = ""
    attribution: str = ""
    vintage: str = "unknown"
    content_hash: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Nodes and edges of one mode.

    Attributes
    ----------
    mode
        ``rail``, ``road`` or ``sea``.
    node_lonlat
        Shape (n, 2), degrees, EPSG:4326.
    tail, head
        Shape (m,), node numbers of each edge's two ends.
    length_km
        Shape (m,), along-track length.
    direction
        Shape (m,): 0 both ways, 1 from tail to head only, -1 from head to tail only.
    coords, offsets
        The polylines: edge i is ``coords[offsets[i]:offsets[i + 1]]``, tail first.
    columns
        Further attributes of the edges, each a `Coded` of length m; see `DEFAULTS`.
    ordered
        Whether node numbers are the contraction order.
    """

    mode: str
    node_lonlat: Floats
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    length_km: Floats
    direction: NDArray[np.int8]
    coords: Floats
    offsets: Ints
    columns: Mapping[str, Coded]
    meta: Meta = field(default_factory=Meta)
    ordered: bool = False
    _hash: list[str] = field(default_factory=list, init=False, repr=False)

    @property
    def node_count(self) -> int:
        """Return the number of nodes."""
        return len(self.node_lonlat)

    @property
    def edge_count(self) -> int:
        """Return the number of edges."""
        return len(self.tail)

    @property
    def passengers_only(self) -> Mask:
        """Return which edges carry passengers alone, shape (m,): freight has no way over them."""
        traffic = self.columns.get("traffic")
        return np.zeros(self.edge_count, bool) if traffic is None else traffic.mask(["passenger"])

    def line(self, edge: int) -> Floats:
        """Return the polyline of an edge, shape (k, 2), from tail to head."""
        return self.coords[self.offsets[edge] : self.offsets[edge + 1]]

    def lines(self) -> list[Floats]:
        """Return the polylines of all edges."""
        return np.split(self.coords, self.offsets[1:-1]) if self.edge_count else []

    def segment_edges(self) -> tuple[Ints, Ints]:
        """Return, for each straight segment, the index of its first point and its edge."""
        counts = np.diff(self.offsets) - 1
        edge = np.repeat(np.arange(self.edge_count), counts)
        first = np.arange(len(edge)) + edge
        return first, edge

    def drawn_km(self) -> Floats:
        """Return the geodesic length of each edge's polyline, shape (m,)."""
        return self._summed(*self._segments())

    def _summed(self, edge: Ints, value: Floats) -> Floats:
        """Return the sum of values by edge; numpy's own count of nothing would be whole numbers."""
        total = np.bincount(edge, weights=value, minlength=self.edge_count)
        return total.astype(np.float64)

    def _segments(self) -> tuple[Ints, Floats]:
        """Return the edge of each straight segment, and its geodesic length in km."""
        first, edge = self.segment_edges()
        a, b = self.coords[first], self.coords[first + 1]
        return edge, geodesy.distance_km(a[:, 0], a[:, 1], b[:, 0], b[:, 1])

    def chord_km(self, *, longer_than_km: float = CHORD_KM) -> Floats:
        """Return the along-track km of each edge drawn on straight pieces over a length."""
        edge, length = self._segments()
        drawn = self._summed(edge, length)
        straight = self._summed(edge, np.where(length > longer_than_km, length, 0.0))
        share: Floats = np.divide(straight, drawn, out=np.zeros_like(drawn), where=drawn > 0)
        return share * self.length_km

    def take(self, edges: ArrayLike) -> Network:
        """Return the network of the given edges; nodes without edges are dropped.

        Parameters
        ----------
        edges
            Edge numbers, or a mask of shape (m,).
        """
        index = np.asarray(edges)
        index = np.flatnonzero(index) if index.dtype == bool else index.astype(np.int64)
        kept = np.zeros(self.node_count, dtype=bool)
        kept[self.tail[index]] = kept[self.head[index]] = True
        used = np.flatnonzero(kept)
        number = np.full(self.node_count, -1, dtype=np.int32)
        number[used] = np.arange(len(used), dtype=np.int32)
        coords, offsets = take_lines(self.coords, self.offsets, index)
        return replace(
            self,
            node_lonlat=self.node_lonlat[used],
            tail=number[self.tail[index]],
            head=number[self.head[index]],
            length_km=self.length_km[index],
            direction=self.direction[index],
            coords=coords,
            offsets=offsets,
            columns={name: column.take(index) for name, column in self.columns.items()},
        )

    def with_columns(self, **columns: Coded) -> Network:
        """Return the network with columns added or replaced."""
        return replace(self, columns={**self.columns, **columns})

    def renumbered(self, order: ArrayLike) -> Network:
        """Return the network with nodes numbered in the given order of contraction.

        Parameters
        ----------
        order
            Shape (n,), the present numbers of the nodes, first contracted first.

        Raises
        ------
        InputError
            Where the order is no permutation of the nodes.
        """
        ranks = np.asarray(order, dtype=np.int64)
        if not np.array_equal(np.sort(ranks), np.arange(self.node_count)):
            raise InputError(f"an order must name each of the {self.node_count} nodes once")
        number = np.empty(self.node_count, dtype=np.int32)
        number[ranks] = np.arange(self.node_count, dtype=np.int32)
        return replace(
            self,
            node_lonlat=self.node_lonlat[ranks],
            tail=number[self.tail],
            head=number[self.head],
            ordered=True,
        )

    def content_hash(self) -> str:
        """Return the sha256 over geometry, lengths and attributes, in hexadecimal."""
        if not self._hash:
            self._hash.append(self._hashed())
        return self._hash[0]

    def hashed_as(self, content_hash: str) -> Network:
        """Return the network, whose content hash was proved to be this one."""
        self._hash[:] = [content_hash]
        return self

    def _hashed(self) -> str:
        digest = hashlib.sha256(f"{FORMAT} {self.mode}".encode())
        for array in (
            self.node_lonlat,
            self.tail,
            self.head,
            self.length_km,
            self.direction,
            self.coords,
            self.offsets,
        ):
            digest.update(np.ascontiguousarray(array).tobytes())
        for name in sorted(self.columns):
            column = self.columns[name]
            digest.update(f"{name} {column.values!r}".encode())
            digest.update(np.ascontiguousarray(column.codes).tobytes())
        return digest.hexdigest()

    @property
    def nodes(self) -> geopandas.GeoDataFrame:
        """Return the nodes as points, EPSG:4326."""
        import geopandas

        points = geopandas.points_from_xy(*self.node_lonlat.T)
        return geopandas.GeoDataFrame(geometry=points, crs="EPSG:4326")

    @property
    def edges(self) -> geopandas.GeoDataFrame:
        """Return the edges as lines with their attributes, EPSG:4326.

        A line that crosses the antimeridian is a MultiLineString of its parts.
        """
        import geopandas

        frame: dict[str, Any] = {
            "tail": self.tail,
            "head": self.head,
            "length_km": self.length_km,
            "direction": self.direction,
            **{name: column.decode() for name, column in self.columns.items()},
        }
        return geopandas.GeoDataFrame(frame, geometry=self._geometries(), crs="EPSG:4326")

    def _geometries(self) -> NDArray[np.object_]:
        import shapely

        if not self.edge_count:
            return np.zeros(0, dtype=object)
        number = np.repeat(np.arange(self.edge_count), np.diff(self.offsets))
        shapes: NDArray[np.object_] = shapely.linestrings(self.coords, indices=number)
        first, edge = self.segment_edges()
        jump = jumps(self.coords[first + 1, 0] - self.coords[first, 0])
        for row in np.unique(edge[jump]).tolist():
            shapes[row] = geodesy.line_geometry(self.line(row))
        return shapes

    def __repr__(self) -> str:
        return (
            f"<Network {self.mode}: {self.node_count:,} nodes, {self.edge_count:,} edges, "
            f"{self.length_km.sum():,.0f} km, vintage {self.meta.vintage}>"
        )
