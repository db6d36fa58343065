"""Drawing traced corridors as a Folium map that saves itself as one file without links."""

from __future__ import annotations

import html
import os
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
from babel.numbers import format_decimal
from branca.element import Figure
from folium.template import Template

from geodata.errors import InputError, Problem
from maps import basemap as ground_of
from maps import layers, page
from maps.i18n import furniture

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd


def draw(
    traced: Any,  # noqa: ANN401
    *,
    hubs: gpd.GeoDataFrame | None = None,
    lang: str = "en",
    title: str | None = None,
    subtitle: str | None = None,
    as_of: object = None,
    basemap: bool | str | Path = True,
    tiles: object = None,
) -> AtlasMap:
    """Draw traced corridors and hubs.

    Parameters
    ----------
    traced : object
        Frames ``legs``, ``routes``, ``corridors``, ``events`` and ``sources`` (EPSG:4326), as
        `corridors` traces them.
    hubs : GeoDataFrame, optional
        Places with the columns of ``places.csv`` and points, EPSG:4326.
    lang : str
        Language of the furniture and of names: en, ru or zh.
    title, subtitle : str, optional
        Title and the line under it; the defaults name and count what is drawn.
    as_of : date or str, optional
        The day whose statuses are drawn, stated under the title.
    basemap : bool, str or Path
        The embedded ground, none, or a folder of your own files (your own boundaries).
    tiles : str or xyzservices.TileProvider or folium.TileLayer, optional
        Online tiles; the page then saves only with ``online=True``.

    Returns
    -------
    AtlasMap
        A `folium.Map`: add Folium's children to it, show it in a notebook, ``save`` it.

    Raises
    ------
    InputError
        If a frame is not EPSG:4326, the language is unknown, or the basemap folder is no basemap.
    """
    _check_crs({"traced.legs": traced.legs, "hubs": hubs})
    table = furniture(lang)
    scene = layers.scene(traced, hubs=hubs, lang=lang)
    ground = _ground(basemap, lang)
    content = page.Content(
        lang=lang,
        title=title or table["title"],
        subtitle=_subtitle(scene, table, lang.replace("-", "_")) if subtitle is None else subtitle,
        as_of="" if as_of is None else str(as_of),
        scene=scene,
        ground=ground,
    )
    atlas = AtlasMap(content=content)
    if tiles is not None:
        _add_tiles(atlas, tiles)
    return atlas


def _check_crs(frames: Mapping[str, Any]) -> None:
    problems = [
        Problem(
            name,
            "crs",
            f"is {frame.crs or 'not set'}, not EPSG:4326",
            "frame.to_crs(4326), or frame.set_crs(4326) if the numbers are lon, lat already",
        )
        for name, frame in frames.items()
        if frame is not None and len(frame) and (frame.crs is None or frame.crs.to_epsg() != 4326)  # noqa: PLR2004
    ]
    if problems:
        raise InputError(problems)


def _ground(
    wanted: Any,  # noqa: ANN401
    lang: str,
) -> ground_of.Ground | None:
    """Return the embedded ground for True, none for False, else that of a folder."""
    if wanted is False:
        return None
    path = ground_of.folder() if wanted is True else Path(wanted)
    return ground_of.ground(ground_of.read(path), lang=lang)


def _subtitle(scene: layers.Scene, table: Mapping[str, str], lang: str) -> str:
    total = round(sum(leg["km"] or 0 for leg in scene.table["legs"]))
    return table["counted"].format(
        len(scene.table["corridors"]), format_decimal(total, locale=lang)
    )


def _add_tiles(atlas: AtlasMap, tiles: object) -> None:
    layer = tiles if isinstance(tiles, folium.TileLayer) else folium.TileLayer(tiles)
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


class AtlasFigure(Figure):
    """The document around an `AtlasMap`; renders as the whole self-contained page."""

    def render(self, **_options: object) -> str:
        """Return the page, closed to the network."""
        return page.document(self)


class AtlasMap(folium.Map):
    """A Folium map over the offline basemap and the drawn corridors.

    Children of Folium that need nothing but Leaflet work as ever. `save` differs: it writes one
    file without links.
    """

    default_js: list[tuple[str, str]] = []  # noqa: RUF012
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    _template = Template(
        """
        {% macro html(this, kwargs) %}
            <div class="atlas-map" id="{{ this.get_name() }}"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = Atlas.create({{ this.get_name()|tojson }},
                {{ this.options|tojavascript }});
        {% endmacro %}
        """
    )

    def __init__(self, *, content: page.Content) -> None:
        super().__init__(location=(0.0, 0.0), tiles=None, zoom_control=False)
        self.options = {}
        self.content = content
        AtlasFigure(title=content.title).add_child(self)

    def save(  # type: ignore[override]
        self,
        path: str | os.PathLike[str],
        *,
        online: bool = False,
        assets: Mapping[str, str | os.PathLike[str]] | None = None,
    ) -> Path:
        """Write the page to one file, whole or not at all.

        Parameters
        ----------
        path : path
            The HTML file.
        online : bool
            Let the page load what its children link to (tiles, scripts of plugins).
        assets : mapping of URL to path, optional
            Files that stand in for what children link to, put into the page.

        Returns
        -------
        Path
            The file written.

        Raises
        ------
        AssetError
            If a child needs a URL that is neither in `assets` nor allowed by `online`.
        """
        target = Path(path)
        text = page.document(self.get_root(), online=online, assets=assets or {})
        _write(target, text)
        return target

    def _repr_html_(self, **_options: object) -> str:
        """Return the page in a frame for a notebook."""
        text = html.escape(page.document(self.get_root()), quote=True)
        return (
            f'<iframe srcdoc="{text}" title="{html.escape(self.content.title)}" '
            'style="width:100%;height:640px;border:0" allowfullscreen></iframe>'
        )


def _write(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
