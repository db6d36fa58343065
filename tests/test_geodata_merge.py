"""Merging on toys whose covered parts are worked out by hand."""

import multiprocessing
from dataclasses import replace

import numpy as np
import pytest

from geodata import geodesy
from geodata.errors import InputError
from geodata.network.build import from_lines
from geodata.network.file import read_network, write_network
from geodata.network.model import Meta
from geodata.routing.router import Router
from geodata.topology.conflate import STITCH, Named, cache_key, merge, merged, merged_files

KM_PER_DEGREE_LAT = 111.2


def _line(*spots, mode="rail", **columns):
    return from_lines([np.array(spots)], mode=mode, columns={k: [v] for k, v in columns.items()})


def _toy():
    """Own track, and embedded chords a kilometre north of it; the middle one stands double.

    ::

        embedded   59.5 ----- 60.0 ----- 60.5 ----- 61.0      47.01 N
        own                   60.0 -- -- 60.5                 47.00 N
    """
    own = _line((60.0, 47.0), (60.25, 47.0), (60.5, 47.0), country="KZ", gauges_mm=(1520,))
    y = 47.01
    embedded = from_lines(
        [np.array([(a, y), (b, y)]) for a, b in ((59.5, 60.0), (60.0, 60.5), (60.5, 61.0))],
        mode="rail",
        columns={"country": ["KZ"] * 3, "name": ["west", "middle", "east"]},
    )
    return Named("own.parquet", own), Named("embedded", embedded)


def _by_network(network):
    names = np.array(network.columns["network"].decode())
    return {name: network.length_km[names == name] for name in set(names.tolist())}


def test_the_own_network_replaces_what_it_covers_and_is_tied_at_both_ends():
    whole = merge(_toy())
    km = _by_network(whole)
    assert sorted(km) == ["embedded", "own.parquet", STITCH]
    assert sorted(name for name in whole.columns["name"].decode() if name) == ["east", "west"]
    gap = geodesy.distance_km(60.0, 47.0, 60.0, 47.01)
    assert km[STITCH] == pytest.approx([gap, gap], rel=1e-3)
    router = Router(whole)
    path = router.path(*router.snap([(59.5, 47.01), (61.0, 47.01)], limit_km=0.1))
    expected = 2 * geodesy.distance_km(60.0, 47.01, 60.5, 47.01) + 2 * gap
    expected += geodesy.distance_km(60.0, 47.0, 60.25, 47.0) * 2
    assert path.cost == pytest.approx(expected, rel=1e-4)


def test_files_are_not_read_where_the_cache_holds_their_merge(tmp_path, monkeypatch):
    files = [tmp_path / name for name in ("own.parquet", "embedded.parquet")]
    for file, named in zip(files, _toy(), strict=True):
        write_network(named.network, file)
    cold = merged_files(files, cache=tmp_path / "cache")
    again = merged([Named(f.name, read_network(f)) for f in files], cache=tmp_path / "other")
    monkeypatch.setattr("geodata.topology.conflate.read_network", None)
    kept = merged_files(files, cache=tmp_path / "cache")
    assert cold.content_hash() == kept.content_hash() == again.content_hash()
    assert kept.meta == cold.meta


def test_origin_and_country_of_every_edge_are_kept():
    whole = merge(_toy())
    rows = set(
        zip(
            whole.columns["network"].decode(),
            whole.columns["origin"].decode(),
            whole.columns["country"].decode(),
            strict=True,
        )
    )
    assert rows == {
        ("own.parquet", "osm", "KZ"),
        ("embedded", "osm", "KZ"),
        (STITCH, "repaired", "KZ"),
    }
    stitch = whole.columns["network"].decode().index(STITCH)
    assert whole.columns["gauges_mm"][stitch] == (1520,)


def test_a_chord_far_from_its_track_is_covered_where_its_ends_are_joined():
    """The own track bows 22 km north of a chord between the same towns; both are 90 km long."""
    own = _line((60.0, 47.0), (60.5, 47.2), (61.0, 47.0))
    km = own.length_km[0]
    chord = from_lines([np.array([(60.0, 47.0), (61.0, 47.0)])], mode="rail", length_km=[km])
    whole = merge([Named("own", own), Named("embedded", chord)])
    assert whole.edge_count == 1


def test_a_short_cut_that_the_own_network_lacks_stays():
    """The same ends, but the embedded line is a third as long: another line, and kept."""
    own = _line((60.0, 47.0), (60.5, 48.0), (61.0, 47.0))
    chord = _line((60.0, 47.0), (61.0, 47.0))
    whole = merge([Named("own", own), Named("embedded", chord)])
    assert sorted(set(whole.columns["network"].decode())) == ["embedded", "own"]


