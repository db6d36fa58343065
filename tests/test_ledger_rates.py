"""Tables of rates: what is refused, in one clear message each, and which rate holds."""

import dataclasses
import os
from pathlib import Path

import pytest
import toy_atlas
import toy_rates

from corridors.ledger.rates.book import Question, RateBook, read_book
from corridors.ledger.rates.model import Measure, Quality
from corridors.ledger.rates.profiles import read_profiles
from corridors.ledger.rates.reading import read_rates
from geodata.errors import InputError

GOOD = (
    "a,,country:KZ,rail,block-train,both,dwell.border,h,1,2,4,stated,2024,,,,official,"
    "https://example.org,,facts,\n"
)


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return toy_atlas.write(tmp_path_factory.mktemp("toy"))


@pytest.fixture(scope="module")
def shipped_book(shipped):
    return read_book(places=set(shipped.places), corridors=set(shipped.catalogue.corridors))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",h,1,2,4,", ",km,1,2,4,", "'km' is no unit of dwell.border (use h)"),
        (",h,1,2,4,", ",h,3,2,4,", "3 is above the mode 2 (low <= mode <= high)"),
        (",h,1,2,4,", ",h,1,2,1.5,", "1.5 is below the mode 2"),
        (",h,1,2,4,", ",h,-1,2,4,", "-1 is negative"),
        (",h,1,2,4,", ',h,"1,5",2,4,', "'1,5' is no number (use a decimal point)"),
        (",h,1,2,4,", ",h,1,nan,4,", "'nan' is no number"),
        (",h,1,2,4,", ",h,1,1e999,4,", "is no number"),
        (",h,1,2,4,", ",h,1,,4,", "mode_value: is empty"),
        (",2024,", ",2999,", "2999 is still to come"),
        (",2024,", ",24,", "'24' is no year"),
        ("https://example.org", "", "source: is empty (name the page, or call"),
        ("https://example.org", "hearsay", "unknown source 'hearsay'"),
        ("country:KZ", "country:ZZ", "unknown country 'ZZ'"),
        ("country:KZ", "kazakhstan", "unknown scope 'kazakhstan'"),
        ("a,,country:KZ", "a,aktou,place", "unknown place 'aktou' (did you mean 'aktau'"),
        ("a,,country:KZ", "a,aktau,country:KZ", "a place beside the scope"),
        ("country:KZ", "link:aktau", "is no link of two places"),
        ("country:KZ", "corridor:caspain", "did you mean 'caspian'?"),
        ("dwell.border", "dwell.borders", "did you mean 'dwell.border'"),
        ("block-train", "blocktrain", "unknown service 'blocktrain'"),
        (",rail,", ",train,", "unknown mode 'train'"),
        ("official", "certain", "unknown quality 'certain'"),
        ("both", "in:Kazakhstan", "unknown direction 'in:Kazakhstan'"),
        ("both", "in:ZZ>KZ", "unknown country 'ZZ'"),
        ("stated", "wide", "unknown spread 'wide'"),
        (",2024,,,,", ",2024,,,many,", "'many' is no count"),
        (",2024,,,,", f",2024,,,{'9' * 5000},", "is no count"),
        (",2024,,,,", ",2024,1.2.2024,,,", "is no date"),
        (",2024,,,,", ",2024,2024-05-01,2023-05-01,,", "2023-05-01 is before 2024-05-01"),
        (",h,1,2,4,", ",h,10%,2,4,", "'10%' is no number"),
        ("dwell.border,h", "speed.moving,h", "hours are a speed for a link only"),
        ("dwell.border,h,1,2,4", "speed.moving,km/h,0,2,4", "is a speed of 0"),
        ("a,,", ",,", "id: is empty"),
    ],
)
def test_a_bad_rate_is_refused_in_one_message(atlas, tmp_path, old, new, said):
    toy_rates.write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        toy_rates.read(tmp_path, atlas)
    assert said in str(caught.value)
    assert len(caught.value.problems) == 1, str(caught.value)


