"""CAREC's four trade facilitation indicators of a route, where its figures are measured.

TFI1 is hours at one side of a border, TFI2 the money there, TFI3 the money for 500 km and 20 t,
TFI4 the speed, without delay (SWOD: hours of moving only) and with it (SWD: all hours). See CAREC's
CPMM, https://cpmm.carecprogram.org/2023-report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridors.ledger.rates.model import Quality

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridors.ledger.data import LedgerData
    from corridors.ledger.lines import Figure, Line

SECTION_KM = 500.0
SECTION_T = 20.0
_MOSTLY = 0.9
"""Speed with delay is told where this share of the hours, or more, is measured."""


def indicators(ledger: LedgerData) -> dict[str, float | int | None]:
    """Return TFI1 to TFI4 of the measured lines of a ledger; None where none is measured.

    Returns
    -------
    ``tfi1_h``, ``tfi2_usd``: means over ``border_sides``; ``tfi3_usd`` for 500 km and 20 t;
    ``tfi4_swod_kmh`` and ``tfi4_swd_kmh``; ``measured_km`` of the legs behind them.
    """
    lines = [line for line in ledger.lines if line.counted]
    borders = [line for line in lines if line.what.startswith("border") and _told(line.hours)]
    legs = [line for line in lines if line.kind == "leg" and _told(line.hours)]
    priced = [line for line in lines if line.kind == "leg" and _told(line.usd)]
    km = sum(line.km for line in legs)
    usd_km = _ratio(_sum(priced, "usd"), sum(line.km for line in priced))
    per_section = SECTION_KM * SECTION_T / ledger.profile.tonnes
    charged = [line for line in borders if _told(line.usd)]
    return {
        "border_sides": len(borders),
        "tfi1_h": _ratio(_sum(borders, "hours"), len(borders)),
        "tfi2_usd": _ratio(_sum(charged, "usd"), len(charged)),
        "tfi3_usd": None if usd_km is None else usd_km * per_section,
        "tfi4_swod_kmh": _ratio(km, _sum(legs, "hours")),
        "tfi4_swd_kmh": _with_delay(ledger),
        "measured_km": km,
    }


def _told(figure: Figure | None) -> bool:
    return figure is not None and figure.quality is Quality.MEASURED


def _sum(lines: Sequence[Line], measure: str) -> float:
    return sum(figure.range.mode for line in lines if (figure := line.figure(measure)))


def _ratio(one: float, other: float) -> float | None:
    return one / other if other else None


def _with_delay(ledger: LedgerData) -> float | None:
    if ledger.by_quality["hours"][Quality.MEASURED] < _MOSTLY:
        return None
    return _ratio(ledger.length_km, ledger.totals["hours"].range.mode)
