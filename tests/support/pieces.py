"""Texts of any length for tests of how processing time grows: repeated pieces, and growing structures."""

from __future__ import annotations

from collections.abc import Callable

LINES = (
    """
# a|## a {#b}|#|####### a|a_=|a_-|=|-|---|***|___|- - -|+++|a|a b|  a  |\\|a\\|> a|>|>> a|- a|* a|+ a|1. a|1) a|- [ ] a
  - a|> - a|- > a|- # a|> #|- `|```|```a|~~~|    a|a: b|[a]: b|[a]:|[^a]: b|[^a]:|!!! note|??? a|::: a|:::a|:::note|/// note|///|> [!a]|> a_{: .note }|{{< note >}}|term_: a
%%|::: {.a}|a:: b|#+BEGIN_TIP|{{query a}}|a ^b|import a|export const a = {|<A>|  <A b={c}>|</A>|{: .a }|{:toc}|a, b|No. 5|IV. A|1.1 A|1. A|2021-01-01|<div>|</div>|<p>|<!-- a -->|<!--|<script>|<style>|<pre>|<a|<table>|<ul><li>
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
"""Block-level Markdown, one or more lines each; "_" stands for a line break."""

WITHIN = """
* ** *** _ __ *a **a _a __a a* *a* **a** *_ *_a *a*b a_b ~~ ~~a ~ ` `` `a `a` ``a`  ```  *[ [* [` `[ <` `< *< <* \\ \\a \\* \\[
[ ] [] [[ ]] [a] [a][ [a][b] [a]( [a](b [a](b) [a](< ![ ![a]( ![a](b) [![ [![a](b)](c) [[a]] [[a|b]] ]( ](* ( ) () { } {{ {{a}} {% {%a%} {#a} {:a}
[^ [^a] ^[ ^[a] < <a <a> </a> <b> </b> <i>a <q> <b></i> <br> <img <img/> <a/ <a-b> <a:b> <x <1> <!-- --> <!--a--> <! <? <?a?> <![CDATA[ ]]> <script> <style> <svg> <title>
<a/href= <a/href=' <p/style=" <p/hidden> <input/type=hidden> <h1> <li> <td> <tr><td> <blockquote> <details> <select> <math> <template>
& && &a &a; &amp; &# &#1; &#x26; &lt; | || |a :-- |-|-| $ $$ $a$ ! !! . ... ? , ; : :: ' " “ ” “a” « ’ -- --- — ? ?! = == + ++ @ @a a@b.c # #a / // : http:// http://a https://a.b/c
www. ://a mailto:a <http://a> 1 12 1. 1.1 a. A. a.b e.g. Dr. don't a'b it's 2021-01-01 tags:a -a (a OR NOT AND "a" a* a~ =a a:b a..b
%% %%a %%a%% ==a ==a== ^^a ^b {% {%a%} {%a {{< {{<a>}} {{%a {# {#a#} {: {:a} {::a} (( [a]{.b} @fig-a :a[b] <A> <A/b={c} {/* :: a::b #+a
茶 茶。 お茶 ー ・ 、 。 한국어 ท ก่ ខ្មែរ العربية हिन्दी é à ß İ ŉ ﬁ ½ ① 😀 👨‍👩‍👧 🏴 Ａ Ω я
""".split()  # noqa: SIM905
"""Inline pieces of Markdown, HTML and queries; each is repeated without and with a space after it."""

SPACES = [
    "\u00a0",
    "\u2003",
    "\u2028",
    "\u3000",
    "\u0301",
    "a\u0301",
    "\u200b",
    "\u00ad",
    "a\u00ad",
    "\u200d",
    "\u202e",
    "\ufeff",
    "\ufe0f",
    "\x0b",
    "\x0c",
    "\t",
    " ",
    "\n",
    "\r",
    "\x1b",
    "\U000e0041",
    "\U000e0101",
]

REPEATED = dict.fromkeys(
    [
        *(line.replace("_", "\n") + "\n" for line in LINES),
        *(line.replace("_", "\n") + "\n\n" for line in LINES),
        *WITHIN,
        *(sign + " " for sign in WITHIN),
        *SPACES,
        *("a" + sign for sign in SPACES),
        "> a\n\nb\n\n",
        "a\n\n\n\n\n",
        "|a|b|\n|-|-|\n|c|d|\n\n",
        "a|b\n-|-\n",
        "a[^1]\n\n[^1]: b\n\n",
        "The quick brown fox jumps over the lazy dog. ",
        "Buy green tea near me. ",
    ]
)
"""The pieces to repeat, without duplicates (the keys of a dict, to keep their order)."""

GROWING: dict[str, Callable[[int], str]] = {
    "headings, all different": lambda size: "".join(f"# h{n}\n\n" for n in range(size // 9)),
    "notes, all different": lambda size: "".join(f"a[^{n}]\n\n[^{n}]: b\n\n" for n in range(size // 25)),
    "links, all different": lambda size: "".join(f"[a{n}]\n\n[a{n}]: b\n\n" for n in range(size // 25)),
    "words, all different": lambda size: " ".join(f"w{n}" for n in range(size // 7)),
    "runs of backticks that grow": lambda size: " ".join("`" * n for n in range(int((2 * size) ** 0.5))),
    "fences that grow": lambda size: "\n".join("`" * n for n in range(3, int((2 * size) ** 0.5))),
    "lists that go down": lambda size: "".join("  " * n + "- a\n" for n in range(int(size**0.5))),
    "quotes that go down": lambda size: "".join(">" * n + " a\n" for n in range(int((2 * size) ** 0.5))),
    "a wide table": lambda size: "|a" * (size // 4) + "|\n" + "|-" * (size // 4) + "|\n",
    "a long table": lambda size: "|a|b|\n|-|-|\n" + "|c|d|\n" * (size // 6),
    "brackets within each other": lambda size: "[" * (size // 2) + "a" + "]" * (size // 2),
    "elements within each other": lambda size: "<b>" * (size // 7) + "a" + "</b>" * (size // 7),
    "boxes within each other": lambda size: "<div>" * (size // 11) + "a" + "</div>" * (size // 11),
    "lists within each other": lambda size: "<ul><li>" * (size // 18) + "a" + "</li></ul>" * (size // 18),
    "a paragraph and a rule": lambda size: "a\n" * (size // 2) + "---\n",
    "keys": lambda size: "---\n" + "".join(f"k{n}: v\n" for n in range(size // 10)) + "---\n\na\n",
    "tags": lambda size: f"---\ntags: [{', '.join(f't{n}' for n in range(size // 8))}]\n---\n\na\n",
    "tags in one text": lambda size: f"---\ntags: {', '.join(f't{n}' for n in range(size // 8))}\n---\n\na\n",
    "a long title": lambda size: "---\ntitle: " + "a " * (size // 2) + "\n---\n\na\n",
    "a long date": lambda size: "---\ndate: " + "1 " * (size // 2) + "\n---\n\na\n",
    "tables of TOML": lambda size: "+++\n" + "".join(f"k{n} = 1\n" for n in range(size // 10)) + "+++\n\na\n",
    "a list of JSON": lambda size: '{"a": [' + ",".join("1" * (size // 2)) + "]}\n\na\n",
    "front matter without an end": lambda size: "---\n" + "a: b\n" * (size // 5),
}
"""Texts that repetition cannot make: name → function from a size to a text of about so many characters."""


def texts() -> dict[str, Callable[[int], str]]:
    """All texts: name → function from a size to a text of about so many characters."""

    def repeated(piece: str) -> Callable[[int], str]:
        return lambda size: piece * (size // len(piece))

    return {repr(piece): repeated(piece) for piece in REPEATED} | GROWING
