"""Plain words as Markdown that shows these words: characters are escaped only where they would be markup.

To CommonMark, to Python-Markdown, and to what `parser` and `tools` read where no tool is known. A few
characters become entities, because Python-Markdown doesn't take a backslash before them; of two signs
that only together are markup, the second is escaped, since not every tool minds a backslash before them.
"""

from __future__ import annotations

import re

from kratomcli.markup.bare_links import BareLink, bare_links
from kratomcli.patterns import lazy_regex

_SIGNS = r"""[*~](?<!(?<!\S).(?!\S)) | `
      | \\(?=[!-/:-@\[-`{-~]|\Z)
      | (?<![^\W_])_ | _(?![^\W_])  # within a word an underscore is just that
      | \](?=[(:\[{]) | ^\[ | \[(?=[\^!]) | (?<=\[)\[ | !(?=\[\Z)  # what makes a bracket a link or a note
      | (?<=\{)[{%] | \{(?=[:\#.]|id=)  # the tag of a template; what gives a block or a link attributes
      | (?<=%)% | (?<![\w=\\)\]])=(?==[^\s=])  # a remark; highlighted words
      | <(?=[^\s\d=<>-]|\d[^\s<>@]*@|\Z)
      | &(?=\#?\w+;)"""
_INLINE = lazy_regex(_SIGNS, re.VERBOSE)
_IN_LINK = lazy_regex(rf"[\[\]] | {_SIGNS} | ^\^", re.VERBOSE)
_SPECIAL = lazy_regex(r"[*`~\\_\[\]{%=<&!^]")
_TAIL = "?!.,:;*_~'’…)"
"""Signs at the end of an address that are no part of it."""
_SCHEME = lazy_regex(r"[A-Za-z]+://")
_AT_START = lazy_regex(r"[#>]|[-+*~:](?:\s|$)|-(?:\s*-){2}|!!!|\?\?\?|:::|///")
_BELOW = lazy_regex(r"[-:|][-:|\s]*$|=+\s*$")
"""What makes the line above it a heading, or the head of a table."""
_NUMBERED = lazy_regex(r"(\d+)([.)](?:\s|$))")


def escape(line: str) -> str:
    """A line of plain text as a line of Markdown that renders as that text."""
    return escape_start(escape_inline(line))


def escape_inline(
    text: str, before: str = "", after: str = "", *, lone: str = "", in_link: bool = False
) -> str:
    """`text` with the characters escaped that would be markup within a line.

    `before` and `after` are what stands beside it, a character each, "" at the ends of the line. `lone`
    are signs that can be no markup, since there is but one of them; `in_link` is for the words of a link.
    """
    if not _SPECIAL.search(text):
        return text
    pattern = _IN_LINK if in_link else _INLINE
    whole, start, end = before + text + after, len(before), len(before) + len(text)
    parts: list[str] = []
    done = start
    seen = whole[:end].replace("<", " ")  # it becomes an entity, behind which an address may begin
    for link in bare_links(seen) if "://" in text and not in_link else ():
        address = whole[link.start : link.end]
        if done > link.start or not _SCHEME.match(address):
            continue
        if _needs_brackets(pattern, whole, link, end):
            first = max(done - 2, 0)  # patterns look no further back
            between = whole[first : link.start] + "<"
            parts += [_escaped(pattern, between, done - first, len(between) - 1, lone), f"<{address}>"]
        else:  # in which an entity would be read as it stands
            parts.append(_escaped(pattern, whole, done, link.start, lone))
            inner = _escaped(pattern, whole, link.start, link.end, lone)
            parts.append(inner.replace("&amp;", "\\&") if inner != address else inner)
        done = link.end
    return "".join([*parts, _escaped(pattern, whole, done, end, lone)])


def _needs_brackets(pattern: re.Pattern[str], whole: str, link: BareLink, end: int) -> bool:
    """Whether an address has signs in it that are no markup, or what is next to it seems its end."""
    signs = {match[0] for match in pattern.finditer(whole, link.start, link.end)}
    tail = next((at for at in range(link.end, end) if whole[at] not in _TAIL), end)
    is_glued = tail < len(whole) if tail == end else whole[tail] in "<&\\"
    return signs <= set("*_~&") and (bool(signs) or is_glued)


def escape_start(line: str, *, is_below: bool = True) -> str:
    """A line that is escaped within, with its first sign escaped if it would begin another block.

    `is_below` says that another line of its paragraph may be above it.
    """
    if _NUMBERED.match(line):
        return _NUMBERED.sub(r"\1\\\2", line, count=1)
    is_other = _AT_START.match(line) or (is_below and _BELOW.match(line))
    return f"\\{line}" if is_other else line


_ENTITIES = {"<": "&lt;", "&": "&amp;"}


def _escaped(pattern: re.Pattern[str], whole: str, start: int, end: int, lone: str) -> str:
    """whole[start:end] with each match of a pattern escaped; what is around it is seen, but not escaped."""
    parts: list[str] = []
    done = start
    for match in pattern.finditer(whole, start):
        if match.start() >= end:
            break
        if match[0] not in lone:
            parts += [whole[done : match.start()], _ENTITIES.get(match[0], "\\" + match[0])]
            done = match.end()
    return "".join([*parts, whole[done:end]])
