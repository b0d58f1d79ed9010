"""Org files, read line by line: their text as Markdown, their keywords as values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from kratomcli.markup.inline import plain_text
from kratomcli.model.fields import FRONT_MATTER, normal_key
from kratomcli.patterns import lazy_regex
from kratomcli.readers.conversion import Converted
from kratomcli.readers.decoding import decode_clean
from kratomcli.readers.org.blocks import HEADING, OrgBlocks, without_literals
from kratomcli.readers.org.words import OrgWords
from kratomcli.readers.people import names_in_text

_KEYWORD = lazy_regex(r"[ \t]*#\+([A-Za-z][\w-]*):[ \t]*(.*)")
_PROPERTY = lazy_regex(r"[ \t]*:([\w-]+):[ \t]+(\S.*)")
_QUOTED = lazy_regex(r'"([^"]+)"|(\S+)')
_TITLES = frozenset(("title", "subtitle"))
_JOINED = frozenset(("title", "description", "subtitle"))
_OWN_KEYS = frozenset(("title", "subtitle", "identifier", "slug", "aliases", "email", "filetags", "summary"))
_TODO = frozenset(("todo", "seq_todo", "typ_todo"))


def read_org(data: bytes) -> Converted:
    """The text in the file `data`; see `conversion.FormatReader`."""
    source = decode_clean(data)
    lines = source.text.split("\n")
    keywords = _keywords(lines)
    reader = OrgBlocks(_words(keywords), _todo(keywords))
    body = reader.words.insets.markdown_of(reader.html(lines))
    notes = (*source.notes, *(f"{what} left out" for what in sorted(reader.lost)))
    values = _values(lines, keywords)
    for key in _TITLES & values.keys():
        values[key] = _plain_title(str(values[key]), keywords)
    if tags := [*dict.fromkeys((*_tags(keywords), *reader.tags))]:
        values["tags"] = tags
    return Converted(body, values, notes)


def _plain_title(text: str, keywords: dict[str, list[str]]) -> str:
    """A title without the marks of Org; its first line is without the notes that it may have."""
    words = _words(keywords)
    return unescape(plain_text(words.insets.markdown_of(f"<p>{words.html(text)}</p>").split("\n")[0])).strip()


def _tags(keywords: dict[str, list[str]]) -> list[str]:
    """The tags of the file, as Org, Denote and ox-hugo write them."""
    texts = [text for key in ("filetags", "hugo_tags", "tags") for text in keywords.get(key, ())]
    return [tag.lstrip("@") for text in texts for tag in re.split(r"[:\s]+", text) if tag]


def _keywords(lines: Sequence[str]) -> dict[str, list[str]]:
    """Keyword in lower case → its values, in the whole file."""
    found: dict[str, list[str]] = {}
    for line in without_literals(lines):
        if "#+" in line and (keyword := _KEYWORD.fullmatch(line)) and keyword[2].strip():
            found.setdefault(keyword[1].lower(), []).append(keyword[2].strip())
    return found


def _words(keywords: dict[str, list[str]]) -> OrgWords:
    macros: dict[str, str] = {
        key: " ".join(keywords[key]) for key in ("title", "author", "date", "email") if key in keywords
    }
    macros |= dict(_pairs(keywords.get("macro", ())))
    return OrgWords(
        macros={key.lower(): text for key, text in macros.items()},
        abbreviations=dict(_pairs(keywords.get("link", ()))),
    )


def _pairs(texts: Sequence[str]) -> list[tuple[str, str]]:
    """The first word of each text, and the rest."""
    pairs = (text.split(None, 1) for text in texts)
    return [(pair[0], pair[1]) for pair in pairs if len(pair) > 1]


def _todo(keywords: dict[str, list[str]]) -> frozenset[str]:
    """The words that say how far a heading's task is."""
    own = [word for key in _TODO for text in keywords.get(key, ()) for word in text.split() if word != "|"]
    return frozenset(word.partition("(")[0] for word in own) or frozenset(("TODO", "DONE"))


def _values(lines: Sequence[str], keywords: dict[str, list[str]]) -> dict[str, object]:
    """What the keywords, and the properties at the top of the file, say."""
    values: dict[str, object] = {}
    for key, texts in keywords.items():
        name = key.removeprefix("hugo_")
        if normal_key(name) in FRONT_MATTER or name in _OWN_KEYS:
            values.setdefault(name, (" " if name in _JOINED else "\n").join(texts))
    values.pop("filetags", None)
    if isinstance(authors := values.get("author"), str):
        values["author"] = names_in_text(authors)
    return values | _properties(lines)


def _properties(lines: Sequence[str]) -> dict[str, object]:
    """The properties of the file itself: those above its first heading and text."""
    values: dict[str, object] = {}
    is_within = False
    for line in lines:
        text = line.strip().lower()
        if text == ":properties:":
            is_within = True
        elif text == ":end:" or HEADING.fullmatch(line):
            break
        elif is_within and (found := _PROPERTY.fullmatch(line)):
            values |= _of_property(found[1].lower(), found[2].strip())
        elif not is_within and text and not text.startswith("#"):
            break
    return values


def _of_property(key: str, text: str) -> dict[str, object]:
    if key == "id":
        return {"id": text}
    if key == "roam_aliases":
        return {"aliases": [found[1] or found[2] for found in _QUOTED.finditer(text)]}
    if key == "roam_refs" and text.startswith("http"):
        return {"source": text.split()[0]}
    return {"created": text} if key == "created" else {}
