"""Facilities of the toy extract of `osm_toys`, and their matches worked out by hand."""

import osm_toys
import osmium
import pytest
from osmium.osm import mutable

from geodata.errors import InputError
from geodata.facilities import match, osm
from geodata.places.lookup import Places
from geodata.places.model import Kind, Place

TOY = osm_toys.DATA / "toy.osm.pbf"


def _place(key, lon, lat, *, kind=Kind.SEA_PORT, name="Somewhere", aliases=()):
    return Place(
        id=key, kind=kind, country="KZ", lon=lon, lat=lat, names={"en": name}, aliases=aliases
    )


def test_facilities_have_the_columns_of_places():
    found = osm.read_osm([TOY], checked="2026-02-01").set_index("id")
    assert list(found.index) == ["osm-node-32", "osm-node-33", "osm-way-41", "osm-way-42"]
    assert found["kind"].tolist() == [
        "border_crossing",
        "river_port",
        "rail_terminal",
        "river_port",
    ]
    assert found["facility"].tolist() == [
        "barrier=border_control",
        "amenity=ferry_terminal",
        "railway=yard",
        "industrial=port",
    ]
    assert found.loc["osm-node-33", ["name_en", "aliases"]].tolist() == ["Far Harbour", "Порт"]
    assert found.loc["osm-way-41", ["lon", "lat"]].tolist() == [60.2, 47.0]
    assert set(found["country"]) == {"KZ"}
    assert set(found["licence"]) == {"ODbL-1.0"}
    assert set(found["status"]) == {"operating"}
    assert found.crs == "EPSG:4326"
    assert osm.read_osm([TOY]).attrs["unnamed"] == 1


def test_ports_by_the_sea_are_told_from_those_on_rivers(tmp_path):
    """Aktau lies on the Caspian, Omsk on the Irtysh."""
    points = {
        1: ((51.22, 43.60), {"harbour": "yes", "name": "A"}),
        2: ((73.37, 54.98), {"harbour": "yes", "name": "O"}),
    }
    path = osm_toys.write(tmp_path / "a.osm.pbf", ways={}, points=points)
    assert osm.read_osm([path])["kind"].tolist() == ["sea_port", "river_port"]


def test_relations_stand_in_the_middle_of_their_ways(tmp_path):
    path = tmp_path / "a.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for number, spot in enumerate([(60.0, 47.0), (60.2, 47.0), (60.2, 47.1)], start=1):
            writer.add_node(mutable.Node(id=number, location=spot))
        writer.add_way(mutable.Way(id=5, nodes=[1, 2]))
        writer.add_way(mutable.Way(id=6, nodes=[2, 3, 1]))
        tags = {"type": "multipolygon", "landuse": "port", "name": "Two-part port"}
        writer.add_relation(
            mutable.Relation(
                id=9, members=[("w", 5, "outer"), ("w", 6, "outer"), ("w", 77, "outer")], tags=tags
            )
        )
    (row,) = osm.read_osm([path]).to_dict("records")
    assert (row["id"], row["lon"], row["lat"]) == ("osm-relation-9", 60.1, 47.05)


def test_several_files_give_each_facility_once():
    assert len(osm.read_osm([TOY, TOY])) == len(osm.read_osm([TOY]))


def test_matches_go_by_name_first_and_by_distance_within_a_kind():
    """West Gate has a namesake 3 km off and a nearer stranger; the yard a place 0.8 km off."""
    places = Places(
        [
            _place("west-gate", 60.04, 47.0, kind=Kind.BORDER_CROSSING, name="WEST-GATE"),
            _place("stranger", 60.001, 47.0, kind=Kind.BORDER_CROSSING),
            _place("yard", 60.21, 47.0, kind=Kind.RAIL_TERMINAL),
            _place("other-kind", 60.6, 47.0, kind=Kind.CITY),
            _place("harbour", 60.62, 47.0, kind=Kind.RIVER_PORT, aliases=("Порт",)),
            _place("namesake-far", 61.0, 47.0, name="Far Port"),
        ]
    )
    found = osm.read_osm([TOY])
    before = found.copy()
    report = match.match(found, places).set_index("facility")
    assert report["place"].to_dict() == {
        "osm-node-32": "west-gate",
        "osm-node-33": "harbour",
        "osm-way-41": "yard",
        "osm-way-42": "",
    }
    assert report["by"].tolist() == ["name", "name", "distance", ""]
    assert report.loc["osm-way-41", "distance_km"] == pytest.approx(0.76, abs=0.01)
    assert before.equals(found)


def test_no_facilities_and_no_places_make_empty_reports(tmp_path):
    empty = osm.read_osm([osm_toys.write(tmp_path / "a.osm.pbf")])
    assert empty.empty
    assert match.match(empty, Places()).empty
    assert (match.match(osm.read_osm([TOY]), Places())["by"] == "").all()


def test_the_layer_can_be_read_as_places(tmp_path):
    path = osm.write_csv(osm.read_osm([TOY], checked="2026-02-01"), tmp_path / "places.csv")
    assert [entry.name for entry in tmp_path.iterdir()] == ["places.csv"]
    places = Places.read(tmp_path)
    assert places["osm-node-33"].name() == "Far Harbour"
    assert (
        path.read_bytes()
        == osm.write_csv(
            osm.read_osm([TOY], checked="2026-02-01"), tmp_path / "again.csv"
        ).read_bytes()
    )


def test_bad_files_are_named(tmp_path):
    path = tmp_path / "a.osm.pbf"
    path.write_bytes(TOY.read_bytes()[:200])
    with pytest.raises(InputError, match=r"a\.osm\.pbf"):
        osm.read_osm([path])
