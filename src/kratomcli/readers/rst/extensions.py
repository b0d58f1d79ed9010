"""Directives and roles that docutils does not know, Sphinx's above all: what becomes of their words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from docutils import nodes
from docutils.parsers.rst import Directive, directives, roles
from docutils.parsers.rst.languages import en

from kratomcli.patterns import lazy_regex

_MOST = 500  # names of one file that are made known; nobody uses a tenth of that

_DIRECTIVES = lazy_regex(r"^[ \t>|*+-]*\.\. (?:\|[^|\n]+\| )?([A-Za-z][\w:+.-]*?) ?::(?:\s|$)", re.MULTILINE)
_ROLES = lazy_regex(r":([A-Za-z][\w:+.-]{0,60}?):`|`:([A-Za-z][\w:+.-]{0,60}?):")

VALUES = frozenset(("author", "categories", "tags", "post"))
"""Directives of Tinkerer and ABlog that are metadata."""
CALLOUTS = frozenset(("seealso", "todo", "warn", "info", "question", "example", "details", "dropdown"))
_CODE = frozenset(
    (
        *(
            "code",
            "code-block",
            "sourcecode",
            "highlight-block",
            "ipython",
            "prompt",
            "testcode",
            "testoutput",
        ),
        *("doctest", "productionlist", "graphviz", "mermaid", "plantuml", "uml", "digraph", "graph", "tikz"),
        *("jupyter-execute", "pyodide", "parsed-code", "terminal", "command-output"),
    )
)
_VERSIONS = {
    "versionadded": "New in version",
    "versionchanged": "Changed in version",
    "versionremoved": "Removed in version",
    "deprecated": "Deprecated since version",
}
_DROPPED = frozenset(
    (
        *("index", "currentmodule", "module", "highlight", "tabularcolumns", "raw", "include", "contents"),
        *("sectnum", "section-numbering", "header", "footer", "target-notes", "literalinclude"),
        *(
            "automodule",
            "autosummary",
            "listing",
            "gallery",
            "youtube",
            "vimeo",
            "more",
            "comments",
            "slides",
        ),
        *("post-list", "chart", "plot", "disqus", "update", "bibliography"),
    )
)
_NAMED = frozenset(
    (
        *("grid", "grid-item", "tab-set", "tabs", "panels", "only", "hlist", "glossary", "cssclass"),
        *("rst-class", "class"),
    )
)
"""Directives whose arguments are no words of the text."""
_DESCRIBED = frozenset(
    (
        *("function", "method", "attribute", "data", "exception", "describe", "object", "envvar", "option"),
        *("confval", "cmdoption", "decorator", "staticmethod", "classmethod", "property", "type", "macro"),
        *("var", "member", "opcode", "pdbcommand", "setting", "rst:directive", "struct", "enum", "program"),
    )
)
"""Directives whose arguments are code: what is described below them."""
_ONLY_SPHINXS = frozenset(("code", "code-block", "sourcecode", "math", "class", "rst-class"))
"""Directives that docutils has, with fewer options than Sphinx."""

_LITERAL = frozenset(
    (
        *("file", "command", "program", "option", "envvar", "kbd", "samp", "regexp", "makevar", "mimetype"),
        *("func", "class", "mod", "meth", "attr", "data", "exc", "obj", "const", "module", "macro", "type"),
        *("member", "var", "keyword", "token", "dir", "function", "method", "py", "c", "cpp", "js", "rst"),
    )
)
_PLAIN_SIGNS = {"guilabel": ("&", ""), "menuselection": ("-->", "▸")}


class _AnyOption(dict[str, Callable[[str | None], str]]):
    """Options of any name, as text."""

    def __missing__(self, key: str) -> Callable[[str | None], str]:
        return lambda text: text or ""


class AnyDirective(Directive):  # type: ignore[misc]
    """A directive that docutils does not know: its argument and content stay, as what its name says."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec = _AnyOption({"class": lambda text: text or ""})

    def run(self) -> list[nodes.Node]:
        name = self.name.lower().rpartition(":")[2]
        argument = self.arguments[0] if self.arguments else ""
        if name in _DROPPED or name.startswith("auto"):
            return []
        if name in VALUES:
            key = "date" if name == "post" else name
            return [nodes.comment("", "", values={key: argument, **self.options})]
        if name == "math":
            text = "\n".join((argument, *self.content)).strip()
            return [nodes.math_block(text, text)]
        if name == "toctree":
            return self._contents()
        if name in _CODE:
            return [_code(self.content, argument)]
        if name in _VERSIONS:
            version, _, rest = argument.partition("\n")
            return self._parsed(f"{_VERSIONS[name]} {version}: {' '.join(rest.split())}".rstrip(": "))
        if name in CALLOUTS:
            callout = nodes.container("", classes=["callout", name])
            callout += self._parsed(argument)
            return [callout]
        if name in _DESCRIBED or (name == "class" and "(" in argument):
            described = (nodes.paragraph("", "", nodes.literal("", line)) for line in argument.split("\n"))
            return [*described, *self._parsed("")]
        return self._parsed("" if name in _NAMED else argument)

    def _parsed(self, argument: str) -> list[nodes.Node]:
        """The argument as a paragraph, and the content."""
        top = nodes.container()
        if argument.strip():
            words, _ = self.state.inline_text(" ".join(argument.split()), self.lineno)
            top += nodes.paragraph("", "", *words)
        self.state.nested_parse(self.content, self.content_offset, top, match_titles=1)
        return list(top.children)

    def _contents(self) -> list[nodes.Node]:
        """The entries of a table of contents as links, unless it is hidden."""
        links = nodes.bullet_list()
        for line in () if "hidden" in self.options else self.content:
            title, target = _titled(line.strip())
            if target and target != "self" and "*" not in target:
                link = nodes.reference("", title, refuri=_document(target))
                links += nodes.list_item("", nodes.paragraph("", "", link))
        return [links] if links.children else []


