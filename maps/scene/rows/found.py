"""What was found of corridors: sentences with their sources, and traffic by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridors.definitions.series import label
from corridors.definitions.vocabulary import Subject
from corridors.findings import wording
from corridors.findings.course import Course
from maps.scene.model import FoundOf
from maps.scene.rows.loads import least_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from corridors.definitions.series import Figure
    from corridors.findings.model import Finding
    from corridors.findings.traffic import Traffic
    from corridors.traced import Traced
    from maps.scene.model import Least
    from maps.scene.rows.json_types import FoundJson, PointJson, SeriesJson
    from maps.words.language import Language

__all__ = ["Found"]

_SERIES = 6
"""Series of traffic that a corridor's page shows; the first stands for the corridor."""


class Found:
    """Findings and traffic as rows of the scene, in a language.

    Parameters
    ----------
    leg_at, hub_at, source_at
        Numbers of legs (``corridor:leg``), hubs and sources in the scene.
    """

    def __init__(
        self,
        traced: Traced,
        language: Language,
        *,
        leg_at: Mapping[str, int],
        hub_at: Mapping[str, int],
        source_at: Mapping[str, int],
    ) -> None:
        self.traced = traced
        self.language = language
        self.leg_at = leg_at
        self.hub_at = hub_at
        self.source_at = source_at
        self.findings = traced.findings()

    def of(self, corridor: str) -> FoundOf:
        """Return what was found of a corridor; of the whole atlas for ``""``."""
        found = self.findings.of(corridor) if corridor else self.findings.atlas
        series = self.findings.traffics(corridor)[:_SERIES]
        return FoundOf(
            findings=[self._sentence(each) for each in found],
            series=[self._traffic(each, corridor) for each in series],
            least=self._least(corridor) if corridor else None,
        )

    def _least(self, corridor: str) -> Least | None:
        return least_record(
            Course(self.traced, corridor),
            self.language,
            leg_at=self.leg_at,
            hub_at=self.hub_at,
            source_at=self.source_at,
        )

    def _sentence(self, finding: Finding) -> FoundJson:
        return (
            finding.say(self.language.base),
            self._sources(finding.sources),
            [self.hub_at[place] for place in finding.places if place in self.hub_at],
            [self.leg_at[leg] for leg in finding.legs if leg in self.leg_at],
        )

    def _sources(self, ids: Iterable[str]) -> list[int]:
        return [self.source_at[each] for each in ids if each in self.source_at]

    def _traffic(self, traffic: Traffic, corridor: str) -> SeriesJson:
        own = traffic.subject is Subject.CORRIDOR and traffic.object == corridor
        course = Course(self.traced, corridor)
        return {
            "of": "" if own else course.name(traffic.subject, traffic.object)(self.language.base),
            "points": [self._point(figure) for figure in traffic.points],
            "capacity": self._limit(traffic.capacity),
            "planned": self._limit(traffic.planned),
            "share": None if traffic.share is None else round(traffic.share, 4),
        }

    def _point(self, figure: Figure) -> PointJson:
        said = wording.amount(figure)(self.language.base)
        return label(figure), figure.value, said, self._source(figure)

    def _limit(self, figure: Figure | None) -> PointJson | None:
        if figure is None:
            return None
        said = wording.capacity(figure)(self.language.base)
        return label(figure), figure.value, said, self._source(figure)

    def _source(self, figure: Figure) -> int:
        return self.source_at.get(figure.source, -1)
