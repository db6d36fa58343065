"""OpenStreetMap along a corridor, asked of an Overpass server through osmnx.

One request for each tile of the corridor's surroundings, one after the other, never faster than
the server's own status allows; what was answered is kept on disk, so that a fetch that was
interrupted goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import shutil
import socket
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import osmnx as ox
import shapely

from geodata import geodesy
from geodata.network.model import Meta
from geodata.osm.build import ATTRIBUTION, LICENCE, finished
from geodata.osm.overpass.server import (
    FetchError,
    Server,
    date_of,
    failures,
    judge,
    parse,
    patiently,
    short,
)
from geodata.osm.tags import Attributes, Rules, attributes, tag_keys, wanted_tags
from geodata.osm.ways import Ways, network_of

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from geodata.network.model import Network

WITHIN_KM = 20.0


_TILE_DEGREES = 1.0


_SIMPLIFY_DEGREES = 0.002


_ANY_AREA = 1e15


def fetch(
    along: BaseGeometry,
    *,
    rules: Rules,
    cache: str | os.PathLike[str],
    within_km: float = WITHIN_KM,
    server: Server | None = None,
    on_tile: Callable[[int, int], None] | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Network:
    """Return the network of one mode within some km of a corridor.

    Parameters
    ----------
    along
        The corridor's line or lines, or points on it; EPSG:4326.
    rules
        The mode, and which of its ways to take.
    cache
        A folder; answers are kept in ``overpass`` below it until someone deletes them.
    on_tile
        Called with the number of tiles done and of all tiles.
    sleep
        How to wait, in seconds.

    Raises
    ------
    FetchError
        When the server cannot be reached, refuses, or stays busy. What was fetched is kept.
    """
    server = server or Server()
    tiles = tiles_along(along, within_km=within_km)
    graphs, dates = [], []
    for number, tile in enumerate(tiles, start=1):
        graph, date = _tile(tile, rules, server, Path(cache) / "overpass", sleep)
        graphs.append(graph)
        dates.append(date)
        if on_tile:
            on_tile(number, len(tiles))
    ways = _ways(graphs, rules)
    days = sorted({date[:10] for date in dates if date}) or ["unknown"]
    vintage = days[0] if len(days) == 1 else f"{days[0]}/{days[-1]}"
    meta = Meta(
        source=f"OpenStreetMap by Overpass, {server.shown}",
        licence=LICENCE,
        attribution=ATTRIBUTION,
        vintage=vintage,
    )
    network, _ = network_of(ways, mode=rules.mode, meta=meta)
    if not network.edge_count:
        message = f"OpenStreetMap holds no {rules.mode} within {within_km:g} km of the corridor"
        raise FetchError(f"{message}; widen the search or look at the corridor's places")
    return finished(network)


def tiles_along(along: BaseGeometry, *, within_km: float) -> list[BaseGeometry]:
    """Return the area within some km of a geometry, cut along whole degrees."""
    area = geodesy.buffer(along, radius_km=within_km).simplify(_SIMPLIFY_DEGREES)
    west, south, east, north = np.floor(np.array(area.bounds) / _TILE_DEGREES)
    shapely.prepare(area)
    tiles = []
    for x in np.arange(west, east + 1) * _TILE_DEGREES:
        for y in np.arange(south, north + 1) * _TILE_DEGREES:
            part = area.intersection(shapely.box(x, y, x + _TILE_DEGREES, y + _TILE_DEGREES))
            tiles += [piece for piece in shapely.get_parts(part) if piece.geom_type == "Polygon"]
    return tiles


def tag_filter(rules: Rules) -> str:
    """Return one Overpass filter for every way that the rules may want, and few others."""
    keys, values = ("|".join(dict.fromkeys(part)) for part in zip(*wanted_tags(rules), strict=True))
    return f'[~"^({keys})$"~"^({values})$"]'


def _tile(
    tile: BaseGeometry, rules: Rules, server: Server, cache: Path, sleep: Callable[[float], None]
) -> tuple[nx.MultiDiGraph, str]:
    """Return a tile's graph and its date, from the cache or from the server."""
    key = f"{server.shown}\n{tag_filter(rules)}\n{tuple(tag_keys(rules))}\n{shapely.to_wkt(tile)}"
    folder = cache / hashlib.sha256(key.encode()).hexdigest()
    if not _is_whole(folder):
        shutil.rmtree(folder, ignore_errors=True)
        _fetch_tile(tile, rules, server, folder, sleep)
    return _ask(tile, rules, server, folder), _date(folder)


def _is_whole(folder: Path) -> bool:
    """Tell whether a kept tile is there and can be read; else it is fetched again."""
    try:
        return bool(_answers(folder))
    except (ValueError, OSError):
        return False


