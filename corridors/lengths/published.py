"""Computed lengths held against published ones, each between its own ends."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from corridors.tracing import trace
from corridors.tracing.tracer import trace_corridors
from geodata.errors import AtlasError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from corridors.definitions.model import PublishedLength
    from corridors.tracing.data import AtlasData
    from corridors.tracing.trace import TracedLeg
    from corridors.tracing.traced_data import TracedData
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
    router = atlas.networks.router(
        {"ferry": "sea", "waterway": "sea"}.get(length.mode, length.mode)
    )
    return trace.travelled(router, stops, atlas.places, atlas.wayside)[0]


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
    text = (files("seeds") / "rules" / "accuracy.toml").read_text("utf-8")
    return {entry.pop("shape"): entry for entry in tomllib.loads(text)["accuracy"]}


def unexplained(table: pd.DataFrame) -> list[str]:
    """Return the ids of lengths that differ by more than 5% without a word of why."""
    rows = table[(table["verdict"] == "differs") & (table["why"] == "")]
    return list(rows["id"])


def drawing(traced: TracedData) -> pd.DataFrame:
    """Return how the legs in use on land are drawn, by mode and country.

    Returns
    -------
    DataFrame
        ``mode, country, km, over_25, over_50``: km of track, and the shares of them that are drawn
        on straight pieces of more than 25 and 50 km.
    """
    import pandas as pd

    rows = [
        (str(leg.leg.mode), country, km, over_25, over_50)
        for leg in _in_use(traced)
        for country, km, over_25, over_50 in zip(
            leg.way.country,
            leg.way.km,
            leg.way.straight_km(longer_than_km=25.0),
            leg.way.straight_km(),
            strict=True,
        )
    ]
    table = pd.DataFrame(rows, columns=["mode", "country", "km", "over_25", "over_50"])
    sums = table.groupby(["mode", "country"], as_index=False).sum()
    return sums.assign(over_25=sums.over_25 / sums.km, over_50=sums.over_50 / sums.km)


def _in_use(traced: TracedData) -> list[TracedLeg]:
    """Return the legs in use by rail and road."""
    return [
        leg for leg in traced.by_ref.values() if leg.in_use and leg.leg.mode in ("rail", "road")
    ]


def markdown(atlas: AtlasData, table: pd.DataFrame) -> str:
    """Return ``docs/validation.md``: every published length, its verdict, and the summary."""
    drawn = _drawing_lines(trace_corridors(atlas))
    return "\n".join([*_heading(table), *_lines(atlas, table), *drawn, ""])


def _drawing_lines(traced: TracedData) -> Iterator[str]:
    yield from ("", "## How the lines are drawn", "")
    yield "Legs in use: the share of their km that is drawn on straight pieces of more than 25 and"
    yield "50 km. Lengths do not depend on it."
    yield from _shape_lines()
    yield from ("", "| mode | country | km | over 25 km | over 50 km |", "|---|---|---|---|---|")
    for row in drawing(traced).itertuples():
        shares = f"{row.over_25:.0%} | {row.over_50:.0%}"
        yield f"| {row.mode} | {row.country} | {row.km:,.0f} | {shares} |"
    yield from ("", "Legs with more than half of their km on straight pieces over 50 km:", "")
    for leg in _in_use(traced):
        share = leg.way.chord_km / leg.length_km if leg.length_km else 0.0
        if share > _HALF:
            yield f"- `{leg.ref}` ({leg.leg.mode}): {share:.0%} of {leg.length_km:,.0f} km"


def _heading(table: pd.DataFrame) -> Iterator[str]:
    yield "# Computed lengths against published ones"
    yield ""
    yield "Made by `corridors validate`; do not edit. Every comparable length is routed between its"
    yield "own ends, over the embedded networks, with no `via` beyond what the publication names."
    yield ""
    yield "| mode | lengths | median \\|ratio − 1\\| | 90th percentile | worst | bias |"
    yield "|---|---|---|---|---|---|"
    for mode, found in {**by_mode(table), "all": summary(table)}.items():
        if found["count"]:
            yield f"| {mode} | {_numbers(found)} |"
    yield from ("", "## What lengths rest on", "")
    yield "Each length counts with the basis of most of its km; `terrain` holds every length that"
    yield "rests on it by a tenth or more."
    yield from ("", "| basis | lengths | median | 90th percentile | worst | bias |")
    yield "|---|---|---|---|---|---|"
    bases = by_basis(table)
    for basis, found in bases.items():
        yield f"| {basis} | {_numbers(found)} |"
    if "band" in bases.get("terrain", {}):
        led = bases["terrain"]
        yield ""
        yield f"A length over the terrain holds within {led['band']:.0%}: so wide is the band that"
        yield f"holds nine in ten of the other roads when one of {led['roads']:.0f} is left out at"
        yield f"a time; it held {led['held']:.0%} of the lengths left out."


def _numbers(found: Mapping[str, float]) -> str:
    errors = " | ".join(f"{100 * found[key]:.1f}%" for key in ("median", "p90", "worst"))
    return f"{found['count']:.0f} | {errors} | {100 * found['bias']:+.1f}%"


def _shape_lines() -> Iterator[str]:
    yield from ("", "| shape | km off, median | 90th percentile | held against |")
    yield "|---|---|---|---|"
    for shape, found in by_shape().items():
        numbers = f"{found['off_km']:.1f} | {found['p90_km']:.1f}" if "off_km" in found else "– | –"
        yield f"| {shape} | {numbers} | {found['against']} |"


def _lines(atlas: AtlasData, table: pd.DataFrame) -> Iterator[str]:
    for verdict, title in _TITLES.items():
        rows = table[table["verdict"] == verdict]
        if rows.empty:
            continue
        yield from (
            "",
            f"## {title}",
            "",
            "| length | mode | published km | computed km | ratio | note |",
            "|---|---|---|---|---|---|",
        )
        for row in rows.to_dict("records"):
            yield _line(atlas, row)


def _line(atlas: AtlasData, row: dict[str, Any]) -> str:
    source = atlas.catalogue.sources.get(row["source"])
    named = f"[{_cell(source.title)}]({source.url})" if source else row["source"]
    ends = f"{_cell(atlas.places[row['from']].name())} – {_cell(atlas.places[row['to']].name())}"
    numbers = (
        [f"{row['computed_km']:,.0f}", f"{row['ratio']:.3f}"]
        if row["ratio"] == row["ratio"]
        else ["", ""]
    )
    note = f"{_cell(row['why'])} {named}".strip()
    published = f"{row['published_km']:,.0f}"
    return f"| {' | '.join([ends, row['mode'], published, *numbers, note])} |"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


_TITLES = {
    "agrees": "Within 5%",
    "differs": "Beyond 5%",
    "declared": "More than 5% of the path declared",
    "no path": "No path",
    "not comparable": "Not comparable",
}
