"""What Folium makes of a map: scripts, links and markup, each piece by itself.

A piece is what one child writes. The page runs each script and reads each piece of markup by
itself, so that one which is broken spoils nothing beside it.
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from typing import TYPE_CHECKING

from branca.element import CssLink, Element, JavascriptLink
from folium.utilities import JsCode

from maps.page import links
from maps.page.scripts import Rendered, Script

if TYPE_CHECKING:
    from branca.element import Figure


_PLAIN = frozenset(
    {
        "Marker", "CircleMarker", "Circle", "PolyLine", "Polygon", "Rectangle", "Popup", "Tooltip",
        "Icon", "DivIcon", "CustomIcon", "FeatureGroup", "ElementAddToElement",
    }
)  # fmt: skip
"""Children of which maps hold thousands: a browser compares every script with every hash."""


def copied(figure: Figure) -> Figure:
    """Return a copy of a figure that can be rendered: rendering adds to what it renders.

    Branca leaves out templates that were given to an element and not to its class, as most
    recipes for a legend do.
    """
    known: dict[int, Element] = {}
    copy_ = copy.deepcopy(figure, known)
    for item in links.tree(figure):
        if "_template" in vars(item) and id(item) in known:
            known[id(item)]._template = item._template  # noqa: SLF001
    return copy_


def render(root: Figure) -> Rendered:
    """Return what the children of a figure write; the figure is changed by it."""
    for child in list(root._children.values()):  # noqa: SLF001
        child.render()
    out = Rendered()
    for item in root.header._children.values():  # noqa: SLF001
        if isinstance(item, JavascriptLink):
            out.js.append(item.url)
        elif isinstance(item, CssLink):
            out.css.append(item.url)
        elif "http-equiv" not in (text := item.render()):
            out.head.append(text)
    out.body = [item.render() for item in root.html._children.values()]  # noqa: SLF001
    plain = {item.get_name() for item in links.tree(root) if _is_plain(item)}
    stable = _Renamer({item._id for item in links.tree(root)})  # noqa: SLF001
    out.body = [stable(text) for text in out.body]
    count: Counter[str] = Counter()
    for key, item in root.script._children.items():  # noqa: SLF001
        kind = links.class_of(key)
        count[kind] += 1
        label, code = f"{kind} {count[kind]}", stable(item.render())
        out.scripts.append(Script(label, stable(key), code, key in plain))
    out.head = [stable(text) for text in out.head]
    return out


def _is_plain(item: Element) -> bool:
    own = type(item).__module__.partition(".")[0] == "folium" and type(item).__name__ in _PLAIN
    options = getattr(item, "options", None) or {}
    charts = getattr(item, "script", None)
    codes = any(isinstance(value, JsCode) for value in options.values()) or (
        isinstance(charts, Element) and bool(charts._children)  # noqa: SLF001
    )
    return own and not codes and "_template" not in vars(item)


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
