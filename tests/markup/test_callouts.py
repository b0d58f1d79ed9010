"""Callouts of all tools are one thing: by every way of writing them, and in each dialect of Markdown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kratomcli.export.html.bodies import body_html, body_text
from kratomcli.export.html.markdown import to_html
from kratomcli.export.html.sanitise import clean
from kratomcli.markup import headings
from kratomcli.markup.parser import parse
from kratomcli.markup.prose import prose, sentence_spans
from kratomcli.markup.python_markdown import to_html as by_python_markdown
from kratomcli.markup.tools.syntaxes import syntaxes_of
from support.articles import article, markdown
from support.cost import is_linear


def box(look: str, title: str, inner: str = "<p>Hot.</p>", fold: str = "") -> str:
    """What a page has for a callout, without line feeds."""
    head = "summary" if fold else "p"
    shown = f'<{head} class="callout-title">{title}</{head}>' if title else ""
    if not fold:
        return f'<div class="callout {look}" role="note">{shown}{inner}</div>'
    state = ' open=""' if fold == "+" else ""
    return f'<details class="callout {look}"{state}>{shown}{inner}</details>'


def made(body: str) -> str:
    return (to_html(body) or "").replace("\n", "")


IN_BOTH = {
    "GitHub": ("> [!NOTE]\n> Hot.", box("note", "Note")),
    "GitHub, with a gap": ("> [!CAUTION]\n>\n> Hot.", box("warning", "Caution")),
    "Obsidian": ("> [!tip] Mind *you*\n> Hot.", box("tip", "Mind <em>you</em>")),
    "Obsidian, folded": ("> [!danger]- Mind\n> Hot.", box("danger", "Mind", fold="-")),
    "Obsidian, open": ("> [!faq]+\n> Hot.", box("important", "Faq", fold="+")),
    "Obsidian, with a size": ("> [!note|wide] Mind\n> Hot.", box("note", "Mind")),
    "Obsidian, one's own": ("> [!my-kind]\n> Hot.", box("note", "My kind")),
    "a title alone": ("> [!note] Mind", box("note", "Mind", "")),
    "neither": ("> [!note]", box("note", "Note", "")),
    "within another": ("> [!note] A\n> > [!tip] B\n> > Hot.", box("note", "A", box("tip", "B"))),
    "with a list": ("> [!note]\n> - Hot.", box("note", "Note", "<ul><li>Hot.</li></ul>")),
    "Docusaurus": (":::note\nHot.\n:::", box("note", "Note")),
    "Docusaurus, titled": (":::tip[Mind *you*]\n\nHot.\n\n:::", box("tip", "Mind <em>you</em>")),
    "Docusaurus, titled and named": (":::tip[Mind]{#id .x}\nHot.\n:::", box("tip", "Mind")),
    "Docusaurus, as it was": (":::danger Mind\nHot.\n:::", box("danger", "Mind")),
    "Docusaurus, one's own": (":::my-kind\nHot.\n:::", box("note", "My kind")),
    "Docusaurus, nested": (
        "::::info A\n\n:::note\nHot.\n:::\n\nIn A.\n\n::::",
        box("note", "A", box("note", "Note") + "<p>In A.</p>"),
    ),
    "Zenn": (":::message\nHot.\n:::", box("note", "Note")),
    "Zenn, a warning": (":::message alert\nHot.\n:::", box("warning", "Warning")),
    "VitePress": ("::: warning Mind\nHot.\n:::", box("warning", "Mind")),
    "VitePress, folded": ("::: details\nHot.\n:::", box("note", "Details", fold="-")),
    "VitePress, open": ("::: details Mind {open}\nHot.\n:::", box("note", "Mind", fold="+")),
    "Quarto": ("::: {.callout-note}\nHot.\n:::", box("note", "Note")),
    "Quarto, titled": ('::: {.callout-tip title="Mind"}\nHot.\n:::', box("tip", "Mind")),
    "Quarto, folded": ('::: {.callout-tip collapse="true"}\nHot.\n:::', box("tip", "Tip", fold="-")),
    "Quarto, open": ("::: {.callout-tip collapse=false}\nHot.\n:::", box("tip", "Tip", fold="+")),
    "Quarto, nested with as many colons": (
        "::: {.callout-note}\n\n::: {.callout-tip}\nHot.\n:::\n\n:::",
        box("note", "Note", box("tip", "Tip")),
    ),
    "a div that is no callout": ("::: {.column width=50%}\nHot.\n:::", "<p>Hot.</p>"),
    "MkDocs, between slashes": ("/// tip | Mind *you*\n\nHot.\n\n///", box("tip", "Mind <em>you</em>")),
    "MkDocs, nested between slashes": (
        "//// details | A\n\n/// note\n\nHot.\n\n///\n\n////",
        box("note", "A", box("note", "Note"), fold="-"),
    ),
    "a tab, whose title is text": ("/// tab | Linux\n\nHot.\n\n///", box("note", "Linux")),
    "MkDocs": ("!!! note\n    Hot.", box("note", "Note")),
    "MkDocs, titled": ('!!! tip "Mind *you*"\n    Hot.', box("tip", "Mind <em>you</em>")),
    "MkDocs, beside the text": ('!!! tip inline end "Mind"\n    Hot.', box("tip", "Mind")),
    "MkDocs, without a title": ('!!! tip ""\n    Hot.', box("tip", "")),
    "MkDocs, folded": ('??? tip "Mind"\n    Hot.', box("tip", "Mind", fold="-")),
    "MkDocs, open": ("???+ tip\n    Hot.", box("tip", "Tip", fold="+")),
    "MkDocs, with a gap": ("!!! note\n\n    Hot.\n\nAfter.", box("note", "Note") + "<p>After.</p>"),
    "MkDocs, with two empty lines": (
        "!!! note\n    Hot.\n\n\n    Hot.",
        box("note", "Note", "<p>Hot.</p>" * 2),
    ),
    "one after the other": (
        "> [!note]\n> Hot.\n\n> [!tip]\n> Hot.",
        box("note", "Note") + box("tip", "Tip"),
    ),
}


@pytest.mark.parametrize("name", IN_BOTH)
def test_a_callout_is_the_same_however_it_is_written(name: str) -> None:
    body, html = IN_BOTH[name]
    assert made(body) == html
    assert (by_python_markdown(body) or "").replace("\n", "") == html


ELSEWHERE = {
    "in a list": ("- > [!note]\n  > Hot.", f"<ul><li>{box('note', 'Note')}</li></ul>"),
    "in an item's container": (
        "- a\n\n  :::note\n  Hot.\n  :::\n",
        f"<ul><li><p>a</p>{box('note', 'Note')}</li></ul>",
    ),
    "in a quote": (
        "> a\n>\n> > [!note]\n> > Hot.",
        f"<blockquote><p>a</p>{box('note', 'Note')}</blockquote>",
    ),
    "with indented code": (
        "> [!note]\n>     Hot.",
        box("note", "Note", "<pre><code>Hot.</code></pre>"),
    ),
    "with what would close it in its code": (
        ":::note\n```\n:::\n```\n:::\nAfter.",
        box("note", "Note", "<pre><code>:::</code></pre>") + "<p>After.</p>",
    ),
    "never closed": (":::note\nHot.", box("note", "Note")),
    "never closed in a list": ("- :::note\n  Hot.\n\nAfter.", None),
    "Quarto, titled by a heading": (
        "::: {.callout-note}\n\n## Mind *you*\n\nHot.\n:::",
        box("note", "Mind <em>you</em>"),
    ),
    "Quarto, by a word, titled by a heading": (
        "::: callout-note\n## Mind *you*\n\nHot.\n:::",
        box("note", "Mind <em>you</em>"),
    ),
    "Chirpy": ("> Hot.\n{: .prompt-tip }", box("tip", "Tip")),
    "Chirpy, a list": ("> - Hot.\n{: .prompt-info }", box("note", "Info", "<ul><li>Hot.</li></ul>")),
    "Just the Docs": ("{: .note }\nHot.", box("note", "Note")),
    "Just the Docs, a quote": (
        "{: .warning }\n> Hot.\n>\n> Hot.",
        box("warning", "Warning", "<p>Hot.</p>" * 2),
    ),
    "Just the Docs, titled": ("{: .tip-title }\n> Mind\n>\n> Hot.", box("tip", "Mind")),
    "Minimal Mistakes": ("Hot.\n{: .notice--danger}", box("danger", "Danger")),
    "Hugo": ("{{% notice tip %}}\nHot.\n{{% /notice %}}", box("tip", "Tip")),
    "Hugo, titled": ('{{% notice tip "Mind you" %}}\nHot.\n{{% /notice %}}', box("tip", "Mind you")),
    "Hugo, by its name": ("{{< note >}}\nHot.\n{{< /note >}}", box("note", "Note")),
    "Hugo, in a line": ("{{< note >}}Hot.{{< /note >}}", box("note", "Note")),
    "Hugo, with an icon": ('{{< alert "fire" >}}\nHot.\n{{< /alert >}}', box("note", "Alert")),
    "Hugo, folded": (
        '{{< admonition type=tip title="Mind" open=false >}}\nHot.\n{{< /admonition >}}',
        box("tip", "Mind", fold="-"),
    ),
    "Hugo, nested": (
        "{{% notice note %}}\n{{% notice tip %}}\nHot.\n{{% /notice %}}\n{{% /notice %}}",
        box("note", "Note", box("tip", "Tip")),
    ),
    "Zola": ("{% alert(note=true) %}\nHot.\n{% end %}", box("note", "Note")),
    "Zola, nested": (
        '{% admonition(type="tip", title="Mind") %}\n{% note() %}\nHot.\n{% end %}\n{% end %}',
        box("tip", "Mind", box("note", "Note")),
    ),
    "GitBook": ('{% hint style="info" %}\nHot.\n{% endhint %}', box("note", "Info")),
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_callouts_of_other_tools_and_in_other_blocks(name: str) -> None:
    body, html = ELSEWHERE[name]
    assert made(body) == (html or f"<ul><li>{box('note', 'Note')}</li></ul><p>After.</p>")


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_takes_the_markup_of_tools_away_leaves_callouts(name: str) -> None:
    body, _ = ELSEWHERE[name]
    assert body_html(article(body)) == clean(to_html(body) or "").strip("\n")


COMPONENTS = {
    "Starlight": ('<Aside type="tip" title="Mind">\n  Hot.\n</Aside>', box("tip", "Mind")),
    "Docusaurus": ('<Admonition type="danger">\n\nHot.\n\n</Admonition>', box("danger", "Danger")),
    "Mintlify": ("<Note>\n  Hot.\n</Note>", box("note", "Note")),
    "Nextra": ("<Callout>\n  <Tip>\n    Hot.\n  </Tip>\n</Callout>", box("note", "Note", box("tip", "Tip"))),
    "in a line": ("<Note>Hot.</Note>", "<p>Hot.</p>"),
    "closed in a line": ("<Note>\nHot.</Note>", "<p>Hot.</p>"),
    "never closed": ("<Note>\n\nHot.", "<p>Hot.</p>"),
    "another": ('<Card title="Mind">\n  Hot.\n</Card>', "<p><strong>Mind</strong></p><p>Hot.</p>"),
}


@pytest.mark.parametrize("name", COMPONENTS)
def test_components_may_be_callouts(name: str) -> None:
    body, html = COMPONENTS[name]
    given = article(body, path="/library/one.mdx")
    assert body_html(given).replace("\n", "") == html
    assert " ".join(prose(body, "markdown", syntaxes_of(given.path, "")).split()) in ("Hot.", "Mind Hot.")


def test_a_shortcode_that_the_parser_makes_no_callout_of_is_taken_away() -> None:
    for body in (
        "{{< note >}} and\n{{< /note >}}",
        "{{< note >}}\n\na",
        "a {{< note >}}\n",
        "{% endnote %}\n",
    ):
        assert "note" not in body_html(article(body)), body


@pytest.mark.parametrize(
    "body",
    [
        "> [!NOTE](x.md) is a link.",
        "> Text\n> [!NOTE]",
        "[!NOTE] without a quote",
        "    :::note\n    code",
        ":::\nno name\n:::",
        "::: any words\nof a text\n:::",
        ":::foo that is never closed",
        ':::image type="content" source="a.png":::',
        "{{< alert >}} and never closed",
        "Text\n{: .label }",
        "`> [!NOTE]`",
        "?? note\n    x",
        "/// note",
        "/// note this\n///",
    ],
)
def test_what_only_looks_like_one_is_none(body: str) -> None:
    assert "callout" not in made(body)
    assert "callout" not in (by_python_markdown(body) or "")


def test_no_word_is_lost_whatever_is_opened_and_never_closed() -> None:
    for opened in (":::note", ":::foo", "::: {.callout-tip}", "{{% notice tip %}}", "> [!note]", "!!! note"):
        for between in ("\n", "\n\n", "\n- ", "\n> ", "\n```\n", "\n    "):
            body = f"{opened}{between}{opened}{between}Word."
            assert "Word." in made(body), body


LINES = """
:::note|:::tip[Mind]|::::a|:::|::::|::: {.callout-note}|::: {.x}|/// note|///|!!! note|??? tip "Mind"|> [!note]|> > [!tip]-
> [!a] Mind|>|> - [!note]|- > [!note]|- :::note|  :::|{: .note }|> {: .tip }|{: .tip-title }|{: #x}|{{< note >}}|{{< /note >}}
{% note() %}|{% end %}|{{% notice tip %}}a{{% /notice %}}|```|## a {: .note}|- a|1. a|> a|a|    a|[^1]: a|a[^1]|| a |||-|
""".replace("\n", "|").split("|")


@given(st.lists(st.sampled_from(["", "", *LINES]), max_size=14))
def test_every_mixture_is_read_and_what_is_opened_is_closed(lines: list[str]) -> None:
    body = "\n".join([*lines, "", "Word."])
    document = parse(body)
    assert document is not None
    for tokens in (document.tokens, *(note.tokens for note in document.notes)):
        opened: list[tuple[str, str, int]] = []
        for token in tokens:
            if token.nesting == 1:
                opened.append((token.type.removesuffix("open"), token.tag, token.level))
            elif token.nesting == -1:
                assert opened.pop() == (token.type.removesuffix("close"), token.tag, token.level)
        assert opened == []
    assert "Word." in made(body)
    assert "Word." in (by_python_markdown(body) or "")
    assert "Word." in prose(body, "markdown") or "```" in lines or "    a" in lines
    assert "Word." in body_text(article(body))


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("> [!NOTE]\n> Hot.", "Hot."),
        ("> [!tip|x]- Mind you\n> Hot.", "Mind you Hot."),
        ("- > [!NOTE]\n  > Hot.", "Hot."),
        ("A [!NOTE] here.", "A !NOTE here."),
        (":::note\nHot.\n:::", "Hot."),
        (":::tip[Mind]{#id}\nHot.\n:::", "Mind Hot."),
        ("::: warning Mind you\nHot.\n:::", "Mind you Hot."),
        ('::: {.callout-note title="Mind"}\nHot.\n:::', "Mind Hot."),
        ('!!! note "Mind"\n    Hot.', "Mind Hot."),
        ("???+ note\n    Hot.", "Hot."),
        ("/// tip | Mind\nHot.\n///", "Mind Hot."),
        ("{{% notice tip %}}\nHot.\n{{% /notice %}}", "Hot."),
        ('{{% notice tip "Mind you" %}}\nHot.\n{{% /notice %}}', "Mind you Hot."),
        ('{% note(title="Mind") %}\nHot.\n{% end %}', "Mind Hot."),
        ("{: .note }\nHot.", "Hot."),
        ("> Hot.\n{: .prompt-tip }", "Hot."),
    ],
)
def test_prose_has_the_title_and_not_the_kind(body: str, left: str) -> None:
    text = prose(body, "markdown")
    assert [len(line) for line in text.split("\n")] == [len(line) for line in body.split("\n")]
    assert " ".join(text.replace(">", " ").split()) == left


