"""Commands `importance` and `services`: what carries the flows, and what runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from corridors.cli.gathered import with_options
from corridors.cli.hubs.layers import write_table
from corridors.cli.options import (
    AsJson,
    Ids,
    Output,
    with_atlas,
    with_atlas_of_today,
    with_countries,
)
from corridors.cli.output import print_json, print_table, records, say
from geodata import geodesy
from geodata.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from corridors.atlas import Atlas
    from corridors.ledger.services import Service
    from corridors.partners.importance import Importance
    from geodata.places.lookup import Places
    from geodata.places.model import Place


FlowsFile = Annotated[
    Path | None,
    typer.Option(
        "--flows", metavar="FILE.csv", help="from,to,tonnes, or a square matrix, of your own."
    ),
]


@dataclass(frozen=True)
class Flows:
    """What flows, and what its ways are short in."""

    flows: FlowsFile = None
    by: Annotated[str, typer.Option(help="What ways are short in: km, hours, usd or co2e.")] = (
        "hours"
    )

    def importance(
        self, atlas: Atlas, ids: list[str] | None, countries: frozenset[str] | None = None
    ) -> Importance:
        """Return the ways of the flows; those of one's own, or between cities of countries."""
        from corridors.graph.data import By as Measures
        from corridors.partners.flows import read_flows
        from corridors.partners.importance import importance

        if self.by not in get_args(Measures):
            raise InputError(f"--by {self.by!r}: use {', '.join(get_args(Measures))}")
        traced = atlas.trace(*ids or [])
        graph = traced.graph()
        own = None if self.flows is None else read_flows(self.flows, atlas.hub_places, graph)
        within = countries if own is None else None
        return importance(traced, graph=graph, flows=own, countries=within, by=self.by)  # type: ignore[arg-type]


@with_countries
@with_atlas
@with_options
def importance(
    ids: Ids = None,
    *,
    countries: frozenset[str] | None = None,
    flows: Flows,
    on: Annotated[
        str, typer.Option(help="corridors, or network: losses of large cities over all rails.")
    ] = "corridors",
    top: Annotated[int, typer.Option(help="How many hubs to print, or to ask on network.")] = 30,
    atlas: Atlas,
    output: Output = None,
    as_json: AsJson = False,
) -> None:
    """Show what share of the flows passes each hub and crossing, and what its loss costs.

    Without --flows: between the capitals and cities of a million, by people and distance.
    """
    found = flows.importance(atlas, ids)
    table = found.table(countries=countries)
    if on != "corridors":
        table = _on_network(found, table.head(top), on)
    if output is not None:
        write_table(table, output)
    if as_json:
        print_json({**_about(found), "hubs": records(table)})
        return
    title = f"{len(found.ways)} flows: {found.flows.formula}"
    print_table(with_shares(table.head(top)), title, atlas=atlas)
    say("the detour of one shipment: what lines and gates can carry is not modelled")


def _on_network(found: Importance, table: pd.DataFrame, on: str) -> pd.DataFrame:
    """Return a table with what the loss of each hub costs on the whole network of rails."""
    import pandas as pd

    from corridors.hubs.network_loss import network_loss

    if on != "network":
        raise InputError(f"--on {on!r}: use corridors or network")
    losses = [network_loss(found.traced, place) for place in table["place"]]
    lost = pd.DataFrame(losses, index=table.index).add_prefix("network_")
    return table[["place", "name", "country", "role", "flow_share"]].join(lost)


def _about(found: Importance) -> dict[str, Any]:
    return {"flows": len(found.ways), "formula": found.flows.formula, "by": found.by}


def with_shares(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with its shares written in per cent."""
    shares = [name for name in table.columns if name.endswith("share") or name == "adds"]
    return table.assign(**{name: table[name].map("{:.1%}".format) for name in shares})


@with_atlas_of_today
def services(
    hub: Annotated[str | None, typer.Argument(help="Only services that call there.")] = None,
    *,
    atlas: Atlas,
    as_json: AsJson = False,
) -> None:
    """List real services between hubs: trains, ferries, lorries, with days, prices and sources."""
    import pandas as pd

    from corridors.ledger.services import read_services

    places = atlas.hub_places
    rows = read_services(places=places)
    place = None if hub is None else places.find(hub)
    table = pd.DataFrame([_service(row) for row in rows if place is None or place.id in row.stops])
    if as_json:
        print_json({"hub": hub, "services": records(table)})
    elif place is not None and table.empty:
        say(f"no service that was read calls at {place.name()}{_near(place, rows, places)}")
    else:
        print_table(_services_shown(table), atlas=atlas)


_NEAR_KM = 50.0


def _near(place: Place, rows: Sequence[Service], places: Places) -> str:
    """Return in words where services call near a place."""
    called = {id_ for row in rows for id_ in row.stops if id_ in places}
    away = {id_: float(geodesy.distance_km(*place.point, *places[id_].point)) for id_ in called}
    near = sorted((km, id_) for id_, km in away.items() if km <= _NEAR_KM)
    told = (f"{places[id_].name()} ({km:,.0f} km)" for km, id_ in near)
    return f"; near it they call at {', '.join(told)}" if near else ""


_SHOWN = ["from", "to", "modes", "days", "usd", "year", "per_week", "teu_year", "via", "kind"]
"""The columns of services that people are shown, what matters most first."""


def _services_shown(table: pd.DataFrame) -> pd.DataFrame:
    """Return services for people: the ends of a range, and each mode once."""
    return table.assign(
        days=table["days"].map(_ends),
        usd=table["usd"].map(_ends),
        modes=[", ".join(dict.fromkeys(modes)) for modes in table["modes"]],
    )[[*_SHOWN, "operator", "publisher", "quality"]]


def _ends(values: list[float]) -> str:
    ends = dict.fromkeys([min(values), max(values)]) if values else ()
    return " to ".join(f"{value:,.4g}" if value < _LARGE else f"{value:,.0f}" for value in ends)


_LARGE = 1000.0


def _service(row: Service) -> dict[str, Any]:
    return {
        "id": row.id,
        "from": row.start,
        "to": row.end,
        "via": list(row.via),
        "modes": list(row.modes),
        "kind": row.kind,
        "operator": row.operator,
        "per_week": row.per_week,
        "teu_year": row.teu_year,
        "days": list(row.days),
        "usd": list(row.usd),
        "year": row.year,
        "quality": str(row.quality),
        "publisher": row.publisher,
        "url": row.url,
        "note": row.note,
    }
