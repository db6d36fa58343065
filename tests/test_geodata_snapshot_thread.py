"""Chords bent through stations on the equator, where a degree is 111.32 km and lengths are plain."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import geodesy
from geodata.network.build import from_lines
from geodata.snapshot.courses.thread import thread
from geodata.snapshot.courses.towns import freely_threaded

DEGREE = 111.3194907932736


def _edge(length_km, *more):
    """A chord of two degrees, 222.6 km, and whatever else is asked for."""
    lines = [[(60, 0), (62, 0)], *more]
    drawn = [geodesy.line_length_km(line) for line in lines[1:]]
    return from_lines(lines, mode="rail", length_km=[length_km, *drawn])


def _threaded(network, stations):
    """The network threaded by stations called a, b, c ..."""
    names = [chr(ord("a") + number) for number in range(len(stations))]
    return thread(network, np.array(stations, dtype=float).reshape(-1, 2), names)


def _over(station):
    return geodesy.line_length_km([(60, 0), station, (62, 0)])


def test_a_station_that_the_length_allows_bends_the_chord():
    station = (61, 0.3)
    network, refused = _threaded(_edge(_over(station) + 1.0), [station])
    assert network.line(0).tolist() == [[60, 0], [61, 0.3], [62, 0]]
    assert network.length_km[0] == _over(station) + 1.0
    assert network.columns["shape"][0] == "threaded"
    assert refused == ()


def test_a_station_that_the_length_forbids_does_not():
    station = (61, 0.3)
    network, refused = _threaded(_edge(_over(station) - 1.0), [station])
    assert network.line(0).tolist() == [[60, 0], [62, 0]]
    assert network.columns["shape"][0] == "chord"
    assert refused == ()


def test_stations_come_in_the_order_of_the_line_whatever_the_order_of_the_table():
    stations = [(61.5, -0.1), (60.4, 0.1), (61, 0.0)]
    whole = geodesy.line_length_km([(60, 0), stations[1], stations[2], stations[0], (62, 0)])
    network, _ = _threaded(_edge(whole * 1.001), stations)
    assert network.line(0)[:, 0].tolist() == [60, 60.4, 61, 61.5, 62]
    backward = from_lines([[(62, 0), (60, 0)]], mode="rail", length_km=[whole * 1.001])
    assert _threaded(backward, stations)[0].line(0)[:, 0].tolist() == [62, 61.5, 61, 60.4, 60]


def test_of_two_stations_that_do_not_both_fit_the_cheaper_is_taken():
    near, far = (60.7, 0.05), (61.3, 0.35)
    network, _ = _threaded(_edge(_over(far)), [far, near])
    assert network.line(0)[1:-1].tolist() == [list(near)]


def test_a_station_at_a_node_of_another_line_is_not_on_this_one():
    station = (61, 0.2)
    other = [(61, 0.2), (61, 3.0)]
    network, _ = _threaded(_edge(_over(station) + 1.0, other), [station])
    assert len(network.line(0)) == 2


def test_a_station_at_an_end_adds_nothing():
    network, _ = _threaded(_edge(230.0), [(60.005, 0), (62, 0.005)])
    assert len(network.line(0)) == 2


def test_a_station_just_before_a_node_stays_with_the_edge_it_lies_on():
    """The node is 3 km past the station: both edges are long enough to take it, one would turn."""
    node, station = (62, 0), (61.973, 0)
    on, beyond = [(60, 0), node], [node, (62, -2)]
    network = from_lines(
        [on, beyond],
        mode="rail",
        length_km=[geodesy.line_length_km(on) + 1.0, geodesy.line_length_km(beyond) + 8.0],
    )
    threaded, _ = _threaded(network, [station])
    assert [len(line) for line in threaded.lines()] == [3, 2]
    assert threaded.columns["shape"].decode() == ["threaded", "chord"]


def test_a_lone_station_that_is_lost_at_both_ends_leaves_the_chord():
    """Both edges end nearly at the same two places; the station can stay with one of them only."""
    station = (61, 0.2)
    one, other = [(60, 0), (62, 0)], [(60.001, -0.001), (62.001, -0.001)]
    network = from_lines([one, other], mode="rail", length_km=[_over(station) + 3.0] * 2)
    threaded, _ = _threaded(network, [station])
    assert sorted(len(line) for line in threaded.lines()) == [2, 3]


def test_short_edges_are_left_as_they_are():
    short = from_lines([[(60, 0), (60.1, 0)]], mode="rail", length_km=[11.9])
    network, refused = _threaded(short, [(60.05, 0)])
    assert len(network.line(0)) == 2
    assert network.columns["shape"][0] == "mapped"
    assert refused == ()


def test_threads_that_are_too_long_are_refused_by_name():
    """Over a short edge the slack of 0.4 km is more than 2%."""
    short = from_lines([[(60, 0), (60.1, 0)]], mode="rail", length_km=[12.1])
    at = geodesy.interpolate([(60, 0), (60.1, 0)], 5.0)[0]
    station = (at[0], 0.0253)
    over = geodesy.line_length_km([(60, 0), station, (60.1, 0)])
    assert 12.1 * 1.02 < over < 12.1 + 0.4
    network, refused = _threaded(short, [station])
    assert len(network.line(0)) == 2
    assert [(r.stations, r.length_km) for r in refused] == [(("a",), 12.1)]
    assert refused[0].thread_km == pytest.approx(over)


def test_threads_that_are_too_short_without_a_gap_are_refused_by_name():
    """Stations 11 km apart leave no room for 60 km of track over 33 km of land."""
    edge = from_lines([[(60, 0), (60.3, 0)]], mode="rail", length_km=[60.0])
    network, refused = _threaded(edge, [(60.2, 0), (60.1, 0)])
    assert len(network.line(0)) == 2
    assert [r.stations for r in refused] == [("b", "a")]
    with_gap, refused = _threaded(edge, [(60.2, 0)])
    assert with_gap.columns["shape"][0] == "threaded"
    assert refused == ()


def test_nothing_to_thread():
    assert _threaded(_edge(230.0), [])[0].columns["shape"].decode() == ["chord"]
    empty = from_lines([], mode="rail")
    assert _threaded(empty, [(60, 0)])[0].edge_count == 0


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.floats(59.5, 62.5), st.floats(-0.6, 0.6)), max_size=6),
    st.floats(1.0, 1.2),
)
def test_threads_keep_ends_and_lengths(stations, ratio):
    length = 2 * DEGREE * ratio
    network, refused = _threaded(_edge(length), stations)
    line = network.line(0)
    assert line[[0, -1]].tolist() == [[60, 0], [62, 0]]
    assert network.length_km[0] == length
    assert geodesy.line_length_km(line) <= length + 0.4 + 1e-9
    assert {tuple(point) for point in line[1:-1].tolist()} <= set(stations)
    assert len(refused) <= 1


TOWNS = np.array([(60, 0.02), (60.6, 0.2), (61.3, -0.1), (62.02, 0), (64, 0)])


def test_a_road_without_a_length_takes_the_towns_and_their_length():
    road = from_lines([[(60, 0), (62, 0)]], mode="road")
    bent = freely_threaded(road, [TOWNS])
    thread_line = [[60, 0], [60.6, 0.2], [61.3, -0.1], [62, 0]]
    assert bent.line(0).tolist() == thread_line
    assert bent.length_km[0] == pytest.approx(geodesy.line_length_km(thread_line))
    assert bent.columns["length_basis"][0] == "thread"
    assert bent.columns["shape"][0] == "threaded"


def test_it_does_so_backwards_too():
    road = from_lines([[(62, 0), (60, 0)]], mode="road")
    assert freely_threaded(road, [TOWNS]).line(0)[:, 0].tolist() == [62, 61.3, 60.6, 60]


def test_a_road_with_a_length_keeps_it():
    road = _edge(240.0)
    bent = freely_threaded(road, [TOWNS])
    assert bent.length_km[0] == 240.0
    assert bent.columns["length_basis"][0] == "track"
    assert bent.columns["shape"][0] == "threaded"
    tight = freely_threaded(_edge(2 * DEGREE * 1.006), [TOWNS])
    assert tight.length_km[0] == 2 * DEGREE * 1.006
    assert tight.columns["length_basis"][0] == "track"


def test_points_on_the_road_itself_show_a_length_that_is_too_short():
    short = _edge(2 * DEGREE * 1.006)  # less than the way through the towns
    bent = freely_threaded(short, [TOWNS], on_road=[True])
    through = geodesy.line_length_km([[60, 0], [60.6, 0.2], [61.3, -0.1], [62, 0]])
    assert bent.length_km[0] == pytest.approx(through)
    assert bent.columns["length_basis"][0] == "thread"
    assert freely_threaded(_edge(240.0), [TOWNS], on_road=[True]).length_km[0] == 240.0


def test_points_on_a_road_bend_only_an_edge_that_ends_on_it():
    beside = from_lines([[(60, 0.06), (62, 0)]], mode="road")  # 6.6 km beside the first town
    assert freely_threaded(beside, [TOWNS]).columns["shape"][0] == "threaded"
    assert freely_threaded(beside, [TOWNS], on_road=[True]).columns["shape"][0] == "chord"


@pytest.mark.parametrize("chain", [TOWNS[1:], TOWNS[:3], TOWNS[[0, 3]], np.add(TOWNS, (0, 1))])
def test_a_road_whose_ends_are_no_towns_of_the_chain_stays(chain):
    road = from_lines([[(60, 0), (62, 0)]], mode="road")
    bent = freely_threaded(road, [chain])
    assert bent.line(0).tolist() == [[60, 0], [62, 0]]
    assert bent.columns["length_basis"][0] == "track"


def test_roads_without_chains():
    road = from_lines([[(60, 0), (62, 0)]], mode="road")
    assert freely_threaded(road, []).length_km[0] == pytest.approx(2 * DEGREE)
