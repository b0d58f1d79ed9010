"""Write docs/conventions.md from the table of tools; with --check only compare.

python docs/make_conventions.py [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from kratomcli.conventions.table import CONVENTIONS, NONE, Convention
from kratomcli.model.fields import FIELDS

PAGE = Path(__file__).with_name("conventions.md")
FIGURES = PAGE.with_suffix(".tsv")

INTRODUCTION = """# Conventions

Made from the table of tools by `python docs/make_conventions.py`.

A folder of articles belongs to a tool, and each tool means something of its own by keys, file names and
signs. kratomcli knows the tools below, and takes for each folder the one whose files lie in it, or in one of
the three folders around it that are of the same repository:

```sh
kratomcli index --status      # which tool was taken for which folder, and why
```

```toml
# kratomcli.toml
convention = "obsidian"       # names one for all folders; "none" takes none
```

Where none is known, the reading that hurts least is taken: nothing that any tool hides is published, no
tag is made up, and what may be plain Markdown is.

## What holds for every tool

**Drafts.** `draft: true`, `published: false`, `publish: false`, `public: false`, `private: true`,
`visibility: private`, `permalink: false`, and a `status` of
`draft`, `pending`, `private`, `hidden`, `unpublished` or `skip` hide an article, whichever tool it is of.
Where two of them disagree it is hidden.

**Keys** are compared without regard to case, spaces, hyphens and underscores: `Date created`,
`date_created` and `dateCreated` are one. Of several keys for a field the first in this table counts that has
a value; the others stay as they are.

"""

DATES = """
**Dates** stand under one of these keys, in Zola's `[extra]`, in a mapping (`last_update: {date: …}`,
`date: {created: …, updated: …}`), in the address of the page (`path = "2014/12/12/tea"`, `permalink`),
before the name of the file (`2021-03-05-tea.md`, `2021_03_05.md`, `20210305 Tea.md`, `202103051200.md`),
or in its folders (`2021/03/05/tea.md`). The date of the file's creation (`created`) gives way to the one
in its name.

**Tags** may stand in Zola's `[taxonomies]`, and be lists, lists within lists, mappings with a `name` or a
`label`, or text: `:tea:green:` has two. **Authors** may be names, `[[Links]]`, or mappings with a `name`,
which may have `given` and `family` parts. In one text, semicolons and commas part them, but for the comma of
a family name before a given one: `Doe, Jane` is one author, in whatever kind of file, and `Jane Doe, Ann Roe`
are two. Names are kept as they are written.

**Categories** are tags only where there are none under a tool's keys for tags: of `tags: [tea]` and
`categories: [drinks]` the article has the tag *tea*, and `categories` is asked for by its own name. In Jekyll
a singular key counts before its plural, as there; the folders above `_posts`, which are categories, too, are
in the id (`id:drinks/hot`).

**Headers.** Lines `Key: value` down to an empty line or a rule are front matter, too, as Pelican,
MultiMarkdown and Denote write them, and so are lines `#+key: value`. The first key must be one of
those above, and there must be a title, a date, or authors and tags, or it is text.

**Denote's names**, `20220605T110001--green-tea__drinks_hot.txt`, have a date, a title and tags in any folder.

`derived` in `kratomcli list -f json` says where each value was found: `front matter: created`, `file name`,
`folders`, `folder: _drafts`, `text`.

## What each tool means
"""

TAGS_TEXT = {
    "commas": "a text is divided at commas and semicolons",
    "semicolons": "a text is divided at its semicolons, else at its commas",
    "words": "a text is divided at spaces and commas",
    "whole": "a text is one tag",
}
SYNTAX = {
    "wiki-links": "`[[links]]`",
    "label-first": "`[[text|links]]`",
    "percent-comments": "`%%comments%%`",
    "highlights": "`==highlights==`",
    "block-ids": "`^block-ids`",
    "block-references": "`((block references))`",
    "liquid": "Liquid's `{% tags %}`",
    "shortcodes": "`{{< shortcodes >}}`",
    "kramdown": "`{: .classes }`",
    "attributes": "`{ .classes }`",
    "mdx": "components of MDX",
    "directives": "`:::directives`",
    "fenced-divs": "`::: {.divs}`",
    "chunks": "chunks of code, `{r}`",
}
LINKS = {
    "relative": "paths from the article's folder",
    "names": "names of files, titles and aliases",
    "content-root": "paths from the folder of content (`@/`)",
    "pages": "addresses of pages",
}
HEADINGS = {
    "first": "the first `# heading`",
    "top": "a `# heading` at the top",
    "any": "the first heading",
    "none": "",
}
NAMES = {
    "readable": "a file name with a space, a capital or a letter beyond ASCII, else a lower heading at the"
    " top, else the first sentence",
    "exact": "the file name as it is",
    "page": "the file name, with `a/b` for `a___b` and `a%2Fb`; a journal's day as `Mar 5th, 2021`",
    "last-part": "what is behind the last dot of the file name",
    "each-word": "the words of the file name, with capitals",
    "first-word": "the words of the file name, the first with a capital",
}


MEASURED = """## What was measured

