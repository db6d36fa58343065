"""Routes over the toy networks of toy_atlas, and the multimodal join."""

from dataclasses import replace

import numpy as np
import pytest
import toy_atlas
import toy_catalogue

from corridors.lengths.route import route
from corridors.tracing.multimodal import joined_router
from corridors.tracing.networks import Networks
from geodata.errors import InputError, NoPathError, PlaceError, SnapError
from geodata.network.build import from_lines
from geodata.network.file import write_network
from geodata.places.lookup import Places
from geodata.places.model import Kind, Place
from geodata.routing.router import ordered


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return toy_atlas.write(tmp_path_factory.mktemp("toy"))


def test_route_has_the_keys_of_the_contract(atlas):
    record = route(atlas, "altynkol", "aktau").record()
    assert set(record) == {
        "schema",
        "mode",
        "length_km",
        "by_country",
        "by_origin",
        "by_shape",
        "chord_km",
        "chord25_km",
        "access_km",
        "nodes",
        "borders",
        "breaks_of_gauge",
        "countries",
        "taken",
        "transits",
        "mode_changes",
        "passages",
        "ends",
        "closed",
        "corridors",
        "notes",
        "reversals",
        "retraced_km",
        "turns",
    }
    assert record["length_km"] == pytest.approx(1400, abs=1e-3)
    assert record["nodes"] == ["altynkol", "aktau"]


def test_route_may_be_asked_for_by_name_code_or_coordinates(atlas):
    for words in ("Алтынколь", "阿腾科里", "44.2,80.3"):
        assert route(atlas, words, "KZAAU").length_km == pytest.approx(1400, abs=1e-3)


def test_train_that_turns_back_is_counted(atlas):
    """Both lines come into beyneu from the east: it turns there, and again at dostyk's end."""
    found = route(atlas, "altynkol", "aktau", via=["dostyk"])
    assert (found.reversals, found.retraced_km) == (2, pytest.approx(700, abs=1e-3))
    assert [turn.place for turn in found.turns] == ["beyneu", "dostyk"]
    assert [turn.at_km for turn in found.turns] == pytest.approx([1000, 1700], abs=1e-3)
    assert route(atlas, "altynkol", "aktau").reversals == 0
    assert route(atlas, "aktau", "alat", mode="sea").reversals is None


def test_via_is_passed(atlas):
    found = route(atlas, "altynkol", "aktau", via=["dostyk"])
    assert found.way.length_km == pytest.approx(1000 + 700 + 700 + 400, abs=1e-3)


def test_avoided_country_closes_the_way_and_says_what_it_was(atlas):
    with pytest.raises(NoPathError, match=r"without --avoid it is 900 km"):
        route(atlas, "alat", "poti", avoid=["GE"])


@pytest.mark.parametrize("named", ["Georgia", "georgia", "Грузия", "格鲁吉亚"])
def test_a_country_is_avoided_by_its_name(atlas, named):
    with pytest.raises(NoPathError, match=r"no way that avoids GE: poti lies in it"):
        route(atlas, "alat", "poti", avoid=[named])


def test_avoided_country_off_the_way_changes_nothing(atlas):
    found = route(atlas, "alat", "poti", avoid=["KZ"])
    assert found.record()["unrestricted_km"] == pytest.approx(found.way.length_km)


def test_avoided_place_closes_what_passes_it(atlas):
    with pytest.raises(NoPathError):
        route(atlas, "altynkol", "aktau", avoid=["beyneu"])


@pytest.mark.parametrize(
    ("avoid", "hint"),
    [("ZZ", "no country 'ZZ'"), ("beynou", "beyneu"), ("uzbekstan", "did you mean 'UZ'")],
)
def test_unknown_thing_to_avoid_is_named(atlas, avoid, hint):
    with pytest.raises(PlaceError, match=hint):
        route(atlas, "altynkol", "aktau", avoid=[avoid])


def test_unknown_place_mode_and_far_point_are_named(atlas):
    with pytest.raises(PlaceError, match="did you mean"):
        route(atlas, "altynkzol", "aktau")
    with pytest.raises(InputError, match="unknown mode 'rails'"):
        route(atlas, "altynkol", "aktau", mode="rails")
    with pytest.raises(SnapError, match="25 km are allowed"):
        route(atlas, "10,10", "aktau")


def test_a_point_may_lie_off_by_snap_km_and_what_it_was_taken_for_is_told(atlas):
    """Aktau's rails are at 51.17 E, 43.66 N; a tenth of a degree to the north is 11 km."""
    found = route(atlas, "Алтынколь", "43.76,51.17")
    first, last = found.record()["taken"]
    assert (first["typed"], first["place"], first["country"]) == ("Алтынколь", "altynkol", "KZ")
    assert last["place"] == ""
    assert last["access_km"] == found.access_km[1]
    assert 5 < found.access_km[1] < 12
    assert found.way.length_km < 1400
    with pytest.raises(SnapError, match="5 km are allowed"):
        route(atlas, "altynkol", "43.76,51.17", snap_km=5)
    with pytest.raises(InputError, match="above 0"):
        route(atlas, "altynkol", "aktau", snap_km=0)


