"""Places are found by every name they go by, and faulty tables are reported whole.

The toy table, on a map::

    60N  .   .   .   .
    45N  . aktau . altynkol-khorgos, khorgos, khorgos-gateway
    40N  alat .   .   .
         50E 51E 70E 80E
"""

from __future__ import annotations

import datetime as dt
import pickle
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from babel import Locale

from geodata.errors import InputError, PlaceError
from geodata.places.lookup import Places
from geodata.places.model import COUNTRIES, Kind, Place, PlaceStatus

if TYPE_CHECKING:
    from pathlib import Path

HEADER = (
    "id,kind,country,lon,lat,name_en,name_ru,name_zh,aliases,unlocode,gauges_mm,status,"
    "sources,checked,licence\n"
)


AKTAU = (
    "aktau,sea_port,KZ,51.21,43.60,Aktau,Актау,阿克套,Aqtau|Port of Aktau,KZAAU,1520,operating,"
    "wpi-pub150|geonames,2026-11-23,public-domain\n"
)


ALAT = "alat,sea_port,AZ,49.41,39.94,Alat,Алят,阿拉特,Ələt,,1520,operating,wpi-pub150,,\n"


KHORGOS = (
    "khorgos,city,CN,80.41,44.21,Khorgos,Хоргос,霍尔果斯,,CNHRS,1435|1520,operating,geonames,,\n"
)


GATEWAY = (
    "khorgos-gateway,dry_port,KZ,80.29,44.15,Khorgos Gateway,Ворота Хоргоса,霍尔果斯门户,"
    "Khorgos dry port|Altynkol hub,,1520|1435,operating,osm,,\n"
)


CROSSING = (
    "altynkol-khorgos,border_crossing,KZ,80.35,44.18,Altynkol - Khorgos,Алтынколь - Хоргос,"
    "阿腾科里—霍尔果斯,Altynkol hub,,,operating,osm,,\n"
)


BEYNEU = "beyneu,station,KZ,55.19,45.32,Beyneu,Бейнеу,,Бейнеу станциясы,,1520,operating,osm,,\n"


def write(folder: Path, **tables: str | bytes) -> Path:
    """Write tables into a folder: ``places="..."`` becomes ``places.csv``."""
    for name, text in tables.items():
        data = text if isinstance(text, bytes) else text.encode()
        (folder / f"{name}.csv").write_bytes(data)
    return folder


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.read(
        write(
            tmp_path,
            places=HEADER + AKTAU + ALAT + KHORGOS + GATEWAY + CROSSING,
            stations=HEADER + BEYNEU,
            anchors="place,mode,lon,lat,source\naktau,rail,51.17,43.66,osm\n",
        )
    )


def messages(folder: Path) -> str:
    with pytest.raises(InputError) as caught:
        Places.read(folder)
    return "\n".join(map(str, caught.value.problems))


def test_a_row_becomes_a_place(places: Places) -> None:
    assert places["aktau"] == Place(
        id="aktau",
        kind=Kind.SEA_PORT,
        country="KZ",
        lon=51.21,
        lat=43.60,
        names={"en": "Aktau", "ru": "Актау", "zh": "阿克套"},
        aliases=("Aqtau", "Port of Aktau"),
        unlocode="KZAAU",
        gauges_mm=(1520,),
        status=PlaceStatus.OPERATING,
        sources=("wpi-pub150", "geonames"),
        checked=dt.date(2026, 11, 23),
        licence="public-domain",
    )
    assert places["khorgos-gateway"].gauges_mm == (1435, 1520)
    assert places["beyneu"].names == {"en": "Beyneu", "ru": "Бейнеу"}
    assert list(places)[-1] == "beyneu"
    assert places["beyneu"].name("zh") == "Beyneu"
    assert places["beyneu"].name("ru") == "Бейнеу"


