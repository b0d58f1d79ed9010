"""Settings that nobody in their right mind writes: one line that says where, never a traceback, never long."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Make, Run
from kratomcli.config import settings
from kratomcli.errors import ConfigError, LibraryUnreadable

DEEP = 5000

BROKEN = {
    "lists in lists": ('theme = "dark"\nx = ' + "[" * DEEP + "]" * DEEP, "deeply (at line 2)"),
    "lists over lines": ("x = " + "[\n" * DEEP + "]" * DEEP, "deeply (at line"),
    "tables in tables": ("x = " + "{a=" * DEEP + "1" + "}" * DEEP, "deeply (at line 1)"),
    "tables never closed": ("\nx = " + "{a=" * DEEP, "at line 2"),
    "a dotted name": ("\n\n" + "a." * 20_000 + "a = 1", "deeply (at line 3)"),
    "a dotted table": ("[" + "a." * 20_000 + "a]", "deeply (at line 1)"),
    "many dotted names": (("a." * 90 + "a = 1\n") * 2, "at line 2"),
    "digits": ("x = 1\nmax-file-size = " + "9" * 6000, "too large (at line 2)"),
    "digits of a float": ("max-file-size = " + "9" * 6000 + ".0", "max-file-size must"),
    "hexadecimal digits": ("max-file-size = 0x" + "f" * 6000, "max-file-size must"),
    "more bytes than there are": ("max-file-size = " + "9" * 30, "max-file-size must"),
    "infinity": ("max-file-size = inf", "max-file-size must"),
    "no number": ("max-file-size = nan", "max-file-size must"),
    "a truth": ("max-file-size = true", "max-file-size must"),
    "none": ("max-file-size = 0", "max-file-size must"),
    "a date": ("max-file-size = 2021-03-05", "max-file-size must"),
    "a NUL": ('theme = "a\0"', "line 1"),
    "a NUL, escaped": ('theme = "a\\u0000"', "theme must"),
    "a NUL in a folder": ('library = "a\\u0000b"', "NUL"),
    "a NUL among folders": ('library = [".", "a\\u0000b"]', "NUL"),
    "an escape": ('theme = "\\u001b[31m"', "theme must"),
    "half a character": ('theme = "\\ud800"', "line 1"),
    "a NUL in a language": ('language = "e\\u0000n"', "language must"),
    "a long language": ('language = "' + "e" * 100_000 + '"', "language must"),
    "a theme of lists": ("theme = [[[]]]", "theme must"),
    "a long theme": ('theme = "' + "d" * 100_000 + '"', "theme must"),
    "no folder": ("library = 5", "library must"),
    "no folders": ("library = []", "library must"),
    "folders in lists": ('library = [["."]]', "library must"),
    "queries in a list": ("queries = [1, 2]", "queries must"),
    "a query that is none": ("[queries]\na = 5", "'a' must"),
    "queries within one": ('[queries.a]\nb = "tea"', "'a' must"),
    "a query without a name": ('[queries]\n"" = "tea"', "can't name a query"),
    "a long name": ("[queries]\n" + "a" * 90_000 + ".b = 1", "must be text"),
    "a name of signs": ('[queries]\n"a\\u0000\\u001b b" = "tea"', "can't name a query"),
    "a check of lists": ("[check]\nselect = [[1]]", "check.select must"),
    "a check of nothing": ("check = 5", "check must"),
    "what check doesn't have": ("[check]\nother = 1", "check must"),
    "twice": ('theme = "dark"\ntheme = "dark"\nx = 1\n', "line 2"),
    "no TOML": ("{% settings %}", "line 1"),
    "too much": ("# " + "a" * 300_000, "bytes"),
}


@pytest.mark.parametrize(("text", "said"), BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("place", ["kratomcli.toml", "config.toml"])
def test_one_line_says_where(
    own_place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str, place: str
) -> None:
    file = tmp_path / place if place == "kratomcli.toml" else own_place / "config" / "kratomcli" / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError) as caught:
        settings()
    message = caught.value.message
    assert str(file) in message
    assert said in message
    assert len(message) < len(str(file)) + 250
    assert message.isprintable()


def test_a_long_folder_is_not_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kratomcli.toml").write_text(f'library = "{"a/" * 50_000}"')
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LibraryUnreadable) as caught:
        settings()
    assert len(caught.value.message) < 300


def test_and_the_program_ends_with_2(folder: Make, run: Run) -> None:
    place = folder({"a.md": "tea\n", "kratomcli.toml": "x = " + "[" * DEEP})
    done = run("list", cwd=place)
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"Traceback" not in done.stderr
    assert b"nested too deeply (at line 1)" in done.stderr


def test_saved_queries_in_circles_and_long_ones_are_said_when_they_are_used(folder: Make, run: Run) -> None:
    doubling = "".join(f'a{n} = "@a{n - 1} @a{n - 1}"\n' for n in range(1, 25))
    place = folder(
        {"a.md": "tea\n", "kratomcli.toml": f'[queries]\na0 = "tea"\n{doubling}round = "@round"\n'}
    )
    assert run("list", "-f", "ids", cwd=place).stdout == b"a\n"
    assert run("list", "-f", "ids", "@a3", cwd=place).stdout == b"a\n"
    for query, said in (("@round", "needs itself"), ("@a24", "1,000 are the most")):
        done = run("list", query, cwd=place)
        assert done.returncode == 2
        assert said in done.stderr.decode()
        assert b"Traceback" not in done.stderr


PLACES = {
    "a value": ('# one\n\ntheme = "blue"\n', 3),
    "a value over lines": ('language = "de"\ntheme = [\n  "dark",\n]\nlibrary = "."\n', 2),
    "its name in a comment, a text and a key": (
        '# theme\nlanguage = "en"\n[queries]\ntheme = "x"\nb = "theme = 1"\nc = 3\n',
        6,
    ),
    "a query": ('[queries]\na = "b"\n\nb = 5\n', 4),
    "a dotted key": ('theme = "dark"\ncheck.select = "L"\n', 2),
    "in a table": ('[check]\nignore = ["L"]\nselect = "L"\n', 3),
    "a table": ('theme = "dark"\ncheck = 5\n', 2),
    "no setting": ('theme = "dark"\n"libary" = "."\n', 2),
    "in a quoted text of lines": ('library = """\ntheme = 1\n"""\ntheme = 5\n', 4),
}


@pytest.mark.parametrize(("text", "line"), PLACES.values(), ids=PLACES)
def test_a_wrong_value_is_told_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, line: int
) -> None:
    (tmp_path / "kratomcli.toml").write_text(text)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match=rf"\(at line {line}\)(?:\n|$)"):
        settings([str(tmp_path)], {"HOME": str(tmp_path)})