def _with(atlas, *places):
    known = Places([*atlas.places.values(), *places], atlas.places.anchors.values())
    return replace(atlas, catalogue=replace(atlas.catalogue, places=known))


def test_a_city_may_lie_off_the_network_of_its_country_but_no_crossing_may(atlas):
    """Aktau's rails end at 51.17 E, 43.66 N; a tenth of a degree to the north is 11 km."""
    city = Place("city", Kind.CITY, "KZ", 51.17, 43.76, {"en": "City"})
    abroad = replace(city, id="abroad", country="AZ")
    post = replace(city, id="post", kind=Kind.BORDER_CROSSING)
    wide = _with(atlas, city, abroad, post)
    found = route(wide, "altynkol", "city")
    assert 5 < found.access_km[1] < 12
    assert found.record()["taken"][1]["place"] == "city"
    with pytest.raises(SnapError, match="city: the rail network is .* 5 km are allowed"):
        route(wide, "altynkol", "city", snap_km=5)
    with pytest.raises(SnapError, match="abroad: the nearest rail network, .* lies in KZ"):
        route(wide, "altynkol", "abroad")
    with pytest.raises(SnapError, match="post: the rail network is .* 3 km are allowed"):
        route(wide, "altynkol", "post")


def test_a_voyage_has_the_countries_of_its_ports_and_a_border_on_arrival(atlas):
    record = route(atlas, "aktau", "alat", mode="sea").record()
    assert record["countries"] == ["KZ", "AZ"]
    assert record["by_country"] == {"XZ": pytest.approx(500)}
    assert [(e["change"], e["basis"], e["at_km"]) for e in record["borders"]] == [
        ("KZ>AZ", "by_sea", pytest.approx(500))
    ]


@pytest.mark.parametrize("word", ["AZ", "KZ"])
def test_a_port_in_an_avoided_country_is_refused(atlas, word):
    with pytest.raises(NoPathError, match=f"avoids {word}"):
        route(atlas, "aktau", "alat", mode="sea", avoid=[word])


def test_a_passage_is_closed_at_sea_and_refused_on_land(atlas):
    found = route(atlas, "aktau", "alat", mode="sea", avoid=["hormuz"])
    assert found.unrestricted_km == pytest.approx(500)
    with pytest.raises(PlaceError, match="passage at sea"):
        route(atlas, "altynkol", "aktau", avoid=["hormuz"])


def test_parts_that_do_not_meet_are_no_route(atlas):
    with pytest.raises(NoPathError, match="altynkol.*poti|from altynkol to poti"):
        route(atlas, "altynkol", "poti")


def test_shared_name_means_the_one_within_reach_of_the_mode(tmp_path):
    twin = "aktau-town,city,KZ,60.0,50.0,Aktau,Актау,阿克套,,,,operating,osm,2026-11-23,ODbL-1.0\n"
    files = {**toy_catalogue.FILES, "places.csv": toy_catalogue.PLACES + twin}
    atlas = toy_atlas.write(tmp_path, files=files)
    assert route(atlas, "altynkol", "Aktau").stops == ("altynkol", "aktau")


def test_join_changes_mode_only_where_a_place_meets_both():
    """Rail a-b, sea b'-c; only b may transfer.

    ::

        a --100-- b        rail
                  :        transfer, b and b' some 1.1 km apart
                  b'~~200~~ c   sea
    """
    from geodata.network.build import from_lines
    from geodata.routing.router import Router
    from geodata.topology.transfers import join

    rail = from_lines([[(0, 0), (1, 0)]], mode="rail", length_km=[100], columns={"country": ["KZ"]})
    sea = from_lines([[(1, 0.01), (3, 0.01)]], mode="sea", length_km=[200])
    tolerance = {"rail": 3.0, "sea": 30.0}
    whole = join(
        {"rail": rail, "sea": sea},
        {"b": {"rail": (1, 0), "sea": (1, 0.01)}, "a": {"rail": (0, 0)}},
        tolerance_km=tolerance,
    )
    router = Router(whole)
    path = router.route(router.snap([(0, 0), (3, 0.01)]))
    modes = [whole.columns["mode"][edge] for edge in path.edge]
    assert modes == ["rail", "transfer", "sea"]
    assert path.cost == pytest.approx(300 + 1.1057, abs=1e-3)
    apart = join({"rail": rail, "sea": sea}, {}, tolerance_km=tolerance)
    with pytest.raises(NoPathError):
        Router(apart).route(Router(apart).snap([(0, 0), (3, 0.01)]))


def test_join_cuts_an_edge_where_a_place_lies_mid_way():
    from geodata.network.build import from_lines
    from geodata.topology.transfers import join

    rail = from_lines([[(0, 0), (2, 0)]], mode="rail", length_km=[240])
    road = from_lines([[(1, 0), (1, 1)]], mode="road")
    whole = join(
        {"rail": rail, "road": road},
        {"hub": {"rail": (1, 0), "road": (1, 0)}},
        tolerance_km={"rail": 3.0, "road": 5.0},
    )
    rows = whole.columns["mode"].mask(["rail"])
    assert sorted(whole.length_km[rows]) == pytest.approx([120, 120])
    assert whole.length_km[whole.columns["mode"].mask(["transfer"])] == pytest.approx([0.0])


