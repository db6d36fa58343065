"""A story: what a person writes in a small TOML file, checked, and turned into steps for the page.

.. code-block:: toml

    schema = 1
    title = "The Middle Corridor"          # or en = ..., ru = ..., zh = ... in [title]

    [[step]]
    title = "Across the Caspian"
    text = "Two ports, one crossing."
    notes = "For the presenter only."
    view = [46.0, 38.0, 56.0, 46.0]         # west, south, east, north; fitted where it is left out
    corridors = ["trans-caspian"]           # shown; all where it is left out
    highlight = ["trans-caspian:aktau-alat"]  # corridor, corridor:leg or corridor/route
    places = ["aktau", "alat"]
    profile = "trans-caspian/main"          # a strip chart under the map
    numbers = "trans-caspian"               # lengths by country and mode under the text
    year = 2026
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, cast

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PrivateAttr,
    StringConstraints,
    ValidationError,
)

from corridors.definitions.fields import Number, Prose, Record, Slug, Tag, Year
from corridors.definitions.messages import explain
from corridors.definitions.vocabulary import LegStatus, Mode
from geodata.degrees import LON_LIMIT_DEG
from geodata.errors import InputError, Problem, did_you_mean
from geodata.files import read_toml
from maps import style
from maps.scene.rows.seam import turned
from maps.words.language import Language

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Sequence

    from maps.scene.json_types import BlockJson, StepJson
    from maps.scene.model import Scene


def _by_language(value: object) -> object:
    return {"en": value} if isinstance(value, str) else value


_POLAR = 85
"""Degrees of latitude up to which a map of the web is drawn."""


def _box(view: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    west, south, east, north = view
    east_most = 2 * LON_LIMIT_DEG  # a box may reach across the antimeridian
    if not (-LON_LIMIT_DEG <= west < east <= east_most and -_POLAR <= south < north <= _POLAR):
        raise ValueError("is no box; write [west, south, east, north] in degrees")
    return view


Texts = Annotated[dict[Tag, Prose], BeforeValidator(_by_language)]
"""A text, or texts by language tag; a lone text serves every language."""


View = Annotated[tuple[Number, Number, Number, Number], AfterValidator(_box)]


_TARGET = "^[a-z0-9-]+([:/][a-z0-9-]+)?$"


Target = Annotated[str, StringConstraints(pattern=_TARGET)]


RouteName = Annotated[str, StringConstraints(pattern="^[a-z0-9-]+/[a-z0-9-]+$")]


EventKind = Literal["break_of_gauge", "border", "mode_change"]


class Step(Record):
    """One step of a story; what is left out shows everything."""

    title: Texts
    text: Texts = Field(default={})
    notes: Texts = Field(default={})
    chapter: Texts = Field(default={})
    view: View | None = None
    corridors: tuple[Slug, ...] = ()
    highlight: tuple[Target, ...] = ()
    places: tuple[Slug, ...] = ()
    modes: tuple[Mode, ...] | None = None
    statuses: tuple[LegStatus, ...] | None = None
    hubs: tuple[str, ...] | None = None
    events: tuple[EventKind, ...] | None = None
    overlays: tuple[str, ...] = ()
    year: Year | None = None
    profile: RouteName | None = None
    numbers: Slug | None = None


class Story(Record):
    """A title and steps."""

    schema_version: Literal[1] = Field(alias="schema")
    title: Texts = Field(default={})
    steps: tuple[Step, ...] = Field(alias="step", min_length=1)
    _file: str = PrivateAttr(default="")

    @property
    def file(self) -> str:
        """Where it was read from, for messages."""
        return self._file

    def read_from(self, file: str) -> Self:
        """Return the story with the name of its file."""
        story = self.model_copy()
        story._file = file  # noqa: SLF001 - its own
        return story


def read(path: str | os.PathLike[str]) -> Story:
    """Read a story from a TOML file.

    Raises
    ------
    InputError
        With every fault of the file: item, what is wrong, remedy.
    """
    file = str(path)
    data = read_toml(Path(path))
    try:
        return Story.model_validate(data).read_from(file)
    except ValidationError as error:
        raise InputError(explain(error, data, file=file, model=Story)) from error


class Index:
    """The names that a story may use, and the scene's numbers for them."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.corridors = {row.id: i for i, row in enumerate(scene.corridors)}
        self.hubs = {row.id: i for i, row in enumerate(scene.hubs)}
        self.layers = {row.name: i for i, row in enumerate(scene.layers)}
        self.legs = {row.id: i for i, row in enumerate(scene.legs)}
        self.routes = {
            f"{scene.corridors[row.corridor].id}/{row.id}": i for i, row in enumerate(scene.routes)
        }

    def legs_of(self, corridor: int) -> list[int]:
        """Return the legs that a corridor runs over or states, as numbers."""
        return [i for i, leg in enumerate(self.scene.legs) if corridor in leg.users]

    def route_legs(self, route: int) -> list[int]:
        """Return the legs of a route, as numbers."""
        signed = self.scene.routes[route].legs
        return list(dict.fromkeys(leg if leg >= 0 else ~leg for leg in signed))

    def target(self, name: str) -> list[int]:
        """Return the legs that a corridor, ``corridor/route`` or ``corridor:leg`` names."""
        if name in self.corridors:
            return self.legs_of(self.corridors[name])
        return self.route_legs(self.routes[name]) if "/" in name else [self.legs[name]]

    def targets(self) -> list[str]:
        """Return every name that may be highlighted."""
        return [*self.corridors, *self.routes, *self.legs]


