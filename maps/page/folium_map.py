"""Drawing traced corridors as a Folium map that saves itself as one file without links."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING

import folium
from branca.element import Figure
from folium.template import Template

from maps.page import document
from maps.page.scripts import MAP_MARKUP, MAP_SCRIPT
from maps.words.language import Language

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping


_NAME = "{{ this.get_name() }}"


class AtlasFigure(Figure):
    """The document around an `AtlasMap`; renders as the whole self-contained page."""

    def render(self, **_options: object) -> str:
        """Return the page, closed to the network."""
        return document.document(self)


class AtlasMap(folium.Map):
    """A Folium map over the offline basemap and the drawn corridors.

    Children of Folium that need nothing but Leaflet work as ever. `save` differs: it writes one
    file without links.
    """

    default_js: list[tuple[str, str]] = []  # noqa: RUF012
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    _template = Template(
        "{% macro html(this, kwargs) %}"
        + MAP_MARKUP.format(name=_NAME)
        + "{% endmacro %}{% macro script(this, kwargs) %}"
        + MAP_SCRIPT.format(
            name=_NAME,
            quoted="{{ this.get_name()|tojson }}",
            options="{{ this.options|tojavascript }}",
        )
        + "{% endmacro %}"
    )

    def __init__(self, *, content: document.Content) -> None:
        super().__init__(location=(0.0, 0.0), tiles=None, zoom_control=False)
        self.options = {}
        self.content = content
        AtlasFigure(title=content.title).add_child(self)

    def __repr__(self) -> str:
        return f"<AtlasMap: {self.content.title}>"

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
        text = document.document(self.get_root(), online=online, assets=assets or {})
        return document.write(text, path)

    def _repr_html_(self, **_options: object) -> str:
        """Return the page in a frame for a notebook.

        Words lie behind the frame, for notebooks that are not trusted and show no frame.
        """
        text = html.escape(document.document(self.get_root()), quote=True)
        blocked = html.escape(Language(self.content.lang).words()["no_script"])
        return (
            '<div style="position:relative">'
            f'<p style="position:absolute;padding:1em">{blocked}</p>'
            f'<iframe srcdoc="{text}" title="{html.escape(self.content.title)}" '
            'style="position:relative;width:100%;height:640px;border:0;background:#fff" '
            "allowfullscreen></iframe></div>"
        )
