"""The places that a printed map marks: ends of legs, breaks of gauge, and cities around."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geodata.places.languages import tongues
from maps import style
from maps.figures import labels
from maps.scene.cells import share_records
from maps.scene.hubs import names_in
from maps.scene.rows.users import route_ends
from maps.words.language import Language, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

    from corridors.traced import Traced
    from geodata.arrays import Geometries
    from maps.figures.labels import Box
    from maps.figures.projection import View

MINOR = 1.7
"""Nodes of a lower rank than this are ends of routes and breaks of gauge: their names are bold."""


_RADII = {"city": 1.7, "station": 1.3, "ground": 1.2}


_SYMBOL_PT = 3.3


_HUB_RANK = {kind.id: kind.rank for kind in style.HUB_KINDS}


_LARGEST = 2
"""Cities up to this rank are named before others that a corridor passes."""


_CITY_LIMIT = ((12_000.0, 1), (6_000.0, 2), (2_500.0, 3))
"""Metres a point above which only cities up to a rank are shown."""


@dataclass(frozen=True, slots=True)
class PlaceSymbol:
    """A marked place; x, y and radius in points.

    Attributes
    ----------
    kind
        Of `style.HUB_KINDS`, or ``station``, ``break_of_gauge``, ``ground`` (a city beside).
    rank
        Lower is drawn and named earlier.
    role
        ``hub`` on a corridor, ``city`` beside.
    shown
        Whether its symbol found room.
    """

    id: str
    kind: str
    x: float
    y: float
    radius: float
    rank: float
    name: str
    role: str
    shown: bool = True

    @property
    def box(self) -> Box:
        """Return the box of its symbol."""
        return (
            self.x - self.radius,
            self.y - self.radius,
            self.x + self.radius,
            self.y + self.radius,
        )


def place_symbols(
    traced: Traced,
    hubs: gpd.GeoDataFrame | None,
    cities: pd.DataFrame | None,
    view: View,
    *,
    language: Language,
    scale: float,
) -> list[PlaceSymbol]:
    """Return the symbols of a map by rank; one that would lie on another is not shown."""
    ends = {node.id: node for node in _leg_ends(traced, hubs, language)}
    breaks = _breaks(traced, hubs, language, {id_: node.name for id_, node in ends.items()})
    others = (node for id_, node in ends.items() if f"{_BREAK}{id_}" not in breaks)
    found = _weighed([*breaks.values(), *others], traced, cities)
    beside = (
        [] if cities is None else _beside(cities, view, language, {node.name for node in found})
    )
    return _spread(_on_paper([*found, *beside], view, scale), view)


def _leg_ends(
    traced: Traced, hubs: gpd.GeoDataFrame | None, language: Language
) -> list[PlaceSymbol]:
    legs = traced.legs[traced.legs["status"] != ""]
    known = _hub_rows(hubs, _ends(legs))
    lines = legs.geometry.to_numpy()
    firsts, lasts = (
        shapely.get_coordinates(shapely.get_point(_part(lines, which), which)) for which in (0, -1)
    )
    nodes: dict[str, PlaceSymbol] = {}
    sides = (
        zip(legs["from_place"], legs["names_from"], firsts, strict=True),
        zip(legs["to_place"], legs["names_to"], lasts, strict=True),
    )
    for ends in zip(*sides, strict=True):
        for place, names, point in ends:
            hub = known.get(place)
            kind = "station" if hub is None else hub.kind
            lon, lat = point if hub is None else (hub.lon, hub.lat)
            name = shorten(language.pick(names, place))
            nodes.setdefault(
                place, PlaceSymbol(place, kind, lon, lat, 0.0, _rank(kind), name, "hub")
            )
    return list(nodes.values())


def _part(lines: Geometries, which: int) -> Geometries:
    """Return the first or the last part of each line that is cut."""
    parts: Geometries = shapely.get_geometry(lines, which)
    return parts


def _rank(kind: str) -> float:
    return 2.0 + 0.2 * _HUB_RANK.get(kind, 5)


class _Hub(NamedTuple):
    kind: str
    lon: float
    lat: float
    names: Mapping[str, str]


def _hub_rows(hubs: gpd.GeoDataFrame | None, places: Iterable[str]) -> dict[str, _Hub]:
    """Return the hubs among places, by id."""
    if hubs is None:
        return {}
    wanted = hubs[hubs["id"].isin(set(places))]
    spots = zip(wanted["kind"], wanted.geometry.x, wanted.geometry.y, strict=True)
    return {
        str(row["id"]): _Hub(str(kind), lon, lat, names_in(row))
        for row, (kind, lon, lat) in zip(share_records(wanted), spots, strict=True)
    }


def _ends(legs: gpd.GeoDataFrame) -> list[str]:
    return [*legs["from_place"], *legs["to_place"]]


def _breaks(
    traced: Traced, hubs: gpd.GeoDataFrame | None, language: Language, ends: Mapping[str, str]
) -> dict[str, PlaceSymbol]:
    """Return the breaks of gauge by id; where a leg ends the break stands for it and has its name.

    Two symbols at one place would leave room for one, and its name would go with the other.
    """
    events = traced.events[traced.events["kind"] == "break_of_gauge"]
    known = _hub_rows(hubs, events["place"])
    nodes: dict[str, PlaceSymbol] = {}
    for row in events.itertuples():
        hub = known.get(row.place)
        names = {} if hub is None else hub.names
        key = row.place or f"{row.geometry.x:.1f},{row.geometry.y:.1f}"
        name = ends.get(row.place) or shorten(language.pick(names))
        id_ = f"{_BREAK}{key}"
        nodes.setdefault(
            id_,
            PlaceSymbol(
                id_,
                "break_of_gauge",
                row.geometry.x,
                row.geometry.y,
                0.0,
                1.2,
                name,
                "hub",
            ),
        )
    return nodes


_BREAK = "gauge:"
"""What the ids of breaks of gauge begin with, before the place."""


def _weighed(
    found: Sequence[PlaceSymbol], traced: Traced, cities: pd.DataFrame | None
) -> list[PlaceSymbol]:
    """Return nodes with ends of routes ahead, and big cities and junctions before others."""
    main = route_ends(traced, main=True)
    other = route_ends(traced, main=False)
    degree = Counter(_ends(traced.legs))
    big = {} if cities is None else _large(cities)
    result = []
    for node in found:
        place = node.id.removeprefix(_BREAK)
        rank = 1.0 if place in main else min(1.5, node.rank) if place in other else node.rank
        rank -= 0.02 * min(float(degree[place]), 8.0)
        rank -= {1: 0.6, 2: 0.3}.get(big.get(place, 9), 0.0)
        result.append(replace(node, rank=round(max(rank, 0.5), 3)))
    return result


def _large(cities: pd.DataFrame) -> dict[str, int]:
    """Return the rank of the largest cities by the id that a place of that name has."""
    first = cities[cities["rank"].astype(int) <= _LARGEST]
    ids = (str(name).lower().replace(" ", "-") for name in first["name_en"])
    return dict(zip(ids, first["rank"].astype(int), strict=True))


def _beside(
    cities: pd.DataFrame, view: View, language: Language, taken: set[str]
) -> list[PlaceSymbol]:
    limit = next((rank for metres, rank in _CITY_LIMIT if view.metres_per_pt > metres), 4)
    nodes = []
    for row in cities[cities["rank"].astype(int) <= limit].to_dict("records"):
        name = language.pick({tag: row.get(f"name_{tag}", "") for tag in tongues()})
        if name not in taken:
            capital = str(row.get("capital", "")).lower() in {"yes", "true", "1"}
            rank = 4.0 + int(row["rank"]) - 0.5 * capital
            key = f"city:{row['name_en']}:{row['country']}"
            nodes.append(
                PlaceSymbol(key, "ground", row["lon"], row["lat"], 0.0, rank, name, "city")
            )
    return nodes


def _on_paper(nodes: Sequence[PlaceSymbol], view: View, scale: float) -> list[PlaceSymbol]:
    if not nodes:
        return []
    spots = view.to_paper([(node.x, node.y) for node in nodes]).tolist()
    return [
        replace(node, x=x, y=y, radius=_RADII.get(node.kind, _SYMBOL_PT) * scale)
        for node, (x, y) in zip(nodes, spots, strict=True)
    ]


def _spread(found: Sequence[PlaceSymbol], view: View) -> list[PlaceSymbol]:
    """Return nodes inside the frame by rank; one that would lie on an earlier one is not shown."""
    inside = [
        node
        for node in sorted(found, key=lambda node: (node.rank, node.id))
        if 1 < node.x < view.width_pt - 1 and 1 < node.y < view.height_pt - 1
    ]
    placed: list[PlaceSymbol] = []
    result: list[PlaceSymbol] = []
    for node in inside:
        if placed:
            spots = np.array([(other.x, other.y, other.radius) for other in placed])
            away = np.hypot(spots[:, 0] - node.x, spots[:, 1] - node.y)
            clear = bool((away >= spots[:, 2] + node.radius + 0.3).all())
        else:
            clear = True
        if clear:
            placed.append(node)
        result.append(replace(node, shown=clear))
    return result


def uncovered(found: Sequence[PlaceSymbol], boxes: Sequence[Box]) -> list[PlaceSymbol]:
    """Return nodes, those that lie under one of some boxes not shown."""
    if not boxes:
        return list(found)
    symbols = np.array([node.box for node in found]).reshape(-1, 4)
    hidden = [bool(row.any()) for row in labels.overlaps(symbols, np.array(boxes))]
    return [
        replace(node, shown=node.shown and not under)
        for node, under in zip(found, hidden, strict=True)
    ]


def kinds(traced: Traced, hubs: gpd.GeoDataFrame | None) -> list[str]:
    """Return the kinds of symbols on a map of traced corridors, in the order of the legend."""
    legs = traced.legs[traced.legs["status"] != ""]
    known = _hub_rows(hubs, _ends(legs))
    found = {hub.kind for hub in known.values()}
    if (traced.events["kind"] == "break_of_gauge").any():
        found.add("gauge_yard")
    return [kind.id for kind in style.HUB_KINDS if kind.id in found]
