"""Commands `importance`, `partners` and `services`: what carries the flows, and what runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from corridors.cli.hubs import write_table
from corridors.cli.options import (
    AsJson,
    Ids,
    MapFile,
    Output,
    split_words,
    takes,
    with_atlas,
    with_atlas_of_today,
    with_countries,
)
from corridors.cli.output import print_json, print_table, records, say
from geodata.errors import InputError, did_you_mean

if TYPE_CHECKING:
    import pandas as pd

    from corridors.atlas import Atlas
    from corridors.ledger.services import Service
    from corridors.partners.importance import Importance
    from corridors.partners.network import Partners
    from corridors.partners.roles import Role
    from corridors.partners.terms import Terms

FlowsFile = Annotated[
    Path | None,
    typer.Option(
        "--flows", metavar="FILE.csv", help="from,to,tonnes, or a square matrix, of your own."
    ),
]
By = Annotated[str, typer.Option(help="What ways are short in: km, hours, usd or co2e.")]


def _found(
    atlas: Atlas,
    flows: Path | None,
    by: str,
    countries: frozenset[str] | None,
    ids: list[str] | None = None,
) -> Importance:
    from corridors.graph.data import By as Measures
    from corridors.partners.flows import read_flows
    from corridors.partners.importance import importance

    if by not in get_args(Measures):
        raise InputError(f"--by {by!r}: use {', '.join(get_args(Measures))}")
    traced = atlas.trace(*ids or [])
    graph = traced.graph()
    own = None if flows is None else read_flows(flows, atlas.hub_places, graph)
    return importance(traced, graph=graph, flows=own, countries=countries, by=by)  # type: ignore[arg-type]


@with_countries
@with_atlas
def importance(
    ids: Ids = None,
    *,
    atlas: Atlas,
    countries: frozenset[str] | None = None,
    flows: FlowsFile = None,
    by: By = "hours",
    on: Annotated[
        str, typer.Option(help="corridors, or network: losses of large cities over all rails.")
    ] = "corridors",
    top: Annotated[int, typer.Option(help="How many hubs to print, or to ask on network.")] = 30,
    output: Output = None,
    as_json: AsJson = False,
) -> None:
    """Show what share of the flows passes each hub and crossing, and what its loss costs.

    Without --flows: between the capitals and cities of a million, by people and distance.
    """
    found = _found(atlas, flows, by, None, ids)
    table = found.table(countries=countries)
    if on != "corridors":
        table = _on_network(found, table.head(top), on)
    if output is not None:
        write_table(table, output)
    if as_json:
        print_json({**_about(found), "hubs": records(table)})
        return
    title = f"{len(found.ways)} flows: {found.flows.formula}"
    print_table(_shares(table.head(top)), title, atlas=atlas)
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


def _shares(table: pd.DataFrame) -> pd.DataFrame:
    shares = [name for name in table.columns if name.endswith("share") or name == "adds"]
    return table.assign(**{name: table[name].map("{:.1%}".format) for name in shares})


def _terms(
    *,
    fixed: list[str] | None,
    forbidden: list[str] | None,
    closed: list[str] | None,
    candidates: list[str] | None,
    roles: list[str] | None,
    capacity: list[str] | None,
    per_country_min: int,
    port_by_sea: bool,
) -> Terms:
    from corridors.partners.terms import Terms

    return Terms(
        tuple(split_words(fixed)),
        tuple(split_words(forbidden)),
        tuple(split_words(closed)),
        per_country_min,
        _roles(split_words(roles)),
        port_by_sea,
        _capacities(split_words(capacity)),
        tuple(split_words(candidates)),
    )


_Words = list[str] | None
_TERMS = {
    "fixed": (Annotated[_Words, typer.Option(metavar="ID[,ID]")], None),
    "forbidden": (Annotated[_Words, typer.Option(metavar="ID[,ID]")], None),
    "closed": (
        Annotated[
            _Words,
            typer.Option(metavar="WORD[,WORD]", help="Places, RU-UA, passages, corridor:leg."),
        ],
        None,
    ),
    "candidates": (
        Annotated[_Words, typer.Option(metavar="ID[,ID]", help="Only these may be sites.")],
        None,
    ),
    "roles": (
        Annotated[
            _Words,
            typer.Option(
                "--role", metavar="ROLE=N[,ROLE=N]", help="gateway, seaport, ... or none."
            ),
        ],
        None,
    ),
    "capacity": (
        Annotated[
            _Words,
            typer.Option(metavar="[ID=]T[,ID=T]", help="What a site serves, as the flows count."),
        ],
        None,
    ),
    "per_country_min": (Annotated[int, typer.Option(metavar="N")], 0),
    "port_by_sea": (
        Annotated[
            bool, typer.Option("--port-by-sea", help="A port on every sea that there is one on.")
        ],
        False,
    ),
}


@with_countries
@with_atlas
@takes("terms", _TERMS, _terms)
def partners(
    *,
    atlas: Atlas,
    terms: Terms,
    countries: frozenset[str] | None = None,
    sites: Annotated[int, typer.Option(help="How many sites.")] = 12,
    within: Annotated[
        str, typer.Option(help="No stretch longer than this may be without a site, km.")
    ] = "800 km",
    flows: FlowsFile = None,
    by: By = "hours",
    shortlist: Annotated[
        list[str] | None, typer.Option("--score", metavar="ID[,ID]", help="Score your own list.")
    ] = None,
    frontier: Annotated[
        bool, typer.Option("--frontier", help="What fewer sites would capture.")
    ] = False,
    output: Output = None,
    map_file: MapFile = None,
    as_json: AsJson = False,
) -> None:
    """Choose the hubs that capture most of the flows, each with its reasons, to a proven gap."""
    from corridors.partners.network import partners as choose
    from corridors.partners.record import record

    found = _found(atlas, flows, by, None if flows is not None else countries)
    network = choose(found, sites=sites, countries=countries, within_km=_km(within), terms=terms)
    answer = record(network)
    if shortlist:
        answer["shortlist"] = network.score(split_words(shortlist))
    if frontier:
        answer["frontier"] = network.frontier()
    if output is not None:
        write_table(_table(answer), output)
    if map_file is not None:
        _draw(network, answer, map_file)
    if as_json:
        print_json(answer)
    else:
        _tell(network, answer)


def _km(text: str) -> float:
    word = text.strip().removesuffix("km").strip()
    try:
        return float(word)
    except ValueError:
        raise InputError(f"--within {text!r}: write a length such as 800 km") from None


def _roles(words: list[str]) -> dict[Role, int] | None:
    """Return the least number of sites by role, None for the default."""
    from corridors.partners.roles import Role

    if not words:
        return None
    if words == ["none"]:
        return {}
    asked = {}
    for word in words:
        name, _, number = word.partition("=")
        if name not in list(Role) or not number.isdigit():
            known = ", ".join(Role)
            hint = did_you_mean(name, list(Role)) or f"one of {known}"
            raise InputError(f"--role {word!r}: write ROLE=N, ROLE {hint}")
        asked[Role(name)] = int(number)
    return asked


def _capacities(words: list[str]) -> dict[str, float]:
    """Return capacities by id, that of all others under the empty name."""
    asked = {}
    for word in words:
        name, equals, number = word.rpartition("=")
        try:
            value = float(number)
        except ValueError:
            value = -1.0
        if value <= 0.0 or (equals and not name):
            raise InputError(f"--capacity {word!r}: write a number over 0, or ID=number")
        asked[name] = value
    return asked


def _table(answer: dict[str, Any]) -> pd.DataFrame:
    import pandas as pd

    flat = [{**hub, **hub["loss"]} for hub in answer["hubs"]]
    columns = [
        "place", "name", "country", "role", "corridors", "services", "flow_share", "adds",
        "extra_h", "no_way_share", "redundancy", "reason",
    ]  # fmt: skip
    return pd.DataFrame(flat, columns=columns)


def _tell(network: Partners, answer: dict[str, Any]) -> None:
    about = answer["network"]
    title = (
        f"{len(network.sites)} sites capture {about['captured_share']:.1%} of the flows that need "
        f"one, no stretch over {network.within_km:g} km without; gap {about['gap']:.2%}"
    )
    table = _shares(_table(answer).drop(columns=["reason"]))
    print_table(table, title, atlas=network.found.traced.atlas)
    for number, hub in enumerate(answer["hubs"], start=1):
        say(f"{number}. {hub['name']} ({hub['country']}): {hub['reason']}")
    say(f"flows: {about['formula']}; a detour of one shipment, capacity of lines not modelled")
    for key in ("shortlist", "frontier"):
        if key in answer:
            say(f"{key}: {answer[key]}")


def _draw(network: Partners, answer: dict[str, Any], path: Path) -> None:
    from corridors.cli.hubs import draw_layers
    from maps.partners import partner_layers

    traced = network.found.traced
    draw_layers(traced, partner_layers(network, answer), path)  # type: ignore[arg-type]


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
    if hub is not None:
        place = places.find(hub).id
        rows = tuple(row for row in rows if place in (row.start, *row.via, row.end))
    table = pd.DataFrame([_service(row) for row in rows])
    if as_json:
        print_json({"hub": hub, "services": records(table)})
    elif table.empty:
        say(f"no service that was read calls at {hub}")
    else:
        print_table(_services_shown(table), atlas=atlas)


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
