"""HTML files of generators: which are templates, and which have a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kratomcli.readers.html.templates import is_template

WORDS = "Water that has just boiled is too hot for green leaves, which turn bitter above eighty degrees. " * 3

TEMPLATES = {
    "a layout of Jekyll": "---\nlayout: base\n---\n<!DOCTYPE html><html><head><title>{{ page.title }}</title></head><body>{{ content }}</body></html>",
    "a page of PHP": f"<?php require 'top.php'; ?>\n<!DOCTYPE html><html><head><title>x</title></head><body><p>{WORDS}</p></body></html>",
    "a head with a mark of PHP": f"<html><head><title><?php echo $t ?></title></head><body>{WORDS}</body></html>",
    "ERB": "<!DOCTYPE html><html><head><title><%= yield :title %></title></head><body><%= yield %></body></html>",
    "a layout of Hugo": '{{ define "main" }}<article><h1>{{ .Title }}</h1>{{ .Content }}</article>{{ end }}',
    "a part of Hugo": '<footer>{{ partial "social.html" . }} &copy; {{ now.Year }}</footer>',
    "Jinja": "{% extends 'base.html' %}{% block body %}<ul>{% for a in b %}<li>{{ a }}</li>{% endfor %}</ul>{% endblock %}",
    "an include": "<nav>{% for link in site.links %}<a href='{{ link.url }}'>{{ link.name }}</a>{% endfor %}</nav>",
    "a start page that lists": "---\nlayout: default\ntitle: Home\n---\n<h1>Posts</h1><ul>{% for post in site.posts %}<li>{{ post.title }}</li>{% endfor %}</ul>",
    "Handlebars": "<html><head>{{> head}}</head><body>{{{body}}}</body></html>",
}  # fmt: skip
ARTICLES = {
    "a page": f"<!DOCTYPE html><html><head><title>x</title></head><body>{WORDS}</body></html>",
    "a post with a mark in it": f"---\nlayout: post\ntitle: x\n---\n<p>{WORDS} <a href='{{{{ site.url }}}}/a'>a</a></p>{{% include b %}}",
    "a page about templates": f"<html><head><title>x</title></head><body>{WORDS}<pre>{{% extends 'base' %}}</pre><p>Write {{{{ name }}}}.</p></body></html>",
    "a page with a template for scripts": f"<html><head><script type=text/template><b><%= name %></b>{{{{ x }}}}</script></head><body>{WORDS}</body></html>",
    "a line": "<p>Soon here.</p>",
    "nothing": "",
    "a comment above": f"<!-- {{{{ no }}}} --><!DOCTYPE html><html><head></head><body>{WORDS}</body></html>",
}  # fmt: skip


@pytest.mark.parametrize("kind", TEMPLATES)
def test_templates(kind: str) -> None:
    assert is_template(TEMPLATES[kind])


@pytest.mark.parametrize("kind", ARTICLES)
def test_articles(kind: str) -> None:
    assert not is_template(ARTICLES[kind])


@given(
    st.lists(st.sampled_from(["{{", "}}", "{%", "<%", "<?php", "<head>", "<!--", "---\n", "<script>", "a b"]))
)
def test_any_text_is_one_or_none(pieces: list[str]) -> None:
    assert is_template("".join(pieces)) in (True, False)
