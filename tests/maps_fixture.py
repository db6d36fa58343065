"""Made-up traced corridors for the tests of the maps: not data, and drawn nowhere else.

Town places are real; the lines between them are wiggles around straight pieces and their lengths
follow from those, so a map of them looks like a map. `towns`:

    duisburg - berlin - warsaw - brest - minsk - moscow - kazan - aktobe - almaty - dostyk - ...
"""

import datetime as dt
import functools
import itertools
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from corridors.atlas import Atlas
from corridors.definitions.catalogue import Catalogue
from corridors.definitions.model import Corridor, Leg, PublishedLength, Source
from corridors.traced import Traced
from corridors.tracing.borders import with_borders
from corridors.tracing.gauges import gauge_breaks
from corridors.tracing.trace import TracedLeg
from corridors.tracing.way import Stretches
from geodata.places.lookup import Places
from geodata.places.model import Kind, Place, PlaceStatus

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
    "instc-east": ["-nelb:kazan-moscow-rail", "-nelb:aktobe-kazan-rail"],
    "instc-west": [],
}


GEOD = Geod(ellps="WGS84")


CHECKED = dt.date(2026, 11, 23)


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


def names(town):
    found = dict(zip(("en", "ru", "zh"), TOWNS[town][3:6], strict=True))
    return {**found, **KAZAKH.get(town, {})}


KAZAKH = {"aktau": {"kk": "Ақтау"}}


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


GAUGES = {"CN": 1435, "PL": 1435, "DE": 1435, "TR": 1435}
"""Rails of 1,435 mm; all others of the toy are of 1,520 mm."""


FIRST_USE = {"planned": None, "proposed": None, "construction": None, "closed": None}


def statuses(status):
    history = HISTORIES.get(status, [{"value": status, "from": "2014", "until": None}])
    rows = [{**row, "source": "made-up", "verified": CHECKED} for row in history]
    if status not in FIRST_USE:
        rows[0]["begins"] = "opening"
    return rows


def leg_record(a, b, mode, status):
    published = mode == "rail" and status not in UNBUILT
    return Leg.model_validate(
        {
            "id": f"{a}-{b}-{mode}",
            "from": a,
            "to": b,
            "mode": mode,
            "name": {
                lang: f"{names(a)[lang]} {dash} {names(b)[lang]}"
                for lang, dash in (("en", "-"), ("ru", "\u2013"), ("zh", "\u2013"))
            },
            "published": (f"{a}-{b}",) if published else (),
            "sources": ("osm", "made-up"),
            "status": statuses(status),
        }
    )


UNBUILT = {"planned", "proposed", "construction"}


def way(a, b, mode, status, points):
    """The way of a leg: two fifths in the first country, the last fifth threaded."""
    track = line(a, b, points, smooth=mode == "sea")
    coords = shapely.get_coordinates(track)
    here, there = TOWNS[a][2], TOWNS[b][2]
    cuts = [0.0, 0.4, 0.8, 1.0]
    ends = [round(share * (len(coords) - 1)) for share in cuts]
    parts = [coords[first : last + 1] for first, last in itertools.pairwise(ends)]
    km = np.array([GEOD.line_length(*part.T) / 1000 for part in parts])
    countries = ("XZ",) * 3 if mode in {"sea", "ferry"} else (here, there, there)
    sketch = status in UNBUILT
    columns = {
        "country": countries,
        "origin": ("sketch" if sketch else "osm",) * 3,
        "shape": ("sketch",) * 3 if sketch else ("mapped", "mapped", "threaded"),
        "length_basis": ("sketch" if sketch else "track",) * 3,
        "gauges_mm": tuple(
            (GAUGES.get(code, 1520),) if mode == "rail" else () for code in countries
        ),
        "gauge_basis": ("country",) * 3,
        "electrified": ("",) * 3,
    }
    return Stretches(km, tuple(parts), columns)


def traced_leg(corridor, leg, track, atlas):
    cut, events = with_borders(track, atlas.wayside, through={leg.start, leg.end})
    if leg.mode == "rail":
        events += gauge_breaks(track, atlas.wayside)
    published = atlas.catalogue.published[leg.published[0]].length_km if leg.published else None
    return TracedLeg(
        corridor, leg, leg.status_on(atlas.date), cut, tuple(events), (0.4, 1.2), published
    )


