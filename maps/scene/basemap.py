"""The ground under the corridors: land, boundaries, lakes, rivers and names, inside the page.

Read from a folder of GeoParquet and CSV files (``seeds/basemap`` unless the user brings their
own): ``countries.parquet``, ``land.parquet``, ``borders.parquet``, ``lakes.parquet``,
``rivers.parquet``, ``cities.csv``, and ``credit.txt``, which says whose boundaries they are. Each
may be absent; land and borders are then taken from the countries, and what has no source is not
drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geodata.errors import InputError, Problem
from geodata.label_circles import discs
from maps.scene import encode
from maps.words.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

FINEST_LEVEL = 3
"""Level of detail of the ground: what Natural Earth's 1:50 million supports."""


GRID = 1e-3
"""Step of the ground's coordinates in degrees: a fifth of a pixel at the finest level."""


WINDOW = (-25.0, -60.0, 180.0, 84.0)
"""West, south, east, north of the most ground that a page carries, degrees."""


LARGEST_LABEL_DEG = 40.0


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

    table: dict[str, Any]
    shapes: bytes


def folder() -> Path:
    """Return the folder of the embedded basemap."""
    import seeds

    return Path(next(iter(seeds.__path__))) / "basemap"


def read(path: Path) -> dict[str, Any]:
    """Return the layers that a basemap folder holds, by name.

    Raises
    ------
    InputError
        If neither land nor countries are there, or a file cannot be read.
    """
    import geopandas as gpd
    import pandas as pd

    layers: dict[str, Any] = {}
    for name in ("countries", "land", "borders", "lakes", "rivers"):
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
        layers["cities"] = _checked(pd.read_csv, cities, keep_default_na=False)
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


def _checked(reader: Any, file: Path, **options: object) -> Any:  # noqa: ANN401
    try:
        return reader(file, **options)
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            [Problem(str(file), "", f"cannot be read: {error}", "restore the file")]
        ) from error


def ground(layers: dict[str, Any], *, lang: str) -> Ground:
    """Return the basemap in a language."""
    land, lakes = _polygons(layers), _clip(layers.get("lakes"))
    borders, disputed = _boundaries(layers)
    rivers = _clip(layers.get("rivers"))
    groups = {
        "land": land,
        "lakes": lakes,
        "borders": borders,
        "disputed": disputed,
        "rivers": rivers,
    }
    shape = encode.topology(
        [item for group in groups.values() for item in group], finest=FINEST_LEVEL, grid=GRID
    )
    table: dict[str, Any] = {}
    start = 0
    for name, group in groups.items():
        table[name] = [parts for parts in shape.lines[start : start + len(group)] if parts]
        start += len(group)
    table["window"] = _window(layers)
    table["grid"] = GRID
    table["credit"] = layers.get("credit", "")
    table["countries"] = _country_labels(layers.get("countries"), lang)
    table["cities"] = _cities(layers.get("cities"), lang)
    return Ground(table, encode.pack(shape))


def _window(layers: dict[str, Any]) -> list[float]:
    """Return where the ground ends: the window, or the layers' own bounds within it."""
    bounds = layers["land" if "land" in layers else "countries"].total_bounds
    return [
        round(float(x), 4)
        for x in (*np.maximum(bounds[:2], WINDOW[:2]), *np.minimum(bounds[2:], WINDOW[2:]))
    ]


def _clip(frame: gpd.GeoDataFrame | None) -> list[Any]:
    if frame is None:
        return []
    shapes = frame.geometry.to_numpy()
    boxes = shapely.bounds(shapes)
    west, south, east, north = WINDOW
    inside = (boxes[:, 2] > west) & (boxes[:, 0] < east) & (boxes[:, 3] > south)
    inside &= boxes[:, 1] < north
    whole = (boxes[:, 0] >= west) & (boxes[:, 2] <= east) & (boxes[:, 1] >= south)
    whole &= boxes[:, 3] <= north
    cut: NDArray[Any] = shapes.copy()
    crossing = inside & ~whole
    cut[crossing] = shapely.clip_by_rect(shapes[crossing], west, south, east, north)
    return [item for item in cut[inside] if not shapely.is_empty(item)]


