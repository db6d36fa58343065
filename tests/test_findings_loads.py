"""Traffic on the toy's legs, worked by hand; see test_findings.py for the toy and its figures."""

import pytest
from test_findings import OWN, row, trace

from corridors.definitions import read
from corridors.findings.course import Course
from corridors.findings.loads import Basis, least_two, leg_loads, teu_weight
from maps.scene import build
from maps.scene.to_json import to_json

MAIN = {"caspian:altynkol-aktau", "caspian:aktau-alat", "caspian:alat-poti"}
BRANCH = "caspian:dostyk-aktau"


@pytest.fixture(autouse=True)
def no_seeds(tmp_path_factory, monkeypatch):
    """Ship nothing, so that the toy stands alone."""
    folder = tmp_path_factory.mktemp("none")
    monkeypatch.setattr(read, "_shipped", lambda: folder)


def loads(tmp_path, *rows):
    traced, _ = trace(tmp_path, *rows)
    return {ref: (load.tonnes / 1e6, load.basis) for ref, load in leg_loads(traced).items()}


def by_rail(text):
    """The same figure, of rail alone."""
    parts = text.split(",")
    parts[4] = "rail"
    return ",".join(parts)


def test_without_figures_nothing_is_known(tmp_path):
    assert loads(tmp_path) == {}


def test_what_a_corridor_carries_is_told_of_its_main_route_alone(tmp_path):
    found = loads(tmp_path, row(OWN, "traffic", 2023, 2.75), row(OWN, "traffic", 2024, 4.5))
    assert found == dict.fromkeys(MAIN, (4.5, Basis.CORRIDOR))


def test_a_figure_of_one_mode_is_told_of_legs_of_that_mode(tmp_path):
    found = loads(tmp_path, by_rail(row(OWN, "traffic", 2024, 4.5)))
    assert set(found) == MAIN - {"caspian:aktau-alat"}


def test_the_leg_comes_before_the_corridor_even_where_it_is_less(tmp_path):
    found = loads(
        tmp_path, row(OWN, "traffic", 2024, 4.5), row("leg caspian:aktau-alat", "traffic", 2020, 3)
    )
    assert found["caspian:aktau-alat"] == (3, Basis.LEG)
    assert found["caspian:alat-poti"] == (4.5, Basis.CORRIDOR)


def test_a_crossing_tells_of_the_mode_that_was_counted_there(tmp_path):
    """Dostyk is a crossing; what all modes carry through it tells nothing of the railway."""
    all_modes = row("place dostyk", "traffic", 2024, 20)
    assert BRANCH not in loads(tmp_path / "all", all_modes)
    assert loads(tmp_path / "rail", by_rail(all_modes)) == {BRANCH: (20, Basis.GATE)}


def test_the_throughput_of_a_port_is_the_traffic_of_no_leg(tmp_path):
    assert loads(tmp_path, row("place alat", "traffic", 2024, 7.4)) == {}


def test_tonnes_come_before_teu_and_these_are_turned_by_the_stated_factor(tmp_path):
    teu = row(OWN, "traffic", 2024, 56500, unit="TEU/year")
    assert (teu_weight().tonnes, teu_weight().source) == (10.0, "searoutes-weight-defaults")
    assert loads(tmp_path / "teu", teu) == dict.fromkeys(MAIN, (0.565, Basis.CORRIDOR))
    both = loads(tmp_path / "both", teu, row(OWN, "traffic", 2022, 1.48))
    assert both == dict.fromkeys(MAIN, (1.48, Basis.CORRIDOR))


def test_parts_and_old_figures_are_no_width(tmp_path):
    rows = [row(OWN, "traffic", 2024, 3, flow="transit"), row(OWN, "traffic", 2009, 9)]
    assert loads(tmp_path, *rows) == {}


def test_the_least_of_two_capacities_and_none_of_one(tmp_path):
    alone, _ = trace(tmp_path / "one", row("place aktau", "capacity", 2024, 11))
    assert least_two(Course(alone, "caspian")) is None
    rows = [row("place aktau", "capacity", 2024, 11), row("place alat", "capacity", 2023, 15)]
    traced, _ = trace(tmp_path / "two", *rows)
    least, following = least_two(Course(traced, "caspian"))
    assert (least.object, following.object) == ("aktau", "alat")


@pytest.mark.parametrize(
    ("lang", "own", "turned"),
    [
        ("en", "4.5 Mt", "about 0.57 Mt a year (57,000 TEU, at 10 t each)"),
        ("ru", "4,5 млн т", "около 0,57 млн т в год (57\N{NO-BREAK SPACE}000 ДФЭ по 10 т)"),
        ("zh", "450万吨", "约每年57万吨（5.7万标准箱，每箱按10吨计）"),
    ],
)
def test_the_scene_carries_figure_year_and_source(tmp_path, lang, own, turned):
    rows = [row("leg caspian:alat-poti", "traffic", 2023, 4.5)]
    rows += [row(OWN, "traffic", 2024, 57000, unit="TEU/year")]
    rows += [row("place aktau", "capacity", 2024, 11), row("place alat", "capacity", 2023, 15)]
    traced, _ = trace(tmp_path, *rows)
    table = to_json(build.scene(traced, hubs=traced.atlas.hubs, lang=lang))
    legs = {leg["id"]: leg["load"] for leg in table["legs"]}
    mt, basis, said, of, year, source, factor = legs["caspian:alat-poti"]
    assert (mt, basis, said, of, year, factor) == (4.5, "leg", own, "", "2023", -1)
    assert table["sources"][source]["id"] == "titr"
    sea = legs["caspian:aktau-alat"]
    assert sea[:3] == (0.57, "corridor", turned)
    assert sea[3]
    (caspian,) = (each for each in table["corridors"] if each["id"] == "caspian")
    least = caspian["least"]
    assert (table["hubs"][least["hub"]]["id"], least["leg"], least["year"]) == ("aktau", -1, "2024")
