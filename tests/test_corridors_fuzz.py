"""Mutated definitions: right, or refused in words; ``make fuzz`` tries many more."""

import os
import random

import toy_catalogue

from corridors.definitions import checks, read
from geodata.errors import AtlasError

TRIES = int(os.environ.get("CORRIDORS_FUZZ", "120"))


WORDS = [
    '"', "'", "=", "[", "]", "[[", "]]", "\n", ",", "|", "-", "0", "-1", "1e400", "nan", "inf", "true",
    "9" * 5000, "1e22", "2026-13-45", '""', "[]", "{}", "\x00", "\u202e", "\ufeff", "\ud800",
    "=HYPERLINK(1)", "Актау", "x" * 20_000, "[" * 3000, "a." * 3000, "aktau", "caspian:aktau-alat",
    "[[leg]]", "[leg]", "id", "from", "to", "status", "KZ", "XX", "200", "91.0", "181.0",
]  # fmt: skip


def mutated(text, chance):
    """The text with one or a few of its pieces cut, doubled, exchanged or replaced."""
    for _ in range(chance.randint(1, 3)):
        lines = text.split("\n")
        row = chance.randrange(len(lines))
        at, to = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        to = min(to, at + chance.choice([1, 5, 40]))
        text = chance.choice(
            [
                lambda text=text, at=at, to=to: text[:at] + text[to:],
                lambda text=text, at=at: text[:at] + chance.choice(WORDS) + text[at:],
                lambda text=text, at=at, to=to: text[:at] + chance.choice(WORDS) + text[to:],
                lambda lines=lines, row=row: "\n".join([*lines[:row], *lines[row + 1 :]]),
                lambda lines=lines, row=row: "\n".join([*lines[: row + 1], *lines[row:]]),
                lambda text=text, at=at, to=to: text[:to] + text[at:to] + text[to:],
            ]
        )()
    return text


def test_mutated_definitions_are_read_or_refused_in_words(tmp_path, monkeypatch):
    (tmp_path / "none").mkdir()
    monkeypatch.setattr(read, "_shipped", lambda: tmp_path / "none")
    folder = toy_catalogue.write(tmp_path / "own", toy_catalogue.FILES)
    chance = random.Random(11)  # noqa: S311 - the same every time
    names = sorted(toy_catalogue.FILES)
    outcomes = {"read": 0, "refused": 0}
    for number in range(TRIES):
        name = names[number % len(names)]
        text = mutated(toy_catalogue.FILES[name], chance)
        path = folder / name
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            checks.check(read.read(folder))
            outcomes["read"] += 1
        except AtlasError:
            outcomes["refused"] += 1
        path.write_text(toy_catalogue.FILES[name], "utf-8")
    assert min(outcomes.values()) > TRIES // 20, outcomes
