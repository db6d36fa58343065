"""What docs/architecture.md promises of imports and packages."""

import ast
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corridors.cli.main import COMMANDS, app
from tests import house

ROOT = Path(__file__).resolve().parents[1]


ORDER = ["seeds", "geodata", "corridors", "maps"]


SOURCES = sorted(path for name in ORDER for path in (ROOT / name).rglob("*.py"))


@cache
def imports(path, *, inside_functions=True):
    """The absolute names that a module imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = ast.walk(tree) if inside_functions else tree.body
    return [name for node in nodes for name in named(node)]


def named(node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.level == 0 else []


def package(path):
    return path.relative_to(ROOT).parts[0]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(path):
    own = ORDER.index(package(path))
    above = {name.split(".")[0] for name in imports(path)} & set(ORDER[own + 1 :])
    if "cli" in path.parts:
        above -= {"maps"}
        at_top = {name.split(".")[0] for name in imports(path, inside_functions=False)}
        assert "maps" not in at_top
    assert not above


def test_no_modules_import_each_other_in_a_circle(monkeypatch):
    """Imports inside functions and for types count as well."""
    monkeypatch.chdir(ROOT)
    assert house.circles(house.modules()) == []


def test_no_folders_import_each_other_in_a_circle(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert house.folder_circles(house.modules()) == []


def test_a_circle_of_folders_is_found(tmp_path, monkeypatch):
    """No two modules import each other here, and yet neither folder lies below the other."""
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "one/a.py": "import maps.two.a",
        "one/b.py": "",
        "two/a.py": "",
        "two/b.py": "from maps.one import b",
    }.items():
        path = tmp_path / "maps" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert house.circles(house.modules()) == []
    assert house.folder_circles(house.modules()) == [["maps.one", "maps.two"]]


def test_a_circle_is_found(tmp_path, monkeypatch):
    """One import for types, one inside a function."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "geodata"
    folder.mkdir()
    (folder / "one.py").write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from geodata.two import B\n"
    )
    (folder / "two.py").write_text("def f():\n    import geodata.one\n")
    assert house.circles(house.modules()) == [["geodata.one", "geodata.two"]]


def test_nobody_imports_the_command_line():
    users = [
        path
        for path in SOURCES
        if "cli" not in path.parts
        and path.name != "__main__.py"
        and any(name.startswith("corridors.cli") for name in imports(path))
    ]
    assert users == []


@pytest.mark.parametrize(
    ("module", "home"),
    [
        ("folium", "maps"),
        ("branca", "maps"),
        ("osmnx", "geodata/osm"),
        ("socket", "geodata/osm"),
        ("urllib", "geodata/osm"),
        ("requests", "geodata/osm"),
        ("routingkit_cch", "geodata"),
    ],
)
def test_module_stays_at_home(module, home):
    users = [path for path in SOURCES if module in {name.split(".")[0] for name in imports(path)}]
    assert all(str(path.relative_to(ROOT)).startswith(home) for path in users), users


def test_only_one_module_holds_the_binding():
    users = [path.name for path in SOURCES if "routingkit_cch" in imports(path)]
    assert users == ["engines.py"]


def test_importing_corridors_is_cheap():
    heavy = ["geopandas", "folium", "osmnx", "scipy", "pyarrow", "shapely", "pandas", "matplotlib"]
    code = f"import corridors, sys; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"


def test_a_command_imports_its_own_module_alone():
    code = (
        "import sys; from typer.testing import CliRunner; from corridors.cli.main import app;"
        "done = CliRunner().invoke(app, ['stale', '--help']);"
        "print(done.exit_code, *sorted(m for m in sys.modules if m.startswith('corridors.cli.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    code, *modules = done.stdout.split()
    assert code == "0"
    assert "corridors.cli.catalogue" in modules
    assert not {f"corridors.cli.{name}" for name in ("draw", "osm", "scenario", "ways", "hubs")} & {
        *modules
    }


def test_every_command_is_there_and_a_misspelt_one_is_told_what_comes_near():
    runner = CliRunner()
    for name in COMMANDS:
        assert runner.invoke(app, [name, "--help"]).exit_code == 0, name
    done = runner.invoke(app, ["lenghts"])
    assert done.exit_code == 2
    assert "'lengths'" in done.output


def test_seeds_hold_no_code():
    assert [path.name for path in (ROOT / "seeds").rglob("*.py")] == ["__init__.py"]


def test_top_level_holds_four_packages():
    found = sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))
    assert found == sorted(ORDER)


def test_wheel_lists_the_packages_and_no_tests():
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert sorted(config["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == sorted(ORDER)


def test_version_and_changelog_agree():
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    newest = re.search(r"^## \[?(\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest.group(1) == config["project"]["version"]


def test_every_dependency_has_a_reason():
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    text = (ROOT / "docs/architecture.md").read_text().lower()
    names = [
        re.match(r"[A-Za-z0-9_.-]+", line).group(0).lower()
        for line in config["project"]["dependencies"]
    ]
    assert [name for name in names if f"`{name}`" not in text] == []


def test_every_error_of_ours_stands_in_the_tree():
    """``class X(AtlasError)`` anywhere, and what derives from it, is drawn in geodata.errors."""
    parents = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    ours = {"AtlasError"}
    while more := {name for name, bases in parents.items() if bases & ours} - ours:
        ours |= more
    tree = (ROOT / "geodata" / "errors.py").read_text(encoding="utf-8").split('"""')[1]
    assert set(re.findall(r"^\W*(\w+Error)\b", tree, flags=re.MULTILINE)) == ours


PROGRAMS = {"tests", "tests.house", "tests.reference"}
"""Run with -m from the root of the checkout, and imported as such; so are the benchmarks."""


def test_helpers_of_tests_are_imported_one_way():
    """As ``import toy_atlas``: pytest finds them from wherever it is run."""
    strange = {
        (path.name, name)
        for path in (ROOT / "tests").glob("*.py")
        for name in imports(path)
        if name.split(".")[0] == "tests" and name not in PROGRAMS
    }
    assert {name for _, name in strange} <= {"tests.benchmarks.command"}


def test_commands_are_short():
    """A function of the command line parses, calls and prints: 25 lines at most."""
    long = [
        (str(path.relative_to(ROOT)), name, lines)
        for path in SOURCES
        if "cli" in path.parts
        for name, lines, _ in house.functions(ast.parse(path.read_text(encoding="utf-8")))
        if lines > 25
    ]
    assert long == []
