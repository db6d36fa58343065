"""A transport network of one mode: nodes, edges, polylines and provenance, held as arrays.

Nodes are numbered in contraction order once a network is `ordered`, so that the order
costs no column of its own. Edges carry an along-track length that may differ from the length
of the line drawn for them; `origin` and `shape` say how far each can be trusted.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geodata import geodesy
from geodata.errors import InputError, Problem

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FORMAT = 1
"""Version of the file layout; a reader refuses what it does not know."""

METADATA_KEY = b"corridor_atlas"
DEFAULTS: Mapping[str, Any] = {
    "country": "XZ",
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

_WAYS = (0, 1, -1)

CHORD_KM = 50.0
"""A straight piece longer than this counts as a chord in `chord_km`."""


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """A column of few distinct values: `values[codes]`. Values are hashable."""

    codes: NDArray[np.int32]
    values: tuple[Any, ...]

    @classmethod
    def encode(cls, items: Iterable[Any]) -> Self:
        """Code a sequence; values keep the order in which they first appear."""
        seen: dict[Any, int] = {}
        # A numpy scalar prints otherwise than the value it holds, and would hash otherwise.
        plain = (item.item() if isinstance(item, np.generic) else item for item in items)
        codes = [seen.setdefault(item, len(seen)) for item in plain]
        return cls(np.asarray(codes, dtype=np.int32), tuple(seen))

    @classmethod
    def constant(cls, value: Any, size: int) -> Self:  # noqa: ANN401
        """Return a column that holds one value throughout."""
        return cls(np.zeros(size, dtype=np.int32), (value,))

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, index: int) -> Any:  # noqa: ANN401
        return self.values[self.codes[index]]

    def take(self, index: ArrayLike) -> Coded:
        """Return the column at the given rows."""
        return Coded(self.codes[np.asarray(index)], self.values)

    def decode(self) -> list[Any]:
        """Return the values of all rows."""
        values = self.values
        return [values[code] for code in self.codes.tolist()]

    def mask(self, wanted: Iterable[Any]) -> NDArray[np.bool_]:
        """Return which rows hold one of the wanted values."""
        wanted = set(wanted)
        hit = np.fromiter((value in wanted for value in self.values), bool, len(self.values))
        return hit[self.codes] if len(hit) else np.zeros(len(self.codes), dtype=bool)

    @staticmethod
    def concatenate(columns: Sequence[Coded]) -> Coded:
        """Stack columns; equal values share a code."""
        seen: dict[Any, int] = {}
        codes = []
        for column in columns:
            table = [seen.setdefault(value, len(seen)) for value in column.values]
            codes.append(np.asarray(table, dtype=np.int32)[column.codes])
        return Coded(np.concatenate(codes), tuple(seen))


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

    @property
    def node_count(self) -> int:
        """Return the number of nodes."""
        return len(self.node_lonlat)

    @property
    def edge_count(self) -> int:
        """Return the number of edges."""
        return len(self.tail)

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
        used = np.unique(np.concatenate([self.tail[index], self.head[index]]))
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
        ValueError
            Where the order is no permutation of the nodes.
        """
        ranks = np.asarray(order, dtype=np.int64)
        if not np.array_equal(np.sort(ranks), np.arange(self.node_count)):
            raise ValueError(f"an order must name each of the {self.node_count} nodes once")
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
        jump = np.abs(self.coords[first + 1, 0] - self.coords[first, 0]) > 180.0  # noqa: PLR2004
        for row in np.unique(edge[jump]).tolist():
            shapes[row] = geodesy.line_geometry(self.line(row))
        return shapes

    def __repr__(self) -> str:
        return (
            f"<Network {self.mode}: {self.node_count:,} nodes, {self.edge_count:,} edges, "
            f"{self.length_km.sum():,.0f} km, vintage {self.meta.vintage}>"
        )

    def write(self, path: str | os.PathLike[str]) -> Path:
        """Write the network as GeoParquet (GeoArrow lines, zstd), atomically."""
        from geodata.network_file import write_network

        return write_network(self, Path(path))


def take_lines(coords: Floats, offsets: Ints, index: Ints) -> tuple[Floats, Ints]:
    """Return the polylines at the given rows as new ``coords, offsets``."""
    counts = offsets[index + 1] - offsets[index]
    new = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    point = np.arange(new[-1]) + np.repeat(offsets[index] - new[:-1], counts)
    return coords[point], new


def pack_lines(lines: Sequence[Floats]) -> tuple[Floats, Ints]:
    """Return polylines of shape (k, 2) stacked as ``coords, offsets``."""
    coords = np.concatenate([*lines, np.zeros((0, 2))])
    offsets = np.concatenate([[0], np.cumsum([len(line) for line in lines])])
    return coords, offsets.astype(np.int64)


