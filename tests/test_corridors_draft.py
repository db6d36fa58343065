"""A drawn line becomes a definition that reads, checks its places and can be traced."""

import datetime as dt
import json
import os

import numpy as np
import pytest
import toy_atlas

from corridors import draft
from corridors.atlas import Atlas
from corridors.definitions.read import read
from geodata.errors import InputError
from geodata.places.lookup import Places

LINE = [(80.31, 44.21), (68.0, 45.0), (55.21, 45.31), (52.0, 44.0), (51.21, 43.61)]


DAY = dt.date(2026, 11, 29)


def _geojson(lines):
    rows = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": "LineString", "coordinates": line},
        }
        for name, line in lines
    ]
    return json.dumps({"type": "FeatureCollection", "features": rows})


def _kml(lines):
    marks = "".join(
        f"<Placemark><name>{name}</name><LineString><coordinates>"
        f"{' '.join(f'{lon},{lat},0' for lon, lat in line)}"
        "</coordinates></LineString></Placemark>"
        for name, line in lines
    )
    return f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>'


def _gpx(lines):
    tracks = ""
    for name, line in lines:
        points = "".join(f"<trkpt lat='{lat}' lon='{lon}'/>" for lon, lat in line)
        tracks += f"<trk><name>{name}</name><trkseg>{points}</trkseg></trk>"
    head = '<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">'
    return f"{head}{tracks}</gpx>"


@pytest.fixture
def toy(tmp_path):
    return toy_atlas.write(tmp_path)


@pytest.mark.parametrize(
    ("suffix", "write"), [(".geojson", _geojson), (".kml", _kml), (".gpx", _gpx)]
)
def test_a_line_in_any_format_becomes_a_corridor_that_is_traced(toy, tmp_path, suffix, write):
    file = tmp_path / f"line{suffix}"
    file.write_text(write([('Алтынколь "Актау"' if suffix != ".kml" else "Актау", LINE)]), "utf-8")
    lines = draft.read_lines(file)
    places = Places.read(tmp_path / "catalogue")
    text = draft.draft(lines, places, corridor="mine", mode="rail", day=DAY)
    (tmp_path / "catalogue" / "corridors" / "mine.toml").write_text(text, "utf-8")
    catalogue = read(tmp_path / "catalogue")
    (leg,) = catalogue.corridor("mine").legs
    assert (leg.start, leg.end, leg.via, leg.countries) == (
        "altynkol",
        "aktau",
        ("beyneu",),
        ("KZ", "UZ"),
    )
    assert "Актау" in catalogue.corridor("mine").name["zh"]
    traced = Atlas(catalogue, toy.networks).trace("mine")
    assert traced.by_ref["mine:altynkol-aktau"].length_km == pytest.approx(1400.0, abs=0.01)


def test_lines_that_follow_each_other_are_legs_of_a_route(toy):
    lines = [draft.Drawn("", np.array(part)) for part in (LINE[:3], LINE[2:])]
    text = draft.draft(lines, toy.places, corridor="mine", mode="rail", day=DAY)
    assert 'legs = ["altynkol-beyneu", "beyneu-aktau"]' in text


def test_an_end_in_the_wild_is_named_with_the_row_to_add(toy, tmp_path):
    file = tmp_path / "l.geojson"
    file.write_text(_geojson([("", [(10.0, 10.0), *LINE])]))
    with pytest.raises(InputError, match=r"within 25 km of the end 10\.0000,10\.0000.*places\.csv"):
        draft.draft(draft.read_lines(file), toy.places, corridor="x", mode="rail", day=DAY)


def test_an_end_whose_lat_comes_first_is_told(toy, tmp_path):
    file = tmp_path / "l.geojson"
    file.write_text(_geojson([("", [(lat, lon) for lon, lat in LINE])]))
    with pytest.raises(InputError, match=r"write lon first"):
        draft.draft(draft.read_lines(file), toy.places, corridor="x", mode="rail", day=DAY)


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ({"type": "LineString", "coordinates": [[70, 43]]}, "holds no line"),
        ({"type": "LineString", "coordinates": [[7e6, 43], [70, 43]]}, "no place on the Earth"),
        ({"type": "LineString", "coordinates": [[float("nan"), 4], [7, 4]]}, "no place on the"),
        (
            {"type": "Polygon", "coordinates": [[[70, 43], [71, 43], [71, 44], [70, 43]]]},
            "holds no line",
        ),
        (None, "holds no line"),
    ],
)
def test_shapes_that_are_no_line_are_one_message(tmp_path, shape, said):
    file = tmp_path / "l.geojson"
    feature = {"type": "Feature", "properties": {}, "geometry": shape}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    with pytest.raises(InputError, match=said) as caught:
        draft.read_lines(file)
    assert len(caught.value.problems) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_is_no_file_and_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "l.geojson")
    with pytest.raises(InputError, match="is no file"):
        draft.read_lines(tmp_path / "l.geojson")


@pytest.mark.parametrize("content", ["", "no map", '{"type": "FeatureCollection", "features": []}'])
def test_what_holds_no_line_is_one_message(tmp_path, content):
    file = tmp_path / "l.geojson"
    file.write_text(content)
    with pytest.raises(InputError, match=r"l\.geojson: (cannot be read|holds no line)"):
        draft.read_lines(file)


def test_a_line_may_run_on_past_180_degrees(tmp_path):
    file = tmp_path / "l.geojson"
    file.write_text(_geojson([("", [(177.5, 64.7), (185.0, 65.5)])]))
    (drawn,) = draft.read_lines(file)
    assert drawn.points[-1].tolist() == [-175.0, 65.5]


def test_a_line_that_stands_in_two_layers_is_drawn_once(tmp_path):
    """Planners of ways write a track beside the route of one line."""
    points = "<{0}pt lat='43' lon='70'/><{0}pt lat='43' lon='71'/>"
    path = tmp_path / "x.gpx"
    head = '<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">'
    route = f"<rte><name>R</name>{points.format('rte')}</rte>"
    lost = "<trkseg><trkpt lat='43' lon='70'/></trkseg>"
    track = f"<trk><name>T</name>{lost}<trkseg>{points.format('trk')}</trkseg></trk>"
    path.write_text(f"{head}{route}{track}</gpx>")
    (line,) = draft.read_lines(path)
    assert (line.name, line.points.tolist()) == ("R", [[70.0, 43.0], [71.0, 43.0]])
    path.write_text(f"{head}{track}</gpx>")
    (line,) = draft.read_lines(path)
    assert (line.name, line.points.tolist()) == ("T", [[70.0, 43.0], [71.0, 43.0]])


def test_lines_of_collections_within_collections_are_drawn(tmp_path):
    path = tmp_path / "x.kml"
    lines = [
        f"<LineString><coordinates>{lon},43 {lon + 1},43</coordinates></LineString>"
        for lon in (70, 71)
    ]
    inner = f"<MultiGeometry><MultiGeometry>{lines[0]}</MultiGeometry>{lines[1]}</MultiGeometry>"
    path.write_text(f"<kml><Document><Placemark>{inner}</Placemark></Document></kml>")
    (line,) = draft.read_lines(path)
    assert line.points.tolist() == [[70.0, 43.0], [71.0, 43.0], [72.0, 43.0]]
