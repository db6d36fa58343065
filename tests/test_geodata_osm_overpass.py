"""Overpass by a real HTTP server on loopback that answers queries from the toy extract."""

import gzip
import json
import re
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import osm_toys
import osmnx as ox
import pytest
import shapely

from geodata import geodesy
from geodata.osm.overpass import server as overpass_server
from geodata.osm.overpass.fetch import fetch, tag_filter, tiles_along
from geodata.osm.overpass.server import FetchError, Server
from geodata.osm.pbf import import_extracts
from geodata.osm.tags import Rules

RAIL = Rules("rail")


ALONG = shapely.LineString([(60.0, 47.0), (60.35, 47.1)])


_QUERY = re.compile(r"""way\[~"(?P<key>[^"]+)"~"(?P<value>[^"]+)"\]\(poly:'(?P<poly>[^']+)'\)""")


_DATED = {"timestamp_osm_base": "2026-11-01T00:00:00Z"}


def _answer(query):
    """Return what Overpass would: ways with a matching tag in the polygon, with their nodes."""
    found = _QUERY.search(query)
    spots = [float(number) for number in found["poly"].split()]
    area = shapely.Polygon(zip(spots[1::2], spots[::2], strict=True))
    elements, nodes = [], {}
    for number, (refs, tags) in osm_toys.WAYS.items():
        line = shapely.LineString([osm_toys.NODES[ref] for ref in refs])
        if line.intersects(area) and any(
            re.search(found["key"], key) and re.search(found["value"], value)
            for key, value in tags.items()
        ):
            elements.append({"type": "way", "id": number, "nodes": list(refs), "tags": tags})
            nodes.update({ref: osm_toys.NODES[ref] for ref in refs})
    elements += [
        {"type": "node", "id": ref, "lon": lon, "lat": lat} for ref, (lon, lat) in nodes.items()
    ]
    return {"version": 0.6, "osm3s": _DATED, "elements": elements}


class _Handler(BaseHTTPRequestHandler):
    """Serves ``script`` first, one entry a query, and then honest answers."""

    def log_message(self, *args):
        pass

    def do_GET(self):
        self.server.asked_status += 1
        self._send(
            200,
            "Connected as: 1\nCurrent time: now\nAnnounced endpoint: none\n"
            f"Rate limit: 2\n{self.server.slots}\n",
        )

    def do_POST(self):
        query = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["data"][0]
        self.server.queries.append(query)
        step = self.server.script.pop(0) if self.server.script else None
        if step == "cut":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b'{"elements": [')
            self.close_connection = True
        elif step in ("drip", "stall"):
            self.send_response(200)
            self.end_headers()
            for _ in range(60 if step == "drip" else 1):
                try:
                    self.wfile.write(b" ")
                except OSError:
                    break
                time.sleep(0.1 if step == "drip" else 1.5)
            self.close_connection = True
        elif step == "bomb":
            self._send(200, gzip.compress(b" " * 3_000_000), {"Content-Encoding": "gzip"})
        elif step == "drop":
            self.connection.close()
        elif step is not None:
            self._send(*step)
        else:
            self._send(200, json.dumps(_answer(query)))

    def _send(self, code, body, headers=()):
        self.send_response(code)
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body if isinstance(body, bytes) else body.encode())


@pytest.fixture
def server():
    web = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    web.queries, web.script, web.asked_status, web.slots = [], [], 0, "2 slots available now."
    thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    web.url = f"http://127.0.0.1:{web.server_port}/api"
    yield web
    web.shutdown()
    thread.join()
    web.server_close()


def _fetch(server, cache, *, waits=None, attempts=3, **options):
    waits = waits if waits is not None else []
    given = {"rules": RAIL, "within_km": 5.0, "cache": cache, "sleep": waits.append, **options}
    return fetch(ALONG, server=Server(server.url, attempts=attempts, timeout_s=5.0), **given)


def test_a_fetch_gives_the_network_that_an_import_gives(server, tmp_path):
    fetched = _fetch(server, tmp_path, within_km=40.0)
    imported = import_extracts([osm_toys.DATA / "toy.osm.pbf"], rules=RAIL)
    names = ("osm_id", "gauges_mm", "gauge_basis", "status", "name", "country", "origin")
    rows = [
        sorted(zip(*(n.columns[c].decode() for c in names), n.length_km.tolist(), strict=True))
        for n in (fetched, imported)
    ]
    assert rows[0] == rows[1]
    assert fetched.meta.vintage == "2026-11-01"
    assert server.url in fetched.meta.source


def test_roads_keep_their_direction(server, tmp_path):
    road = _fetch(server, tmp_path, rules=Rules("road"), within_km=40.0)
    lines = {
        way: (road.direction[i], road.line(i)[0].tolist())
        for i, way in enumerate(road.columns["osm_id"].decode())
    }
    assert lines["18"] in ((1, [60.0, 47.0]), (-1, [60.2, 47.1]))
    assert lines["20"] in ((1, [60.2, 47.2]), (-1, [60.2, 47.1]))
    assert lines["21"][0] == 0


