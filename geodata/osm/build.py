"""From raw ways to a finished network: contracted, repaired, tagged with country and gauge."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geodata.countries import load as load_countries
from geodata.errors import RouteError
from geodata.files import seed
from geodata.network.columns import Coded
from geodata.osm.tags import ACCESS
from geodata.places.lookup import Places
from geodata.routing.router import Router, ordered
from geodata.topology import rules
from geodata.topology.contract import join_chains
from geodata.topology.repair import repair
from geodata.topology.tag import tag_countries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.resources.abc import Traversable

    from numpy.typing import NDArray

    from geodata.network.model import Network

LICENCE = "ODbL-1.0"


ATTRIBUTION = "© OpenStreetMap contributors"


DECIMALS = 7
"""OpenStreetMap's own precision, 1e-7 degrees."""


_CHAIN_KM = 12.0


def finished(
    network: Network,
    *,
    notes: Sequence[str] = (),
    repaired: bool = True,
    seeds: Traversable | None = None,
) -> Network:
    """Return a raw network contracted, repaired, tagged and numbered in contraction order.

    Parameters
    ----------
    notes
        What the source has to say of itself; the number of joints is added.
    repaired
        Close small gaps by the rules of `geodata.repair`.
    seeds
        Where the rules for gauges stand; the shipped ones by default.
    """
    chained = join_chains(network, listed=("osm_id", *ACCESS))
    whole = repair(chained) if repaired else chained
    joints = int((whole.columns["origin"].mask(["repaired"])).sum())
    tagged = tag_countries(whole, load_countries(), afloat=_afloat(whole))
    if network.mode == "rail":
        tagged = with_gauges(tagged, seeds or seed())
    said = (*network.meta.notes, *notes, *((f"{joints} gaps closed",) if repaired else ()))
    rounded = replace(
        tagged,
        coords=tagged.coords.round(DECIMALS),
        node_lonlat=tagged.node_lonlat.round(DECIMALS),
        length_km=tagged.length_km.round(4),
        meta=replace(network.meta, notes=said),
    )
    return ordered(rounded)


def _afloat(network: Network) -> NDArray[np.bool_]:
    """Return which edges are the lines of ferries."""
    route = network.columns.get("route", Coded.constant("", network.edge_count))
    return route.mask(["ferry"])


def with_gauges(network: Network, seeds: Traversable) -> Network:
    """Return a rail network with gauges by rule wherever no tag states one.

    Named lines of ``rules/gauges.toml`` that the network holds go before their country. Narrow
    gauge without a tag, and ferries, stay without a gauge. ``gauge_basis`` says ``tag``,
    ``rule`` or nothing.
    """
    gauges = network.columns["gauges_mm"].decode()
    tagged = np.array([bool(value) for value in gauges])
    kind = network.columns.get("railway", Coded.constant("rail", network.edge_count))
    silent = kind.mask(["narrow_gauge", ""]) & ~network.columns["origin"].mask(["repaired"])
    by_country = rules.gauges_by_country(seeds)
    ruled = [
        tuple(sorted(by_country.get(code, ()))) for code in network.columns["country"].decode()
    ]
    for value, edges in _named_lines(network, seeds):
        for edge in edges.tolist():
            ruled[edge] = value
    chosen = [
        gauge if has else (() if quiet else rule)
        for gauge, has, quiet, rule in zip(
            gauges, tagged.tolist(), silent.tolist(), ruled, strict=True
        )
    ]
    basis = [
        "tag" if has else "rule" if value else ""
        for has, value in zip(tagged.tolist(), chosen, strict=True)
    ]
    return network.with_columns(gauges_mm=Coded.encode(chosen), gauge_basis=Coded.encode(basis))


def _named_lines(
    network: Network, seeds: Traversable
) -> list[tuple[tuple[int, ...], NDArray[np.int64]]]:
    """Return the gauges and edges of those named lines whose places all lie on the network."""
    if not rules.read_table(seeds, "rules/gauges.toml").get("line"):
        return []
    known = Places.read(seeds)
    lines = rules.lines(seeds, "rules/gauges.toml", known)
    router = Router(network, engine="scipy")
    found = []
    for line in lines:
        points = [known[place].point for place in line.places]
        # Asked within the limit first: far off, every line of a small extract is as near as any.
        if np.isinf(router.index.nearest(points, limit_km=_CHAIN_KM).distance_km).any():
            continue
        try:
            path = router.route(router.snap(points, labels=list(line.places), limit_km=_CHAIN_KM))
        except RouteError:
            continue  # the extract does not reach from one to the next
        found.append((line.gauges_mm, np.unique(path.edge)))
    return found
