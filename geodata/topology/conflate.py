"""Several networks of one mode as one: the user's own where it covers, another elsewhere.

What the own network covers is found edge by edge, not by an outline, for an extract may leave
holes and the embedded lines may be chords that run far from the track that they stand for.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from geodata import geodesy
from geodata.errors import InputError, Problem
from geodata.network.build import linked, split_edges
from geodata.network.columns import Coded
from geodata.network.file import as_written, read_hash, read_network
from geodata.network.kept import remembered_network
from geodata.network.model import Meta, Network
from geodata.routing.router import ordered
from geodata.topology.cover import NEAR_KM, Cover
from geodata.topology.nodes import nearest_nodes

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Sequence

    from geodata.arrays import Floats, Ints, Mask
    from geodata.routing.path import Snapped

VERSION = 3
"""Goes into the key of a cached merge; to be raised when the rules below change."""


STITCH = "stitch"
"""What the column ``network`` says of the joints between networks."""


_TIES = 1500
"""Up to so many ties the orders of two networks make one; the ties' own arcs grow as the square."""

_CUT_KM = 10.0
"""An edge that leaves the cover sooner is a branch: it stays whole, and its end is tied."""


@dataclass(frozen=True, slots=True)
class Named:
    """A network and the name of the file that it came from."""

    name: str
    network: Network


def merge(networks: Sequence[Named]) -> Network:
    """Return one network of several of one mode, the first going before all that follow.

    Of each later network the edges are dropped that the earlier ones cover: those of which 80%
    lies within 3 km of an earlier line, and those whose two ends do, where the earlier network
    joins them over about the same length. An edge that leaves the covered area is cut where it
    does. Ends left loose by this are tied to the nearest earlier line within 3 km.

    Returns
    -------
    Network
        With a column ``network`` that names the file of each edge, ``stitch`` for the ties, whose
        ``origin`` is ``repaired``; ordered.

    Raises
    ------
    InputError
        Where no network is given, or their modes differ.
    """
    return as_written(_merged(networks))


def _merged(networks: Sequence[Named]) -> Network:
    _check(networks)
    first, *others = networks
    whole = _labelled(first.network, first.name)
    for other in others:
        whole = _extended(whole, _labelled(other.network, other.name))
    return replace(whole if whole.ordered else ordered(whole), meta=_meta(networks))


def merged(networks: Sequence[Named], *, cache: str | os.PathLike[str]) -> Network:
    """Return `merge` of the networks from a cache folder, where it is made once.

    The key is made of the names and contents of all networks, so that nothing goes stale.
    """
    _check(networks)
    return _remembered(cache_key(networks), lambda: _merged(networks), cache)


def merged_files(files: Sequence[Path], *, cache: str | os.PathLike[str]) -> Network:
    """Return `merged` of the networks in files, which are not read where the cache has it.

    What is kept is found by the hashes that the files state, and checked by its own.
    """

    def made() -> Network:
        networks = [Named(file.name, read_network(file)) for file in files]
        _check(networks)
        return _merged(networks)

    return _remembered(_key([(file.name, read_hash(file)) for file in files]), made, cache)


def _remembered(key: str, made: Callable[[], Network], cache: str | os.PathLike[str]) -> Network:
    return remembered_network(Path(cache) / "networks" / f"{key}.arrow", made)


def cache_key(networks: Sequence[Named]) -> str:
    """Return the sha256 over version, names and content hashes, in the order of precedence."""
    stated = (
        (named.name, named.network.meta.content_hash or named.network.content_hash())
        for named in networks
    )
    return _key(stated)


def _key(stated: Iterable[tuple[str, str]]) -> str:
    digest = hashlib.sha256(f"merge {VERSION}".encode())
    for name, content in stated:
        digest.update(f"\n{name!r} {content}".encode())
    return digest.hexdigest()


def _check(networks: Sequence[Named]) -> None:
    modes = sorted({named.network.mode for named in networks})
    if len(modes) != 1:
        names = ", ".join(named.name for named in networks)
        message = f"cannot merge {' and '.join(modes)} networks" if modes else "no network to merge"
        raise InputError([Problem(names, "", message, "give networks of one mode")])


def _labelled(network: Network, name: str) -> Network:
    if "network" in network.columns:
        return network
    return network.with_columns(network=Coded.constant(name, network.edge_count))


def _meta(networks: Sequence[Named]) -> Meta:
    def joined(name: str, between: str) -> str:
        values = (getattr(named.network.meta, name) for named in networks)
        return between.join(dict.fromkeys(value for value in values if value))

    notes = tuple(
        f"{named.name}: {note}" for named in networks for note in named.network.meta.notes
    )
    return Meta(
        source=joined("source", "; "),
        licence=joined("licence", " AND "),
        attribution=joined("attribution", "; "),
        vintage=joined("vintage", "; ") or "unknown",
        notes=notes,
    )


