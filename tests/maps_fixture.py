"""Made-up traced corridors for the tests of the maps: not data, and drawn nowhere else.

Town places are real; the lines between them are wiggles around straight pieces and their lengths
follow from those, so a map of them looks like a map. `towns`:

    duisburg - berlin - warsaw - brest - minsk - moscow - kazan - aktobe - almaty - dostyk - ...
"""

import itertools
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

TOWNS = {
    "duisburg": (6.76, 51.43, "DE", "Duisburg", "Дуйсбург", "杜伊斯堡", "river_port"),
    "warsaw": (21.01, 52.23, "PL", "Warsaw", "Варшава", "华沙", "city"),
    "brest": (23.7, 52.09, "BY", "Brest", "Брест", "布列斯特", "gauge_yard"),
    "moscow": (37.62, 55.75, "RU", "Moscow", "Москва", "莫斯科", "city"),
    "saint-petersburg": (
        30.3,
        59.9,
        "RU",
        "Saint Petersburg",
        "Санкт-Петербург",
        "圣彼得堡",
        "sea_port",
    ),
    "kazan": (49.1, 55.8, "RU", "Kazan", "Казань", "喀山", "rail_terminal"),
    "aktobe": (57.17, 50.28, "KZ", "Aktobe", "Актобе", "阿克托别", "rail_terminal"),
    "zhezkazgan": (67.71, 47.8, "KZ", "Zhezkazgan", "Жезказган", "杰兹卡兹甘", "rail_terminal"),
    "almaty": (76.95, 43.34, "KZ", "Almaty", "Алматы", "阿拉木图", "city"),
    "dostyk": (82.48, 45.25, "KZ", "Dostyk", "Достык", "多斯特克", "border_crossing"),
    "altynkol": (80.2, 44.2, "KZ", "Altynkol", "Алтынколь", "阿腾科里", "border_crossing"),
    "urumqi": (87.6, 43.85, "CN", "Urumqi", "Урумчи", "乌鲁木齐", "dry_port"),
    "lanzhou": (103.8, 36.06, "CN", "Lanzhou", "Ланьчжоу", "兰州", "logistics_centre"),
    "xian": (108.95, 34.35, "CN", "Xi'an", "Сиань", "西安", "dry_port"),
    "lianyungang": (119.3, 34.7, "CN", "Lianyungang", "Ляньюньган", "连云港", "sea_port"),
    "aktau": (51.22, 43.6, "KZ", "Aktau", "Актау", "阿克套", "sea_port"),
    "beyneu": (55.2, 45.32, "KZ", "Beyneu", "Бейнеу", "别伊涅乌", "rail_terminal"),
    "alat": (49.41, 39.94, "AZ", "Alat", "Алят", "阿利亚特", "sea_port"),
    "tbilisi": (44.83, 41.7, "GE", "Tbilisi", "Тбилиси", "第比利斯", "city"),
    "poti": (41.65, 42.15, "GE", "Poti", "Поти", "波季", "sea_port"),
    "akhalkalaki": (43.5, 41.4, "GE", "Akhalkalaki", "Ахалкалаки", "阿哈尔卡拉基", "gauge_yard"),
    "istanbul": (29.0, 41.0, "TR", "Istanbul", "Стамбул", "伊斯坦布尔", "city"),
    "astrakhan": (48.04, 46.35, "RU", "Astrakhan", "Астрахань", "阿斯特拉罕", "river_port"),
    "astara": (48.87, 38.44, "AZ", "Astara", "Астара", "阿斯塔拉", "border_crossing"),
    "rasht": (49.58, 37.27, "IR", "Rasht", "Решт", "拉什特", "rail_terminal"),
    "anzali": (49.46, 37.47, "IR", "Bandar Anzali", "Энзели", "安扎利港", "sea_port"),
    "tehran": (51.4, 35.69, "IR", "Tehran", "Тегеран", "德黑兰", "city"),
    "bandar-abbas": (56.2, 27.15, "IR", "Bandar Abbas", "Бендер-Аббас", "阿巴斯港", "sea_port"),
    "mumbai": (72.85, 18.95, "IN", "Mumbai", "Мумбаи", "孟买", "sea_port"),
    "bereket": (55.5, 39.24, "TM", "Bereket", "Берекет", "别列克特", "rail_terminal"),
    "gorgan": (54.43, 36.84, "IR", "Gorgan", "Горган", "戈尔甘", "rail_terminal"),
    "tashkent": (69.24, 41.3, "UZ", "Tashkent", "Ташкент", "塔什干", "city"),
    "termez": (67.28, 37.22, "UZ", "Termez", "Термез", "铁尔梅兹", "border_crossing"),
    "mazar": (67.1, 36.71, "AF", "Mazar-i-Sharif", "Мазари-Шариф", "马扎里沙里夫", "rail_terminal"),
    "kabul": (69.17, 34.53, "AF", "Kabul", "Кабул", "喀布尔", "city"),
    "peshawar": (71.55, 34.0, "PK", "Peshawar", "Пешавар", "白沙瓦", "dry_port"),
    "karachi": (66.98, 24.83, "PK", "Karachi", "Карачи", "卡拉奇", "sea_port"),
    "herat": (62.2, 34.35, "AF", "Herat", "Герат", "赫拉特", "city"),
    "quetta": (67.0, 30.2, "PK", "Quetta", "Кветта", "奎达", "rail_terminal"),
    "gwadar": (62.33, 25.12, "PK", "Gwadar", "Гвадар", "瓜达尔", "sea_port"),
    "kashgar": (75.99, 39.47, "CN", "Kashgar", "Кашгар", "喀什", "dry_port"),
    "islamabad": (73.05, 33.68, "PK", "Islamabad", "Исламабад", "伊斯兰堡", "city"),
}


