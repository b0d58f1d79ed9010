"""The lines that open a callout, in the ways of all tools, and what they say: its kind, title, and folding.

A kind is a word: those that are known have a look; any other is somebody's own, and has the look of a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

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
        *("cards", "center", "centre", "code-group", "code-tabs", "column", "columns", "div", "flex"),
        *("grid", "left", "mermaid", "moniker", "raw", "right", "row", "section", "slide", "steps"),
        *("tabs", "v-pre", "video", "zone"),
    )
)
"""Names of containers that only arrange what is in them."""


_TITLED = frozenset(("card", "step", "tab"))
"""Those that are shown as callouts for their titles' sake, if they have one."""


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

_ALERT = lazy_regex(
    r"\[!(?P<kind>[^\W_][^\[\]|\n]{0,50})(?:\|[^\[\]\n]*+)?\](?P<fold>[-+]?)(?P<title>[ \t][^\n]*+|\Z)"
)


def alert(line: str) -> Callout | None:
    """The callout that the first line of a block quote opens: `[!NOTE]`, `[!tip]- Title`."""
    found = _ALERT.fullmatch(line)
    return _made(found["kind"].strip(), found["title"].strip() or None, found["fold"]) if found else None


# -- Docusaurus, VitePress, Starlight, Quarto, MkDocs: containers between colons or slashes ----------

_CONTAINER = lazy_regex(
    r"(?P<marks>:{3,})(?:(?P<gap>[ \t]*+)(?P<name>[^\W\d_][\w-]*+)(?P<rest>(?:[ \t\[{].*)?)"
    r"|[ \t]*+\{(?P<braces>[^{}\n]*+)\}(?P<behind>.*))"
)
_SLASHES = lazy_regex(r"(?P<marks>/{3,})[ \t]++(?P<name>[A-Za-z][\w-]*+)[ \t]*+(?:\|(?P<title>.*))?")
_LABEL = lazy_regex(r"\[(?P<title>.*)\](?:\{[^{}]*+\})?")
_BEHIND = lazy_regex(r"[ \t]*+\{(?P<braces>[^{}]*+)\}\Z")


class OpenedContainer(NamedTuple):
    """The opening of a container."""

    callout: Callout
    marks: str
    """The colons or slashes that it begins with."""
    takes_heading: bool
    """Whether a heading that comes first in it is its title."""


def container(line: str) -> OpenedContainer | None:
    """The container that a line opens: `:::note[Title]`, `::: warning Title`, `/// tip | Title`.

    A name must follow the colons directly, unless it is a kind that is known: otherwise the line is text.
    """
    if line[:1] == "/":
        return _between_slashes(line.rstrip())
    found = _CONTAINER.fullmatch(line.rstrip())
    if found is None or (found["rest"] or "").endswith(":::"):
        return None  # the latter is an element of one line: :::image src="x":::
    marks = found["marks"]
    if found["braces"] is not None:
        made = _of_braces(found["braces"], found["behind"].strip(" \t:"))
        return made and OpenedContainer(made, marks, made.title is None)
    name = found["name"].lower().removeprefix("callout-")
    if found["gap"] and name not in LOOKS and name not in _LAYOUT:
        return None
    made = _named(name, found["rest"].strip())
    return OpenedContainer(made, marks, made.title is None and name != found["name"].lower())


def _between_slashes(line: str) -> OpenedContainer | None:
    found = _SLASHES.fullmatch(line)
    name = found["name"].lower() if found else ""
    if found is None or name not in LOOKS.keys() | _TITLED:
        return None
    return OpenedContainer(_named(name, (found["title"] or "").strip()), found["marks"], False)


def is_closed(opened: OpenedContainer, closing: int) -> bool:
    """Whether the lines up to the one numbered `closing` (see `closing_line`) are a container.

    One that nothing closes goes on to the end of the block around it, if it is surely meant as one.
    """
    return closing >= 0 or (opened.marks[0] == ":" and opened.callout.kind in LOOKS)


DEEPEST = 60
"""Containers within each other in which others are looked for."""


def closing_line(lines: Iterable[tuple[int, str]], marks: str) -> int:
    """The number of the line that closes a container, of those behind the one that opens it; -1 for none.

    A line of marks closes the innermost container that was opened with as many, with all in it; if none
    was, the innermost. Code between fences is passed over.
    """
    within = [len(marks)]
    fence = ""
    for number, line in lines:
        if line[:3] in ("```", "~~~"):
            fence = _fence(line, fence)
        elif not fence and line.startswith(marks[:3]):
            if line.strip(marks[0]):
                within += [len(found.marks)] if (found := container(line)) else []
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
    if name == "message":  # Zenn's, which has no titles
        return _made("warning" if rest == "alert" else "note")
    fold = ""
    if label := _LABEL.fullmatch(rest):
        rest = label["title"]
    elif behind := _BEHIND.search(rest):
        rest = rest[: behind.start()].strip()
        given = _attributes(behind["braces"])
        rest = rest or given.get("title", "")
        fold = "+" if "open" in given else ""
    is_layout = name in _LAYOUT or (name in _TITLED and not rest)
    return _made("" if is_layout else name, rest or None, fold)


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


_ARGUMENT = lazy_regex(
    r"""(?:(?P<key>[\w-]++)\s*+=\s*+)?(?:"([^"]*+)"|'([^']*+)'|`([^`]*+)`|([^\s,()="'`]++))"""
)


def _arguments(text: str) -> list[tuple[str, str]]:
    """(key, value) of each argument, the key "" if it has none."""
    return [
        (found["key"] or "", next((value for value in found.groups()[1:] if value is not None), ""))
        for found in _ARGUMENT.finditer(text)
    ]


# -- MkDocs: !!! note "Title", ??? note --------------------------------------------------------------

_ADMONITION = lazy_regex(r"(?P<sign>!!!|\?\?\?\+?)[ \t]*+(?P<kind>[\w-]++)(?P<rest>(?:[ \t][^\n]*)?)")
_QUOTED = lazy_regex(r'[^"]*"(?P<title>.*)"\s*')
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

_KRAMDOWN = lazy_regex(r"\{:(?P<attributes>[^{}\n]*+)\}")
_CLASS = lazy_regex(r"\.(?:prompt-|notice--|callout-|alert-)?(?P<kind>[a-z]+)(?P<title>-title)?")
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
_SHORTCODE = lazy_regex(
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


_TAGS = lazy_regex(r"^[ \t>]*+(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)*+(?P<line>\{[{%][^\n]*+)", re.MULTILINE)


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


# -- Astro, Docusaurus, Nextra, Mintlify: components around the text ---------------------------------


def component(name: str, attributes: Mapping[str, str]) -> str:
    """The line that opens a container for a component that is a callout; "" for any other."""
    kind = name.lower()
    if kind not in _NAMES.split("|"):
        return ""
    if kind in _ANY_KIND:
        given = (attributes.get(key, "").lower() for key in (*_KIND_KEYS, "variant", "intent"))
        kind = next((one for one in given if one in LOOKS), "note")
    title = next((attributes[key] for key in _TITLE_KEYS if attributes.get(key)), "")
    return f":::{kind}[{title}]" if title else f":::{kind}"
