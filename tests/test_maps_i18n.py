import re
from pathlib import Path

import pytest

import maps
from geodata.errors import InputError
from maps import i18n, style


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
        if key == "code":
            continue
        assert re.search(r"[а-яё]", i18n.FURNITURE["ru"][key], re.IGNORECASE), key
        assert re.search(r"[\u4e00-\u9fff]", i18n.FURNITURE["zh"][key]), key
        assert i18n.FURNITURE["ru"][key] != english


def test_every_word_that_the_scripts_ask_for_is_there():
    assets = Path(maps.__file__).parent / "assets"
    asked = {
        key
        for file in assets.glob("*.js")
        for key in re.findall(
            r"\b(?:word|text|figure)\(\"([a-z_]+)\"", file.read_text(encoding="utf-8")
        )
    }
    assert len(asked) > 40
    assert asked <= set(i18n.FURNITURE["en"])


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
    assert i18n.pick(names, lang, "id") == expected


def test_country_names():
    assert i18n.country_name("TR", "en") == "Türkiye"
    assert i18n.country_name("XZ", "ru") == "Открытое море"
    assert i18n.country_name("Q9", "en") == "Q9"
