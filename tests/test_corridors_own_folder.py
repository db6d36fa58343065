"""A folder of one's own that leans on the shipped catalogue, and one with mistakes in it."""

import pytest
import toy_atlas
import toy_catalogue

import corridors
import maps
from corridors.definitions import checks
from geodata.errors import InputError

MINE = """\
schema = 1
id = "mine"
family = "central-south-asia"
sources = ["mine"]

[name]
en = "My line to Herat"

[[source]]
id = "mine"
title = "What I know"
url = "https://example.org/mine"
accessed = 2026-11-23

[[leg]]
id = "herat-torghundi"
from = "herat"
to = "torghundi"
mode = "rail"
[[leg.status]]
value = "planned"
from = "2026"
begins = "attested"
source = "mine"
verified = 2026-11-23

[[route]]
id = "main"
legs = ["khaf-herat:rozanak-herat", "herat-torghundi"]
[route.name]
ru = "Главный"
"""


@pytest.fixture(scope="module")
def mine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mine")
    (folder / "mine.toml").write_text(MINE, "utf-8")
    return corridors.load(folder).trace()


def test_legs_of_shipped_corridors_are_traced_drawn_and_written(mine, tmp_path):
    (route,) = mine.lengths(by="route").to_dict("records")
    legs = mine.lengths(by="leg").set_index("leg")["length_km"]
    assert set(legs.index) == {"khaf-herat:rozanak-herat", "mine:herat-torghundi"}
    assert route["length_km"] == pytest.approx(legs.sum(), abs=1e-6)
    for suffix in ("gpkg", "geojson", "csv"):
        assert mine.export(tmp_path / f"legs.{suffix}").stat().st_size > 500
    assert "My line to Herat" in maps.draw(mine).save(tmp_path / "m.html").read_text("utf-8")
    assert maps.figure(mine).save(tmp_path / "m.svg").stat().st_size > 10_000
    assert maps.deck(mine).save(tmp_path / "m.pptx").stat().st_size > 10_000


def test_a_name_in_one_language_stands_for_the_others(mine):
    record = mine.atlas.catalogue.corridor("mine")
    assert set(record.name.values()) == {"My line to Herat"}
    assert record.route("main").name["zh"] == "Главный"
    assert "script" not in " ".join(map(str, checks.check(mine.atlas.catalogue)))


def _toy(tmp_path, old, new):
    files = toy_catalogue.edited("corridors/caspian.toml", old, new)
    return toy_atlas.write(tmp_path, files=files)


@pytest.mark.parametrize("mode", ["rail", "sea"])
def test_a_misspelt_place_is_one_message_everywhere(tmp_path, mode):
    old, new = {"rail": ('to = "aktau"', 'to = "aktua"'), "sea": ('to = "alat"', 'to = "alatt"')}[
        mode
    ]
    atlas = _toy(tmp_path, old, new)
    with pytest.raises(InputError) as caught:
        atlas.trace()
    problems = caught.value.problems
    assert all("caspian.toml" in each.file and "did you mean" in str(each) for each in problems)
    assert all("unknown place" in each.message for each in problems), problems


def test_a_sketch_between_places_at_one_point_is_one_message(tmp_path):
    text = toy_catalogue.FILES["corridors/caspian.toml"]
    before, branch = text.split('id = "dostyk-aktau"')
    branch = branch.replace("operating", "planned", 1)
    files = {
        **toy_catalogue.FILES,
        "corridors/caspian.toml": f'{before}id = "dostyk-aktau"{branch}',
        "places.csv": toy_catalogue.FILES["places.csv"].replace("KZ,82.5,45.3", "KZ,51.2,43.6"),
    }
    with pytest.raises(InputError, match="dostyk, aktau has no length: they lie at the same point"):
        toy_atlas.write(tmp_path, files=files).trace()


def test_unknown_tells_the_nearest_or_all_of_few():
    assert str(InputError.unknown("mode", "rial", ["rail", "sea"], file="a.toml")) == (
        "a.toml: unknown mode 'rial' (did you mean 'rail'?)"
    )
    assert str(InputError.unknown("mode", "x", ["sea", "rail"])) == (
        "unknown mode 'x' (use one of rail, sea)"
    )
    assert str(InputError.unknown("place", "x", map(str, range(99)))) == "unknown place 'x'"
