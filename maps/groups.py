"""Corridors, hubs, coverage and ways as groups that go onto any Folium map.

Each function returns one `folium.FeatureGroup`: add it to a `folium.Map` over tiles of your own or
to the offline page of `maps.draw`, and a `folium.LayerControl` switches it on and off. What is told
of a line or a hub stands in its tooltip and its popup, escaped.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import folium
import shapely

from maps import style
from maps.marks import escaped, lines_of, polyline, told_by
from maps.words.language import Language, translations

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas

    from corridors.hubs.coverage import Coverage
    from corridors.lengths.journey import Journey
    from corridors.traced import Traced
    from corridors.tracing.traced_data import TracedData
    from geodata.arrays import Floats

WEIGHT = 3.0
"""Width of a railway in pixels; other modes by `maps.style`."""
WAY_COLOUR = "#d1495b"

_HUB_RADIUS = 5.0


def corridor_group(
    traced: TracedData, *, lang: str = "en", name: str | None = None, show: bool = True
) -> folium.FeatureGroup:
    """Return the legs of traced corridors in the colours, patterns and dashes of the atlas.

    Parameters
    ----------
    traced
        As ``atlas.trace("trans-caspian")`` returns them; each leg is drawn once.
    lang
        Of names and words: en, ru, zh, kk or one of your own.
    name
        In the control of layers; the short name of a lone corridor, else "Corridors".
    show
        Whether the group is on at first.

    Raises
    ------
    InputError
        The language is unknown.
    """
    language = Language(lang)
    group = folium.FeatureGroup(name=escaped(name or _called(traced, language)), show=show)
    for leg in traced.legs.to_dict("records"):
        told = _leg_rows(leg, language)
        pens = style.pens(leg["family"], leg["mode"], leg["status"] or "planned")
        for line in lines_of(leg["geometry"]):
            for pen in pens:
                told_by(_stroke(line, pen), told).add_to(group)
    return group


def hub_group(
    traced: Traced,
    *,
    hubs: geopandas.GeoDataFrame | None = None,
    lang: str = "en",
    name: str | None = None,
    show: bool = True,
) -> folium.FeatureGroup:
    """Return the hubs of an atlas, or hubs of your own, as discs.

    Parameters
    ----------
    traced
        Whose atlas they are from.
    hubs
        Rows with the columns of ``places.csv`` and points, EPSG:4326, such as a part of
        ``traced.atlas.hubs``.
    lang, name, show
        See `corridor_group`.
    """
    language, group = Language(lang), _group("hubs", lang, name, show=show)
    shown = traced.atlas.hubs if hubs is None else hubs
    for hub in shown.to_dict("records"):
        rows = _hub_rows(hub, language)
        disc = folium.CircleMarker(
            (hub["geometry"].y, hub["geometry"].x),
            radius=_HUB_RADIUS,
            color=style.GROUND["light"]["casing"],
            weight=1.0,
            fill=True,
            fill_color=style.GROUND["light"]["hub"],
            fill_opacity=1.0,
        )
        told_by(disc, rows).add_to(group)
    return group


def coverage_group(
    coverage: Coverage, *, lang: str = "en", name: str | None = None, show: bool = True
) -> folium.FeatureGroup:
    """Return the stretches of corridors by whether a hub is near: whole lines, and dashed ones.

    A stretch is told as a gap where the country's list of hubs is declared complete; the sea is
    left out.

    Parameters
    ----------
    coverage
        As `corridors.hubs.coverage.coverage` returns it.
    lang, name, show
        See `corridor_group`.
    """
    language, words = Language(lang), translations("layers")
    colours = style.OVERLAYS["light"]
    group = folium.FeatureGroup(
        name=escaped(name or language.pick(dict(words["coverage"]))), show=show
    )
    bands = coverage.bands[coverage.bands["told"] != "sea"]
    for band in bands.to_dict("records"):
        near = bool(band["covered"])
        rows = {
            language.pick(dict(words[band["told"]])): f"{band['km']:,.0f} km",
            language.words()["country"]: language.country_name(band["country"]),
        }
        options = {"color": colours["band" if near else "gap"], "weight": 7.0, "opacity": 0.7}
        dash = {} if near else {"dash_array": "6 6"}
        for line in lines_of(band["geometry"]):
            told_by(polyline(line, **options, **dash), rows).add_to(group)
    return group


def way_group(
    journey: Journey,
    *,
    lang: str = "en",
    name: str | None = None,
    colour: str = WAY_COLOUR,
    show: bool = True,
) -> folium.FeatureGroup:
    """Return the way of a route between two places.

    Parameters
    ----------
    journey
        As ``atlas.route("Almaty", "Poti")`` returns it.
    colour
        As CSS writes it; one for each of several ways.
    lang, name, show
        See `corridor_group`; the name is that of the two ends where none is given.
    """
    language = Language(lang)
    stops = [_place(journey, stop, language) for stop in journey.stops]
    called = name or " - ".join(stops)
    rows = {called: f"{journey.length_km:,.0f} km"} | {
        language.country_name(code): f"{km:,.0f} km"
        for code, km in journey.way.sums("country").items()
    }
    group = folium.FeatureGroup(name=escaped(called), show=show)
    for line in lines_of(shapely.linestrings(journey.way.coords())):
        drawn = polyline(line, color=colour, weight=5.0, opacity=0.85)
        told_by(drawn, rows).add_to(group)
    return group


def _group(key: str, lang: str, name: str | None, *, show: bool) -> folium.FeatureGroup:
    return folium.FeatureGroup(name=escaped(name or Language(lang).words()[key]), show=show)


def _called(traced: TracedData, language: Language) -> str:
    if len(traced.ids) > 1:
        return language.words()["corridors"]
    record = traced.atlas.catalogue.corridor(traced.ids[0])
    return language.pick(dict(record.short)) or language.pick(dict(record.name))


def _leg_rows(leg: Mapping[str, Any], language: Language) -> dict[str, str]:
    words = language.words()
    ends = [language.pick(leg[key], leg[place]) for key, place in _ENDS]
    rows = {
        " – ".join(ends): f"{leg['length_km']:,.0f} {words['km']}",
        words["mode"]: words[leg["mode"]],
        words["status"]: words[leg["status"]] if leg["status"] else "–",
    }
    if not math.isnan(leg["published_km"]):
        rows[words["published"]] = f"{leg['published_km']:,.0f} {words['km']}"
    return rows


_ENDS = (("names_from", "from_place"), ("names_to", "to_place"))


def _hub_rows(hub: Mapping[str, Any], language: Language) -> dict[str, str]:
    words = language.words()
    names = {key.removeprefix("name_"): hub[key] for key in hub if key.startswith("name_")}
    kind = words.get(hub["kind"], hub["kind"])
    return {
        language.pick(names, hub["id"]): kind,
        words["country"]: language.country_name(hub["country"]),
        words["status"]: words.get(hub["status"], hub["status"]),
    }


def _place(journey: Journey, stop: str, language: Language) -> str:
    places = journey.atlas.hub_places if journey.atlas else {}
    return places[stop].name(language.base) if stop in places else stop


def _stroke(line: Floats, pen: style.Pen) -> folium.PolyLine:
    weight = WEIGHT * pen.width
    options: dict[str, object] = {"color": pen.colour, "weight": round(weight, 2), "opacity": 1.0}
    if pen.dash:
        options["dash_array"] = " ".join(f"{length * weight:.1f}" for length in pen.dash)
    options["line_cap"] = "round" if pen.round_caps else "butt"
    return polyline(line, **options)
