"""Findings as a document: every sentence in each language, and the rows it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridors.findings.wording import write
from geodata.places.languages import base_of, pick_name, tongues

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corridors.definitions.catalogue import Catalogue
    from corridors.definitions.model import Source
    from corridors.findings.model import Evidence, Finding, Findings

_HEAD = """\
# Findings

What the tables say as sentences, made by the rules of `corridors/findings`, each with the rows and
pages it rests on. Written by `corridors findings -o docs/findings.md`; a test holds that it
is what the rules make of the shipped catalogue. A rule without sourced values says nothing.

The first of a corridor is its title. Lengths are the atlas's own and have no page. Of long lists
of evidence the first rows are shown.
"""
_SHOWN = 6
_PAGES = 3


def document(found: Findings, catalogue: Catalogue) -> str:
    """Return all findings as Markdown, those of all corridors together first."""
    parts = [_HEAD]
    for corridor in sorted({finding.corridor for finding in found}):
        name = catalogue.corridors[corridor].name["en"] if corridor else "All corridors"
        entries = (_entry(finding, catalogue.sources) for finding in found.of(corridor))
        parts.append(f"## {name}\n\n" + "\n".join(entries) + "\n")
    return "\n".join(parts)


def _entry(finding: Finding, sources: Mapping[str, Source]) -> str:
    first, *others = (finding.say(lang) for lang in tongues())
    lines = [f"- **{first}.** ({finding.rule}, {finding.rank:.0f})", *(f"  - {o}" for o in others)]
    shown = list(finding.evidence[:_SHOWN])
    lines += [f"  - {row}" for row in _rows(shown, sources)]
    if rest := len(finding.evidence) - len(shown):
        lines.append(f"  - and {rest} more rows")
    return "\n".join(lines)


def _rows(evidence: list[Evidence], sources: Mapping[str, Source]) -> Iterator[str]:
    for each in evidence:
        what = " ".join(part for part in (each.value, each.unit, each.date) if part)
        page = sources.get(each.source)
        link = f" ([{each.source}]({page.url}))" if page else ""
        yield f"`{each.table}` {each.row}: {what}{link}"


def text(found: Findings, catalogue: Catalogue, *, lang: str) -> str:
    """Return findings in one language for reading: by corridor, pages behind each."""
    base = base_of(lang)
    lines = []
    for corridor in dict.fromkeys(finding.corridor for finding in found):
        names = catalogue.corridors[corridor].name if corridor else {}
        lines.append(pick_name(names, base) or write("atlas")(base))
        for finding in found.of(corridor):
            pages = f"  [{', '.join(finding.sources[:_PAGES])}]" if finding.sources else ""
            lines.append(f"  {finding.say(base)}{pages}")
    return "\n".join(lines)


def records(found: Findings, *, lang: str) -> list[dict[str, object]]:
    """Return findings as JSON takes them: sentence, subject, rank, evidence, where they lie."""
    return [
        {
            "key": finding.key,
            "rule": finding.rule,
            "corridor": finding.corridor,
            "rank": round(finding.rank, 1),
            "sentence": finding.say(lang),
            "places": list(finding.places),
            "legs": list(finding.legs),
            "evidence": [
                {
                    "table": each.table,
                    "row": each.row,
                    "value": each.value,
                    "unit": each.unit,
                    "date": each.date,
                    "source": each.source,
                    "note": each.note,
                }
                for each in finding.evidence
            ],
        }
        for finding in found
    ]
