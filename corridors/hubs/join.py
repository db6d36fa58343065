"""How hubs lie to corridors: offset, chainage, legs and modes; and where cargo may change over."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from corridors.hubs.chainage import Placement, Samples, placements, sample
from corridors.hubs.measure import anchors, lonlat
from corridors.lengths.closures import open_router
from geodata import geodesy
from geodata.degrees import in_degrees
from geodata.errors import InputError, Problem
from geodata.network.columns import pack_lines
from geodata.routing.distances import Reach
from geodata.routing.snap import SegmentIndex

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas
    from numpy.typing import NDArray

    from corridors.tracing.trace import TracedLeg
    from corridors.tracing.traced_data import TracedData
    from geodata.arrays import Floats

COLUMNS = [
    "hub",
    "kind",
    "country",
    "corridor",
    "route",
    "leg",
    "straight_km",
    "network_km",
    "road_km",
    "chainage_km",
    "legs",
    "modes",
    "gauges_mm",
]
"""Columns of the table of joins, beside the point of the hub."""


TRANSFER_COLUMNS = ["hub", "kind", "country", "corridors", "modes", "gauges_mm", "reasons"]
"""Columns of the table of transfer hubs, beside the point of the hub."""


TOUCH_KM = 5.0
"""A leg nearer than this passes through a hub."""


_MARGIN_KM = 3.0


@dataclass(frozen=True, eq=False)
class Joins:
    """Hubs joined to corridors.

    Attributes
    ----------
    table
        `COLUMNS`, EPSG:4326, one row per hub and corridor that it lies near: ``straight_km`` to the
        nearest point of the corridor on the ellipsoid, ``network_km`` to it over the network of
        the nearest leg's mode (the shortest to any leg, by rail to rail legs, by road to road
        legs, by ship to legs at sea), ``road_km`` by road to any leg on land; NaN where there is
        no such way within the distance asked for. ``chainage_km`` is that of the nearest point,
        from the corridor's start on ``route`` (``leg``'s own start where no route has it).
        ``legs`` and ``modes`` are those that pass through the hub.
    """

    table: geopandas.GeoDataFrame

    def __repr__(self) -> str:
        return f"<Joins: {self.table['hub'].nunique()} hubs, {len(self.table)} rows>"

    @cached_property
    def transfers(self) -> geopandas.GeoDataFrame:
        """Return the hubs through which two or more corridors, modes or gauges pass.

        Returns
        -------
        GeoDataFrame
            `TRANSFER_COLUMNS`; ``gauges_mm`` are those of the place itself, ``reasons`` holds
            which of ``corridors``, ``modes``, ``gauges`` apply.
        """
        import geopandas

        touching = self.table[self.table["legs"].map(len) > 0]
        rows, points = [], []
        for hub, group in touching.groupby("hub", sort=True):
            found = _transfer(str(hub), group)
            if found["reasons"]:
                rows.append(found)
                points.append(group.geometry.iloc[0])
        return geopandas.GeoDataFrame(
            pd.DataFrame(rows, columns=TRANSFER_COLUMNS), geometry=points, crs="EPSG:4326"
        )

    def _repr_html_(self) -> str:
        html: str = self.table.drop(columns="geometry").to_html(index=False, escape=True)
        return html


def _transfer(hub: str, group: pd.DataFrame) -> dict[str, Any]:
    first = group.iloc[0]
    corridors = sorted(group["corridor"])
    modes = sorted({mode for modes in group["modes"] for mode in modes})
    gauges = list(first["gauges_mm"])
    several = {"corridors": corridors, "modes": modes, "gauges": gauges}
    reasons = [name for name, values in several.items() if len(values) > 1]
    return {
        "hub": hub,
        "kind": first["kind"],
        "country": first["country"],
        "corridors": corridors,
        "modes": modes,
        "gauges_mm": gauges,
        "reasons": reasons,
    }


def join(
    traced: TracedData, hubs: geopandas.GeoDataFrame | None = None, *, within_km: float = 50.0
) -> Joins:
    """Join hubs to the corridors that they lie near.

    Parameters
    ----------
    hubs
        Points with ``id, kind, country`` and, if known, ``gauges_mm``; those of the atlas, of
        whatever status, where absent.
    within_km
        Straight distance within which a hub is joined.

    Raises
    ------
    InputError
        If the distance is not positive, or hubs are not in EPSG:4326.
    """
    points = traced.atlas.hubs if hubs is None else hubs
    _check(points, within_km)
    samples = sample(traced.by_ref)
    near = legs_near(samples, lonlat(points), within_km)
    feet = feet_of(traced, near, lonlat(points), within_km)
    touched = _touched(traced, points, feet)
    ways = _Ways(traced, points, samples, within_km)
    rows = [row for corridor in traced.ids for row in _rows(traced, corridor, feet, touched, ways)]
    return Joins(_frame(rows, points))


def _check(hubs: geopandas.GeoDataFrame, within_km: float) -> None:
    problems = []
    if not (np.isfinite(within_km) and within_km > 0.0):
        problems.append(Problem("", "within_km", f"{within_km} is no positive number of km"))
    if not in_degrees(hubs):
        problems.append(Problem("", "hubs", f"are in {hubs.crs}", "to_crs('EPSG:4326')"))
    if problems:
        raise InputError(problems)


def legs_near(samples: Samples, points: Floats, within_km: float) -> dict[str, list[int]]:
    """Return, by leg, the hubs that may lie within a distance of it."""
    from scipy.spatial import cKDTree

    tree = cKDTree(geodesy.unit_vectors(samples.lonlat))
    radius = geodesy.chord_radius(within_km * geodesy.FLATTENING + _MARGIN_KM)
    near: dict[str, list[int]] = {}
    for hub, rows in enumerate(tree.query_ball_point(geodesy.unit_vectors(points), radius)):
        for number in np.unique(samples.leg[rows]).tolist():
            near.setdefault(samples.refs[number], []).append(hub)
    return near


def feet_of(
    traced: TracedData, near: dict[str, list[int]], points: Floats, within_km: float
) -> dict[tuple[int, str], tuple[float, float]]:
    """Return distance and along-track km of the foot of each hub on each leg near it."""
    asked = [(ref, hub) for ref, hubs in near.items() for hub in hubs]
    if not asked:
        return {}
    ways = [traced.by_ref[ref].way for ref in near]
    last = np.cumsum([len(way.lines) for way in ways]).tolist()
    rows = dict(zip(near, map(range, [0, *last], last), strict=True))
    found = SegmentIndex(pack_lines([line for way in ways for line in way.lines])).nearest_among(
        points[[hub for _, hub in asked]], [rows[ref] for ref, _ in asked], limit_km=within_km
    )
    km = np.concatenate([way.km for way in ways])
    start_km = np.concatenate([way.start_km[:-1] for way in ways])
    at = start_km[found.edge] + found.share * km[found.edge]
    return {
        (hub, ref): (off, along)
        for (ref, hub), off, along in zip(
            asked, found.distance_km.tolist(), at.tolist(), strict=True
        )
        if off <= within_km
    }


def _touched(
    traced: TracedData,
    hubs: geopandas.GeoDataFrame,
    feet: dict[tuple[int, str], tuple[float, float]],
) -> set[tuple[int, str]]:
    """Return which legs pass through which hubs: by distance, or because they are told to."""
    number = {hub: row for row, hub in enumerate(hubs["id"])}
    told = {
        (number[place], ref)
        for ref, leg in traced.by_ref.items()
        for place in leg.stops
        if place in number
    }
    return told | {key for key, (off, _) in feet.items() if off <= TOUCH_KM}


KmByHub = dict[int, dict[int, float]]
"""Km along a network by hub and leg, both by their numbers."""


class _Ways:
    """Distances of hubs to the legs of each mode along the networks."""

    def __init__(
        self, traced: TracedData, hubs: geopandas.GeoDataFrame, samples: Samples, within_km: float
    ) -> None:
        self._traced, self._hubs, self._samples = traced, hubs, samples
        self._limit = 2.0 * within_km
        modes = np.array([leg.leg.mode.network for leg in traced.by_ref.values()])
        self._mode = modes[samples.leg] if len(modes) else modes
        self.own = self._tables({mode: self._mode == mode for mode in sorted(set(modes))})
        self.road = self._tables({"road": self._mode != "sea"}).get("road", {})

    def _tables(self, asked: dict[str, NDArray[np.bool_]]) -> dict[str, KmByHub]:
        return {mode: self._table(mode, mask) for mode, mask in asked.items() if mask.any()}

    def _table(self, mode: str, mask: NDArray[np.bool_]) -> KmByHub:
        """Return km by hub and number of the leg."""
        rows = np.flatnonzero(mask & _sparse(self._samples))
        rows = rows[self._close(rows)]
        reach = Reach(open_router(self._traced.atlas, mode))
        sources = reach.spots(anchors(self._traced.atlas, self._hubs, mode))
        found = reach.table(sources, reach.spots(self._samples.lonlat[rows]), limit_km=self._limit)
        leg = self._samples.leg[rows]
        return {hub: _least(leg[near], km) for hub, (near, km) in enumerate(found) if len(near)}

    def _close(self, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        from geodata.routing.distances import straight_km

        return straight_km(self._samples.lonlat[rows], lonlat(self._hubs)) <= self._limit

    def shortest(self, hub: int, legs: Iterable[int], table: dict[int, dict[int, float]]) -> float:
        """Return the shortest way of a hub to any of some legs, NaN where there is none."""
        known = table.get(hub, {})
        return min((known[leg] for leg in legs if leg in known), default=float("nan"))


def _sparse(samples: Samples) -> NDArray[np.bool_]:
    """Return about one point in 2 km, beside those where stretches meet: there ways come in."""
    step = np.floor(samples.at_km / _MARGIN_KM)
    return np.concatenate([[True], np.diff(step) != 0]) | ~samples.joined


def _least(leg: NDArray[np.int64], km: Floats) -> dict[int, float]:
    order = np.lexsort((km, leg))
    first = order[np.append([True], np.diff(leg[order]) != 0)]
    return dict(zip(leg[first].tolist(), km[first].tolist(), strict=True))


def _rows(
    traced: TracedData,
    corridor: str,
    feet: dict[tuple[int, str], tuple[float, float]],
    touched: set[tuple[int, str]],
    ways: _Ways,
) -> list[dict[str, Any]]:
    placed = placements(traced, corridor)
    number = {ref: row for row, ref in enumerate(traced.by_ref)}
    order = {ref: row for row, ref in enumerate(placed)}
    mine: dict[int, list[tuple[float, int, str, float, float]]] = {}
    for (hub, ref), (off, at) in feet.items():
        if ref in placed:
            # Of legs that are equally near, that of the main route counts.
            mine.setdefault(hub, []).append((round(off, 3), order[ref], ref, off, at))
    rows = []
    for hub, found in sorted(mine.items()):
        _, _, ref, off, at = min(found)
        legs = [leg for leg in placed if (hub, leg) in touched]
        rows.append(
            {
                "row": hub,
                "corridor": corridor,
                **_foot(placed[ref], ref, at),
                "straight_km": off,
                **_network(traced, hub, placed, number, ways),
                "legs": legs,
                "modes": sorted({_mode(traced.by_ref[leg]) for leg in legs}),
            }
        )
    return rows


def _foot(placed: Placement, ref: str, at_km: float) -> dict[str, Any]:
    return {"route": placed.route, "leg": ref, "chainage_km": float(placed.chainage(at_km))}


def _network(
    traced: TracedData, hub: int, placed: dict[str, Placement], number: dict[str, int], ways: _Ways
) -> dict[str, float]:
    by_mode: dict[str, list[int]] = {}
    for ref in placed:
        by_mode.setdefault(traced.by_ref[ref].leg.mode.network, []).append(number[ref])
    own = [ways.shortest(hub, legs, ways.own.get(mode, {})) for mode, legs in by_mode.items()]
    known = [km for km in own if not np.isnan(km)]
    land = [leg for mode, legs in by_mode.items() if mode != "sea" for leg in legs]
    return {
        "network_km": min(known, default=float("nan")),
        "road_km": ways.shortest(hub, land, ways.road),
    }


def _mode(leg: TracedLeg) -> str:
    return str(leg.leg.mode)


def _frame(rows: list[dict[str, Any]], hubs: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    import geopandas

    table = pd.DataFrame(rows, columns=["row", *(c for c in COLUMNS if c not in _OF_HUB)])
    mine = hubs.iloc[table["row"].to_numpy(dtype=np.int64)].reset_index(drop=True)
    gauges = mine["gauges_mm"] if "gauges_mm" in mine.columns else pd.Series([""] * len(mine))
    table = table.assign(
        hub=mine["id"],
        kind=mine["kind"],
        country=mine["country"],
        gauges_mm=[_gauges(text) for text in gauges],
    )
    frame = geopandas.GeoDataFrame(table[COLUMNS], geometry=mine.geometry.array, crs="EPSG:4326")
    return frame.sort_values(["hub", "straight_km", "corridor"], ignore_index=True)


_OF_HUB = ("hub", "kind", "country", "gauges_mm")


def _gauges(text: object) -> list[int]:
    return [int(word) for word in str(text).split("|") if word.isdigit()]
