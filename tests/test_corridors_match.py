"""The match report on the toy: 1,000 km of 1520 tagged as 1435, 400 km wired, 300 km repaired."""

import math

import pytest
import toy_atlas

from corridors.lengths.osm_match import COLUMNS, match


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    rows = [(*row[:4], (1435,)) if row[0] == "altynkol" else row for row in toy_atlas.RAIL]
    rail = toy_atlas.rail(
        rows,
        gauge_basis=["tag", "rule", "tag", "rule", "rule"],
        electrified=["no", "", "contact_line", "", ""],
        origin=["osm", "osm", "osm", "osm", "repaired"],
    )
    atlas = toy_atlas.write(tmp_path_factory.mktemp("toy"), rail_network=rail)
    return match(atlas.trace("caspian")).set_index("leg")


def test_columns(table):
    assert list(table.reset_index().drop(columns="geometry")[COLUMNS].columns) == COLUMNS


def test_tagged_inferred_and_disagreeing_gauge(table):
    row = table.loc["caspian:altynkol-aktau"]
    assert row.gauge_tagged_km == pytest.approx(1400, abs=1e-3)
    assert row.gauge_inferred_km == pytest.approx(0, abs=1e-3)
    assert row.gauge_disagrees_km == pytest.approx(1000, abs=1e-3)


def test_electrified_share_counts_only_what_says_anything(table):
    assert table.loc["caspian:altynkol-aktau"].electrified_share == pytest.approx(400 / 1400)
    assert math.isnan(table.loc["caspian:alat-poti"].electrified_share)


def test_mapped_and_repaired(table):
    row = table.loc["caspian:alat-poti"]
    assert (row.mapped_km, row.repaired_km) == (pytest.approx(600), pytest.approx(300))


def test_sea_has_no_gauge_and_the_vintage_is_told(table):
    row = table.loc["caspian:aktau-alat"]
    assert math.isnan(row.gauge_inferred_km)
    assert row.vintage == "2026"
