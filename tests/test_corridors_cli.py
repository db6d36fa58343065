"""The command line on the toy, as a user types it."""

import json
import subprocess
import sys

import pytest
import toy_atlas
import toy_catalogue

from corridors.cli import main


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("toy")
    toy_atlas.write(folder)
    return folder


@pytest.fixture
def run(toy, monkeypatch, capsys):
    """Run a command on the toy; returns (exit code, stdout, stderr)."""

    def call(*words, networks=True, catalogue=None):
        argv = [*words, "--catalogue", str(catalogue or toy / "catalogue")]
        if networks:
            for mode in ("rail", "sea"):
                argv += ["--network", f"{mode}={toy / mode}.parquet", "--network", f"{mode}=none"]
        monkeypatch.setattr(sys, "argv", ["corridors", *argv])
        with pytest.raises(SystemExit) as ended:
            main.main()
        out = capsys.readouterr()
        return ended.value.code or 0, out.out, out.err

    return call


def test_a_family_names_its_corridors(run, tmp_path):
    page = tmp_path / "map.html"
    assert run("map", "--family", "trans-caspian", "-o", str(page))[0] == 0
    assert page.exists()
    code, _, err = run("map", "--family", "trans-caspain", "-o", str(page))
    assert code == 2
    assert "did you mean 'trans-caspian'" in err


OWN_HUBS = """\
id,kind,country,lon,lat,name_en,status
osm-way-1,sea_port,KZ,51.21,43.62,Aktau,operating
osm-way-3,dry_port,KZ,55.2,45.32,Beyneu,operating
"""


def test_hubs_of_ones_own_are_matched_listed_and_shown(run, tmp_path):
    own = tmp_path / "own.csv"
    own.write_text(OWN_HUBS, "utf-8")
    code, out, _ = run("hubs", "match", str(own), "--json", networks=False)
    answer = json.loads(out)
    assert (code, answer["added"]) == (0, 1)
    assert [row["place"] for row in answer["matches"]] == ["aktau", ""]
    _, out, _ = run("hubs", "list", "--kind", "dry_port", "--hubs", str(own), "--json")
    assert "osm-way-3" in {hub["id"] for hub in json.loads(out)["hubs"]}
    _, out, _ = run("hubs", "join", "caspian", "--hubs", str(own), "--json")
    assert "osm-way-3" in {row["hub"] for row in json.loads(out)["rows"]}


def test_lengths_by_leg_as_json_have_the_keys_of_the_contract(run):
    code, out, _ = run("lengths", "caspian", "--by", "leg", "--json")
    answer = json.loads(out)
    assert (code, answer["schema"]) == (0, 1)
    assert set(answer["rows"][0]) == {
        "corridor",
        "leg",
        "from",
        "to",
        "mode",
        "status",
        "since",
        "in_use_by",
        "resumed",
        "status_from",
        "last_heard",
        "stale",
        "length_km",
        "by_country",
        "by_origin",
        "by_shape",
        "chord_km",
        "chord25_km",
        "access_km",
        "published_km",
        "ratio",
    }


def test_lengths_by_route_as_json_have_the_keys_of_the_contract(run):
    _, out, _ = run("lengths", "--by", "route", "--json")
    rows = json.loads(out)["rows"]
    assert {(row["corridor"], row["route"]) for row in rows} == {
        ("caspian", "main"),
        ("caspian", "dostyk"),
        ("pontic", "eastbound"),
    }
    assert set(rows[0]) == {
        "corridor",
        "route",
        "from",
        "to",
        "countries",
        "transits",
        "length_km",
        "by_mode",
        "by_country",
        "operating_km",
        "planned_km",
        "borders",
        "breaks_of_gauge",
        "published_km",
        "ratio",
    }


def test_lengths_as_csv(run):
    _, out, _ = run("lengths", "caspian", "--by", "country", "--csv")
    assert out.splitlines()[0].startswith("country,")


def test_wrong_by_is_one_message_and_code_2(run):
    code, out, err = run("lengths", "--by", "mode")
    assert (code, out) == (2, "")
    assert "use leg, route or country" in err


def test_list_and_show(run):
    assert "caspian" in run("list", networks=False)[1]
    shown = json.loads(run("show", "caspian", "--json")[1])
    assert shown["routes"][0]["length_km"] == pytest.approx(2800, abs=0.01)
    text = run("show", "caspian")[1]
    assert "mode change" in text
    assert "capacity: 27.5 Mt/year (2024, titr)" in text
    assert "Алтынколь" in run("show", "altynkol")[1]


def test_show_of_nothing_known_is_an_error(run):
    code, _, err = run("show", "caspiann")
    assert code == 2
    assert "did you mean 'caspian'" in err


def test_route_as_text_and_json(run):
    assert "1,400.0 km" in run("route", "altynkol", "aktau")[1]
    record = json.loads(run("route", "aktau", "alat", "--mode", "sea", "--json")[1])
    assert record["by_country"] == {"XZ": pytest.approx(500, abs=1e-3)}


def test_export_and_validate(run, tmp_path):
    target = tmp_path / "legs.csv"
    assert run("export", "caspian", "-o", str(target))[0] == 0
    assert target.read_text().startswith("corridor,leg,")
    rows = json.loads(run("validate", "--json")[1])["rows"]
    assert {row["verdict"] for row in rows} == {"agrees", "not comparable"}


def test_check_fails_with_code_1_and_lists_problems(run, tmp_path):
    broken = toy_catalogue.edited(
        "corridors/caspian.toml",
        'published = ["titr-alat-poti"]',
        'published = ["titr-alat-potti"]',
    )
    folder = toy_catalogue.write(tmp_path / "c", broken)
    code, out, _ = run("check", networks=False, catalogue=folder)
    assert code == 1
    assert "titr-alat-potti" in out


def test_malformed_file_is_code_2_without_a_traceback(run, tmp_path):
    folder = toy_catalogue.write(
        tmp_path / "c", {**toy_catalogue.FILES, "corridors/caspian.toml": "id = [\n"}
    )
    code, _, err = run("list", networks=False, catalogue=folder)
    assert code == 2
    assert "caspian.toml" in err
    assert "Traceback" not in err


def test_network_option_of_the_wrong_form_is_code_2(run):
    code, _, err = run("lengths", "--network", "rails=x", networks=False)
    assert code == 2
    assert "write rail=FILE" in err


def test_missing_network_file_is_named(run, tmp_path):
    missing = tmp_path / "none.parquet"
    code, _, err = run("lengths", "--network", f"rail={missing}", networks=False)
    assert code == 2
    assert str(missing) in err


def test_schema_is_json_schema():
    done = subprocess.run(
        [sys.executable, "-m", "corridors.cli.main", "schema"],
        capture_output=True,
        check=True,
        text=True,
    )
    assert json.loads(done.stdout)["$defs"]["Leg"]["properties"]["mode"]


def test_version_names_the_distribution_and_a_rival(monkeypatch):
    from corridors import version

    assert version.version_text().startswith("corridor-atlas ")
    owners = {"maps": ["corridor-atlas", "maps"], "geodata": ["corridor-atlas"]}
    monkeypatch.setattr(version, "packages_distributions", lambda: owners)
    assert "warning: maps also ships a package 'maps'" in version.version_text()


def test_the_package_runs_as_the_command():
    command = [sys.executable, "-m", "corridors", "list", "--no-such-option"]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--no-such-option" in done.stderr


def test_unknown_option_is_code_2():
    done = subprocess.run(
        [sys.executable, "-m", "corridors.cli.main", "lengths", "--bogus"],
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 2
