"""Short ways through python-markdown for what articles mostly are: plain paragraphs with a few links.

`take` sets a converter up so that it doesn't try what can't match. What it makes stays the same to
the byte: each way is taken only for text where the long one could come to nothing else. Where a new
version of python-markdown no longer calls what is replaced here, it is slower and just as right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from markdown.blockprocessors import ParagraphProcessor
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString, code_escape

if TYPE_CHECKING:
    from markdown import Markdown

_STAGES = {
    "html_block": ("<", "&"),
    "fenced_code_block": ("```", "~~~"),
    "attributes": ("{",),
    "unescape": ("\\",),
}
"""Stages of a conversion, and what the whole text must hold for them to have anything to do."""


class Source:
    """The text that is being converted."""

    text = ""


def take(converter: Markdown) -> Source:
    """Let the converter take short ways; set the `text` of what this gives before each conversion."""
    source = Source()
    for stages in (converter.preprocessors, converter.treeprocessors):
        for name in filter(stages.__contains__, _STAGES):
            stage: Any = stages[name]
            stage.run = _with_any(_STAGES[name], source, stage.run)
    converter.parser.blockprocessors.register(_Prose(converter.parser), "prose", 200)
    converter.treeprocessors.register(_Inline(converter), "inline", 20)
    # Asked several times of each element.
    converter.is_block_level = lru_cache(maxsize=256)(converter.is_block_level)  # type: ignore[method-assign]
    return source


def _with_any(signs: Sequence[str], source: Source, run: Any) -> Any:
    """The stage for texts that hold one of the signs; for others nothing."""
    return lambda given: run(given) if any(sign in source.text for sign in signs) else given


class _Prose(ParagraphProcessor):
    """A paragraph that no other block could be, seen by how its lines begin."""

    _START = r"""(?:\*{0,2}[^\W_]|["'(“‘«`]|\[[^\[\]\n^][^\[\]\n]*\]\()"""
    _LINES = re.compile(rf"(?!\d){_START}.*(?:\n{_START}.*)*+\Z")

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002  # python-markdown's
        return self._LINES.match(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        super().run(parent, blocks)
        while blocks and self._LINES.match(blocks[0]):
            super().run(parent, blocks)


_SIGNS = {
    "backtick": "`",
    "escape": "\\",
    "footnote": "[^",
    "reference": "[",
    "link": "[",
    "image_link": "![",
    "image_reference": "![",
    "short_reference": "[",
    "short_image_ref": "![",
    "autolink": "<",
    "automail": "<",
    "linebreak": "\n",
    "html": "<",
    "entity": "&",
    "bare link": "://",
    "deleted": "~~",
}
"""What a text must hold for a pattern to match; a pattern that isn't named here is always tried."""

_REFERENCES = {"reference", "image_reference", "short_reference", "short_image_ref"}
"""Patterns for links whose addresses stand elsewhere: without any such address they find nothing."""


class _Inline(InlineProcessor):
    """python-markdown's own, but that it tries only patterns whose sign is in the text.

    A text in which no two marks could meet is taken apart at once.
    """

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        self.stashed_nodes: dict[str, Element | str] = {}
        if not _taken_apart(tree):
            self._tried = self._to_try()
            super().run(tree, ancestors)
        return tree

    def _to_try(self) -> list[tuple[Any, str]]:
        patterns: Any = self.inlinePatterns
        signs = {id(patterns[name]): sign for name, sign in _SIGNS.items() if name in patterns}
        useless = () if self.md.references else [id(patterns[name]) for name in _REFERENCES]
        return [(each, signs.get(id(each), "")) for each in patterns if id(each) not in useless]

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        if isinstance(data, AtomicString):
            return data
        apply: Any = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]
        start = 0
        for index in range(patternIndex, len(self._tried)):
            pattern, sign = self._tried[index]
            matched = True
            while matched and sign in data:
                data, matched, start = apply(pattern, data, index, start)
            start = 0
        return data


_PLAIN = r"""(?:[^\\`*_\[\]<&!~:\n\x02\x03]++|:(?!//)|&(?![#\w])|!(?!\[)|~(?!~)|(?<!\ \ )\n|(?<=\w)_(?=\w))"""
"""Characters that are no mark, and those that would be one elsewhere."""

_ALL_PLAIN = re.compile(f"{_PLAIN}*+")
_PIECE = re.compile(
    rf"""(?P<plain>{_PLAIN}++)
    | `(?P<code>[^`\\\x02\x03]++)`(?!`)
    | (?<![^\s(])(?P<stars>\*\*?)(?=[^\s*])(?P<stressed>{_PLAIN}++)(?<!\s)(?P=stars)(?!\*)
    | \[(?P<label>{_PLAIN}++)\]\((?P<url>[^\s\\`\[\]<>()"'\x02\x03]++)\)""",
    re.VERBOSE,
)


def _taken_apart(tree: Element) -> bool:
    """Make elements of the marks in the tree's simple texts; whether that were all texts that it has."""
    complete = True
    for element in list(tree.iter()):
        text = element.text
        if text and type(text) is str:
            if _ALL_PLAIN.fullmatch(text):
                element.text = AtomicString(text)
            else:
                complete = _take_apart(element, text) and complete
        if element.tail and type(element.tail) is str:
            complete = complete and element.tail.isspace()
    return complete


def _take_apart(element: Element, text: str) -> bool:
    """Put text and elements in the place of an element's text; whether it was simple enough."""
    first: str | None = None
    inner: list[Element] = []
    end = 0
    for match in iter(_PIECE.scanner(text).match, None):  # type: ignore[attr-defined]  # as `re.Scanner` does
        end = match.end()
        kind = match.lastgroup
        piece = AtomicString(match[kind])
        if kind == "plain":
            if inner:
                inner[-1].tail = piece
            else:
                first = piece
            continue
        if kind == "code":
            made = Element("code")
            piece = AtomicString(code_escape(piece.strip()))
        elif kind == "stressed":
            made = Element("strong" if len(match["stars"]) == 2 else "em")
        else:
            made = Element("a", href=match["url"])
            piece = AtomicString(match["label"])
        made.text = piece
        inner.append(made)
    if end < len(text):
        return False
    element.text = first
    element[0:0] = inner
    return True
