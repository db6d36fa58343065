"""Computed against published on the toy: 900 km of rail published and computed."""

import math

import pandas as pd
import pytest
import toy_atlas
import toy_catalogue

from corridors.lengths import published
from corridors.output import published_report


@pytest.fixture
def table(tmp_path):
    return published.validate(toy_atlas.write(tmp_path)).set_index("id")


def test_comparable_length_is_routed_between_its_own_ends(table):
    row = table.loc["titr-alat-poti"]
    assert row.verdict == "agrees"
    assert row.computed_km == pytest.approx(900, abs=1e-3)


def test_length_that_is_not_comparable_keeps_its_reason(table):
    row = table.loc["titr-poti-constanta"]
    assert (row.verdict, row.why) == ("not comparable", "berth to berth")
    assert math.isnan(row.ratio)


def test_difference_without_a_word_is_found(tmp_path):
    files = toy_catalogue.edited("published.toml", "length_km = 900", "length_km = 1000")
    table = published.validate(toy_atlas.write(tmp_path, files=files))
    assert set(table.verdict) == {"differs", "not comparable"}
    assert dict(zip(table["id"], table["why"], strict=True))["titr-alat-poti"] == ""


def test_declared_path_proves_nothing(tmp_path):
    origin = ["osm"] * 4 + ["declared"]
    atlas = toy_atlas.write(tmp_path, rail_network=toy_atlas.rail(origin=origin))
    table = published.validate(atlas)
    assert set(table.verdict) == {"declared", "not comparable"}
    assert published.summary(table) == {"count": 0}


def test_summary_by_hand():
    table = pd.DataFrame(
        {
            "verdict": ["agrees", "agrees", "differs", "declared"],
            "mode": ["rail"] * 4,
            "ratio": [1.01, 0.98, 1.10, 2.0],
        }
    )
    found = published.summary(table)
    assert found["count"] == 3
    assert found["median"] == pytest.approx(0.02)
    assert found["worst"] == pytest.approx(0.10)
    assert found["p90"] == pytest.approx(0.084)


def test_markdown_lists_every_length_with_its_source(tmp_path):
    atlas = toy_atlas.write(tmp_path)
    text = published_report.markdown(atlas, published.validate(atlas))
    assert (
        "| Poti – Alat | rail | 900 | 900 | 1.000 | [Route association](https://example.org/titr) |"
        in text
    )
    assert "berth to berth" in text


def test_how_lines_are_drawn_by_country(tmp_path):
    """The toy's railways are single straight pieces of hundreds of km: all of it over 50 km."""
    table = published_report.drawing(toy_atlas.write(tmp_path).trace()).set_index("country")
    assert table.km.to_dict() == pytest.approx({"AZ": 600, "GE": 300, "KZ": 2500}, abs=0.01)
    assert set(table.over_50.round(6)) == {1.0}


def test_legs_on_chords_are_named(tmp_path):
    atlas = toy_atlas.write(tmp_path)
    text = published_report.markdown(atlas, published.validate(atlas))
    assert "- `caspian:alat-poti` (rail): 100% of 900 km" in text
