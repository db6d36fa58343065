"""The command ``corridors brief``: a story on a map, in one HTML file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corridors.cli_options import (
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
from geodata.errors import InputError


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
    from corridors.coverage import coverage
    from maps import brief as composed
    from maps import draw
    from maps.story import read

    if story is not None and compare is not None:
        raise InputError("--story and --compare: give one of them")
    own = None if story is None else read(story)
    named = [name for name in compare or () if not name.isdecimal()]
    atlas = load_atlas(catalogue, network, as_of, own_hubs)
    traced = atlas.trace(*(chosen_ids(atlas, ids, family) or named))
    options = {"hubs": traced.atlas.hubs, "lang": lang, "as_of": atlas.date}
    if own is not None or compare is not None:
        page = draw(traced, story=own, compare=compare, **options)
    else:
        page = composed(traced, coverage=coverage(traced, within_km=within_km), **options)
    page.save(output)
    typer.echo(f"{output}: {output.stat().st_size / 1e6:.2f} MB")
