"""A factor file of one's own with the columns of GLEC's tables, by hand and as a process."""

import json

import pytest
import toy_atlas
import toy_rates
from test_cli_ledger import networks, run

from geodata.errors import InputError

HEAD = (
    "id,mode,category,country,service,fuel,load_factor,empty_running,wtw,ttw,unit,year,edition,"
    "source\n"
)
URL = "https://example.org/a"
RAIL = f"train,rail,Train - average,,,diesel,60%,33%,0.028,0.024,kgCO2e/tkm,2023,v3.0,{URL}\n"
GEORGIA = f"wired,rail,Train - electric,GE,,electricity,60%,33%,8,0,gCO2e/tkm,2023,v3.0,{URL}\n"
HUB = f"yard,any,Transshipment,,,,,,1.2,1.2,kgCO2e/t,2023,v3.0,{URL}\n"


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return toy_atlas.write(tmp_path_factory.mktemp("factors"))


def write(folder, rows):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "factors.csv").write_text(HEAD + rows, encoding="utf-8")
    return folder


def test_a_factor_becomes_a_rate_in_the_units_of_the_ledger(atlas, tmp_path):
    rates = {rate.id: rate for rate in toy_rates.read(write(tmp_path, RAIL + GEORGIA + HUB), atlas)}
    assert (rates["train"].mode_value, rates["train"].unit) == (28.0, "g/tkm")
    assert (rates["wired"].mode_value, rates["wired"].unit) == (8.0, "g/tkm")
    assert (str(rates["wired"].scope.kind), rates["wired"].scope.code) == ("country", "GE")
    assert (rates["yard"].mode_value, rates["yard"].unit) == (1.2, "kg/t")
    assert "load factor 60%, empty running 33%, edition v3.0" in rates["train"].note


def test_all_faults_are_told_at_once(atlas, tmp_path):
    rows = [
        RAIL.replace("kgCO2e/tkm", "lb/ton-mile"),
        GEORGIA.replace(",8,0,", ",-8,0,"),
        HUB.replace(",1.2,1.2,", ",1.2,1.3,"),
        RAIL.replace("train,", "comma,").replace("0.028", '"0,028"'),
        RAIL.replace("train,", "late,").replace(",2023,", ",2999,"),
        RAIL.replace("train,", "bare,").replace(URL, ""),
        GEORGIA.replace("wired,", "far,").replace(",GE,", ",GX,"),
    ]
    with pytest.raises(InputError) as caught:
        toy_rates.read(write(tmp_path, "".join(rows)), atlas)
    lines = str(caught.value).splitlines()
    said = [
        "'lb/ton-mile' is no unit of a factor",
        "'-8' is no factor",
        "1.3 is above the 1.2 of wtw",
        "'0,028' is no factor (use a decimal point)",
        "2999 is still to come",
        "source: is empty",
        "unknown country 'GX'",
    ]
    assert len(lines) == len(said)
    for line, number, words in zip(sorted(lines, key=_line), range(2, 9), said, strict=True):
        assert f"line {number} " in line, lines
        assert words in line, lines


def _line(text):
    return int(text.split("line ")[1].split()[0])


def test_the_ledger_takes_them_before_ours(atlas, tmp_path):
    """20 t over 600 km in AZ at 28 g and 300 km in GE at 8 g: 336 and 48 kg; a hub 1.2 kg/t."""
    folder = tmp_path / "toy"
    toy_atlas.write(folder)
    own = write(tmp_path / "own", RAIL + GEORGIA + HUB)
    words = ["ledger", "alat", "poti", "--json", "--rates", str(own)]
    answer = json.loads(run(folder, *words, *networks(folder)).stdout)
    moved = {
        line["country"]: line["kg_co2e"]["mode"]
        for line in answer["lines"]
        if line["kind"] == "leg"
    }
    assert moved == {"AZ": pytest.approx(336.0), "GE": pytest.approx(48.0)}
    ends = [line["kg_co2e"] for line in answer["lines"] if "loading" in line["what"]]
    assert [end["mode"] for end in ends] == [pytest.approx(24.0)] * 2
