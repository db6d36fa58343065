"""Reading TopoJSON: quantised, delta-coded arcs that neighbouring shapes share.

Format: the TopoJSON specification, https://github.com/topojson/topojson-specification
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geodata.degrees import LON_LIMIT_DEG

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geodata.arrays import Floats

ArcIndex = int
"""Index of an arc; ``~i`` (negative) means arc ``i`` run backwards."""


_MIN_RING = 4


@dataclass(frozen=True, slots=True)
class Shape:
    """One geometry of a topology: polygons, each a list of rings, each a list of arc indices."""

    id: str
    properties: Mapping[str, Any]
    polygons: tuple[tuple[tuple[ArcIndex, ...], ...], ...]

    def arcs(self) -> set[int]:
        """Return the arcs that the shape uses, without direction."""
        return {max(arc, ~arc) for polygon in self.polygons for ring in polygon for arc in ring}


@dataclass(frozen=True, slots=True)
class Topology:
    """Arcs of shape (n, 2), lon lat in degrees, and the shapes that they bound."""

    arcs: tuple[Floats, ...]
    shapes: tuple[Shape, ...]

    def map_arcs(self, change: Callable[[int, Floats], Floats]) -> Topology:
        """Return a topology whose arcs are ``change(index, coords)``; neighbours stay joined."""
        return replace(self, arcs=tuple(change(i, arc) for i, arc in enumerate(self.arcs)))

    def rings(self, shape: Shape) -> list[list[Floats]]:
        """Return the closed rings of each polygon of a shape, the shell first.

        Longitudes run on past 180 where a ring crosses the antimeridian.
        """
        return [[self._ring(ring) for ring in polygon] for polygon in shape.polygons]

    def polygons(self, shape: Shape) -> list[shapely.Polygon]:
        """Return the polygons of a shape; rings that have collapsed to a line are left out."""
        found = []
        for shell, *holes in self.rings(shape):
            if len(shell) >= _MIN_RING:
                kept = [hole for hole in holes if len(hole) >= _MIN_RING]
                found.append(shapely.Polygon(shell, kept))
        return found

    def _ring(self, indices: Sequence[ArcIndex]) -> Floats:
        parts = [self.arcs[i] if i >= 0 else self.arcs[~i][::-1] for i in indices]
        return _unwrapped(np.concatenate([parts[0], *(part[1:] for part in parts[1:])]))


def _unwrapped(ring: Floats) -> Floats:
    """Return a ring without jumps at the antimeridian; its longitudes may then pass 180.

    TopoJSON from d3 is spherical: it sews shapes together that were cut at 180 degrees, so
    that a vertex on the cut may be written as -180 in a ring that lies east of it.
    """
    lon = np.unwrap(ring[:, 0], period=360.0)
    if lon.min() < -LON_LIMIT_DEG:
        lon += 360.0
    return np.column_stack([lon, ring[:, 1]])


def decode(document: Mapping[str, Any], *, layer: str) -> Topology:
    """Return one object of a TopoJSON document, its arcs as degrees.

    Parameters
    ----------
    document
        A parsed TopoJSON document with a ``transform``.
    layer
        Name of a GeometryCollection of Polygon and MultiPolygon in ``objects``.
    """
    scale = np.array(document["transform"]["scale"])
    origin = np.array(document["transform"]["translate"])
    arcs = tuple(
        np.cumsum(np.asarray(arc, dtype=np.int64), axis=0) * scale + origin
        for arc in document["arcs"]
    )
    shapes = tuple(_shape(item) for item in document["objects"][layer]["geometries"])
    return Topology(arcs=arcs, shapes=shapes)


def _shape(item: Mapping[str, Any]) -> Shape:
    arcs = item.get("arcs", [])
    polygons = [arcs] if item["type"] == "Polygon" else arcs
    if item["type"] not in {"Polygon", "MultiPolygon"}:
        polygons = []
    return Shape(
        id=str(item.get("id", "")),
        properties=item.get("properties", {}),
        polygons=tuple(tuple(tuple(ring) for ring in polygon) for polygon in polygons),
    )
