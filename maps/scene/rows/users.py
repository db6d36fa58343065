"""Who uses a leg and where routes end: asked by the page, figures and slides alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridors.definitions.vocabulary import LegRef

if TYPE_CHECKING:
    from corridors.tracing.traced_data import TracedData


def corridors_by_leg(traced: TracedData) -> dict[str, list[str]]:
    """Return the corridors of each leg by ``corridor:leg``: its own, then those that run over it.

    Its own comes first, whether or not it is among those traced.
    """
    users = {ref: dict.fromkeys([leg.corridor]) for ref, leg in traced.by_ref.items()}
    for row in traced.routes.itertuples():
        for leg in row.legs:
            key = LegRef.read(str(leg), corridor=str(row.corridor)).key
            users.setdefault(key, {})[str(row.corridor)] = None
    return {key: list(found) for key, found in users.items()}


def route_ends(traced: TracedData, *, main: bool | None = None) -> set[str]:
    """Return the places where routes begin or end; of main routes, or of the others, where asked.

    Parameters
    ----------
    main
        Which routes; all where None.
    """
    routes = traced.routes
    if routes.empty:
        return set()
    chosen = routes if main is None else routes[routes["main"] == main]
    return {str(place) for name in ("from_place", "to_place") for place in chosen[name]}
