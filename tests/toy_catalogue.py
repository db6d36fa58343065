"""A toy catalogue of two corridors, and the writing of it into a folder.

::

    dostyk --rail--+
                   |(branch)
    altynkol --rail-- aktau ~~sea~~ alat --rail-- poti ~~sea~~ constanta
       |  caspian:altynkol-aktau    |  caspian:alat-poti    (planned)
       |                            |
       +---- caspian:aktau-alat ----+

``caspian`` has the main route altynkol - aktau - alat - poti and the variant by dostyk; ``pontic``
has the planned ship poti - constanta and a route that runs caspian's legs backwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PLACES = """\
id,kind,country,lon,lat,name_en,name_ru,name_zh,aliases,unlocode,gauges_mm,status,sources,checked,licence
altynkol,rail_terminal,KZ,80.3,44.2,Altynkol,Алтынколь,阿腾科里,,,1435|1520,operating,osm,2026-11-23,ODbL-1.0
dostyk,border_crossing,KZ,82.5,45.3,Dostyk,Достык,多斯特克,,,1435|1520,operating,osm,2026-11-23,ODbL-1.0
aktau,sea_port,KZ,51.2,43.6,Aktau,Актау,阿克套,,KZAAU,1520,operating,osm,2026-11-23,ODbL-1.0
alat,sea_port,AZ,49.4,39.9,Alat,Алят,阿拉特,,,1520,operating,osm,2026-11-23,ODbL-1.0
poti,sea_port,GE,41.7,42.2,Poti,Поти,波季,,GEPTI,1520,operating,osm,2026-11-23,ODbL-1.0
constanta,sea_port,RO,28.7,44.2,Constanta,Констанца,康斯坦察,,ROCND,1435,operating,osm,2026-11-23,ODbL-1.0
"""


STATIONS = """\
id,kind,country,lon,lat,name_en,name_ru,name_zh,aliases,unlocode,gauges_mm,status,sources,checked,licence
beyneu,station,KZ,55.2,45.3,Beyneu,Бейнеу,,,,1520,operating,osm,2026-11-23,ODbL-1.0
"""


ANCHORS = "place,mode,lon,lat,source\naktau,rail,51.17,43.66,osm\n"


SOURCES = """\
schema = 1
[[source]]
id = "osm"
title = "OpenStreetMap"
url = "https://www.openstreetmap.org/copyright"
accessed = 2026-11-23
[[source]]
id = "titr"
title = "Route association"
publisher = "Association"
url = "https://example.org/titr"
accessed = 2026-11-23
"""


PUBLISHED = """\
schema = 1
[[length]]
id = "titr-alat-poti"
from = "poti"
to = "alat"
mode = "rail"
length_km = 900
measures = "tariff distance of the toy"
year = 2022
source = "titr"
comparable = true
[[length]]
id = "titr-poti-constanta"
from = "poti"
to = "constanta"
mode = "sea"
length_km = 1_150.5
measures = "sailing distance of the toy"
year = 2022
source = "titr"
comparable = false
why = "berth to berth"
"""


LINES = """\
schema = 1
[[line]]
id = "kuryk-branch"
mode = "rail"
places = ["beyneu", "aktau"]
length_km = 14
gauge_mm = 1520
status = "operating"
source = "titr"
"""


RULES = """\
[[line]]
stations = ["beyneu", "aktau"]
source = "titr"
"""


STATUS = (
    '[[leg.status]]\nvalue = "operating"\nfrom = "2014"\nsource = "titr"\nverified = 2026-11-23\n'
)


CASPIAN = f"""\
schema = 1
id = "caspian"
family = "trans-caspian"
sources = ["titr"]
[name]
en = "Toy corridor"
ru = "Игрушечный коридор"
zh = "玩具走廊"

[[leg]]
id = "altynkol-aktau"
from = "altynkol"
to = "aktau"
mode = "rail"
via = ["beyneu"]
sources = ["titr"]
{STATUS}
[[leg]]
id = "dostyk-aktau"
from = "dostyk"
to = "aktau"
mode = "rail"
sources = ["titr"]
{STATUS}
[[leg]]
id = "aktau-alat"
from = "aktau"
to = "alat"
mode = "sea"
sources = ["titr"]
{STATUS}
[[leg]]
id = "alat-poti"
from = "alat"
to = "poti"
mode = "rail"
published = ["titr-alat-poti"]
sources = ["titr"]
countries = ["AZ", "GE"]
{STATUS}
[[leg.fact]]
quantity = "capacity"
value = 27.5
unit = "Mt/year"
year = 2024
source = "titr"

[[route]]
id = "main"
main = true
legs = ["altynkol-aktau", "aktau-alat", "alat-poti"]
[route.name]
en = "By Altynkol"
ru = "Через Алтынколь"
zh = "经阿腾科里"

[[route]]
id = "dostyk"
legs = ["dostyk-aktau", "caspian:aktau-alat", "alat-poti"]
[route.name]
en = "By Dostyk"
ru = "Через Достык"
zh = "经多斯特克"
"""


PONTIC = f"""\
schema = 1
id = "pontic"
family = "belt-and-road"
sources = ["titr"]
[name]
en = "Toy ship"
ru = "Игрушечное судно"
zh = "玩具船"

[[leg]]
id = "poti-constanta"
from = "poti"
to = "constanta"
mode = "sea"
published = ["titr-poti-constanta"]
sources = ["titr"]
{STATUS.replace("operating", "planned").replace("2014", "2023-05")}
[[route]]
id = "eastbound"
legs = ["-poti-constanta", "-caspian:alat-poti", "-caspian:aktau-alat", "-caspian:altynkol-aktau"]
[route.name]
en = "Eastbound"
ru = "На восток"
zh = "东行"
"""


TABLES = {
    "places.csv": PLACES,
    "stations.csv": STATIONS,
    "anchors.csv": ANCHORS,
    "sources.toml": SOURCES,
    "published.toml": PUBLISHED,
    "lines.toml": LINES,
    "rules/lines_not_freight.toml": RULES,
}


FILES = {**TABLES, "corridors/caspian.toml": CASPIAN, "corridors/pontic.toml": PONTIC}


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Write files into a folder, by relative name."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def edited(file: str, old: str, new: str, *, count: int = 1) -> dict[str, str]:
    """Return the toy's files with a text in one of them replaced."""
    if old not in FILES[file]:
        raise ValueError(f"{old!r} is not in {file}")
    return {**FILES, file: FILES[file].replace(old, new, count)}
