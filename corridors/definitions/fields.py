"""The types of fields in definitions, with the checks that each makes."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    ValidationInfo,
)

from corridors.definitions.vocabulary import PARTIAL, first_day
from geodata.csv_rows import CONTROL
from geodata.places.languages import tongues


def _written(value: object) -> object:
    """TOML has dates of its own; take a whole one as its text."""
    return value.isoformat() if type(value) is dt.date else value


def _calendar(value: str) -> str:
    first_day(value)
    return value


def _printable(value: str) -> str:
    if CONTROL.search(value.replace("\n", " ")):
        raise ValueError("holds a control character; remove it")
    return value


def _one_line(value: str) -> str:
    if CONTROL.search(value):
        raise ValueError("holds a control character or a line break; remove it")
    return value


class StandIn(str):
    """A name in one language that stands where there is none in another."""

    __slots__ = ()


OWN = "own"
"""The key of the context of validation under which names in one language are enough."""


def _in_all(names: dict[str, str], info: ValidationInfo) -> dict[str, str]:
    asked = [tag for tag, tongue in tongues().items() if tongue.is_named]
    missing = [lang for lang in asked if lang not in names]
    if not missing:
        return names
    if not names or not (info.context or {}).get(OWN):
        raise ValueError(f"no name in {', '.join(missing)}; add it")
    stand_in = next(names[lang] for lang in (*asked, *names) if lang in names)
    return {**names, **dict.fromkeys(missing, StandIn(stand_in))}


_SLUG = "[a-z0-9]+(-[a-z0-9]+)*"


_SLUG_FORM = f"^{_SLUG}$"


_LEG_REF_FORM = f"^-?({_SLUG}:)?{_SLUG}$"


_URL_FORM = r"""^https?://[^\s<>"'`]+$"""


_TAG_FORM = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"


_PARTIAL_DATE_FORM = f"^{PARTIAL.pattern}$"


_COUNTRY_FORM = "^[A-Z]{2}$"


FORMS = {
    _SLUG_FORM: "an id: small ascii letters, digits and hyphens, such as 'aktau-alat'",
    _LEG_REF_FORM: "a reference: 'leg', 'corridor:leg', or either behind '-' to run it backwards",
    _PARTIAL_DATE_FORM: "write YYYY, YYYY-MM or YYYY-MM-DD",
    _URL_FORM: "an address that begins with https://",
    _TAG_FORM: "a language tag such as en, ru, zh or kk",
    _COUNTRY_FORM: "an ISO 3166-1 alpha-2 code such as KZ",
}
"""Patterns of the text fields, and what each asks for in plain words."""


Slug = Annotated[str, StringConstraints(pattern=_SLUG_FORM)]
"""An id: ascii kebab-case."""


RefText = Annotated[str, StringConstraints(pattern=_LEG_REF_FORM)]
"""``leg``, ``corridor:leg``, or either behind a ``-`` that runs it backwards."""


Label = Annotated[str, StringConstraints(min_length=1), AfterValidator(_one_line)]
"""One line of text."""


Prose = Annotated[str, AfterValidator(_printable)]
"""Text of one line or several."""


Url = Annotated[str, StringConstraints(pattern=_URL_FORM), Label]
"""A web address."""


Tag = Annotated[str, StringConstraints(pattern=_TAG_FORM)]
"""A BCP-47 language tag: ``en``, ``zh``, ``sr-Latn``."""


Words = dict[Tag, Label]


Names = Annotated[
    Words,
    AfterValidator(_in_all),
    Field(
        json_schema_extra={
            "minProperties": 1,
            "examples": [{"en": "...", "ru": "...", "zh": "..."}],
        }
    ),
]
"""Names by language tag. The shipped catalogue has en, ru and zh of each, and others where a page
states them; in a folder of one's own one is enough, and stands in for the others."""


PartialDate = Annotated[
    str,
    BeforeValidator(_written),
    StringConstraints(pattern=_PARTIAL_DATE_FORM),
    AfterValidator(_calendar),
]
"""``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, as text."""


Day = Annotated[dt.date, Strict()]


Number = Annotated[float, Strict(), Field(gt=-1e15, lt=1e15, allow_inf_nan=False)]
"""Any number that can be written out with its digits; what is larger is a slip of the pen."""


LengthKm = Annotated[float, Strict(), Field(gt=0, lt=40_000, allow_inf_nan=False)]


GaugeMm = Annotated[int, Strict(), Field(ge=500, le=1800)]


Year = Annotated[int, Strict(), Field(ge=1800, le=2200)]


Flag = Annotated[bool, Strict()]


Country = Annotated[str, StringConstraints(pattern=_COUNTRY_FORM)]


class Record(BaseModel):
    """A frozen record; unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
