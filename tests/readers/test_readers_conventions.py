"""What the keys, names and headers of each tool mean."""

from __future__ import annotations

import pytest

from kratomcli.conventions.table import CONVENTIONS, convention_of
from kratomcli.model.article import Article
from kratomcli.readers import read


def article(text: str, path: str = "a.md", tool: str = "") -> Article:
    """The article in a file; its id is the path without suffix, or the folder's for an index."""
    id = path.rpartition(".")[0]
    if id.rpartition("/")[2] in ("index", "_index"):
        id = id.rpartition("/")[0]
    return read(text.encode(), id=id, path=path, convention=convention_of(tool))


def front(*lines: str) -> str:
    return "\n".join(("---", *lines, "---", "", "Pour the water. Wait.", ""))


@pytest.mark.parametrize("tool", ["", *CONVENTIONS])
@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("draft: true", "draft"),
        ("draft: yes", "draft"),
        ("isDraft: true", "isDraft"),
        ("published: false", "published"),
        ("Published: 'no'", "Published"),
        ("publish: false", "publish"),
        ("permalink: false", "permalink"),
        ("status: draft", "status"),
        ("Status: Pending", "Status"),
        ("status: [private]", "status"),
        ("status: [[Draft]]", "status"),
    ],
)
def test_what_one_tool_hides_is_a_draft_to_all(line: str, key: str, tool: str) -> None:
    found = article(front("title: Tea", line), tool=tool)
    assert found.draft
    assert found.derived["draft"] == f"front matter: {key}"
    assert not found.notes


@pytest.mark.parametrize(
    "line",
    [
        "published: true",
        "publish: true",
        "status: done",
        "status: [draft, done]",
        "permalink: /tea",
        "status:",
    ],
)
def test_other_values_of_such_keys_hide_nothing(line: str) -> None:
    found = article(front("title: Tea", line))
    assert not found.draft
    assert line.split(":")[0] in found.meta
    assert not found.notes


def test_a_draft_that_says_it_is_none_stays_hidden_where_another_key_hides_it() -> None:
    found = article(front("draft: false", "published: false"))
    assert found.draft
    assert found.meta == {"published": False}
    assert found.date == ""


@pytest.mark.parametrize(
    ("path", "tool", "is_draft"),
    [
        ("_drafts/tea.md", "jekyll", True),
        ("blog/_drafts/green/tea.md", "jekyll", True),
        ("_drafts/index.md", "jekyll", True),
        ("source/_drafts/tea.md", "hexo", True),
        ("_drafts/tea.md", "", True),
        ("_drafts/tea.md", "obsidian", False),
        ("_drafts/tea.md", "zola", False),
        ("_drafts.md", "hexo", False),
        ("my_drafts/tea.md", "jekyll", False),
        ("_posts/tea.md", "jekyll", False),
    ],
)
def test_a_folder_of_drafts_is_that_of_the_tool(path: str, tool: str, is_draft: bool) -> None:
    found = article("Pour the water.", path, tool)
    assert found.draft == is_draft
    assert found.derived.get("draft") == ("folder: _drafts" if is_draft else None)


@pytest.mark.parametrize(
    ("path", "tool", "is_draft"),
    [
        ("docs/_part.qmd", "quarto", True),
        ("docs/_part.mdx", "docusaurus", True),
        ("install/_linux.md", "jekyll", True),
        ("_index.md", "jekyll", False),
        ("_index.md", "hugo", False),
        ("_tea.md", "hugo", False),
        ("_tea.md", "", False),
        ("a/_posts/tea.md", "jekyll", False),
    ],
)
def test_a_part_of_other_pages_is_not_published(path: str, tool: str, is_draft: bool) -> None:
    assert article("Pour the water.", path, tool).draft == is_draft


@pytest.mark.parametrize("suffix", ["mdx", "qmd", "Rmd"])
def test_the_kinds_of_markdown_are_read(suffix: str) -> None:
    found = article("---\ntitle: Tea\n---\n\n# Pour\n\nHot.\n", f"tea.{suffix}")
    assert (found.title, found.markup, [one.title for one in found.sections]) == ("Tea", "markdown", ["Pour"])


def test_a_folder_above_the_library_is_none_of_its_folders_of_drafts() -> None:
    found = read(b"Pour.", id="tea", path="/home/ann/_drafts/tea.md", convention=convention_of("jekyll"))
    assert not found.draft


