"""The ledger of the best way between two places along the corridors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridors.graph.ledger import way_ledger
from corridors.ledger.verbs import atlas_book
from corridors.scenarios.definition import graph_measure
from corridors.scenarios.modes import by_mode
from geodata.errors import InputError, NoPathError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridors.ledger.ledger import Ledger
    from corridors.scenarios.run import Ground


def ledger_between(
    ground: Ground,
    start: str,
    end: str,
    *,
    mode: str = "any",
    by: str = "time",
    avoid: Sequence[str] = (),
) -> Ledger:
    """Return the ledger of the best way between two places along the corridors.

    Parameters
    ----------
    start, end
        Ids or names of places that a corridor passes.
    mode
        ``any``, ``rail`` or ``road`` (ferries are part of both), or ``sea``.
    by
        What is least: ``time``, ``cost``, ``co2e`` or ``km``.
    avoid
        Places, pairs of countries, countries, passages, legs.

    Raises
    ------
    InputError
        A place that no corridor passes, something to avoid that names nothing, an unknown option.
    NoPathError
        There is no way.
    """
    measure = graph_measure(by)
    known = ground.known
    shut = [known.id_of(word) for word in avoid]
    graph = by_mode(ground.graph, ground.traced, mode).without(shut)
    ends = known.id_of(start), known.id_of(end)
    if ends[0] == ends[1]:
        raise InputError(f"both ends are {start!r}: give two places")
    way = graph.way(*ends, by=measure)
    if way is None:
        raise NoPathError(f"{ends[0]} - {ends[1]}: no way along the corridors")
    return way_ledger(way, atlas_book(ground.traced.atlas, ground.shipment.rates))
