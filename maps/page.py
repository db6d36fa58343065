"""A Folium map that saves itself as one HTML file which asks the network for nothing.

The document carries Leaflet, our own script and style, the scene and whatever Folium children
were added. Scripts are allowed by their SHA-256 only, so that no text of the data can ever run.
"""

from __future__ import annotations

import base64
import copy
import functools
import hashlib
import html
import importlib.metadata
import json
import os
import re
import tempfile
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
from babel.numbers import format_decimal
from branca.element import CssLink, Element, Figure, JavascriptLink
from folium.template import Template

from geodata.errors import AtlasError, InputError, Problem
from maps import basemap as ground_of
from maps import encode, layers, style
from maps.i18n import furniture

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import geopandas as gpd

LEAFLET_SHA256 = {
    "leaflet.js": "5819285cec137b229c94e1ee5ad73e8b6b84345a4367d60f75fe477fe0fb7b03",
    "leaflet.css": "90b693d86392a4779c861b28cf307e7e59c3fb35328c4d8b95f58f814d38c722",
}
"""The files of Leaflet 1.9.3 as XStatic-Leaflet 1.9.3.0 ships them."""

SCRIPTS = ("codec.js", "geodesic.js", "paint.js", "labels.js", "scene.js", "popups.js",
           "search.js", "panel.js", "tables.js", "tools.js", "atlas.js")
"""Our own scripts, in order; `shim.js` follows Leaflet, `boot.js` runs them all."""

_EMPTY_GIF = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="


class AssetError(AtlasError):
    """A child of the map needs something from the network that the page may not ask for."""


