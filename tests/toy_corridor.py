"""A toy corridor along the equator, where a degree is 111.3195 km, with a road and two hubs.

::

    1N                 north (dry port, 2E 1N)
                       |
                       | road
    0   a ---- . ---- mid ---- . ---- . ---- . ---- b ~~~~~~~~~~~~~ c
        0E    1E      2E      3E     4E     5E     6E              10E
        |<---------- rail, KZ to 3E, then UZ ------>|<---- sea ----->|
        |<-- road as far as 4E ------------->|
"""

from __future__ import annotations

from types import SimpleNamespace

import geopandas
import numpy as np

from corridors.definitions.states import Gates
from corridors.definitions.vocabulary import LegRef, LegStatus, Mode
from corridors.traced import Traced
from corridors.tracing.trace import TracedLeg
from corridors.tracing.way import Stretches
from geodata.network.build import from_lines
from geodata.places.lookup import Places
from geodata.routing.router import Router

DEGREE_KM = 111.31949079327358


PLACES = {
    "a": (0.0, 0.0),
    "mid": (2.0, 0.0),
    "north": (2.0, 1.0),
    "b": (6.0, 0.0),
    "c": (10.0, 0.0),
}


def way(pieces):
    """Return stretches from (country, points) with the km that are drawn."""
    lines = tuple(np.array(points, dtype=float) for _, points in pieces)
    km = np.array([abs(line[-1, 0] - line[0, 0]) * DEGREE_KM for line in lines])
    many = len(pieces)
    return Stretches(
        km,
        lines,
        {
            "country": tuple(code for code, _ in pieces),
            "origin": ("osm",) * many,
            "shape": ("mapped",) * many,
            "length_basis": ("track",) * many,
            "gauges_mm": ((),) * many,
        },
    )


def leg(name, start, end, mode, pieces, via=()):
    stops = start, *via, end
    plan = SimpleNamespace(id=name, start=start, end=end, via=via, stops=stops, mode=Mode(mode))
    status = SimpleNamespace(value=LegStatus.OPERATING, since="2000")
    return TracedLeg("toy", plan, status, way(pieces), (), (0.0, 0.0))


def hubs(*names, kind="dry_port", status="operating"):
    points = [PLACES[name] if isinstance(name, str) else name[1] for name in names]
    ids = [name if isinstance(name, str) else name[0] for name in names]
    return geopandas.GeoDataFrame(
        {
            "id": ids,
            "kind": kind,
            "country": "KZ",
            "status": status,
            "gauges_mm": "",
            "name_en": ids,
        },
        geometry=geopandas.points_from_xy(*zip(*points, strict=True)),
        crs="EPSG:4326",
    )


def networks():
    east = [[(x, 0.0), (x + 1.0, 0.0)] for x in range(10)]
    road = [*east[:4], [(2.0, 0.0), (2.0, 0.5)], [(2.0, 0.5), (2.0, 1.0)]]
    lines = {"road": road, "rail": east[:6], "sea": east[6:]}
    routers = {
        mode: Router(from_lines(part, mode=mode), engine="scipy") for mode, part in lines.items()
    }
    return SimpleNamespace(router=lambda mode: routers[mode])


def toy(*, places=("mid", "north")):
    """Return the toy as a traced corridor of one route."""
    rail = leg(
        "rail",
        "a",
        "b",
        "rail",
        [("KZ", [(0, 0), (1, 0), (2, 0), (3, 0)]), ("UZ", [(3, 0), (4, 0), (6, 0)])],
        via=("mid",),
    )
    sea = leg("sea", "b", "c", "sea", [("XZ", [(6, 0), (8, 0), (10, 0)])])
    corridor = SimpleNamespace(main_route=SimpleNamespace(id="main"))
    atlas = SimpleNamespace(
        catalogue=SimpleNamespace(
            corridors={"toy": corridor}, corridor={"toy": corridor}.__getitem__
        ),
        hubs=hubs(*places),
        networks=networks(),
        states=lambda: Gates().on("2026"),
        places=Places(),
    )
    return Traced(
        atlas,
        ("toy",),
        {"toy:rail": rail, "toy:sea": sea},
        {"toy": {"main": (LegRef("toy", "rail"), LegRef("toy", "sea"))}},
    )
