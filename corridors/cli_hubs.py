"""The commands about hubs: `hubs import|list|show|join`, `coverage` and `site`."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corridors.cli_options import (
    AsJson,
    AsOf,
    CatalogueDir,
    Ids,
    OwnHubs,
    OwnNetwork,
    load_atlas,
)
from corridors.cli_output import print_json, print_table
from geodata.errors import InputError, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import geopandas
    import pandas as pd

    from corridors.atlas import Atlas
    from corridors.siting import Siting
    from corridors.traced import Traced
    from maps.overlay import Overlay

hubs_app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Ports, terminals, crossings: read, list, join to corridors.",
)

Kinds = Annotated[list[str] | None, typer.Option("--kind", metavar="KIND[,KIND]")]
Countries = Annotated[list[str] | None, typer.Option("--country", metavar="CC[,CC]")]
Sco = Annotated[bool, typer.Option("--sco", help="Members of the SCO only.")]
WithinKm = Annotated[float | None, typer.Option("--within-km", metavar="KM")]
WithinH = Annotated[float | None, typer.Option("--within-h", metavar="HOURS")]
Output = Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE")]
MapFile = Annotated[Path | None, typer.Option("--map", metavar="FILE.html", help="Draw it too.")]
_SUFFIXES = (".csv", ".gpkg", ".geojson")
_AXES = ("lon", "lat")


def _drawn(traced: Traced, layers: Sequence[Overlay], path: Path) -> None:
    """Write the map of traced corridors with layers about hubs."""
    from maps import draw

    draw(traced, hubs=traced.atlas.hubs, layers=layers).save(path)
    typer.echo(f"{path}: {path.stat().st_size / 1e6:.2f} MB", err=True)


def _site_layers(
    atlas: Atlas, found: Siting, within_km: float | None, within_h: float | None
) -> list[Overlay]:
    """Return the sites and, where there is a limit, the catchments of those that are hubs."""
    from corridors.catchment import isochrones
    from maps import hub_layers

    layers = hub_layers.siting_layers(found)
    chosen = atlas.hubs[atlas.hubs["id"].isin(found.sites["place"])]
    if len(chosen) and (within_km is not None or within_h is not None):
        areas = isochrones(atlas, chosen, within_km=within_km, within_h=within_h)
        layers.insert(0, hub_layers.catchment_layer(areas, label="hub"))
    return layers


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a layer as a table: without geometry, lists as text."""
    table = frame.drop(columns="geometry", errors="ignore")
    return table.map(lambda cell: ", ".join(map(str, cell)) if isinstance(cell, list) else cell)


def _words(texts: list[str] | None) -> list[str]:
    return [word.strip() for text in texts or [] for word in text.split(",") if word.strip()]


def _written(frame: pd.DataFrame, path: Path) -> None:
    """Write a table or a layer by its suffix."""
    from corridors.export import atomically, flat, labelled, write_csv, write_layers

    if path.suffix not in _SUFFIXES:
        raise InputError(
            [
                Problem(
                    str(path),
                    "",
                    f"unknown format {path.suffix!r}",
                    f"use one of {', '.join(_SUFFIXES)}",
                )
            ]
        )
    if path.suffix == ".csv" or "geometry" not in frame.columns:
        write_csv(flat(frame.drop(columns="geometry", errors="ignore")), path)
    elif path.suffix == ".gpkg":
        atomically(path, lambda part: write_layers({path.stem: frame}, part))
    else:
        atomically(
            path,
            lambda part: labelled(frame).to_file(part, driver="GeoJSON", COORDINATE_PRECISION=5),
        )
    typer.echo(f"{path}: {len(frame)} rows")


def _countries(countries: list[str] | None, sco: bool) -> set[str] | None:  # noqa: FBT001
    """Return the countries asked for, None where all are."""
    from corridors.siting import sco_members
    from geodata.places import COUNTRIES

    words = [word.upper() for word in _words(countries)]
    unknown = [word for word in words if word not in COUNTRIES]
    if unknown:
        raise InputError(f"no country {', '.join(unknown)}: give ISO codes such as KZ,UZ")
    members = set(sco_members()) if sco else None
    if not words:
        return members
    return set(words) if members is None else set(words) & members