def draw(  # noqa: PLR0913
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
    ground = _ground(basemap, lang, hubs)
    content = _Content(
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
        Problem(name, "crs", f"is {frame.crs or 'not set'}, not EPSG:4326",
                "frame.to_crs(4326), or frame.set_crs(4326) if the numbers are lon, lat already")
        for name, frame in frames.items()
        if frame is not None and len(frame) and (frame.crs is None or frame.crs.to_epsg() != 4326)  # noqa: PLR2004
    ]
    if problems:
        raise InputError(problems)


def _ground(
    basemap: bool | str | Path, lang: str, hubs: gpd.GeoDataFrame | None  # noqa: FBT001
) -> ground_of.Ground | None:
    if basemap is False:
        return None
    path = ground_of.folder() if basemap is True else Path(basemap)
    return ground_of.ground(ground_of.read(path), lang=lang, hubs=hubs)


def _subtitle(scene: layers.Scene, table: Mapping[str, str], lang: str) -> str:
    total = round(sum(leg["km"] or 0 for leg in scene.table["legs"]))
    return table["counted"].format(len(scene.table["corridors"]), format_decimal(total, locale=lang))


def _add_tiles(atlas: AtlasMap, tiles: object) -> None:
    layer = tiles if isinstance(tiles, folium.TileLayer) else folium.TileLayer(tiles)
    url = str(layer.tiles)
    if "openstreetmap.org" in url:
        warnings.warn("OpenStreetMap's tile server refuses pages opened from disk: serve the page "
                      "over HTTP, or use other tiles", stacklevel=3)
    elif "cartocdn.com" in url:
        warnings.warn("CARTO's tiles need a key of your own for anything but trials", stacklevel=3)
    atlas.add_child(layer)


@dataclass(frozen=True, slots=True)
class _Content:
    """What the page shows besides Folium's children; never changed after drawing."""

    lang: str
    title: str
    subtitle: str
    as_of: str
    scene: layers.Scene
    ground: ground_of.Ground | None

    def __deepcopy__(self, _memo: dict[int, object]) -> _Content:
        return self


class AtlasFigure(Figure):  # type: ignore[misc]
    """The document around an `AtlasMap`; renders as the whole self-contained page."""

    def render(self, **_options: object) -> str:
        """Return the page, closed to the network."""
        return document(self)


class AtlasMap(folium.Map):  # type: ignore[misc]
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

    def __init__(self, *, content: _Content) -> None:
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
        text = document(self.get_root(), online=online, assets=assets or {})
        _write(target, text)
        return target

    def _repr_html_(self, **_options: object) -> str:
        """Return the page in a frame for a notebook."""
        page = html.escape(document(self.get_root()), quote=True)
        return (f'<iframe srcdoc="{page}" title="{html.escape(self.content.title)}" '
                'style="width:100%;height:640px;border:0" allowfullscreen></iframe>')


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


@dataclass(slots=True)
class _Rendered:
    """Folium's side of the page, after rendering a copy of the tree."""

    head: str = ""
    body: str = ""
    script: str = ""
    js: list[str] = field(default_factory=list)
    css: list[str] = field(default_factory=list)


def document(
    figure: Any,  # noqa: ANN401
    *,
    online: bool = False,
    assets: Mapping[str, str | os.PathLike[str]] | None = None,
) -> str:
    """Return the whole page of a figure that holds an `AtlasMap`."""
    files = _asset_texts(assets or {})
    root = copy.deepcopy(figure)
    rendered = _render(root)
    if not online:
        _refuse_links(figure, root, set(files))
    atlas = next(item for item in root._children.values() if isinstance(item, AtlasMap))  # noqa: SLF001
    return _assemble(atlas.content, rendered, online=online, files=files)


def _asset_texts(assets: Mapping[str, str | os.PathLike[str]]) -> dict[str, bytes]:
    problems, found = [], {}
    for url, path in assets.items():
        try:
            found[url] = Path(path).read_bytes()
        except OSError as error:
            problems.append(Problem(str(path), url, f"cannot be read: {error.strerror}",
                                    "give a file that is there"))
    if problems:
        raise InputError(problems)
    return found


def _render(root: Any) -> _Rendered:  # noqa: ANN401
    for child in list(root._children.values()):  # noqa: SLF001
        child.render()
    out = _Rendered()
    for item in root.header._children.values():  # noqa: SLF001
        if isinstance(item, JavascriptLink):
            out.js.append(item.url)
        elif isinstance(item, CssLink):
            out.css.append(item.url)
        elif "http-equiv" not in (text := item.render()):
            out.head += text
    out.body = "".join(item.render() for item in root.html._children.values())  # noqa: SLF001
    out.script = "".join(item.render() + "\n" for item in root.script._children.values())  # noqa: SLF001
    stable = _Renamer({item._id for item in _tree(root)})  # noqa: SLF001
    out.body, out.script, out.head = stable(out.body), stable(out.script), stable(out.head)
    return out


def _tree(element: Element) -> Iterator[Element]:
    """Walk an element, its children, and the header, html and script of figures and popups."""
    yield element
    branches = [element._children.values()]  # noqa: SLF001
    branches += [[part] for name in ("header", "html", "script")
                 if isinstance(part := getattr(element, name, None), Element)]
    for branch in branches:
        for child in branch:
            yield from _tree(child)


class _Renamer:
    """Replaces Folium's random ids by their order of appearance, so that bytes repeat."""

    def __init__(self, known: set[str]) -> None:
        self.known = known
        self.number: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        return re.sub(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", self._stable, text)

    def _stable(self, match: re.Match[str]) -> str:
        found = match.group()
        if found not in self.known:
            return found
        return self.number.setdefault(found, f"{len(self.number) + 1:04d}")


_LINK = re.compile(r"""(?:src|href)\s*=\s*["']?((?:https?:)?//[^"'\s>]+)""", re.IGNORECASE)


def _refuse_links(figure: Element, rendered: Element, known: set[str]) -> None:
    needs = {(name, url): None for tree in (figure, rendered) for item in _tree(tree)
             for name, url in _links(item)}
    missing = [Problem("", name, f"needs {url}",
                       "save(online=True) lets the page load it, assets={url: file} puts it in")
               for name, url in needs if url not in known]
    if missing:
        raise AssetError("\n".join(str(problem) for problem in missing))


def _links(item: Element) -> Iterator[tuple[str, str]]:
    """Yield the name of an element and each URL it would make the page load."""
    name = type(item).__name__
    for attribute in ("default_js", "default_css"):
        yield from ((name, url) for _, url in getattr(item, attribute, []))
    for attribute in ("tiles", "url", "embed_link"):
        value = getattr(item, attribute, None)
        if isinstance(value, str) and re.match(r"(?:https?:)?//", value):
            if isinstance(item, (JavascriptLink, CssLink)) and _owned(item):
                continue
            yield name, value
    options = getattr(item, "options", None)
    for key in ("icon_url", "shadow_url", "iconUrl", "shadowUrl"):
        value = options.get(key) if isinstance(options, dict) else None
        if isinstance(value, str) and re.match(r"(?:https?:)?//", value):
            yield name, value
    source = getattr(item, "_template_str", None)
    if isinstance(source, str):
        yield from ((name, url) for url in _LINK.findall(_loading_tags(source)))


def _owned(item: Element) -> bool:
    """Tell whether a link in the header was put there by a child that is named itself."""
    root = item.get_root()
    urls = {url for other in _tree(root) for attribute in ("default_js", "default_css")
            for _, url in getattr(other, attribute, [])}
    return item.url in urls


def _loading_tags(source: str) -> str:
    """Return the tags of a piece of HTML that make a browser load something; not its links."""
    return " ".join(re.findall(r"<(?:script|link|img|iframe|source|video|audio)\b[^>]*>", source,
                               re.IGNORECASE))


def _assemble(
    content: _Content, rendered: _Rendered, *, online: bool, files: Mapping[str, bytes]
) -> str:
    inlined, rest_js, rest_css = _inline(rendered, files)
    script = _data_uris(rendered.script, files)
    body = _data_uris(rendered.body, files)
    bundle = [_leaflet("leaflet.js"), _asset("shim.js"), "\n".join(map(_asset, SCRIPTS)), *inlined,
              script]
    boot = _asset("boot.js")
    hashes = [_csp_hash(text) for text in (boot, *bundle)]
    table = furniture(content.lang)
    parts = {
        "lang": content.lang,
        "title": content.title,
        "policy": _policy(hashes, online=online),
        "css": _leaflet_css() + _asset("atlas.css") + _inlined_css(rendered, files),
        "links": "".join(f'<link rel="stylesheet" href="{html.escape(u)}">' for u in rest_css),
        "head": rendered.head,
        "body": body,
        "boot": boot,
        "no_script": table["no_script"],
        "old_browser": table["old_browser"],
        "code": encode.text(_json({"code": bundle, "load": rest_js}).encode()),
        "scene": encode.text(_json(_scene(content, table)).encode()),
        "shapes": encode.text(content.scene.shapes),
        "ground": encode.text(content.ground.shapes if content.ground else b"\0"),
        "licence": _asset("leaflet-licence.txt"),
    }
    return _page(parts)


def _inline(
    rendered: _Rendered, files: Mapping[str, bytes]
) -> tuple[list[str], list[str], list[str]]:
    inlined = [files[url].decode("utf-8") for url in rendered.js if url in files]
    return (inlined, [url for url in rendered.js if url not in files],
            [url for url in rendered.css if url not in files])


def _inlined_css(rendered: _Rendered, files: Mapping[str, bytes]) -> str:
    return "".join(files[url].decode("utf-8").replace("</", "<\\/")
                   for url in rendered.css if url in files)


def _data_uris(text: str, files: Mapping[str, bytes]) -> str:
    """Put images that the user brought in place of their URLs."""
    for url, data in files.items():
        kind = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".svg": "svg+xml",
                ".gif": "gif", ".webp": "webp"}.get(Path(url.split("?")[0]).suffix.lower())
        if kind:
            uri = f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}"
            text = text.replace(url, uri)
    return text


