"""Placing labels so that none lies on another, and few lie on lines.

Greedy by rank over candidate places, then one round of repair: a label that found no room may
push one neighbour to another of its own places. Christensen, Marks and Shieber, "An empirical
study of algorithms for point-feature label placement", ACM Transactions on Graphics 14 (1995),
find greedy with repair close to annealing at this density, and it gives the same answer each time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from geodata.arrays import Floats

Box = tuple[float, float, float, float]
"""West, south, east, north on paper, points."""


INK_COST = 6.0
"""What a label wholly covered by lines costs, against 1 for the worst of its places."""


OUTSIDE_PT = 0.5


@dataclass(frozen=True, slots=True)
class Label:
    """Something that wants room on paper.

    Attributes
    ----------
    key
        Any name, unique among the labels placed together.
    size
        Width and height, points.
    places
        Centres it may take, shape (n, 2), points, in order of preference.
    rank
        Lower is placed earlier.
    penalty
        Cost of each place, 0 to 1; by order where empty.
    required
        Keeps the best place inside the frame even where it lies on another.
    """

    key: str
    size: tuple[float, float]
    places: Floats
    rank: float
    penalty: Sequence[float] = ()
    required: bool = False


class Ink:
    """How much of any box is covered by lines: a raster of one cell a point, summed up."""

    def __init__(self, width: float, height: float, lines: Iterable[Floats] = ()) -> None:
        self._shape = (int(np.ceil(width)) + 1, int(np.ceil(height)) + 1)
        grid = np.zeros(self._shape, dtype=np.float64)
        for line in lines:
            cells = np.floor(_dense(line)).astype(int)
            inside = ((cells >= 0) & (cells < self._shape)).all(axis=1)
            grid[tuple(cells[inside].T)] = 1.0
        self._sum = np.zeros((self._shape[0] + 1, self._shape[1] + 1))
        self._sum[1:, 1:] = grid.cumsum(axis=0).cumsum(axis=1)

    def under(self, boxes: Floats) -> Floats:
        """Return cells with ink over the longer side of each box, shape (n,), at most 1."""
        low = np.clip(np.floor(boxes[:, :2]).astype(int), 0, self._shape)
        high = np.clip(np.ceil(boxes[:, 2:]).astype(int), 0, self._shape)
        total = (
            self._sum[high[:, 0], high[:, 1]]
            - self._sum[low[:, 0], high[:, 1]]
            - self._sum[high[:, 0], low[:, 1]]
            + self._sum[low[:, 0], low[:, 1]]
        )
        side = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
        share: Floats = np.minimum(total / np.maximum(side, 1.0), 1.0)
        return share


def _dense(line: Floats) -> Floats:
    """Return points along a line at most half a point apart."""
    steps = np.diff(line, axis=0)
    many = np.maximum(np.ceil(np.hypot(steps[:, 0], steps[:, 1]) * 2.0).astype(int), 1)
    which = np.repeat(np.arange(len(steps)), many)
    first = np.repeat(np.cumsum(many) - many, many)
    share = (np.arange(len(which)) - first) / many[which]
    return np.vstack([line[which] + steps[which] * share[:, None], line[-1:]])


@dataclass(slots=True)
class _Paper:
    """The boxes taken so far."""

    frame: Box
    ink: Ink
    taken: dict[str, Box] = field(default_factory=dict)
    clear_pt: float | None = None

    def cost(self, label: Label) -> tuple[Floats, Floats]:
        """Return the boxes of a label's places and their costs, infinite outside the frame."""
        boxes = _boxes(label)
        order = np.linspace(0.0, 1.0, len(boxes))
        cost = np.asarray(label.penalty, dtype=float) if len(label.penalty) else order
        west, south, east, north = self.frame
        outside = (
            (boxes[:, 0] < west + OUTSIDE_PT)
            | (boxes[:, 1] < south + OUTSIDE_PT)
            | (boxes[:, 2] > east - OUTSIDE_PT)
            | (boxes[:, 3] > north - OUTSIDE_PT)
        )
        if self.clear_pt is not None:
            around = boxes + self.clear_pt * np.array([-1.0, -1.0, 1.0, 1.0])
            outside |= self.ink.under(around) > 0.0
        return boxes, np.where(outside, np.inf, cost + INK_COST * self.ink.under(boxes))

    def blockers(self, boxes: Floats) -> tuple[list[str], NDArray[np.bool_]]:
        """Return the keys taken and which of them each box lies on, shape (boxes, keys)."""
        keys = list(self.taken)
        if not keys:
            return keys, np.zeros((len(boxes), 0), dtype=bool)
        there = np.array([self.taken[key] for key in keys])
        return keys, overlaps(boxes, there)


