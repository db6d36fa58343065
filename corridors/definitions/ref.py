"""References to legs: ``corridor:leg``, behind a ``-`` where a route runs the leg backwards."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LegRef:
    """A leg of a corridor, and whether it is run backwards.

    Frames, files and the keys of mappings hold `key`, routes `str` of it.
    """

    corridor: str
    leg: str
    backwards: bool = False

    @classmethod
    def read(cls, text: str, *, corridor: str = "") -> LegRef:
        """Return the reference that a text writes: ``[-][corridor:]leg``.

        Parameters
        ----------
        corridor
            Id of the corridor whose leg it is where the text names none.

        Examples
        --------
        >>> LegRef.read("-trans-caspian:aktau-alat")
        LegRef(corridor='trans-caspian', leg='aktau-alat', backwards=True)
        >>> LegRef.read("aktau-alat", corridor="trans-caspian").key
        'trans-caspian:aktau-alat'
        """
        owner, _, leg = text.removeprefix("-").rpartition(":")
        return cls(owner or corridor, leg, text.startswith("-"))

    @property
    def key(self) -> str:
        """The leg alone, as ``corridor:leg``."""
        return f"{self.corridor}:{self.leg}"

    def __str__(self) -> str:
        return f"-{self.key}" if self.backwards else self.key
