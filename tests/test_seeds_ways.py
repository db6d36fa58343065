"""No way of the shipped catalogue turns back upon itself, by a measure of its own."""

import csv
import itertools
from importlib.resources import files

import numpy as np
import pytest

from geodata import geodesy

STEP_KM, ARM, TURN_DEGREES, NEAR_KM = 0.25, 4, 150.0, 0.6
LONGEST_KM = {"rail": 1.0, "road": 1.0, "sea": 2.0, "ferry": 2.0, "waterway": 2.0}
"""Shorter spurs are the drawing's; at sea, ports and roads are rounded to 2 km."""

LOOPS = {
    "north-south-eastern:rostamkola-garmsar": "the line climbs to Gaduk in loops by Veresk",
    "new-eurasian-land-bridge:chelyabinsk-samara": "the line winds through the Urals at Zlatoust",
}
"""Ways that wind so closely that the measure takes it for a turn; looked at on the map."""

HAIRPIN_KM = 4.5
"""Least-cost ways over cells of 1 km climb valleys in hairpins, lanes within `NEAR_KM`: so long."""


@pytest.fixture(scope="module")
def traced(shipped_traced):
    return shipped_traced


def _dense(line):
    along = geodesy.cumulative_km(line)
    at = np.arange(0.0, along[-1], STEP_KM)
    return np.column_stack([np.interp(at, along, line[:, axis]) for axis in (0, 1)])


def _plane(points, origin):
    return (points - origin) * [111.32 * np.cos(np.radians(origin[1])), 110.9]


def _turns(points):
    """Yield the row at which the way turns, one for each place."""
    rows = np.arange(ARM, len(points) - ARM)
    scale = np.column_stack(
        [111.32 * np.cos(np.radians(points[rows, 1])), np.full(len(rows), 110.9)]
    )
    before = (points[rows] - points[rows - ARM]) * scale
    after = (points[rows + ARM] - points[rows]) * scale
    lengths = np.hypot(*before.T) * np.hypot(*after.T)
    cosine = (before * after).sum(axis=1) / np.maximum(lengths, 0.25)
    turned = np.flatnonzero((lengths > 0.25) & (cosine < np.cos(np.radians(TURN_DEGREES))))
    for group in np.split(turned, np.flatnonzero(np.diff(turned) > 2 * ARM) + 1):
        if len(group):
            yield int(rows[group[np.argmin(cosine[group])]])


def _back_km(points, row):
    """Return over how many km the way runs back along itself from a row on."""
    steps = 0
    for steps in itertools.count(1):
        if row + steps >= len(points) or row - steps < 0:
            break
        before = points[max(0, row - steps - 12) : row - max(0, steps - 12) + 1]
        if np.hypot(*_plane(before, points[row + steps]).T).min() > NEAR_KM:
            break
    return (steps - 1) * STEP_KM


def spurs(line):
    """Return (km each way, lon, lat) of every place where a line turns back upon itself."""
    points = _dense(line)
    found = [(_back_km(points, row), *points[row].tolist()) for row in _turns(points)]
    return [spur for spur in found if spur[0] >= 3 * STEP_KM]


def _is_terrain(way, point):
    """Tell whether the stretch of a way that comes nearest to a point is a least-cost way."""
    away = [geodesy.distance_km(*point, *np.asarray(line).T).min() for line in way.lines]
    return way.shape[int(np.argmin(away))] == "terrain"


def test_a_spur_is_found_and_a_bend_is_not():
    there, tip, on = (60.0, 40.0), (60.1, 40.0), (60.0, 40.3)
    ((km, lon, lat),) = spurs(np.array([there, tip, (60.05, 40.0), on]))
    assert km == pytest.approx(geodesy.line_length_km([(60.05, 40.0), tip]), abs=0.8)
    assert (lon, lat) == pytest.approx(tip, abs=0.01)
    assert spurs(np.array([there, tip, (60.1, 40.1)])) == []


def test_reversals_are_known_places_with_a_source(shipped):
    table = (files("seeds") / "rules" / "reversals.csv").read_text("utf-8").splitlines()
    catalogue = shipped.catalogue
    assert table[0] == "place,line,source,note"
    for row in csv.DictReader(table):
        assert row["place"] in catalogue.places
        assert row["source"] in catalogue.sources


def test_no_way_in_use_turns_back(traced):
    faults = {}
    for ref, leg in traced.by_ref.items():
        if leg.status_value not in ("operating", "limited") or ref in LOOPS:
            continue
        limit = LONGEST_KM[str(leg.leg.mode)]
        long = [
            spur
            for spur in spurs(leg.way.coords())
            if spur[0] > (HAIRPIN_KM if _is_terrain(leg.way, spur[1:]) else limit)
        ]
        if long:
            faults[ref] = [tuple(round(x, 3) for x in spur) for spur in long]
    assert faults == {}
