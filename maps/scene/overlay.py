"""Layers beside the corridors: bands of coverage, gaps, catchments, hubs by size, sites.

The frames are made elsewhere; an `Overlay` says how one is drawn, named and tabulated.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, cast, get_args

import numpy as np
import pandas as pd

from geodata.degrees import in_degrees
from geodata.errors import InputError, Problem, did_you_mean, suggest
from maps.scene import encode
from maps.scene.cells import share_records, words
from maps.scene.json_types import LayerKind
from maps.scene.model import Feature, Layer
from maps.words.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd
    import shapely

    from maps.scene.cells import Row
    from maps.scene.json_types import Cell

Text: TypeAlias = "str | Mapping[str, str]"
"""A text, or texts by language."""


GRID = 1e-3
"""Step of the coordinates of overlays in degrees: about 110 m."""


_FINEST = 3


_TYPES = {
    "bands": {"LineString", "MultiLineString"},
    "gaps": {"LineString", "MultiLineString"},
    "arcs": {"LineString", "MultiLineString"},
    "areas": {"Polygon", "MultiPolygon"},
    "hubs": {"Point"},
    "sites": {"Point"},
}


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """A layer over the ground and under the corridors; points lie over them.

    Attributes
    ----------
    name
        What the layer tree, the legend and the table call it: a text, or texts by language.
    frame
        EPSG:4326. ``bands``, ``gaps`` and ``arcs`` are lines, ``areas`` polygons, ``hubs`` and
        ``sites`` points.
    kind
        How it is drawn: ``bands`` pale where `value` is true or 0, dashed where it is false or 1,
        grey where it is 2; ``gaps`` dashed, the five of the largest `value` with it beside them;
        ``arcs`` thin over the corridors, whole where `value` is true and dashed where it is false;
        ``areas`` tinted, ``hubs`` as discs whose area is `value`, ``sites`` as numbered stars, the
        larger the larger their `value`.
    value
        The column of the class or the number; areas are tinted alike without one.
    label
        The column that names a row, if any.
    columns
        Columns of the table and of what a click tells, each with its heading: a text, or texts by
        language. Numbers stay numbers.
    classes
        Of ``bands`` and ``arcs``: what the two or three classes are called, texts or texts by
        language.
    leg
        The column of the leg, ``corridor:leg``, that a row lies on: the row then shows with it.
    unit
        The unit of `value`: a text, or texts by language.
    shown
        Whether the layer is on at first.
    note
        What the layer says in numbers, for its legend: a text, or texts by language.
    """

    name: Text
    frame: gpd.GeoDataFrame
    kind: LayerKind
    value: str = ""
    label: str = ""
    columns: Mapping[str, Text] = field(default_factory=dict)
    classes: tuple[Text, ...] | None = None
    leg: str = ""
    unit: Text = ""
    shown: bool = False
    note: Text = ""


def check(overlays: Iterable[Overlay]) -> None:
    """Check kinds, columns, geometries and coordinate systems.

    Raises
    ------
    InputError
        With every fault of every layer.
    """
    if problems := [problem for layer in overlays for problem in _faults(layer)]:
        raise InputError(problems)


def _faults(layer: Overlay) -> Iterable[Problem]:
    name = Language("en").pick(layer.name, "layer")
    kinds = get_args(LayerKind)
    if layer.kind not in kinds:
        yield Problem(name, "kind", f"{layer.kind!r} is not known", suggest(layer.kind, kinds))
        return
    frame = layer.frame
    if len(frame) and not in_degrees(frame):
        fault = f"is {frame.crs or 'not set'}, not EPSG:4326"
        yield Problem(name, "crs", fault, "frame.to_crs(4326)")
    wanted = [layer.value, layer.label, layer.leg, *layer.columns]
    for column in dict.fromkeys(item for item in wanted if item and item not in frame):
        remedy = did_you_mean(column, frame.columns) or f"it has {', '.join(map(str, frame))}"
        yield Problem(name, column, "is no column of the frame", remedy)
    if layer.kind in ("bands", "arcs", "hubs") and not layer.value:
        yield Problem(name, "value", "is missing", f"name the column that {layer.kind} go by")
    strange = set(frame.geometry.dropna().geom_type) - _TYPES[layer.kind]
    if strange:
        remedy = f"{layer.kind} are {' or '.join(sorted(_TYPES[layer.kind]))}"
        yield Problem(name, "geometry", f"holds {', '.join(sorted(strange))}", remedy)


def layer_records(
    overlays: Sequence[Overlay], language: Language, leg_at: Mapping[str, int]
) -> tuple[list[Layer], bytes]:
    """Return the records of layers and the arcs that their features refer to.

    Parameters
    ----------
    leg_at
        The numbers of the legs that are drawn, by ``corridor:leg``.

    Returns
    -------
    layers : list of Layer
        With a feature for each row of a frame.
    shapes : bytes
        Arcs as `encode.pack` writes them.
    """
    check(overlays)
    drawn = [_drawn(layer.frame) for layer in overlays]
    lines = [
        shape
        for layer, frame in zip(overlays, drawn, strict=True)
        if not _dots(layer)
        for shape in frame.geometry
    ]
    shape = encode.topology(lines, finest=_FINEST, grid=GRID)
    chains = iter(shape.lines)
    records = [
        Layer(
            name=language.pick(layer.name),
            kind=layer.kind,
            shown=layer.shown,
            unit=language.pick(layer.unit),
            classes=[language.pick(item) for item in layer.classes or ()],
            note=language.pick(layer.note),
            heads=[language.pick(item) for item in layer.columns.values()],
            features=[
                _feature(layer, row, leg_at, None if _dots(layer) else next(chains))
                for row in share_records(frame)
            ],
        )
        for layer, frame in zip(overlays, drawn, strict=True)
    ]
    return records, encode.pack(shape)


def _drawn(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame[~(frame.geometry.isna() | frame.geometry.is_empty)]


def _dots(layer: Overlay) -> bool:
    return layer.kind in ("hubs", "sites")


def _feature(
    layer: Overlay,
    row: Row,
    leg_at: Mapping[str, int],
    parts: list[list[int]] | None,
) -> Feature:
    point = cast("shapely.Point", row[str(layer.frame.geometry.name)]) if parts is None else None
    return Feature(
        cells=[_cell(row[column]) for column in layer.columns],
        at=None if point is None else (round(point.x, 5), round(point.y, 5)),
        parts=parts,
        value=_cell(row[layer.value]) if layer.value else None,
        label=str(_cell(row[layer.label])) if layer.label else None,
        leg=leg_at.get(words(row[layer.leg])) if layer.leg else None,
    )


def _cell(value: object) -> Cell:
    """Return a plain value: a number to 3 decimals, a truth, else text; missing ones are empty."""
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (list, tuple, set, np.ndarray)):
        return ", ".join(map(str, value))
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return ""
    if isinstance(value, (int, float, np.number)):
        number = float(value)
        if not np.isfinite(number):
            return ""
        return int(number) if number == int(number) else round(number, 3)
    return str(value)
