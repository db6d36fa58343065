"""Says in plain words what pydantic found wrong with a file: item, message, remedy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args

from corridors.definitions.fields import FORMS, Record
from geodata.csv_rows import CONTROL
from geodata.errors import InputError, Problem, did_you_mean, suggest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails


def explain(
    error: ValidationError, data: Mapping[str, Any], *, file: str, model: type[Record]
) -> list[Problem]:
    """Translate what pydantic found into problems with an item path and a remedy.

    Parameters
    ----------
    error
        What pydantic raised.
    data
        The document as parsed; items are named by the ``id`` they hold there.
    file
        Its name.
    model
        The record it was read into.
    """
    return [
        Problem(file, _item(data, detail["loc"]), *_fault(detail, model))
        for detail in error.errors(include_url=False)
    ]


def _item(data: object, loc: tuple[int | str, ...]) -> str:
    """Write a place in a document as ``leg[altynkol-aktau].status[1].from``."""
    path = ""
    for part in loc:
        if part == "[key]":
            continue
        data = _at(data, part)
        if isinstance(part, int):
            own = data.get("id") if isinstance(data, dict) else None
            path += f"[{_shown(own) if isinstance(own, str) else part + 1}]"
        else:
            path += f".{_shown(part)}" if path else _shown(part)
    return path


def _at(data: object, part: int | str) -> object:
    if isinstance(data, dict):
        return data.get(part)
    if isinstance(data, list) and isinstance(part, int) and part < len(data):
        return data[part]
    return None


def _shown(text: str) -> str:
    return CONTROL.sub("?", text[:80])


def _fault(detail: ErrorDetails, model: type[Record]) -> tuple[str, str]:
    """Return message and remedy for one of pydantic's findings."""
    kind = detail["type"]
    if wording := _WORDINGS.get(kind):
        return wording(detail, model)
    message = f"{_given(detail)}: {detail['msg'][:1].lower()}{detail['msg'][1:]}"
    return message, _REMEDIES.get(kind, "")


def _unknown_key(detail: ErrorDetails, model: type[Record]) -> tuple[str, str]:
    known = _keys(_model_at(model, detail["loc"][:-1]))
    key = str(detail["loc"][-1])
    return "unknown key", did_you_mean(key, known) or f"the keys are {', '.join(known)}"


def _missing(_detail: ErrorDetails, _model: type[Record]) -> tuple[str, str]:
    return "is missing", "add it"


def _unknown_word(detail: ErrorDetails, _model: type[Record]) -> tuple[str, str]:
    expected, given = detail["ctx"]["expected"], detail["input"]
    words = re.findall(r"[\w-]+", expected.replace(" or ", " "))
    quoted = isinstance(given, str) and given in words and repr(given) not in expected
    remedy = f"write {given}, without quotes" if quoted else suggest(str(given), words)
    return f"{_given(detail)} is not known here", remedy


def _too_many(detail: ErrorDetails, _model: type[Record]) -> tuple[str, str]:
    most, given = detail["ctx"]["max_length"], detail["ctx"]["actual_length"]
    return f"has {given} items", f"{most} at most"


def _no_list(detail: ErrorDetails, _model: type[Record]) -> tuple[str, str]:
    if isinstance(detail["input"], dict):
        return "is one table", f"write [[{detail['loc'][-1]}]], a list of tables"
    return f"{_given(detail)} is no list", "write [...]"


def _said(detail: ErrorDetails, _model: type[Record]) -> tuple[str, str]:
    error = detail["ctx"]["error"]
    if isinstance(error, InputError):
        return error.problems[0].message, error.problems[0].remedy
    message, _, remedy = str(error).partition("; ")
    return message, remedy


def _malformed(detail: ErrorDetails, _model: type[Record]) -> tuple[str, str]:
    return f"{_given(detail)} is not of the right form", FORMS.get(detail["ctx"]["pattern"], "")


def _given(detail: ErrorDetails) -> str:
    return _shown(repr(detail["input"]))


_WORDINGS: dict[str, Callable[[ErrorDetails, type[Record]], tuple[str, str]]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing,
    "too_long": _too_many,
    "enum": _unknown_word,
    "literal_error": _unknown_word,
    "tuple_type": _no_list,
    "value_error": _said,
    "string_pattern_mismatch": _malformed,
}


_REMEDIES = {
    "string_type": "write it in quotes",
    "date_type": "write a date without quotes: 2026-11-23",
    "float_type": "write a number without quotes",
    "int_type": "write a whole number without quotes",
    "bool_type": "write true or false, without quotes",
    "too_short": "add one",
}


def _keys(model: type[Record]) -> list[str]:
    return [info.alias or name for name, info in model.model_fields.items()]


def _model_at(model: type[Record], loc: tuple[int | str, ...]) -> type[Record]:
    """Return the record that stands at a place in a document."""
    for part in loc:
        for name, info in model.model_fields.items():
            if part == (info.alias or name):
                model = _record_in(info.annotation) or model
    return model


def _record_in(annotation: object) -> type[Record] | None:
    """Return the record inside an annotation such as ``tuple[Leg, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    return next((found for arg in get_args(annotation) if (found := _record_in(arg))), None)
