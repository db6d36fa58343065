"""The toy catalogue traced over toy networks whose numbers are round.

::

    dostyk --700--+                                    (gauge 1520, KZ)
                  |
    altynkol -1000- beyneu -400- aktau ~~500~~ alat -600|AZ>GE|300- poti ~~1200~~ constanta

Rail edges carry along-track lengths of their own, not those of the lines drawn; the branch from
dostyk meets the main line at beyneu. Alat - poti is two edges, cut at the border.
"""

import numpy as np
import toy_catalogue

from corridors.atlas import Atlas
from corridors.definitions.read import read
from corridors.tracing.networks import Networks
from geodata.network.build import from_lines
from geodata.network.file import write_network
from geodata.network.model import Meta
from geodata.routing.router import ordered

POINTS = {
    "altynkol": (80.3, 44.2),
    "dostyk": (82.5, 45.3),
    "beyneu": (55.2, 45.3),
    "aktau": (51.2, 43.6),
    "aktau-rail": (51.17, 43.66),
    "alat": (49.4, 39.9),
    "border": (45.1, 41.3),
    "poti": (41.7, 42.2),
    "constanta": (28.7, 44.2),
}


RAIL = [
    ("altynkol", "beyneu", 1000.0, "KZ", (1520,)),
    ("dostyk", "beyneu", 700.0, "KZ", (1520,)),
    ("beyneu", "aktau-rail", 400.0, "KZ", (1520,)),
    ("alat", "border", 600.0, "AZ", (1520,)),
    ("border", "poti", 300.0, "GE", (1520,)),
]


SEA = [("aktau", "alat", 500.0), ("poti", "constanta", 1200.0)]


def rail(rows=RAIL, **columns):
    """The toy rail network."""
    return _network(
        "rail",
        rows,
        {
            "country": [row[3] for row in rows],
            "gauges_mm": [row[4] for row in rows],
            **columns,
        },
    )


def sea():
    """The toy sea network."""
    return _network("sea", SEA, {"origin": ["lane"] * len(SEA)})


def _network(mode, rows, columns):
    lines = [np.array([POINTS[row[0]], POINTS[row[1]]]) for row in rows]
    meta = Meta(source="toy", licence="MIT", vintage="2026")
    return ordered(
        from_lines(lines, mode=mode, length_km=[row[2] for row in rows], columns=columns, meta=meta)
    )


def write(folder, *, files=None, rail_network=None):
    """Write catalogue and networks into a folder; returns the atlas read from it."""
    catalogue = toy_catalogue.write(folder / "catalogue", files or toy_catalogue.FILES)
    paths = {
        "rail": (write_network((rail_network or rail()), folder / "rail.parquet"), None),
        "sea": (write_network(sea(), folder / "sea.parquet"), None),
    }
    return Atlas(read(catalogue), Networks(paths))
