"""Headers and properties at the top of a text, and tags within it."""

from __future__ import annotations

import pytest

from kratomcli.conventions.table import CONVENTIONS, convention_of
from kratomcli.model.article import Article
from kratomcli.readers import body_of, read_with_location


def article(text: str, path: str = "a.md", tool: str = "") -> Article:
    found, place = read_with_location(
        text.encode(), id=path.rpartition(".")[0], path=path, convention=convention_of(tool)
    )
    assert body_of(text.encode(), *place) == found.body
    assert found.body_line == 1 + text[: text.index(found.body) if found.body else 0].count("\n")
    return found


@pytest.mark.parametrize("tool", ["", "pelican", "mkdocs", "obsidian"])
@pytest.mark.parametrize("path", ["a.md", "a.txt"])
def test_the_header_of_pelican_has_fields(path: str, tool: str) -> None:
    text = (
        "Title: Green tea\nDate: 2021-03-05 08:00\nmodified: 2021-04-01\nCategory: Drinks\nAuthor: Ann\n"
        "Summary: Warm water\n    and leaves.\nStatus: draft\n\nPour the water.\n"
    )
    found = article(text, path, tool)
    assert (found.title, found.date, found.updated) == ("Green tea", "2021-03-05T08:00", "2021-04-01")
    assert (found.authors, found.summary, found.draft) == (("Ann",), "Warm water and leaves.", True)
    assert (found.body, found.meta["Status"]) == ("Pour the water.", "draft")
    assert found.tags == (() if tool in ("obsidian", "mkdocs") else ("Drinks",))
    assert found.derived["title"] == "front matter: Title"
    assert found.markup == ("markdown" if path == "a.md" else "text")


@pytest.mark.parametrize(
    ("tags", "tool", "read"),
    [
        ("tea, green", "pelican", ("tea", "green")),
        ("Doe, Jane; tea", "pelican", ("Doe, Jane", "tea")),
        ("tea\n    green", "pelican", ("tea", "green")),
        ("tea; green", "", ("tea", "green")),
    ],
)
def test_a_header_has_tags_as_its_tool_writes_them(tags: str, tool: str, read: tuple[str, ...]) -> None:
    assert article(f"Title: T\nTags: {tags}\n\nPour.\n", tool=tool).tags == read


def test_the_headers_of_python_markdown_end_at_any_line_without_a_key() -> None:
    text = "Title: Green tea\nDate: 2021-03-05\nPour the water.\n"
    assert article(text, tool="pelican").body == "Pour the water."
    assert article(text).body == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "Note: the water is hot.\n\nPour it.\n",
        "Title: Green tea\nis what it says.\n\nPour.\n",
        "Author: Is it hot?\nReader: It is.\n\nPour.\n",
        "Summary: tea is hot water with leaves.\n\nPour.\n",
        "Date: some day in spring\n\nPour.\n",
        "Author: How?\nTitle: Why?\nAuthor: So.\n\nPour.\n",
        "\nTitle: Green tea\n\nPour.\n",
        "Source: http://example.org\n\nPour.\n",
        "Image: a cup of tea\nSource: the Tea Board\n\nPour.\n",
        "url://example.org\n\nPour.\n",
        "Title Green: tea\n\nPour.\n",
    ],
)
def test_prose_with_colons_is_no_header(text: str) -> None:
    found = article(text)
    assert found.body == text.strip()
    assert found.meta == {}
    assert not found.derived["title"].startswith("front matter")


def test_several_lines_of_usual_keys_are_a_header() -> None:
    found = article("Author: Ann\nTags: tea, hot\n\nPour.\n")
    assert (found.authors, found.tags, found.body) == (("Ann",), ("tea", "hot"), "Pour.")


def test_a_sentence_of_a_page_for_mkdocs_stays() -> None:
    text = "Warning: the water is hot.\n\nPour it."  # MkDocs itself drops it
    assert article(text, tool="mkdocs").body == text


@pytest.mark.parametrize("text", ["Title: Green tea\n\nPour.\n", "date: 2021-03-05\n\nPour.\n"])
def test_one_line_with_a_title_or_a_date_is_a_header(text: str) -> None:
    assert article(text).body == "Pour."
    assert article(text.split("\n")[0]).body == ""


def test_a_text_of_denote_has_its_header_between_name_and_rule() -> None:
    text = (
        "title:      Green tea\ndate:       [2022-06-05 Sun 11:00]\ntags:       drinks  hot\n"
        "identifier: 20220605T110001\n---------------------------\n\nPour the water.\n"
    )
    found = article(text, "20220605T110001--gt__x.txt")
    assert (found.title, found.date, found.tags) == ("Green tea", "2022-06-05T11:00", ("drinks", "hot"))
    assert (found.markup, found.body) == ("text", "Pour the water.")


