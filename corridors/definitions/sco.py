"""Members and partners of the Shanghai Cooperation Organisation."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TypedDict

from geodata.files import read_toml, seed


class _Member(TypedDict):
    country: str
    joined: dt.date


class _Partner(TypedDict):
    country: str
    attested: dt.date


class Sco(StrEnum):
    """Which states of the SCO are meant."""

    MEMBERS = "members"
    """Its members."""
    PARTNERS = "partners"
    """Its partners: observers and dialogue partners until 1 September 2025."""
    ALL = "all"
    """Both."""


def sco_members() -> dict[str, str]:
    """Return the members and the day on which each joined."""
    rows: list[_Member] = read_toml(seed("rules", "sco.toml"))["member"]
    return {row["country"]: row["joined"].isoformat() for row in rows}


def sco_partners() -> dict[str, str]:
    """Return the partners and a day by which each is attested as one, or as what it was before."""
    rows: list[_Partner] = read_toml(seed("rules", "sco.toml"))["partner"]
    return {row["country"]: row["attested"].isoformat() for row in rows}


def sco_states(which: Sco) -> frozenset[str]:
    """Return the codes of the members, of the partners or of both."""
    chosen = {
        Sco.MEMBERS: [sco_members()],
        Sco.PARTNERS: [sco_partners()],
        Sco.ALL: [sco_members(), sco_partners()],
    }
    return frozenset(code for table in chosen[which] for code in table)
