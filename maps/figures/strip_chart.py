"""The strip chart of a route, drawn on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.country_names import HIGH_SEAS
from maps import style
from maps.figures import text as lettering
from maps.figures.offset_lines import Look
from maps.figures.text import Face
from maps.words.language import Language, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from maps.figures import canvas
    from maps.scene.profile import Profile, Run, Stop

ROW_PT = 10.5


_TIER_PT = 7.6


_TIERS = 3


_AXIS_PT = 10.0


_HEAD_PT = 11.0


_TEXT_PT = 5.7


_COUNTRY_FILLS = ("#e9e4da", "#f6f3ec")


_WATER = "#dde7ed"


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing drawn: ``box``, ``line``, ``text``, ``symbol`` or ``rule``; y upwards, points."""

    shape: str
    x: float
    y: float
    across: float = 0.0
    up: float = 0.0
    fill: str = ""
    text: str = ""
    size: float = _TEXT_PT
    bold: bool = False
    look: Look | None = None
    kind: str = ""
    tip: str = ""
    data: tuple[tuple[str, str], ...] = ()


def height_pt(profile: Profile, *, width_pt: float, language: Language) -> float:
    """Return the height of a strip chart of a given width, points at scale 1."""
    frame = _framed(profile, width_pt=width_pt, language=language)
    names = [mark.y for mark in _stops(frame) if mark.shape == "text"]
    return max([frame.row(frame.rows), *names]) + _TIER_PT + _HEAD_PT


def _has_rail(profile: Profile) -> bool:
    return any(run.mode == "rail" for run in profile.runs)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the chart's parts lie: points at scale 1, from the lower left corner."""

    profile: Profile
    language: Language
    left: float
    width: float

    def x(self, km: float) -> float:
        return self.left + self.width * km / max(self.profile.length_km, 1e-9)

    def row(self, index: int) -> float:
        """Return the bottom of a row, counted from the lowest."""
        return _AXIS_PT + index * ROW_PT

    @property
    def rows(self) -> int:
        return 3 if _has_rail(self.profile) else 2


def _framed(profile: Profile, *, width_pt: float, language: Language) -> _Frame:
    lead = (
        max(
            lettering.width(language.words("print")[key], Face(_TEXT_PT))
            for key in ("country_row", "mode_row", "gauge_row")
        )
        + 8.0
    )
    return _Frame(profile, language, lead, width_pt - lead - 6.0)


def chart_marks(profile: Profile, *, width_pt: float, language: Language) -> list[Mark]:
    """Return the marks of the chart, from top to bottom."""
    frame = _framed(profile, width_pt=width_pt, language=language)
    up = height_pt(profile, width_pt=width_pt, language=language)
    return [
        *_row_names(frame),
        *_countries(frame),
        *_modes(frame),
        *_gauges(frame),
        *_events(frame),
        *_axis(frame),
        *_stops(frame),
        _headline(frame, up),
    ]


def _headline(frame: _Frame, up: float) -> Mark:
    profile = frame.profile
    text = frame.language.words("print")["strip"].format(
        frame.language.pick(profile.name, profile.route),
        frame.language.number(profile.length_km),
    )
    return Mark("text", 0.0, up - _HEAD_PT + 3.0, text=text, size=6.8, bold=True)


def _row_names(frame: _Frame) -> list[Mark]:
    keys = ["country_row", "mode_row", "gauge_row"][: frame.rows]
    return [
        Mark(
            "text",
            0.0,
            frame.row(frame.rows - 1 - row) + 3.2,
            text=frame.language.words("print")[key],
            fill=style.QUIET,
        )
        for row, key in enumerate(keys)
    ]


def _grouped(runs: Iterable[Run], key: Callable[[Run], Any]) -> list[tuple[float, float, Run]]:
    """Return (start, end, first run) for runs in a row that share a key."""
    groups: list[tuple[float, float, Run]] = []
    for run in runs:
        if groups and key(groups[-1][2]) == key(run):
            groups[-1] = (groups[-1][0], run.end_km, groups[-1][2])
        else:
            groups.append((run.start_km, run.end_km, run))
    return groups


def _span(start: float, end: float, run: Run) -> tuple[tuple[str, str], ...]:
    return (("from-km", f"{start:.1f}"), ("to-km", f"{end:.1f}"), ("leg", run.leg))


