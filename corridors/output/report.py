"""Results as text: a corridor, a place, a route."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corridors.definitions import attributes
from corridors.output.named import Names, country_word, words
from corridors.statuses import STALE_MONTHS, known
from corridors.tracing.tracer import trace_corridors
from geodata.errors import PlaceError
from geodata.places.languages import pick_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corridors.lengths.followed import Followed
    from corridors.lengths.journey import Journey
    from corridors.lengths.turns import Turn
    from corridors.tracing.data import AtlasData
    from corridors.tracing.trace import TracedLeg
    from corridors.tracing.traced_data import TracedData
    from corridors.tracing.way import Event, Stretches


def described(atlas: AtlasData, id_: str, *, lang: str = "en") -> dict[str, Any]:
    """Return what is known of a corridor or a place, ready for JSON.

    Raises
    ------
    InputError
        Neither a corridor nor a place is meant.
    """
    corridor = atlas.catalogue.corridor_id(id_)
    if corridor in atlas.catalogue.corridors:
        return _corridor(trace_corridors(atlas, [corridor]), corridor, lang)
    try:
        place = atlas.places.find(id_)
    except PlaceError:
        trace_corridors(atlas, [id_])  # names the nearest corridors in its error
        raise
    return {
        "place": place.id,
        "kind": str(place.kind),
        "country": place.country,
        "name": dict(place.names),
        "lon": place.lon,
        "lat": place.lat,
        "unlocode": place.unlocode,
        "gauges_mm": list(place.gauges_mm),
        "status": str(place.status),
        "sources": list(place.sources),
        "checked": str(place.checked),
        "licence": place.licence,
        "facts": [
            fact.model_dump(mode="json", exclude={"place"})
            for fact in atlas.catalogue.facts.get(place.id, ())
        ],
        "attributes": attributes.of(atlas.catalogue.attributes, "place").get(place.id, []),
    }


def _corridor(traced: TracedData, corridor: str, lang: str) -> dict[str, Any]:
    record = traced.atlas.catalogue.corridor(corridor)
    return {
        "corridor": corridor,
        "family": str(record.family),
        "name": pick_name(record.name, lang),
        "short": pick_name(record.short, lang),
        "summary": pick_name(record.summary, lang),
        "routes": [_route(traced, corridor, route, lang) for route in traced.refs[corridor]],
        "legs": [_leg(traced.atlas, leg) for leg in traced.by_ref.values()],
    }


def _route(traced: TracedData, corridor: str, route: str, lang: str) -> dict[str, Any]:
    rows = traced.routes
    row = rows[(rows.corridor == corridor) & (rows.route == route)].iloc[0]
    events = traced.route_events(corridor, route)
    return {
        "route": route,
        "name": pick_name(row["name"], lang),
        "length_km": float(row.length_km),
        "by_mode": row.by_mode,
        "by_country": row.by_country,
        "legs": row.legs,
        "events": [
            {
                "kind": event.kind,
                "at_km": event.at_km,
                "change": event.detail,
                **_told(event),
                "where": _where(_told(event)),
            }
            for event in events
        ],
    }


def _leg(atlas: AtlasData, traced: TracedLeg) -> dict[str, Any]:
    leg = traced.leg
    return {
        "leg": traced.ref,
        "from": leg.start,
        "to": leg.end,
        "mode": str(leg.mode),
        "status": traced.status_value,
        **known(leg, atlas.catalogue.sources, atlas.date),
        "numbers": [number.value for number in leg.numbers],
        "length_km": traced.length_km,
        "published_km": traced.published_km,
        "ratio": traced.ratio,
        "by_origin": traced.way.sums("origin"),
        "by_shape": traced.way.sums("shape"),
        "facts": [fact.model_dump(mode="json") for fact in leg.facts],
        "attributes": attributes.of(atlas.catalogue.attributes, "leg").get(traced.ref, []),
        "sources": list(leg.sources),
        "note": leg.note or "",
    }


def text(answer: dict[str, Any], atlas: AtlasData, *, lang: str = "en") -> str:
    """Return a description as lines of text, with the atlas's names in place of ids."""
    if "corridor" in answer:
        return "\n".join(_corridor_lines(answer, Names(atlas, lang=lang)))
    return "\n".join(_place_lines(answer))


