"""The shipped catalogue: counts, places in their country and near their network, legs, lengths."""

import csv
import re
import tomllib
from collections import Counter
from importlib.resources import files

import numpy as np
import pytest

from corridors.definitions import checks, read
from corridors.lengths.held import checks as network_checks
from corridors.tracing import trace
from geodata import geodesy
from geodata.countries import load as load_countries
from geodata.country_names import HIGH_SEAS
from geodata.routing.snap import SegmentIndex

SEEDS = files("seeds")


AT_LEAST = {
    "corridors": {
        "belt-and-road": 7,
        "trans-caspian": 3,
        "north-south": 3,
        "central-south-asia": 6,
    },
    "routes": {
        "belt-and-road": 40,
        "trans-caspian": 20,
        "north-south": 14,
        "central-south-asia": 15,
    },
    "legs": {
        "belt-and-road": 140,
        "trans-caspian": 45,
        "north-south": 45,
        "central-south-asia": 45,
    },
}


HUBS_PER_MEMBER = {
    "CN": 80, "RU": 60, "KZ": 40, "PK": 40, "IR": 40, "IN": 30, "UZ": 25, "BY": 14, "TJ": 14, "KG": 12,
}  # fmt: skip


ABROAD = {
    "alashankou": "Natural Earth draws the border 4 km south-east of it",
    "alashankou-dostyk": "between the two stations, where Natural Earth is some km out",
    "deste-nakhchivan": "on the bank of the Araks, which the boundary follows coarsely",
    "ordubad": "on the bank of the Araks, which the boundary follows coarsely",
}


ONE_SIDED = {
    "aul-lokot": "the station on the Kazakh side",
    "farap-khodzhadavlet": "the station on the Uzbek side",
    "iletsk-zhaisan": "the station on the Kazakh side, 26 km from the border",
    "kaindy-lugovaya": "the station on the Kazakh side, 14 km from the border",
    "kartaly-tobol": "the town on the Kazakh side, 34 km from the border",
    "kulunda-sharbakty": "the station on the Kazakh side, 26 km from the border",
    "padang-besar": "two decimals, from a public page",
}


FAR_FROM_LINES = {
    "tatvan-pier": "the ferry's pier on Lake Van",
    "van-pier": "the ferry's pier on Lake Van",
}


OFF_THE_LANES = {}


@pytest.fixture(scope="module")
def atlas(shipped):
    return shipped


@pytest.fixture(scope="module")
def traced(shipped_traced):
    return shipped_traced


@pytest.fixture(scope="module")
def countries():
    return load_countries()


@pytest.fixture(scope="module")
def hubs(atlas):
    return [p for p in atlas.places.values() if p.kind not in ("station", "junction")]


def _families(atlas, count):
    totals = Counter()
    for corridor in atlas.catalogue.corridors.values():
        totals[str(corridor.family)] += count(corridor)
    return totals


@pytest.mark.parametrize(
    ("what", "count"),
    [
        ("corridors", lambda c: 1),
        ("routes", lambda c: len(c.routes)),
        ("legs", lambda c: len(c.legs)),
    ],
)
def test_every_family_is_complete(atlas, what, count):
    totals = _families(atlas, count)
    assert {f: n for f, n in AT_LEAST[what].items() if totals[f] < n} == {}


def test_the_whole_is_as_large_as_it_says(atlas, hubs):
    assert len(atlas.ids) >= 14
    assert sum(len(c.routes) for c in atlas.catalogue.corridors.values()) >= 40
    assert len(hubs) >= 400


def test_every_member_of_the_sco_has_hubs(hubs):
    members = tomllib.loads((SEEDS / "rules" / "sco.toml").read_text("utf-8"))["member"]
    found = Counter(place.country for place in hubs)
    assert {m["country"] for m in members} == set(HUBS_PER_MEMBER)
    assert {code: found[code] for code, n in HUBS_PER_MEMBER.items() if found[code] < n} == {}


def test_the_definitions_pass_every_check(atlas):
    assert checks.check(atlas.catalogue) == []


def test_every_leg_is_traced_and_fits_its_definition(atlas):
    assert network_checks.check_traced(atlas) == []


def test_places_lie_in_their_country(atlas, countries):
    places = [p for p in atlas.places.values() if p.kind != "border_crossing"]
    at = countries.at([p.lon for p in places], [p.lat for p in places], snap_km=20.0)
    wrong = {
        p.id: f"{code}, stated {p.country}"
        for p, code in zip(places, at, strict=True)
        if code != p.country
        and p.id not in ABROAD
        and not _touches(countries, p.point, p.country, 3.0)
    }
    assert wrong == {}


def test_border_crossings_lie_at_a_border(hubs, countries):
    crossings = [p for p in hubs if p.kind == "border_crossing" and p.id not in ONE_SIDED]
    alone = {p.id for p in crossings if len(_around(countries, p.point, 15.0)) < 2}
    assert alone == set()
    assert {p.id for p in crossings if not _touches(countries, p.point, p.country, 15.0)} == set()