`benchmarks/conventions.py FOLDER TOOL` compares what kratomcli reads with an independent reading of the same
files: Hugo's, Jekyll's and Pelican's own where they are installed, for the other tools their documented
rules, written down once more with other libraries. For each public collection below, at this commit: how
many of the tool's articles were read; how many titles, dates, tags (all of an article's, and none besides)
and drafts are the tool's; how many links whose goal the tool's documentation tells lead there; how many of
all links with a goal `check` does not tell as dead; how many notes a search for their exact name finds
first. Only what the tool itself tells is compared. What differs:

- Dendron has no key `publish` and no `status`, but articles that say `publish: false` or `status: draft`
  stay unpublished here.
- One Rails post has a date with a zone that Ruby's parser drops (`CEST`).
- Hugo read `draft: yes` as true up to 0.15x and reads it as false since; such articles are not compared, and
  are drafts here.
- Logseq's pages keep brackets in their names that a title here loses (2 of 175).
- Where a vault's `.obsidian` is not in its repository, as with two of these, no tool is recognised until the
  convention is named: titles of lower-case names and tags in the text are then not the tool's.
- An app for notes takes deeply indented lines without a list for text, where Markdown has code: links in
  such lines are not seen.

"""


def code(words: object) -> str:
    return f"`{words}`"


def listed(names: Mapping[str, object] | tuple[str, ...] | list[str]) -> str:
    return ", ".join(map(code, names))


def markers(tool: Convention) -> str:
    """How a folder is known to be of a tool."""
    found = []
    for marker in tool.markers:
        text = " and ".join(map(code, marker.names))
        text += " (if it is that of a site)" if marker.holds else ""
        found.append(text + (" (if no folder around is known)" if marker.is_weak else ""))
    return "; ".join(found) or "named in the settings only"


def title(tool: Convention) -> str:
    return ", else ".join(filter(None, ("`title`", HEADINGS[tool.heading_title], NAMES[tool.name_title])))


def tags(tool: Convention) -> str:
    text = f"{listed(tool.keys.get('tags', FIELDS['tags'].keys))}; {TAGS_TEXT[tool.tags_text]}"
    if tool.whole_tags:
        text += f", but for {listed(sorted(tool.whole_tags))}"
    return text + ("; tags in the text" if tool.inline_tags else "")


def others(tool: Convention) -> list[str]:
    """The lines for what only some tools have."""
    lines = [f"- {name}: {listed(keys)}" for name, keys in tool.keys.items() if name != "tags"]
    if tool.draft_folders:
        lines.append(f"- drafts: what lies in a folder {listed(sorted(tool.draft_folders))}")
    if tool.has_partials:
        lines.append("- parts of pages: files whose names begin with `_`; they are drafts")
    if tool.undated:
        lines.append(f"- no dates: {listed(sorted(tool.undated))}")
    if "properties" in tool.syntax:
        lines.append("- properties: lines `key:: value` at the top, or below the front matter")
    if tool.dialect != NONE.dialect:
        lines.append(f"- Markdown: {tool.dialect}, whose headers end at any line without a key")
    return lines


def section(tool: Convention) -> str:
    heading = f"{tool.title} (`{tool.name}`)" if tool.name else "No tool (`none`)"
    lines = [f"### {heading}", ""]
    lines += [f"- known by: {markers(tool)}"] if tool.name else []
    lines += [f"- title: {title(tool)}", f"- tags: {tags(tool)}", *others(tool)]
    if tool.syntax:
        lines.append(f"- markup: {', '.join(text for name, text in SYNTAX.items() if name in tool.syntax)}")
    lines.append(f"- links: {', '.join(text for name, text in LINKS.items() if name in tool.links)}")
    return "\n".join(lines) + "\n"


def fields() -> str:
    rows = [f"| {field.name} | {listed(field.keys)} |" for field in FIELDS.values() if field.keys]
    return "\n".join(["| field | keys |", "| --- | --- |", *rows]) + "\n"


def measured() -> str:
    """The figures of `benchmarks/conventions.py` in conventions.tsv as a table."""
    head, *rows = (line.split("\t") for line in FIGURES.read_text().splitlines())
    cells = [head, ["---", "---", "---", "---", *["---:"] * (len(head) - 4)], *rows]
    return MEASURED + "\n".join(f"| {' | '.join(row)} |" for row in cells) + "\n"


def page() -> str:
    """The whole page."""
    sections = "\n".join(map(section, (NONE, *CONVENTIONS.values())))
    return f"{INTRODUCTION}{fields()}{DATES}\n{sections}\n{measured()}"


def main() -> None:
    fresh = page()
    if "--check" not in sys.argv:
        PAGE.write_text(fresh)
    elif not PAGE.exists() or PAGE.read_text() != fresh:
        sys.exit("docs/conventions.md is not what the table says: run python docs/make_conventions.py")


if __name__ == "__main__":
    main()