@pytest.mark.parametrize(
    "body",
    [
        "> [!tip] Mind you\n> Hot tea.",
        ":::tip[Mind you]\nHot tea.\n:::",
        '!!! tip "Mind you"\n    Hot tea.',
        "/// tip | Mind you\nHot tea.\n///",
    ],
)
def test_a_title_is_no_part_of_the_sentence_below(body: str) -> None:
    text = prose(body, "markdown")
    found = [text[start:end].strip() for start, end in sentence_spans(body, "markdown", text)]
    assert found == ["Mind you", "Hot tea."]


def test_headings_in_containers_are_sections_but_a_title_is_none() -> None:
    body = "# A\n\n:::note\n\n## B\n\n:::\n\n> [!tip]\n> ## In a quote\n\n{{% notice tip %}}\n## C\n{{% /notice %}}\n"
    body += "\n::: {.callout-note}\n## A title\n\nx\n\n## D\n:::\n\n::: callout-tip\n## Another\n:::\n"
    titles = [section.title for section in markdown(body).sections]
    assert titles == ["A", "B", "C", "D"]
    assert [heading.title for heading in headings._parsed(body)] == titles
    ids = re.findall(r'<h\d id="([^"]*)"', body_html(markdown(body)))
    assert ids == ["b", "c", "d"]  # the first is the title of the page


