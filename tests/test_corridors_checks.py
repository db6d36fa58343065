"""Every rule finds what breaks it, and nothing in the toy, which is drawn in toy_catalogue.py."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from toy_catalogue import CASPIAN, FILES, PONTIC, STATUS, edited, write

from corridors.definitions import catalogue, checks, read

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.errors import Problem

C, P = "corridors/caspian.toml", "corridors/pontic.toml"


@pytest.fixture(autouse=True)
def no_seeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ship nothing, so that the toy stands alone."""
    (tmp_path / "none").mkdir()
    monkeypatch.setattr(read, "_shipped", lambda: tmp_path / "none")


@pytest.fixture
def run(tmp_path: Path):
    def _run(files: dict[str, str], *, shipped: bool = False) -> list[Problem]:
        found = read.read(write(tmp_path / "own", files))
        return checks.check(replace(found, path=None) if shipped else found)

    return _run


def test_the_toy_is_in_order(run) -> None:
    assert run(FILES) == []


def test_an_empty_catalogue_is_in_order() -> None:
    assert checks.check(catalogue.Catalogue({})) == []


STATUS_ITEM = "leg[altynkol-aktau].status"


IDLE = """\
[[source]]
id = "idle"
title = "Idle"
url = "https://example.org"
accessed = 2026-11-23
"""


AGAIN = IDLE.replace('"idle"', '"again"').replace("https://", "http://www.")


SECOND = STATUS.replace("operating", "suspended")


@pytest.mark.parametrize(
    ("file", "old", "new", "item", "words"),
    [
        (C, 'id = "caspian"', 'id = "caspia"', "id", "rename the file to caspia.toml"),
        (C, 'ru = "Игрушечный коридор"', 'ru = "Toy"', "name", "holds no Cyrillic letter: 'Toy'"),
        (C, 'zh = "经阿腾科里"', 'zh = "Altynkol"', "route[main].name", "holds no Han letter"),
        (P, 'en = "Toy ship"', 'en = "Корабль"', "name", "holds no Latin letter"),
        ("places.csv", "Поти", "Poti", "poti name", "no Cyrillic letter"),
        ("stations.csv", "Бейнеу", "Beyneu", "beyneu name", "no Cyrillic letter"),
        (C, '"aktau-alat", "alat', '"aktau-alaat", "alat', "route[main].legs",
         "'aktau-alaat': corridor 'caspian' has no leg 'aktau-alaat' (did you mean 'aktau-alat'"),
        (P, "-caspian:alat", "-caspain:alat", "route[eastbound].legs",
         "unknown corridor 'caspain' (did you mean 'caspian'"),
        (P, '"-caspian:alat-poti"', '"caspian:alat-poti"', "route[eastbound].legs",
         "'poti-constanta' ends at 'poti', but 'alat-poti' begins at 'alat' (run 'alat-poti' back"),
        (P, '"-poti-constanta"', '"poti-constanta"', "route[eastbound].legs",
         "(run 'poti-constanta' backwards"),
        (C, '"aktau-alat", "alat', '"alat', "route[main].legs", "(add the leg between them)"),
        (C, '"aktau-alat", "alat', '"aktau-alat", "-caspian:aktau-alat", "aktau-alat", "alat',
         "route[main].legs", "lists 'caspian:aktau-alat' twice"),
        (C, 'to = "poti"', 'to = "altynkol"', "route[main].legs", "passes 'altynkol' twice"),
        (C, 'id = "dostyk"', 'id = "dostyk"\nmain = true', "route", "main: main, dostyk"),
        (C, "Через Достык", "By Dostyk", "route[dostyk].name", "no Cyrillic"),
        (C, 'via = ["beyneu"]', 'via = ["beineu"]', "leg[altynkol-aktau].via",
         "unknown place 'beineu' (did you mean 'beyneu'"),
        (C, 'from = "dostyk"', 'from = "dostik"', "leg[dostyk-aktau].from", "did you mean 'dostyk'"),
        (P, 'to = "constanta"', 'to = "constantsa"', "leg[poti-constanta].to", "'constanta'"),
        ("published.toml", 'to = "alat"', 'to = "allat"', "length[titr-alat-poti]", "'allat'"),
        ("lines.toml", '["beyneu"', '["beineu"', "line[kuryk-branch].places", "'beyneu'"),
        (C, '["AZ", "GE"]', '["AZ", "GO"]', "leg[alat-poti].countries", "'GO' is no ISO code"),
        (C, STATUS, STATUS + SECOND.replace("2014", "2013"), STATUS_ITEM, "(oldest first)"),
        (C, STATUS, STATUS.replace("source", 'until = "2022-05"\nsource') +
         SECOND.replace("2014", "2022-04"), STATUS_ITEM,
         "suspended from 2022-04 overlaps operating until 2022-05"),
        (C, STATUS, STATUS.replace("source", 'until = "2022-05"\nsource'), STATUS_ITEM,
         "none holds on 2026-11-23"),
        (C, '["titr-alat-poti"]', '["titr-alat-pot"]', "leg[alat-poti].published",
         "unknown published length 'titr-alat-pot' (did you mean 'titr-alat-poti'"),
        ("published.toml", 'mode = "rail"', 'mode = "road"', "leg[alat-poti].published",
         "'titr-alat-poti' is poti - alat by road"),
        ("published.toml", 'to = "alat"', 'to = "aktau"', "leg[alat-poti].published",
         "'titr-alat-poti' is poti - aktau by rail"),
        (P, 'published = ["titr-poti-constanta"]', "", "leg[poti-constanta].published",
         "is planned and names no published length"),
        (C, 'sources = ["titr"]\n[name]', 'sources = ["tit"]\n[name]', "sources",
         "unknown source 'tit' (did you mean 'titr'"),
        (C, STATUS, STATUS.replace("titr", "ttir"), STATUS_ITEM, "unknown source 'ttir'"),
        (C, 'year = 2024\nsource = "titr"', 'year = 2024\nsource = "fact"', "leg[alat-poti].fact",
         "unknown source 'fact'"),
        ("published.toml", 'source = "titr"', 'source = "x"', "length[titr-alat-poti].source",
         "unknown source 'x'"),
        ("lines.toml", 'source = "titr"', 'source = "x"', "line[kuryk-branch].source", "'x'"),
        ("rules/lines_not_freight.toml", "titr", "ttir", "source", "unknown source 'ttir'"),
        ("places.csv", "operating,osm", "operating,osmm", "altynkol sources", "'osmm'"),
        ("anchors.csv", "osm", "oms", "aktau rail source", "unknown source 'oms'"),
        (C, 'sources = ["titr"]\n[name]', "[name]", "sources", "cites no source"),
        (C, 'via = ["beyneu"]\nsources = ["titr"]', 'via = ["beyneu"]', "leg[altynkol-aktau].sources",
         "cites no source"),
        ("stations.csv", "operating,osm", "operating,", "beyneu sources", "cites no source"),
        ("sources.toml", "[[source]]", IDLE + "[[source]]", "source[idle]",
         "is cited nowhere"),
        ("sources.toml", "[[source]]", IDLE + AGAIN + "[[source]]", "source[again]",
         "is the page of 'idle' once more"),
    ],
)  # fmt: skip
def test_a_fault_is_found_where_it_is(
    run, tmp_path: Path, file: str, old: str, new: str, item: str, words: str
) -> None:
    found = run(edited(file, old, new))
    wanted = [p for p in found if p.item == item and words in str(p)]
    where = C if item.startswith(("leg", "route")) and file == "published.toml" else file
    assert {p.file for p in wanted} == {str(tmp_path / "own" / where)}, found


