"""Deriving a title from the text or the file name of an article without one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kratomcli.markup.callout_marks import titles_apart
from kratomcli.markup.tools import pieces_of
from kratomcli.markup.tools.pieces import Piece, replaced
from kratomcli.markup.tools.syntaxes import syntaxes_of
from kratomcli.patterns import lazy_regex
from kratomcli.readers.file_names import name_title, words_of_name
from kratomcli.text.normalize import one_line

if TYPE_CHECKING:
    from kratomcli.conventions.table import Convention
    from kratomcli.model.article import Markup
    from kratomcli.model.entry import Section

_LONGEST_LINE = 120
_LONGEST_SENTENCE = 80
_LOOKED_AT = 4000  # characters at the top of a body that are searched for a first sentence

_ENDS_A_CLAUSE = ".,;:…。，；：、"
_AFTER_A_WORD = " ,;:.!?)—–…"
_LIST_OR_QUOTE = lazy_regex(r"(?:[-*+>•]|\d{1,9}[.)])[ \t]+")
# Template tags, comments, rules, rows of tables, properties.
_NO_PROSE = lazy_regex(
    r"\{[%{].*[%}]\}|<%.*%>|<!--.*|[-=*_ ]+|:{3,}.*|\|.*|(?:[-*+] )?[^\W\d_][\w/-]*::(?: .*)?|\{:.*\}"
)
_EMBED = lazy_regex(r"!\[\[[^\[\]\n]*+\]\]")


def title_of(
    body: str, markup: Markup, sections: Sequence[Section], id: str, path: str, convention: Convention
) -> tuple[str, str]:
    """The title, and its origin: "first heading", "first line", "first sentence" or "file name"."""
    if title := _heading(markup, sections, convention):
        return title, "first heading"
    if markup == "text" and (title := _first_line(body)):
        return title, "first line"
    if title := name_title(id, path, convention):
        return title, "file name"
    if sections and sections[0].start == 0 and sections[0].title and convention.heading_title != "none":
        return sections[0].title, "first heading"
    if title := _first_sentence(body, markup, syntaxes_of(path, convention.name)):
        return title, "first sentence"
    return words_of_name(id), "file name"


def _heading(markup: Markup, sections: Sequence[Section], convention: Convention) -> str:
    """The heading that is the title whatever the file's name; in plain text one at the top of the body."""
    if markup == "text":
        return sections[0].title if sections and sections[0].start == 0 else ""
    how = convention.heading_title
    if how in ("top", "any"):
        first = sections[0] if sections else None
        return first.title if first and (how == "any" or (first.level == 1 and not first.start)) else ""
    titles = (section.title for section in sections if section.level == 1 and section.title)
    return next(titles, "") if how == "first" else ""


def _first_line(body: str) -> str:
    """The first line if it is short, not a sentence, and separated from what follows by a blank line.

    If the next line is too long for a title, each line is a paragraph, and no blank line is needed.
    """
    line, _, rest = body.partition("\n")
    line = one_line(line)
    below = rest.partition("\n")[0].strip()
    apart = not below or len(below) > _LONGEST_LINE
    if not line or not rest.strip() or not apart or len(line) > _LONGEST_LINE:
        return ""
    return "" if line[-1] in _ENDS_A_CLAUSE or _LIST_OR_QUOTE.match(line) else line


def _first_sentence(body: str, markup: Markup, syntaxes: frozenset[str]) -> str:
    from kratomcli.markup.inline import plain_text
    from kratomcli.text.sentences import first_sentence

    text = body[:_LOOKED_AT]
    if markup == "markdown":
        text = _EMBED.sub("", text)
        text = replaced(text, pieces_of(text, syntaxes))
        text = replaced(text, (Piece(*edit) for edit in titles_apart(text)))
    for paragraph in _paragraphs(text, markup):
        text = plain_text(paragraph) if markup == "markdown" else one_line(paragraph)
        if any(map(str.isalnum, text)):
            return _cut(first_sentence(text))
    return ""


def _paragraphs(text: str, markup: Markup) -> list[str]:
    """The paragraphs at the top of a body, without fenced code, template tags, comments and rules."""
    paragraphs = [""]
    fenced = False
    for line in map(str.strip, text.split("\n")):
        if markup == "markdown" and line.startswith(("```", "~~~")):
            fenced = not fenced
        elif fenced:
            continue
        elif not line or _NO_PROSE.fullmatch(line):
            paragraphs.append("")
        elif item := _LIST_OR_QUOTE.match(line):
            paragraphs.append(line[item.end() :])
        elif len(line) > _LONGEST_LINE:  # then each line is a paragraph
            paragraphs += [line, ""]
        elif markup == "markdown":
            paragraphs[-1] = _without_break(paragraphs[-1]) + " " + line
        else:
            paragraphs[-1] += " " + line
    return paragraphs


def _without_break(line: str) -> str:
    """A line of Markdown without the backslash that breaks it at its end."""
    signs = len(line) - len(line.rstrip("\\"))
    return line[:-1] if signs % 2 else line


def _cut(sentence: str) -> str:
    """At most 80 characters of `sentence`, cut at a word if possible."""
    if len(sentence) <= _LONGEST_SENTENCE:
        return sentence
    cut = sentence[: _LONGEST_SENTENCE - 1]
    space = cut.rfind(" ")
    if sentence[len(cut)] not in _AFTER_A_WORD and space > _LONGEST_SENTENCE // 2:
        cut = cut[:space]
    return cut.rstrip(" ,;:.–—-") + "…"
