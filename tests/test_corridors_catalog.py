"""Definition files are read whole, or their problems are. The toy is drawn in toy_catalogue.py."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from toy_catalogue import CASPIAN, FILES, PONTIC, STATUS, edited, write

from corridors.definitions import catalogue
from corridors.definitions import read as catalog
from geodata.errors import InputError, Problem
from geodata.places.lookup import Places


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the toy in the place of the shipped catalogue."""
    folder = write(tmp_path / "seeds", FILES)
    monkeypatch.setattr(catalog, "_shipped", lambda: folder)
    return folder


@pytest.fixture
def no_seeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ship nothing."""
    (tmp_path / "none").mkdir()
    monkeypatch.setattr(catalog, "_shipped", lambda: tmp_path / "none")


def problems(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        catalog.read(folder)
    return caught.value.problems


def only(folder: Path) -> Problem:
    (problem,) = problems(folder)
    return problem


def test_the_shipped_catalogue_is_read_whole(shipped: Path) -> None:
    read = catalog.read()
    assert list(read.corridors) == ["caspian", "pontic"]
    assert list(read.published) == ["titr-alat-poti", "titr-poti-constanta"]
    assert list(read.sources) == ["osm", "titr"]
    assert read.lines["kuryk-branch"].places == ("beyneu", "aktau")
    assert read.places.anchor("aktau", "rail") == (51.17, 43.66)
    assert read.path is None
    assert read.referred == {}
    assert read.files["corridor", "pontic"] == str(shipped / "corridors" / "pontic.toml")
    assert read.files["place", "beyneu"] == str(shipped / "stations.csv")
    assert read.corridors["caspian"].leg("alat-poti").facts[0].value == 27.5
    assert catalog.ids() == ["caspian", "pontic"]


@pytest.mark.usefixtures("no_seeds")
def test_an_empty_shipped_folder_is_an_empty_catalogue() -> None:
    assert catalog.ids() == []
    read = catalog.read()
    assert (read.corridors, read.sources, read.lines, len(read.places)) == ({}, {}, {}, 0)


@pytest.mark.usefixtures("no_seeds")
def test_a_folder_of_ones_own_may_be_flat(tmp_path: Path) -> None:
    flat = {name.removeprefix("corridors/"): text for name, text in FILES.items()}
    own = write(tmp_path / "own", flat)
    assert catalog.ids(own) == ["caspian", "pontic"]
    assert list(catalog.read(str(own)).corridors) == ["caspian", "pontic"]


def test_a_folder_of_ones_own_extends_the_shipped_tables(shipped: Path, tmp_path: Path) -> None:
    header, *_ = FILES["places.csv"].splitlines(keepends=True)
    aktau = "aktau,sea_port,KZ,51.9,43.6,Aktau,Актау,阿克套,,KZAAU,1520,limited,osm,2026-11-23,\n"
    own = write(
        tmp_path / "own",
        {
            "mine.toml": PONTIC.replace('"pontic"', '"mine"'),
            "places.csv": header + aktau,
            "sources.toml": FILES["sources.toml"].replace("Route association", "My reading"),
        },
    )
    read = catalog.read(own)
    assert list(read.corridors) == ["mine"]
    assert list(read.referred) == ["caspian"]
    assert read.places["aktau"].lon == 51.9
    assert read.places["poti"].lon == 41.7
    assert read.sources["titr"].title == "My reading"
    assert "titr-alat-poti" in read.published
    assert read.path == own
    assert read.files == {
        ("corridor", "mine"): str(own / "mine.toml"),
        ("place", "aktau"): str(own / "places.csv"),
        ("source", "osm"): str(own / "sources.toml"),
        ("source", "titr"): str(own / "sources.toml"),
    }
    assert [each.leg.id for each in read.resolve("mine", "eastbound")][1:3] == [
        "alat-poti",
        "aktau-alat",
    ]
    assert catalog.read().sources["titr"].title == "Route association"


@pytest.mark.usefixtures("shipped")
def test_a_route_resolves_to_legs_with_direction_and_owner() -> None:
    read = catalog.read()
    legs = read.resolve("pontic", "eastbound")
    assert [(leg.id, backwards, owner) for leg, backwards, owner in legs] == [
        ("poti-constanta", True, "pontic"),
        ("alat-poti", True, "caspian"),
        ("aktau-alat", True, "caspian"),
        ("altynkol-aktau", True, "caspian"),
    ]
    assert [(each.start, each.end) for each in legs[:2]] == [
        ("constanta", "poti"),
        ("poti", "alat"),
    ]
    route = read.corridors["caspian"].route("dostyk")
    assert [each.reversed for each in read.resolve("caspian", route)] == [False, False, False]
    assert read.resolve("caspian", route)[1].start == "aktau"


@pytest.mark.usefixtures("shipped")
def test_references_to_nothing_are_all_named() -> None:
    read = catalog.read()
    route = (
        read.corridors["pontic"]
        .route("eastbound")
        .model_copy(update={"legs": ("-caspain:alat-poti", "poti-constantza", "caspian:alat")})
    )
    with pytest.raises(InputError) as caught:
        read.resolve("pontic", route)
    text = str(caught.value)
    assert "unknown corridor 'caspain' (did you mean 'caspian'?)" in text
    assert "no leg 'poti-constantza' (did you mean 'poti-constanta'" in text
    assert "'caspian' has no leg 'alat'" in text
    with pytest.raises(InputError, match="unknown corridor 'zzz'"):
        read.corridor("zzz")


@pytest.mark.usefixtures("no_seeds")
def test_bom_and_crlf_are_tolerated(tmp_path: Path) -> None:
    plain = catalog.read(write(tmp_path / "plain", FILES))
    windows = {name: "\ufeff" + text.replace("\n", "\r\n") for name, text in FILES.items()}
    read = catalog.read(write(tmp_path / "windows", windows))
    assert read.corridors == plain.corridors
    assert read.published == plain.published
    assert dict(read.places) == dict(plain.places)


@pytest.mark.usefixtures("no_seeds")
def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    own = write(tmp_path, FILES)
    one, two = catalog.read(own), catalog.read(own)
    assert one == two
    assert list(one.files) == list(two.files)


@pytest.mark.parametrize(
    ("text", "item", "message"),
    [
        (b"schema = 1\nid = \n", "line 2, column 6", "is no TOML: Invalid value"),
        (b"schema = 1\nid = 'x'\nid = 'y'\n", "line 3", "is no TOML"),
        (b'name = "\xff"', "byte 8", "is not UTF-8"),
        (b"x = " + b"[" * 20_000, "", "is nested too deeply"),
        (b"[[leg", "end of document", "is no TOML"),
    ],
)
@pytest.mark.usefixtures("no_seeds")
def test_malformed_toml_names_file_and_line(
    tmp_path: Path, text: bytes, item: str, message: str
) -> None:
    problem = only(write(tmp_path, {**FILES, "corridors/broken.toml": text}))
    assert problem.file == str(tmp_path / "corridors" / "broken.toml")
    assert problem.item.startswith(item)
    assert problem.message.startswith(message)


@pytest.mark.parametrize(
    ("old", "new", "item", "words"),
    [
        ('mode = "rail"', 'mdoe = "rail"', "leg[altynkol-aktau].mode", "is missing (add it)"),
        ('mode = "rail"', 'mode = "rial"', "leg[altynkol-aktau].mode",
         "'rial' is not known here (did you mean 'rail'"),
        ('mode = "rail"', 'mode = "air"', "leg[altynkol-aktau].mode", "'air' is not known here ("),
        ('via = ["beyneu"]', 'vai = ["beyneu"]', "leg[altynkol-aktau].vai",
         "unknown key (did you mean 'via'"),
        ('via = ["beyneu"]', 'via = "beyneu"', "leg[altynkol-aktau].via", "is no list (write [...]"),
        ('via = ["beyneu"]', 'via = ["Beyneu Town"]', "leg[altynkol-aktau].via[1]",
         "'Beyneu Town' is not of the right form (an id:"),
        ("verified =", "verifed =", "leg[altynkol-aktau].status[1].verifed",
         "unknown key (did you mean 'verified'"),
        ("verified = 2026-11-23", 'verified = "2026-11-23"', "leg[altynkol-aktau].status[1].verified",
         "(write a date without quotes"),
        ('from = "2014"', "from = 2014", "leg[altynkol-aktau].status[1].from", "(write it in quotes)"),
        ('from = "2014"', 'from = "2014-13"', "leg[altynkol-aktau].status[1].from",
         "'2014-13' is no date (write YYYY, YYYY-MM or YYYY-MM-DD)"),
        ('family = "trans-caspian"', 'family = "transcaspian"', "family",
         "did you mean 'trans-caspian'"),
        ("schema = 1", "schema = 2", "schema", "2 is not known here (use one of 1)"),
        ("schema = 1", "shema = 1", "shema", "unknown key (did you mean 'schema'"),
        ('en = "Toy corridor"\nru = "Игрушечный коридор"\nzh = "玩具走廊"', "", "name",
         "no name in en, ru, zh (add it)"),
        ('zh = "玩具走廊"', 'ZH = "玩具走廊"', "name.ZH", "(a language tag such as en"),
        ("value = 27.5", 'value = "27.5"', "leg[alat-poti].fact[1].value",
         "(write a number without quotes)"),
        ("value = 27.5", "value = 1e22", "leg[alat-poti].fact[1].value",
         "should be less than 1000000000000000"),
        ("value = 27.5", "value = -1e22", "leg[alat-poti].fact[1].value", "should be greater than"),
        ('legs = ["dostyk-aktau", ', "legs = [" + '"dostyk-aktau", ' * 600, "route[dostyk].legs",
         "items (500 at most)"),
        ("main = true", 'main = "true"', "route[main].main", "(write true or false"),
        ('id = "dostyk-aktau"', 'id = "aktau-alat"', "", "leg id given twice: aktau-alat"),
        ('id = "dostyk-aktau"\n', "", "leg[2].id", "is missing"),
        ('to = "alat"', 'to = "aktau"', "leg[aktau-alat]", "begins and ends at 'aktau' (split it)"),
        ("main = true", "mian = true", "route[main].mian", "unknown key (did you mean 'main'"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("no_seeds")
def test_a_fault_names_its_item_and_remedy(
    tmp_path: Path, old: str, new: str, item: str, words: str
) -> None:
    found = problems(write(tmp_path, edited("corridors/caspian.toml", old, new)))
    file = str(tmp_path / "corridors" / "caspian.toml")
    assert any(p.file == file and p.item == item and words in str(p) for p in found), found


@pytest.mark.parametrize("name", ["crossings.csv", "passages.csv", "series.csv", "states.csv"])
@pytest.mark.usefixtures("no_seeds")
def test_a_table_that_is_no_text_is_named(tmp_path: Path, name: str) -> None:
    found = problems(write(tmp_path, {**FILES, name: "source\n\xff\xfe".encode("latin-1")}))
    assert any(name in p.file for p in found), found


@pytest.mark.usefixtures("no_seeds")
def test_a_single_table_for_a_list_is_explained(tmp_path: Path) -> None:
    text = CASPIAN.split("[[leg]]", maxsplit=1)[0] + "[leg]\nid = 'x'\n[[route]]\nid = 'r'\n"
    found = problems(write(tmp_path, {**FILES, "corridors/caspian.toml": text}))
    assert any(p.item == "leg" and "write [[leg]]" in p.remedy for p in found)


@pytest.mark.usefixtures("no_seeds")
def test_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    files = {
        "corridors/caspian.toml": CASPIAN.replace('mode = "sea"', 'mode = "see"'),
        "corridors/pontic.toml": PONTIC.replace("[[route]]", "[[route"),
        "places.csv": FILES["places.csv"].replace(",KZ,80.3", ",KZ,380.3"),
        "stations.csv": FILES["stations.csv"].replace("station,", "halt,"),
        "anchors.csv": FILES["anchors.csv"].replace("rail", "rall"),
        "sources.toml": FILES["sources.toml"].replace("https:", "htps:", 1),
        "published.toml": FILES["published.toml"].replace("length_km = 900", "length_km = -900"),
        "lines.toml": FILES["lines.toml"].replace('["beyneu", "aktau"]', '["beyneu"]'),
    }
    found = problems(write(tmp_path, files))
    assert {os.path.relpath(p.file, tmp_path) for p in found} == set(files)


@pytest.mark.usefixtures("no_seeds")
def test_ids_given_twice_name_both_files(tmp_path: Path) -> None:
    twin = 'id = "osm"\ntitle = "Twin"\nurl = "https://example.org"\naccessed = 2026-11-23\n'
    files = {
        **FILES,
        "corridors/again.toml": CASPIAN,
        "sources.toml": FILES["sources.toml"] + "[[source]]\n" + twin,
    }
    found = {(p.item, Path(p.file).name, p.message) for p in problems(write(tmp_path, files))}
    corridors = tmp_path / "corridors"
    assert ("source[osm]", "sources.toml", "stands in this file already") in found
    assert (
        "corridor[caspian]",
        "caspian.toml",
        f"stands in {corridors / 'again.toml'} already",
    ) in found


@pytest.mark.usefixtures("no_seeds")
def test_a_source_in_a_corridor_file_may_not_contradict(tmp_path: Path) -> None:
    twin = '[[source]]\nid = "osm"\ntitle = "Other"\nurl = "https://x.org"\naccessed = 2026-11-23\n'
    own = '[[source]]\nid = "own"\ntitle = "Own"\nurl = "https://x.org"\naccessed = 2026-11-23\n'
    problem = only(write(tmp_path / "a", {**FILES, "corridors/pontic.toml": PONTIC + twin}))
    assert (problem.item, problem.remedy) == ("source[osm]", "keep one of the two")
    read = catalog.read(write(tmp_path / "b", {**FILES, "corridors/pontic.toml": PONTIC + own}))
    assert read.sources["own"].title == "Own"
    assert read.files["source", "own"].endswith("pontic.toml")


@pytest.mark.usefixtures("no_seeds")
def test_hostile_ids_are_shown_without_control_characters(tmp_path: Path) -> None:
    text = CASPIAN.replace('id = "aktau-alat"', 'id = "\\u001b[31m\\u202e<script>"')
    found = problems(write(tmp_path, {**FILES, "corridors/caspian.toml": text}))
    assert not any("\x1b" in str(p) or "\u202e" in str(p) for p in found)
    assert any("<script>" in p.item for p in found)


@pytest.mark.usefixtures("no_seeds")
def test_folders_without_corridors_are_refused(tmp_path: Path) -> None:
    empty = write(tmp_path / "empty", {"sources.toml": FILES["sources.toml"]})
    assert "holds no corridor" in only(empty).message
    assert only(empty / "sources.toml").remedy == "give the folder of the file"
    assert "no folder" in only(tmp_path / "nowhere").message
    for folder in (empty, tmp_path / "nowhere"):
        with pytest.raises(InputError):
            catalog.ids(folder)


@pytest.mark.usefixtures("no_seeds")
def test_files_that_are_no_corridors_are_left_alone(tmp_path: Path) -> None:
    files = {
        **FILES,
        "corridors/.draft.toml": "?",
        "corridors/notes.md": "?",
        "pyproject.toml": "?",
    }
    assert catalog.ids(write(tmp_path, files)) == ["caspian", "pontic"]
    assert len(catalog.read(tmp_path).corridors) == 2


def test_broken_shipped_references_are_reported_too(shipped: Path, tmp_path: Path) -> None:
    write(shipped, {"corridors/caspian.toml": CASPIAN.replace(STATUS, "", 1)})
    own = write(tmp_path / "own", {"pontic.toml": PONTIC})
    problem = only(own)
    assert problem.file == str(shipped / "corridors" / "caspian.toml")
    assert problem.item == "leg[altynkol-aktau].status"


def test_an_empty_catalogue_can_be_made_by_hand() -> None:
    assert catalogue.Catalogue({}).places == Places()


def test_standing_tables_are_read_once_and_again_when_a_file_changes(tmp_path, monkeypatch):
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    shipped.mkdir()
    (own / "corridors").mkdir(parents=True)
    (own / "corridors" / "toy.toml").write_text(
        'schema = 1\nid = "toy"\nfamily = "x"\n', encoding="utf-8"
    )
    monkeypatch.setattr(catalog, "_shipped", lambda: shipped)

    def sources():
        with pytest.raises(InputError):  # the corridor is none, which is told each time
            catalog.read(own)
        return catalog._standing(shipped, catalog._stamps(shipped), ())[0].sources

    source = '[[source]]\nid = "{}"\ntitle = "t"\npublisher = "p"\nurl = "https://e.org"\n'
    (shipped / "sources.toml").write_text(
        "schema = 1\n" + source.format("a") + "accessed = 2026-11-29\n", encoding="utf-8"
    )
    assert sources() is sources()
    assert set(sources()) == {"a"}
    (shipped / "sources.toml").write_text(
        "schema = 1\n" + source.format("second") + "accessed = 2026-11-29\n", encoding="utf-8"
    )
    assert set(sources()) == {"second"}


@pytest.mark.parametrize("made", [Path.mkdir, lambda path: path.symlink_to(path)])
def test_a_folder_or_a_loop_in_the_place_of_a_definition_is_named(tmp_path, made):
    (tmp_path / "corridors").mkdir()
    made(tmp_path / "corridors" / "own.toml")
    with pytest.raises(InputError, match=r"own\.toml: is a folder, or a link that leads nowhere"):
        catalog.read(tmp_path)
