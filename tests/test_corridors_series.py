"""Traffic and capacity by year: units that agree, faults in plain words, facts of places and legs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from toy_catalogue import FILES, write

from corridors.definitions import checks, read, series
from corridors.definitions.vocabulary import normalised

if TYPE_CHECKING:
    from pathlib import Path

HEAD = (
    "scope,object,quantity,flow,mode,unit,year,period,value,bound,wording,said_value,said_unit,"
    "source,checked,at,note,remark\n"
)
ROW = "place,aktau,traffic,,,t/year,2022,,3800000,,cargo turnover,3.8,Mt,titr,2026-11-23,,,\n"


@pytest.fixture(autouse=True)
def no_seeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ship nothing, so that the toy stands alone."""
    (tmp_path / "none").mkdir()
    monkeypatch.setattr(read, "_shipped", lambda: tmp_path / "none")


def _read(folder: Path, rows: str):
    (folder / "series.csv").write_text(HEAD + rows)
    return series.read(folder)


@pytest.mark.parametrize(
    ("value", "unit", "yearly", "found"),
    [
        (2.75, "Mt", True, (2_750_000, "t/year")),
        (2.75, "Mt", False, (2_750_000, "t")),
        (2.5, "Mt/year", False, (2_500_000, "t/year")),
        (2500, "t/day", False, (912_500, "t/year")),
        (60, "train pairs/day", False, (120, "trains/day")),
        (28, "trains/week", False, (4, "trains/day")),
        (730, "trains", True, (2, "trains/day")),
        (1460, "lorries/year", False, (4, "vehicles/day")),
        (300, "TEU/year", False, (300, "TEU/year")),
        (7, "furlongs", False, None),
        (7, "t/fortnight", False, None),
    ],
)
def test_units_are_brought_to_one_measure(value, unit, yearly, found) -> None:
    assert normalised(value, unit, yearly=yearly) == found


def test_a_row_is_read(tmp_path: Path) -> None:
    (figure,), problems = _read(tmp_path, ROW)
    assert problems == []
    assert (figure.object, figure.value, figure.unit, figure.year) == (
        "aktau", 3_800_000.0, "t/year", 2022,
    )  # fmt: skip
    assert (figure.said_value, figure.said_unit, figure.wording) == (3.8, "Mt", "cargo turnover")
    assert figure.is_yearly


def test_a_financial_year_is_a_year_and_nine_months_are_not(tmp_path: Path) -> None:
    year = ROW.replace("2022,,", "2022,2022-04/2023-03,")
    part = ROW.replace("t/year,2022,,", "t,2022,2022-01/2022-09,")
    (first, second), problems = _read(tmp_path, year + part)
    assert problems == []
    assert (first.is_yearly, second.is_yearly) == (True, False)
    assert (series.label(first), series.label(second)) == ("2022/23", "2022")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("t/year", "stones/year", "line 2 unit: unknown unit 'stones/year'"),
        ("3.8,Mt", "3.8,Mt/fortnight", "line 2 said_unit: unknown unit 'Mt/fortnight'"),
        ("3.8,Mt", "3.9,Mt", "line 2 value: 3.9 Mt is 3900000 t/year, not 3800000 t/year"),
        ("2022", "2031", "line 2 year: 2031 lies after 2026-11-23, when the page was read"),
        ("2022", "next", "line 2 year: 'next' is no year"),
        (",titr,", ",,", "line 2 source: is empty"),
        ("traffic", "trafic", "line 2 quantity: unknown quantity 'trafic'"),
        ("place,", "plaice,", "line 2 scope: unknown scope 'plaice'"),
        ("3800000", "0", "line 2 value: '0' is no amount"),
        ("2022,,", "2022,2022-09/2022-01,", "line 2 period: '2022-09/2022-01' is no period"),
        ("2022,,", "2022,2023-01/2023-12,", "line 2 year: 2022 lies outside of 2023-01/2023-12"),
        ("t/year,", "TEU/year,", "line 2 value: 3.8 Mt is 3800000 t/year, not 3800000 TEU/year"),
        ("t/year,", "t,", "line 2 period: is empty, though t counts no year"),
        ("3800000,,", "3800000,roughly,", "line 2 bound: unknown bound 'roughly'"),
    ],
)  # fmt: skip
def test_a_fault_is_one_clear_message(tmp_path: Path, old: str, new: str, words: str) -> None:
    found, problems = _read(tmp_path, ROW.replace(old, new, 1))
    assert found == ()
    (problem,) = problems
    assert words in f"{problem.item}: {problem.message}"
    assert problem.file.endswith("series.csv")
    assert problem.remedy


def test_a_later_year_may_be_planned(tmp_path: Path) -> None:
    row = ROW.replace("traffic", "planned").replace("2022", "2031")
    assert _read(tmp_path, row)[1] == []


def test_own_figures_take_the_place_of_their_series(tmp_path: Path) -> None:
    base, _ = _read(tmp_path, ROW + ROW.replace("aktau", "alat"))
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "series.csv").write_text(HEAD + ROW.replace("3800000", "4000000").replace(
        "3.8,", "4,"))  # fmt: skip
    found, problems = series.read(tmp_path / "own", extends=base)
    assert problems == []
    assert sorted((each.object, each.value) for each in found) == [
        ("aktau", 4_000_000.0), ("alat", 3_800_000.0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (ROW.replace("aktau", "aktua"), "line 2 object: unknown place 'aktua'"),
        (ROW.replace("place,aktau", "leg,caspian:aktau"), "line 2 object: unknown leg"),
        (ROW.replace("place,aktau", "pair,KZ-CN"), "line 2 object: unknown pair 'KZ-CN'"),
        (ROW.replace("place,aktau", "country,QQ"), "line 2 object: unknown country 'QQ'"),
        (ROW.replace("place,aktau", "passage,suez"), "line 2 object: unknown passage 'suez'"),
        (ROW.replace("11-23,,", "11-23,nowhere,"), "line 2 at: unknown place or leg 'nowhere'"),
        (ROW.replace("titr", "titre"), "source: unknown source 'titre'"),
    ],
)
def test_what_a_figure_names_is_known(tmp_path: Path, row: str, words: str) -> None:
    folder = write(tmp_path / "own", {**FILES, "series.csv": HEAD + row})
    (problem,) = checks.check(read.read(folder))
    assert words in f"{problem.item}: {problem.message}"


def test_figures_are_told_among_the_facts_of_their_places_and_legs(tmp_path: Path) -> None:
    row = ROW.replace("11-23,,", "11-23,aktau|caspian:aktau-alat,")
    catalogue = read.read(write(tmp_path / "own", {**FILES, "series.csv": HEAD + row}))
    assert checks.check(catalogue) == []
    (of_place,) = catalogue.facts["aktau"]
    (of_leg,) = catalogue.corridors["caspian"].leg("aktau-alat").facts
    for fact in (of_place, of_leg):
        assert (fact.quantity, fact.value, fact.unit) == ("cargo turnover", 3.8, "Mt")
        assert (fact.year, fact.source) == (2022, "titr")
    assert catalogue.corridors["caspian"].leg("alat-poti").facts[0].value == 27.5
