"""Hints: the library says in words what to do, and the command line which command or option does it."""

from __future__ import annotations

import pytest

from conftest import Make, Run
from kratomcli import errors
from kratomcli.cli.exit_status import hint_for
from kratomcli.errors import KratomError

LIST = "'kratomcli list -f ids' prints every id; the beginning of a part will do."
LOOK = "'kratomcli index' looks at the folders now."


@pytest.mark.parametrize(
    ("error", "hint"),
    [
        (errors.UsageError("m"), ""),
        (errors.UsageError("m", hint="Do it."), "Do it."),
        (errors.IndexMissing("m"), "Run 'kratomcli index'."),
        (errors.IndexDamaged("m"), "Run 'kratomcli index --rebuild'."),
        (errors.IndexDamaged("m", hint="Do it."), "Do it."),
        (errors.LibraryUnmounted("m"), "If it is meant to be empty, run 'kratomcli index --rebuild'."),
        (errors.LibraryUnreadable("m"), ""),
        (errors.OutputExists("m"), "Use --force to replace it."),
        (
            errors.OutputFolderExists("m"),
            "Use --force to write into it; that replaces files of the same name.",
        ),
        (errors.OutputError("m"), ""),
        (errors.ArticleNotFound("m"), LIST),
        (errors.ArticleNotFound("m", hint="Did you mean a?"), "Did you mean a?"),
        (errors.ArticleNotSeen("m"), f"{LIST} {LOOK}"),
        (errors.ArticleNotSeen("m", hint="Did you mean a?"), f"Did you mean a? {LOOK}"),
        (errors.SettingsUntrusted("m", hint="Trust it."), "Trust it. Or name the folder with --library."),
    ],
)
def test_an_error_has_its_own_hint_or_a_command_or_both(error: KratomError, hint: str) -> None:
    assert hint_for(error) == hint


def test_a_suffix_without_a_format_names_the_option(run: Run, folder: Make) -> None:
    place = folder({"tea.md": "# Tea\n"})
    result = run("export", "-L", place, "-o", place.parent / "tea.xyz")
    assert result.returncode == 2
    said = result.stderr.decode()
    assert said.startswith("error: no format for a file that ends in '.xyz'\nhint: These endings name one: ")
    assert said.endswith(" For any other, name the format. That is --to FORMAT.\n")


def test_an_option_before_its_command_is_said_to_come_after_it(run: Run) -> None:
    done = run("-L", "my notes", "search", "tea")
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        "error: -L is no option of kratomcli itself",
        "hint: Options of a command come after it: kratomcli search -L 'my notes' tea",
    ]
    assert run("-V", "list").stdout.startswith(b"kratomcli ")
    assert b"No such option: --verison" in run("--verison").stderr