def _extended(own: Network, other: Network) -> Network:
    """Return the own network with what another adds to it."""
    if not own.edge_count or not other.edge_count:
        return own if own.edge_count else other
    cover = Cover(own, other)
    outside, loose = _trimmed(other, cover)
    if not outside.edge_count:
        return own
    found = cover.index.nearest(loose, limit_km=NEAR_KM)
    tied, ties = _stitched(own, outside, loose, found)
    if not (own.ordered and other.ordered) or len(ties) > _TIES:
        return ordered(tied)
    return tied.renumbered(_contraction(own, tied, outside, ties))


def _contraction(own: Network, tied: Network, outside: Network, ties: Ints) -> Ints:
    """Return an order of contraction made of those that two networks have already.

    The nodes at the ties part the two, so that they are contracted last, after the own nodes and
    the outer ones, each in their order; nodes made by cuts, of degree three, come first.
    """
    start = tied.node_count - outside.node_count
    rest = np.ones(tied.node_count, dtype=bool)
    rest[ties] = False
    cuts = np.arange(own.node_count, start)
    order = np.concatenate([cuts, np.arange(own.node_count), np.arange(start, tied.node_count)])
    return np.concatenate([order[rest[order]], ties])


def _trimmed(other: Network, cover: Cover) -> tuple[Network, Floats]:
    """Return what lies outside, edges cut where they leave the cover, and the ends left loose."""
    cuts: dict[int, list[float]] = {}
    inner: set[tuple[int, int]] = set()
    touched = np.unique(cover.edge[cover.near])  # the others are left as they are, and are most
    for row in touched[~cover.dropped[cover.rows[touched]]].tolist():
        edge = int(cover.rows[row])
        rows = slice(int(cover.first[row]), int(cover.last[row]) + 1)
        begin, end = _outside(cover.near[rows], cover.along_km[rows])
        if begin or end is not None:
            cuts[edge] = [km for km in (begin, end) if km]
            inner |= {(edge, 0)} if begin else set()
            inner |= {(edge, len(cuts[edge]))} if end is not None else set()
    split = split_edges(other, cuts)
    gone = np.concatenate([cover.dropped, np.zeros(split.edge_count - other.edge_count, bool)])
    gone[[_piece_row(other.edge_count, cuts, edge, piece) for edge, piece in sorted(inner)]] = True
    loose = _touched(split, gone) & _touched(split, ~gone)
    return split.take(~gone), split.node_lonlat[loose]


def _touched(network: Network, edges: Mask) -> Mask:
    """Return which nodes lie on one of the edges."""
    nodes = np.zeros(network.node_count, dtype=bool)
    nodes[network.tail[edges]] = True
    nodes[network.head[edges]] = True
    return nodes


def _outside(near: Mask, along_km: Floats) -> tuple[float, float | None]:
    """Return where an edge leaves the cover for the first time and enters it for the last.

    0 and None where there is nothing to cut off.
    """
    far = np.flatnonzero(~near)
    if not len(far):
        return 0.0, None
    begin = float(along_km[max(far[0] - 1, 0)])
    end = float(along_km[min(far[-1] + 1, len(near) - 1)])
    keep_end = along_km[-1] - end <= _CUT_KM
    return begin if begin > _CUT_KM else 0.0, None if keep_end else end


def _piece_row(size: int, cuts: dict[int, list[float]], edge: int, piece: int) -> int:
    """Return the row of an edge's n-th piece after `split_edges`."""
    if piece == 0:
        return edge
    before = sum(len(at) for other, at in cuts.items() if other < edge)
    return size + before + piece - 1


def _stitched(
    own: Network, outside: Network, loose: Floats, found: Snapped
) -> tuple[Network, Ints]:
    """Stack two networks and tie the loose ends of the second to where they meet the first.

    Returns them, and the nodes of the second at the ties, ascending.
    """
    hit = np.flatnonzero(found.edge >= 0)
    cuts: dict[int, list[float]] = {}
    for row in hit.tolist():
        edge, share = int(found.edge[row]), float(found.share[row])
        if 0.0 < share < 1.0:
            cuts.setdefault(edge, []).append(share * geodesy.line_length_km(own.line(edge)))
    split = split_edges(own, cuts)
    edges = found.edge[hit]
    ends = np.concatenate([own.tail[edges], own.head[edges]])
    met = np.unique(np.concatenate([ends, np.arange(own.node_count, split.node_count)]))
    target = met[nearest_nodes(split.node_lonlat[met], found.lonlat[hit])].tolist()
    source = nearest_nodes(outside.node_lonlat, loose[hit])
    pairs = [(a + split.node_count, b) for a, b in zip(source, target, strict=True)]
    stated: dict[str, list[object]] = {
        "network": [STITCH] * len(pairs),
        "country": [own.columns["country"][edge] for edge in edges.tolist()],
        "gauges_mm": [own.columns["gauges_mm"][edge] for edge in edges.tolist()],
    }
    tied = linked([split, outside], pairs, columns=stated)
    return tied, np.unique([a for a, _ in pairs]).astype(np.int64)
