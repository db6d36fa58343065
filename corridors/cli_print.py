"""The commands that print: figures and slides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corridors.cli_options import (
    AsOf,
    CatalogueDir,
    Families,
    Ids,
    Lang,
    OwnNetwork,
    chosen_ids,
    load_atlas,
)
from geodata.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

Title = Annotated[str | None, typer.Option("--title", help="Instead of the default one.")]
_FORMATS = ("svg", "pdf", "png")


def figure(  # noqa: PLR0917 - options of a command
    ids: Ids = None,
    family: Families = None,
    output: Annotated[
        list[Path] | None,
        typer.Option("-o", "--output", metavar="FILE", help="SVG, PDF or PNG; may be repeated."),
    ] = None,
    each: Annotated[
        Path | None,
        typer.Option("--each", metavar="DIR", help="One figure per corridor into this folder."),
    ] = None,
    file_format: Annotated[
        str, typer.Option("--format", help="Of the figures of --each: svg, pdf or png.")
    ] = "svg",
    size: Annotated[str, typer.Option("--size", help="a4, a4-portrait, a3, 16:9 or WxHmm.")] = "a4",
    dpi: Annotated[int, typer.Option("--dpi", min=36, max=1200, help="Of PNG.")] = 300,
    projection: Annotated[str, typer.Option("--projection", help="auto, albers or lcc.")] = "auto",
    graticule: Annotated[
        bool, typer.Option("--graticule", help="Draw meridians, parallels.")
    ] = False,
    strip: Annotated[
        bool, typer.Option("--strip/--no-strip", help="Strip chart under a lone corridor.")
    ] = True,
    title: Title = None,
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    as_of: AsOf = None,
    lang: Lang = "en",
) -> None:
    """Draw corridors as a figure for print: vector SVG or PDF with real text, or PNG."""
    from maps import figure as sheets
    from maps import parts

    files = list(output or ([] if each else [Path("figure.svg")]))
    for file in files:
        sheets.check_suffix(file)
    if file_format not in _FORMATS:
        raise InputError(f"--format {file_format!r}: use one of {', '.join(_FORMATS)}")
    atlas = load_atlas(catalogue, network, as_of)
    traced = atlas.trace(*chosen_ids(atlas, ids, family))
    options: dict[str, Any] = {
        "hubs": traced.atlas.hubs,
        "size": size,
        "kind": projection,
        "lang": lang,
        "as_of": atlas.date,
        "graticule": graticule,
        "strip": strip,
    }
    if files:
        sheet = sheets.draw(traced, title=title, **options)
        for file in files:
            _told(sheet.save(file, dpi=dpi))
    for corridor, folder in _each(traced, each):
        one = parts.part(traced, corridor)
        _told(sheets.draw(one, **options).save(folder / f"{corridor}.{file_format}", dpi=dpi))


def _each(traced: Any, folder: Path | None) -> Iterator[tuple[str, Path]]:  # noqa: ANN401
    for corridor in traced.ids if folder else ():
        yield corridor, Path(folder or ".")


def deck(
    ids: Ids = None,
    family: Families = None,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE")] = Path("deck.pptx"),
    title: Title = None,
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    as_of: AsOf = None,
    lang: Lang = "en",
) -> None:
    """Write corridors as a PowerPoint deck: editable maps, native tables and charts."""
    from maps.deck import deck as write

    atlas = load_atlas(catalogue, network, as_of)
    traced = atlas.trace(*chosen_ids(atlas, ids, family))
    _told(write(traced, output, hubs=traced.atlas.hubs, lang=lang, title=title, as_of=atlas.date))


def _told(file: Path) -> None:
    typer.echo(f"{file}: {file.stat().st_size / 1e6:.2f} MB")


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(figure)
    app.command()(deck)
