"""The state of the editor Lexical, which notes and posts are kept in, as HTML."""

from __future__ import annotations

from html import escape

from kratomcli.importers.html.rewriting import TASK
from kratomcli.importers.sources.json_values import object_in, objects_in, text_in

_DEEPEST = 100
_FORMATS = (
    (1, "strong"),
    (2, "em"),
    (4, "del"),
    (8, "u"),
    (16, "code"),
    (32, "sub"),
    (64, "sup"),
    (128, "mark"),
)
_TAGS = {
    "paragraph": "p",
    "quote": "blockquote",
    "aside": "blockquote",
    "table": "table",
    "tablerow": "tr",
    "collapsible-container": "details",
    "collapsible-title": "summary",
}


def html_of_lexical(state: object) -> str:
    """A whole state, or a node of it; elements deeper than 100 within each other are left out."""
    return _html(object_in(object_in(state).get("root", state)), 0)


def _html(node: dict[str, object], depth: int) -> str:
    if depth > _DEEPEST:
        return ""
    kind = text_in(node.get("type")).removeprefix("extended-")  # Ghost's
    if kind in ("text", "code-highlight"):
        return _text(node)
    if kind == "linebreak":
        return "<br>"
    if kind == "horizontalrule":
        return "<hr>"
    inner = "".join(_html(child, depth + 1) for child in objects_in(node.get("children")))
    return _element(kind, node, inner)


def _text(node: dict[str, object]) -> str:
    html = escape(text_in(node.get("text")))
    format = node.get("format")
    if node.get("type") != "code-highlight" and isinstance(format, int):
        for bit, tag in _FORMATS:
            if format & bit:
                html = f"<{tag}>{html}</{tag}>"
    return html


def _element(kind: str, node: dict[str, object], inner: str) -> str:
    if kind == "heading":
        tag = text_in(node.get("tag"))
        return f"<{tag}>{inner}</{tag}>" if tag in ("h1", "h2", "h3", "h4", "h5", "h6") else f"<p>{inner}</p>"
    if kind in ("link", "autolink", "at-link"):
        return f'<a href="{escape(text_in(node.get("url")))}">{inner}</a>'
    if kind == "list":
        is_numbered = node.get("listType") == "number" or node.get("tag") == "ol"
        tag = "ol" if is_numbered else "ul"
        return f"<{tag}>{inner}</{tag}>"
    if kind == "listitem":
        box = TASK[node["checked"] is True] if "checked" in node else ""
        return f"<li>{box}{inner}</li>"
    if kind == "code":
        language = escape(text_in(node.get("language")))
        return f'<pre><code class="language-{language}">{inner.replace("<br>", chr(10))}</code></pre>'
    if kind == "tablecell":
        tag = "th" if node.get("headerState") else "td"
        return f"<{tag}>{inner}</{tag}>"
    tag = _TAGS.get(kind, "")
    return f"<{tag}>{inner}</{tag}>" if tag else inner
