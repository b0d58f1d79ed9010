"""HTML → Markdown: the same words in the same order, and of the markup what Markdown has."""

from __future__ import annotations

import pytest

from kratomcli.readers.html.markdown import markdown_of

CASES = {
    "<h1>A <em>b</em></h1>": "# A *b*",
    "<p>one<p>two": "one\n\ntwo",
    "2021. was a year": "2021\\. was a year",
    "<ol start=3><li>a<li>b</ol>": "3. a\n4. b",
    "<ul><li>a<ul><li>b</ul><li>c</ul>": "- a\n  - b\n- c",
    "<ul><li>a</ul><ul><li>b</ul>": "- a\n\n* b",
    "<blockquote><p>a<p>b</blockquote>": "> a\n>\n> b",
    "<pre><code class=language-py>x\n</code></pre>": "```py\nx\n```",
    "<code>a`b</code>": "``a`b``",
    "a<br>b": "a\\\nb",
    "a<br><br>b": "a\n\nb",
    "a<hr>b": "a\n\n***\n\nb",
    "<b> a </b>b": "**a** b",
    "<a href=/x title=t>y</a>": '[y](http://e.org/x "t")',
    "<a href=/x><h2>a</h2><p>b</p></a>": "## [a](http://e.org/x)\n\n[b](http://e.org/x)",
    "<a href='javascript:x()'>y</a>": "y",
    "<img src=x.png alt='a [b]'>": "![a \\[b\\]](http://e.org/x.png)",
    "<table><tr><th>a<th>b<tr><td>1|<td>2<br>3</table>": "| a | b |\n| --- | --- |\n| 1\\| | 2<br>3 |",
    "&lt;main&gt;": "&lt;main>",
}


@pytest.mark.parametrize(("html", "expected"), CASES.items(), ids=list(CASES))
def test_elements(html: str, expected: str) -> None:
    assert markdown_of(html, base="http://e.org/") == expected


def test_boxes_of_tasks_are_kept_and_controls_left_out() -> None:
    box = '<input type="checkbox" disabled>'
    done = '<input type="checkbox" checked disabled>'
    html = f"<ul><li>{done}Tea</li><li>{box} Milk</li><li>Cake {box}</li></ul>"
    assert markdown_of(html) == "- [x] Tea\n- [ ] Milk\n- Cake"
    assert markdown_of('<ul><li><input type="checkbox"> Menu</li></ul>') == "- Menu"
    assert markdown_of(f"<p>{box} Terms</p>") == "Terms"
