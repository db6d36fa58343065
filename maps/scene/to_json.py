"""The scene as the page's script reads it: the only place that writes its keys.

What they mean stands in `maps.scene.json_types`.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from maps.scene import model
    from maps.scene.json_types import (
        CorridorJson,
        EventJson,
        FeatureJson,
        HubJson,
        LegJson,
        OverlayJson,
        RouteJson,
        SourceJson,
        TablesJson,
    )
    from maps.scene.rows.json_types import GateJson, LeastJson, StripJson


def to_json(scene: model.Scene) -> TablesJson:
    """Return the tables of a scene by their names on the page."""
    return {
        "corridors": [_corridor(row) for row in scene.corridors],
        "findings": list(scene.findings),
        "legs": [_leg(row) for row in scene.legs],
        "routes": [_route(row) for row in scene.routes],
        "events": [_event(row) for row in scene.events],
        "hubs": [_hub(row) for row in scene.hubs],
        "sources": [cast("SourceJson", asdict(row)) for row in scene.sources],
        "countries": dict(scene.countries),
        "strips": [_strip(row) for row in scene.strips],
        "overlays": [_layer(row) for row in scene.layers],
    }


def _corridor(row: model.Corridor) -> CorridorJson:
    return {
        "id": row.id,
        "f": row.family,
        "name": row.name,
        "short": row.short,
        "about": row.about,
        "names": list(row.names),
        "rank": row.rank,
        "findings": list(row.found.findings),
        "series": list(row.found.series),
        "least": None if row.found.least is None else _least(row.found.least),
        "ledger": row.ledger,
    }


def _least(row: model.Least) -> LeastJson:
    return {
        "said": row.said,
        "year": row.year,
        "name": row.name,
        "src": row.source,
        "leg": row.leg,
        "hub": row.hub,
    }


def _leg(row: model.Leg) -> LegJson:
    return {
        "id": row.id,
        "name": row.name,
        "from": row.start,
        "to": row.end,
        "places": row.places,
        "mode": row.mode,
        "status": row.status,
        "since": row.since,
        "opened": row.opened,
        "heard": row.heard,
        "hist": list(row.history),
        "told": list(row.told),
        "km": row.km,
        "basis": row.basis,
        "pub": row.published_km,
        "ratio": row.ratio,
        "by": dict(row.by_country),
        "origin": dict(row.by_origin),
        "shape": dict(row.by_shape),
        "chord": row.chord_km,
        "access": list(row.access_km),
        "src": list(row.sources),
        "note": row.note,
        "facts": list(row.facts),
        "load": row.load,
        "c": row.corridor,
        "parts": list(row.parts),
        "users": list(row.users),
    }


def _route(row: model.Route) -> RouteJson:
    return {
        "c": row.corridor,
        "id": row.id,
        "name": row.name,
        "names": list(row.names),
        "legs": row.legs,
        "main": row.is_main,
        "km": row.km,
        "modes": dict(row.by_mode),
        "by": dict(row.by_country),
        "now": row.in_use_km,
        "later": row.ahead_km,
        "borders": row.borders,
        "breaks": row.breaks,
        "pub": row.published_km,
        "ratio": row.ratio,
    }


def _event(row: model.Event) -> EventJson:
    return {
        "leg": row.leg,
        "kind": row.kind,
        "km": row.km,
        "place": row.place,
        "detail": row.detail,
        "sure": row.is_sure,
        "at": row.at,
    }


def _hub(row: model.Hub) -> HubJson:
    return {
        "id": row.id,
        "kind": row.kind,
        "cc": row.country,
        "name": row.name,
        "names": list(row.names),
        "at": row.at,
        "code": row.code,
        "gauges": list(row.gauges_mm),
        "status": row.status,
        "src": list(row.sources),
        "facts": list(row.facts),
        "tier": row.tier,
    }


def _strip(row: model.Strip) -> StripJson:
    return {
        "runs": [(run.end_km, run.leg, run.country, list(run.gauges_mm)) for run in row.runs],
        "hubs": [(place.km, place.kind, place.name, *place.at) for place in row.places],
        "events": [
            (event.km, event.kind, event.detail, event.name, *event.at, event.is_sure)
            for event in row.events
        ],
        "gates": [_gate(gate) for gate in row.gates],
    }


def _gate(row: model.Gate) -> GateJson:
    return {
        "km": row.km,
        "name": row.name,
        "at": row.at,
        "changes": list(row.changes),
        "hub": row.hub,
        "state": row.state,
    }


def _layer(row: model.Layer) -> OverlayJson:
    return {
        "name": row.name,
        "kind": row.kind,
        "shown": row.shown,
        "unit": row.unit,
        "classes": list(row.classes),
        "note": row.note,
        "heads": list(row.heads),
        "features": [_feature(feature) for feature in row.features],
    }


def _feature(row: model.Feature) -> FeatureJson:
    found: FeatureJson = {"c": list(row.cells)}
    if row.at is not None:
        found["at"] = row.at
    if row.parts is not None:
        found["p"] = list(row.parts)
    if row.value is not None:
        found["v"] = row.value
    if row.label is not None:
        found["t"] = row.label
    if row.leg is not None:
        found["l"] = row.leg
    return found
