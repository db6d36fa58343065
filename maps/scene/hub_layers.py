"""Answers as layers of the map: coverage, gaps, catchments, proposed sites, the match with OSM."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridors.tracing.mixed import WATER
from geodata.places.languages import tongues
from maps.scene.overlay import Overlay
from maps.words.language import Language, translations

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd

    from corridors.hubs.coverage import Coverage
    from corridors.hubs.measure import Within
    from corridors.siting.result import Siting

TOLD = {"covered": 0, "gap": 1, "no_data": 2}
"""What is known of a stretch, and the class of bands that it is drawn as."""


def coverage_layers(coverage: Coverage) -> list[Overlay]:
    """Return the bands of a coverage on land with its share, and the gaps that are claimed.

    Beyond reach of every listed hub is a gap only where the country's list of hubs is declared
    complete, else no data; the sea is neither.
    """
    words = translations("layers")
    bands, gaps = coverage.bands, coverage.gaps
    on_land = bands[bands["told"].isin(list(TOLD))]
    claimed = gaps[gaps["claimed"]]
    told = Overlay(
        words["coverage"],
        on_land.assign(told=on_land["told"].map(TOLD)),
        "bands",
        value="told",
        leg="leg",
        shown=True,
        columns={"country": words["country"], "km": words["km"]},
        classes=(words["covered"], words["gap"], words["no_data"]),
        note=_said(lambda language: _share(coverage, language)),
    )
    of_gaps = Overlay(
        words["gaps"],
        claimed,
        "gaps",
        value="km",
        label="corridor",
        unit=words["km"],
        shown=True,
        columns={name: words[name] for name in ("from_km", "to_km", "country")},
        note="" if len(claimed) else words["gaps_none"],
    )
    return [told, of_gaps]


def _said(write: Callable[[Language], str]) -> Mapping[str, str]:
    return {lang: write(Language(lang)) for lang in tongues()}


def _share(coverage: Coverage, language: Language) -> str:
    """Return which share of the km on land is near a hub; at least that, where lists have holes."""
    km = coverage.land
    total, words = sum(km.values()), language.words_of("layers")
    if not total:
        return ""
    return words["coverage_share"].format(
        language.percent(km["covered"] / total),
        language.number(total),
        _limit(coverage.rule.within, language),
        language.number(len(coverage.hubs)),
        language.percent(km["no_data"] / total),
    )


def _limit(within: Within, language: Language) -> str:
    text = language.words_of("layers")[f"within_{within.unit}"]
    return text.format(language.decimal(within.value))


def siting_layers(siting: Siting) -> list[Overlay]:
    """Return the proposed sites, numbered, with what each adds and serves."""
    words = translations("layers")
    unit = words[f"unit_{siting.demand.unit}"]
    table = siting.sites
    sites = table.assign(
        name=[f"{number}. {name}" for number, name in enumerate(table["name"], start=1)]
    )
    served = bool(sites["serves"].notna().all())
    columns = {name: words[name] for name in ("country", "adds", *(["serves"] * served))}
    return [
        Overlay(
            words["sites"],
            sites,
            "sites",
            value="serves" if served else "adds",
            label="name",
            unit=unit,
            columns=columns,
            shown=True,
            note=_said(lambda language: siting_title(siting, language)),
        )
    ]


def siting_title(siting: Siting, language: Language) -> str:
    """Return what a choice of sites does, as a title: how many, within what, of whom."""
    words = language.words_of("layers")
    if not siting.within.is_finite or siting.objective != "coverage":
        return words["sites_counted"].format(language.number(len(siting.sites)))
    return words["sites_title"].format(
        language.number(len(siting.sites)),
        _limit(siting.within, language),
        _amount(siting.value, siting.demand.unit, language),
        language.percent(siting.value / siting.total),
    )


_MILLION = 1e6


def _amount(value: float, unit: str, language: Language) -> str:
    words = language.words_of("layers")
    if value < _MILLION:
        return f"{language.number(value)} {words[f'unit_{unit}']}"
    millions = language.decimal(value / _MILLION, pattern="#,##0.#")
    return words[f"millions_{unit}"].format(millions)


def catchment_layer(areas: gpd.GeoDataFrame, *, label: str) -> Overlay:
    """Return catchment polygons as a layer, each named by a column."""
    words = translations("layers")
    return Overlay(words["catchments"], areas, "areas", label=label, shown=True)


def match_layer(table: gpd.GeoDataFrame) -> Overlay:
    """Return the match of legs on land with OpenStreetMap, and the share of the km of each class.

    A leg is drawn as the worst that it holds: straight pieces, else what was repaired or declared,
    else mapped throughout; the shares are of km.
    """
    words = translations("layers")
    table = table[~table["mode"].isin(list(WATER))]
    made_up = table["repaired_km"] + table["declared_km"]
    worst = np.select([table["straight_km"] > 0.0, made_up > 0.0], [2, 1], default=0)
    names = ("mapped_km", "repaired_km", "declared_km", "straight_km", "gauge_tagged_km")
    parts = (table["mapped_km"], made_up, table["straight_km"])
    km = (*(float(column.sum()) for column in parts), float(table["length_km"].sum()))
    return Overlay(
        words["match"],
        table.assign(worst=worst),
        "bands",
        value="worst",
        label="leg",
        leg="leg",
        columns={name: words[name] for name in names},
        classes=(words["whole"], words["partly"], words["straight"]),
        shown=True,
        note=_said(lambda language: _match_share(km, language)),
    )


def _match_share(km: tuple[float, ...], language: Language) -> str:
    *parts, total = km
    if not total:
        return ""
    shares = (language.percent(one / total) for one in parts)
    return language.words_of("layers")["match_share"].format(*shares, language.number(total))
