"""Tag rules against the tagging schemes as OpenStreetMap documents them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import InputError
from geodata.osm.tags import (
    Rules,
    attributes,
    columns,
    direction,
    gauges_mm,
    wanted_tags,
)

RAIL, ROAD = Rules("rail"), Rules("road")


def _value(tags, column, rules=RAIL):
    found = attributes(tags, rules)
    return found.values[columns(rules.mode).index(column)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1520", (1520,)),
        ("1520;1435", (1435, 1520)),
        ("1435 mm", (1435,)),
        ("1520; 1435;1520", (1435, 1520)),
        ("standard", (1435,)),
        ("", ()),
        ("narrow", ()),
        ("184", ()),
        ("99999", ()),
        ("4 ft 8.5 in", (1435,)),
        ("4 ft 8½ in", (1435,)),
        ("5 ft", (1524,)),
        ("3'6\"", (1067,)),
        ("1067 (3 ft 6 in)", (1067,)),
        ("1520 (1435)", (1435, 1520)),
        ("1520-1524", (1520, 1524)),
        ("1520 – 1435", (1435, 1520)),
        ("1520 мм", (1520,)),
        ("1520 и 1435", (1435, 1520)),
        ("1520?", (1520,)),
        ("broad", ()),
        ("5 ft 1/0 in", ()),
        ("1520/8", ()),
        ("1520,1435", (1435, 1520)),
        ("1524/1435", (1435, 1524)),
        ("15200", ()),
        ("１５２０", ()),
    ],
)
def test_gauges_are_read_as_osm_writes_them(text, expected):
    assert gauges_mm(text) == expected


@pytest.mark.parametrize(
    ("tags", "status", "kind"),
    [
        ({"railway": "rail"}, "operating", "rail"),
        ({"railway": "narrow_gauge"}, "operating", "narrow_gauge"),
        ({"railway": "construction", "construction": "rail"}, "construction", "rail"),
        ({"railway": "construction"}, "construction", "rail"),
        ({"railway": "proposed", "proposed": "narrow_gauge"}, "proposed", "narrow_gauge"),
        ({"railway": "proposed", "proposed:railway": "rail"}, "proposed", "rail"),
        ({"railway": "disused"}, "closed", "rail"),
        ({"disused:railway": "rail"}, "closed", "rail"),
        ({"construction:railway": "rail"}, "construction", "rail"),
        ({"railway": "rail", "disused": "yes"}, "closed", "rail"),
        ({"railway": "construction", "construction": "yes"}, "construction", "rail"),
    ],
)
def test_a_line_keeps_its_kind_and_its_stage_of_life(tags, status, kind):
    assert attributes(tags, RAIL).status == status
    assert _value(tags, "railway") == kind


@pytest.mark.parametrize(
    "tags",
    [
        {"railway": "tram"},
        {"railway": "subway"},
        {"railway": "platform"},
        {"highway": "primary"},
        {"railway": "construction", "construction": "subway"},
        {"railway": "abandoned"},
        {},
        {"railway": "tram", "disused:railway": "rail"},
        {"route": "ferry"},
        {"route": "ferry", "train": "no"},
        {"route": "ferry", "motor_vehicle": "yes"},
        {"railway": "rail", "service": "heritage"},
    ],
)
def test_what_carries_no_freight_by_rail_is_dropped(tags):
    assert attributes(tags, RAIL) is None


def test_service_tracks_and_stages_are_dropped_by_rule():
    main_only = Rules("rail", services=("siding",), statuses=("operating",))
    assert attributes({"railway": "rail", "service": "yard"}, main_only) is None
    assert attributes({"railway": "rail", "service": "siding"}, main_only) is not None
    assert attributes({"railway": "rail"}, main_only) is not None
    assert attributes({"railway": "rail", "service": "Siding; siding"}, main_only) is not None
    assert attributes({"railway": "rail", "service": "siding;yard"}, main_only) is None
    assert attributes({"railway": "disused"}, main_only) is None
    assert ("railway", "disused") not in wanted_tags(main_only)


def test_ferries_belong_to_the_mode_that_they_carry():
    train = {"route": "ferry", "train": "yes", "gauge": "1520"}
    assert attributes(train, RAIL).status == "operating"
    assert attributes(train, RAIL).gauges_mm == ()
    assert attributes(train, ROAD) is None
    for cars in ({"motorcar": "yes"}, {"hgv": "designated"}, {"ferry": "trunk"}):
        assert attributes({"route": "ferry", **cars}, ROAD) is not None
    assert attributes({"route": "ferry", "ferry": "track"}, ROAD) is None


def test_roads_are_taken_by_class_with_their_links():
    assert attributes({"highway": "secondary_link"}, ROAD) is not None
    assert attributes({"highway": "tertiary"}, ROAD) is None
    assert attributes({"highway": "tertiary"}, Rules("road", classes=("tertiary",))) is not None
    new = attributes({"highway": "construction", "construction": "trunk"}, ROAD)
    assert new.status == "construction"
    assert attributes({"highway": "construction"}, ROAD) is None


@pytest.mark.parametrize(
    ("tags", "kind", "expected"),
    [
        ({}, "rail", 0),
        ({"oneway": "yes"}, "rail", 1),
        ({"oneway": "-1"}, "primary", -1),
        ({"railway:preferred_direction": "forward"}, "rail", 1),
        ({"railway:preferred_direction": "backward"}, "narrow_gauge", -1),
        ({"railway:preferred_direction": "both"}, "rail", 0),
        ({"railway:preferred_direction": "forward", "railway:bidirectional": "regular"}, "rail", 0),
        ({"railway:preferred_direction": "forward", "railway:bidirectional": "signals"}, "rail", 1),
        ({"railway:preferred_direction": "forward"}, "primary", 0),
        ({}, "motorway", 1),
        ({}, "motorway_link", 1),
        ({"oneway": "no"}, "motorway", 0),
        ({}, "trunk", 0),
        ({"junction": "roundabout"}, "primary", 1),
        ({"oneway": "reversible"}, "primary", 0),
    ],
)
def test_direction_follows_oneway_and_preferred_direction(tags, kind, expected):
    assert direction(tags, kind) == expected


def test_attributes_keep_the_names_in_three_languages():
    tags = {"railway": "rail", "name": "Қазақстан", "name:en": "E", "name:ru": "Р", "name:zh": "中"}
    assert [_value(tags, c) for c in ("name", "name_en", "name_ru", "name_zh")] == [
        "Қазақстан",
        "E",
        "Р",
        "中",
    ]


def test_unknown_rules_are_all_named_with_a_remedy():
    with pytest.raises(InputError, match="did you mean 'motorway'") as caught:
        Rules("road", classes=("motorwya",), statuses=("open",))
    assert len(caught.value.problems) == 2


_KEYS = st.sampled_from(
    [
        "railway",
        "highway",
        "gauge",
        "oneway",
        "service",
        "route",
        "construction",
        "disused",
        "train",
        "name",
        "junction",
        "railway:preferred_direction",
    ]
)


_WORDS = st.sampled_from(["rail", "yes", "construction", "ferry", "1520;1435", "-1", "motorway"])


@given(st.dictionaries(_KEYS | st.text(max_size=8), _WORDS | st.text(max_size=30), max_size=10))
def test_any_tags_give_attributes_or_nothing(tags):
    for rules in (RAIL, ROAD):
        found = attributes(tags, rules)
        if found is not None:
            assert len(found.values) == len(columns(rules.mode))
            assert found.direction in (-1, 0, 1)
            assert found.status in rules.statuses
            assert all(text.isprintable() for text in found.values)
            assert list(found.gauges_mm) == sorted(set(found.gauges_mm))
            assert all(300 <= gauge <= 1800 for gauge in found.gauges_mm)
            assert any(tags.get(key) == value for key, value in wanted_tags(rules))


@pytest.mark.parametrize(
    "tags",
    [
        {"route": "train_ferry"},
        {"route": "ferry;railway", "railway": "rail"},
        {"route": "ferry;railway"},
        {"route": "Ferry", "train": "Yes"},
        {"route": "ferry", "ferry": "train;vehicle"},
        {"route": "ferry", "train": "only"},
        {"route": "ferry", "trains": "yes"},
        {"railway": "rail", "ferry": "yes"},
        {"railway": "train_ferry"},
    ],
)
def test_train_ferries_are_known_however_they_are_tagged(tags):
    found = attributes(tags, RAIL)
    assert found is not None
    assert _value(tags, "route") == "ferry"
    assert found.gauges_mm == ()
    assert any(tags.get(key) == value for key, value in wanted_tags(RAIL))


@pytest.mark.parametrize(
    ("tags", "closed"),
    [
        ({"access": "Private"}, True),
        ({"motor_vehicle": "private;destination"}, False),
        ({"hgv": "no;agricultural"}, True),
        ({"access": "impassable"}, True),
        ({"hgv": "destination"}, False),
        ({"hgv": "discouraged"}, False),
        ({"hgv": "local"}, False),
        ({"access": "no", "hgv": "designated"}, False),
        ({"maxweight": "3.5"}, True),
        ({"maxweight": "3,5 t"}, True),
        ({"maxweight": "7500 kg"}, True),
        ({"maxweight": "20"}, False),
        ({"maxweight": "none"}, False),
        ({"maxweight": "default"}, False),
        ({"maxweight": "0"}, False),
        ({"maxweight:hgv": "3.5"}, True),
        ({"maxweightrating": "7.5"}, True),
        ({"maxweightrating:hgv": "3.5 t", "hgv": "destination"}, True),
        ({"maxweight": "40", "maxweightrating": "12"}, False),
    ],
)
def test_roads_closed_to_lorries_are_told_by_access_and_by_weight(tags, closed):
    found = attributes({"highway": "primary", **tags}, ROAD)
    assert (found.traffic == "passenger") is closed


@pytest.mark.parametrize(
    ("mode", "closed"),
    [
        ("passenger", True),
        ("Passenger", True),
        ("passenger;freight", False),
        ("mixed", False),
        ("freight", False),
        ("", False),
    ],
)
def test_rail_for_passengers_alone_is_told_by_its_traffic(mode, closed):
    found = attributes({"railway": "rail", "railway:traffic_mode": mode}, RAIL)
    assert (found.traffic == "passenger") is closed
    assert attributes({"highway": "primary", "railway:traffic_mode": mode}, ROAD).traffic == ""