def _ring(point, km):
    lon, lat = point
    bearings = np.arange(0.0, 360.0, 10.0)
    steps = km * np.array([0.25, 0.5, 0.75, 1.0])
    dy = np.outer(steps, np.cos(np.radians(bearings))).ravel() / 111.2
    dx = np.outer(steps, np.sin(np.radians(bearings))).ravel() / (111.2 * np.cos(np.radians(lat)))
    return np.append(lon + dx, lon), np.append(lat + dy, lat)


def _around(countries, point, km):
    return set(countries.at(*_ring(point, km)).tolist()) - {HIGH_SEAS}


def _touches(countries, point, code, km):
    return code in _around(countries, point, km)


def _away_km(atlas, mode, places):
    points = [atlas.places.anchor(p.id, mode) for p in places]
    return SegmentIndex(atlas.networks.network(mode)).nearest(points).distance_km


def test_inland_terminals_lie_by_rail_or_road(atlas, hubs):
    inland = [p for p in hubs if p.kind in ("rail_terminal", "dry_port")]
    away = np.minimum(_away_km(atlas, "rail", inland), _away_km(atlas, "road", inland))
    far = {p.id: round(km, 1) for p, km in zip(inland, away.tolist(), strict=True) if km > 10.0}
    assert set(far) <= set(FAR_FROM_LINES), far


def test_sea_ports_lie_on_an_approach(atlas, hubs):
    ports = [p for p in hubs if p.kind == "sea_port"]
    away = _away_km(atlas, "sea", ports)
    far = {p.id: round(km, 1) for p, km in zip(ports, away.tolist(), strict=True) if km > 60.0}
    assert set(far) <= set(OFF_THE_LANES), far


def test_anchors_lie_on_their_network(atlas):
    anchors = list(atlas.places.anchors.values())
    for mode in {anchor.mode for anchor in anchors}:
        points = [(a.lon, a.lat) for a in anchors if a.mode == mode]
        assert SegmentIndex(atlas.networks.network(mode)).nearest(points).distance_km.max() < 3.0


def test_lanes_of_our_own_keep_off_the_land(countries):
    table = tomllib.loads((SEEDS / "rules" / "lanes.toml").read_text("utf-8"))
    spots = table["waypoint"]
    for lane in (lane for lane in table["lane"] if not lane.get("channel")):
        line = np.array([spots[name] for name in lane["through"]], dtype=float)
        dense = geodesy.densify(line, step_km=2.0)
        dry = countries.at(*dense.T) != HIGH_SEAS
        assert dry.mean() < 0.02, lane["through"]


def test_gauges_are_those_that_exist(atlas):
    stated = {g for p in atlas.places.values() for g in p.gauges_mm}
    network = atlas.networks.network("rail")
    used = {g for value in network.columns["gauges_mm"].values for g in value}
    assert stated | used <= {
        600,
        750,
        762,
        950,
        1000,
        1050,
        1067,
        1435,
        1520,
        1524,
        1600,
        1668,
        1676,
    }


@pytest.mark.parametrize("year", ["1850", "1950", "2015", "2040"])
def test_the_atlas_is_drawn_at_any_date(atlas, traced, year):
    then = atlas.as_of(year).trace()
    assert {ref: leg.length_km for ref, leg in then.by_ref.items()} == {
        ref: leg.length_km for ref, leg in traced.by_ref.items()
    }


def test_status_of_2015_is_that_of_its_history(atlas):
    then = atlas.as_of("2015").trace("baku-tbilisi-kars").by_ref
    # The line by Akhalkalaki was begun in 2007 and opened on 30 October 2017.
    assert then["baku-tbilisi-kars:akhalkalaki-kars"].status_value == "construction"
    assert then["trans-caspian:beyneu-mangystau"].status_value == "operating"


def test_a_break_of_gauge_without_a_yard_is_told_at_its_node(traced):
    events = traced.route_events("china-kyrgyzstan-uzbekistan", "railway")
    (found,) = [event for event in events if event.kind == "break_of_gauge"]
    assert (found.detail, found.place, found.basis) == ("1435>1520", "kazarman", "inferred")


def test_a_border_at_a_change_of_mode_is_told(traced):
    events = traced.route_events("zangezur", "aras")
    at_joint = {event.kind: event for event in events if event.place == "aghband"}
    assert at_joint["border"].detail == "AZ>IR"
    assert at_joint["border"].at_km == at_joint["mode_change"].at_km


@pytest.mark.parametrize(
    ("corridor", "route", "borders"),
    [
        # The Zangezur way keeps to the northern bank of the Aras, the Pamir road to that of the Panj.
        ("zangezur", "tripp", ["AZ>AM", "AM>AZ", "AZ>TR"]),
        ("tajikistan-links", "kulma", ["TJ>CN"]),
        ("lapis-lazuli", "torghundi-poti", ["AF>TM", "TM>AZ", "AZ>GE"]),
    ],
)
def test_ways_along_a_river_cross_no_border_that_their_legs_do_not(
    traced, corridor, route, borders
):
    events = traced.route_events(corridor, route)
    assert [event.detail for event in events if event.kind == "border"] == borders


