"""Links between articles: which article each means, in every tool's way, as articles come and go."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from jsonschema import validate

from conftest import PROJECT, Run
from kratomcli import Library
from kratomcli.errors import ArticleNotFound

Make = Callable[[Mapping[str, str | bytes]], Path]


def meant(place: Path, id: str, **options: str) -> dict[str, str]:
    """Address → id of the article that a link of one article means, "" for none."""
    with Library.open(place, **options) as library:  # type: ignore[arg-type]
        found = library.links(id, directions=["out"])
        return {link.address: link.target.id if link.target else "" for link in found}


def test_a_link_means_an_article_by_its_path(folder: Make) -> None:
    place = folder(
        {
            "a.md": "[1](b.md) [2](sub/c) [3](/sub/c.md#top) [4](<sub/d e.md>) [5](sub/) [6](no.md) [7](b.html)\n",
            "b.md": "B\n",
            "sub/c.md": "[up](../b.md) [beside](d%20e.md) [out](../../x.md)\n",
            "sub/d e.md": "D\n",
            "sub/index.md": "S\n",
        }
    )
    assert meant(place, "a") == {
        "b.md": "b",
        "sub/c": "sub/c",
        "/sub/c.md#top": "sub/c",
        "sub/d e.md": "sub/d e",
        "sub/": "sub",
        "no.md": "",
        "b.html": "b",
    }
    assert meant(place, "sub/c") == {"../b.md": "b", "d%20e.md": "sub/d e", "../../x.md": ""}


def test_a_link_of_a_wiki_means_one_by_name_title_or_alias(folder: Make) -> None:
    place = folder(
        {
            "Home.md": "[[Green tea]] [[green TEA|x]] [[Sencha]] [[Of leaves]] [[teas/Black tea#Brew]]\n"
            "[[Black tea]] [[gone]] ![[Mate]] ![[p.png]] [[#here]] `[[Mate]]`\n",
            "teas/Green tea.md": "---\naliases: [Sencha]\n---\nG\n",
            "teas/Black tea.md": "---\ntitle: Of leaves\n---\nB\n",
            "old/Black tea.md": "O\n",
            "deep/er/Mate.md": "M\n",
        }
    )
    assert meant(place, "Home") == {
        "Green tea": "teas/Green tea",
        "green TEA": "teas/Green tea",
        "Sencha": "teas/Green tea",
        "Of leaves": "teas/Black tea",
        "teas/Black tea#Brew": "teas/Black tea",
        "Black tea": "old/Black tea",
        "gone": "",
        "Mate": "deep/er/Mate",
    }


@pytest.mark.parametrize(
    ("convention", "files", "links"),
    [
        ("zola", {"a.md": "[x](@/posts/b.md)", "posts/b.md": "B"}, {"@/posts/b.md": "posts/b"}),
        ("jekyll", {"a.md": "[x]({% link _posts/2021-03-05-b.md %})", "_posts/2021-03-05-b.md": "B"}, {"_posts/2021-03-05-b.md": "_posts/2021-03-05-b"}),
        ("jekyll", {"a.md": "[x]({{ site.baseurl }}{% post_url 2021-03-05-b %})", "_posts/2021-03-05-b.md": "B"}, {"2021-03-05-b": "_posts/2021-03-05-b"}),
        ("jekyll", {"a.md": "[x](/2021/03/05/b.html) [y](/2020/03/05/b.html)", "_posts/2021-03-05-b.md": "B"}, {"/2021/03/05/b.html": "_posts/2021-03-05-b", "/2020/03/05/b.html": ""}),
        ("jekyll", {"a.md": '[x]({{ "/green-tea/" | relative_url }})', "tea.md": "---\npermalink: /green-tea/\n---\nB"}, {"/green-tea/": "tea"}),
        ("hugo", {"content/a.md": '[x]({{< ref "two.md" >}}) [y]({{% relref "posts/c" %}})', "content/two.md": "T", "content/posts/c/index.md": "C"}, {"two.md": "content/two", "posts/c": "content/posts/c"}),
        ("hugo", {"content/en/a.md": "[x](/docs/limits/)", "content/en/docs/limits.md": "E", "content/de/docs/limits.md": "D"}, {"/docs/limits/": "content/en/docs/limits"}),
        ("dendron", {"a.md": "[[the b|x.b]] [[dendron://vault/x.b#top]]", "x.b.md": "B"}, {"x.b": "x.b", "dendron://vault/x.b#top": "x.b"}),
        ("logseq", {"pages/a.md": "- [[x/b]] and [t]([[Big c]])", "pages/x___b.md": "- B", "pages/Big c.md": "- C"}, {"x/b": "pages/x___b", "Big c": "pages/Big c"}),
        ("denote", {"a.txt": "", "b.md": "[[denote:20220605T110001]]", "20220605T110001--green-tea__hot.md": "G"}, {"denote:20220605T110001": "20220605T110001--green-tea__hot"}),
        ("zk", {"a.md": "[[202103051200]]", "202103051200 Mate.md": "M"}, {"202103051200": "202103051200 Mate"}),
        ("docusaurus", {"docs/a.md": "[x](/docs/b) [y](./b.mdx)", "docs/b.mdx": "B"}, {"/docs/b": "docs/b", "./b.mdx": "docs/b"}),
    ],
)  # fmt: skip
def test_each_tool_names_articles_in_its_way(
    folder: Make, convention: str, files: Mapping[str, str], links: Mapping[str, str]
) -> None:
    place = folder(files)
    source = next(path for path, text in files.items() if "](" in text or "[[" in text)
    assert meant(place, source.rpartition(".")[0], convention=convention) == links


def test_links_follow_when_articles_come_change_and_go(folder: Make) -> None:
    place = folder({"a.md": "[[b]] [c](c.md) [[Other]]\n", "b.md": "B\n"})
    assert meant(place, "a") == {"b": "b", "c.md": "", "Other": ""}
    (place / "c.md").write_text("C\n")
    (place / "b.md").write_text("---\naliases: Other\n---\nB again\n")
    assert meant(place, "a") == {"b": "b", "c.md": "c", "Other": "b"}
    (place / "b.md").rename(place / "z.md")
    assert meant(place, "a") == {"b": "", "c.md": "c", "Other": "z"}
    with Library.open(place) as library:
        library.sync(rebuild=True)
    assert meant(place, "a") == {"b": "", "c.md": "c", "Other": "z"}


def test_backlinks_have_their_sentence_line_and_section(folder: Make) -> None:
    place = folder(
        {
            "a.md": "---\ntitle: A\n---\n# A\n\nFirst. See [[b|the *other*]] there. Last.\n",
            "b.md": "# B\n\n- [self](#b)\n- [a](a.md)\n",
            "c.md": "C\n",
        }
    )
    with Library.open(place) as library:
        (link,) = library.links("b", directions=["in"])
        assert (link.source.id, link.line, link.sentence) == ("a", 6, "See the other there.")
        assert link.section is not None
        assert link.section.slug == "a"
        assert [one.direction for one in library.links("b")] == ["out", "in"]
        assert library.links("c") == []
        with pytest.raises(ArticleNotFound):
            library.links("nope")


def test_queries_ask_for_links(folder: Make) -> None:
    place = folder(
        {"a.md": "tea [[b]] [[c]]\n", "b.md": "tea [[c]] [[b]]\n", "c.md": "coffee\n", "d.md": "tea\n"}
    )
    with Library.open(place) as library:

        def found(query: str) -> list[str]:
            return [entry.id for entry in library.articles(query)]

        assert found("links-to:c") == ["a", "b"]
        assert found("links-to:b") == ["a"]
        assert found("linked-from:a") == ["b", "c"]
        assert found("has:backlinks") == ["b", "c"]
        assert found("has:links tea") == ["a", "b"]
        assert found("-has:backlinks") == ["a", "d"]
        assert found("links-to:d") == []
        assert sorted(hit.entry.id for hit in library.search("tea links-to:c")) == ["a", "b"]
        with pytest.raises(ArticleNotFound):
            found("links-to:nope")


def test_the_command_prints_links_in_every_format(run: Run, folder: Make) -> None:
    place = folder({"a.md": "See [[b]] and [[no]].\n", "b.md": "# Tea\n\n[a](a.md)\n", "c.md": "C\n"})

    def printed(*args: str) -> str:
        done = run(*args, "-L", place)
        assert done.returncode == 0, done.stderr
        return done.stdout.decode()

    rows = printed("links", "a", "-f", "tsv").splitlines()
    assert rows == [
        "out\tb\t1\t\tb\tTea\tSee b and no.",
        "out\t\t1\t\tno\t\tSee b and no.",
        "in\tb\t3\ttea\ta.md\tTea\ta",
    ]
    assert printed("links", "a", "-f", "ids") == "b\n"
    assert printed("links", "a", "--in", "-f", "tsv").startswith("in\tb\t")
    schema = json.loads((PROJECT / "docs" / "schema" / "link-1.schema.json").read_text())
    both = json.loads(printed("links", "a", "-f", "json"))
    validate(both, schema)
    assert both[1]["target"] is None
    page = printed("links", "a", "-f", "rich")
    assert "2 links from it" in page
    assert "no: no article" in page
    assert printed("list", "--orphans", "-f", "ids") == "c\n"
    assert run("links", "c", "-L", place).returncode == 1


def test_exports_lead_to_the_article_that_is_meant(run: Run, folder: Make, tmp_path: Path) -> None:
    place = folder(
        {
            "a.md": "See [[Green tea#How to|it]] and [[gone]].\n",
            "x/Green tea.md": "# Green tea\n\n## How to\n\nBrew.\n",
        }
    )
    page = run("export", "--to", "html", "-L", place).stdout.decode()
    assert '<a href="#x-green-tea:how-to">it</a> and gone' in page
    assert run("export", "--to", "site", "-o", tmp_path / "site", "-L", place).returncode == 0
    assert 'href="x/Green%20tea.html#how-to"' in (tmp_path / "site" / "articles" / "a.html").read_text()
    (place / "x" / "Green tea.md").rename(place / "Green tea.md")
    assert run("export", "--to", "site", "-o", tmp_path / "site", "-L", place).returncode == 0
    assert 'href="Green%20tea.html#how-to"' in (tmp_path / "site" / "articles" / "a.html").read_text()


def test_a_name_may_end_as_a_file_does(folder: Make) -> None:
    place = folder(
        {
            "a.md": "[[Node.js]] [[x.markdown]] [[x]] [[v.tags#top]] [[no.png]] ![[no.canvas]]\n",
            "Node.js.md": "N\n",
            "x.markdown.md": "M\n",
            "x.md": "X\n",
            "deep/v.tags.md": "V\n",
        }
    )
    assert meant(place, "a") == {
        "Node.js": "Node.js",
        "x.markdown": "x.markdown.md",
        "x": "x",
        "v.tags#top": "deep/v.tags",
    }


def test_properties_link_as_the_text_does(folder: Make) -> None:
    place = folder(
        {
            "pages/Tea.md": "type:: [[Drink]]\ndescription:: Made of [[leaves|a leaf]]\ntags:: hot\n\n- Text\n",
            "pages/Drink.md": "alias:: term/drink, [[Beverage]]\n\n- Text\n",
            "pages/leaves.md": "- [[term/drink]] [[beverage]]\n",
            "pages/hot.md": "- Hot.\n",
        }
    )
    assert meant(place, "pages/Tea", convention="logseq") == {
        "Drink": "pages/Drink",
        "leaves": "pages/leaves",
        "hot": "pages/hot",
    }
    assert set(meant(place, "pages/leaves", convention="logseq").values()) == {"pages/Drink"}
    with Library.open(place, convention="logseq") as library:
        told = library.links("pages/leaves", directions=["in"])
    assert [(link.line, link.sentence) for link in told] == [(1, "description: Made of a leaf")]


def test_the_address_of_a_page_is_that_of_the_folder_and_day_in_it(folder: Make) -> None:
    place = folder(
        {
            "index.md": "Home\n",
            "cn/2021-03-05-green-tea.md": "[1](/en/2021/03/green-tea/) [2](/) [3](/2021/04/25/black-tea)\n",
            "en/2021-03-05-green-tea.md": "G\n",
            "en/2021-04-24-black-tea.md": "---\ndate: 2021-04-25\n---\nB\n",
            "_posts/2021-05-01-mate.md": "[4](/blog/mate/) [5](/tags/mate/)\n",
        }
    )
    found = meant(place, "cn/2021-03-05-green-tea", convention="jekyll")
    assert found["/en/2021/03/green-tea/"] == "en/2021-03-05-green-tea"
    assert found["/"] == "index"
    assert found["/2021/04/25/black-tea"] == "en/2021-04-24-black-tea"
    assert (
        meant(place, "_posts/2021-05-01-mate", convention="jekyll")["/blog/mate/"] == "_posts/2021-05-01-mate"
    )


def test_apps_for_notes_find_a_note_by_its_name_and_headings_by_their_words(folder: Make) -> None:
    place = folder(
        {
            "a/Tea.md": "[1](Green%20tea.md) [2](./Green%20tea.md) [[Green tea#**Hot** water]] [[Green tea#Cold]]"
            " [3]([[Green tea]]) [[Green tea#^pot]] ![[Green tea#hot-water,1:#*]]\n",
            "b/Green tea.md": "## **Hot** water\n\n![[pot.png]]^pot\n",
        }
    )
    found = meant(place, "a/Tea", convention="obsidian")
    assert (found["Green%20tea.md"], found["./Green%20tea.md"]) == ("b/Green tea", "")
    assert meant(place, "a/Tea", convention="mkdocs")["Green%20tea.md"] == ""
    with Library.open(place, convention="obsidian") as library:
        told = [one.message for one in library.check(select=["L"])]
    assert told == ["no article at ./Green tea.md", "no section Cold in Green tea"]


def test_the_name_of_a_note_stands_for_its_id(folder: Make) -> None:
    place = folder(
        {
            "a/Evergreen.md": "E\n",
            "Evergreen/x.md": "X\n",
            "b/Evergreen note.md": "N\n",
            "t.md": "---\ntitle: Of leaves\naliases: [Cha]\n---\nT\n",
        }
    )
    with Library.open(place) as library:
        named = [library.get(name).id for name in ("evergreen", "Of leaves", "cha", "t")]
        assert named == ["a/Evergreen", "t", "t", "t"]


def test_what_is_no_link_in_markdown_is_none(folder: Make) -> None:
    place = folder({"a.md": "Use \\[e\\](b.md) or [s](b x.md) or [y](b.md 'Tea').\n", "b.md": "B\n"})
    assert meant(place, "a") == {"b.md": "b"}


def test_pelican_writes_where_the_file_is(folder: Make) -> None:
    place = folder(
        {
            "content/a.md": "[x]({filename}b.md) [y]({filename}/sub/c.md)\n",
            "content/b.md": "B\n",
            "content/sub/c.md": "C\n",
        }
    )
    assert meant(place, "content/a", convention="pelican") == {
        "{filename}b.md": "content/b",
        "{filename}/sub/c.md": "content/sub/c",
    }


def test_an_index_that_is_made_anew_while_it_is_read_is_read_on(
    folder: Make, run: Run, tmp_path: Path
) -> None:
    place = folder({"a.md": "[[b]]\n", "b.md": "B\n"})
    site = tmp_path / "site"
    assert run("export", "--to", "site", "-o", site, "-L", place).returncode == 0
    (place / ".obsidian").mkdir()
    again = run("export", "--to", "site", "-o", site, "-L", place)
    assert again.returncode == 0, again.stderr


def test_links_of_an_article_without_a_name_are_resolved_too(folder: Make) -> None:
    place = folder({"tea.md": "# Tea\n"})
    with Library.open(place) as library:
        library.sync()
    (place / "-.md").write_text('---\ntitle: "-"\n---\n[[tea]]\n')
    assert meant(place, "-") == {"tea": "tea"}


def test_the_exact_spelling_of_a_name_counts_most(folder: Make) -> None:
    place = folder({"a.md": "[[straße]] [[STRASSE]]\n", "STRASSE.md": "1\n", "straße.md": "2\n"})
    assert meant(place, "a") == {"straße": "straße", "STRASSE": "STRASSE"}


def test_a_link_to_a_page_leads_to_its_top_whatever_its_headings_are(run: Run, folder: Make) -> None:
    place = folder({"a.md": "[two](two.md)\n", "two.md": "# Two\n\n## One\n\nx\n\n## 二\n\ny\n"})
    assert b'<a href="#two">two</a>' in run("export", "--to", "html", "-L", place).stdout
