"""What an article can carry into an output: nothing that drives a terminal or turns a line round.

Each such character is written in every way that some format decodes: as it is, as an entity, as an escape
of YAML, TOML and JSON, in a link, in a file's name.
"""

from __future__ import annotations

import os
import re
import sqlite3
import zipfile
from pathlib import Path

import pexpect
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conftest import PATIENCE, Run
from kratomcli.export import write
from kratomcli.text.normalize import clean
from kratomcli.text.safe_output import harmless

UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
CODES = (0x07, 0x08, 0x0D, 0x1B, 0x7F, 0x85, 0x9B, 0x9D, 0x202A, 0x202E, 0x2066, 0x2069)


def entities(text: str = "") -> str:
    """Every code as a decimal and a hexadecimal entity, in upper and lower case, with text between."""
    ways = (f"&#{code};{text}&#x{code:x};{text}&#X{code:04X};" for code in CODES)
    return text.join(ways) + "&rlm;&NewLine;&Tab;"


def escapes(form: str) -> str:
    return "".join(form.format(code) for code in CODES if code != 0x0D)


BODY = f"""# Heading {entities()} with words

Words {entities("a")} and *emphasis {entities()}* and **{entities()}** here.

[link {entities()}](https://a.example/{entities()} "title {entities()}")
![picture {entities()}](pic{entities()}.png "title {entities()}")
<https://a.example/{entities()}>

<p title="{entities("t")}" id="x{entities()}" lang="{entities()}">raw {entities("r")}</p>
<a href="https://b.example/{entities()}" name="{entities()}">anchor {entities()}</a>
<img src="x.png" alt="{entities()}"><time datetime="{entities()}">now {entities()}</time>
<details><summary>more {entities()}</summary>inside {entities()}</details>

| cell {entities()} | other |
| --- | --- |
| {entities("c")} | {entities()} |

```python {entities()}
code = "{entities()}"
```

`code {entities()}` and a note[^{entities()}] and one[^1].

[^1]: The note {entities("n")} says so.

> quoted {entities()}

1. item {entities()}
2. - [ ] task {entities()}

Term {entities()}
: Definition {entities()}

*[TEA]: {entities()}

Setext {entities()}
---
"""
PLAIN = "".join(chr(code) for code in CODES)
ARTICLES: dict[str, bytes] = {
    "body.md": BODY.encode(),
    "plain.txt": f"{PLAIN} words\n\n{entities()} words {PLAIN}\n".encode(),
    "yaml.md": (
        '---\ntitle: "Title {0}"\ntags: ["tag {0}", "{0}"]\nauthors: "Ada {0}"\nsummary: "Says {0}"\n'
        'source: "https://a.example/{0}"\nlang: "en{0}"\n"key {0}": "value {0}"\ndate: "2021-03-05 {0}"\n---\nwords {1}\n'
    )
    .format(escapes("\\u{:04x}") + "\\e\\r\\a\\b\\N", entities())
    .encode(),
    "toml.md": '+++\ntitle = "Title {0}"\ntags = ["{0}"]\nother = {{"a {0}" = "{0}"}}\n+++\nwords {1}\n'.format(
        escapes("\\u{:04x}") + "\\r\\b\\f", entities()
    ).encode(),
    "json.md": '{{"title": "Title {0}", "tags": ["{0}"], "authors": ["{0}"], "k{0}": {{"{0}": ["{0}"]}}}}\n\nwords {1}\n'.format(
        escapes("\\u{:04x}") + "\\r\\b\\f", entities()
    ).encode(),
    "broken.md": f'---\ntitle: "{PLAIN}\n{PLAIN}: [\n---\n'.encode(),
    "entities.md": f"---\ntitle: Title{entities()}\ntags: x{entities()}\n---\nwords\n".encode(),
    "latin.md": "caf\xe9 \x9b31m \x85 words".encode("latin-1"),
    f"name {''.join(chr(code) for code in CODES)} words.md": b"words\n\n[gone](gone%1b%0d%e2%80%ae.md)\n",
    "line\nend words.md": b"# words\n",
    "folder \x1b[31m/\u202ename.md": b"words here\n",
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("hostile") / "library"
    for name, data in ARTICLES.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (place / "bytes \xff.md".encode("latin-1").decode("utf-8", "surrogateescape")).write_bytes(b"words\n")
    return place


def found(data: bytes) -> list[str]:
    """The unsafe characters of an output, with what stands around the first."""
    text = data.decode("utf-8")
    return [
        f"{match[0]!r} in {text[max(match.start() - 40, 0) : match.end() + 20]!r}"
        for match in UNSAFE.finditer(text)
    ][:3]


COMMANDS = [
    *(["list", "-f", name] for name in ("table", "tsv", "csv", "json", "jsonl", "ids", "paths")),
    *(
        ["search", "words OR title", "-f", name]
        for name in ("rich", "tsv", "json", "jsonl", "ids", "paths", "grep")
    ),
    ["search", "words", "--facet", "tags"],
    ["search", "words", "--explain"],
    *(["show", "--refresh", "auto", "-f", name] for name in ("rich", "text", "markdown", "html", "json")),
    *(["show", "--toc", "-f", name] for name in ("rich", "text", "json")),
    *(["show", "--meta", "-f", name] for name in ("rich", "text", "markdown", "json")),
    *(["show", "--body", "-f", name] for name in ("rich", "text", "markdown", "html", "json")),
    ["show", "-f", "rich", "--highlight", "words"],
    *(["check", "-f", name] for name in ("rich", "text", "json", "jsonl", "github", "sarif")),
    *(["export", "--to", name] for name in ("json", "jsonl", "csv", "tsv", "markdown", "text", "html")),
    *(["quotes", "words", "-f", name] for name in ("rich", "tsv", "json", "jsonl")),
    *(["stats", "-f", name] for name in ("rich", "tsv", "json")),
    ["reuse"],
    ["reuse", "-f", "json"],
    ["similar", "body"],
    ["changed", "--since", "3d"],
    ["index", "--status"],
    ["index", "--status", "-f", "json"],
    ["show", "no\x1b[31m\u202esuch"],
    ["search", "title:\x1b[31m\u202e("],
    ["list", "--sort", "\x1b[31m\u202e"],
    ["list", "--no\x1b[31m\u202e"],
    ["\x1b[31m\u202e"],
    ["list", "-L", "no\x1b[31m\u202e"],
    ["export", "-o", "no\x1b[31m\u202e/such", "--to", "json"],
]


@pytest.mark.parametrize(
    "command", COMMANDS, ids=lambda command: " ".join(command).encode("ascii", "replace").decode()
)
def test_no_command_prints_any(hostile: Path, run: Run, command: list[str]) -> None:
    library = ["-L", str(hostile)] if command[0] in COMMON and "-L" not in command else []
    ids = ["-"] if command[0] == "show" and command[1].startswith("-") else []
    input = run("list", "-f", "ids", *library).stdout if ids else b""
    done = run(*command, *ids, *library, input=input)
    assert found(done.stdout) == []
    assert found(done.stderr) == []
    assert b"Traceback" not in done.stderr
    assert done.stdout or done.stderr


COMMON = {
    "list",
    "search",
    "show",
    "export",
    "quotes",
    "similar",
    "reuse",
    "changed",
    "check",
    "stats",
    "index",
}


OUR_OWN = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\]8;(?:id=\d+)?;[!-~]*\x1b\\|\r\n|\r(?=\x1b|$)")


