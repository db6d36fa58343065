"""The commands ledger, rates and route --by: each once as a process, the rest called here."""

import json
import os
import subprocess
import sys

import pytest
import toy_atlas
import toy_rates
from called import called


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("cli")
    toy_atlas.write(path)
    toy_rates.write(path / "rates", "".join(toy_rates.ROWS))
    return path


def words_of(folder, *words):
    return [*words, "--catalogue", str(folder / "catalogue")]


def run(folder, *words):
    return called(*words_of(folder, *words))


def process(folder, *words):
    """Run a command as a process of its own."""
    command = [sys.executable, "-m", "corridors.cli.main", *words_of(folder, *words)]
    wide = {**os.environ, "COLUMNS": "200"}
    return subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=False, env=wide
    )


def networks(folder):
    return [
        "--network",
        f"rail={folder / 'rail.parquet'}",
        "--network",
        "rail=none",
        "--network",
        f"sea={folder / 'sea.parquet'}",
        "--network",
        "sea=none",
    ]


def ledger(folder, *words, code=0, by=run):
    done = by(folder, "ledger", *words, *networks(folder), "--rates", str(folder / "rates"))
    assert done.returncode == code, done.stderr
    return done


def test_a_ledger_has_the_keys_of_the_contract(folder):
    answer = json.loads(ledger(folder, "caspian", "--json", by=process).stdout)
    assert {"schema", "lines", "totals", "by_quality", "published"} <= set(answer)
    line = answer["lines"][1]
    assert {"seq", "kind", "leg", "mode", "km", "hours", "usd", "kg_co2e"} <= set(line)
    assert {"low", "mode", "high", "rate", "quality", "level"} <= set(line["hours"])
    for measure in ("hours", "usd", "kg_co2e"):
        total = answer["totals"][measure]
        assert set(total) == {"low", "mode", "high", "p5", "p50", "p95"}
        modes = [one[measure]["mode"] for one in answer["lines"] if one[measure] and one["counted"]]
        assert total["mode"] == pytest.approx(sum(modes))
    assert sum(line["km"] for line in answer["lines"]) == pytest.approx(answer["length_km"])
    assert answer["totals"]["hours"]["mode"] == pytest.approx(135)


def test_back_and_between_places(folder):
    back = json.loads(ledger(folder, "caspian", "--direction", "back", "--json").stdout)
    assert (back["from"], back["to"]) == ("poti", "altynkol")
    part = json.loads(ledger(folder, "alat", "poti", "--json").stdout)
    assert part["totals"]["hours"]["mode"] == pytest.approx(48)
    bare = json.loads(ledger(folder, "alat", "poti", "--ends", "none", "--json").stdout)
    assert bare["totals"]["hours"]["mode"] == pytest.approx(38)


def test_the_sheet_goes_out_and_comes_in(folder, tmp_path):
    sheet = tmp_path / "sheet.csv"
    before = json.loads(ledger(folder, "caspian", "--sheet", str(sheet), "--json").stdout)
    after = json.loads(ledger(folder, "caspian", "--from-sheet", str(sheet), "--json").stdout)
    assert after == before


def test_people_read_a_table_and_sentences(folder):
    said = ledger(folder, "caspian").stdout
    assert "border into GE" in said
    assert (
        "not explained by published stops: 5.9 to 5.9 days; nobody publishes the wait at aktau"
        in said
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["caspian", "--route", "nowhere"], "has no route 'nowhere'"),
        (["caspian", "--profile", "boxes"], "is no profile"),
        (["caspian", "--ends", "all"], "use none, terminals, behind"),
        (["alat", "poti", "--by", "fun"], "use km, time, cost, co2e"),
    ],
)
def test_wrong_usage_is_one_message_and_code_2(folder, words, said):
    done = ledger(folder, *words, code=2)
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_rates_of_a_place_newest_first(folder):
    words = ["rates", "alat", "--rates", str(folder / "rates"), "--json"]
    answer = json.loads(run(folder, *words).stdout)
    assert {"alat-port", "ship-price"} <= {row["id"] for row in answer["rates"]}
    georgia = json.loads(
        run(folder, "rates", "GE", "--rates", str(folder / "rates"), "--json").stdout
    )
    borders = [row for row in georgia["rates"] if row["measure"] == "dwell.border"]
    years = [row["year"] for row in borders if row["mode"] == "road"]
    assert years == sorted(years, reverse=True)
    assert run(folder, "rates", "atlantis").returncode == 2


