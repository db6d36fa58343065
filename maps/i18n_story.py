"""The words of the briefing, in English, Russian and Chinese."""

from __future__ import annotations

from maps import i18n

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
    ("story_hubs", "Hubs and gaps", "Узлы и разрывы", "枢纽与缺口"),
    ("story_routes", "Routes", "Маршруты", "路线"),
    ("story_countries", "Countries", "Страны", "国家"),
    ("story_by_country", "By country, km", "По странам, км", "分国里程（公里）"),
    ("story_by_mode", "By mode, km", "По видам транспорта, км", "分方式里程（公里）"),
    ("story_by_family", "Corridors by family", "Коридоры по группам", "各系走廊"),
    ("story_main", "Main route", "Основной маршрут", "主线"),
    ("story_all", "All legs, km", "Все участки, км", "全部区段（公里）"),
    (
        "story_legs_once",
        "Legs, each counted once, km",
        "Участки без повторов, км",
        "区段（不重复计，公里）",
    ),
    ("story_unused", "Not in regular use", "Не в обычной эксплуатации", "非正常运营区段"),
    (
        "story_unused_none",
        "Every leg is in regular use.",
        "Все участки действуют.",
        "全部区段均正常运营。",
    ),
    ("story_none_break", "No break of gauge.", "Смен колеи нет.", "无轨距变换。"),
    ("story_none_border", "No border is crossed.", "Границ нет.", "不跨越国境。"),
    ("story_on_route", "On the main route", "На основном маршруте", "主线上"),
    ("story_places", "Ends of its legs, by kind", "Концы участков по видам", "区段端点（按类型）"),
    (
        "story_share",
        "Rail and road within {0} of a hub",
        "Железные дороги и автодороги в пределах {0} от узла",
        "距枢纽{0}以内的铁路与公路",
    ),
    ("story_within", "{0} km", "{0} км", "{0}公里"),
    ("story_gaps", "Longest gaps on land", "Самые длинные разрывы на суше", "陆上最长缺口"),
    (
        "story_gap",
        "{0} km: km {1} to {2}, {3}",
        "{0} км: с {1} по {2} км, {3}",
        "{0}公里：{1}至{2}公里处，{3}",
    ),
    ("story_gap_none", "No gap on land.", "Разрывов на суше нет.", "陆上无缺口。"),
    (
        "story_hub_kinds",
        "Hubs that count: {0}. Only those in use; straight distance on the ellipsoid.",
        "Учтены узлы: {0}. Только действующие; расстояние по прямой на эллипсоиде.",
        "计入的枢纽：{0}。仅限在用者；按椭球面直线距离计。",
    ),
    ("coverage", "Within {0} km of a hub", "В пределах {0} км от узла", "距枢纽{0}公里以内"),
    (
        "story_note_length",
        "Lengths are computed along the line; published ones stand beside them, never in their "
        "place. A leg that is not built counts with its published length where there is one.",
        "Длины вычислены вдоль линии; опубликованные стоят рядом и не заменяют их. Непостроенный "
        "участок учтён по опубликованной длине, если она есть.",
        "里程沿线计算；公布里程仅并列对照，不作替代。未建区段如有公布里程则按公布里程计。",
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
        "Выведено расчётом, без известного пункта: {0} из {1}.",
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
        "F - на весь экран.",
        "方向键、Page Up、Page Down、Home、End 翻页；N 显示备注，F 全屏。",
    ),
)

_WORDS = {
    language: {row[0]: row[1 + column] for row in _ROWS}
    for column, language in enumerate(i18n.LANGUAGES)
}


def words(lang: str) -> dict[str, str]:
    """Return the words of the page and of the briefing in a language.

    Raises
    ------
    InputError
        If neither is translated into it.
    """
    base = lang.replace("_", "-").split("-")[0].lower()
    return {**i18n.furniture(lang), **_WORDS.get(base, {})}
