"""What OpenStreetMap's tags say of a way: which ways belong to a mode, and their attributes.

Columns keep OSM's names and, where a value is free text, OSM's spelling.
Rules follow the tagging schemes at https://wiki.openstreetmap.org/wiki/Railways,
``Key:gauge``, ``Key:oneway``, ``Key:railway:preferred_direction``, ``Key:railway:traffic_mode``,
``Key:access``, ``Key:maxweightrating`` and ``Tag:route=ferry``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from geodata.errors import InputError, Problem, suggest
from geodata.gauges import gauges_mm, tonnes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Tags = Mapping[str, str]

RAIL_KINDS = ("rail", "narrow_gauge")
"""Values of ``railway`` that carry freight; trams, metros and light rail do not."""

ROAD_CLASSES = ("motorway", "trunk", "primary", "secondary")
"""Values of ``highway`` taken by default, each with its ``_link``."""

ALL_ROAD_CLASSES = (*ROAD_CLASSES, "tertiary", "unclassified", "residential", "service", "track")

SERVICES = ("crossover", "siding", "spur", "yard")
"""Values of ``service`` on rail; all are kept unless the rules say otherwise."""

LIFECYCLE = {"construction": "construction", "proposed": "proposed", "disused": "closed"}
"""OSM's stage in a line's life, and the status that it means here."""

KEPT = {
    "rail": (
        "railway",
        "gauge",
        "electrified",
        "voltage",
        "frequency",
        "maxspeed",
        "usage",
        "service",
        "ref",
        "bridge",
        "tunnel",
        "route",
    ),
    "road": (
        "highway",
        "maxspeed",
        "lanes",
        "surface",
        "toll",
        "service",
        "ref",
        "bridge",
        "tunnel",
        "route",
        "access",
        "vehicle",
        "motor_vehicle",
        "goods",
        "hgv",
        "maxweight",
    ),
}
"""Tags that become columns under their own names."""

NAMES = {"name": "name", "name_en": "name:en", "name_ru": "name:ru", "name_zh": "name:zh"}

ACCESS = ("access", "vehicle", "motor_vehicle", "goods", "hgv")
"""Who may use a road, from anybody to lorries: the last one that is tagged counts."""

PASSENGER = "passenger"
"""What the column ``traffic`` says of a line that freight may not use."""

MAIN_KEYS = ("railway", "highway")

_CLOSED = frozenset(
    {
        "no", "private", "agricultural", "forestry", "emergency", "military", "customers", "permit",
        "impassable", "unsuitable", "construction", "residents",
    }
)  # fmt: skip

LEAST_LORRY_T = 7.5
"""A limit of so many tonnes or less keeps all lorries off; higher ones are kept as a column."""

_LIMITS = ("maxweight", "maxweight:hgv", "maxweightrating", "maxweightrating:hgv")
_TRAFFIC = "railway:traffic_mode"

_YES = frozenset({"yes", "designated", "permissive", "official", "only", "1", "true"})

_FORWARD = frozenset({"yes", "true", "1"})
_BACKWARD = frozenset({"-1", "reverse"})

_ONEWAY = ("oneway:hgv", "oneway:motor_vehicle", "oneway:vehicle", "oneway")
_VEHICLES = ("motor_vehicle", "motorcar", "hgv", "vehicle", "goods")

_TRAINS = ("train", "trains", "rail", "railway")
_RAIL_FERRIES = frozenset({"rail", "train", "railway", "train_ferry"})

_FERRIES = frozenset({"ferry", "train_ferry"})

_FERRY_TEXTS = ("ferry", "Ferry", "train_ferry", "ferry;railway", "railway;ferry")
"""The same as texts that a filter of tags looks for."""

_IMPLIED_ONEWAY = frozenset({"motorway", "motorway_link"})


class Attributes(NamedTuple):
    """What the network keeps of a way besides its line.

    Attributes
    ----------
    values
        One text per column of `columns`, empty where the way is not tagged.
    status
        Of `corridors`' vocabulary: operating, construction, proposed, closed.
    direction
        1 along the way only, -1 against it only, 0 both.
    gauges_mm
        Ascending; empty where the tag is missing or says no number.
    traffic
        ``passenger`` where freight may not pass, else empty.
    """

    values: tuple[str, ...]
    status: str
    direction: int
    gauges_mm: tuple[int, ...]
    traffic: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """Which ways of a mode to take.

    Attributes
    ----------
    classes
        Values of ``highway`` to take, each with its ``_link``; of no meaning for rail.
    services
        Values of ``service`` to keep on rail; tracks without the tag are always kept.
    statuses
        Statuses to keep.
    """

    mode: str
    classes: tuple[str, ...] = ROAD_CLASSES
    services: tuple[str, ...] = SERVICES
    statuses: tuple[str, ...] = ("operating", "construction", "proposed", "closed")

    def __post_init__(self) -> None:
        known = {
            "mode": ("rail", "road"),
            "classes": ALL_ROAD_CLASSES,
            "services": SERVICES,
            "statuses": ("operating", *LIFECYCLE.values()),
        }
        given = {
            "mode": (self.mode,),
            "classes": self.classes,
            "services": self.services,
            "statuses": self.statuses,
        }
        problems = [
            Problem("", f"{name} {word!r}", "is unknown", suggest(word, known[name]))
            for name, words in given.items()
            for word in words
            if word not in known[name]
        ]
        if problems:
            raise InputError(problems)

    @property
    def kinds(self) -> frozenset[str]:
        """Return the values of the mode's main key that are taken."""
        if self.mode == "rail":
            return frozenset(RAIL_KINDS)
        return frozenset([*self.classes, *(f"{name}_link" for name in self.classes)])

    @property
    def key(self) -> str:
        """Return the mode's main key."""
        return "railway" if self.mode == "rail" else "highway"


