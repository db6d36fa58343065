"""The slide of a ledger: time and money over distance, as two native charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pptx.chart.data import XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.util import Pt

from corridors.ledger.views.rises import rises
from maps.figures.ledger_chart import COLOURS, TONES, paler, place_name, steps
from maps.slides import shapes
from maps.slides.shapes import INK, rgb
from maps.slides.slide import MARGIN, PAGE_PT, DeckBuilder, add_box, add_slide
from maps.slides.tables import round_step
from maps.style import QUIET
from maps.words.language import Language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corridors.ledger.ledger import Ledger
    from corridors.ledger.views.rises import Rise
    from geodata.places.lookup import Places

_TOP, _HIGH, _GAP = 92.0, 385.0, 16.0
_NAMED = 6
"""So many stops are named in a chart: those that add most."""
_LARGE = 100.0
_SCALE = {"hours": 24.0, "usd": 1.0}


def add_ledger(made: DeckBuilder, ledger: Ledger, places: Places) -> None:
    """Add a slide with days and US dollars over km; the numbers can be edited as in any chart.

    A leg slopes, a stop is a vertical step with its name. The tone tells the quality of a figure,
    thin dashes the sums of the lows and of the highs.
    """
    text = made.language.words_of("ledger")
    start, end = (place_name(place, places, made.language) for place in ledger.ends)
    slide = add_slide(made, f"{start} - {end}")
    across = PAGE_PT[0] - 2 * MARGIN
    add_box(slide, (MARGIN, 50, across, 36), _summary(made, ledger), 10.5, made.lang, ink=QUIET)
    wide = (across - _GAP) / 2.0
    for column, measure in enumerate(("hours", "usd")):
        box = (MARGIN + column * (wide + _GAP), _TOP, wide, _HIGH)
        pieces = rises(ledger, measure)
        frame = _chart(slide, pieces, _SCALE[measure], box, text)
        _titled(frame.chart, text[measure], made.words["km"])
        _name_stops(frame.chart.plots[0].series[0], pieces, places, made.language)
        shapes.describe(frame, f"{text[measure]}, {made.words['km']}: {start} - {end}")
    key = ", ".join(text[str(quality)] for quality in TONES)
    told = f"{text['tone']}: {key}. {text['dashes']}."
    add_box(slide, (MARGIN, _TOP + _HIGH + 6, across, 16), told, 9, made.lang, ink=QUIET)


def _summary(made: DeckBuilder, ledger: Ledger) -> str:
    """Return the medians with their ranges, and what the hours rest on."""
    text = made.language.words_of("ledger")
    parts = [f"{made.language.pick(ledger.profile.name, ledger.profile.id)}, {ledger.year}"]
    for measure, scale in _SCALE.items():
        total = ledger.totals[measure]
        told = [_told(value / scale, made.lang) for value in (total.p5, total.p50, total.p95)]
        parts.append(f"{text[measure]}: {told[1]} ({told[0]} - {told[2]})")
    shares = [
        f"{text[str(quality)]} {made.language.number(share * 100)}%"
        for quality, share in ledger.by_quality["hours"].items()
        if share
    ]
    return ". ".join([*parts, ", ".join(shares)]) + "."


def _told(value: float, lang: str) -> str:
    """Return a number, with one decimal where it is small."""
    form = "#,##0" if value >= _LARGE else "#,##0.0"
    return Language(lang).decimal(value, pattern=form)


def _chart(
    slide: Any,  # noqa: ANN401
    pieces: Sequence[Rise],
    scale: float,
    box: tuple[float, float, float, float],
    text: Mapping[str, str],
) -> Any:  # noqa: ANN401
    data: Any = XyChartData(number_format="#,##0.0")  # type: ignore[no-untyped-call]
    for name in ("mode", "low", "high"):
        series = data.add_series(text[name])
        series.add_data_point(0.0, 0.0)
        for piece in pieces:
            series.add_data_point(
                round(piece.end_km, 1), round(getattr(piece.after, name) / scale, 3)
            )
    kind = XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS
    frame = slide.shapes.add_chart(kind, *(Pt(side) for side in box), data)
    chart = frame.chart
    chart.has_legend = False
    chart.font.size = Pt(9)
    chart.font.color.rgb = rgb(INK)
    _axes(chart, pieces[-1].end_km, pieces[-1].after.high / scale)
    middle, *ends = chart.plots[0].series
    middle.smooth = False
    middle.format.line.width = Pt(2.25)
    for at, piece in enumerate(pieces, start=1):
        tone = 0.0 if piece.quality is None else TONES[piece.quality]
        line = middle.points[at].format.line
        line.width = Pt(2.25)
        line.color.rgb = rgb(paler(COLOURS[0], tone))
    for series in ends:
        series.smooth = False
        series.format.line.width = Pt(0.75)
        series.format.line.dash_style = MSO_LINE.DASH
        series.format.line.color.rgb = rgb(paler(COLOURS[0], 0.5))
    return frame


def _axes(chart: Any, most_km: float, most: float) -> None:  # noqa: ANN401
    for axis, largest in ((chart.category_axis, most_km), (chart.value_axis, most)):
        step = round_step(largest)
        axis.minimum_scale = 0.0
        axis.maximum_scale = step * (largest // step + 1)
        axis.major_unit = step
        axis.tick_labels.number_format = "#,##0.0" if step < 1 else "#,##0"
        axis.tick_labels.number_format_is_linked = False
        axis.format.line.color.rgb = rgb("#9aa3aa")
        axis.has_major_gridlines = axis is not chart.category_axis
    chart.value_axis.major_gridlines.format.line.color.rgb = rgb("#dfe3e6")


def _titled(chart: Any, title: str, km: str) -> None:  # noqa: ANN401
    chart.has_title = True
    chart.chart_title.text_frame.text = title
    font = chart.chart_title.text_frame.paragraphs[0].runs[0].font
    font.size, font.bold = Pt(10), True
    chart.category_axis.has_title = True
    chart.category_axis.axis_title.text_frame.text = km
    under = chart.category_axis.axis_title.text_frame.paragraphs[0].runs[0].font
    under.size, under.bold = Pt(9), False


def _name_stops(series: Any, pieces: Sequence[Rise], places: Places, language: Language) -> None:  # noqa: ANN401
    """Write the names of the stops that add most at the top of their steps."""
    largest = sorted(steps(pieces), key=lambda step: step[1] - step[2])[:_NAMED]
    for place, before, after, km in largest:
        if after <= before:
            continue
        at = max(
            row for row, piece in enumerate(pieces, start=1) if piece.is_stop and piece.end_km == km
        )
        label = series.points[at].data_label
        label.text_frame.text = place_name(place, places, language)
        label.text_frame.paragraphs[0].runs[0].font.size = Pt(8)
        label.position = XL_LABEL_POSITION.LEFT
