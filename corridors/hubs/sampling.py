"""Points along lines, and which of them a rule serves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridors.hubs.measure import anchors, lonlat, network_for
from corridors.lengths.closures import open_router
from geodata.routing.distances import ACCESS_KM, Reach, straight_km

if TYPE_CHECKING:
    import geopandas
    from numpy.typing import NDArray

    from corridors.hubs.chainage import Samples
    from corridors.hubs.measure import Within
    from corridors.tracing.traced_data import TracedData
    from geodata.arrays import Floats

TOUCH_KM = 1e-6


@dataclass(frozen=True, slots=True)
class Rule:
    """What counts as covered.

    Attributes
    ----------
    within
        The limit.
    by
        One of `WAYS`.
    kinds
        Kinds of places that count as hubs.
    """

    within: Within
    by: str
    kinds: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return the limit as text, such as ``50 km straight``."""
        way = self.by if self.by == "straight" else f"by {self.by}"
        return f"{self.within} {way}"


def km_away(
    traced: TracedData, samples: Samples, hubs: geopandas.GeoDataFrame, rule: Rule
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return the distance from the nearest hub at each point, the limit there, and hubs reached."""
    straight = straight_km(samples.lonlat, lonlat(hubs))
    if rule.by == "straight":
        return straight, np.full(len(straight), rule.within.value), np.ones(len(hubs), dtype=bool)
    modes = [network_for(str(traced.by_ref[ref].leg.mode), rule.by) for ref in samples.refs]
    network = np.array(modes)[samples.leg]
    away, limit = np.full(len(straight), np.inf), np.zeros(len(straight))
    reached, thinned = np.zeros(len(hubs), dtype=bool), _thinned(samples)
    for mode in sorted(set(modes)):
        reach = Reach(open_router(traced.atlas, mode))
        sources = reach.spots(anchors(traced.atlas, hubs, mode))
        reached |= sources.on
        here = network == mode
        limit[here] = rule.within.km(mode)
        # No way is shorter than the straight line: what lies farther need not be looked at. At
        # sea a hub's anchor may lie off the hub.
        asked = thinned & here & (straight <= limit + ACCESS_KM)
        spots = reach.spots(samples.lonlat[asked])
        away[asked] = reach.field(
            sources, spots, limit_km=float(limit[here].max()) + 2.0 * _EVERY_KM
        )
    return _filled(samples, away, np.flatnonzero(thinned)), limit, reached


_EVERY_KM = 5.0
"""Along a leg the network is asked at points so far apart, and a little past the limit, so that
where between two of them it is passed can be told."""


def _thinned(samples: Samples) -> NDArray[np.bool_]:
    """Return a mask of points about `_EVERY_KM` apart, the ends of every leg among them."""
    step = np.floor(samples.at_km / _EVERY_KM).astype(np.int64)
    new_leg = np.diff(samples.leg) != 0
    changed = np.diff(step) != 0
    first = np.concatenate([[True], changed | new_leg])
    return np.asarray(first | np.concatenate([new_leg, [True]]))


def _filled(samples: Samples, away: Floats, known: NDArray[np.int64]) -> Floats:
    """Return distances at all points, linear between those that are known.

    Where one of two neighbours is out of all reach, the points nearer to it are as well.
    """
    row = np.searchsorted(known, np.arange(len(away)), side="right") - 1
    before, after = known[row], known[np.minimum(row + 1, len(known) - 1)]
    span = samples.at_km[after] - samples.at_km[before]
    part = np.divide(
        samples.at_km - samples.at_km[before],
        span,
        out=np.zeros(len(away)),
        where=(span > 0.0) & (samples.leg[after] == samples.leg[before]),
    )
    finite = np.isfinite(away[before]) & np.isfinite(away[after])
    with np.errstate(invalid="ignore"):
        linear = away[before] + part * (away[after] - away[before])
    return np.where(finite, linear, np.where(part < _HALF, away[before], away[after]))


_HALF = 0.5


def cut_pieces(traced: TracedData, samples: Samples, away: Floats, limit: Floats) -> pd.DataFrame:
    """Return the covered and uncovered parts of every interval, merged along each leg."""
    first = np.flatnonzero(samples.joined)
    begin, end = samples.at_km[first], samples.at_km[first + 1]
    cut, starts_in, ends_in = _crossings(away[first], away[first + 1], limit[first])
    middle = begin + cut * (end - begin)
    leg = np.array(samples.refs)[samples.leg[first]]
    table = pd.DataFrame(
        {
            "leg": np.tile(leg, 2),
            "country": np.tile(samples.country[first], 2),
            "covered": np.concatenate([starts_in, ends_in]),
            "from_km": np.concatenate([begin, middle]),
            "to_km": np.concatenate([middle, end]),
            "order": np.concatenate([2 * first, 2 * first + 1]),
        }
    )
    table = table[table["to_km"] > table["from_km"]].sort_values("order", kind="stable")
    modes = {ref: str(traced.by_ref[ref].leg.mode) for ref in samples.refs}
    merged = merge_pieces(table, ["leg", "covered", "country"])
    return merged.assign(mode=merged["leg"].map(modes))[
        ["leg", "mode", "country", "covered", "from_km", "to_km", "km"]
    ]


def _crossings(
    before: Floats, after: Floats, limit: Floats
) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]:
    """Return where each interval passes the limit, as a share, and whether its ends are within."""
    starts_in, ends_in = before <= limit, after <= limit
    passed = starts_in != ends_in
    known = passed & np.isfinite(before) & np.isfinite(after)
    # Where one end is out of all reach the limit is passed somewhere between: halfway, say.
    share = np.full(len(before), _HALF)
    share[known] = (limit[known] - before[known]) / (after[known] - before[known])
    return np.where(passed, np.clip(share, 0.0, 1.0), 1.0), starts_in, ends_in


def merge_pieces(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Join neighbouring rows of equal keys; rows must come in order along each leg."""
    if table.empty:
        return table.assign(km=pd.Series(dtype=float)).reset_index(drop=True)
    changed = (table[keys] != table[keys].shift()).any(axis=1)
    run = changed.cumsum()
    rest = [name for name in table.columns if name not in {"from_km", "to_km", "km", "order"}]
    joined = table.groupby(run, sort=True).agg(
        **{name: (name, "first") for name in rest},
        from_km=("from_km", "first"),
        to_km=("to_km", "last"),
    )
    return joined.assign(km=joined["to_km"] - joined["from_km"]).reset_index(drop=True)