def test_the_keywords_of_org_are_a_header() -> None:
    text = "#+title:      Green tea\n#+filetags:   :drinks:hot:\n#+date: [2022-06-05 Sun]\nPour the water.\n"
    found = article(text, "a.txt")
    assert (found.title, found.date, found.tags) == ("Green tea", "2022-06-05", ("drinks", "hot"))
    assert (found.markup, found.body) == ("text", "Pour the water.")
    assert article("#+begin_src sh\nls\n", "a.txt").meta == {}


@pytest.mark.parametrize("tool", ["logseq", "obsidian"])
def test_properties_at_the_top_are_front_matter(tool: str) -> None:
    text = "title:: Green [[tea]]\nalias:: gt, [[t]]\ntype::\ncreated:: 2021-03-05\n\n- Pour.\n- id:: 12\n"
    found = article(text, tool=tool)
    assert (found.title, found.date) == ("Green tea", "2021-03-05")
    assert found.meta == {"title": "Green [[tea]]", "alias": "gt, [[t]]", "type": ""}  # with its link
    assert found.body == "- Pour.\n- id:: 12"


def test_properties_below_front_matter_are_added_to_it() -> None:
    found = article("---\ntitle: Tea\n---\n\ntitle:: No\nrating:: 5\n\nPour.\n", tool="obsidian")
    assert (found.title, found.meta, found.body) == ("Tea", {"rating": "5"}, "Pour.")


def test_the_first_block_of_a_page_may_be_its_properties() -> None:
    found = article("- type:: drink\n  hot:: yes\n- from:: [[China]]\n", tool="logseq")
    assert found.meta == {"type": "drink", "hot": "yes"}
    assert found.body == "- from:: [[China]]"


def test_without_a_tool_that_has_properties_they_are_text() -> None:
    assert article("type:: drink\n\nPour.\n", tool="jekyll").body == "type:: drink\n\nPour."
    assert article("type:: drink\n\nPour.\n").meta == {}


@pytest.mark.parametrize("path", ["a.md"])
@pytest.mark.parametrize(
    ("tool", "text", "tags"),
    [
        (
            "obsidian",
            "Hot #drinks and #a/b, #hot-tea. #日本 #émigré",
            ("drinks", "a/b", "hot-tea", "日本", "émigré"),
        ),
        ("obsidian", "#1984 and #12/3 are none, #2021-q1 is", ("2021-q1",)),
        ("obsidian", "# Heading\n\n## On #tea\n", ("tea",)),
        ("obsidian", "#drinks #Drinks #drinks/", ("drinks",)),
        ("obsidian", "`#code` and\n\n```sh\necho #no\n```\n\n    #indented\n", ()),
        ("obsidian", "[[#Heading]] [[a #b]] [x](#y) https://example.org/ #yes x#no", ("yes",)),
        ("obsidian", '<p style="color: #fff">%%#no%% <!-- #no --> $$ #no $$', ()),
        ("obsidian", "- [ ] water #todo\n> quoted #q\n| a | #cell |\n", ("todo", "q", "cell")),
        ("obsidian", "\\#no ##no #", ()),
        ("logseq", "- #[[green tea]] #hot\n  tags:: #no\n", ("hot", "green tea")),
        ("logseq", "hot:: yes\n\n    - Pour #water.\n", ("water",)),
        ("logseq", "#[[https://a.example]] #b", ("https://a.example", "b")),
        ("logseq", "tags:: a, [[b c]], #d\n\n- #e", ("a", "b c", "d", "e")),
        ("zk", "#tea and :a:b: not a:b:c nor :x nor :cup: ", ("tea", "a", "b")),
        ("foam", "A #recipe-idea, #1984, #1.0-rc", ("recipe-idea", "1.0-rc")),
        ("dendron", "#office-hours, #kind.bug. #1no", ("office-hours", "kind.bug")),
        ("zettlr", "A #recipe.", ("recipe",)),
        ("joplin", "A #recipe.", ()),
        *((tool, "A #recipe.", ()) for tool in ("", "hugo", "jekyll", "docusaurus", "denote")),
    ],
)
def test_tags_in_text_are_those_of_tools_that_have_some(
    tool: str, text: str, tags: tuple[str, ...], path: str
) -> None:
    found = article(text, path, tool)
    assert set(found.tags) == set(tags)
    assert len(found.tags) == len(tags)


def test_tags_in_text_come_after_those_of_front_matter() -> None:
    found = article("---\ntags: [hot, Tea]\n---\nGreen #tea is a #drink.\n", tool="obsidian")
    assert found.tags == ("hot", "Tea", "drink")
    assert found.derived["tags"] == "front matter: tags; text"
    assert article("A #drink.", tool="obsidian").derived["tags"] == "text"
    assert article("---\ntags: [a]\n---\nA #a.", tool="obsidian").derived["tags"] == "front matter: tags"


def test_plain_text_has_no_tags_in_it() -> None:
    assert all(article("A #drink.", "a.txt", tool).tags == () for tool in CONVENTIONS)
