"""The words that only printed maps and slides use, in English, Russian and Chinese."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from babel.dates import format_date
from babel.numbers import format_decimal

from maps.words import page

if TYPE_CHECKING:
    from collections.abc import Mapping

_ROWS: tuple[tuple[str, str, str, str], ...] = (
    (
        "credit_lines",
        "Lines: © OpenStreetMap contributors, ODbL 1.0; sea lanes: searoute, Apache-2.0. "
        "Places: © GeoNames, CC BY 4.0, and others. Ground: {0}.",
        "Линии: © участники OpenStreetMap, ODbL 1.0; морские пути: searoute, Apache-2.0. "
        "Пункты: © GeoNames, CC BY 4.0, и другие. Основа: {0}.",
        "线路：© OpenStreetMap 贡献者，ODbL 1.0；航线：searoute，Apache-2.0。"
        "地点：© GeoNames，CC BY 4.0，及其他。底图：{0}。",
    ),
    (
        "credit_sources",
        "Routes and statuses: {0} cited sources, read up to {1}.",
        "Маршруты и состояние: источников \u2014 {0}, дата обращения не позднее {1}.",
        "路线与状态：引用{0}项来源，查阅截至{1}。",
    ),
    (
        "albers",
        "Albers equal-area projection, standard parallels {0} and {1}; scale true along them.",
        "Равновеликая проекция Альберса, главные параллели {0} и {1}; масштаб верен вдоль них.",
        "阿伯斯等积投影，标准纬线{0}和{1}，比例尺沿标准纬线准确。",
    ),
    (
        "lcc",
        "Lambert conformal conic projection, standard parallels {0} and {1}; "
        "scale true along them.",
        "Равноугольная проекция Ламберта, главные параллели {0} и {1}; масштаб верен вдоль них.",
        "兰勃特等角圆锥投影，标准纬线{0}和{1}，比例尺沿标准纬线准确。",
    ),
    (
        "cea",
        "Equal-area cylindrical projection; scale true along {0} and {1}.",
        "Равновеликая цилиндрическая проекция; масштаб верен вдоль {0} и {1}.",
        "等积圆柱投影，比例尺沿{0}和{1}准确。",
    ),
    (
        "merc",
        "Mercator projection; scale true along {0} and {1}.",
        "Проекция Меркатора; масштаб верен вдоль {0} и {1}.",
        "墨卡托投影，比例尺沿{0}和{1}准确。",
    ),
    ("joint", "; ", "; ", "；"),
    ("mm", "mm", "мм", "毫米"),
    ("strip", "Along the route: {0}, {1} km", "Вдоль маршрута: {0}, {1} км", "沿线：{0}，{1}公里"),
    ("gauge_row", "Gauge", "Колея", "轨距"),
    ("mode_row", "Mode", "Транспорт", "方式"),
    ("country_row", "Country", "Страна", "国家"),
    ("status_row", "Status", "Состояние", "状态"),
    (
        "routes_counted",
        "{0}, {1} km of lines, of which in use {2} km",
        "{0}, {1} км линий, из них действует {2} км",
        "{0}，线路{1}公里，其中在用{2}公里",
    ),
    ("lengths_by_route", "Lengths by route, km", "Длина маршрутов, км", "各路线里程（公里）"),
    (
        "by_country_and_mode",
        "Lines by country and mode, km",
        "Линии по странам и видам транспорта, км",
        "各国各方式线路里程（公里）",
    ),
    ("total", "Total", "Всего", "合计"),
    ("in_use", "In use", "Действует", "在用"),
    ("not_yet", "Not yet", "Ещё нет", "未投用"),
    ("overview", "All corridors", "Все коридоры", "全部走廊"),
    (
        "more_routes",
        "and {0} more routes",
        "и ещё маршрутов: {0}",
        "另有{0}条路线",
    ),
    ("continued", "{0} ({1} of {2})", "{0} ({1} из {2})", "{0}（{1}/{2}）"),
    (
        "map_alt",
        "Map: {0}. Legs drawn: {1}. Countries: {2}.",
        "Карта: {0}. Участков: {1}. Страны: {2}.",
        "地图：{0}。区段：{1}。国家：{2}。",
    ),
    (
        "strip_alt",
        "Strip chart along {0}, {1} km: countries, modes, gauges, borders and hubs by chainage.",
        "Схема вдоль маршрута {0}, {1} км: страны, транспорт, колея, границы и узлы по километрам.",
        "{0}沿线示意图，{1}公里：按里程列出国家、方式、轨距、口岸和枢纽。",
    ),
)


_TABLE: dict[str, dict[str, str]] = {
    language: {row[0]: row[1 + column] for row in _ROWS}
    for column, language in enumerate(page.LANGUAGES)
}


def words(lang: str) -> Mapping[str, str]:
    """Return the furniture's words and those of print in one table.

    Raises
    ------
    InputError
        If they are not translated into the language.
    """
    common = page.furniture(lang)
    return {**common, **_TABLE[lang.replace("_", "-").split("-")[0].lower()]}


def number(value: float, lang: str) -> str:
    """Return a whole number with the language's thousands."""
    return str(format_decimal(round(value), locale=lang.replace("-", "_")))


def day(text: str, lang: str) -> str:
    """Return an ISO day in words; anything else as it is."""
    try:
        moment = dt.date.fromisoformat(text)
    except ValueError:
        return text
    # Plain "en" would put the month first.
    locale = "en_GB" if lang == "en" else lang.replace("-", "_")
    return str(format_date(moment, format="long", locale=locale))


def short(name: str) -> str:
    """Return a name without what stands in brackets after it."""
    for bracket in (" (", "（", "("):
        head = name.split(bracket, maxsplit=1)[0].strip()
        if head and head != name:
            return head
    return name
