"""Leaflet from the XStatic-Leaflet distribution, its hash checked, its images put in."""

from __future__ import annotations

import base64
import functools
import hashlib
import importlib.metadata
import re
from pathlib import Path

from geodata.errors import AtlasError

SHA256 = {
    "leaflet.js": "5819285cec137b229c94e1ee5ad73e8b6b84345a4367d60f75fe477fe0fb7b03",
    "leaflet.css": "90b693d86392a4779c861b28cf307e7e59c3fb35328c4d8b95f58f814d38c722",
}
"""The files of Leaflet 1.9.3 as XStatic-Leaflet 1.9.3.0 ships them."""


@functools.cache
def read(name: str) -> str:
    """Return a file of Leaflet from XStatic-Leaflet, its hash checked.

    Raises
    ------
    AtlasError
        It is not the file of the version that the page is made for.
    """
    data = _file(name).read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != SHA256[name]:
        message = (
            f"{name} of XStatic-Leaflet is not the file this page was made for (sha256 "
            f"{found}): pip install 'XStatic-Leaflet==1.9.3.*'"
        )
        raise AtlasError(message)
    return data.decode("utf-8")


def _file(name: str) -> Path:
    try:
        files = importlib.metadata.files("XStatic-Leaflet") or []
    except importlib.metadata.PackageNotFoundError as error:
        raise AtlasError("Leaflet is missing: pip install 'XStatic-Leaflet==1.9.3.*'") from error
    entry = next((item for item in files if item.as_posix().endswith(f"leaflet/data/{name}")), None)
    if entry is None:
        message = f"XStatic-Leaflet holds no {name}: pip install 'XStatic-Leaflet==1.9.3.*'"
        raise AtlasError(message)
    return Path(str(entry.locate()))


def style() -> str:
    """Return Leaflet's style with its images put in, for a link to them would be a request."""

    def inline(match: re.Match[str]) -> str:
        name = match.group(1)
        if name.startswith("#"):
            return match.group()
        data = _file(name).read_bytes()
        return f"url(data:image/png;base64,{base64.b64encode(data).decode('ascii')})"

    return re.sub(r"url\(([^)]+)\)", inline, read("leaflet.css"))