def _countries(frame: _Frame) -> list[Mark]:
    bottom = frame.row(frame.rows - 1)
    marks: list[Mark] = []
    for index, (start, end, run) in enumerate(_grouped(frame.profile.runs, lambda r: r.country)):
        x, across = frame.x(start), frame.x(end) - frame.x(start)
        fill = _WATER if run.country == HIGH_SEAS else _COUNTRY_FILLS[index % 2]
        name = frame.language.country_name(run.country)
        tip = f"{name}: {frame.language.number(end - start)} {frame.language.words('print')['km']}"
        marks.append(
            Mark("box", x, bottom, across, ROW_PT, fill, tip=tip, data=_span(start, end, run))
        )
        # A code is read beside names in Latin letters; elsewhere a narrow box stays empty.
        code = run.country if frame.language.base == "en" and run.country != HIGH_SEAS else ""
        marks += _centred((name, code), x, across, bottom)
    return marks


def _centred(texts: Iterable[str], x: float, across: float, bottom: float) -> list[Mark]:
    """Return the first text that fits into a box, in its middle; nothing where none does."""
    for text in texts:
        wide = lettering.width(text, Face(_TEXT_PT)) if text else 0.0
        if text and wide + 3.0 <= across:
            return [Mark("text", x + (across - wide) / 2.0, bottom + 3.2, text=text)]
    return []


def _modes(frame: _Frame) -> list[Mark]:
    bottom = frame.row(frame.rows - 2)
    marks = [Mark("box", frame.left, bottom, frame.width, ROW_PT, "#ffffff")]
    table_ = frame.language.words("print")
    groups = _grouped(frame.profile.runs, lambda run: (run.mode, run.status, run.leg))
    for start, end, run in groups:
        look = Look(frame.profile.family, run.mode, run.status or "operating")
        km = f"{frame.language.number(end - start)} {table_['km']}"
        tip = f"{table_[run.mode]}, {table_[look.status]}: {km}"
        marks.append(
            Mark(
                "line",
                frame.x(start) + 0.6,
                bottom + ROW_PT / 2.0,
                frame.x(end) - frame.x(start) - 1.2,
                look=look,
                tip=tip,
                data=_span(start, end, run),
            )
        )
    return marks


_ROWS_WITH_GAUGES = 3


def _gauges(frame: _Frame) -> list[Mark]:
    if frame.rows < _ROWS_WITH_GAUGES:
        return []
    marks = [Mark("box", frame.left, frame.row(0), frame.width, ROW_PT, "#ffffff")]
    groups = _grouped(frame.profile.runs, lambda run: run.gauges_mm)
    breaks = [frame.x(at.km) for at in frame.profile.events if at.kind == _BREAK]
    for start, end, run in groups:
        if run.gauges_mm:
            x, across = frame.x(start), frame.x(end) - frame.x(start)
            text = "/".join(str(gauge) for gauge in run.gauges_mm)
            fill = _GAUGE_FILLS.get(run.gauges_mm[0], "#e4e4e4")
            marks.append(
                Mark(
                    "box",
                    x,
                    frame.row(0),
                    across,
                    ROW_PT,
                    fill,
                    tip=f"{text} {frame.language.words('print')['mm']}",
                    data=_span(start, end, run),
                )
            )
            marks += _centred(
                (f"{text} {frame.language.words('print')['mm']}", text),
                *_between(breaks, x, across),
                frame.row(0),
            )
    return marks


def _between(symbols: Iterable[float], x: float, across: float) -> tuple[float, float]:
    """Return where a box that may have symbols on its ends begins free of them, and its width."""
    near = [(abs(at - x) < _SYMBOL_PT, abs(at - x - across) < _SYMBOL_PT) for at in symbols]
    before, behind = (any(end) for end in zip(*near, strict=True)) if near else (False, False)
    return x + _SYMBOL_PT * before, across - _SYMBOL_PT * (before + behind)


_BREAK = "break_of_gauge"
_SYMBOL_PT = 3.2
_GAUGE_FILLS = {1435: "#dfe6d8", 1520: "#e8dcc8", 1676: "#dcd6e6", 1668: "#d6e2e6", 1000: "#efe0e0"}


def _events(frame: _Frame) -> list[Mark]:
    marks: list[Mark] = []
    table_ = frame.language.words("print")
    for event in frame.profile.events:
        x = frame.x(event.km)
        name = frame.language.pick(event.names)
        what = " ".join(part for part in (name, _told(event.detail, frame.language)) if part)
        data = (("km", f"{event.km:.1f}"), ("lon", f"{event.lon:.4f}"), ("lat", f"{event.lat:.4f}"))
        at_km = table_["at_km"].format(frame.language.number(event.km))
        tip = f"{table_[event.kind]}, {at_km}: {what}"
        if event.kind == _BREAK:
            marks.append(
                Mark(
                    "symbol",
                    x,
                    frame.row(0) + ROW_PT / 2.0,
                    _SYMBOL_PT,
                    kind="gauge_yard",
                    tip=tip,
                    data=data,
                )
            )
        elif event.kind == "border":
            bottom = frame.row(frame.rows - 1)
            marks.append(Mark("rule", x, bottom, 0.0, ROW_PT, "#5f574d", tip=tip, data=data))
    return marks


