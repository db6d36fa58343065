"""Texts, numbers, ways and joined rails kept by all that they are made of."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

import corridors
from corridors.lengths import ferries
from corridors.lengths.closures import Shutter, shut_on
from corridors.lengths.detours import router_with_detours
from corridors.tracing.cache import (
    remembered_numbers,
    remembered_path,
    remembered_text,
    told,
)
from geodata.errors import NoPathError
from geodata.network.build import from_lines
from geodata.network.kept import remembered_network
from geodata.places.lookup import Places
from geodata.routing.router import Router


@dataclass
class Record:
    name: str
    of: frozenset[str]


def test_the_same_things_are_told_the_same_in_any_order():
    one = {"b": {1, 2, 3}, "a": Record("x", frozenset({"q", "p"}))}
    other = {"a": Record("x", frozenset({"p", "q"})), "b": {3, 2, 1}}
    assert told(one) == told(other) == '{"a": ["x", ["p", "q"]], "b": [1, 2, 3]}'
    assert told(one) != told({**one, "b": {1, 2}})


def test_what_cannot_be_told_is_no_key():
    with pytest.raises(TypeError, match="object cannot be part of a key"):
        told([object()])


def test_a_text_is_made_once_and_a_damaged_one_again(tmp_path, monkeypatch):
    monkeypatch.setenv("CORRIDORS_CACHE", str(tmp_path))
    made = []

    def make():
        made.append(1)
        return "\u0442\u0435\u043a\u0441\u0442"

    asked = [remembered_text([{"a": 1}], make, code="toy 1") for _ in range(2)]
    assert asked == ["\u0442\u0435\u043a\u0441\u0442"] * 2
    assert len(made) == 1
    (file,) = (tmp_path / "texts").iterdir()
    file.write_bytes(file.read_bytes()[:-1])
    assert remembered_text([{"a": 1}], make, code="toy 1") == asked[0]
    assert len(made) == 2
    remembered_text([{"a": 1}], make, code="toy 2")
    remembered_text([{"a": 2}], make, code="toy 1")
    assert len(made) == 4


def test_numbers_are_made_once_and_damaged_ones_again(tmp_path, monkeypatch):
    monkeypatch.setenv("CORRIDORS_CACHE", str(tmp_path))
    made = []

    def make():
        made.append(1)
        return np.array([[0, 1], [1, 0]], dtype=np.int8)

    for parts, count in ([["a"], 1], [["a"], 1], [["b"], 2]):
        found = remembered_numbers(parts, make, code="toy 1")
        assert found.tolist() == [[0, 1], [1, 0]]
        assert found.dtype == np.int8
        assert len(made) == count
    for file in (tmp_path / "numbers").iterdir():
        file.write_bytes(b"\0" + file.read_bytes()[1:])
    assert remembered_numbers(["a"], make, code="toy 1").tolist() == [[0, 1], [1, 0]]
    assert len(made) == 3


def test_rails_with_ferries_are_the_same_from_the_cache(tmp_path, monkeypatch):
    ways = list(ferries._ferries(corridors.load()))
    monkeypatch.setenv("CORRIDORS_CACHE", str(tmp_path))

    def weighted():
        atlas = corridors.load()
        return router_with_detours(ferries._router(atlas, ways), atlas, "rail")

    made, kept = weighted(), weighted()
    assert [len([*(tmp_path / each).iterdir()]) for each in ("networks", "numbers")] == [1, 2]
    assert kept.network.content_hash() == made.network.content_hash()
    assert np.array_equal(kept._arc_units, made._arc_units)
    assert np.array_equal(kept._arcs.tail, made._arcs.tail)


def test_an_entry_under_the_name_of_another_is_none(tmp_path, monkeypatch):
    monkeypatch.setenv("CORRIDORS_CACHE", str(tmp_path))
    for word in ("one", "two"):
        remembered_text([word], lambda word=word: word, code="toy")
    first, second = sorted((tmp_path / "texts").iterdir())
    first.write_bytes(second.read_bytes())
    assert [
        remembered_text([word], lambda word=word: word, code="toy") for word in ("one", "two")
    ] == [
        "one",
        "two",
    ]


def test_a_network_under_the_name_of_another_is_none(tmp_path):
    one, two = (
        from_lines([np.array([[70.0, 43.0], [lon, 43.0]])], mode="rail") for lon in (71.0, 72.0)
    )
    for name, network in (("a", one), ("b", two)):
        remembered_network(tmp_path / f"{name}.arrow", lambda kept=network: kept)
    (tmp_path / "b.arrow").write_bytes((tmp_path / "a.arrow").read_bytes())
    found = remembered_network(tmp_path / "b.arrow", lambda: two)
    assert found.length_km.tolist() == two.length_km.tolist()
    again = remembered_network(tmp_path / "b.arrow", lambda: pytest.fail("made again"))
    assert again.content_hash() == two.content_hash()


def _fork(near_km, far_km):
    """Two ways from (0, 0) to (2, 0): the near one by the south, the far one by the north."""
    ways = [(-1.0, near_km), (1.0, far_km)]
    lines = [np.array([[0.0, 0.0], [1.0, lat], [2.0, 0.0]]) for lat, _ in ways]
    return Router(from_lines(lines, mode="road", length_km=[km for _, km in ways]))


def test_a_way_is_found_once_and_anew_over_other_weights(tmp_path, monkeypatch):
    monkeypatch.setenv("CORRIDORS_CACHE", str(tmp_path))
    router = _fork(300.0, 400.0)
    spots = router.snap([(0.0, 0.0), (2.0, 0.0)])
    found = remembered_path(router, spots)
    with monkeypatch.context() as patch:
        patch.setattr(Router, "route", lambda *_: pytest.fail("looked for again"))
        kept = remembered_path(_fork(300.0, 400.0), spots)
    assert (kept.edge.tolist(), kept.cost) == (found.edge.tolist(), found.cost) == ([0], 300.0)
    assert (kept.start.tolist(), kept.end.tolist()) == ([0.0], [1.0])
    assert kept.edge.dtype == found.edge.dtype
    closed = router.avoiding(np.array([True, False]))
    assert remembered_path(closed, spots).cost == 400.0
    assert remembered_path(router.barring(np.array([[True, False]] * 2)), spots[::-1]).cost == 300.0
    assert remembered_path(router, [router.snap([(1.0, -1.0)])[0], spots[1]]).cost == 150.0
    with pytest.raises(NoPathError):
        remembered_path(router.avoiding(np.array([True, True])), spots)


def test_what_is_shut_is_looked_for_once_and_anew_when_a_gate_moves(tmp_path, monkeypatch):
    monkeypatch.setenv("CORRIDORS_CACHE", str(tmp_path))
    atlas = corridors.load()
    network = atlas.networks.network("rail")
    found = shut_on(network, atlas, mode="rail")
    fresh = Shutter(network, atlas.catalogue.gates, atlas.places).of_states(
        atlas.states().shut(mode="rail")
    )
    with monkeypatch.context() as patch:
        patch.setattr(Shutter, "of_states", lambda *_: pytest.fail("looked for again"))
        kept = shut_on(network, atlas, mode="rail")
    for closures in (found, kept):
        assert [each.told() for each in closures] == [each.told() for each in fresh]
        for one, other in zip(closures, fresh, strict=True):
            assert one.word == other.word
            assert np.array_equal(one.edges, other.edges)
            assert np.array_equal(one.ends, other.ends)
    gate = next(each.word for each in found if each.word in atlas.catalogue.gates.crossings)
    moved = Places([replace(p, lat=0.0) if p.id == gate else p for p in atlas.places.values()])
    far = replace(atlas, catalogue=replace(atlas.catalogue, places=moved))
    assert gate not in [each.word for each in shut_on(network, far, mode="rail")]
