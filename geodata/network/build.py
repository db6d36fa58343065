"""Networks made of lines, and of other networks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata import geodesy
from geodata.degrees import with_one_antimeridian
from geodata.errors import InputError, Problem
from geodata.network.columns import Coded, pack_lines
from geodata.network.model import DEFAULTS, Meta, Network

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from geodata.arrays import Floats, Ints

_WAYS = (0, 1, -1)


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
    shapeless = [row for row, line in enumerate(lines) if line.shape[1:] != (2,) or len(line) <= 1]
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
    ends = with_one_antimeridian(np.concatenate([coords[offsets[:-1]], coords[offsets[1:] - 1]]))
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
    length = network.length_km[parent].copy()
    next_row = network.edge_count
    for edge, parts in pieces.items():
        rows = [edge, *range(next_row, next_row + len(parts) - 1)]
        next_row += len(parts) - 1
        drawn = np.array([geodesy.line_length_km(part) for part in parts])
        if len(parts) > 1:
            length[rows] = network.length_km[edge] * drawn / drawn.sum()
    return _rejoined(network, parent, length, pieces)


def _recut(network: Network, pieces: Mapping[int, list[Floats]]) -> tuple[Floats, Ints]:
    """Return all polylines with the cut ones in their pieces, the others moved in one go."""
    edges = list(pieces)
    firsts, _ = pack_lines([parts[0] for parts in pieces.values()])
    rest, tails = pack_lines([part for parts in pieces.values() for part in parts[1:]])
    counts = np.diff(network.offsets)
    kept = np.ones(network.edge_count, dtype=bool)
    kept[edges] = False
    counts[edges] = [len(parts[0]) for parts in pieces.values()]
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    coords = np.empty((offsets[-1], 2))
    coords[np.repeat(kept, counts)] = network.coords[np.repeat(kept, np.diff(network.offsets))]
    coords[np.repeat(~kept, counts)] = firsts
    return np.concatenate([coords, rest]), np.concatenate([offsets, tails[1:] + offsets[-1]])


def _rejoined(
    network: Network, parent: Ints, length: Floats, pieces: Mapping[int, list[Floats]]
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
    coords, offsets = _recut(network, pieces)
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


def with_links(
    network: Network,
    pairs: Sequence[tuple[int, int]],
    *,
    columns: Mapping[str, Sequence[object]] | None = None,
) -> Network:
    """Return the network with straight edges between pairs of different nodes.

    Parameters
    ----------
    columns
        Values per pair; ``origin`` is ``repaired`` where absent.
    """
    return linked([network], pairs, columns=columns)


def linked(
    networks: Sequence[Network],
    pairs: Sequence[tuple[int, int]],
    *,
    columns: Mapping[str, Sequence[object]] | None = None,
) -> Network:
    """Stack networks and add straight edges between pairs of nodes, as `with_links` does.

    Nodes are counted through all networks, which stay as they are where no pair is given.
    """
    kept = [row for row, (a, b) in enumerate(pairs) if a != b]
    if not kept:
        return networks[0] if len(networks) == 1 else concatenate(networks)
    lonlat = np.concatenate([network.node_lonlat for network in networks])
    ends = np.asarray(pairs, dtype=np.int64)[kept]
    given = {name: [values[row] for row in kept] for name, values in (columns or {}).items()}
    named: dict[str, list[Any]] = {"origin": ["repaired"] * len(kept), **given}
    links = from_lines(list(lonlat[ends]), mode=networks[0].mode, columns=named)
    stacked = concatenate([*networks, links])
    return replace(
        stacked,
        node_lonlat=lonlat,
        tail=np.concatenate([stacked.tail[: -len(ends)], ends[:, 0]]).astype(np.int32),
        head=np.concatenate([stacked.head[: -len(ends)], ends[:, 1]]).astype(np.int32),
        ordered=False,
    )
