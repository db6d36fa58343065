"""What is asked of a route between two places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridors.ledger.rates.shipment import Shipment


@dataclass(frozen=True, kw_only=True)
class RouteOptions:
    """How a route between two places is to run.

    Attributes
    ----------
    mode
        ``rail``, with train ferries, ``road``, ``sea`` or ``any``.
    via
        Places on the way, told as its ends are.
    avoid
        Country codes, passages at sea, or places whose surroundings (2 km) are closed.
    with_closed
        Use what is shut as well.
    snap_km
        How far a point given as ``lat,lon``, or a place that is no border crossing, may lie off
        the network of its country; 25 by land where absent.
    by
        ``km``, ``time``, ``cost`` or ``co2e``: what is to be least. Stops are paid for: by km a
        border and a break of gauge count as km, see `corridors.lengths.detours`.
    shipment
        What is shipped and by which rates, where it is not km.
    """

    mode: str = "rail"
    via: Sequence[str] = ()
    avoid: Sequence[str] = ()
    with_closed: bool = False
    snap_km: float | None = None
    by: str = "km"
    shipment: Shipment | None = None


class RouteWords(TypedDict, total=False):
    """The keywords of `route`; see `RouteOptions`."""

    mode: str
    via: Sequence[str]
    avoid: Sequence[str]
    with_closed: bool
    snap_km: float | None
    by: str
    shipment: Shipment | None
