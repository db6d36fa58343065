"""Ways over several modes: what happens along each part, and where the mode changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from corridors.tracing.borders import with_borders
from corridors.tracing.gauges import at_end, gauge_breaks, shared
from corridors.tracing.water import arrival, with_waters
from corridors.tracing.way import Event, Stretches, joined
from geodata.country_names import HIGH_SEAS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from corridors.tracing.landmarks import Wayside
    from geodata.arrays import Floats

Find = Callable[[tuple[float, float]], str]
"""What tells the id of the hub at a point, lon, lat; empty where there is none."""


WATER = frozenset({"sea", "ferry", "waterway"})
"""Modes over water."""


def observed(
    way: Stretches,
    wayside: Wayside,
    *,
    mode: str,
    ends: tuple[str, str] = ("", ""),
    through: Collection[str] = (),
    stated: Collection[str] = (),
    port: str = "",
) -> tuple[Stretches, list[Event]]:
    """Return a way of one mode with its countries settled, and what happens along it.

    Parameters
    ----------
    mode
        ``rail``, ``road`` or one over water.
    ends
        The countries of both ends, which a way over water does not tell itself.
    port
        Where a way over water arrives.
    """
    if mode in WATER:
        cut, events = with_waters(way, wayside)
        return cut, [*events, *arrival(cut, *ends, port=port)]
    cut, events = with_borders(way, wayside, mode=mode, through=through, stated=stated)
    breaks = gauge_breaks(cut, wayside) if mode == "rail" else []
    return cut, sorted([*events, *breaks], key=lambda event: (event.at_km, event.kind))


@dataclass(frozen=True, slots=True)
class Gauges:
    """The gauges on the last rails before a change of mode."""

    usable: frozenset[int] = frozenset()

    def change_to(self, way: Stretches) -> str:
        """Return the change of gauge across what lies between, as ``1520>1435``, else nothing."""
        ahead = at_end(way, 0)
        if not self.usable or not ahead or shared(self.usable, ahead):
            return ""
        return f"{min(self.usable)}>{min(ahead)}"


def mixed(
    way: Stretches, wayside: Wayside, *, ends: tuple[str, str], find: Find
) -> tuple[Stretches, list[Event]]:
    """Return a way over the joined network with its countries settled, and its events.

    Parameters
    ----------
    way
        Its stretches have a column ``mode``.
    """
    groups = [
        (mode, list(rows))
        for mode, rows in groupby(range(len(way.km)), key=way.columns["mode"].__getitem__)
    ]
    parts = [(mode, _rows(way, rows)) for mode, rows in groups]
    done: list[Stretches] = []
    events: list[Event] = []
    at_km, country, before, gauges = 0.0, ends[0], "", Gauges()
    for number, (mode, drawn) in enumerate(parts):
        landfall = _landfall(parts[number + 1 :]) or ends[1]
        ashore = "" if mode != "transfer" else landfall if before in WATER else country
        part = _ashore(drawn, ashore)
        lon, lat = part.lines[-1][-1].tolist()
        port = find((lon, lat)) if mode in WATER else ""
        cut, found = observed(part, wayside, mode=mode, ends=(country, landfall), port=port)
        first = cut.country[0]
        if before and mode != "transfer":
            events += _change(cut.lines[0][0], at_km, (before, mode), gauges.change_to(cut), find)
        if country and first not in (country, HIGH_SEAS) and mode not in WATER:
            start_lon, start_lat = cut.lines[0][0].tolist()
            change = f"{country}>{first}"
            events.append(Event("border", at_km, start_lon, start_lat, change))
        events += [replace(event, at_km=at_km + event.at_km) for event in found]
        country = landfall if mode in WATER else cut.country[-1]
        before = before if mode == "transfer" else mode
        gauges = Gauges(at_end(cut, -1)) if mode == "rail" else gauges
        at_km += cut.length_km
        done.append(cut)
    return joined(done), sorted(events, key=lambda event: (event.at_km, event.kind))


def _landfall(parts: Sequence[tuple[str, Stretches]]) -> str:
    """Return the country of the first rails or road ahead, empty where none is."""
    land = (part.country[0] for mode, part in parts if mode in ("rail", "road"))
    return next((code for code in land if code != HIGH_SEAS), "")


def _ashore(way: Stretches, code: str) -> Stretches:
    """Return a transfer in the country of its port: it ends at the water's edge, not at sea."""
    if not code:
        return way
    return replace(way, columns={**way.columns, "country": (code,) * len(way.km)})


def _change(
    point: Floats, at_km: float, modes: tuple[str, str], gauges: str, find: Find
) -> list[Event]:
    if modes[0] == modes[1]:
        return []
    lon, lat = (float(x) for x in point)
    spot = find((lon, lat))
    basis = "known" if spot else "inferred"
    return [Event("mode_change", at_km, lon, lat, ">".join(modes), spot, basis, gauges=gauges)]  # type: ignore[arg-type]


def _rows(way: Stretches, rows: Sequence[int]) -> Stretches:
    columns = {name: tuple(values[row] for row in rows) for name, values in way.columns.items()}
    return Stretches(way.km[list(rows)], tuple(way.lines[row] for row in rows), columns)


def countries_along(start: str, events: Sequence[Event]) -> list[str]:
    """Return the countries that a way enters or calls at, in order, each once."""
    entered = [event.detail.split(">")[1] for event in events if event.kind == "border"]
    return list(dict.fromkeys(code for code in (start, *entered) if code and code != HIGH_SEAS))