def from_lines(
    lines: Sequence[ArrayLike],
    *,
    mode: str,
    length_km: ArrayLike | None = None,
    direction: ArrayLike | None = None,
    columns: Mapping[str, Iterable[Any]] | None = None,
    meta: Meta | None = None,
) -> Network:
    """Make a network of polylines whose ends meet where their coordinates are equal.

    Parameters
    ----------
    lines
        Arrays of shape (k, 2), lon, lat in degrees, EPSG:4326.
    mode
        ``rail``, ``road`` or ``sea``.
    length_km
        Along-track lengths; the geodesic length of each line where absent.
    direction
        0 both ways, 1 forward only, -1 backward only; 0 where absent.
    columns
        Values per line for columns of `DEFAULTS` or further ones.

    Raises
    ------
    InputError
        Naming every line that is no line, lies outside the Earth, or has no usable length or
        direction, and every column of another length than the lines.
    """
    arrays = [np.asarray(line, dtype=float) for line in lines]
    _raise_any(_line_problems(arrays))
    size = len(arrays)
    coords, offsets = pack_lines(arrays)
    _raise_any(_outside_problems(coords, offsets))
    node_lonlat, number = _ends(coords, offsets)
    given = {name: Coded.encode(values) for name, values in (columns or {}).items()}
    ways = np.zeros(size) if direction is None else np.asarray(direction, dtype=float)
    km = np.zeros(size) if length_km is None else np.asarray(length_km, dtype=float)
    _raise_any(_attribute_problems(size, km, ways, given))
    network = Network(
        mode=mode,
        node_lonlat=node_lonlat,
        tail=number[:size],
        head=number[size:],
        length_km=km,
        direction=ways.astype(np.int8),
        coords=coords,
        offsets=offsets,
        columns=with_defaults(given, size),
        meta=meta or Meta(),
    )
    return replace(network, length_km=network.drawn_km()) if length_km is None else network


def _raise_any(problems: Sequence[Problem]) -> None:
    if problems:
        raise InputError(problems)


def _line_problems(lines: Sequence[Floats]) -> list[Problem]:
    shapeless = [
        row
        for row, line in enumerate(lines)
        if line.ndim != 2 or line.shape[1] != 2 or len(line) < 2  # noqa: PLR2004
    ]
    remedy = "drop it or complete it"
    return [
        Problem("", f"line {row}", "needs two points of two numbers", remedy) for row in shapeless
    ]


def _outside_problems(coords: Floats, offsets: Ints) -> list[Problem]:
    outside = np.flatnonzero(~(np.abs(coords) <= (180.0, 90.0)).all(axis=1))
    rows = np.unique(np.searchsorted(offsets, outside, side="right") - 1)
    remedy = "give longitude, then latitude, in degrees"
    return [
        Problem("", f"line {row}", "has a point outside the Earth", remedy) for row in rows.tolist()
    ]


def _attribute_problems(
    size: int, km: Floats, ways: Floats, columns: Mapping[str, Coded]
) -> list[Problem]:
    given: dict[str, Any] = {"length_km": km, "direction": ways, **columns}
    problems = [
        Problem("", name, f"{len(values)} values for {size} lines")
        for name, values in given.items()
        if len(values) != size
    ]
    unusable = {"length_km": ~(np.isfinite(km) & (km >= 0.0)), "direction": ~np.isin(ways, _WAYS)}
    remedy = {"length_km": "a length in km, 0 or more", "direction": "one of 0, 1, -1"}
    return problems + [
        Problem("", f"line {row}", f"{name} is {given[name][row]}", remedy[name])
        for name, bad in unusable.items()
        for row in np.flatnonzero(bad).tolist()
    ]


def _ends(coords: Floats, offsets: Ints) -> tuple[Floats, NDArray[np.int32]]:
    """Return the nodes at the ends of lines, and the node of each tail, then of each head."""
    ends = np.concatenate([coords[offsets[:-1]], coords[offsets[1:] - 1]])
    ends[ends[:, 0] == -180.0, 0] = 180.0  # noqa: PLR2004 - one meridian of two names
    node_lonlat, number = np.unique(ends, axis=0, return_inverse=True)
    return node_lonlat.reshape(-1, 2), number.reshape(-1).astype(np.int32)


def with_defaults(columns: Mapping[str, Coded], size: int) -> dict[str, Coded]:
    """Return the columns with every one of `DEFAULTS` that is missing filled in."""
    missing = {
        name: Coded.constant(value, size) for name, value in DEFAULTS.items() if name not in columns
    }
    return {**missing, **columns}


