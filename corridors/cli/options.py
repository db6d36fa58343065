"""Options that several commands share, and the atlas that they describe."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corridors.cli.gathered import takes
from corridors.cli.outputs import written
from corridors.cli.streams import warn
from geodata.csv_rows import shown
from geodata.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from corridors.atlas import Atlas
    from corridors.cli.gathered import Command
    from corridors.definitions.sco import Sco as ScoStates
    from corridors.ledger.rates.shipment import Shipment

Kinds = Annotated[list[str] | None, typer.Option("--kind", metavar="KIND[,KIND]")]


Countries = Annotated[list[str] | None, typer.Option("--country", metavar="CC[,CC]")]


Sco = Annotated[bool, typer.Option("--sco", help="Members of the SCO only.")]


ScoPartners = Annotated[bool, typer.Option("--sco-partners", help="Partners of the SCO only.")]


ScoAll = Annotated[bool, typer.Option("--sco-all", help="Members and partners of the SCO.")]


WithinKm = Annotated[float | None, typer.Option("--within-km", metavar="KM")]


WithinKmOr50 = Annotated[float, typer.Option("--within-km", metavar="KM")]


WithinH = Annotated[float | None, typer.Option("--within-h", metavar="HOURS")]


Output = Annotated[Path | None, written("-o", "--output")]


MapFile = Annotated[Path | None, written("--map", metavar="FILE.html", text="Draw it too.")]


Ids = Annotated[list[str] | None, typer.Argument(help="Corridor ids; all where none is given.")]


Families = Annotated[
    list[str] | None,
    typer.Option("--family", metavar="FAMILY", help="All corridors of a family. Repeatable."),
]


CatalogueDir = Annotated[
    Path | None, typer.Option("--catalogue", metavar="DIR", help="Definitions of your own.")
]


AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]


AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="YYYY[-MM[-DD]].")]


def _known_language(lang: str) -> str:
    """Refuse a language that there is none of, before the work."""
    from geodata.places.languages import base_of, tongues

    if base_of(lang) not in tongues():
        remedy = f"use one of {', '.join(tongues())}"
        problem = Problem("", f"--lang {shown(lang)}", "is none of the languages", remedy)
        raise InputError([problem])
    return lang


Lang = Annotated[
    str,
    typer.Option("--lang", callback=_known_language, help="en, ru, zh or kk, or one of your own."),
]


OwnNetwork = Annotated[
    list[str] | None,
    typer.Option(
        "--network",
        metavar="MODE=FILE",
        envvar="CORRIDORS_NETWORK",
        help="A network of your own for rail, road or sea, before the embedded one; "
        "MODE=none leaves that out. Repeatable.",
    ),
]
RatesDir = Annotated[
    list[Path] | None,
    typer.Option(
        "--rates",
        metavar="DIR",
        envvar="CORRIDORS_RATES",
        help="Rates of your own, tables like seeds/rates, which go before ours. Repeatable.",
    ),
]
ProfileName = Annotated[
    str | None,
    typer.Option(
        "--profile",
        help="What is shipped: block-train-feu, wagonload-60t, lorry-20t, deep-sea-feu.",
    ),
]
OwnHubs = Annotated[
    list[Path] | None,
    typer.Option(
        "--hubs",
        metavar="FILE.csv",
        envvar="CORRIDORS_HUBS",
        help="Hubs of your own beside the catalogue's, as `osm import --facilities` or "
        "`hubs import -o` write them. Repeatable.",
    ),
]


def load_atlas(
    catalogue: Path | None,
    network: list[str] | None,
    as_of: str | None = None,
    hubs: list[Path] | None = None,
) -> Atlas:
    """Return the atlas that the options of a command describe."""
    import corridors

    own: dict[str, list[Path | None]] = {}
    for text in network or []:
        mode, file = _pair(text)
        own.setdefault(mode, []).append(file)
    loaded = corridors.load(catalogue, networks=own, hubs=hubs or ())
    if as_of is not None:
        _tell_what_is_announced(loaded, as_of)
    return loaded.as_of(as_of)


def _tell_what_is_announced(atlas: Atlas, as_of: str) -> None:
    """Say on stderr that a date lies beyond the last check, and what is announced until then."""
    from corridors.definitions.vocabulary import last_day
    from corridors.statuses import checked_on, upcoming

    checked, asked = checked_on(atlas.catalogue), last_day(as_of)
    if asked <= checked:
        return
    warn(f"{as_of} lies after the last check: statuses are those of {checked}")
    for row in upcoming(atlas.catalogue, asked):
        warn(f"  announced: {row['leg']} {row['value']} {row['date']}")


def chosen_ids(atlas: Atlas, ids: list[str] | None, families: list[str] | None) -> list[str]:
    """Return the corridors named by themselves or by their family; none means all."""
    of_families = [key for family in families or [] for key in atlas.family(family)]
    return list(dict.fromkeys([*(ids or []), *of_families]))


def _pair(text: str) -> tuple[str, Path | None]:
    mode, equals, file = text.partition("=")
    if not equals or mode not in ("rail", "road", "sea"):
        raise InputError(f"--network {text!r}: write rail=FILE, road=FILE or sea=FILE")
    return mode, None if file == "none" else Path(file)


def split_words(texts: list[str] | None) -> list[str]:
    """Return the words of options that hold them separated by commas."""
    return [word.strip() for text in texts or [] for word in text.split(",") if word.strip()]


def chosen_countries(
    countries: list[str] | None = None, *, states: ScoStates | None = None
) -> frozenset[str] | None:
    """Return the countries asked for, None where all are.

    Parameters
    ----------
    countries
        Words of the option ``--country``.
    states
        Of these only those of the SCO, where given.

    Raises
    ------
    InputError
        Naming what is no country.
    """
    from corridors.definitions.sco import sco_states
    from geodata.country_names import code_of_country, suggest_country
    from geodata.places.model import COUNTRIES

    given = {word: code_of_country(word) or word.upper() for word in split_words(countries)}
    hint = "give names, or ISO codes such as KZ,UZ"
    unknown = [
        Problem("", "", f"no country {word!r}", suggest_country(word) or hint)
        for word, code in given.items()
        if code not in COUNTRIES
    ]
    if unknown:
        raise InputError(unknown)
    words = [*given.values()]
    if states is None:
        return frozenset(words) if words else None
    of_sco = sco_states(states)
    return frozenset(words) & of_sco if words else of_sco


def _countries(
    countries: list[str] | None, *, sco: bool, sco_partners: bool, sco_all: bool
) -> frozenset[str] | None:
    from corridors.definitions.sco import Sco as ScoStates

    both = sco_all or (sco and sco_partners)
    which = ScoStates.ALL if both else ScoStates.PARTNERS if sco_partners else ScoStates.MEMBERS
    asked = sco or sco_partners or sco_all
    return chosen_countries(countries, states=which if asked else None)


def _atlas(
    catalogue: Path | None = None,
    network: list[str] | None = None,
    own_hubs: list[Path] | None = None,
    as_of: str | None = None,
) -> Atlas:
    return load_atlas(catalogue, network, as_of, own_hubs)


_COUNTRIES = {
    "countries": (Countries, None),
    "sco": (Sco, False),
    "sco_partners": (ScoPartners, False),
    "sco_all": (ScoAll, False),
}
_ATLAS = {
    "catalogue": (CatalogueDir, None),
    "network": (OwnNetwork, None),
    "own_hubs": (OwnHubs, None),
    "as_of": (AsOf, None),
}


def with_countries(command: Command) -> Command:
    """Give a command the options of countries in place of its parameter ``countries``."""
    return takes("countries", _COUNTRIES, _countries)(command)


def with_atlas_of(*names: str) -> Callable[[Command], Command]:
    """Return a decorator that gives a command options of an atlas in place of ``atlas``.

    Parameters
    ----------
    names
        Of ``catalogue``, ``network``, ``own_hubs`` and ``as_of``.
    """
    return takes("atlas", {name: _ATLAS[name] for name in names}, _atlas)


def with_atlas(command: Command) -> Command:
    """Give a command all options of an atlas in place of its parameter ``atlas``."""
    return with_atlas_of(*_ATLAS)(command)


def with_atlas_of_today(command: Command) -> Command:
    """Give a command the options of an atlas but its date in place of its parameter ``atlas``."""
    return with_atlas_of(*(name for name in _ATLAS if name != "as_of"))(command)


@dataclass(frozen=True)
class Answer:
    """Where an answer goes besides the terminal."""

    output: Output = None
    map_file: MapFile = None
    as_json: AsJson = False


@dataclass(frozen=True)
class Form:
    """What an answer is printed as: a table for people, CSV or JSON."""

    as_csv: AsCsv = False
    as_json: AsJson = False

    def __post_init__(self) -> None:
        """Refuse both at once."""
        if self.as_csv and self.as_json:
            raise InputError("--csv and --json: choose one")


@dataclass(frozen=True)
class Shipped:
    """What is shipped, and by which rates."""

    profile: ProfileName = None
    own: RatesDir = None

    @property
    def shipment(self) -> Shipment:
        """Return it as the domain takes it."""
        from corridors.ledger.rates.shipment import Shipment

        return Shipment(self.profile, rates=self.own or ())
