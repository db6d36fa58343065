"""Terms of facts: every one in use is translated, none is idle, none changes a number."""

import re
import tomllib
from collections import Counter
from importlib.resources import files

import pytest

from corridors.definitions import read
from corridors.definitions.attributes import Trait
from maps.words.terms import translated

LETTERS = {"ru": re.compile("[а-яё]", re.IGNORECASE), "zh": re.compile("[一-鿿]")}


NO_LETTERS = {"%"}


@pytest.fixture(scope="module")
def terms():
    file = files("seeds") / "terms.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))["term"]


@pytest.fixture(scope="module")
def texts():
    """What the facts of legs and of places say besides their values, in English."""
    catalogue = read.read()
    of_legs = [f for c in catalogue.corridors.values() for leg in c.legs for f in leg.facts]
    facts = of_legs + [fact for found in catalogue.facts.values() for fact in found]
    said = {text for f in facts for text in (f.quantity, f.unit, f.note) if text}
    told = catalogue.attributes
    names = {str(row.attribute).replace("_", " ") for row in told}
    as_written = (Trait.OPERATOR, Trait.OWNER, Trait.INTERNATIONAL_NUMBER)
    plain = {row.value for row in told if row.attribute not in as_written}
    return said | names | plain | {row.note for row in told if row.note}


def test_each_term_stands_once_and_whole(terms):
    assert [en for en, n in Counter(term["en"] for term in terms).items() if n > 1] == []
    assert [term for term in terms if set(term) - {"kk"} != {"en", "ru", "zh"}] == []
    assert [term for term in terms if any(v != v.strip() or not v for v in term.values())] == []


def test_every_text_of_a_fact_is_a_term_and_every_term_is_used(terms, texts):
    known = {term["en"] for term in terms}
    assert texts - known == set()
    assert known - texts == set()


@pytest.mark.parametrize("lang", ["ru", "zh"])
def test_every_text_of_a_fact_is_written_in_the_language(texts, lang):
    foreign = {text for text in texts if not LETTERS[lang].search(translated(text, lang))}
    assert foreign <= NO_LETTERS


def _figures(text):
    """Count the figures of a text, however it groups thousands and marks decimals."""
    joined = re.sub(r"(?<=\d)[ ,](?=\d{3}(?!\d))", "", text)
    pointed = re.sub(r"(?<=\d),(?=\d)", ".", joined)
    return Counter(re.findall(r"(?<![a-z])\d+(?:\.\d+)?", pointed))


@pytest.mark.parametrize("lang", ["ru", "zh", "kk"])
def test_no_translation_loses_or_converts_a_figure(terms, lang):
    lost = {
        term["en"]: _figures(term["en"]) - _figures(term[lang]) for term in terms if lang in term
    }
    assert {en: figures for en, figures in lost.items() if figures} == {}


def test_english_and_the_unknown_stay_as_they_are():
    assert translated("Mt/year", "en") == "Mt/year"
    assert translated("furlongs", "zh") == "furlongs"
    assert translated("Mt/year", "de") == "Mt/year"
    assert translated("Mt/year", "zh-CN") == translated("Mt/year", "zh") == "百万吨/年"
