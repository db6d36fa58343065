"""Lengths in whole km whose parts sum to the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def whole_parts(parts: Sequence[float], total: float) -> list[int]:
    """Return parts in whole km that add up to the whole total: the largest remainders round up.

    Where the parts do not make the total, nothing is made to fit.
    """
    if abs(sum(parts) - total) >= 1.0:
        return [round(part) for part in parts]
    found = [int(part) for part in parts]
    by_rest = sorted(range(len(parts)), key=lambda row: found[row] - parts[row])
    for row in by_rest[: max(0, round(total) - sum(found))]:
        found[row] += 1
    return found