def _told(detail: str, language: Language) -> str:
    sides = detail.split(">")
    named = [
        language.country_name(side) if side.isalpha() and side.isupper() else side for side in sides
    ]
    return " → ".join(named)


_STEPS_KM = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


_MOST_TICKS = 12


def _axis(frame: _Frame) -> list[Mark]:
    length = frame.profile.length_km
    step = next((s for s in _STEPS_KM if length / s <= _MOST_TICKS), _STEPS_KM[-1])
    marks: list[Mark] = []
    last = frame.language.number(length)
    end_x = frame.x(length) - lettering.width(last, Face(_TEXT_PT)) / 2.0
    for km in [*np.arange(0, length, step).tolist(), length]:
        text = frame.language.number(km) + (
            f" {frame.language.words('print')['km']}" if not km else ""
        )
        half = lettering.width(text, Face(_TEXT_PT)) / 2.0
        x = frame.x(km)
        marks.append(Mark("rule", x, frame.row(0) - 2.0, 0.0, 2.0, style.QUIET))
        if km == length or x + half + 3.0 < end_x:
            left = min(x - half, frame.left + frame.width + 6.0 - 2 * half)
            marks.append(Mark("text", left, frame.row(0) - 8.0, text=text, fill=style.QUIET))
    return marks


def _stops(frame: _Frame) -> list[Mark]:
    """Return the names of hubs above the rows, in tiers, none on another; ends come first."""
    top = frame.row(frame.rows)
    taken: list[list[tuple[float, float]]] = [[] for _ in range(_TIERS)]
    stems: list[tuple[float, int]] = []
    marks: list[Mark] = []
    hubs = sorted(frame.profile.hubs, key=lambda stop: (_weight(stop, frame.profile), stop.km))
    for stop in hubs:
        text = shorten(frame.language.pick(stop.names))
        wide = lettering.width(text, Face(_TEXT_PT))
        x = frame.x(stop.km)
        left = min(max(x - wide / 2.0, 0.0), frame.left + frame.width + 6.0 - wide)
        tier = next(
            (
                row
                for row, spans in enumerate(taken)
                if all(left > b + 3.0 or left + wide < a - 3.0 for a, b in spans)
                and _clear_of_stems(x, taken[:row])
                and all(up <= row or not left - 1.0 < at < left + wide + 1.0 for at, up in stems)
            ),
            None,
        )
        data = (("km", f"{stop.km:.1f}"), ("lon", f"{stop.lon:.4f}"), ("lat", f"{stop.lat:.4f}"))
        if tier is None or not text:
            marks.append(Mark("rule", x, top, 0.0, 2.0, style.QUIET, tip=text, data=data))
            continue
        taken[tier].append((left, left + wide))
        stems.append((x, tier))
        marks.append(Mark("rule", x, top, 0.0, 2.0 + tier * _TIER_PT, style.QUIET))
        marks.append(
            Mark("text", left, top + 3.6 + tier * _TIER_PT, text=text, tip=text, data=data)
        )
    return marks


def _clear_of_stems(x: float, lower: Sequence[Sequence[tuple[float, float]]]) -> bool:
    """Return whether a name's own stem, down from its tier, meets no name below."""
    return all(x < a - 1.0 or x > b + 1.0 for spans in lower for a, b in spans)


def _weight(stop: Stop, profile: Profile) -> int:
    if stop.km in (0.0, profile.hubs[-1].km):
        return 0
    rank = {kind.id: kind.rank for kind in style.HUB_KINDS}
    return rank.get(stop.kind, 5)


def draw(
    profile: Profile,
    ink: canvas.MatplotlibCanvas,
    *,
    width_pt: float,
    scale: float,
    language: Language,
) -> None:
    """Draw a strip chart with matplotlib, its lower left corner at the press's origin."""
    for mark in chart_marks(profile, width_pt=width_pt / scale, language=language):
        x, y = mark.x * scale, mark.y * scale
        across, up = mark.across * scale, mark.up * scale
        if mark.shape == "box":
            ink.box((x, y, across, up), mark.fill, "#b9b2a6")
        elif mark.shape == "rule":
            ink.rule((x, y), up, mark.fill)
        elif mark.shape == "line" and mark.look and across > 0:
            ink.stroke([np.array([[x, y], [x + across, y]])], mark.look, 2.0 * scale, zorder=7.1)
        elif mark.shape == "symbol":
            ink.symbol(mark.kind, (x, y), across)
        elif mark.shape == "text":
            ink.text(
                mark.text, (x, y), Face(mark.size * scale, bold=mark.bold), mark.fill or style.INK
            )
