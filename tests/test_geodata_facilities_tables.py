"""The readers of published hub tables: layouts as shipped, and the faults they are known for."""

from __future__ import annotations

import csv

import numpy as np
import pandas as pd
import pytest

from geodata.errors import InputError
from geodata.facilities.published import as_places, read
from geodata.facilities.suspect import angle
from geodata.facilities.un_locode import un_locode
from geodata.facilities.world_port_index import world_port_index
from geodata.places.lookup import Places
from geodata.population import People

NOBODY = People(
    pd.DataFrame(
        {"country": ["KZ"], "name": ["Aktau"], "lon": [51.15], "lat": [43.65], "population": [1.0]}
    ),
    {},
    "",
    "",
)


LOCODE = """\
,"KZ",,".KAZAKHSTAN",,,,,,,,
,"KZ","AAU","Aktau","Aktau",,"1-3-----","AI","9602",,"4339N 05109E",
,"KZ","AKT","Aktaú","Aktau",,"1-3-----","RL","9602",,"5339N 06109E",
,"KZ","BAD","Nowhere","Nowhere",,"--3---6-","RL","0601",,"4399N 05109E",
,"KZ","NON","Aktau","Aktau",,"12345---","RL","0601",,"",
,"AZ","ALT","Alat","Alat",,"12------","RL","0601",,"3957N 04924E",
,"CN","SGN","Swapped","Swapped",,"-2------","RL","0601",,"3000N 11900W",
X,"KZ","GON","Gone","Gone",,"1-------","XX","0601",,"4339N 05109E",
,"KZ","AIR","Airport","Airport",,"---4----","AI","0601",,"4339N 05109E",
"""


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("4339N", 43.65),
        ("05109E", 51.15),
        ("0030W", -0.5),
        ("0430S", -4.5),
        ("43.65", 43.65),
        ("-12.5", -12.5),
        ("51°09'E", 51.15),
        ("51°09'36\"W", -51.16),
        ("43 39 N", 43.65),
    ],
)
def test_angles(text, degrees):
    assert angle(text) == pytest.approx(degrees)


@pytest.mark.parametrize("text", ["", "4360N", "43°61'N", "north", "43.65N5"])
def test_no_angles(text):
    assert np.isnan(angle(text))


def test_a_plain_number_is_degrees_and_refused_by_range_alone():
    assert angle("4339") == 4339.0


@pytest.fixture
def locode(tmp_path):
    path = tmp_path / "2024-2 UNLOCODE CodeListPart1.csv"
    path.write_bytes(LOCODE.encode("cp1252"))
    return un_locode(path, people=NOBODY).set_index("id")


def test_the_code_list_without_header(locode):
    assert sorted(locode.index) == ["azalt", "cnsgn", "kzaau", "kzakt", "kzbad", "kznon"]
    aktau = locode.loc["kzaau"]
    assert (aktau.lat, aktau.lon) == pytest.approx((43.65, 51.15))
    assert (aktau.kind, aktau.unlocode, aktau.faults) == ("sea_port", "KZAAU", "")
    assert locode.loc["kzbad", "kind"] == "dry_port"


def test_what_is_wrong_is_flagged_and_kept(locode):
    assert locode.loc["kzbad", "faults"] == "malformed coordinates"
    assert locode.loc["kznon", "faults"] == "no coordinates"
    assert locode.loc["kznon", "suggestion"] == "43.6500,51.1500: GeoNames Aktau"
    assert locode.loc["kzakt", "faults"] == "namesake 1331 km away"
    assert locode.loc["cnsgn", ["lon", "faults"]].tolist() == [-119.0, "lies in XZ"]
    assert locode.loc["cnsgn", "suggestion"] == "30.0000,119.0000: west for east"
    assert locode.loc["kzakt", "suggestion"] == "43.6500,51.1500: GeoNames Aktau"


def test_a_wrong_hemisphere_is_guessed(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(
        ',"CN","XXX","Swapped","Swapped",,"-2------","RL","0601",,"11900N 03000E",\n'
        ',"KZ","YYY","Mirror","Mirror",,"-2------","RL","0601",,"4800N 00000E",\n'
        ',"RU","ZZZ","South","South",,"-2------","RL","0601",,"0500S 05000E",\n'
    )
    table = read(path, people=NOBODY).set_index("id")
    assert table.loc["cnxxx", "faults"] == "malformed coordinates"
    assert table.loc["kzyyy", "faults"] == "lies in FR"
    assert table.loc["ruzzz", "faults"] == "lies in XZ"


def test_good_rows_become_places(locode):
    places = as_places(locode.reset_index(), checked="2026-11-23")
    assert places["id"].tolist() == ["kzaau", "azalt"]
    assert places["licence"].unique().tolist() == ["public-domain"]


def test_a_place_in_two_languages_is_one_with_an_alias(locode):
    twice = pd.concat([locode.reset_index(), locode.reset_index().assign(name_en="Aqtaw")])
    places = as_places(twice, checked="2026-11-23")
    assert places[["id", "aliases"]].to_numpy().tolist() == [["kzaau", "Aqtaw"], ["azalt", "Aqtaw"]]


WPI = """\
World Port Index Number,Main Port Name,UN/LOCODE,Country Code,Harbor Size,Harbor Type,Latitude,Longitude
100.0,Poti,GE PTI,Georgia,Small,Coastal (Breakwater),42.150,41.650
110.0,Izmit Bay,,Turkey,Small,Coastal (Natural),29.716667,40.766667
120.0,Astrakhan, ,Russia,Small,River (Natural),46.35,48.05
130.0,Wuhan, ,China,Small,River (Natural),30.58,114.28
140.0,Atlantis, ,Atlantis,Small,Coastal (Natural),42.15,41.65
"""


def test_the_world_port_index(tmp_path):
    path = tmp_path / "UpdatedPub150.csv"
    path.write_text(WPI, encoding="utf-8-sig")
    table = read(path, people=NOBODY).set_index("id")
    assert table.loc["wpi-100", ["country", "unlocode", "kind", "faults"]].tolist() == [
        "GE",
        "GEPTI",
        "sea_port",
        "",
    ]
    assert table.loc["wpi-110", "faults"] == "lies in SA"
    assert "exchanged" in table.loc["wpi-110", "suggestion"]
    assert table.loc["wpi-130", "kind"] == "river_port"
    assert "unknown country" in table.loc["wpi-140", "faults"]


def test_what_is_imported_can_be_used_as_hubs(tmp_path):
    """Numbers with a dot or twice, and codes that are none, as Pub 150 has them."""
    head, *rows = WPI.strip().splitlines()
    first = rows[0].split(",")
    odd = [[number, *first[1:2], code, *first[3:]] for number, code in (
        ("9510.1", "LB"), ("49460", 'GBME"'), ("49460", first[2]),
    )]  # fmt: skip
    path = tmp_path / "wpi.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head.split(","), *odd])
    as_places(read(path, people=NOBODY), checked="2026-11-23").to_csv(
        tmp_path / "own.csv", index=False
    )
    found = Places.read_tables([tmp_path / "own.csv"])
    assert list(found) == ["wpi-9510-1", "wpi-49460", "wpi-49460-2"]
    assert [place.unlocode for place in found.values()] == ["", "", first[2].replace(" ", "")]


def test_other_files_are_refused_by_name(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match=r"x\.csv"):
        read(path)
    with pytest.raises(InputError, match="Latitude"):
        world_port_index(path)
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path / "none.csv")
