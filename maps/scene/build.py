"""Frames plus style become the scene: plain values that the page draws.

Nothing here is HTML: the page puts every text of the scene into the document as text. Layers
beside the corridors (coverage, catchments, sites) come as `Overlay`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.errors import InputError, Problem, did_you_mean
from maps import style
from maps.scene import encode, overlay
from maps.scene.bounds import bounds_of, core_box, leg_box
from maps.scene.cells import (
    fact_cells,
    history_cells,
    number,
    share_records,
    share_table,
    split,
    spoken_facts,
    words,
)
from maps.scene.model import Scene
from maps.scene.profile import of_route
from maps.words.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import geopandas as gpd
    import pandas as pd
    import shapely

    from corridors.traced import Traced
    from maps.scene.overlay import Overlay
    from maps.scene.profile import Profile

NAME_COLUMNS = ("name_en", "name_ru", "name_zh")
"""Columns of a places table that hold names."""


def scene(
    traced: Traced,
    *,
    hubs: gpd.GeoDataFrame | None,
    lang: str,
    overlays: Sequence[Overlay] = (),
) -> Scene:
    """Return the scene of traced corridors, hubs and overlays in a language.

    Raises
    ------
    InputError
        If a mode, status, kind of hub or corridor is not known, all of them at once.
    """
    _check_values(traced, hubs)
    corridors = _corridors(traced.corridors, lang)
    corridor_at = {row["id"]: index for index, row in enumerate(corridors)}
    sources = _sources(traced)
    source_at = {row["id"]: index for index, row in enumerate(sources)}
    legs, leg_at, shape = _legs(traced.legs, lang, corridor_at, source_at)
    routes = _routes(traced.routes, lang, corridor_at, leg_at)
    _share(legs, routes)
    strips = _strips(traced, lang, leg_at)
    rows, extra = overlay.table(overlays, lang, leg_at)
    events = _events(traced.events, lang, leg_at, legs, shape)
    places = [] if hubs is None else _hubs(hubs, lang, source_at)
    _tier(places, legs, routes)
    table = {
        "corridors": corridors,
        "legs": legs,
        "routes": routes,
        "events": events,
        "hubs": places,
        "sources": sources,
        "countries": _country_names(legs, places, lang),
        "strips": strips,
        "overlays": rows,
    }
    return Scene(
        table,
        encode.pack(shape),
        bounds_of(shape, places),
        core_box(shape, legs),
        extra,
        tuple(leg_box(shape, leg) for leg in legs),
    )


def _check_values(traced: Traced, hubs: gpd.GeoDataFrame | None) -> None:
    known = {
        "mode": [item.id for item in style.MODES],
        "status": ["", *(item.id for item in style.STATUSES)],
    }
    drawn = list(traced.corridors.get("corridor", []))
    columns = [("traced.legs", traced.legs, name, known[name]) for name in known]
    columns.append(("traced.routes", traced.routes, "corridor", drawn))
    columns.append(("hubs", hubs, "kind", [item.id for item in style.HUB_KINDS]))
    problems = [
        Problem(
            table,
            name,
            f"{value!r} is not known",
            did_you_mean(str(value), allowed) or f"use one of {', '.join(filter(None, allowed))}",
        )
        for table, frame, name, allowed in columns
        if frame is not None and name in frame
        for value in dict.fromkeys(frame[name])
        if value not in allowed
    ]
    if problems:
        raise InputError(problems)


def _corridors(frame: pd.DataFrame, lang: str) -> list[dict[str, Any]]:
    known = [item.id for item in style.FAMILIES]
    rows = [
        {
            "id": words(row["corridor"]),
            "f": known.index(row["family"]) if row["family"] in known else len(known),
            "name": Language(lang).pick(row.get("name"), words(row["corridor"])),
            "about": Language(lang).pick(row.get("summary")),
            "names": _search_names(row.get("name")),
        }
        for row in share_records(frame)
    ]
    return sorted(rows, key=lambda row: row["f"])


def _search_names(*values: object) -> list[str]:
    found: dict[str, None] = {}
    for value in values:
        items = value.values() if isinstance(value, dict) else split(value)
        found.update(dict.fromkeys(str(item) for item in items if item))
    return list(found)


def _sources(traced: Traced) -> list[dict[str, str]]:
    return [
        {key: words(row.get(key)) for key in ("id", "title", "publisher", "url", "accessed")}
        for row in share_records(traced.sources)
    ]


def _legs(
    frame: gpd.GeoDataFrame,
    lang: str,
    corridor_at: Mapping[str, int],
    source_at: Mapping[str, int],
) -> tuple[list[dict[str, Any]], dict[str, int], encode.Topology]:
    shape = encode.topology(frame.geometry.to_numpy())
    legs: list[dict[str, Any]] = []
    leg_at: dict[str, int] = {}
    columns = frame.drop(columns=frame.geometry.name)
    for row, parts in zip(share_records(columns), shape.lines, strict=True):
        ref = words(row["leg"])
        leg_at[ref if ":" in ref else f"{row['corridor']}:{ref}"] = len(legs)
        owner = corridor_at.get(row["corridor"])
        users = [] if owner is None else [owner]
        legs.append({**_leg(row, lang, source_at), "c": owner, "parts": parts, "users": users})
    return legs, leg_at, shape


def _leg(row: Mapping[str, Any], lang: str, source_at: Mapping[str, int]) -> dict[str, Any]:
    ends = [
        Language(lang).pick(
            row.get(f"names_{end}"), words(row.get(f"{end}_name")) or words(row.get(f"{end}_place"))
        )
        for end in ("from", "to")
    ]
    return {
        "id": words(row["leg"]),
        "name": _leg_name(row, ends, lang),
        "from": ends[0],
        "to": ends[1],
        "places": [words(row.get("from_place")), words(row.get("to_place"))],
        "mode": words(row["mode"]),
        "status": words(row["status"]),
        "since": ", ".join(_dates(row, lang)),
        "heard": _heard(row, lang),
        "hist": history_cells(row.get("history")),
        "km": number(row["length_km"]),
        "basis": words(row.get("length_basis")),
        "pub": number(row.get("published_km")),
        "ratio": number(row.get("ratio")),
        "by": share_table(row.get("by_country")),
        "origin": share_table(row.get("by_origin")),
        "shape": share_table(row.get("by_shape")),
        "chord": number(row.get("chord_km")),
        "access": [number(item) for item in np.atleast_1d(row.get("access_km", []))],
        "src": [source_at[item] for item in split(row.get("sources")) if item in source_at],
        "note": Language(lang).pick(row.get("note")),
        "facts": fact_cells(row.get("facts"), lang),
    }


def _dates(row: Mapping[str, Any], lang: str) -> Iterator[str]:
    """Yield when a leg opened, was in use, came back, or when its present state began."""
    said = Language(lang).words()
    keys = ["since", "in_use_by", "resumed"]
    if words(row["status"]) != "operating":
        keys.append("status_from")
    for key in keys:
        if date := words(row.get(key)):
            yield said[key].format(date)


def _heard(row: Mapping[str, Any], lang: str) -> str:
    """Return when a leg was last heard of, and that this is long ago where it is."""
    said = Language(lang).words()
    date = words(row.get("last_heard"))
    if not row.get("stale"):
        return date
    return said["heard_long_ago"].format(date) if date else said["heard_undated"]


def _leg_name(row: Mapping[str, Any], ends: list[str], lang: str) -> str:
    return Language(lang).pick(row["name"]) or " \u2013 ".join(ends)


def _routes(
    frame: pd.DataFrame, lang: str, corridor_at: Mapping[str, int], leg_at: Mapping[str, int]
) -> list[dict[str, Any]]:
    return [
        {
            "c": corridor_at[row["corridor"]],
            "id": words(row["route"]),
            "name": Language(lang).pick(row.get("name"), words(row["route"])),
            "names": _search_names(row.get("name")),
            "legs": _route_legs(row, leg_at),
            "main": bool(row.get("main", False)),
            "km": number(row.get("length_km")),
            "modes": share_table(row.get("by_mode")),
            "by": share_table(row.get("by_country")),
            "now": number(row.get("operating_km")),
            "later": number(row.get("planned_km")),
            "borders": number(row.get("borders")),
            "breaks": number(row.get("breaks_of_gauge")),
            "pub": number(row.get("published_km")),
            "ratio": number(row.get("ratio")),
        }
        for row in share_records(frame)
    ]


def _route_legs(row: Mapping[str, Any], leg_at: Mapping[str, int]) -> list[int]:
    """Return the legs of a route as numbers; ``~i`` is run backwards, unknown ones are left out."""
    found = []
    for ref in row["legs"]:
        name = ref.removeprefix("-")
        index = leg_at.get(name if ":" in name else f"{row['corridor']}:{name}")
        if index is not None:
            found.append(~index if ref.startswith("-") else index)
    return found


def _strips(traced: Traced, lang: str, leg_at: Mapping[str, int]) -> list[dict[str, Any] | None]:
    """Return what lies along each route, by km."""
    return [
        _strip(of_route(traced, row["corridor"], row["route"], tracked=False), lang, leg_at)
        for row in share_records(traced.routes)
    ]


def _strip(profile: Profile, lang: str, leg_at: Mapping[str, int]) -> dict[str, Any]:
    return {
        "runs": [
            [number(run.end_km), leg_at[run.leg], run.country, list(run.gauges_mm)]
            for run in profile.runs
        ],
        "hubs": [
            [
                number(stop.km),
                stop.kind,
                Language(lang).pick(stop.names),
                round(stop.lon, 4),
                round(stop.lat, 4),
            ]
            for stop in profile.hubs
        ],
        "events": [
            [
                number(stop.km),
                stop.kind,
                _detail(stop.kind, stop.detail, lang),
                Language(lang).pick(stop.names),
                round(stop.lon, 4),
                round(stop.lat, 4),
                stop.basis != "inferred",
            ]
            for stop in profile.events
        ],
    }


def _share(legs: list[dict[str, Any]], routes: Iterable[Mapping[str, Any]]) -> None:
    """Add to each leg the corridors whose routes run over it.

    A leg whose own corridor is not drawn belongs to the first that runs over it.
    """
    for route in routes:
        for signed in route["legs"]:
            users = legs[signed if signed >= 0 else ~signed]["users"]
            if route["c"] not in users:
                users.append(route["c"])
                users.sort()
    for leg in legs:
        if leg["c"] is None:
            leg["c"] = next(iter(leg["users"]), -1)


def _events(
    frame: gpd.GeoDataFrame | None,
    lang: str,
    leg_at: Mapping[str, int],
    legs: Sequence[Mapping[str, Any]],
    shape: encode.Topology,
) -> list[dict[str, Any]]:
    if frame is None:
        return []
    boxes = [leg_box(shape, leg) for leg in legs]
    ends = [set(leg["places"]) for leg in legs]
    found = []
    for row in share_records(frame):
        ref = words(row["leg"])
        index = leg_at.get(ref if ":" in ref else f"{row['corridor']}:{ref}")
        if index is None or row["kind"] not in style.EVENT_KINDS:
            continue
        point = row[frame.geometry.name]
        if not _holds(boxes[index], point):
            # Where legs of a route meet, the event stands with the route's first leg.
            place = words(row.get("place"))
            index = next((i for i, names in enumerate(ends) if place in names), index)
        found.append(
            {
                "leg": index,
                "kind": words(row["kind"]),
                "km": number(row.get("at_km")),
                "place": words(row.get("place")),
                "detail": _detail(words(row["kind"]), words(row.get("detail")), lang),
                "sure": words(row.get("basis")) != "inferred",
                "at": [round(point.x, 5), round(point.y, 5)],
            }
        )
    return found


_BESIDE_DEG = 0.2


def _holds(box: tuple[float, float, float, float] | None, point: shapely.Point) -> bool:
    return box is not None and (
        box[0] - _BESIDE_DEG <= point.x <= box[2] + _BESIDE_DEG
        and box[1] - _BESIDE_DEG <= point.y <= box[3] + _BESIDE_DEG
    )


def _detail(kind: str, detail: str, lang: str) -> str:
    """Return ``CN>KZ`` or ``rail>sea`` in words of the page's language."""
    parts = detail.split(">")
    if kind == "border":
        parts = [Language(lang).country_name(part) for part in parts]
    elif kind == "mode_change":
        table = Language(lang).words()
        parts = [table.get(part, part) for part in parts]
    return " \u2192 ".join(parts)


