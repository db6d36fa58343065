"""Hubs of one's own beside the toy catalogue: one known by name, one by distance, one new."""

from dataclasses import replace

import pytest
import toy_atlas
import toy_catalogue

import corridors
from corridors.hubs.coverage import coverage
from corridors.hubs.own_hubs import read
from geodata import geodesy
from geodata.errors import InputError

OWN = """\
id,kind,country,lon,lat,name_en,aliases,status,sources,checked,licence
osm-way-1,sea_port,KZ,51.21,43.62,Порт Актау,Aqtau|Aktau,operating,osm,2026-02-01,ODbL-1.0
osm-way-2,sea_port,AZ,49.405,39.9,Baku International Sea Port,,operating,osm,2026-02-01,ODbL-1.0
osm-way-3,dry_port,KZ,55.2,45.32,Beyneu,,operating,osm,2026-02-01,ODbL-1.0
"""


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(OWN, "utf-8")
    return path


@pytest.fixture
def catalogue(tmp_path):
    return toy_catalogue.write(tmp_path / "catalogue", toy_catalogue.FILES)


def test_a_hub_is_known_by_name_or_by_distance(own, catalogue):
    found = read([own], corridors.load(catalogue).places)
    matches = found.matches.set_index("facility")
    assert matches.loc["osm-way-1", ["place", "by"]].tolist() == ["aktau", "name"]
    assert matches.loc["osm-way-2", ["place", "by"]].tolist() == ["alat", "distance"]
    # Beyneu is a station of the catalogue, and a station is no hub.
    assert matches.loc["osm-way-3", ["place", "by"]].tolist() == ["", ""]
    assert [place.id for place in found.added] == ["osm-way-3"]


def test_only_unknown_hubs_are_added_and_no_line_runs_to_them(own, catalogue):
    plain, atlas = corridors.load(catalogue), corridors.load(catalogue, hubs=[own])
    assert set(atlas.hubs["id"]) - set(plain.hubs["id"]) == {"osm-way-3"}
    assert atlas.places.keys() == plain.places.keys()
    assert atlas.hub_places.find("osm-way-3").name() == "Beyneu"
    assert atlas.wayside.digest == plain.wayside.digest


def test_faults_are_named_all_at_once(own, tmp_path, catalogue):
    known = corridors.load(catalogue).places
    with pytest.raises(InputError, match="no such file"):
        read([own, tmp_path / "other.csv"], known)
    own.write_text(OWN.replace("dry_port", "dryport").replace("49.405", "494"), "utf-8")
    with pytest.raises(InputError) as caught:
        read([own], known)
    assert {problem.item for problem in caught.value.problems} == {
        "line 3 osm-way-2 lon",
        "line 4 osm-way-3 kind",
    }


def test_an_id_of_the_catalogue_is_refused_for_another_hub(own, catalogue):
    own.write_text(OWN.replace("osm-way-3", "poti"), "utf-8")
    with pytest.raises(InputError, match="poti.*is the id of another place"):
        read([own], corridors.load(catalogue).places)


def test_coverage_counts_them(own, tmp_path):
    atlas = toy_atlas.write(tmp_path / "toy")
    with_own = replace(atlas, own_hubs=read([own], atlas.places).added)
    km = [
        coverage(one.trace("caspian"), within_km=50.0, kinds=["rail_terminal", "dry_port"]).table
        for one in (atlas, with_own)
    ]
    more = km[1].covered_km.sum() - km[0].covered_km.sum()
    # 50 km as drawn: each of the two legs by Beyneu on its way there and on to Aktau.
    edges = [edge for edge in toy_atlas.RAIL if "beyneu" in edge[:2]]
    track = 0.0
    for start, end, km, *_ in edges:
        drawn = geodesy.line_length_km([toy_atlas.POINTS[start], toy_atlas.POINTS[end]])
        track += (2 if "aktau-rail" in (start, end) else 1) * 50.0 * km / drawn
    assert more == pytest.approx(track, rel=0.02)  # the hub stands 2 km beside the line


@pytest.mark.parametrize(
    "saved",
    [
        OWN.replace(",", ";").encode("cp1251"),
        ("sep=;\n" + OWN.replace(",", ";")).encode("utf-8-sig"),
        OWN.replace(",", "\t").encode("utf-16"),
        OWN.replace(",", ";").replace("51.21", "51,21").encode("utf-8"),
    ],
)
def test_a_table_as_spreadsheets_save_it(own, catalogue, saved):
    known = corridors.load(catalogue).places
    stated = read([own], known)
    own.write_bytes(saved)
    found = read([own], known)
    assert found.added == stated.added
    assert found.matches.equals(stated.matches)
