"""Crossings, passages and states: read with all faults at once, asked at a date."""

import pytest

import corridors
from corridors.definitions import states
from corridors.definitions.states import Openness, Scope
from corridors.statuses import checked_on

PLACES = {"chaman", "khunjerab", "aktau"}


STATES = """scope,id,mode,state,from,until,season,source,note
pair,AF-PK,,closed,2025-10-12,,,x,
place,chaman,road,limited,2020,2021-03,,x,
place,chaman,,closed,2025-10,,,x,
place,khunjerab,road,closed,2020-12-01,,12-01/03-31,x,
passage,strait,sea,suspended,2024-02-29,2024-03-01,,x,
"""


PASSAGES = """id,kind,name_en,lon1,lat1,lon2,lat2,countries,inland_of
strait,strait,Strait,10,0,10,1,EG|SA,
"""


CROSSINGS = """place,country_a,country_b,modes,handover_a,lon_a,lat_a
chaman,AF,PK,road|rail,Spin Boldak,66.4,31.0
"""


def _read(folder, **tables):
    files = {"states": STATES, "passages": PASSAGES, "crossings": CROSSINGS, **tables}
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
    return states.read(folder, places=PLACES)


def test_the_tables_are_read(tmp_path):
    gates, problems = _read(tmp_path)
    assert problems == []
    assert gates.crossings["chaman"].countries == ("AF", "PK")
    (station,) = gates.crossings["chaman"].handovers
    assert (station.name, station.country, station.lon) == ("Spin Boldak", "AF", 66.4)
    assert gates.passages["strait"].gate == ((10.0, 0.0), (10.0, 1.0))


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2019-12-31", None),
        ("2020-01-01", "limited"),
        ("2021-02-28", "limited"),
        ("2021-03-01", None),
        ("2025-09", None),
        ("2025-10", "closed"),
    ],
)
def test_a_state_holds_from_its_first_day_to_the_day_before_its_end(tmp_path, day, state):
    found = _read(tmp_path)[0].on(day).of(Scope.PLACE, "chaman", mode="road")
    assert (found and str(found.state)) == state


@pytest.mark.parametrize(
    ("day", "shut"), [("2022-11-30", False), ("2022-12-01", True), ("2023-03-31", True)]
)
def test_a_season_may_run_over_the_turn_of_the_year(tmp_path, day, shut):
    found = _read(tmp_path)[0].on(day).of(Scope.PLACE, "khunjerab")
    assert (found is not None) is shut


def test_states_concern_their_mode_and_pairs_come_in_any_order(tmp_path):
    day = _read(tmp_path)[0].on("2026-01-01")
    assert day.of(Scope.PLACE, "khunjerab", mode="rail") is None
    assert day.of_pair("PK", "AF", mode="rail").state is Openness.CLOSED
    assert [row.id for row in day.shut(mode="rail")] == ["AF-PK", "chaman"]


def test_every_fault_is_named_at_once(tmp_path):
    bad = (
        "scope,id,mode,state,from,until,season,source\n"
        "gate,chaman,,closed,,,,x\n"
        "place,chamann,air,shut,2025-13,,,x\n"
        "pair,PK-AF,,open,2025,2024,13-01/03-01,\n"
        "passage,suez,,open,,,,x\n"
    )
    _, problems = _read(
        tmp_path, states=bad, crossings="place,country_a,country_b,modes\nz,A,A,x\n"
    )
    said = [f"{problem.item}: {problem.message}" for problem in problems]
    for part in (
        "unknown scope 'gate'", "'chamann' is unknown", "unknown mode 'air'",
        "unknown state 'shut'", "'2025-13' is no date", "'PK-AF' is no pair",
        "2024 is not after 2025", "'13-01/03-01' is no season", "source: is empty",
        "'suez' is unknown", "'z' is unknown", "'A' is no country", "unknown mode 'x'",
    ):  # fmt: skip
        assert [line for line in said if part in line], part


def test_the_atlas_is_asked_at_its_own_date():
    atlas = corridors.load()
    assert atlas.states().of_pair("UA", "RU").state is Openness.CLOSED
    assert atlas.as_of("2021").states().of_pair("UA", "RU") is None
    assert atlas.states("2026-05").of(Scope.PASSAGE, "hormuz").state is Openness.CLOSED
    assert atlas.states().of(Scope.PASSAGE, "hormuz").state is Openness.LIMITED
    assert atlas.states().day == checked_on(atlas.catalogue)