def test_an_edge_that_leaves_the_cover_is_cut_there():
    """The embedded edge runs 76 km along the own track and 152 km on; the first part goes."""
    own = _line((60.0, 47.0), (61.0, 47.0))
    long = _line((60.0, 47.0), (63.0, 47.0))
    whole = merge([Named("own", own), Named("embedded", long)])
    km = _by_network(whole)
    beyond = geodesy.distance_km(61.0, 47.0, 63.0, 47.0)
    assert km["embedded"].sum() == pytest.approx(beyond, abs=4.0)
    router = Router(whole)
    path = router.path(*router.snap([(60.0, 47.0), (63.0, 47.0)], limit_km=1))
    assert path.cost == pytest.approx(geodesy.distance_km(60, 47.0, 61, 47.0) + beyond, abs=4.0)


def test_a_branch_keeps_its_junction():
    """A branch north from the middle of the own line starts within the cover and is not cut."""
    own = _line((60.0, 47.0), (60.5, 47.0), (61.0, 47.0))
    branch = _line((60.5, 47.001), (60.5, 48.0))
    whole = merge([Named("own", own), Named("embedded", branch)])
    km = _by_network(whole)
    assert km["embedded"].sum() == pytest.approx(branch.length_km[0])
    assert STITCH not in km or km[STITCH].sum() < 0.2


def test_far_apart_networks_both_stay_whole():
    own, far = _line((60.0, 47.0), (61.0, 47.0)), _line((80.0, 47.0), (81.0, 47.0))
    whole = merge([Named("own", own), Named("embedded", far)])
    assert whole.edge_count == 2
    assert whole.node_count == 4


def test_three_networks_go_by_precedence():
    line = _line((60.0, 47.0), (61.0, 47.0))
    whole = merge([Named(name, line) for name in ("a", "b", "c")])
    assert whole.columns["network"].decode() == ["a"]


def test_sources_and_licences_are_joined():
    metas = [
        Meta(source="A", licence="ODbL-1.0", vintage="2026-01-01", notes=("x",)),
        Meta(source="B", licence="ODbL-1.0", vintage="2024", content_hash="h"),
    ]
    own, other = (
        replace(named.network, meta=meta) for named, meta in zip(_toy(), metas, strict=True)
    )
    meta = merge([Named("own", own), Named("embedded", other)]).meta
    assert (meta.source, meta.licence, meta.vintage) == ("A; B", "ODbL-1.0", "2026-01-01; 2024")
    assert meta.notes == ("own: x",)


def test_networks_of_two_modes_are_refused():
    rail, road = _line((60.0, 47.0), (61.0, 47.0)), _line((60.0, 47.0), (61.0, 47.0), mode="road")
    with pytest.raises(InputError, match="cannot merge rail and road"):
        merge([Named("a", rail), Named("b", road)])
    with pytest.raises(InputError, match="no network to merge"):
        merge([])


def test_a_merge_is_made_once_and_again_when_a_parent_changes(tmp_path):
    own, embedded = _toy()
    first = merged([own, embedded], cache=tmp_path)
    assert first.meta.content_hash == first.content_hash()
    (path,) = (tmp_path / "networks").iterdir()
    stamp = path.stat().st_mtime_ns
    assert merged([own, embedded], cache=tmp_path).content_hash() == first.content_hash()
    assert path.stat().st_mtime_ns == stamp
    longer = Named("own.parquet", _line((60.0, 47.0), (60.6, 47.0)))
    assert cache_key([longer, embedded]) != cache_key([own, embedded])
    assert cache_key([embedded, own]) != cache_key([own, embedded])
    merged([longer, embedded], cache=tmp_path)
    assert len(list((tmp_path / "networks").iterdir())) == 2


def test_a_damaged_cache_file_is_made_again(tmp_path):
    first = merged(_toy(), cache=tmp_path)
    (path,) = (tmp_path / "networks").iterdir()
    path.write_bytes(path.read_bytes()[:100])
    assert merged(_toy(), cache=tmp_path).content_hash() == first.content_hash()


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path):
    (tmp_path / "networks").write_text("in the way")
    assert merged(_toy(), cache=tmp_path).content_hash() == merge(_toy()).content_hash()


def _make(folder):
    return merged(_toy(), cache=folder).content_hash()


def test_two_processes_may_make_it_at_once(tmp_path):
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        hashes = pool.map(_make, [tmp_path] * 2)
    assert hashes[0] == hashes[1] == merge(_toy()).content_hash()
    assert [path.suffix for path in (tmp_path / "networks").iterdir()] == [".arrow"]
