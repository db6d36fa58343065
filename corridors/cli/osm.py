"""The commands ``corridors osm``: import extracts, fetch by Overpass."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geodata.errors import InputError
from geodata.network.file import write_network

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geodata.network.model import Network
    from geodata.osm.tags import Rules

app = typer.Typer(
    no_args_is_help=True,
    help="Bring your own OpenStreetMap: extracts and Overpass.",
)

network_app = typer.Typer(no_args_is_help=True, help="Bring networks of other tools.")

Mode = Annotated[str, typer.Option("--mode", help="rail or road.")]


Output = Annotated[Path, typer.Option("-o", "--output", metavar="FILE.parquet")]


Classes = Annotated[
    list[str] | None, typer.Option("--class", metavar="HIGHWAY", help="Road classes to take.")
]


WithoutService = Annotated[
    list[str] | None,
    typer.Option("--without-service", metavar="SERVICE", help="Rail service tracks to drop."),
]


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help=".osm.pbf, .osm.gz, ...")],
    mode: Mode = "rail",
    output: Output = Path("network.parquet"),
    classes: Classes = None,
    without_service: WithoutService = None,
    facilities: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Write ports, yards, customs too.")
    ] = None,
) -> None:
    """Turn OpenStreetMap extracts into a network file for --network."""
    from geodata.osm.pbf import import_extracts

    network = import_extracts(files, rules=_rules(mode, classes, without_service), progress=True)
    _write(network, output)
    if facilities is not None:
        from geodata.facilities.match import match
        from geodata.facilities.osm import read_osm, write_csv
        from geodata.places.lookup import Places

        found = read_osm(files, checked=network.meta.vintage[-10:].replace("unknown", ""))
        known = (match(found, Places.read())["place"] != "").sum()
        typer.echo(
            f"{write_csv(found, facilities)}: {len(found)} facilities, {known} known places; "
            "see `corridors hubs match`, use them with --hubs"
        )


@network_app.command("import")
def import_network(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="GraphML, GPKG, ...")],
    mode: Annotated[str, typer.Option("--mode", help="rail, road or sea.")] = "rail",
    output: Output = Path("network.parquet"),
) -> None:
    """Turn graphs and lines of other tools into a network file for --network."""
    from geodata.osm.foreign import import_networks

    network = import_networks(files, mode=mode)
    written = write_network(network, output)
    km = network.length_km.sum()
    typer.echo(f"{written}: {network.edge_count:,} edges, {km:,.0f} km, of {network.meta.vintage}")
    for note in network.meta.notes:
        typer.echo(f"  {note}")


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
    from geodata.osm import overpass

    rules = _rules(mode, classes, without_service)
    network = overpass.fetch(
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
    import corridors

    legs = corridors.load(catalogue).trace(*ids).legs
    wanted = legs[legs["mode"] == mode]
    if wanted.empty:
        raise InputError(f"{', '.join(ids)}: no leg goes by {mode}")
    return wanted.geometry.union_all()


def _say_tile(done: int, total: int) -> None:
    if sys.stderr.isatty():
        typer.echo(f"\rtile {done} of {total}", err=True, nl=done == total)


def _write(network: Network, output: Path) -> None:
    written = write_network(network, output)
    meta = network.meta
    typer.echo(
        f"{written}: {network.edge_count:,} edges, {network.length_km.sum():,.0f} km, "
        f"OpenStreetMap of {meta.vintage}"
    )
    for note in meta.notes:
        typer.echo(f"  {note}")
