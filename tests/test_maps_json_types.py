"""The page's JSON is what its types say, and the script is checked by the same types."""

import base64
import gzip
import json
import re
import types
from dataclasses import dataclass
from typing import (
    Literal,
    NotRequired,
    TypedDict,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

import geopandas as gpd
import maps_fixture as fixture
import pytest

from maps import brief, draw
from maps.page import typescript
from maps.scene.json_types import SceneJson
from maps.scene.overlay import Overlay

PLAIN = {float: (int, float), int: int, str: str, bool: bool, type(None): type(None)}


def faults(value, hint, at):
    """Where a value read from JSON is not of a type: an implementation apart from the product's."""
    origin, inner = get_origin(hint), get_args(hint)
    if is_typeddict(hint):
        return record_faults(value, hint, at)
    if origin in (list, tuple, dict):
        return held_faults(value, origin, inner, at)
    if origin is NotRequired:
        return faults(value, inner[0], at)
    if origin is Literal:
        fits = value in inner
    elif origin in (Union, types.UnionType):
        fits = any(not faults(value, one, at) for one in inner)
    else:
        fits = isinstance(value, PLAIN[hint]) and (hint is bool or not isinstance(value, bool))
    return [] if fits else [f"{at}: {str(value)[:60]}"]


def held_faults(value, origin, inner, at):
    if not isinstance(value, dict if origin is dict else list):
        return [f"{at}: {str(value)[:60]}"]
    if origin is dict:
        pairs = [(one, inner[1]) for one in value.values()]
    elif origin is list:
        pairs = [(one, inner[0]) for one in value]
    elif len(value) != len(inner):
        return [f"{at}: {len(value)} items"]
    else:
        pairs = zip(value, inner, strict=True)
    return [fault for one, of in pairs for fault in faults(one, of, f"{at}[]")]


def record_faults(value, hint, at):
    if not isinstance(value, dict):
        return [f"{at}: {str(value)[:60]}"]
    hints = get_type_hints(hint, include_extras=True)
    needed = {key for key, of in hints.items() if get_origin(of) is not NotRequired}
    wrong = [f"{at}.{key} unknown" for key in value if key not in hints]
    wrong += [f"{at}.{key} missing" for key in needed - set(value)]
    known = [(key, one) for key, one in value.items() if key in hints]
    return wrong + [f for key, one in known for f in faults(one, hints[key], f"{at}.{key}")]


def scene_of(path):
    packed = re.search(r'id="atlas-scene">([^<]*)<', path.read_text(encoding="utf-8"))[1]
    return json.loads(gzip.decompress(base64.b64decode(packed)))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_page_is_as_its_types_say(tmp_path, lang):
    traced = fixture.traced(600)
    points = gpd.GeoDataFrame(
        {"n": [1, 2]}, geometry=gpd.points_from_xy([70, 71], [40, 41]), crs=4326
    )
    layers = [Overlay("points", points, "sites", label="n", columns={"n": "Number"})]
    page = draw(traced, hubs=fixture.hubs(), lang=lang, layers=layers).save(tmp_path / "a.html")
    assert faults(scene_of(page), SceneJson, "scene") == []


def test_a_bare_page_and_the_shipped_briefing_are_so_too(tmp_path, shipped_traced):
    bare = draw(fixture.traced(600), basemap=False).save(tmp_path / "bare.html")
    told = brief(shipped_traced, hubs=shipped_traced.atlas.hubs).save(tmp_path / "told.html")
    assert faults(scene_of(bare), SceneJson, "scene") == []
    assert faults(scene_of(told), SceneJson, "scene") == []


def test_a_wrong_page_is_told():
    scene = {"corridors": [{"id": 1, "f": "x", "extra": 0}]}
    found = faults(scene, SceneJson, "scene")
    assert "scene.corridors[].id: 1" in found
    assert "scene.corridors[].extra unknown" in found
    assert "scene.legs missing" in found


def test_the_types_of_the_script_are_made_of_these():
    made = typescript.declarations(SceneJson)
    assert typescript.TARGET.read_text(encoding="utf-8") == made, (
        "run python -m maps.page.typescript"
    )


class Inner(TypedDict):
    """Held by others."""

    at: tuple[float, float]
    kind: Literal["a", "b"]


@dataclass
class Outer:
    """Holds them."""

    items: list[Inner | None]
    by: dict[str, int]
    year: int | None


def test_records_become_interfaces_those_within_first():
    assert typescript.declarations(Outer).splitlines()[1:] == [
        "",
        "/** Held by others. */",
        "export interface Inner {",
        "  at: [number, number];",
        '  kind: "a" | "b";',
        "}",
        "",
        "/** Holds them. */",
        "export interface Outer {",
        "  items: (Inner | null)[];",
        "  by: Record<string, number>;",
        "  year: number | null;",
        "}",
    ]


def test_what_json_has_no_form_for_is_refused():
    bad = dataclass(type("Bad", (), {"__annotations__": {"at": complex}}))
    with pytest.raises(TypeError, match="complex.*no form in JSON"):
        typescript.declarations(bad)
