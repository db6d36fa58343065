"""Texts, numbers and joined rails kept by all that they are made of."""

from dataclasses import dataclass

import numpy as np
import pytest

import corridors
from corridors.lengths import ferries
from corridors.lengths.detours import router_with_detours
from corridors.tracing.cache import remembered_numbers, remembered_text, told
from geodata.network.build import from_lines
from geodata.network.file import remembered_network


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
        remembered_network(tmp_path / f"{name}.parquet", lambda kept=network: kept)
    (tmp_path / "b.parquet").write_bytes((tmp_path / "a.parquet").read_bytes())
    found = remembered_network(tmp_path / "b.parquet", lambda: two)
    assert found.length_km.tolist() == two.length_km.tolist()
    again = remembered_network(tmp_path / "b.parquet", lambda: pytest.fail("made again"))
    assert again.content_hash() == two.content_hash()
