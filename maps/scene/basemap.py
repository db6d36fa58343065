"""The ground under the corridors: land, boundaries, lakes, rivers and names, inside the page.

Read from a folder of GeoParquet and CSV files (``seeds/basemap`` unless the user brings their
own): ``countries.parquet``, ``land.parquet``, ``borders.parquet``, ``lakes.parquet``,
``rivers.parquet``, ``cities.csv``, and ``credit.txt``, which says whose boundaries they are. Each
may be absent; land and borders are then taken from the countries, and what has no source is not
drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, TypedDict, TypeVar

import numpy as np
import shapely

from geodata.errors import InputError, Problem
from geodata.places.label_circles import discs
from maps.scene import encode
from maps.scene.cells import share_records, words
from maps.scene.hubs import names_in
from maps.scene.rows.seam import NO_SEAM, turned_parts
from maps.words.language import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from maps.scene.json_types import Box, CityJson, GroundJson, LabelJson

FINEST_LEVEL = 3
"""Level of detail of the ground: what Natural Earth's 1:50 million supports."""


GRID = 1e-3
"""Step of the ground's coordinates in degrees: a fifth of a pixel at the finest level."""


WINDOW = (-25.0, -60.0, 180.0, 84.0)
"""West, south, east, north of the most ground that a page carries, degrees."""


LARGEST_LABEL_DEG = 40.0


Named: TypeAlias = "tuple[str, shapely.Geometry, Iterable[float] | None]"


@dataclass(frozen=True, slots=True)
class Ground:
    """The basemap as the page takes it.

    Attributes
    ----------
    table : dict
        ``land``, ``lakes``: polygons as lists of rings; ``borders``, ``disputed``, ``rivers``:
        chains of arcs; ``countries``, ``cities``: labels.
    shapes : bytes
        Arcs as `encode.pack` writes them.
    """

    table: GroundJson
    shapes: bytes


class Layers(TypedDict, total=False):
    """The layers of a basemap folder that are there."""

    countries: gpd.GeoDataFrame
    land: gpd.GeoDataFrame
    borders: gpd.GeoDataFrame
    lakes: gpd.GeoDataFrame
    rivers: gpd.GeoDataFrame
    cities: pd.DataFrame
    credit: str


_SHAPES: tuple[Literal["countries", "land", "borders", "lakes", "rivers"], ...] = (
    "countries", "land", "borders", "lakes", "rivers",
)  # fmt: skip


def folder() -> Path:
    """Return the folder of the embedded basemap."""
    import seeds

    return Path(next(iter(seeds.__path__))) / "basemap"


def read(path: Path) -> Layers:
    """Return the layers that a basemap folder holds, by name.

    Raises
    ------
    InputError
        If neither land nor countries are there, or a file cannot be read.
    """
    import geopandas as gpd
    import pandas as pd

    layers: Layers = {}
    for name in _SHAPES:
        file = path / f"{name}.parquet"
        if file.is_file():
            layers[name] = _checked(gpd.read_parquet, file)
    credit = path / "credit.txt"
    if credit.is_file():
        layers["credit"] = credit.read_text(encoding="utf-8").strip()
    elif path.resolve() == folder().resolve():
        layers["credit"] = "Natural Earth"
    cities = path / "cities.csv"
    if cities.is_file():
        layers["cities"] = _checked(partial(pd.read_csv, keep_default_na=False), cities)
    if not {"countries", "land"} & layers.keys():
        raise InputError(
            [
                Problem(
                    str(path),
                    "",
                    "holds no countries.parquet and no land.parquet",
                    "name a basemap folder, or draw with basemap=False",
                )
            ]
        )
    return layers


_T = TypeVar("_T")


def _checked(reader: Callable[[Path], _T], file: Path) -> _T:
    try:
        return reader(file)
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            [Problem(str(file), "", f"cannot be read: {error}", "restore the file")]
        ) from error


