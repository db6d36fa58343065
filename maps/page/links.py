"""What the children of a map would make a page load from the network."""

from __future__ import annotations

import base64
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from branca.element import CssLink, Element, IFrame, JavascriptLink
from folium.map import Popup, Tooltip

from geodata.errors import AtlasError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class AssetError(AtlasError):
    """A child of the map needs something from the network that the page may not ask for."""


def tree(element: Element) -> Iterator[Element]:
    """Walk an element, its children, and the header, html and script of figures and popups.

    What some elements of Folium keep among their children, as a bare template, is left out.
    """
    if not isinstance(element, Element):
        return
    yield element
    branches: list[Iterable[Element]] = [element._children.values()]  # noqa: SLF001
    branches += [
        [part]
        for name in ("header", "html", "script")
        if isinstance(part := getattr(element, name, None), Element)
    ]
    for branch in branches:
        for child in branch:
            yield from tree(child)


_LINK = re.compile(
    r"""(?:\b(?:src|srcset|href|data|poster)\s*=\s*["']?|url\(\s*["']?|@import\s+["'])"""
    r"""((?:https?:)?//[^"'\s>)]+)""",
    re.IGNORECASE,
)
_LOADING = re.compile(
    r"<(?:script|link|img|image|use|iframe|frame|source|video|audio|track|embed|object|input)\b[^>]*>"
    r"|url\([^)]*\)|@import[^;]*",
    re.IGNORECASE,
)
_ESCAPED = re.compile(rb"%([0-9A-Fa-f]{2})")
_FRAMED = re.compile(r"data:text/html([^,\"'`]*),([^\"'`\s>]*)", re.IGNORECASE)


def needed(figure: Element, rendered: Element) -> dict[tuple[str, str], None]:
    """Return the children that load something, each with its URL.

    Parameters
    ----------
    figure, rendered : Element
        The tree before rendering, and a copy after: plugins add links while they render.
    """
    found = [link for root in (figure, rendered) for item in tree(root) for link in _links(item)]
    named = {url for _, url in found}
    return dict.fromkeys([*found, *(each for each in _written(rendered) if each[1] not in named)])


def refuse(needs: Iterable[tuple[str, str]], known: set[str]) -> None:
    """Stop at children whose URLs are not known.

    Parameters
    ----------
    needs
        As `needed` returns them.
    known : set of str
        URLs that are put into the page.

    Raises
    ------
    AssetError
        Naming each child and its URL.
    """
    missing = [
        Problem(
            "",
            name,
            f"needs {url}",
            "save(online=True) lets the page load it, assets={url: file} puts it in",
        )
        for name, url in needs
        if url not in known
    ]
    if missing:
        raise AssetError("\n".join(str(problem) for problem in missing))


_SPECIAL = {"`": "&#96;", "\\": "&#92;", "${": "&#36;{"}


class _Inert(Element):
    """What a popup shows, written so that it ends no text of a script and starts no code in it."""

    def __init__(self, shown: Element) -> None:
        super().__init__()
        self._shown = shown
        self._children[shown.get_name()] = shown

    def render(self, **kwargs: object) -> str:
        """Return the markup of what is shown; Folium has escaped some of its backticks."""
        text: str = self._shown.render(**kwargs).replace("\\`", "`")
        return re.sub(r"[`\\]|\$(?=\{)", lambda sign: f"\\{sign.group()}", text)


def make_inert(root: Element) -> None:
    """Rewrite what Folium would put raw into a script: the texts of tooltips and popups.

    A backtick ends the script's text there, and what follows would be run, as is ``${...}``.
    """
    for item in [*tree(root)]:
        if isinstance(item, Tooltip):
            for sign, plain in _SPECIAL.items():
                item.text = item.text.replace(sign, plain)
        elif isinstance(item, Popup):
            shown = item.html._children  # noqa: SLF001
            shown.update({name: _Inert(child) for name, child in shown.items()})


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
        yield from ((name, url) for url in _loaded_by(source))
    if isinstance(item, IFrame):
        yield from ((name, url) for url in _loaded_by(item.render()))


_ARGUMENT = re.compile(
    r"""(?:[(\[,]\s*|\b(?:url|src)["']?\s*:\s*)["'`]((?:https?:)?//[^"'`\s]+)["'`]"""
)
"""A URL that stands alone as an argument or an option; one within a text is a link at most."""
_PLAIN = {r"\u003c": "<", r"\u003e": ">", r"\u0027": "'", r"\u0026": "&", r"\"": '"'}


def _written(rendered: Element) -> Iterator[tuple[str, str]]:
    """Yield name and URL of what the scripts of children load, however the children call it."""
    script = getattr(rendered, "script", None)
    pieces = script._children.items() if isinstance(script, Element) else ()  # noqa: SLF001
    for key, item in pieces:
        name = class_of(key)
        text: str = item.render()
        yield from ((name, url) for url in _ARGUMENT.findall(text) if not _is_data(name))
        for marked, plain in _PLAIN.items():
            text = text.replace(marked, plain)
        yield from ((name, url) for url in ([] if _is_data(name) else _loaded_by(text)))


def class_of(key: str) -> str:
    """Return the class of a child, as ``CircleMarker``, by what scripts call it.

    Examples
    --------
    >>> class_of("circle_marker_0001")
    'CircleMarker'
    """
    return "".join(word.title() for word in key.split("_")[:-1]) or key


def _is_data(name: str) -> bool:
    """Tell whether the script of a child holds a user's own table, in which a URL is a value."""
    return name in {"GeoJson", "TopoJson"}


def _owned(item: JavascriptLink | CssLink) -> bool:
    """Tell whether a link in the header was put there by a child that is named itself."""
    root = item.get_root()
    urls = {
        url
        for other in tree(root)
        for attribute in ("default_js", "default_css")
        for _, url in getattr(other, attribute, [])
    }
    return item.url in urls


def _loaded_by(source: str) -> list[str]:
    """Return what a piece of HTML makes a browser load, frames included; not its links."""
    texts = [source, *_framed(source)]
    return [url for text in texts for url in _LINK.findall(" ".join(_LOADING.findall(text)))]


def _framed(source: str) -> list[str]:
    """Return the pages that frames of a piece of HTML carry with them."""
    found = []
    for kind, text in _FRAMED.findall(source):
        plain = _ESCAPED.sub(lambda sign: bytes([int(sign[1], 16)]), text.encode())
        with suppress(ValueError):
            data = base64.b64decode(plain) if "base64" in kind.lower() else plain
            found.append(data.decode("utf-8", "replace"))
    return found


def refuse_scripts_in_frames(rendered: Element) -> None:
    """Stop at frames whose page holds a script: the page that they stand in lets none run.

    Raises
    ------
    AssetError
        Naming the children.
    """
    frames = [item for item in tree(rendered) if isinstance(item, IFrame)]
    if any("<script" in text.lower() for item in frames for text in _framed(item.render())):
        remedy = "draw it as a picture, or give the popup a link to a page of its own"
        raise AssetError(str(Problem("", "IFrame", "holds a script, which may not run", remedy)))
