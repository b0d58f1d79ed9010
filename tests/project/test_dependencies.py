"""What is declared of other packages: all that are imported, with bounds where strangers' texts are read."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest

from conftest import PROJECT

PROJECT_TABLE = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
NOT_OF_THE_PROGRAM = {"browser", "dev", "bench", "mutation"}  # what only tests and benchmarks use
EXTRAS = sorted(PROJECT_TABLE["optional-dependencies"].keys() - NOT_OF_THE_PROGRAM)
DECLARED = [
    *PROJECT_TABLE["dependencies"],
    *(line for extra in EXTRAS for line in PROJECT_TABLE["optional-dependencies"][extra]),
]

READS_WHAT_STRANGERS_WROTE = {
    *("python-frontmatter", "pyyaml", "markdown", "markdown-it-py", "nh3", "charset-normalizer", "pygments"),
    *("jinja2", "markupsafe", "rich", "tantivy", "pagefind", "ebooklib", "lxml", "typst", "pypdfium2"),
    *("feedparser", "citeproc-py"),
}


def name_of(requirement: str) -> str:
    found = re.match(r"[\w.-]+", requirement)
    assert found
    return found[0].lower().replace("_", "-")


def upper_of(requirement: str) -> tuple[int, ...] | None:
    found = re.search(r"<(\d+(?:\.\d+)*)", requirement)
    return tuple(map(int, found[1].split("."))) if found else None


def imported() -> set[str]:
    """The top modules that the package imports, its own and the standard library's left out."""
    found = set()
    for path in (PROJECT / "src" / "kratomcli").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"kratomcli", "_typeshed"}


def test_each_package_that_is_imported_is_declared() -> None:
    names = {name_of(line) for line in DECLARED}
    known = packages_distributions()
    for module in imported():
        owners = {owner.lower().replace("_", "-") for owner in known[module]}
        owners |= {owner.removesuffix("-bin") for owner in owners}  # an extra of the other
        assert owners & names, f"{module} is imported, but none of {owners} is declared"


NOT_PROMISED = {
    ("engine/translation.py", "LockBusy"): "tantivy has one exception: a lock is known by its text",
    ("engine/translation.py", "os error"): "as is a full disk",
    ("engine/translation.py", "PanicException"): "what pyo3 raises has no name that can be imported",
    ("engine/tantivy.py", "opstamp"): "the number of the last commit is only in the file that tantivy keeps",
    (
        "readers/yaml_handler.py",
        "def resolve",
    ): "PyYAML's own way takes a sixth more of the time of each file",
    ("readers/yaml_handler.py", "not allowed here"): "a message; without it the parser's own words are shown",
    ("readers/front_matter.py", "(at "): "before Python 3.14 tomllib says the line in its message alone",
    ("engine/segment_checksums.py", "crc"): "tantivy writes checksums and never looks at them",
    ("engine/segment_checksums.py", "segment_id"): "which files those are, the same file says",
}
"""What is relied on though no interface promises it, and why. The tests of each place fail when it
changes."""


def test_what_no_interface_promises_is_listed_and_mostly_of_the_engine() -> None:
    """The engine's version is bound to one minor, and a new one to be tried, as its files change with it anyway."""
    for (place, sign), reason in NOT_PROMISED.items():
        assert sign in (PROJECT / "src" / "kratomcli" / place).read_text(), reason
    assert upper_of(next(line for line in DECLARED if name_of(line) == "tantivy")) == (0, 28)
    for path in (PROJECT / "src" / "kratomcli").rglob("*.py"):
        place = path.relative_to(PROJECT / "src" / "kratomcli").as_posix()
        assert "meta.json" not in path.read_text() or place.startswith(("engine/", "index/")), place


def of_others(path: Path) -> Iterator[str]:
    """Where a module takes what another package keeps to itself, or puts something of its own in there."""
    tree = ast.parse(path.read_text())
    others = {
        (alias.asname or alias.name).partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if not (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kratomcli"))
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and not (node.module or "").startswith("kratomcli"):
            names = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
            yield from (f"import of {name}" for name in names if is_private(name))
        elif isinstance(node, ast.Import):
            names = [name for alias in node.names for name in alias.name.split(".")]
            yield from (f"import of {name}" for name in names if is_private(name))
        elif isinstance(node, ast.Assign | ast.AugAssign | ast.Delete):
            targets = node.targets if not isinstance(node, ast.AugAssign) else [node.target]
            for target in targets:
                base = target
                while isinstance(base, ast.Attribute | ast.Subscript):
                    base = base.value
                if base is not target and isinstance(base, ast.Name) and base.id in others:
                    yield ast.unparse(target)


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


REPLACED = {
    ("__main__.py", "sys.path[0]"): "documented to be changed",
    ("cli/interrupt.py", "sys.unraisablehook"): "documented to be set",
    ("cli/streams.py", "sys.stdout"): "documented to be set",
    ("cli/streams.py", "sys.stderr"): "documented to be set",
    ("cli/interrupt.py", "import of _thread"): "interrupt_main, documented there",
    ("tui/__init__.py", "os.environ['NO_COLOR']"): "where Textual looks, and nowhere else",
    ("export/output.py", "import of _typeshed"): "for types alone, as typeshed documents it",
}


def test_nothing_is_taken_that_others_keep_to_themselves_nor_put_in_their_place() -> None:
    package = PROJECT / "src" / "kratomcli"
    found = {
        (path.relative_to(package).as_posix(), what)
        for path in package.rglob("*.py")
        for what in of_others(path)
    }
    assert found == {*REPLACED}


def test_what_is_taken_or_replaced_is_seen(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        "import numpy as np, a._b\nfrom _c import d\nfrom e import _f, __version__\nfrom kratomcli.x import y\n"
        "np.sin = 1\nd.e[0] += 2\nown.x = 3\ny.z = 4\n"
    )
    assert [*of_others(module)] == ["import of _b", "import of _c", "import of _f", "np.sin", "d.e[0]"]


@pytest.mark.parametrize("name", sorted(READS_WHAT_STRANGERS_WROTE))
def test_a_new_major_of_what_reads_strangers_texts_is_not_taken_unseen(name: str) -> None:
    declared = [line for line in DECLARED if name_of(line) == name]
    assert declared, f"{name} is not declared"
    for line in declared:
        upper = upper_of(line)
        assert upper, f"{line} has no upper bound"
        current = tuple(int(part) for part in re.findall(r"\d+", version(name))[: len(upper)])
        assert current < upper, line
        lower = re.search(r">=([\d.]+)", line)
        if lower and f"{version(name)}.".startswith(f"{lower[1]}."):
            continue  # the suite's second run, with the lowest versions
        # The newest that the bound allows, or the bound would be of a major that nobody has run.
        assert current[0] == upper[0] - (len(upper) == 1), f"{line}: the tests run on {version(name)}"


def test_the_checks_begin_with_the_newest_versions() -> None:
    """The safety suite among them: nothing is pinned in the first environment."""
    script = (PROJECT / ".ci" / "run").read_text()
    readme = (PROJECT / "README.md").read_text()
    command = re.search(r"^python3 -m venv .* && \.venv/bin/pytest$", readme, re.M)
    assert command
    assert " -c " not in command[0]
    assert 'bash -c "$command"' in script
    assert not list(PROJECT.glob("constraints*.txt"))
    assert not list(PROJECT.glob("requirements*.txt"))
    assert (Path(__file__).parents[1] / "security").is_dir()
