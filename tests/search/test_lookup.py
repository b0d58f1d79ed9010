"""Which article a name means: an id, the beginning of one, a file as seen from here or from the library."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from kratomcli import Library
from kratomcli.catalog.catalog import Catalog
from kratomcli.catalog.schema import TextLocation
from kratomcli.catalog.writer import CatalogWriter
from kratomcli.errors import AmbiguousId, ArticleNotFound, ArticleUnreadable
from kratomcli.model.article import Article
from kratomcli.search.lookup import resolve

Make = Callable[[Mapping[str, str | bytes]], Library]
Folder = Callable[[Mapping[str, str | bytes]], Path]


def test_a_file_is_named_by_its_whole_name_though_others_share_its_beginning(library: Make) -> None:
    one = library({"tea.md": "a\n", "tea.txt": "b\n", "tea.markdown": "c\n", "LOUD.MD": "d\n"})
    for name in ("tea.md", "tea.txt", "tea.markdown", "LOUD.MD"):
        assert Path(one.get(f"./{name}").path).name == name
        assert Path(one.get(str(Path(one.status().folders[0]) / name)).path).name == name
    with pytest.raises(ArticleNotFound):
        one.get("./tea")  # no file of this name


def test_a_file_in_this_folder_is_none_in_another(library: Make) -> None:
    one = library({"sub/green.md": "x\n", "sub/index.md": "y\n"})
    with pytest.raises(ArticleNotFound) as none:
        one.get("./green.md")
    assert none.value.message == "no article './green.md'"
    with pytest.raises(ArticleNotFound):
        one.get("green.md")
    assert one.get("sub/index.md").id == "sub"


def test_a_name_that_another_file_has_as_its_id_is_still_its_own(library: Make) -> None:
    one = library({"tea.md": "the tea\n", "tea.md.txt": "about the file\n"})
    assert one.get("tea.md.txt").body == "about the file"
    assert one.get("./tea.md").body.strip() == "the tea"
    assert one.get("./tea.md.txt").body == "about the file"


def test_a_file_of_several_folders_is_seen_from_each(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    place = folder({"one/a.md": "one a\n", "two/a.md": "two a\n", "two/b.md": "two b\n"})
    with Library.open(place / "one", place / "two") as both:
        assert both.get(str(place / "two" / "a.md")).body.strip() == "two a"
        assert both.get(str(place / "one" / "a.md")).body.strip() == "one a"
        assert both.get("two/b.md").body.strip() == "two b"
        monkeypatch.chdir(place / "two")
        assert both.get("a.md").body.strip() == "two a"
        assert both.get("../one/a.md").body.strip() == "one a"
        monkeypatch.chdir(place)
        with pytest.raises(ArticleNotFound):
            both.get("../b.md")


def test_a_file_without_a_known_ending_is_no_name(library: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    one = library({"sub/tea.md": "x\n"})
    monkeypatch.chdir(Path(one.status().folders[0]) / "sub")
    assert one.get("tea.md").id == "sub/tea"
    for name in ("./tea", "tea.rst", "./tea.md.bak"):
        with pytest.raises(ArticleNotFound):
            one.get(name)


def test_a_section_of_what_fits_many_articles_is_none(library: Make) -> None:
    one = library({f"a{n:02}.md": "# Intro\n\nx\n" for n in range(25)})
    with pytest.raises(AmbiguousId) as many:
        one.get_part("a#intro")
    assert many.value.message == "'a' fits 20 or more articles"
    assert many.value.candidates == [f"a{n:02}" for n in range(20)]
    with pytest.raises(ArticleNotFound) as none:
        one.get_part("b#intro")
    assert none.value.message == "no article 'b'"
    article, section = one.get_part("a07#int")
    assert (article.id, section and section.slug) == ("a07", "intro")


def test_exactly_twenty_articles_are_not_more(library: Make) -> None:
    one = library({f"a{n:02}.md": "x\n" for n in range(20)})
    with pytest.raises(AmbiguousId) as many:
        one.get("a")
    assert many.value.message == "'a' fits 20 articles"
    assert len(many.value.candidates) == 20


def test_of_several_files_that_can_not_be_read_the_one_that_was_named_is_told(library: Make) -> None:
    broken = "---\ntags: [\n---\n"
    one = library({"a.md": broken, "sub/b.md": "---\n\n" + broken[4:], "c.md": "fine\n"})
    told = {}
    for name in ("a", "a.md", "sub/b", "sub/b.md"):
        with pytest.raises(ArticleUnreadable) as caught:
            one.get(name)
        assert caught.value.hint == "Mend the file."
        told[name] = (caught.value.message.partition(": ")[0], caught.value.line)
    assert told["a"] == told["a.md"]
    assert told["sub/b"] == told["sub/b.md"]
    assert {place.partition(",")[0] for place, _ in told.values()} == {"a.md", "sub/b.md"}
    assert all(place.endswith(f", line {line}") for place, line in told.values())
    with pytest.raises(ArticleNotFound):
        one.get("b.md")


def test_a_file_named_exactly_that_can_not_be_read_counts_before_parts_of_others(library: Make) -> None:
    one = library({"rec.md": "---\ntags: [\n---\n", "record.md": "x\n", "sub/recipe.md": "x\n"})
    with pytest.raises(ArticleUnreadable):
        one.get("rec")
    with pytest.raises(AmbiguousId):
        one.get("rec"[:2])


def test_a_file_that_fails_as_a_whole_has_no_line(folder: Folder) -> None:
    with Library.open(folder({"big.md": "x" * 2000, "a.md": "x\n"}), max_file_size=1000) as one:
        with pytest.raises(ArticleUnreadable) as caught:
            one.get("big")
        (failure,) = one.status().failures
    assert (failure.path, failure.line, caught.value.line) == ("big.md", 0, 0)
    assert caught.value.message == f"big.md: {failure.reason}"


def test_a_library_may_be_the_root_of_all_files() -> None:
    with closing(Catalog(None, [("", "/")])) as catalog:
        article = Article(id="x/a", path="/x/a.md", title="A", body="a", markup="markdown")
        CatalogWriter(catalog).put(1, article, b"", TextLocation("x/a.md", None, 1, 1, "utf-8", 0), None)
        assert resolve(catalog, "/x/a.md") == (1, "x/a", None)
        with pytest.raises(ArticleNotFound):
            resolve(catalog, "/y/x/a.md")


def test_a_number_sign_in_a_file_or_folder_is_part_of_its_name(library: Make) -> None:
    one = library({"C#.md": "# See sharp\n\n## Intro\n", "C.md": "# Cee\n", "d#1/x.md": "# In a folder\n"})
    place = Path(one.status().folders[0])
    for reference, id in {
        "C#": "C#",
        "C#.md": "C#",
        str(place / "C#.md"): "C#",
        str(place / "d#1/x.md"): "d#1/x",
    }.items():
        assert one.get_part(reference) == (one.get(id), None)
    for reference in ("C##intro", "C#.md#intro"):
        article, section = one.get_part(reference)
        assert section
        assert (article.id, section.title) == ("C#", "Intro")


def test_of_many_sections_the_nearest_are_named(library: Make) -> None:
    one = library({"book.md": "".join(f"## Page {number}\n\nTea.\n\n" for number in range(1, 3001))})
    with pytest.raises(ArticleNotFound) as none:
        one.get_part("book#page-99999")
    assert none.value.hint.startswith("It has book#page-999")
    assert "and 2,995 more" in none.value.hint
    assert len(none.value.hint) < 200
    with pytest.raises(AmbiguousId) as several:
        one.get_part("book#pag")
    assert several.value.message == "'book#pag' fits 3,000 sections"
    assert len(several.value.candidates) == 20
