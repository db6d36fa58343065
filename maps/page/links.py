"""What the children of a map would make a page load from the network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from branca.element import CssLink, Element, JavascriptLink
from folium.map import Tooltip

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


_LINK = re.compile(r"""(?:src|href)\s*=\s*["']?((?:https?:)?//[^"'\s>]+)""", re.IGNORECASE)


def refuse(figure: Element, rendered: Element, known: set[str]) -> None:
    """Stop at children whose URLs are not known.

    Parameters
    ----------
    figure, rendered : Element
        The tree before rendering, and a copy after: plugins add links while they render.
    known : set of str
        URLs that are put into the page.

    Raises
    ------
    AssetError
        Naming each child and its URL.
    """
    found = [link for root in (figure, rendered) for item in tree(root) for link in _links(item)]
    named = {url for _, url in found}
    needs = dict.fromkeys([*found, *(each for each in _written(rendered) if each[1] not in named)])
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


def make_inert(root: Element) -> None:
    """Rewrite what Folium would put raw into a script: the texts of tooltips.

    A backtick ends the script's text there, and what follows would be run.
    """
    for item in tree(root):
        if isinstance(item, Tooltip):
            for sign, plain in _SPECIAL.items():
                item.text = item.text.replace(sign, plain)


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
        name = "".join(word.title() for word in key.split("_")[:-1])
        text: str = item.render()
        yield from ((name, url) for url in _ARGUMENT.findall(text) if not _is_data(name))
        for marked, plain in _PLAIN.items():
            text = text.replace(marked, plain)
        yield from ((name, url) for url in _LINK.findall(_loading_tags(text)))


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


def _loading_tags(source: str) -> str:
    """Return the tags of a piece of HTML that make a browser load something; not its links."""
    return " ".join(
        re.findall(r"<(?:script|link|img|iframe|source|video|audio)\b[^>]*>", source, re.IGNORECASE)
    )
