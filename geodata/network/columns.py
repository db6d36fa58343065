"""Columns of a network: words as codes, lines as one array."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from numpy.typing import ArrayLike, NDArray

    from geodata.arrays import Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """A column of few distinct values: `values[codes]`. Values are hashable."""

    codes: NDArray[np.int32]
    values: tuple[Any, ...]

    @classmethod
    def encode(cls, items: Iterable[Any]) -> Self:
        """Code a sequence; values keep the order in which they first appear."""
        seen: dict[Any, int] = {}
        # A numpy scalar prints otherwise than the value it holds, and would hash otherwise.
        plain = (item.item() if isinstance(item, np.generic) else item for item in items)
        codes = [seen.setdefault(item, len(seen)) for item in plain]
        return cls(np.asarray(codes, dtype=np.int32), tuple(seen))

    @classmethod
    def constant(cls, value: Hashable, size: int) -> Self:
        """Return a column that holds one value throughout."""
        return cls(np.zeros(size, dtype=np.int32), (value,))

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, index: int) -> Any:  # noqa: ANN401
        return self.values[self.codes[index]]

    def take(self, index: ArrayLike) -> Coded:
        """Return the column at the given rows."""
        rows = np.asarray(index)
        if len(self.values) == 1:  # as most columns of most networks are
            size = int(np.count_nonzero(rows)) if rows.dtype == bool else rows.size
            return Coded.constant(self.values[0], size)
        return Coded(self.codes[rows], self.values)

    def by_appearance(self) -> Coded:
        """Return the same column with values that occur only, in the order in which they do."""
        size = len(self.codes)
        if size and len(self.values) == 1:
            return self
        first = np.full(len(self.values), size, dtype=np.int64)
        first[self.codes[::-1]] = np.arange(size - 1, -1, -1)  # the last one written stays
        used = np.flatnonzero(first < size)
        order = used[np.argsort(first[used])]
        rank = np.empty(len(self.values), dtype=np.int32)
        rank[order] = np.arange(len(order), dtype=np.int32)
        return Coded(rank[self.codes], tuple(self.values[row] for row in order))

    def decode(self) -> list[Any]:
        """Return the values of all rows."""
        values = self.values
        return [values[code] for code in self.codes.tolist()]

    def mask(self, wanted: Iterable[Any]) -> NDArray[np.bool_]:
        """Return which rows hold one of the wanted values."""
        wanted = set(wanted)
        hit = np.fromiter((value in wanted for value in self.values), bool, len(self.values))
        return hit[self.codes] if len(hit) else np.zeros(len(self.codes), dtype=bool)

    @staticmethod
    def concatenate(columns: Sequence[Coded]) -> Coded:
        """Stack columns; equal values share a code."""
        seen: dict[Any, int] = {}
        codes = []
        for column in columns:
            table = [seen.setdefault(value, len(seen)) for value in column.values]
            same = table == list(range(len(table)))
            codes.append(column.codes if same else np.asarray(table, np.int32)[column.codes])
        return Coded(np.concatenate(codes), tuple(seen))


def take_lines(coords: Floats, offsets: Ints, index: Ints) -> tuple[Floats, Ints]:
    """Return the polylines at the given rows as new ``coords, offsets``."""
    counts = offsets[index + 1] - offsets[index]
    new = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    point = np.arange(new[-1]) + np.repeat(offsets[index] - new[:-1], counts)
    return coords[point], new


class Lines(NamedTuple):
    """Polylines stacked: line i is ``coords[offsets[i]:offsets[i + 1]]``."""

    coords: Floats
    offsets: Ints


def pack_lines(lines: Sequence[Floats]) -> Lines:
    """Return polylines of shape (k, 2) stacked."""
    coords = np.concatenate([*lines, np.zeros((0, 2))])
    offsets = np.concatenate([[0], np.cumsum([len(line) for line in lines])])
    return Lines(coords, offsets.astype(np.int64))
