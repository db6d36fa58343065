"""A route found: what it says, ready for JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from corridors.lengths.followed import followed
from corridors.tracing.gauges import national
from corridors.tracing.networks import MODES
from geodata import geodesy
from geodata.errors import InputError
from geodata.places.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Unpack

    import geopandas

    from corridors.definitions.states import Crossing
    from corridors.ledger.ledger import Ledger
    from corridors.ledger.verbs import LedgerOptions
    from corridors.lengths.followed import Followed
    from corridors.lengths.turns import Turn
    from corridors.tracing.data import AtlasData
    from corridors.tracing.way import Event, Stretches
    from geodata.places.lookup import Places
    from geodata.places.model import Place
    from geodata.routing.path import Spot

_AT_END_KM = 20.0


_HUB_KM = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Journey:
    """A route between places.

    Attributes
    ----------
    stops
        Ids or labels of the places, in order.
    way
        The stretches travelled.
    access_km
        From the two ends to the network, outside the length.
    unrestricted_km
        Length without what was avoided, None where nothing was, or where it has no way.
    with_closed_km
        Length over what is shut, None where nothing that is shut would have served.
    closed
        What is shut and was kept out of the way, each with its state.
    countries
        Those entered or called at, in order.
    taken
        What each text that was typed was taken for.
    waits
        What waits at the ends of the way: a border, a break of gauge.
    notes
        What else a reader must know, as sentences.
    by
        What is least: ``km``, ``time``, ``cost`` or ``co2e``.
    turns
        By rail: where the train turns back; None by other modes, on which nothing has to.
    retraced_km
        By rail: the km that it runs both ways.
    ledger_found
        Hours, money and CO2e of the way, where one of them was asked to be least.
    atlas
        Whose places it runs between.
    """

    mode: str
    stops: tuple[str, ...]
    way: Stretches
    events: tuple[Event, ...]
    access_km: tuple[float, float]
    unrestricted_km: float | None = None
    with_closed_km: float | None = None
    closed: tuple[Mapping[str, str], ...] = ()
    countries: tuple[str, ...] = ()
    taken: tuple[Mapping[str, Any], ...] = ()
    waits: tuple[Mapping[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    by: str = "km"
    turns: tuple[Turn, ...] | None = None
    retraced_km: float = 0.0
    ledger_found: Ledger | None = None
    atlas: AtlasData | None = field(default=None, repr=False)

    def __repr__(self) -> str:
        stops, countries = " - ".join(self.stops), " ".join(self.countries)
        return f"<Journey: {stops} by {self.mode}, {self.length_km:,.0f} km, {countries}>"

    @property
    def length_km(self) -> float:
        """Return the length of the way in km, without the access at its ends."""
        return self.way.length_km

    @property
    def reversals(self) -> int | None:
        """Return how often the train turns back; None by other modes."""
        return None if self.turns is None else len(self.turns)

    def ledger(self, **options: Unpack[LedgerOptions]) -> Ledger:
        """Return hours, money and CO2e by leg and stop; see `corridors.ledger.verbs`.

        Takes ``profile``, ``direction``, ``year``, ``ends`` and ``rates``.

        Raises
        ------
        InputError
            A journey without an atlas, an unknown profile or option, or bad rates.
        """
        from corridors.ledger.verbs import journey_ledger  # a way by km does without the ledger

        if self.atlas is None:
            raise InputError("this journey has no atlas: find it with `atlas.route`")
        return journey_ledger(self, self.atlas, **options)

    def followed(self) -> list[Followed]:
        """Return the corridors that it follows or leaves; see `corridors.lengths.followed`."""
        if self.atlas is None:
            return []
        modes = set(MODES) if self.mode == "any" else {self.mode}
        modes |= {"sea"} if self.mode == "rail" else set()  # train ferries
        ends = self.stops[0], self.stops[-1]
        return followed(self.atlas, self.way, ends, modes=frozenset(modes))

    def record(self) -> dict[str, Any]:
        """Return the answer with the keys of the command's JSON."""
        answer: dict[str, Any] = {
            "schema": 1,
            "mode": self.mode,
            "length_km": self.length_km,
            "countries": list(self.countries),
            "by_country": self.way.sums("country"),
            "by_origin": self.way.sums("origin"),
            "by_shape": self.way.sums("shape"),
            "chord_km": self.way.chord_km,
            "chord25_km": float(self.way.straight_km(longer_than_km=25.0).sum()),
            "access_km": list(self.access_km),
            "nodes": list(self.stops),
            "taken": [dict(each) for each in self.taken],
            "borders": self._of("border"),
            "transits": self._of("transit"),
            "breaks_of_gauge": self._of("break_of_gauge"),
            "mode_changes": self._of("mode_change"),
            "passages": self._of("passage"),
            "ends": [dict(each) for each in self.waits],
            "closed": [dict(each) for each in self.closed],
            "corridors": [
                {
                    **each._asdict(),
                    "idle": list(each.idle),
                    "follows": each.follows,
                    "text": each.text(self.length_km, by=self.by),
                }
                for each in self.followed()
            ],
            "notes": list(self.notes),
        }
        if self.unrestricted_km is not None:
            answer["unrestricted_km"] = self.unrestricted_km
        if self.with_closed_km is not None:
            answer["with_closed_km"] = self.with_closed_km
        if self.turns is not None:
            answer |= {"reversals": len(self.turns), "retraced_km": self.retraced_km}
            answer["turns"] = [turn._asdict() for turn in self.turns]
        if self.ledger_found is not None:
            from corridors.ledger.report import totals_of

            answer |= totals_of(self.ledger_found)
        return answer

    def _of(self, kind: str) -> list[dict[str, Any]]:
        return [_told(event) for event in self.events if event.kind == kind]

    @property
    def line(self) -> geopandas.GeoDataFrame:
        """Return the route as one line, EPSG:4326."""
        import geopandas

        from geodata.geodesy import line_geometry

        row = {"mode": self.mode, "length_km": self.length_km}
        geometry = [line_geometry(self.way.coords())]
        return geopandas.GeoDataFrame([row], geometry=geometry, crs="EPSG:4326")