def test_all_faults_of_all_tables_come_at_once(atlas, tmp_path):
    toy_rates.write(tmp_path, GOOD.replace(",h,", ",d,"))
    toy_rates.write(tmp_path, GOOD.replace("2024", "1800") + GOOD.replace("KZ", "QQ"), "speed")
    (tmp_path / "dwel.csv").write_text("id\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        toy_rates.read(tmp_path, atlas)
    files = [problem.file.rpartition("/")[2] for problem in caught.value.problems]
    assert sorted(files) == ["dwel.csv", "dwell.csv", "speed.csv", "speed.csv"]


def test_an_id_that_comes_twice_is_refused(atlas, tmp_path):
    toy_rates.write(tmp_path, GOOD + GOOD)
    with pytest.raises(InputError, match="is the id of two rates"):
        toy_rates.read(tmp_path, atlas)


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to("gone")])
def test_what_stands_in_the_place_of_a_table_and_is_no_file_is_told(atlas, tmp_path, make):
    make(toy_rates.write(tmp_path / "rates") / "speed.csv")
    with pytest.raises(InputError, match=r"speed\.csv: is no file"):
        toy_rates.read(tmp_path / "rates", atlas)


def test_a_folder_without_tables_is_refused(atlas, tmp_path):
    for folder, said in (
        (tmp_path, "holds no table of rates"),
        (tmp_path / "no", "no such folder"),
    ):
        with pytest.raises(InputError, match=said):
            read_book([folder], places=set(atlas.places), corridors=())


def test_the_shipped_rates_read_and_cite_what_was_read(shipped_book):
    assert len(shipped_book.rates) > 100
    used = {rate.source for rate in shipped_book.rates} - {""}
    assert used <= set(shipped_book.sources)
    noted = " ".join(rate.note for rate in shipped_book.rates)
    licences = {"desnz-licence"}  # the licence of the factors, cited by LICENSES
    unused = {key for key in shipped_book.sources if key not in used and key not in noted}
    assert unused <= licences
    assert all(source.read.year == 2026 for source in shipped_book.sources.values())


def test_every_shipped_rate_has_a_source_or_is_an_assumption(shipped_book):
    for rate in shipped_book.rates:
        assert rate.source or rate.quality is Quality.ASSUMPTION
        assert rate.licence


def question(**changes):
    base = Question((Measure.DWELL_BORDER,), ("rail",), ("block-train", "any"), ("h",), 2024)
    return dataclasses.replace(base, **changes)


def rows(*cells):
    """Rates of the toy: id, scope, direction, service, year, quality; 1 h, 2 h, 3 h in turn."""
    return "".join(
        f"{name},{place},{scope},rail,{service},{side},dwell.border,h,{n},{n},{n},stated,{year},"
        f",,,{quality},https://example.org,,facts,\n"
        for n, (name, place, scope, side, service, year, quality) in enumerate(cells, start=1)
    )


def test_the_nearest_level_wins(atlas, tmp_path):
    book = toy_rates.book(
        tmp_path,
        atlas,
        rows(
            ("g", "", "global", "both", "block-train", 2024, "measured"),
            ("c", "", "country:KZ", "both", "block-train", 2024, "measured"),
            ("ci", "", "country:KZ", "in:KZ", "block-train", 2024, "measured"),
            ("cp", "", "country:KZ", "in:CN>KZ", "block-train", 2019, "estimate"),
            ("u", "", "union:eaeu", "both", "block-train", 2024, "measured"),
            ("p", "dostyk", "place", "both", "block-train", 2024, "measured"),
            ("po", "dostyk", "place", "out:CN", "block-train", 2024, "measured"),
            ("co", "", "corridor:pontic", "both", "block-train", 2024, "measured"),
        ),
    )

    def found(**changes):
        answer = book.find(question(**changes))
        return answer.rate.id, answer.level

    kz_in = {"country": "KZ", "other": "RU", "way": "in"}
    assert found(country="MN", other="CN", way="in") == ("g", "global")
    assert found(corridor="pontic") == ("co", "corridor")
    assert found(**kz_in) == ("u", "union")
    assert found(country="KZ", other="UZ", way="out") == ("c", "country")
    assert found(country="KZ", other="UZ", way="in") == ("ci", "country+direction")
    assert found(country="KZ", other="CN", way="in") == ("cp", "country+direction")
    assert found(places=("dostyk",), **kz_in) == ("p", "place")
    assert found(places=("dostyk",), country="CN", other="KZ", way="out") == (
        "po",
        "place+direction",
    )


