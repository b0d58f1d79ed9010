"""What a hostile article can do to those who open what was made of it: pages, books, tables, files."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from conftest import Make, Run
from kratomcli import Library
from kratomcli.errors import UsageError
from kratomcli.export.site.pages import Pages
from kratomcli.export.site.state import State

HOSTILE = """---
title: "</title><script>alert(1)</script><!--"
tags: ["<b>x", "]]>", "../../up", "a/b", ".", "con"]
authors: ['"><img src=x onerror=alert(1)>']
summary: "]]></summary><script>alert(1)</script>"
source: "javascript:alert(1)"
lang: 'en" onload="alert(1)'
---
# A heading <script>alert(1)</script> {#x" onclick="alert(1)}

[a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](java&#x0A;script:alert(1)) [d](data:text/html,<script>)
[e](vbscript:x) [f](&#106;avascript:alert(1)) <javascript:alert(1)> [g]: x
![p](javascript:alert(1)) ![svg](pic.svg) ![q](data:image/svg+xml,<svg/onload=alert(1)>)

<script>alert(1)</script><style>body{display:none}</style><svg onload=alert(1)><script>alert(1)</script></svg>
<img src=x onerror=alert(1)><a href=" javascript:alert(1)" onclick=alert(1) style="position:fixed">x</a>
<iframe src=//a.example></iframe><form action=//a.example><input></form><base href=//a.example>
<meta http-equiv=refresh content="0;url=//a.example"><link rel=stylesheet href=//a.example/x.css>
<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>
<div class="wide" id="contents" style="background:url(//a.example)">x</div><object data=x></object>

{{ 7*7 }} {% raw %} {{ site.__class__ }}
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


class Seen(HTMLParser):
    """What a browser would run or load."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in ("iframe", "object", "embed", "base") or (tag == "style" and values):
            self.found.append(tag)
        if tag == "script" and not values.get("src", "").lstrip("./").startswith(("assets/", "pagefind/")):
            self.found.append("script")
        if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            self.found.append("refresh")
        for name, value in values.items():
            bare = re.sub(r"[\x00-\x20]+", "", value).lower()
            if name.startswith("on") or name == "style":
                self.found.append(f"{tag} {name}")
            if name in ("href", "src") and bare.startswith(("javascript:", "vbscript:", "data:text")):
                self.found.append(f"{tag} {name}={value}")
            if (name == "src" and bare.startswith("//")) or (name == "action" and bare != "search.html"):
                self.found.append(f"{tag} {name}={value}")
            if name == "src" and bare.startswith("data:image/svg"):
                self.found.append("svg")


def runs(page: str) -> list[str]:
    seen = Seen()
    seen.feed(page)
    return seen.found


@pytest.fixture
def place(folder: Make) -> Path:
    return folder({"bad.md": HOSTILE, "pic.svg": SVG, "good.md": "# Good\n\nSee [it](bad.md).\n"})


def test_no_page_runs_or_loads_anything_of_an_article(place: Path, run: Run, tmp_path: Path) -> None:
    for command in (
        ["show", "bad", "-f", "html"],
        ["export", "--to", "html"],
        ["export", "bad", "--to", "html"],
    ):
        done = run(*command, "-L", place)
        assert runs(done.stdout.decode()) == [], command
        assert b"</title><script" not in done.stdout
    assert run("export", "-L", place, "--to", "site", "-o", tmp_path / "site").returncode == 0
    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 5
    for page in pages:
        assert runs(page.read_text()) == [], page
    assert not list((tmp_path / "site").rglob("pic*"))
    assert (
        "49"
        not in (tmp_path / "site" / "articles" / "bad.html").read_text().split("<main")[1].split("alert")[0]
    )


def test_the_feed_is_xml_whatever_is_in_it(place: Path, run: Run, tmp_path: Path) -> None:
    command = ["export", "-L", place, "--to", "site", "--url", "https://a.example/", "-o", tmp_path / "site"]
    assert run(*command).returncode == 0
    for name in ("feed.xml", "sitemap.xml"):
        ElementTree.fromstring((tmp_path / "site" / name).read_bytes())  # noqa: S314 - our own
    for file in (tmp_path / "site").rglob("*"):
        assert tmp_path / "site" in file.resolve().parents or file.resolve() == tmp_path / "site"


def test_a_book_holds_no_scripts_and_no_names_that_lead_out(place: Path, run: Run, tmp_path: Path) -> None:
    assert run("export", "-L", place, "-o", tmp_path / "book.epub").returncode == 0
    with zipfile.ZipFile(tmp_path / "book.epub") as book:
        for name in book.namelist():
            assert not name.startswith(("/", "\\")), name
            assert ".." not in name.split("/"), name
            if name.endswith(("html", "svg")):
                text = book.read(name).decode()
                ElementTree.fromstring(text)  # noqa: S314 - our own
                assert runs(text) == [], name
                assert "<script" not in text, name
                assert "javascript:" not in re.sub(r">[^<]*<", "><", text), name


def test_a_title_does_not_end_its_front_matter(folder: Make, run: Run, tmp_path: Path) -> None:
    titles = [
        "---",
        "a\n---\nb: c",
        "...",
        "x: y\n--- \n",
        "+++",
        '"',
        "{",
        "- a",
        "!!python/object:os.system x",
        "&a *a",
        "#x",
    ]
    place = folder(
        {
            f"n{at}.md": f"---\ntitle: {json.dumps(title)}\nkey: {json.dumps(title)}\n---\nbody\n"
            for at, title in enumerate(titles)
        }
    )
    assert run("export", "-L", place, "-o", f"{tmp_path}/md/").returncode == 0
    with Library.open(place) as before, Library.open(tmp_path / "md") as after:
        for at in range(len(titles)):
            old, new = before.get(f"n{at}"), after.get(f"n{at}")
            assert (new.title, new.body, dict(new.meta)) == (old.title, old.body, dict(old.meta)), titles[at]


def test_a_spreadsheet_runs_no_cell(folder: Make, run: Run) -> None:
    bad = ["=1+1", "+1", "-1+1", "@SUM(1)", "\t=1", " =1", "＝1", "=cmd|' /C calc'!A0"]
    place = folder(
        {
            f"n{at}.md": f"---\ntitle: {json.dumps(cell)}\ntags: [{json.dumps(cell)}]\n---\n{cell}\n"
            for at, cell in enumerate(bad)
        }
    )
    for command in (["export", "--to", "csv"], ["list", "-f", "csv", "--fields", "title,tags"]):
        done = run(*command, "-L", place)
        cells = [cell for row in csv.reader(io.StringIO(done.stdout.decode())) for cell in row]
        assert len(cells) > 8
        assert not [cell for cell in cells if re.match(r"[\t\r]|\s*[=+@＝-]", cell)]


def test_templates_get_at_nothing_but_their_values(tmp_path: Path) -> None:
    for text in (
        "{{ site.__class__.__mro__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{{ lipsum.__globals__['os'] }}",
    ):
        (tmp_path / "search.html").write_text(text)
        with pytest.raises(UsageError, match="unsafe"):
            Pages("T", "en", "", str(tmp_path)).page("search.html", "search.html")


def test_templates_lead_out_of_their_folder_by_no_link_and_no_name(tmp_path: Path) -> None:
    templates, secret = tmp_path / "templates", tmp_path / "secret"
    templates.mkdir()
    secret.write_text("secret")
    for text in ("{% include '../secret' %}", f"{{% include '{secret}' %}}", "{% include 'link.html' %}"):
        (templates / "search.html").write_text(text)
        (templates / "link.html").unlink(missing_ok=True)
        (templates / "link.html").symlink_to(secret)
        with pytest.raises(UsageError) as caught:
            Pages("T", "en", "", str(templates)).page("search.html", "search.html")
        assert "secret" not in str(caught.value).replace("/secret", "").replace(str(tmp_path), "")
    (templates / "link.html").unlink()
    os.mkfifo(templates / "pipe.css")
    assert "pipe.css" not in Pages("T", "en", "", str(templates)).assets()


STATES = [
    {"pages": {"../victim": ["", [], [], []]}, "files": []},
    {"pages": {}, "files": ["/etc/hosts"]},
    {"pages": {}, "files": ["mine.txt", "src/main.py"]},
    {"pages": {"articles/a.html": 1}, "files": []},
    {"pages": {"articles/a.html": ["", ["x"], [], []]}, "files": []},
    {"pages": {"articles/a.html": ["", [["x", "y"]], [], []]}, "files": []},
    {"pages": {"articles/a.html": [1, [], [], []]}, "files": []},
    {"pages": [], "files": {}},
    {"pages": {"articles/../x.html": ["", [], [], []]}, "files": []},
    [],
    None,
    1,
]


@pytest.mark.parametrize("value", STATES, ids=str)
def test_a_state_that_came_with_a_folder_makes_nothing_go_away(
    place: Path, tmp_path: Path, run: Run, value: object
) -> None:
    site = tmp_path / "site"
    (site / "src").mkdir(parents=True)
    for name in ("mine.txt", "src/main.py"):
        (site / name).write_text("mine")
    (tmp_path / "victim").write_text("theirs")
    text = json.dumps({"version": 2, **value} if isinstance(value, dict) else value)
    (site / ".kratomcli-site.json").write_text(text)
    loaded = State.load(site)
    assert loaded is not None
    assert (loaded.pages, loaded.files) == ({}, set())
    if value in STATES[:3]:
        assert run("export", "-L", place, "--to", "site", "-o", site).returncode == 0
        assert (site / "mine.txt").read_text() == (site / "src" / "main.py").read_text() == "mine"
        assert (tmp_path / "victim").read_text() == "theirs"


def test_a_page_of_a_site_that_has_become_a_link_is_made_anew(place: Path, tmp_path: Path, run: Run) -> None:
    site = tmp_path / "site"
    (tmp_path / "victim").write_text("theirs")
    for _ in range(2):
        assert run("export", "-L", place, "--to", "site", "-o", site).returncode == 0
        assert not (site / "articles" / "good.html").is_symlink()
        assert (tmp_path / "victim").read_text() == "theirs"
        (site / "articles" / "good.html").unlink()
        (site / "articles" / "good.html").symlink_to(tmp_path / "victim")


@pytest.mark.parametrize("format", ["site", "html", "epub", "pdf"])
def test_a_picture_that_is_a_pipe_is_not_waited_for(
    folder: Make, run: Run, tmp_path: Path, format: str
) -> None:
    place = folder({"a.md": "# A\n\n![pipe](pipe.png) ![out](out.png) ![device](device.png)\n"})
    os.mkfifo(place / "pipe.png")
    (tmp_path / "secret.png").write_text("secret-words")
    (place / "out.png").symlink_to(tmp_path / "secret.png")
    (place / "device.png").symlink_to("/dev/zero")
    done = run("export", "-L", place, "--to", format, "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    made = [tmp_path / "out"] if (tmp_path / "out").is_file() else (tmp_path / "out").rglob("*.*")
    assert not [path for path in made if path.is_file() and b"secret-words" in path.read_bytes()]


KILLED = """
import os, signal, sys
from kratomcli import Library
from kratomcli.export import DEFAULTS, delivery
place, format, target = sys.argv[1:]

def dying(articles):
    yield from articles
    os.kill(os.getpid(), signal.SIGKILL)

with Library.open(place) as library:
    delivery.to_place(dying(library.texts()), format, target, force=True, options=DEFAULTS)
"""


@pytest.mark.parametrize(
    ("format", "name"),
    [("html", "out.html"), ("markdown", "out/"), ("epub", "out.epub"), ("sqlite", "out.db")],
)
@pytest.mark.parametrize("there", [False, True])
def test_what_a_killed_export_left_is_gone_after_the_next(
    folder: Make, run: Run, tmp_path: Path, format: str, name: str, there: bool
) -> None:
    place = folder({"a.md": "# A\n\nA text.\n", "b.md": "# B\n"})
    scratch, outputs = tmp_path / "scratch", tmp_path / "outputs"
    scratch.mkdir()
    outputs.mkdir()
    env = {"TMPDIR": str(scratch)}
    command = ["export", "-L", str(place), "--to", format, "-o", f"{outputs}/{name}", "--force"]
    if there:
        assert run(*command, env=env).returncode == 0
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(place), format, f"{outputs}/{name}"],
        env={**os.environ, **env},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert run(*command, env=env).returncode == 0
    assert [path.name for path in outputs.iterdir()] == [name.rstrip("/")]
    assert not [path for path in outputs.rglob("*") if path.name.startswith(".")]
    assert list(scratch.iterdir()) == []