def ground(layers: Layers, *, lang: str, seam: float = NO_SEAM) -> Ground:
    """Return the basemap in a language, for a map that is cut at a meridian."""
    if seam != NO_SEAM:
        return _turned_ground(layers, lang, seam)
    borders, disputed = _boundaries(layers)
    groups = (
        _polygons(layers), _clip(layers.get("lakes")), borders, disputed,
        _clip(layers.get("rivers")),
    )  # fmt: skip
    shape = encode.topology(
        [item for group in groups for item in group], finest=FINEST_LEVEL, grid=GRID
    )
    lines = iter(shape.lines)
    land, lakes, bounds, doubtful, rivers = (
        [parts for _ in group if (parts := next(lines))] for group in groups
    )
    table: GroundJson = {
        "land": land,
        "lakes": lakes,
        "borders": bounds,
        "disputed": doubtful,
        "rivers": rivers,
        "window": _window(layers),
        "grid": GRID,
        "credit": layers.get("credit", ""),
        "countries": _country_labels(layers.get("countries"), Language(lang)),
        "cities": _cities(layers.get("cities"), Language(lang)),
    }
    return Ground(table, encode.pack(shape))


def _turned_ground(layers: Layers, lang: str, seam: float) -> Ground:
    """Return the basemap for a map across 180 degrees; its names stand where they always do."""
    land = _whole(layers["land" if "land" in layers else "countries"], seam)
    groups = [land, *(_whole(layers.get(name), seam) for name in ("lakes", "borders", "rivers"))]
    shape = encode.topology(
        [item for group in groups for item in group], finest=FINEST_LEVEL, grid=GRID
    )
    lines = iter(shape.lines)
    found = [[parts for _ in group if (parts := next(lines))] for group in groups]
    west, _, east, _ = shapely.total_bounds(land)
    plain = ground(layers, lang=lang)
    table: GroundJson = {
        **plain.table,
        "land": found[0], "lakes": found[1], "borders": found[2], "disputed": [],
        "rivers": found[3],
        "window": (round(west, 4), plain.table["window"][1], round(east, 4), WINDOW[3]),
    }  # fmt: skip
    return Ground(table, encode.pack(shape))


def _whole(frame: gpd.GeoDataFrame | None, seam: float) -> list[shapely.Geometry]:
    if frame is None:
        return []
    return list(turned_parts(frame.geometry.to_numpy(), seam))


def _window(layers: Layers) -> Box:
    """Return where the ground ends: the window, or the layers' own bounds within it."""
    bounds = (layers["land"] if "land" in layers else layers["countries"]).total_bounds
    west, south = np.maximum(bounds[:2], WINDOW[:2])
    east, north = np.minimum(bounds[2:], WINDOW[2:])
    return (
        round(float(west), 4),
        round(float(south), 4),
        round(float(east), 4),
        round(float(north), 4),
    )


def _clip(frame: gpd.GeoDataFrame | None) -> list[shapely.Geometry]:
    if frame is None:
        return []
    shapes = frame.geometry.to_numpy()
    boxes = shapely.bounds(shapes)
    west, south, east, north = WINDOW
    inside = (boxes[:, 2] > west) & (boxes[:, 0] < east) & (boxes[:, 3] > south)
    inside &= boxes[:, 1] < north
    whole = (boxes[:, 0] >= west) & (boxes[:, 2] <= east) & (boxes[:, 1] >= south)
    whole &= boxes[:, 3] <= north
    cut: NDArray[np.object_] = shapes.copy()
    crossing = inside & ~whole
    cut[crossing] = shapely.clip_by_rect(shapes[crossing], west, south, east, north)
    return [item for item in cut[inside] if not shapely.is_empty(item)]


def _polygons(layers: Layers) -> list[shapely.Geometry]:
    if "land" in layers:
        return list(shapely.get_parts(np.asarray(_clip(layers["land"]), dtype=object)))
    merged = shapely.union_all(layers["countries"].geometry.to_numpy())
    west, south, east, north = WINDOW
    return list(shapely.get_parts(shapely.clip_by_rect(merged, west, south, east, north)))