# corridor, family, English name, Russian, Chinese
CORRIDORS = (
    (
        "nelb",
        "belt-and-road",
        "New Eurasian Land Bridge",
        "Новый Евразийский сухопутный мост",
        "新亚欧大陆桥",
    ),
    (
        "cpec",
        "belt-and-road",
        "China-Pakistan Economic Corridor",
        "Китайско-пакистанский коридор",
        "中巴经济走廊",
    ),
    (
        "titr",
        "trans-caspian",
        "Trans-Caspian Route",
        "Транскаспийский маршрут",
        "跨里海国际运输走廊",
    ),
    (
        "instc-west",
        "north-south",
        "INSTC, western branch",
        "МТК Север - Юг, западная ветвь",
        "南北走廊西线",
    ),
    (
        "instc-east",
        "north-south",
        "INSTC, eastern branch",
        "МТК Север - Юг, восточная ветвь",
        "南北走廊东线",
    ),
    (
        "trans-afghan",
        "central-south-asia",
        "Trans-Afghan Railway",
        "Трансафганская железная дорога",
        "跨阿富汗铁路",
    ),
    ("lapis", "central-south-asia", "Torghundi - Karachi", "Торгунди - Карачи", "图尔贡迪—卡拉奇"),
)


# corridor, mode, status, chain of towns (a leg between each two)
CHAINS = (
    (
        "nelb",
        "rail",
        "operating",
        "lianyungang xian lanzhou urumqi dostyk zhezkazgan aktobe kazan moscow brest warsaw duisburg",
    ),
    ("nelb", "rail", "operating", "urumqi altynkol almaty zhezkazgan"),
    ("nelb", "road", "operating", "urumqi dostyk"),
    ("cpec", "road", "limited", "kashgar islamabad"),
    ("cpec", "rail", "operating", "islamabad karachi"),
    ("cpec", "rail", "planned", "karachi gwadar"),
    ("cpec", "rail", "proposed", "kashgar islamabad"),
    ("titr", "rail", "operating", "beyneu aktau"),
    ("titr", "rail", "operating", "zhezkazgan beyneu"),
    ("titr", "sea", "operating", "aktau alat"),
    ("titr", "rail", "operating", "alat tbilisi poti"),
    ("titr", "rail", "operating", "tbilisi akhalkalaki istanbul"),
    ("titr", "ferry", "suspended", "poti istanbul"),
    ("instc-west", "rail", "operating", "saint-petersburg moscow astrakhan alat astara"),
    ("instc-west", "rail", "construction", "astara rasht"),
    ("instc-west", "road", "operating", "astara rasht"),
    ("instc-west", "rail", "operating", "rasht tehran bandar-abbas"),
    ("instc-west", "sea", "operating", "bandar-abbas mumbai"),
    ("instc-west", "waterway", "limited", "moscow astrakhan"),
    ("instc-west", "sea", "operating", "astrakhan anzali"),
    ("instc-east", "rail", "operating", "aktobe beyneu"),
    ("instc-east", "rail", "operating", "beyneu bereket gorgan tehran"),
    ("trans-afghan", "rail", "operating", "tashkent termez mazar"),
    ("trans-afghan", "rail", "planned", "mazar kabul peshawar"),
    ("trans-afghan", "road", "closed", "kabul peshawar"),
    ("trans-afghan", "rail", "operating", "peshawar karachi"),
    ("lapis", "road", "limited", "herat quetta"),
    ("lapis", "rail", "operating", "quetta karachi"),
)


