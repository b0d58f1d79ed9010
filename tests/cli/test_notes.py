"""What is said beside an answer: that it may be old, whose articles these are, what was not read."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from conftest import PROJECT, SEEDS
from kratomcli import Library
from kratomcli.errors import ArticleNotFound

Make = Callable[[Mapping[str, str | bytes]], Path]
Run = Callable[..., subprocess.CompletedProcess[bytes]]


def notes(result: subprocess.CompletedProcess[bytes]) -> list[str]:
    return [line.removeprefix("kratomcli: ") for line in result.stderr.decode().splitlines()]


@pytest.fixture
def slow(folder: Make) -> Callable[[float], Path]:
    """Make a library whose scans are known to take ten minutes, looked at so many seconds ago."""

    def make(ago: float) -> Path:
        place = folder({"tea.md": "# Tea\n\nWater and leaves, of which there are many kinds.\n"})
        with Library.open(place) as library:
            library.sync()
            library.compare()
            library._session.index.catalog.note(scan="600", slow="2", synced=repr(time.time() - ago))
        (place / "okapi.md").write_text("An okapi.\n")
        return place

    return make


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["list", "okapi"], "no article matches okapi"),
        (["search", "okapi"], "no article matches okapi"),
        (["search", "okapi", "--facet", "tags", "-f", "json"], "no article matches okapi"),
        (["quotes", "okapi"], "no article matches okapi"),
        (["export", "okapi"], "no article matches okapi"),
        (["similar", "tea"], "nothing is near to tea"),
        (["links", "tea"], "no links of tea"),
        (["reuse"], "no passages are shared"),
        (["changed", "--since", "1m"], "nothing changed"),
    ],
)
def test_what_was_not_looked_at_is_said_with_what_was_not_found(
    run: Run, slow: Callable[[float], Path], command: list[str], said: str
) -> None:
    place = slow(7200)
    result = run(*command, "-L", place)
    assert result.returncode == 1
    said += f"; the folders were last scanned 2 hours ago; 'kratomcli index -L {place}' scans them now"
    assert said in notes(result)
    assert result.stderr.count(b"last scanned") == 1


def test_an_id_that_is_not_there_is_no_exception(run: Run, slow: Callable[[float], Path]) -> None:
    result = run("show", "okapi", "-L", slow(7200))
    assert result.returncode == 3
    assert b"no article 'okapi'; the folders were last scanned 2 hours ago" in result.stderr
    assert result.stderr.count(b"last scanned") == 1


def test_just_now_is_said_in_seconds_and_only_where_something_is_missed(
    run: Run, slow: Callable[[float], Path]
) -> None:
    place = slow(0)
    assert notes(run("search", "water", "-L", place)) == []
    said = notes(run("search", "okapi", "-L", place))[-1]
    assert said.startswith("no article matches okapi; the folders were last scanned ")
    assert f" ago; 'kratomcli index -L {place}' scans them now" in said
    assert "just now" not in said
    run("index", "-q", "-L", place)
    assert notes(run("search", "okapi", "-L", place)) == []


def test_where_all_was_looked_at_only_that_is_said(run: Run, folder: Make) -> None:
    assert notes(run("list", "okapi", "-L", folder({"tea.md": "Tea\n"}))) == ["no article matches okapi"]


SAMPLES = (
    "these are the sample articles; -L . is this folder, and an empty kratomcli.toml in it names it for good"
)


@pytest.mark.parametrize(
    "command", ["list", "search withdrawal", "stats", "index", "show 004", "export", "check"]
)
def test_samples_say_so_where_the_current_folder_has_articles(run: Run, folder: Make, command: str) -> None:
    place = folder({"Mine.MD": "An okapi.\n", "notes.tex": "x\n"})
    assert notes(run(*command.split(), cwd=place))[0] == SAMPLES
    assert SAMPLES not in notes(run(*command.split(), "--quiet", cwd=place))


def test_samples_say_nothing_where_they_were_meant(run: Run, folder: Make) -> None:
    place = folder({"mine.md": "An okapi.\n", "deep/x": "", "empty/.hidden.md": "x", "empty/folder.md/x": ""})
    for where in (place / "deep", place / "empty", SEEDS, PROJECT):
        assert notes(run("list", cwd=where)) == []
    assert notes(run("list", "-L", SEEDS, cwd=place)) == []
    assert notes(run("list", cwd=place, env={"KRATOMCLI_LIBRARY": str(SEEDS)})) == []


def test_what_the_note_says_does_it(run: Run, folder: Make) -> None:
    place = folder({"mine.md": "An okapi.\n"})
    assert run("list", "-f", "ids", "-L", ".", cwd=place).stdout == b"mine\n"
    (place / "kratomcli.toml").write_text("")
    result = run("list", "-f", "ids", cwd=place)
    assert (result.stdout, notes(result)) == (b"mine\n", [])


def test_the_checkout_names_its_samples(run: Run) -> None:
    status = json.loads(run("index", "--status", "-f", "json", cwd=PROJECT / "docs").stdout)[0]
    assert status["origin"] == str(PROJECT / "kratomcli.toml")
    assert status["folders"] == [str(SEEDS)]


NOT_READ = (
    "no articles here (.md, .txt, .html, .pdf and other kinds of file); 3 .adoc and 1 .tex are not read"
)


@pytest.mark.parametrize(
    "command",
    [
        *(
            "list",
            "list -f json",
            "list --count",
            "search tea",
            "check",
            "stats",
            "export",
            "quotes tea",
            "index",
        ),
        *("similar tea", "show tea", "reuse", "changed --since 1d", "export --to sqlite -o out.db"),
    ],
)
def test_files_of_other_kinds_are_counted_where_there_is_nothing_else(
    run: Run, folder: Make, command: str
) -> None:
    place = folder(
        {"a.adoc": "tea", "b.adoc": "", "deep/c.ADOC": "", "deep/d.tex": "", "deep/.e.tex": "", ".f/g.h": ""}
    )
    for _ in range(2):
        assert notes(run(*command.split(), "-L", place)).count(NOT_READ) == 1
        (place / "out.db").unlink(missing_ok=True)


def test_the_counts_are_of_now(run: Run, folder: Make) -> None:
    place = folder({"a.adoc": ""})
    assert notes(run("list", "-L", place)) == [
        "no articles here (.md, .txt, .html, .pdf and other kinds of file); 1 .adoc is not read"
    ]
    (place / "b.tex").write_text("")
    said = (
        "no articles here (.md, .txt, .html, .pdf and other kinds of file); 1 .adoc and 1 .tex are not read"
    )
    assert notes(run("list", "-L", place)) == [said]
    assert notes(run("list", "--refresh", "never", "-L", place)) == [said]
    status = json.loads(run("index", "--status", "-f", "json", "-L", place).stdout)[0]
    assert status["unread"] == {"adoc": 1, "tex": 1}
    (place / "c.md").write_text("tea")
    assert notes(run("list", "-L", place)) == []


def test_a_folder_of_nothing_says_so(run: Run, folder: Make) -> None:
    place = folder({"deep/.hidden": ""})
    assert notes(run("list", "-L", place)) == [
        "no articles here (.md, .txt, .html, .pdf and other kinds of file)"
    ]
    assert notes(run("check", "-L", place)) == [
        "no articles here (.md, .txt, .html, .pdf and other kinds of file)",
        "no articles to look at",
    ]


def test_a_library_of_failures_says_so_each_time(run: Run, folder: Make) -> None:
    place = folder({"a.md": b"\0\1\2", "b.tex": ""})
    for _ in range(2):
        said = notes(run("list", "-L", place))
        assert said == [f"1 file can't be read; 'kratomcli index --status -L {place}' says why"]


def test_what_can_not_be_read_is_told_when_it_is_new_and_where_nothing_is_found(
    run: Run, folder: Make
) -> None:
    place = folder({"a.md": b"\0\1\2", "b.md": "A tea.\n"})
    failed = "1 file can't be read; 'kratomcli index --status{}' says why"
    assert notes(run("list", cwd=place, env={"KRATOMCLI_LIBRARY": str(place)})) == [failed.format("")]
    assert notes(run("list", "-L", place)) == []
    assert notes(run("list", "coffee", "-L", place)) == [
        f"no article matches coffee; {failed.format(f' -L {place}')}"
    ]


def test_check_says_where_nothing_matched(run: Run, folder: Make) -> None:
    result = run("check", "tags:okapi", "-L", folder({"a.md": "# Tea\n\nTea.\n"}))
    assert (result.returncode, notes(result)) == (0, ["no article matches tags:okapi"])


def test_the_command_line_says_which_command_helps_and_the_library_knows_none(folder: Make, run: Run) -> None:
    place = folder({"a.md": "A tea.\n"})
    for args, help in (
        (["list", "--refresh", "never"], "Run 'kratomcli index'."),
        (["show", "nothing"], "'kratomcli list -f ids' prints every id; the beginning of a part will do."),
    ):
        said = run(*args, "-L", place).stderr.decode()
        assert f"hint: {help}" in " ".join(said.split())
    with Library.open(place) as library, pytest.raises(ArticleNotFound) as caught:
        library.get("nothing")
    assert "kratomcli" not in str(caught.value)