@pytest.mark.parametrize(
    "text",
    ["aktau", "Aktau", "AKTAU", " ак-тау ", "阿克套", "Aqtau", "port of aktau", "KZAAU", "kz aau"],
)
def test_a_place_answers_to_its_names(places: Places, text: str) -> None:
    assert places.find(text).id == "aktau"


@pytest.mark.parametrize("text", ["Khorgos", "Хоргос", "霍尔果斯", "Khorgas", "ХОРГАС", "khor'gos"])
def test_khorgos_is_found_in_three_scripts_and_either_vowel(places: Places, text: str) -> None:
    assert places.find(text).id == "khorgos"


def test_an_ambiguous_name_lists_its_candidates(places: Places) -> None:
    assert [p.id for p in places.candidates("altynkol hub")] == [
        "khorgos-gateway",
        "altynkol-khorgos",
    ]
    with pytest.raises(PlaceError) as caught:
        places.find("Altynkol hub")
    assert "'khorgos-gateway' (dry_port, KZ)" in str(caught.value)
    assert "'altynkol-khorgos' (border_crossing, KZ)" in str(caught.value)


def test_near_chooses_among_candidates(places: Places) -> None:
    assert places.find("Altynkol hub", near=(80.30, 44.15)).id == "khorgos-gateway"
    assert places.find("Altynkol hub", near=(80.36, 44.18)).id == "altynkol-khorgos"


def test_near_sees_across_the_antimeridian() -> None:
    here = {"kind": Kind.CITY, "country": "RU", "lat": 65.0, "names": {"en": "Twin"}}
    twins = Places([Place(id="east", lon=170.0, **here), Place(id="west", lon=-179.0, **here)])
    assert twins.find("Twin", near=(179.0, 65.0)).id == "west"


def test_a_name_beats_an_alias_and_an_id_beats_both() -> None:
    here = {"kind": Kind.CITY, "country": "KZ", "lon": 50.0, "lat": 45.0}
    places = Places(
        [
            Place(id="one", names={"en": "Shu"}, **here),
            Place(id="two", names={"en": "Chu"}, aliases=("Shu", "one"), **here),
        ]
    )
    assert places.find("Shu").id == "one"
    assert places.find("one").id == "one"
    assert places.find("Two").id == "two"


def test_an_unknown_place_gets_a_suggestion(places: Places) -> None:
    with pytest.raises(PlaceError, match=r"unknown place 'Aktaw' .*'aktau' \(sea_port, KZ\)"):
        places.find("Aktaw")
    with pytest.raises(PlaceError, match=r"unknown place 'Ouagadougou'$"):
        places.find("Ouagadougou")


@pytest.mark.parametrize("text", ["", "  ", "--", "<script>", "\x00", "x" * 100_000])
def test_nonsense_is_no_place(places: Places, text: str) -> None:
    with pytest.raises(PlaceError) as caught:
        places.find(text)
    assert len(str(caught.value)) < 400


def test_coordinates_are_read_latitude_first(places: Places) -> None:
    point = places.find(" 43.65, 51.2 ")
    assert (point.kind, point.point, point.id) == (Kind.POINT, (51.2, 43.65), "43.65,51.2")
    assert places.find("-33,-70.5").point == (-70.5, -33.0)


def test_swapped_coordinates_are_refused_with_the_swap(places: Places) -> None:
    with pytest.raises(PlaceError, match=r"did you mean '35\.7,139\.7'"):
        places.find("139.7,35.7")
    with pytest.raises(PlaceError, match="no latitude,longitude"):
        places.find("91,181")


def test_anchors_override_the_point(places: Places) -> None:
    assert places.anchor("aktau", "rail") == (51.17, 43.66)
    assert places.anchor("aktau", "sea") == (51.21, 43.60)
    with pytest.raises(PlaceError, match="did you mean 'aktau'"):
        places.anchor("aktaau", "rail")


