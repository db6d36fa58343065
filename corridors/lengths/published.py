"""Computed lengths held against published ones, each between its own ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corridors.tracing import trace
from geodata.errors import AtlasError
from geodata.files import read_toml, seed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from corridors.definitions.model import PublishedLength
    from corridors.tracing.data import AtlasData
    from corridors.tracing.way import Stretches

DECLARED_SHARE = 0.05
"""A path with a larger share of declared km proves nothing and stays out of the summary."""


WITHIN = 0.05
"""A pair that differs by more than this needs a line of explanation."""


_HALF = 0.5
_BAND = 0.9
_TENTH = 0.1


COLUMNS = [
    "id",
    "from",
    "to",
    "mode",
    "published_km",
    "computed_km",
    "ratio",
    "declared_share",
    "verdict",
    "by_basis",
    "line",
    "why",
    "source",
]


def validate(atlas: AtlasData) -> pd.DataFrame:
    """Return every published length of the catalogue with what is computed between its ends.

    Of a catalogue of one's own only the lengths that it states itself, not the shipped ones.

    Returns
    -------
    DataFrame
        `COLUMNS`; ``verdict`` is ``agrees`` (within 5%), ``differs``, ``declared`` (over 5% of
        the path declared), ``not comparable`` or ``no path``; km. ``by_basis`` is the km of the
        way by what its length rests on; ways that share half of the shorter have one ``line``.
    """
    import pandas as pd

    stated = sorted(id_ for kind, id_ in atlas.catalogue.files if kind == "length")
    lengths = [atlas.catalogue.published[id_] for id_ in stated]
    ways = [_way_or_reason(atlas, length) for length in lengths]
    number = _lines_of([None if isinstance(way, str) else way for way in ways])
    rows = [
        {**_row(length, way), "line": line}
        for length, way, line in zip(lengths, ways, number, strict=True)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _way_or_reason(atlas: AtlasData, length: PublishedLength) -> Stretches | str:
    """Return the way between the ends of a published length, or why there is none."""
    if not length.comparable:
        return ""
    try:
        return _way(atlas, length)
    except AtlasError as error:
        return str(error).splitlines()[0]


def _lines_of(ways: Sequence[Stretches | None]) -> list[int]:
    """Return a number per way, one for all that share half of their points or more."""
    points = [set() if way is None else set(map(tuple, way.coords().tolist())) for way in ways]
    number = list(range(len(ways)))
    for row, own in enumerate(points):
        for before, other in enumerate(points[:row]):
            if len(own & other) > _HALF * max(min(len(own), len(other)), 1):
                number = [number[before] if n == number[row] else n for n in number]
    return number


def _row(length: PublishedLength, way: Stretches | str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": length.id,
        "from": length.start,
        "to": length.end,
        "mode": str(length.mode),
        "published_km": length.length_km,
        "computed_km": float("nan"),
        "ratio": float("nan"),
        "declared_share": float("nan"),
        "verdict": "not comparable",
        "by_basis": {},
        "why": length.why or "",
        "source": length.source,
    }
    if not length.comparable:
        return row
    if isinstance(way, str):
        return {**row, "verdict": "no path", "why": length.why or way}
    ratio = way.length_km / length.length_km
    declared = way.sums("origin").get("declared", 0.0) / way.length_km
    return {
        **row,
        "computed_km": way.length_km,
        "ratio": ratio,
        "declared_share": declared,
        "verdict": _verdict(ratio, declared),
        "by_basis": way.sums("length_basis"),
    }


def _way(atlas: AtlasData, length: PublishedLength) -> Stretches:
    stops = [atlas.places.place(place) for place in (length.start, *length.via, length.end)]
    router = atlas.networks.router(length.mode.network)
    return trace.travelled(router, stops, atlas.places, atlas.wayside).way


def _verdict(ratio: float, declared: float) -> str:
    if declared > DECLARED_SHARE:
        return "declared"
    return "agrees" if abs(ratio - 1.0) <= WITHIN else "differs"


def summary(table: pd.DataFrame, *, mode: str | None = None) -> dict[str, float]:
    """Return count, median, 90th percentile and worst of ``|ratio - 1|``, and the mean signed one.

    Only lengths that are comparable, were routed, and are not declared by more than 5%.
    """
    return _error(_counted(table, mode=mode)["ratio"])


def by_mode(table: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Return `summary` for each mode that has lengths to count."""
    found = {mode: summary(table, mode=mode) for mode in ("rail", "road", "sea")}
    return {mode: error for mode, error in found.items() if error["count"]}


def by_basis(table: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Return the error of lengths by what they rest on, each counted with its largest basis.

    ``terrain`` holds every length that rests on it by a tenth or more. It also has ``band``: the
    half-width that holds 90% of the other roads' errors, the mean over roads left out one at a
    time, and ``held``, the share of lengths that such a band of the others holds.
    """
    counted = _counted(table)
    main = counted["by_basis"].map(lambda km: max(km, key=km.get))
    found = {str(basis): _error(rows["ratio"]) for basis, rows in counted.groupby(main)}
    led = counted[counted["by_basis"].map(_terrain_share) >= _TENTH]
    if not led.empty:
        found["terrain"] = {**_error(led["ratio"]), **_left_out(led)}
    return dict(sorted(found.items()))


def _terrain_share(km: Mapping[str, float]) -> float:
    return km.get("terrain", 0.0) / sum(km.values())


def _left_out(table: pd.DataFrame) -> dict[str, float]:
    """Return the band that the other roads' errors give for each road, and how many it holds."""
    off = (table["ratio"] - 1.0).abs()
    band = {line: off[table["line"] != line].quantile(_BAND) for line in table["line"].unique()}
    limits = table["line"].map(band)
    if limits.isna().any():
        return {}
    return {
        "roads": len(band),
        "band": sum(band.values()) / len(band),
        "held": float((off <= limits).mean()),
    }


def _counted(table: pd.DataFrame, *, mode: str | None = None) -> pd.DataFrame:
    counted = table[table["verdict"].isin(["agrees", "differs"])]
    return counted if mode is None else counted[counted["mode"] == mode]


def _error(ratio: pd.Series) -> dict[str, float]:
    off = (ratio - 1.0).abs()
    if off.empty:
        return {"count": 0}
    return {
        "count": int(off.size),
        "median": float(off.median()),
        "p90": float(off.quantile(_BAND)),
        "worst": float(off.max()),
        "bias": float((ratio - 1.0).mean()),
    }


def by_shape() -> dict[str, dict[str, Any]]:
    """Return how far lines of each shape lie off the real ones, as `seeds/rules/accuracy.toml`.

    Measured once against tracks and points that took no part in the drawing; ``off_km`` is the
    median and ``p90_km`` the 90th percentile.
    """
    entries = read_toml(seed("rules", "accuracy.toml"))["accuracy"]
    return {entry.pop("shape"): entry for entry in entries}
