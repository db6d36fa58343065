import re
from pathlib import Path

import pytest

import maps
from geodata.errors import InputError
from maps import style
from maps.words import names as words_names
from maps.words import page as i18n
from maps.words import story as i18n_story


def test_every_word_stands_in_every_language():
    keys = set(i18n.FURNITURE["en"])
    for language in i18n.LANGUAGES:
        table = i18n.FURNITURE[language]
        assert set(table) == keys
        assert all(table.values())


def test_words_take_the_same_values_in_every_language():
    for key, english in i18n.FURNITURE["en"].items():
        holes = set(re.findall(r"\{\d\}", english))
        for language in i18n.LANGUAGES:
            assert set(re.findall(r"\{\d\}", i18n.FURNITURE[language][key])) == holes, (
                language,
                key,
            )


def test_russian_and_chinese_are_translated():
    for key, english in i18n.FURNITURE["en"].items():
        if key in ("code", "fact", "fact_note"):  # punctuation alone
            continue
        assert re.search(r"[а-яё]", i18n.FURNITURE["ru"][key], re.IGNORECASE), key
        assert re.search(r"[\u4e00-\u9fff]", i18n.FURNITURE["zh"][key]), key
        assert i18n.FURNITURE["ru"][key] != english


ASKED = re.compile(r"\b(?:word|textHead|figureHead|toolButton|tool)\(\s*\"([a-z_]+)\"")


def asked(file):
    return set(ASKED.findall(file.read_text(encoding="utf-8")))


def test_every_word_that_the_scripts_ask_for_is_there():
    source = Path(maps.__file__).parent / "page" / "src"
    files = [*source.rglob("*.js")]
    story = {key for file in files if file.parent.name == "story" for key in asked(file)}
    page = {key for file in files if file.parent.name != "story" for key in asked(file)}
    assert len(page) > 60
    assert page <= set(i18n.FURNITURE["en"])
    assert len(story) > 10
    assert story <= set(i18n_story.words("en"))


def test_every_word_that_the_briefing_composes_with_is_there():
    source = (Path(maps.__file__).parent / "story" / "compose.py").read_text(encoding="utf-8")
    keys = set(re.findall(r"(?:self\.word\(|word\[|_step\(\s*corridor, )\"([a-z_]+)\"", source))
    assert len(keys) > 20
    assert keys <= set(i18n_story.words("en"))


@pytest.mark.parametrize("lang", ["ru", "zh"])
def test_the_briefing_is_translated_with_the_same_gaps(lang):
    english, other = i18n_story.words("en"), i18n_story.words(lang)
    assert set(english) == set(other)
    for key, text in english.items():
        assert other[key], key
        gaps = [sorted(set(re.findall(r"\{\d\}", words))) for words in (text, other[key])]
        assert gaps[0] == gaps[1], key


def test_every_style_has_a_word():
    ids = {
        item.id
        for table in (style.FAMILIES, style.MODES, style.STATUSES, style.HUB_KINDS)
        for item in table
    }
    assert ids | set(style.EVENT_KINDS) <= set(i18n.FURNITURE["en"])


def test_a_language_that_the_page_does_not_speak():
    with pytest.raises(InputError, match="use one of en, ru, zh"):
        i18n.furniture("fa")
    assert i18n.furniture("zh-Hans") == i18n.FURNITURE["zh"]


@pytest.mark.parametrize(
    ("names", "lang", "expected"),
    [
        ({"en": "Aktau", "ru": "Актау"}, "ru", "Актау"),
        ({"en": "Aktau"}, "zh", "Aktau"),
        ({"kk": "Ақтау"}, "en", "Ақтау"),
        ({"zh": "阿克套"}, "zh-Hans", "阿克套"),
        ({}, "en", "id"),
        (None, "en", "id"),
        (float("nan"), "en", "id"),
        ("plain", "ru", "plain"),
        ({"en": float("nan")}, "en", "id"),
    ],
)
def test_pick(names, lang, expected):
    assert words_names.pick(names, lang, "id") == expected


def test_country_names():
    assert words_names.country_name("TR", "en") == "Türkiye"
    assert words_names.country_name("XZ", "ru") == "По воде"
    assert words_names.country_name("Q9", "en") == "Q9"


@pytest.mark.parametrize(
    ("lang", "count", "expected"),
    [
        ("en", 1, "1 corridor"),
        ("en", 24, "24 corridors"),
        ("en", 1204, "1,204 corridors"),
        ("ru", 1, "1 коридор"),
        ("ru", 24, "24 коридора"),
        ("ru", 11, "11 коридоров"),
        ("ru", 21, "21 коридор"),
        ("ru", 0, "0 коридоров"),
        ("zh", 24, "24条走廊"),
        ("zh-Hans", 1, "1条走廊"),
    ],
)
def test_numbers_take_the_form_of_their_word(lang, count, expected):
    assert i18n.plural("n_corridors", count, lang) == expected


def test_every_word_with_a_number_has_all_its_forms():
    many = {"en": 2, "ru": 3, "zh": 1}
    for key in (key for key in i18n.FURNITURE["en"] if key.startswith("n_")):
        for language, forms in many.items():
            assert len(i18n.FURNITURE[language][key].split("|")) == forms, (language, key)


def test_countries_have_the_names_that_the_texts_use():
    assert words_names.country_name("KG", "ru") == "Кыргызстан"
    assert words_names.country_name("MM", "en") == "Myanmar"
    assert words_names.country_name("MM", "zh") == "缅甸"
