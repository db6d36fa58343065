"""Answers as layers of the map: coverage, gaps, catchments, proposed sites, the match with OSM."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maps.scene.overlay import Overlay

if TYPE_CHECKING:
    import geopandas as gpd

_WORDS = {
    "match": {"en": "Match with OpenStreetMap", "ru": "Соответствие OSM", "zh": "与 OSM 的吻合"},
    "whole": {"en": "Mapped throughout", "ru": "Есть целиком", "zh": "全程有图"},
    "partly": {"en": "Repaired, declared or straight", "ru": "С разрывами", "zh": "有缺口或直线"},
    "mapped_km": {"en": "Mapped, km", "ru": "Есть в OSM, км", "zh": "已绘，公里"},
    "repaired_km": {"en": "Repaired, km", "ru": "Восполнено, км", "zh": "修补，公里"},
    "declared_km": {"en": "Declared, km", "ru": "Заявлено, км", "zh": "声明，公里"},
    "straight_km": {"en": "Straight, km", "ru": "По прямой, км", "zh": "直线，公里"},
    "gauge_tagged_km": {
        "en": "Gauge tagged, km",
        "ru": "С колеёй, км",
        "zh": "轨距标注，公里",
    },
    "covered": {"en": "Near a hub", "ru": "Рядом с узлом", "zh": "枢纽附近"},
    "far": {"en": "Far from any hub", "ru": "Вдали от узлов", "zh": "远离枢纽"},
    "coverage": {"en": "Coverage by hubs", "ru": "Охват узлами", "zh": "枢纽覆盖"},
    "gaps": {"en": "Gaps", "ru": "Разрывы охвата", "zh": "覆盖空白"},
    "sites": {"en": "Proposed sites", "ru": "Предлагаемые узлы", "zh": "建议选址"},
    "adds": {"en": "Adds", "ru": "Добавляет", "zh": "新增"},
    "serves": {"en": "Serves", "ru": "Обслуживает", "zh": "服务"},
    "served": {"en": "What hubs serve", "ru": "Что обслуживают узлы", "zh": "枢纽服务量"},
    "catchments": {"en": "Catchments", "ru": "Зоны обслуживания", "zh": "腹地"},
    "country": {"en": "Country", "ru": "Страна", "zh": "国家"},
    "km": {"en": "km", "ru": "км", "zh": "公里"},
    "from_km": {"en": "From km", "ru": "От км", "zh": "起点里程"},
    "to_km": {"en": "To km", "ru": "До км", "zh": "终点里程"},
}


def coverage_layers(coverage: Any) -> list[Overlay]:  # noqa: ANN401 - corridors.coverage.Coverage
    """Return the bands of a coverage and its gaps, longest first."""
    bands = Overlay(
        _WORDS["coverage"],
        coverage.bands,
        "bands",
        value="covered",
        leg="leg",
        shown=True,
        columns={"country": _WORDS["country"], "km": _WORDS["km"]},
        classes=(_WORDS["covered"], _WORDS["far"]),
    )
    gaps = Overlay(
        _WORDS["gaps"],
        coverage.gaps,
        "gaps",
        value="km",
        label="corridor",
        columns={name: _WORDS[name] for name in ("from_km", "to_km", "km", "country")},
    )
    return [bands, gaps]


def siting_layers(siting: Any) -> list[Overlay]:  # noqa: ANN401 - corridors.siting.Siting
    """Return the proposed sites with what each adds, and what each serves as discs."""
    sites = siting.sites
    columns = {name: _WORDS[name] for name in ("country", "adds", "serves")}
    layers = [
        Overlay(
            _WORDS["sites"], sites, "sites", value="adds", label="name", columns=columns, shown=True
        )
    ]
    if sites["serves"].notna().all():
        layers.append(
            Overlay(_WORDS["served"], sites, "hubs", value="serves", label="name", columns=columns)
        )
    return layers


def catchment_layer(areas: gpd.GeoDataFrame, *, label: str) -> Overlay:
    """Return catchment polygons as a layer, each named by a column."""
    return Overlay(_WORDS["catchments"], areas, "areas", label=label)


def match_layer(table: gpd.GeoDataFrame) -> Overlay:
    """Return the match of legs with OpenStreetMap: whole where nothing is made up or straight."""
    made_up = table[["repaired_km", "declared_km", "straight_km"]].sum(axis=1)
    names = ("mapped_km", "repaired_km", "declared_km", "straight_km", "gauge_tagged_km")
    return Overlay(
        _WORDS["match"],
        table.assign(whole=made_up == 0.0),
        "bands",
        value="whole",
        label="leg",
        leg="leg",
        columns={name: _WORDS[name] for name in names},
        classes=(_WORDS["whole"], _WORDS["partly"]),
        shown=True,
    )
