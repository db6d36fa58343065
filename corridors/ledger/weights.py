"""Weights of a network by hours, money or CO2e, with stops paid for on the edges beside them.

Both directions of a border cost the same here, their mean; the ledger of the way that is found
tells them apart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from corridors.ledger.paid import paid
from corridors.ledger.rates.book import Question
from corridors.ledger.rates.model import LUMP_UNITS, MOVING_UNITS, SPEED_UNITS, Measure, units_of
from geodata.country_names import HIGH_SEAS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from corridors.ledger.rates.book import RateBook
    from corridors.ledger.rates.profiles import Profile
    from geodata.network.model import Network
    from geodata.places.lookup import Places
    from geodata.places.model import Place

By = Literal["time", "cost", "co2e"]
"""What a way may be short in, beside km."""
_NEAR_KM = 15.0
"""A stop on a network belongs to a place no farther off than this."""
_TRANSFERS = frozenset(
    {"sea_port", "river_port", "dry_port", "rail_terminal", "logistics_centre", "gauge_yard"}
)


@dataclass(frozen=True)
class Weigher:
    """Weighs the edges of a network for a profile."""

    book: RateBook
    profile: Profile
    year: int
    places: Places
    by: By

    def weights(self, network: Network) -> NDArray[np.float64]:
        """Return the weight of each edge, shape (m,): hours, US dollars or kg of CO2e."""
        modes = _modes(network)
        country = network.columns["country"].decode()
        weight = self._moving(network, modes, country)
        weight += self._borders(network, modes, country)
        if "gauges_mm" in network.columns and "rail" in modes:
            weight += self._gauges(network, modes)
        if "transfer" in modes:
            weight += self._transfers(network, modes)
        return weight

    def _moving(
        self, network: Network, modes: Sequence[str], country: Sequence[str]
    ) -> NDArray[np.float64]:
        keys = list(zip(modes, country, strict=True))
        each = {key: self._per_km(*key) for key in sorted(set(keys))}
        return np.array([each[key] for key in keys]) * network.length_km

    def _per_km(self, mode: str, country: str) -> float:
        mode = "road" if mode == "transfer" else mode
        asked = self._asked((Measure.SPEED_MOVING,), mode, country=country)
        return self._cost(
            replace(asked, units=tuple(u for u in asked.units if u != "h")),
            (Measure.RATE,),
            km=1.0,
        )

    def _asked(self, measures: tuple[Measure, ...], mode: str, **about: object) -> Question:
        asked = Question(
            measures,
            (mode,),
            self.profile.services_for(mode),
            units_of(measures[0]),
            self.year,
        )
        return replace(asked, **about)  # type: ignore[arg-type]

    def _cost(self, asked: Question, charges: tuple[Measure, ...], *, km: float) -> float:
        """Return hours, money or CO2e of a question about hours, or of one km."""
        if self.by == "time":
            return self._hours(asked, km)
        if self.by == "co2e":
            unit = "g/tkm" if km else "kg/t"
            carbon = self.book.find(replace(asked, measures=(Measure.CO2E,), units=(unit,)))
            scale = self.profile.tonnes * (km * 1e-3 if km else 1.0)
            return carbon.range.mode * scale if carbon else 0.0
        return self._money(asked, charges, km)

    def _hours(self, asked: Question, km: float) -> float:
        found = self.book.find(asked)
        if found is None:
            return 0.0
        if not km:
            return found.range.mode
        driving = km / (found.range.mode * SPEED_UNITS[found.rate.unit])
        return driving * (1.0 + self._rest(asked))

    def _rest(self, asked: Question) -> float:
        """Return the hours of rest of the driver for each hour of driving."""
        if asked.modes != ("road",):
            return 0.0
        units = units_of(Measure.DWELL_REST)
        measures = (Measure.DWELL_REST,)
        found = self.book.find(replace(asked, measures=measures, units=units, other=asked.country))
        return found.range.mode if found else 0.0

    def _money(self, asked: Question, measures: tuple[Measure, ...], km: float) -> float:
        if not km and asked.modes[0] in self.profile.charges_in_rate:
            return 0.0
        units = MOVING_UNITS if km else LUMP_UNITS
        usable = tuple(unit for unit in units if self.profile.shipments(unit) > 0.0)
        found = self.book.find(replace(asked, measures=measures, units=usable))
        return found.range.mode * self.profile.shipments(found.rate.unit) if found else 0.0

    def _borders(
        self, network: Network, modes: Sequence[str], country: Sequence[str]
    ) -> NDArray[np.float64]:
        land = [row for row, mode in enumerate(modes) if mode in ("rail", "road")]
        classes = {row: (modes[row], country[row]) for row in land}
        crossings = [place for place in self.places.values() if place.kind == "border_crossing"]
        return paid(
            network,
            classes,
            lambda one, other, near: (
                self._border(one[0], one[1], other[1], near)
                if one[0] == other[0] and HIGH_SEAS not in (one[1], other[1])
                else 0.0
            ),
            _Near(crossings, network).names,
        )

    def _border(self, mode: str, one: str, other: str, place: str) -> float:
        sides = ((one, other, "out"), (other, one, "in"), (other, one, "out"), (one, other, "in"))
        names = (place,) if place else ()
        return (
            sum(
                self._cost(
                    self._asked(
                        (Measure.DWELL_BORDER,),
                        mode,
                        places=names,
                        country=country,
                        other=beyond,
                        way=way,
                    ),
                    (Measure.CHARGE_BORDER, Measure.CHARGE),
                    km=0.0,
                )
                for country, beyond, way in sides
            )
            / 2.0
        )

    def _gauges(self, network: Network, modes: Sequence[str]) -> NDArray[np.float64]:
        gauges = network.columns["gauges_mm"].decode()
        classes = {
            row: tuple(gauges[row])
            for row, mode in enumerate(modes)
            if mode == "rail" and gauges[row]
        }
        yards = [p for p in self.places.values() if p.kind in ("gauge_yard", "border_crossing")]

        def cost(one: tuple[int, ...], other: tuple[int, ...], near: str) -> float:
            asked = self._asked((Measure.DWELL_GAUGE,), "rail", places=(near,) if near else ())
            whole = self._cost(asked, (Measure.CHARGE_GAUGE, Measure.CHARGE), km=0.0)
            # Between two gauges lies a yard with both: half is paid going in, half coming out.
            return whole if not set(one) & set(other) else whole / 2.0

        near = _Near(yards, network)
        return paid(network, classes, cost, near.names)

    def _transfers(self, network: Network, modes: Sequence[str]) -> NDArray[np.float64]:
        rows = np.flatnonzero([mode == "transfer" for mode in modes])
        at_sea = np.zeros(network.node_count, dtype=bool)
        sea = np.array([mode == "sea" for mode in modes])
        at_sea[network.tail[sea]] = at_sea[network.head[sea]] = True
        hubs = _Near([p for p in self.places.values() if p.kind in _TRANSFERS], network)
        weight = np.zeros(network.edge_count)
        near = hubs.names(network.tail[rows].astype(np.int64))
        for row, place in zip(rows.tolist(), near, strict=True):
            ship = at_sea[network.tail[row]] or at_sea[network.head[row]]
            asked = self._asked(
                (Measure.DWELL_HANDLING,),
                "sea" if ship else "transfer",
                places=(place,) if place else (),
            )
            charges = (Measure.CHARGE_HANDLING, Measure.CHARGE)
            weight[row] = self._cost(asked, charges, km=0.0)
        return weight


def _modes(network: Network) -> list[str]:
    if "mode" in network.columns:
        modes: list[str] = network.columns["mode"].decode()
        return modes
    return [network.mode] * network.edge_count


class _Near:
    """Which place lies at a node of a network."""

    def __init__(self, places: Sequence[Place], network: Network) -> None:
        from scipy.spatial import cKDTree

        from geodata.geodesy import chord_radius, unit_vectors

        self._places = list(places)
        points = [place.point for place in places] or [(0.0, 0.0)]
        self._tree = cKDTree(unit_vectors(points))
        self._nodes = unit_vectors(network.node_lonlat)
        self._radius = chord_radius(_NEAR_KM)

    def names(self, nodes: NDArray[np.int64]) -> list[str]:
        """Return the id of the nearest place of each node, empty where none is near."""
        if not self._places or not len(nodes):
            return [""] * len(nodes)
        away, row = self._tree.query(self._nodes[nodes])
        return [
            self._places[each].id if far <= self._radius else ""
            for far, each in zip(away.tolist(), row.tolist(), strict=True)
        ]
