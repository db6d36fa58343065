"""The partner network as layers of the map: its sites, and the services between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maps.scene.overlay import Overlay
from maps.services import service_layer
from maps.words.language import translations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from corridors.partners.network import Partners


def partner_layers(network: Partners, record: Mapping[str, Any]) -> list[Overlay]:
    """Return the sites, numbered, with what each carries and adds, and the services between them.

    Parameters
    ----------
    record
        Of the network, as `corridors.partners.record.record` gives it.
    """
    words = translations("layers")
    columns = {
        name: words[name] for name in ("country", "role", "flow_share", "adds_share", "extra_h")
    }
    sites = Overlay(
        words["partners"],
        _sites(network, record["hubs"]),
        "sites",
        value="flow_share",
        label="name",
        columns=columns,
        shown=True,
    )
    services = service_layer(network.found.traced.atlas.places, sites=network.sites, shown=True)
    return [sites] if services.frame.empty else [services, sites]


def _sites(network: Partners, hubs: Sequence[Mapping[str, Any]]) -> gpd.GeoDataFrame:
    import geopandas as gpd

    points = [network.found.graph.points[hub["place"]] for hub in hubs]
    rows = {
        "name": [f"{number}. {hub['name']}" for number, hub in enumerate(hubs, start=1)],
        "country": [hub["country"] for hub in hubs],
        "role": [hub["role"] for hub in hubs],
        "flow_share": [100.0 * hub["flow_share"] for hub in hubs],
        "adds_share": [100.0 * hub["adds"] for hub in hubs],
        "extra_h": [hub["loss"]["extra_h"] for hub in hubs],
    }
    geometry = gpd.points_from_xy(*zip(*points, strict=True))
    return gpd.GeoDataFrame(rows, geometry=geometry, crs="EPSG:4326")
