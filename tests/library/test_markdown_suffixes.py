"""Files in Markdown of MDX, Quarto and R Markdown: listed, linked, shown and exported as articles."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Make, Run
from kratomcli import Library


@pytest.mark.parametrize("suffix", ["mdx", "MDX", "qmd", "Rmd"])
def test_a_file_is_an_article_by_its_suffix(folder: Make, suffix: str) -> None:
    place = folder({f"tea.{suffix}": "---\ntitle: Tea\n---\n\nSome *green* leaves.\n"})
    with Library.open(place) as library:
        assert [(one.id, one.title) for one in library.articles()] == [("tea", "Tea")]
        assert [hit.entry.id for hit in library.search("leaves")] == ["tea"]
        article = library.get(f"tea.{suffix}")
        assert (article.id, article.markup) == ("tea", "markdown")
        assert library.status().unread == {}


@pytest.mark.parametrize("suffix", ["mdx", "qmd", "Rmd"])
def test_links_to_it_are_alive_and_others_told(folder: Make, suffix: str) -> None:
    place = folder(
        {
            "one.md": f"# One\n\nSee [tea](two.{suffix}), [tea](two) and [coffee](gone.{suffix}).\n",
            f"two.{suffix}": "# Two\n\nBack to [one](one.md).\n",
        }
    )
    with Library.open(place) as library:
        told = [finding.message for finding in library.check(select=["L001"])]
    assert [f"gone.{suffix}" in message for message in told] == [True]


@pytest.mark.parametrize("suffix", ["mdx", "qmd", "Rmd"])
def test_a_site_links_to_its_page(folder: Make, run: Run, tmp_path: Path, suffix: str) -> None:
    place = folder({"one.md": f"# One\n\nSee [tea](two.{suffix}).\n", f"two.{suffix}": "# Two\n\nTea.\n"})
    assert run("export", "--to", "site", "-o", tmp_path / "site", "-L", place).returncode == 0
    [page] = [
        text
        for one in (tmp_path / "site").rglob("*.html")
        if "See <a" in (text := one.read_text()) and ">tea</a>" in text
    ]
    assert f".{suffix}" not in page
