"""reStructuredText, by docutils: its text as Markdown, fields and comments at its top as values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kratomcli.errors import ArticleUnreadable
from kratomcli.patterns import lazy_regex
from kratomcli.readers.conversion import Converted, missing
from kratomcli.readers.decoding import decode_clean

if TYPE_CHECKING:
    from docutils import nodes

_SETTINGS = {
    "_disable_config": True,
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "warning_stream": False,
    "report_level": 3,
    "halt_level": 5,
    "docinfo_xform": False,
    "sectnum_xform": False,
    "syntax_highlight": "none",
    "line_length_limit": 100_000,
    "input_encoding": "unicode",
}
_MOST_LEVELS = 200
"""Levels of indentation: more than docutils can read as blocks; those in code count for nothing there."""
_META = {"description": "summary", "keywords": "keywords", "author": "author", "date": "date"}
"""Names in `.. meta::` → keys of front matter."""
_NIKOLA = lazy_regex(r"([a-z_]+):[ \t]*(.*)", re.DOTALL)


def read_rst(data: bytes) -> Converted:
    """The text in the file `data`; see `conversion.FormatReader`."""
    source = decode_clean(data)
    if _levels(source.text) > _MOST_LEVELS:  # docutils needs much memory until it gives up
        raise ArticleUnreadable("reStructuredText that is nested too deeply")
    try:
        document = _document(source.text)
        return _converted(document, source.notes)
    except RecursionError as error:
        raise ArticleUnreadable("reStructuredText that is nested too deeply") from error


def _levels(text: str) -> int:
    """The most levels of indentation that are open at once."""
    opened = [0]
    most = 1
    for line in text.split("\n"):
        words = line.lstrip()
        if words:
            indent = len(line[: len(line) - len(words)].expandtabs(8))
            while opened[-1] > indent:
                opened.pop()
            if opened[-1] < indent:
                opened.append(indent)
                most = max(most, len(opened))
    return most


def _document(text: str) -> nodes.document:
    try:
        from docutils.core import publish_doctree
        from docutils.utils import SystemMessage
    except ImportError as error:
        raise missing(".rst") from error
    from kratomcli.readers.rst.extensions import make_known

    make_known(text)
    try:
        return publish_doctree(text, settings_overrides=_SETTINGS)
    except SystemMessage as error:
        raise ArticleUnreadable(f"reStructuredText that docutils can't read: {error}") from error


def _converted(document: nodes.document, notes: tuple[str, ...]) -> Converted:
    from docutils import nodes

    from kratomcli.readers.rst.body import RstBody

    values = _values(document)
    body = RstBody()
    title = document.next_node(nodes.title)
    has_title = title is not None and title.parent is document
    if has_title and title is not None:
        values.setdefault("title", title.astext())
    return Converted(body.insets.markdown_of(body.inner(document, 1 + has_title)), values, notes)


def _values(document: nodes.document) -> dict[str, object]:
    """What the fields and comments at the top say; the fields are taken out of the document."""
    from docutils import nodes

    values: dict[str, object] = {}
    for node in list(document.children):
        if isinstance(node, nodes.comment):
            if found := _NIKOLA.fullmatch(node.astext().strip()):
                values[found[1]] = found[2].strip()
        elif isinstance(node, nodes.field_list):
            values |= _fields(node)
            document.remove(node)
            break
        elif not isinstance(
            node, nodes.title | nodes.subtitle | nodes.target | nodes.substitution_definition
        ):
            break
    for node in document.findall(nodes.meta):
        if node.get("name") in _META:
            values.setdefault(_META[node["name"]], node.get("content", ""))
    for node in document.findall(nodes.comment):
        values |= node.get("values", {})
    return {key: value for key, value in values.items() if value}


def _fields(fields: nodes.Element) -> dict[str, object]:
    """Name in lower case → text, or the items of a list."""
    from docutils import nodes

    values: dict[str, object] = {}
    for field in fields.children:
        name, body = (child for child in field.children)
        items = [item.astext() for item in body.findall(nodes.list_item)]
        values[name.astext().lower()] = items or " ".join(body.astext().split())
    return values
