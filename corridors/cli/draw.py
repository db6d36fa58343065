"""Commands that draw: `atlas`, `map`, `brief`, `figure`, `deck`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from corridors.cli.gathered import with_options
from corridors.cli.options import (
    Families,
    Ids,
    Lang,
    chosen_ids,
    with_atlas,
    with_atlas_of,
)
from corridors.cli.output import print_table
from corridors.cli.outputs import written
from corridors.cli.streams import tell
from geodata.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridors.atlas import Atlas
    from corridors.traced import Traced
    from maps.figures.projection import Kind
    from maps.figures.save import Sheet
    from maps.page.document import Content


@dataclass(frozen=True)
class Chosen:
    """The corridors that are drawn."""

    ids: Ids = None
    family: Families = None

    def traced(self, atlas: Atlas) -> Traced:
        """Return them traced; all where none is named."""
        return atlas.trace(*chosen_ids(atlas, self.ids, self.family))


with_dated_atlas = with_atlas_of("catalogue", "network", "as_of")


@with_dated_atlas
def atlas(
    *,
    output: Annotated[Path, written("-o", "--output", metavar="DIR")] = Path("atlas"),
    atlas: Atlas,
    lang: Lang = "en",
) -> None:
    """Write the map of all corridors and the tables beside it."""
    from corridors.output.folder import by_family, write_tables
    from maps import service_layer
    from maps.page.contents import Wanted, page_content, planner_content

    traced = atlas.trace()
    page = output / "index.html"
    services = service_layer(atlas.places, lang=lang)
    content = page_content(traced, Wanted(lang=lang, layers=[services]))
    _write(planner_content(content, traced), page)
    tables = write_tables(traced, output)
    print_table(by_family(traced))
    tell(f"{page}: {page.stat().st_size / 1e6:.2f} MB")
    tell(f"beside it: {', '.join(path.name for path in tables)}")


@with_atlas
@with_options
def draw_map(
    chosen: Chosen,
    *,
    output: Annotated[Path, written("-o", "--output", metavar="FILE.html")] = Path("map.html"),
    atlas: Atlas,
    lang: Lang = "en",
    tiles: Annotated[str | None, typer.Option(help="Online tiles by xyzservices name.")] = None,
) -> None:
    """Draw corridors as one HTML file that needs no network."""
    traced = chosen.traced(atlas)
    if tiles is None:
        from maps.page.contents import Wanted, page_content

        _write(page_content(traced, Wanted(lang=lang)), output)
    else:
        from maps import draw

        draw(traced, lang=lang, tiles=tiles).save(output, online=True)
    tell(f"{output}: {output.stat().st_size / 1e6:.2f} MB")


@with_atlas
@with_options
def brief(
    chosen: Chosen,
    *,
    output: Annotated[Path, written("-o", "--output", metavar="FILE.html")] = Path("brief.html"),
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
    atlas: Atlas,
    lang: Lang = "en",
) -> None:
    """Write a briefing: steps with a map each, one file, no network."""
    from corridors.hubs.coverage import coverage
    from maps.page.contents import Wanted, brief_content, page_content
    from maps.story.model import read

    if story is not None and compare is not None:
        raise InputError("--story and --compare: give one of them")
    own = None if story is None else read(story)
    named = [name for name in compare or () if not name.isdecimal()]
    traced = atlas.trace(*(chosen_ids(atlas, chosen.ids, chosen.family) or named))
    if own is not None or compare is not None:
        content = page_content(traced, Wanted(lang=lang, story=own, compare=compare))
    else:
        within = coverage(traced, within_km=within_km)
        content = brief_content(traced, Wanted(lang=lang), coverage=within)
    _write(content, output)
    tell(f"{output}: {output.stat().st_size / 1e6:.2f} MB")


def _write(content: Content, path: Path) -> None:
    """Write a page without Folium, which takes half a second to load."""
    from maps.page.document import bare_document, write

    write(bare_document(content), path)


Title = Annotated[str | None, typer.Option("--title", help="Instead of the default one.")]


_FORMATS = ("svg", "pdf", "png")


@dataclass(frozen=True)
class EachOptions:
    """A figure for each corridor."""

    each: Annotated[
        Path | None,
        written("--each", metavar="DIR", text="One figure per corridor into this folder."),
    ] = None
    file_format: Annotated[
        str, typer.Option("--format", help="Of the figures of --each: svg, pdf or png.")
    ] = "svg"

    def __post_init__(self) -> None:
        """Refuse a format that is not drawn."""
        if self.file_format not in _FORMATS:
            raise InputError(f"--format {self.file_format!r}: use one of {', '.join(_FORMATS)}")


@dataclass(frozen=True)
class DrawOptions:
    """How a figure is drawn."""

    size: Annotated[
        str | None,
        typer.Option(
            "--size",
            help="a4, a4-portrait, a3, 16:9, WxHmm or fit: by the corridor's shape, "
            "as --each does unless told.",
        ),
    ] = None
    dpi: Annotated[int, typer.Option("--dpi", min=36, max=1200, help="Of PNG.")] = 300
    projection: Annotated[str, typer.Option("--projection", help="auto, albers or lcc.")] = "auto"
    graticule: Annotated[bool, typer.Option("--graticule", help="Draw meridians, parallels.")] = (
        False
    )
    strip: Annotated[
        bool, typer.Option("--strip/--no-strip", help="Strip chart under a lone corridor.")
    ] = True
    lang: Lang = "en"

    def sheet(self, traced: Traced, *, size: str, title: str | None = None) -> Sheet:
        """Return the figure; of the size asked for, else of this one."""
        from maps import figure as draw_figure

        return draw_figure(
            traced,
            title=title,
            size=self.size or size,
            kind=cast("Kind", self.projection),
            lang=self.lang,
            graticule=self.graticule,
            strip=self.strip,
        )


@with_dated_atlas
@with_options
def figure(
    chosen: Chosen,
    *,
    output: Annotated[
        list[Path] | None,
        written("-o", "--output", text="SVG, PDF or PNG; may be repeated."),
    ] = None,
    separate: EachOptions,
    title: Title = None,
    drawn: DrawOptions,
    atlas: Atlas,
) -> None:
    """Draw corridors as a figure for print: vector SVG or PDF with real text, or PNG."""
    from maps.figures.save import check_suffix

    files = list(output or ([] if separate.each else [Path("figure.svg")]))
    for file in files:
        check_suffix(file)
    traced = chosen.traced(atlas)
    if files:
        sheet = drawn.sheet(traced, size="a4", title=title)
        for file in files:
            _told(sheet.save(file, dpi=drawn.dpi))
    for corridor, folder in _each(traced, separate.each):
        file = folder / f"{corridor}.{separate.file_format}"
        _told(drawn.sheet(traced.only(corridor), size="fit").save(file, dpi=drawn.dpi))


def _each(traced: Traced, folder: Path | None) -> Iterator[tuple[str, Path]]:
    for corridor in traced.ids if folder else ():
        yield corridor, Path(folder or ".")


@with_dated_atlas
@with_options
def deck(
    chosen: Chosen,
    *,
    output: Annotated[Path, written("-o", "--output")] = Path("deck.pptx"),
    title: Title = None,
    atlas: Atlas,
    lang: Lang = "en",
    ledger: Annotated[
        bool, typer.Option("--ledger", help="Add a slide of days and dollars for each corridor.")
    ] = False,
) -> None:
    """Write corridors as a PowerPoint deck: editable maps, native tables and charts."""
    from maps import deck as draw_deck
    from maps.slides.package import check_suffix

    check_suffix(output)
    traced = chosen.traced(atlas)
    ledgers = {corridor: traced.ledger(corridor) for corridor in traced.ids} if ledger else {}
    _told(draw_deck(traced, lang=lang, title=title, ledgers=ledgers).save(output))


def _told(file: Path) -> None:
    tell(f"{file}: {file.stat().st_size / 1e6:.2f} MB")