@pytest.mark.parametrize(
    "command",
    [
        ["list"],
        ["search", "words"],
        ["check"],
        ["show", "body"],
        ["show", "yaml"],
        ["stats"],
        ["quotes", "words"],
    ],
)
def test_a_terminal_gets_only_our_own_escapes(hostile: Path, command: list[str]) -> None:
    import sys

    process = pexpect.spawn(
        sys.executable,
        ["-m", "kratomcli", *command, "-L", str(hostile)],
        env={**os.environ, "PAGER": "cat", "COLUMNS": "100"},
        encoding="utf-8",
        dimensions=(50, 100),
        timeout=PATIENCE,
    )
    process.expect(pexpect.EOF)
    rest = OUR_OWN.sub("", process.before or "")
    assert rest.strip()
    assert UNSAFE.search(rest) is None, UNSAFE.search(rest)


@pytest.mark.parametrize(
    "format", ["markdown/", "html", "text", "csv", "json", "site", "epub", "pdf", "sqlite"]
)
def test_no_file_that_is_written_holds_any(hostile: Path, run: Run, tmp_path: Path, format: str) -> None:
    target = tmp_path / "out"
    slash = "/" if format.endswith("/") else ""
    done = run("export", "-L", hostile, "--to", format.rstrip("/"), "-o", f"{target}{slash}")
    assert done.returncode == 0, done.stderr
    assert found(done.stderr) == []
    if format == "sqlite":
        with sqlite3.connect(target) as db:
            texts = [str(cell) for row in db.execute("SELECT * FROM articles") for cell in row]
            texts += [str(cell) for row in db.execute("SELECT * FROM tags") for cell in row]
        db.close()
        assert found("\n".join(texts).encode()) == []
    elif format == "epub":
        with zipfile.ZipFile(target) as book:
            for name in book.namelist():
                assert found(name.encode()) == []
                if name.endswith(("html", "opf", "ncx", "svg", "css")):
                    assert found(book.read(name)) == [], name
    elif format == "pdf":
        assert target.read_bytes().startswith(b"%PDF")
    else:
        files = [path for path in target.rglob("*") if path.is_file()] if target.is_dir() else [target]
        assert files
        for path in files:
            assert found(str(path.relative_to(tmp_path)).encode()) == []
            if path.suffix in (".md", ".html", ".xml", ".json", "") and "pagefind" not in path.parts:
                assert found(path.read_bytes()) == [], path


def test_html_holds_no_entity_that_a_browser_makes_one_of(hostile: Path, run: Run) -> None:
    from html import unescape

    for command in (["show", "body", "-f", "html"], ["export", "--to", "html"]):
        page = run(*command, "-L", hostile).stdout.decode()
        assert UNSAFE.search(unescape(page)) is None


def test_raw_and_paths_that_nul_ends_are_the_only_ones(hostile: Path, run: Run) -> None:
    assert run("show", "body", "-f", "raw", "-L", hostile).stdout == ARTICLES["body.md"]
    paths = run("list", "-f", "paths", "-0", "-L", hostile).stdout.split(b"\0")
    assert paths[-1] == b""
    assert len(paths) - 1 == len(ARTICLES)  # one can't be read, and one more is on the disk


@given(st.text(st.characters(codec=None)))
@example("a\r\nb")
@example("\r\n\r\r\n")
def test_the_gate_is_exactly_what_cleans_texts(text: str) -> None:
    assert harmless(text) == clean(text)


def test_whatever_an_article_of_the_api_holds_a_stream_does_not_get(tmp_path: Path) -> None:
    import io

    from kratomcli.model.article import Article

    bad = f"x{PLAIN}y"
    article = Article(id=bad, path=bad, title=bad, tags=(bad,), body=bad, markup="markdown", meta={bad: bad})
    for format in ("json", "jsonl", "csv", "tsv", "markdown", "text", "html"):
        stream = io.StringIO()
        write([article, article], format, stream)
        assert found(stream.getvalue().encode()) == [], format
