"""The document of a map: one HTML file which asks the network for nothing.

The document carries Leaflet, our own script and style, the scene and whatever Folium children
were added. Scripts are allowed by their SHA-256 only, so that no text of the data can ever run.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import html
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from geodata.errors import InputError, Problem
from geodata.files import atomic
from maps import style
from maps.page import leaflet
from maps.page.hosts import hosts
from maps.page.scripts import blocks, of_bare_map
from maps.scene import encode, overlay, search
from maps.scene.to_json import to_json
from maps.words.language import Language
from maps.words.numerals import numerals

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence

    from branca.element import Element, Figure

    from maps.page.scripts import Rendered
    from maps.scene.basemap import Ground
    from maps.scene.model import Scene
    from maps.words.language import Table


@dataclass(frozen=True, slots=True)
class Content:
    """What the page shows besides Folium's children; never changed after drawing.

    Attributes
    ----------
    as_of, verified
        The day whose statuses are drawn where one was asked for, and the last day on which one of
        them was verified; empty where not known.
    planner
        What the planner carries, as JSON text; empty for a page without one.
    still
        What is shown where no script runs, as SVG of our own making.
    """

    lang: str
    title: str
    subtitle: str
    as_of: str
    scene: Scene
    ground: Ground | None
    verified: str = ""
    steps: Sequence[Mapping[str, Any]] = ()
    compare: tuple[str, str] | None = None
    planner: str = ""
    still: str = ""

    def __deepcopy__(self, _memo: dict[int, object]) -> Content:
        return self


def document(
    figure: Element,
    *,
    online: bool = False,
    assets: Mapping[str, str | os.PathLike[str]] | None = None,
) -> str:
    """Return the whole page of a figure that holds an `AtlasMap`."""
    from maps.page import links
    from maps.page.rendered import copied, render

    files = _asset_texts(assets or {})
    root = copied(cast("Figure", figure))
    links.make_inert(root)
    rendered = render(root)
    links.refuse_scripts_in_frames(root)
    needs = links.needed(figure, root)
    if not online:
        links.refuse(needs, set(files))
    atlas = next(item for item in root._children.values() if hasattr(item, "content"))  # noqa: SLF001
    loads = [url for _, url in needs if url not in files] if online else []
    return _assemble(atlas.content, rendered, loads=loads, files=files)


def bare_document(content: Content) -> str:
    """Return the whole page of a map on which nothing of Folium's lies; Folium is not asked."""
    return _assemble(content, of_bare_map(), loads=(), files={})


def write(text: str, path: str | os.PathLike[str]) -> Path:
    """Write a page to one file, whole or not at all."""
    target = Path(path)
    with atomic(target) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
    return target


def _asset_texts(assets: Mapping[str, str | os.PathLike[str]]) -> dict[str, bytes]:
    problems, found = [], {}
    for url, path in assets.items():
        try:
            found[url] = Path(path).read_bytes()
        except OSError as error:
            problems.append(
                Problem(
                    str(path), url, f"cannot be read: {error.strerror}", "give a file that is there"
                )
            )
    if problems:
        raise InputError(problems)
    return found


def _assemble(
    content: Content, rendered: Rendered, *, loads: Sequence[str], files: Mapping[str, bytes]
) -> str:
    inlined, rest_js, rest_css = _inline(rendered, files)
    scripts = [item._replace(code=_data_uris(item.code, files)) for item in rendered.scripts]
    children = [
        *((url, "", text) for url, text in inlined),
        *((item.label, item.variable, item.code) for item in blocks(scripts)),
    ]
    own = [leaflet.read("leaflet.js"), _asset("page.js")]
    bundle = {
        "code": own,
        "load": rest_js,
        "children": children,
        "head": rendered.head,
        "body": [_data_uris(text, files) for text in rendered.body],
    }
    boot = _asset("boot.js")
    hashes = [_csp_hash(text) for text in (_UNBLOCK, boot, *own, *(code for *_, code in children))]
    tables: tuple[Table, ...] = ("planner", "story") if content.steps else ("planner",)
    table = Language(content.lang).words(*tables)
    parts = {
        "lang": Language(content.lang).written,
        "title": content.title,
        "policy": _policy(hashes, [*loads, *rest_js, *rest_css], loads),
        "css": leaflet.style()
        + _asset("atlas.css")
        + (_asset("story.css") if content.steps else ""),
        "links": _inlined_css(rendered, files)
        + "".join(f'<link rel="stylesheet" href="{html.escape(u)}">' for u in rest_css),
        "boot": boot,
        "no_script": table["no_script"],
        "still": content.still,
        "old_browser": table["old_browser"],
        "code": encode.text(_json(bundle).encode()),
        "scene": encode.text(_json(_scene(content, table)).encode()),
        "shapes": encode.text(content.scene.shapes),
        "ground": encode.text(content.ground.shapes if content.ground else b"\0"),
        "extra": encode.text(content.scene.extra),
        "planner": encode.text(content.planner.encode()) if content.planner else "",
        "licence": _asset("leaflet-licence.txt"),
    }
    return _page(parts)


def _inline(
    rendered: Rendered, files: Mapping[str, bytes]
) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    inlined = [(url, files[url].decode("utf-8")) for url in rendered.js if url in files]
    return (
        inlined,
        [url for url in rendered.js if url not in files],
        [url for url in rendered.css if url not in files],
    )