def test_within_a_level_service_then_year_then_quality(atlas, tmp_path):
    book = toy_rates.book(
        tmp_path,
        atlas,
        rows(
            ("any", "", "global", "both", "any", 2024, "measured"),
            ("old", "", "global", "both", "block-train", 2015, "measured"),
            ("late", "", "global", "both", "block-train", 2026, "measured"),
            ("guess", "", "global", "both", "block-train", 2020, "estimate"),
            ("said", "", "global", "both", "block-train", 2020, "official"),
            ("wagon", "", "global", "both", "wagonload", 2024, "measured"),
        ),
    )
    assert book.find(question()).rate.id == "said"
    assert book.find(question(year=2019)).rate.id == "old"
    assert book.find(question(year=2019)).aged is False
    assert book.find(question(year=2026)).rate.id == "late"
    assert book.find(question(services=("lorry", "any"))).rate.id == "any"
    assert book.find(question(services=("lorry",))) is None


def test_a_rate_holds_between_its_days(atlas, tmp_path):
    book = toy_rates.book(
        tmp_path,
        atlas,
        GOOD.replace(",2024,,,,", ",2022,2022-01-01,2022-12-31,,")
        + GOOD.replace("a,,", "b,,").replace(",2024,", ",2020,"),
    )
    asked = {"country": "KZ", "other": "CN", "way": "in"}
    assert book.find(question(year=2022, **asked)).rate.id == "a"
    assert book.find(question(year=2023, **asked)).rate.id == "b"


def test_ones_own_rates_go_before_ours(shipped, tmp_path):
    own = toy_rates.write(
        tmp_path,
        "mine,,global,rail,any,both,dwell.border,h,7,7,7,stated,2000,,,,assumption,,,own,\n",
    )
    book = read_book([own], places=set(shipped.places), corridors=())
    asked = question(services=("wagonload", "any"), country="CN", other="KZ", way="out")
    assert book.find(asked).rate.id == "mine"
    ours = read_book(places=set(shipped.places), corridors=())
    assert ours.find(asked).rate.id == "cn-rail-out-2023"


def test_a_profile_of_ones_own_is_read_beside_ours(tmp_path):
    (tmp_path / "profiles.toml").write_text(
        'schema = 1\n[profile.pipes]\nname = { en = "Pipes" }\nunit = "wagon"\ntonnes = 68.0\n'
        "teu = 0.0\nfeu = 0.0\nyear = 2025\nservices = { rail = ['wagonload'] }\n"
        "feeder_below_km = 0.0\n",
        encoding="utf-8",
    )
    profiles = read_profiles([tmp_path])
    assert profiles.named("pipes").tonnes == 68
    assert profiles.named("lorry-20t").tonnes == 20
    with pytest.raises(InputError, match="did you mean 'pipes'"):
        profiles.named("pipe")


def test_a_bad_profile_is_refused(tmp_path):
    for text, said in (
        ("schema = 1\n[profile.a]\n", "Field required"),
        ("[profile]", "is not 1"),
        ("schema = ", "is no TOML"),
    ):
        (tmp_path / "profiles.toml").write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=said):
            read_profiles([tmp_path])


def test_an_empty_book_knows_nothing():
    book = RateBook((), {}, read_profiles())
    assert book.find(question()) is None
    assert read_rates.__doc__
