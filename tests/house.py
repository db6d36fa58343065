"""Figures of the house, printed by ``make lint``; its limits hold there, and circles in the test of architecture.

``python -m tests.house`` from the root of the checkout.
"""

import ast
import sys
from collections import Counter
from pathlib import Path

import networkx as nx

PACKAGES = ("geodata", "corridors", "maps")
MODULE_LINES, FUNCTION_LINES, PARAMETERS = 350, 40, 8


def modules():
    """Dotted name to path of every module of the three packages."""
    return {
        ".".join(path.with_suffix("").parts).removesuffix(".__init__"): path
        for package in PACKAGES
        for path in sorted(Path(package).rglob("*.py"))
        if "node_modules" not in path.parts
    }


def imported(tree, known):
    """The modules of ours that a module imports, inside functions and for types too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                if full in known or node.module in known:
                    yield full if full in known else node.module


def circles(found):
    """Groups of modules that import each other."""
    graph = nx.DiGraph()
    for name, path in found.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        graph.add_edges_from((name, other) for other in imported(tree, found) if other != name)
    groups = nx.strongly_connected_components(graph)
    return sorted(sorted(group) for group in groups if len(group) > 1)


def folder_circles(found):
    """Groups of folders of one package of which modules import each other."""
    graph = nx.DiGraph()
    for name, path in found.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for own, other in ((name.split("."), full.split(".")) for full in imported(tree, found)):
            if own[0] == other[0] and len(own) > 1 < len(other) and own[1] != other[1]:
                graph.add_edge(".".join(own[:2]), ".".join(other[:2]))
    groups = nx.strongly_connected_components(graph)
    return sorted(sorted(group) for group in groups if len(group) > 1)


def functions(tree):
    """Lines of the body without its docstring, and number of parameters, of each function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = node.end_lineno - body[0].lineno + 1 if body else 0
            yield node.name, lines, len(node.args.args) + len(node.args.kwonlyargs)


def main():
    """Print the figures; exit with 1 where one is over its limit."""
    found = modules()
    texts = {path: path.read_text(encoding="utf-8") for path in found.values()}
    trees = {path: ast.parse(text) for path, text in texts.items()}
    rings = circles(found)
    made = [row for tree in trees.values() for row in functions(tree)]
    folders = Counter(path.parent for path in texts)
    fullest, files = folders.most_common(1)[0]
    long = sorted(((text.count("\n"), str(path)) for path, text in texts.items()), reverse=True)
    in_maps = sum(
        isinstance(node, ast.Name) and node.id == "Any"
        for path, tree in trees.items()
        if path.parts[0] == "maps"
        for node in ast.walk(tree)
    )
    lines = [lines for _, lines, _ in made]
    figures = [
        ("circles of imports", len(rings), 0),
        (f"files in the fullest folder ({fullest})", files, 15),
        (f"modules over {MODULE_LINES} lines", sum(n > MODULE_LINES for n, _ in long), 5),
        (f"lines of the longest module ({long[0][1]})", long[0][0], 450),
        ("functions over 60 lines", sum(n > 60 for n in lines), 0),
        (f"functions over {FUNCTION_LINES} lines", sum(n > FUNCTION_LINES for n in lines), 3),
        (f"functions over {PARAMETERS} parameters", sum(n > PARAMETERS for *_, n in made), 3),
        ("the name Any in maps", in_maps, 79),
        ("noqa", sum(text.count("# noqa") for text in texts.values()), 89),
    ]
    for ring in rings:
        print("  " + " ".join(ring))
    for what, value, limit in figures:
        print(f"{what}: {value}" + (f", over {limit}" if value > limit else ""))
    return any(value > limit for _, value, limit in figures)


if __name__ == "__main__":
    sys.exit(main())
