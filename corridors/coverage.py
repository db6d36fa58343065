"""Which stretches of corridors lie within reach of a hub, and which do not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corridors.chainage import Placement, Samples, placements, rows_of, sample
from corridors.reach import ACCESS_KM, Reach, limit_km, limit_of, straight_km
from geodata.errors import InputError, Problem, did_you_mean
from geodata.geodesy import line_geometry
from geodata.places import HUB_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas

    from corridors.atlas import Atlas
    from corridors.traced import Traced

Floats = NDArray[np.float64]

LOGISTICS_KINDS = ("dry_port", "logistics_centre", "rail_terminal", "river_port", "sea_port")
"""Kinds of places where goods are handled: the hubs unless others are asked for."""

WORKING = ("operating", "limited")
"""Only hubs of these statuses serve anybody."""

WAYS = ("straight", "road", "own")
"""How distance is measured: on the ellipsoid; by road, ships at sea; over the leg's own network."""

_NETWORK = {"rail": "rail", "road": "road", "sea": "sea", "ferry": "sea", "waterway": "sea"}
_TOUCH_KM = 1e-6

BAND_COLUMNS = ["corridor", "leg", "mode", "country", "covered", "from_km", "to_km", "km"]
"""Columns of the layer of bands, beside the geometry; km from the leg's own start."""

GAP_COLUMNS = ["corridor", "mode", "route", "from_km", "to_km", "km", "country", "whole_km"]
"""Columns of the layer of gaps, beside the geometry.

``from_km`` and ``to_km`` are km from the corridor's start on ``route``; a gap is cut at borders
(``country``), and ``whole_km`` is the length of the whole gap that it is part of.
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """What counts as covered.

    Attributes
    ----------
    within, unit
        The limit and its unit, ``km`` or ``h``.
    by
        One of `WAYS`.
    kinds
        Kinds of places that count as hubs.
    """

    within: float
    unit: str
    by: str
    kinds: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return the limit as text, such as ``50 km straight``."""
        way = self.by if self.by == "straight" else f"by {self.by}"
        return f"{self.within:g} {self.unit} {way}"


@dataclass(frozen=True, eq=False)
class Coverage:
    """Covered and uncovered stretches of traced legs.

    Attributes
    ----------
    rule
        What counts as covered.
    hubs
        Ids of the hubs that were counted.
    pieces
        One row per stretch: ``leg, mode, country, covered, from_km, to_km, km``, from the leg's
        own start.
    unreached
        Ids of hubs of the atlas that no network in question comes near; they cover nothing.
    """

    traced: Traced
    rule: Rule
    hubs: tuple[str, ...]
    samples: Samples
    pieces: pd.DataFrame
    unreached: tuple[str, ...] = ()

    @cached_property
    def table(self) -> pd.DataFrame:
        """Return ``corridor, mode, km, covered_km, share, within, kinds``, by corridor and mode.

        A leg counts once in each corridor that runs over it.
        """
        return self._sums(["corridor", "mode"]).assign(
            within=self.rule.text, kinds="|".join(self.rule.kinds)
        )

    @cached_property
    def by_country(self) -> pd.DataFrame:
        """Return ``country, mode, km, covered_km, share``; every leg counts once."""
        return _shares(self.pieces, ["country", "mode"])

    @cached_property
    def total(self) -> dict[str, float]:
        """Return ``km, covered_km, share`` of all legs, each counted once."""
        km = float(self.pieces["km"].sum())
        covered = float(self.pieces.loc[self.pieces["covered"], "km"].sum())
        return {"km": km, "covered_km": covered, "share": covered / km if km else float("nan")}

    @cached_property
    def _placed(self) -> dict[str, dict[str, Placement]]:
        return {corridor: placements(self.traced, corridor) for corridor in self.traced.ids}

    @cached_property
    def _by_corridor(self) -> pd.DataFrame:
        parts = [
            self.pieces[self.pieces["leg"].isin(list(placed))].assign(corridor=corridor)
            for corridor, placed in self._placed.items()
        ]
        return pd.concat(parts, ignore_index=True)

    def _sums(self, keys: list[str]) -> pd.DataFrame:
        return _shares(self._by_corridor, keys)

    @cached_property
    def bands(self) -> geopandas.GeoDataFrame:
        """Return the covered and uncovered stretches of every leg as lines; see `BAND_COLUMNS`."""
        import geopandas

        merged = _merged(self.pieces, ["leg", "covered", "country"])
        owner = [ref.split(":")[0] for ref in merged["leg"]]
        lines = [self._line(row.leg, row.from_km, row.to_km) for row in merged.itertuples()]
        return geopandas.GeoDataFrame(
            merged.assign(corridor=owner)[BAND_COLUMNS], geometry=lines, crs="EPSG:4326"
        )

    @cached_property
    def gaps(self) -> geopandas.GeoDataFrame:
        """Return the uncovered stretches of every corridor, longest first; see `GAP_COLUMNS`."""
        import geopandas
        import shapely

        rows = [
            row
            for corridor, placed in self._placed.items()
            for row in self._gaps_of(corridor, placed)
        ]
        rows.sort(key=lambda row: (-row["km"], row["corridor"], row["mode"], row["from_km"]))
        lines = [
            shapely.union_all([self._line(*part) for part in row.pop("parts")]) for row in rows
        ]
        return geopandas.GeoDataFrame(
            pd.DataFrame(rows, columns=GAP_COLUMNS), geometry=lines, crs="EPSG:4326"
        )

    def _gaps_of(self, corridor: str, placed: dict[str, Placement]) -> list[dict[str, Any]]:
        open_ = self.pieces[~self.pieces["covered"] & self.pieces["leg"].isin(list(placed))]
        stretches = sorted(
            (_on_route(placed[row.leg], row) for row in open_.itertuples()),
            key=lambda part: (part["route"], part["mode"], part["from_km"]),
        )
        gaps: list[dict[str, Any]] = []
        for part in stretches:
            gap = {"corridor": corridor, "whole": len(gaps), **part}
            last = gaps[-1] if gaps else None
            if last is None or not _follows(last, gap):
                gaps.append(gap)
            elif last["country"] != gap["country"]:
                gaps.append({**gap, "whole": last["whole"]})
            else:
                last["to_km"], last["parts"] = gap["to_km"], last["parts"] + gap["parts"]
        return _with_whole(gaps)

    def _line(self, ref: str, from_km: float, to_km: float) -> Any:  # noqa: ANN401 - shapely is untyped
        return line_geometry(self.samples.line(self._rows[ref], from_km, to_km))

    @cached_property
    def _rows(self) -> dict[str, NDArray[np.int64]]:
        return rows_of(self.samples)

    def records(self) -> list[dict[str, Any]]:
        """Return one object per corridor and mode, with its gaps longest first."""
        gaps = pd.DataFrame(self.gaps.drop(columns="geometry"))
        answer = []
        for row in self.table.to_dict("records"):
            mine = gaps[(gaps["corridor"] == row["corridor"]) & (gaps["mode"] == row["mode"])]
            answer.append(
                {
                    **{str(key): value for key, value in row.items()},
                    "kinds": list(self.rule.kinds),
                    "gaps": mine[
                        ["from_km", "to_km", "km", "country", "whole_km", "route"]
                    ].to_dict("records"),
                }
            )
        return answer

    def _repr_html_(self) -> str:
        html: str = self.table.to_html(index=False, escape=True)
        return html


