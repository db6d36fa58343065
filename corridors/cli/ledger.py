"""Commands about hours, money and CO2e: rates, ledger, and published services."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from corridors.cli.gathered import with_options
from corridors.cli.options import (
    AsJson,
    CatalogueDir,
    Lang,
    ProfileName,
    RatesDir,
    load_atlas,
    split_words,
    with_atlas_of,
)
from corridors.cli.output import print_json, print_table, records, say
from corridors.cli.outputs import written
from corridors.cli.streams import tell
from geodata.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from corridors.atlas import Atlas
    from corridors.ledger.ledger import Ledger
    from corridors.ledger.rates.shipment import Shipment
    from corridors.ledger.verbs import Direction, Ends, LedgerOptions


def rates(
    about: Annotated[
        str | None, typer.Argument(metavar="PLACE|COUNTRY", help="All where none is named.")
    ] = None,
    catalogue: CatalogueDir = None,
    own: RatesDir = None,
    as_json: AsJson = False,
) -> None:
    """List what is known of hours, prices, charges and CO2e, newest first."""
    import pandas as pd

    from corridors.ledger.rates.known import known_rates
    from corridors.ledger.verbs import atlas_book

    loaded = load_atlas(catalogue, None)
    rows = known_rates(atlas_book(loaded, own or ()), loaded.places, about or "")
    if as_json:
        print_json({"about": about or "", "rates": rows})
    elif rows:
        print_table(_ranged(pd.DataFrame(rows)), atlas=loaded)
    else:
        tell(f"no rate of its own is known about {about}")


def _ranged(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rates for people: the range in one cell."""
    ends = [
        " - ".join(f"{end:g}" for end in (row.low, row.mode_value, row.high) if end == end)  # noqa: PLR0124
        for row in rows.fillna(float("nan")).itertuples()
    ]
    shown = ["about", "measure", "mode", "service", "direction", "value", "year", "quality", "id"]
    return rows.assign(value=[f"{text} {u}" for text, u in zip(ends, rows["unit"], strict=True)])[
        shown
    ]


@dataclass(frozen=True)
class Between:
    """How a way between two places is found."""

    on: Annotated[
        str,
        typer.Option(
            "--on", help="Between places: network, or corridors, as the planner of the page."
        ),
    ] = "network"
    mode: Annotated[
        str | None,
        typer.Option(help="Between places: rail (on corridors: any), road, sea or any."),
    ] = None
    via: Annotated[list[str] | None, typer.Option(metavar="PLACE")] = None
    avoid: Annotated[list[str] | None, typer.Option(metavar="RU,IR,PLACE")] = None
    by: Annotated[
        str | None,
        typer.Option(help="Between places: km (on corridors: time), time, cost or co2e."),
    ] = None


@dataclass(frozen=True)
class Priced:
    """What is shipped, which way, and what of it counts."""

    profile: ProfileName = None
    direction: Annotated[str, typer.Option(help="out or back.")] = "out"
    year: Annotated[int | None, typer.Option(help="For which rates are looked up.")] = None
    ends: Annotated[
        str,
        typer.Option(help="What counts at the ends: none, terminals, or behind them a border too."),
    ] = "terminals"
    own: RatesDir = None

    @property
    def shipment(self) -> Shipment:
        """Return what is shipped."""
        from corridors.ledger.rates.shipment import Shipment

        return Shipment(self.profile, self.year, self.own or ())

    @property
    def options(self) -> LedgerOptions:
        """Return the options of a ledger."""
        return {
            "profile": self.profile,
            "direction": cast("Direction", self.direction),
            "year": self.year,
            "ends": cast("Ends", self.ends),
            "rates": self.own or (),
        }


@dataclass(frozen=True)
class Files:
    """Files that a ledger is read from, written to and drawn in."""

    sheet: Annotated[Path | None, written(metavar="OUT.csv", text="Write the input sheet.")] = None
    from_sheet: Annotated[
        Path | None, typer.Option(metavar="IN.csv", help="Take the lines of a sheet.")
    ] = None
    chart: Annotated[
        Path | None,
        written(text="Draw time and cost over km: .svg, .pdf or .png."),
    ] = None