@pytest.mark.parametrize(
    ("tool", "lines", "tags"),
    [
        ("jekyll", ["category: green tea"], ("green tea",)),
        ("jekyll", ["tag: green tea", "tags: black white"], ("green tea",)),
        ("jekyll", ["tags: black white"], ("black", "white")),
        ("jekyll", ["categories: news, foundation"], ("news", "foundation")),
        ("jekyll", ["tags: [black tea, white]"], ("black tea", "white")),
        ("jekyll", ["keywords: black, white"], ()),
        ("", ["category: green tea"], ("green tea",)),
        ("", ["tag: green tea"], ("green tea",)),
        ("", ["tags: black white"], ("black white",)),
        ("", ["tags: black, white"], ("black", "white")),
        ("", ["topics: [tea, water]"], ("tea", "water")),
        ("", ["tags: [black, white]", "category: drinks"], ("black", "white")),
        ("", ["tags: ':black:white:'"], ("black", "white")),
        ("", ["tags: ['[[Black]]', '[[w|White]]']"], ("Black", "White")),
        ("hugo", ["tags: green, black"], ("green, black",)),
        ("hugo", ["categories: [drinks]"], ("drinks",)),
        ("pelican", ["tags: 'a, b; c'"], ("a, b", "c")),
        ("pelican", ["tags: a, b"], ("a", "b")),
        ("quarto", ["tags: [a]", "categories: [drinks, hot]"], ("drinks", "hot")),
        ("obsidian", ["tags: [drinks, '#hot/tea']"], ("drinks", "hot/tea")),
        ("obsidian", ["tags: drinks, hot tea"], ("drinks", "hot", "tea")),  # until Obsidian 1.9
        ("obsidian", ["tag: [drinks]", "categories: ['[[Drinks]]']"], ("drinks",)),
        ("obsidian", ["categories: ['[[Drinks]]']"], ()),
        ("logseq", ["tags: '[[green tea]], #hot, drinks'"], ("green tea", "hot", "drinks")),
        ("foam", ["tags: drinks hot"], ("drinks", "hot")),
        ("docusaurus", ["tags: [a, {label: Hot tea, permalink: /hot}]", "keywords: [x]"], ("a", "Hot tea")),
        ("hexo", ["categories: [[drinks, tea], [hot]]"], ("drinks", "tea", "hot")),
        ("jekyll", ["category:", "categories: [x]"], ("x",)),
    ],
)
def test_tags_are_read_as_the_tool_reads_them(tool: str, lines: list[str], tags: tuple[str, ...]) -> None:
    assert article(front("title: Tea", *lines), tool=tool).tags == tags


@pytest.mark.parametrize("tool", ["", "zola"])
def test_the_tables_of_zola_hold_tags_authors_and_dates(tool: str) -> None:
    text = (
        '+++\ntitle = "Tea"\n[taxonomies]\ntags = ["green", "hot"]\nauthors = ["Ann"]\n'
        "[extra]\ndate = 2021-03-05\nupdated = 2021-04-01\ntitle = 'No'\n+++\nPour.\n"
    )
    found = article(text, tool=tool)
    assert (found.title, found.tags, found.authors) == ("Tea", ("green", "hot"), ("Ann",))
    assert (found.date, found.updated) == ("2021-03-05", "2021-04-01")
    assert found.derived["tags"] == "front matter: taxonomies.tags"
    assert found.derived["date"] == "front matter: extra.date"
    assert found.meta["extra"] == {"date": "2021-03-05", "updated": "2021-04-01", "title": "No"}


def test_a_key_counts_more_than_one_in_a_table() -> None:
    assert article("+++\ndate = 2020-01-02\n[extra]\ndate = 2021-03-05\n+++\n").date == "2020-01-02"


@pytest.mark.parametrize(
    ("line", "field", "date"),
    [
        ("created: 2021-03-05", "date", "2021-03-05"),
        ("created_at: 2021-03-05", "date", "2021-03-05"),
        ("date created: 2021-03-05", "date", "2021-03-05"),
        ("createdAt: 2021-03-05", "date", "2021-03-05"),
        ("Creation date: 2021-03-05", "date", "2021-03-05"),
        ("pub_date: 2021-03-05", "date", "2021-03-05"),
        ("created: 1639113925844", "date", "2021-12-10T05:25:25.844+00:00"),
        ("created: 20210305120000", "date", "2021-03-05T12:00:00"),
        ("date: {created: 2021-03-05, updated: 2021-04-01}", "date", "2021-03-05"),
        ("date: {created: 2021-03-05, updated: 2021-04-01}", "updated", "2021-04-01"),
        ("updatedDate: Jul 8 2021", "updated", "2021-07-08"),
        ("last_modified_at: 2021-03-05", "updated", "2021-03-05"),
        ("date modified: 2021-03-05", "updated", "2021-03-05"),
        ("updated_at: 2021-03-05", "updated", "2021-03-05"),
        ("last_update: {date: 2021-03-05, author: Ann}", "updated", "2021-03-05"),
    ],
)
def test_dates_have_many_names(line: str, field: str, date: str) -> None:
    found = article(front("title: Tea", line))
    assert getattr(found, field) == date
    assert not found.notes


