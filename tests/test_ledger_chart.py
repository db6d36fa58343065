"""The time/cost-distance chart: its data by hand, and what stands on paper."""

import pytest
import toy_atlas
import toy_rates

from corridors.ledger.course import route_course
from corridors.ledger.ledger import write_ledger
from corridors.ledger.views.rises import rises
from geodata.errors import InputError
from maps.figures.ledger_chart import ledger_chart


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return toy_atlas.write(tmp_path_factory.mktemp("toy"))


@pytest.fixture(scope="module")
def ledger(atlas, tmp_path_factory):
    traced = atlas.trace("caspian")
    course = route_course(traced, "caspian", next(iter(traced.refs["caspian"])))
    book = toy_rates.book(tmp_path_factory.mktemp("rates"), atlas)
    return write_ledger(course, book, profile=book.profiles.named("block-train-feu"))


def test_legs_slope_and_stops_step(ledger):
    pieces = rises(ledger, "hours")
    assert [piece.size for piece in pieces[:4]] == pytest.approx([5, 35, 12, 20])
    for piece in pieces:
        assert (piece.start_km == piece.end_km) == piece.is_stop
    for before, after in zip(pieces, pieces[1:], strict=False):
        assert before.after == after.before
        assert before.end_km == pytest.approx(after.start_km, abs=1e-6)
    assert pieces[-1].after == ledger.totals["hours"].range


def test_the_same_chart_is_the_same_bytes_and_text_stays_text(ledger, atlas, tmp_path):
    files = []
    for name in ("one.svg", "two.svg"):
        chart = ledger_chart([ledger], places=atlas.places)
        files.append(chart.save(tmp_path / name).read_bytes())
    assert files[0] == files[1]
    text = files[0].decode("utf-8")
    for words in ("Altynkol - Poti", "Aktau", "Alat", "Days", "US dollars", "assumption"):
        assert words in text
    assert "Altynkol - Poti. caspian:" in text  # the description for who does not see it


@pytest.mark.parametrize(("lang", "words"), [("ru", "Доллары США"), ("zh", "美元")])
def test_in_other_languages(ledger, atlas, lang, words):
    chart = ledger_chart([ledger, ledger], places=atlas.places, lang=lang)
    assert words in chart._repr_svg_()


def test_what_cannot_be_drawn_is_refused(ledger, atlas, tmp_path):
    with pytest.raises(InputError, match="1 to 4 ledgers"):
        ledger_chart([], places=atlas.places)
    with pytest.raises(InputError, match="unknown format"):
        ledger_chart([ledger], places=atlas.places).save(tmp_path / "chart.gif")
