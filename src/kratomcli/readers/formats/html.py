"""The reader of HTML: saved pages, and what generators of websites have in this form."""

from __future__ import annotations

from kratomcli.errors import ArticleUnreadable, NotAnArticle
from kratomcli.readers.conversion import Converted
from kratomcli.readers.front_matter import split
from kratomcli.readers.html.encoding import decoded
from kratomcli.readers.html.markdown import markdown_of
from kratomcli.readers.html.pages import read_page
from kratomcli.readers.html.templates import is_template


def read(data: bytes, path: str) -> Converted:  # noqa: ARG001
    """The article in a page; in a file with front matter all of the body, which is an article's alone.

    Raises ArticleUnreadable for data that is not text, broken front matter, and a page without text;
    NotAnArticle for a template.
    """
    source = decoded(data)
    if is_template(source.text):
        raise NotAnArticle("a template of pages")
    front = split(source.text)
    if front is None:
        return read_page(source.text, notes=source.notes)
    body = markdown_of(source.text[front.end :])
    if not body and not front.values:
        raise ArticleUnreadable("the page holds no text")
    return Converted(body, front.values, source.notes)
