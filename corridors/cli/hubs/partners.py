"""Command `partners`: the network of hubs that captures most of the flows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corridors.cli.gathered import with_options
from corridors.cli.hubs.importance import Flows, with_shares
from corridors.cli.hubs.layers import draw_layers, write_table
from corridors.cli.options import Answer, split_words, with_atlas, with_countries
from corridors.cli.output import print_json, print_table, say
from geodata.errors import InputError, suggest

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from corridors.atlas import Atlas
    from corridors.partners.network import Partners
    from corridors.partners.roles import Role
    from corridors.partners.terms import Terms


Words = list[str] | None


@dataclass(frozen=True)
class TermsOptions:
    """What the sites must be, must not be, and can serve."""

    fixed: Annotated[Words, typer.Option(metavar="ID[,ID]")] = None
    forbidden: Annotated[Words, typer.Option(metavar="ID[,ID]")] = None
    closed: Annotated[
        Words, typer.Option(metavar="WORD[,WORD]", help="Places, RU-UA, passages, corridor:leg.")
    ] = None
    candidates: Annotated[
        Words, typer.Option(metavar="ID[,ID]", help="Only these may be sites.")
    ] = None
    roles: Annotated[
        Words,
        typer.Option("--role", metavar="ROLE=N[,ROLE=N]", help="gateway, seaport, ... or none."),
    ] = None
    capacity: Annotated[
        Words, typer.Option(metavar="[ID=]T[,ID=T]", help="What a site serves, as the flows count.")
    ] = None
    per_country_min: Annotated[int, typer.Option(metavar="N")] = 0
    port_by_sea: Annotated[
        bool, typer.Option("--port-by-sea", help="A port on every sea that there is one on.")
    ] = False
    within: Annotated[
        str, typer.Option(help="No stretch longer than this may be without a site, km.")
    ] = "800 km"

    @property
    def terms(self) -> Terms:
        """Return them as the domain takes them."""
        from corridors.partners.terms import Terms

        return Terms(
            tuple(split_words(self.fixed)),
            tuple(split_words(self.forbidden)),
            tuple(split_words(self.closed)),
            self.per_country_min,
            _roles(split_words(self.roles)),
            self.port_by_sea,
            _capacities(split_words(self.capacity)),
            tuple(split_words(self.candidates)),
        )

    @property
    def within_km(self) -> float:
        """Return the longest stretch that may be without a site."""
        word = self.within.strip().removesuffix("km").strip()
        try:
            return float(word)
        except ValueError:
            raise InputError(f"--within {self.within!r}: write a length such as 800 km") from None


@with_countries
@with_atlas
@with_options
def partners(
    *,
    terms: TermsOptions,
    countries: frozenset[str] | None = None,
    sites: Annotated[int, typer.Option(help="How many sites.")] = 12,
    flows: Flows,
    shortlist: Annotated[
        list[str] | None, typer.Option("--score", metavar="ID[,ID]", help="Score your own list.")
    ] = None,
    frontier: Annotated[
        bool, typer.Option("--frontier", help="What fewer sites would capture.")
    ] = False,
    atlas: Atlas,
    answer: Answer,
) -> None:
    """Choose the hubs that capture most of the flows, each with its reasons, to a proven gap."""
    from corridors.partners.network import partners as choose
    from corridors.partners.record import record

    limits, within_km = terms.terms, terms.within_km
    found = flows.importance(atlas, None, countries)
    network = choose(found, sites=sites, countries=countries, within_km=within_km, terms=limits)
    told = record(network)
    if shortlist:
        told["shortlist"] = network.score(split_words(shortlist))
    if frontier:
        told["frontier"] = network.frontier()
    if answer.output is not None:
        write_table(_table(told), answer.output)
    if answer.map_file is not None:
        _draw(network, told, answer.map_file)
    if answer.as_json:
        print_json(told)
    else:
        _tell(network, told)


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
    table = with_shares(_table(answer).drop(columns=["reason"]))
    print_table(table, title, atlas=network.found.traced.atlas)
    for number, hub in enumerate(answer["hubs"], start=1):
        say(f"{number}. {hub['name']} ({hub['country']}): {hub['reason']}")
    say(f"flows: {about['formula']}; a detour of one shipment, capacity of lines not modelled")
    for key in ("shortlist", "frontier"):
        if key in answer:
            say(f"{key}: {answer[key]}")


def _draw(network: Partners, answer: dict[str, Any], path: Path) -> None:
    from maps.partners import partner_layers

    traced = network.found.traced
    draw_layers(traced, partner_layers(network, answer), path)  # type: ignore[arg-type]


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
            raise InputError(f"--role {word!r}: write ROLE=N; as ROLE, {suggest(name, Role)}")
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