# legs of other corridors that a corridor's route runs over
SHARED = {
    "titr": ["nelb:altynkol-almaty-rail", "nelb:almaty-zhezkazgan-rail"],
    "instc-east": ["nelb:kazan-moscow-rail", "nelb:aktobe-kazan-rail"],
    "instc-west": [],
}


GEOD = Geod(ellps="WGS84")


# Opened in 1990, and what became of it; the line being built was planned from 2005.
HISTORIES = {
    "operating": [{"value": "operating", "from": "1990", "until": None}],
    "construction": [
        {"value": "planned", "from": "2005", "until": "2015-06"},
        {"value": "construction", "from": "2015-07", "until": None},
    ],
    "suspended": [
        {"value": "operating", "from": "1990", "until": "2021-12"},
        {"value": "suspended", "from": "2022", "until": None},
    ],
}


@dataclass(frozen=True)
class Traced:
    """The frames that draw() takes."""

    legs: gpd.GeoDataFrame
    routes: pd.DataFrame
    corridors: pd.DataFrame
    events: gpd.GeoDataFrame
    sources: pd.DataFrame


def names(town):
    return dict(zip(("en", "ru", "zh"), TOWNS[town][3:6], strict=True))


def line(a, b, points, *, smooth=False):
    """A wiggle from town to town; the same for a-b and b-a, so that legs share their track."""
    first, last = sorted((a, b))
    seed = np.random.default_rng(sum(map(ord, first + last)))
    share = np.linspace(0, 1, points)[:, None]
    start, end = np.array(TOWNS[first][:2]), np.array(TOWNS[last][:2])
    span = end - start
    normal = np.array([-span[1], span[0]])
    wave = sum(seed.normal(0, 0.04 / k) * np.sin(np.pi * k * share) for k in range(1, 9))
    jitter = 0 if smooth else seed.normal(0, 0.0006, (points, 1)) * np.sin(np.pi * share)
    track = start + span * share + normal * (wave + jitter)
    track = track if a == first else track[::-1]
    return shapely.LineString(track)


def leg_row(corridor, family, a, b, mode, status, points):
    track = line(a, b, points, smooth=mode == "sea")
    km = GEOD.geometry_length(track) / 1000
    planned = status in {"planned", "proposed", "construction"}
    shape = {"sketch": km} if planned else {"mapped": km * 0.8, "threaded": km * 0.2}
    here, there = TOWNS[a][2], TOWNS[b][2]
    by = {here: km} if here == there else {here: km * 0.4, there: km * 0.6}
    published = round(km * 1.012) if mode == "rail" and not planned else float("nan")
    return {
        "corridor": corridor,
        "family": family,
        "leg": f"{corridor}:{a}-{b}-{mode}",
        "name": f"{TOWNS[a][3]} - {TOWNS[b][3]}",
        "from_place": a,
        "to_place": b,
        "names_from": names(a),
        "names_to": names(b),
        "mode": mode,
        "status": status,
        "since": "2014",
        "history": HISTORIES.get(status, [{"value": status, "from": "2014", "until": None}]),
        "length_km": km,
        "length_basis": "sketch" if planned else "track",
        "published_km": published,
        "ratio": km / published,
        "by_country": by,
        "by_origin": {"sketch" if planned else "osm": km},
        "by_shape": shape,
        "chord_km": 0.0,
        "access_km": [0.4, 1.2],
        "sources": ["osm", "made-up"],
        "note": "",
        "geometry": track,
    }


