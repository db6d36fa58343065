"""Single failures on the toy, with a railway of one's own round the Caspian to go by instead."""

import json

import numpy as np
import pytest
import toy_atlas
import toy_rates

from corridors.graph.build import build_graph
from corridors.graph.pieces import Line
from corridors.ledger.rates.shipment import Shipment
from corridors.scenarios.sweeps import engine
from corridors.scenarios.sweeps.failures import failures
from geodata.errors import InputError

BORDER = "boyuk-kesik-gardabani"
ROUND = Line("round", "altynkol", "alat", "rail", 3000.0, 1520)


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("toy")
    atlas = toy_atlas.write(folder)
    shipment = Shipment(rates=toy_rates.book(folder / "rates", atlas))
    traced = atlas.trace()
    return build_graph(traced, shipment=shipment, lines=[ROUND]), traced


@pytest.fixture(scope="module")
def found(toy):
    return {row.element.id: row for row in failures(*toy, ["caspian"], by="km")}


def test_every_element_of_the_main_route_in_order(found):
    known = [(key, row.element.kind) for key, row in found.items()]
    assert known == [
        ("caspian:altynkol-aktau", "leg"),
        ("aktau", "port"),
        ("caspian:aktau-alat", "leg"),
        ("alat", "port"),
        ("caspian:alat-poti", "leg"),
        (BORDER, "crossing"),
    ]


def test_detours_by_hand(found):
    """3000 + 900 km round the sea beside 1400 + 500 + 900 over it; no ports, one border more."""
    for key in ("caspian:altynkol-aktau", "aktau", "caspian:aktau-alat"):
        row = found[key]
        assert row.detour("km") == pytest.approx(1100.0), key
        legs = 3000.0 / 40.0 + 900.0 / 30.0
        borders = 2 * 2.0 + 2.0 + 6.0
        assert row.instead["hours"] == pytest.approx(5.0 + legs + borders + 5.0)
        assert row.instead["borders"] == ["KZ>AZ", "AZ>GE"]
        assert row.route["hours"] == pytest.approx(135.0)
        assert not row.is_better
    for key in ("alat", BORDER, "caspian:alat-poti"):
        assert found[key].instead is None
        assert found[key].detour("km") is None
        assert found[key].record()["no_way"]


def test_a_way_that_is_better_anyway_is_no_detour(toy):
    """By time the railway round the sea takes 127 h, the main route 135."""
    found = {row.element.id: row for row in failures(*toy, ["caspian"], by="hours")}
    row = found["aktau"]
    assert row.instead["hours"] == pytest.approx(127.0)
    assert row.is_better
    assert (row.detour("km"), row.detour("hours")) == (0.0, 0.0)


def test_a_corridor_that_is_not_in_use_has_no_rows(toy):
    assert failures(*toy, ["pontic"]) == []
    with pytest.raises(InputError, match=r"unknown corridor 'capsian'.*caspian"):
        failures(*toy, ["capsian"])


def test_what_a_file_holds_is_not_run_again(toy, tmp_path):
    file = tmp_path / "results.jsonl"
    whole = failures(*toy, ["caspian"], by="km", results=file)
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    assert len(lines) == len(whole) == 6
    file.write_text("".join(lines[:4]) + lines[4][:10], encoding="utf-8")  # broken off in a line
    ran = []

    def counted(fn, shared, jobs):
        ran.extend(jobs)
        return engine.serial(fn, shared, jobs)

    assert failures(*toy, ["caspian"], by="km", results=file, engine=counted) == whole
    assert len(ran) == 2
    again = failures(*toy, ["caspian"], by="km", results=file, engine=counted)
    assert again == whole
    assert len(ran) == 2


def test_what_was_done_is_kept_when_a_sweep_breaks_off(toy, tmp_path):
    file = tmp_path / "results.jsonl"

    def broken(fn, shared, jobs):
        yield from engine.serial(fn, shared, jobs[:3])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        failures(*toy, ["caspian"], results=file, engine=broken)
    assert len(file.read_text(encoding="utf-8").splitlines()) == 3


def test_another_graph_is_another_question(toy, tmp_path):
    graph, traced = toy
    file = tmp_path / "results.jsonl"
    failures(graph, traced, ["caspian"], by="km", results=file)
    longer = graph.changed(km=graph.km * 2.0)
    found = failures(longer, traced, ["caspian"], by="km", results=file)
    assert found == failures(longer, traced, ["caspian"], by="km")


def test_a_cluster_hands_each_result_on_when_it_is_there():
    class Future:
        def __init__(self, job):
            self.job = job

        def result(self):
            if self.job == 3:
                raise KeyboardInterrupt
            return self.job * 10

    class Client:
        def scatter(self, data, *, broadcast):
            return data

        def map(self, fn, shared, jobs, *, pure):
            return [Future(job) for job in jobs]

    seen = engine.on_client(Client())(None, 0, [1, 2, 3, 4])
    assert [next(seen), next(seen)] == [10, 20]
    with pytest.raises(KeyboardInterrupt):
        next(seen)


@pytest.mark.parametrize(
    "content", [b"a,b\n1,2\n", b'{"my": "settings"}', b"\xff\xfe\x00\n", b"[" * 50_000 + b"\n"]
)
def test_a_file_of_something_else_is_refused_and_stays(toy, tmp_path, content):
    file = tmp_path / "results.jsonl"
    file.write_bytes(content)
    with pytest.raises(InputError, match="line 1 is no result"):
        failures(*toy, ["caspian"], results=file)
    assert file.read_bytes() == content


def test_a_line_broken_off_within_a_letter_is_left_out(tmp_path):
    file = tmp_path / "new" / "results.jsonl"
    shared, jobs = None, {"a": "Ж", "b": "Я"}

    def run():
        return list(engine.resumed(engine.serial, _echo, shared, jobs, results=file))

    whole = run()
    kept = file.read_bytes()
    file.write_bytes(kept[:-4])  # in the middle of the last letter
    assert run() == whole
    assert file.read_bytes() == kept


def _echo(_shared, job):
    return job


@pytest.mark.filterwarnings("ignore:Couldn't detect a suitable IP:RuntimeWarning")
def test_processes_and_a_cluster_give_the_same_bytes(toy):
    distributed = pytest.importorskip("distributed", reason="the extra [cluster] is not installed")

    def text(by):
        return json.dumps([row.record() for row in failures(*toy, ["caspian"], engine=by)])

    alone = text(engine.serial)
    assert text(engine.on_processes(2)) == alone
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        assert text(engine.on_client(client)) == alone
    with pytest.raises(InputError, match="0 workers"):
        engine.on_processes(0)


def test_closing_costs_nothing_less(toy):
    """Of all pairs of places, for each element."""
    graph, traced = toy
    ends = ["altynkol", "aktau", "alat", "poti"]
    before = graph.costs(ends, ends, by="hours")
    for row in failures(graph, traced, ["caspian"]):
        after = graph.without(row.element.id).costs(ends, ends, by="hours")
        assert np.all(after >= before)
