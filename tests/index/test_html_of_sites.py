"""HTML where a tool makes sites: articles are those with front matter; the rest are templates and results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kratomcli import Library
from support.indexes import ids

Make = Callable[[Mapping[str, str | bytes]], Path]

PAGE = "<!DOCTYPE html><html><head><title>Oolong</title></head><body><p>Half fermented tea.</p></body></html>"
FILES = {
    "_posts/2024-01-02-green.html": "---\ntitle: Green\ntags: leaf cup\n---\n<p>Green <em>tea</em>.</p>\n",
    "_case_studies/pot.html": "\ufeff---\r\ntitle: Pot\r\n---\r\n<p>A pot.</p>\n",
    "_layouts/post.html": "---\nlayout: base\n---\n<p>{{ content }} and more words</p>\n",
    "_includes/head.html": "<p>{% if page.title %}Many words{% endif %}</p>\n",
    "_site/green.html": PAGE,
    "old.html": PAGE,
    "moved.html": "---\nredirect: /green\n---\n<script>go()</script>\n",
    "blocks.html": "{% block main %}<p>Words</p>{% endblock %}\n",
}


def test_front_matter_makes_an_article_of_html(folder: Make) -> None:
    with Library.open(folder({"_config.yml": "title: Tea\n", **FILES})) as library:
        assert ids(library) == ["_case_studies/pot", "_posts/2024-01-02-green"]
        assert library.status().failures == []
        green = library.get("_posts/2024-01-02-green")
    assert (green.title, green.tags, green.date) == ("Green", ("leaf", "cup"), "2024-01-02")
    assert green.body == "Green *tea*."


@pytest.mark.parametrize("settings", [{}, {".obsidian/app.json": "{}"}])
def test_elsewhere_every_page_is_an_article(folder: Make, settings: Mapping[str, str]) -> None:
    with Library.open(folder({"old.html": PAGE, **settings})) as library:
        assert ids(library) == ["old"]
        assert library.get("old").title == "Oolong"


def test_templates_are_no_articles_where_no_tool_is_known(folder: Make) -> None:
    files = {
        "base.html": "{% extends 'site.html' %}{% block main %}<p>Some words.</p>{% endblock %}\n",
        "head.html": "<html><head><title>{{ title }}</title></head><body><p>Words</p></body></html>\n",
        "old.html": PAGE,
    }
    with Library.open(folder(files)) as library:
        assert ids(library) == ["old"]
        assert library.status().failures == []