def _place_lines(answer: dict[str, Any]) -> Iterator[str]:
    kind = words(answer["kind"])
    yield f"{answer['name']['en']} ({answer['place']}), {kind}, {answer['country']}"
    yield " / ".join(answer["name"].values())
    yield f"{answer['lat']:.4f},{answer['lon']:.4f}  {answer['unlocode']}".rstrip()
    cited = ", ".join(answer["sources"])
    yield f"status {answer['status']}; sources {cited}; checked {answer['checked']}"
    for fact in answer["facts"]:
        yield f"  {_fact(fact)}"
    for told in answer["attributes"]:
        yield f"  {attribute_text(told)}"


def attribute_text(told: Mapping[str, Any]) -> str:
    """Return what is told of a hub or a leg, with its year and source."""
    beside = ", ".join(str(told[key]) for key in ("year", "note", "source") if told[key])
    return f"{words(told['attribute'])}: {told['value']} ({beside})"


def _corridor_lines(answer: dict[str, Any], names: Names) -> Iterator[str]:
    yield f"{answer['name']} ({answer['corridor']})"
    if answer["summary"]:
        yield answer["summary"]
    for route in answer["routes"]:
        yield ""
        modes = ", ".join(f"{mode} {km:,.0f}" for mode, km in route["by_mode"].items())
        yield f"{route['name']}: {route['length_km']:,.0f} km ({modes})"
        for event in route["events"]:
            where = _where(event, names)
            yield f"  {event['at_km']:6,.0f} km  {_change(event['kind'], event['change'])}, {where}"
    yield ""
    for leg in answer["legs"]:
        yield from _leg_lines(leg, names)


def _leg_lines(leg: dict[str, Any], names: Names) -> Iterator[str]:
    beside = f", published {leg['published_km']:,.0f}" if leg["published_km"] else ""
    numbered = f" ({', '.join(leg['numbers'])})" if leg["numbers"] else ""
    state = ", ".join(_state(leg))
    km = f"{leg['length_km']:,.1f} km{beside}"
    yield f"{names.leg(leg['leg'])}{numbered}: {leg['mode']}, {km}, {state}"
    for coming in leg["announced"]:
        yield f"    announced: {coming['value']} {coming['date']} ({coming['source']})"
    for fact in leg["facts"]:
        yield f"    {_fact(fact)}"
    for told in leg["attributes"]:
        yield f"    {attribute_text(told)}"


def _state(leg: dict[str, Any]) -> Iterator[str]:
    """Yield the state of a leg, since when, and when it was last heard of."""
    if not leg["status"]:
        yield "not yet"
        return
    yield (
        leg["status"]
        if leg["status"] == "operating"
        else f"{leg['status']} from {leg['status_from']}"
    )
    for key, said in (("since", "opened"), ("in_use_by", "in use by"), ("resumed", "again since")):
        if leg[key]:
            yield f"{said} {leg[key]}"
    ago = f" (over {STALE_MONTHS} months ago)" if leg["stale"] else ""
    yield f"last heard of {leg['last_heard']}{ago}" if leg["last_heard"] else "on no dated page"


def _fact(fact: dict[str, Any]) -> str:
    value = f"{fact['value']:,.6f}".rstrip("0").rstrip(".")
    return f"{fact['quantity']}: {value} {fact['unit']} ({fact['year']}, {fact['source']})"


_FELT_KM = 1.0
"""Straight pieces and ways to the network shorter than this are not told in the terminal."""
_CORRIDORS = 4
"""So many corridors along a way are told in the terminal; JSON has all."""


def journey_text(journey: Journey) -> str:
    """Return a route as lines of text."""
    return "\n".join(_journey_lines(journey))


def _journey_lines(journey: Journey) -> Iterator[str]:
    names = Names(journey.atlas)
    way = journey.way
    stops = " - ".join(map(names.place, journey.stops))
    by = "rail, road and sea" if journey.mode == "any" else journey.mode
    yield f"{stops} by {by}: {way.length_km:,.1f} km"
    yield from _taken_lines(journey)
    yield from _closed_lines(journey)
    followed = journey.followed()[:_CORRIDORS]
    for each in followed:
        yield _named(each, names).text(way.length_km, by=journey.by)
    if journey.mode != "any" and any(each.route and not each.follows for each in followed):
        yield f"this is by {journey.mode} alone; --mode any takes rail, road and sea"
    yield f"by country: {_sums(way, 'country')}"
    for event in journey.events:
        where = _where(_told(event), names)
        yield f"{event.at_km:8,.0f} km  {_change(event.kind, event.detail)}, {where}"
    yield from (each["text"] for each in journey.waits)
    if journey.ledger_found is not None:
        from corridors.ledger.report import summary, totals_of

        yield from summary(journey.ledger_found)
        told = totals_of(journey.ledger_found)
        yield f"{told['stops_with_own_rate']} of {told['stops']} stops have a rate of their own"
    yield from _basis_lines(journey)


