"""The people within reach of hubs and corridors, by road."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from corridors.hubs.chainage import placements, sample
from corridors.hubs.measure import (
    LOGISTICS_KINDS,
    Within,
    anchors,
    kinds_counted,
    lonlat,
    working,
)
from corridors.lengths.closures import open_router
from geodata import population
from geodata.errors import InputError
from geodata.routing.distances import ACCESS_KM, Reach, straight_km

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas
    from numpy.typing import NDArray

    from corridors.tracing.data import AtlasData
    from corridors.tracing.traced_data import TracedData
    from geodata.arrays import Floats, Ints
    from geodata.population import People

HUB_COLUMNS = [
    "hub",
    "kind",
    "country",
    "people",
    "own_country_people",
    "own_country_share",
    "only_here",
    "cities",
    "largest",
]
"""Columns of the table of hubs, beside the point.

``people`` within reach in all countries; ``own_country_share`` is the part of all people of the
hub's country (GeoNames' total) that the listed cities within reach hold; ``only_here`` the people
whom no other hub serves; ``largest`` the three largest cities.
"""


COUNTRY_COLUMNS = ["country", "people", "listed", "total", "share", "listed_share"]
"""Columns of the table of countries: people within reach, in all cities listed, and in all."""


_EVERY_KM = 5.0


_LARGEST = 3


@dataclass(frozen=True, eq=False)
class Catchment:
    """Who lives within reach of which hub.

    Attributes
    ----------
    people
        The points that were counted.
    within
        The limit.
    hubs
        The hubs, ``id, kind, country`` and point.
    members
        By hub: the rows of the points within reach.
    unreached
        Ids of hubs that no road comes near; they serve nobody here.
    """

    people: People
    within: Within
    hubs: geopandas.GeoDataFrame
    members: tuple[Ints, ...]
    unreached: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Catchment: {len(self.hubs)} hubs, {self.within.value:g} {self.within.unit}>"

    @cached_property
    def _count(self) -> Ints:
        """How many hubs serve each point."""
        rows = np.concatenate([*self.members, np.zeros(0, dtype=np.int64)])
        return np.bincount(rows, minlength=len(self.people.points))

    @cached_property
    def table(self) -> geopandas.GeoDataFrame:
        """Return one row per hub, most people first; see `HUB_COLUMNS`."""
        import geopandas

        rows = [
            self._row(hub, mine)
            for (_, hub), mine in zip(self.hubs.iterrows(), self.members, strict=True)
        ]
        frame = geopandas.GeoDataFrame(
            pd.DataFrame(rows, columns=HUB_COLUMNS),
            geometry=self.hubs.geometry.array,
            crs="EPSG:4326",
        )
        return frame.sort_values(["people", "hub"], ascending=[False, True], ignore_index=True)

    def _row(self, hub: pd.Series, mine: Ints) -> dict[str, Any]:
        near = self.people.points.iloc[mine]
        home = near.loc[near["country"] == hub["country"], "population"].sum()
        total = self.people.country_total.get(hub["country"], float("nan"))
        alone = near["population"].to_numpy()[self._count[mine] == 1].sum()
        largest = near.sort_values("population", ascending=False)["name"].head(_LARGEST)
        return {
            "hub": hub["id"],
            "kind": hub["kind"],
            "country": hub["country"],
            "people": float(near["population"].sum()),
            "own_country_people": float(home),
            "own_country_share": float(home) / total,
            "only_here": float(alone),
            "cities": len(near),
            "largest": ", ".join(largest),
        }

    @cached_property
    def countries(self) -> pd.DataFrame:
        """Return one row per country with people within reach of any hub; see `COUNTRY_COLUMNS`."""
        return by_country(self.people, self._count > 0)

    @property
    def reached_people(self) -> float:
        """Return the people within reach of any hub, each counted once."""
        return float(self.people.points["population"][self._count > 0].sum())

    def record(self) -> dict[str, Any]:
        """Return the answer as plain values."""
        return {
            "within": self.within.value,
            "unit": self.within.unit,
            "people": self.reached_people,
            "source": self.people.source,
            "unreached": list(self.unreached),
            "hubs": pd.DataFrame(self.table.drop(columns="geometry")).to_dict("records"),
            "countries": self.countries.to_dict("records"),
        }


def by_country(people: People, reached: NDArray[np.bool_]) -> pd.DataFrame:
    """Return what share of each country's people some points hold; see `COUNTRY_COLUMNS`."""
    near = people.points[reached].groupby("country")["population"].sum()
    known = people.by_country()
    table = pd.DataFrame(
        {
            "people": near,
            "listed": known["listed"].reindex(near.index),
            "total": known["total"].reindex(near.index),
        }
    )
    table = table.assign(
        share=table["people"] / table["total"], listed_share=table["listed"] / table["total"]
    )
    table = table.reset_index(names="country").sort_values(
        ["people", "country"], ascending=[False, True]
    )
    return table[COUNTRY_COLUMNS].reset_index(drop=True)