def _code(lines: Sequence[str], language: str) -> nodes.literal_block:
    text = "\n".join(lines)
    return nodes.literal_block(text, text, classes=["code", language.strip()] if language.strip() else [])


def _titled(text: str) -> tuple[str, str]:
    """The title and the target of `Title <target>`; of anything else itself, twice."""
    title, sign, target = text.removesuffix(">").rpartition("<")
    is_titled = sign and text.endswith(">") and title.strip() and target
    return (title.strip(), target) if is_titled else (text, text)


def _document(name: str) -> str:
    """The file of a document of Sphinx; addresses stay."""
    return name if "://" in name or name.endswith((".rst", ".md", ".txt")) else f"{name}.rst"


def _any_role(
    name: str,
    rawtext: str,
    text: str,
    *_: object,
    **more: object,  # noqa: ARG001
) -> tuple[list[nodes.Node], list[nodes.Node]]:
    """The words of a role that docutils does not know."""
    text = text.replace("\0", "")
    title, target = _titled(text)
    first, __, last = name.lower().partition(":")
    last = last or first
    if last == "doc":
        return [nodes.reference(rawtext, title, refuri=_document(target.strip()))], []
    if last in _PLAIN_SIGNS:
        sign, shown = _PLAIN_SIGNS[last]
        return [nodes.Text(title.replace(sign, shown))], []
    if last in _LITERAL or first in _LITERAL:
        title = title.lstrip("!")
        title = title.rpartition(".")[2] if title.startswith("~") else title
        return [nodes.literal(rawtext, title)], []
    return [nodes.Text(title)], []


def make_known(text: str) -> None:
    """Register what reads the directives and roles in a text that docutils does not know."""
    for name in list(dict.fromkeys(found.lower() for found in _DIRECTIVES.findall(text)))[:_MOST]:
        if name in _DROPPED or name in _ONLY_SPHINXS or name not in en.directives:
            directives.register_directive(name, AnyDirective)
    for name in list(dict.fromkeys((one or two).lower() for one, two in _ROLES.findall(text)))[:_MOST]:
        if name == "index" or name not in en.roles:
            roles.register_local_role(name, _any_role)
