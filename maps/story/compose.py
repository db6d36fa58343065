"""The default story, composed from the data: an overview, then four steps a corridor."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from corridors.hubs import gaps
from maps import style
from maps.scene.overlay import Overlay
from maps.story.model import Index, blank, box
from maps.words.language import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from corridors.hubs.coverage import Coverage
    from corridors.hubs.sampling import Rule
    from corridors.traced import Traced
    from maps.scene.model import Scene

WITHIN_KM = 50.0
"""How near a hub must be for a stretch to count as covered, straight on the ellipsoid."""


_GAPS = 4


_LIST = 14


_WATER = "XZ"


_AT_NODE_KM = 1.0
"""An event so near a place of the route by chainage happens there."""


_DECLARED = 0.05
"""A leg with a larger share of declared lines is measured by what was published: no comparison."""


def coverage_layer(coverage: Coverage, lang: str) -> Overlay:
    """Return the stretches of `corridors.coverage` as a layer of the page: lines that stand."""
    word = Language(lang).words("story")
    bands = coverage.bands
    stands = bands["leg"].isin(list(gaps.standing(coverage.traced)))
    within = Language(lang).decimal(coverage.rule.within)
    return Overlay(
        name=word["coverage"].format(within),
        frame=bands[bands["mode"].isin(gaps.LAND) & stands],
        kind="bands",
        value="covered",
        classes=(word["coverage_in"].format(within), word["coverage_out"].format(within)),
        leg="leg",
    )


def published_legs(traced: Traced) -> dict[str, float]:
    """Return what was published of legs, km by ``corridor:leg``, where it can be compared.

    Left out are lengths that say of themselves that they are not comparable, and legs that are
    measured by a published length in the first place.
    """
    from corridors.tracing.trace import published_for

    found = {}
    for ref, leg in traced.by_ref.items():
        known = traced.atlas.catalogue.published
        lengths = [known[key] for key in leg.leg.published if key in known]
        km = published_for(leg.leg, [length for length in lengths if length.comparable])
        declared = leg.way.sums("origin").get("declared", 0.0)
        if km is not None and leg.ratio is not None and declared <= _DECLARED * leg.length_km:
            found[ref] = km
    return found


def compose(scene: Scene, *, lang: str, title: str, **known: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    """Return the steps of the default story.

    Parameters
    ----------
    known
        What the scene does not hold; see `Composer`.
    """
    return Composer(scene, lang, title, **known).steps()


@dataclass(frozen=True, eq=False)
class Composer:
    """Writes the steps of one scene in one language.

    Attributes
    ----------
    coverage : corridors.coverage.Coverage, optional
        What lies within reach of a hub; its bands must be the scene's first overlay.
    published
        Comparable published lengths, as `published_legs` gives them.
    verified, as_of
        The last day on which a status was verified, and the day asked for; empty where not known.
    """

    scene: Scene
    lang: str
    title: str
    coverage: Coverage | None = None
    published: Mapping[str, float] = field(default_factory=dict)
    verified: str = ""
    as_of: str = ""

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

    @cached_property
    def index(self) -> Index:
        """The scene's names."""
        return Index(self.table)

    @property
    def language(self) -> Language:
        """The language of the story."""
        return Language(self.lang)

    def word(self, key: str, *values: object) -> str:
        """Return a word of the language, its gaps filled."""
        return self.language.words("story").get(key, key).format(*values)

    def figure(self, value: float | None) -> str:
        """Return a whole number as the language writes it; a dash where there is none."""
        if value is None:
            return "\u2013"
        return self.language.number(value)

    def km(self, value: float | None) -> str:
        """Return a length with its unit."""
        return self.word("story_km", self.figure(value))

    def listed(self, names: Iterable[str]) -> str:
        """Return names in a row, parted as the language does."""
        return self.word("comma").join(names)

    def plural(self, key: str, count: int) -> str:
        """Return a number with its word in the form that it asks for."""
        return self.language.plural(key, count)

    def _overview(self) -> dict[str, Any]:
        legs = [leg for leg in self.table["legs"] if leg["status"]]
        corridors = range(len(self.table["corridors"]))
        countries = {code for corridor in corridors for code in self.countries(corridor)}
        length = self.word(self._note_length(legs))
        facts = [
            (self.word("story_legs_once"), self.figure(_total(legs))),
            (self.word("operating_km"), self._used(_total(filter(_used, legs)), legs)),
            (self.word("story_as_of"), self.as_of),
            (self.word("story_verified"), self.verified),
        ]
        return blank(
            title=self.title,
            over=self.word("story_overview"),
            chapter=self.word("story_overview"),
            view=self.scene.bounds,
            key=["families", "modes"],
            text=self.word(
                "story_sum",
                self.plural("n_corridors", len(corridors)),
                self.plural("n_routes", len(self.table["routes"])),
                self.plural("n_countries", len(countries)),
            ),
            notes="\n\n".join([self.word("story_note_keys"), self._note_shape(legs), length]),
            blocks=[
                _facts([row for row in facts if row[1]]),
                self._bars("story_by_mode", _by(legs, "mode"), self.word),
                _facts(list(self._families()), self.word("story_by_family")),
            ],
        )

    def _families(self) -> Iterable[tuple[str, str]]:
        for number, family in enumerate((*style.FAMILIES, style.OTHER_FAMILY)):
            own = {i for i, row in enumerate(self.table["corridors"]) if row["f"] == number}
            if own:
                legs = [
                    leg for leg in self.table["legs"] if leg["status"] and own & set(leg["users"])
                ]
                many = self.plural("n_corridors", len(own))
                yield (
                    self.word(family.id),
                    self.word("and_then").join((many, self.km(_total(legs)))),
                )

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
        countries = [self.language.country_name(code) for code in self.countries(corridor)]
        facts = [(self.word("story_on_the_way"), self.listed(countries))] if countries else []
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

    def countries(self, corridor: int) -> list[str]:
        """Return the countries of a corridor in the order of its routes, the main one first.

        Those count in which a leg ends by water or over a bridge, though no km of it lies there.
        """
        own = [i for i, route in enumerate(self.table["routes"]) if route["c"] == corridor]
        main = self.main(corridor)
        ordered = sorted(own, key=lambda route: route != main)
        found = [code for route in ordered for code in self._along(route)]
        for leg in self._legs(corridor):
            found += [*self._ends(leg), *leg["by"]]
        return [code for code in dict.fromkeys(found) if code not in ("", _WATER)]

    def _along(self, route: int) -> Iterable[str]:
        """Return the countries of a route in its own order, ends of legs among them."""
        strip = self._strip(route)
        for signed in self.table["routes"][route]["legs"]:
            number = signed if signed >= 0 else ~signed
            leg = self.table["legs"][number]
            if not leg["status"]:
                continue
            first, last = self._ends(leg) if signed >= 0 else reversed(self._ends(leg))
            runs = [] if strip is None else strip["runs"]
            yield from (first, *(run[2] for run in runs if run[1] == number), last)

    def _ends(self, leg: Mapping[str, Any]) -> list[str]:
        """Return the countries of the two ends of a leg that are hubs; empty for the others.

        A border crossing lies in two countries, of which its coordinate names but one.
        """
        found = []
        for end in leg["places"]:
            at = self.index.hubs.get(end)
            hub = {} if at is None else self.table["hubs"][at]
            found.append("" if hub.get("kind") == "border_crossing" else hub.get("cc", ""))
        return found

    def main(self, corridor: int) -> int | None:
        """Return the number of a corridor's main route, else of its first, None without routes."""
        own = [i for i, route in enumerate(self.table["routes"]) if route["c"] == corridor]
        return next((i for i in own if self.table["routes"][i]["main"]), own[0] if own else None)

    def numbers(self, corridor: int) -> list[dict[str, Any]]:
        """Return the blocks of a corridor's numbers: main route, all legs, countries, modes."""
        legs, route = self._legs(corridor), self.main(corridor)
        blocks = []
        if route is not None:
            name = self.word("colon", self.word("story_main"), self.table["routes"][route]["name"])
            blocks.append(_facts(self._of_route(route), name))
        blocks.append(_facts([(self.word("story_all"), self.figure(_total(legs)))]))
        if countries := self._by_country(legs):
            blocks.append(countries)
        blocks.append(self._bars("story_by_mode", _by(legs, "mode"), self.word))
        return blocks

    def _of_route(self, route: int) -> list[tuple[str, str]]:
        """Return the lengths of a route; its parts add up to the whole, to the kilometre."""
        row = self.table["routes"][route]
        legs = [self.table["legs"][leg] for leg in self.index.route_legs(route)]
        now, later = row["now"] or 0.0, row["later"] or 0.0
        out = _total(leg for leg in legs if leg["status"] in _OUT)
        used, ahead, shut = _whole([now, later, out], row["km"] or 0.0)
        facts = [
            (self.word("length"), self.km(row["km"])),
            (self.word("published"), "" if row["pub"] is None else self.km(row["pub"])),
            (self.word("story_published"), self._published(legs)),
            (self.word("operating_km"), self._used(used, legs)),
            (self.word("planned_km"), self.figure(ahead) if ahead else ""),
            (self.word("story_out"), self.figure(shut) if shut else ""),
        ]
        return [fact for fact in facts if fact[1]]

    def _used(self, km: float, legs: Iterable[Mapping[str, Any]]) -> str:
        """Return the km in use, and how many of them with limited service."""
        limited = round(_total(leg for leg in legs if leg["status"] == "limited"))
        used = self.figure(km)
        return self.word("story_of_limited", used, self.figure(limited)) if limited else used

    def _published(self, legs: Sequence[Mapping[str, Any]]) -> str:
        """Return what was published of the legs beside what is computed for the same ones."""
        known = [leg for leg in legs if leg["id"] in self.published]
        if not known:
            return ""
        total = sum(self.published[leg["id"]] for leg in known)
        counts = self.figure(len(known)), self.figure(len(legs))
        return self.word("story_of_legs", self.km(total), *counts, self.km(_total(known)))

    def _numbers(self, corridor: int) -> dict[str, Any]:
        legs, route = self._legs(corridor), self.main(corridor)
        length = self.word(self._note_length(legs))
        return self._step(
            corridor,
            "story_numbers",
            blocks=self.numbers(corridor),
            legs=[] if route is None else self.index.route_legs(route),
            notes=f"{length}\n\n{self._note_shape(legs)}",
        )

    def _by_country(self, legs: Iterable[Mapping[str, Any]]) -> dict[str, Any] | None:
        """Return the bars of countries; water is none: it stands after them, without a bar."""
        km = _summed((code, km) for leg in legs for code, km in leg["by"].items())
        water = km.pop(_WATER, 0.0)
        if not km:
            return None
        bars = self._bars("story_by_country", km, self.language.country_name)
        beside = [(self.language.country_name(_WATER), round(water))] if water >= 1 else []
        return {**bars, "beside": beside}

    def _bars(
        self, name: str, km: Mapping[str, float], label: Callable[[str], str]
    ) -> dict[str, Any]:
        rows = [(label(key), round(value)) for key, value in km.items() if value >= 1]
        return {"kind": "bars", "name": self.word(name), "rows": rows}

    def _breaks(self, corridor: int) -> dict[str, Any]:
        route = self.main(corridor)
        strip = self._strip(route)
        events = [] if strip is None else [_at_node(event, strip) for event in strip["events"]]
        blocks = [
            self._event_list("break_of_gauge", "story_none_break", events),
            None if strip is None else self._gauge_list(strip),
            self._event_list("border", "story_none_border", events),
            self._event_list("mode_change", "", events),
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
            key=["modes", "statuses", "events"],
            strip=None if strip is None else route,
            legs=[] if route is None else self.index.route_legs(route),
        )

    def _gauge_list(self, strip: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return what breaks of gauge do not tell: another gauge beyond a road, gauges unknown."""
        rows = [
            self.word(
                "story_other_gauge",
                self.figure(first),
                self.figure(last),
                _gauges(one),
                _gauges(two),
            )
            for first, last, one, two in self._across(strip)
        ]
        unknown = sum(km for km, leg, gauges in _runs(strip) if self._is_rail(leg) and not gauges)
        if unknown >= 1:
            rows.append(self.word("story_gauge_unknown", self.km(unknown)))
        return {"kind": "list", "name": self.word("gauges"), "rows": rows} if rows else None

    def _is_rail(self, leg: int) -> bool:
        return bool(self.table["legs"][leg]["mode"] == "rail")

    def _across(
        self, strip: Mapping[str, Any]
    ) -> Iterable[tuple[float, float, list[int], list[int]]]:
        """Return km where rails end and km where rails of another gauge begin, with both gauges."""
        before: tuple[float, list[int]] | None = None
        at_km, parted = 0.0, False
        for km, leg, gauges in _runs(strip):
            if not self._is_rail(leg):
                parted = True
            elif gauges:
                if before and parted and not set(before[1]) & set(gauges):
                    yield before[0], at_km, before[1], gauges
                before, parted = (at_km + km, gauges), False
            at_km += km

    def _strip(self, route: int | None) -> Mapping[str, Any] | None:
        strips = self.table["strips"]
        return None if route is None or not strips else strips[route]

    def _event_list(
        self, kind: str, none: str, events: Sequence[Sequence[Any]]
    ) -> dict[str, Any] | None:
        found = [event for event in events if event[1] == kind]
        if not found and not none:
            return None
        rows = [self._event(event) for event in found]
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
        served = self.coverage is not None and any(leg["mode"] in gaps.LAND for leg in legs)
        rows = [self._unused(leg) for leg in legs if leg["status"] != "operating"]
        blocks = [
            *self._gap_blocks(corridor),
            self._kinds(legs),
            {
                "kind": "list",
                "name": self.word("story_unused"),
                "rows": rows or [self.word("story_unused_none")],
            },
        ]
        return self._step(
            corridor,
            "story_hubs",
            blocks=[block for block in blocks if block],
            key=["overlays", "hubs"],
            overlays=[0] if served else [],
            notes=self.word("story_hub_kinds") if served else "",
        )

    def _unused(self, leg: Mapping[str, Any]) -> str:
        told = (self.word(leg["status"]).lower(), self.word(leg["mode"]).lower())
        return self.word(
            "colon", leg["name"], self.word("and_then").join((*told, self.km(leg["km"])))
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
        found = gaps.of_corridor(self.coverage, self.table["corridors"][corridor]["id"])
        if not found.km:
            return []
        share = self.language.percent(found.covered_km / found.km)
        facts = [(self.word("story_share", self._within(self.coverage.rule)), share)]
        if found.unbuilt_km >= 1:
            facts.append((self.word("story_unbuilt"), self.km(found.unbuilt_km)))
        rows = [self._gap(gap) for gap in found.gaps[:_GAPS] if gap.km >= 1]
        none = [self.word("story_gap_none")]
        return [
            _facts(facts),
            {"kind": "note", "name": "", "rows": self._told_rule(self.coverage.rule)},
            {"kind": "list", "name": self.word("story_gaps"), "rows": rows or none},
        ]

    def _within(self, rule: Rule) -> str:
        return self.word("story_within", self.figure(rule.within))

    def _gap(self, gap: gaps.Gap) -> str:
        """Return a gap in words: how long, from where to where, in which countries, on what."""
        route = self.index.routes.get(self._route_key(gap))
        if route is not None:
            line = self.table["routes"][route]["name"]
        else:
            line = self.table["legs"][self.index.legs[gap.leg]]["name"]
        km = (self.figure(value) for value in (gap.km, gap.from_km, gap.to_km))
        where = self.listed(self.language.country_name(code) for code in gap.countries)
        return self.word("story_gap", *km, where, line)

    def _route_key(self, gap: gaps.Gap) -> str:
        return f"{gap.corridor}/{gap.route}"

    def _told_rule(self, rule: Rule) -> list[str]:
        """Return what counts as served, and what does not count as a hub."""
        counted = rule.kinds
        kinds = [kind.id for kind in style.HUB_KINDS if kind.id in counted]
        others = [kind.id for kind in style.HUB_KINDS if kind.id not in counted]
        told = [self.word("story_rule", self._within(rule), self._kinds_told(kinds))]
        if others:
            told.append(self.word("story_rule_not", self._kinds_told(others)))
        return told

    def _kinds_told(self, kinds: Iterable[str]) -> str:
        return self.listed(self.word(kind).lower() for kind in kinds)

    def _note_length(self, legs: Iterable[Mapping[str, Any]]) -> str:
        beside = any(leg["id"] in self.published for leg in legs)
        return "story_note_published" if beside else "story_note_length"

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


_OUT = ("suspended", "closed")


def _facts(rows: Sequence[tuple[str, Any]], name: str = "") -> dict[str, Any]:
    return {"kind": "facts", "name": name, "rows": [list(row) for row in rows]}


def _used(leg: Mapping[str, Any]) -> bool:
    return any(item.id == leg["status"] and item.in_use for item in style.STATUSES)


def _total(legs: Iterable[Mapping[str, Any]]) -> float:
    return sum(leg["km"] or 0.0 for leg in legs)


def _whole(parts: Sequence[float], total: float) -> list[int]:
    """Return parts in whole km that add up to the whole total: the largest remainders round up.

    Where the parts do not make the total, nothing is made to fit.
    """
    if abs(sum(parts) - total) >= 1.0:
        return [round(part) for part in parts]
    found = [int(part) for part in parts]
    by_rest = sorted(range(len(parts)), key=lambda row: found[row] - parts[row])
    for row in by_rest[: max(0, round(total) - sum(found))]:
        found[row] += 1
    return found


def _runs(strip: Mapping[str, Any]) -> Iterable[tuple[float, int, list[int]]]:
    """Return km, leg and gauges of the runs of a strip."""
    start = 0.0
    for end, leg, _, gauges_mm in strip["runs"]:
        yield end - start, leg, gauges_mm
        start = end


def _gauges(gauges_mm: Iterable[int]) -> str:
    return "/".join(map(str, gauges_mm))


def _at_node(event: Sequence[Any], strip: Mapping[str, Any]) -> Sequence[Any]:
    """Return an event with the name of the place of the route that it stands at, if it has none."""
    if event[3]:
        return event
    near = [hub for hub in strip["hubs"] if abs(hub[0] - event[0]) <= _AT_NODE_KM]
    name = min(near, key=lambda hub: abs(hub[0] - event[0]))[2] if near else ""
    return [*event[:3], name, *event[4:]]


def _summed(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return sums by key, the largest first."""
    sums: dict[str, float] = {}
    for key, value in pairs:
        sums[key] = sums.get(key, 0.0) + value
    return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))


def _by(legs: Iterable[Mapping[str, Any]], column: str) -> dict[str, float]:
    return _summed((leg[column], leg["km"] or 0.0) for leg in legs)
