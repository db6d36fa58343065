"""Commands that draw: `atlas`, `map`, `brief`, `figure`, `deck`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corridors.cli.options import (
    AsOf,
    CatalogueDir,
    Families,
    Ids,
    Lang,
    OwnHubs,
    OwnNetwork,
    chosen_ids,
    load_atlas,
)
from corridors.cli.output import print_table
from corridors.cli.streams import tell
from geodata.errors import InputError
from geodata.files import require_writable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridors.traced import Traced


def atlas(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR")] = Path("atlas"),
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    as_of: AsOf = None,
    lang: Lang = "en",
) -> None:
    """Write the map of all corridors and the tables beside it."""
    from corridors.output.folder import by_family, write_tables
    from maps import draw, with_planner

    traced = load_atlas(catalogue, network, as_of).trace()
    page = output / "index.html"
    with_planner(draw(traced, lang=lang), traced).save(page)
    tables = write_tables(traced, output)
    print_table(by_family(traced))
    tell(f"{page}: {page.stat().st_size / 1e6:.2f} MB")
    tell(f"beside it: {', '.join(path.name for path in tables)}")


def draw_map(  # noqa: PLR0917 - options of a command
    ids: Ids = None,
    family: Families = None,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE")] = Path("map.html"),
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    own_hubs: OwnHubs = None,
    as_of: AsOf = None,
    lang: Lang = "en",
    tiles: Annotated[str | None, typer.Option(help="Online tiles by xyzservices name.")] = None,
) -> None:
    """Draw corridors as one HTML file that needs no network."""
    from maps import draw

    require_writable(output)
    loaded = load_atlas(catalogue, network, as_of, own_hubs)
    traced = loaded.trace(*chosen_ids(loaded, ids, family))
    page = draw(traced, lang=lang, tiles=tiles)
    page.save(output, online=tiles is not None)
    tell(f"{output}: {output.stat().st_size / 1e6:.2f} MB")


def brief(  # noqa: PLR0917 - options of a command
    ids: Ids = None,
    family: Families = None,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE")] = Path("brief.html"),
    story: Annotated[
        Path | None, typer.Option("--story", metavar="FILE.toml", help="Steps of your own.")
    ] = None,
    compare: Annotated[
        tuple[str, str] | None,
        typer.Option("--compare", metavar="A B", help="Open on two corridors, or two years."),
    ] = None,
    within_km: Annotated[
        float, typer.Option("--within-km", help="How near a hub must be to serve a stretch.")
    ] = 50.0,
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    own_hubs: OwnHubs = None,
    as_of: AsOf = None,
    lang: Lang = "en",
) -> None:
    """Write a briefing: steps with a map each, one file, no network."""
    from corridors.hubs.coverage import coverage
    from maps import brief as composed
    from maps import draw
    from maps.story.model import read

    require_writable(output)
    if story is not None and compare is not None:
        raise InputError("--story and --compare: give one of them")
    own = None if story is None else read(story)
    named = [name for name in compare or () if not name.isdecimal()]
    atlas = load_atlas(catalogue, network, as_of, own_hubs)
    traced = atlas.trace(*(chosen_ids(atlas, ids, family) or named))
    if own is not None or compare is not None:
        page = draw(traced, lang=lang, story=own, compare=compare)
    else:
        page = composed(traced, lang=lang, coverage=coverage(traced, within_km=within_km))
    page.save(output)
    tell(f"{output}: {output.stat().st_size / 1e6:.2f} MB")


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
    size: Annotated[
        str | None,
        typer.Option(
            "--size",
            help="a4, a4-portrait, a3, 16:9, WxHmm or fit: by the corridor's shape, "
            "as --each does unless told.",
        ),
    ] = None,
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
    from maps import figure as draw_figure
    from maps.figures.save import check_suffix

    files = list(output or ([] if each else [Path("figure.svg")]))
    for file in files:
        check_suffix(file)
        require_writable(file)
    if file_format not in _FORMATS:
        raise InputError(f"--format {file_format!r}: use one of {', '.join(_FORMATS)}")
    atlas = load_atlas(catalogue, network, as_of)
    traced = atlas.trace(*chosen_ids(atlas, ids, family))
    options: dict[str, Any] = {
        "kind": projection,
        "lang": lang,
        "graticule": graticule,
        "strip": strip,
    }
    if files:
        sheet = draw_figure(traced, title=title, size=size or "a4", **options)
        for file in files:
            _told(sheet.save(file, dpi=dpi))
    for corridor, folder in _each(traced, each):
        one = traced.only(corridor)
        _told(
            draw_figure(one, size=size or "fit", **options).save(
                folder / f"{corridor}.{file_format}", dpi=dpi
            )
        )


def _each(traced: Traced, folder: Path | None) -> Iterator[tuple[str, Path]]:
    for corridor in traced.ids if folder else ():
        yield corridor, Path(folder or ".")


def deck(  # noqa: PLR0917 - options of a command
    ids: Ids = None,
    family: Families = None,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE")] = Path("deck.pptx"),
    title: Title = None,
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    as_of: AsOf = None,
    lang: Lang = "en",
    ledger: Annotated[
        bool, typer.Option("--ledger", help="Add a slide of days and dollars for each corridor.")
    ] = False,
) -> None:
    """Write corridors as a PowerPoint deck: editable maps, native tables and charts."""
    from maps import deck as draw_deck
    from maps.slides.package import check_suffix

    check_suffix(output)
    require_writable(output)
    atlas = load_atlas(catalogue, network, as_of)
    traced = atlas.trace(*chosen_ids(atlas, ids, family))
    ledgers = {corridor: traced.ledger(corridor) for corridor in traced.ids} if ledger else {}
    _told(draw_deck(traced, lang=lang, title=title, ledgers=ledgers).save(output))


def _told(file: Path) -> None:
    tell(f"{file}: {file.stat().st_size / 1e6:.2f} MB")
