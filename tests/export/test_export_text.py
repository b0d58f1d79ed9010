"""Bodies as plain text: no markup, nothing lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from kratomcli.export.html.bodies import body_text
from support.articles import article, markdown, plain, texts

MARKDOWN = """\
# Kitchen *sink*

Some **bold** and `code` and a [link](http://x.example), <http://y.example>
wrapped &amp; ~~gone~~ ![a picture](p.png).
Hard\\
break<br>and <b>tags</b>.<!-- no -->

- Red
- Green
  - Dark

    Two parts
3. Three
4. Four

> Quoted
>
> - item

```py
def f():

    pass
```

| Name | Nr | 中文 |
|:--|--:|--|
| a **b** | 1 | 好 |
| c | 22 | `d` |

<div>
<p>Raw</p> <script>no</script> &lt;x&gt;
</div>

***

!!! note "Mind"
    This.

[^1]: Note.
"""

TEXT = """\
Kitchen sink

Some bold and code and a link, http://y.example wrapped & gone a picture. Hard
break
and tags.

- Red
- Green

  - Dark

    Two parts

3. Three
4. Four

> Quoted
>
> - item

def f():

    pass

Name  Nr  中文
────  ──  ────
a b   1   好
c     22  d

Raw
<x>

* * *

> Mind
>
> This.

[1] Note."""


def test_markup_is_taken_away_and_what_it_meant_stays() -> None:
    assert body_text(markdown(MARKDOWN)) == TEXT


def test_a_heading_that_repeats_the_title_can_be_left_out() -> None:
    assert body_text(markdown("# A *title*\n\nText"), drop_title=True) == "Text"
    assert body_text(markdown("---\ntitle: B\n---\n# A\n\nText"), drop_title=True) == "A\n\nText"
    assert body_text(plain("A title\n\nText, that is.")) == "A title\n\nText, that is."
    assert body_text(plain("A title\n\nText, that is."), drop_title=True) == "Text, that is."
    assert body_text(article(""), drop_title=True) == ""


def test_lines_of_a_writing_without_spaces_are_joined_without() -> None:
    assert body_text(markdown("中文\n文字\nand English\n文")) == "中文文字 and English 文"


def test_a_table_too_wide_to_align_is_not_aligned() -> None:
    text = body_text(markdown(f"| a | b |\n|---|---|\n| {'x ' * 60} | y |"))
    assert text == f"a | b\n{'x ' * 59}x | y"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1. a\n\n2. b", "1. a\n\n2. b"),
        ("- a\n-\n- b", "- a\n-\n- b"),
        ("-\n", "-"),
        ("- ```\n  code\n  ```", "- code"),
        ("> > deep\n\nout", "> > deep\n\nout"),
        ("- > q\n  >\n  > r", "- > q\n  >\n  > r"),
        ("a\n- b\n\nc", "a\n\n- b\n\nc"),
        ("***\n***", "* * *\n\n* * *"),
        ("```\n```", ""),
        ("<!-- only -->", ""),
        ("    code\n\n      more", "code\n\n  more"),
        ("9. a\n   - b\n10. c", "9. a\n   - b\n10. c"),
        ("- [ ] todo", "- ☐ todo"),
        ("[^a]: x.example", "[1] x.example"),
    ],
)
def test_blocks_within_blocks_are_laid_out(text: str, shown: str) -> None:
    assert body_text(article(text)) == shown


@given(texts)
def test_no_word_of_a_text_is_lost(text: str) -> None:
    shown = body_text(article(text, markup="text"))
    assert re.findall(r"\w+", shown) == re.findall(r"\w+", text)


@pytest.mark.parametrize("text", ["> " * 5000 + "x", "- " * 5000 + "x", "[" * 20_000, "*a " * 20_000])
def test_nesting_without_end_is_no_trouble(text: str) -> None:
    assert body_text(article(text))
