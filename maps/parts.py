"""One corridor out of several traced together, without tracing it anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Any


def part(traced: Any, corridor: str) -> Any:  # noqa: ANN401
    """Return a traced corridor of several: its own legs, and those of others that it runs over."""
    refs = traced.refs[corridor]
    used = {ref.removeprefix("-") for legs in refs.values() for ref in legs}
    legs = {
        ref: leg for ref, leg in traced.by_ref.items() if ref in used or leg.corridor == corridor
    }
    return replace(traced, ids=(corridor,), by_ref=legs, refs={corridor: refs})
