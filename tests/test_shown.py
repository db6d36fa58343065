"""What a prompt shows of an answer: one line that says what it is, never its data."""

import pytest
import toy_atlas

import maps
from corridors.output.named import Names


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """One of each answer that people hold in their hands, by the name of its class."""
    atlas = toy_atlas.write(tmp_path_factory.mktemp("toy"))
    traced = atlas.trace()
    journey = atlas.route("alat", "poti")
    graph = traced.graph()
    found = [
        atlas,
        atlas.catalogue,
        atlas.catalogue.corridor(atlas.ids[0]),
        atlas.router("rail"),
        atlas.states(),
        atlas.wayside,
        traced,
        next(iter(traced.by_ref.values())),
        traced.coverage(within_km=100.0),
        traced.importance(),
        traced.findings(),
        traced.ledger(atlas.ids[0]),
        graph,
        journey,
        journey.way,
        maps.draw(traced),
        maps.Deck(b"PK" * 1000, ("Corridors", "Sources")),
    ]
    return {type(each).__name__: repr(each) for each in found}


def test_an_answer_is_shown_in_a_line(answers):
    long = {name: text[:200] for name, text in answers.items() if len(text) > 120 or "\n" in text}
    assert long == {}
    assert all(text.startswith("<") for text in answers.values())


def test_the_line_says_what_it_is(answers):
    assert answers["Journey"].startswith("<Journey: alat - poti by rail, 900 km, ")
    assert answers["Traced"] == "<Traced: 2 corridors, 3 routes, 5 legs>"
    assert answers["Graph"].endswith(" edges>")
    assert answers["Deck"] == "<Deck: 2 slides, 2,000 bytes>"


def test_a_passage_is_told_by_its_name(shipped):
    assert Names(shipped).place("hormuz") == "Strait of Hormuz"
    assert Names(None).place("hormuz") == "hormuz"
    russian = Names(shipped, lang="ru")
    assert russian.leg("trans-caspian:aktau-alat").startswith("Актау - Алят")
    assert russian.corridor("trans-caspian") == "Срединный коридор"
