"""How well legs match OpenStreetMap: mapped and made-up km, gauge, electrification, vintage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.files import seed

if TYPE_CHECKING:
    import geopandas
    from numpy.typing import NDArray

    from corridors.tracing.trace import TracedLeg
    from corridors.tracing.traced_data import TracedData
    from corridors.tracing.way import Stretches

COLUMNS = [
    "corridor",
    "leg",
    "mode",
    "length_km",
    "mapped_km",
    "repaired_km",
    "declared_km",
    "straight_km",
    "gauge_tagged_km",
    "gauge_inferred_km",
    "gauge_disagrees_km",
    "electrified_share",
    "published_km",
    "ratio",
    "vintage",
]


Rule = Mapping[str, tuple[int, ...]]
"""Country to the gauges in mm of its main network."""


_NOT_WIRED = frozenset({"", "no"})


def match(traced: TracedData) -> geopandas.GeoDataFrame:
    """Return one row per traced leg with its line, EPSG:4326.

    Returns
    -------
    GeoDataFrame
        `COLUMNS`. ``straight_km`` lies on straight pieces over 50 km; ``gauge_disagrees_km`` is
        where the tagged gauge shares nothing with the country's rule; ``electrified_share`` is
        of the km that say anything, NaN where none does; ``vintage`` is the network's.
    """
    import geopandas

    from geodata.topology.rules import gauges_by_country

    rule = gauges_by_country(seed())
    legs = [leg for leg in traced.by_ref.values() if "sketch" not in leg.way.origin]
    lines = traced.legs.set_index("leg").geometry
    return geopandas.GeoDataFrame(
        [_row(traced, leg, rule) for leg in legs],
        columns=COLUMNS,
        geometry=[lines[leg.ref] for leg in legs],
        crs="EPSG:4326",
    )


def _row(traced: TracedData, leg: TracedLeg, rule: Rule) -> dict[str, Any]:
    way, origin = leg.way, leg.way.sums("origin")
    rail = leg.leg.mode == "rail"
    basis = way.sums("gauge_basis") if rail else {}
    tagged = basis.get("tag", 0.0)
    network = traced.atlas.networks.network(leg.leg.mode.network)
    return {
        "corridor": leg.corridor,
        "leg": leg.ref,
        "mode": str(leg.leg.mode),
        "length_km": leg.length_km,
        "mapped_km": origin.get("osm", 0.0) + origin.get("lane", 0.0),
        "repaired_km": origin.get("repaired", 0.0),
        "declared_km": origin.get("declared", 0.0),
        "straight_km": way.chord_km,
        "gauge_tagged_km": tagged,
        "gauge_inferred_km": leg.length_km - tagged if rail else float("nan"),
        "gauge_disagrees_km": float(way.km[_disagrees(way, rule)].sum()),
        "electrified_share": _electrified(way),
        "published_km": float("nan") if leg.published_km is None else leg.published_km,
        "ratio": float("nan") if leg.ratio is None else leg.ratio,
        "vintage": network.meta.vintage,
    }


def _disagrees(way: Stretches, rule: Rule) -> NDArray[np.bool_]:
    rows = zip(way.columns["gauge_basis"], way.gauges_mm, way.country, strict=True)
    return np.array(
        [
            basis == "tag" and bool(gauges) and not set(gauges) & set(rule.get(code, gauges))
            for basis, gauges, code in rows
        ],
        dtype=bool,
    )


def _electrified(way: Stretches) -> float:
    said = np.array([value != "" for value in way.columns["electrified"]], dtype=bool)
    if not said.any():
        return float("nan")
    wired = np.array([value not in _NOT_WIRED for value in way.columns["electrified"]], dtype=bool)
    return float(way.km[wired].sum() / way.km[said].sum())
