"""A scenario on the map: the way before in grey, the way after in colour."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import folium

from corridors.graph.ledger import way_ledger
from corridors.ledger.verbs import atlas_book
from corridors.scenarios.definition import CAVEAT
from corridors.scenarios.lines import lines_of
from geodata.errors import InputError
from geodata.geodesy import split_at_antimeridian
from maps.figures.ledger_chart import ledger_chart
from maps.marks import escaped
from maps.page.draw import draw
from maps.style import QUIET
from maps.words.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridors.graph.way import Way
    from corridors.scenarios.outcome import Outcome, PairOutcome
    from corridors.traced import Traced
    from corridors.tracing.traced_data import TracedData
    from maps.figures.save import Sheet
    from maps.page.folium_map import AtlasMap

_AFTER = "#d1495b"
_DAY_H = 24.0


def scenario_map(outcome: Outcome, traced: Traced, *, lang: str = "en") -> AtlasMap:
    """Draw a scenario over the corridors that its ways use.

    Parameters
    ----------
    traced
        All corridors, on which the scenario was run.
    lang
        Of the furniture of the page.

    Returns
    -------
    AtlasMap
        A `folium.Map` with two layers, before and after; ``save`` it.
    """
    page = draw(traced, hubs=(), lang=lang, title=outcome.scenario.name, subtitle=CAVEAT)
    before = folium.FeatureGroup(name="before")
    after = folium.FeatureGroup(name="after")
    for pair in outcome.pairs:
        for group, found, colour, width in (
            (before, pair.baseline, QUIET, 9),
            (after, pair.scenario, _AFTER, 4),
        ):
            if found is not None:
                told = _told(pair)
                for line in _polylines(found.way, traced, told=told, colour=colour, width=width):
                    line.add_to(group)
    before.add_to(page)
    after.add_to(page)
    return page


def scenario_chart(outcome: Outcome, traced: Traced, *, lang: str = "en") -> Sheet:
    """Draw days and dollars over km of the first pair that a scenario changes, before and after.

    Where none changes, the first pair that has a way.

    Raises
    ------
    InputError
        No pair has a way.
    """
    words = Language(lang).words("planner")
    shown = next(filter(None, map(_ways, sorted(outcome.pairs, key=lambda p: p.is_same))), None)
    if shown is None:
        raise InputError(f"{outcome.scenario.name}: no pair has a way, so there is nothing to draw")
    book = atlas_book(traced.atlas)
    ledgers = [
        replace(way_ledger(way, book), name=words[f"plan_key_{side}"])
        for side, way in shown.items()
    ]
    return ledger_chart(ledgers, places=traced.atlas.places, lang=lang)


def _ways(pair: PairOutcome) -> dict[str, Way]:
    sides = {"before": pair.baseline, "after": pair.scenario}
    return {side: found.way for side, found in sides.items() if found is not None}


def _polylines(
    way: Way, traced: TracedData, *, told: str, colour: str, width: int
) -> Iterator[folium.PolyLine]:
    for line in lines_of(way, traced):
        for part in split_at_antimeridian(line):
            yield folium.PolyLine(  # type: ignore[no-untyped-call]
                [(lat, lon) for lon, lat in part.round(3).tolist()],
                color=colour,
                weight=width,
                opacity=0.75,
                tooltip=folium.Tooltip(escaped(told)),
            )


def _told(pair: PairOutcome) -> str:
    sides = {"before": pair.baseline, "after": pair.scenario}
    parts = [
        f"{name} no way"
        if found is None
        else f"{name} {found.way.length_km:,.0f} km, {found.totals['hours'].p50 / _DAY_H:,.1f} days"
        for name, found in sides.items()
    ]
    return f"{pair.start} - {pair.end}: {'; '.join(parts)}"
