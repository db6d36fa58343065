"""The command that prints findings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from corridors.cli.options import AsJson, AsOf, CatalogueDir, Ids, Lang, OwnNetwork, load_atlas
from corridors.cli.output import print_json, say
from corridors.cli.outputs import written


def findings(
    ids: Ids = None,
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    as_of: AsOf = None,
    lang: Lang = "en",
    as_json: AsJson = False,
    output: Annotated[
        Path | None,
        written("-o", "--output", metavar="FILE.md", text="All languages, with evidence."),
    ] = None,
) -> None:
    """Tell what the tables say as sentences, the most telling first, each with its sources."""
    from corridors.findings.report import document, records, text
    from corridors.output.files import write_text

    traced = load_atlas(catalogue, network, as_of).trace(*ids or [])
    found = traced.findings()
    if output is not None:
        write_text(document(found, traced.atlas.catalogue), output)
    if as_json:
        print_json({"findings": records(found, lang=lang)})
    elif output is None:
        say(text(found, traced.atlas.catalogue, lang=lang))