def _boundaries(layers: Layers) -> tuple[list[shapely.Geometry], list[shapely.Geometry]]:
    if "borders" not in layers:
        return _shared_borders(layers.get("countries")), []
    frame = layers["borders"]
    disputed = frame["kind"] == "disputed"
    return _clip(frame[~disputed]), _clip(frame[disputed])


def _shared_borders(countries: gpd.GeoDataFrame | None) -> list[shapely.Geometry]:
    """Return the lines that two countries share vertex by vertex."""
    if countries is None:
        return []
    shape = encode.topology(countries.geometry.to_numpy())
    uses = np.zeros(len(shape.arcs), dtype=int)
    for parts in shape.lines:
        for chain in parts:
            for signed in chain:
                uses[signed if signed >= 0 else ~signed] += 1
    shared = [shapely.linestrings(shape.arcs[i] * shape.grid) for i in np.flatnonzero(uses > 1)]
    merged = shapely.line_merge(shapely.multilinestrings(shared)) if shared else []
    west, south, east, north = WINDOW
    return list(shapely.get_parts(shapely.clip_by_rect(merged, west, south, east, north)))


def _country_labels(countries: gpd.GeoDataFrame | None, language: Language) -> list[LabelJson]:
    """Return ``[name, lon, lat, size, discs]``, largest first; one a country.

    Size is the root of the area in degrees; `discs` are those of `geodata.discs`, where the name
    may stand when its first place is out of view; the embedded basemap brings them along.
    Disputed pieces get no name: the map takes no side.
    """
    if countries is None:
        return []
    labels: dict[str, LabelJson] = {}
    for text, shape, known in _named(countries, language):
        parts = shapely.get_parts(shape)
        largest = shapely.clip_by_rect(parts[int(np.argmax(shapely.area(parts)))], *WINDOW)
        if shapely.is_empty(largest):
            continue
        point = _inside(largest)
        size = round(min(LARGEST_LABEL_DEG, float(np.sqrt(shapely.area(largest)))), 1)
        if text not in labels or size > labels[text][3]:
            found = discs(shapely.clip_by_rect(shape, *WINDOW)) if known is None else known
            places = [float(number) for number in found]
            labels[text] = (text, round(point.x, 2), round(point.y, 2), size, places)
    return sorted(labels.values(), key=lambda row: (-row[3], row[0]))


def _named(countries: gpd.GeoDataFrame, language: Language) -> Iterator[Named]:
    """Yield name, shape and known discs of what carries a name: not of disputed pieces."""
    own = countries[~countries["disputed"]] if "disputed" in countries else countries
    known = own["discs"] if "discs" in own else [None] * len(own)
    for code, name, shape, found in zip(
        own["country"], own["name_en"], own.geometry, known, strict=True
    ):
        text = language.country_name(str(code)) if code and str(code) != "nan" else str(name)
        yield text, shape, found


def _inside(shape: shapely.Geometry) -> shapely.Point:
    """Return a point well inside: the centroid if it lies inside, else a representative one."""
    middle = shapely.centroid(shape)
    return middle if shapely.contains(shape, middle) else shapely.point_on_surface(shape)


def _cities(cities: pd.DataFrame | None, language: Language) -> list[CityJson]:
    """Return ``[name, lon, lat, rank, capital, names, country]``, most important first."""
    if cities is None:
        return []
    rows: list[tuple[CityJson, float]] = []
    for row in share_records(cities):
        names = names_in(row)
        city = (
            language.pick(names),
            round(_number(row["lon"]), 3),
            round(_number(row["lat"]), 3),
            int(_number(row["rank"])),
            int(_true(row.get("capital"))),
            [name for name in dict.fromkeys(names.values()) if name],
            words(row.get("country")),
        )
        rows.append((city, _number(row.get("population"))))
    rows.sort(key=lambda item: (item[0][3], -item[0][4], -item[1], item[0][0]))
    return [city for city, _ in rows]


def _number(value: object) -> float:
    return float(words(value) or 0)


def _true(value: object) -> bool:
    return str(value).strip().lower() in {"1", "1.0", "true", "yes", "primary"}