def _chosen(
    hubs: geopandas.GeoDataFrame, kinds: Collection[str], countries: Collection[str] | None
) -> geopandas.GeoDataFrame:
    known = sorted(set(hubs["kind"]))
    unknown = [kind for kind in kinds if kind not in known]
    if unknown:
        raise InputError(
            Problem(
                "",
                "",
                f"no hubs of kind {kind!r}",
                did_you_mean(kind, known) or f"one of {', '.join(known)}",
            )
            for kind in unknown
        )
    fit = hubs["kind"].isin(kinds) if kinds else hubs["kind"].notna()
    if countries is not None:
        fit &= hubs["country"].isin(countries)
    return hubs[fit].reset_index(drop=True)


@hubs_app.command("import")
def import_hubs(
    file: Annotated[Path, typer.Argument(help="World Port Index or UN/LOCODE as CSV.")],
    output: Output = None,
    countries: Countries = None,
    sco: Sco = False,
    as_json: AsJson = False,
) -> None:
    """Read a published table of hubs and tell what is doubtful about it; -o writes places.csv."""
    from corridors.export import write_csv
    from geodata import facilities_tables

    table = facilities_tables.read(file)
    wanted = _countries(countries, sco)
    if wanted is not None:
        table = table[table["country"].isin(wanted)].reset_index(drop=True)
    doubtful = table[table["faults"] != ""]
    if output is not None:
        today = dt.datetime.now(tz=dt.UTC).date().isoformat()
        good = facilities_tables.as_places(table, checked=today)
        write_csv(good, output)
    if as_json:
        print_json(
            {
                "rows": len(table),
                "good": len(table) - len(doubtful),
                "doubtful": doubtful.to_dict("records"),
            }
        )
        return
    print_table(doubtful[["id", "name_en", "country", "lon", "lat", "faults", "suggestion"]])
    typer.echo(
        f"{file}: {len(table)} hubs, {len(doubtful)} doubtful"
        + (f"; the others are in {output}" if output else "")
    )


@hubs_app.command("match")
def match_hubs(
    files: Annotated[list[Path], typer.Argument(metavar="FILE.csv...", help="Like places.csv.")],
    output: Output = None,
    catalogue: CatalogueDir = None,
    as_json: AsJson = False,
) -> None:
    """Tell which hubs of your own the catalogue knows, by name or distance; see --hubs."""
    from corridors.own_hubs import read

    found = read(files, load_atlas(catalogue, None).places)
    if output is not None:
        _written(found.matches, output)
    if as_json:
        print_json({"added": len(found.added), "matches": found.matches.to_dict("records")})
        return
    print_table(found.matches[found.matches["place"] != ""])
    known = len(found.matches) - len(found.added)
    typer.echo(f"{len(found.matches)} hubs, {known} known, {len(found.added)} new")


@hubs_app.command("list")
def list_hubs(
    kinds: Kinds = None,
    countries: Countries = None,
    sco: Sco = False,
    corridor: Annotated[str | None, typer.Option(help="Only hubs that its legs pass.")] = None,
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    own_hubs: OwnHubs = None,
    as_json: AsJson = False,
) -> None:
    """List hubs by kind, country or corridor."""
    atlas = load_atlas(catalogue, network, hubs=own_hubs)
    table = _chosen(atlas.hubs, _words(kinds), _countries(countries, sco))
    if corridor is not None:
        from corridors.joining import join

        joins = join(atlas.trace(corridor), table).table
        mine = joins["corridor"].eq(corridor) & joins["legs"].map(bool)
        table = table[table["id"].isin(joins["hub"][mine])].reset_index(drop=True)
    frame = table[["id", "kind", "country", "name_en", "unlocode", "status"]].assign(
        lon=table.geometry.x, lat=table.geometry.y
    )
    if as_json:
        print_json({"hubs": frame.to_dict("records")})
    else:
        print_table(
            frame.assign(
                lon=frame["lon"].map("{:.4f}".format), lat=frame["lat"].map("{:.4f}".format)
            )
        )
        typer.echo(f"{len(frame)} hubs")


