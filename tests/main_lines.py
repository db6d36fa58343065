"""Whether main lines are whole: large cities, all pairs by rail and by road, and what parts them.

A pair is long where its way is over `LONG` great circles, or where it has none. Each row of
``data/missing_links.csv`` is a link that does not exist as rail or road here, with the reason: not
built, closed, a ferry, water or mountains between, or a hole of the source network. A pair is
explained by the link, of those that its way goes over once all are laid, that it can spare least.
``python tests/main_lines.py`` writes ``docs/main-lines.md``.
"""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

import corridors
from geodata import geodesy
from geodata.files import seed
from geodata.routing.snap import SegmentIndex

if TYPE_CHECKING:
    from corridors.atlas import Atlas

Floats = NDArray[np.float64]
LONG = 1.4
LARGEST = 40
REACH_KM = 40.0
"""A city or the end of a link meets the network within so much."""
HELPED = 0.98
"""Links explain a pair only if its way with all of them is no longer than so large a share."""
LINKS = Path(__file__).parent / "data" / "missing_links.csv"
DOCUMENT = Path(__file__).parent.parent / "docs" / "main-lines.md"


@dataclass(frozen=True)
class City:
    """A capital, or one of the largest cities, of the countries that corridors cross on land."""

    name: str
    point: tuple[float, float]


@dataclass(frozen=True)
class Pair:
    """Two cities whose way is long: km, great circles, and the link that explains it."""

    ends: tuple[str, str]
    way_km: float
    ratio: float
    link: str


def cities(atlas: Atlas) -> list[City]:
    """Return the capitals and the forty largest other cities."""
    land = {
        country
        for corridor in atlas.catalogue.corridors.values()
        for leg in corridor.legs
        if str(leg.mode) in {"rail", "road"}
        for country in leg.countries
    }
    with Path(str(seed("basemap", "cities.csv"))).open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["country"] in land]
    rows.sort(key=lambda row: -int(row["population"]))
    capitals = [row for row in rows if row["capital"] == "yes"]
    others = [row for row in rows if row["capital"] != "yes"][:LARGEST]
    return [City(r["name_en"], (float(r["lon"]), float(r["lat"]))) for r in (*capitals, *others)]


def links(mode: str) -> dict[str, dict[str, str]]:
    """Return the links that do not exist for a mode, by id."""
    with LINKS.open(encoding="utf-8") as file:
        return {row["id"]: row for row in csv.DictReader(file) if mode in row["mode"].split("|")}


def ways_km(atlas: Atlas, mode: str, points: Floats) -> Floats:
    """Return the km between all points over the network, infinite where there is no way."""
    router = atlas.networks.router(mode)
    on = SegmentIndex(router.network).nearest(points, limit_km=REACH_KM).edge >= 0
    spots = router.snap(points[on], limit_km=REACH_KM)
    km = np.full((len(points),) * 2, np.inf)
    km[np.ix_(on, on)] = router.distances(spots, spots)
    np.fill_diagonal(km, 0.0)
    return km


def apart_km(points: Floats) -> Floats:
    """Return the great circles between all points."""
    return np.array([geodesy.distance_km(*point, *points.T) for point in points])


def linked(km: Floats, pairs: list[tuple[int, int, float]]) -> Floats:
    """Return the km once links are laid between points, each a pair and its length."""
    for a, b, length in pairs:
        over = km[:, [a]] + length + km[[b], :]
        km = np.minimum(km, np.minimum(over, over.T))
    return km


def long_pairs(atlas: Atlas, mode: str) -> list[Pair]:
    """Return the pairs that are long, each with the link that explains it, or none."""
    towns, missing = cities(atlas), links(mode)
    ends = [
        (float(row[f"lon_{side}"]), float(row[f"lat_{side}"]))
        for row in missing.values()
        for side in "ab"
    ]
    points = np.array([*(town.point for town in towns), *ends])
    straight, real = apart_km(points), ways_km(atlas, mode, points)
    real = np.where(straight < 1.0, 0.0, real)
    first = len(towns)
    laid = [
        (
            first + 2 * row,
            first + 2 * row + 1,
            float(straight[first + 2 * row, first + 2 * row + 1]),
        )
        for row in range(len(missing))
    ]
    whole = _settled(real, laid)
    without = [_settled(real, laid[:row] + laid[row + 1 :]) for row in range(len(laid))]
    found = []
    for a, b in zip(*np.triu_indices(first, 1), strict=True):
        if real[a, b] > LONG * straight[a, b]:
            used = _used(whole, laid, (a, b)) if whole[a, b] < HELPED * real[a, b] else []
            best = max(used, key=lambda row: (without[row][a, b], laid[row][2]), default=None)
            name = "" if best is None else list(missing)[best]
            ends_of = (towns[a].name, towns[b].name)
            found.append(Pair(ends_of, float(real[a, b]), float(real[a, b] / straight[a, b]), name))
    return found


