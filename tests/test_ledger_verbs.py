"""Ledgers asked of what was traced and of a route between places."""

import pytest
import toy_atlas
import toy_rates

from corridors.ledger.rates.shipment import Shipment
from corridors.ledger.verbs import atlas_book, journey_ledger, route_ledger
from corridors.lengths.route import Journey
from geodata.errors import InputError


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return toy_atlas.write(tmp_path_factory.mktemp("toy"))


@pytest.fixture(scope="module")
def book(atlas, tmp_path_factory):
    return toy_rates.book(tmp_path_factory.mktemp("rates"), atlas)


def test_traced_corridors_tell_their_ledger(atlas, book):
    traced = atlas.trace("caspian")
    ledger = traced.ledger(profile="block-train-feu", rates=book)
    assert ledger.totals == route_ledger(traced, rates=book, profile="block-train-feu").totals
    back = traced.ledger("caspian", direction="back", profile="block-train-feu", rates=book)
    assert back.lines[1].leg != ledger.lines[1].leg
    with pytest.raises(InputError, match="direction 'sideways'"):
        traced.ledger(direction="sideways", rates=book)


def test_a_journey_tells_its_ledger(atlas, book):
    journey = atlas.route("alat", "poti")
    assert journey.ledger(rates=book).totals == journey_ledger(journey, atlas, rates=book).totals
    none = journey.ledger(rates=book, ends="none")
    assert none.totals["hours"].range.mode == pytest.approx(38, abs=0.05)
    loose = Journey("rail", journey.stops, journey.way, journey.events, journey.access_km)
    with pytest.raises(InputError, match="no atlas"):
        loose.ledger()


def test_a_route_by_time_carries_what_it_takes(atlas, book):
    journey = atlas.route("alat", "poti", by="time", shipment=Shipment(rates=book))
    assert journey.record()["hours"]["mode"] == pytest.approx(48, abs=0.05)


def test_the_shipped_book_is_read_once_and_a_folder_of_ones_own_each_time(tmp_path):
    atlas = toy_atlas.write(tmp_path / "atlas")
    assert atlas_book(atlas) is atlas_book(atlas)
    own = toy_rates.write(tmp_path / "own")
    before = atlas_book(atlas, (own,))
    toy_rates.write(own, toy_rates.ROWS.replace("kz-speed,", "kz-other,"))
    after = atlas_book(atlas, (own,))
    names = [{rate.id for rate in book.shelves[0]} for book in (before, after)]
    assert [sorted(name for name in each if name.startswith("kz-")) for each in names] == [
        ["kz-speed"],
        ["kz-other"],
    ]