def steps(
    story: Story,
    scene: Scene,
    *,
    lang: str,
    numbers: Callable[[int], list[BlockJson]] | None = None,
) -> list[StepJson]:
    """Return the steps of a story for the page, in a language.

    Parameters
    ----------
    numbers
        Makes the blocks of a corridor's numbers, for steps that ask for them.

    Raises
    ------
    InputError
        Naming every corridor, leg, route, place, kind of hub or layer that is not there.
    """
    index = Index(scene)
    if problems := list(_strangers(story, index)):
        raise InputError(problems)
    return [_step(step, index, scene, lang, numbers) for step in story.steps]


def _strangers(story: Story, index: Index) -> Iterable[Problem]:
    kinds = [kind.id for kind in style.HUB_KINDS]
    for row, step in enumerate(story.steps):
        asked: list[tuple[str, Sequence[str], Iterable[str]]] = [
            ("corridors", step.corridors, index.corridors),
            ("highlight", step.highlight, index.targets()),
            ("places", step.places, index.hubs),
            ("hubs", step.hubs or (), kinds),
            ("overlays", step.overlays, index.layers),
            ("profile", [step.profile] if step.profile else [], index.routes),
            ("numbers", [step.numbers] if step.numbers else [], index.corridors),
        ]
        for key, names, known in asked:
            there = list(known)
            for name in names:
                if name not in there:
                    remedy = did_you_mean(name, there) or _some(there)
                    yield Problem(
                        story.file, f"step[{row + 1}].{key}", f"{name!r} is not drawn", remedy
                    )


_FEW = 6


def _some(names: Sequence[str]) -> str:
    more = ", ..." if names[_FEW:] else ""
    return f"one of {', '.join(names[:_FEW])}{more}" if names else ""


def _step(
    step: Step,
    index: Index,
    scene: Scene,
    lang: str,
    numbers: Callable[[int], list[BlockJson]] | None,
) -> StepJson:
    legs = list(dict.fromkeys(leg for name in step.highlight for leg in index.target(name)))
    only = [index.corridors[name] for name in step.corridors]
    shown = legs or [leg for corridor in only for leg in index.legs_of(corridor)]
    blocks = numbers(index.corridors[step.numbers]) if numbers and step.numbers else []
    return blank(
        title=Language(lang).pick(step.title),
        text=Language(lang).pick(step.text),
        notes=Language(lang).pick(step.notes),
        chapter=Language(lang).pick(step.chapter),
        view=step.view or box(index, shown, step.places, scene),
        only=only or None,
        legs=legs,
        places=[index.hubs[name] for name in step.places],
        modes=step.modes,
        statuses=step.statuses,
        hubs=step.hubs,
        events=step.events,
        overlays=[index.layers[name] for name in step.overlays],
        year=step.year,
        strip=index.routes[step.profile] if step.profile and scene.strips else None,
        blocks=blocks,
    )


def blank(**given: Any) -> StepJson:  # noqa: ANN401
    """Return a step as the page takes it, with defaults for what is not given."""
    step: StepJson = {
        "title": "",
        "over": "",
        "text": "",
        "notes": "",
        "chapter": "",
        "view": None,
        "only": None,
        "lit": None,
        "legs": [],
        "places": [],
        "modes": None,
        "statuses": None,
        "hubs": None,
        "events": None,
        "overlays": [],
        "year": None,
        "strip": None,
        "blocks": [],
        "key": ["modes", "statuses", "events", "overlays"],
    }
    return cast("StepJson", {**step, **given})


_LEAST_DEG = 1.5


def box(
    index: Index, legs: Iterable[int], places: Iterable[str], scene: Scene
) -> tuple[float, float, float, float] | None:
    """Return the box around legs and places in degrees, None for the whole scene."""
    boxes = [scene.leg_boxes[leg] for leg in legs if scene.leg_boxes[leg] is not None]
    points = [scene.hubs[index.hubs[name]].at for name in places]
    found = [item for item in boxes if item]
    found += [(turned(x, scene.seam), y) * 2 for x, y in points]
    if not found:
        return None
    west, south = (min(item[axis] for item in found) for axis in (0, 1))
    east, north = (max(item[axis] for item in found) for axis in (2, 3))
    wider = max(0.0, _LEAST_DEG - (east - west)) / 2
    higher = max(0.0, _LEAST_DEG / 2 - (north - south)) / 2
    return (
        round(west - wider, 4),
        round(south - higher, 4),
        round(east + wider, 4),
        round(north + higher, 4),
    )
