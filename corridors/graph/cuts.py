"""Where legs are cut: at the places they pass, at borders, at breaks of gauge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridors.hubs.chainage import sample
from corridors.hubs.join import TOUCH_KM, feet_of, legs_near
from corridors.tracing.mixed import WATER
from geodata.places.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corridors.tracing.trace import TracedLeg
    from corridors.tracing.traced_data import TracedData
    from corridors.tracing.way import Event

_VIA_KM = 25.0
"""A place that a leg is told to run through lies no farther off it than this."""
_END_KM = 5.0
"""A border that bears the name of an end and lies so near to it lies at that end."""
STOPS = ("border", "break_of_gauge")
"""Kinds of events at which a leg is cut."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A place on a leg.

    Attributes
    ----------
    at_km
        Along-track km from the leg's start.
    place
        Id of the place, or of the spot of a border or break that no known place explains.
    gate
        Id of the known crossing or yard that stands for a spot, else the place.
    into
        Of a border, the country behind it; empty of anything else.
    """

    at_km: float
    place: str
    gate: str = ""
    into: str = ""


def cuts_of_legs(traced: TracedData) -> dict[str, list[Cut]]:
    """Return the cuts of each leg in order, its two ends among them, by ``corridor:leg``.

    Legs over water are ships from port to port and cut nowhere else.
    """
    on_land = {r: leg for r, leg in traced.by_ref.items() if str(leg.leg.mode) not in WATER}
    passed = _passed(traced, on_land)
    return {
        ref: _cuts(leg, passed.get(ref, {}) if ref in on_land else {})
        for ref, leg in traced.by_ref.items()
    }


def _passed(traced: TracedData, legs: Mapping[str, TracedLeg]) -> dict[str, dict[str, float]]:
    """Return the places that each leg passes, with their km: hubs nearby, and those it names."""
    named = {place for leg in traced.by_ref.values() for place in leg.stops}
    known = {place: traced.atlas.places[place].point for place in named}
    hubs = traced.atlas.hubs
    # A leg that runs up to a crossing without crossing there does not pass it.
    hubs = hubs[hubs["kind"] != Kind.BORDER_CROSSING]
    known |= dict(zip(hubs["id"], zip(hubs.geometry.x, hubs.geometry.y, strict=True), strict=True))
    ids = sorted(known)
    number = {place: row for row, place in enumerate(ids)}
    points = np.array([known[place] for place in ids]).reshape(-1, 2)
    near = legs_near(sample(legs), points, TOUCH_KM) if legs else {}
    told = {ref: [number[place] for place in leg.leg.via] for ref, leg in legs.items()}
    asked = {ref: sorted({*near.get(ref, ()), *told[ref]}) for ref in legs}
    feet = feet_of(traced, {ref: rows for ref, rows in asked.items() if rows}, points, _VIA_KM)
    passed: dict[str, dict[str, float]] = {}
    for (row, ref), (off_km, at_km) in feet.items():
        if off_km <= TOUCH_KM or row in told[ref]:
            passed.setdefault(ref, {})[ids[row]] = at_km
    return passed


def _cuts(leg: TracedLeg, passed: Mapping[str, float]) -> list[Cut]:
    length_km = leg.length_km
    stops = list(_stops(leg))
    told = {leg.leg.start, leg.leg.end, *(stop.place for stop in stops)}
    inner = [Cut(min(max(km, 0.0), length_km), p) for p, km in passed.items() if p not in told]
    between = sorted([*stops, *inner], key=lambda cut: (cut.at_km, cut.place))
    return [Cut(0.0, leg.leg.start), *between, Cut(length_km, leg.leg.end)]


def _stops(leg: TracedLeg) -> Iterator[Cut]:
    """Yield the borders and breaks of gauge between the ends of a leg."""
    ends = {leg.leg.start, leg.leg.end}
    found: set[str] = set()
    for event in leg.events:
        if event.kind not in STOPS or event.basis == "by_sea" or lies_at_end(event, leg):
            continue
        into = event.detail.partition(">")[2] if event.kind == "border" else ""
        taken = not event.place or event.place in ends or event.place in found
        place = spot_of(event) if taken else event.place
        found.add(place)
        yield Cut(event.at_km, place, event.place, into)


def lies_at_end(event: Event, leg: TracedLeg) -> bool:
    """Tell whether a border or break bears the name of the end of a leg at which it lies."""
    near = min(event.at_km, leg.length_km - event.at_km) <= _END_KM
    end = leg.leg.start if event.at_km < leg.length_km / 2.0 else leg.leg.end
    return near and event.place == end


def spot_of(event: Event) -> str:
    """Return a name for a spot by what changes there and where, the same in both directions."""
    pair = "-".join(sorted(event.detail.split(">")))
    return f"{pair}@{event.lat:.2f},{event.lon:.2f}"
