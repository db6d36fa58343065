"""Traced corridors as a map or a briefing."""

from __future__ import annotations

import re
import warnings
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium

from geodata.degrees import in_degrees
from geodata.errors import InputError, Problem, did_you_mean
from maps import style
from maps.page import document
from maps.page.folium_map import AtlasMap
from maps.page.links import hosts
from maps.page.still import still
from maps.scene import basemap as ground_of
from maps.scene import build as scenes
from maps.scene import model
from maps.scene.hubs import hubs_of
from maps.words.language import Language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from corridors.hubs.coverage import Coverage
    from corridors.traced import Traced
    from maps.scene.hubs import Hubs
    from maps.scene.json_types import StepJson
    from maps.scene.overlay import Overlay
    from maps.story.model import Story


def draw(  # noqa: PLR0913 - the options of a map
    traced: Traced,
    *,
    hubs: Hubs = None,
    lang: str = "en",
    title: str | None = None,
    subtitle: str | None = None,
    basemap: bool | str | Path = True,
    tiles: object = None,
    layers: Sequence[Overlay] = (),
    story: Story | None = None,
    compare: tuple[str, str] | None = None,
) -> AtlasMap:
    """Draw traced corridors and hubs.

    Parameters
    ----------
    traced : Traced
        As ``atlas.trace()`` returns them; the day of their atlas is stated under the title.
    hubs : GeoDataFrame or (), optional
        Places with the columns of ``places.csv`` and points, EPSG:4326, instead of the hubs of
        the atlas; ``()`` for none.
    lang : str
        Language of the furniture and of names: en, ru, zh, kk or one of your own.
    title, subtitle : str, optional
        Title and the line under it; the defaults name and count what is drawn. The title of a
        lone corridor is its name.
    basemap : bool, str or Path
        The embedded ground, none, or a folder of your own files (your own boundaries).
    tiles : str or xyzservices.TileProvider or folium.TileLayer, optional
        Online tiles; the page then saves only with ``online=True``.
    layers : sequence of Overlay
        Layers beside the corridors: coverage, gaps, catchments, hubs by size, sites.
    story : Story, optional
        Steps to open with, as `maps.story.read` reads them; see also `brief`.
    compare : tuple of str, optional
        Two corridors or two years to open side by side.

    Returns
    -------
    AtlasMap
        A `folium.Map`: add Folium's children to it, show it in a notebook, ``save`` it.

    Raises
    ------
    InputError
        If a frame is not EPSG:4326, the language is unknown, the basemap folder is no basemap, or
        the story or the comparison names what is not drawn.
    """
    chosen = hubs_of(traced, hubs)
    _check_crs({"traced.legs": traced.legs, "hubs": chosen})
    table = Language(lang).words()
    scene = scenes.scene(traced, hubs=chosen, lang=lang, overlays=layers)
    ground = _layers(wanted=basemap)
    named = title or (Language(lang).pick(story.title) if story else "") or _title(scene, table)
    content = document.Content(
        lang=lang,
        title=named,
        subtitle=_subtitle(scene, table, lang) if subtitle is None else subtitle,
        as_of=traced.atlas.date or "",
        verified=_verified(traced),
        scene=scene,
        ground=None if ground is None else ground_of.ground(ground, lang=lang, seam=scene.seam),
        still=still(scene, list(traced.legs.geometry), ground, title=named, names=table),
        steps=[] if story is None else _told(story, scene, traced, lang),
        compare=None if compare is None else _compared(compare, scene),
    )
    atlas = AtlasMap(content=content)
    if tiles is not None:
        _add_tiles(atlas, tiles)
    return atlas


def brief(
    traced: Traced,
    *,
    hubs: Hubs = None,
    lang: str = "en",
    title: str | None = None,
    coverage: Coverage | None = None,
    **options: Any,  # noqa: ANN401
) -> AtlasMap:
    """Draw a briefing: a map that opens with a story composed from the data.

    Parameters
    ----------
    traced, hubs, lang, title
        See `draw`.
    coverage : corridors.coverage.Coverage, optional
        What lies within reach of a hub: its bands are drawn, its gaps told.
    options
        Passed to `draw`.
    """
    from maps.story.compose import compose, coverage_layer, published_legs

    overlays = [*options.pop("layers", ())]
    if coverage is not None:
        overlays.insert(0, coverage_layer(coverage, lang))
    atlas = draw(traced, hubs=hubs, lang=lang, title=title, layers=overlays, **options)
    content = atlas.content
    steps = compose(
        content.scene,
        lang=lang,
        title=content.title,
        coverage=coverage,
        published=published_legs(traced),
        traced=traced,
        verified=content.verified,
        as_of=content.as_of,
    )
    return AtlasMap(content=replace(content, steps=steps))