def _hubs(frame: gpd.GeoDataFrame, lang: str, source_at: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "id": words(row["id"]),
            "kind": words(row["kind"]),
            "cc": words(row.get("country")),
            "name": Language(lang).pick(
                {col[5:]: words(row.get(col)) for col in NAME_COLUMNS}, words(row["id"])
            ),
            "names": _search_names(
                *(words(row.get(col)) for col in NAME_COLUMNS), spoken_facts(row.get("aliases"))
            ),
            "at": [round(point.x, 5), round(point.y, 5)],
            "code": words(row.get("unlocode")),
            "gauges": [int(item) for item in split(row.get("gauges_mm"))],
            "status": words(row.get("status")),
            "src": [source_at[item] for item in split(row.get("sources")) if item in source_at],
            "facts": fact_cells(row.get("facts"), lang),
        }
        for row, point in zip(share_records(frame), frame.geometry, strict=True)
    ]


def _tier(
    hubs: list[dict[str, Any]], legs: list[dict[str, Any]], routes: list[dict[str, Any]]
) -> None:
    """Rank hubs for drawing: 0 ends of routes, 1 ends of legs, 2 the rest."""
    of_leg = {place for leg in legs for place in leg["places"]}
    of_route = set()
    for route in routes:
        if route["legs"]:
            first, last = route["legs"][0], route["legs"][-1]
            of_route.add(legs[first]["places"][0] if first >= 0 else legs[~first]["places"][1])
            of_route.add(legs[last]["places"][1] if last >= 0 else legs[~last]["places"][0])
    for hub in hubs:
        hub["tier"] = 0 if hub["id"] in of_route else 1 if hub["id"] in of_leg else 2


def _country_names(
    legs: Iterable[Mapping[str, Any]], hubs: Iterable[Mapping[str, Any]], lang: str
) -> dict[str, str]:
    codes = {code for leg in legs for code in leg["by"]} | {hub["cc"] for hub in hubs}
    return {code: Language(lang).country_name(code) for code in sorted(codes - {""})}
