"""Published services between hubs as a layer of the map, and as a group for any Folium map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np

from corridors.ledger.services import read_services
from geodata.geodesy import densify, line_geometry
from geodata.places.languages import tongues
from maps.marks import escaped, lines_of, polyline, told_by
from maps.scene.overlay import Overlay
from maps.style import INK
from maps.words.language import Language, translations

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import folium
    import shapely

    from corridors.ledger.services import Service
    from geodata.places.model import Place

_STEP_KM = 100.0
_WEIGHT = 1.8
_DASH = "5 4"
COLUMNS = ("modes", "operator", "per_week", "teu_year", "days", "year", "source", "page", "further")
"""What is told of an arc: of the newest service that runs on it, then of the others."""


def service_layer(
    places: Mapping[str, Place],
    *,
    sites: Collection[str] | None = None,
    lang: str = "en",
    shown: bool = False,
) -> Overlay:
    """Return arcs between the places that published services run between.

    Services over the same places are one arc, solid where one of them runs, dashed where a page
    tells of one trip or a plan.

    Parameters
    ----------
    places
        Of the atlas, by id.
    sites
        Only services that begin, call or end at one of them.
    lang
        Of the names of places.
    shown
        Whether the layer is on at first.
    """
    words = translations("layers")
    frame = service_arcs(places, sites=sites, lang=lang)
    return Overlay(
        words["services"],
        frame,
        "arcs",
        value="runs",
        label="name",
        columns={name: words[name] for name in COLUMNS if (frame[name] != "").any()},
        classes=(words["runs"], words["ran_once"]),
        shown=shown,
        note={key: _note(frame, Language(key)) for key in tongues()},
    )


def _note(frame: gpd.GeoDataFrame, language: Language) -> str:
    told = language.words_of("layers")["services_note"]
    return told.format(language.number(int(frame["count"].sum())), language.number(len(frame)))


def service_arcs(
    places: Mapping[str, Place], *, sites: Collection[str] | None = None, lang: str = "en"
) -> gpd.GeoDataFrame:
    """Return a row for each chain of places that services run over, with a geodesic arc.

    Returns
    -------
    GeoDataFrame
        ``name, runs, count`` and `COLUMNS`; EPSG:4326.
    """
    chains: dict[tuple[str, ...], list[Service]] = {}
    for service in read_services(places=places):
        chain = (service.start, *service.via, service.end)
        if sites is None or set(sites) & set(chain):
            chains.setdefault(min(chain, chain[::-1]), []).append(service)
    rows = [_row(chain, _ranked(found), places, lang) for chain, found in sorted(chains.items())]
    lines = [_arc(chain, places) for chain in sorted(chains)]
    columns = ["name", "runs", "count", *COLUMNS]
    return gpd.GeoDataFrame(rows, columns=columns, geometry=lines, crs="EPSG:4326")


def _ranked(services: Iterable[Service]) -> list[Service]:
    """Return what runs before what ran once, the newest first."""
    return sorted(services, key=lambda one: (one.kind != "service", -one.year, one.id))


def _arc(chain: Sequence[str], places: Mapping[str, Place]) -> shapely.Geometry:
    points = np.array([places[place].point for place in chain])
    return line_geometry(densify(points, step_km=_STEP_KM))


def _row(
    chain: Sequence[str], services: Sequence[Service], places: Mapping[str, Place], lang: str
) -> dict[str, object]:
    first, *others = services
    words = Language(lang).words()
    return {
        "name": " \u2013 ".join(places[place].name(lang) for place in (chain[0], chain[-1])),
        "runs": first.kind == "service",
        "count": len(services),
        "modes": ", ".join(words[mode] for mode in dict.fromkeys(first.modes)),
        "operator": first.operator,
        "per_week": "" if first.per_week is None else first.per_week,
        "teu_year": "" if first.teu_year is None else first.teu_year,
        "days": first.days[1] if first.days else "",
        "year": str(first.year),
        "source": first.publisher,
        "page": first.url,
        "further": "; ".join(_brief(other) for other in others),
    }


def _brief(service: Service) -> str:
    days = f"{service.days[1]:g} d, " if service.days else ""
    return f"{service.year}: {days}{service.publisher}"


def service_group(
    places: Mapping[str, Place], *, lang: str = "en", show: bool = True
) -> folium.FeatureGroup:
    """Return the arcs of published services as a group for any Folium map.

    Parameters
    ----------
    places
        Of the atlas, by id.
    lang
        Of names and words.
    show
        Whether the group is on at first.

    Raises
    ------
    InputError
        The language is unknown.
    """
    import folium

    words = Language(lang).words_of("layers")
    group = folium.FeatureGroup(name=escaped(words["services"]), show=show)
    for arc in service_arcs(places, lang=lang).to_dict("records"):
        rows = {arc["name"]: words["runs" if arc["runs"] else "ran_once"]}
        rows |= {words[name]: str(arc[name]) for name in COLUMNS if arc[name] != ""}
        for part in lines_of(arc["geometry"]):
            dash = {} if arc["runs"] else {"dash_array": _DASH}
            told_by(polyline(part, color=INK, weight=_WEIGHT, **dash), rows).add_to(group)
    return group