@with_atlas_of("catalogue", "network", "as_of")
@with_options
def ledger(
    ids: Annotated[
        list[str], typer.Argument(metavar="CORRIDOR|FROM TO", help="A corridor, or two places.")
    ],
    *,
    route: Annotated[
        str | None, typer.Option(help="A route of the corridor; the main one by default.")
    ] = None,
    between: Between,
    priced: Priced,
    files: Files,
    atlas: Atlas,
    lang: Lang = "en",
    as_json: AsJson = False,
) -> None:
    """Hours, US dollars and kg of CO2e of a route, leg by leg and stop by stop."""
    from corridors.ledger.sheet import read_sheet, sheet_text
    from corridors.output.files import write_text

    if between.on not in _FOUND:
        raise InputError(f"--on {between.on!r}: use {', '.join(_FOUND)}")
    found = _FOUND[between.on](atlas, ids, route, between, priced)
    if files.from_sheet is not None:
        found = read_sheet(found, files.from_sheet)
    if files.sheet is not None:
        write_text(sheet_text(found), files.sheet)
    if files.chart is not None:
        from maps.figures.ledger_chart import ledger_chart

        ledger_chart([found], places=atlas.places, lang=lang).save(files.chart)
    _print(found, atlas, as_json=as_json)


def _on_network(
    atlas: Atlas, ids: list[str], route: str | None, between: Between, priced: Priced
) -> Ledger:
    from corridors.ledger.verbs import journey_ledger, route_ledger

    if len(ids) == 1:
        return route_ledger(atlas.trace(ids[0]), ids[0], route, **priced.options)
    start, end = _pair(ids, "name a corridor, or two places:")
    if route is not None:
        raise InputError("--route is for a corridor, not for two places")
    journey = atlas.route(
        start,
        end,
        mode="rail" if between.mode is None else between.mode,
        via=between.via or [],
        avoid=split_words(between.avoid),
        by="km" if between.by is None else between.by,
        shipment=priced.shipment,
    )
    return journey_ledger(journey, atlas, **priced.options)


def _on_corridors(
    atlas: Atlas, ids: list[str], route: str | None, between: Between, priced: Priced
) -> Ledger:
    from corridors.scenarios.between import ledger_between
    from corridors.scenarios.run import ground_of

    ends = _pair(ids, "--on corridors: name two places, not")
    given = {"--route": route, "--via": between.via, "--ends": priced.ends != "terminals"}
    if wrong := [name for name, value in given.items() if value]:
        raise InputError(f"{', '.join(wrong)} does not go with --on corridors: remove it")
    start, end = ends if priced.direction == "out" else ends[::-1]
    asked = {"mode": between.mode, "by": between.by, "avoid": split_words(between.avoid)}
    ground = ground_of(atlas.trace(), shipment=priced.shipment)
    return ledger_between(ground, start, end, **_given(asked))  # type: ignore[arg-type]


def _pair(ids: list[str], complaint: str) -> tuple[str, str]:
    match ids:
        case [start, end]:
            return start, end
    raise InputError(f"{complaint} {' '.join(ids)}")


_FOUND = {"network": _on_network, "corridors": _on_corridors}


def _given(options: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in options.items() if value is not None}


def _print(found: Ledger, atlas: Atlas, *, as_json: bool) -> None:
    from corridors.ledger.report import summary, table

    if as_json:
        print_json(found.record())
        return
    print_table(table(found), atlas=atlas)
    for sentence in summary(found):
        say(sentence)


def held_services(
    atlas: Atlas, own: list[Path] | None, output: Path | None, *, as_json: bool
) -> None:
    """Hold ledgers against published services, and print or write the comparison."""
    from corridors.ledger import held
    from corridors.ledger.services import read_services
    from corridors.ledger.verbs import atlas_book
    from corridors.lengths.route import route as find
    from corridors.output.files import write_text

    published = read_services(places=set(atlas.places))
    table = held.held_against(
        published,
        atlas_book(atlas, own or ()),
        atlas.places,
        lambda mode, stops: find(atlas, stops[0], stops[-1], mode=mode, via=stops[1:-1]),
    )
    if output is not None:
        write_text(held.markdown(table, published, _shares(atlas, own)), output)
    if as_json:
        summary = records(held.summary(table))
        print_json({"rows": records(table), "by_corridor": summary})
    elif output is None:
        print_table(table.drop(columns=["kind", "problem", "independent"]), atlas=atlas)
        print_table(held.summary(table), atlas=atlas)


def _shares(atlas: Atlas, own: list[Path] | None) -> list[tuple[str, dict[str, float]]]:
    """Return for the main route of each corridor what its hours rest on."""
    from corridors.ledger.verbs import atlas_book, route_ledger

    book = atlas_book(atlas, own or ())
    traced = atlas.trace()
    return [
        (corridor, route_ledger(traced, corridor, rates=book).by_quality["hours"])
        for corridor in traced.ids
    ]
