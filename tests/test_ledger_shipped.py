"""Ledgers of every shipped route: each runs, reconciles, and says what each figure rests on."""

import math

import pytest

from corridors.ledger.lines import MEASURES
from corridors.ledger.rates.model import Quality
from corridors.ledger.verbs import atlas_book, route_ledger


@pytest.fixture(scope="module")
def ledgers(shipped_traced):
    book = atlas_book(shipped_traced.atlas)
    return {
        f"{corridor}:{route}": route_ledger(
            shipped_traced, corridor, route, rates=book, ends="behind"
        )
        for corridor in shipped_traced.ids
        for route in shipped_traced.refs[corridor]
    }


def test_no_figure_without_quality_and_source_or_assumption(ledgers):
    for ledger in ledgers.values():
        for line in ledger.lines:
            for measure in MEASURES:
                figure = line.figure(measure)
                if figure is not None:
                    assert figure.source or figure.quality is Quality.ASSUMPTION, line
                    assert 0.0 <= figure.range.low <= figure.range.mode <= figure.range.high


def test_every_line_has_hours_or_says_why_not(ledgers):
    for name, ledger in ledgers.items():
        for line in ledger.lines:
            assert line.hours is not None or line.note, (name, line.what)


def test_km_and_totals_reconcile(ledgers, shipped_traced):
    lengths = {
        f"{row.corridor}:{row.route}": row.length_km for row in shipped_traced.routes.itertuples()
    }
    for name, ledger in ledgers.items():
        assert ledger.length_km == pytest.approx(lengths[name], abs=1e-6)
        for measure in MEASURES:
            total = ledger.totals[measure]
            assert math.isfinite(total.p95)
            assert total.p5 <= total.p50 <= total.p95
            assert total.range.low - 1e-6 <= total.p5
            assert total.p95 <= total.range.high + 1e-6


def test_the_dearest_stop_behind_altynkol_is_counted_where_asked_for(ledgers, shipped_traced):
    behind = ledgers["trans-caspian:altynkol-aktau-poti"]
    plain = route_ledger(shipped_traced, "trans-caspian", "altynkol-aktau-poti")
    told = [line.what for line in plain.lines if not line.counted]
    assert told == ["border out of CN", "border into KZ", "change of gauge 1435>1520"]
    hours = [line.hours.range.mode for line in behind.lines if line.what in told[:3]][:3]
    extra = behind.totals["hours"].range.mode - plain.totals["hours"].range.mode
    assert extra == pytest.approx(sum(hours))


def test_altynkol_poti_by_hand(ledgers, shipped_traced):
    """The sum of docs/ledger.md, from the rates as their pages state them."""
    ledger = route_ledger(shipped_traced, "trans-caspian", "altynkol-aktau-poti")
    km = {line.country: 0.0 for line in ledger.lines}
    for line in ledger.lines:
        km[line.country] = km.get(line.country, 0.0) + line.km
    sea = sum(line.km for line in ledger.lines if line.mode == "sea")
    hours = (
        km["KZ"] / 941 * 24
        + km["AZ"] / 416 * 24
        + km["GE"] / 941 * 24
        + sea / (16 * 1.852)
        + 2 * 20.1
        + 2 * 5
        + 2 * 2
    )
    assert ledger.totals["hours"].range.mode == pytest.approx(hours, rel=1e-6)
