"""The Markdown of MkDocs and Pelican: which libraries hold it, and what becomes of it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from markdown import Markdown

from conftest import Run
from kratomcli import Library
from kratomcli.export.html.bodies import body_html
from kratomcli.markup.python_markdown import to_html
from kratomcli.model.article import Article
from support.articles import markdown
from support.cost import cpu
from support.pieces import GROWING, texts

TEXT = "# Tea\n\nAn HTML.\n\n*[HTML]: Hyper\n"
"""An abbreviation, which CommonMark has none of."""


def theirs(text: str) -> Article:
    return markdown(text).replace(dialect="python-markdown")


def test_each_folder_of_a_library_has_its_own(tmp_path: Path) -> None:
    for name in ("manual", "notes"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "tea.md").write_text(TEXT)
    (tmp_path / "manual" / "mkdocs.yml").write_text("site_name: Tea\n")
    both = tmp_path / "manual", tmp_path / "notes"
    with Library.open(*both, cache=tmp_path / "cache") as library:
        assert {one.id: one.dialect for one in library.texts()} == {
            "manual/tea": "python-markdown",
            "notes/tea": "commonmark",
        }
        assert [one.dialect for one in library.read(["manual/tea"])] == ["python-markdown"]
        assert library.get("manual/tea").dialect == "python-markdown"
    with Library.open(*both, cache=tmp_path / "cache", dialect="commonmark") as library:
        assert {one.dialect for one in library.texts()} == {"commonmark"}


def test_settings_decide_and_a_site_is_made_anew(tmp_path: Path, run: Run) -> None:
    (tmp_path / "tea.md").write_text(TEXT)
    found = []
    for line in ("", 'dialect = "python-markdown"\n', 'dialect = "commonmark"\n'):
        (tmp_path / "kratomcli.toml").write_text(line)
        done = run("export", "--to", "site", "-o", "site/", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        page = next((tmp_path / "site").rglob("tea*.html")).read_text()
        found.append("<abbr" in page)
    assert found == [False, True, False]


@pytest.mark.parametrize("value", ['"markdown"', '""', "3", "[]"])
def test_a_dialect_that_there_is_not_is_refused(tmp_path: Path, run: Run, value: str) -> None:
    (tmp_path / "kratomcli.toml").write_text(f"dialect = {value}\n")
    done = run("list", cwd=tmp_path)
    assert done.returncode == 2
    assert b"dialect must be commonmark or python-markdown" in done.stderr


WRITTEN = {
    "a definition": ("Tea\n:   A *drink*.", "<dl>\n<dt>Tea</dt>\n<dd>A <em>drink</em>.</dd>\n</dl>"),
    "an abbreviation": ("An HTML.\n\n*[HTML]: Hyper", '<p>An <abbr title="Hyper">HTML</abbr>.</p>'),
    "an admonition": (
        '!!! tip "Tea"\n    Drink *it*.',
        '<div class="callout tip" role="note">\n<p class="callout-title">Tea</p>\n<p>Drink <em>it</em>.</p>\n</div>',
    ),
    "Markdown in HTML": (
        '<div markdown="1">\nDrink *it*.\n</div>',
        "<div>\n<p>Drink <em>it</em>.</p>\n</div>",
    ),
    "a cell's place": (
        "a | b\n--|--:\n1 | 2",
        '<table>\n<thead>\n<tr>\n<th>a</th>\n<th align="right">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td align="right">2</td>\n</tr>\n</tbody>\n</table>',
    ),
    "code": (
        "~~~ text\n<b>\n~~~",
        '<pre><code class="language-text">&lt;b&gt;\n</code></pre>',
    ),
    "attributes": ("*Tea*{: #cup title='x' }", '<p><em id="cup" title="x">Tea</em></p>'),
    "no list in a paragraph": ("Tea:\n- one\n- two", "<p>Tea:\n- one\n- two</p>"),
    "no marks beyond it": ("~~Tea~~ https://a.example", "<p>~~Tea~~ https://a.example</p>"),
    "a script": ("Tea <script>alert(1)</script> *here*", "<p>Tea  <em>here</em></p>"),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_written_is_what_they_make_of_it(name: str) -> None:
    text, html = WRITTEN[name]
    assert body_html(theirs(text)) == html


def test_a_note_stands_below_the_text() -> None:
    html = body_html(theirs("Tea[^a].\n\n[^a]: A drink.\n"))
    assert '<sup id="fnref:a"><a class="footnote-ref" href="#fn:a"' in html
    assert '<li id="fn:a">\n<p>A drink.' in html


def test_links_find_headings_by_their_own_names_and_by_ours() -> None:
    """`show --toc` prints "q--a", as GitHub names it; their pages, and links to them, have "q-a"."""
    one = theirs("# Tea\n\n[TOC]\n\n## Q & A\n\n## Q & A\n\n[x](#q-a_1)\n")
    assert [section.slug for section in one.sections] == ["tea", "q--a", "q--a-1"]
    html = body_html(one, prefix="p:")
    assert '<h2 id="p:q--a-1"><span id="p:q-a_1"></span>Q &amp; A</h2>' in html
    given, linked = re.findall(' id="([^"]*)"', html), re.findall('href="#([^"]*)"', html)
    assert len(given) == len(set(given))
    assert {*linked} <= {*given}
    assert linked.count("p:q-a_1") == 2


def test_one_text_leaves_nothing_for_the_next() -> None:
    text = "Tea[^1] [x]\n\n*[Tea]: y\n\n[x]: /x\n\n[^1]: A drink.\n\n# a\n"
    assert to_html(text) == to_html(text)
    assert to_html("Tea[^1] [x]\n") == "<p>Tea[^1] [x]</p>"


def test_what_would_take_long_is_converted_the_other_way_and_it_is_said() -> None:
    told: list[str] = []
    html = body_html(theirs("# Tea\n\n" + "***\n" * 20_000), note=told.append)
    assert html.count("<hr") == 20_000
    assert told == ["converted as CommonMark, Python-Markdown would take too long"]


def test_long_texts_that_people_write_are_not_among_them() -> None:
    paragraph = "Some *words*, `code` and a [link](https://a.example/b_c) to a <b>place</b>.\n"
    row = "| a `b` | *c* | [d](e) |\n"
    text = f"# Tea\n\n{paragraph * 10}\n- {paragraph}" * 300 + f"\n| a | b | c |\n|---|---|---|\n{row * 2000}"
    assert to_html(text + "\nTea[^1].\n\n[^1]: A note.\n") is not None


SOME = [*GROWING, *list(texts())[::12]]


@pytest.mark.parametrize(
    "names", [SOME[at : at + 10] for at in range(0, len(SOME), 10)], ids=lambda n: ascii(n[0])
)
def test_no_text_takes_long(names: list[str]) -> None:
    """None takes more than a text of this length with a link in each line, several times over."""
    usual = cpu(lambda: Markdown().convert("[a](b) *c* `d`\n\n" * 2000))
    for name in names:
        text = texts()[name](30_000)
        assert min(cpu(lambda: to_html(text)) for _ in range(2)) < 5 * usual + 0.5, name  # noqa: B023


@pytest.mark.parametrize("dialect", ["commonmark", "python-markdown"])
def test_each_engine_is_imported_where_it_is_used(tmp_path: Path, dialect: str) -> None:
    (tmp_path / "tea.md").write_text(TEXT)
    code = (
        "import sys\n"
        "from kratomcli import Library\n"
        "from kratomcli.export.html.bodies import body_html\n"
        f"with Library.open({str(tmp_path)!r}, dialect={dialect!r}) as library:\n"
        "    body_html(library.get('tea'))\n"
        "print(*sorted({'markdown', 'markdown_it'} & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [{"commonmark": "markdown_it"}.get(dialect, "markdown")]