def _named(each: Followed, names: Names) -> Followed:
    """Return what is told of a corridor with names in place of its ids."""
    idle = [(names.leg(ref), state) for ref, _, state in (leg.partition(" ") for leg in each.idle)]
    return each._replace(
        corridor=names.corridor(each.corridor),
        route=names.route(each.corridor, each.route),
        idle=tuple(f"{leg} {state}" for leg, state in idle),
    )


def _basis_lines(journey: Journey) -> Iterator[str]:
    """Yield what the length rests on."""
    way, (first, last) = journey.way, journey.access_km
    yield f"the length rests on: {_sums(way, 'origin')}; by shape: {_sums(way, 'shape')}"
    if first + last >= _FELT_KM:
        yield f"to the network {first:,.1f} km at the start, {last:,.1f} km at the end"
    if way.chord_km >= _FELT_KM:
        yield f"{way.chord_km:,.1f} km are straight pieces over 50 km"
    if journey.turns:
        times = "once" if len(journey.turns) == 1 else f"{len(journey.turns)} times"
        both = f", and runs {journey.retraced_km:,.1f} km twice" if journey.retraced_km else ""
        spots = ", ".join(_spot(turn, journey) for turn in journey.turns)
        yield f"the train turns back {times}: {spots}{both}"


def _spot(turn: Turn, journey: Journey) -> str:
    """Return where a train turns back: a place near by, else its coordinates as lat,lon."""
    if turn.place and journey.atlas is not None:
        where = f"near {journey.atlas.places[turn.place].name()}"
    else:
        where = f"at {turn.lat:.3f},{turn.lon:.3f}"
    return f"{where} ({turn.at_km:,.0f} km)"


def _sums(way: Stretches, column: str) -> str:
    sums = way.sums(column)
    return ", ".join(f"{country_word(key)} {km:,.1f}" for key, km in sums.items())


def _taken_lines(journey: Journey) -> Iterator[str]:
    """Yield what was taken for what was typed, where that is not the same."""
    for each in journey.taken:
        same = {str(each["place"]).casefold(), str(each["name"]).casefold()}
        if each["place"] and str(each["typed"]).casefold() not in same:
            yield f"took {each['typed']} for {each['name']} ({each['place']}, {each['country']})"


def _closed_lines(journey: Journey) -> Iterator[str]:
    """Yield what was kept out of the way, and what that cost."""
    yield from journey.notes
    if journey.unrestricted_km is not None:
        beside = _beside(journey, journey.unrestricted_km, "they cost")
        yield f"without the closures {journey.unrestricted_km:,.1f} km; {beside}"
    for each in journey.closed:
        begun = f" from {each['from']}" if each["from"] else ""
        yield f"kept out: {each['id']}, {each['state']}{begun} ({each['source']})"
    if journey.with_closed_km is not None:
        beside = _beside(journey, journey.with_closed_km, "it costs")
        yield f"over what is shut {journey.with_closed_km:,.1f} km; {beside}"


def _beside(journey: Journey, other_km: float, cost: str) -> str:
    """Return how much longer a way is than another one, which borders can make the longer one."""
    extra = journey.way.length_km - other_km
    if extra >= 0.0:
        return f"{cost} {extra:,.1f} km"
    return f"that way is {-extra:,.1f} km longer, over borders that are easier"


def _told(event: Event) -> dict[str, Any]:
    return {
        "place": event.place,
        "basis": event.basis,
        "handovers": list(event.handovers),
        "km": event.km,
        "gauges": event.gauges,
    }


def _change(kind: str, detail: str) -> str:
    return f"{words(kind)} {detail}".rstrip()


def _where(event: Mapping[str, Any], names: Names | None = None) -> str:
    """Return where an event is, and what else is told of it."""
    place = event["place"]
    parts = [(names.place(place) if names else place) if place else "inferred"]
    if event["basis"] == "by_sea":
        parts.append("by sea")
    if event["handovers"]:
        parts.append(f"handed over at {' and '.join(event['handovers'])}")
    if event["km"]:
        parts.append(f"{event['km']:,.1f} km without control")
    if event["gauges"]:
        parts.append(f"gauge {event['gauges']}")
    return ", ".join(parts)
