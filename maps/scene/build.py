"""Frames plus style become the scene: records that are drawn.

Nothing here is HTML: the page puts every text of the scene into the document as text. Layers
beside the corridors (coverage, catchments, sites) come as `Overlay`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from corridors.definitions.vocabulary import LegRef
from geodata.errors import InputError, Problem, suggest
from maps import style
from maps.scene import encode, overlay
from maps.scene.bounds import bounds_of, core_box, leg_box
from maps.scene.cells import number, search_names, share_records, words
from maps.scene.hubs import hub_records, tiers_of
from maps.scene.model import Corridor, Event, Scene
from maps.scene.rows.found import Found
from maps.scene.rows.ledgers import Ledgers
from maps.scene.rows.legs import LegRows
from maps.scene.rows.loads import load_rows
from maps.scene.rows.routes import event_text, route_records, strips
from maps.scene.rows.seam import NO_SEAM, seam_of, turned, turned_shape
from maps.scene.rows.sources import Sources
from maps.scene.rows.users import corridors_by_leg
from maps.words.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd
    import shapely

    from corridors.definitions import model as definitions
    from corridors.traced import Traced
    from maps.scene.cells import Row
    from maps.scene.json_types import Box, EventKind
    from maps.scene.model import Hub, Leg
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
    language, rows = Language(lang), _in_order(traced)
    corridor_at = {id_: index for index, id_ in enumerate(rows)}
    source_at = Sources(traced)
    loads = load_rows(traced, language, source_at)
    drawn = LegRows(traced.legs)
    routes = route_records(traced.routes, language, corridor_at, drawn.at)
    legs = drawn.records(language, _users(traced, corridor_at), source_at, loads)
    layers, extra = overlay.layer_records(overlays, language, drawn.at)
    seam = _seam(drawn.shape, hubs)
    shape = turned_shape(drawn.shape, seam)
    boxes = [leg_box(shape, leg) for leg in legs]
    events = _events(traced.events, language, drawn.at, legs, boxes)
    places = [] if hubs is None else hub_records(hubs, language, source_at, tiers_of(traced))
    hub_at = {row.id: index for index, row in enumerate(places)}
    along = strips(traced, language, drawn.at, hub_at, source_at)
    found = Found(traced, language, leg_at=drawn.at, hub_at=hub_at, source_at=source_at)
    corridors = _corridors(traced, language, rows, found)
    return Scene(
        corridors=corridors,
        findings=found.of("").findings,
        legs=legs,
        routes=routes,
        events=events,
        hubs=places,
        sources=source_at.rows,
        countries=_country_names(legs, places, language),
        strips=along,
        layers=layers,
        shapes=encode.pack(shape),
        bounds=bounds_of(shape, places, seam),
        core=core_box(shape, legs),
        extra=extra,
        leg_boxes=boxes,
        seam=seam,
    )


def _seam(shape: encode.Topology, hubs: gpd.GeoDataFrame | None) -> float:
    """Return where the map is cut: by its lines, or by its hubs where it has none."""
    if shape.arcs:
        return seam_of(np.concatenate(shape.arcs)[:, 0].astype(np.float64) * shape.grid)
    return NO_SEAM if hubs is None else seam_of(hubs.geometry.x.to_numpy())


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


def _in_order(traced: Traced) -> dict[str, Row]:
    """Return the rows of corridors by id, ordered by family."""
    rows = {words(row["corridor"]): row for row in share_records(traced.corridors)}
    return dict(sorted(rows.items(), key=lambda item: _family(item[1])))


def _family(row: Row) -> int:
    known = [item.id for item in style.FAMILIES]
    family = words(row["family"])
    return known.index(family) if family in known else len(known)


def _corridors(
    traced: Traced, language: Language, rows: Mapping[str, Row], found: Found
) -> list[Corridor]:
    ledgers = Ledgers(traced, language)
    ranks = {id_: rank for rank, id_ in enumerate(_by_sources(traced))}
    records = traced.atlas.catalogue.corridors
    return [
        Corridor(
            id=id_,
            family=_family(row),
            name=language.pick(row.get("name"), id_),
            short=language.pick(dict(records[id_].short)),
            about=language.pick(row.get("summary")),
            names=search_names(row.get("name"), dict(records[id_].short), _aliases(records[id_])),
            rank=ranks[id_],
            found=found.of(id_),
            ledger=ledgers.of(id_),
        )
        for id_, row in rows.items()
    ]


def _users(traced: Traced, corridor_at: Mapping[str, int]) -> dict[str, list[int]]:
    """Return the numbers of the corridors of each leg, of those drawn, its own first."""
    found = {}
    for key, (own, *others) in corridors_by_leg(traced).items():
        rest = sorted(corridor_at[user] for user in others if user in corridor_at)
        found[key] = [corridor_at[own], *rest] if own in corridor_at else rest
    return found


def _aliases(record: definitions.Corridor) -> list[str]:
    return [name for names in record.aliases.values() for name in names]


def _by_sources(traced: Traced) -> list[str]:
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
        next((id_ for id_ in order if family[id_] == item.id), "")
        for item in style.FAMILIES[:_FAMILIES]
    ]
    return [*filter(lambda id_: id_ in leads, order), *(id_ for id_ in order if id_ not in leads)]


def _events(
    frame: gpd.GeoDataFrame | None,
    language: Language,
    leg_at: Mapping[str, int],
    legs: Sequence[Leg],
    boxes: Sequence[Box | None],
) -> list[Event]:
    if frame is None:
        return []
    found = []
    for row, point in zip(share_records(frame), frame.geometry, strict=True):
        ref = LegRef.read(words(row["leg"]), corridor=words(row["corridor"]))
        index = leg_at.get(ref.key)
        if index is None or row["kind"] not in style.EVENT_KINDS:
            continue
        if not _holds(boxes[index], point):
            # Where legs of a route meet, the event stands with the route's first leg.
            place = words(row.get("place"))
            index = next((i for i, leg in enumerate(legs) if place in leg.places), index)
        found.append(_event(row, point, index, language))
    return found


def _event(row: Row, point: shapely.Point, leg: int, language: Language) -> Event:
    return Event(
        leg=leg,
        kind=cast("EventKind", row["kind"]),
        km=number(row.get("at_km")),
        place=words(row.get("place")),
        detail=event_text(words(row["kind"]), words(row.get("detail")), language),
        is_sure=words(row.get("basis")) != "inferred",
        at=(round(point.x, 5), round(point.y, 5)),
    )


_BESIDE_DEG = 0.2


def _holds(box: Box | None, point: shapely.Point) -> bool:
    return box is not None and (
        box[0] - _BESIDE_DEG <= turned(point.x, box[0] - _BESIDE_DEG) <= box[2] + _BESIDE_DEG
        and box[1] - _BESIDE_DEG <= point.y <= box[3] + _BESIDE_DEG
    )


def _country_names(legs: Iterable[Leg], hubs: Iterable[Hub], language: Language) -> dict[str, str]:
    codes = {code for leg in legs for code in leg.by_country} | {hub.country for hub in hubs}
    return {code: language.country_name(code) for code in sorted(codes - {""})}
