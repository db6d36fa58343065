import maps_fixture as fixture
import pytest

from geodata.errors import InputError
from maps import draw
from maps.scene import build
from maps.scene.to_json import to_json
from maps.story import model

GOOD = """
schema = 1
title = "Across the sea"

[[step]]
title = { en = "The crossing", ru = "Переправа" }
text = "One paragraph."
notes = "For the presenter."
corridors = ["titr"]
highlight = ["titr:aktau-alat-sea"]
places = ["aktau", "alat"]
modes = ["sea", "rail"]
year = 2020
numbers = "titr"

[[step]]
title = "All"
view = [40, 35, 80, 50]
"""


@pytest.fixture(scope="module")
def scene():
    return build.scene(fixture.traced(600), hubs=fixture.hubs(), lang="ru")


def written(tmp_path, text):
    path = tmp_path / "story.toml"
    path.write_text(text, encoding="utf-8")
    return path


def told(tmp_path, scene, text, **options):
    return model.steps(model.read(written(tmp_path, text)), scene, lang="ru", **options)


def test_a_step_names_what_it_shows(tmp_path, scene):
    first, second = told(tmp_path, scene, GOOD)
    (leg,) = first["legs"]
    assert to_json(scene)["legs"][leg]["id"] == "titr:aktau-alat-sea"
    assert [to_json(scene)["corridors"][i]["id"] for i in first["only"]] == ["titr"]
    assert [to_json(scene)["hubs"][i]["id"] for i in first["places"]] == ["aktau", "alat"]
    assert (first["title"], first["text"]) == ("Переправа", "One paragraph.")
    assert (first["modes"], first["year"]) == (("sea", "rail"), 2020)
    assert second["only"] is None
    assert second["view"] == (40, 35, 80, 50)


def test_the_view_is_fitted_to_what_is_highlighted(tmp_path, scene):
    """Aktau lies at 51.15 E 43.65 N, Alat at 49.4 E 39.95 N or so: the box holds both, not more."""
    west, south, east, north = told(tmp_path, scene, GOOD)[0]["view"]
    assert 47 < west < 50
    assert 51 < east < 53
    assert 39 < south < 40.2
    assert 43.5 < north < 45


def test_numbers_come_from_the_caller(tmp_path, scene):
    steps = told(
        tmp_path, scene, GOOD, numbers=lambda corridor: [{"kind": "facts", "at": corridor}]
    )
    titr = next(i for i, row in enumerate(to_json(scene)["corridors"]) if row["id"] == "titr")
    assert steps[0]["blocks"] == [{"kind": "facts", "at": titr}]
    assert steps[1]["blocks"] == []


def test_a_highlight_may_be_a_corridor_or_a_route(tmp_path, scene):
    text = (
        'schema = 1\n[[step]]\ntitle = "a"\nhighlight = ["titr", "titr/aktau-alat-sea-operating"]\n'
    )
    (step,) = told(tmp_path, scene, text)
    titr = next(i for i, row in enumerate(to_json(scene)["corridors"]) if row["id"] == "titr")
    assert set(step["legs"]) == {
        i for i, leg in enumerate(to_json(scene)["legs"]) if titr in leg["users"]
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'schema = 1\n[[step]]\ntitel = "a"',
            r"step\[1\]\.titel: unknown key .*did you mean 'title'",
        ),
        ("schema = 1", r"step: is missing"),
        ('schema = 2\n[[step]]\ntitle = "a"', r"schema"),
        ('schema = 1\n[[step]]\ntitle = "a"\nmodes = ["rial"]', r"did you mean 'rail'"),
        (
            'schema = 1\n[[step]]\ntitle = "a"\nview = [80, 35, 40, 50]',
            r"view: is no box .*west, south",
        ),
        ('schema = 1\n[[step]]\ntitle = "a"\nview = [1, 2, 3]', r"view"),
        ("schema = = 1", r"story\.toml · line 1, column \d+: is no TOML: .* \(mend the syntax\)"),
    ],
)
def test_a_faulty_file_says_where_and_what(tmp_path, text, said):
    with pytest.raises(InputError, match=said):
        model.read(written(tmp_path, text))


def test_all_faults_of_a_file_come_at_once(tmp_path):
    text = 'schema = 1\n[[step]]\ntitel = "a"\nyear = "x"\n[[step]]\ntitle = 3\n'
    with pytest.raises(InputError) as caught:
        model.read(written(tmp_path, text))
    items = {problem.item.split(".")[0] for problem in caught.value.problems}
    assert {"step[1]", "step[2]"} <= items
    assert len(caught.value.problems) >= 4


def test_names_that_are_not_drawn_come_at_once_with_the_file(tmp_path, scene):
    text = (
        'schema = 1\n[[step]]\ntitle = "a"\ncorridors = ["tirt"]\nplaces = ["aktua"]\n'
        'highlight = ["titr:aktau-alat"]\nhubs = ["sea_prot"]\nprofile = "titr/none"\n'
    )
    with pytest.raises(InputError) as caught:
        told(tmp_path, scene, text)
    problems = caught.value.problems
    assert [problem.item for problem in problems] == [
        f"step[1].{key}" for key in ("corridors", "highlight", "places", "hubs", "profile")
    ]
    assert all(problem.file.endswith("story.toml") for problem in problems)
    assert "did you mean 'aktau'?" in str(caught.value)
    assert "did you mean 'sea_port'?" in str(caught.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match=r"none\.toml: cannot be read"):
        model.read(tmp_path / "none.toml")


def test_a_story_gives_the_page_its_title_and_its_script(tmp_path):
    own = model.read(written(tmp_path, GOOD))
    page = draw(fixture.traced(600), hubs=fixture.hubs(), story=own, basemap=False)
    assert page.content.title == "Across the sea"
    assert len(page.content.steps) == 2
    assert page.content.steps[0]["blocks"]
    plain = draw(fixture.traced(600), hubs=fixture.hubs(), basemap=False)
    assert "storyMode = " not in "".join(plain.content.steps)
    assert len(page.save(tmp_path / "a.html").read_text()) > len(
        plain.save(tmp_path / "b.html").read_text()
    )


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        (("titr", "nleb"), "did you mean 'nelb'"),
        (("titr", "2015"), "a corridor and a year cannot be compared"),
        (("15", "2015"), "'15' is no corridor drawn and no year"),
    ],
)
def test_a_comparison_is_checked(pair, said):
    with pytest.raises(InputError, match=said):
        draw(fixture.traced(600), compare=pair, basemap=False)