def _scene(content: _Content, table: Mapping[str, str]) -> dict[str, Any]:
    return {
        **content.scene.table,
        "lang": content.lang,
        "title": content.title,
        "subtitle": content.subtitle,
        "asOf": content.as_of,
        "bounds": content.scene.bounds,
        "words": table,
        "style": style.scene_style(),
        "grid": encode.GRID,
        "levelZooms": encode.LEVEL_ZOOMS,
        "ground": content.ground.table if content.ground else None,
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _csp_hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _policy(hashes: Iterable[str], *, online: bool) -> str:
    wide = " https: http:" if online else ""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(dict.fromkeys(hashes))}{wide}",
            f"style-src 'unsafe-inline'{wide}",
            f"img-src data: blob:{wide}",
            f"font-src data:{wide}",
            *([f"connect-src{wide}"] if online else []),
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


@functools.cache
def _asset(name: str) -> str:
    return (Path(__file__).parent / "assets" / name).read_text(encoding="utf-8")


@functools.cache
def _leaflet(name: str) -> str:
    """Return a file of Leaflet from XStatic-Leaflet, its hash checked."""
    data = _leaflet_file(name).read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != LEAFLET_SHA256[name]:
        message = (f"{name} of XStatic-Leaflet is not the file this page was made for (sha256 "
                   f"{found}): pip install 'XStatic-Leaflet==1.9.3.*'")
        raise AtlasError(message)
    return data.decode("utf-8")


def _leaflet_file(name: str) -> Path:
    try:
        files = importlib.metadata.files("XStatic-Leaflet") or []
    except importlib.metadata.PackageNotFoundError as error:
        raise AtlasError("Leaflet is missing: pip install 'XStatic-Leaflet==1.9.3.*'") from error
    entry = next((item for item in files if item.as_posix().endswith(f"leaflet/data/{name}")), None)
    if entry is None:
        message = f"XStatic-Leaflet holds no {name}: pip install 'XStatic-Leaflet==1.9.3.*'"
        raise AtlasError(message)
    return Path(str(entry.locate()))


def _leaflet_css() -> str:
    """Return Leaflet's style with its images put in, for a link to them would be a request."""
    def inline(match: re.Match[str]) -> str:
        name = match.group(1)
        if name.startswith("#"):
            return match.group()
        data = _leaflet_file(name).read_bytes()
        return f"url(data:image/png;base64,{base64.b64encode(data).decode('ascii')})"

    return re.sub(r"url\(([^)]+)\)", inline, _leaflet("leaflet.css"))


def _page(parts: Mapping[str, str]) -> str:
    text = {key: html.escape(parts[key], quote=True)
            for key in ("lang", "title", "policy", "no_script", "old_browser")}
    return f"""<!DOCTYPE html>
<html lang="{text["lang"]}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{text["policy"]}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>{text["title"]}</title>
<link rel="icon" href="data:,">
<!--
{parts["licence"].strip()}
-->
<style>{parts["css"]}</style>
{parts["links"]}{parts["head"]}
</head>
<body data-old-browser="{text["old_browser"]}">
<noscript><p class="atlas-message">{text["no_script"]}</p></noscript>
<div id="atlas">{parts["body"]}</div>
<script type="text/plain" id="atlas-code">{parts["code"]}</script>
<script type="text/plain" id="atlas-scene">{parts["scene"]}</script>
<script type="text/plain" id="atlas-shapes">{parts["shapes"]}</script>
<script type="text/plain" id="atlas-ground">{parts["ground"]}</script>
<script>{parts["boot"]}</script>
</body>
</html>
"""
