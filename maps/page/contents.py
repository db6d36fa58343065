"""What a page of traced corridors shows, made without Folium, which takes long to load."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from geodata.degrees import in_degrees
from geodata.errors import InputError, Problem, did_you_mean
from maps import style
from maps.page.document import Content
from maps.page.still import still
from maps.scene import basemap as ground_of
from maps.scene import build as scenes
from maps.scene import model
from maps.scene.hubs import hubs_of
from maps.words.language import Language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from corridors.hubs.coverage import Coverage
    from corridors.traced import Traced
    from maps.scene.hubs import Hubs
    from maps.scene.json_types import StepJson
    from maps.scene.overlay import Overlay
    from maps.story.model import Story


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a page; see `maps.draw`."""

    hubs: Hubs = None
    lang: str = "en"
    title: str | None = None
    subtitle: str | None = None
    basemap: bool | str | Path = True
    layers: Sequence[Overlay] = ()
    story: Story | None = None
    compare: tuple[str, str] | None = None


def page_content(traced: Traced, wanted: Wanted) -> Content:
    """Return what a page of traced corridors shows.

    Raises
    ------
    InputError
        As `maps.draw` does.
    """
    lang, story = wanted.lang, wanted.story
    chosen = hubs_of(traced, wanted.hubs)
    _check_crs({"traced.legs": traced.legs, "hubs": chosen})
    table = Language(lang).words()
    scene = scenes.scene(traced, hubs=chosen, lang=lang, overlays=wanted.layers)
    ground = _layers(wanted=wanted.basemap)
    title = wanted.title or (Language(lang).pick(story.title) if story else "")
    title = title or _title(scene, table)
    subtitle = wanted.subtitle
    return Content(
        lang=lang,
        title=title,
        subtitle=_subtitle(scene, table, lang) if subtitle is None else subtitle,
        as_of=traced.atlas.date or "",
        verified=_verified(traced),
        scene=scene,
        ground=None if ground is None else ground_of.ground(ground, lang=lang, seam=scene.seam),
        still=still(scene, list(traced.legs.geometry), ground, title=title, names=table),
        steps=[] if story is None else _told(story, scene, traced, lang),
        compare=None if wanted.compare is None else _compared(wanted.compare, scene),
    )


def brief_content(traced: Traced, wanted: Wanted, *, coverage: Coverage | None = None) -> Content:
    """Return what a briefing shows: a page with the story that is composed from the data."""
    from maps.story.compose import compose, coverage_layer, published_legs

    bands = [] if coverage is None else [coverage_layer(coverage, wanted.lang)]
    content = page_content(traced, replace(wanted, layers=[*bands, *wanted.layers]))
    steps = compose(
        content.scene,
        lang=wanted.lang,
        title=content.title,
        coverage=coverage,
        published=published_legs(traced),
        traced=traced,
        verified=content.verified,
        as_of=content.as_of,
    )
    return replace(content, steps=steps)


def planner_content(content: Content, traced: Traced) -> Content:
    """Return what a page shows with the planner on the corridors on which ways are found."""
    from maps.scene.planner import planner_json

    return replace(content, planner=planner_json(traced, lang=content.lang))


def _told(story: Story, scene: model.Scene, traced: Traced, lang: str) -> list[StepJson]:
    from maps.story import compose as composing
    from maps.story.model import steps

    published = composing.published_legs(traced)
    numbers = composing.Composer(scene, lang, published=published).numbers
    return steps(story, scene, lang=lang, numbers=numbers)


def _compared(pair: Sequence[str], scene: model.Scene) -> tuple[str, str]:
    """Return two corridors or two years, checked."""
    known = [row.id for row in scene.corridors]
    years = [re.fullmatch("[0-9]{4}", name) is not None for name in pair]
    problems = [
        Problem(
            "",
            "compare",
            f"{name!r} is no corridor drawn and no year",
            did_you_mean(name, known) or f"use two of {', '.join(known)}, or two years",
        )
        for name, year in zip(pair, years, strict=True)
        if not year and name not in known
    ]
    if not problems and any(years) != all(years):
        problems = [
            Problem(
                "",
                "compare",
                "a corridor and a year cannot be compared",
                "give two corridors or two years",
            )
        ]
    if problems:
        raise InputError(problems)
    return (pair[0], pair[1])


def _check_crs(frames: Mapping[str, gpd.GeoDataFrame | None]) -> None:
    problems = [
        Problem(
            name,
            "crs",
            f"is {frame.crs or 'not set'}, not EPSG:4326",
            "frame.to_crs(4326), or frame.set_crs(4326) if the numbers are lon, lat already",
        )
        for name, frame in frames.items()
        if frame is not None and len(frame) and not in_degrees(frame)
    ]
    if problems:
        raise InputError(problems)


def _layers(*, wanted: bool | str | Path) -> ground_of.Layers | None:
    """Return the embedded basemap for True, none for False, else that of a folder."""
    if wanted is False:
        return None
    return ground_of.read(ground_of.folder() if wanted is True else Path(wanted))


def _title(scene: model.Scene, table: Mapping[str, str]) -> str:
    corridors = scene.corridors
    if len(corridors) == 1:
        return corridors[0].name
    families = [*{corridor.family for corridor in corridors}]
    if len(families) == 1 and families[0] < len(style.FAMILIES):
        return table[style.FAMILIES[families[0]].id]
    return table["title"]


def _subtitle(scene: model.Scene, table: Mapping[str, str], lang: str) -> str:
    total = round(sum(leg.km or 0 for leg in scene.legs if leg.status))
    corridors, routes = len(scene.corridors), len(scene.routes)
    lone = corridors == 1 and routes > 0
    what = (
        Language(lang).plural("n_routes", routes)
        if lone
        else Language(lang).plural("n_corridors", corridors)
    )
    return table["counted"].format(what, Language(lang).number(total))


def _verified(traced: Traced) -> str:
    """Return the last day on which a status of what is drawn was verified, where that is known."""
    return max((leg.leg.verified.isoformat() for leg in traced.by_ref.values()), default="")