def traced(vertices=6000):
    """Seven corridors of four families with about so many vertices in all."""
    family = {row[0]: row[1] for row in CORRIDORS}
    pairs = [(chain, a, b) for chain in CHAINS for a, b in itertools.pairwise(chain[3].split())]
    points = max(8, vertices // len(pairs))
    rows = [leg_row(c[0], family[c[0]], a, b, c[1], c[2], points) for c, a, b in pairs]
    legs = gpd.GeoDataFrame(rows, crs=4326)
    return Traced(legs, route_rows(legs), corridor_rows(), event_rows(legs), source_rows())


def corridor_rows():
    return pd.DataFrame(
        [
            {
                "corridor": c,
                "family": f,
                "name": {"en": en, "ru": ru, "zh": zh},
                "summary": {"en": f"{en}, made up for the tests"},
            }
            for c, f, en, ru, zh in CORRIDORS
        ]
    )


def route_rows(legs):
    rows = []
    length = legs.set_index("leg")["length_km"]
    for chain in CHAINS:
        towns = chain[3].split()
        refs = [f"{chain[0]}:{a}-{b}-{chain[1]}" for a, b in itertools.pairwise(towns)]
        if chain[3].startswith("zhezkazgan beyneu"):
            refs = SHARED["titr"] + refs
        if chain[3].startswith("aktobe beyneu"):
            refs = SHARED["instc-east"] + refs
        km = float(length[refs].sum())
        name = {
            lang: f"{names(towns[0])[lang]} - {names(towns[-1])[lang]}"
            for lang in ("en", "ru", "zh")
        }
        in_use = chain[2] in {"operating", "limited"}
        rows.append(
            {
                "corridor": chain[0],
                "route": f"{towns[0]}-{towns[-1]}-{chain[1]}-{chain[2]}",
                "name": name,
                "legs": refs,
                "length_km": km,
                "by_mode": {chain[1]: km},
                "by_country": {"KZ": km},
                "operating_km": km if in_use else 0.0,
                "planned_km": 0.0 if in_use else km,
                "borders": 1,
                "breaks_of_gauge": 1,
                "published_km": float("nan"),
                "ratio": float("nan"),
            }
        )
    return pd.DataFrame(rows)


def event_rows(legs):
    rows = []
    for leg in legs.itertuples():
        a, b = TOWNS[leg.from_place][2], TOWNS[leg.to_place][2]
        if a != b and leg.mode in {"rail", "road"}:
            rows.append(
                {
                    "corridor": leg.corridor,
                    "leg": leg.leg,
                    "kind": "border",
                    "at_km": leg.length_km * 0.4,
                    "place": "",
                    "detail": f"{a}>{b}",
                    "basis": "inferred",
                    "geometry": leg.geometry.interpolate(0.4, normalized=True),
                }
            )
        if leg.to_place in {"brest", "dostyk", "akhalkalaki"}:
            rows.append(
                {
                    "corridor": leg.corridor,
                    "leg": leg.leg,
                    "kind": "break_of_gauge",
                    "at_km": leg.length_km,
                    "place": leg.to_place,
                    "detail": "1435>1520",
                    "basis": "known",
                    "geometry": shapely.Point(TOWNS[leg.to_place][:2]),
                }
            )
    return gpd.GeoDataFrame(rows, crs=4326)


def source_rows():
    return pd.DataFrame(
        [
            {
                "id": "osm",
                "title": "OpenStreetMap",
                "publisher": "OpenStreetMap contributors",
                "url": "https://www.openstreetmap.org/copyright",
                "accessed": "2026-11-23",
            },
            {
                "id": "made-up",
                "title": "A source made up for the tests",
                "publisher": "Nobody",
                "url": "https://example.org/",
                "accessed": "2026-11-23",
            },
        ]
    )


def hubs(total=0):
    """The towns as hubs, with more of them strewn around up to a total."""
    rows = [
        {
            "id": key,
            "kind": kind,
            "country": cc,
            "lon": lon,
            "lat": lat,
            "name_en": en,
            "name_ru": ru,
            "name_zh": zh,
            "aliases": "Ürümqi|Wulumuqi" if key == "urumqi" else "",
            "unlocode": f"{cc}{key[:3].upper()}",
            "gauges_mm": "1435|1520" if kind == "gauge_yard" else "",
            "status": "operating",
            "sources": "osm",
            "checked": "2026-11-23",
            "licence": "facts",
        }
        for key, (lon, lat, cc, en, ru, zh, kind) in TOWNS.items()
    ]
    seed = np.random.default_rng(7)
    kinds = [
        "sea_port",
        "river_port",
        "dry_port",
        "rail_terminal",
        "logistics_centre",
        "border_crossing",
    ]
    for number in range(max(0, total - len(rows))):
        base = rows[number % len(TOWNS)]
        rows.append(
            {
                **base,
                "id": f"made-up-{number}",
                "kind": kinds[number % 6],
                "lon": base["lon"] + seed.normal(0, 2.5),
                "lat": base["lat"] + seed.normal(0, 1.2),
                "name_en": f"Terminal {number}",
                "name_ru": f"Терминал {number}",
                "name_zh": f"货运站{number}",
                "unlocode": "",
                "gauges_mm": "",
            }
        )
    frame = pd.DataFrame(rows)
    return gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(frame.lon, frame.lat), crs=4326)
