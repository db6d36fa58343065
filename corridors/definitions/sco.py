"""Members of the Shanghai Cooperation Organisation."""

from __future__ import annotations

from geodata.files import read_toml, seed


def sco_members() -> dict[str, str]:
    """Return members of the Shanghai Cooperation Organisation and the day on which each joined."""
    members = read_toml(seed("rules", "sco.toml"))["member"]
    return {row["country"]: row["joined"].isoformat() for row in members}
