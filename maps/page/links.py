"""What the children of a map would make a page load from the network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from branca.element import CssLink, Element, JavascriptLink

from geodata.errors import AtlasError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class AssetError(AtlasError):
    """A child of the map needs something from the network that the page may not ask for."""


def tree(element: Element) -> Iterator[Element]:
    """Walk an element, its children, and the header, html and script of figures and popups."""
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
    needs = dict.fromkeys(
        link for root in (figure, rendered) for item in tree(root) for link in _links(item)
    )
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
