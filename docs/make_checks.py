"""Write docs/checks.md from what the rules say of themselves; with --check only compare.

python docs/make_checks.py [--check]
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

from kratomcli.checks import rules
from kratomcli.checks.pages import explained
from kratomcli.checks.registry import FAMILIES
from kratomcli.cli.check import with_help

PRECISION = Path(__file__).with_name("precision.tsv")
PAGE = Path(__file__).with_name("checks.md")

INTRODUCTION = """# Checks

Made from the rules by `python docs/make_checks.py`.

`kratomcli check` looks for problems as a linter does, and changes nothing.

```sh
kratomcli check                          # the whole library; 0 if all is well, 1 if not
kratomcli check tags:draft --select L    # links, in some articles
kratomcli check --select ALL --ignore M  # all rules but one family
kratomcli check --explain P001           # what is below, for one rule or one family
kratomcli check -f sarif > check.sarif   # for a code host; -f github for annotations
```

`--select` and `--ignore` take codes or beginnings of codes, with commas between; where a rule is both
selected and ignored, the longer code wins. Without `--select` the rules below are on, but for those
that say "only if selected". What is usual for a library goes into its `kratomcli.toml`, and the
options take its place:

```toml
[check]
select = ["F", "D", "L", "P"]
ignore = ["D005"]
```

Findings come by path and line; lines and columns count from 1, in characters of the file. A summary
goes to standard error. Today, for dates in the future, is SOURCE_DATE_EPOCH's day where that is set.

## What the check for promotion can't see

P001 weighs words and their neighbours; it doesn't understand. It finds search phrases where a sentence
has no room for them and advertisements among other sentences, in English. It does not find

- a product or a brand that is praised in good sentences, however bought they are;
- a name dropped where a name may stand ("a survey by Acme Teas");
- a word exchanged for another, as when "buying tea" has become "making tea" throughout;
- selling in other languages, in pictures, or in headings;
- what the sentence before last was about: an advertisement for tea in an article on tea is found by
  its form alone.

A text that sells from beginning to end is all advertisement, and gets a finding for each sentence that
looks like one.

`python benchmarks/promotion.py FOLDER…` prints precision and recall on paragraphs that were labelled by
reading. Of 230 paragraphs, 200 of them by chance from a government blog, three hold a phrase that sells:
all three are found and nothing else (precision 1.00, recall 1.00). Three more places there have "making"
where "buying" was: out of place, but nothing is sold, and they are missed. In all 509 articles of that
blog, which has much to say of buying and of vendors, P001 and P002 find nothing. On made-up sentences
that had played no part in its making it found 13 of 20 inserts and called none of 40 sentences about
shops and trade promotion: it would rather miss one than blame a good sentence.
"""

JUDGED = """## How many findings are right

Thirty findings of each rule, or all where there were fewer, were taken by chance from public collections and
looked up in their articles: right / judged. Right is a finding that says what is so, in a place where the
rule means it. What is said of front matter and of shared passages was compared by a script, the rest by eye.
Rules were mended with what was seen there, so the figures are kinder than those of articles that nobody has
looked at. A rule without a line found nothing in any of them. Below 0.9 of all a rule is off unless selected.

- 18F: 509 posts of the 18F blog (Jekyll).
- Rust blog: rust-lang/blog.rust-lang.org at 0243724c, 755 articles (Zola).
- rOpenSci: ropensci/roweb3, content, 1,720 articles (Hugo).
- others: gohugoio/hugoDocs at 1c613349, obsidian-community/obsidian-hub at dae4bcf1, github/opensource.guide
  at ebc9678e (27 languages), tidyverse/tidyverse.org, facebook/react-native-website, simonw/til,
  jekyll/jekyll docs, fastapi/fastapi docs at c3f316b7, getzola/zola docs at b2242262.

"""


def judged() -> str:
    """The table of precision, with the share of right findings of each rule."""
    head, *rows = (line.split("\t") for line in PRECISION.read_text().splitlines())
    lines = ["| " + " | ".join([*head, "all"]) + " |", "|" + " --- |" * (len(head) + 1)]
    for code, *cells in rows:
        pairs = [cell.split("/") for cell in cells if cell != "-"]
        right, every = (sum(int(pair[at]) for pair in pairs) for at in (0, 1))
        lines.append("| " + " | ".join([code, *cells, f"{right / every:.2f}"]) + " |")
    return JUDGED + "\n".join(lines) + "\n"


def page() -> str:
    """The whole page."""
    parts = [INTRODUCTION, judged()]
    families = list(FAMILIES)
    ordered = sorted(rules(), key=lambda rule: families.index(rule.code[0]))
    for letter, group in groupby(ordered, lambda rule: rule.code[0]):
        some = list(group)
        rows = "\n".join(
            f"| {one.code} | {one.name} | {one.severity}{'' if one.default else ', off'} | {one.summary} |"
            for one in some
        )
        head = "| code | name | severity | finds |\n| --- | --- | --- | --- |"
        parts.append(f"## {FAMILIES[letter][0]}\n\n{head}\n{rows}\n")
        parts += [explained(with_help(rule)) for rule in some]
    return "\n".join(parts)


def main() -> None:
    fresh = page()
    if "--check" not in sys.argv:
        PAGE.write_text(fresh)
    elif not PAGE.exists() or PAGE.read_text() != fresh:
        sys.exit("docs/checks.md is not what the rules say: run python docs/make_checks.py")


if __name__ == "__main__":
    main()
