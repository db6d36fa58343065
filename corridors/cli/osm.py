"""The commands ``corridors osm``: import extracts, fetch by Overpass."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from corridors.cli.gathered import with_options
from corridors.cli.options import chosen_countries, split_words
from corridors.cli.outputs import written
from corridors.cli.streams import tell, warn
from geodata.country_names import HIGH_SEAS
from geodata.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from geodata.network.model import Network
    from geodata.osm.tags import Rules

app = typer.Typer(
    no_args_is_help=True,
    help="Bring your own OpenStreetMap: extracts and Overpass.",
)

network_app = typer.Typer(no_args_is_help=True, help="Bring networks of other tools.")

Mode = Annotated[str, typer.Option("--mode", help="rail or road.")]


Output = Annotated[Path, written("-o", "--output", metavar="FILE.parquet")]


Classes = Annotated[
    list[str] | None, typer.Option("--class", metavar="HIGHWAY", help="Road classes to take.")
]


WithoutService = Annotated[
    list[str] | None,
    typer.Option("--without-service", metavar="SERVICE", help="Rail service tracks to drop."),
]


@dataclass(frozen=True)
class Source:
    """Where extracts come from, and what of them is wanted."""

    corridors: Annotated[
        list[str] | None,
        typer.Option("--for", metavar="CORRIDOR[,CORRIDOR]", help="Fetch and clip to its legs."),
    ] = None
    countries: Annotated[
        list[str] | None,
        typer.Option("--country", metavar="CC[,CC]", help="Fetch it whole."),
    ] = None
    folder: Annotated[
        Path | None, typer.Option("--files", metavar="DIR", help="Take the extracts in a folder.")
    ] = None
    within_km: Annotated[float, typer.Option(min=0.1, max=500.0, help="Around --for.")] = 20.0
    index: Annotated[
        str, typer.Option(envvar="CORRIDORS_GEOFABRIK", help="Index of extracts, as Geofabrik's.")
    ] = ""
    catalogue: Annotated[Path | None, typer.Option(metavar="DIR")] = None

    def files(
        self, named: Sequence[Path], codes: Sequence[str]
    ) -> tuple[list[Path], dict[Path, str]]:
        """Return the extracts, and the addresses of those that were fetched for countries."""
        from geodata.osm.region import collect

        given = [*named, *(collect.files_in(self.folder) if self.folder else [])]
        _check_choice(files=given, codes=codes)
        addresses = {} if given else _fetched(codes, self.index)
        return given or list(addresses), addresses


@dataclass(frozen=True)
class Tags:
    """Which ways of OpenStreetMap are taken."""

    mode: Mode = "rail"
    classes: Classes = None
    without_service: WithoutService = None

    @property
    def rules(self) -> Rules:
        """Return them as rules of tags."""
        return _rules(self.mode, self.classes, self.without_service)


@app.command("import")
@with_options
def import_(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE...]", help=".osm.pbf, .osm.gz, ...")
    ] = None,
    *,
    tags: Tags,
    output: Output = Path("network.parquet"),
    source: Source,
    facilities: Annotated[
        Path | None, written(metavar="FILE.csv", text="Write ports, yards, customs too.")
    ] = None,
) -> None:
    """Turn OpenStreetMap extracts into a network file for --network."""
    from geodata.osm.region import collect

    rules = tags.rules
    legs = _legs(source.corridors, tags.mode, source.catalogue)
    codes = sorted({*(chosen_countries(source.countries) or ()), *legs.countries})
    extracts, addresses = source.files(files or [], codes)
    network = collect.network_along(
        extracts, rules=rules, along=legs.along, within_km=source.within_km, progress=True
    )
    _write(network, output)
    vintage = network.meta.vintage
    if codes or source.folder:
        manifest = output.with_suffix(".manifest.json")
        tell(
            str(
                collect.write_manifest(
                    list(extracts), manifest, addresses=addresses, vintage=vintage
                )
            )
        )
    if facilities is not None:
        _write_facilities(extracts, facilities, vintage)


def _write_facilities(files: Sequence[Path], output: Path, vintage: str) -> None:
    from geodata.facilities.match import match
    from geodata.facilities.osm import read_osm, write_csv
    from geodata.places.lookup import Places

    found = read_osm(files, checked=vintage[-10:].replace("unknown", ""))
    known = (match(found, Places.read())["place"] != "").sum()
    tell(
        f"{write_csv(found, output)}: {len(found)} facilities, {known} known places; "
        "see `corridors hubs match`, use them with --hubs"
    )


class _Legs(NamedTuple):
    """The legs of corridors by one mode: their lines, and the countries that they run through."""

    along: BaseGeometry | None
    countries: frozenset[str]


def _legs(texts: list[str] | None, mode: str, catalogue: Path | None) -> _Legs:
    import corridors

    ids = split_words(texts)
    if not ids:
        return _Legs(None, frozenset())
    legs = corridors.load(catalogue).trace(*ids).legs
    wanted = legs[legs["mode"] == mode]
    if wanted.empty:
        raise InputError(f"{', '.join(ids)}: no leg goes by {mode}")
    codes = {code for by_country in wanted["by_country"] for code in by_country}
    return _Legs(wanted.geometry.union_all(), frozenset(codes) - {HIGH_SEAS, ""})


def _check_choice(*, files: Sequence[Path], codes: Sequence[str]) -> None:
    if not files and not codes:
        raise InputError("name files, a folder with --files, --for CORRIDOR or --country CC")


def _fetched(codes: Sequence[str], index: str) -> dict[Path, str]:
    from corridors.tracing.cache import folder
    from geodata.osm.region import collect, geofabrik

    return collect.fetch_countries(
        codes,
        folder=folder() / "extracts",
        index=index or geofabrik.INDEX,
        on_bytes=_say_bytes,
    )


def _say_bytes(name: str, have: int, total: int) -> None:
    if sys.stderr.isatty():
        whole = f" of {total / 1e6:,.0f}" if total else ""
        warn(f"\r{name}: {have / 1e6:,.0f}{whole} MB", end="\n" if have == total else "")


@network_app.command("import")
def import_network(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="GraphML, GPKG, ...")],
    mode: Annotated[str, typer.Option("--mode", help="rail, road or sea.")] = "rail",
    output: Output = Path("network.parquet"),
) -> None:
    """Turn graphs and lines of other tools into a network file for --network."""
    from geodata.network.file import write_network
    from geodata.osm.foreign import import_networks

    network = import_networks(files, mode=mode)
    written = write_network(network, output)
    km = network.length_km.sum()
    tell(f"{written}: {network.edge_count:,} edges, {km:,.0f} km, of {network.meta.vintage}")
    for note in network.meta.notes:
        tell(f"  {note}")


@app.command()
def fetch(
    ids: Annotated[list[str], typer.Argument(metavar="CORRIDOR...")],
    mode: Mode = "rail",
    within_km: Annotated[float, typer.Option(min=0.1, max=100.0)] = 20.0,
    output: Output = Path("network.parquet"),
    url: Annotated[str, typer.Option(envvar="CORRIDORS_OVERPASS", help="Overpass server.")] = "",
    classes: Classes = None,
    without_service: WithoutService = None,
    catalogue: Annotated[Path | None, typer.Option(metavar="DIR")] = None,
) -> None:
    """Fetch what OpenStreetMap holds along corridors from an Overpass server."""
    from corridors.tracing.cache import folder
    from geodata.osm.overpass import server as overpass
    from geodata.osm.overpass.fetch import fetch as fetched

    rules = _rules(mode, classes, without_service)
    network = fetched(
        _along(ids, mode, catalogue),
        rules=rules,
        within_km=within_km,
        cache=folder(),
        server=overpass.Server(url or overpass.URL),
        on_tile=_say_tile,
    )
    _write(network, output)


def _rules(mode: str, classes: list[str] | None, without_service: list[str] | None) -> Rules:
    from geodata.osm.tags import ROAD_CLASSES, SERVICES, Rules

    Rules(mode, services=tuple(without_service or ()))  # an unknown word is an error here too
    services = tuple(word for word in SERVICES if word not in (without_service or ()))
    return Rules(mode, classes=tuple(classes or ROAD_CLASSES), services=services)


def _along(ids: list[str], mode: str, catalogue: Path | None) -> BaseGeometry:
    """Return the traced lines of the corridors' legs of a mode."""
    along = _legs(ids, mode, catalogue).along
    if along is None:
        raise InputError("name a corridor")
    return along


def _say_tile(done: int, total: int) -> None:
    if sys.stderr.isatty():
        warn(f"\rtile {done} of {total}", end="\n" if done == total else "")


def _write(network: Network, output: Path) -> None:
    from geodata.network.file import write_network

    written = write_network(network, output)
    meta = network.meta
    tell(
        f"{written}: {network.edge_count:,} edges, {network.length_km.sum():,.0f} km, "
        f"OpenStreetMap of {meta.vintage}"
    )
    for note in meta.notes:
        tell(f"  {note}")
