"""What a finding is: a sentence by language, what it is about, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geodata.errors import InputError
from geodata.places.languages import base_of, tongues

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from corridors.findings.traffic import Traffic


@dataclass(frozen=True, slots=True)
class Evidence:
    """A row that a finding rests on.

    Attributes
    ----------
    table
        ``series``, ``legs``, ``states``, ``events`` or ``routes``.
    row
        What the row is of: a leg as ``corridor:leg``, a place, a figure's object.
    value, unit, date
        What it says, and of when; empty where it has no such thing.
    source
        Id of the page that says so, one of the catalogue's sources; empty for numbers of the
        atlas's own, such as lengths.
    note
        What is told of a state in words, in English.
    """

    table: str
    row: str
    value: str = ""
    unit: str = ""
    date: str = ""
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence that a rule made.

    Attributes
    ----------
    key
        What is found of what: ``growth:corridor:trans-caspian:t/year``; the same for as long as
        the rows are there.
    rule
        The rule that made it, the first part of the key.
    corridor
        Id of the corridor it was found on; empty where it is of the whole atlas.
    rank
        How much it tells, from 0 to 100; the highest is a corridor's title.
    subject
        What it is about by language: empty where that is the corridor itself.
    text
        The sentence by language, without its subject and without a full stop.
    evidence
        The rows it rests on.
    places, legs
        Where it lies: ids of places, ``corridor:leg`` of legs; what a map zooms to.
    """

    key: str
    corridor: str
    rank: float
    text: Mapping[str, str]
    evidence: tuple[Evidence, ...]
    subject: Mapping[str, str] = field(default_factory=dict)
    places: tuple[str, ...] = ()
    legs: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        """The rule that made it."""
        return self.key.partition(":")[0]

    @property
    def sources(self) -> tuple[str, ...]:
        """The pages it rests on, each once."""
        return tuple(dict.fromkeys(each.source for each in self.evidence if each.source))

    def say(self, lang: str) -> str:
        """Return the sentence in a language, its subject before it where it has one.

        Raises
        ------
        InputError
            If sentences are not made in the language.

        Examples
        --------
        ``Aktau: 3.8 Mt in 2022, 32% of the capacity of up to 12 Mt a year``.
        """
        base = base_of(lang)
        if base not in self.text:
            raise InputError(f"no findings in {lang!r} (use one of {', '.join(self.text)})")
        if not self.subject:
            return self.text[base]
        colon = ": " if tongues()[base].is_spaced else "："
        text = self.text[base]
        return f"{self.subject[base]}{colon}{text[:1].lower()}{text[1:]}"


@dataclass(frozen=True)
class Findings:
    """The findings of traced corridors, the most telling first.

    >>> import corridors
    >>> found = corridors.load().trace("trans-caspian").findings()
    >>> found.title("trans-caspian").say("en")
    '4.5 Mt in 2024, 75% of the capacity of 6 Mt a year'
    >>> traffic = found.traffic("trans-caspian")
    >>> traffic.latest.value, traffic.latest.year
    (4500000.0, 2024)

    ``found.of(corridor)`` lists those of one corridor, ``found.atlas`` those of all together;
    iterating gives all. ``found.traffic(corridor)`` is the series that the corridor's number is
    taken from: points by year, capacity, share in use.
    """

    rows: tuple[Finding, ...]
    series: Mapping[str, tuple[Traffic, ...]] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Findings: {len(self.rows)}>"

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def atlas(self) -> tuple[Finding, ...]:
        """Those of the whole atlas."""
        return self.of("")

    def of(self, corridor: str) -> tuple[Finding, ...]:
        """Return those of a corridor, the most telling first."""
        return tuple(finding for finding in self.rows if finding.corridor == corridor)

    def title(self, corridor: str) -> Finding | None:
        """Return the most telling one of a corridor; None where no rule has anything to say."""
        return next(iter(self.of(corridor)), None)

    def traffics(self, corridor: str) -> tuple[Traffic, ...]:
        """Return the series of traffic along a corridor, its own first, then by length."""
        return self.series.get(corridor, ())

    def traffic(self, corridor: str) -> Traffic | None:
        """Return the series that stands for a corridor; None where none is known."""
        return next(iter(self.traffics(corridor)), None)

    def frame(self, *, lang: str = "en") -> pd.DataFrame:
        """Return a row per finding: ``corridor, rule, rank, sentence, sources``."""
        import pandas as pd

        return pd.DataFrame(
            {
                "corridor": finding.corridor,
                "rule": finding.rule,
                "rank": finding.rank,
                "sentence": finding.say(lang),
                "sources": "|".join(finding.sources),
            }
            for finding in self.rows
        )