def _running(traced, mode):
    legs = [leg for leg in traced.by_ref.values() if str(leg.leg.mode) == mode]
    return [leg for leg in legs if leg.status_value in ("operating", "limited")]


def _share(legs, measure):
    return sum(measure(leg) for leg in legs) / sum(leg.length_km for leg in legs)


def test_running_legs_are_no_sketches(traced):
    for mode in ("rail", "road"):
        assert not [leg.ref for leg in _running(traced, mode) if "sketch" in leg.way.origin]


@pytest.mark.parametrize(("mode", "osm", "chord"), [("rail", 0.97, 0.05), ("road", 0.99, 0.15)])
# The railways of the Ustyurt, the Kyzylkum and the northern Caspian shore run straight for long; the
# road network is older than the roads of five corridors: 0.10 again once it is built anew.
def test_running_legs_rest_on_openstreetmap(traced, mode, osm, chord):
    legs = _running(traced, mode)
    assert _share(legs, lambda leg: leg.way.sums("origin").get("osm", 0.0)) >= osm
    assert _share(legs, lambda leg: float(leg.way.straight_km().sum())) <= chord


def test_running_railways_follow_their_course(traced):
    legs = _running(traced, "rail")
    assert _share(legs, lambda leg: float(leg.way.straight_km(longer_than_km=25.0).sum())) <= 0.20


def _route_km(atlas, *stops):
    found = trace.travelled(
        atlas.networks.router("rail"), [atlas.places[s] for s in stops], atlas.places, atlas.wayside
    )
    return found.way.length_km


@pytest.mark.parametrize(
    ("stops", "km"),
    [
        (("altynkol", "almaty"), 332.0),  # measured on the source network after joining
        (("alat", "poti"), 770.0),  # likewise
        (("moscow", "brest"), 1094.0),  # Moscow - Brest railway, kilometre posts
    ],
)
def test_well_known_lengths(atlas, stops, km):
    assert _route_km(atlas, *stops) == pytest.approx(km, rel=0.03)


@pytest.mark.parametrize(
    ("stops", "changes"),
    [
        (("urumqi", "dostyk", "aktogay"), ["1435>1520"]),
        (("jinghe", "altynkol", "zhetygen"), ["1435>1520"]),
        (("minsk", "brest", "malaszewicze", "warsaw"), ["1520>1435"]),
        (("tbilisi", "akhalkalaki", "kars"), ["1520>1435"]),
        (("mary", "sarakhs", "mashhad"), ["1520>1435"]),
        (("termez", "hairatan", "mazar-i-sharif"), []),
        (("quetta", "zahedan", "kerman"), ["1676>1435"]),
        (("bereket", "incheh-borun", "gorgan"), ["1520>1435"]),
    ],
)
def test_gauge_changes_once_where_it_does(atlas, stops, changes):
    found = trace.travelled(
        atlas.networks.router("rail"), [atlas.places[s] for s in stops], atlas.places, atlas.wayside
    )
    assert [e.detail for e in found.events if e.kind == "break_of_gauge"] == changes


def test_high_speed_lines_are_closed_for_freight(atlas):
    # The passenger lines are 405 km (Ankara - Sivas) and 456 km (Zhengzhou - Xi'an) long.
    assert _route_km(atlas, "ankara", "sivas") > 550.0
    assert _route_km(atlas, "zhengzhou", "xian") > 490.0


def test_published_lengths_are_explained(atlas):
    from corridors.lengths.published import summary, validate

    table = validate(atlas)
    assert list(table["id"][(table["verdict"] == "differs") & (table["why"] == "")]) == []
    everything, rail = summary(table), summary(table, mode="rail")
    assert everything["count"] >= 30
    assert everything["median"] <= 0.025
    assert rail["median"] <= 0.025
    assert everything["p90"] <= 0.07
    assert rail["p90"] <= 0.07
    assert not (table["verdict"] == "no path").any()


def test_every_table_row_states_a_licence():
    for name in ("places.csv", "stations.csv", "towns.csv"):
        rows = csv.DictReader((SEEDS / name).read_text("utf-8").splitlines())
        assert {row["licence"] for row in rows} <= {
            "CC-BY-4.0", "ODbL-1.0", "public-domain", "CC0-1.0", "facts",
        }  # fmt: skip


def test_facts_of_hubs_name_known_places_and_sources(atlas):
    facts = tomllib.loads((SEEDS / "rules" / "facts.toml").read_text("utf-8"))["fact"]
    assert {f["place"] for f in facts} <= set(atlas.places)
    assert {f["source"] for f in facts} <= set(atlas.catalogue.sources)
    assert all(f["value"] > 0 and 1990 <= f["year"] <= 2026 for f in facts)


def test_every_source_was_opened():
    """No note of a source says that its page was not read: what leans on it would be hearsay."""
    unread = re.compile("not re-read|not read again|could not be opened|page not read")
    known = read.read()
    noted = {each.id: each.note or "" for each in known.sources.values()}
    assert [key for key, note in noted.items() if unread.search(note)] == []
    assert [x.id for x in known.published.values() if unread.search(x.why or "")] == []
