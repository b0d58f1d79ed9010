"""EPUB and PDF: valid, whole, the same each time; skipped, with the reason, where tools are missing."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from html import unescape
from pathlib import Path

import pytest
from test_export_bodies import HOSTILE as WILD

from conftest import SEEDS
from kratomcli.errors import MissingExtra
from kratomcli.export import ExportOptions, write_file
from kratomcli.export.books.epub_html import strict
from kratomcli.export.books.html_to_typst import typeset
from kratomcli.export.html import sanitise
from kratomcli.export.html.bodies import body_html
from support.articles import article, markdown, plain

QUICK_JAVA = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""For short runs: half the time."""
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

> [!danger]- Folded **away**
> Steam.
>
> > [!tip] Deeper
> > - Wait.
> >
> > ```
> > x
> > ```

> [!note] Alone

1. one
   - two

     > three

[^1]: A note.
"""
HOSTILE = (
    '# "#{}$*_`<>@~\\ \\u{41} #import "x" #panic()\n\n"#read(\\"/etc/passwd\\")" <script>alert(1)</script>\n\n'
    + "> " * 40
    + "x\n"
)

WRONG = [
    '<figcaption>alone</figcaption>',
    '<figure>a<figcaption>b</figcaption>c</figure>',
    '<figure><figcaption>a</figcaption><p>b</p><figcaption>c</figcaption></figure>',
    '<figure><p>b</p><figcaption>c</figcaption></figure>',
    '<figure><figcaption>c</figcaption><p>x</p></figure>',
    '<li>alone</li>',
    '<ul>text<li>a</li>tail<ul><li>b</li></ul><p>c</p></ul>',
    '<ol><li value=3>x</li></ol><ul><li value=3>x</ul>',
    '<dl><dd>a</dd></dl>',
    '<dl><dt>a</dt></dl>',
    '<dl><dt>a<dd>b</dl>',
    '<dl>text<dt>a<dd>b<p>c</dl>',
    '<dl><p>x</p></dl>',
    '<dl></dl>',
    '<dt>x</dt>',
    '<dl><dt><h3>x</h3></dt><dd>y</dd></dl>',
    '<span><div>a<ul><li>b</ul></div></span>',
    '<em><p>a</p></em>',
    '<b><table><tr><td>x</table></b>',
    '<h2>a<div>b</div></h2>',
    '<h2><hr></h2>',
    '<details>x</details>',
    '<details><summary>a</summary>b</details>',
    '<details open><p>b</p><summary>a</summary></details>',
    '<details><summary>a</summary><summary>b</summary>c</details>',
    '<summary>x</summary>',
    '<details><summary><p>a</p></summary>b</details>',
    '<ruby>漢</ruby>',
    '<ruby>漢<rt>kan</rt></ruby>',
    '<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>',
    '<ruby><rp>(</rp></ruby>',
    '<rt>x</rt>',
    '<ruby>漢<rt>kan</rt>字<rt>ji</rt></ruby>',
    '<ruby><rt>kan</rt></ruby>',
    '<time>yesterday</time>',
    '<time datetime=nonsense>x</time>',
    '<time datetime=2021-03-05>x</time>',
    '<time datetime=12:30>x</time>',
    '<time datetime=2021-99-99>x</time>',
    '<bdo>x</bdo>',
    '<bdo dir=rtl>x</bdo>',
    '<p dir=auto lang=en>x</p>',
    '<p lang=xx-nonsense-abcdefgh>x</p>',
    '<p id=1>x</p>',
    "<p id='a:b'>y</p>",
    '<table><caption>c<table><tr><td>x</table></caption><colgroup span=0><col span=2></colgroup><tr><td colspan=0 rowspan=0>x<th scope=row>y</table>',
    '<table></table>',
    '<table><thead></thead></table>',
    '<table><tr></tr></table>',
    '<table><tr><th><h3>x</h3></th></tr></table>',
    '<table>text<tr><td>a</table>',
    '<table><tbody><tr><td colspan=9999>x</table>',
    '<table><tfoot><tr><td>f</tfoot><tbody><tr><td>x</table>',
    '<table><tr><td>a</td></tr><thead><tr><td>h</thead></table>',
    '<table><col><col><tr><td>a</table>',
    '<table><tr><td>a</td></tr><caption>late</caption></table>',
    '<a href=x.html><div>b</div></a>',
    "<a href='http://a.example'><details><summary>x</summary></details></a>",
    "<p><a href='http://a.example'><ul><li>x</ul></a></p>",
    "<a href='http://a.example'><h2>x</h2></a>",
    '<a>x</a>',
    '<a name=b>x</a>',
    '<img>',
    "<img src=''>",
    '<img src=x alt=y width=0 height=12>',
    '<pre><p>x</p></pre>',
    '<pre><ul><li>x</ul></pre>',
    '<code><div>x</div></code>',
    '<ins><p>x</p></ins>',
    '<p><ins><div>x</div></ins></p>',
    '<del>x<table><tr><td>y</table></del>',
    '<sub><sup><blockquote>x</blockquote></sup></sub>',
    '<ol start=0 reversed><li>x</ol>',
    '<ol start=99999><li>x</ol>',
    '<q><blockquote>x</blockquote></q>',
    '<small><ul><li>x</ul></small>',
    '<abbr title=x>y</abbr>',
    '<wbr><br><hr>',
    '<blockquote>text<p>x</p></blockquote>',
    '<div>x<p>y</div>',
    '<cite><p>z</p></cite>',
    '<dfn><dfn>x</dfn></dfn>',
    '<u><h3>in</h3></u>',
    '<mark><pre>x</pre></mark>',
    '<samp><figure><figcaption>x</figcaption></figure></samp>',
]  # fmt: skip


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


WHOLE = {
    "many": given,
    "one": lambda: [markdown("x")],
    "none": list,
    "wrong": lambda: [
        markdown(f"---\ntitle: x\n---\n{text}", id=f"{at:03}") for at, text in enumerate(WRONG + WILD)
    ],
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_book_is_valid(tmp_path: Path, name: str) -> None:
    pytest.importorskip("ebooklib", reason="no EbookLib: pip install 'kratomcli[epub]'")
    if shutil.which("java") is None or not EPUBCHECK.exists():
        pytest.skip("no epubcheck: apt-get install epubcheck")
    path = book("epub", tmp_path / f"{name}.epub", WHOLE[name](), title="A & B <c>")
    result = subprocess.run(
        ["java", *QUICK_JAVA, "-jar", EPUBCHECK, path], capture_output=True, text=True, check=False
    )
    assert "No errors or warnings detected" in result.stdout + result.stderr, result.stderr


@pytest.mark.parametrize("html", [*WRONG, "<div>" * 5000 + "deep", "<b><i><u>" * 500 + "deep", ""])
def test_what_may_not_be_where_it_is_stays_all_the_same(html: str) -> None:
    pytest.importorskip("lxml", reason="no lxml: pip install 'kratomcli[epub]'")
    clean = sanitise.clean(html)
    assert words(strict(clean)) == words(clean)


def words(html: str) -> list[str]:
    return sorted(unescape(re.sub("<[^>]*>", "", html)).replace("\u200b", "").replace(" ", "").strip())


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


@pytest.mark.parametrize(
    "date", ["0001-01-01", "1969-12-31", "1979-12-31", "2107-12-31", "2108-01-01", "9999-12-31"]
)
@pytest.mark.parametrize(("format", "package"), [("epub", "ebooklib"), ("pdf", "typst")])
def test_books_have_any_date(tmp_path: Path, format: str, package: str, date: str) -> None:
    pytest.importorskip(package, reason=f"no {package}: pip install 'kratomcli[{format}]'")
    dated = [markdown(f"---\n{key}: {date}\n---\n\nText.\n", id=key) for key in ("date", "updated")]
    path = book(format, tmp_path / "one", dated)
    if format == "epub":  # a zip file has the years 1980 to 2107
        with zipfile.ZipFile(path) as opened:
            years = {info.date_time[0] for info in opened.infolist()}
        assert years == {min(max(int(date[:4]), 1980), 2107)}


def test_a_book_may_be_made_after_what_a_zip_file_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("ebooklib", reason="no EbookLib: pip install 'kratomcli[epub]'")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "5000000000")  # in 2128
    with zipfile.ZipFile(book("epub", tmp_path / "one", [markdown("x")])) as opened:
        assert {info.date_time for info in opened.infolist()} == {(2107, 12, 31, 23, 59, 58)}
        package = opened.read(next(name for name in opened.namelist() if name.endswith(".opf"))).decode()
    assert ">2128-06-11T08:53:20Z<" in package


def test_a_pdf_holds_every_title_and_text(tmp_path: Path) -> None:
    pytest.importorskip("typst", reason="no typst: pip install 'kratomcli[pdf]'")
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext: apt-get install poppler-utils")
    path = book("pdf", tmp_path / "x.pdf", given(), title="All of it")
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    letters = re.sub(r"\W", "", text)
    for each in given():
        assert re.sub(r"\W", "", each.title) in letters  # type: ignore[attr-defined]
    for words in (
        "All of it",
        "8 articles",
        '#read("/etc/passwd")',
        "x = ",
        "A note.",
        "Care.",
        "Folded away",
        "Steam.",
        "Deeper",
    ):
        assert re.sub(r"\W", "", words) in letters
    assert "alert" not in letters
    assert "root:" not in text


def test_a_callout_that_folds_is_open_in_a_book() -> None:
    pytest.importorskip("lxml", reason="no lxml: pip install 'kratomcli[epub]'")
    html = body_html(markdown("> [!tip]- Mind\n> Steam.\n\n<details><summary>a</summary>b</details>"))
    assert strict(html) == (
        '<div class="callout tip" role="note">\n<p class="callout-title">Mind</p>\n<p>Steam.</p>\n</div>\n'
        "<details><summary>a</summary>b</details>"
    )


def test_a_callout_is_a_box_in_the_colour_of_its_look_in_a_pdf() -> None:
    html = (
        '<div class="callout tip"><p class="callout-title">Mind</p><div>a</div><p><b>b</b></p></div><p>c</p>'
    )
    box, _, behind = typeset(html).partition('#"c"')
    assert box.count('#block(stroke: (left: 2.5pt + rgb("#1d6b2f"))') == 1
    assert '#text(fill: rgb("#1d6b2f"), weight: 700)[#"Mind";]' in box
    assert box.index('#"b"') < box.rindex("];")
    assert box.count("[") == box.count("]")
    assert "block" not in behind
    assert "block" not in typeset('<div class="other">a</div>')


@pytest.mark.parametrize(("format", "package"), [("epub", "ebooklib"), ("pdf", "typst")])
def test_a_missing_package_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtra) as error:
        write_file(iter([article()]), format, tmp_path / "x")
    assert f"kratomcli[{format}]" in error.value.hint
