"""Which stretches of corridors lie within reach of a hub, and which do not."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import pandas as pd

from corridors.definitions.vocabulary import LegRef
from corridors.hubs.chainage import Placement, Samples, placements, rows_of, sample
from corridors.hubs.declared import complete_countries, what_is_told
from corridors.hubs.measure import WAYS, Within, kinds_counted, working
from corridors.hubs.open_stretches import runs
from corridors.hubs.sampling import Rule, cut_pieces, km_away, merge_pieces
from corridors.tracing.mixed import WATER
from geodata.errors import InputError, Problem
from geodata.geodesy import line_geometry
from geodata.routing.distances import ACCESS_KM

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import geopandas
    import numpy as np
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from corridors.hubs.open_stretches import Stretch
    from corridors.tracing.traced_data import TracedData

BAND_COLUMNS = ["corridor", "leg", "mode", "country", "covered", "from_km", "to_km", "km", "told"]
"""Columns of the layer of bands, beside the geometry; km from the leg's own start.

``told`` is ``covered``, ``gap``, ``no_data`` (see `GAP_COLUMNS`) or ``sea``, which is never a gap.
"""


GAP_COLUMNS = [
    "corridor", "mode", "route", "from_km", "to_km", "km", "country", "whole_km", "claimed",
]  # fmt: skip
"""Columns of the layer of gaps, beside the geometry.

