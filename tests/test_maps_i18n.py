import csv
import re
from pathlib import Path

import pytest

import maps
from geodata.errors import InputError
from geodata.places.languages import tongues
from maps import style
from maps.words.language import Language, translations

ENGLISH = Language("en").words("planner")


TABLES = ("page", "story", "print", "layers", "ledger", "planner")


@pytest.mark.parametrize("table", TABLES)
def test_every_word_stands_in_every_language(table):
    """With the same gaps, each key once; a cell too many or too few is no text.

    A language whose names may miss may miss words too: those of its fallback are shown.
    """
    for key, texts in translations(table).items():
        assert tuple(texts) == tuple(tongues()), key
        assert all(texts[tag] for tag, tongue in tongues().items() if tongue.is_named), key
        said = [text for text in texts.values() if text]
        gaps = {tuple(sorted(set(re.findall(r"\{\d\}", text)))) for text in said}
        assert len(gaps) == 1, key


def test_a_key_stands_once_in_the_words_of_a_page():
    folder = Path(maps.__file__).parent / "words"
    for file in folder.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            keys = [row["key"] for row in csv.DictReader(lines)]
        assert len(keys) == len(set(keys)), file.name
    assert {file.stem for file in folder.glob("*.csv")} == set(TABLES)
    for one, two in (
        ("page", "story"),
        ("page", "print"),
        ("page", "planner"),
        ("story", "planner"),
    ):
        assert set(translations(one)) & set(translations(two)) == set()


@pytest.mark.parametrize("table", TABLES)
def test_words_are_written_in_the_letters_of_their_language(table):
    """But for what is punctuation, gaps and signs alone."""
    letters = {"ru": "[а-яё]", "zh": "[\u4e00-\u9fff]", "kk": "[а-яёәғқңөұүһі]"}
    for key, texts in translations(table).items():
        for tag, pattern in letters.items():
            spelt = any(char.isalpha() for char in re.sub(r"\{\d\}", "", texts[tag]))
            assert key == "code" or not spelt or re.search(pattern, texts[tag], re.IGNORECASE), (
                key,
                tag,
            )


def test_kazakh_words_are_not_russian_ones():
    """Long words that both write alike are few and borrowed; a copied row would be another."""
    pairs = [texts for table in TABLES for texts in translations(table).values()]
    same = [texts for texts in pairs if texts["kk"] == texts["ru"]]
    alike = {texts["en"] for texts in same if re.search("[а-я]{5}", texts["ru"])}
    assert alike <= {"Station", "Briefing", "Profile", "Scenario", "Trans-Caspian", "Terminal"}


ASKED = re.compile(r"\b(?:word|textHead|figureHead|toolButton|tool)\(\s*\"([a-z_]+)\"")


def asked(file):
    return set(ASKED.findall(file.read_text(encoding="utf-8")))


def test_every_word_that_the_scripts_ask_for_is_there():
    source = Path(maps.__file__).parent / "page" / "src"
    files = [*source.rglob("*.js")]
    story = {key for file in files if file.parent.name == "story" for key in asked(file)}
    page = {key for file in files if file.parent.name != "story" for key in asked(file)}
    assert len(page) > 60
    assert page <= set(ENGLISH)
    assert len(story) > 10
    assert story <= set(Language("en").words("story"))


def test_every_word_that_the_briefing_composes_with_is_there():
    files = sorted((Path(maps.__file__).parent / "story").glob("*.py"))
    source = "\n".join(file.read_text(encoding="utf-8") for file in files)
    keys = set(re.findall(r"(?:\.word\(|word\[|step\(\s*corridor,\s*)\"([a-z_]+)\"", source))
    assert len(keys) > 20
    assert keys <= set(Language("en").words("story"))


def test_every_style_has_a_word():
    ids = {
        item.id
        for table in (style.FAMILIES, style.MODES, style.STATUSES, style.HUB_KINDS)
        for item in table
    }
    assert ids | set(style.EVENT_KINDS) <= set(ENGLISH)


def test_a_language_that_the_page_does_not_speak():
    with pytest.raises(InputError, match="use one of en, ru, zh, kk"):
        Language("fa").words()
    assert Language("zh-Hans").words() == Language("zh").words()


@pytest.mark.parametrize(
    ("names", "lang", "expected"),
    [
        ({"en": "Aktau", "ru": "Актау"}, "ru", "Актау"),
        ({"en": "Aktau"}, "zh", "Aktau"),
        ({"en": "Aktau", "ru": "Актау"}, "kk", "Актау"),
        ({"en": "Aktau", "ru": "Актау", "kk": "Ақтау"}, "kk-KZ", "Ақтау"),
        ({"en": "Aktau"}, "kk", "Aktau"),
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
    assert Language(lang).pick(names, "id") == expected


def test_country_names():
    assert Language("en").country_name("TR") == "Türkiye"
    assert Language("ru").country_name("XZ") == "По воде"
    assert Language("en").country_name("Q9") == "Q9"


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
        ("kk", 1, "1 дәліз"),
        ("kk", 24, "24 дәліз"),
    ],
)
def test_numbers_take_the_form_of_their_word(lang, count, expected):
    assert Language(lang).plural("n_corridors", count) == expected


def test_every_word_with_a_number_has_all_its_forms():
    many = {"en": 2, "ru": 3, "zh": 1, "kk": 1}
    for key in (key for key in ENGLISH if key.startswith("n_")):
        for language, forms in many.items():
            assert len(Language(language).words()[key].split("|")) == forms, (language, key)


def test_countries_have_the_names_that_the_texts_use():
    assert Language("ru").country_name("KG") == "Кыргызстан"
    assert Language("en").country_name("MM") == "Myanmar"
    assert Language("zh").country_name("MM") == "缅甸"
