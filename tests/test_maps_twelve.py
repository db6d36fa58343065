"""The twelve findings that a story opens with: the choice, and each as a step at its place."""

from dataclasses import replace

import pytest
import toy_atlas
from toy_catalogue import FILES

from corridors.definitions import read
from corridors.findings.model import Evidence, Finding, Findings
from maps import brief
from maps.story.twelve import choose

HEAD = "scope,object,quantity,mode,unit,year,value,wording,said_value,said_unit,source,checked\n"
ROWS = (
    "corridor,caspian,traffic,,t/year,2021,500000,cargo,0.5,Mt,titr,2026-11-23\n"
    "corridor,caspian,traffic,,t/year,2024,4000000,cargo,4,Mt,titr,2026-11-23\n"
    "corridor,caspian,capacity,,t/year,2024,5000000,capacity,5,Mt/year,titr,2026-11-23\n"
    "place,alat,traffic,sea,TEU/year,2024,300,containers,300,TEU,titr,2026-11-23\n"
)


@pytest.fixture(scope="module")
def traced(tmp_path_factory):
    none = tmp_path_factory.mktemp("none")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(read, "_shipped", lambda: none)
        folder = tmp_path_factory.mktemp("toy")
        return toy_atlas.write(folder, files={**FILES, "series.csv": HEAD + ROWS}).trace()


@pytest.fixture(scope="module")
def page(traced):
    return brief(traced, basemap=False)


def found(page):
    return [step for step in page.content.steps if step["chapter"] == "Findings"]


def test_the_story_opens_with_findings_and_ends_with_the_appendix(page):
    titles = [step["title"] for step in found(page)]
    assert titles == [
        "4 Mt in 2024, 80% of the capacity of 5 Mt a year",
        "30% of the main route, 1,200 of 4,000 km, is not built: Poti – Constanta (planned)",
        "1,200 km are not built, each leg counted once: 1,200 km planned",
    ]
    after = page.content.steps[len(titles) :]
    assert [step["over"] for step in after[:2]] == ["Overview", "Where it runs"]


def test_a_step_lies_at_its_place_with_what_it_rests_on(page):
    scene = page.content.scene
    traffic, missing, _ = found(page)
    assert [scene.legs[leg].id for leg in missing["legs"]] == ["pontic:poti-constanta"]
    west, _, east, _ = missing["view"]
    assert 28 < west < 29
    assert 41 < east < 42
    assert missing["only"] == [0]
    bars, facts, note = traffic["blocks"]
    assert bars["rows"] == [("2021", 500), ("2024", 4000), ("Capacity", 5000)]
    assert bars["name"] == "By year, thousand t"
    assert facts["rows"] == [["Traffic, 2024", "4 Mt"], ["Capacity, 2024", "5 Mt/year"]]
    assert note["rows"] == ["Association"]
    assert traffic["notes"] == "Route association. Association https://example.org/titr"
    assert len(traffic["legs"]) == 3


def test_every_step_is_told_in_the_language(traced):
    steps = brief(traced, basemap=False, lang="zh").content.steps
    assert steps[0]["title"] == "2024年400万吨，为能力（每年500万吨）的80%"
    assert steps[0]["blocks"][0]["rows"][-1] == ("能力", 5000)


def _finding(rule, corridor, rank, text="", km=0):
    rows = (Evidence("legs", "a:b", f"operating, {km}", "km", "2020", "titr"),)
    said = text or f"{rule} {corridor}"
    return Finding(f"{rule}:{corridor}", corridor, rank, {"en": said}, rows)


def test_of_one_corridor_the_most_telling_and_of_a_rule_three():
    rows = [_finding("told", "caspian", 50 - n, str(n)) for n in range(20)]
    rows += [_finding(f"rule{n}", "caspian", 20 - n) for n in range(12)]
    chosen = choose(Findings(tuple(rows)), None)
    assert len(chosen) == 12
    assert [finding.text["en"] for finding in chosen[:4]] == ["0", "1", "2", "rule0 caspian"]


def test_of_several_the_hook_the_families_what_changed_what_is_shut_and_the_outlook(traced):
    rows = (
        _finding("pairs_shut", "", 97),
        _finding("shut", "pontic", 96),
        _finding("use", "caspian", 95),
        _finding("growth", "caspian", 94),
        _finding("limited", "caspian", 60),
        _finding("opened", "caspian", 50, km=10),
        _finding("opened", "pontic", 49, km=900),
        _finding("not_built", "", 40),
    )
    chosen = choose(Findings(rows), traced.atlas.catalogue)
    assert [finding.key for finding in chosen] == [
        "use:caspian", "shut:pontic", "opened:pontic", "pairs_shut:", "limited:caspian",
        "not_built:",
    ]  # fmt: skip


def test_nothing_is_said_twice(traced):
    same = {"en": "The same"}
    rows = (
        replace(_finding("use", "caspian", 90), text=same),
        replace(_finding("use", "pontic", 80), text=same),
        _finding("growth", "pontic", 70),
    )
    chosen = choose(Findings(rows), traced.atlas.catalogue)
    assert [finding.text["en"] for finding in chosen].count("The same") == 1