def columns(mode: str) -> tuple[str, ...]:
    """Return the names of the text columns of a mode, in the order of `Attributes.values`."""
    return (*KEPT[mode], *NAMES)


def wanted_tags(rules: Rules) -> list[tuple[str, str]]:
    """Return the tags of which a way must carry at least one to be looked at."""
    kinds = sorted(rules.kinds)
    tags = [(rules.key, kind) for kind in kinds]
    for stage, status in LIFECYCLE.items():
        if status in rules.statuses:
            tags.append((rules.key, stage))
            tags.extend((f"{stage}:{rules.key}", kind) for kind in kinds)
    # A train ferry is at times tagged as a railway only.
    keys = ("railway", "route") if rules.mode == "rail" else ("route",)
    return [*tags, *((key, word) for key in keys for word in _FERRY_TEXTS)]


def is_ferry(tags: Tags) -> bool:
    """Tell whether a way or relation is the line of a ferry, in any way that they are tagged."""
    stated = said(tags, "route") | said(tags, "railway")
    carried = said(tags, "ferry") - {"no"}
    afloat = bool(carried) and (bool(carried & _RAIL_FERRIES) or tags.get("railway") in RAIL_KINDS)
    return afloat or bool(stated & _FERRIES)


def said(tags: Tags, key: str) -> frozenset[str]:
    """Return the words of a tag: several stand apart by semicolons, capitals do not matter."""
    text = tags.get(key)
    if not text:
        return frozenset()
    return frozenset(word for part in text.lower().split(";") if (word := part.strip()))


def attributes(tags: Tags, rules: Rules) -> Attributes | None:
    """Return what to keep of a way, or None where the way is not of the mode."""
    found = _ferry(tags, rules) if is_ferry(tags) else _track(tags, rules)
    if found is None:
        return None
    kind, status = found
    if status not in rules.statuses:
        return None
    own = {**tags, rules.key: kind}
    if is_ferry(tags):
        own["route"] = "ferry"
    texts = [_clean(own.get(key, "")) for key in KEPT[rules.mode]]
    texts += [_clean(tags.get(key, "")) for key in NAMES.values()]
    gauge = gauges_mm(tags.get("gauge", "")) if rules.mode == "rail" and kind else ()
    return Attributes(tuple(texts), status, direction(tags, kind), gauge, traffic(tags, rules))


def traffic(tags: Tags, rules: Rules) -> str:
    """Return ``passenger`` where freight may not use a way, else nothing.

    On rail, that is where ``railway:traffic_mode`` says ``passenger`` alone. On roads, of
    ``access``, ``vehicle``, ``motor_vehicle``, ``goods`` and ``hgv`` the last one counts, as
    Key:access has it. What is open to those who live or deliver there is open, and so is what
    one of several words opens. A limit of weight that stops every lorry closes a road.
    """
    if rules.mode == "rail":
        return PASSENGER if said(tags, _TRAFFIC) == {PASSENGER} else ""
    words = next((found for key in reversed(ACCESS) if (found := said(tags, key))), frozenset())
    shut = bool(words) and words <= _CLOSED
    limit = min(tonnes(tags.get(key, "")) for key in _LIMITS)
    return PASSENGER if shut or limit <= LEAST_LORRY_T else ""


