"""One route between places, over a network of a mode: what `corridors route` answers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast, get_args

from corridors.ledger.report import totals_of
from corridors.ledger.verbs import Shipment, journey_ledger, router_by, settled
from corridors.ledger.weights import By
from corridors.tracing import trace
from geodata.errors import InputError, NoPathError, PlaceError, SnapError, did_you_mean
from geodata.places.model import COUNTRIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas
    import numpy as np
    from numpy.typing import NDArray

    from corridors.ledger.ledger import Ledger
    from corridors.tracing.data import AtlasData
    from corridors.tracing.way import Event, Stretches
    from geodata.network.model import Network
    from geodata.places.model import Place
    from geodata.routing.path import Path
    from geodata.routing.router import Router

_CLOSED_WITHIN_KM = 2.0


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
        Length without the closures, None where nothing was closed.
    reversals, retraced_km
        By rail: how often the train turns back, and the km that it runs both ways.
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
    reversals: int | None = None
    retraced_km: float = 0.0
    ledger_found: Ledger | None = None
    atlas: AtlasData | None = field(default=None, repr=False)

    def ledger(self, **options: Any) -> Ledger:  # noqa: ANN401 - the parameters of `route_ledger`
        """Return hours, money and CO2e by leg and stop; see `corridors.ledger.verbs`.

        Takes ``profile``, ``direction``, ``year``, ``ends`` and ``rates``.

        Raises
        ------
        InputError
            A journey without an atlas, an unknown profile or option, or bad rates.
        """
        if self.atlas is None:
            raise InputError("this journey has no atlas: find it with `atlas.route`")
        return journey_ledger(self, self.atlas, **options)

    def record(self) -> dict[str, Any]:
        """Return the answer with the keys of the command's JSON."""
        answer: dict[str, Any] = {
            "schema": 1,
            "mode": self.mode,
            "length_km": self.way.length_km,
            "by_country": self.way.sums("country"),
            "by_origin": self.way.sums("origin"),
            "by_shape": self.way.sums("shape"),
            "chord_km": self.way.chord_km,
            "access_km": list(self.access_km),
            "nodes": list(self.stops),
            "borders": [_told(event) for event in self.events if event.kind == "border"],
            "breaks_of_gauge": [_told(e) for e in self.events if e.kind == "break_of_gauge"],
        }
        if self.unrestricted_km is not None:
            answer["unrestricted_km"] = self.unrestricted_km
        if self.reversals is not None:
            answer |= {"reversals": self.reversals, "retraced_km": self.retraced_km}
        if self.ledger_found is not None:
            answer |= totals_of(self.ledger_found)
        return answer

    @property
    def line(self) -> geopandas.GeoDataFrame:
        """Return the route as one line, EPSG:4326."""
        import geopandas

        from geodata.geodesy import line_geometry

        row = {"mode": self.mode, "length_km": self.way.length_km}
        geometry = [line_geometry(self.way.coords())]
        return geopandas.GeoDataFrame([row], geometry=geometry, crs="EPSG:4326")


def _told(event: Event) -> dict[str, Any]:
    return {
        "at_km": event.at_km,
        "change": event.detail,
        "place": event.place,
        "basis": event.basis,
        "lon": event.lon,
        "lat": event.lat,
    }


def route(
    atlas: AtlasData,
    start: str,
    end: str,
    *,
    mode: str = "rail",
    via: Sequence[str] = (),
    avoid: Sequence[str] = (),
    by: str = "km",
    shipment: Shipment | None = None,
) -> Journey:
    """Return the route between two places that is shortest, or takes least time, money or CO2e.

    Parameters
    ----------
    start, end, via
        Ids, names in any language, UN/LOCODEs, or ``lat,lon``.
    mode
        ``rail``, ``road``, ``sea`` or ``any``.
    avoid
        Country codes, or places whose surroundings (2 km) are closed.
    by
        ``km``, ``time``, ``cost`` or ``co2e``: what is to be least. Stops are paid for.
    shipment
        What is shipped and by which rates, where it is not km.

    Raises
    ------
    PlaceError
        A place is unknown, or its name belongs to several within reach of the mode.
    SnapError, NoPathError
        A place is off the network, or nothing joins the places.
    """
    asked = Shipment() if by == "km" else settled(atlas, mode, shipment or Shipment())
    router = _router(atlas, mode, by, asked)
    stops = [_stop(atlas, router, text) for text in (start, *via, end)]
    found = _restricted(atlas, router, stops, avoid) if avoid else _journey(atlas, router, stops)
    if by == "km":
        return found
    ledger = journey_ledger(found, atlas, profile=asked.profile, year=asked.year, rates=asked.rates)
    return replace(found, ledger_found=ledger)


