"""The chosen sites and what they serve."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from corridors.siting import instance as siting_instance
from corridors.siting import programmes as model
from corridors.siting.constraints import candidate_rows
from geodata.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas

    from corridors.hubs.measure import Within
    from corridors.siting.demand import Demand

SITE_COLUMNS = ["place", "name", "country", "adds", "serves"]
"""Columns of the layer of sites, beside the point.

``adds`` is what the network would lose without the site, in the objective's unit; ``serves`` the
weight within the limit of it, shared or not (NaN for a p-median without a limit).
"""


_MOST_STEPS = 12


@dataclass(frozen=True, eq=False)
class Siting:
    """A choice of sites with its proof.

    Attributes
    ----------
    objective, within, by
        What was asked: ``within`` is infinite for a p-median.
    value, gap
        Of the objective: weight served, weighted cost (weight times the unit of ``within``), or
        number of sites;
        the gap is the share by which a better choice could differ at most.
    unreached
        Weight that no candidate can serve, left out of a p-median and of a set cover.
    left_out
        Hubs of the atlas that no road comes near, and that were no candidates therefore.
    """

    objective: str
    within: Within
    by: str
    demand: Demand
    candidates: geopandas.GeoDataFrame
    instance: siting_instance.Instance
    answer: siting_instance.Answer
    asked_gap: float = siting_instance.GAP
    left_out: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Siting: {len(self.answer.chosen)} sites, {self.objective}, gap {self.gap:.2%}>"

    @property
    def value(self) -> float:
        """Return the value of the objective."""
        return self.answer.value

    @property
    def gap(self) -> float:
        """Return the proven relative gap."""
        return self.answer.gap

    @cached_property
    def total(self) -> float:
        """Return the weight of all demand."""
        return float(self.demand.points["weight"].sum())

    @cached_property
    def unreached(self) -> float:
        """Return the weight of the points that no candidate can serve."""
        possible = np.diff(self.instance.cost.tocsr().indptr) > 0
        return float(self.demand.points["weight"][~possible].sum())

    @cached_property
    def sites(self) -> geopandas.GeoDataFrame:
        """Return the chosen sites, those that add most first; see `SITE_COLUMNS`."""
        import geopandas

        rows = [self._row(site) for site in self.answer.chosen]
        chosen = self.candidates.iloc[list(self.answer.chosen)]
        frame = geopandas.GeoDataFrame(
            pd.DataFrame(rows, columns=SITE_COLUMNS),
            geometry=chosen.geometry.array,
            crs="EPSG:4326",
        )
        return frame.sort_values(["adds", "place"], ascending=[False, True], ignore_index=True)

    def _row(self, site: int) -> dict[str, Any]:
        row = self.candidates.iloc[site]
        rest = [other for other in self.answer.chosen if other != site]
        mine = siting_instance.served(self.instance, [site]) > 0
        serves = float(self.instance.weight[mine].sum()) if self.within.is_finite else np.nan
        return {
            "place": row["id"],
            "name": row.get("name_en", row["id"]),
            "country": row["country"],
            "adds": self._adds(rest),
            "serves": serves,
        }

    def _adds(self, rest: list[int]) -> float:
        if self.objective == "p-median":
            return siting_instance.weighted_cost(
                self.instance, rest
            ) - siting_instance.weighted_cost(self.instance, self.answer.chosen)
        return siting_instance.covered(self.instance, self.answer.chosen) - siting_instance.covered(
            self.instance, rest
        )

    def frontier(self) -> pd.DataFrame:
        """Solve for each number of sites and return ``sites, value, gap``: the best value of each.

        For a set cover the weight that so many sites can serve. At most `_MOST_STEPS` programmes,
        which may take as long as the choice itself each; they are solved once.
        """
        return self._frontier.copy()

    @cached_property
    def _frontier(self) -> pd.DataFrame:
        most = len(self.answer.chosen)
        least = max(1, len(self.instance.fixed), sum(self.instance.group_min.values()))
        steps = np.unique(np.linspace(least, most, min(most - least + 1, _MOST_STEPS)).astype(int))
        rows = []
        for sites in steps.tolist():
            if sites == most and self.objective != "set-cover":
                rows.append((sites, self.value, self.gap))
                continue
            try:
                answer = best_choice(self.instance, self.objective, sites, self.asked_gap)
            except InputError:  # so few sites cannot meet the constraints
                continue
            rows.append((sites, answer.value, answer.gap))
        return pd.DataFrame(rows, columns=["sites", "value", "gap"])

    def score(self, shortlist: Sequence[str]) -> dict[str, Any]:
        """Score a list of candidates of one's own against the best choice of as many.

        Returns
        -------
        dict
            ``sites, value, optimum, gap`` and ``share``: of what the optimum serves, or for a
            p-median how much of the shortlist's cost the optimum would still cost.

        Raises
        ------
        InputError
            Naming the places that are no candidates.
        """
        known = candidate_rows(shortlist, self.candidates, "the shortlist")
        chosen = sorted(set(known))
        objective = "coverage" if self.objective == "set-cover" else self.objective
        if objective == "p-median":
            value = siting_instance.weighted_cost(self.instance, chosen)
        else:
            value = siting_instance.covered(self.instance, chosen)
        free = replace(
            self.instance,
            fixed=frozenset(),
            forbidden=frozenset(),
            group_min={},
            group_max={},
            capacity=None,
        )
        best = best_choice(free, objective, len(chosen), self.asked_gap)
        pair = (best.value, value) if objective == "p-median" else (value, best.value)
        return {
            "sites": len(chosen),
            "value": value,
            "optimum": best.value,
            "gap": best.gap,
            "share": pair[0] / pair[1] if pair[1] else float("nan"),
        }

    def record(self) -> dict[str, Any]:
        """Return the answer with the keys of the command's JSON."""
        return {
            "objective": self.objective,
            "value": self.value,
            "gap": self.gap,
            "sites": self.sites[SITE_COLUMNS].to_dict("records"),
            "frontier": self.frontier()[["sites", "value"]].to_dict("records"),
            "within": self.within.value,
            "unit": self.within.unit,
            "by": self.by,
            "weights": self.demand.unit,
            "total": self.total,
            "unreached": self.unreached,
            "candidates": len(self.candidates),
            "demand_points": len(self.demand.points),
        }

    def chart(self) -> str:
        """Return the frontier as an SVG of its own: value against number of sites."""
        from corridors.siting.chart import frontier_svg

        return frontier_svg(self.frontier(), f"{self.objective}, {self.demand.unit}")

    def _repr_html_(self) -> str:
        html: str = self.sites.drop(columns="geometry").to_html(index=False, escape=True)
        return html


def best_choice(
    instance: siting_instance.Instance, objective: str, sites: int, gap: float
) -> siting_instance.Answer:
    """Return the best choice of so many sites; of a set cover, what so many can serve."""
    if objective == "p-median":
        return model.p_median(instance, sites, gap=gap)
    return model.coverage(instance, sites, gap=gap)
