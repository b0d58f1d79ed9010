"""A document of docutils → HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape

from docutils import nodes

from kratomcli.patterns import lazy_regex
from kratomcli.readers.html.insets import Insets, without_marks

_ERROR = 3
_NAME = lazy_regex(r"[^\w-]+")

_SKIPPED: tuple[type[nodes.Node], ...] = (
    nodes.comment,
    nodes.substitution_definition,
    nodes.decoration,
    nodes.pending,
    nodes.raw,
    nodes.meta,
    nodes.docinfo,
    nodes.colspec,
)
_ELEMENTS: Mapping[type[nodes.Node], str] = {
    nodes.paragraph: "p",
    nodes.emphasis: "em",
    nodes.strong: "strong",
    nodes.title_reference: "em",
    nodes.superscript: "sup",
    nodes.subscript: "sub",
    nodes.bullet_list: "ul",
    nodes.definition_list: "dl",
    nodes.field_list: "dl",
    nodes.option_list: "dl",
    nodes.definition: "dd",
    nodes.description: "dd",
    nodes.field_body: "dd",
    nodes.field_name: "dt",
    nodes.term: "dt",
    nodes.table: "table",
    nodes.row: "tr",
    nodes.block_quote: "blockquote",
    nodes.sidebar: "blockquote",
    nodes.attribution: "p",
    nodes.caption: "p",
    nodes.rubric: "p",
}
"""Nodes that are an element of HTML with all that is in them."""


@dataclass(slots=True)
class RstBody:
    """Reads one document."""

    insets: Insets = field(default_factory=Insets)

    def html(self, node: nodes.Node, level: int = 1) -> str:
        """A node as HTML; the titles of its sections are of `level`."""
        if isinstance(node, nodes.Text):
            return escape(without_marks(node.astext()))
        if isinstance(node, _SKIPPED):
            return ""
        for kind in type(node).__mro__:
            if kind in _MAKERS:
                return _MAKERS[kind](self, node, level)
            if kind in _ELEMENTS:
                return f"<{_ELEMENTS[kind]}>{self.inner(node, level)}</{_ELEMENTS[kind]}>"
        return self.inner(node, level)

    def inner(self, node: nodes.Node, level: int = 1) -> str:
        """What is in a node as HTML."""
        return "".join(self.html(child, level) for child in node.children)

    def _section(self, node: nodes.Element, level: int) -> str:
        return self.inner(node, level + 1)

    def _title(self, node: nodes.Element, level: int) -> str:
        if isinstance(node.parent, nodes.section | nodes.document):
            level = min(level - 1, 6) if isinstance(node.parent, nodes.section) else 1
            return f"<h{level}>{self.inner(node)}</h{level}>"
        is_caption = isinstance(node.parent, nodes.table)
        return (
            f"<caption>{self.inner(node)}</caption>"
            if is_caption
            else f"<p><strong>{self.inner(node)}</strong></p>"
        )

    def _admonition(self, node: nodes.Element, level: int) -> str:
        title = ""
        children = list(node.children)
        if children and isinstance(children[0], nodes.title):
            title = without_marks(children.pop(0).astext())
        kind = "note" if isinstance(node, nodes.admonition) else type(node).__name__
        return self.insets.callout(kind, title, "".join(self.html(child, level) for child in children))

    def _container(self, node: nodes.Element, level: int) -> str:
        classes = node.get("classes", [])
        inner = self.inner(node, level)
        return self.insets.callout(classes[1], "", inner) if classes[:1] == ["callout"] else inner

    def _topic(self, node: nodes.Element, level: int) -> str:
        return "" if "contents" in node.get("classes", []) else self.inner(node, level)

    def _reference(self, node: nodes.Element, level: int) -> str:
        address = node.get("refuri", "")
        inner = self.inner(node, level)
        return f'<a href="{escape(without_marks(address))}">{inner}</a>' if address else inner

    def _image(self, node: nodes.Element, _: int) -> str:
        source, alt = (escape(without_marks(str(node.get(key, "")))) for key in ("uri", "alt"))
        return f'<img src="{source}" alt="{alt}">'

    def _note_reference(self, node: nodes.Element, _: int) -> str:
        return self.insets.reference(_label(node.astext()))

    def _note(self, node: nodes.Element, _: int) -> str:
        label = next((child for child in node.children if isinstance(child, nodes.label)), None)
        if label is None:
            return self.inner(node)
        inner = "".join(self.html(child) for child in node.children if child is not label)
        self.insets.add_note(_label(label.astext()), inner)
        return ""

    def _listing(self, node: nodes.Element, _: int) -> str:
        classes = [name for name in node.get("classes", []) if name != "code"]
        language = "python" if isinstance(node, nodes.doctest_block) else next(iter(classes), "")
        name = f' class="language-{escape(without_marks(language))}"' if language else ""
        return f"<pre><code{name}>{escape(without_marks(node.astext()))}\n</code></pre>"

    def _literal(self, node: nodes.Element, _: int) -> str:
        return f"<code>{escape(without_marks(node.astext()))}</code>"

    def _math(self, node: nodes.Element, _: int) -> str:
        is_block = isinstance(node, nodes.math_block)
        tex = self.insets.math(without_marks(node.astext()), is_block=is_block)
        return f"<p>{tex}</p>" if is_block else tex

    def _numbered(self, node: nodes.Element, level: int) -> str:
        return f'<ol start="{int(node.get("start", 1))}">{self.inner(node, level)}</ol>'

    def _list_item(self, node: nodes.Element, level: int) -> str:
        """An item; its text is no paragraph of its own if nothing but lists follow."""
        first, *rest = node.children or [None]
        if isinstance(first, nodes.paragraph) and all(isinstance(child, nodes.Sequential) for child in rest):
            html = self.inner(first) + "".join(self.html(child, level) for child in rest)
        else:
            html = self.inner(node, level)
        return f"<li>{html}</li>"

    def _lines(self, node: nodes.Element, _: int) -> str:
        if isinstance(node.parent, nodes.line_block):
            return "".join(self._line(child) for child in node.children)
        return f"<p>{''.join(self._line(child) for child in node.children)}</p>"

    def _line(self, node: nodes.Node) -> str:
        return self._lines(node, 1) if isinstance(node, nodes.line_block) else f"{self.inner(node)}<br>"

    def _item(self, node: nodes.Element, level: int) -> str:
        """A term and its definition; classifiers stand behind the term."""
        kinds = [child.astext() for child in node.children if isinstance(child, nodes.classifier)]
        behind = "".join(f" : {escape(without_marks(kind))}" for kind in kinds)
        html = "".join(
            self.html(child, level) for child in node.children if not isinstance(child, nodes.classifier)
        )
        return html.replace("</dt>", f"{behind}</dt>", 1) if behind else html

    def _options(self, node: nodes.Element, _: int) -> str:
        return f"<dt><code>{escape(', '.join(child.astext() for child in node.children))}</code></dt>"

    def _cell(self, node: nodes.Element, level: int) -> str:
        tag = "th" if isinstance(node.parent.parent, nodes.thead) else "td"
        wide = f' colspan="{int(node["morecols"]) + 1}"' if node.get("morecols") else ""
        return f"<{tag}{wide}>{self.inner(node, level)}</{tag}>"

    def _message(self, node: nodes.Element, _: int) -> str:
        """What docutils could not read, as it is written."""
        if node.get("level", 0) < _ERROR:
            return ""
        return "".join(
            self._listing(child, 1) for child in node.children if isinstance(child, nodes.literal_block)
        )


def _label(text: str) -> str:
    return _NAME.sub("-", text).strip("-") or "note"


_MAKERS: Mapping[type[nodes.Node], Callable[[RstBody, nodes.Element, int], str]] = {
    nodes.section: RstBody._section,
    nodes.title: RstBody._title,
    nodes.subtitle: lambda body, node, _: f"<p><em>{body.inner(node)}</em></p>",
    nodes.container: RstBody._container,
    nodes.topic: RstBody._topic,
    nodes.reference: RstBody._reference,
    nodes.image: RstBody._image,
    nodes.footnote_reference: RstBody._note_reference,
    nodes.citation_reference: RstBody._note_reference,
    nodes.footnote: RstBody._note,
    nodes.citation: RstBody._note,
    nodes.literal_block: RstBody._listing,
    nodes.doctest_block: RstBody._listing,
    nodes.literal: RstBody._literal,
    nodes.math: RstBody._math,
    nodes.math_block: RstBody._math,
    nodes.enumerated_list: RstBody._numbered,
    nodes.list_item: RstBody._list_item,
    nodes.line_block: RstBody._lines,
    nodes.definition_list_item: RstBody._item,
    nodes.option_group: RstBody._options,
    nodes.entry: RstBody._cell,
    nodes.transition: lambda _, __, ___: "<hr>",
    nodes.system_message: RstBody._message,
    **dict.fromkeys(
        (
            *(nodes.attention, nodes.caution, nodes.danger, nodes.error, nodes.hint, nodes.important),
            *(nodes.note, nodes.tip, nodes.warning, nodes.admonition),
        ),
        RstBody._admonition,
    ),
}
