"""The default story, composed from the data: an overview, then four steps a corridor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from babel.numbers import format_decimal, format_percent

from maps import i18n_story, style
from maps.i18n import country_name
from maps.overlay import Overlay
from maps.story import Index, blank, box

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from maps.layers import Scene

WITHIN_KM = 50.0
"""How near a hub must be for a stretch to count as covered, straight on the ellipsoid."""

_LAND = ("rail", "road")
_GAPS = 4
_LIST = 14


def coverage_layer(coverage: Any, lang: str) -> Overlay:  # noqa: ANN401
    """Return the stretches of `corridors.coverage` as a layer of the page, land only."""
    word = i18n_story.words(lang)
    bands = coverage.bands
    return Overlay(
        name=word["coverage"].format(format_decimal(coverage.rule.within, locale=_locale(lang))),
        frame=bands[bands["mode"].isin(_LAND)],
        kind="bands",
        value="covered",
        leg="leg",
    )


def _locale(lang: str) -> str:
    return lang.replace("-", "_")


def compose(scene: Scene, *, lang: str, title: str, coverage: Any = None) -> list[dict[str, Any]]:  # noqa: ANN401
    """Return the steps of the default story.

    Parameters
    ----------
    coverage : corridors.coverage.Coverage, optional
        What lies within reach of a hub; its bands must be the scene's first overlay.
    """
    return Composer(scene, lang, title, coverage).steps()


@dataclass(frozen=True, slots=True)
class Composer:
    """Writes the steps of one scene in one language."""

    scene: Scene
    lang: str
    title: str
    coverage: Any = None

    def steps(self) -> list[dict[str, Any]]:
        """Return the overview and four steps for every corridor, family by family."""
        corridors = range(len(self.table["corridors"]))
        found = [] if len(corridors) == 1 else [self._overview()]
        for corridor in corridors:
            found += [
                make(self, corridor)
                for make in (
                    Composer._course,
                    Composer._numbers,
                    Composer._breaks,
                    Composer._places,
                )
            ]
        return found

    @property
    def table(self) -> Mapping[str, Any]:
        """The scene's table."""
        return self.scene.table

    @property
    def index(self) -> Index:
        """The scene's names."""
        return Index(self.table)

    def word(self, key: str, *values: object) -> str:
        """Return a word of the language, its gaps filled."""
        return i18n_story.words(self.lang).get(key, key).format(*values)

    def figure(self, value: float | None) -> str:
        """Return a whole number as the language writes it; a dash where there is none."""
        if value is None:
            return "\u2013"
        return str(format_decimal(round(value), locale=_locale(self.lang)))

    def km(self, value: float | None) -> str:
        """Return a length with its unit."""
        return f"{self.figure(value)}\u00a0{self.word('km')}"

    def listed(self, names: Iterable[str]) -> str:
        """Return names in a row, parted as the language does."""
        return self.word("comma").join(names)

    def _overview(self) -> dict[str, Any]:
        legs = [leg for leg in self.table["legs"] if leg["status"]]
        routes, corridors = self.table["routes"], self.table["corridors"]
        countries = {code for leg in legs for code in leg["by"]} - {"XZ"}
        facts = [
            (self.word("corridors"), self.figure(len(corridors))),
            (self.word("story_routes"), self.figure(len(routes))),
            (self.word("story_countries"), self.figure(len(countries))),
            (self.word("story_legs_once"), self.figure(_total(legs))),
            (self.word("operating_km"), self.figure(_total(leg for leg in legs if _used(leg)))),
        ]
        families = [(self.word(family), self.listed(names)) for family, names in self._families()]
        return blank(
            title=self.title,
            over=self.word("story_overview"),
            chapter=self.word("story_overview"),
            view=self.scene.bounds,
            notes="\n\n".join(
                [
                    self.word("story_note_keys"),
                    self._note_shape(legs),
                    self.word("story_note_length"),
                ]
            ),
            blocks=[
                _facts(facts),
                self._bars("story_by_mode", _by(legs, "mode"), self.word),
                _facts(families, self.word("story_by_family")),
            ],
        )

    def _families(self) -> Iterable[tuple[str, list[str]]]:
        for number, family in enumerate((*style.FAMILIES, style.OTHER_FAMILY)):
            names = [row["name"] for row in self.table["corridors"] if row["f"] == number]
            if names:
                yield family.id, names

    def _step(self, corridor: int, over: str, **given: Any) -> dict[str, Any]:  # noqa: ANN401
        row = self.table["corridors"][corridor]
        legs = given.get("legs") or self.index.legs_of(corridor)
        return blank(
            title=row["name"],
            chapter=row["name"],
            over=self.word(over),
            only=[corridor],
            lit=corridor,
            view=box(self.index, legs, (), self.scene),
            **given,
        )

    def _course(self, corridor: int) -> dict[str, Any]:
        routes = [route for route in self.table["routes"] if route["c"] == corridor]
        rows = [self.word("colon", route["name"], self.km(route["km"])) for route in routes]
        legs = self._legs(corridor)
        countries = self._countries(legs)
        facts = [(self.word("story_countries"), self.listed(countries))] if countries else []
        return self._step(
            corridor,
            "story_course",
            text=self.table["corridors"][corridor]["about"],
            blocks=[
                *([_facts(facts)] if facts else []),
                {"kind": "list", "name": self.word("story_routes"), "rows": rows},
            ],
            notes=self._note_sources(legs),
        )

    def _legs(self, corridor: int) -> list[Mapping[str, Any]]:
        return [
            leg
            for leg in map(self.table["legs"].__getitem__, self.index.legs_of(corridor))
            if leg["status"]
        ]

    def _countries(self, legs: Iterable[Mapping[str, Any]]) -> list[str]:
        """Return the names of the countries that legs run through, the longest first."""
        return [country_name(code, self.lang) for code in _by_country(legs) if code != "XZ"]

    def main(self, corridor: int) -> int | None:
        """Return the number of a corridor's main route, else of its first, None without routes."""
        own = [i for i, route in enumerate(self.table["routes"]) if route["c"] == corridor]
        return next((i for i in own if self.table["routes"][i]["main"]), own[0] if own else None)

    def numbers(self, corridor: int) -> list[dict[str, Any]]:
        """Return the blocks of a corridor's numbers: main route, all legs, countries, modes."""
        legs, route = self._legs(corridor), self.main(corridor)
        blocks = []
        if route is not None:
            row = self.table["routes"][route]
            facts = [
                (self.word("length"), self.km(row["km"])),
                (self.word("published"), None if row["pub"] is None else self.km(row["pub"])),
                (self.word("operating_km"), self.figure(row["now"])),
                (self.word("planned_km"), self.figure(row["later"])),
            ]
            name = self.word("colon", self.word("story_main"), row["name"])
            blocks.append(_facts([(key, value) for key, value in facts if value], name))
        blocks += [
            _facts([(self.word("story_all"), self.figure(_total(legs)))]),
            self._bars(
                "story_by_country", _by_country(legs), lambda code: country_name(code, self.lang)
            ),
            self._bars("story_by_mode", _by(legs, "mode"), self.word),
        ]
        return blocks

    def _numbers(self, corridor: int) -> dict[str, Any]:
        legs, route = self._legs(corridor), self.main(corridor)
        return self._step(
            corridor,
            "story_numbers",
            blocks=self.numbers(corridor),
            legs=[] if route is None else self.index.route_legs(route),
            notes=f"{self.word('story_note_length')}\n\n{self._note_shape(legs)}",
        )

    def _bars(self, name: str, km: Mapping[str, float], label: Any) -> dict[str, Any]:  # noqa: ANN401
        rows = [(label(key), round(value)) for key, value in km.items() if value >= 1]
        return {"kind": "bars", "name": self.word(name), "rows": rows}

    def _breaks(self, corridor: int) -> dict[str, Any]:
        route = self.main(corridor)
        strip = self._strip(route)
        events = [] if strip is None else strip["events"]
        blocks = [
            self._event_list(kind, none, events)
            for kind, none in (
                ("break_of_gauge", "story_none_break"),
                ("border", "story_none_border"),
                ("mode_change", ""),
            )
        ]
        unsure = sum(not event[6] for event in events)
        note = self.word("story_note_inferred", self.figure(unsure), self.figure(len(events)))
        name = "" if route is None else self.table["routes"][route]["name"]
        return self._step(
            corridor,
            "story_breaks",
            text=self.word("colon", self.word("story_main"), name) if name else "",
            blocks=[block for block in blocks if block],
            notes=note if events else "",
            strip=None if strip is None else route,
            legs=[] if route is None else self.index.route_legs(route),
        )

    def _strip(self, route: int | None) -> Mapping[str, Any] | None:
        strips = self.table["strips"]
        return None if route is None or not strips else strips[route]

    def _event_list(
        self, kind: str, none: str, events: Sequence[Sequence[Any]]
    ) -> dict[str, Any] | None:
        found = [event for event in events if event[1] == kind]
        if not found and not none:
            return None
        rows = [self._event(event) for event in found[:_LIST]]
        plural = {"break_of_gauge": "breaks", "border": "borders"}.get(kind, kind)
        return {
            "kind": "list",
            "name": self.word("colon", self.word(plural), self.figure(len(found))),
            "rows": rows or [self.word(none)],
        }

    def _event(self, event: Sequence[Any]) -> str:
        km, _, detail, name, *_, sure = event
        parts = [
            self.word("at_km", self.figure(km)),
            name,
            detail,
            "" if sure else self.word("inferred"),
        ]
        return " \u00b7 ".join(part for part in parts if part)

    def _places(self, corridor: int) -> dict[str, Any]:
        legs = self._legs(corridor)
        unused = [
            self.word(
                "colon", leg["name"], self.listed([self.word(leg["status"]), self.km(leg["km"])])
            )
            for leg in legs
            if leg["status"] != "operating"
        ]
        rows = unused[:_LIST] or [self.word("story_unused_none")]
        blocks = [
            self._kinds(legs),
            *self._gap_blocks(corridor),
            {"kind": "list", "name": self.word("story_unused"), "rows": rows},
        ]
        return self._step(
            corridor,
            "story_hubs",
            blocks=[block for block in blocks if block],
            overlays=[0] if self.coverage is not None else [],
            notes=self._note_hubs(),
        )

    def _kinds(self, legs: Iterable[Mapping[str, Any]]) -> dict[str, Any] | None:
        ends = {place for leg in legs for place in leg["places"]}
        rows = []
        for kind in style.HUB_KINDS:
            names = [
                hub["name"]
                for hub in self.table["hubs"]
                if hub["kind"] == kind.id and hub["id"] in ends
            ]
            if names:
                rows.append((self.word(kind.id), self.listed(names)))
        return _facts(rows, self.word("story_places")) if rows else None

    def _gap_blocks(self, corridor: int) -> list[dict[str, Any]]:
        if self.coverage is None:
            return []
        name = self.table["corridors"][corridor]["id"]
        share = _covered(self.coverage.table, name)
        if share is None:
            return []
        within = self.word("story_within", self.figure(self.coverage.rule.within))
        percent = str(format_percent(share, format="#,##0%", locale=_locale(self.lang)))
        gaps = self.coverage.gaps
        land = gaps[(gaps["corridor"] == name) & gaps["mode"].isin(_LAND)]
        rows = [
            self.word(
                "story_gap",
                self.figure(gap.km),
                self.figure(gap.from_km),
                self.figure(gap.to_km),
                self._where(gap),
            )
            for gap in land.head(_GAPS).itertuples()
        ]
        return [
            _facts([(self.word("story_share", within), percent)]),
            {
                "kind": "list",
                "name": self.word("story_gaps"),
                "rows": rows or [self.word("story_gap_none")],
            },
        ]

    def _where(self, gap: Any) -> str:  # noqa: ANN401 - a row of a table
        """Return the country and the route whose km a gap is counted on."""
        key = f"{gap.corridor}/{gap.route}"
        route = self.index.routes.get(key)
        country = country_name(gap.country, self.lang)
        if route is None:
            return country
        return self.word("brackets", country, self.table["routes"][route]["name"])

    def _note_hubs(self) -> str:
        if self.coverage is None:
            return ""
        kinds = self.listed(self.word(kind) for kind in self.coverage.rule.kinds)
        return self.word("story_hub_kinds", kinds)

    def _note_shape(self, legs: Iterable[Mapping[str, Any]]) -> str:
        km = _summed((shape, value) for leg in legs for shape, value in leg["shape"].items())
        parts = [f"{self.word(f'shape_{shape}')} {self.km(value)}" for shape, value in km.items()]
        return self.word("story_note_shape", "; ".join(parts)) if parts else ""

    def _note_sources(self, legs: Iterable[Mapping[str, Any]]) -> str:
        cited = dict.fromkeys(number for leg in legs for number in leg["src"])
        titles = [self.table["sources"][number]["title"] for number in cited]
        listed = "; ".join(titles[:_LIST]) + ("; \u2026" if len(titles) > _LIST else "")
        return self.word("story_note_sources", self.figure(len(titles))) + (
            f"\n\n{listed}" if titles else ""
        )


def _facts(rows: Sequence[tuple[str, Any]], name: str = "") -> dict[str, Any]:
    return {"kind": "facts", "name": name, "rows": [list(row) for row in rows]}


def _used(leg: Mapping[str, Any]) -> bool:
    return any(item.id == leg["status"] and item.in_use for item in style.STATUSES)


def _total(legs: Iterable[Mapping[str, Any]]) -> float:
    return sum(leg["km"] or 0.0 for leg in legs)


def _summed(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return sums by key, the largest first."""
    sums: dict[str, float] = {}
    for key, value in pairs:
        sums[key] = sums.get(key, 0.0) + value
    return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))


def _by(legs: Iterable[Mapping[str, Any]], column: str) -> dict[str, float]:
    return _summed((leg[column], leg["km"] or 0.0) for leg in legs)


def _by_country(legs: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    return _summed((code, km) for leg in legs for code, km in leg["by"].items())


def _covered(table: pd.DataFrame, corridor: str) -> float | None:
    rows = table[(table["corridor"] == corridor) & table["mode"].isin(_LAND)]
    km = float(rows["km"].sum())
    return float(rows["covered_km"].sum()) / km if km else None