def test_bad_rates_end_in_one_message_each(folder, tmp_path):
    toy_rates.write(tmp_path, toy_rates.ROWS.replace(",h,1,2,4,", ",km,9,2,4,"))
    done = run(folder, "rates", "--rates", str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.count("dwell.csv") == 2
    assert "Traceback" not in done.stderr


def test_every_kind_of_bad_rate_is_told_at_once(folder, tmp_path):
    lines = toy_rates.ROWS.splitlines(keepends=True)
    changes = [
        (0, ",km/h,", ",furlongs,", "'furlongs' is no unit of speed.moving"),
        (1, ",30,30,30,", ",40,30,30,", "40 is above the mode 30"),
        (3, ",h,1,2,4,", ",h,-1,2,4,", "-1 is negative"),
        (4, ",2022,", ",2999,", "2999 is still to come"),
        (5, "alat-port,alat,", "alat-port,alatt,", "unknown place 'alatt'"),
        (8, toy_rates.URL, "", "source: is empty"),
    ]
    for number, old, new, _ in changes:
        assert old in lines[number]
        lines[number] = lines[number].replace(old, new)
    toy_rates.write(tmp_path, "".join(lines))
    done = process(folder, "rates", "--rates", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    told = [line for line in done.stderr.splitlines() if "dwell.csv" in line]
    assert len(told) == len(changes)
    for number, *_, said in changes:
        (line,) = [line for line in told if f"line {number + 2} " in line]
        assert said in line


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (lambda text: text.replace(",", " ").encode(), "line 1"),
        (lambda text: b"PK\x03\x04" + text.encode(), "looks like"),
        (lambda text: b"", "line 1: is empty"),
        (lambda text: text.replace(",5,6,9,", ",nan,6,9,").encode(), "'nan' is no number"),
        (lambda text: text.replace(",5,6,9,", ',"5,5",6,9,').encode(), "use a decimal point"),
        (lambda text: text.replace(",h,", ",hours,").encode(), "'hours' is no unit"),
        (lambda text: (text + text.splitlines()[-1]).encode(), "is the id of two rates"),
    ],
)
def test_a_table_in_the_wrong_form_is_one_message(tmp_path, changed, said):
    (row,) = [row for row in toy_rates.ROWS.splitlines(keepends=True) if ",5,6,9," in row]
    toy_rates.write(tmp_path, row)
    table = tmp_path / "dwell.csv"
    table.write_bytes(changed(table.read_text("utf-8")))
    done = called("rates", "--rates", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.strip().splitlines()
    assert "dwell.csv" in line
    assert said in line


@pytest.mark.parametrize(
    "saved",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace(",", ";").replace("5.5", "5,5").encode("utf-16"),
        lambda text: f"sep=;\r\n{text.replace(',', ';')}".replace("5.5", "5,5").encode(),
        lambda text: text.replace(",", "\t").replace("\n", "\r\n").encode("utf-16-le"),
        lambda text: text.replace(",", ";").replace("facts", "факты").encode("cp1251"),
    ],
)
def test_a_table_is_read_as_a_spreadsheet_saves_it(tmp_path, saved):
    (row,) = [row for row in toy_rates.ROWS.splitlines(keepends=True) if ",5,6,9," in row]
    toy_rates.write(tmp_path, row.replace(",5,6,9,", ",5.5,6,9,"))
    table = tmp_path / "dwell.csv"
    table.write_bytes(saved(table.read_text("utf-8")))
    told = json.loads(called("rates", "--rates", str(tmp_path), "--json").stdout)
    (found,) = [rate for rate in told["rates"] if rate["id"] == "ge-in"]
    assert (found["low"], found["mode_value"], found["high"]) == (5.5, 6.0, 9.0)


def test_figures_that_contradict_stand_side_by_side(folder, tmp_path):
    twice = [row for row in toy_rates.ROWS.splitlines(keepends=True) if row.startswith("alat-port")]
    twice += [twice[0].replace("alat-port", "alat-port-2").replace(",10,20,30,", ",40,50,60,")]
    toy_rates.write(tmp_path, "".join(twice))
    answer = json.loads(run(folder, "rates", "alat", "--rates", str(tmp_path), "--json").stdout)
    rows = [row["id"] for row in answer["rates"]]
    first = rows.index("alat-port")
    assert rows[first + 1] == "alat-port-2"
    assert [row["mode_value"] for row in answer["rates"][first : first + 2]] == [20.0, 50.0]


def test_a_route_by_time_tells_its_totals(folder):
    words = ["route", "altynkol", "aktau", "--by", "time", "--rates", str(folder / "rates")]
    done = process(folder, *words, *networks(folder), "--json")
    answer = json.loads(done.stdout)
    assert answer["length_km"] == pytest.approx(1400, abs=1e-3)
    assert answer["hours"]["mode"] == pytest.approx(45)
    assert answer["stops"] == 2


def test_ledger_on_corridors(folder):
    """What `test_graph` works out by hand: 20 h of both sides, ports of 12 and 20 h, 5 h each end."""
    words = ["altynkol", "poti", "--on", "corridors", "--json"]
    told = json.loads(ledger(folder, *words).stdout)
    hours = 1400.0 / 40.0 + 500.0 / 25.0 + 900.0 / 30.0 + 12.0 + 20.0 + 2.0 + 6.0 + 5.0 + 5.0
    assert told["length_km"] == pytest.approx(2800.0)
    assert told["totals"]["hours"]["mode"] == pytest.approx(hours)
    legs = [(line["country"], line["mode"], line["km"]) for line in told["lines"] if line["km"]]
    assert legs == [
        ("KZ", "rail", pytest.approx(1400.0)),
        ("XZ", "sea", pytest.approx(500.0)),
        ("AZ", "rail", pytest.approx(600.0)),
        ("GE", "rail", pytest.approx(300.0)),
    ]
    stops = [line["what"] for line in told["lines"] if line["kind"] == "stop"]
    assert stops == [
        "loading at the origin", "from rail to sea", "from sea to rail",
        "border out of AZ", "border into GE", "unloading at the destination",
    ]  # fmt: skip
    assert [line["at_km"] for line in told["lines"] if line["what"] == "border into GE"] == [
        pytest.approx(2500.0)
    ]


def test_ledger_on_corridors_without_a_way(folder):
    words = ["altynkol", "poti", "--on", "corridors", "--avoid", "AZ"]
    assert "altynkol - poti: no way along the corridors" in ledger(folder, *words, code=2).stderr
    refused = ledger(folder, "altynkol", "poti", "--on", "corridors", "--via", "alat", code=2)
    assert "--via does not go with --on corridors" in refused.stderr
    assert (
        "use network, corridors" in ledger(folder, "altynkol", "poti", "--on", "x", code=2).stderr
    )
