"""Traffic of legs as widths, and the least capacity of main routes, as rows of the scene."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridors.definitions.series import label
from corridors.definitions.vocabulary import Subject
from corridors.findings import wording
from corridors.findings.course import Course
from corridors.findings.loads import Basis, least_two, leg_loads, teu_weight
from maps.scene.model import Least

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corridors.definitions.series import Figure
    from corridors.findings.loads import Load
    from corridors.traced import Traced
    from maps.scene.rows.json_types import LoadJson
    from maps.words.language import Language

__all__ = ["least_record", "load_rows"]

_MT = 1e6
_TO_10_KT = -4


def load_rows(
    traced: Traced, language: Language, source_at: Mapping[str, int]
) -> dict[str, LoadJson]:
    """Return the traffic of each leg of which any is known, by ``corridor:leg``."""
    return {
        ref: _load(traced, load, language, source_at) for ref, load in leg_loads(traced).items()
    }


def _load(traced: Traced, load: Load, language: Language, source_at: Mapping[str, int]) -> LoadJson:
    figure = load.figure
    return (
        round(load.tonnes / _MT, 3),
        str(load.basis),
        _said(load, language),
        "" if load.basis is Basis.LEG else _name(traced, figure, language),
        label(figure),
        source_at.get(figure.source, -1),
        source_at.get(teu_weight().source, -1) if load.is_turned else -1,
    )


def _said(load: Load, language: Language) -> str:
    """Return how much, and of what is turned into tonnes by which factor."""
    table = language.words()
    told = wording.amount(load.figure)(language.base)
    if not load.is_turned:
        return told
    tonnes = wording.rate(round(load.tonnes, _TO_10_KT), "t/year")(language.base)
    factor = language.decimal(teu_weight().tonnes, pattern="#,##0.#")
    return table["load_turned"].format(tonnes, told, factor)


def _name(traced: Traced, figure: Figure, language: Language) -> str:
    corridor = figure.object if figure.scope is Subject.CORRIDOR else traced.ids[0]
    return Course(traced, corridor).name(figure.scope, figure.object)(language.base)


def least_record(
    course: Course,
    language: Language,
    *,
    leg_at: Mapping[str, int],
    hub_at: Mapping[str, int],
    source_at: Mapping[str, int],
) -> Least | None:
    """Return the least capacity known on a main route; None where fewer than two are known."""
    known = least_two(course)
    if known is None:
        return None
    least, _ = known
    return Least(
        said=wording.capacity(least)(language.base),
        year=label(least),
        name=course.name(least.scope, least.object)(language.base),
        source=source_at.get(least.source, -1),
        leg=leg_at.get(least.object, -1) if least.scope is Subject.LEG else -1,
        hub=hub_at.get(least.object, -1) if least.scope is Subject.PLACE else -1,
    )
