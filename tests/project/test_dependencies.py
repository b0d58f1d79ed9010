"""What is declared of other packages: all that are imported, with bounds where strangers' texts are read."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest

from conftest import PROJECT

PROJECT_TABLE = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
EXTRAS = ("site", "epub", "pdf", "watch")
DECLARED = [
    *PROJECT_TABLE["dependencies"],
    *(line for extra in EXTRAS for line in PROJECT_TABLE["optional-dependencies"][extra]),
]

READS_WHAT_STRANGERS_WROTE = {
    *("python-frontmatter", "pyyaml", "markdown", "markdown-it-py", "nh3", "charset-normalizer", "pygments"),
    *("jinja2", "markupsafe", "rich", "tantivy", "pagefind", "ebooklib", "lxml", "typst"),
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
