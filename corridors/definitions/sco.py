"""Members of the Shanghai Cooperation Organisation."""

from __future__ import annotations

import tomllib
from importlib.resources import files


def sco_members() -> dict[str, str]:
    """Return members of the Shanghai Cooperation Organisation and the day on which each joined."""
    text = (files("seeds") / "rules" / "sco.toml").read_text(encoding="utf-8")
    return {row["country"]: row["joined"].isoformat() for row in tomllib.loads(text)["member"]}
