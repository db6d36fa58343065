"""Stretches out of reach of any hub, in the order in which they lie along a corridor's routes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridors.hubs.sampling import TOUCH_KM

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from corridors.hubs.chainage import Placement


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of one leg.

    Attributes
    ----------
    route
        The route whose chainage ``from_km`` and ``to_km`` are; where it is empty they are counted
        from the start of the leg.
    on_leg_km
        Where it begins and ends, counted from the start of the leg.
    """

    route: str
    mode: str
    leg: str
    country: str
    from_km: float
    to_km: float
    on_leg_km: tuple[float, float]

    @property
    def km(self) -> float:
        """Return its length."""
        return self.to_km - self.from_km

    def meets(self, after: Stretch) -> bool:
        """Tell whether another one goes on where this one ends."""
        same = (self.route, self.mode) == (after.route, after.mode)
        on_route = bool(self.route) or self.leg == after.leg
        return same and on_route and abs(self.to_km - after.from_km) < TOUCH_KM


def runs(pieces: pd.DataFrame, placed: Mapping[str, Placement]) -> Iterator[list[Stretch]]:
    """Yield the stretches that go on in each other, one list for each run of them.

    Parameters
    ----------
    pieces
        Columns ``leg, mode, country, from_km, to_km``, km from the start of the leg.
    placed
        Where each leg lies within the corridor.
    """
    columns = ["leg", "mode", "country", "from_km", "to_km"]
    rows = pieces[columns].itertuples(index=False, name=None)
    run: list[Stretch] = []
    for stretch in sorted((_placed(placed[row[0]], *row) for row in rows), key=_order):
        if run and not run[-1].meets(stretch):
            yield run
            run = []
        run.append(stretch)
    if run:
        yield run


def _placed(
    where: Placement, leg: str, mode: str, country: str, from_km: float, to_km: float
) -> Stretch:
    first, last = sorted(where.chainage(np.array([from_km, to_km])).tolist())
    return Stretch(where.route, mode, leg, country, first, last, (from_km, to_km))


def _order(stretch: Stretch) -> tuple[str, str, str, float]:
    return stretch.route, stretch.route or stretch.leg, stretch.mode, stretch.from_km
