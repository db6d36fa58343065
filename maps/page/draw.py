"""Traced corridors as a map or a briefing."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import folium

from geodata.errors import InputError, Problem
from maps.page.contents import Wanted, brief_content, page_content, planner_content
from maps.page.folium_map import AtlasMap
from maps.page.hosts import hosts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from corridors.hubs.coverage import Coverage
    from corridors.traced import Traced
    from maps.scene.hubs import Hubs
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
    wanted = Wanted(
        hubs=hubs, lang=lang, title=title, subtitle=subtitle, basemap=basemap, layers=layers,
        story=story, compare=compare,
    )  # fmt: skip
    return _with_tiles(AtlasMap(content=page_content(traced, wanted)), tiles)


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
    tiles = options.pop("tiles", None)
    wanted = Wanted(hubs=hubs, lang=lang, title=title, **options)
    return _with_tiles(AtlasMap(content=brief_content(traced, wanted, coverage=coverage)), tiles)


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
    return AtlasMap(content=planner_content(page.content, traced))


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


def _with_tiles(atlas: AtlasMap, tiles: object) -> AtlasMap:
    """Return a map with online tiles under it, if any are asked for."""
    if tiles is None:
        return atlas
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
    return atlas