def _settled(km: Floats, pairs: list[tuple[int, int, float]]) -> Floats:
    """Return the km once links are laid, however many of them a way uses."""
    while True:
        shorter = linked(km, pairs)
        if np.array_equal(shorter, km):
            return km
        km = shorter


def _used(km: Floats, pairs: list[tuple[int, int, float]], ends: tuple[int, int]) -> list[int]:
    """Return the links, by row, that a shortest way between two points goes over."""
    a, b = ends
    over = [
        min(km[a, c] + length + km[d, b], km[a, d] + length + km[c, b]) for c, d, length in pairs
    ]
    return [row for row, way in enumerate(over) if np.isfinite(way) and way <= km[a, b] + 1e-6]


def document(atlas: Atlas) -> str:
    """Return ``docs/main-lines.md``."""
    lines = [
        "# Main lines: large cities, all pairs",
        "",
        f"Made by `python tests/main_lines.py`. The capitals and the {LARGEST} largest other cities of",
        "the countries that corridors cross on land, all pairs over the embedded networks: those",
        f"whose way is over {LONG} great circles or that have none, by the link that parts them.",
        "Of the links of `tests/data/missing_links.csv` that the way goes over once all of them are",
        "laid, it is the one that the pair can spare least; what none shortens is listed by itself.",
        "A reason without a source is what the map or the source network shows.",
    ]
    for mode in ("rail", "road"):
        lines += _section(atlas, mode)
    return "\n".join(lines) + "\n"


def _section(atlas: Atlas, mode: str) -> list[str]:
    pairs, missing = long_pairs(atlas, mode), links(mode)
    count = len(cities(atlas))
    none = sum(not np.isfinite(pair.way_km) for pair in pairs)
    by = Counter(pair.link for pair in pairs if pair.link)
    lines = [
        "",
        f"## By {mode}",
        "",
        f"{count * (count - 1) // 2} pairs; {len(pairs) - none} over {LONG} great circles, {none} without a way.",
        "",
        "| link | kind | pairs | longest | why | source |",
        "|---|---|--:|---|---|---|",
    ]
    for name, many in by.most_common():
        worst = max((p for p in pairs if p.link == name), key=lambda p: p.ratio)
        row = missing[name]
        said = f"{row['why']} | {_source(row['source'])}"
        lines.append(f"| {name} | {row['kind']} | {many} | {_told(worst)} | {said} |")
    rest = sorted((p for p in pairs if not p.link), key=lambda p: -p.ratio)
    if rest:
        lines += ["", f"No link shortens {len(rest)}:", ""]
        lines += [f"- {_told(pair)}" for pair in rest]
    return lines


def _source(source: str) -> str:
    """Return the link to a page: a source of the seeds by its id, or an address."""
    if source in ("", "not sourced"):
        return source
    if "://" in source:
        return f"[{source.split('/')[2].removeprefix('www.')}]({source})"
    return f"[{source}]({_urls()[source]})"


@cache
def _urls() -> dict[str, str]:
    rows = tomllib.loads((seed() / "sources.toml").read_text("utf-8"))["source"]
    return {row["id"]: row["url"] for row in rows}


def _told(pair: Pair) -> str:
    names = " - ".join(pair.ends)
    if not np.isfinite(pair.way_km):
        return f"{names}, no way"
    return f"{names}, {pair.way_km:,.0f} km, {pair.ratio:.2f}"


if __name__ == "__main__":
    DOCUMENT.write_text(document(corridors.load()), encoding="utf-8")
