"""The words of the briefing, in English, Russian and Chinese."""

from __future__ import annotations

from maps.words import page

_ROWS: tuple[tuple[str, str, str, str], ...] = (
    ("story", "Briefing", "Брифинг", "简报"),
    ("comma", ", ", ", ", "、"),
    ("colon", "{0}: {1}", "{0}: {1}", "{0}：{1}"),
    ("brackets", "{0} ({1})", "{0} ({1})", "{0}（{1}）"),
    ("story_next", "Next step", "Следующий шаг", "下一步"),
    ("story_previous", "Previous step", "Предыдущий шаг", "上一步"),
    ("story_step", "Step {0} of {1}", "Шаг {0} из {1}", "第{0}步，共{1}步"),
    ("story_go", "Go to", "Перейти к", "转到"),
    ("story_notes", "Presenter notes", "Заметки докладчика", "演讲者备注"),
    ("story_full", "Full screen", "На весь экран", "全屏"),
    ("story_map", "Explore the map", "К карте", "浏览地图"),
    ("story_back", "Back to the briefing", "Вернуться к брифингу", "返回简报"),
    ("story_overview", "Overview", "Обзор", "概览"),
    ("story_course", "Where it runs", "Где проходит", "走向"),
    ("story_numbers", "Its numbers", "В цифрах", "数据"),
    ("story_breaks", "Breaks and borders", "Смены колеи и границы", "换轨与过境"),
    ("story_hubs", "Hubs and gaps", "Узлы и неохваченные участки", "枢纽与覆盖空白"),
    ("story_more", "More below", "Ниже ещё текст", "下方还有内容"),
    ("story_continued", "continued", "продолжение", "续"),
    ("story_scale", "{0} km at {1}", "{0} км на {1}", "{0}公里（{1}处）"),
    ("story_lat_north", "{0}\u00b0 N", "{0}\u00b0 с. ш.", "北纬{0}\u00b0"),
    ("story_lat_south", "{0}\u00b0 S", "{0}\u00b0 ю. ш.", "南纬{0}\u00b0"),
    ("and_then", ", ", ", ", "，"),
    ("story_km", "{0}\u00a0km", "{0}\u00a0км", "{0}公里"),
    (
        "story_sum",
        "{0} with {1} through {2}.",
        "{0}, {1}, {2}.",
        "{0}、{1}，涉及{2}。",
    ),
    ("story_as_of", "Statuses as of", "Состояние на дату", "状态日期"),
    ("story_verified", "Verified up to", "Проверено по", "核实至"),
    ("story_on_the_way", "Countries, along the way", "Страны, по ходу", "沿途国家"),
    ("story_routes", "Routes", "Маршруты", "路线"),
    ("story_countries", "Countries", "Страны", "国家"),
    ("story_by_country", "By country, km", "По странам, км", "分国别里程（公里）"),
    ("story_by_mode", "By mode, km", "По видам транспорта, км", "分运输方式里程（公里）"),
    (
        "story_by_family",
        "By family (a shared leg counts in each)",
        "По группам (общий участок учтён в каждой)",
        "按系列（共用区段分别计入）",
    ),
    ("story_main", "Main route", "Основной маршрут", "主线"),
    ("story_all", "All legs, km", "Все участки, км", "全部区段（公里）"),
    (
        "story_legs_once",
        "Legs, each counted once, km",
        "Участки без повторов, км",
        "区段（不重复计，公里）",
    ),
    (
        "story_of_limited",
        "{0}, of it limited {1}",
        "{0}, из них с ограничениями {1}",
        "{0}（其中受限{1}）",
    ),
    (
        "story_out",
        "Closed or suspended, km",
        "Закрыто или приостановлено, км",
        "关闭或暂停（公里）",
    ),
    ("story_published", "Published, by leg", "По публикациям, участки", "公布里程（分区段）"),
    (
        "story_of_legs",
        "{0} for {1} of {2} legs; the same computed: {3}",
        "{0} по {1} из {2} участков; расчёт для них: {3}",
        "{2}个区段中{1}个：{0}；同区段计算值：{3}",
    ),
    (
        "story_unused",
        "Not in regular use",
        "Не действует или работает с ограничениями",
        "未正常运营的区段",
    ),
    (
        "story_unused_none",
        "Every leg is in regular use.",
        "Все участки действуют.",
        "全部区段均正常运营。",
    ),
    (
        "story_none_break",
        "No break of gauge on connected rails.",
        "На непрерывном рельсовом пути смен колеи нет.",
        "铁路区段之间无轨距变换。",
    ),
    (
        "story_none_border",
        "No land border is crossed.",
        "Сухопутных границ маршрут не пересекает.",
        "无陆路过境口岸。",
    ),
    (
        "story_other_gauge",
        "km {0} to {1} \u00b7 another mode between rails of {2} and {3} mm",
        "с {0}-го по {1}-й км \u00b7 другой вид транспорта между путями {2} и {3} мм",
        "{0}至{1}公里处 \u00b7 {2}毫米与{3}毫米铁路之间换用其他方式",
    ),
    (
        "story_gauge_unknown",
        "Not known on {0} of rails",
        "Неизвестна на {0} железных дорог",
        "{0}铁路轨距不详",
    ),
    (
        "story_places",
        "Ends of its legs, by kind",
        "Начальные и конечные пункты участков, по типам",
        "区段端点（按类型）",
    ),
    (
        "story_share",
        "Built rail and road within {0} of a hub",
        "Построенные железные дороги и автодороги в пределах {0} от узла",
        "距枢纽{0}以内的已建铁路与公路",
    ),
    ("story_within", "{0}\u00a0km", "{0}\u00a0км", "{0}公里"),
    (
        "story_gaps",
        "Longest gaps on land",
        "Самые длинные участки вдали от узлов, на суше",
        "陆上最长未覆盖区段",
    ),
    (
        "story_unbuilt",
        "Not built, left out",
        "Не построено, не учтено",
        "未建，不计入",
    ),
    (
        "story_gap",
        "{0} km: km {1} to {2}, {3} ({4})",
        "{0} км: с {1}-го по {2}-й км, {3} ({4})",
        "{0}公里：{1}至{2}公里处，{3}，{4}",
    ),
    ("story_gap_none", "No gap on land.", "Таких участков нет.", "陆上无未覆盖区段。"),
    (
        "story_rule",
        "A stretch is served where a hub in use lies within {0}: {1}.",
        "Отрезок обслуживается, если в пределах {0} есть действующий узел: {1}.",
        "距在用枢纽{0}以内视为覆盖，枢纽包括：{1}。",
    ),
    (
        "story_rule_not",
        "Not counted as hubs: {0}.",
        "Узлами не считаются: {0}.",
        "不计为枢纽：{0}。",
    ),
    (
        "story_hub_kinds",
        "Distances to hubs are straight, on the ellipsoid. A gap is told whole, across borders.",
        "Расстояния до узлов по прямой, на эллипсоиде. Неохваченный участок дан целиком, через "
        "границы.",
        "至枢纽距离为椭球面直线距离。未覆盖区段跨国界整体计算。",
    ),
    ("coverage", "Reach of hubs, {0} km", "Охват узлами, {0} км", "枢纽覆盖（{0}公里）"),
    ("coverage_in", "Within {0} km of a hub", "До узла не более {0} км", "距枢纽{0}公里以内"),
    ("coverage_out", "Farther than {0} km", "До узла более {0} км", "距枢纽超过{0}公里"),
    (
        "story_note_length",
        "Lengths are computed along the line. A leg that is not built counts with its published "
        "length where there is one.",
        "Длины вычислены вдоль линии. Непостроенный участок учтён по опубликованной длине, "
        "если она есть.",
        "里程沿线计算。未建区段如有公布里程则按公布里程计。",
    ),
    (
        "story_note_published",
        "Lengths are computed along the line; comparable published ones stand beside them, never "
        "in their place. A leg that is not built counts with its published length where there is "
        "one.",
        "Длины вычислены вдоль линии; сопоставимые опубликованные стоят рядом и не заменяют их. "
        "Непостроенный участок учтён по опубликованной длине, если она есть.",
        "里程沿线计算；可比的公布里程仅并列对照，不作替代。未建区段如有公布里程则按公布里程计。",
    ),
    (
        "story_note_shape",
        "How it is drawn, all legs: {0}.",
        "Как нанесено, все участки: {0}.",
        "绘制依据（全部区段）：{0}。",
    ),
    (
        "story_note_inferred",
        "Inferred, not known crossings or yards: {0} of {1}.",
        "Определено расчётом, без известного пункта пропуска или перестановки: {0} из {1}.",
        "推断所得（非已知口岸或换轨站）：{0}/{1}。",
    ),
    (
        "story_note_sources",
        "Sources cited by its legs: {0}.",
        "Источников у участков: {0}.",
        "区段引用来源：{0}项。",
    ),
    (
        "story_note_keys",
        "Arrow keys, Page Up, Page Down, Home and End walk the steps; N shows these notes, "
        "F fills the screen.",
        "Стрелки, Page Up, Page Down, Home и End листают шаги; N показывает заметки, "
        "F \u2014 на весь экран.",
        "方向键、Page Up、Page Down、Home、End 翻页；N 显示备注，F 全屏。",
    ),
)


_WORDS = {
    language: {row[0]: row[1 + column] for row in _ROWS}
    for column, language in enumerate(page.LANGUAGES)
}


def words(lang: str) -> dict[str, str]:
    """Return the words of the page and of the briefing in a language.

    Raises
    ------
    InputError
        If neither is translated into it.
    """
    base = lang.replace("_", "-").split("-")[0].lower()
    return {**page.furniture(lang), **_WORDS.get(base, {})}
