"""The words of the page's furniture in English, Russian and Chinese."""

from __future__ import annotations

import babel
from babel.numbers import format_decimal

LANGUAGES: tuple[str, ...] = ("en", "ru", "zh")


_ROWS: tuple[tuple[str, str, str, str], ...] = (
    ("title", "Eurasian transport corridors", "Транспортные коридоры Евразии", "欧亚运输走廊"),
    ("corridors", "Corridors", "Коридоры", "运输走廊"),
    ("routes", "Routes", "Маршруты", "路线"),
    ("route", "Route", "Маршрут", "路线"),
    ("corridor", "Corridor", "Коридор", "走廊"),
    ("legs", "Legs", "Участки", "区段"),
    ("leg", "Leg", "Участок", "区段"),
    ("hubs", "Hubs", "Узлы", "枢纽"),
    ("hub", "Hub", "Узел", "枢纽"),
    ("layers", "Layers", "Слои", "图层"),
    ("legend", "Legend", "Условные обозначения", "图例"),
    ("mode", "Mode", "Вид транспорта", "运输方式"),
    ("status", "Status", "Состояние", "状态"),
    ("kind", "Kind", "Вид", "类型"),
    ("country", "Country", "Страна", "国家"),
    ("countries", "Countries", "Страны", "国家"),
    ("name", "Name", "Название", "名称"),
    ("code", "UN/LOCODE", "UN/LOCODE", "UN/LOCODE"),
    ("gauge", "Gauge, mm", "Колея, мм", "轨距（毫米）"),
    ("from", "From", "От", "起点"),
    ("to", "To", "До", "终点"),
    ("since", "since {0}", "с {0}", "自{0}起"),
    ("in_use_by", "in use by {0}", "действует не позднее {0}", "至迟{0}已使用"),
    ("resumed", "again since {0}", "вновь с {0}", "{0}恢复"),
    ("status_from", "in this state from {0}", "в этом состоянии с {0}", "{0}起为此状态"),
    ("last_heard", "Last heard of", "Последнее известие", "最近消息"),
    ("heard_long_ago", "{0}, over six months ago", "{0}, более полугода назад", "{0}（半年以前）"),
    ("heard_undated", "no dated page", "без датированной страницы", "无注明日期的来源"),
    ("fact", "{0}: {1} {2} ({3})", "{0}: {1} {2} ({3})", "{0}：{1} {2}（{3}）"),
    ("fact_note", "{0}; {1}", "{0}; {1}", "{0}；{1}"),
    ("length", "Length", "Протяжённость", "里程"),
    ("length_km", "Length, km", "Длина, км", "里程（公里）"),
    ("km", "km", "км", "公里"),
    ("metre", "m", "м", "米"),
    ("north", "N", "с. ш.", "北"),
    ("south", "S", "ю. ш.", "南"),
    ("east", "E", "в. д.", "东"),
    ("west", "W", "з. д.", "西"),
    ("published", "Published", "По публикациям", "公布里程"),
    ("published_km", "Published, km", "По публикациям, км", "公布里程（公里）"),
    ("ratio", "Computed / published", "Расчёт / публикация", "计算/公布"),
    ("operating_km", "In use, km", "Действует, км", "在用（公里）"),
    ("planned_km", "Not yet in use, km", "Ещё не действует, км", "未投用（公里）"),
    ("borders", "Border crossings", "Пограничные переходы", "边境口岸"),
    ("breaks", "Breaks of gauge", "Смены колеи", "轨距变换"),
    ("break_of_gauge", "Break of gauge", "Смена колеи", "轨距变换"),
    ("border", "Border", "Граница", "边境"),
    ("mode_change", "Change of mode", "Смена вида транспорта", "运输方式转换"),
    ("inferred", "inferred", "определено расчётом", "推断"),
    ("at_km", "km {0}", "{0}-й км", "{0}公里处"),
    ("sources", "Sources", "Источники", "资料来源"),
    ("accessed", "accessed {0}", "дата обращения {0}", "查阅于{0}"),
    ("facts", "Capacity and traffic", "Пропускная способность и объёмы перевозок", "能力与运量"),
    ("note", "Note", "Примечание", "备注"),
    ("drawn", "How it is drawn", "Как нанесено", "绘制依据"),
    (
        "chord_km",
        "on straight pieces over 50 km",
        "на прямых отрезках длиннее 50 км",
        "超过50公里的直线段",
    ),
    ("access_km", "from the places to the network", "От пунктов до сети", "地点至线网"),
    ("basis_published", "published length", "опубликованная длина", "公布里程"),
    ("basis_thread", "length of the threaded line", "длина линии по станциям", "按站点连线计算"),
    ("basis_track", "length along the track", "длина по пути", "沿线里程"),
    ("basis_sketch", "length of a sketch", "длина по схеме", "示意线长度"),
    ("shape_mapped", "mapped course", "по карте", "实测线形"),
    ("shape_threaded", "drawn through stations", "через станции", "经站点连线"),
    ("shape_chord", "straight between stations", "прямая между станциями", "站间直线"),
    ("shape_sketch", "sketch", "схема", "示意"),
    ("rail", "Rail", "Железная дорога", "铁路"),
    ("road", "Road", "Автодорога", "公路"),
    ("sea", "Sea", "Море", "海运"),
    ("ferry", "Ferry", "Паром", "轮渡"),
    ("waterway", "Inland waterway", "Внутренний водный путь", "内河航道"),
    ("operating", "Operating", "Действует", "运营"),
    ("limited", "Limited service", "Работает с ограничениями", "受限运营"),
    ("construction", "Under construction", "Строится", "在建"),
    ("planned", "Planned", "Планируется", "规划"),
    ("proposed", "Proposed", "Предлагается", "拟议"),
    ("suspended", "Suspended", "Приостановлено", "暂停"),
    ("closed", "Closed", "Закрыто", "关闭"),
    ("sea_port", "Sea port", "Морской порт", "海港"),
    ("river_port", "River port", "Речной порт", "内河港"),
    ("dry_port", "Dry port", "Сухой порт", "陆港"),
    ("rail_terminal", "Rail terminal", "Железнодорожный терминал", "铁路货运站"),
    ("logistics_centre", "Logistics centre", "Логистический центр", "物流中心"),
    ("border_crossing", "Border crossing", "Пункт пропуска", "边境口岸"),
    ("gauge_yard", "Gauge-change yard", "Пункт смены колеи", "换轨站"),
    ("city", "City", "Город", "城市"),
    ("belt-and-road", "Belt and Road", "Один пояс, один путь", "“一带一路”"),
    ("trans-caspian", "Trans-Caspian", "Транскаспий", "跨里海"),
    ("north-south", "North-South", "Север\u00a0\u2014 Юг", "南北走廊"),
    (
        "central-south-asia",
        "Central Asia - South Asia",
        "Центральная Азия\u00a0\u2014 Южная Азия",
        "中亚—南亚",
    ),
    ("northern-eurasia", "Northern Eurasia", "Северная Евразия", "欧亚北部"),
    ("other", "Other", "Прочие", "其他"),
    ("search", "Search places and corridors", "Поиск мест и коридоров", "搜索地点和走廊"),
    ("search_none", "Nothing found", "Ничего не найдено", "未找到"),
    ("search_count", "{0} found", "Найдено: {0}", "找到{0}项"),
    ("all", "All", "Выбрать все", "全选"),
    ("none", "None", "Снять все", "全不选"),
    ("expand", "Show what belongs to {0}", "Раскрыть: {0}", "展开：{0}"),
    ("zoom_to", "Show {0} on the map", "Показать на карте: {0}", "在地图上显示：{0}"),
    ("zoom_in", "Zoom in", "Приблизить", "放大"),
    ("zoom_out", "Zoom out", "Отдалить", "缩小"),
    ("home", "Whole map", "Вся карта", "全图"),
    ("measure", "Measure a distance", "Измерить расстояние", "测距"),
    (
        "measure_help",
        "Click points on the map; double click or Enter ends, Escape clears.",
        "Щёлкайте по карте; двойной щелчок или Enter \u2014 конец, Escape \u2014 сброс.",
        "在地图上点击各点；双击或回车结束，Esc 清除。",
    ),
    ("table", "Tables", "Таблицы", "表格"),
    (
        "table_help",
        "What the map shows, as tables",
        "То, что на карте, в таблицах",
        "地图内容的表格形式",
    ),
    ("print", "Print", "Печать", "打印"),
    ("close", "Close", "Закрыть", "关闭"),
    ("panel", "Layers and search", "Слои и поиск", "图层与搜索"),
    ("map", "Map of transport corridors", "Карта транспортных коридоров", "运输走廊地图"),
    ("skip", "Skip to the tables", "К таблицам", "跳至表格"),
    ("position", "Position of the pointer", "Положение указателя", "指针位置"),
    ("as_of", "as of {0}", "по состоянию на {0}", "截至{0}"),
    (
        "n_corridors",
        "{0} corridor|{0} corridors",
        "{0} коридор|{0} коридора|{0} коридоров",
        "{0}条走廊",
    ),
    (
        "n_routes",
        "{0} route|{0} routes",
        "{0} маршрут|{0} маршрута|{0} маршрутов",
        "{0}条路线",
    ),
    (
        "n_countries",
        "{0} country|{0} countries",
        "{0} страна|{0} страны|{0} стран",
        "{0}个国家",
    ),
    ("counted", "{0}, {1} km of lines", "{0}, {1} км линий", "{0}，线路{1}公里"),
    ("verified", "verified up to {0}", "проверено по {0}", "核实至{0}"),
    ("about", "Sources and licences", "Источники и лицензии", "资料来源与许可"),
    (
        "boundaries",
        "Boundaries: {0}. No endorsement implied.",
        "Границы: {0}. Их показ не означает признания.",
        "边界：{0}；不代表任何立场或认可。",
    ),
    ("own_boundaries", "supplied by the user", "предоставлены пользователем", "由用户提供"),
    ("disputed", "Disputed boundary", "Спорная граница", "争议边界"),
    ("high_seas", "On water", "По воде", "水上"),
    ("time", "Time", "Время", "时间"),
    ("year", "Year", "Год", "年份"),
    ("play", "Play", "Пуск", "播放"),
    ("pause", "Pause", "Пауза", "暂停"),
    (
        "time_help",
        "Statuses at the end of the year; legs without a dated history keep theirs.",
        "Состояние на конец года; участки без датированной истории не меняются.",
        "年末状态；无日期记录的区段保持不变。",
    ),
    (
        "time_km",
        "In use: {0} km; being built, planned or proposed: {1} km",
        "Действует: {0} км; строится, планируется или предлагается: {1} км",
        "在用：{0}公里；在建、规划或拟议：{1}公里",
    ),
    ("compare", "Compare", "Сравнить", "比较"),
    ("compare_left", "First map", "Первая карта", "第一幅"),
    ("compare_right", "Second map", "Вторая карта", "第二幅"),
    ("years", "Years", "Годы", "年份"),
    ("today", "Latest", "Последнее", "最新"),
    ("differences", "Differences", "Различия", "差异"),
    ("difference", "Difference", "Разница", "差值"),
    ("figure", "Figure", "Показатель", "指标"),
    ("no_differences", "No differences", "Различий нет", "无差异"),
    ("main_route", "Main route", "Основной маршрут", "主线"),
    ("all_legs", "All legs", "Все участки", "全部区段"),
    ("shared_km", "Shared, km", "Общие участки, км", "共用（公里）"),
    ("unseen", "Did not exist", "Не существовало", "尚不存在"),
    ("profile", "Profile", "Профиль", "沿线里程图"),
    ("profile_of", "Along the route: {0}", "Вдоль маршрута: {0}", "沿线：{0}"),
    (
        "profile_help",
        "Point at the strip, or tab to it and use the arrow keys.",
        "Наведите указатель на полосу или перейдите на неё клавишей Tab и двигайтесь стрелками.",
        "将指针移到色带上，或用 Tab 键选中后按方向键。",
    ),
    (
        "profile_touch",
        "Touch the strip to read it.",
        "Коснитесь полосы, чтобы прочесть её.",
        "触摸色带即可读数。",
    ),
    ("gauges", "Gauge", "Колея", "轨距"),
    ("mm", "mm", "мм", "毫米"),
    ("more", "More tools", "Другие инструменты", "更多工具"),
    ("overlays", "Analysis", "Анализ", "分析"),
    ("covered", "within reach", "в пределах досягаемости", "覆盖"),
    ("uncovered", "out of reach", "вне досягаемости", "未覆盖"),
    ("value", "Value", "Значение", "数值"),
    ("station", "Station", "Станция", "车站"),
    ("junction", "Junction", "Узловая станция", "接轨站"),
    (
        "nothing",
        "Nothing is shown: turn a layer on.",
        "Ничего не показано: включите слой.",
        "未显示任何内容：请打开图层。",
    ),
    (
        "old_browser",
        "This page needs a browser of 2023 or later.",
        "Для этой страницы нужен браузер 2023 года или новее.",
        "此页面需要2023年或更新的浏览器。",
    ),
    (
        "no_script",
        "This map needs JavaScript, which the page carries itself; nothing is loaded.",
        "Карте нужен JavaScript, он находится внутри страницы; ничего не загружается.",
        "此地图需要启用 JavaScript；脚本已内置，不会加载任何外部内容。",
    ),
)


