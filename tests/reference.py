"""``docs/reference.md``: the public names and tables, made of docstrings and schemas.

``python -m tests.reference`` from the root of the checkout.
"""

import inspect
from pathlib import Path

import corridors
import geodata
import maps
from corridors.output.schemas import schemas

FILE = Path(__file__).resolve().parents[1] / "docs" / "reference.md"


def _first_line(thing):
    doc = inspect.getdoc(thing)
    return doc.splitlines()[0].replace("|", "\\|") if doc else ""


def _call(name, function):
    parameters = list(inspect.signature(function).parameters.values())
    told = [str(each).split(":")[0].split("=")[0].strip() for each in parameters]
    return f"{name}({', '.join(word for word in told if word not in ('self', 'cls'))})"


def _verbs(kind):
    """The public methods and properties that a class of ours states itself."""
    for name, member in inspect.getmembers(kind):
        if name.startswith("_") or not _is_ours(member):
            continue
        if inspect.isfunction(member) or inspect.ismethod(member):
            yield _call(name, member), _first_line(member)
        elif isinstance(member, property) or hasattr(member, "func"):
            yield name, _first_line(getattr(member, "func", member))


def _is_ours(member):
    inner = getattr(member, "fget", None) or getattr(member, "func", None) or member
    home = getattr(inner, "__module__", "") or ""
    return home.split(".")[0] in ("geodata", "corridors", "maps")


def _names(package):
    yield f"## {package.__name__}\n\n{_first_line(package)}\n"
    for name in package.__all__:
        thing = getattr(package, name)
        if isinstance(thing, str):
            yield f"- `{name}`: the version"
        elif inspect.isclass(thing):
            yield f"- `{name}`: {_first_line(thing)}"
            yield from (f"    - `{call}`: {line}" for call, line in _verbs(thing))
        else:
            yield f"- `{_call(name, thing)}`: {_first_line(thing)}"
    yield ""


def _tables():
    yield "## Tables\n"
    yield "Lengths are km, times h, gauges mm; coordinates lon, lat in EPSG:4326. What is not known"
    yield "is NaN in numbers and empty in text.\n"
    for schema in schemas().values():
        yield f"### {schema.frame}\n\n`{schema.made_by}`\n"
        yield "| column | type | unit | meaning |\n|---|---|---|---|"
        for column in schema.columns:
            where = "; only where there is any" if column.is_optional else ""
            meaning = column.meaning.replace("|", "\\|") + where
            yield f"| `{column.name}` | {column.kind} | {column.unit} | {meaning} |"
        yield ""


def text():
    """Return the page."""
    head = [
        "# Reference\n",
        "Made by `python -m tests.reference`; do not edit. The names below are the public ones;",
        "`help()` tells more of each.\n",
    ]
    names = [line for package in (corridors, maps, geodata) for line in _names(package)]
    return "\n".join([*head, *names, *_tables()]).rstrip() + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