@hubs_app.command("show")
def show_hub(
    id_: Annotated[str, typer.Argument(metavar="ID")],
    within_km: WithinKm = 50.0,
    within_h: Annotated[float, typer.Option("--within-h", help="Of the catchment.")] = 4.0,
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    own_hubs: OwnHubs = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Show a hub: what it is, the corridors that it lies near, the people within reach."""
    from corridors.catchment import catchment
    from corridors.joining import join

    atlas = load_atlas(catalogue, network, as_of, own_hubs)
    place = atlas.hub_places.find(id_)
    mine = atlas.hubs[atlas.hubs["id"] == place.id].reset_index(drop=True)
    if mine.empty:
        raise InputError(f"{place.id} is a {place.kind}, no hub")
    joined = join(atlas.trace(), mine, within_km=within_km or 50.0).table
    served = catchment(
        atlas, mine.assign(status="operating"), within_h=within_h, kinds=[str(place.kind)]
    )
    answer = {
        **mine.drop(columns="geometry").iloc[0].to_dict(),
        "lon": place.lon,
        "lat": place.lat,
        "checked": str(place.checked or ""),
        "sources": list(place.sources),
        "corridors": joined.drop(
            columns=["geometry", "hub", "kind", "country", "gauges_mm"]
        ).to_dict("records"),
        "catchment": {
            "within_h": within_h,
            **served.table.drop(columns=["geometry", "hub", "kind", "country", "only_here"])
            .iloc[0]
            .to_dict(),
        },
    }
    if as_json:
        print_json(answer)
        return
    typer.echo(
        f"{place.name()} ({place.id}): {place.kind}, {place.country}, "
        f"{place.lat:.4f},{place.lon:.4f}, {answer['status']}"
    )
    caught = answer["catchment"]
    typer.echo(
        f"within {within_h:g} h by road: {caught['people']:,.0f} people in {caught['cities']} "
        f"cities, {caught['largest']}"
    )
    print_table(
        _flat(joined[["corridor", "route", "straight_km", "road_km", "chainage_km", "modes"]])
    )


@hubs_app.command("join")
def join_hubs(  # noqa: PLR0917 - options of a command
    ids: Ids = None,
    within_km: WithinKm = 50.0,
    kinds: Kinds = None,
    countries: Countries = None,
    sco: Sco = False,
    transfers: Annotated[
        bool, typer.Option("--transfers", help="Only hubs of two corridors, modes or gauges.")
    ] = False,
    output: Output = None,
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    own_hubs: OwnHubs = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Join hubs to corridors: offset, chainage, legs and modes."""
    from corridors.joining import join

    atlas = load_atlas(catalogue, network, as_of, own_hubs)
    hubs = _chosen(atlas.hubs, _words(kinds), _countries(countries, sco))
    joins = join(atlas.trace(*ids or []), hubs, within_km=within_km or 50.0)
    frame = joins.transfers if transfers else joins.table
    if output is not None:
        _written(frame, output)
    if as_json:
        print_json(
            {"within_km": within_km, "rows": frame.drop(columns="geometry").to_dict("records")}
        )
    elif output is None:
        print_table(_flat(frame.drop(columns=["legs", "gauges_mm"], errors="ignore")))


def coverage(  # noqa: PLR0917 - options of a command
    ids: Ids = None,
    within_km: WithinKm = None,
    within_h: WithinH = None,
    by: Annotated[str | None, typer.Option(help="straight, road or own network.")] = None,
    kinds: Kinds = None,
    countries: Countries = None,
    sco: Sco = False,
    add: Annotated[
        list[str] | None, typer.Option(metavar="PLACE", help="As if it were a hub.")
    ] = None,
    remove: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="As if it were none.")
    ] = None,
    gaps: Annotated[int, typer.Option(help="How many gaps to list.")] = 15,
    output: Output = None,
    map_file: MapFile = None,
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    own_hubs: OwnHubs = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Show how much of corridors lies within km or hours of a hub, and the gaps, longest first."""
    from corridors.coverage import compare
    from corridors.coverage import coverage as cover

    if within_km is None and within_h is None:
        within_km = 50.0
    atlas = load_atlas(catalogue, network, as_of, own_hubs)
    traced = atlas.trace(*ids or [])
    wanted = _countries(countries, sco)
    hubs = atlas.hubs if wanted is None else _chosen(atlas.hubs, (), wanted)
    options: dict[str, Any] = {
        "within_km": within_km,
        "within_h": within_h,
        "by": by,
        "kinds": _words(kinds) or None,
    }
    found = cover(traced, None if wanted is None else hubs, **options)
    if add or remove:
        changed = cover(
            traced, _changed(atlas, hubs, found.rule.kinds, add or [], remove or []), **options
        )
        change = compare(found, changed)
        found = changed
    if output is not None:
        _written(found.gaps, output)
    if map_file is not None:
        from maps import hub_layers

        _drawn(traced, hub_layers.coverage_layers(found), map_file)
    if as_json:
        answer: dict[str, Any] = {
            "coverage": found.records(),
            "total": found.total,
            "unreached": list(found.unreached),
        }
        if add or remove:
            answer["change"] = change.to_dict("records")
        print_json(answer)
        return
    title = f"within {found.rule.text} of a hub, lines not built yet among them"
    print_table(found.table.drop(columns="kinds"), title)
    listed = found.gaps.head(gaps)
    print_table(
        _flat(listed.drop(columns="whole_km")),
        f"the {len(listed)} longest gaps of {len(found.gaps)}",
    )
    if add or remove:
        print_table(change[change["change_km"] != 0.0], "what the change of hubs does")


def _changed(
    atlas: Atlas,
    hubs: geopandas.GeoDataFrame,
    kinds: tuple[str, ...],
    add: list[str],
    remove: list[str],
) -> geopandas.GeoDataFrame:
    """Return the hubs with some places added, of whatever kind they are, and some left out."""
    import geopandas
    import pandas as pd

    known = set(hubs["id"])
    unknown = [name for name in remove if name not in known]
    if unknown:
        raise InputError(
            Problem("", name, "is no hub to remove", did_you_mean(name, known)) for name in unknown
        )
    places = [atlas.hub_places.find(text) for text in add]
    new = geopandas.GeoDataFrame(
        {
            "id": [place.id for place in places],
            "kind": kinds[0],
            "status": "operating",
            "country": [place.country for place in places],
        },
        geometry=geopandas.points_from_xy([p.lon for p in places], [p.lat for p in places]),
        crs="EPSG:4326",
    )
    kept = hubs[~hubs["id"].isin([*remove, *new["id"]])]
    if new.empty:
        return kept.reset_index(drop=True)
    columns = ["id", "kind", "status", "country", "geometry"]
    both = pd.concat([kept[columns], new[columns]], ignore_index=True)
    return geopandas.GeoDataFrame(both, crs="EPSG:4326")


def site(  # noqa: PLR0917 - options of a command
    sites: Annotated[int, typer.Option(help="How many sites.")] = 10,
    objective: Annotated[str, typer.Option(help="coverage, p-median or set-cover.")] = "coverage",
    within_h: WithinH = None,
    within_km: WithinKm = None,
    by: Annotated[str, typer.Option(help="road or straight.")] = "road",
    weights: Annotated[str, typer.Option(help="population, corridor_km or equal.")] = "population",
    people: Annotated[Path | None, typer.Option(metavar="FILE", help="People of your own.")] = None,
    min_population: Annotated[float | None, typer.Option(help="Leave out smaller cities.")] = None,
    candidates: Annotated[Path | None, typer.Option(metavar="FILE", help="id, lon, lat.")] = None,
    kinds: Kinds = None,
    countries: Countries = None,
    sco: Sco = False,
    fixed: Annotated[list[str] | None, typer.Option(metavar="ID[,ID]")] = None,
    forbidden: Annotated[list[str] | None, typer.Option(metavar="ID[,ID]")] = None,
    per_country_min: Annotated[int | None, typer.Option(metavar="N")] = None,
    per_country_max: Annotated[int | None, typer.Option(metavar="N")] = None,
    capacity: Annotated[float | None, typer.Option(help="Weight that one site can serve.")] = None,
    shortlist: Annotated[
        list[str] | None, typer.Option("--score", metavar="ID[,ID]", help="Score your own list.")
    ] = None,
    gap: Annotated[float, typer.Option(help="Relative gap to prove.")] = 0.001,
    output: Output = None,
    map_file: MapFile = None,
    chart: Annotated[Path | None, typer.Option(metavar="FILE.svg")] = None,
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    own_hubs: OwnHubs = None,
    as_json: AsJson = False,
) -> None:
    """Choose where hubs should stand, with proof of how good the choice is."""
    from corridors.export import atomically
    from corridors.siting import Limits
    from corridors.siting import site as choose
    from geodata.population import read

    atlas = load_atlas(catalogue, network, hubs=own_hubs)
    limits = Limits(
        tuple(_words(fixed)), tuple(_words(forbidden)), per_country_min, per_country_max, capacity
    )
    found = choose(
        atlas,
        sites=sites,
        objective=objective,
        within_km=within_km,
        within_h=within_h,
        by=by,
        candidates=_own_candidates(atlas, candidates, _words(kinds)),
        countries=_countries(countries, sco),
        weights=weights,
        people=None if people is None else read(people),
        min_population=min_population,
        limits=limits,
        gap=gap,
    )
    if output is not None:
        _written(found.sites, output)
    if map_file is not None:
        _drawn(atlas.trace(), _site_layers(atlas, found, within_km, within_h), map_file)
    if chart is not None:
        atomically(chart, lambda part: _text(part, found.chart()))
    scored = found.score(_words(shortlist)) if shortlist else None
    if as_json:
        print_json({**found.record(), **({"shortlist": scored} if scored else {})})
        return
    print_table(
        _flat(found.sites),
        f"{objective}: {found.value:,.0f} {found.demand.unit}, gap {found.gap:.2%}",
    )
    print_table(found.frontier, "frontier")
    if scored:
        typer.echo("shortlist: " + json.dumps(scored))


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _own_candidates(
    atlas: Atlas, file: Path | None, kinds: list[str]
) -> geopandas.GeoDataFrame | None:
    from corridors.coverage import working

    if file is not None:
        return read_candidates(file)
    return working(_chosen(atlas.hubs, kinds, None), kinds) if kinds else None


def read_candidates(file: Path) -> geopandas.GeoDataFrame:
    """Read candidates: a CSV with ``id, lon, lat`` and, if known, ``country, name_en``, or a layer.

    Raises
    ------
    InputError
        Naming the file and every row at fault.
    """
    import geopandas
    import pandas as pd

    if not file.is_file():
        raise InputError([Problem(str(file), "", "no such file")])
    if file.suffix.lower() != ".csv":
        frame = geopandas.read_file(file).to_crs("EPSG:4326")
        table = pd.DataFrame(frame.drop(columns="geometry")).assign(
            lon=frame.geometry.x, lat=frame.geometry.y
        )
    else:
        table = pd.read_csv(file, keep_default_na=False, dtype=str, encoding="utf-8-sig")
    missing = [name for name in ("id", "lon", "lat") if name not in table.columns]
    if missing:
        raise InputError(Problem(str(file), "", f"column {name!r} is missing") for name in missing)
    if table.empty:
        raise InputError([Problem(str(file), "", "holds no candidate")])
    return _placed(file, table)


def _placed(file: Path, table: pd.DataFrame) -> geopandas.GeoDataFrame:
    import geopandas
    import pandas as pd

    from geodata.countries import country_at

    lon, lat = (pd.to_numeric(table[axis], errors="coerce") for axis in ("lon", "lat"))
    bad = ~((lon.abs() <= 180.0) & (lat.abs() <= 90.0))  # noqa: PLR2004
    if bad.any():
        raise InputError(
            Problem(str(file), str(name), "has no lon and lat in degrees")
            for name in table["id"][bad]
        )
    codes = [str(code) for code in country_at(lon.to_numpy(), lat.to_numpy(), snap_km=20.0)]
    stated = table["country"].tolist() if "country" in table.columns else [""] * len(table)
    names = table["name_en"] if "name_en" in table.columns else table["id"]
    return geopandas.GeoDataFrame(
        {
            "id": table["id"].astype(str),
            "name_en": names,
            "country": [own or code for own, code in zip(stated, codes, strict=True)],
        },
        geometry=geopandas.points_from_xy(lon, lat),
        crs="EPSG:4326",
    )
