"""Commands about hours, money and CO2e: rates, ledger, and published services."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from corridors.cli.options import (
    AsJson,
    AsOf,
    CatalogueDir,
    Lang,
    OwnNetwork,
    ProfileName,
    RatesDir,
    load_atlas,
)
from corridors.cli.output import print_json, print_table, records, say
from corridors.cli.streams import tell
from geodata.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from corridors.atlas import Atlas
    from corridors.ledger.ledger import Ledger
    from corridors.ledger.verbs import Direction, Ends


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


def ledger(  # noqa: PLR0917 - options of a command
    ids: Annotated[
        list[str], typer.Argument(metavar="CORRIDOR|FROM TO", help="A corridor, or two places.")
    ],
    route: Annotated[
        str | None, typer.Option(help="A route of the corridor; the main one by default.")
    ] = None,
    on: Annotated[
        str,
        typer.Option(
            "--on", help="Between places: network, or corridors, as the planner of the page."
        ),
    ] = "network",
    mode: Annotated[
        str | None,
        typer.Option(help="Between places: rail (on corridors: any), road, sea or any."),
    ] = None,
    via: Annotated[list[str] | None, typer.Option(metavar="PLACE")] = None,
    avoid: Annotated[list[str] | None, typer.Option(metavar="RU,IR,PLACE")] = None,
    by: Annotated[
        str | None,
        typer.Option(help="Between places: km (on corridors: time), time, cost or co2e."),
    ] = None,
    profile: ProfileName = None,
    direction: Annotated[str, typer.Option(help="out or back.")] = "out",
    year: Annotated[int | None, typer.Option(help="For which rates are looked up.")] = None,
    ends: Annotated[
        str,
        typer.Option(help="What counts at the ends: none, terminals, or behind them a border too."),
    ] = "terminals",
    sheet: Annotated[
        Path | None, typer.Option(metavar="OUT.csv", help="Write the input sheet.")
    ] = None,
    from_sheet: Annotated[
        Path | None, typer.Option(metavar="IN.csv", help="Take the lines of a sheet.")
    ] = None,
    chart: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Draw time and cost over km: .svg, .pdf or .png."),
    ] = None,
    own: RatesDir = None,
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    as_of: AsOf = None,
    lang: Lang = "en",
    as_json: AsJson = False,
) -> None:
    """Hours, US dollars and kg of CO2e of a route, leg by leg and stop by stop."""
    from corridors.ledger.sheet import read_sheet, sheet_text
    from corridors.output.files import write_text

    asked = {
        "profile": profile,
        "direction": cast("Direction", direction),
        "year": year,
        "ends": cast("Ends", ends),
        "rates": own or (),
    }
    loaded = load_atlas(catalogue, network, as_of)
    between = {"mode": mode, "via": via or [], "avoid": _words(avoid), "by": by}
    if on not in _FOUND:
        raise InputError(f"--on {on!r}: use {', '.join(_FOUND)}")
    found = _FOUND[on](loaded, ids, route, between, asked)
    if from_sheet is not None:
        found = read_sheet(found, from_sheet)
    if sheet is not None:
        write_text(sheet_text(found), sheet)
    if chart is not None:
        from maps.figures.ledger_chart import ledger_chart

        ledger_chart([found], places=loaded.places, lang=lang).save(chart)
    _print(found, loaded, as_json=as_json)


def _words(texts: list[str] | None) -> list[str]:
    return [word.strip() for text in texts or [] for word in text.split(",") if word.strip()]


def _on_network(
    atlas: Atlas,
    ids: list[str],
    route: str | None,
    between: Mapping[str, object],
    asked: Mapping[str, object],
) -> Ledger:
    from corridors.ledger.verbs import Shipment, journey_ledger, route_ledger
    from corridors.lengths.route import route as find

    if len(ids) == 1:
        traced = atlas.trace(ids[0])
        return route_ledger(traced, ids[0], route, **asked)  # type: ignore[arg-type]
    if len(ids) != 2:  # noqa: PLR2004 - from and to
        raise InputError(f"name a corridor, or two places: {' '.join(ids)}")
    if route is not None:
        raise InputError("--route is for a corridor, not for two places")
    journey = find(
        atlas,
        *ids,
        **{"mode": "rail", "by": "km", **_given(between)},  # type: ignore[arg-type]
        shipment=Shipment(asked["profile"], asked["year"], asked["rates"]),  # type: ignore[arg-type]
    )
    return journey_ledger(journey, atlas, **asked)  # type: ignore[arg-type]


def _on_corridors(
    atlas: Atlas,
    ids: list[str],
    route: str | None,
    between: Mapping[str, object],
    asked: Mapping[str, object],
) -> Ledger:
    from corridors.ledger.verbs import Shipment
    from corridors.scenarios.between import ledger_between
    from corridors.scenarios.run import ground_of

    if len(ids) != 2:  # noqa: PLR2004 - from and to
        raise InputError(f"--on corridors: name two places, not {' '.join(ids)}")
    options = {"--route": route, "--via": between["via"], "--ends": asked["ends"] != "terminals"}
    if wrong := [name for name, given in options.items() if given]:
        raise InputError(f"{', '.join(wrong)} does not go with --on corridors: remove it")
    shipment = Shipment(asked["profile"], asked["year"], asked["rates"])  # type: ignore[arg-type]
    start, end = ids if asked["direction"] == "out" else ids[::-1]
    options = {key: value for key, value in _given(between).items() if key != "via"}
    ground = ground_of(atlas.trace(), shipment=shipment)
    return ledger_between(ground, start, end, **options)  # type: ignore[arg-type]


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