@functools.cache
def traced(vertices=6000, date=None, over=()):
    """Seven corridors of four families with about so many vertices in all.

    All corridors but the first run a route over the legs in `over` as well.
    """
    pairs = [(chain, a, b) for chain in CHAINS for a, b in itertools.pairwise(chain[3].split())]
    points = max(8, vertices // len(pairs))
    legs = {row[0]: {} for row in CORRIDORS}
    ways = {}
    for (corridor, mode, status, _), a, b in pairs:
        leg = leg_record(a, b, mode, status)
        legs[corridor][leg.id] = leg
        ways[f"{corridor}:{leg.id}"] = way(a, b, mode, status, points)
    corridors = {
        row[0]: corridor_record(row, list(legs[row[0]].values()), over) for row in CORRIDORS
    }
    published = {
        key: published_record(leg, ways[f"{corridor}:{leg.id}"].length_km)
        for corridor, own in legs.items()
        for leg in own.values()
        for key in leg.published
    }
    atlas = Atlas(Catalogue(corridors, published, sources(), places=places()), date=date)
    by_ref = {
        ref: traced_leg(ref.split(":")[0], atlas.catalogue.leg(ref).leg, track, atlas)
        for ref, track in ways.items()
    }
    refs = {
        key: {
            route.id: tuple(leg.ref for leg in atlas.catalogue.resolve(key, route))
            for route in record.routes
        }
        for key, record in corridors.items()
    }
    return Traced(atlas, tuple(corridors), by_ref, refs)


def changed(whole, **tables):
    """The same traced corridors with tables written over."""
    made = replace(whole)
    for name in ("legs", "routes", "corridors", "events", "sources"):
        vars(made)[name] = tables.get(name, getattr(whole, name))
    return made


def only(whole, *corridors):
    """Some corridors of several, with the legs that they run over."""
    refs = {key: whole.refs[key] for key in corridors}
    used = {ref.key for routes in refs.values() for legs in routes.values() for ref in legs}
    by_ref = {
        ref: leg for ref, leg in whole.by_ref.items() if ref in used or leg.corridor in corridors
    }
    return replace(whole, ids=tuple(corridors), by_ref=by_ref, refs=refs)


def nothing():
    """Traced corridors, but none of them."""
    return replace(traced(600), ids=(), by_ref={}, refs={})


def corridor_record(row, legs, over):
    corridor, family, *texts = row
    routes = [route_record(chain) for chain in CHAINS if chain[0] == corridor]
    if over and corridor != CORRIDORS[0][0]:
        routes.append({**routes[0], "id": f"over-{corridor}", "legs": over})
    return Corridor.model_validate(
        {
            "schema": 1,
            "id": corridor,
            "family": family,
            "name": dict(zip(("en", "ru", "zh"), texts, strict=True)),
            "summary": {"en": f"{texts[0]}, made up for the tests"},
            "leg": legs,
            "route": routes,
        }
    )


def route_record(chain):
    corridor, mode, status, text = chain
    towns = text.split()
    refs = [f"{a}-{b}-{mode}" for a, b in itertools.pairwise(towns)]
    if text.startswith(("zhezkazgan beyneu", "aktobe beyneu")):
        refs = SHARED[corridor] + refs
    return {
        "id": f"{towns[0]}-{towns[-1]}-{mode}-{status}",
        "name": {
            lang: f"{names(towns[0])[lang]} - {names(towns[-1])[lang]}"
            for lang in ("en", "ru", "zh")
        },
        "legs": refs,
    }


def published_record(leg, km):
    return PublishedLength.model_validate(
        {
            "id": leg.published[0],
            "from": leg.start,
            "to": leg.end,
            "mode": "rail",
            "length_km": round(km * 1.012),
            "measures": "made up",
            "year": 2024,
            "source": "made-up",
        }
    )


def sources():
    rows = [
        {
            "id": "osm",
            "title": "OpenStreetMap",
            "publisher": "OpenStreetMap contributors",
            "url": "https://www.openstreetmap.org/copyright",
            "accessed": CHECKED,
            "dated": CHECKED.isoformat(),
        },
        {
            "id": "made-up",
            "title": "A source made up for the tests",
            "publisher": "Nobody",
            "url": "https://example.org/",
            "accessed": CHECKED,
        },
    ]
    return {row["id"]: Source.model_validate(row) for row in rows}


YARDS = {"brest", "dostyk", "akhalkalaki"}


def places():
    return Places(
        Place(
            key,
            Kind(kind),
            cc,
            lon,
            lat,
            names(key),
            gauges_mm=(1435, 1520) if key in YARDS else (),
            status=PlaceStatus.OPERATING,
            checked=CHECKED,
        )
        for key, (lon, lat, cc, *_, kind) in TOWNS.items()
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
            **{f"name_{lang}": name for lang, name in names(key).items()},
            "aliases": "Ürümqi|Wulumuqi" if key == "urumqi" else "",
            "unlocode": f"{cc}{key[:3].upper()}",
            "gauges_mm": "1435|1520" if kind == "gauge_yard" else "",
            "status": "operating",
            "sources": "osm",
            "checked": "2026-11-23",
            "licence": "facts",
        }
        for key, (lon, lat, cc, *_, kind) in TOWNS.items()
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
