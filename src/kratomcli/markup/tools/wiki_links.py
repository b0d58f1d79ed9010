"""Links of wikis, [[page]], and embeds, ![[picture.png]]: as Markdown links with addresses of their own.

Where such an address leads is known only where all articles are: `wiki:` and the target as it was written,
percent-encoded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kratomcli.markup.tools.pieces import Piece, Source, escaped
from kratomcli.markup.tools.syntaxes import GUESS
from kratomcli.patterns import lazy_regex

SCHEME = "wiki:"
"""What the address of such a link begins with, in Markdown and HTML that are not yet an output."""

_LINK = lazy_regex(
    r"(?<!\\)(?P<sign>[!#])?\[\[(?P<first>[^\[\]|\n]*+)(?:\|(?P<second>[^\[\]\n]*+))?\]\](?P<behind>[(\[]?)"
    r"|(?<=\])\(\[\[(?P<address>[^\[\]|\n]++)\]\]\)"
)
_DEFINITION = lazy_regex(r"^ {0,3}\[((?:[^\[\]\n]++|\[[^\[\]\n]*+\])*+)\]:", re.MULTILINE)
_PICTURE = lazy_regex(r"\.(?:avif|bmp|gif|jpe?g|png|svg|webp)$", re.IGNORECASE)
_SIZE = lazy_regex(r"\|?\s*(\d{1,4})(?:x(\d{1,4}))?\s*$")
_OWN_WORDS = lazy_regex(r"[^\w\s./-]|_")


def address(target: str) -> str:
    """The address of a link to `target`, as it was written between the brackets."""
    from urllib.parse import quote

    return SCHEME + quote(target, safe="/#")


def target_of(address: str) -> str:
    """The target that `address` was made of; "" for an address of another kind."""
    from urllib.parse import unquote

    return unquote(address.removeprefix(SCHEME)) if address.startswith(SCHEME) else ""


def wiki_links(source: Source) -> Iterator[Piece]:
    """Each link and embed between double brackets."""
    for found in _links(source):
        if found["address"]:
            yield Piece(*found.span(), f"(<{address(found['address'].strip())}>)")
        else:
            yield _link(found, source)


def addresses(source: Source) -> Iterator[tuple[int, str]]:
    """(offset, address) of each of them but pictures, and links within the page."""
    for found in _links(source):
        target = (found["address"] or _target(found, source)).strip()
        if target and target[0] != "#" and not _PICTURE.search(target.partition("#")[0]):
            yield found.start(), address(target)


def _links(source: Source) -> Iterator[re.Match[str]]:
    is_guess = GUESS in source.syntaxes
    labels = {_label(each[1]) for each in _DEFINITION.finditer(source.text)} if is_guess else set()
    for found in _LINK.finditer(source.text):
        if found["address"] or not is_guess or _is_clear(found, labels):
            yield found


def _has_label_first(found: re.Match[str], source: Source) -> bool:
    return "label-first" in source.syntaxes and found["second"] is not None


def _target(found: re.Match[str], source: Source) -> str:
    text: str = found["second" if _has_label_first(found, source) else "first"]
    return text.rstrip("\\").strip()


def _is_clear(found: re.Match[str], labels: set[str]) -> bool:
    """Whether it is a link for sure, where no tool is known: neither a reference nor a test in a shell."""
    text = found.string
    return (
        not found["behind"]
        and found["first"][:1].strip() != ""
        and text[found.start() - 1 : found.start()] not in ("[", "!")
        and text[found.end() : found.end() + 1] != "]"
        and not labels & {_label(found["first"]), f"[{_label(found['first'])}]"}
    )


def _label(text: str) -> str:
    return " ".join(text.casefold().split())


def _link(found: re.Match[str], source: Source) -> Piece:
    end = found.end() - len(found["behind"])
    start = (
        found.start() if found["sign"] != "#" or "block-references" in source.syntaxes else found.start() + 1
    )
    has_label_first = _has_label_first(found, source)
    target_group, label_group = ("second", "first") if has_label_first else ("first", "second")
    target = _target(found, source)
    label = found.span(label_group) if (found[label_group] or "").strip() else _shown(found, target_group)
    if has_label_first:
        label = label[0], label[0] + len(source.body[slice(*label)].rstrip("\\"))
    if found["sign"] == "!" and _PICTURE.search(target.partition("#")[0]):
        return Piece(start, end, _picture(target, found["second"] or ""))
    words = source.body[slice(*label)].strip()
    if not (found[label_group] or "").strip():
        words = _named(words)
    if not target:
        return Piece(start, end, words, label)
    return Piece(start, end, f"[{words}](<{address(target)}>)" if words else "", label)


def _shown(found: re.Match[str], group: str) -> tuple[int, int]:
    """The range of a target that is shown: without the name of a block (#^name)."""
    start, end = found.span(group)
    block = found[group].find("#^")
    return start, start + block if block > 0 else end


def _named(target: str) -> str:
    """The words for a link that has none of its own: page, heading and what is below it."""
    return " > ".join(escaped(part.strip()) for part in target.rstrip("\\").split("#") if part.strip())


def _picture(target: str, label: str) -> str:
    """The Markdown for an embedded picture; a label may be its description, its size in pixels, or both."""
    size = _SIZE.search(label)
    label = label[: size.start()] if size else label
    alt = escaped(label.strip() or target.rpartition("/")[2])
    attributes = ""
    if size:
        height = f' height="{size[2]}"' if size[2] else ""
        attributes = f'{{: width="{size[1]}"{height}}}'
    return f"![{alt}](<{address(target)}>){attributes}"