def test_a_better_date_leaves_the_others_as_they_are() -> None:
    found = article(front("created: 2021-03-05", "date: 2021-04-01"))
    assert (found.date, found.meta) == ("2021-04-01", {"created": "2021-03-05"})


def test_the_day_on_which_a_file_was_made_says_less_than_its_name() -> None:
    found = article(front("created: 2022-07-18"), "2022-03-11.md")
    assert (found.date, found.meta) == ("2022-03-11", {"created": "2022-07-18"})
    assert article(front("date: 2022-07-18"), "2022-03-11.md").date == "2022-07-18"


def test_to_hugo_the_last_change_is_a_date_where_there_is_no_other() -> None:
    found = article(front("lastmod: 2021-03-05"), tool="hugo")
    assert (found.date, found.updated) == ("2021-03-05", "2021-03-05")
    assert article(front("lastmod: 2021-03-05")).date == ""


def test_to_quarto_a_date_may_be_left_to_it() -> None:
    found = article(front("date: last-modified"), tool="quarto")
    assert (found.date, found.notes) == ("", ())
    assert article(front("date: last-modified")).notes != ()


def test_vitepress_has_a_switch_where_others_have_a_date() -> None:
    assert article(front("lastUpdated: false")).notes == ()


@pytest.mark.parametrize(
    ("path", "date", "how"),
    [
        ("2021-03-05-tea.md", "2021-03-05", "file name"),
        ("journals/2021_03_05.md", "2021-03-05", "file name"),
        ("2021.03.05 Tea.md", "2021-03-05", "file name"),
        ("2021-3-5-tea.md", "2021-03-05", "file name"),
        ("20210305 Tea.md", "2021-03-05", "file name"),
        ("202103051200 Tea.md", "2021-03-05T12:00", "file name"),
        ("20210305120033.md", "2021-03-05T12:00:33", "file name"),
        ("20210305T120033--tea__hot.txt", "2021-03-05T12:00:33", "file name"),
        ("2021-03-05東京.md", "2021-03-05", "file name"),
        ("blog/2021/03/05/tea.md", "2021-03-05", "folders"),
        ("blog/2021/03/05/tea/index.md", "2021-03-05", "folders"),
        ("2021/03/05.md", "2021-03-05", "folders"),
        ("2021-03-05x.md", "", ""),
        ("2021-3_05-tea.md", "", ""),
        ("20211305 Tea.md", "", ""),
        ("12345678.md", "", ""),
        ("2021/13/05/tea.md", "", ""),
        ("2021/03/tea.md", "", ""),
        ("1234/03/05/tea.md", "", ""),
    ],
)
def test_names_of_files_and_folders_have_dates(path: str, date: str, how: str) -> None:
    found = article("Pour the water.", path)
    assert (found.date, found.derived.get("date", "")) == (date, how)


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ('path = "2014/12/12/x"', "2014-12-12"),
        ('permalink = "/2014/12/12/x/"', "2014-12-12"),
        ('permalink = "/blog/2014/12/12/"', "2014-12-12"),
        ('path = "pt-BR/heap"', ""),
        ('path = "2014/13/12/x"', ""),
        ('slug = "10/2014/12"', ""),
    ],
)
def test_the_address_of_a_page_may_have_its_date(line: str, date: str) -> None:
    found = article(f"+++\n{line}\n+++\nPour.\n")
    assert found.date == date
    assert found.derived.get("date") == (f"front matter: {line.split()[0]}" if date else None)


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ('author: "[[Ann Example]]"', ("Ann Example",)),
        ("author: [[Ann Example]]", ("Ann Example",)),
        ('authors: ["[[people/ann|Ann Example]]", Bob]', ("Ann Example", "Bob")),
        ("authors: [slorber, {name: Ann Example, title: Editor}]", ("slorber", "Ann Example")),
        ("authors: {key: slorber, title: Editor}", ("slorber",)),
        ("author: [{name: Ann Example, orcid: 0000}]", ("Ann Example",)),
        ("author: {name: {given: Ann, family: Example}}", ("Ann Example",)),
        ("author: [{name: {literal: The Tea Board}}]", ("The Tea Board",)),
        ("author: {given: Ann, family: Example}", ("Ann Example",)),
        ("author: ann-id", ("ann-id",)),
    ],
)
def test_authors_are_names_in_whatever_form(line: str, authors: tuple[str, ...]) -> None:
    assert article(front(line)).authors == authors