def catchment(
    atlas: AtlasData,
    hubs: geopandas.GeoDataFrame | None = None,
    *,
    within_km: float | None = None,
    within_h: float | None = None,
    kinds: Sequence[str] | None = None,
    people: People | None = None,
) -> Catchment:
    """Return the people within km or hours of hubs by road.

    Parameters
    ----------
    hubs
        Points with ``id, kind, country, status``; those of the atlas where absent.
    within_km, within_h
        One of them; hours at the assumed speed (``seeds/rules/speeds.toml``).
    kinds
        Kinds of hubs; `corridors.coverage.LOGISTICS_KINDS` where absent.
    people
        Instead of the shipped cities; see `geodata.population`.

    Raises
    ------
    InputError
        Naming hubs of one's own that no road comes near, unknown kinds, or a wrong limit.
    """
    within = Within.given(within_km, within_h)
    limit = within.km("road")
    chosen = working(atlas.hubs if hubs is None else hubs, kinds_counted(kinds))
    if chosen.empty:
        raise InputError(f"no hub of the kinds {', '.join(kinds or LOGISTICS_KINDS)} is operating")
    everyone = people or population.cities()
    reach = Reach(open_router(atlas, "road"))
    sources = reach.spots(anchors(atlas, chosen, "road"))
    unreached = tuple(str(hub) for hub in chosen["id"][~sources.on])
    if unreached and (hubs is not None or not sources.on.any()):
        raise InputError("\n".join(f"{hub}: no road within {ACCESS_KM:g} km" for hub in unreached))
    near, spots = _near(reach, everyone, lonlat(chosen), limit)
    found = reach.table(sources, spots, limit_km=limit)
    members = tuple(near[rows] for rows, _ in found)
    return Catchment(everyone, within, chosen, members, unreached)


def _near(reach: Reach, people: People, points: Floats, limit: float) -> tuple[Ints, Any]:
    """Return the rows of the people that may be within reach, and where they meet the roads."""
    places = people.points[["lon", "lat"]].to_numpy()
    near = np.flatnonzero(straight_km(places, points) <= limit + ACCESS_KM)
    return near, reach.spots(places[near])


def corridor_people(
    traced: TracedData,
    *,
    within_km: float | None = None,
    within_h: float | None = None,
    people: People | None = None,
) -> dict[str, pd.DataFrame]:
    """Return, by corridor, the people within km or hours of its legs on land by road.

    Returns
    -------
    dict
        Corridor to a table of `COUNTRY_COLUMNS`.
    """
    limit = Within.given(within_km, within_h).km("road")
    everyone = people or population.cities()
    reach = Reach(open_router(traced.atlas, "road"))
    samples = sample(traced.by_ref)
    on_land = np.array([str(leg.leg.mode) in ("rail", "road") for leg in traced.by_ref.values()])
    every = (
        np.append([True], np.diff(np.floor(samples.at_km / _EVERY_KM)) != 0) & on_land[samples.leg]
    )
    rows = np.flatnonzero(every)
    sources = reach.spots(samples.lonlat[rows])
    near, spots = _near(reach, everyone, samples.lonlat[rows], limit)
    tables = {}
    for corridor in traced.ids:
        wanted = [
            number for number, ref in enumerate(samples.refs) if ref in placements(traced, corridor)
        ]
        mine = np.isin(samples.leg[rows], wanted)
        km = reach.field(sources.take(mine), spots, limit_km=limit)
        reached = np.zeros(len(everyone.points), dtype=bool)
        reached[near[np.isfinite(km)]] = True
        tables[corridor] = by_country(everyone, reached)
    return tables


def isochrones(
    atlas: AtlasData,
    hubs: geopandas.GeoDataFrame,
    *,
    within_km: float | None = None,
    within_h: float | None = None,
    width_km: float = 10.0,
) -> geopandas.GeoDataFrame:
    """Return the area by the roads that each hub reaches within km or hours.

    The area is that within ``width_km`` of a node of the road network that is reached: a drawing
    of the reach, coarse where the embedded roads are chords, and not what catchments count by.

    Returns
    -------
    GeoDataFrame
        ``hub, kind, country, within, unit``, EPSG:4326.
    """
    import geopandas
    import shapely

    from geodata.geodesy import buffer

    within = Within.given(within_km, within_h)
    reach = Reach(open_router(atlas, "road"))
    spots = reach.spots(anchors(atlas, hubs, "road"))
    shapes = []
    for row in range(len(hubs)):
        nodes = reach.nodes_within(spots, row, limit_km=within.km("road"))
        points = _thinned(np.vstack([lonlat(hubs)[row : row + 1], nodes]), width_km / 2.0)
        area = buffer(shapely.MultiPoint(points), radius_km=width_km)
        shapes.append(area.simplify(width_km / 10.0 / 111.0))
    table = hubs[["id", "kind", "country"]].rename(columns={"id": "hub"}).reset_index(drop=True)
    return geopandas.GeoDataFrame(
        table.assign(within=within.value, unit=within.unit), geometry=shapes, crs="EPSG:4326"
    )


def _thinned(points: Floats, step_km: float) -> Floats:
    """Return one point of each cell of about a step; what lies nearer changes no drawing."""
    step = step_km / 111.0
    lat = np.round(points[:, 1] / step)
    lon = np.round(points[:, 0] * np.cos(np.radians(lat * step)) / step)
    _, first = np.unique(np.column_stack([lon, lat]), axis=0, return_index=True)
    return np.asarray(points[np.sort(first)])
