"""The library as Python users have it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from conftest import SEEDS
from kratomcli import Article, Entry, Library
from kratomcli.errors import AmbiguousId, ArticleNotFound, QueryError, UsageError
from kratomcli.export.contract import as_json, dumps

Make = Callable[[Mapping[str, str | bytes]], Library]


def test_the_readme_example_works() -> None:
    with Library.open(SEEDS) as library:
        assert library.sync().added == 5
        assert len(list(library.articles(sort="words:desc"))) == 5
        assert [entry.id[:3] for entry in library.articles("date:2021")] == ["004"]
        hit = library.search("withdrawal", limit=1)[0]
        assert hit.score > 0
        article = library.get(hit.entry.id)
        assert isinstance(article, Article)
        assert article.body


def test_an_entry_is_the_article_without_its_text(library: Make) -> None:
    one = library({"a.md": "---\ntitle: T\nlayout: post\ntags: [x, y\\z, 'q\"']\n---\n# H\n\ntext\n"})
    (entry,) = one.articles()
    article = one.get("a")
    assert type(entry) is Entry
    for name in Entry.part_names:
        assert getattr(entry, name) == getattr(article, name), name


def test_reading_by_ids_gives_what_the_files_hold_now(library: Make) -> None:
    files: dict[str, str | bytes] = {
        "a.md": "---\ntitle: T\nlayout: post\ntags: [x, y\\z, 'q\"']\nlang: de\n---\n# H\n\ntext\n\n## I\n",
        "b.txt": "One\n===\n\nText \x1b[31m of it.\n",
        "c.txt": "\ufeff# Markdown by another name\r\n\r\ntext".encode("utf-16-le"),
        "d.md": "caf\xe9, na\xefve, \x93quoted\x94".encode("latin-1"),
        "2021-03-05-e.markdown": "+++\ntitle = 'E'\n[more]\nx = [1, 2]\n+++\n\n\n\nbody",
    }
    one = library(files)
    ids = [entry.id for entry in one.articles()]
    assert len(ids) == 5
    assert list(one.read(ids)) == [one.get(id) for id in ids]
    assert [article.id for article in one.read(["d", "nowhere", "a", "d"])] == ["d", "a", "d"]
    folder = Path(one.get("a").path).parent
    (folder / "a.md").write_text("---\ntitle: Another, and longer\n---\nnew")
    (folder / "d.md").unlink()
    (article,) = one.read(["a", "d"])
    assert (article.title, article.body) == ("Another, and longer", "new")
    assert one.notices[-1].startswith("d can't be read")


def test_the_catalog_writes_the_same_json_as_the_exporters(library: Make) -> None:
    one = library(
        {
            "full.md": '---\ntitle: "T \\"q\\" é"\ndate: 2021-03-05\nupdated: 2022\ntags: [a, "b,c", "d\\\\e"]\n'
            "summary: S\nauthors: [X]\ndraft: true\nsource: https://e.org\nlang: en\nextra: {k: [1, 2.5, true, null]}\n"
            "flag: false\n---\nbody\n",
            "bare.txt": "Just words here\n",
        }
    )
    lines = list(one.lines("json"))
    assert [json.loads(line) for line in lines] == [as_json(entry) for entry in one.articles()]
    assert lines == [dumps(as_json(entry)) for entry in one.articles()]


def test_fields_may_be_front_matter_keys(library: Make) -> None:
    one = library(
        {"a.md": "---\nflag: true\nn: 3\nseries: {part: two}\nlist: [1, 2]\n---\nx\n", "b.md": "y\n"}
    )
    names = ["id", "flag", "n", "series.part", "list"]
    assert list(one.lines("tsv", names)) == ["a\ttrue\t3\ttwo\t[1,2]", "b\t\t\t\t"]
    assert json.loads(next(iter(one.lines("json", names)))) == {
        "id": "a",
        "flag": True,
        "n": 3,
        "series.part": "two",
        "list": [1, 2],
    }
    with pytest.raises(UsageError, match="no field 'missing'"):
        one.lines("tsv", ["id", "missing"])
    with pytest.raises(UsageError, match="no field 'missing'"):
        one.facet("missing")


def test_sorting_puts_the_unknown_last_and_ties_by_id(library: Make) -> None:
    one = library(
        {
            "c.md": "---\ndate: 2021\nrank: 2\n---\nx",
            "b.md": "---\ndate: 2020\nrank: 10\n---\nx",
            "a.md": "---\ndate: 2021\n---\nx",
            "d.md": "x",
        }
    )

    def order(sort: str | None) -> str:
        return "".join(entry.id for entry in one.articles(sort=sort))

    assert order(None) == order("id") == "abcd"
    assert order("id:desc") == "dcba"
    assert order("date") == "bacd"
    assert order("date:desc") == "acbd"
    assert order("rank") == "cbad"
    assert order("rank:desc") == "bcad"
    with pytest.raises(UsageError, match="sort"):
        order("body")


def test_limits_and_offsets_cut_any_listing(library: Make) -> None:
    one = library({f"{name}.md": f"{name} word" for name in "abcde"})
    assert [entry.id for entry in one.articles(limit=2, offset=1)] == ["b", "c"]
    assert [entry.id for entry in one.articles("word", sort="id:desc", limit=2, offset=3)] == ["b", "a"]


def test_ids_are_found_by_unique_beginnings_of_parts(library: Make) -> None:
    one = library({"2021/one_two-three.md": "x", "2022/other.md": "# Head\n\n## Inner\n\ny", "Case.md": "z"})
    for text in ("2021/one_two-three", "2021", "two", "thr", "TWO"):
        assert one.get(text).id == "2021/one_two-three"
    assert one.get("case").id == "Case"
    with pytest.raises(AmbiguousId) as ambiguous:
        one.get("o")
    assert ambiguous.value.candidates == ["2021/one_two-three", "2022/other"]
    for text in ("", "hree", "nothing", "%", "_"):
        with pytest.raises(ArticleNotFound):
            one.get(text)
    article, section = one.get_part("other#inn")
    assert section is not None
    assert (article.id, section.title) == ("2022/other", "Inner")
    with pytest.raises(ArticleNotFound, match="head"):
        one.get_part("other#nothing")


def test_an_id_that_is_whole_wins_over_those_it_shortens(library: Make) -> None:
    one = library({"a.md": "x", "ab.md": "y", "c#d.md": "z"})
    assert one.get("a").id == "a"
    assert one.get("c#d").body == "z"


def test_a_hit_says_where_it_matched(library: Make) -> None:
    one = library(
        {
            "body.md": "---\ntitle: Nothing\n---\n# Top\n\nFirst line.\n\n## Café\n\nThe naïve 🎉 walrus sings.\n",
            "title.md": "---\ntitle: The Walrus\n---\nelsewhere\n",
            "tag.md": "---\ntags: [walrus]\n---\nelsewhere\n",
        }
    )
    hits = {hit.entry.id: hit for hit in one.search("walrus")}
    assert {id: hit.matched for id, hit in hits.items()} == {"body": "body", "title": "title", "tag": "field"}
    (snippet,) = hits["body"].snippets
    assert [snippet.text[start:end] for start, end in snippet.highlights] == ["walrus"]
    assert (snippet.line, snippet.section and snippet.section.slug) == (10, "café")
    assert [hits["title"].entry.title[s:e] for s, e in hits["title"].title_highlights] == ["Walrus"]
    assert hits["title"].snippets == ()


def test_snippets_follow_an_edit_that_is_not_indexed_yet(library: Make, tmp_path: Path) -> None:
    one = library({"a.md": "walrus one\n"})
    assert one.search("walrus")[0].snippets[0].text == "walrus one"
    (tmp_path / "articles" / "a.md").write_text("---\ntitle: grown front matter\n---\n\nthe walrus two\n")
    (snippet,) = one.search("walrus")[0].snippets
    assert (snippet.text, snippet.line) == ("the walrus two", 5)


def test_equal_scores_go_by_date_and_then_by_id(library: Make) -> None:
    one = library(
        {
            name: f"---\ndate: {date}\n---\nsame words"
            for name, date in {"a.md": 2020, "b.md": 2022, "c.md": 2022}.items()
        }
    )
    assert [hit.entry.id for hit in one.search("words")] == ["b", "c", "a"]
    assert [hit.entry.id for hit in one.search("date:2020..", limit=2)] == ["b", "c"]
    assert [hit.entry.id for hit in one.search("words", sort="id:desc")] == ["c", "b", "a"]


def test_a_mistake_in_a_query_says_where(library: Make) -> None:
    one = library({"a.md": "---\nlayout: x\n---\n"})
    with pytest.raises(QueryError, match="layuot") as error:
        list(one.articles("x layuot:post"))
    assert error.value.span == (2, 8)
    assert "layout" in error.value.hint