def concatenate(networks: Sequence[Network]) -> Network:
    """Stack networks of one mode side by side; nodes are not joined."""
    first = networks[0]
    shift = np.cumsum([0, *(network.node_count for network in networks)]).astype(np.int32)
    point_shift = np.cumsum([0, *(len(network.coords) for network in networks)])
    names = list(dict.fromkeys(name for network in networks for name in network.columns))
    columns = {
        name: Coded.concatenate(
            [
                network.columns.get(
                    name, Coded.constant(DEFAULTS.get(name, ""), network.edge_count)
                )
                for network in networks
            ]
        )
        for name in names
    }
    return Network(
        mode=first.mode,
        node_lonlat=np.concatenate([network.node_lonlat for network in networks]),
        tail=np.concatenate([n.tail + s for n, s in zip(networks, shift, strict=False)]),
        head=np.concatenate([n.head + s for n, s in zip(networks, shift, strict=False)]),
        length_km=np.concatenate([network.length_km for network in networks]),
        direction=np.concatenate([network.direction for network in networks]),
        coords=np.concatenate([network.coords for network in networks]),
        offsets=np.concatenate(
            [[0], *(n.offsets[1:] + s for n, s in zip(networks, point_shift, strict=False))]
        ).astype(np.int64),
        columns=columns,
        meta=first.meta,
    )


def with_joined_nodes(network: Network) -> Network:
    """Return the network with nodes of equal coordinates made one; edges keep their order."""
    lonlat, number = np.unique(network.node_lonlat, axis=0, return_inverse=True)
    number = number.reshape(-1).astype(np.int32)
    return replace(
        network,
        node_lonlat=lonlat.reshape(-1, 2),
        tail=number[network.tail].astype(np.int32),
        head=number[network.head].astype(np.int32),
        ordered=False,
    )


def split_edges(network: Network, cuts: Mapping[int, ArrayLike]) -> Network:
    """Cut edges at distances along their drawn line; every cut becomes a node.

    Parameters
    ----------
    cuts
        Edge number to distances in drawn km from its tail. Along-track length is shared out
        in proportion to the drawn length. The first piece keeps the edge's number, further
        pieces are appended in order; so are the new nodes, by edge and then along it. Cuts at
        or beyond the ends of a line are left out.
    """
    if not cuts:
        return network
    pieces = {edge: _pieces(network.line(edge), at) for edge, at in sorted(cuts.items())}
    extra = np.array([edge for edge, parts in pieces.items() for _ in parts[1:]], dtype=np.int64)
    parent = np.concatenate([np.arange(network.edge_count), extra])
    lines = network.lines()
    length = network.length_km[parent].copy()
    next_row = network.edge_count
    for edge, parts in pieces.items():
        rows = [edge, *range(next_row, next_row + len(parts) - 1)]
        next_row += len(parts) - 1
        drawn = np.array([geodesy.line_length_km(part) for part in parts])
        if len(parts) > 1:
            length[rows] = network.length_km[edge] * drawn / drawn.sum()
        lines[edge] = parts[0]
        lines.extend(parts[1:])
    return _rejoined(network, parent, lines, length, pieces)


def _rejoined(
    network: Network,
    parent: Ints,
    lines: list[Floats],
    length: Floats,
    pieces: Mapping[int, list[Floats]],
) -> Network:
    tail, head = network.tail[parent].copy(), network.head[parent].copy()
    new_nodes: list[Floats] = []
    row = network.edge_count
    for edge, parts in pieces.items():
        last, final_head = edge, network.head[edge]
        for part in parts[1:]:
            node = network.node_count + len(new_nodes)
            new_nodes.append(part[0])
            head[last], tail[row] = node, node
            last, row = row, row + 1
        head[last] = final_head
    coords, offsets = pack_lines(lines)
    return replace(
        network,
        node_lonlat=np.concatenate([network.node_lonlat, np.array(new_nodes).reshape(-1, 2)]),
        tail=tail,
        head=head,
        length_km=length,
        direction=network.direction[parent],
        coords=coords,
        offsets=offsets,
        columns={name: column.take(parent) for name, column in network.columns.items()},
        ordered=False,
    )


def _pieces(line: Floats, at_km: ArrayLike) -> list[Floats]:
    along = geodesy.cumulative_km(line)
    wanted = np.unique(np.asarray(at_km, dtype=float))
    wanted = wanted[(wanted > 0.0) & (wanted < along[-1])]
    parts: list[Floats] = []
    start_km, start = 0.0, line[0]
    for km, point in zip(wanted, geodesy.interpolate(line, wanted), strict=True):
        inner = line[(along > start_km) & (along < km)]
        parts.append(np.vstack([start, inner, point]))
        start_km, start = km, point
    parts.append(np.vstack([start, line[(along > start_km) & (along < along[-1])], line[-1]]))
    return parts


def read(path: str | os.PathLike[str]) -> Network:
    """Read a network file; see `geodata.network_file.read_network`."""
    from geodata.network_file import read_network

    return read_network(Path(path))
