"""Frames plus style become the scene: plain values that the page draws.

Nothing here is HTML: the page puts every text of the scene into the document as text. Layers
beside the corridors (coverage, catchments, sites) come as `Overlay`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from geodata.errors import InputError, Problem, suggest
from maps import style
from maps.scene import encode, overlay
from maps.scene.bounds import bounds_of, core_box, leg_box
from maps.scene.cells import number, search_names, share_records, words
from maps.scene.hubs import add_tiers, hub_rows
from maps.scene.model import Scene
from maps.scene.rows.found import Found
from maps.scene.rows.ledgers import Ledgers
from maps.scene.rows.legs import leg_rows
from maps.scene.rows.loads import load_rows
from maps.scene.rows.routes import add_users, event_text, route_rows, strips
from maps.scene.sources import Sources
from maps.words.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd
    import shapely

    from corridors.traced import Traced
    from maps.scene.json_types import CorridorJson, EventJson, EventKind, HubJson, LegJson
    from maps.scene.overlay import Overlay


_FAMILIES = 4
"""The families whose first corridor a map names before all others."""


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
    corridors = _corridors(traced, lang)
    corridor_at = {row["id"]: index for index, row in enumerate(corridors)}
    source_at = Sources(traced)
    loads = load_rows(traced, lang, source_at)
    legs, leg_at, shape = leg_rows(traced.legs, lang, corridor_at, source_at, loads)
    routes = route_rows(traced.routes, lang, corridor_at, leg_at)
    add_users(legs, routes)
    rows, extra = overlay.table(overlays, lang, leg_at)
    events = _events(traced.events, lang, leg_at, legs, shape)
    places = [] if hubs is None else hub_rows(hubs, lang, source_at)
    add_tiers(places, legs, routes)
    hub_at = {row["id"]: index for index, row in enumerate(places)}
    along = strips(traced, lang, leg_at, hub_at, source_at)
    found = Found(traced, lang, leg_at=leg_at, hub_at=hub_at, source_at=source_at)
    ledgers = Ledgers(traced, lang)
    table = {
        "corridors": [
            {**row, **found.of(row["id"]), "ledger": ledgers.of(row["id"])} for row in corridors
        ],
        "findings": found.of("")["findings"],
        "legs": legs,
        "routes": routes,
        "events": events,
        "hubs": places,
        "sources": source_at.rows,
        "countries": _country_names(legs, places, lang),
        "strips": along,
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
        Problem(table, name, f"{value!r} is not known", suggest(str(value), allowed))
        for table, frame, name, allowed in columns
        if frame is not None and name in frame
        for value in dict.fromkeys(frame[name])
        if value not in allowed
    ]
    if problems:
        raise InputError(problems)


def _corridors(traced: Traced, lang: str) -> list[CorridorJson]:
    known = [item.id for item in style.FAMILIES]
    records = traced.atlas.catalogue.corridors
    ranks = {id_: rank for rank, id_ in enumerate(_by_sources(traced, known))}
    rows: list[CorridorJson] = []
    for row in share_records(traced.corridors):
        record = records[words(row["corridor"])]
        family = words(row["family"])
        aliases = [name for names in record.aliases.values() for name in names]
        rows.append(
            {
                "id": record.id,
                "f": known.index(family) if family in known else len(known),
                "name": Language(lang).pick(row.get("name"), record.id),
                "short": Language(lang).pick(dict(record.short)),
                "about": Language(lang).pick(row.get("summary")),
                "names": search_names(row.get("name"), dict(record.short), aliases),
                "rank": ranks[record.id],
                "findings": [],
                "series": [],
                "least": None,
                "ledger": None,
            }
        )
    return sorted(rows, key=lambda row: row["f"])


def _by_sources(traced: Traced, families: Sequence[str]) -> list[str]:
    """Return the corridors drawn in the order in which a map names them.

    The one of each of the four named families that most sources speak of leads, then the others;
    what is written about most is what a reader looks for first.
    """
    cited = {
        id_: len({key for leg in traced.atlas.catalogue.corridors[id_].legs for key in leg.cited})
        for id_ in traced.ids
    }
    order = sorted(cited, key=lambda id_: (-cited[id_], id_))
    family = {id_: str(traced.atlas.catalogue.corridors[id_].family) for id_ in order}
    leads = [
        next((id_ for id_ in order if family[id_] == name), "") for name in families[:_FAMILIES]
    ]
    return [*filter(lambda id_: id_ in leads, order), *(id_ for id_ in order if id_ not in leads)]


def _events(
    frame: gpd.GeoDataFrame | None,
    lang: str,
    leg_at: Mapping[str, int],
    legs: Sequence[LegJson],
    shape: encode.Topology,
) -> list[EventJson]:
    if frame is None:
        return []
    boxes = [leg_box(shape, leg) for leg in legs]
    ends = [set(leg["places"]) for leg in legs]
    found: list[EventJson] = []
    for row, point in zip(share_records(frame), frame.geometry, strict=True):
        ref = words(row["leg"])
        index = leg_at.get(ref if ":" in ref else f"{row['corridor']}:{ref}")
        if index is None or row["kind"] not in style.EVENT_KINDS:
            continue
        if not _holds(boxes[index], point):
            # Where legs of a route meet, the event stands with the route's first leg.
            place = words(row.get("place"))
            index = next((i for i, names in enumerate(ends) if place in names), index)
        found.append(
            {
                "leg": index,
                "kind": cast("EventKind", row["kind"]),
                "km": number(row.get("at_km")),
                "place": words(row.get("place")),
                "detail": event_text(words(row["kind"]), words(row.get("detail")), lang),
                "sure": words(row.get("basis")) != "inferred",
                "at": (round(point.x, 5), round(point.y, 5)),
            }
        )
    return found


_BESIDE_DEG = 0.2


def _holds(box: tuple[float, float, float, float] | None, point: shapely.Point) -> bool:
    return box is not None and (
        box[0] - _BESIDE_DEG <= point.x <= box[2] + _BESIDE_DEG
        and box[1] - _BESIDE_DEG <= point.y <= box[3] + _BESIDE_DEG
    )


def _country_names(legs: Iterable[LegJson], hubs: Iterable[HubJson], lang: str) -> dict[str, str]:
    codes = {code for leg in legs for code in leg["by"]} | {hub["cc"] for hub in hubs}
    return {code: Language(lang).country_name(code) for code in sorted(codes - {""})}
