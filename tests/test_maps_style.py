import itertools

import numpy as np
import pytest

from maps import style

# Machado, Oliveira, Fernandes (2009), A Physiologically-based Model for Simulation of Color Vision
# Deficiency, IEEE TVCG 15(6), table of matrices for severity 1.0; applied to linear RGB.
SIGHT = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(colour):
    value = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    xyz = TO_XYZ @ np.clip(rgb, 0, 1) / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(one, other, sight):
    """CIE76: about 2.3 is just noticeable."""
    return np.linalg.norm(lab(SIGHT[sight] @ linear(one)) - lab(SIGHT[sight] @ linear(other)))


def contrast(one, other):
    """WCAG 2 contrast ratio."""
    bright, dim = sorted((TO_XYZ[1] @ linear(colour) for colour in (one, other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_contrast_formula_on_black_and_white():
    assert contrast("#ffffff", "#000000") == pytest.approx(21, abs=0.01)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("ground", ["colour", "colour_dark"])
def test_families_are_told_apart_by_every_eye(sight, ground):
    colours = [getattr(family, ground) for family in style.FAMILIES]
    near = {
        pair: difference(*pair, sight)
        for pair in itertools.combinations(colours, 2)
        if difference(*pair, sight) < 15
    }
    assert not near


@pytest.mark.parametrize(("theme", "field"), [("light", "colour"), ("dark", "colour_dark")])
def test_families_stand_out_from_land_and_sea(theme, field):
    for family in style.FAMILIES:
        for ground in ("land", "sea"):
            assert contrast(getattr(family, field), style.GROUND[theme][ground]) >= 3


def test_a_simulation_that_sees_no_red_confuses_red_and_green():
    """The test above can fail: a plain red and green of like lightness merge for a protanope."""
    assert difference("#b8860b", "#6b8e23", "normal") > 25
    assert difference("#b05a2a", "#5f7a2a", "deuteranopia") < 15


def test_modes_and_statuses_differ_without_colour():
    looks = {(mode.dash, mode.hollow) for mode in style.MODES}
    assert len(looks) == len(style.MODES)
    drawn = {(status.dash, status.grey) for status in style.STATUSES if status.id != "closed"}
    assert len(drawn) == len(style.STATUSES) - 1


def test_a_family_of_ones_own_is_grey():
    assert style.family("middle-earth") is style.OTHER_FAMILY
    assert style.family("north-south").id == "north-south"


def test_a_mode_with_its_own_pattern_is_broken_in_the_rhythm_of_the_status():
    """Dots at sea: a gap of 2 between them, of 5.2 after each group; the livelier the longer."""
    modes = {mode.id: mode for mode in style.MODES}
    statuses = {status.id: status for status in style.STATUSES}
    rail, sea = modes["rail"], modes["sea"]
    assert style.line_dash(rail, statuses["planned"]) == statuses["planned"].dash
    assert style.line_dash(sea, statuses["operating"]) == sea.dash
    assert style.line_dash(sea, statuses["planned"]) == (0.0, 2.0, 0.0, 5.2)
    dots = {
        name: len(style.line_dash(sea, statuses[name])) // 2
        for name in ("limited", "construction", "planned", "proposed")
    }
    assert dots == {"limited": 6, "construction": 4, "planned": 2, "proposed": 1}
    for mode in (modes["sea"], modes["ferry"], modes["waterway"]):
        assert style.line_dash(mode, statuses["limited"]) != mode.dash


def test_every_pair_of_statuses_differs_on_paper():
    """Suspended and closed once looked the same: both grey, without a dash."""
    for mode in style.MODES:
        drawn = [tuple(style.pens("north-south", mode.id, item.id)) for item in style.STATUSES]
        assert len(set(drawn)) == len(style.STATUSES), mode.id


def test_ticks_cross_what_is_out_of_use_and_nothing_else():
    for status in style.STATUSES:
        parts = [pen.part for pen in style.pens("north-south", "road", status.id)]
        assert parts == ["line", "inside", *(["ticks"] if status.grey else [])], status.id
    near, far = (style.pens("north-south", "rail", key)[-1] for key in ("suspended", "closed"))
    assert (near.part, near.colour, near.width) == ("ticks", "#1d8f63", 1.5)
    # 0.5 and 2.1 widths of the rail line, told in widths of the tick's own line.
    assert near.dash == pytest.approx((0.5 / 1.5, 2.1 / 1.5))
    assert far.dash[1] > 2 * near.dash[1]


def test_the_page_is_told_the_same_numbers():
    told = style.scene_style()
    assert [row["tick"] for row in told["statuses"] if row["grey"]] == [(0.5, 2.1), (0.5, 4.5)]
    assert told["line"] == {"hollowOuter": 1.25, "hollowInner": 0.42, "tickAcross": 1.5}