def coverage(
    traced: Traced,
    hubs: geopandas.GeoDataFrame | None = None,
    *,
    within_km: float | None = None,
    within_h: float | None = None,
    by: str | None = None,
    kinds: Sequence[str] | None = None,
) -> Coverage:
    """Return which stretches of corridors lie within km or hours of a hub.

    Parameters
    ----------
    hubs
        Points with ``id, kind, status``, EPSG:4326; those of the atlas where absent. Only hubs
        of the statuses `WORKING` count.
    within_km, within_h
        One of them. Hours are km by the network over the mode's assumed speed
        (``seeds/rules/speeds.toml``): travel alone, no borders, no handling.
    by
        ``straight`` on the ellipsoid (km only, the default for km); ``road``: from land legs by
        road, from legs at sea by ship (the default for hours); ``own``: each leg over its own
        mode's network. The ways to and from the network count, straight, and no more than 30 km.
    kinds
        Kinds of hubs; `LOGISTICS_KINDS` where absent.

    Returns
    -------
    Coverage
        Straight distances are taken at points 2 km apart, by network 5 km apart, as linear
        between them: an end of a covered stretch is accurate to some metres, by network to 1 km.

    Raises
    ------
    InputError
        Naming unknown kinds, a wrong limit, or the hubs that no network in question reaches.
    """
    within, unit = limit_of(within_km, within_h)
    way = by or ("straight" if unit == "km" else "road")
    rule = Rule(within, unit, way, _kinds(kinds))
    _check_way(rule)
    chosen = working(traced.atlas.hubs if hubs is None else hubs, rule.kinds)
    if chosen.empty:
        raise InputError(f"no hub of the kinds {', '.join(rule.kinds)} is operating")
    samples = sample(traced.by_ref)
    away, limit, reached = _away(traced, samples, chosen, rule)
    unreached = tuple(str(hub) for hub in chosen["id"][~reached])
    if unreached and (hubs is not None or not reached.any()):
        raise InputError(
            Problem(
                "",
                hub,
                f"no network of {rule.text} comes within {ACCESS_KM:g} km",
                "correct its coordinates, or leave it out",
            )
            for hub in unreached
        )
    pieces = _pieces(traced, samples, away, limit)
    return Coverage(traced, rule, tuple(chosen["id"]), samples, pieces, unreached)


