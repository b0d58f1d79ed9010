"""New articles: where they are put, what they are called, what they hold; nothing is lost by one."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Make, Run
from kratomcli import Library, OutputError, OutputExists, UsageError
from kratomcli.conventions.table import CONVENTIONS, NONE
from kratomcli.desk.new_articles import NewArticle, write_new
from kratomcli.readers import read


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1614945600")  # 2021-03-05


@pytest.mark.parametrize(
    ("tool", "there", "expected"),
    [
        ("", "", "green-tea-sleep.md"),
        ("jekyll", "", "_posts/2021-03-05-green-tea-sleep.md"),
        ("hugo", "content/post", "content/post/green-tea-sleep.md"),
        ("hugo", "content", "content/green-tea-sleep.md"),
        ("hugo", "", "green-tea-sleep.md"),
        ("hexo", "source/_posts", "source/_posts/green-tea-sleep.md"),
        ("obsidian", "", "Green tea - sleep.md"),
        ("zk", "", "Green tea - sleep.md"),
        ("logseq", "pages", "pages/Green tea - sleep.md"),
    ],
)
def test_the_tool_says_where_and_under_which_name(
    tmp_path: Path, tool: str, there: str, expected: str
) -> None:
    (tmp_path / there).mkdir(parents=True, exist_ok=True)
    path = write_new("Green tea: sleep", ["tea"], NewArticle(), str(tmp_path), CONVENTIONS.get(tool, NONE))
    assert path == str(tmp_path / expected)
    assert Path(path).read_text() == "---\ntitle: 'Green tea: sleep'\ndate: 2021-03-05\ntags:\n- tea\n---\n"


@given(title=st.text(st.characters(max_codepoint=0xD7FF), min_size=1), tag=st.text("ab: #'\"-[]", min_size=1))
def test_any_title_is_quoted_and_its_file_lies_in_the_folder(
    tmp_path_factory: pytest.TempPathFactory, title: str, tag: str
) -> None:
    root = tmp_path_factory.mktemp("new")
    try:
        path = Path(write_new(title, [tag], NewArticle(), str(root), NONE))
    except UsageError:
        assert not any(root.iterdir())
        return
    assert path.parent == root
    article = read(path.read_bytes(), id="x", path=str(path))
    head = read(f"---\ntitle: {json.dumps(title)}\n---\n".encode(), id="x", path=str(path))
    assert article.title == head.title
    assert article.date == "2021-03-05"


def test_nothing_is_overwritten_and_nothing_leaves_the_library(tmp_path: Path) -> None:
    root = tmp_path / "library"
    root.mkdir()
    (root / "tea.md").write_text("mine")
    with pytest.raises(OutputExists):
        write_new("Tea", [], NewArticle(), str(root), NONE)
    assert (root / "tea.md").read_text() == "mine"
    for folder in ("../x", "/x", "a/../../x"):
        with pytest.raises(UsageError):
            write_new("New", [], NewArticle(folder=folder), str(root), NONE)
    made = write_new("../../New", [], NewArticle(file="../../{{ title }}.md"), str(root), NONE)
    assert root in Path(made).parents
    (tmp_path / "elsewhere").mkdir()
    (root / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError):
        write_new("New", [], NewArticle(folder="link"), str(root), NONE)
    assert not any((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize(
    ("title", "name"),
    [("!!!", "!!!.md"), ("\u2026 \u2014", "\u2026-\u2014.md"), ("?", "untitled.md"), ("C++", "c.md")],
)
def test_a_title_of_signs_alone_keeps_those_that_a_file_can_have(
    tmp_path: Path, title: str, name: str
) -> None:
    assert write_new(title, [], NewArticle(), str(tmp_path), NONE) == str(tmp_path / name)


def test_a_name_of_what_is_no_text_is_refused_and_so_is_a_wrong_pattern(tmp_path: Path) -> None:
    for pattern in ("{{ title }}.pdf", "{{ date }}.HTML"):
        with pytest.raises(UsageError, match=r"\[new\] file = .* text with front matter, not \.(pdf|html)"):
            write_new("T", [], NewArticle(file=pattern), str(tmp_path), NONE)
    with pytest.raises(UsageError, match=r"the template \[new\] file: UndefinedError"):
        write_new("T", [], NewArticle(file="{{ titel }}.md"), str(tmp_path), NONE)
    assert not any(tmp_path.iterdir())
    assert write_new("report.pdf", [], NewArticle(file="{{ title }}"), str(tmp_path), NONE).endswith(
        "report.pdf.md"
    )


def test_what_is_no_folder_is_named_and_not_called_an_article(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("mine")
    (tmp_path / "away").symlink_to(tmp_path)
    for folder, what in {
        "notes.md": "a file",
        "notes.md/x": "a file",
        "away": "a link",
        "away/x": "a link",
    }.items():
        with pytest.raises(OutputError, match=f"{folder.partition('/')[0]}: it is {what}, not a folder"):
            write_new("New", [], NewArticle(folder=folder), str(tmp_path), NONE)
    assert (tmp_path / "notes.md").read_text() == "mine"


def test_a_template_makes_the_text(folder: Make, run: Run) -> None:
    place = folder(
        {
            "kratomcli.toml": '[new]\nfolder = "in/box"\nfile = "{{ date }} {{ title }}.txt"\n'
            'template = "t/note.jinja"\n',
            "t/note.jinja": "---\ntitle: {{ title | yaml }}\ntags: {{ tags | yaml }}\n---\n\n# {{ slug }}\n",
        }
    )
    done = run("new", "A: b", "c/d", "--tags", "x, y", cwd=place)
    assert done.stdout == os.fsencode(place / "in/box/2021-03-05 A - b c-d.txt") + b"\n", done.stderr
    text = (place / "in/box/2021-03-05 A - b c-d.txt").read_text()
    assert text == '---\ntitle: "A: b c/d"\ntags: ["x", "y"]\n---\n\n# a-b-c-d\n'
    assert run("show", "2021-03-05 A", "-f", "json", cwd=place).returncode == 0
    assert run("new", "A: b", "c/d", cwd=place).returncode == 4


@pytest.mark.parametrize(
    "template",
    ["{{ nothing }}", "{% if %}", "{{ title.__class__.__mro__ }}", "---\ntitle: {{ title }}\n---\n"],
)
def test_a_wrong_template_is_told_and_makes_nothing(folder: Make, template: str) -> None:
    place = folder({"t.md.jinja": template})
    with Library.open(place) as library, pytest.raises(UsageError, match="jinja"):
        library.new('"a": b: c', template=str(place / "t.md.jinja"))
    assert [path.name for path in place.iterdir()] == ["t.md.jinja"]


def test_a_template_elsewhere_is_refused_unless_trusted(
    folder: Make, run: Run, tmp_path: Path, own_place: Path
) -> None:
    (tmp_path / "secret").write_text("secret\n")
    place = folder({"kratomcli.toml": '[new]\ntemplate = "../secret"\n'})
    done = run("new", "Tea", cwd=place)
    assert done.returncode == 2
    assert b"not below it" in done.stderr
    (place / "link").symlink_to(tmp_path / "secret")
    (place / "kratomcli.toml").write_text('[new]\ntemplate = "link"\n')
    assert run("new", "Tea", cwd=place).returncode == 2
    assert not (place / "tea.md").exists()
    own = own_place / "config" / "kratomcli" / "config.toml"
    own.parent.mkdir(parents=True)
    own.write_text(f"trusted = ['{place}']\n")
    assert run("new", "Tea", cwd=place).returncode == 0
    assert (place / "tea.md").read_text() == "secret\n"


def test_edit_opens_it(folder: Make, run: Run, tmp_path: Path) -> None:
    place = folder({"a.md": "A\n"})
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "$@"\n')
    editor.chmod(0o755)
    done = run("new", "Tea", "--edit", "-L", place, env={"VISUAL": str(editor)})
    assert done.stdout == os.fsencode(place / "tea.md") + b"\n"
    assert run("list", "-f", "ids", "-L", place).stdout == b"a\ntea\n"
