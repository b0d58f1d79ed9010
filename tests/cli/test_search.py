"""`search`, `stats` and `queries` as a person or a script meets them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import jsonschema
import pytest

from conftest import PATIENCE

Make = Callable[[Mapping[str, str | bytes]], Path]
Run = Callable[..., subprocess.CompletedProcess[bytes]]

SCHEMAS = Path(__file__).parents[2] / "docs" / "schema"


def said(result: subprocess.CompletedProcess[bytes]) -> str:
    return result.stderr.decode()


def test_a_word_that_is_nowhere_is_guessed_at(run: Run) -> None:
    result = run("search", "opiod", "with", "drawal")
    assert result.returncode == 1
    assert result.stdout == b""
    assert "no article has 'opiod'; did you mean 'opioid'?" in said(result)
    assert "no article has 'with drawal'; did you mean 'withdrawal'?" in said(result)
    assert said(run("search", "opiod", "--quiet")) == ""


def test_it_says_what_any_word_would_give(run: Run) -> None:
    assert "with --any, for any of the words, there would be 5 articles" in said(
        run("search", "kratom", "zzzz")
    )
    assert "--any" not in said(run("search", "zzzz"))
    assert "--any" not in said(run("search", "--any", "zzzz", "yyyy"))


def test_fuzzy_is_an_option(run: Run) -> None:
    assert run("search", "opiod", "-f", "ids").stdout == b""
    result = run("search", "--fuzzy", "opiod", "-f", "ids")
    assert result.returncode == 0
    assert result.stdout.decode().split()
    assert said(result) == ""


def test_hits_keep_their_contract(run: Run) -> None:
    schema = json.loads((SCHEMAS / "hit-1.schema.json").read_text())
    for args in ([], ["--explain"], ["--snippets", "0"], ["--any", "--fuzzy", "--width", "40"]):
        hits = json.loads(run("search", "opioid withdrawal", "-f", "json", *args).stdout)
        jsonschema.validate(hits, schema)
        assert hits
        assert all(("shares" in hit) == ("--explain" in args) for hit in hits)
    counted = json.loads(
        run("search", "kratom", "-f", "json", "--facet", "tags", "--facet", "date:year").stdout
    )
    jsonschema.validate(counted, {**schema, "type": "object", "$ref": "#/$defs/counted", "items": {}})
    assert [facet["name"] for facet in counted["facets"]] == ["tags", "date:year"]
    question = ("search", "--any", "opioid withdrawal pain sleep anxiety", "--explain", "-f", "json")
    compared = json.loads(run(*question).stdout)
    jsonschema.validate(compared, schema)
    assert "likeness" in {share["kind"] for hit in compared for share in hit["shares"]}
    assert len(counted["hits"]) == 5


def test_facets_are_rows_in_a_pipe_and_bars_on_a_page(run: Run) -> None:
    rows = run("search", "kratom", "--facet", "tags", "--header").stdout.decode().splitlines()
    assert rows[0] == "facet\tvalue\tcount"
    assert "tags\tKratom\t1" in rows
    assert "█" in run("search", "kratom", "--facet", "tags", "-f", "rich").stdout.decode()
    assert run("search", "kratom", "--facet", "tags", "-f", "ids").returncode == 2
    assert run("search", "kratom", "--facet", "tags:year").returncode == 2


def test_explain_is_a_page_or_json(run: Run) -> None:
    page = run("search", "withdrawal", "--explain", "-f", "rich").stdout.decode()
    assert "score" in page
    assert "withdrawal in the title" in page
    assert run("search", "withdrawal", "--explain").returncode == 2


def test_the_page_says_where_a_passage_is(folder: Make, run: Run) -> None:
    place = folder({"a.md": "---\ntitle: T\n---\n# T\n\n## Concerns\n\n### Research\n\nA badger.\n"})
    assert (
        "Concerns › Research › line 10" in run("search", "badger", "-L", place, "-f", "rich").stdout.decode()
    )


def test_show_marks_the_words_of_a_query(run: Run) -> None:
    marked = run(
        "show", "004", "--highlight", "withdrawal", "-f", "rich", "--color", "always"
    ).stdout.decode()
    assert "\x1b[1;31mwithdrawal" in marked
    plain = run("show", "004", "-f", "rich", "--color", "never").stdout
    assert run("show", "004", "--highlight", "zzzz", "-f", "rich", "--color", "never").stdout == plain
    (article,) = json.loads(run("show", "004", "--highlight", "withdrawal", "-f", "json").stdout)
    jsonschema.validate([article], json.loads((SCHEMAS / "article-1.schema.json").read_text()))
    assert {article["body"][start:end].lower() for start, end in article["highlights"]} == {"withdrawal"}
    assert run("show", "004", "--highlight", "x", "-f", "text").returncode == 2
    assert run("show", "004", "--highlight", "(", "-f", "rich").returncode == 2


def test_a_pager_that_can_search_opens_at_the_first_mark(run: Run, tmp_path: Path) -> None:
    pexpect = pytest.importorskip("pexpect")
    less = tmp_path / "less"
    less.write_text(f'#!/bin/sh\ncat > /dev/null\nprintf "%s\\n" "$@" > {tmp_path}/asked\n')
    less.chmod(0o755)
    command = f"{sys.executable} -m kratomcli show 003 --highlight alkaloids"
    environ = {**os.environ, "PAGER": str(less), "TERM": "xterm"}
    child = pexpect.spawn(command, env=environ, dimensions=(12, 80), timeout=PATIENCE)
    child.expect(pexpect.EOF)
    child.close()
    assert (tmp_path / "asked").read_text() == "+/alkaloids\n"


def test_saved_queries_are_listed_and_used(folder: Make, run: Run) -> None:
    place = folder({"a.md": "---\ndate: 2021\n---\nbadger", "b.md": "---\ndate: 2020\n---\nbadger"})
    settings = place / "kratomcli.toml"
    settings.write_text('[queries]\nrecent = "date:2021.."\nBad = "\\"x"\n')
    listed = run("queries", cwd=place).stdout.decode().splitlines()
    assert listed == ["@recent\tdate:2021..", '@bad\t"x']
    assert json.loads(run("queries", "-f", "json", cwd=place).stdout)[0] == {
        "name": "recent",
        "query": "date:2021..",
    }
    assert run("search", "badger @recent", "-f", "ids", cwd=place).stdout == b"a\n"
    assert run("list", "-f", "ids", "-@recent", cwd=place).stdout == b"b\n"
    assert run("export", "@recent", "--to", "jsonl", cwd=place).stdout.count(b"\n") == 1
    broken = run("search", "@bad", cwd=place)
    assert broken.returncode == 2
    assert "in @bad" in said(broken)
    assert "did you mean @recent" in said(run("search", "@recnt", cwd=place)).lower()
    for text in ("queries = 3", '[queries]\n"a b" = "x"', "[queries]\na = 3", "language = 3"):
        settings.write_text(text)
        result = run("search", "x", cwd=place)
        assert result.returncode == 2
        assert "kratomcli.toml" in said(result)
    settings.write_text("")
    assert "no saved queries" in said(run("queries", cwd=place))


def test_the_language_of_a_library_is_a_setting(folder: Make, run: Run) -> None:
    place = folder({"a.md": "Die Häuser stehen."})
    assert (
        run("search", "Häusern", "-f", "ids", cwd=place, env={"KRATOMCLI_LIBRARY": str(place)}).stdout == b""
    )
    (place / "kratomcli.toml").write_text('language = "de"')
    assert run("search", "Häusern", "-f", "ids", cwd=place).stdout == b"a\n"


def test_statistics_in_each_form(run: Run) -> None:
    rows = [line.split("\t") for line in run("stats").stdout.decode().splitlines()]
    assert rows[0] == ["articles", "", "5"]
    assert {row[0] for row in rows} == {
        "articles",
        "words",
        "year",
        "tag",
        "length",
        "has",
        "longest",
        "newest",
    }
    found = json.loads(run("stats", "-f", "json").stdout)
    assert found["articles"] == 5
    assert [facet["name"] for facet in found["facets"]] == ["date:year", "tags"]
    page = run("stats", "-f", "rich").stdout.decode()
    assert "5 articles" in page
    assert "█" in page


HALF = ['"', "(", ")", "-", "AND", "OR", "NOT", "a AND", "a OR", "NOT NOT", "title:", "tags:(", "date:", "date:x",
        "date:>", "date:2021..x", "words:>", "is:", "is:x", "has:", "=", "~", "*", "a~9", "a~", "*a", "@", "-(", "()",
        'title:"', "a (b OR", "..", "date:..", "[a TO b]", "a^2", "{", "\\", "/", "a:b:c", "+", "&&", "''", "“", "”"]  # fmt: skip


def asked(args: list[str | bytes]) -> subprocess.CompletedProcess[bytes]:
    """The program with any argument at all; an answer or a clear mistake."""
    command = [sys.executable, "-m", "kratomcli", "search", *args]
    result = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
    assert b"Traceback" not in result.stderr
    assert result.returncode in (0, 1, 2), result.stderr
    return result


def test_operators_half_typed_are_no_disaster(run: Run) -> None:
    from kratomcli import Library
    from kratomcli.config.places import sample_library
    from kratomcli.errors import QueryError

    with Library.open(sample_library()) as library:
        for text in [*HALF, *(f"kratom {half}" for half in HALF), *(f"{half} kratom" for half in HALF)]:
            for any in (False, True):
                try:
                    library.search(text, any=any, explain=True)
                    library.suggestions(text)
                except QueryError:
                    continue


@pytest.mark.parametrize(
    "query",
    [
        " ".join(["kratom"] * 10_000),
        " ".join(f"word{n}" for n in range(10_000)),
        " OR ".join(f"word{n}" for n in range(10_000)),
        " ".join(f"w{n}~2" for n in range(300)),
        " ".join(f"word{n}~2" for n in range(20)),
        " OR ".join(f"word{n}" for n in range(1_000)),
        "(" * 1_000 + "kratom" + ")" * 1_000,
        "(" * 1_000,
        ")" * 1_000,
        "-" * 1_000 + "x",
        "NOT " * 1_000 + "x",
        '"' + "kratom " * 10_000 + '"',
        "x" * 100_000,
        "x" * 100_000 + "*",
        "x" * 100_000 + "~",
        "title:" * 1_000 + "x",
    ],
    ids=lambda query: f"{query[:12]}…{len(query)}",
)
@pytest.mark.parametrize("option", ["--any", "--fuzzy", "--explain"])
def test_monstrous_queries_are_answered_or_refused(query: str, option: str) -> None:
    asked([query, option, "-f", "json"])


@pytest.mark.parametrize(
    "query", [b"\xff\xfe", b"kratom \xed\xa0\x80", b'"\xff', b"tags:\xff", b"\xff~", b"\xff*", b"=\xff"]
)
def test_bytes_that_are_no_text_are_no_disaster(query: bytes) -> None:
    asked([query])


@pytest.mark.parametrize("char", ["\0", "\ud800", "\x1b", "\u202e", "\n", "\uffff", "\U0010ffff"])
def test_characters_that_are_no_text_are_no_disaster(char: str) -> None:
    from kratomcli import Library
    from kratomcli.config.places import sample_library
    from kratomcli.errors import UsageError

    with Library.open(sample_library()) as library:
        for text in (
            char,
            f"a{char}b",
            f"kratom {char}",
            f'"{char}"',
            f"title:{char}",
            f"{char}:x",
            f"x{char}~",
            f"{char}*",
        ):
            try:
                library.search(text)
                library.suggestions(text)
                library.facet("tags", text)
            except UsageError:
                continue