def test_only_the_surroundings_are_asked_for(server, tmp_path):
    network = _fetch(server, tmp_path, within_km=1.0)
    assert "15" not in network.columns["osm_id"].decode()
    for query in server.queries:
        spots = [float(n) for n in _QUERY.search(query)["poly"].split()]
        corners = shapely.points(list(zip(spots[1::2], spots[::2], strict=True)))
        spans = [
            geodesy.distance_km(*ALONG.interpolate(ALONG.project(p)).coords[0], p.x, p.y)
            for p in corners
        ]
        assert max(spans) < 2.0


def test_tiles_cover_the_surroundings_and_do_not_overlap():
    along = shapely.LineString([(59.5, 47.0), (61.5, 47.9)])
    tiles = tiles_along(along, within_km=20.0)
    assert len(tiles) >= 4
    whole = geodesy.buffer(along, radius_km=20.0)
    joined = shapely.union_all(tiles)
    assert joined.symmetric_difference(whole).area < 0.01 * whole.area
    assert sum(tile.area for tile in tiles) == pytest.approx(joined.area)


def test_the_filter_is_one_for_all_tags():
    assert tag_filter(Rules("rail", statuses=("operating",))) == (
        '[~"^(railway|route)$"~'
        '"^(narrow_gauge|rail|ferry|Ferry|train_ferry|ferry;railway|railway;ferry)$"]'
    )


def test_a_second_fetch_asks_nothing(server, tmp_path):
    first = _fetch(server, tmp_path)
    asked = len(server.queries), server.asked_status
    assert _fetch(server, tmp_path).content_hash() == first.content_hash()
    assert (len(server.queries), server.asked_status) == asked


def test_a_broken_fetch_goes_on_where_it_stopped(server, tmp_path):
    along = shapely.LineString([(59.9, 47.0), (60.1, 47.0)])
    options = {"rules": RAIL, "within_km": 5.0, "cache": tmp_path, "sleep": lambda _: None}
    count = len(tiles_along(along, within_km=5.0))
    assert count == 4
    honest = json.dumps({"elements": [], "osm3s": _DATED})
    server.script = [(200, honest), (403, "forbidden")]
    with pytest.raises(FetchError, match="403"):
        fetch(along, server=Server(server.url), **options)
    assert len(server.queries) == 2
    fetch(along, server=Server(server.url), **options)
    assert len(server.queries) == 2 + count - 1
    assert not list((tmp_path / "overpass").glob(".fetching-*"))


def test_a_busy_server_is_waited_for_as_long_as_it_says(server, tmp_path):
    server.script = [(429, "", {"Retry-After": "7"}), (504, ""), (429, "")]
    waits = []
    _fetch(server, tmp_path, waits=waits, attempts=4)
    assert waits == [7.0, 30.0, 60.0]


@pytest.mark.parametrize("code", [429, 504])
def test_a_server_that_stays_busy_is_given_up_with_a_remedy(server, tmp_path, code):
    server.script = [(code, "")] * 10
    with pytest.raises(
        FetchError, match=rf"busy: HTTP {code} .*3 times; .*run the same command later"
    ):
        _fetch(server, tmp_path)
    assert len(server.queries) == 3


@pytest.mark.parametrize("step", ["cut", "drop"])
def test_a_cut_connection_is_tried_again_and_then_named(server, tmp_path, step):
    server.script = [step]
    assert _fetch(server, tmp_path / "a").edge_count > 0
    server.script = [step] * 3
    with pytest.raises(FetchError, match="the connection was cut, 3 times"):
        _fetch(server, tmp_path / "b")


def test_an_answer_with_a_remark_is_not_taken_for_whole(server, tmp_path):
    half = json.dumps({"elements": [], "remark": "runtime error: Query timed out"})
    server.script = [(200, half)] * 3
    with pytest.raises(FetchError, match="Query timed out"):
        _fetch(server, tmp_path)


@pytest.mark.parametrize(
    ("step", "message"),
    [((403, "no"), "refused: HTTP 403"), ((200, "<html>portal</html>"), "no Overpass answer")],
)
def test_a_refusal_is_named(server, tmp_path, step, message):
    server.script = [step] * 9
    with pytest.raises(FetchError, match=message):
        _fetch(server, tmp_path)


def test_a_host_that_cannot_be_is_said(tmp_path):
    server = Server(f"http://{'a' * 300}/api", attempts=1)
    with pytest.raises(FetchError, match="cannot ask"):
        fetch(ALONG, rules=RAIL, cache=tmp_path, server=server)