def _inlined_css(rendered: Rendered, files: Mapping[str, bytes]) -> str:
    """Return styles that the user brought, each in an element: one may end amid a comment."""
    texts = (files[url].decode("utf-8") for url in rendered.css if url in files)
    return "".join("<style>" + text.replace("</", "<\\/") + "</style>\n" for text in texts)


def _data_uris(text: str, files: Mapping[str, bytes]) -> str:
    """Put images that the user brought in place of their URLs."""
    for url, data in files.items():
        kind = {
            ".png": "png",
            ".jpg": "jpeg",
            ".jpeg": "jpeg",
            ".svg": "svg+xml",
            ".gif": "gif",
            ".webp": "webp",
        }.get(Path(url.split("?")[0]).suffix.lower())
        if kind:
            uri = f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}"
            text = text.replace(url, uri)
    return text


def _scene(content: Content, table: Mapping[str, str]) -> dict[str, Any]:
    ground = content.ground.table if content.ground else None
    cities = ground["cities"] if ground else []
    tables = to_json(content.scene)
    return {
        **tables,
        "countries": {
            **{city[6]: Language(content.lang).country_name(city[6]) for city in cities if city[6]},
            **content.scene.countries,
        },
        "search": search.tables(content.scene.corridors),
        "lang": content.lang,
        "plurals": {
            key: Language(content.lang).forms(key) for key in table if key.startswith("n_")
        },
        "habits": Language(content.lang).tongue.habits,
        "numerals": numerals(Language(content.lang).tongue.habits),
        "namesFrom": Language(content.lang).fallback,
        "title": content.title,
        "subtitle": content.subtitle,
        "asOf": content.as_of,
        "verified": content.verified,
        "days": {
            day: Language(content.lang).day(day) for day in (content.as_of, content.verified) if day
        },
        "bounds": content.scene.bounds,
        "seam": content.scene.seam,
        "core": content.scene.core,
        "compare": content.compare,
        **({"story": {"steps": content.steps}} if content.steps else {}),
        "words": table,
        "style": style.scene_style(),
        "grid": encode.GRID,
        "gridExtra": overlay.GRID,
        "levelZooms": encode.LEVEL_ZOOMS,
        "ground": ground,
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


_UNBLOCK = 'document.getElementById("atlas-blocked").remove();'
"""Takes away what a page says where no script runs; `noscript` is silent where one is forbidden.
It stands right behind that, so that a browser lays none of it out."""


def _csp_hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _policy(hashes: Iterable[str], urls: Sequence[str], loads: Sequence[str]) -> str:
    """Return the policy: our scripts, and the hosts that children load something from."""
    named = {
        kind: "".join(f" {host}" for host in hosts(url for url in urls if _is(url, kind)))
        for kind in (".js", ".css")
    }
    wide = "".join(f" {host}" for host in hosts(loads))
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(dict.fromkeys(hashes))}{named['.js']}",
            f"style-src 'unsafe-inline'{named['.css']}",
            f"img-src data: blob:{wide}",
            f"font-src data:{named['.css']}",
            f"frame-src data:{wide}",
            *([f"media-src{wide}", f"connect-src{wide}"] if wide else []),
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _is(url: str, kind: str) -> bool:
    return url.split("?", maxsplit=1)[0].endswith(kind)


@functools.cache
def _asset(name: str) -> str:
    return (Path(__file__).parent / "assets" / name).read_text(encoding="utf-8")


def _planner(packed: str) -> str:
    return f'<script type="text/plain" id="atlas-planner">{packed}</script>\n' if packed else ""


_STILL = (
    "@keyframes atlas-still{from{visibility:hidden}}"
    "#atlas-blocked{position:fixed;inset:0;z-index:9998;pointer-events:none;display:flex;"
    "flex-direction:column;justify-content:center;align-items:center}"
    ".atlas-still{margin:0;width:100%;background:#fff;animation:atlas-still 1.5s step-end}"
    ".atlas-still>svg{display:block;width:100%;height:auto;max-height:calc(100vh - 210px)}"
    ".atlas-still figcaption{display:flex;flex-wrap:wrap;justify-content:center;gap:4px 18px;"
    "padding:8px 12px;font:15px/1.4 sans-serif;color:#1c2630}"
    "#atlas-blocked .atlas-message{position:static;transform:none;margin:8px}"
)
"""The picture waits a moment, so that nobody whose script runs sees it come and go."""


def _page(parts: Mapping[str, str]) -> str:
    text = {
        key: html.escape(parts[key], quote=True)
        for key in ("lang", "title", "policy", "no_script", "old_browser")
    }
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
<style>{parts["css"]}{_STILL if parts["still"] else ""}</style>
{parts["links"]}
</head>
<body data-old-browser="{text["old_browser"]}">
<div id="atlas-blocked">{parts["still"]}<p class="atlas-message">{text["no_script"]}</p></div>
<script>{_UNBLOCK}</script>
<div id="atlas"></div>
<script type="text/plain" id="atlas-code">{parts["code"]}</script>
<script type="text/plain" id="atlas-scene">{parts["scene"]}</script>
<script type="text/plain" id="atlas-shapes">{parts["shapes"]}</script>
<script type="text/plain" id="atlas-ground">{parts["ground"]}</script>
<script type="text/plain" id="atlas-extra">{parts["extra"]}</script>
{_planner(parts["planner"])}<script>{parts["boot"]}</script>
</body>
</html>
"""