def why_not(tags: Tags, rules: Rules) -> str:
    """Say in a few words why `attributes` takes no way with these tags."""
    if is_ferry(tags):
        carried = "trains" if rules.mode == "rail" else "road vehicles"
        return f"ferries that are not said to carry {carried}"
    kind, status = _stage(tags, rules)
    if kind in rules.kinds and status not in rules.statuses:
        return f"of status {status}"
    if kind in rules.kinds:
        return f"of service {_clean(tags.get('service', ''))[:20]}"
    return f"of another {rules.key}"


def _track(tags: Tags, rules: Rules) -> tuple[str, str] | None:
    """Return kind and status of a track or road, None where it is not wanted."""
    kind, status = _stage(tags, rules)
    if kind not in rules.kinds:
        return None
    if rules.mode == "rail" and not said(tags, "service") <= {*rules.services}:
        return None
    return kind, status


def _stage(tags: Tags, rules: Rules) -> tuple[str, str]:
    value = tags.get(rules.key, "")
    if value in LIFECYCLE:
        # The kind stands under the stage's own key, or nowhere: a plain railway is meant then.
        bare = "rail" if rules.mode == "rail" else ""
        stated = tags.get(value) or tags.get(f"{value}:{rules.key}") or bare
        return (bare if stated in _YES else stated), LIFECYCLE[value]
    for stage, status in LIFECYCLE.items():
        kind = tags.get(f"{stage}:{rules.key}", "")
        if kind and not value:
            return kind, status
        if value and tags.get(stage) in _YES:
            return value, status
    return value, "operating"


def _ferry(tags: Tags, rules: Rules) -> tuple[str, str] | None:
    if rules.mode == "rail":
        told = said(tags, "railway") & {*RAIL_KINDS, *_FERRIES}
        told |= said(tags, "route") & {"railway", "train_ferry"}
        carries = bool(told or said(tags, "ferry") & _RAIL_FERRIES or _opened(tags, _TRAINS))
    else:
        carries = _opened(tags, _VEHICLES) or bool(said(tags, "ferry") & rules.kinds)
    return ("", "operating") if carries else None


def _opened(tags: Tags, keys: Iterable[str]) -> bool:
    """Tell whether one of several tags lets its users on."""
    return any(said(tags, key) & _YES for key in keys)


def direction(tags: Tags, kind: str) -> int:
    """Return 1, -1 or 0 from ``oneway`` and, on rail, ``railway:preferred_direction``.

    A track that is worked both ways as a rule (``railway:bidirectional=regular``) is 0, and so is
    a road whose direction changes (``reversible``, ``alternating``). What is said of lorries goes
    before what is said of all.
    """
    oneway = next((tags[key] for key in _ONEWAY if tags.get(key)), "").strip().lower()
    if oneway in _FORWARD:
        return 1
    if oneway in _BACKWARD:
        return -1
    if kind in RAIL_KINDS:
        preferred = tags.get("railway:preferred_direction", "")
        regular = tags.get("railway:bidirectional") == "regular"
        return 0 if regular else {"forward": 1, "backward": -1}.get(preferred, 0)
    implied = kind in _IMPLIED_ONEWAY or tags.get("junction") in ("roundabout", "circular")
    return 1 if implied and not oneway else 0


def _clean(text: str) -> str:
    """Return a value as one line of printable text."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def tag_keys(rules: Rules) -> Iterable[str]:
    """Return every key that `attributes` looks at."""
    stages = [key for stage in LIFECYCLE for key in (stage, f"{stage}:{rules.key}")]
    carried = _TRAINS if rules.mode == "rail" else _VEHICLES
    led = ("railway:preferred_direction", "railway:bidirectional")
    rest = (*_ONEWAY, *_LIMITS, _TRAFFIC, *led, "junction", "ferry", "railway")
    return dict.fromkeys([*KEPT[rules.mode], *NAMES.values(), *stages, *carried, *rest])
