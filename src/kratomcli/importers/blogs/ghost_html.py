"""Ghost's posts as plain HTML: its cards in HTML, and the documents of its two editors."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.html.lexical import html_of_lexical
from kratomcli.importers.html.plain_html import code, link_to, picture
from kratomcli.importers.html.tree import Tree, attribute, inner, text_at
from kratomcli.named_tuples import NamedTuple


class GhostPiece(NamedTuple):
    """A part of a post: HTML, or Markdown as the author wrote it."""

    text: str
    is_markdown: bool = False


def without_cards(html: str) -> str:
    """HTML whose cards with players and buttons have become links and text."""
    if "kg-" not in html:
        return html
    tree = Tree(html)
    for selector, made in _IN_HTML:
        tree.replace(selector, made)
    return tree.html


def _linked(address: str, title: str, text: str = "") -> Callable[[Any], str]:
    """Replaces a card by a link to what is at `address` ("selector@attribute")."""
    place, _, name_of_address = address.partition("@")

    def made(node: Any) -> str:
        target = attribute(node.css_first(place), name_of_address)
        about = text_at(node, text) if text else ""
        name = text_at(node, title) if title else ""
        return (link_to(target, name) if target else "") + (f"<p>{escape(about)}</p>" if about else "")

    return made


def _toggle(node: Any) -> str:
    content = inner(node.css_first(".kg-toggle-content"))
    heading = escape(text_at(node, ".kg-toggle-heading-text"))
    return f"<p><strong>{heading}</strong></p>{content}"


def _callout(node: Any) -> str:
    text = inner(node.css_first(".kg-callout-text"))
    emoji = escape(text_at(node, ".kg-callout-emoji"))
    return f"<blockquote><p>{emoji} {text}</p></blockquote>"


_IN_HTML: tuple[tuple[str, Callable[[Any], str]], ...] = (
    (".kg-signup-card, .kg-nft-card svg", lambda _: ""),
    (".kg-bookmark-card", _linked("a@href", ".kg-bookmark-title", ".kg-bookmark-description")),
    (".kg-audio-card", _linked("audio@src", ".kg-audio-title")),
    (".kg-video-card", _linked("video@src", "figcaption")),
    (".kg-file-card", _linked("a@href", ".kg-file-card-title", ".kg-file-card-caption")),
    (".kg-toggle-card", _toggle),
    (".kg-callout-card", _callout),
)


# Cards of both editors: their fields are the same


def _card(name: str, card: Mapping[str, Any]) -> Iterator[GhostPiece]:
    """A card by its name and fields; nothing for those that hold no text, as forms."""
    if name in ("markdown", "card-markdown"):
        yield GhostPiece(_text(card, "markdown"), is_markdown=True)
    elif made := _CARDS.get(name):
        yield GhostPiece(made(card))


def _text(card: Mapping[str, Any], *names: str) -> str:
    return next((str(card[name]) for name in names if card.get(name)), "")


def _image(card: Mapping[str, Any]) -> str:
    return picture(_text(card, "src"), _text(card, "alt"), _text(card, "caption"))


def _images(card: Mapping[str, Any]) -> str:
    images = [one for one in card.get("images") or () if isinstance(one, dict)]
    return "".join(map(_image, images)) + _caption(card)


def _caption(card: Mapping[str, Any]) -> str:
    caption = _text(card, "caption")
    return f"<p>{caption}</p>" if caption else ""


def _embed(card: Mapping[str, Any]) -> str:
    address = _text(card, "url")
    return (link_to(address) if address else _text(card, "html")) + _caption(card)


def _bookmark(card: Mapping[str, Any]) -> str:
    about = card.get("metadata")
    about = about if isinstance(about, dict) else {}
    text = _text(about, "description")
    return link_to(_text(card, "url"), _text(about, "title")) + (f"<p>{escape(text)}</p>" if text else "")


def _media(card: Mapping[str, Any]) -> str:
    title = _text(card, "title", "fileTitle", "fileName")
    caption = _text(card, "caption", "fileCaption")
    return link_to(_text(card, "src"), title) + (f"<p>{caption}</p>" if caption else "")


def _boxed(*names: str) -> Callable[[Mapping[str, Any]], str]:
    """Fields that hold HTML, one after the other, and the button below them."""

    def made(card: Mapping[str, Any]) -> str:
        parts = [f"<p>{_text(card, name)}</p>" for name in names if _text(card, name)]
        address = _text(card, "buttonUrl", "productUrl")
        button = link_to(address, _text(card, "buttonText", "productButton")) if address else ""
        return "".join(parts) + button

    return made


_CARDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "image": _image,
    "gallery": _images,
    "html": lambda card: _text(card, "html"),
    "email": lambda card: _text(card, "html"),
    "code": lambda card: code(_text(card, "code"), _text(card, "language")) + _caption(card),
    "codeblock": lambda card: code(_text(card, "code"), _text(card, "language")) + _caption(card),
    "hr": lambda _: "<hr>",
    "horizontalrule": lambda _: "<hr>",
    "embed": _embed,
    "bookmark": _bookmark,
    "video": _media,
    "audio": _media,
    "file": _media,
    "callout": lambda card: (
        f"<blockquote><p>{escape(_text(card, 'calloutEmoji'))} {_text(card, 'calloutText')}</p></blockquote>"
    ),
    "toggle": lambda card: f"<p><strong>{_text(card, 'heading')}</strong></p>{_text(card, 'content')}",
    "button": _boxed(),
    "email-cta": _boxed("html"),
    "header": _boxed("header", "subheader"),
    "call-to-action": _boxed("textValue"),
    "product": _boxed("productTitle", "productDescription"),
}


# Documents


def document(text: str) -> Mapping[str, Any]:
    """A document of an editor, which is JSON within JSON; empty if it is none."""
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError) as error:
        raise ArticleUnreadable(f"its document is no JSON: {error}") from error
    return found if isinstance(found, dict) else {}


def of_mobiledoc(found: Mapping[str, Any]) -> Iterator[GhostPiece]:
    """The sections of a document of the older editor (mobiledoc 0.3): paragraphs, lists, cards."""
    cards, markups, atoms = (found.get(name) or [] for name in ("cards", "markups", "atoms"))
    for section in found.get("sections") or ():
        kind = section[0]
        if kind == 10:
            name, card = (*cards[section[1]], {})[:2]
            yield from _card(name, card)
        elif kind == 2:
            yield GhostPiece(picture(str(section[1])))
        elif kind == 3:
            lines = (f"<li>{_marked(one, markups, atoms)}</li>" for one in section[2])
            yield GhostPiece(f"<{section[1]}>{''.join(lines)}</{section[1]}>")
        elif kind == 1 and section[2]:
            tag = section[1] if section[1] != "aside" else "blockquote"
            yield GhostPiece(f"<{tag}>{_marked(section[2], markups, atoms)}</{tag}>")


def _marked(markers: Sequence[Any], markups: Sequence[Any], atoms: Sequence[Any]) -> str:
    """A line of a mobiledoc: texts that open and close markups by their numbers."""
    parts: list[str] = []
    within: list[str] = []
    for kind, opens, closes, value in markers:
        for number in opens:
            tag, *rest = markups[number]
            given = rest[0] if rest else []
            pairs = zip(given[::2], given[1::2], strict=False)
            attributes = "".join(f' {name}="{escape(str(text))}"' for name, text in pairs)
            parts.append(f"<{tag}{attributes}>")
            within.append(tag)
        if kind == 0:
            parts.append(escape(str(value)))
        else:
            name, text, *_ = atoms[value]
            parts.append("<br>" if name == "soft-return" else escape(str(text)))
        parts += [f"</{within.pop()}>" for _ in range(min(closes, len(within)))]
    return "".join(parts)


def of_lexical(found: Mapping[str, Any]) -> Iterator[GhostPiece]:
    """The nodes of a document of the newer editor: paragraphs, headings, lists, cards."""
    root = found.get("root")
    for node in (root.get("children") if isinstance(root, dict) else None) or ():
        if "children" in node:
            yield GhostPiece(html_of_lexical(node))
        else:
            yield from _card(str(node.get("type", "")), node)
