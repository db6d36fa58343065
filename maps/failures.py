"""What the loss of each part of a main route costs, as layers of the map and for any Folium map."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import folium
import geopandas as gpd
import numpy as np
import shapely

from geodata.places.languages import tongues
from maps import style
from maps.marks import escaped, lines_of, polyline, told_by
from maps.scene.overlay import Overlay
from maps.words.language import Language, translations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corridors.graph.graph import Graph
    from corridors.scenarios.sweeps.failures import Failure
    from corridors.tracing.traced_data import TracedData

COLUMNS = ("kind", "corridor", "more_h", "more_km", "more_usd", "instead")
"""What is told of an element beside its name."""
_LARGEST = 22.0
_LEAST = 4.0
_WEIGHT = 6.0
_DASHED = {"dash_array": "3 5"}


def failure_layers(
    found: Sequence[Failure], graph: Graph, traced: TracedData, *, lang: str = "en"
) -> list[Overlay]:
    """Return the legs of main routes, and these with crossings, yards, ports and passages as discs.

    A disc is as large as the hours that a shipment takes longer when the part fails; a cross stands
    where no way is left. Of several corridors an element keeps the row that is worst.

    Parameters
    ----------
    found
        As `corridors.scenarios.sweeps.failures.failures` returns it.
    graph
        On which they were found: it knows where borders and breaks of gauge lie.
    traced
        Has the lines of the legs.
    lang
        Of the names of places.
    """
    words = translations("layers")
    legs, parts = failure_frames(found, graph, traced, lang=lang)
    columns = {name: words[name] for name in COLUMNS}
    kinds = (words["fail_detour"], words["fail_none"])
    discs = (words["fail_hours"], words["fail_none"])
    return [
        Overlay(
            words["fail_legs"],
            legs,
            "bands",
            value="lost",
            label="name",
            columns=columns,
            classes=kinds,
            shown=True,
        ),
        Overlay(
            words["fail_parts"],
            parts,
            "hubs",
            value="more_h",
            label="name",
            columns=columns,
            classes=discs,
            unit=words["unit_more_h"],
            shown=True,
            note={key: _note(parts, Language(key)) for key in tongues()},
        ),
    ]


def _note(parts: gpd.GeoDataFrame, language: Language) -> str:
    most = max([0.0, *parts["more_h"].dropna()])
    return language.words_of("layers")["fail_note"].format(
        *map(language.number, (len(parts), int(parts["lost"].sum()), most))
    )


def failure_frames(
    found: Sequence[Failure], graph: Graph, traced: TracedData, *, lang: str = "en"
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return legs as lines, and all elements as points, with what their loss costs.

    The point of a leg is the middle of its line.

    Returns
    -------
    GeoDataFrame
        ``name, lost`` (1 where no way is left) and `COLUMNS`; numbers are not a number where no
        way is left; EPSG:4326.
    """
    worst: dict[str, Failure] = {}
    for failure in sorted(found, key=_badness):
        worst[failure.element.id] = failure
    lines = traced.legs.set_index("leg").geometry
    legs = [row for row in worst.values() if row.element.kind == "leg"]
    points = [
        lines[key].interpolate(0.5, normalized=True)
        if key in lines.index
        else shapely.Point(graph.point(key))
        for key in worst
    ]
    return (
        _frame(legs, [lines[row.element.id] for row in legs], traced, lang),
        _frame([*worst.values()], points, traced, lang),
    )


def _badness(failure: Failure) -> tuple[bool, float, str]:
    return failure.instead is None, failure.detour("hours") or 0.0, failure.corridor


def _frame(
    rows: Sequence[Failure], shapes: Sequence[shapely.Geometry], traced: TracedData, lang: str
) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        [_row(row, traced, lang) for row in rows],
        columns=["name", "lost", *COLUMNS],
        geometry=list(shapes),
        crs="EPSG:4326",
    )


def _row(failure: Failure, traced: TracedData, lang: str) -> dict[str, object]:
    language, instead = Language(lang), failure.instead
    words = language.words_of("layers")
    detours = {key: failure.detour(column) for key, column in _DETOURS.items()}
    return {
        "name": _name(failure, traced, language),
        "lost": int(instead is None),
        "kind": words[f"fail_{failure.element.kind}"],
        "corridor": language.pick(traced.atlas.catalogue.corridor(failure.corridor).name),
        **{key: np.nan if value is None else round(value) for key, value in detours.items()},
        "instead": words["fail_none"]
        if instead is None
        else ", ".join(language.country_name(code) for code in instead["countries"]),
    }


_DETOURS = {"more_h": "hours", "more_km": "km", "more_usd": "usd"}


def _name(failure: Failure, traced: TracedData, language: Language) -> str:
    key, atlas = failure.element.id, traced.atlas
    if failure.element.kind == "leg":
        leg = traced.by_ref[key].leg
        ends = (atlas.hub_places.get(end) for end in (leg.start, leg.end))
        return " \u2013 ".join(end.name(language.tag) if end else "" for end in ends)
    passages = atlas.catalogue.gates.passages
    if key in passages:
        return language.pick(dict(passages[key].names))
    known = atlas.hub_places.get(key)
    return known.name(language.tag) if known else key.partition("@")[0]


def failure_group(
    found: Sequence[Failure], graph: Graph, traced: TracedData, *, lang: str = "en"
) -> folium.FeatureGroup:
    """Return what the loss of each part of main routes costs as a group for any Folium map.

    See `failure_layers`: discs by hours, dashed and hollow where no way is left.

    Raises
    ------
    InputError
        The language is unknown.
    """
    words = Language(lang).words_of("layers")
    legs, parts = failure_frames(found, graph, traced, lang=lang)
    group = folium.FeatureGroup(name=escaped(words["fail_parts"]))
    for row in legs.to_dict("records"):
        pen = {"color": _colour(row), "weight": _WEIGHT, **(_DASHED if row["lost"] else {})}
        for line in lines_of(row["geometry"]):
            told_by(polyline(line, **pen), _told(row, words)).add_to(group)
    most = max([1.0, *parts["more_h"].dropna()])
    for row in parts.sort_values("more_h", ascending=False).to_dict("records"):
        hours = 0.0 if row["lost"] else float(row["more_h"])
        disc = folium.CircleMarker(
            (row["geometry"].y, row["geometry"].x),
            radius=round(max(_LEAST, _LARGEST * math.sqrt(max(0.0, hours) / most)), 1),
            color=_colour(row),
            fill=not row["lost"],
            **(_DASHED if row["lost"] else {}),
        )
        told_by(disc, _told(row, words)).add_to(group)
    return group


def _colour(row: Mapping[str, object]) -> str:
    return style.OVERLAYS["light"]["least" if row["lost"] else "load"]


def _told(row: Mapping[str, object], words: Mapping[str, str]) -> dict[str, str]:
    shown = {words[name]: row[name] for name in COLUMNS[1:]}
    figures = {
        key: f"{value:,.0f}" if isinstance(value, float) else str(value)
        for key, value in shown.items()
        if not (isinstance(value, float) and np.isnan(value))
    }
    return {str(row["name"]): str(row["kind"]), **figures}
