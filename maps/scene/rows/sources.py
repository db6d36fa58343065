"""The sources that a page lists, numbered as they are first cited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from maps.scene.cells import share_records, words
from maps.scene.model import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridors.traced import Traced

__all__ = ["Sources"]

_COLUMNS = ("id", "title", "publisher", "url", "accessed")


class Sources(Mapping[str, int]):
    """Numbers of sources by id: those of the legs first, any other of the catalogue once asked for.

    So a page lists what it cites, and no figure stands on it without its source.
    """

    def __init__(self, traced: Traced) -> None:
        self._known = traced.atlas.catalogue.sources
        self._rows = [
            Source(*(words(row.get(column)) for column in _COLUMNS))
            for row in share_records(traced.sources)
        ]
        self._at = {row.id: index for index, row in enumerate(self._rows)}

    def __getitem__(self, key: str) -> int:
        """Return the number of a source; one not asked for before is added to the list."""
        if key not in self._at:
            source = self._known[key]
            self._at[key] = len(self._rows)
            self._rows.append(
                Source(
                    key,
                    source.title,
                    source.publisher or "",
                    source.url,
                    source.accessed.isoformat(),
                )
            )
        return self._at[key]

    def __iter__(self) -> Iterator[str]:
        """Yield the ids of the sources that are listed."""
        return iter(self._at)

    def __len__(self) -> int:
        """Return how many sources are listed."""
        return len(self._rows)

    @property
    def rows(self) -> list[Source]:
        """The sources that are listed, in the order of their numbers."""
        return self._rows