def _polygons(layers: dict[str, Any]) -> list[Any]:
    if "land" in layers:
        return list(shapely.get_parts(np.asarray(_clip(layers["land"]), dtype=object)))
    merged = shapely.union_all(layers["countries"].geometry.to_numpy())
    west, south, east, north = WINDOW
    return list(shapely.get_parts(shapely.clip_by_rect(merged, west, south, east, north)))


def _boundaries(layers: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    if "borders" not in layers:
        return _shared_borders(layers.get("countries")), []
    frame = layers["borders"]
    disputed = frame["kind"] == "disputed"
    return _clip(frame[~disputed]), _clip(frame[disputed])


def _shared_borders(countries: gpd.GeoDataFrame | None) -> list[Any]:
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


def _country_labels(countries: gpd.GeoDataFrame | None, lang: str) -> list[list[Any]]:
    """Return ``[name, lon, lat, size, discs]``, largest first; one a country.

    Size is the root of the area in degrees; `discs` are those of `geodata.discs`, where the name
    may stand when its first place is out of view; the embedded basemap brings them along.
    Disputed pieces get no name: the map takes no side.
    """
    if countries is None:
        return []
    labels: dict[str, list[Any]] = {}
    for text, shape, known in _named(countries, lang):
        parts = shapely.get_parts(shape)
        largest = shapely.clip_by_rect(parts[int(np.argmax(shapely.area(parts)))], *WINDOW)
        if shapely.is_empty(largest):
            continue
        point = _inside(largest)
        size = round(min(LARGEST_LABEL_DEG, float(np.sqrt(shapely.area(largest)))), 1)
        if text not in labels or size > labels[text][3]:
            place = [round(point.x, 2), round(point.y, 2)]
            round_places = discs(shapely.clip_by_rect(shape, *WINDOW)) if known is None else known
            labels[text] = [text, *place, size, [float(number) for number in round_places]]
    return sorted(labels.values(), key=lambda row: (-row[3], row[0]))


def _named(countries: gpd.GeoDataFrame, lang: str) -> Iterator[tuple[str, Any, Any]]:
    """Yield name, shape and known discs of what carries a name: not of disputed pieces."""
    own = countries[~countries["disputed"]] if "disputed" in countries else countries
    known = own["discs"] if "discs" in own else [None] * len(own)
    for code, name, shape, found in zip(
        own["country"], own["name_en"], own.geometry, known, strict=True
    ):
        text = Language(lang).country_name(str(code)) if code and str(code) != "nan" else str(name)
        yield text, shape, found


def _inside(shape: Any) -> Any:  # noqa: ANN401
    """Return a point well inside: the centroid if it lies inside, else a representative one."""
    middle = shapely.centroid(shape)
    return middle if shapely.contains(shape, middle) else shapely.point_on_surface(shape)


def _cities(cities: pd.DataFrame | None, lang: str) -> list[list[Any]]:
    """Return ``[name, lon, lat, rank, capital, names, country]``, most important first."""
    if cities is None:
        return []
    rows: list[list[Any]] = []
    for row in cities.to_dict("records"):
        names = {key: str(row.get(f"name_{key}", "")) for key in ("en", "ru", "zh")}
        rows.append(
            [
                Language(lang).pick(names),
                round(float(row["lon"]), 3),
                round(float(row["lat"]), 3),
                int(row["rank"]),
                int(_true(row.get("capital"))),
                [name for name in dict.fromkeys(names.values()) if name],
                str(row.get("country") or ""),
                -float(row.get("population") or 0),
            ]
        )
    rows.sort(key=lambda row: (row[3], -row[4], row[7], row[0]))
    return [row[:7] for row in rows]


def _true(value: object) -> bool:
    return str(value).strip().lower() in {"1", "1.0", "true", "yes", "primary"}