def test_a_link_in_a_title_is_a_link() -> None:
    document = parse("> [!note] See [a](b.md)\n> Hot.")
    assert document is not None
    title = next(token for token in document.tokens if token.type == "inline")
    assert [token.type for token in title.children or []] == ["text", "link_open", "text", "link_close"]
    assert title.map == [0, 1]


def test_what_a_page_is_given_is_clean() -> None:
    html = body_html(article("> [!note]- <b onclick=x>A</b>\n> Hot<script>x</script>."))
    assert html == (
        '<details class="callout note">\n<summary class="callout-title"><b>A</b></summary>\n<p>Hot.</p>\n</details>'
    )
    assert (
        body_html(article('<div class="callout evil" role="alert">x</div>')) == '<div class="callout">x</div>'
    )


@pytest.mark.parametrize(
    "piece",
    [
        *("> a\n{: .note }\n", "{: .note }\n", "??? note\n", "- :::note\n  a\n", "::: {.callout-a}\n# a\n"),
        ":::note\n",
        ":::a\n\n",
        ":::\n",
        "::::a\n:::\n",
        "> [!a]\n",
        "{{< note >}}\n",
        "{{< /note >}}\n{{< note >}}\n",
    ],
)
def test_time_grows_no_faster_than_the_text(piece: str) -> None:
    assert is_linear(lambda size: to_html(piece * size), 1500)
    assert is_linear(lambda size: by_python_markdown(piece * size), 300)