def with_planner(page: AtlasMap, traced: Traced) -> AtlasMap:
    """Return a map with a planner: ways between any two places along the corridors, and what if.

    Folium's children that were added before are not kept: add them to what is returned.

    Parameters
    ----------
    page
        As `draw` returns it.
    traced
        The corridors on which ways are found; those that are drawn, or all.
    """
    from maps.scene.planner import planner_json

    content = page.content
    planner = planner_json(traced, lang=content.lang)
    return AtlasMap(content=replace(content, planner=planner))


def _told(story: Story, scene: model.Scene, traced: Traced, lang: str) -> list[StepJson]:
    from maps.story import compose as composing
    from maps.story.model import steps

    published = composing.published_legs(traced)
    numbers = composing.Composer(scene, lang, published=published).numbers
    return steps(story, scene, lang=lang, numbers=numbers)


def _compared(pair: Sequence[str], scene: model.Scene) -> tuple[str, str]:
    """Return two corridors or two years, checked."""
    known = [row.id for row in scene.corridors]
    years = [re.fullmatch("[0-9]{4}", name) is not None for name in pair]
    problems = [
        Problem(
            "",
            "compare",
            f"{name!r} is no corridor drawn and no year",
            did_you_mean(name, known) or f"use two of {', '.join(known)}, or two years",
        )
        for name, year in zip(pair, years, strict=True)
        if not year and name not in known
    ]
    if not problems and any(years) != all(years):
        problems = [
            Problem(
                "",
                "compare",
                "a corridor and a year cannot be compared",
                "give two corridors or two years",
            )
        ]
    if problems:
        raise InputError(problems)
    return (pair[0], pair[1])


def _check_crs(frames: Mapping[str, gpd.GeoDataFrame | None]) -> None:
    problems = [
        Problem(
            name,
            "crs",
            f"is {frame.crs or 'not set'}, not EPSG:4326",
            "frame.to_crs(4326), or frame.set_crs(4326) if the numbers are lon, lat already",
        )
        for name, frame in frames.items()
        if frame is not None and len(frame) and not in_degrees(frame)
    ]
    if problems:
        raise InputError(problems)


def _layers(*, wanted: bool | str | Path) -> ground_of.Layers | None:
    """Return the embedded basemap for True, none for False, else that of a folder."""
    if wanted is False:
        return None
    return ground_of.read(ground_of.folder() if wanted is True else Path(wanted))


def _title(scene: model.Scene, table: Mapping[str, str]) -> str:
    corridors = scene.corridors
    if len(corridors) == 1:
        return corridors[0].name
    families = [*{corridor.family for corridor in corridors}]
    if len(families) == 1 and families[0] < len(style.FAMILIES):
        return table[style.FAMILIES[families[0]].id]
    return table["title"]


def _subtitle(scene: model.Scene, table: Mapping[str, str], lang: str) -> str:
    total = round(sum(leg.km or 0 for leg in scene.legs if leg.status))
    corridors, routes = len(scene.corridors), len(scene.routes)
    lone = corridors == 1 and routes > 0
    what = (
        Language(lang).plural("n_routes", routes)
        if lone
        else Language(lang).plural("n_corridors", corridors)
    )
    return table["counted"].format(what, Language(lang).number(total))


def _verified(traced: Traced) -> str:
    """Return the last day on which a status of what is drawn was verified, where that is known."""
    return max((leg.leg.verified.isoformat() for leg in traced.by_ref.values()), default="")


def _tile_layer(tiles: object) -> folium.TileLayer:
    """Return tiles by name, by provider, or by address, whose host is credited."""
    import xyzservices

    if isinstance(tiles, str) and (found := hosts([tiles])):
        return folium.TileLayer(tiles, attr=", ".join(found))
    try:
        return folium.TileLayer(tiles)
    except ValueError as error:  # a key is wanted; or Folium takes an unknown name for an address
        if isinstance(tiles, str) and "attribution" in str(error):
            raise InputError.unknown("tiles", tiles, xyzservices.providers.flatten()) from error
        raise InputError([Problem("", "tiles", str(error), "give them as TileProvider")]) from error


def _add_tiles(atlas: AtlasMap, tiles: object) -> None:
    layer = tiles if isinstance(tiles, folium.TileLayer) else _tile_layer(tiles)
    url = str(layer.tiles)
    if "openstreetmap.org" in url:
        warnings.warn(
            "OpenStreetMap's tile server refuses pages opened from disk: serve the page "
            "over HTTP, or use other tiles",
            stacklevel=3,
        )
    elif "cartocdn.com" in url:
        warnings.warn("CARTO's tiles need a key of your own for anything but trials", stacklevel=3)
    atlas.add_child(layer)