def compare(before: Coverage, after: Coverage) -> pd.DataFrame:
    """Return what a change of hubs does: ``corridor, mode, before_km, after_km, change_km``.

    Raises
    ------
    InputError
        Where the two were made under different rules.
    """
    if before.rule != after.rule:
        raise InputError("two coverages can be compared only under one rule")
    keys = ["corridor", "mode"]
    both = before.table[[*keys, "km", "covered_km"]].merge(
        after.table[[*keys, "covered_km"]], on=keys, suffixes=("_before", "_after")
    )
    both = both.rename(columns={"covered_km_before": "before_km", "covered_km_after": "after_km"})
    return both.assign(change_km=both["after_km"] - both["before_km"])


def working(hubs: geopandas.GeoDataFrame, kinds: Sequence[str]) -> geopandas.GeoDataFrame:
    """Return the hubs of some kinds that work; all kinds where none is named."""
    fit = hubs["kind"].isin(list(kinds)) if kinds else pd.Series(data=True, index=hubs.index)
    return hubs[fit & hubs["status"].isin(WORKING)].reset_index(drop=True)


def lonlat(hubs: geopandas.GeoDataFrame) -> Floats:
    """Return the points of hubs, shape (n, 2)."""
    return np.column_stack([hubs.geometry.x, hubs.geometry.y]).reshape(-1, 2)


def _kinds(kinds: Sequence[str] | None) -> tuple[str, ...]:
    wanted = tuple(sorted(set(kinds))) if kinds else LOGISTICS_KINDS
    known = sorted(str(kind) for kind in HUB_KINDS)
    unknown = [kind for kind in wanted if kind not in known]
    if unknown:
        raise InputError(
            Problem(
                "",
                "",
                f"no kind of hub {kind!r}",
                did_you_mean(kind, known) or f"one of {', '.join(known)}",
            )
            for kind in unknown
        )
    return wanted


def _check_way(rule: Rule) -> None:
    if rule.by not in WAYS:
        raise InputError(
            f"no way of measuring {rule.by!r} "
            f"({did_you_mean(rule.by, WAYS) or 'straight, road or own'})"
        )
    if rule.by == "straight" and rule.unit == "h":
        raise InputError("hours are measured along a network: use by road or own")


def _away(
    traced: Traced, samples: Samples, hubs: geopandas.GeoDataFrame, rule: Rule
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return the distance from the nearest hub at each point, the limit there, and hubs reached."""
    straight = straight_km(samples.lonlat, lonlat(hubs))
    if rule.by == "straight":
        return straight, np.full(len(straight), rule.within), np.ones(len(hubs), dtype=bool)
    modes = [_network_for(str(traced.by_ref[ref].leg.mode), rule.by) for ref in samples.refs]
    network = np.array(modes)[samples.leg]
    away, limit = np.full(len(straight), np.inf), np.zeros(len(straight))
    reached, thinned = np.zeros(len(hubs), dtype=bool), _thinned(samples)
    for mode in sorted(set(modes)):
        reach = Reach(traced.atlas.networks.router(mode))
        sources = reach.spots(anchors(traced.atlas, hubs, mode))
        reached |= sources.on
        here = network == mode
        limit[here] = limit_km(rule.within, rule.unit, mode)
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


def _network_for(mode: str, way: str) -> str:
    network = _NETWORK[mode]
    return "road" if way == "road" and network != "sea" else network


def anchors(atlas: Atlas, hubs: geopandas.GeoDataFrame, mode: str) -> Floats:
    """Return where hubs meet the network of a mode: the anchor of a known place, else the point."""
    places = atlas.places
    own = lonlat(hubs)
    known = [(row, hub) for row, hub in enumerate(hubs["id"]) if (hub, mode) in places.anchors]
    for row, hub in known:
        own[row] = places.anchor(hub, mode)
    return own


def _pieces(traced: Traced, samples: Samples, away: Floats, limit: Floats) -> pd.DataFrame:
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
    merged = _merged(table, ["leg", "covered", "country"])
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


def _merged(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
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


def _shares(pieces: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    covered = pieces["km"].where(pieces["covered"], 0.0)
    sums = pieces.assign(covered_km=covered).groupby(keys, sort=True)[["km", "covered_km"]].sum()
    return sums.assign(share=sums["covered_km"] / sums["km"]).reset_index()


def _on_route(placed: Placement, row: Any) -> dict[str, Any]:  # noqa: ANN401 - a row of a table
    ends = sorted(placed.chainage(np.array([row.from_km, row.to_km])).tolist())
    return {
        "mode": row.mode,
        "route": placed.route,
        "from_km": ends[0],
        "to_km": ends[1],
        "country": row.country,
        "leg": row.leg if not placed.route else "",
        "parts": [(row.leg, row.from_km, row.to_km)],
    }


def _follows(last: dict[str, Any], gap: dict[str, Any]) -> bool:
    same = all(last[key] == gap[key] for key in ("route", "mode", "leg"))
    return same and abs(last["to_km"] - gap["from_km"]) < _TOUCH_KM


def _with_whole(gaps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    whole: dict[int, float] = {}
    for gap in gaps:
        gap["km"] = gap["to_km"] - gap["from_km"]
        whole[gap["whole"]] = whole.get(gap["whole"], 0.0) + gap["km"]
    return [{**gap, "whole_km": whole[gap["whole"]]} for gap in gaps]
