"""The checks that need a traced catalogue: the toy is sound, and each is broken by one edit."""

import pytest
import toy_atlas
import toy_catalogue

from corridors.lengths.held.checks import check_traced

CASPIAN = "corridors/caspian.toml"


def told(folder, *, files=None, rail=None):
    """Every fault of the toy as the check prints it, but that its straight legs are called mapped."""
    network = toy_atlas.rail(rail) if rail else None
    atlas = toy_atlas.write(folder, files=files, rail_network=network)
    faults = [str(problem) for problem in check_traced(atlas)]
    return {fault for fault in faults if "is called mapped" not in fault}


@pytest.fixture
def new(tmp_path):
    """What an edited toy has beside the one fault of the toy as drawn: a corner of Uzbekistan."""
    sound = told(tmp_path / "sound")
    assert [" km more than 2 km in UZ" in line for line in sound] == [True]
    return lambda **edits: sorted(told(tmp_path / "edited", **edits) - sound)


def edited(old, text):
    """The toy's corridor with one place of it written otherwise."""
    assert toy_catalogue.FILES[CASPIAN].count(old) == 1
    return {**toy_catalogue.FILES, CASPIAN: toy_catalogue.FILES[CASPIAN].replace(old, text)}


def tracks(**edits):
    """The toy's tracks, some with another length, by the two ends of each."""
    return [(a, b, edits.get(f"{a}_{b}", km), *rest) for a, b, km, *rest in toy_atlas.RAIL]


def renamed(country):
    """The toy's tracks, those of Kazakhstan put into another country."""
    return [(*row[:3], country if row[3] == "KZ" else row[3], row[4]) for row in toy_atlas.RAIL]


def test_a_route_has_the_country_of_its_end(new):
    """Both routes begin in Kazakhstan; with its tracks in China they never enter it."""
    ends = [line for line in new(rail=renamed("CN")) if "ends at" in line]
    assert len(ends) == 2
    assert "route[dostyk]: ends at dostyk in KZ, but its countries are CN AZ GE" in ends[0]
    assert "route[main]: ends at altynkol in KZ, but its countries are CN AZ GE" in ends[1]
    assert "mend the line or the place" in ends[0]


def test_an_end_at_a_crossing_lies_in_either_of_its_countries(new):
    crossing = (
        "place,country_a,country_b,modes,handover_a,lon_a,lat_a,handover_b,lon_b,lat_b,source,note\n"
        "dostyk,KZ,CN,rail,,,,,,,titr,\n"
    )
    files = {**toy_catalogue.FILES, "crossings.csv": crossing}
    (end,) = [line for line in new(files=files, rail=renamed("CN")) if "ends at" in line]
    assert "route[main]" in end


def test_a_leg_has_its_published_length(new):
    """600 + 400 km where 900 are published."""
    (said,) = new(rail=tracks(border_poti=400.0))
    assert "leg[alat-poti]: is 1.111 of its published length" in said


def test_a_reason_excuses_another_length(new):
    files = edited(
        'published = ["titr-alat-poti"]\n',
        'published = ["titr-alat-poti"]\nratio_reason = "by the old line"\n',
    )
    assert new(files=files, rail=tracks(border_poti=400.0)) == []


def test_a_leg_is_no_detour(new):
    """5,400 km where the great circles by Beyneu are 2,358 long (2,347 on a sphere)."""
    (said,) = new(rail=tracks(altynkol_beyneu=5000.0))
    assert "leg[altynkol-aktau]: is 2.29 " in said
    assert "great circles long" in said


def test_a_reason_excuses_a_detour(new):
    files = edited('via = ["beyneu"]\n', 'via = ["beyneu"]\ndetour_reason = "a lake"\n')
    assert new(files=files, rail=tracks(altynkol_beyneu=5000.0)) == []


def test_a_leg_crosses_the_countries_that_it_states(new):
    (said,) = new(files=edited('countries = ["AZ", "GE"]', 'countries = ["AZ", "GE", "AM"]'))
    assert "leg[alat-poti]: states AM AZ GE, crosses AZ GE" in said


def test_a_leg_that_has_no_way_is_all_that_is_told(tmp_path):
    (said,) = told(tmp_path, rail=toy_atlas.RAIL[:-1])
    assert "leg[alat-poti]" in said