``from_km`` and ``to_km`` are km from the corridor's start on ``route``; a gap is cut at borders
(``country``), and ``whole_km`` is the length of the whole gap that it is part of. It is ``claimed``
to be a gap where the country's list of hubs is declared complete; elsewhere there is no data: a hub
may be missing from the list.
"""


@dataclass(frozen=True, eq=False)
class Coverage:
    """Covered and uncovered stretches of traced legs.

    Attributes
    ----------
    rule
        What counts as covered.
    hubs
        Ids of the hubs that were counted.
    pieces
        One row per stretch: ``leg, mode, country, covered, from_km, to_km, km``, from the leg's
        own start.
    unreached
        Ids of hubs of the atlas that no network in question comes near; they cover nothing.
    complete
        Countries whose list of hubs is declared complete; see `complete_countries`.
    in_country
        How many of the hubs lie in each country.
    """

    traced: TracedData
    rule: Rule
    hubs: tuple[str, ...]
    samples: Samples
    pieces: pd.DataFrame
    unreached: tuple[str, ...] = ()
    complete: frozenset[str] = frozenset()
    in_country: Mapping[str, int] = field(default_factory=dict)

    def __repr__(self) -> str:
        share, km = self.total["share"], self.total["km"]
        return f"<Coverage: {share:.0%} of {km:,.0f} km, {self.rule.text}, {len(self.hubs)} hubs>"

    @cached_property
    def table(self) -> pd.DataFrame:
        """Return ``corridor, mode, km, covered_km, share, within, kinds``, by corridor and mode.

        A leg counts once in each corridor that runs over it.
        """
        return self._sums(["corridor", "mode"]).assign(
            within=self.rule.text, kinds="|".join(self.rule.kinds)
        )

    @cached_property
    def by_country(self) -> pd.DataFrame:
        """Return ``country, mode, km, covered_km, share, hubs, hubs_per_1000_km, complete``.

        Every leg counts once; hubs are those of the country, of whatever mode.
        """
        table = _shares(self.pieces, ["country", "mode"])
        hubs = table["country"].map(lambda code: self.in_country.get(code, 0)).astype(int)
        return table.assign(
            hubs=hubs,
            hubs_per_1000_km=hubs / table["km"] * 1000.0,
            complete=table["country"].isin(self.complete),
        )

    @cached_property
    def total(self) -> dict[str, float]:
        """Return ``km, covered_km, share`` of all legs, each counted once."""
        km = float(self.pieces["km"].sum())
        covered = float(self.pieces.loc[self.pieces["covered"], "km"].sum())
        return {"km": km, "covered_km": covered, "share": covered / km if km else float("nan")}

    @cached_property
    def land(self) -> dict[str, float]:
        """Return km of the legs on land by what is known: ``covered``, ``gap`` and ``no_data``."""
        told = what_is_told(self.pieces, self.complete)
        km = self.pieces["km"]
        return {name: float(km[told == name].sum()) for name in ("covered", "gap", "no_data")}

    @cached_property
    def _placed(self) -> dict[str, dict[str, Placement]]:
        return {corridor: placements(self.traced, corridor) for corridor in self.traced.ids}

    @cached_property
    def _by_corridor(self) -> pd.DataFrame:
        parts = [
            self.pieces[self.pieces["leg"].isin(list(placed))].assign(corridor=corridor)
            for corridor, placed in self._placed.items()
        ]
        return pd.concat(parts, ignore_index=True)

    def _sums(self, keys: list[str]) -> pd.DataFrame:
        return _shares(self._by_corridor, keys)

    @cached_property
    def bands(self) -> geopandas.GeoDataFrame:
        """Return covered and uncovered stretches of every leg as lines; see `BAND_COLUMNS`."""
        import geopandas

        merged = merge_pieces(self.pieces, ["leg", "covered", "country"])
        owner = [LegRef.read(ref).corridor for ref in merged["leg"]]
        merged = merged.assign(corridor=owner, told=what_is_told(merged, self.complete))
        lines = [self._line(row.leg, row.from_km, row.to_km) for row in merged.itertuples()]
        return geopandas.GeoDataFrame(merged[BAND_COLUMNS], geometry=lines, crs="EPSG:4326")

    @cached_property
    def gaps(self) -> geopandas.GeoDataFrame:
        """Return the uncovered stretches on land, longest first; see `GAP_COLUMNS`."""
        import geopandas
        import shapely

        found = sorted(
            (
                gap
                for corridor, placed in self._placed.items()
                for gap in self._gaps_of(corridor, placed)
            ),
            key=lambda gap: (
                -gap[0]["km"],
                *(gap[0][key] for key in ("corridor", "mode", "from_km")),
            ),
        )
        lines = [
            shapely.union_all([self._line(part.leg, *part.on_leg_km) for part in parts])
            for _, parts in found
        ]
        rows = pd.DataFrame([row for row, _ in found], columns=GAP_COLUMNS)
        return geopandas.GeoDataFrame(rows, geometry=lines, crs="EPSG:4326")

    def _gaps_of(
        self, corridor: str, placed: Mapping[str, Placement]
    ) -> Iterator[tuple[dict[str, Any], list[Stretch]]]:
        """Yield the gaps of a corridor, cut at borders, each with its stretches."""
        # No hub can stand at sea: a voyage is no gap.
        uncovered = ~self.pieces["covered"] & ~self.pieces["mode"].isin(list(WATER))
        open_ = self.pieces[uncovered & self.pieces["leg"].isin(list(placed))]
        for run in runs(open_, placed):
            parts = [list(part) for _, part in groupby(run, key=attrgetter("country"))]
            spans = [(part[0].from_km, part[-1].to_km) for part in parts]
            whole_km = sum(last - first for first, last in spans)
            for part, (first, last) in zip(parts, spans, strict=True):
                country = part[0].country
                where = [corridor, part[0].mode, part[0].route, first, last, last - first]
                known = [country, whole_km, country in self.complete]
                yield dict(zip(GAP_COLUMNS, [*where, *known], strict=True)), part

    def _line(self, ref: str, from_km: float, to_km: float) -> BaseGeometry:
        return line_geometry(self.samples.line(self._rows[ref], from_km, to_km))

    @cached_property
    def _rows(self) -> dict[str, NDArray[np.int64]]:
        return rows_of(self.samples)

    def records(self) -> list[dict[str, Any]]:
        """Return one object per corridor and mode, with its gaps longest first."""
        gaps = pd.DataFrame(self.gaps.drop(columns="geometry"))
        answer = []
        for row in self.table.to_dict("records"):
            mine = gaps[(gaps["corridor"] == row["corridor"]) & (gaps["mode"] == row["mode"])]
            answer.append(
                {
                    **{str(key): value for key, value in row.items()},
                    "kinds": list(self.rule.kinds),
                    "gaps": mine[
                        ["from_km", "to_km", "km", "country", "whole_km", "route", "claimed"]
                    ].to_dict("records"),
                }
            )
        return answer

    def _repr_html_(self) -> str:
        html: str = self.table.to_html(index=False, escape=True)
        return html


def coverage(
    traced: TracedData,
    hubs: geopandas.GeoDataFrame | None = None,
    *,
    within_km: float | None = None,
    within_h: float | None = None,
    by: str | None = None,
    kinds: Sequence[str] | None = None,
    countries: Collection[str] | None = None,
    complete: Collection[str] | None = None,
) -> Coverage:
    """Return which stretches of corridors lie within km or hours of a hub.

    Parameters
    ----------
    hubs
        Points with ``id, kind, status``, EPSG:4326; those of the atlas where absent. Only hubs
        of the statuses `WORKING` count.
    within_km, within_h
        One of them. Hours are km by the network over the mode's assumed speed
        (``seeds/rules/speeds.toml``): travel alone, no borders, no handling.
    by
        ``straight`` on the ellipsoid (km only, the default for km); ``road``: from land legs by
        road, from legs at sea by ship (the default for hours); ``own``: each leg over its own
        mode's network. The ways to and from the network count, straight, and no more than 30 km.
    kinds
        Kinds of hubs; `LOGISTICS_KINDS` where absent.
    countries
        Only what of the lines, and which of the hubs, lies in these; the sea is in none.
    complete
        Countries whose list of hubs is complete, so that a stretch without one is a gap;
        `complete_countries` where absent.

    Returns
    -------
    Coverage
        Straight distances are taken at points 2 km apart, by network 5 km apart, as linear
        between them: an end of a covered stretch is accurate to some metres, by network to 1 km.

    Raises
    ------
    InputError
        Naming unknown kinds, a wrong limit, or the hubs that no network in question reaches.
    """
    within = Within.given(within_km, within_h)
    way = by or ("straight" if within.unit == "km" else "road")
    rule = Rule(within, way, kinds_counted(kinds))
    _check_way(rule)
    chosen = working(traced.atlas.hubs if hubs is None else hubs, rule.kinds)
    if countries is not None:
        chosen = chosen[chosen["country"].isin(list(countries))].reset_index(drop=True)
    if chosen.empty:
        where = f" in {', '.join(sorted(countries))}" if countries is not None else ""
        raise InputError(f"no hub of the kinds {', '.join(rule.kinds)} is operating{where}")
    samples = sample(traced.by_ref)
    away, limit, reached = km_away(traced, samples, chosen, rule)
    unreached = tuple(str(hub) for hub in chosen["id"][~reached])
    if unreached and (hubs is not None or not reached.any()):
        raise InputError(
            Problem(
                "",
                hub,
                f"no network of {rule.text} comes within {ACCESS_KM:g} km",
                "correct its coordinates, or leave it out",
            )
            for hub in unreached
        )
    pieces = cut_pieces(traced, samples, away, limit)
    if countries is not None:
        pieces = pieces[pieces["country"].isin(list(countries))].reset_index(drop=True)
    listed = complete_countries(rule.kinds) if complete is None else frozenset(complete)
    counts = chosen["country"].value_counts() if "country" in chosen else {}
    in_country = {str(code): int(count) for code, count in counts.items()}
    return Coverage(
        traced, rule, tuple(chosen["id"]), samples, pieces, unreached, listed, in_country
    )


def compare(before: Coverage, after: Coverage) -> pd.DataFrame:
    """Return what a change of hubs does: ``corridor, mode, before_km, after_km, change_km``.

    Raises
    ------
    InputError
        Where the two were made under different rules.
    """
    if before.rule != after.rule:
        raise InputError("two coverages can be compared only under one rule")
    keys = ["corridor", "mode"]
    both = before.table[[*keys, "km", "covered_km"]].merge(
        after.table[[*keys, "covered_km"]], on=keys, suffixes=("_before", "_after")
    )
    both = both.rename(columns={"covered_km_before": "before_km", "covered_km_after": "after_km"})
    return both.assign(change_km=both["after_km"] - both["before_km"])


def _check_way(rule: Rule) -> None:
    if rule.by not in WAYS:
        raise InputError.unknown("way of measuring", rule.by, WAYS)
    if rule.by == "straight" and rule.within.unit == "h":
        raise InputError("hours are measured along a network: use by road or own")


def _shares(pieces: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    covered = pieces["km"].where(pieces["covered"], 0.0)
    sums = pieces.assign(covered_km=covered).groupby(keys, sort=True)[["km", "covered_km"]].sum()
    return sums.assign(share=sums["covered_km"] / sums["km"]).reset_index()
