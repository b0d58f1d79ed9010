"""The lines that open a callout, in the ways of all tools, and what they say: its kind, title, and folding.

A kind is a word: those that are known have a look; any other is somebody's own, and has the look of a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

_OF_LOOK = {
    "note": "note notice info todo abstract summary tldr seealso details spoiler expand primary secondary",
    "tip": "tip hint success check done new green",
    "important": "important example question help faq highlight",
    "warning": "warning warn caution attention yellow orange",
    "danger": "danger error failure fail missing bug red",
    "quote": "quote cite",
}
LOOKS = {kind: look for look, kinds in _OF_LOOK.items() for kind in kinds.split()}
"""Kind of callout → its look: "note" (all others', too), "tip", "important", "warning", "danger", "quote"."""

_FOLDED = frozenset(("details", "dropdown", "expand", "spoiler"))
"""Kinds that are folded unless they say otherwise."""
_LAYOUT = frozenset(
    (
        *("card", "cards", "center", "centre", "code-group", "code-tabs", "column", "columns", "div", "flex"),
        *("grid", "left", "mermaid", "moniker", "raw", "right", "row", "section", "slide", "steps", "tab"),
        *("tabs", "v-pre", "video", "zone"),
    )
)
"""Names of containers that only arrange what is in them."""


class Callout(NamedTuple):
    """What the opening of a callout says."""

    kind: str
    """Its kind, in lower case; "" for a container that is no callout."""
    title: str | None = None
    """Its title as Markdown; "" for one without, None if none is given."""
    fold: str = ""
    """ "-" if it is folded until a reader opens it, "+" if a reader may fold it, else ""."""

    @property
    def look(self) -> str:
        return LOOKS.get(self.kind, "note")

    @property
    def shown(self) -> str:
        """The title to show: the kind as a word, unless one is given."""
        return word(self.kind) if self.title is None else self.title


def word(kind: str) -> str:
    """A kind as a title: "note" → "Note", "my-kind" → "My kind"."""
    return re.sub(r"[-_\s]+", " ", kind).strip().capitalize()


def _made(kind: str, title: str | None = None, fold: str = "") -> Callout:
    kind = kind.lower()
    return Callout(kind, title, fold or ("-" if kind in _FOLDED else ""))


# -- GitHub, Obsidian: [!NOTE], [!warning]- Title ----------------------------------------------------

_ALERT = re.compile(
    r"\[!(?P<kind>[^\W_][^\[\]|\n]{0,50})(?:\|[^\[\]\n]*+)?\](?P<fold>[-+]?)(?P<title>[ \t][^\n]*+|\Z)"
)


def alert(line: str) -> Callout | None:
    """The callout that the first line of a block quote opens: `[!NOTE]`, `[!tip]- Title`."""
    found = _ALERT.fullmatch(line)
    return _made(found["kind"].strip(), found["title"].strip() or None, found["fold"]) if found else None


# -- Docusaurus, VitePress, Starlight, Quarto: containers of colons ----------------------------------

_CONTAINER = re.compile(
    r"(?P<colons>:{3,})(?:(?P<gap>[ \t]*+)(?P<name>[^\W\d_][\w-]*+)(?P<rest>(?:[ \t\[{].*)?)"
    r"|[ \t]*+\{(?P<braces>[^{}\n]*+)\}(?P<behind>.*))"
)
_LABEL = re.compile(r"\[(?P<title>.*)\](?:\{[^{}]*+\})?")
_BEHIND = re.compile(r"[ \t]*+\{(?P<braces>[^{}]*+)\}\Z")


class OpenedContainer(NamedTuple):
    """The opening of a container."""

    callout: Callout
    colons: int
    takes_heading: bool
    """Whether a heading that comes first in it is its title."""


def container(line: str) -> OpenedContainer | None:
    """The container that a line opens: `:::note[Title]`, `::: warning Title`, `::: {.callout-tip}`.

    A name must follow the colons directly, unless it is a kind that is known: otherwise the line is text.
    """
    found = _CONTAINER.fullmatch(line.rstrip())
    if found is None or (found["rest"] or "").endswith(":::"):
        return None  # the latter is an element of one line: :::image src="x":::
    colons = len(found["colons"])
    if found["braces"] is not None:
        made = _of_braces(found["braces"], found["behind"].strip(" \t:"))
        return made and OpenedContainer(made, colons, made.title is None)
    name = found["name"].lower().removeprefix("callout-")
    if found["gap"] and name not in LOOKS and name not in _LAYOUT:
        return None
    return OpenedContainer(_named(name, found["rest"].strip()), colons, False)


DEEPEST = 60
"""Containers within each other in which others are looked for."""


def closing_line(lines: Iterable[tuple[int, str]], colons: int) -> int:
    """The number of the line that closes a container, of those behind the one that opens it; -1 for none.

    A line of colons closes the innermost container that was opened with as many, with all in it; if none
    was, the innermost. Code between fences is passed over.
    """
    within = [colons]
    fence = ""
    for number, line in lines:
        if line[:3] in ("```", "~~~"):
            fence = _fence(line, fence)
        elif not fence and line.startswith(":::"):
            if line.strip(":"):
                within += [found.colons] if (found := container(line)) else []
            else:
                del within[_last(within, len(line)) :]
            if not within or len(within) > DEEPEST:
                return -1 if within else number
    return -1


def _last(counts: Sequence[int], count: int) -> int:
    """The last index of `count`, -1 if it is not there."""
    return next((at for at in range(len(counts) - 1, -1, -1) if counts[at] == count), -1)


def _fence(line: str, fence: str) -> str:
    """The fence that is open behind a line that begins with one, "" for none; `fence` is open before it."""
    marks = line[: len(line) - len(line.lstrip(line[0]))]
    if fence:
        return "" if marks.startswith(fence) and marks == line else fence
    return "" if line[0] == "`" and "`" in line[len(marks) :] else marks


def _named(name: str, rest: str) -> Callout:
    fold = ""
    if label := _LABEL.fullmatch(rest):
        rest = label["title"]
    elif behind := _BEHIND.search(rest):
        rest = rest[: behind.start()].strip()
        given = _attributes(behind["braces"])
        rest = rest or given.get("title", "")
        fold = "+" if "open" in given else ""
    return _made("" if name in _LAYOUT else name, rest or None, fold)


def _of_braces(braces: str, behind: str) -> Callout | None:
    """The callout of a fenced div; or of a known directive of MyST, whose title is `behind` the braces."""
    given = _attributes(braces)
    if re.fullmatch(r"[\w-]+", braces):
        kind = {"admonition": "note", "dropdown": "details"}.get(braces, braces)
        return _made(kind, behind or None) if kind in LOOKS else None
    classes = [name[1:] for name in given if name[0] == "."]
    if not classes and not any(name[0] == "#" for name in given):
        return None
    named = [name.removeprefix("callout-") for name in classes if name.startswith("callout-")]
    kind = next(iter([*named, *(name for name in classes if name in LOOKS)]), "")
    fold = {"true": "-", "false": "+"}.get(given.get("collapse", ""), "")
    return _made(kind, given.get("title"), fold)


def _attributes(text: str) -> dict[str, str]:
    """Name → value, "" for one without, in order; classes are names with a dot."""
    return {key or value: value if key else "" for key, value in _arguments(text)}


_ARGUMENT = re.compile(
    r"""(?:(?P<key>[\w-]++)\s*+=\s*+)?(?:"([^"]*+)"|'([^']*+)'|`([^`]*+)`|([^\s,()="'`]++))"""
)


def _arguments(text: str) -> list[tuple[str, str]]:
    """(key, value) of each argument, the key "" if it has none."""
    return [
        (found["key"] or "", next((value for value in found.groups()[1:] if value is not None), ""))
        for found in _ARGUMENT.finditer(text)
    ]


# -- MkDocs: !!! note "Title", ??? note --------------------------------------------------------------

_ADMONITION = re.compile(r"(?P<sign>!!!|\?\?\?\+?)[ \t]*+(?P<kind>[\w-]++)(?P<rest>(?:[ \t][^\n]*)?)")
_QUOTED = re.compile(r'[^"]*"(?P<title>.*)"\s*')
_PLACES = frozenset(("inline", "end"))


def admonition(line: str) -> Callout | None:
    """The callout that a line opens whose text is indented below it: `!!! note "Title"`, `???+ tip`."""
    found = _ADMONITION.fullmatch(line)
    if found is None:
        return None
    fold = {"???": "-", "???+": "+"}.get(found["sign"], "")
    if quoted := _QUOTED.fullmatch(found["rest"]):
        return Callout(found["kind"].lower(), quoted["title"].strip(), fold)
    words = [one for one in found["rest"].split() if one not in _PLACES]
    return Callout(found["kind"].lower(), " ".join(words) or None, fold)


# -- kramdown: {: .note }, {: .prompt-tip }, {: .notice--info } --------------------------------------

_KRAMDOWN = re.compile(r"\{:(?P<attributes>[^{}\n]*+)\}")
_CLASS = re.compile(r"\.(?:prompt-|notice--|callout-|alert-)?(?P<kind>[a-z]+)(?P<title>-title)?")
_NO_CALLOUTS = frozenset(
    (
        *("green", "yellow", "orange", "red", "new", "done", "quote", "cite", "summary", "details"),
        *("primary", "secondary"),
    )
)
"""Kinds that are common as classes of something else."""


class ByClass(NamedTuple):
    """The callout that a class makes of a block."""

    callout: Callout
    has_title: bool
    """Whether the first paragraph of the block is its title."""


def by_class(line: str) -> ByClass | None:
    """The callout that a line of attributes makes of the block beside it."""
    found = _KRAMDOWN.fullmatch(line.strip())
    for name in found["attributes"].split() if found else ():
        named = _CLASS.fullmatch(name)
        if named and named["kind"] in LOOKS.keys() - _NO_CALLOUTS:
            return ByClass(Callout(named["kind"]), bool(named["title"]))
    return None


# -- Hugo, Zola, GitBook, Hexo: shortcodes around the text -------------------------------------------

_NAMES = "|".join(
    (
        *("admonition", "alert", "aside", "attention", "callout", "caution", "danger", "details", "error"),
        *("expand", "hint", "important", "info", "note", "notice", "spoiler", "success", "tip", "warning"),
    )
)
_SHORTCODE = re.compile(
    rf"\{{\{{(?P<sign>[<%]) *+(?P<name>{_NAMES})(?P<hugo>(?:\s[^{{}}\n]*?)?) *[>%]\}}\}}"
    rf"|\{{% *+(?P<tag>{_NAMES})(?P<args>(?:\([^{{}}\n]*\)|\s[^{{}}\n]*?)?) *-?%\}}"
)
_ANY_KIND = frozenset(("admonition", "alert", "aside", "callout", "hint", "notice"))
"""Shortcodes that are told the kind."""
_KIND_KEYS = ("type", "kind", "style", "color", "level", "class", "theme", "status")
_TITLE_KEYS = ("title", "header", "heading", "summary", "caption")


class Shortcode(NamedTuple):
    """The opening of a callout as a shortcode, and how it is closed."""

    callout: Callout
    close: re.Pattern[str]
    end: int
    """The offset behind it in its line."""


def shortcode(line: str) -> Shortcode | None:
    """The callout that a shortcode at the beginning of a line opens: `{{% notice tip "Title" %}}`."""
    found = _SHORTCODE.match(line)
    if found is None:
        return None
    name = found["name"] or found["tag"]
    given = _arguments(found["hugo"] or (found["args"] or "").strip("()"))
    if found["name"]:
        close = rf"\{{\{{[<%] */ *{name} *[>%]\}}\}}"
    else:  # Zola's has arguments in brackets, and closes all by one word
        close = rf"\{{% *end{'' if (found['args'] or '')[:1] == '(' else name} *-?%\}}"
    return Shortcode(_of_shortcode(name, given), re.compile(close), found.end())


_TAGS = re.compile(r"^[ \t>]*+(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)*+(?P<line>\{[{%][^\n]*+)", re.MULTILINE)


def shortcodes(text: str) -> dict[int, str]:
    """The offset of each tag that opens or closes a callout in `text` → the callout's title, "" for none."""
    found: dict[int, str] = {}
    opened: dict[str, list[tuple[int, str]]] = {}  # (offset, title) by what closes it
    for tag in _TAGS.finditer(text):
        line, start = tag["line"].rstrip(), tag.start("line")
        if (made := shortcode(line)) is not None:
            title = made.callout.title or ""
            closing = made.close.search(line, made.end)
            if closing and closing.end() == len(line):
                found |= {start: title, start + closing.start(): ""}
            elif not line[made.end :].strip():
                opened.setdefault(made.close.pattern, []).append((start, title))
            continue
        for close, tags in opened.items():
            if tags and re.fullmatch(close, line):
                found |= [tags.pop(), (start, "")]
                break
    return found


def _of_shortcode(name: str, given: list[tuple[str, str]]) -> Callout:
    kind = name
    named = {key.lower(): value for key, value in given if key}
    rest = [value for key, value in given if not key]
    if name in _ANY_KIND:
        told = [named[key] for key in _KIND_KEYS if key in named] + rest[:1]
        told += [key for key, value in named.items() if value == "true"]
        kind = next((one.lower() for one in told if one.lower() in LOOKS), name)
        rest = rest[1:] if rest and rest[0].lower() == kind else rest
    if name == "alert":  # what else stands there is an icon
        rest = []
    title = next((named[key] for key in _TITLE_KEYS if named.get(key)), None) or next(iter(rest), None)
    return _made(kind, title, {"true": "+", "false": "-"}.get(named.get("open", ""), ""))


# -- in the source -----------------------------------------------------------------------------------

_IN_QUOTE = re.compile(r"(?<=[> \t])\[![^\W_][^\[\]\n]{0,80}\][-+]?(?=[ \t\n]|\Z)")
_MOST_MARKERS = 200  # characters in front of a callout in its line
_MARKERS = re.compile(r"[ \t]*+(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]*+)++")
_OPENED = re.compile(r"^[ \t>]*+(?P<line>(?::{3}|!!!|\?\?\?)[^\n]*+)$", re.MULTILINE)


def callout_marks(text: str) -> Iterator[tuple[int, int]]:
    """The (start, end) of what opens and closes callouts in `text`, without their titles; by offset.

    Code must be spaces in it; shortcodes and lists of attributes are not looked for.
    """
    marks = [found.span() for found in _IN_QUOTE.finditer(text) if _is_first(found)] if "[!" in text else []
    if ":::" in text or "!!!" in text or "???" in text:
        for found in _OPENED.finditer(text):
            marks += _around_title(found["line"], found.start("line"))
    return iter(sorted(marks))


def without_callout_marks(text: str) -> str:
    """`text` with what opens and closes callouts replaced by spaces, so that offsets stay."""
    parts: list[str] = []
    done = 0
    for start, end in callout_marks(text):
        parts += [text[done:start], " " * (end - start)]
        done = end
    return "".join([*parts, text[done:]]) if done else text


def _is_first(found: re.Match[str]) -> bool:
    """Whether only the marks of quotes and lists are before it in its line."""
    start = found.string.rfind("\n", max(found.start() - _MOST_MARKERS, 0), found.start()) + 1
    return _MARKERS.fullmatch(found.string, start, found.start()) is not None


def _around_title(line: str, start: int) -> list[tuple[int, int]]:
    """The ranges of a line that opens or closes a callout, which begins at `start`, without its title."""
    made: Callout | None
    if line[0] == ":":
        opened = container(line)
        made = opened.callout if opened else Callout("") if not line.strip(": \t") else None
    else:
        made = admonition(line)
    if made is None:
        return []
    title = made.title or ""
    at = line.rfind(title) if title else len(line)
    ranges = ((0, at), (at + len(title), len(line))) if at >= 0 else ((0, len(line)),)
    return [(start + first, start + last) for first, last in ranges if first < last]
