"""Plain words as Markdown that shows these words: characters are escaped only where they would be markup.

To CommonMark, to Python-Markdown, and to what `parser` and `tools` read where no tool is known. A few
characters become entities, because Python-Markdown doesn't take a backslash before them; of two signs
that only together are markup, the second is escaped, since not every tool minds a backslash before them.
"""

from __future__ import annotations

import re

from kratomcli.markup.bare_links import bare_links

_PUNCTUATION = r"!-/:-@\[-`{-~"
_INLINE = re.compile(
    rf"""[*`~]
      | \\(?=[{_PUNCTUATION}]|\Z)
      | (?<![^\W_])_ | _(?![^\W_])  # within a word an underscore is just that
      | \](?=[(:\[{{]|\Z) | ^\[ | \[(?=[\^!]) | (?<=\[)\[  # what makes a bracket a link or a note
      | (?<=\{{)[{{%] | \{{(?=[:\#.]|id=)  # the tag of a template; what gives a block or a link attributes
      | (?<=%)% | (?<![\w=\\)\]])=(?==[^\s=])  # a remark; highlighted words
      | <(?=\S|\Z)
      | &(?=\#?\w+;)""",
    re.VERBOSE,
)
_SPECIAL = re.compile(r"[*`~\\_\[\]{%=<&]")
_AT_START = re.compile(
    r"""[#>]|[-+:](?:\s|$)|-(?:\s*-){2}|!!!|\?\?\?|:::|///
      | [-:|][-:|\s]*$ | =+\s*$  # what makes the line before it a heading or the head of a table""",
    re.VERBOSE,
)
_NUMBERED = re.compile(r"(\d+)([.)](?:\s|$))")


def escape_inline(text: str) -> str:
    """`text` with the characters escaped that would be markup within a line."""
    if not _SPECIAL.search(text):
        return text
    parts: list[str] = []
    done = 0
    for link in bare_links(text) if "://" in text else ():
        signs = {match[0] for match in _INLINE.finditer(text, link.start, link.end)}
        if "://" in text[link.start : link.end] and signs and signs <= set("*_~"):
            parts += [_INLINE.sub(_escaped, text[done : link.start]), f"<{text[link.start : link.end]}>"]
            done = link.end
    return "".join([*parts, _INLINE.sub(_escaped, text[done:])])


def escape_start(line: str) -> str:
    """A line that is escaped within, with its first sign escaped if it would begin another block."""
    if _NUMBERED.match(line):
        return _NUMBERED.sub(r"\1\\\2", line, count=1)
    return f"\\{line}" if _AT_START.match(line) else line


def _escaped(match: re.Match[str]) -> str:
    return {"<": "&lt;", "&": "&amp;"}.get(match[0], "\\" + match[0])
