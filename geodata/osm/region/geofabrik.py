"""Which extracts hold a set of countries, by the index of Geofabrik.

The index is GeoJSON, one feature an extract: ``id``, ``name``, ``parent``, the codes of its
countries under ``iso3166-1:alpha2`` and addresses under ``urls``; see
https://download.geofabrik.de/technical.html.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from geodata.errors import InputError, Problem
from geodata.osm.region.download import DownloadError, Patience, fetch_text, public

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

INDEX = "https://download.geofabrik.de/index-v1.json"

_PART_OF = {"HK": "CN", "MO": "CN"}
"""Countries by ISO that have no extract of their own, and in whose extract they are."""


@dataclass(frozen=True, slots=True, order=True)
class Region:
    """An extract: its name in the index, the countries in it, and the address of its ``.pbf``."""

    id: str
    countries: frozenset[str]
    url: str

    @property
    def file_name(self) -> str:
        """Return the name of the file, the last part of the address."""
        return urlsplit(self.url).path.rpartition("/")[2]


def read_index(url: str = INDEX, *, patience: Patience | None = None) -> list[Region]:
    """Return the extracts of an index that name their countries.

    Raises
    ------
    DownloadError
        Where the index cannot be had or is none.
    """
    text = fetch_text(url, patience=patience or Patience())
    try:
        features = json.loads(text)["features"]
        found = [_region(feature["properties"]) for feature in features]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        message = f"{public(url)} is no index of extracts: {type(error).__name__} {error}"
        raise DownloadError(message[:200]) from error
    return sorted(region for region in found if region is not None)


def _region(properties: dict[str, Any]) -> Region | None:
    codes = properties.get("iso3166-1:alpha2") or []
    url = properties["urls"].get("pbf", "")
    if not codes or not url:
        return None
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError(f"the address {url!r} of {properties['id']}")
    return Region(str(properties["id"]), frozenset(map(str, codes)), str(url))


def _size(region: Region) -> tuple[int, int, Region]:
    return len(region.countries), len(region.id), region


def extracts_of(countries: Collection[str], regions: Iterable[Region]) -> list[Region]:
    """Return the fewest and smallest extracts that hold some countries, in the order of their ids.

    Raises
    ------
    InputError
        Naming every country that no extract holds.
    """
    known = list(regions)
    chosen: set[Region] = set()
    problems = []
    for code in sorted({_PART_OF.get(code, code) for code in countries}):
        fits = [region for region in known if code in region.countries]
        if not fits:
            remedy = "give a file of it with --files"
            problems.append(Problem("", f"country {code}", "is in no extract of the index", remedy))
            continue
        if not any(region in chosen for region in fits):
            chosen.add(
                min(fits, key=lambda region: (len(region.countries), len(region.id), region))
            )
    if problems:
        raise InputError(problems)
    return sorted(chosen)
