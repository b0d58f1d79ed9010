"""What formats can't hold is in its place by name, or named as left out: nothing goes without a word."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Run
from kratomcli.export import ExportOptions, write_file
from kratomcli.export.books.html_to_typst import typeset
from kratomcli.export.html.bodies import body_html, body_text
from kratomcli.export.html.embedded import linked, named
from kratomcli.export.html.sanitise import left_out
from kratomcli.model.article import Article
from support.articles import markdown

EMBEDDED = {
    '<iframe src="https://films.example/embed/7" title="The &quot;tide&quot;"></iframe>': (
        '[embedded: The "tide"]',
        "https://films.example/embed/7",
    ),
    "<iframe src=https://maps.example/></iframe>": ("[embedded: maps.example]", "https://maps.example/"),
    "<video src='films/low%20tide.mp4' controls>No film.</video>": (
        "[video: low tide.mp4]",
        "films/low%20tide.mp4",
    ),
    '<video controls title="Ebb">\n<source src="ebb.webm">\n<source src="ebb.mp4">\n</video>': (
        "[video: Ebb]",
        "ebb.webm",
    ),
    '<audio><source src="gulls.ogg"></audio>': ("[audio: gulls.ogg]", "gulls.ogg"),
    '<object data="chart.pdf">A chart.</object>': ("[embedded: chart.pdf]", "chart.pdf"),
    '<embed src="https://x.example/a.swf">': ("[embedded: a.swf]", "https://x.example/a.swf"),
}


@pytest.mark.parametrize("html", EMBEDDED)
def test_what_is_embedded_is_a_link_in_html_and_a_name_in_text(html: str) -> None:
    label, address = EMBEDDED[html]
    for text in (f"# x\n\nBefore\n\n{html}\n\nAfter\n", f"# x\n\nBefore {html} after\n"):
        one = markdown(text)
        shown = body_html(one).replace("&quot;", '"')
        assert f'<a href="{address}" rel="noopener noreferrer">{label}</a>' in shown
        assert body_text(one).count(label) == 1


def test_what_could_run_is_no_link() -> None:
    html = body_html(markdown('# x\n\n<iframe src="javascript:alert(1)" title="a"></iframe>\n'))
    assert "javascript" not in html
    assert "[embedded: a]" in html


def test_pictures_without_a_description_are_named_in_text() -> None:
    text = body_text(
        markdown(
            '# x\n\n![](maps/pier.png) ![the pier](pier.png) <img src="p/q.png?x=1"> <img alt="old" src="o.png">\n'
        )
    )
    assert text.split("\n")[-1] == "[image: pier.png] the pier [image: q.png] [image: old]"


def test_cells_of_a_raw_table_stand_apart_in_text() -> None:
    table = "<table><caption>Tides</caption><tr><th>high<td>low<tr><td>4<td>1</table>"
    assert body_text(markdown(f"# x\n\n{table}\n")).split("\n")[-5:] == ["Tides", "high", "low", "4", "1"]


def test_elements_that_go_are_named() -> None:
    html = "<p>a</p><SVG><text>b</text></svg><math/><!-- <style> --><svg></svg><scripts>x</scripts><script\n>y</script>"
    assert left_out(html) == ["svg", "math", "script"]
    assert left_out("<!-- <svg>") == []
    assert left_out("<video></video><iframe></iframe>") == []
    notes: list[str] = []
    body_html(markdown("# x\n\n`<svg>` and <svg></svg>\n\n```\n<math>\n```\n"), note=notes.append)
    assert notes == ["left out: <svg>"]


@pytest.mark.parametrize("format", ["html", "epub", "pdf", "site"])
def test_elements_that_go_are_named_on_standard_error(tmp_path: Path, run: Run, format: str) -> None:
    place = tmp_path / "notes"
    place.mkdir()
    (place / "wave.md").write_text("# Wave\n\n<math><mi>h</mi></math>\n")
    done = run("export", "--library", place, "-f", format, "-o", tmp_path / "made")
    if b"pip install" in done.stderr:
        pytest.skip(done.stderr.decode())
    assert b"wave: left out: <math>" in done.stderr


@given(
    st.lists(st.sampled_from([*EMBEDDED, "<video", "src=", "'", '"', ">", "<!--", "x", "&#60;", "<img"])).map(
        "".join
    )
)
def test_nothing_breaks_on_pieces(html: str) -> None:
    assert re.sub(r"\W", "", re.sub("<a [^>]*>[^<]*</a>", "", linked(html))) is not None
    assert "<iframe src" not in named(html).lower() or html.count("<iframe") > html.count(">")


def pdf_text(tmp_path: Path, one: Article) -> str:
    pytest.importorskip("typst", reason="no typst: pip install 'kratomcli[pdf]'")
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext: apt-get install poppler-utils")
    write_file(iter([one]), "pdf", tmp_path / "x.pdf", options=ExportOptions())
    command = ["pdftotext", "-layout", tmp_path / "x.pdf", "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_a_pdf_has_numbers_quotes_and_captions(tmp_path: Path) -> None:
    text = pdf_text(
        tmp_path,
        markdown(
            "# x\n\n3. third\n4. fourth\n\n<ol><li value=7>seventh</li><li>eighth</li></ol>\n\nHe said <q>ebb</q>.\n\n"
            "<table><caption>Tides of May</caption><tr><td colspan=2>both</td></tr><tr><td>high</td><td>low</td></tr>"
            "</table>\n"
        ),
    )
    for number, word in ((3, "third"), (4, "fourth"), (7, "seventh"), (8, "eighth")):
        assert re.search(rf"{number}\. +{word}", text)
    assert "“ebb”" in text
    assert "Tides of May" in text


@pytest.mark.parametrize("span", ["0", "2", "3", "9999", "x"])
def test_columns_are_as_many_as_the_cells_take(tmp_path: Path, span: str) -> None:
    table = f'<table id="t"><tr><td colspan="{span}">wide</td></tr><tr><td>a</td><td align="right">b</td></tr></table>'
    text = pdf_text(tmp_path, markdown(f"# x\n\n{table}\n\n[to the table](#t)\n"))
    assert all(word in text for word in ("wide", "a", "b"))


def test_cells_keep_their_alignment() -> None:
    made = typeset('<table><tr><th align="center">a</th><td align="right">b</td><td>c</td></tr></table>')
    assert "table.cell(align: center,)" in made
    assert "table.cell(align: right,)" in made
