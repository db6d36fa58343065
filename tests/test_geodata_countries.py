"""Countries of points and lines, against places whose country is known and a brute-force walk."""

import csv
import itertools
from importlib.resources import files

import numpy as np
import pytest
import shapely

from geodata import geodesy
from geodata.boundaries import Countries
from geodata.countries import countries_table, country_at, cut_by_country, load, provenance, rules
from geodata.country_names import HIGH_SEAS
from geodata.errors import InputError

AT_THE_WATER = {"Copenhagen", "Mombasa", "Bandar Abbas", "Batumi", "Xiamen", "Darwin", "Balikpapan"}


def _cities():
    text = (files("seeds") / "basemap" / "cities.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _squares():
    """Two unit squares and the sea: ``A`` from 0 to 1, ``B`` from 1 to 2 E, 0 to 1 N."""
    polygons = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    return Countries(codes=np.array(["AA", "BB"]), polygons=polygons)


@pytest.mark.parametrize(
    ("name", "lon", "lat", "country"),
    [
        ("Khorgos, Chinese side", 80.42, 44.21, "CN"),
        ("Altynkol", 80.30, 44.22, "KZ"),
        ("Dostyk", 82.48, 45.25, "KZ"),
        ("Alashankou, 4 km inside", 82.61, 45.15, "CN"),
        ("Brest", 23.69, 52.09, "BY"),
        ("Terespol", 23.61, 52.075, "PL"),
        ("Chaman", 66.46, 30.92, "PK"),
        ("Spin Boldak", 66.40, 31.00, "AF"),
        ("Landi Kotal", 71.14, 34.10, "PK"),
        ("Torkham, Afghan side", 71.08, 34.14, "AF"),
        ("Astara, Azerbaijan", 48.87, 38.457, "AZ"),
        ("Astara, Iran", 48.86, 38.42, "IR"),
        ("Woodlands", 103.786, 1.437, "SG"),
        ("Johor Bahru", 103.76, 1.462, "MY"),
        ("Hairatan", 67.42, 37.22, "AF"),
        ("Termez", 67.28, 37.22, "UZ"),
        ("Sarakhs", 61.16, 36.54, "IR"),
        ("Serhetabat side of Sarakhs", 61.21, 36.53, "TM"),
        ("Erenhot", 111.97, 43.65, "CN"),
        ("Zamyn-Uud", 111.90, 43.72, "MN"),
        ("Zabaikalsk", 117.33, 49.65, "RU"),
        ("Manzhouli", 117.45, 49.58, "CN"),
        ("Central Hong Kong", 114.17, 22.30, "HK"),
        ("Shenzhen", 114.07, 22.54, "CN"),
        ("Kaliningrad, apart from Russia", 20.51, 54.71, "RU"),
        ("Nakhchivan, apart from Azerbaijan", 45.41, 39.21, "AZ"),
        ("Chukotka, west longitude", -176.0, 67.0, "RU"),
        ("Chukotka just before the antimeridian", 178.0, 66.0, "RU"),
        ("Lake Baikal", 107.7, 53.3, "RU"),
    ],
)
def test_known_points_lie_in_their_country(name, lon, lat, country):
    assert country_at(lon, lat).tolist() == [country]


@pytest.mark.parametrize(
    ("lon", "lat"),
    [(50.5, 41.5), (35.0, 43.3), (65.0, 20.0), (-20.0, 50.0), (-175.0, 61.0), (0.0, -80.0)],
)
def test_seas_and_what_lies_outside_belong_to_nobody(lon, lat):
    assert country_at(lon, lat, snap_km=20.0).tolist() == [HIGH_SEAS]


def test_every_labelled_city_lies_in_its_country():
    cities = [city for city in _cities() if city["name_en"] != "Jerusalem"]
    lon, lat = (np.array([float(city[axis]) for city in cities]) for axis in ("lon", "lat"))
    stated = np.array([city["country"] for city in cities])
    assert (country_at(lon, lat, snap_km=20.0) == stated).all()
    strict = country_at(lon, lat) != stated
    assert {city["name_en"] for city, wrong in zip(cities, strict, strict=True) if wrong} <= (
        AT_THE_WATER
    )


def test_snapping_reaches_the_stated_distance_on_the_ellipsoid_and_no_farther():
    squares = _squares()
    off_km = float(geodesy.distance_km(2.1, 0.5, 2.0, 0.5))
    assert country_at(2.1, 0.5, countries=squares).tolist() == [HIGH_SEAS]
    near = country_at(2.1, 0.5, snap_km=off_km + 0.01, countries=squares)
    far = country_at(2.1, 0.5, snap_km=off_km - 0.01, countries=squares)
    assert (near.tolist(), far.tolist()) == (["BB"], [HIGH_SEAS])


def test_snapping_measures_on_the_ground_not_in_degrees():
    """At 60 N a degree of longitude is half as long: the far-looking A is the nearer one."""
    polygons = np.array([shapely.box(-1, 60, -0.15, 60.5), shapely.box(-1, 60.6, 1, 61)])
    countries = Countries(codes=np.array(["AA", "BB"]), polygons=polygons)
    assert country_at(0.0, 60.5, snap_km=20.0, countries=countries).tolist() == ["AA"]


def test_a_point_on_a_shared_border_goes_to_the_first_polygon():
    assert country_at(1.0, 0.5, countries=_squares()).tolist() == ["AA"]


def test_longitudes_past_180_are_wrapped():
    assert (
        country_at([181.0, 439.0], [66.3, 41.0]).tolist()
        == country_at([-179.0, 79.0], [66.3, 41.0]).tolist()
    )


def test_cut_on_squares_worked_out_by_hand():
    pieces = cut_by_country([[-0.5, 0.5], [2.5, 0.5]], countries=_squares())
    marks = [float(geodesy.distance_km(-0.5, 0.5, lon, 0.5)) for lon in (0.0, 1.0, 2.0, 2.5)]
    assert [piece.country for piece in pieces] == [HIGH_SEAS, "AA", "BB", HIGH_SEAS]
    assert [piece.end_km for piece in pieces] == pytest.approx(marks, abs=0.01)


def test_cut_of_a_line_there_and_back():
    there = [[0.5, 0.5], [1.5, 0.5], [0.5, 0.5]]
    pieces = cut_by_country(there, countries=_squares())
    assert [piece.country for piece in pieces] == ["AA", "BB", "AA"]
    lengths = [piece.end_km - piece.start_km for piece in pieces]
    assert lengths[1] == pytest.approx(2 * lengths[0], rel=1e-3)


def test_cut_of_a_line_that_runs_along_a_border():
    pieces = cut_by_country([[1.0, 0.2], [1.0, 0.8]], countries=_squares())
    assert [piece.country for piece in pieces] == ["AA"]


def test_cut_of_no_line():
    assert cut_by_country([[10.0, 50.0], [10.0, 50.0]]) == []


def test_cut_across_the_antimeridian_takes_the_short_way():
    pieces = cut_by_country([[178.0, 66.8], [-178.0, 66.8]])
    assert [piece.country for piece in pieces] == ["RU"]
    assert pieces[0].end_km == pytest.approx(float(geodesy.distance_km(178, 66.8, 182, 66.8)))


LINES = {
    "Beijing to Berlin": [[116.4, 39.9], [87.6, 43.8], [69.2, 41.3], [37.6, 55.75], [13.4, 52.5]],
    "Lianyungang to Poti": [[119.2, 34.6], [80.4, 44.2], [51.2, 43.6], [49.9, 40.4], [41.65, 42.1]],
    "Helsinki to Mumbai": [[24.9, 60.2], [51.4, 35.7], [56.3, 27.2], [72.9, 19.0]],
    "round Ferghana": [[69.3, 41.3], [70.2, 40.4], [71.8, 40.4], [72.8, 40.5], [71.6, 41.0]],
}


@pytest.mark.parametrize("name", LINES)
def test_cut_agrees_with_a_walk_in_steps_of_half_a_kilometre(name):
    walk = geodesy.densify(LINES[name], step_km=0.5)
    steps = geodesy.segment_lengths_km(walk)
    middles = (walk[1:] + walk[:-1]) / 2.0
    walked = np.full(len(middles), HIGH_SEAS)
    for row in countries_table().itertuples():
        walked[shapely.contains_xy(row.geometry, middles)] = row.country
    pieces = cut_by_country(LINES[name])
    for code in {*walked, *(piece.country for piece in pieces)}:
        own = [piece.end_km - piece.start_km for piece in pieces if piece.country == code]
        # each end of a piece is off by half a step at most; pieces under a step may be missed
        assert sum(own) == pytest.approx(steps[walked == code].sum(), abs=0.5 * (len(own) + 1))


@pytest.mark.parametrize("name", LINES)
def test_pieces_join_and_sum_to_the_line(name):
    pieces = cut_by_country(LINES[name])
    total = geodesy.line_length_km(LINES[name])
    assert pieces[0].start_km == 0.0
    assert pieces[-1].end_km == pytest.approx(total, rel=1e-9)
    for one, two in itertools.pairwise(pieces):
        assert one.end_km == two.start_km
        assert one.country != two.country


def test_the_stated_table_covers_every_disputed_shape_and_agrees_with_the_file():
    table = countries_table()
    stated = {rule.feature: rule.country for rule in rules() if rule.feature}
    held = dict(zip(table.feature, table.country, strict=True))
    assert set(table.feature[table.disputed]) == set(stated)
    assert all(held[feature] == code for feature, code in stated.items())
    assert all(rule.note for rule in rules())


def test_shapes_are_valid_and_do_not_overlap():
    shapes = countries_table().geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    left, right = shapely.STRtree(shapes).query(shapes, predicate="overlaps")
    shared = shapely.area(shapely.intersection(shapes[left], shapes[right]))
    assert shared.sum() < 1e-5  # square degrees: about a tenth of a km2 in all


def test_a_user_may_bring_other_codes(tmp_path):
    own = tmp_path / "mine.toml"
    own.write_text(
        '[[territory]]\nfeature = "crimea"\ncountry = "UA"\nname = "Crimea"\n'
        '[[territory]]\npart_of = "georgia"\ncountry = "ZZ"\nname = "Box"\n'
        'area = "POLYGON ((42 42, 43 42, 43 42.4, 42 42.4, 42 42))"\n',
        encoding="utf-8",
    )
    mine = load(own)
    where = ([34.1, 42.5, 44.8], [44.95, 42.2, 41.7])
    assert country_at(*where, countries=mine).tolist() == ["UA", "ZZ", "GE"]
    assert country_at(*where).tolist() == ["RU", "GE", "GE"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[territory", "is no TOML"),
        ('[[territory]]\nfeature = "crimia"\ncountry = "UA"\nname = "C"', "did you mean 'crimea'"),
        ('[[territory]]\nfeature = "crimea"\ncountry = "Ukraine"\nname = "C"', "is no code"),
        ('[[territory]]\nfeature = "crimea"\nname = "C"', "country is missing"),
        ('[[territory]]\ncountry = "UA"\nname = "C"', "one of feature and part_of"),
        ('[[territory]]\npart_of = "georgia"\ncountry = "RU"\nname = "A"', "state its area"),
        (
            '[[territory]]\npart_of = "georgia"\ncountry = "RU"\nname = "A"\narea = "x"',
            "area is no",
        ),
        ('[[territory]]\nfeature = "crimea"\ncountry = "UA"\nname = "C"\ncode = 1', "unknown key"),
    ],
)
def test_a_faulty_table_is_refused_by_name(tmp_path, text, expected):
    path = tmp_path / "broken.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"broken\.toml") as caught:
        load(path)
    assert expected in str(caught.value)


def test_all_faults_are_reported_at_once(tmp_path):
    path = tmp_path / "broken.toml"
    path.write_text('[[territory]]\ncountry = "x"\n[[territory]]\nname = "C"', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        rules(path)
    assert len(caught.value.problems) == 5


def test_provenance_is_stated_in_the_file():
    assert provenance()["licence"] == "public-domain"
    assert "Natural Earth" in provenance()["source"]


def test_many_points_at_sea_are_answered_as_few_are():
    few = np.random.default_rng(8).uniform([48.0, 36.0], [54.0, 47.0], (200, 2))
    many = np.vstack([few, np.tile([51.0, 42.0], (9_000, 1))])  # the middle of the Caspian
    found = country_at(*many.T, snap_km=20.0)
    assert found[:200].tolist() == country_at(*few.T, snap_km=20.0).tolist()
    assert set(found[200:]) == {HIGH_SEAS}
