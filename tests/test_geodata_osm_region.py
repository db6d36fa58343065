"""A region in one command, from a real HTTP server on loopback with its good and bad days."""

import hashlib
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import osm_toys
import pytest
import shapely

from geodata.errors import InputError
from geodata.network.file import read_network
from geodata.osm.region import collect, download
from geodata.osm.region.download import DownloadError, Patience, fetch_file, public
from geodata.osm.region.geofabrik import extracts_of, read_index
from geodata.osm.tags import Rules

TOY = (osm_toys.DATA / "toy.osm.pbf").read_bytes()


class _Handler(BaseHTTPRequestHandler):
    """Serves ``files``; each entry of ``script`` spoils one answer about an extract."""

    def log_message(self, *args):
        pass

    def do_GET(self):
        server, content = self.server, self.server.files.get(self.path)
        server.asked.append((self.path, self.headers.get("Range")))
        fault = server.script.pop(0) if server.script and self.path.endswith(".pbf") else ""
        if fault == "redirect":
            self.send_response(302)
            self.send_header("Location", "/moved" + self.path)
            return self.end_headers()
        if fault.isdigit():
            return self.send_error(int(fault))
        if content is None:
            return self.send_error(404)
        start = int((self.headers.get("Range") or "bytes=0-")[6:-1])
        if start >= len(content):
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{len(content)}")
            return self.end_headers()
        if fault == "no range":
            start = 0
        body = content[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if fault == "damage":
            body = bytes([body[0] ^ 1]) + body[1:]
        self.wfile.write(body[: len(body) // 2] if fault == "cut" else body)
        if fault == "cut":
            self.close_connection = True
        return None


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(download, "_CHUNK", 64)  # the toy is smaller than one piece of a real file
    found = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    found.asked, found.script = [], []
    found.url = f"http://127.0.0.1:{found.server_port}"
    found.files = {
        "/asia/kazakhstan-latest.osm.pbf": TOY,
        "/moved/asia/kazakhstan-latest.osm.pbf": TOY,
    }
    md5 = hashlib.md5(TOY, usedforsecurity=False).hexdigest()
    found.files["/asia/kazakhstan-latest.osm.pbf.md5"] = (
        f"{md5}  kazakhstan-latest.osm.pbf\n".encode()
    )
    found.files["/index-v1.json"] = json.dumps(_index(found.url)).encode()
    threading.Thread(target=found.serve_forever, daemon=True).start()
    yield found
    found.shutdown()
    found.server_close()


def _index(url):
    rows = [
        ("asia", None, "asia"),
        ("kazakhstan", ["KZ"], "asia/kazakhstan"),
        ("central-asia", ["KG", "KZ", "TJ", "TM", "UZ"], "asia/central-asia"),
        ("malaysia-singapore-brunei", ["MY", "SG", "BN"], "asia/malaysia-singapore-brunei"),
        ("china", ["CN"], "asia/china"),
    ]
    features = []
    for name, codes, path in rows:
        properties = {"id": name, "name": name, "urls": {"pbf": f"{url}/{path}-latest.osm.pbf"}}
        properties |= {"iso3166-1:alpha2": codes} if codes else {}
        features.append({"type": "Feature", "properties": properties, "geometry": None})
    return {"type": "FeatureCollection", "features": features}


def _quick():
    return Patience(attempts=3, timeout_s=5.0, wait_s=0.0, sleep=lambda _: None)


def _fetch(server, folder):
    url = f"{server.url}/asia/kazakhstan-latest.osm.pbf"
    return fetch_file(url, folder / "kz.osm.pbf", patience=_quick())


@pytest.mark.parametrize(
    "script",
    [
        [],
        ["cut"],
        ["cut", "cut", "cut", "cut"],
        ["redirect"],
        ["503", "429"],
        ["cut", "no range"],
        ["damage"],
        ["cut", "damage"],
    ],
)
def test_a_file_arrives_whole_whatever_the_day(server, tmp_path, script):
    server.script = list(script)
    assert _fetch(server, tmp_path).read_bytes() == TOY
    assert [path.name for path in tmp_path.iterdir()] == ["kz.osm.pbf"]


def test_what_was_cut_is_completed_by_a_request_for_the_rest(server, tmp_path):
    server.script = ["cut"]
    _fetch(server, tmp_path)
    ranges = [said for path, said in server.asked if path.endswith(".pbf")]
    assert ranges == [None, f"bytes={len(TOY) // 2 // 64 * 64}-"]


def test_what_is_there_and_sound_is_not_fetched_again(server, tmp_path):
    _fetch(server, tmp_path)
    server.asked.clear()
    _fetch(server, tmp_path)
    assert [path for path, _ in server.asked] == ["/asia/kazakhstan-latest.osm.pbf.md5"]


def test_a_later_call_goes_on_where_an_earlier_one_gave_up(server, tmp_path):
    server.script = ["cut", "500", "500", "500"]
    with pytest.raises(DownloadError, match="3 times; what is there is kept"):
        _fetch(server, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["kz.osm.pbf.part"]
    assert _fetch(server, tmp_path).read_bytes() == TOY
    assert server.asked[-1][1] == f"bytes={len(TOY) // 2 // 64 * 64}-"


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (["damage", "damage"], "does not have the checksum.*twice"),
        (["404"], "is not there"),
        (["403"], "is refused: HTTP 403"),
    ],
)
def test_bad_days_end_in_one_clear_error(server, tmp_path, script, message):
    server.script = list(script)
    with pytest.raises(DownloadError, match=message):
        _fetch(server, tmp_path)
    assert not (tmp_path / "kz.osm.pbf").exists()


def test_no_server_is_said(tmp_path):
    with pytest.raises(DownloadError, match="cannot reach http://127.0.0.1:9/x.pbf.md5"):
        fetch_file("http://user:secret@127.0.0.1:9/x.pbf?key=1", tmp_path / "x", patience=_quick())


def test_a_host_that_cannot_be_is_said(tmp_path):
    with pytest.raises(DownloadError, match="cannot"):
        fetch_file(f"http://{'a' * 300}/x.pbf", tmp_path / "x", patience=_quick())


def test_addresses_are_told_without_secrets():
    assert public("http://user:secret@host:81/a/b?key=1#c") == "http://host:81/a/b"


def test_the_smallest_extract_of_each_country_is_chosen(server):
    regions = read_index(f"{server.url}/index-v1.json", patience=_quick())
    names = [region.id for region in extracts_of({"KZ", "SG", "MY", "HK"}, regions)]
    assert names == ["china", "kazakhstan", "malaysia-singapore-brunei"]
    with pytest.raises(InputError, match="country AQ: is in no extract"):
        extracts_of({"AQ", "KZ"}, regions)


@pytest.mark.parametrize("content", [b"<html>", b"[]", b"{}", b'{"features": [1]}', b"\xff"])
def test_an_index_that_is_none_is_told(server, content):
    server.files["/index-v1.json"] = content
    with pytest.raises(DownloadError, match="index-v1.json"):
        read_index(f"{server.url}/index-v1.json", patience=_quick())


def test_ways_are_clipped_to_what_is_near():
    along = shapely.LineString([(60.0, 47.0), (60.01, 47.0)])
    path = osm_toys.DATA / "toy.osm.pbf"
    network = collect.network_along([path], rules=Rules("rail"), along=along, within_km=5.0)
    assert set(network.columns["osm_id"].decode()) == {"11"}
    whole = collect.network_along([path], rules=Rules("rail"))
    assert whole.length_km.sum() > network.length_km.sum()


def _run(server, folder, *arguments):
    place = {"CORRIDORS_CACHE": str(folder / "cache"), "NO_PROXY": "127.0.0.1"}
    options = ["--index", f"{server.url}/index-v1.json", "-o", str(folder / "n.parquet")]
    return subprocess.run(
        [sys.executable, "-m", "corridors.cli.main", "osm", "import", *options, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **place},
    )


def test_a_country_in_one_command(server, tmp_path):
    server.script = ["cut"]
    done = _run(server, tmp_path, "--country", "KZ")
    assert (done.returncode, done.stderr) == (0, "")
    network = read_network(tmp_path / "n.parquet")
    assert network.meta.vintage == "2026-02-01"
    manifest = json.loads((tmp_path / "n.manifest.json").read_text())
    (row,) = manifest["files"]
    assert row["address"] == f"{server.url}/asia/kazakhstan-latest.osm.pbf"
    assert row["date"] == "2026-02-01"
    assert row["sha256"] == hashlib.sha256(TOY).hexdigest()
    again = (tmp_path / "n.parquet").read_bytes()
    assert _run(server, tmp_path, "--country", "KZ").returncode == 0
    assert (tmp_path / "n.parquet").read_bytes() == again


def test_files_that_are_there_need_no_server(server, tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "kz.osm.pbf").write_bytes(TOY)
    done = _run(server, tmp_path, "--files", str(tmp_path / "there"))
    assert (done.returncode, done.stderr) == (0, "")
    assert server.asked == []
    assert json.loads((tmp_path / "n.manifest.json").read_text())["files"][0]["address"] == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name files, a folder with --files, --for CORRIDOR or --country CC"),
        (["--country", "ZZ"], "no country 'ZZ'"),
        (["--country", "UZ"], "uzbekistan|central-asia"),
        (["https://download.geofabrik.de/asia/kazakhstan-latest.osm.pbf"], "--for CORRIDOR"),
        (["--files", "/nowhere"], "is no folder"),
    ],
)
def test_wrong_use_is_one_message(server, tmp_path, arguments, message):
    done = _run(server, tmp_path, *arguments)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    import re

    assert re.search(message, done.stderr)
    assert not Path(tmp_path / "n.parquet").exists()