def test_joined_networks_in_order_stay_in_order_with_the_ends_of_transfers_last():
    from geodata.network.build import from_lines
    from geodata.routing.router import ordered
    from geodata.topology.transfers import join

    parts = {
        "rail": ordered(from_lines([[(0, 0), (1, 0)], [(1, 0), (2, 0)]], mode="rail")),
        "road": ordered(from_lines([[(1, 0), (1, 1)]], mode="road")),
    }
    whole = join(parts, {"hub": dict.fromkeys(parts, (1, 0))}, tolerance_km={"rail": 3, "road": 5})
    assert whole.ordered
    assert whole.node_lonlat[-2:].tolist() == [[1, 0], [1, 0]]
    loose = {**parts, "road": from_lines([[(1, 0), (1, 1)]], mode="road")}
    assert not join(loose, {}, tolerance_km={"rail": 3, "road": 5}).ordered


def test_a_port_is_joined_to_the_freight_line_of_its_country_that_serves_it(tmp_path):
    """Two ports 8 km off a railway, of which one is served; nearer lie another country's track
    and one for passengers only.

    ::

        43.6   o======== rail KZ =========o
        43.57  o----- passengers only ----o
        43.54          ports              (road along 43.53)
        43.51  o======== rail RU =========o
    """
    ends = {"w": 50.0, "e": 52.0}
    lines = {
        "rail": [(43.6, "KZ", "both"), (43.57, "KZ", "passenger"), (43.51, "RU", "both")],
        "road": [(43.53, "KZ", "both")],
        "sea": [(43.54, "", "both")],
    }
    files = {
        mode: write_network(
            ordered(
                from_lines(
                    [[(ends["w"], lat), (51.0, lat), (ends["e"], lat)] for lat, *_ in rows],
                    mode=mode,
                    columns={
                        "country": [row[1] for row in rows],
                        "traffic": [row[2] for row in rows],
                    },
                )
            ),
            tmp_path / f"{mode}.parquet",
        )
        for mode, rows in lines.items()
    }
    served = Place("served", Kind.SEA_PORT, "KZ", 51.0, 43.54, gauges_mm=(1520,))
    unserved = replace(served, id="unserved", lon=51.5, gauges_mm=())
    networks = Networks({mode: (path,) for mode, path in files.items()})
    whole = joined_router(networks, Places([served, unserved])).network
    transfers = np.flatnonzero(whole.columns["mode"].mask(["transfer"]))
    spots = whole.node_lonlat[np.concatenate([whole.tail[transfers], whole.head[transfers]])]
    at_51 = {round(lat, 2) for lon, lat in spots.tolist() if abs(lon - 51.0) < 0.01}
    at_515 = {round(lat, 2) for lon, lat in spots.tolist() if abs(lon - 51.5) < 0.01}
    assert at_51 == {43.6, 43.53, 43.54}
    assert at_515 == {43.53, 43.54}  # no gauge is stated, and no track within 3 km


def test_a_way_over_the_lines_of_a_corridor_follows_it(atlas):
    (caspian, *_) = route(atlas, "altynkol", "aktau").record()["corridors"]
    assert caspian["corridor"] == "caspian"
    assert caspian["follows"]
    assert caspian["km"] == pytest.approx(1400)
    assert caspian["share"] == pytest.approx(1)
    assert caspian["route_km"] == pytest.approx(1400)
    assert caspian["text"].startswith("follows caspian: 1,400 km of the way (100%)")


def test_a_way_that_leaves_a_corridor_says_what_its_route_comes_to(tmp_path):
    """A line of 1,100 km past beyneu, where the corridor goes by beyneu, 1,400 km."""
    rows = [*toy_atlas.RAIL, ("altynkol", "aktau-rail", 1100.0, "KZ", (1520,))]
    atlas = toy_atlas.write(tmp_path, rail_network=toy_atlas.rail(rows))
    found = route(atlas, "altynkol", "aktau")
    assert found.way.length_km == pytest.approx(1100)
    told = {each["corridor"]: each for each in found.record()["corridors"]}["caspian"]
    assert not told["follows"]
    assert told["km"] == 0
    assert told["text"].endswith("is 1,400 km, 300 km longer")


def test_a_way_between_nodes_of_no_route_shares_its_lines_only(atlas):
    found = route(atlas, "dostyk", "beyneu").record()["corridors"]
    assert found[0]["km"] == pytest.approx(700)
    assert found[0]["route"] == ""
    assert found[0]["route_km"] is None


def test_a_route_that_rests_says_what_is_not_in_use(tmp_path):
    """Poti - Constanta is planned: over another ship lane the corridor is left for a reason."""
    files = toy_catalogue.edited("corridors/pontic.toml", "-poti-constanta", "-poti-constanta")
    atlas = toy_atlas.write(tmp_path, files=files)
    told = route(atlas, "poti", "constanta", mode="sea").record()["corridors"]
    assert told[0]["idle"] == ["pontic:poti-constanta (planned)"]
