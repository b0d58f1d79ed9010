"""What tools add to Markdown: what stands for it in Markdown that any parser reads, and in prose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kratomcli.conventions.table import CONVENTIONS
from kratomcli.export.html.bodies import body_html
from kratomcli.export.readable_text import body_text
from kratomcli.markup.prose import prose
from kratomcli.markup.sections import sections_of
from kratomcli.markup.tools import as_markdown, pieces_of
from kratomcli.markup.tools.syntaxes import syntaxes_of
from kratomcli.markup.tools.wiki_links import address, target_of
from kratomcli.model.article import Article
from support.pieces import REPEATED


def article(body: str, convention: str = "", path: str = "a.md") -> Article:
    return Article(id="a", path=path, title="", body=body, markup="markdown", convention=convention)


def made(body: str, convention: str = "", path: str = "a.md") -> str:
    return as_markdown(article(body, convention, path))


def words(body: str, convention: str = "", path: str = "a.md") -> str:
    text = prose(body, "markdown", syntaxes_of(path, convention))
    assert len(text) == len(body)
    assert [at for at, char in enumerate(text) if char == "\n"] == [
        at for at, char in enumerate(body) if char == "\n"
    ]
    return " ".join(text.split())


# Comments.


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("Tea %%not for others%% is hot.", "Tea is hot."),
        ("Tea.\n\n%%\nA draft.\n\n- of a list\n%%\n\nCups.", "Tea. Cups."),
        ("Tea.\n\n%% aside %%\n\nCups.", "Tea. Cups."),
        ("Tea.\n\n%%\nnever closed", "Tea."),
        ("100%% of 50%%.", "100 ."),  # what Obsidian does, too
        ("One %% here.\n\nAnother %% there.", "One %% here. Another %% there."),
        ("Use `%%` and `%%` here.\n\n```\n%%x%%\n```", "Use and here."),
        ("A <!-- remark --> here.", "A here."),
    ],
)
def test_comments_are_no_prose_in_a_vault(body: str, shown: str) -> None:
    assert words(body, "obsidian") == shown


@pytest.mark.parametrize("form", ["html", "text"])
@pytest.mark.parametrize(
    ("body", "convention", "path"),
    [
        ("Tea %%secret%% is hot.\n\n%%\nsecret\n%%\n\n%% secret %%", "", "a.md"),
        ("Tea %% secret %% is hot.\n\n%%\nsecret\n\nsecret\n%%", "obsidian", "a.md"),
        ("Tea <!-- secret --> is hot.\n\n<!--\nsecret\n-->", "", "a.md"),
        ("Tea {/* secret */} is hot.\n\n{/*\n\nsecret {\n*/}", "", "a.mdx"),
        ("Tea {% comment %} secret {% endcomment %} is hot.", "jekyll", "a.md"),
        ("Tea {::comment}secret{:/comment} is hot.", "jekyll", "a.md"),
        ("Tea {# secret #} is hot.", "eleventy", "a.md"),
        ("Tea {{< comment >}}secret{{< /comment >}} is hot.", "hugo", "a.md"),
        ("Tea is hot.\n\n::: {.content-hidden}\nsecret\n:::", "", "a.qmd"),
        ("Tea is hot.\n\n```{r, include=FALSE}\nsecret <- 1\n```", "", "a.Rmd"),
        ("Tea is hot.\n  :LOGBOOK:\n  secret\n  :END:", "logseq", "a.md"),
    ],
)
def test_what_a_tool_hides_is_in_no_output(body: str, convention: str, path: str, form: str) -> None:
    page = (
        body_html(article(body, convention, path))
        if form == "html"
        else body_text(article(body, convention, path))
    )
    assert "secret" not in page
    assert "Tea" in page
    assert "is hot" in page
    assert "secret" not in words(body, convention, path)


@pytest.mark.parametrize(
    "body",
    [
        "100%% of 50%%.",
        "5%% and 7%%, 10 %% of 20 %%",
        "if a==b and c==d",
        "x==y and z ==w, f(==) and g(==)",
        "==a\n\nb==",
        "=====",
        "Title\n==",
        "[[ -f x ]] && y",
        "[[a]](b) [[a]][b]",
        "[[a]]\n\n[a]: /b",
        "A line ^name",
        "key:: value",
        "Hello {name} and {{ name }}.",
        "::: {.column}\ntext\n:::",
        "import a from 'b'",
        "((63f5e7d5-1111-2222-3333-444455556666))",
        "<Card title=x>text</Card>",
    ],
)
def test_where_no_tool_is_known_nothing_is_read_that_may_be_something_else(body: str) -> None:
    assert made(body) == body


# Links, embeds, highlights, names of blocks.


@pytest.mark.parametrize(
    ("body", "markdown", "shown"),
    [
        ("See [[Green tea]].", "See [Green tea](<wiki:Green%20tea>).", "See Green tea ."),
        ("See [[tea|the *other*]].", "See [the *other*](<wiki:tea>).", "See the other ."),
        ("See [[tea#Hot water]].", "See [tea > Hot water](<wiki:tea#Hot%20water>).", "See tea#Hot water ."),
        ("See [[#Hot]].", "See [Hot](<wiki:#Hot>).", "See #Hot ."),
        ("See [[tea#^b1]].", "See [tea](<wiki:tea#%5Eb1>).", "See tea ."),
        ("See [[a_b_c]].", "See [a\\_b\\_c](<wiki:a_b_c>).", "See a b c ."),
        ("|a|\n|-|\n|[[x\\|y]]|", "|a|\n|-|\n|[y](<wiki:x>)|", "a y"),
        ("![[p.png]]", "![p.png](<wiki:p.png>)", ""),
        ("![[d/p.png|30x20]]", '![p.png](<wiki:d/p.png>){: width="30" height="20"}', ""),
        ("![[p.png|A cup]]", "![A cup](<wiki:p.png>)", ""),
        ("![[note]]", "[note](<wiki:note>)", "note"),
        ("`[[a]]` \\[[a]]", "`[[a]]` \\[[a]]", "a"),
        ("==hot *tea*== here", "<mark>hot *tea*</mark> here", "hot tea here"),
        ("这是==重点==内容", "这是<mark>重点</mark>内容", "这是 重点 内容"),
        ("Hot tea. ^b-1", 'Hot tea.<span id="^b-1"></span>', "Hot tea."),
        ("- a\n- b\n\n^b1", '- a\n- b\n\n\n<span id="^b1"></span>', "a b"),
        ("A #tag stays.", "A #tag stays.", "A #tag stays."),
    ],
)
def test_a_vault(body: str, markdown: str, shown: str) -> None:
    assert made(body, "obsidian") == markdown
    assert words(body, "obsidian") == shown


def test_python_markdown_reads_attributes_itself() -> None:
    body = "* TOC\n{:toc}\n\n[a](b){ .c }"
    one = article(body, "mkdocs").replace(dialect="python-markdown")
    assert as_markdown(one) == body
    assert words(body, "mkdocs").split()[-1] == "a"


def test_a_picture_has_its_size_in_a_callout_too() -> None:
    assert 'width="30"' in body_html(article("> [!TIP]\n> Hot ![[c.png|30]]", "obsidian"))


def test_dendron_has_the_label_first() -> None:
    assert made("[[the other|a.b]] [[a.b]]", "dendron") == "[the other](<wiki:a.b>) [a.b](<wiki:a.b>)"
    assert made("Hot {{fm.desc}}\n\nTea. ^a_b", "dendron") == 'Hot \n\nTea.<span id="^a_b"></span>'


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_an_address_holds_its_target(target: str) -> None:
    assert target_of(address(target)) == target
    assert not set(address(target)) & set(' <>"()[]\n')
    assert target_of("https://" + target) == ""


# Templates.


@pytest.mark.parametrize(
    ("body", "markdown", "shown"),
    [
        ("{% assign a = 1 %}\nTea {{ page.x }} here.", "\nTea  here.", "Tea here."),
        ("{% raw %}{{ x }}{% endraw %} {{ y }}", "{{ x }} ", ""),
        ("{% if a %}Hot{% else %}Cold{% endif %}", "HotCold", "Hot Cold"),
        ("{% highlight ruby %}\na {{ b }}\n{% endhighlight %}", "```ruby\na {{ b }}\n```", ""),
        ("[a]({% link b.md %}) {{ c }}", "[a](wiki:b.md) ", "a"),
        ('<a href="{{ x }}">b</a>', '<a href="{{ x }}">b</a>', "b"),
        ("* TOC\n{:toc}\n\n## A\n{: .no_toc }", "\n\n## A\n{: .no_toc }", "A"),
        ("{: .lead}\nHot tea.", "Hot tea.", "Hot tea."),
        ("{::nomarkdown}Hot{:/} tea", "Hot tea", "Hot tea"),
        ("{% include x %", "{% include x %", "{% include x %"),
        ("```\n{% raw %}\n{{ x }}\n{% endraw %}\n```", "```\n{{ x }}\n```", ""),
        ("`{% raw %}{{ x }}{% endraw %}`", "`{{ x }}`", ""),
        ("{% a x, {b: 1} %}Tea{{ c | d({ e: 1 }) }}", "Tea", "Tea"),
        ('<div class="a" markdown="1">\n*Hot*\n</div>', '<div class="a">\n\n*Hot*\n</div>', "Hot"),
    ],
)
def test_jekyll(body: str, markdown: str, shown: str) -> None:
    assert made(body, "jekyll") == markdown
    assert words(body, "jekyll") == shown


@pytest.mark.parametrize(
    ("body", "markdown", "shown"),
    [
        ('{{< figure src="c.png" caption="A cup" >}}', "![A cup](<c.png>)", ""),
        ("{{% box tip %}} Hot tea {{% /box %}}", " Hot tea ", "Hot tea"),
        ('{{< youtube\n  id="x" >}} tea', " tea", "tea"),
        ('[a]({{< ref "b.md" >}})', "[a](wiki:b.md)", "a"),
        ("{{< highlight go >}}\na ``` b\n{{< /highlight >}}", "````go\na ``` b\n````", ""),
        ("`{{< x >}}`", "`{{< x >}}`", ""),
    ],
)
def test_hugo(body: str, markdown: str, shown: str) -> None:
    assert made(body, "hugo") == markdown
    assert words(body, "hugo") == shown


# Logseq.

ID = "63f5e7d5-1111-2222-3333-444455556666"


@pytest.mark.parametrize(
    ("body", "markdown", "shown"),
    [
        ("title:: Tea\ntags:: a, b\n\n- Hot\n  id:: 1\n- Cold", "\n\n- Hot\n- Cold", "Hot Cold"),
        ("- collapsed:: true\n- Hot", "\n- Hot", "Hot"),
        (f"- (({ID})) and [x]((({ID})))", f"-  and [x](<wiki:%28%28{ID}%29%29>)", "and x"),
        ("- #[[hot tea]] [x]([[Page]])", "- [hot tea](<wiki:hot%20tea>) [x](<wiki:Page>)", "hot tea x"),
        ("- {{query (and [[a]] [[b]])}} x", "-  x", "x"),
        ("- {{embed [[Tea]]}} {{video https://a.b/c}}", "- [Tea](<wiki:Tea>) <https://a.b/c>", ""),
        ("- a\n  #+BEGIN_QUERY\n  {:query 1}\n  #+END_QUERY\n- b", "- a\n- b", "a b"),
        ("- #+BEGIN_TIP\n  Hot [[tea]]\n  #+END_TIP", "- > [!TIP]\n  > Hot [tea](<wiki:tea>)", "Hot tea"),
        ("#+BEGIN_QUOTE\nHot\n#+END_QUOTE", ">\n> Hot", "Hot"),
        ("- #+BEGIN_SRC js\n  [[a]]\n  #+END_SRC", "- ```js\n  [[a]]\n  ```", ""),
        ("- ^^hot^^ tea", "- <mark>hot</mark> tea", "hot tea"),
        ("- A time is 10:30:: or C++::x", "- A time is 10:30:: or C++::x", "A time is 10:30:: or C++::x"),
    ],
)
def test_logseq(body: str, markdown: str, shown: str) -> None:
    assert made(body, "logseq") == markdown
    assert words(body, "logseq") == shown


# MDX.


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        ("import A from 'a'\nimport B from 'b'\n\nTea", "\n\nTea"),
        ("export const a = {\n\n  b: 1,\n}\n\nTea", "\n\nTea"),
        ("Important: import a cup.", "Important: import a cup."),
        ("Tea {a + 1} is{' '}hot", "Tea  is hot"),
        ("Tea <Badge>hot *tea*</Badge>.", "Tea hot *tea*."),
        ('<Card title="Hot">\n    Some *tea*.\n</Card>', "\n\n**Hot**\n\n\nSome *tea*.\n\n\n"),
        ("<Tabs\n  a={{b: {c: 1}}}\n>\n  - a\n    - b\n</Tabs>", "\n\n\n- a\n  - b\n\n\n"),
        ("<img src={require('./c.png').default} alt=\"c\" />", '<img src="./c.png" alt="c" />'),
        ("## Tea {#tea}", "## Tea {#tea}"),
        ("`{a}` and \\{b} and x^{2}", "`{a}` and \\{b} and x^{2}"),
        ("A :kbd[hot *tea*]{.a} is", "A hot *tea* is"),
        ("a < b and <https://a.b>", "a < b and <https://a.b>"),
        ("```js\nimport a from 'b'\n<A />\n```", "```js\nimport a from 'b'\n<A />\n```"),
    ],
)
def test_mdx(body: str, markdown: str) -> None:
    assert made(body, "docusaurus") == markdown
    assert made(body, path="a.mdx") == markdown


def test_of_a_component_what_its_title_says_is_prose() -> None:
    body = "<Card title=\"Hot tea\" icon='cup'>\n\nSome {more} text.\n\n</Card>"
    assert words(body, "docusaurus") == "Hot tea Some text."


# Quarto and R Markdown.


@pytest.mark.parametrize(
    ("body", "markdown", "shown"),
    [
        ("::: {.column width=1}\nTea\n:::", "\nTea\n", "Tea"),
        (":::: a\n::: {.callout-tip}\nTea\n:::\n::::", "\n::: {.callout-tip}\nTea\n:::\n", "Tea"),
        ("- - ::: a\n    Hot\n    :::\n  - Tea", "- - \n    Hot\n    \n  - Tea", "- Hot Tea"),
        ("[Hot]{.red} tea", "Hot tea", "Hot tea"),
        ("```{r a, echo=TRUE}\n#| b: c\nx <- 1\n```", "```r\nx <- 1\n```", ""),
        ("## Hot {#h .a}\n\n## Cold{.b}\n\n## {.c}", "## Hot {#h .a}\n\n## Cold {.b}\n\n##", "Hot Cold"),
        (": Cups {#tbl-a}\n\n[a [b](c) d]{.e}", ": Cups\n\na [b](c) d", ": Cups a b d"),
        ("[a](https://{{< meta b >}}c/d)", "[a](https://c/d)", "a"),
        ("```{python}\nx = 1\n```", "```python\nx = 1\n```", ""),
        ("![A](a.png){#fig-a width=1}\n\nSee @fig-a, [@fig-b].", "![A](a.png){: #fig-a width=1}\n\nSee [Figure 1](#fig-a), [Figure](#fig-b).", "See , ."),
        ("It is `r a + 1`. {{< include b >}}", "It is `r a + 1`. ", "It is ."),
        ("Ask ann@fig-tree.com, @smith", "Ask ann@fig-tree.com, @smith", "Ask ann@fig-tree.com, @smith"),
    ],
)  # fmt: skip
def test_quarto(body: str, markdown: str, shown: str) -> None:
    assert made(body, "quarto") == made(body, path="a.qmd") == made(body, path="a.Rmd") == markdown
    assert words(body, "quarto") == shown


# Of all.


@given(
    st.lists(
        st.sampled_from([*REPEATED, "%%", "==", "[[", "]]", "|", "{%", "%}", "{{<", ">}}", "^a\n"]),
        max_size=12,
    )
)
def test_pieces_are_in_order_and_their_words_within_them(parts: list[str]) -> None:
    body = "".join(parts)
    for syntaxes in {syntaxes_of("a.md", name) for name in ("", *CONVENTIONS)} | {syntaxes_of("a.mdx", "")}:
        done = 0
        for piece in pieces_of(body, syntaxes):
            assert done <= piece.start < piece.end <= len(body)
            first, last = piece.words
            assert first == last or piece.start <= first < last <= piece.end
            done = piece.end
        assert len(prose(body, "markdown", syntaxes)) == len(body)


def test_a_heading_is_titled_by_its_words_and_keeps_its_slug() -> None:
    body = "# See [[a|the *tea*]]\n\n## Hot ==cup== %%not yours%%\n\n## Use `{% raw %}`\n"
    found = sections_of(body, "markdown")
    assert [one.title for one in found] == ["See the tea", "Hot cup", "Use {% raw %}"]
    assert [one.slug for one in found] == ["see-athe-tea", "hot-cup-", "use--raw-"]
