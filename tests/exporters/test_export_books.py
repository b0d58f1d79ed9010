"""EPUB and PDF: valid, whole, the same each time; skipped, with the reason, where tools are missing."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from export_making import article, markdown, plain

from conftest import SEEDS
from kratomcli.errors import MissingExtra
from kratomcli.exporters import ExportOptions, write_file

EPUBCHECK = Path("/usr/share/java/epubcheck.jar")

RICH = """---
title: Rich & "quoted" <b>
authors: [Ada Lovelace]
tags: [A & B]
date: 2021-03-05
---
## One

[there](other.md#two) [gone](other.md#nowhere) [broken](no.md) [file](/x.pdf) [web](https://example.com/?a=1&b=2)
[bad](http://[) ![far](https://example.com/x.png) ![near](x.png) [within](#one) [nowhere](#none)

| a | b |
| --- | ---: |
| 1 | 2 |

```python
x = "<&>"
```

!!! note
    Care.[^1]

1. one
   - two

     > three

[^1]: A note.
"""
HOSTILE = (
    '# "#{}$*_`<>@~\\ \\u{41} #import "x" #panic()\n\n"#read(\\"/etc/passwd\\")" <script>alert(1)</script>\n\n'
    + "> " * 500
    + "x\n"
)


def given() -> list[object]:
    texts = [plain(path.read_text(), id=path.stem) for path in sorted(SEEDS.glob("*.txt"))]
    return [
        *texts,
        markdown(RICH, id="rich"),
        markdown("# Other\n\n## Two\n\nx\x01\n", id="other"),
        markdown(HOSTILE, id="hostile"),
    ]


def book(format: str, path: Path, articles: list[object], **options: object) -> Path:
    assert write_file(iter(articles), format, path, options=ExportOptions(**options)) == len(articles)  # type: ignore[arg-type]
    return path


def test_a_book_is_valid(tmp_path: Path) -> None:
    pytest.importorskip("ebooklib", reason="no EbookLib: pip install 'kratomcli[epub]'")
    if shutil.which("java") is None or not EPUBCHECK.exists():
        pytest.skip("no epubcheck: apt-get install epubcheck")
    for name, articles in (("many", given()), ("one", [markdown("x")]), ("none", [])):
        path = book("epub", tmp_path / f"{name}.epub", articles, title="A & B <c>")
        result = subprocess.run(
            ["java", "-jar", EPUBCHECK, path], capture_output=True, text=True, check=False
        )
        assert "No errors or warnings detected" in result.stdout + result.stderr, result.stderr


def test_a_book_has_a_chapter_an_article_and_a_cover(tmp_path: Path) -> None:
    pytest.importorskip("ebooklib", reason="no EbookLib: pip install 'kratomcli[epub]'")
    path = book("epub", tmp_path / "x.epub", given(), title="Notes & more")
    with zipfile.ZipFile(path) as opened:
        names = opened.namelist()
        chapters = [opened.read(name).decode() for name in names if "chapter-" in name]
        package = opened.read(next(name for name in names if name.endswith(".opf"))).decode()
        cover = opened.read(next(name for name in names if name.endswith("cover.svg"))).decode()
        contents = opened.read(next(name for name in names if name.endswith("nav.xhtml"))).decode()
    assert names[0] == "mimetype"
    assert len(chapters) == len(given())
    assert "<dc:title>Notes &amp; more</dc:title>" in package
    assert "Ada Lovelace" in package
    assert 'properties="cover-image"' in package
    assert "Notes &amp; more" in cover
    assert contents.count("chapter-") == len(given())
    rich = next(text for text in chapters if "Rich &amp;" in text)
    assert '<a href="chapter-0007.xhtml#two"' in rich
    assert '<a href="chapter-0007.xhtml"' in rich
    assert "x.png" not in re.sub(r'href="https://example.com/x.png"', "", rich).replace("[near]", "")


@pytest.mark.parametrize(("format", "package"), [("epub", "ebooklib"), ("pdf", "typst")])
def test_books_are_the_same_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str, package: str
) -> None:
    pytest.importorskip(package, reason=f"no {package}: pip install 'kratomcli[{format}]'")
    one = book(format, tmp_path / "one", given()).read_bytes()
    assert book(format, tmp_path / "two", given()).read_bytes() == one
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    dated = book(format, tmp_path / "three", given()).read_bytes()
    assert dated != one
    assert book(format, tmp_path / "four", given()).read_bytes() == dated
    assert sorted(path.name for path in tmp_path.iterdir()) == ["four", "one", "three", "two"]


def test_a_pdf_holds_every_title_and_text(tmp_path: Path) -> None:
    pytest.importorskip("typst", reason="no typst: pip install 'kratomcli[pdf]'")
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext: apt-get install poppler-utils")
    path = book("pdf", tmp_path / "x.pdf", given(), title="All of it")
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    letters = re.sub(r"\W", "", text)
    for each in given():
        assert re.sub(r"\W", "", each.title) in letters  # type: ignore[attr-defined]
    for words in ("All of it", "8 articles", '#read("/etc/passwd")', "x = ", "A note.", "Care."):
        assert re.sub(r"\W", "", words) in letters
    assert "alert" not in letters
    assert "root:" not in text


@pytest.mark.parametrize(("format", "package"), [("epub", "ebooklib"), ("pdf", "typst")])
def test_a_missing_package_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtra) as error:
        write_file(iter([article()]), format, tmp_path / "x")
    assert f"kratomcli[{format}]" in error.value.hint
