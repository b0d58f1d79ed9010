"""Comments are for whoever edits an article: no search finds them, and no output but the source has them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kratomcli import Library
from kratomcli.export.contract import as_json, marked_as_json

COLLECTIONS = {
    "obsidian": (
        ".obsidian/app.json",
        "{}",
        "note.md",
        "Tea is %%hidden one%% green.\n\n%%\nhidden two\n\n# hidden heading\n%%\n\n"
        "<!-- hidden three -->\nAnd <!-- hidden --> black.\n",
    ),
    "jekyll": (
        "_config.yml",
        "title: x\n",
        "_posts/2021-03-05-note.md",
        "Tea is {% comment %}hidden one{% endcomment %} green.\n\n{% comment %}\nhidden two\n{% endcomment %}\n\n"
        "{::comment}\nhidden three\n{:/comment}\n\n[//]: # (hidden four)\n\nAnd <!-- hidden --> black.\n",
    ),
    "hugo": (
        "hugo.toml",
        "",
        "content/note.md",
        "Tea is {{% comment %}}hidden one{{% /comment %}} green.\n\n<!-- hidden\n\ntwo -->\n\n"
        "And <!-- hidden --> black.\n",
    ),
    "mdx": (
        "x.txt",
        "",
        "note.mdx",
        "Tea is {/* hidden one */} green.\n\n{/*\nhidden two\n*/}\n\nAnd {/* hidden */} black.\n",
    ),
    "nothing": (
        "x.txt",
        "",
        "note.md",
        "Tea is <!-- hidden --> green.\n\n[comment]: <> (hidden)\n\nAnd black.\n",
    ),
}


@pytest.mark.parametrize("tool", COLLECTIONS)
def test_comments_are_neither_found_nor_shown(tool: str, tmp_path: Path) -> None:
    sign, content, name, body = COLLECTIONS[tool]
    folder = tmp_path / "library"
    for file, text in ((sign, content), (name, f"---\ntitle: Tea note\n---\n{body}")):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text)
    with Library.open(folder, cache=tmp_path / "cache") as library:
        (entry,) = library.articles("title:note")
        article = library.get(entry.id)
        assert "hidden" in article.body
        for query in ("hidden", "hidd*", "hidn~", "=hidden", '"hidden two"', "section:hidden"):
            assert not list(library.articles(query)), query
        # What is before a comment is next to what is behind it, and the place is the one in the file.
        (hit,) = library.search('"tea is green"')
        ((start, end),) = hit.snippets[0].highlights
        assert (hit.snippets[0].text[start:end], hit.snippets[0].line) == ("Tea is green", 4)
        assert article.words == 5
        assert "hidden" not in json.dumps(as_json(article))
        marked = marked_as_json(article, library.highlighter("black"))
        ((start, end),) = marked["highlights"]  # type: ignore[misc]
        assert str(marked["body"])[start:end] == "black"


def test_what_only_looks_like_a_comment_is_text(tmp_path: Path) -> None:
    (tmp_path / "hugo.toml").write_text("")
    note = tmp_path / "content" / "note.md"
    note.parent.mkdir()
    note.write_text("A {{/* shown */}} b.\n\n`<!-- code -->`\n\n    <!-- indented -->\n\n50 %% and 60 %%.\n")
    with Library.open(tmp_path, cache=tmp_path / "cache") as library:
        for word in ("shown", "code", "indented", "60"):
            assert [entry.id for entry in library.articles(word)] == ["content/note"], word