def _fetch_tile(
    tile: BaseGeometry,
    rules: Rules,
    server: Server,
    folder: Path,
    sleep: Callable[[float], None],
) -> None:
    """Ask for a tile and keep the answer, which is looked at as a whole before it is kept."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".fetching-", dir=folder.parent))
    try:
        patiently(lambda: _ask(tile, rules, server, scratch), server, sleep)
        _settle(scratch, folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _settle(scratch: Path, folder: Path) -> None:
    """Let a whole tile appear at once; another process may have been faster."""
    try:
        scratch.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise


def _ask(tile: BaseGeometry, rules: Rules, server: Server, folder: Path) -> nx.MultiDiGraph:
    """Return the ways of a tile as a graph of their single steps, in the ways' own direction."""
    with _settings(rules, server, folder), failures(server):
        try:
            return ox.graph_from_polygon(
                tile,
                simplify=False,
                retain_all=True,
                truncate_by_edge=True,
                custom_filter=tag_filter(rules),
            )
        except ValueError as error:
            # osmnx raises alike for a tile that is empty and for an answer that is no answer.
            if _holds_nothing(folder) or "no graph nodes" in str(error).lower():
                return nx.MultiDiGraph(crs="epsg:4326")
            raise FetchError(f"{server.shown} gave no Overpass answer: {short(error)}") from error


def _answers(folder: Path) -> list[dict[str, Any]]:
    """Return the answers in a folder, each held against its shape."""
    return [parse(path.read_bytes()) for path in sorted(folder.glob("*.json"))]


def _holds_nothing(folder: Path) -> bool:
    kept = _answers(folder)
    ways = (part for answer in kept for part in answer["elements"] if part["type"] == "way")
    return bool(kept) and next(ways, None) is None


@contextmanager
def _settings(rules: Rules, server: Server, folder: Path) -> Iterator[None]:
    """Set osmnx's global settings for one request, and put everything back."""
    wanted = {
        "overpass_url": server.url,
        "requests_timeout": server.timeout_s,
        "use_cache": True,
        "cache_folder": folder,
        "overpass_rate_limit": False,
        "doh_url_template": None,
        "max_query_area_size": _ANY_AREA,
        "useful_tags_way": list(tag_keys(rules)),
        "all_oneway": True,
        "cache_only_mode": False,
        "log_console": False,
        "log_file": False,
        "overpass_settings": "[out:json][timeout:{timeout}]{maxsize}",
        "requests_kwargs": {
            **ox.settings.requests_kwargs,
            "stream": True,
            "hooks": {"response": [lambda answer, **_: judge(answer, server)]},
        },
    }
    before = {name: getattr(ox.settings, name) for name in wanted}
    resolver = socket.getaddrinfo  # osmnx pins the host's address by replacing it
    try:
        for name, value in wanted.items():
            setattr(ox.settings, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(ox.settings, name, value)
        socket.getaddrinfo = resolver


def _date(folder: Path) -> str:
    return max(map(date_of, _answers(folder)), default="")


def _ways(graphs: Iterable[nx.MultiDiGraph], rules: Rules) -> Ways:
    """Return the steps of all graphs as ways of two nodes each, every step once."""
    steps: dict[tuple[int, int, int], int] = {}
    kinds: dict[Attributes, int] = {}
    places: dict[int, tuple[float, float]] = {}
    for graph in graphs:
        places.update({node: (data["x"], data["y"]) for node, data in graph.nodes(data=True)})
        for tail, head, data in graph.edges(data=True):
            found = attributes(_own_tags(data), rules)
            if found is not None:
                steps[data["osmid"], tail, head] = kinds.setdefault(found, len(kinds))
    return _arrays(steps, tuple(kinds), places)


def _own_tags(data: Mapping[str, Any]) -> dict[str, str]:
    """Return an edge's tags; osmnx has turned ways round that run against their nodes."""
    tags = {key: value for key, value in data.items() if isinstance(value, str)}
    return {**tags, "oneway": "yes"} if tags.get("oneway") in _TURNED else tags


_TURNED = frozenset({"-1", "reverse", "T"})


def _arrays(
    steps: Mapping[tuple[int, int, int], int],
    kinds: Sequence[Attributes],
    places: Mapping[int, tuple[float, float]],
) -> Ways:
    rows = sorted(steps)
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    nodes = sorted(places)
    return Ways(
        way_id=table[:, 0],
        offsets=np.arange(len(rows) + 1, dtype=np.int64) * 2,
        refs=table[:, 1:].reshape(-1),
        kind=np.array([steps[row] for row in rows], dtype=np.int32),
        attributes=kinds,
        node_id=np.array(nodes, dtype=np.int64),
        node_lonlat=np.array([places[node] for node in nodes], dtype=float).reshape(-1, 2),
    )
