"""Tables of hubs and candidates as people have them, and facilities that are safe to open."""

import subprocess
import sys
from pathlib import Path

import geopandas
import osm_toys
import pytest

from corridors.cli import main
from corridors.siting.candidates import read_candidates
from geodata.csv_rows import inert_text, live_text
from geodata.errors import InputError
from geodata.facilities import osm, published
from geodata.facilities.suspect import angle, both
from geodata.places.lookup import Places

CASES = Path(__file__).parent / "data" / "cases"
HEADER = "Change,Country,Location,Name,NameWoDiacritics,Subdivision,Status,Function,Date,IATA,Coordinates,Remarks"


@pytest.fixture
def run(monkeypatch, capfd):
    """Run a command in this process; what it gives looks like that of a process."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["corridors", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main.main()
        said = capfd.readouterr()
        return subprocess.CompletedProcess(arguments, ended.value.code or 0, said.out, said.err)

    return call


def test_crossings_on_the_border_are_kept_and_the_doubtful_one_is_told_in_full(run, tmp_path):
    done = run(
        "hubs", "import", CASES / "B19-crossings" / "crossings.csv", "-o", tmp_path / "p.csv"
    )
    assert done.returncode == 0
    rows = (tmp_path / "p.csv").read_text().splitlines()[1:]
    assert [row.split(",")[0] for row in rows] == ["adpas", "tropr", "kzkhg", "btccs", "kzaly"]
    assert "88.93910,26.98260" in rows[3]
    assert "lies in PK" in done.stdout
    assert "71.917" in done.stdout
    assert "34.883" in done.stdout
    assert "exchanged" not in done.stdout


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [("crossings.csv", ["--country", "KG"], "0 hubs"), ("nowhere.csv", [], "2 hubs, 2 doubtful")],
)
def test_an_answer_of_no_rows_is_a_table_without_rows(run, tmp_path, name, options, said):
    done = run("hubs", "import", CASES / "B26-empty" / name, *options, "-o", tmp_path / "p.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert said in done.stdout
    assert len((tmp_path / "p.csv").read_text().splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.geojson", '{"type": "FeatureCollection", "features": [1, 2, 3]}', "JSON"),
        ("a.csv", "<!doctype html><html></html>", "a web page"),
        ("a.xlsx", "PK\x03\x04rest", "a spreadsheet or an archive"),
        ("a.csv", "SQLite format 3\x00", "a GeoPackage"),
    ],
)
@pytest.mark.parametrize("command", [("hubs", "match"), ("hubs", "import")])
def test_b20_what_is_no_csv_gets_one_line(run, tmp_path, name, content, kind, command):
    path = tmp_path / name
    path.write_text(content)
    done = run(*command, path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert f"is no CSV but looks like {kind}" in done.stderr


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("4339N 05109E", (43.65, 51.15)),
        ("26.9826N 88.9391E", (26.9826, 88.9391)),
        ("26.98N, 88.9W", (26.98, -88.9)),
        ("3453S 07155W", (-(34 + 53 / 60), -(71 + 55 / 60))),
        ("26.9826N", None),
        ("99.5N 10.5E", None),
        ("4399N 05109E", None),
    ],
)
def test_places_of_un_locode(text, place):
    assert (
        both(text) == (pytest.approx(place[0]), pytest.approx(place[1]))
        if place
        else both(text)[0] != both(text)[0]
    )


def test_angles_with_letters_are_decimal_degrees():
    assert angle("88.9391E") == 88.9391
    assert angle("88.9391W") == -88.9391


@pytest.mark.parametrize(
    "header",
    [
        "Country,Location,Name,Function,Coordinates",
        "Coordinates,Function,Name,Location,Country",
        "country,LOCATION,Name,NameWoDiacritics,Sub Div,Function,Coordinates",
    ],
)
def test_un_locode_is_read_by_its_header_in_any_order(tmp_path, header):
    cells = {
        "country": "KZ",
        "location": "ALY",
        "name": "Almaty",
        "function": "--3--6--",
        "coordinates": "4315N 07657E",
    }
    row = ",".join(cells.get(name.lower(), "") for name in header.split(","))
    path = tmp_path / "u.csv"
    path.write_text(f"{header}\n{row}\n")
    table = published.read(path)
    assert table[["id", "kind", "lon", "faults"]].to_numpy().tolist() == [
        ["kzaly", "dry_port", 76.95, ""]
    ]


def test_the_port_index_is_read_whatever_the_spelling_of_its_header(tmp_path):
    path = tmp_path / "w.csv"
    path.write_text(
        "OID_,World_Port_Index_Number,MAIN PORT NAME,Country_Code,Latitude,Longitude,Harbour Size\n"
        "1,48310.0,Aktau,Kazakhstan,43.6,51.2,Small\n"
    )
    assert published.read(path)["id"].tolist() == ["wpi-48310"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("c.csv", b"", "is empty"),
        ("c.csv", b"id,lon,lat\na,1\n", "line 2: does not have 3 cells"),
        ("c.csv", b"id,lon,lat,lon\na,1,2,3\n", "comes twice"),
        ("c.csv", b"id,lon,lat\n", "holds no candidate"),
        ("c.csv", b"id,lon\na,1\n", "column 'lat' is missing"),
        ("c.csv", b"id,lon,lat\n,1,2\n", "row 1: has no id"),
        ("c.csv", b"id,lon,lat,country\na,1,2,Kazakhstan\n", "row 1: unknown country 'Kazakhstan'"),
        ("c.csv", b"id,lon,lat\na,x,2\n", "'a': has no lon and lat"),
        ("c.csv", b"PK\x03\x04\x00", "is no CSV but looks like a spreadsheet"),
        ("c.csv", b"id,lon,lat\n\xff,181,2\n", "has no lon and lat"),
        ("c.csv", b"id,lon,lat\na,70,42\nb,71,42\na,75,45\n", "row 3: the id 'a' comes twice"),
        ("c.csv", b"id,lon,lat\na\x1b[31m,70,42\n", r"row 1: holds the control character U\+001B"),
        ("c.csv", b"id,lon,lat\n,70,42\n", "row 1: has no id"),
        ("c.gpkg", b"nothing", "cannot be read"),
        ("c.geojson", b"{", "cannot be read"),
        ("c.shp", b"", "cannot be read"),
    ],
)
def test_candidates_that_cannot_be_read_are_told(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        read_candidates(path)
    assert name in str(caught.value)


@pytest.mark.parametrize(
    ("content", "name", "lonlat"),
    [
        ("id;lon;lat;name_en\na;70,5;43,25;Алматы\n".encode("cp1251"), "Алматы", (70.5, 43.25)),
        ("id\tlon\tlat\na\t70.5\t43.25\n".encode("utf-16"), "a", (70.5, 43.25)),
        ("sep=;\nID;Longitude;Latitude\na;70°30′ в.д.;43°15′ с.ш.\n".encode(), "a", (70.5, 43.25)),
        ("id,lng,lat,name_en\na,70.5,43.25,Größe\n".encode("cp1252"), "Größe", (70.5, 43.25)),
        ("id,lon,lat\na,70.5,43.25\n".encode("utf-16-le"), "a", (70.5, 43.25)),
        ("id,lon,lat\na,70.5,43.25\n".encode("utf-16-be"), "a", (70.5, 43.25)),
        (b"id,lon,lat,name_en\na,70.5,43.25, \n", "a", (70.5, 43.25)),
    ],
)
def test_candidates_are_read_as_spreadsheets_save_them(tmp_path, content, name, lonlat):
    (tmp_path / "c.csv").write_bytes(content)
    (row,) = read_candidates(tmp_path / "c.csv").to_dict("records")
    assert (row["id"], row["name_en"], row["country"]) == ("a", name, "KZ")
    assert (row["geometry"].x, row["geometry"].y) == lonlat


def test_candidates_of_a_layer_have_their_blanks_filled(tmp_path):
    points = geopandas.points_from_xy([70.5, 69.2], [43.25, 41.3])
    columns = {"id": [1, 2], "name_en": [None, "B"], "country": [None, "UZ"]}
    geopandas.GeoDataFrame(columns, crs="EPSG:4326", geometry=points).to_file(tmp_path / "c.gpkg")
    found = read_candidates(tmp_path / "c.gpkg")
    assert found["country"].tolist() == ["KZ", "UZ"]
    assert found["name_en"].tolist() == ["1", "B"]


WPI_2019 = "INDEX_NO,REGION_NO,PORT_NAME,COUNTRY,LATITUDE,LONGITUDE,HARBORSIZE,HARBORTYPE\n"


@pytest.mark.parametrize("mark", [",", ";"])
def test_the_world_port_index_is_read_as_it_was_shipped_until_2019(tmp_path, mark):
    rows = WPI_2019 + "28865,21410,AKTAU,KZ,43.6,51.216666667,S,CB\n"
    (tmp_path / "wpi.csv").write_text(rows.replace(",", mark))
    (row,) = published.read(tmp_path / "wpi.csv").to_dict("records")
    assert (row["id"], row["name_en"], row["country"]) == ("wpi-28865", "AKTAU", "KZ")
    assert (row["faults"], row["functions"]) == ("", "Small · Coastal (Breakwater)")


@pytest.mark.parametrize(
    ("columns", "cells"),
    [
        ("LAT_DEG,LAT_MIN,LAT_HEMI,LONG_DEG,LONG_MIN,LONG_HEMI", "43,36,N,51,13,E"),
        (
            "Latitude Degrees,Latitude Minutes,Latitude Hemisphere,Longitude Degrees,Longitude Minutes",
            "43.0,36.0,North,051,13",
        ),
        ("LATDEG,LATMIN,LONDEG,LONMIN", "43,36,51,13"),
        ("LATITUDE,LAT_MIN,LAT_HEMI,LONGITUDE,LON_MIN,LON_HEMI", "43,36,N,51,13,E"),
        ("LATITUDE,LONGITUDE,LAT_DEG,LAT_MIN,LON_DEG,LON_MIN", "43.6,51.21667,43,36,51,13"),
    ],
)
def test_coordinates_of_the_port_index_may_stand_in_columns_of_degrees_and_minutes(
    tmp_path, columns, cells
):
    (tmp_path / "wpi.csv").write_text(
        f"INDEX_NO,PORT_NAME,COUNTRY,{columns}\n28865,AKTAU,KZ,{cells}\n"
    )
    (row,) = published.read(tmp_path / "wpi.csv").to_dict("records")
    assert (row["lat"], row["lon"]) == (pytest.approx(43.6), pytest.approx(51.2167, abs=1e-4))
    assert row["faults"] == ""


def test_a_sign_of_degrees_or_a_hemisphere_says_on_which_side_a_port_lies(tmp_path):
    (tmp_path / "wpi.csv").write_text(
        "INDEX_NO,PORT_NAME,COUNTRY,LAT_DEG,LAT_MIN,LON_DEG,LON_MIN,LON_HEMI\n"
        "1,CALLAO,PE,-12,3,77,9,W\n2,LOST,PE,,,,,\n3,TWICE,PE,12.05,3,77,9,W\n"
        "4,CALLAO,PE,-12.05,,77.15,,W\n"
    )
    callao, *others, again = published.read(tmp_path / "wpi.csv").to_dict("records")
    assert (callao["lat"], callao["lon"]) == (pytest.approx(-12.05), pytest.approx(-77.15))
    assert (again["lat"], again["lon"]) == (-12.05, -77.15)
    assert ["coordinate" in other["faults"] for other in others] == [True, True]


def test_the_world_port_index_is_read_as_its_server_answers(tmp_path):
    (tmp_path / "wpi.csv").write_text(
        "portNumber,portName,countryCode,countryName,latitude,longitude,harborSize,unloCode\n"
        '28865,Aktau,KZ,Kazakhstan,"43°36\'00""N","51°13\'00""E",S,KZ AAU\n'
    )
    (row,) = published.read(tmp_path / "wpi.csv").to_dict("records")
    assert (row["id"], row["name_en"], row["unlocode"]) == ("wpi-28865", "Aktau", "KZAAU")
    assert (row["lon"], row["faults"], row["functions"]) == (pytest.approx(51.2167), "", "Small")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Korea, South", "KR"),
        ("St. Kitts and Nevis", "KN"),
        ("Saint Helena, Ascension, and Tristan da Cunha", "SH"),
        ("Atlantis, Lost", ""),
    ],
)
def test_countries_of_the_port_index_may_be_turned_round(tmp_path, name, code):
    (tmp_path / "wpi.csv").write_text(WPI_2019 + f'1,2,X,"{name}",0,0,S,CB\n')
    assert published.read(tmp_path / "wpi.csv")["country"].tolist() == [code]


def test_un_locode_may_join_country_and_location_as_its_pages_do(tmp_path):
    path = tmp_path / "u.csv"
    path.write_text(
        "Ch,LOCODE,Name,NameWoDiacritics,SubDiv,Function,Status,Date,IATA,Coordinates,Remarks\n"
        ",KZ  ALY,Almaty,Almaty,,--3--6--,AI,2401,,4315N 07657E,\n,\n"
    )
    (row,) = published.read(path).to_dict("records")
    assert (row["id"], row["kind"], row["lon"]) == ("kzaly", "dry_port", 76.95)


def test_a_row_of_the_index_that_is_cut_short_is_told(tmp_path):
    (tmp_path / "wpi.csv").write_text(WPI_2019 + "28865,21410,AKTAU,KZ\n")
    (row,) = published.read(tmp_path / "wpi.csv").to_dict("records")
    assert (row["name_en"], row["faults"]) == ("AKTAU", "no coordinates")


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("43°36′00″N", 43.6),
        ("51°13'00''E", 51 + 13 / 60),
        ("43°36’ с. ш.", 43.6),
        ("51°13′ Е", 51 + 13 / 60),  # a Cyrillic letter
        ("N 43 36 36", 43.61),
        ("43º36.6'S", -43.61),
        ("70°30′ з.д.", -70.5),
        ("51E", 51.0),
    ],
)
def test_angles_are_read_as_people_type_them(text, degrees):
    assert angle(text) == pytest.approx(degrees)


@pytest.mark.parametrize("text", ["43.5° 20' N", "43°60'N", "N43S", "N43N", "abc", "43°36'", "°N"])
def test_what_is_no_angle_is_none(text):
    assert angle(text) != angle(text)


FORMULAS = ["=HYPERLINK(1)", "@SUM(1)", "+1", "-1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff201"]


@pytest.mark.parametrize("text", [*FORMULAS, "Aktau", "'s-Hertogenbosch", ""])
def test_formulas_are_neutral_and_come_back(text):
    assert live_text(inert_text(text)) == text
    assert (inert_text(text) != text) is (text in FORMULAS)


def _facilities(tmp_path, **named):
    points = {
        number: ((60.3, 47.001), tags) for number, tags in enumerate(named.values(), start=50)
    }
    path = osm_toys.write(tmp_path / "f.osm", points=points)
    frame = osm.read_osm([path], checked="2026-01-01")
    return osm.write_csv(frame, tmp_path / "f.csv"), frame


def test_names_from_osm_are_safe_and_read_by_our_own_readers(tmp_path):
    yard = {"railway": "yard"}
    names = [*FORMULAS, "\u202bميناء\u202c", "Old\u2066 Yard\u2069"]
    path, _ = _facilities(tmp_path, **{str(i): {**yard, "name": n} for i, n in enumerate(names)})
    assert not any(
        cell.startswith(tuple("=+-@\uff1d\uff0b\uff0d\uff20"))
        for row in path.read_text("utf-8").splitlines()
        for cell in row.split(",")
    )
    read = Places.read_tables([path])
    assert [place.names["en"] for place in read.values()] == [*FORMULAS, "ميناء", "Old Yard"]


def test_what_lies_in_no_country_is_left_out(tmp_path):
    points = {
        50: ((-30.0, 40.0), {"harbour": "yes", "name": "Pier"}),
        51: ((60.3, 47.0), {"railway": "yard", "name": "Yard"}),
    }
    frame = osm.read_osm([osm_toys.write(tmp_path / "f.osm", points=points)])
    assert frame["name_en"].tolist() == ["Yard"]
    assert frame.attrs["no_country"] == 1


@pytest.mark.parametrize(
    ("tags", "kept"),
    [
        ({"harbour": "yes"}, True),
        ({"harbour": "yes", "leisure": "marina"}, False),
        ({"harbour": "yes", "seamark:harbour:category": "marina"}, False),
        ({"harbour": "yes", "seamark:harbour:category": "container"}, True),
        ({"amenity": "ferry_terminal"}, True),
        ({"amenity": "ferry_terminal", "cargo": "passengers"}, False),
        ({"amenity": "ferry_terminal", "motor_vehicle": "no"}, False),
        ({"amenity": "ferry_terminal", "cargo": "vehicle"}, True),
        ({"amenity": "ferry_terminal", "hgv": "yes"}, True),
        ({"landuse": "port", "military": "naval_base"}, False),
        ({"landuse": "industrial"}, False),
        ({"landuse": "industrial", "industrial": "logistics"}, True),
        ({"station": "freight"}, True),
    ],
)
def test_a_facility_is_a_hub_only_where_it_handles_freight(tmp_path, tags, kept):
    _, frame = _facilities(tmp_path, one={**tags, "name": "Here"})
    assert len(frame) == kept


def test_thousands_in_a_number_make_no_id_of_two(tmp_path):
    header = "World Port Index Number,Main Port Name,Country Code,Latitude,Longitude\n"
    (tmp_path / "w.csv").write_text(header + '"47,930.0",Aktau,Kazakhstan,43.65,51.15\n')
    assert published.world_port_index(tmp_path / "w.csv")["id"].tolist() == ["wpi-47930"]


def test_coordinates_without_a_space_between_or_with_one_more():
    assert both("4318N07655E") == both("4318 N 07655 E") == pytest.approx((43.3, 76.9166667))
