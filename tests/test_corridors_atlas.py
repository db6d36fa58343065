"""The toy atlas, traced: see the drawing in toy_atlas."""

import math
import multiprocessing

import pandas as pd
import pytest
import toy_atlas
import toy_catalogue
from pandas.testing import assert_frame_equal

from corridors.lengths.tables import COLUMNS, lengths
from corridors.tracing import cache
from geodata.errors import AtlasError, InputError


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return toy_atlas.write(tmp_path_factory.mktemp("toy"))


@pytest.fixture(scope="module")
def traced(atlas):
    return atlas.trace()


def leg(traced, ref):
    return traced.legs.set_index("leg").loc[ref]


def test_leg_is_as_long_as_its_edges_say(traced):
    assert leg(traced, "caspian:altynkol-aktau").length_km == pytest.approx(1400, abs=1e-3)
    assert leg(traced, "caspian:dostyk-aktau").length_km == pytest.approx(1100, abs=1e-3)
    assert leg(traced, "caspian:aktau-alat").length_km == pytest.approx(500, abs=1e-3)


def test_split_by_country_origin_and_shape_sums_to_the_leg(traced):
    for row in traced.legs.itertuples():
        for column in ("by_country", "by_origin", "by_shape"):
            assert math.fsum(getattr(row, column).values()) == pytest.approx(
                row.length_km, abs=1e-6
            )


def test_border_is_found_along_the_leg(traced):
    found = traced.events[traced.events.place == "boyuk-kesik-gardabani"]
    assert found.detail.tolist() == ["AZ>GE"]
    assert found.at_km.tolist() == pytest.approx([600], abs=1e-3)


def test_access_is_beside_the_length(traced):
    access = leg(traced, "caspian:altynkol-aktau").access_km
    assert access[0] == pytest.approx(0, abs=1e-6)
    assert access[1] == pytest.approx(0, abs=1e-6)  # the anchor, not the place, meets the line


def test_published_stands_beside_computed(traced):
    row = leg(traced, "caspian:alat-poti")
    assert (row.published_km, row.ratio) == (900, pytest.approx(1.0, abs=1e-6))


def test_routes_total_their_legs_and_their_modes(traced):
    main = traced.routes.set_index(["corridor", "route"]).loc[("caspian", "main")]
    assert main.length_km == pytest.approx(1400 + 500 + 900, abs=1e-3)
    assert main.by_mode == pytest.approx({"rail": 2300, "sea": 500}, abs=1e-3)
    assert main.borders == 2
    assert main.countries == ["KZ", "AZ", "GE"]
    assert main.transits == 0
    assert main.breaks_of_gauge == 0


def test_a_leg_runs_in_no_other_country_than_it_states(tmp_path):
    stated = toy_catalogue.CASPIAN.replace('countries = ["AZ", "GE"]', 'countries = ["GE"]')
    files = {**toy_catalogue.FILES, "corridors/caspian.toml": stated}
    traced = toy_atlas.write(tmp_path, files=files).trace()
    one = traced.by_ref["caspian:alat-poti"]
    assert one.way.sums("country") == pytest.approx({"GE": 900.0})
    assert one.events == ()


def test_mode_changes_stand_at_the_joints_of_a_route(traced):
    events = traced.route_events("caspian", "main")
    changes = [(e.detail, round(e.at_km), e.place) for e in events if e.kind == "mode_change"]
    assert changes == [("rail>sea", 1400, "aktau"), ("sea>rail", 1900, "alat")]


def test_route_run_backwards_has_its_events_mirrored(traced):
    events = traced.route_events("pontic", "eastbound")
    planned = leg(traced, "pontic:poti-constanta").length_km
    borders = [(e.detail, e.at_km, e.basis, e.place) for e in events if e.kind == "border"]
    assert borders == [
        ("RO>GE", pytest.approx(planned, abs=1e-3), "by_sea", "poti"),
        ("GE>AZ", pytest.approx(planned + 300, abs=1e-3), "known", "boyuk-kesik-gardabani"),
        ("AZ>KZ", pytest.approx(planned + 1400, abs=1e-3), "by_sea", "aktau"),
    ]


