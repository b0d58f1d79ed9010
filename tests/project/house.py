"""Measure the structure of the source: sizes, import order, private names, repeated code, documentation.

    python tests/project/house.py

prints the figures. `test_structure.py` asserts a limit for each of them.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).parents[2]
PACKAGE = PROJECT / "src" / "kratomcli"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Layers, lowest first: a package may import only from itself and from those listed before it.
ORDER = [
    *(
        "errors",
        "patterns",
        "named_tuples",
        "batches",
        "dates",
        "text",
        "files",
        "model",
        "conventions",
        "config",
        "markup",
        "links",
        "query",
        "catalog",
    ),
    *(
        "readers",
        "editing",
        "engine",
        "index",
        "cluster",
        "reuse",
        "meaning",
        "search",
        "checks",
        "export",
        "charts",
        "importers",
        "desk",
        "library",
        "tool_server",
        "render",
        "tui",
        "cli",
    ),
    "__main__",
]


def module_name(path: Path) -> str:
    return ".".join(("kratomcli", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")


NAMES = {module_name(path): path for path in MODULES}


def imports(path: Path) -> set[str]:
    """Dotted names that a file imports anywhere: at the top, inside functions, or under TYPE_CHECKING.

    `from a import b` gives "a.b", since b may be a module or a name in one.
    """
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def own_imports(path: Path) -> set[str]:
    """Modules of kratomcli that a file imports, other than itself and the top-level package."""
    found = set()
    for name in imports(path):
        while name not in NAMES and "." in name:
            name = name.rpartition(".")[0]
        found |= {name} & {*NAMES} - {module_name(path)}
    return found - {"kratomcli"}


def part(module: str) -> str:
    """The top-level package or module that a module belongs to: "search" for "kratomcli.search.ranking"."""
    return module.split(".")[1]


def upward() -> list[str]:
    """Imports that violate the layering: those from a package listed later in ORDER, as readable lines."""
    return [
        f"{name} imports {module}"
        for name, path in NAMES.items()
        if name != "kratomcli"
        for module in sorted(own_imports(path))
        if ORDER.index(part(module)) > ORDER.index(part(name))
    ]


def circle() -> list[str]:
    """The modules of one import cycle, in order; empty if there is none."""
    graph = {name: own_imports(path) for name, path in NAMES.items() if name != "kratomcli"}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


class Function(NamedTuple):
    name: str
    lines: int
    """Lines from `def` to the end of the function, without the docstring."""
    parameters: int
    """Number of parameters, without `self`, `cls`, `*args` and `**kwargs`."""


def functions() -> list[Function]:
    return [
        Function(f"{path.relative_to(PACKAGE)}:{node.name}", _lines(node), _parameters(node))
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def _parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    names = [each.arg for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def is_command(name: str) -> bool:
    """Whether Typer reads a function's parameters as the options of a command."""
    module, _, function = name.partition(":")
    return module.startswith("cli/") and not function.startswith("_")


def private() -> list[str]:
    """Private names (leading underscore) that a module imports, or reads from an object that is not its own.

    A name counts as the module's own if the module defines it or sets it on `self` or `cls`.
    """
    public = {"_replace", "_asdict", "_fields", "_make", "_exit"}  # documented as public in NamedTuple and os
    found = []
    for path in MODULES:
        tree = ast.parse(path.read_text())
        own = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and _of_self(node)}
        own |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        own |= {
            node.target.id
            for node in ast.walk(tree)
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                found += [f"{path}: {each.name}" for each in node.names if _is_private(each.name)]
            elif isinstance(node, ast.Attribute) and _is_private(node.attr):
                is_own = _of_self(node) or node.attr in public | own
                found += [] if is_own else [f"{path}:{node.lineno}: {ast.unparse(node)}"]
    return found


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def _of_self(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")


def types() -> dict[str, list[str]]:
    """Maps each class or type alias, without its leading underscore, to the modules that define it."""
    found: dict[str, list[str]] = {}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.name] if isinstance(node, ast.ClassDef) else []
            if isinstance(node, ast.Assign):
                names = [each.id for each in node.targets if isinstance(each, ast.Name)]
            for name in names:
                if _CAMEL_CASE.fullmatch(name):
                    found.setdefault(name.lstrip("_"), []).append(str(path.relative_to(PACKAGE)))
    return found


_CAMEL_CASE = re.compile(r"_?[A-Z]+[a-z][A-Za-z]*")


def repeated(folder: str, run: int = 6) -> list[str]:
    """Runs of `run` identical lines in two functions of a package; signatures and indentation are ignored."""
    seen: dict[tuple[str, ...], str] = {}
    found = []
    for path in sorted((PACKAGE / folder).rglob("*.py")):
        lines = path.read_text().splitlines()
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.FunctionDef):
                continue
            body = [line.strip() for line in lines[node.body[0].lineno - 1 : node.end_lineno] if line.strip()]
            for at in range(len(body) - run + 1):
                where = f"{path.name}:{node.name}"
                first = seen.setdefault(tuple(body[at : at + run]), where)
                if first != where:
                    found.append(f"{first} and {where}: {body[at]}")
    return found


def packages() -> list[str]:
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def not_named(page: Path) -> list[str]:
    """Packages that a page of the documentation does not mention."""
    text = page.read_text()
    return [name for name in packages() if f"`{name}/" not in text]


def top_modules() -> list[str]:
    return sorted(path.stem for path in PACKAGE.glob("*.py"))


def longest(most: int = 400) -> list[tuple[int, str]]:
    """(lines, path) of each module with more than `most` lines, longest first."""
    counted = [(len(path.read_text().splitlines()), str(path.relative_to(PACKAGE))) for path in MODULES]
    return sorted((each for each in counted if each[0] > most), reverse=True)


def main() -> None:
    all_functions = functions()
    long = [each for each in all_functions if each.lines > 40]
    wide = [each for each in all_functions if each.parameters > 6 and not is_command(each.name)]
    again = [f"{name} {', '.join(where)}" for name, where in types().items() if len(where) > 1]
    sizes = Counter(part(name) for name in NAMES if name != "kratomcli")
    figures: list[tuple[str, int, list[str]]] = [
        ("modules at the top", len(top_modules()), top_modules()),
        ("packages", len(packages()), [f"{name} ({sizes[name]})" for name in packages()]),
        ("modules over 400 lines", len(longest()), [f"{name} {lines}" for lines, name in longest()]),
        ("functions", len(all_functions), []),
        ("functions over 40 lines", len(long), [f"{each.name} {each.lines}" for each in long]),
        ("over 6 parameters, commands aside", len(wide), [f"{each.name} {each.parameters}" for each in wide]),
        ("imports up", len(upward()), upward()),
        ("modules in a circle", len(circle()), circle()),
        ("private names of others", len(private()), private()),
        ("names of several types", len(again), again),
        ("runs of six lines twice in cli/", len(repeated("cli")), repeated("cli")),
        ("packages CONTRIBUTING leaves out", len(not_named(PROJECT / "CONTRIBUTING.md")), []),
    ]
    for name, number, which in figures:
        print(f"{number:6,}  {name}")
        for each in which:
            print(f"          {each}")


if __name__ == "__main__":
    main()
