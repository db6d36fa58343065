"""The same bytes, whatever was traced before and whatever the cache holds."""

import itertools
import json
import random

import numpy as np
import pytest
import toy_atlas

import maps
from corridors.atlas import Atlas
from corridors.cli.output import plain
from corridors.definitions.read import read
from corridors.output.folder import write_tables
from corridors.tracing.networks import Networks
from geodata.network.build import from_lines
from geodata.network.columns import pack_lines
from geodata.routing.near_edges import edges_near
from geodata.routing.router import Router
from geodata.routing.snap import SegmentIndex


def _told(answer):
    """Return how an answer of the atlas is written: as the command's JSON."""
    return lambda traced, path: path.write_text(json.dumps(plain(answer(traced))))


def _table(answer):
    return lambda traced, path: path.write_text(answer(traced).to_csv())


OUTPUTS = {
    "map.html": lambda traced, path: maps.draw(traced).save(path),
    "map-ru.html": lambda traced, path: maps.draw(traced, lang="ru").save(path),
    "story.html": lambda traced, path: maps.brief(traced).save(path),
    "figure.svg": lambda traced, path: maps.figure(traced).save(path),
    "figure.png": lambda traced, path: maps.figure(traced).save(path),
    "figure.pdf": lambda traced, path: maps.figure(traced, lang="zh").save(path),
    "deck.pptx": lambda traced, path: maps.deck(traced).save(path),
    "tables": write_tables,
    "findings.json": _told(lambda traced: [each.text for each in traced.findings()]),
    "route.json": _told(lambda traced: traced.atlas.route("altynkol", "aktau").record()),
    "sea.json": _told(lambda traced: traced.atlas.route("aktau", "alat", mode="sea").record()),
    "ledger.csv": _table(lambda traced: traced.atlas.route("altynkol", "aktau").ledger().frame()),
    **{
        f"{by}.csv": _table(lambda traced, by=by: traced.lengths(by=by))
        for by in ("leg", "route", "country")
    },
    "coverage.csv": _table(lambda traced: traced.coverage(within_km=50.0).table),
    "gaps.csv": _table(lambda traced: traced.coverage(within_km=50.0).gaps),
    "match.csv": _table(lambda traced: traced.match()),
    **{
        f"legs.{suffix}": lambda traced, path: traced.export(path)
        for suffix in ("geojson", "gpkg", "kml", "csv", "parquet")
    },
}


def _atlas(folder):
    """The toy atlas, read anew so that it remembers nothing."""
    paths = {mode: (folder / f"{mode}.parquet", None) for mode in ("rail", "sea")}
    return Atlas(read(folder / "catalogue"), Networks(paths))


def _bytes(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.*"))
    }


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("toy")
    toy_atlas.write(folder)
    return folder


@pytest.fixture(scope="module")
def cold(toy, tmp_path_factory):
    """What a single run writes with an empty cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CORRIDORS_CACHE", str(tmp_path_factory.mktemp("cache")))
        folder = tmp_path_factory.mktemp("cold")
        for name, write in OUTPUTS.items():
            write(_atlas(toy).trace(), folder / name)
    found = _bytes(folder)
    assert len(found) >= 24
    return found


@pytest.mark.parametrize(
    "seed", [1, 2, 3, *(pytest.param(seed, marks=pytest.mark.full) for seed in (4, 5, 6))]
)
def test_outputs_in_any_order_and_after_any_corridor(toy, cold, tmp_path, monkeypatch, seed):
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("CORRIDORS_CACHE", str(blocked if seed % 3 == 0 else tmp_path / "cache"))
    for first in itertools.islice(itertools.cycle(["pontic", "caspian"]), seed % 2, 2):
        _atlas(toy).trace(first).lengths(by="leg")
    names = sorted(OUTPUTS)
    random.Random(seed).shuffle(names)  # noqa: S311 - an order, no secret
    (tmp_path / "out").mkdir()
    for name in names:
        OUTPUTS[name](_atlas(toy).trace(), tmp_path / "out" / name)
    found = _bytes(tmp_path / "out")
    assert found.keys() == cold.keys()
    assert [name for name in cold if found[name] != cold[name]] == []


def test_a_point_is_snapped_the_same_alone_and_among_others():
    made = np.random.default_rng(8)
    starts = made.uniform((60, 42), (70, 48), (300, 2))
    lines = [
        np.cumsum(np.vstack([start, made.normal(0, 0.05, (9, 2))]), axis=0) for start in starts
    ]
    network = from_lines(lines, mode="road")
    points = made.uniform((60, 42), (70, 48), (200, 2))
    whole = SegmentIndex(network).nearest(points)
    for row in range(0, 200, 7):
        for edges in (None, edges_near(network, points[row : row + 1])):
            alone = SegmentIndex(network, edges=edges).nearest(points[row : row + 1])
            if edges is not None and alone.edge[0] != whole.edge[row]:
                continue  # the nearest lies farther off than the few that were looked at
            for name in ("edge", "share", "lonlat", "distance_km"):
                np.testing.assert_array_equal(
                    getattr(alone, name)[0], getattr(whole, name)[row], err_msg=f"{row} {name}"
                )


def test_a_point_within_a_limit_is_snapped_the_same_alone_and_among_others():
    made = np.random.default_rng(9)
    starts = made.uniform((60, 42), (70, 48), (40, 2))
    lines = list(np.stack([starts, starts + np.array((0.3, 0.1))], axis=1))
    index = SegmentIndex(from_lines(lines, mode="road"))
    points = made.uniform((60, 42), (70, 48), (400, 2))
    alone = [SegmentIndex(pack_lines(lines)).nearest(p, limit_km=30.0) for p in points]
    among = index.nearest(points, limit_km=30.0)
    assert 0 < (among.edge < 0).sum() < len(points)
    for name in ("edge", "share", "lonlat", "distance_km"):
        found = np.concatenate([getattr(each, name) for each in alone])
        np.testing.assert_array_equal(found, getattr(among, name), err_msg=name)


def test_a_way_is_the_same_after_other_points_were_met():
    line = [(60.0 + k, (47.0, 47.1)[k % 2]) for k in range(9)]
    lines = [list(pair) for pair in itertools.pairwise(line)]
    network = from_lines(lines, mode="road")
    ends = [(60.2, 47.03), (66.7, 47.06)]
    alone = Router(network)
    among = Router(network)
    among.meet([(60.9, 47.05), (63.3, 47.01), *ends, (64.4, 47.02)])
    spots = [router.snap(ends) for router in (alone, among)]
    assert spots[0] == spots[1]
    assert alone.route(spots[0]).cost == among.route(spots[1]).cost
