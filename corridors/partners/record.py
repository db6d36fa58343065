"""The partner network as records: each site with its reasons, and the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corridors.definitions.vocabulary import Subject
from corridors.partners.network import ways_through

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corridors.partners.network import Partners
    from corridors.tracing.data import AtlasData


def record(network: Partners) -> dict[str, Any]:
    """Return the network with the keys of the command's JSON.

    Returns
    -------
    dict
        ``hubs``, one record a site, that which most is lost without first; ``network`` with
        ``sites``, ``captured_share``, ``gap``; and what the answer rests on.
    """
    return {
        "hubs": [_hub(network, site) for site in network.sites],
        "network": {
            "sites": list(network.sites),
            "captured_share": network.answer.captured,
            "bound": network.answer.bound,
            "gap": network.answer.gap,
            "within_km": network.within_km,
            "candidates": len(network.candidates),
            "flows": len(network.found.ways),
            "formula": network.found.flows.formula,
            "by": network.found.by,
            "countries": sorted(network.countries) if network.countries is not None else None,
        },
    }


def _hub(network: Partners, site: str) -> dict[str, Any]:
    found = network.found
    row = found.row(site)
    figures = {
        quantity: latest(found.traced.atlas, site, quantity) for quantity in ("capacity", "traffic")
    }
    loss = {key: row.pop(key) for key in ("extra_km", "extra_h", "no_way_share")}
    hub = {**row, "loss": loss, "adds": network.adds(site), **figures}
    return {**hub, "reason": reason(network, site, hub)}


def latest(atlas: AtlasData, place: str, quantity: str) -> dict[str, Any] | None:
    """Return the newest figure of a place by year, None where no page tells one."""
    figures = [
        figure
        for figure in atlas.catalogue.figures
        if figure.scope is Subject.PLACE
        and figure.object == place
        and str(figure.quantity) == quantity
    ]
    if not figures:
        return None
    newest = max(figures, key=lambda figure: (figure.year, figure.is_yearly, figure.value))
    return {
        "value": newest.value,
        "unit": newest.unit,
        "year": newest.year,
        "wording": newest.wording,
        "source": newest.source,
    }


def reason(network: Partners, site: str, hub: Mapping[str, Any]) -> str:
    """Return why a site is in the network, in words."""
    share, adds, loss = hub["flow_share"], hub["adds"], hub["loss"]
    parts = [f"{share:.0%} of the flows pass it, {adds:.1%} are captured only with it"]
    if site in network.terms.fixed:
        parts = ["asked for", *parts]
    elif adds <= 0.0:
        parts.append(f"in the network as a {hub['role'].replace('_', ' ')}")
    if ends := ways_through(network, site):
        parts.append(f"the largest goes from {ends[0]} to {ends[1]}")
    if loss["no_way_share"] > 0.0:
        parts.append(f"without it {loss['no_way_share']:.1%} have no other way on the corridors")
    if loss["extra_h"] > 0.0:
        parts.append(f"the others travel {loss['extra_h']:.0f} h more on average")
    return "; ".join(parts)
