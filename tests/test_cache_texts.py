"""Texts kept by all that they are made of."""

from dataclasses import dataclass

import pytest

from corridors.tracing.cache import remembered_text, told


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
