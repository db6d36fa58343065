"""The partner network as layers of the map: its sites, and the services between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maps.scene.overlay import Overlay
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
    arcs = _arcs(network)
    if arcs.empty:
        return [sites]
    services = Overlay(
        words["services"],
        arcs,
        "bands",
        value="runs",
        label="name",
        columns={"modes": words["modes"], "year": words["year"]},
        classes=(words["runs"], words["ran_once"]),
        shown=True,
    )
    return [services, sites]


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


def _arcs(network: Partners) -> gpd.GeoDataFrame:
    """Return geodesic arcs of services that begin or end at a site."""
    import geopandas as gpd
    import numpy as np

    from corridors.ledger.services import read_services
    from geodata.geodesy import densify, line_geometry

    places, sites = network.found.traced.atlas.places, set(network.sites)
    rows, lines = [], []
    for service in read_services(places=places):
        if not sites & {service.start, *service.via, service.end}:
            continue
        ends = [places[end] for end in (service.start, *service.via, service.end)]
        line = densify(np.array([end.point for end in ends]), step_km=100.0)
        rows.append(
            {
                "name": f"{ends[0].name()} - {ends[-1].name()}",
                "modes": " ".join(service.modes),
                "year": service.year,
                "runs": service.kind == "service",
            }
        )
        lines.append(line_geometry(line))
    return gpd.GeoDataFrame(
        rows, columns=["name", "modes", "year", "runs"], geometry=lines, crs="EPSG:4326"
    )