def test_planned_leg_by_sea_is_traced_and_counted_as_planned(traced):
    route = traced.routes.set_index("route").loc["eastbound"]
    assert route.planned_km == pytest.approx(1200, abs=1e-3)
    assert route.operating_km == pytest.approx(2800, abs=1e-3)


def test_ledger_reconciles_and_counts_a_shared_leg_once(traced):
    ledger = traced.lengths()
    assert list(ledger.columns) == COLUMNS
    assert ledger.length_km.sum() == pytest.approx(1400 + 1100 + 500 + 900 + 1200, abs=1e-3)
    assert ledger.groupby("leg").length_km.sum()["caspian:alat-poti"] == pytest.approx(900)


def test_lengths_by_country_add_up_to_the_ledger(traced):
    table = lengths(traced, by="country").set_index("country")
    assert table.length_km.sum() == pytest.approx(traced.lengths().length_km.sum())
    assert table.loc["KZ", "rail_km"] == pytest.approx(2500, abs=1e-3)


def test_tracing_one_corridor_brings_the_legs_it_borrows(atlas):
    refs = set(atlas.trace("pontic").by_ref)
    assert refs == {
        "pontic:poti-constanta",
        "caspian:alat-poti",
        "caspian:aktau-alat",
        "caspian:altynkol-aktau",
    }


def test_as_of_reads_the_history(atlas):
    before = atlas.as_of("2010").trace("caspian")
    assert set(before.legs.status) == {""}
    assert before.routes.operating_km.sum() == 0


def test_unknown_corridor_is_an_error_with_a_hint(atlas):
    with pytest.raises(InputError, match="'caspiann'.*did you mean 'caspian'"):
        atlas.trace("caspiann")


def test_every_untraceable_leg_is_reported_at_once(tmp_path):
    places = toy_catalogue.PLACES.replace("KZ,80.3,44.2", "KZ,90.0,50.0")
    moved = {"places.csv": places.replace("GE,41.7,42.2", "GE,40.0,30.0")}
    with pytest.raises(InputError) as caught:
        toy_atlas.write(tmp_path, files={**toy_catalogue.FILES, **moved}).trace()
    items = {(problem.file, problem.item) for problem in caught.value.problems}
    assert items == {
        ("caspian.toml", "leg[altynkol-aktau]"),
        ("caspian.toml", "leg[alat-poti]"),
        ("pontic.toml", "leg[poti-constanta]"),
    }
    assert "km away" in str(caught.value)


def test_break_of_gauge_between_two_legs_is_counted_at_the_joint(tmp_path):
    rows = [
        *toy_atlas.RAIL[:3],
        ("alat", "border", 600.0, "AZ", (1520,)),
        ("border", "poti", 300.0, "GE", (1435,)),
    ]
    traced = toy_atlas.write(tmp_path, rail_network=toy_atlas.rail(rows)).trace("caspian")
    assert traced.routes.set_index("route").loc["main"].breaks_of_gauge == 1


def test_second_trace_comes_from_the_cache_and_is_equal(tmp_path, monkeypatch):
    monkeypatch.setenv("CORRIDORS_CACHE", str(tmp_path / "cache"))
    first = toy_atlas.write(tmp_path).trace()
    stored = sorted((tmp_path / "cache" / "traces").iterdir())
    assert len(stored) == 5
    monkeypatch.setattr(
        "corridors.tracing.trace.travelled", None
    )  # so that only the cache can answer
    again = toy_atlas.write(tmp_path).trace()
    assert_frame_equal(pd.DataFrame(first.legs), pd.DataFrame(again.legs))
    assert_frame_equal(first.lengths(), again.lengths())


def test_events_of_routes_come_from_the_cache_and_are_equal(tmp_path, monkeypatch):
    monkeypatch.setenv("CORRIDORS_CACHE", str(tmp_path / "cache"))
    first = toy_atlas.write(tmp_path).trace().events
    assert len(list((tmp_path / "cache" / "events").iterdir())) == len(
        toy_atlas.write(tmp_path).trace().routes
    )
    monkeypatch.setattr("corridors.tracing.events.route_events", None)
    assert_frame_equal(pd.DataFrame(first), pd.DataFrame(toy_atlas.write(tmp_path).trace().events))


