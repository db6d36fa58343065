"""What is shipped, and by which rates; a way by km needs no more of the ledger than this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from corridors.ledger.rates.book import RateBook

    Rates = RateBook | Sequence[str | os.PathLike[str]]


@dataclass(frozen=True)
class Shipment:
    """What is shipped, and which rates are looked up.

    Attributes
    ----------
    profile
        A name of ``profiles.toml``; by default what suits most of the km.
    year
        For which rates are looked up; the profile's by default.
    rates
        Folders of rates of one's own, which go before ours; or a book.
    """

    profile: str | None = None
    year: int | None = None
    rates: Rates = ()