def leg(id_: str, start: str, end: str, via: str = "") -> str:
    return (
        f'[[leg]]\nid = "{id_}"\nfrom = "{start}"\nto = "{end}"\nmode = "rail"\nvia = [{via}]\n'
        f'sources = ["titr"]\n{STATUS}'
    )


def test_a_leg_stated_again_is_found_in_either_direction(run) -> None:
    again = leg("poti-alat", "poti", "alat") + leg("west", "aktau", "altynkol", '"beyneu"')
    found = run({**FILES, P: PONTIC + again})
    assert [(p.item, p.remedy) for p in found] == [
        ("leg[poti-alat]", "refer to 'caspian:alat-poti'"),
        ("leg[west]", "refer to 'caspian:altynkol-aktau'"),
    ]


def test_another_via_or_mode_is_another_leg(run) -> None:
    other = leg("poti-alat", "poti", "alat", '"beyneu"')
    other += leg("west", "aktau", "altynkol").replace('"rail"', '"road"')
    assert run({**FILES, P: PONTIC + other}) == []


def test_a_stop_between_statuses_and_a_reopening_are_in_order(run) -> None:
    stop = SECOND.replace("2014", "2020").replace("source", 'until = "2021"\nsource')
    assert run({**FILES, C: CASPIAN.replace(STATUS, STATUS + stop, 1)}) == []


def test_ends_and_beginnings_within_one_year_do_not_overlap(run) -> None:
    first = STATUS.replace("source", 'until = "2022"\nsource')
    second = SECOND.replace("2014", "2022-04")
    assert run({**FILES, C: CASPIAN.replace(STATUS, first + second, 1)}) == []


def test_stations_need_no_chinese_name_but_hubs_do(run) -> None:
    assert run(FILES) == []
    assert run(edited("places.csv", "波季", "")) == []
    (problem,) = run(edited("places.csv", "波季", ""), shipped=True)
    assert (problem.item, problem.message) == ("poti name", "has no name in 'zh'")


def test_the_high_seas_are_a_country_code(run) -> None:
    assert run(edited(C, '["AZ", "GE"]', '["AZ", "XZ"]')) == []


def test_only_ones_own_records_are_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = edited("places.csv", "Поти", "Poti") | {"sources.toml": FILES["sources.toml"]}
    shipped = write(tmp_path / "seeds", bad)
    monkeypatch.setattr(read, "_shipped", lambda: shipped)
    own = write(tmp_path / "own", {"mine.toml": PONTIC.replace('"pontic"', '"mine"', 1)})
    assert checks.check(read.read(own)) == []
    assert [p.item for p in checks.check(read.read())] == ["poti name"]


def test_a_source_that_only_a_rule_cites_is_cited(run) -> None:
    idle = FILES["sources.toml"] + IDLE
    rules = FILES["rules/lines_not_freight.toml"].replace('"titr"', '["idle"]')
    plural = rules.replace("source =", "sources =")
    assert run({**FILES, "sources.toml": idle, "rules/lines_not_freight.toml": plural}) == []


def test_problems_come_sorted_and_once(run) -> None:
    files = edited(C, 'sources = ["titr"]', 'sources = ["tit", "tit"]', count=9)
    found = run({**files, P: PONTIC.replace('"titr"', '"ttir"')})
    assert found == sorted(set(found))
    assert len(found) > 5


def test_every_rule_is_registered_and_documented() -> None:
    public = {name for name in checks.__all__ if name.islower() and name != "check"}
    assert {rule.__name__ for rule in checks.RULES} == public
    assert all(rule.__doc__ for rule in checks.RULES)