def test_the_frame_holds_points_in_lon_lat(places: Places) -> None:
    frame = places.frame()
    assert frame.crs == "EPSG:4326"
    aktau = frame.set_index("id").loc["aktau"]
    assert (aktau.geometry.x, aktau.geometry.y) == (51.21, 43.60)
    assert (aktau["aliases"], aktau["gauges_mm"]) == ("Aqtau|Port of Aktau", "1520")
    assert frame.shape[0] == 6
    assert Places().frame().empty


def test_towns_are_stations_by_kind_in_a_table_of_their_own(tmp_path: Path) -> None:
    town = BEYNEU.replace("beyneu,station", "kutkai,junction", 1)
    write(tmp_path, stations=HEADER + BEYNEU, towns=HEADER + town)
    assert [(p.id, p.kind) for p in Places.read(tmp_path).values()] == [
        ("beyneu", Kind.STATION),
        ("kutkai", Kind.JUNCTION),
    ]
    write(tmp_path, towns=HEADER + BEYNEU + AKTAU)
    text = messages(tmp_path)
    assert "towns.csv · line 2 beyneu: 'beyneu' stands in" in text
    assert "towns.csv · line 3 aktau kind: unknown kind 'sea_port'" in text


def test_missing_files_are_empty_tables(tmp_path: Path) -> None:
    assert len(Places.read(tmp_path)) == 0


def test_a_byte_order_mark_and_crlf_and_blank_lines_are_tolerated(tmp_path: Path) -> None:
    text = "\ufeff" + HEADER + "\n" + AKTAU + ",,,,,,,,,,,,,,\n"
    write(tmp_path, places=text.replace("\n", "\r\n"))
    assert list(Places.read(tmp_path)) == ["aktau"]


def test_quoted_cells_may_hold_commas(tmp_path: Path) -> None:
    write(tmp_path, places=HEADER + AKTAU.replace("Port of Aktau", "Port, of Aktau", 1).replace(
        "Aqtau|Port, of Aktau", '"Aqtau|Port, of Aktau"'))  # fmt: skip
    assert Places.read(tmp_path)["aktau"].aliases == ("Aqtau", "Port, of Aktau")