@pytest.mark.parametrize("damaged", [b"", b"[{}]", b"{", b'[{"kind": "border"}]', b"null"])
def test_damaged_events_are_made_again(tmp_path, monkeypatch, damaged):
    monkeypatch.setenv("CORRIDORS_CACHE", str(tmp_path / "cache"))
    first = toy_atlas.write(tmp_path).trace().events
    for entry in (tmp_path / "cache" / "events").iterdir():
        entry.write_bytes(damaged)
    assert_frame_equal(pd.DataFrame(first), pd.DataFrame(toy_atlas.write(tmp_path).trace().events))


def test_damaged_cache_is_made_again(tmp_path, monkeypatch):
    monkeypatch.setenv("CORRIDORS_CACHE", str(tmp_path / "cache"))
    toy_atlas.write(tmp_path).trace()
    for entry in (tmp_path / "cache" / "traces").iterdir():
        entry.write_bytes(entry.read_bytes()[:50])
    assert toy_atlas.write(tmp_path).trace().lengths().length_km.sum() == pytest.approx(
        5100, abs=0.01
    )


def test_unwritable_cache_is_done_without(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CORRIDORS_CACHE", str(tmp_path / "file"))
    assert len(toy_atlas.write(tmp_path).trace().legs) == 5


def _trace_in(folder):
    return toy_atlas.write(folder).trace().lengths().length_km.sum()


def test_two_processes_may_share_a_cache(tmp_path):
    folders = [tmp_path / "a", tmp_path / "b"]
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        sums = pool.map(_trace_in, folders)
    assert sums[0] == sums[1]


def test_key_changes_with_what_the_trace_depends_on(atlas, tmp_path):
    moved = toy_atlas.write(
        tmp_path,
        files=toy_catalogue.edited(
            "places.csv", "dostyk,border_crossing,KZ,82.5", "dostyk,border_crossing,KZ,82.6"
        ),
    )
    keys = {
        cache.key(atlas.wayside.digest, ["rail", 1]),
        cache.key(atlas.wayside.digest, ["rail", 2]),
        cache.key(moved.wayside.digest, ["rail", 1]),
    }
    assert len(keys) == 3


def test_ledger_that_does_not_reconcile_is_a_fault_of_ours(traced, monkeypatch):
    monkeypatch.setattr("corridors.tracing.trace.TracedLeg.length_km", 1.0)
    with pytest.raises(AtlasError, match="reconcile"):
        traced.lengths()


def test_html_of_an_atlas_lists_its_corridors_escaped(tmp_path):
    named = toy_catalogue.CASPIAN.replace("Toy corridor", "<b>Toy", 1)
    files = {**toy_catalogue.FILES, "corridors/caspian.toml": named}
    text = toy_atlas.write(tmp_path, files=files)._repr_html_()
    assert "<td>pontic</td>" in text
    assert "&lt;b&gt;Toy" in text


def test_html_of_a_traced_corridor_is_escaped(tmp_path):
    text = toy_atlas.write(tmp_path).trace("caspian")._repr_html_()
    assert "<table" in text


def test_place_itself_serves_where_its_anchor_is_off_the_network(tmp_path):
    """The anchor of alat is 70 km out at sea; the place lies on the line."""
    files = {
        **toy_catalogue.FILES,
        "anchors.csv": toy_catalogue.ANCHORS + "alat,rail,50.2,39.9,osm\n",
    }
    traced = toy_atlas.write(tmp_path, files=files).trace("caspian")
    assert leg(traced, "caspian:alat-poti").length_km == pytest.approx(900, abs=1e-3)


def test_long_work_is_logged_and_nothing_printed(tmp_path, capsys, caplog, monkeypatch):
    monkeypatch.setenv("CORRIDORS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("corridors.tracing.multimodal._join", lambda *_: toy_atlas.rail())
    caplog.set_level("INFO", logger="corridors")
    toy_atlas.write(tmp_path).router("any")
    assert "joining rail, road and sea" in caplog.text
    assert capsys.readouterr() == ("", "")
