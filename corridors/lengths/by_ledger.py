"""Routes that are least in time, money or CO2e, and the ledger that each comes with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast, get_args

from corridors.ledger.verbs import journey_ledger, router_by, settled
from corridors.ledger.weights import By
from geodata.errors import InputError

if TYPE_CHECKING:
    from corridors.ledger.rates.shipment import Shipment
    from corridors.lengths.journey import Journey
    from corridors.tracing.data import AtlasData
    from geodata.routing.router import Router

__all__ = ["priced", "settled", "with_ledger"]


def priced(router: Router, atlas: AtlasData, by: str, shipment: Shipment) -> Router:
    """Return a router over the same network by time, cost or CO2e.

    Raises
    ------
    InputError
        Another word is asked for.
    """
    if by not in get_args(By):
        raise InputError(f"--by {by!r}: use km, {', '.join(get_args(By))}")
    return router_by(router, atlas, cast("By", by), shipment)


def with_ledger(found: Journey, atlas: AtlasData, shipment: Shipment) -> Journey:
    """Return a journey with the ledger of what is shipped."""
    ledger = journey_ledger(
        found, atlas, profile=shipment.profile, year=shipment.year, rates=shipment.rates
    )
    return replace(found, ledger_found=ledger)
