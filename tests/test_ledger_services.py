"""Published services: how they are read, matched to ways, and held against ledgers."""

import math

import pandas as pd
import pytest
import toy_atlas
import toy_rates

from corridors.ledger import held
from corridors.ledger.course import route_course
from corridors.ledger.services import read_services, services_along
from corridors.lengths.route import route
from geodata.errors import InputError

HEAD = "id,from,to,via,mode,days_low,days,days_high,usd,year,quality,kind,publisher,url,read,input,corridor\n"
GOOD = (
    "a,alat,poti,,rail,1,2,4,900,2024,official,service,P,https://example.org,2026-11-28,,caspian\n"
)


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return toy_atlas.write(tmp_path_factory.mktemp("toy"))


def read(tmp_path, atlas, rows):
    path = tmp_path / "services.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    return read_services(path, places=set(atlas.places))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("alat", "alatt", "unknown place 'alatt'"),
        (",rail,", ",train,", "unknown mode 'train'"),
        (",rail,", ",rail|sea,", "2 modes for 1 hops"),
        (",1,2,4,900,", ",3,2,4,900,", "is not between its low and its high"),
        (",1,2,4,900,", ",,,,,", "says neither days, a price nor how often"),
        (",1,2,4,900,", ",1,two,4,900,", "'two' is no number"),
        (",1,2,4,900,", ",1,,4,900,", "days: is empty beside its low or high"),
        (",900,", f",{'9' * 400},", "is no number"),
        ("official", "sure", "unknown quality 'sure'"),
        (",service,", ",rumour,", "unknown kind 'rumour'"),
        ("https://example.org", "", "url: is empty"),
        (",2024,", ",soon,", "'soon' is no year"),
    ],
)
def test_a_bad_service_is_refused(atlas, tmp_path, old, new, said):
    with pytest.raises(InputError) as caught:
        read(tmp_path, atlas, GOOD.replace(old, new, 1))
    assert said in str(caught.value)


def test_how_often_is_enough_and_is_a_number(atlas, tmp_path):
    head, row = (HEAD + GOOD).splitlines()[:2]
    cells = dict(zip(head.split(","), row.split(","), strict=True))
    cells = {name: "" if name[:3] in ("day", "usd") else cell for name, cell in cells.items()}

    def table(often):
        told = {**cells, "per_week": often}
        return ",".join(told) + "\n" + ",".join(told.values()) + "\n"

    path = tmp_path / "services.csv"
    path.write_text(table("0.5"), encoding="utf-8")
    (service,) = read_services(path, places=set(atlas.places))
    assert (service.per_week, service.days, service.usd) == (0.5, (), ())
    assert held.held_against([service], None, atlas.places, None).empty
    path.write_text(table("weekly"), encoding="utf-8")
    with pytest.raises(InputError, match="'weekly' is no number"):
        read_services(path, places=set(atlas.places))


def test_hops_of_one_mode_are_one(atlas, tmp_path):
    rows = GOOD.replace("alat,poti,,rail", "altynkol,poti,beyneu|aktau|alat,rail|rail|sea|rail")
    (service,) = read(tmp_path, atlas, rows)
    assert service.hops == [
        ("rail", ["altynkol", "beyneu", "aktau"]),
        ("sea", ["aktau", "alat"]),
        ("rail", ["alat", "poti"]),
    ]


def test_a_service_is_along_a_way_with_its_ends_and_its_places(atlas, tmp_path):
    rows = (
        GOOD
        + GOOD.replace("a,alat,poti,,", "b,altynkol,poti,aktau,")
        + GOOD.replace("a,alat,poti,,", "c,altynkol,poti,constanta,")
    )
    services = read(tmp_path, atlas, rows)
    traced = atlas.trace("caspian")
    course = route_course(traced, "caspian", next(iter(traced.refs["caspian"])))
    assert [service.id for service in services_along(course, services)] == ["b"]


def test_computed_beside_published(atlas, tmp_path):
    services = read(
        tmp_path, atlas, GOOD + GOOD.replace("a,", "b,").replace(",,caspian", ",x,caspian")
    )
    book = toy_rates.book(tmp_path / "rates", atlas)
    table = held.held_against(
        services,
        book,
        atlas.places,
        lambda mode, stops: route(atlas, stops[0], stops[-1], mode=mode),
    )
    row = table.iloc[0]
    # 5 + 20.1 + 2 + 6 + 9.9 + 5 hours by the modes; the median is a little above
    assert 48 / 24 < row["computed_days"] < 50.5 / 24
    assert row["ratio"] == pytest.approx(row["computed_days"] / 2)
    assert row["residual_days"] == pytest.approx(2 - row["computed_days"])
    assert row["within"]
    # rail 450 (450 to 900 USD for 900 km at 0.5), borders 20 each: a median above the modes
    assert 490 < row["computed_usd"] < 700
    assert table["independent"].tolist() == [True, False]


def test_a_way_that_is_not_there_is_told(atlas, tmp_path):
    services = read(tmp_path, atlas, GOOD.replace("alat,poti", "alat,altynkol"))
    book = toy_rates.book(tmp_path / "rates", atlas)
    table = held.held_against(
        services,
        book,
        atlas.places,
        lambda mode, stops: route(atlas, stops[0], stops[-1], mode=mode),
    )
    assert table["problem"].iloc[0]
    assert math.isnan(table["ratio"].iloc[0])


def test_medians_leave_out_what_rates_lean_on():
    rows = [
        ("a", 0.5, "measured", True, True),
        ("a", 0.9, "provider", True, False),
        ("a", 1.0, "official", True, True),
        ("a", 9.0, "official", False, True),
        ("b", 2.0, "provider", True, False),
    ]
    table = pd.DataFrame(rows, columns=["corridor", "ratio", "quality", "independent", "within"])
    found = held.summary(table).set_index("corridor")
    assert found.loc["a", "ratio"] == pytest.approx(0.9)
    assert found.loc["a", "firm_ratio"] == pytest.approx(0.75)
    assert found.loc["a", "services"] == 3
    assert found.loc["all", "ratio"] == pytest.approx(0.95)
    assert found.loc["all", "within"] == pytest.approx(0.5)


def test_the_shipped_services_are_read_each_with_its_page(shipped):
    services = read_services(places=set(shipped.places))
    assert len(services) >= 40
    assert sum(bool(service.per_week or service.teu_year) for service in services) >= 30
    assert all(service.url.startswith("http") and service.read for service in services)
    assert {service.corridor for service in services if service.corridor} <= set(shipped.ids)
