"""Who runs a hub, and under which regime: what is read, what is refused, where it is shown."""

import csv
import re

import pytest
import toy_atlas
import toy_catalogue

from corridors.definitions.attributes import Trait, of, read
from corridors.definitions.checks import check
from corridors.definitions.read import read as read_catalogue
from corridors.output.report import described, text
from geodata.files import seed
from maps.scene.cells import attribute_cells
from maps.words.language import Language

HEAD = "scope,object,attribute,value,year,source,checked,note\n"


def table(folder, *rows):
    (folder / "rules").mkdir(exist_ok=True)
    lines = HEAD + "".join(f"{row}\n" for row in rows)
    (folder / "rules" / "attributes.csv").write_text(lines, encoding="utf-8")
    return folder


def test_a_row_is_one_claim(tmp_path):
    row = 'place,aktau,owner,"KTZ, in trust",2023,x,2026-11-29,since May'
    (found,), problems = read(table(tmp_path, row))
    assert problems == []
    assert (found.attribute, found.value, found.year) == (Trait.OWNER, "KTZ, in trust", 2023)
    told = of([found], "place")
    assert told == {
        "aktau": [
            {
                "attribute": "owner",
                "value": "KTZ, in trust",
                "year": 2023,
                "source": "x",
                "checked": "2026-11-29",
                "note": "since May",
            }
        ]
    }
    assert of([found], "leg") == {}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("port,aktau,owner,KTZ,2023,x,2026-11-29,", "unknown scope 'port'"),
        ("place,aktau,ownr,KTZ,2023,x,2026-11-29,", "unknown attribute 'ownr'.*owner"),
        ("place,aktau,owner,KTZ,23,x,2026-11-29,", "'23' is no year"),
        ("place,aktau,owner,KTZ,,x,2026-11-29,", "year: is empty"),
        ("place,aktau,owner,,2023,x,2026-11-29,", "value: is empty"),
        ("place,aktau,owner,KTZ,2023,,2026-11-29,", "source: is empty"),
        ("place,aktau,owner,KTZ,2023,x,yesterday,", "'yesterday' is no date"),
    ],
)
def test_bad_rows_are_told_with_their_line(tmp_path, row, said):
    found, problems = read(table(tmp_path, row))
    assert found == ()
    assert len(problems) == 1
    assert re.search(said, str(problems[0]))
    assert "line 2" in str(problems[0])


def test_an_unknown_place_or_leg_is_told_by_check(tmp_path):
    folder = toy_catalogue.write(tmp_path / "own", toy_catalogue.FILES)
    table(
        folder,
        "place,aktauu,owner,KTZ,2023,x,2026-11-29,",
        "leg,caspian:aktau-alat,operator,ASCO,2023,x,2026-11-29,",
        "leg,caspian:aktau-baku,operator,ASCO,2023,x,2026-11-29,",
    )
    told = [str(problem) for problem in check(read_catalogue(folder)) if " object" in str(problem)]
    assert len(told) == 2
    assert "line 2 object: unknown place 'aktauu'" in told[0]
    assert "line 4 object: unknown leg 'caspian:aktau-baku'" in told[1]


def test_own_attributes_are_shown_of_place_and_leg(tmp_path):
    files = toy_catalogue.FILES
    atlas = toy_atlas.write(tmp_path, files=files)
    table(
        tmp_path / "catalogue",
        "place,aktau,operator,Port of Aktau,2024,x,2026-11-29,",
        "leg,caspian:aktau-alat,operator,ASCO,,x,2026-11-29,by ferry",
    )
    atlas = type(atlas)(read_catalogue(tmp_path / "catalogue"), atlas.networks)
    place = described(atlas, "aktau")
    assert [row["value"] for row in place["attributes"]][-1] == "Port of Aktau"
    assert "operator: Port of Aktau (2024, x)" in text(place, atlas)
    corridor = described(atlas, "caspian")
    assert "operator: ASCO (by ferry, x)" in text(corridor, atlas)
    hubs = atlas.hubs.set_index("id")
    assert hubs.loc["aktau", "attributes"][-1]["value"] == "Port of Aktau"
    legs = atlas.trace("caspian").legs.set_index("leg")
    assert [row["value"] for row in legs.loc["caspian:aktau-alat", "attributes"]] == ["ASCO"]


def test_popups_tell_them_in_the_language_of_the_map_with_their_source():
    row = {"attribute": "customs_regime", "value": "special economic zone", "year": 2023}
    row |= {"source": "x|y", "note": "Seaport Aktau"}
    assert attribute_cells([row], Language("ru"), {"x": 7}) == [
        ("таможенный режим", "особая экономическая зона", "2023, «Морпорт Актау»", 7)
    ]
    assert attribute_cells([{**row, "year": 0}], Language("en"), {}) == [
        ("customs regime", "special economic zone", "Seaport Aktau", -1)
    ]
    assert attribute_cells(None, Language("en"), {}) == []


def test_what_ships_is_of_known_things_and_read_pages(shipped):
    catalogue = shipped.catalogue
    with seed("rules", "attributes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(catalogue.attributes) == len(rows) >= 25
    assert {str(row.attribute) for row in catalogue.attributes} >= {"operator", "owner", "tir"}
    for row in catalogue.attributes:
        assert set(row.source.split("|")) <= set(catalogue.sources), row
