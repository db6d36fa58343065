"""``docs/validation.md``: published lengths beside computed ones, and how the lines are drawn."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from corridors.lengths.published import by_basis, by_mode, by_shape, summary
from corridors.tracing.tracer import trace_corridors

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from corridors.tracing.data import AtlasData
    from corridors.tracing.trace import TracedLeg
    from corridors.tracing.traced_data import TracedData

_MOST = 0.5


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
        if share > _MOST:
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
        if not math.isnan(row["ratio"])
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