def overlaps(boxes: Floats, others: Floats) -> NDArray[np.bool_]:
    """Return which boxes overlap which, shape (len(boxes), len(others)); touching does not."""
    a, b = boxes[:, None, :], others[None, :, :]
    apart = (
        (a[..., 0] >= b[..., 2])
        | (b[..., 0] >= a[..., 2])
        | (a[..., 1] >= b[..., 3])
        | (b[..., 1] >= a[..., 3])
    )
    return ~apart


def _boxes(label: Label) -> Floats:
    half = np.array(label.size) / 2.0
    return np.hstack([label.places - half, label.places + half])


def place(
    labels: Iterable[Label],
    *,
    frame: Box,
    ink: Ink,
    taken: Sequence[Box] = (),
    clear_pt: float | None = None,
) -> dict[str, Box]:
    """Return the box of every label that found room, by key.

    Parameters
    ----------
    labels
        What wants room.
    frame
        Nothing leaves it.
    ink
        Lines, which labels shun but may cover.
    taken
        Boxes that no label may touch: symbols, the scale bar.
    clear_pt
        How far from lines a label must stay, points; without it, lines only cost.
    """
    held = {f"\0{row}": box for row, box in enumerate(taken)}
    paper = _Paper(frame, ink, held, clear_pt)
    waiting = sorted(labels, key=lambda label: (label.rank, label.key))
    by_key = {label.key: label for label in waiting}
    left = [label for label in waiting if not _settle(paper, label)]
    for label in left:
        _push(paper, label, by_key)
    return {key: box for key, box in paper.taken.items() if not key.startswith("\0")}


def _settle(paper: _Paper, label: Label) -> bool:
    if not len(label.places):
        return False
    boxes, cost = paper.cost(label)
    _, hit = paper.blockers(boxes)
    free = np.where(hit.any(axis=1), np.inf, cost)
    best = int(np.argmin(free))
    if not np.isfinite(free[best]):
        best = int(np.argmin(cost))
        if not (label.required and np.isfinite(cost[best])):
            return False
    paper.taken[label.key] = _as_box(boxes[best])
    return True


def _push(paper: _Paper, label: Label, by_key: dict[str, Label]) -> bool:
    """Take a place that one movable label holds, if that label finds another."""
    if not len(label.places):
        return False
    boxes, cost = paper.cost(label)
    keys, hit = paper.blockers(boxes)
    for row in np.argsort(cost, kind="stable"):
        held = [keys[column] for column in np.flatnonzero(hit[row])]
        if not np.isfinite(cost[row]) or len(held) != 1 or held[0] not in by_key:
            continue
        before = paper.taken.pop(held[0])
        paper.taken[label.key] = _as_box(boxes[row])
        if _settle(paper, by_key[held[0]]):
            return True
        del paper.taken[label.key]
        paper.taken[held[0]] = before
    return False


def _as_box(row: Floats) -> Box:
    west, south, east, north = (float(edge) for edge in row)
    return west, south, east, north


def around(x: float, y: float, size: tuple[float, float], *, gap: float) -> Floats:
    """Return the centres of a label beside a point, best first, shape (10, 2).

    Right, left, above, below, the four corners, and two a little off the right: the order that
    Imhof, "Positioning names on maps" (1975), gives for names of places.
    """
    across, up = size[0] / 2.0 + gap, size[1] / 2.0 + gap
    near = size[1] * 0.32
    steps = [
        (across, near),
        (across, 0.0),
        (across, -near),
        (across * 0.9, up),
        (-across, near),
        (-across, 0.0),
        (0.0, up),
        (0.0, -up),
        (across * 0.9, -up),
        (-across * 0.9, up),
        (-across * 0.9, -up),
        (-across, -near),
    ]
    centres: Floats = np.array([x, y]) + np.array(steps)
    return centres