def test_being_offline_is_said_at_once(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start = time.monotonic()
    with pytest.raises(FetchError, match=r"cannot reach .* are you online"):
        fetch(ALONG, rules=RAIL, cache=tmp_path, server=Server(f"http://127.0.0.1:{port}/api"))
    assert time.monotonic() - start < 10.0


def test_the_servers_own_slots_are_respected(server, tmp_path):
    server.slots = (
        "Slot available after: 2026-11-23T00:00:00Z, in 9 seconds.\n"
        "Slot available after: 2026-11-23T00:00:00Z, in 4 seconds."
    )
    waits = []
    _fetch(server, tmp_path, waits=waits)
    assert set(waits) == {5.0}


def test_an_empty_corridor_is_an_error_that_says_so(server, tmp_path):
    far = shapely.LineString([(10.0, 10.2), (10.1, 10.2)])
    with pytest.raises(FetchError, match=r"no rail within 5 km of the corridor"):
        fetch(far, rules=RAIL, within_km=5.0, cache=tmp_path, server=Server(server.url))


@pytest.mark.parametrize("damage", [lambda text: text[:-20], lambda _: "", lambda _: "[]"])
def test_a_damaged_answer_in_the_cache_is_fetched_again(server, tmp_path, damage):
    first = _fetch(server, tmp_path)
    asked = len(server.queries)
    for path in tmp_path.glob("overpass/*/*.json"):
        path.write_text(damage(path.read_text()))
    assert _fetch(server, tmp_path).content_hash() == first.content_hash()
    assert len(server.queries) == 2 * asked


NODE = {"type": "node", "id": 1, "lat": 47.0, "lon": 60.0}


WAY = {"type": "way", "id": 1, "nodes": [1, 2], "tags": {"railway": "rail"}}


@pytest.mark.parametrize(
    "answer",
    [
        "null",
        "[]",
        "7",
        "[" * 100_000,
        "{}",
        '{"elements": null}',
        '{"elements": [null]}',
        '{"elements": [], "osm3s": null}',
        '{"elements": [], "osm3s": []}',
        '{"elements": [], "osm3s": {"timestamp_osm_base": 7}}',
        *(
            json.dumps({"elements": [each], "osm3s": _DATED})
            for each in (
                {**NODE, "id": "1"},
                {**NODE, "id": 1e30},
                {**NODE, "id": 10**30},
                {**NODE, "id": True},
                {**NODE, "lat": 1e300},
                {**NODE, "lat": None},
                {**NODE, "lon": float("nan")},
                {**WAY, "nodes": ["1", "2"]},
                {**WAY, "nodes": None},
                {**WAY, "tags": {"railway": 7}},
                {**WAY, "tags": []},
                {**WAY, "type": "street"},
            )
        ),
    ],
)
def test_json_that_is_no_answer_is_named_and_not_kept(server, tmp_path, answer):
    server.script = [(200, answer)]
    with pytest.raises(FetchError, match="gave no Overpass answer"):
        _fetch(server, tmp_path)
    assert list((tmp_path / "overpass").iterdir()) == []


@pytest.mark.parametrize("step", ["drip", "stall"])
def test_an_answer_that_comes_too_slowly_is_tried_again(server, tmp_path, step):
    server.script = [step]
    given = {"rules": RAIL, "within_km": 5.0, "cache": tmp_path, "sleep": lambda _: None}
    slow = Server(server.url, attempts=2, timeout_s=0.8)
    assert fetch(ALONG, server=slow, **given).edge_count > 0
    server.script = [step] * 2
    begun = time.monotonic()
    with pytest.raises(FetchError, match=r"no (whole )?answer within 0\.8 s, 2 times"):
        fetch(ALONG, server=slow, **{**given, "cache": tmp_path / "b"})
    assert time.monotonic() - begun < 10


def test_an_answer_that_unpacks_without_end_is_refused(server, tmp_path, monkeypatch):
    monkeypatch.setattr(overpass_server, "LARGEST_BYTES", 1 << 20)
    server.script = ["bomb"]
    with pytest.raises(FetchError, match="larger than 1 MB"):
        _fetch(server, tmp_path)


def test_no_password_is_told_or_kept(server, tmp_path):
    secret = server.url.replace("//", "//me:geheim@") + "?key=geheim"
    given = {"rules": RAIL, "within_km": 5.0, "cache": tmp_path, "sleep": lambda _: None}
    server.script = [(403, "no")]
    with pytest.raises(FetchError) as caught:
        fetch(ALONG, server=Server(secret), **given)
    assert "geheim" not in str(caught.value)
    address = server.url.replace("//", "//me:geheim@")
    network = fetch(ALONG, server=Server(address), **given)
    assert network.meta.source == f"OpenStreetMap by Overpass, {server.url}"
    assert not [
        path for path in tmp_path.rglob("*") if path.is_file() and b"geheim" in path.read_bytes()
    ]


def test_osmnx_is_left_as_it_was(server, tmp_path):
    before = {name: getattr(ox.settings, name) for name in dir(ox.settings) if name.islower()}
    resolver = socket.getaddrinfo
    _fetch(server, tmp_path / "a")
    server.script = [(403, "")]
    with pytest.raises(FetchError):
        _fetch(server, tmp_path / "b")
    assert {name: getattr(ox.settings, name) for name in before} == before
    assert socket.getaddrinfo is resolver


def test_progress_is_told_tile_by_tile(server, tmp_path):
    seen = []
    _fetch(server, tmp_path, on_tile=lambda done, total: seen.append((done, total)))
    total = seen[-1][1]
    assert seen == [(n, total) for n in range(1, total + 1)]