def _told(event: Event) -> dict[str, Any]:
    told = {
        "at_km": event.at_km,
        "change": event.detail,
        "place": event.place,
        "basis": event.basis,
        "lon": event.lon,
        "lat": event.lat,
    }
    if event.kind == "border":
        told["handovers"] = list(event.handovers)
    if event.kind == "transit":
        told["km"] = event.km
    if event.kind == "mode_change":
        told["gauges"] = event.gauges
    return told


def taken(text: str, stop: Place, spot: Spot) -> dict[str, Any]:
    """Return what a text was taken for, and how far the network lies off."""
    return {
        "typed": text,
        "place": "" if stop.kind == Kind.POINT else stop.id,
        "name": stop.name(),
        "country": stop.country,
        "lon": stop.lon,
        "lat": stop.lat,
        "access_km": spot.access_km,
    }


def waits(
    way: Stretches,
    events: Sequence[Event],
    stops: Sequence[Place],
    crossings: Mapping[str, Crossing],
) -> list[dict[str, str]]:
    """Return what waits at an end that is a border or a yard, and that the way does not pass."""
    told = []
    for which, stop, row, at_km in (
        ("starts", stops[0], 0, 0.0),
        ("ends", stops[-1], -1, way.length_km),
    ):
        here = set(way.gauges_mm[row])
        broken = any(
            event.kind == "break_of_gauge" and abs(event.at_km - at_km) <= _AT_END_KM
            for event in events
        )
        own = _national(stop, way.country[row]) & here or here
        other = set(stop.gauges_mm) - own
        if len(stop.gauges_mm) > 1 and own and other and not broken and stop.kind != Kind.SEA_PORT:
            pair = (min(other), min(own)) if which == "starts" else (min(own), min(other))
            change = f"{pair[0]}>{pair[1]}"
            word = "behind" if which == "starts" else "before"
            text = f"{which} {word} a break of gauge {change} at {stop.name()}"
            told.append({"end": which, "kind": "break_of_gauge", "change": change, "text": text})
        crossing = crossings.get(stop.id)
        if crossing and way.country[row] in crossing.countries:
            inside = way.country[row]
            outside = next(code for code in crossing.countries if code != inside)
            change = f"{outside}>{inside}" if which == "starts" else f"{inside}>{outside}"
            text = f"{which} at the border {change}, {stop.name()}"
            told.append({"end": which, "kind": "border", "change": change, "text": text})
    return told


def _national(stop: Place, country: str) -> set[int]:
    return set(national().get(stop.country or country, ()))


def finder(places: Places) -> Callable[[tuple[float, float]], str]:
    """Return what tells the port or terminal at a point where the mode changes."""
    from corridors.tracing.multimodal import transfers

    spots = [
        (place, point) for place, modes in transfers(places).items() for point in modes.values()
    ]
    lonlat = np.array([point for _, point in spots]).reshape(-1, 2)

    def find(point: tuple[float, float]) -> str:
        if not len(lonlat):
            return ""
        away = geodesy.distance_km(*point, lonlat[:, 0], lonlat[:, 1])
        best = int(np.argmin(away))
        return spots[best][0] if away[best] <= _HUB_KM else ""

    return find
