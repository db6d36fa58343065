"""Computed lengths held against published ones, each between its own ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corridors.tracing import trace
from corridors.tracing.tracer import trace_corridors
from geodata.errors import AtlasError

if TYPE_CHECKING:
    from collections.abc import Iterator

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
        the path declared), ``not comparable`` or ``no path``; km.
    """
    import pandas as pd

    stated = sorted(id_ for kind, id_ in atlas.catalogue.files if kind == "length")
    rows = [_row(atlas, atlas.catalogue.published[id_]) for id_ in stated]
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(atlas: AtlasData, length: PublishedLength) -> dict[str, Any]:
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
        "why": length.why or "",
        "source": length.source,
    }
    if not length.comparable:
        return row
    try:
        way = _way(atlas, length)
    except AtlasError as error:
        return {**row, "verdict": "no path", "why": length.why or str(error).splitlines()[0]}
    ratio = way.length_km / length.length_km
    declared = way.sums("origin").get("declared", 0.0) / way.length_km
    return {
        **row,
        "computed_km": way.length_km,
        "ratio": ratio,
        "declared_share": declared,
        "verdict": _verdict(ratio, declared),
    }


def _way(atlas: AtlasData, length: PublishedLength) -> Stretches:
    stops = [atlas.places[place] for place in (length.start, *length.via, length.end)]
    router = atlas.networks.router(
        {"ferry": "sea", "waterway": "sea"}.get(length.mode, length.mode)
    )
    return trace.travelled(router, stops, atlas.places, atlas.wayside)[0]


def _verdict(ratio: float, declared: float) -> str:
    if declared > DECLARED_SHARE:
        return "declared"
    return "agrees" if abs(ratio - 1.0) <= WITHIN else "differs"


def summary(table: pd.DataFrame, *, mode: str | None = None) -> dict[str, float]:
    """Return count, median, 90th percentile and worst of ``|ratio - 1|``.

    Only lengths that are comparable, were routed, and are not declared by more than 5%.
    """
    counted = table[table["verdict"].isin(["agrees", "differs"])]
    if mode is not None:
        counted = counted[counted["mode"] == mode]
    off = (counted["ratio"] - 1.0).abs()
    if off.empty:
        return {"count": 0}
    return {
        "count": int(off.size),
        "median": float(off.median()),
        "p90": float(off.quantile(0.9)),
        "worst": float(off.max()),
    }


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
    yield "| mode | lengths | median \\|ratio − 1\\| | 90th percentile | worst |"
    yield "|---|---|---|---|---|"
    for mode in ("rail", "road", "sea", None):
        found = summary(table, mode=mode)
        if found["count"]:
            numbers = " | ".join(f"{100 * found[key]:.1f}%" for key in ("median", "p90", "worst"))
            yield f"| {mode or 'all'} | {found['count']:.0f} | {numbers} |"


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
