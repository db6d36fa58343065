"""The time/cost-distance chart of ledgers for print: hours and dollars over km, routes overlaid."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from corridors.ledger.rates.model import Quality
from corridors.ledger.views.rises import rises
from geodata.country_names import is_country_code
from geodata.errors import InputError
from maps.figures import text
from maps.figures.canvas import QUIET, MatplotlibCanvas
from maps.figures.save import Sheet, paper
from maps.figures.text import Face
from maps.words.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corridors.ledger.ledger import Ledger
    from corridors.ledger.views.rises import Rise
    from geodata.places.lookup import Places

COLOURS = ("#14507a", "#b3541e", "#3b7a3b", "#7a3b6e")
TONES = {
    Quality.MEASURED: 1.0,
    Quality.OFFICIAL: 0.82,
    Quality.PROVIDER: 0.64,
    Quality.ESTIMATE: 0.46,
    Quality.ASSUMPTION: 0.28,
}
"""Share of the colour that a figure is drawn with: the less it rests on, the paler."""
_MARGIN_PT, _GAP_PT, _HEAD_PT, _AXIS_PT = 20.0, 34.0, 64.0, 42.0
_NAMES_PT = 84.0
"""Room on the right for the name of the last stop."""
_TICKS = 5
_ROOM_PT = 14.0
"""A step that ends so low is named above it, clear of the axis."""
_GRID = "#dfe3e6"


def ledger_chart(
    ledgers: Sequence[Ledger], *, places: Places, lang: str = "en", size: str = "a4"
) -> Sheet:
    """Return the time/cost-distance chart of ledgers: hours above, US dollars below, over km.

    Each leg is a straight piece, each stop a vertical step with its name; the band is from the
    sums of the lows to those of the highs, the tone tells the quality of each figure.

    Parameters
    ----------
    ledgers
        One to four; several routes or years lie over each other.
    places
        For the names of stops.

    Raises
    ------
    InputError
        No ledger, or more than four; an unknown size.
    """
    if not 1 <= len(ledgers) <= len(COLOURS):
        raise InputError(f"a chart shows 1 to {len(COLOURS)} ledgers, not {len(ledgers)}")
    from matplotlib.figure import Figure as Canvas

    wide, high = paper(size)
    figure = Canvas(figsize=(wide / 72.0, high / 72.0), facecolor="#ffffff")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, wide), ylim=(0, high))
    axes.axis("off")
    ink = MatplotlibCanvas(axes)
    language = Language(lang)
    table = language.words("print")
    title = _title(ledgers, places, language)
    ink.text(title, (_MARGIN_PT, high - 30.0), Face(14.0, bold=True))
    bottom = _MARGIN_PT + _GAP_PT + 12.0
    panel = (high - _HEAD_PT - bottom - _GAP_PT) / 2.0
    most_km = max(ledger.length_km for ledger in ledgers)
    for row, measure in enumerate(("usd", "hours")):
        box = (
            _MARGIN_PT + _AXIS_PT,
            bottom + row * (panel + _GAP_PT),
            wide - _MARGIN_PT - _NAMES_PT,
            panel,
        )
        _Panel(ink, box, most_km, measure, (places, language)).draw(ledgers)
    _legend(ink, ledgers, (_MARGIN_PT, _MARGIN_PT - 6.0), language)
    return Sheet(figure, title, _alt(title, ledgers, table))


def _title(ledgers: Sequence[Ledger], places: Places, language: Language) -> str:
    start, end = (place_name(place, places, language) for place in ledgers[0].ends)
    return f"{start} - {end}"


def place_name(place: str, places: Places, language: Language) -> str:
    """Return the name of a place, or of a country where only its code is known."""
    if place in places:
        return places[place].name(language.tag)
    return language.country_name(place) if is_country_code(place) else place


class _Panel:
    """One of the two panels: a measure over km, in points."""

    def __init__(
        self,
        ink: MatplotlibCanvas,
        box: tuple[float, float, float, float],
        most_km: float,
        measure: str,
        naming: tuple[Places, Language],
    ) -> None:
        self.ink = ink
        self.left, self.bottom, self.right, self.tall = box
        self.most_km = most_km
        self.measure = measure
        self.places, self.language = naming
        self.most = 1.0

    def draw(self, ledgers: Sequence[Ledger]) -> None:
        """Draw frame, axes and all ledgers."""
        drawn = [rises(ledger, self.measure) for ledger in ledgers]
        self.most = max(pieces[-1].after.high for pieces in drawn) * 1.04 or 1.0
        self._axes()
        for colour, pieces in zip(COLOURS, drawn, strict=False):
            self._band(pieces, colour)
        for colour, pieces in zip(COLOURS, drawn, strict=False):
            self._line(pieces, colour)
        self._names(drawn[0])

    def x(self, km: float) -> float:
        """Return where a km lies."""
        return self.left + km / self.most_km * (self.right - self.left)

    def y(self, value: float) -> float:
        """Return where a value lies."""
        return self.bottom + value / self.most * self.tall

    def _axes(self) -> None:
        face = Face(7.0)
        scale = 24.0 if self.measure == "hours" else 1.0
        for value in _ticks(self.most / scale):
            y = self.y(value * scale)
            self._stroke([(self.left, y), (self.right, y)], _GRID, 0.6)
            told = self.language.number(value)
            at = (self.left - 5 - text.width(told, face), y - 2.4)
            self.ink.text(told, at, face, QUIET)
        for km in _ticks(self.most_km):
            x = self.x(km)
            self._stroke([(x, self.bottom), (x, self.bottom - 3)], QUIET, 0.6)
            told = self.language.number(km)
            at = (x - text.width(told, face) / 2, self.bottom - 11)
            self.ink.text(told, at, face, QUIET)
        self._stroke([(self.left, self.bottom), (self.right, self.bottom)], QUIET, 0.8)
        unit = self.language.words_of("ledger")[self.measure]
        self.ink.text(unit, (self.left, self.bottom + self.tall + 5), Face(8.5, bold=True))
        km_text = self.language.words("print")["km"]
        at = (self.right - text.width(km_text, face), self.bottom - 20)
        self.ink.text(km_text, at, face, QUIET)

    def _stroke(self, points: Sequence[tuple[float, float]], colour: str, width: float) -> None:
        self.ink.axes.plot(
            [x for x, _ in points],
            [y for _, y in points],
            color=colour,
            linewidth=width,
            solid_capstyle="butt",
        )

    def _band(self, pieces: Sequence[Rise], colour: str) -> None:
        low = [(self.x(0.0), self.y(0.0))]
        high = [(self.x(0.0), self.y(0.0))]
        for piece in pieces:
            low.append((self.x(piece.end_km), self.y(piece.after.low)))
            high.append((self.x(piece.end_km), self.y(piece.after.high)))
        ring = [*low, *high[::-1]]
        self.ink.axes.fill(
            [x for x, _ in ring], [y for _, y in ring], color=colour, alpha=0.10, linewidth=0
        )

    def _line(self, pieces: Sequence[Rise], colour: str) -> None:
        for piece in pieces:
            tone = 0.0 if piece.quality is None else TONES[piece.quality]
            ends = [
                (self.x(piece.start_km), self.y(piece.before.mode)),
                (self.x(piece.end_km), self.y(piece.after.mode)),
            ]
            self._stroke(ends, paler(colour, tone), 2.0)

    def _names(self, pieces: Sequence[Rise]) -> None:
        """Name the stops that add most, where there is room."""
        face = Face(7.0)
        taken: list[tuple[float, float, float, float]] = []
        for place, low, high, km in sorted(steps(pieces), key=lambda step: step[1] - step[2]):
            name = place_name(place, self.places, self.language)
            across = text.width(name, face)
            x = self.x(km) + 3.0
            small = self.y(high) - self.bottom < _ROOM_PT
            y = self.y(high) + 6.0 if small else self.y((low + high) / 2.0) - 2.4
            box = (x, y - 1.0, x + across, y + 7.0)
            if high > low and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                self.ink.text(name, (x, y), face)


def steps(pieces: Sequence[Rise]) -> Iterator[tuple[str, float, float, float]]:
    """Yield the stops: place, value before and after, km; lines of one km together."""
    stops = [piece for piece in pieces if piece.is_stop]
    for km, group in groupby(stops, key=lambda piece: piece.start_km):
        found = list(group)
        yield found[0].place, found[0].before.mode, found[-1].after.mode, km


def _overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _ticks(most: float) -> list[float]:
    """Return round values from 0 to a bound, about `_TICKS` of them."""
    steps = [digit * 10.0**power for power in range(8) for digit in (1, 2, 5)]
    step = next(step for step in steps if most / step <= _TICKS)
    return [step * count for count in range(int(most / step) + 1)]


def paler(colour: str, share: float) -> str:
    """Return a colour mixed with white; a share of 1 is the colour itself."""
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    mixed = [round(255 - (255 - part) * share) for part in parts]
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _legend(
    ink: MatplotlibCanvas, ledgers: Sequence[Ledger], at: tuple[float, float], language: Language
) -> None:
    x, y = at
    face = Face(7.0)
    table = language.words_of("ledger")
    for quality, share in TONES.items():
        colour = paler(COLOURS[0], share)
        ink.axes.plot([x, x + 14], [y + 2.5, y + 2.5], color=colour, linewidth=2.5)
        ink.text(table[str(quality)], (x + 17, y), face)
        x += 17 + text.width(table[str(quality)], face) + 12
    ink.text(table["band"], (x, y), face, QUIET)
    x, y = at[0], y + 12.0
    for colour, ledger in zip(COLOURS, ledgers, strict=False):
        shipped = f"{language.pick(ledger.profile.name, ledger.profile.id)}, {ledger.year}"
        told = f"{ledger.name}: {shipped}" if len(ledgers) > 1 else shipped
        ink.axes.plot([x, x + 14], [y + 2.5, y + 2.5], color=colour, linewidth=2.5)
        ink.text(told, (x + 17, y), face)
        x += 17 + text.width(told, face) + 12


def _alt(title: str, ledgers: Sequence[Ledger], table: Mapping[str, str]) -> str:
    told = "; ".join(
        f"{ledger.name}: {ledger.length_km:,.0f} {table['km']}, "
        f"{ledger.totals['hours'].p50 / 24.0:.1f} d, {ledger.totals['usd'].p50:,.0f} USD"
        for ledger in ledgers
    )
    return f"{title}. {told}"