def test_brackets_of_links_are_no_part_of_values() -> None:
    found = article(front('title: "On [[Tea|teas]] and [[water]]"', 'source: "[[The Book]]"'))
    assert (found.title, found.source) == ("On teas and water", "The Book")
    found = article(front('title: "What [[ -f x ]] does"'))
    assert found.title == "What [[ -f x ]] does"
    assert article(front('title: "Use [[x]]"'), tool="jekyll").title == "Use [[x]]"


@pytest.mark.parametrize(
    ("tool", "path", "text", "title"),
    [
        ("", "Green tea.md", "## Notes\n\nHot.", "Green tea"),
        ("", "Tee-Öfen.md", "Warm them.", "Tee Öfen"),
        ("", "緑茶.md", "Warm them.", "緑茶"),
        ("", "green-tea.md", "## Notes\n\nHot.", "Notes"),
        ("", "green-tea.md", "Warm the pot. Pour.", "Warm the pot."),
        ("", "Green tea.md", "# Heading\n\nHot.", "Heading"),
        ("", "README.md", "## Notes\n\nHot.", "Notes"),
        ("", "Green tea/index.md", "Warm the pot.", "Green tea"),
        ("", "Green tea/_index.zh-TW.md", "Warm the pot.", "Green tea"),
        ("", "202103051200 Green tea.md", "Warm the pot.", "Green tea"),
        ("", "1984 10.md", "Warm the pot.", "Warm the pot."),
        ("obsidian", "green-tea.md", "Warm the pot.", "green-tea"),
        ("obsidian", "2021-03-05.md", "Warm the pot.", "2021-03-05"),
        ("obsidian", "Green tea.md", "# Heading\n\nHot.", "Heading"),
        ("obsidian", "Green tea.md", "Hot.\n\n# First step\n\nPour.", "Green tea"),
        ("obsidian", "v1.2.md", "Hot.", "v1.2"),
        ("logseq", "pages/green___tea.md", "- Hot.", "green/tea"),
        ("logseq", "pages/green%2Ftea %22x%22.md", "# Heading\n", 'green/tea "x"'),
        ("logseq", "journals/2021_03_05.md", "- Hot.", "Mar 5th, 2021"),
        ("logseq", "journals/2021_03_22.md", "- Hot.", "Mar 22nd, 2021"),
        ("logseq", "journals/2021_13_22.md", "- Hot.", "2021_13_22"),
        ("zk", "k3x1.md", "Hot.\n\n### Tea\n", "Tea"),
        ("zettlr", "k3x1.md", "Hot.\n\n### Tea\n", "k3x1"),
        ("foam", "k3x1.md", "Hot.\n\n# Tea\n", "Tea"),
        ("joplin", "My tea.md", "![](a.png)\n\nHot.", "My tea"),
        ("dendron", "drinks.green-tea.md", "Hot.", "Green Tea"),
        ("jekyll", "_posts/2021-03-05-green-tea.md", "## Notes\n\nHot.", "Green Tea"),
        ("hugo", "posts/green-tea/index.md", "Hot.", "Green Tea"),
        ("mkdocs", "green-tea.md", "Hot.\n\n## Notes", "Green tea"),
        ("zola", "green-tea.md", "Hot. Pour.", "Hot."),
    ],
)
def test_the_name_of_a_file_is_a_title_as_the_tool_has_it(
    tool: str, path: str, text: str, title: str
) -> None:
    assert article(text, path, tool).title == title


@pytest.mark.parametrize(
    "line",
    [
        "![[cup.png]]",
        "type:: [[Recipe]]",
        "- id:: 1234",
        "| a | b |\n|---|---|\n| c | d |",
        "<% tp.date.now() %>",
        "{% include tea.html %}",
        "{{< figure src=x >}}",
        "%%a remark%%",
        "{: .no_toc }",
    ],
)
def test_markup_of_a_tool_is_no_title(line: str) -> None:
    assert article(f"{line}\n\nWarm the [[pots|pot]]. Pour.").title == "Warm the pot."


def test_a_file_of_denote_has_title_date_and_tags_in_its_name() -> None:
    found = article("Warm the pot.", "20220605T110001==1a--green-tea__drinks_hot.md")
    assert (found.title, found.tags, found.date) == ("green tea", ("drinks", "hot"), "2022-06-05T11:00:01")
    assert found.derived == {"title": "file name", "tags": "file name", "date": "file name"}


@pytest.mark.parametrize("line", ["public: false", "private: true", "visibility: private"])
def test_more_words_that_hide_an_article(line: str) -> None:
    data = f"---\ntitle: A\n{line}\n---\nText.\n".encode()
    assert read(data, id="a", path="a.md").draft
