import geopandas as gpd
import numpy as np
import pytest
import shapely

from geodata.errors import InputError
from maps import Overlay
from maps.scene import overlay
from maps.scene.model import Feature
from maps.words.language import Language


def frame(geometry, **columns):
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=4326)


LINES = [
    shapely.LineString([(60, 40), (61, 40), (62, 41)]),
    shapely.LineString([(62, 41), (63, 41)]),
]


def bands(**options):
    table = frame(LINES, leg=["a:b", "a:c"], covered=np.array([True, False]))
    return Overlay("Reach", table, "bands", value="covered", leg="leg", **options)


def test_bands_keep_their_class_and_their_leg():
    rows, shapes = overlay.layer_records(
        [bands(classes=("near", "far"))], Language("en"), {"a:b": 7}
    )
    assert [row.value for row in rows[0].features] == [True, False]
    assert [row.leg for row in rows[0].features] == [7, None]
    assert rows[0].classes == ["near", "far"]
    assert len(shapes) > 2


def test_points_carry_value_label_and_cells_in_the_language():
    table = frame(
        [shapely.Point(69.2, 41.3)],
        people=[2_500_000.0],
        town=["Tashkent"],
        adds=[12.34567],
        missing=[float("nan")],
        within=[["a", "b"]],
    )
    layer = Overlay(
        {"en": "Sites", "ru": "Площадки"},
        table,
        "sites",
        value="people",
        label="town",
        columns={"adds": {"en": "Adds", "ru": "Даёт"}, "missing": "?", "within": "In"},
        unit={"en": "people", "ru": "чел."},
    )
    (row,) = overlay.layer_records([layer], Language("ru"), {})[0]
    assert (row.name, row.unit, row.heads) == ("Площадки", "чел.", ["Даёт", "?", "In"])
    assert row.features == [
        Feature([12.346, "", "a, b"], at=(69.2, 41.3), value=2_500_000, label="Tashkent")
    ]


def test_empty_geometries_are_left_out_and_arcs_stay_with_their_rows():
    table = frame([None, LINES[0], shapely.LineString(), LINES[1]], gap_km=[1, 2, 3, 4])
    layer = Overlay("Gaps", table, "gaps", value="gap_km")
    areas = Overlay("Areas", frame([shapely.box(0, 0, 1, 1)]), "areas")
    gaps, polygons = overlay.layer_records([layer, areas], Language("en"), {})[0]
    assert [row.value for row in gaps.features] == [2, 4]
    arcs = [
        {abs(arc) if arc >= 0 else ~arc for part in row.parts for arc in part}
        for row in (*gaps.features, *polygons.features)
    ]
    assert arcs[0].isdisjoint(arcs[1])
    assert arcs[2].isdisjoint(arcs[0] | arcs[1])


def test_every_fault_is_named_at_once():
    metres = Overlay("M", frame(LINES, kmh=[1, 2]).to_crs(3857), "gaps", value="kms")
    dots = Overlay("Dots", frame(LINES), "hubs")
    odd = Overlay("Odd", frame(LINES), "bandz")
    with pytest.raises(InputError) as caught:
        overlay.check([metres, dots, odd])
    found = [(fault.file, fault.item) for fault in caught.value.problems]
    assert found == [
        ("M", "crs"),
        ("M", "kms"),
        ("Dots", "value"),
        ("Dots", "geometry"),
        ("Odd", "kind"),
    ]
    assert "did you mean 'kmh'?" in str(caught.value)
    assert "did you mean 'bands'?" in str(caught.value)
