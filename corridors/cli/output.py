"""What commands print: JSON and tables."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from corridors.cli.streams import shows_all_letters, tell

if TYPE_CHECKING:
    import pandas as pd

    from corridors.tracing.data import AtlasData

_DECIMALS = 7
"""A tenth of a millimetre in km, and of an arc second and less in degrees: the rest is noise."""


def plain(value: Any) -> Any:  # noqa: ANN401 - any value of JSON
    """Return a value that JSON knows: NaN becomes null, numpy numbers plain ones, rounded."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return round(value, _DECIMALS) if math.isfinite(value) else None
    return value


def print_json(answer: dict[str, Any]) -> None:
    """Print an answer as JSON with the version of its keys."""
    print_document(plain({"schema": 1, **answer}))


def print_document(document: Any) -> None:  # noqa: ANN401 - any value of JSON
    """Print a document of JSON, its letters escaped where stdout could not show them all."""
    tell(json.dumps(document, ensure_ascii=not shows_all_letters(), indent=1))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as dictionaries."""
    return [dict(row) for row in frame.to_dict("records")]


def print_table(frame: pd.DataFrame, title: str = "", *, atlas: AtlasData | None = None) -> None:
    """Print a table, as wide as the terminal; see `corridors.cli.tables`.

    Parameters
    ----------
    atlas
        Its names stand in the table where the frame has ids.
    """
    from corridors.cli.tables import table_text, wrapped
    from corridors.output.named import readable

    shown = frame if atlas is None else readable(frame, atlas)
    tell(table_text(shown, wrapped(title)), end="")


def say(text: str) -> None:
    """Print sentences, broken between words where the terminal ends."""
    from corridors.cli.tables import wrapped

    tell(wrapped(text))
