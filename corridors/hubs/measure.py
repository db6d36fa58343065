"""How hubs are measured: which count, what they reach, at what speed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from corridors.definitions.vocabulary import Mode
from geodata.errors import InputError, Problem
from geodata.files import read_toml, seed
from geodata.places.model import HUB_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas

    from corridors.tracing.data import AtlasData
    from geodata.arrays import Floats

LOGISTICS_KINDS = (
    "dry_port",
    "gauge_yard",
    "logistics_centre",
    "rail_terminal",
    "river_port",
    "sea_port",
)
"""Kinds of places where goods are handled: the hubs unless others are asked for."""


WORKING = ("operating", "limited")
"""Only hubs of these statuses serve anybody."""


WAYS = ("straight", "road", "own")
"""How distance is measured: on the ellipsoid; by road, ships at sea; over the leg's own network."""


def working(hubs: geopandas.GeoDataFrame, kinds: Sequence[str]) -> geopandas.GeoDataFrame:
    """Return the hubs of some kinds that work; all kinds where none is named."""
    fit = hubs["kind"].isin(list(kinds)) if kinds else pd.Series(data=True, index=hubs.index)
    return hubs[fit & hubs["status"].isin(WORKING)].reset_index(drop=True)


def lonlat(hubs: geopandas.GeoDataFrame) -> Floats:
    """Return the points of hubs, shape (n, 2)."""
    return np.column_stack([hubs.geometry.x, hubs.geometry.y]).reshape(-1, 2)


def kinds_counted(kinds: Sequence[str] | None) -> tuple[str, ...]:
    """Return the kinds of hubs that count, those of logistics by default.

    Raises
    ------
    InputError
        Naming every kind that there is none of.
    """
    wanted = tuple(sorted(set(kinds))) if kinds else LOGISTICS_KINDS
    known = sorted(str(kind) for kind in HUB_KINDS)
    unknown = [kind for kind in wanted if kind not in known]
    if unknown:
        raise InputError(Problem.unknown("kind of hub", kind, known) for kind in unknown)
    return wanted


def network_for(mode: str, way: str) -> str:
    """Return the network over which a hub of a leg's mode is reached."""
    network = Mode(mode).network
    return "road" if way == "road" and network != "sea" else network


def anchors(atlas: AtlasData, hubs: geopandas.GeoDataFrame, mode: str) -> Floats:
    """Return where hubs meet the network of a mode: the anchor of a known place, else the point."""
    places = atlas.places
    own = lonlat(hubs)
    known = [(row, hub) for row, hub in enumerate(hubs["id"]) if (hub, mode) in places.anchors]
    for row, hub in known:
        own[row] = places.anchor(hub, mode)
    return own


@cache
def speeds() -> dict[str, dict[str, Any]]:
    """Return the assumed speeds by network, ``seeds/rules/speeds.toml``."""
    table = read_toml(seed("rules", "speeds.toml"))
    return {mode: row for mode, row in table.items() if isinstance(row, dict)}


def speed_kmh(mode: str) -> float:
    """Return the assumed speed on a network of ``road``, ``rail`` or ``sea``, in km/h."""
    return float(speeds()[mode]["speed_kmh"])


@dataclass(frozen=True, slots=True)
class Within:
    """A limit in km, or in hours at the assumed speed of a network; infinite for none."""

    value: float
    unit: Literal["km", "h"]

    @classmethod
    def given(cls, within_km: float | None, within_h: float | None) -> Within:
        """Return the one limit that was given.

        Raises
        ------
        InputError
            Where both or neither are given, or the number is not positive.
        """
        match within_km, within_h:
            case (float() | int() as value, None):
                found = cls(float(value), "km")
            case (None, float() | int() as value):
                found = cls(float(value), "h")
            case _:
                raise InputError("give one limit: within_km or within_h")
        if not (found.is_finite and found.value > 0.0):
            number = f"a positive number of {found.unit}"
            raise InputError(f"a limit must be {number}, not {found.value}")
        return found

    @property
    def is_finite(self) -> bool:
        """Whether there is a limit."""
        return bool(np.isfinite(self.value))

    def km(self, mode: str) -> float:
        """Return it in km on a network, hours by the mode's assumed speed."""
        return self.value if self.unit == "km" else self.value * speed_kmh(mode)

    def __str__(self) -> str:
        return f"{self.value:g} {self.unit}"
