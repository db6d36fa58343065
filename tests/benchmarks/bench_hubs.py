"""Coverage and siting against their bars: wall and processor seconds, one line each."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_matrix

import corridors
from corridors.hubs.coverage import coverage
from corridors.siting import instance as siting_instance
from corridors.siting import programmes as model

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas

HUBS = 400


POINTS, CANDIDATES = 10_000, 500


def measured(name: str, bar_s: float, run: Callable[[], Any]) -> float:
    """Run once and print the seconds beside the bar."""
    wall, processor = time.perf_counter(), time.process_time()
    found = run()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    print(f"{name}: {wall:.2f} s, processor {processor:.2f} s, bar {bar_s:g} s: {found}")
    return wall


def hubs(atlas: corridors.Atlas) -> geopandas.GeoDataFrame:
    """Return 400 working hubs that some network comes near."""
    table = atlas.hubs[atlas.hubs["status"].isin(["operating", "limited"])]
    router = atlas.networks.router("road")
    points = np.column_stack([table.geometry.x, table.geometry.y])
    near = router.index.nearest(points).distance_km <= 30.0
    return table[near].head(HUBS)


def instance(radius_km: float) -> siting_instance.Instance:
    """Return 10,000 points and 500 candidates at random in a square of 1,000 km."""
    generator = np.random.default_rng(1)
    points = generator.uniform(0, 1000, (POINTS, 2))
    sites = generator.uniform(0, 1000, (CANDIDATES, 2))
    weight = np.round(np.exp(generator.normal(10, 1.2, POINTS)))
    km = np.hypot(*(points[:, None] - sites[None]).transpose(2, 0, 1))
    row, column = np.nonzero(km <= radius_km)
    cost = csr_matrix((km[row, column], (row, column)), shape=km.shape)
    return siting_instance.Instance(cost, weight, np.zeros(CANDIDATES, dtype=np.int64))


def main() -> None:
    """Print every figure."""
    atlas = corridors.load()
    traced = atlas.trace()
    stands = hubs(atlas)
    kinds = sorted(set(stands["kind"]))
    measured(
        f"{len(stands)} hubs, 50 km straight",
        2.0,
        lambda: coverage(traced, stands, within_km=50.0, kinds=kinds).total,
    )
    measured(
        f"{len(stands)} hubs, 4 h by road",
        10.0,
        lambda: coverage(traced, stands, within_h=4.0, kinds=kinds).total,
    )
    for radius, sites in ((50.0, 10), (50.0, 50), (100.0, 20), (150.0, 10)):
        measured(
            f"coverage {POINTS} x {CANDIDATES}, {radius:g} of 1000 km, {sites} sites",
            10.0,
            lambda radius=radius, sites=sites: _told(model.coverage(instance(radius), sites)),
        )


def _told(answer: siting_instance.Answer) -> str:
    return f"value {answer.value:,.0f}, gap {answer.gap:.4%}"


if __name__ == "__main__":
    main()
