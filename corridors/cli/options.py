"""Options that several commands share, and the atlas that they describe."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geodata.errors import InputError

if TYPE_CHECKING:
    from corridors.atlas import Atlas

Kinds = Annotated[list[str] | None, typer.Option("--kind", metavar="KIND[,KIND]")]


Countries = Annotated[list[str] | None, typer.Option("--country", metavar="CC[,CC]")]


Sco = Annotated[bool, typer.Option("--sco", help="Members of the SCO only.")]


WithinKm = Annotated[float | None, typer.Option("--within-km", metavar="KM")]


WithinKmOr50 = Annotated[float, typer.Option("--within-km", metavar="KM")]


WithinH = Annotated[float | None, typer.Option("--within-h", metavar="HOURS")]


Output = Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE")]


MapFile = Annotated[Path | None, typer.Option("--map", metavar="FILE.html", help="Draw it too.")]


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


Lang = Annotated[str, typer.Option("--lang", help="en, ru or zh.")]


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
    typer.echo(f"{as_of} lies after the last check: statuses are those of {checked}", err=True)
    for row in upcoming(atlas.catalogue, asked):
        typer.echo(f"  announced: {row['leg']} {row['value']} {row['date']}", err=True)


def chosen_ids(atlas: Atlas, ids: list[str] | None, families: list[str] | None) -> list[str]:
    """Return the corridors named by themselves or by their family; none means all."""
    of_families = [key for family in families or [] for key in atlas.family(family)]
    return list(dict.fromkeys([*(ids or []), *of_families]))


def _pair(text: str) -> tuple[str, Path | None]:
    mode, equals, file = text.partition("=")
    if not equals or mode not in ("rail", "road", "sea"):
        raise InputError(f"--network {text!r}: write rail=FILE, road=FILE or sea=FILE")
    return mode, None if file == "none" else Path(file)