FURNITURE: dict[str, dict[str, str]] = {
    language: {row[0]: row[1 + column] for row in _ROWS}
    for column, language in enumerate(LANGUAGES)
}


def furniture(lang: str) -> dict[str, str]:
    """Return the furniture's words; a regional tag (``zh-Hans``) takes its language's.

    Raises
    ------
    InputError
        If the furniture is not translated into the language.
    """
    base = lang.replace("_", "-").split("-")[0].lower()
    if base not in FURNITURE:
        from geodata.errors import InputError, Problem

        raise InputError(
            [
                Problem(
                    "",
                    f"lang={lang!r}",
                    "the page is not translated into it",
                    f"use one of {', '.join(LANGUAGES)}",
                )
            ]
        )
    return FURNITURE[base]


_FORMS = {"en": ("one", "other"), "ru": ("one", "few", "many"), "zh": ("other",)}
"""Plural categories (CLDR) in the order in which a word's forms stand, parted by a bar."""


def plural(key: str, count: int, lang: str) -> str:
    """Return a number with its word in the form that the language asks for (CLDR by babel)."""
    locale = babel.Locale.parse(lang.replace("-", "_"))
    forms = dict(zip(_FORMS[locale.language], furniture(lang)[key].split("|"), strict=True))
    return forms[locale.plural_form(count)].format(format_decimal(count, locale=locale))
