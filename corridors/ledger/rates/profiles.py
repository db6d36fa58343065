"""Profiles: what is shipped, by which kinds of service, and how gaps between rates are filled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, ValidationError

from corridors.ledger.rates.folders import shipped
from corridors.ledger.rates.reading import SERVICES
from geodata.errors import InputError, Problem, suggest
from geodata.files import read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from importlib.resources.abc import Traversable

Level = Literal[
    "link",
    "place+direction",
    "place",
    "union",
    "country+direction",
    "country",
    "corridor",
    "global",
]
"""How near to its subject a rate was found, nearest first."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Fallback(_Strict):
    """How a gap is filled.

    Attributes
    ----------
    levels
        Where to look for a rate, in this order.
    low_factor, high_factor
        The range of a figure whose source states none, as multiples of the mode.
    max_age_years
        Figures older than this are used and flagged.
    """

    levels: tuple[Level, ...]
    low_factor: float = Field(gt=0.0, le=1.0)
    high_factor: float = Field(ge=1.0)
    max_age_years: int = Field(ge=0)


class Profile(_Strict):
    """What is shipped.

    Attributes
    ----------
    id
        Its name in the file.
    unit
        What one shipment is: a FEU, a wagon, a lorry.
    tonnes, teu, feu
        Its load, and what of it is charged where a price is per tonne, TEU or FEU.
    year
        Prices and hours are looked for in this year.
    services
        Kinds of service by mode, the wanted one first; ``feeder`` is for short sea legs.
    feeder_below_km
        A sea leg shorter than this goes by feeder.
    charges_in_rate
        Modes whose price of moving holds the charges at stops.
    """

    id: str
    name: dict[str, str]
    unit: str
    tonnes: PositiveFloat
    teu: float = Field(ge=0.0)
    feu: float = Field(ge=0.0)
    year: int = Field(ge=1990, le=2100)
    services: dict[str, tuple[str, ...]]
    feeder_below_km: float = Field(ge=0.0)
    charges_in_rate: tuple[str, ...] = ()

    def services_for(self, mode: str, *, voyage_km: float = 0.0) -> tuple[str, ...]:
        """Return the kinds of service wanted on a mode, ``any`` last.

        Parameters
        ----------
        voyage_km
            Km from port to port; a short voyage goes by feeder.
        """
        feeder = mode == "sea" and voyage_km < self.feeder_below_km
        return (*self.services.get("feeder" if feeder else mode, ()), "any")

    def shipments(self, unit: str) -> float:
        """Return how many of what a price is per are in one shipment; 0 where none are."""
        per = unit.removeprefix("USD/").removesuffix("-km")
        amounts = {"FEU": self.feu, "TEU": self.teu, "t": self.tonnes, "shipment": 1.0}
        return self.tonnes / 20.0 / 500.0 if per == "500km-20t" else amounts[per]


class Profiles(_Strict):
    """The profiles of a file, with the groups of countries and the order of fallback."""

    union: dict[str, tuple[str, ...]]
    fallback: Fallback
    profile: dict[str, Profile]

    def named(self, name: str) -> Profile:
        """Return a profile by its name.

        Raises
        ------
        InputError
            There is none of that name.
        """
        if name in self.profile:
            return self.profile[name]
        remedy = suggest(name, self.profile)
        raise InputError([Problem("", name, "is no profile", remedy)])

    def for_modes(self, km_by_mode: Mapping[str, float]) -> Profile:
        """Return the profile that suits most of a way's km."""
        main = max(km_by_mode, key=lambda mode: km_by_mode[mode], default="rail")
        wanted = {"road": "lorry-20t", "sea": "deep-sea-feu"}.get(main, "block-train-feu")
        return self.named(wanted)


def read_profiles(folders: Sequence[Traversable] = ()) -> Profiles:
    """Return the profiles that come with the project, overlaid with those of other folders.

    Raises
    ------
    InputError
        With every problem of a ``profiles.toml``.
    """
    data = _parsed(shipped() / "profiles.toml")
    for folder in folders:
        own = folder / "profiles.toml"
        if own.is_file():
            data = _overlaid(data, _parsed(own))
    return _validated(data, str(shipped() / "profiles.toml"))


def _parsed(path: Traversable) -> dict[str, object]:
    data = read_toml(path)
    if data.pop("schema", None) != 1:
        raise InputError([Problem(str(path), "schema", "is not 1", "write schema = 1")])
    profiles = data.get("profile", {})
    if isinstance(profiles, dict):
        named = {key: {"id": key, **one} for key, one in profiles.items() if isinstance(one, dict)}
        data["profile"] = {**profiles, **named}
    return data


def _overlaid(data: dict[str, object], own: dict[str, object]) -> dict[str, object]:
    """Return tables in which those of one's own stand in place of ours of the same name."""
    merged = dict(data)
    for key, value in own.items():
        before = merged.get(key)
        both = isinstance(before, dict) and isinstance(value, dict)
        merged[key] = {**before, **value} if both else value  # type: ignore[dict-item]
    return merged


def _validated(data: dict[str, object], file: str) -> Profiles:
    try:
        found = Profiles.model_validate(data)
    except ValidationError as error:
        raise InputError(
            Problem(file, ".".join(str(part) for part in fault["loc"]), fault["msg"])
            for fault in error.errors(include_url=False)
        ) from error
    strange = [
        Problem(file, f"profile.{key}.services", f"unknown service {word!r}", ", ".join(SERVICES))
        for key, profile in found.profile.items()
        for words in profile.services.values()
        for word in words
        if word not in SERVICES
    ]
    if strange:
        raise InputError(strange)
    return found