def _router(atlas: AtlasData, mode: str, by: str, shipment: Shipment) -> Router:
    router = atlas.router(mode)
    if by == "km":
        return router
    if by not in get_args(By):
        raise InputError(f"--by {by!r}: use km, {', '.join(get_args(By))}")
    return router_by(router, atlas, cast("By", by), shipment)


def _restricted(
    atlas: AtlasData, router: Router, stops: Sequence[Place], avoid: Sequence[str]
) -> Journey:
    free_km = trace.trace_path(router, stops, atlas.places)[0].stretch_km(router.network).sum()
    restricted = router.avoiding(_closures(atlas, router, avoid))
    try:
        return _journey(atlas, restricted, stops, unrestricted_km=float(free_km))
    except NoPathError as error:
        raise NoPathError(f"{error}; without --avoid it is {free_km:,.0f} km") from error


def _journey(
    atlas: AtlasData,
    router: Router,
    stops: Sequence[Place],
    *,
    unrestricted_km: float | None = None,
) -> Journey:
    path, spots = trace.trace_path(router, stops, atlas.places)
    way, events, access = trace.along(router, path, spots, atlas.wayside)
    names = tuple(stop.id or stop.name() for stop in stops)
    mode = router.network.mode
    turns, retraced_km = _turned(router.network, path) if mode == "rail" else (None, 0.0)
    return Journey(
        mode, names, way, events, access, unrestricted_km, turns, retraced_km, atlas=atlas
    )


def _turned(network: Network, path: Path) -> tuple[int, float]:
    """Return how often a train turns back, and the km that it runs both ways.

    Only the tracks that touch the way are looked at; the rest has no say in where it turns.
    """
    import numpy as np

    from geodata.routing.reversals import retraced_km, reversals

    nodes = np.concatenate([network.tail[path.edge], network.head[path.edge]])
    near = np.flatnonzero(np.isin(network.tail, nodes) | np.isin(network.head, nodes))
    part = replace(path, edge=np.searchsorted(near, path.edge))
    return len(reversals(part, network=network.take(near))), retraced_km(path, network)


def _stop(atlas: AtlasData, router: Router, text: str) -> Place:
    """Return the one place meant: the only candidate, or the only one within reach of the mode."""
    candidates = atlas.places.candidates(text)
    if len(candidates) < 2:  # noqa: PLR2004
        return atlas.places.find(text)
    near = [place for place in candidates if _reachable(atlas, router, place)]
    if len(near) == 1:
        return near[0]
    return atlas.places.find(text)


def _reachable(atlas: AtlasData, router: Router, place: Place) -> bool:
    try:
        router.snap(trace.anchored([place], atlas.places, router.network.mode))
    except SnapError:
        return False
    return True


def _closures(atlas: AtlasData, router: Router, avoid: Sequence[str]) -> NDArray[np.bool_]:
    import numpy as np

    network = router.network
    codes = {word for word in avoid if word.upper() in COUNTRIES and word.isupper()}
    closed = network.columns["country"].mask(codes)
    for word in avoid:
        if word in codes:
            continue
        if len(word) == 2 and word.isupper():  # noqa: PLR2004
            raise PlaceError(f"no country {word!r} ({did_you_mean(word, COUNTRIES)})")
        point = _stop(atlas, router, word).point
        near = router.index.within([point], radius_km=_CLOSED_WITHIN_KM)
        closed[near] = True
    return np.asarray(closed)
