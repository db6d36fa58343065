"""Languages: what each asks for, who stands in for it, and a fifth one made of columns alone."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel import Locale

from corridors.cli import main, options
from corridors.definitions import read
from geodata.country_names import country_name
from geodata.errors import InputError
from geodata.files import seed
from geodata.places.languages import (
    pick_name,
    plural_forms,
    read_words,
    speakers,
    tongues,
)
from geodata.places.lookup import Places
from maps.words.language import Language

HEADER = "id,kind,country,lon,lat,name_en,name_ru,status\n"
AKTAU = "aktau,sea_port,KZ,51.2,43.6,Aktau,Актау,operating\n"


def test_every_language_is_known_to_babel_with_its_plurals():
    for tag, tongue in tongues().items():
        rules = Locale.parse(tag)
        assert {rules.plural_form(number) for number in range(1000)} == set(tongue.plurals)
        assert Locale.parse(f"{tag}_{tongue.region}").territory == tongue.region


def test_the_command_line_names_every_language():
    (option,) = options.Lang.__metadata__
    assert set(tongues()) <= set(re.findall("[a-z]{2}", option.help))


def test_who_stands_in_for_whom():
    assert speakers("kk-KZ") == ("kk", "ru", "en")
    assert speakers("zh_Hans") == ("zh", "en")
    assert speakers("fa") == ("fa", "en")
    assert pick_name({"en": "Poti", "ru": "Поти", "zh": "波季"}, "kk") == "Поти"
    assert Language("kk").fallback == "Русский"
    assert Language("ru").fallback == ""


def test_numbers_and_days_in_kazakh():
    kazakh = Language("kk")
    assert kazakh.number(13332) == "13\u00a0332"
    assert kazakh.decimal(4.5) == "4,5"
    assert kazakh.day("2026-11-29") == "2026\u202fж. 29 қараша"
    assert country_name("KZ", "kk") == "Қазақстан"


def test_a_word_of_one_form_has_it_for_all():
    assert plural_forms("{0} дәліз", "kk") == {"one": "{0} дәліз", "other": "{0} дәліз"}


def test_kazakh_names_reach_the_shipped_places_and_are_found():
    catalogue = read.read()
    assert catalogue.places["aktau"].name("kk") == "Ақтау"
    assert catalogue.places["poti"].name("kk") == "Поти"
    assert catalogue.places.find("Қызылорда").id == "kyzylorda"
    assert catalogue.corridors["trans-caspian"].short["kk"] == "Орта дәліз"
    assert "rail-news-bolashak-2023" in catalogue.places["bolashak-serhetyaka"].sources


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("poti,kk,Поти,osm", "unknown place 'poti'"),
        ("aktau,xx,Ақтау,osm", "unknown language 'xx'"),
        ("aktau,kk,Ақтау,", "is empty"),
    ],
)
def test_a_name_needs_a_place_a_language_and_a_source(tmp_path, row, fault):
    (tmp_path / "places.csv").write_text(HEADER + AKTAU, encoding="utf-8")
    (tmp_path / "names.csv").write_text(f"id,lang,name,source\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(fault)):
        Places.read(tmp_path)


def test_a_column_of_a_places_table_names_in_any_language(tmp_path):
    table = HEADER.replace("name_ru", "name_kk") + AKTAU.replace("Актау", "Ақтау")
    (tmp_path / "places.csv").write_text(table, encoding="utf-8")
    (place,) = Places.read(tmp_path).values()
    assert place.name("kk") == "Ақтау"


FIFTH = {
    "languages.csv": "tag,name,fallback,region,script,plurals\nuz,Oʻzbekcha,kk,UZ,Latin,one|other\n",
    "page.csv": "key,uz\ncorridors,Yoʻlaklar\n",
    "findings.csv": "key,uz\ntold,{year} {now} boʻldi\n",
    "names.csv": "id,lang,name,source\ntashkent,uz,Toshkent,geonames\n",
}
SPEAK = """
import maps_fixture
from corridors.definitions import read
from corridors.findings.wording import calendar_year, sentence, text
from maps.page.draw import draw
from maps.scene.to_json import to_json
page = draw(maps_fixture.traced(60, "2026-11-23"), hubs=(), lang="uz", basemap=False)
words = to_json(page.content.scene)["countries"]
print(page.content.subtitle)
print(page._repr_html_() and "drawn")
from maps.words.language import Language
uzbek = Language("uz")
print(uzbek.words()["corridors"], uzbek.words()["routes"], uzbek.forms("n_routes")[0])
print(sentence("told", year=calendar_year(2024), now=text("5"))["uz"])
print(sentence("announced", legs=text("x"))["uz"])
print(read.read().places["tashkent"].name("uz"), read.read().places["aktau"].name("uz"))
"""


def speak(tmp_path, **files):
    for name, content in {**FIFTH, **files}.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-c", SPEAK],
        env={**os.environ, "CORRIDORS_LANGUAGES": str(tmp_path), "PYTHONIOENCODING": "utf-8"},
        cwd=Path(__file__).parent,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_a_fifth_language_of_columns_alone(tmp_path):
    """What it does not say is said in Kazakh, and what Kazakh does not know in Russian."""
    done = speak(tmp_path)
    assert done.returncode == 0, done.stderr
    subtitle, drawn, words, own, other, places = done.stdout.splitlines()
    assert re.match(r"\d+ дәліз, [\d\u00a0]+ км желі", subtitle)
    assert drawn == "drawn"
    assert words == "Yoʻlaklar Бағыттар kk"
    assert own == "2024 ж. 5 boʻldi"
    assert other == "Жарияланды: x"
    assert places == "Toshkent Ақтау"


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("page.csv", "key,uz\ncoridors,Yoʻlaklar\n", "corridors"),
        ("page.csv", "word,uz\ncorridors,Yoʻlaklar\n", "is no table of words"),
        ("languages.csv", FIFTH["languages.csv"].replace(",kk,", ",kz,"), "unknown language 'kz'"),
    ],
)
def test_a_faulty_table_is_named(tmp_path, name, content, fault):
    done = speak(tmp_path, **{name: content})
    assert done.returncode != 0
    assert name in done.stderr
    assert fault in done.stderr


def test_a_folder_without_its_table_is_named(tmp_path):
    env = {**os.environ, "CORRIDORS_LANGUAGES": str(tmp_path)}
    command = [sys.executable, "-m", "corridors.cli.main", "show", "aktau", "--lang", "uz"]
    done = subprocess.run(command, env=env, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode != 0
    assert "holds no languages.csv" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("comma", [",", ";"])
def test_words_are_read_as_spreadsheets_save_them(tmp_path, encoding, comma):
    text = f"key{comma}kk\r\ncorridors{comma}Дәліздер\r\n"
    (tmp_path / "page.csv").write_bytes(text.encode(encoding))
    assert read_words(tmp_path / "page.csv") == {"corridors": {"kk": "Дәліздер"}}


@pytest.mark.parametrize("content", [b"key,kk\n\xff\xfe,\n", b"key,kk\na," + b"x" * 200_000])
def test_bytes_that_are_no_words_are_no_traceback(tmp_path, monkeypatch, content):
    (tmp_path / "languages.csv").write_text(FIFTH["languages.csv"], "utf-8")
    (tmp_path / "page.csv").write_bytes(content)
    monkeypatch.setenv("CORRIDORS_LANGUAGES", str(tmp_path))
    tongues.cache_clear()
    with pytest.raises(InputError, match=r"page\.csv"):
        read_words(seed().parent / "maps" / "words" / "page.csv")
    monkeypatch.undo()
    tongues.cache_clear()


def test_words_with_a_cell_too_many_are_no_table(tmp_path):
    (tmp_path / "page.csv").write_text("key,en\na,b,c\n", encoding="utf-8")
    with pytest.raises(InputError, match="is no table of words"):
        read_words(tmp_path / "page.csv")


def _with_language():
    commands = ((name, main._load(name)) for name in main.COMMANDS)
    return [name for name, each in commands if any(p.name == "lang" for p in each.params)]


@pytest.mark.parametrize("command", _with_language())
def test_every_command_refuses_a_language_that_there_is_none_of_before_its_work(command):
    with pytest.raises(InputError, match=r"--lang 'nan': is none of .*use one of en, ru, zh, kk"):
        main.app([command, "--lang", "nan"], standalone_mode=False)


def test_commands_with_a_language_are_found_and_take_its_script():
    assert {"list", "show", "map", "brief", "deck", "findings", "ledger"} <= {*_with_language()}
    assert options._known_language("zh-Hans") == "zh-Hans"
