"""Cities that are known by name as ends of a way, beside the places of the tables."""

import csv

import pytest

from geodata.files import seed
from geodata.places.ends import ends
from geodata.places.lookup import Places
from geodata.places.spelling import fold
from geodata.snapshot.cities import table_text

HEAD = "id,kind,country,lon,lat,name_en,aliases,status\n"


def town(number, name, country, people, lon=70.0, lat=40.0, also=(), admin="01"):
    return {
        "geonameid": number,
        "name": name,
        "countrycode": country,
        "population": people,
        "longitude": lon,
        "latitude": lat,
        "admin1code": admin,
        "alternatenames": list(also),
    }


@pytest.fixture
def toy(tmp_path):
    """A post beside its city, a station far from the city of its name, and a city of the tables."""
    rows = [
        "bridge,border_crossing,RU,70.1,40.0,Amur bridge,Blago,operating",
        "khovd-halt,station,KZ,60.0,50.0,Khovd,,operating",
        "old-town,city,UZ,65.0,41.0,Old Town,,operating",
        "halt,station,UZ,66.0,41.1,Sity,,operating",
    ]
    hubs = [row for row in rows if ",station," not in row]
    halts = [row for row in rows if ",station," in row]
    (tmp_path / "places.csv").write_text(HEAD + "\n".join(hubs) + "\n", "utf-8")
    (tmp_path / "stations.csv").write_text(HEAD + "\n".join(halts) + "\n", "utf-8")
    cities = [
        town(1, "Blago", "RU", 200_000),
        town(2, "Khovd", "MN", 30_000, 91.6, 48.0, ["Ховд", "Kobdo", "HVD"]),
        town(3, "Old", "UZ", 90_000, 65.05, 41.0, ["Ancient"]),
        town(4, "Sity", "UZ", 50_000, 66.0, 41.0),
        town(5, "Twin", "KZ", 300_000, 70.0, 45.0),
        town(6, "Twin", "UZ", 200_000, 66.0, 40.0),
        town(7, "Great", "KZ", 900_000, 71.0, 45.0),
        town(8, "Great", "UZ", 200_000, 67.0, 40.0),
        town(9, "Hamlet", "KZ", 9_999),
        town(10, "Town", "CN", 149_999),
        town(11, "Oasis", "CN", 10_000, admin="13"),
    ]
    (tmp_path / "cities.csv").write_text(table_text(cities), "utf-8")
    return Places.read(tmp_path)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Blago", ["blago"]),
        ("bridge", ["bridge"]),
        ("Amur bridge", ["bridge"]),
        ("Khovd", ["khovd"]),
        ("Кобдо", ["khovd"]),
        ("HVD", []),
        ("Old Town", ["old-town"]),
        ("Ancient", ["old-town"]),
        ("Sity", ["halt"]),
        ("Twin", ["twin-kz", "twin-uz"]),
        ("twin-uz", ["twin-uz"]),
        ("Great", ["great-kz"]),
        ("Hamlet", []),
        ("Town", []),
        ("Oasis", ["oasis"]),
    ],
)
def test_a_city_goes_before_posts_and_stations_of_its_name(toy, text, ids):
    assert [place.id for place in ends(toy, text)] == ids


def test_cities_are_no_places_of_the_tables(toy):
    assert "khovd" not in toy
    assert toy.candidates("Kobdo") == ()


USUAL = {
    "Vladikavkaz": "RU", "Sochi": "RU", "Khovd": "MN", "Faizabad": "AF", "Lhasa": "CN",
    "Blagoveshchensk": "RU", "Grozny": "RU", "Nalchik": "RU", "Gorno-Altaysk": "RU",
    "Rize": "TR", "Leninabad": "TJ", "Khorog": "TJ", "Naryn": "KG", "Batken": "KG", "Talas": "KG",
    "Nur-Sultan": "KZ", "Guryev": "KZ", "Petropavlovsk": "KZ", "Taldykorgan": "KZ",
    "Ölgii": "MN", "Ulaangom": "MN", "Dalanzadgad": "MN", "Hotan": "CN", "Turpan": "CN",
    "Bamyan": "AF", "Ghazni": "AF", "Zaranj": "AF", "Gilgit": "PK", "Muzaffarabad": "PK",
    "Birjand": "IR", "Yasuj": "IR", "Ilam": "IR", "Sanandaj": "IR", "Gyumri": "AM",
    "Vanadzor": "AM", "Kutaisi": "GE", "Sukhumi": "GE", "Ganja": "AZ", "Сумгаит": "AZ",
    "Dashoguz": "TM", "Balkanabat": "TM", "Urgench": "UZ", "Термез": "UZ", "乌鲁木齐": "CN",
    "Тегеран": "IR", "Kathmandu": "NP", "Thimphu": "BT", "Pyongyang": "KP", "Rajin": "KP",
}  # fmt: skip


@pytest.mark.parametrize(("name", "country"), USUAL.items())
def test_capitals_and_large_cities_are_known_by_usual_names(shipped, name, country):
    (found,) = ends(shipped.places, name)
    assert found.country == country
    assert found.kind not in ("border_crossing", "gauge_yard")


def test_every_large_city_of_the_people_table_is_known(shipped):
    """All 250,000 people and more, by the name that GeoNames gives: one city, or several to choose."""
    from geodata.population import cities

    large = cities().at_least(250_000).points
    unknown = [name for name in large["name"] if not ends(shipped.places, name)]
    assert len(large) > 900
    assert unknown == []


def test_the_shipped_table_keeps_keys_folded_and_ids_once():
    with seed("cities.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows[::25]:
        keys = row["keys"].split("|")
        assert keys[0] == fold(row["name_en"])
        assert [fold(key) for key in keys] == keys
