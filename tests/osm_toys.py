"""Hand-drawn extracts. Run as a script, it writes the files under ``tests/data/osm``.

The rail toy lies in Kazakhstan, north of the Aral Sea; all steps are 0.1 degrees::

    47.2            6 --15-- 7
                    |
                   14
    47.1            5
                    |
    47.0  1 -11- 2 -12- 3 --13-- 4 ~~17~~ 8
        60.0   60.1   60.2    60.3      60.6

11, 12 main line, 1520 mm; 13 dual gauge; 14 a spur without gauge; 15 under construction;
16 (4-8) a tram; 17 a train ferry; 18 (1-5) a motorway; 19 (1-2) a residential street;
20 (5-6) a secondary road, one way from 6 to 5; 21 (6-7) a car ferry.
"""

from pathlib import Path

import osmium
from osmium.osm import mutable

DATA = Path(__file__).parent / "data" / "osm"


NODES = {
    1: (60.0, 47.0),
    2: (60.1, 47.0),
    3: (60.2, 47.0),
    4: (60.3, 47.0),
    5: (60.2, 47.1),
    6: (60.2, 47.2),
    7: (60.3, 47.2),
    8: (60.6, 47.0),
}


MAIN = {
    "railway": "rail",
    "gauge": "1520",
    "electrified": "contact_line",
    "voltage": "25000",
    "usage": "main",
    "name": "Старая линия",
    "name:en": "Old line",
    "name:zh": "老线",
}


WAYS = {
    11: ((1, 2), MAIN),
    12: ((2, 3), MAIN),
    13: ((3, 4), {"railway": "rail", "gauge": "1520;1435", "maxspeed": "80", "bridge": "yes"}),
    14: ((3, 5, 6), {"railway": "rail", "service": "spur"}),
    15: ((6, 7), {"railway": "construction", "construction": "rail"}),
    16: ((4, 8), {"railway": "tram"}),
    17: ((4, 8), {"route": "ferry", "train": "yes", "name": "Ferry, 50% = half"}),
    18: ((1, 5), {"highway": "motorway", "ref": "M 32"}),
    19: ((1, 2), {"highway": "residential"}),
    20: ((5, 6), {"highway": "secondary", "oneway": "-1"}),
    21: ((6, 7), {"route": "ferry", "motor_vehicle": "yes"}),
}


POINTS = {
    31: ((60.301, 47.001), {"railway": "station", "name": "East"}),
    32: ((60.0, 47.0), {"barrier": "border_control", "name": "West Gate"}),
    33: ((60.601, 47.0), {"amenity": "ferry_terminal", "name": "Порт", "name:en": "Far Harbour"}),
}


AREAS = {
    41: (
        ((60.19, 46.99), (60.21, 46.99), (60.21, 47.01), (60.19, 47.01)),
        {"landuse": "railway", "railway": "yard", "name": "Middle Yard"},
    ),
    42: (
        ((60.59, 46.99), (60.61, 46.99), (60.61, 47.01), (60.59, 47.01)),
        {"landuse": "industrial", "industrial": "port", "name": "Far Port"},
    ),
    43: (((60.0, 46.99), (60.01, 46.99), (60.01, 47.0), (60.0, 47.0)), {"landuse": "industrial"}),
}


def write(path, *, nodes=NODES, ways=WAYS, points=(), areas=(), version=1):
    """Write nodes and ways, ``{id: (refs, tags)}``, in the format of the path's suffix."""
    corners = {
        1000 * way + i: spot
        for way, (ring, _) in dict(areas).items()
        for i, spot in enumerate(ring)
    }
    rings = {
        way: ([*(1000 * way + i for i in range(len(ring))), 1000 * way], tags)
        for way, (ring, tags) in dict(areas).items()
    }
    plain = {**{i: (spot, {}) for i, spot in {**nodes, **corners}.items()}, **dict(points)}
    stamp = {"version": version, "timestamp": "2026-02-01T00:00:00Z", "visible": True}
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for number, (spot, tags) in sorted(plain.items()):
            writer.add_node(mutable.Node(id=number, location=spot, tags=tags, **stamp))
        for number, (refs, tags) in sorted({**ways, **rings}.items()):
            writer.add_way(mutable.Way(id=number, nodes=list(refs), tags=tags, **stamp))
    return path


def main():
    """Write the shipped files."""
    DATA.mkdir(parents=True, exist_ok=True)
    for suffix in ("osm", "osm.gz", "osm.bz2", "osm.pbf"):
        write(DATA / f"toy.{suffix}", points=POINTS, areas=AREAS)


if __name__ == "__main__":
    main()
