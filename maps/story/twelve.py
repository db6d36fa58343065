"""Which findings are told first: twelve at most, chosen by a rule.

Of one corridor its most telling ones. Of several: the figure that draws one in; one of each family,
traffic before all else; what opened, what is shut, what is limited; the titles of further
corridors; and last what is still to be built.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from maps import style

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from corridors.definitions.catalogue import Catalogue
    from corridors.findings.model import Finding, Findings

STEPS = 12


_OF_A_RULE = 3
_TRAFFIC = frozenset({"use", "growth"})
_SHUT = frozenset({"shut", "idle", "pairs_shut", "lost"})
_AHEAD = frozenset({"not_built", "missing", "variant_missing", "announced"})


def choose(found: Findings, catalogue: Catalogue) -> tuple[Finding, ...]:
    """Return the findings of a story in the order of telling, each once.

    Parameters
    ----------
    catalogue
        Tells the family of a corridor.
    """
    corridors = {finding.corridor for finding in found} - {""}
    if len(corridors) <= 1:
        return _of_one(found)
    return _Choice(found, catalogue).made()


def _of_one(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the most telling findings, of one rule at most `_OF_A_RULE`."""
    told: Counter[str] = Counter()
    chosen = []
    for finding in found:
        told[finding.rule] += 1
        if told[finding.rule] <= _OF_A_RULE:
            chosen.append(finding)
    return tuple(chosen[:STEPS])


class _Choice:
    """Fills the places of a story of several corridors one after the other."""

    def __init__(self, found: Findings, catalogue: Catalogue) -> None:
        self._found = found
        self._catalogue = catalogue
        self._chosen: list[Finding] = []

    def made(self) -> tuple[Finding, ...]:
        """Return the findings in the order of telling."""
        self._take(lambda finding: finding.rule in _TRAFFIC and bool(finding.corridor))
        for family in style.FAMILIES:
            if not self._take(partial(self._is_traffic_of, family=family.id)):
                self._take(partial(self._is_title_of, family=family.id))
        self._take(lambda finding: finding.rule == "opened", by=len_km)
        self._take(lambda finding: finding.rule in _SHUT)
        self._take(lambda finding: finding.rule == "limited")
        last = self._pick(lambda finding: finding.rule in _AHEAD and not finding.corridor)
        while len(self._chosen) < STEPS - (last is not None):
            if not self._take(self._is_new_title):
                break
        return (*self._chosen, *([last] if last else []))

    def _take(
        self,
        suits: Callable[[Finding], bool],
        *,
        by: Callable[[Finding], float] | None = None,
    ) -> bool:
        finding = self._pick(suits, by=by)
        if finding is not None:
            self._chosen.append(finding)
        return finding is not None

    def _pick(
        self,
        suits: Callable[[Finding], bool],
        *,
        by: Callable[[Finding], float] | None = None,
    ) -> Finding | None:
        """Return the first that suits and says nothing that was said, by rank or a measure."""
        said = {finding.text["en"] for finding in self._chosen}
        suiting = (each for each in self._found if suits(each) and each.text["en"] not in said)
        return next(suiting, None) if by is None else max(suiting, key=by, default=None)

    def _told(self) -> set[str]:
        return {finding.corridor for finding in self._chosen}

    def _is_new_title(self, finding: Finding) -> bool:
        new = finding.corridor not in {"", *self._told()}
        return new and finding is self._found.title(finding.corridor)

    def _is_title_of(self, finding: Finding, *, family: str) -> bool:
        return self._is_new_title(finding) and self._family(finding) == family

    def _is_traffic_of(self, finding: Finding, *, family: str) -> bool:
        new = finding.corridor not in {"", *self._told()}
        return new and finding.rule in _TRAFFIC and self._family(finding) == family

    def _family(self, finding: Finding) -> str:
        return str(self._catalogue.corridors[finding.corridor].family)


def len_km(finding: Finding) -> float:
    """Return the km of the legs that a finding rests on."""
    rows = (each for each in finding.evidence if each.table == "legs" and each.unit == "km")
    return sum(float(each.value.rpartition(", ")[2]) for each in rows)
