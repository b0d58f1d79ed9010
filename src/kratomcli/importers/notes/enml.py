"""ENML, the XHTML of Evernote's notes, as plain HTML: tasks, files, code blocks, encrypted passages.

Evernote says in style attributes what a block is: `--en-codeblock:true`, `--en-checked:true` of an entry of
a list, `--en-task-group:true` of a place where tasks belong, which the export has apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from kratomcli.importers.html.rewriting import TASK, VOID, TagRewriter, tag_of
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

_CDATA = lazy_regex(r"<!\[CDATA\[((?:(?!<!\[CDATA\[).)*?)\]\]>", re.DOTALL)
_CLOSED = lazy_regex(r"""<([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*/>""")
_VOID_END = lazy_regex(rf"</(?:{'|'.join(VOID)})\s*>", re.IGNORECASE)
"""In HTML `<br></br>` is two breaks."""
_CODE = lazy_regex(r"\ben-codeblock:\s*true")
_LANGUAGE = lazy_regex(r"\ben-codeblockLanguage:\s*([\w+#.-]+)\s*(?:;|$)")
_CHECKED = lazy_regex(r"\ben-checked:\s*(true|false)")
_TASKS = lazy_regex(r"\ben-task-group:\s*true")
_GROUP = lazy_regex(r"\ben-id:\s*([\w-]+)")
_BLOCK = lazy_regex(r"<(?:div|p)(?: [^<>]*)?>")
_STYLES = (
    (lazy_regex(r"font-weight:\s*(?:bold|[6-9]00)"), "b"),
    (lazy_regex(r"font-style:\s*italic"), "i"),
    (lazy_regex(r"text-decoration(?:-line)?:[^;]*line-through"), "del"),
    (lazy_regex(r"-evernote-highlight:\s*true|--en-highlight:"), "mark"),
)
_LINES = ("div", "p", "li", "ul", "ol")
_END = "</li></ul>"


class Media(NamedTuple):
    """A file that a note shows: its address, its name, and whether it is a picture."""

    address: str
    name: str
    is_image: bool


def html_of_enml(enml: str, media: Callable[[str], Media | None], tasks: Callable[[str], str]) -> str:
    """A note's content as HTML.

    `media` gives the file for a hash, `tasks` the HTML of a group of tasks by its id.
    """
    enml = _CDATA.sub(lambda found: escape(found[1]), enml)
    enml = _VOID_END.sub("", _CLOSED.sub(_opened, enml))
    return _EnmlRewriter(media, tasks).rewritten(enml)


def _opened(found: re.Match[str]) -> str:
    """An empty element of XML as HTML has it, where `<en-todo/>` would be open until the end."""
    start = f"<{found[1]}{found[2]}>"
    return start if found[1].lower() in VOID else f"{start}</{found[1]}>"


class _EnmlRewriter(TagRewriter):
    def __init__(self, media: Callable[[str], Media | None], tasks: Callable[[str], str]) -> None:
        super().__init__()
        self._media = media
        self._tasks = tasks
        self._code = 0
        """Open elements within a code block."""
        self._box = ""
        """The box of an entry whose text has not begun yet: it belongs into the block of the text."""

    def element(self, tag: str, values: dict[str, str]) -> tuple[str, str] | None:
        style = values.get("style", "")
        if tag == "en-todo":
            return self._todo(values.get("checked") == "true"), ""
        if tag == "en-media":
            return _shown(self._media(values.get("hash", "").lower())), ""
        if tag == "en-crypt":
            hint = f" (hint: {values['hint']})" if values.get("hint") else ""
            self.done.append(f"<em>An encrypted passage{escape(hint)}</em>")
            return None
        if _TASKS.search(style):
            group = _GROUP.search(style)
            self.done.append(self._tasks(group[1] if group else ""))
            return None
        if tag == "li" and (checked := _CHECKED.search(style)):
            self._box = TASK[checked[1] == "true"]
        elif tag not in _LINES:
            self._begin_text()
        return _plain(tag, values, style)

    def _begin_text(self) -> None:
        self.done.append(self._box)
        self._box = ""

    def _todo(self, is_done: bool) -> str:
        """A box at the start of a block makes an entry of a list of it; any other is a character."""
        if self.open and self.open[-1][0] == "li":
            self._box = TASK[is_done]
            return ""
        if not (self.done and _BLOCK.fullmatch(self.done[-1])):
            return "☑ " if is_done else "☐ "
        name, _ = self.open.pop()
        self.open.append((name, _END))
        self.done.pop()
        while self.done and not self.done[-1].strip():
            self.done.pop()
        if self.done and self.done[-1] == _END:
            self.done[-1] = "</li><li>"
        else:
            self.done.append("<ul><li>")
        return TASK[is_done]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        style = dict(attrs).get("style") or ""
        if self._code:
            self._in_code(tag, dict(attrs).get("checked") == "true")
        elif not self.is_hidden and _CODE.search(style):
            language = _LANGUAGE.search(style)
            self.done.append(f'<pre><code class="language-{language[1] if language else "none"}">')
            self._code = 1
        else:
            super().handle_starttag(tag, attrs)

    def _in_code(self, tag: str, is_checked: bool) -> None:
        if tag == "br":
            self.done.append("\n")
        elif tag == "en-todo":
            self.done.append("[x] " if is_checked else "[ ] ")
        elif tag in _LINES and not self.done[-1].endswith(("\n", ">")):
            self.done.append("\n")
        self._code += tag not in VOID

    def handle_endtag(self, tag: str) -> None:
        if not self._code:
            if tag == "li":
                self._begin_text()
            super().handle_endtag(tag)
            return
        self._code -= tag not in VOID
        if not self._code:
            self.done.append("</code></pre>")
        elif tag in _LINES and not self.done[-1].endswith("\n"):
            self.done.append("\n")

    def handle_data(self, data: str) -> None:
        if self._box and data.strip() and not self.is_hidden:
            self._begin_text()
        super().handle_data(data.replace("\N{NO-BREAK SPACE}", " ") if self._code else data)


def _plain(tag: str, values: dict[str, str], style: str) -> tuple[str, str]:
    if tag == "en-note":
        return "<div>", "</div>"
    start, end = tag_of(tag, values), f"</{tag}>"
    if tag == "span":
        for pattern, name in _STYLES:
            if pattern.search(style):
                start, end = f"{start}<{name}>", f"</{name}>{end}"
    return start, end


def _shown(media: Media | None) -> str:
    if media is None:
        return ""
    address, name = escape(media.address), escape(media.name)
    return f'<img src="{address}" alt="{name}">' if media.is_image else f'<a href="{address}">{name}</a>'