def test_all_problems_of_all_files_are_reported_at_once(tmp_path: Path) -> None:
    write(
        tmp_path,
        places=HEADER
        + AKTAU
        + AKTAU
        + "Bad Id,seaport,kz,200,abc,,,,,KZ-A,1521x,opreating,,23.11.2026,\n"
        + 'swap,city,KZ,43.6,"51,2",Swap,,,,,,operating,,,\n'
        + "nan,city,XK,nan,inf,Nan,,,,,,operating,,,\n"
        + "short,city,KZ\n",
        stations=HEADER
        + BEYNEU.replace("station,", "city,", 1)
        + AKTAU.replace("sea_port", "station"),
        anchors="place,mode,lon,lat,source\naktao,rail,1,2,osm\naktau,air,1,2,\n",
    )
    text = messages(tmp_path)
    for expected in (
        "line 3 aktau: 'aktau' stands in",
        "line 4 Bad Id id: 'Bad Id' is no id",
        "line 4 Bad Id kind: unknown kind 'seaport' (did you mean 'sea_port'",
        "line 4 Bad Id country: 'kz' is no ISO 3166-1 alpha-2 code (did you mean 'KZ'?)",
        "line 4 Bad Id lon: 200 is beyond 180 degrees",
        "line 4 Bad Id lat: 'abc' is no number (give decimal degrees)",
        "line 4 Bad Id name_en: is empty",
        "line 4 Bad Id unlocode: 'KZ-A' is no UN/LOCODE",
        "line 4 Bad Id gauges_mm: '1521x' is no gauge",
        "line 4 Bad Id status: unknown status 'opreating' (did you mean 'operating'",
        "line 4 Bad Id checked: '23.11.2026' is no date (write YYYY-MM-DD)",
        "line 5 swap lat: '51,2' is no number (use a decimal point)",
        "line 6 nan country: 'XK' is no ISO",
        "line 6 nan lon: 'nan' is no number",
        "line 6 nan lat: 'inf' is no number",
        "line 7 short: 3 cells under 15 columns",
        "line 2 beyneu kind: unknown kind 'city'",
        "line 2 aktao place: unknown place 'aktao' (did you mean 'aktau'",
        "line 3 aktau mode: unknown mode 'air'",
        "line 3 aktau source: is empty",
    ):
        assert expected in text
    assert "stations.csv · line 3 aktau: 'aktau' stands in" in text


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (b"", "line 1: is empty"),
        (b"\xff\xfe\x00", "is not UTF-8"),
        (HEADER.replace("licence", "license").encode(), "unknown column 'license' (did you mean"),
        (HEADER.replace(",lon", "").encode(), "column 'lon' is missing"),
        (HEADER.replace("lon,lat", "lon,lon").encode(), "column 'lon' comes twice"),
        (HEADER.replace(",", ";").encode(), "separate the columns by commas"),
        ((HEADER + AKTAU.replace("Aktau,", "Ak\x07tau,", 1)).encode(), "control character"),
        (
            (HEADER + AKTAU.replace("Aktau,", "\u202eAktau,", 1)).encode(),
            "name_en: holds the control character U+202E",
        ),
        ((HEADER + AKTAU.replace("Aqtau", "Aq\u2028tau")).encode(), "aliases: holds the control"),
        ((HEADER + '"aktau').encode(), "is no CSV"),
        ((HEADER + "x" * 200_000).encode(), "is no CSV"),
    ],
)
def test_broken_tables_are_named(tmp_path: Path, table: bytes, expected: str) -> None:
    write(tmp_path, places=table)
    text = messages(tmp_path)
    assert expected in text
    assert "places.csv" in text
    assert "\x07" not in text
    assert "\u202e" not in text


def test_an_anchor_of_a_faulty_row_is_no_unknown_place(tmp_path: Path) -> None:
    write(
        tmp_path,
        places=HEADER + AKTAU.replace("KZ,51", "QQ,51"),
        anchors="place,mode,lon,lat,source\naktau,rail,51.17,43.66,osm\n",
    )
    text = messages(tmp_path)
    assert "QQ" in text
    assert "unknown place" not in text


def test_ones_own_rows_replace_those_they_extend(tmp_path: Path, places: Places) -> None:
    own = tmp_path / "own"
    own.mkdir()
    write(
        own,
        places=HEADER + AKTAU.replace("51.21", "51.25"),
        anchors="place,mode,lon,lat,source\nbeyneu,rail,55.2,45.3,osm\n",
    )
    both = Places.read(own, extends=places)
    assert both["aktau"].lon == 51.25
    assert places["aktau"].lon == 51.21
    assert both.anchor("beyneu", "rail") == (55.2, 45.3)
    assert both.anchor("aktau", "rail") == (51.17, 43.66)
    assert len(both) == len(places)


def test_places_survive_pickling(places: Places) -> None:
    assert pickle.loads(pickle.dumps(places["aktau"])) == places["aktau"]  # noqa: S301 - our own
    assert len({places["aktau"], places["alat"]}) == 2


def test_country_codes_agree_with_the_unicode_territories() -> None:
    territories = {code for code in Locale("en").territories if len(code) == 2 and code.isalpha()}
    assert territories >= COUNTRIES
    not_iso = {
        "AC",
        "CP",
        "CQ",
        "DG",
        "EA",
        "EU",
        "EZ",
        "IC",
        "QO",
        "TA",
        "UN",
        "XA",
        "XB",
        "XK",
        "ZZ",
    }
    assert territories - COUNTRIES <= not_iso


def test_importing_places_costs_neither_pydantic_nor_pandas() -> None:
    code = "import sys, geodata.places; print(sorted({'pydantic', 'pandas', 'numpy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
