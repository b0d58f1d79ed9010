"""Outputs of a notebook's cells → Markdown: text, tables, formulas, errors; no pictures."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from kratomcli.patterns import lazy_regex
from kratomcli.readers.html.markdown import markdown_of

LONGEST = 20_000
"""Characters of an output that are read: what is longer is data."""

_ANSI = lazy_regex(r"\x1b(?:\[[0-?]*+[ -/]*+[@-~]|\][^\x07\x1b]*+(?:\x07|\x1b\\)?|[@-Z\\-_])")
_WORDLESS = lazy_regex(
    r"<[\w.]+(?: object)?(?: at 0x[0-9a-f]+| size [^<>]*)?>"
    r"|<[A-Z]\w+(?: [^<>]*)?>"
    r"|\[?<[\w.]+ at 0x[0-9a-f]+>.*"
)
"""What Python says of an object that has no words: <Figure size 640x480 with 1 Axes>."""


class NotebookOutputs:
    """Makes Markdown of outputs, and counts what is lost."""

    def __init__(self) -> None:
        self.cut = 0
        self.pictures = 0

    def blocks(self, outputs: object) -> list[str]:
        """The Markdown of each output that is text."""
        found = [each for each in outputs if isinstance(each, dict)] if isinstance(outputs, list) else []
        return list(filter(None, map(self._block, _joined(found))))

    def _block(self, output: Mapping[str, object]) -> str:
        kind = output.get("output_type")
        if kind == "stream":
            return self._plain(text_in(output.get("text")))
        if kind in ("error", "pyerr"):
            lines = output.get("traceback")
            trace = "\n".join(map(text_in, lines)) if isinstance(lines, list) else ""
            said = f"{text_in(output.get('ename'))}: {text_in(output.get('evalue'))}"
            return self._plain(trace if trace.strip() else said)
        data = output.get("data")
        return self._best(data if isinstance(data, dict) else _of_version_3(output))

    def _best(self, data: Mapping[str, object]) -> str:
        """The form of an output that says most: Markdown, HTML, LaTeX, plain text."""
        has_picture = any(str(kind).startswith(("image/", "application/pdf")) for kind in data)
        self.pictures += has_picture
        for kind, make in self._ways:
            text = text_in(data.get(kind))
            if text.strip() and not (
                has_picture and kind == "text/plain" and _WORDLESS.fullmatch(text.strip())
            ):
                block = make(text)
                if block.strip():
                    return block
        return ""

    @property
    def _ways(self) -> tuple[tuple[str, Callable[[str], str]], ...]:
        return (
            ("text/markdown", self._cut),
            ("text/html", lambda text: self._cut(markdown_of(text))),
            ("text/latex", self._cut),
            ("text/plain", self._plain),
        )

    def _plain(self, text: str) -> str:
        lines = _ANSI.sub("", text).split("\n")
        # What stands before a carriage return was overwritten, as progress bars do.
        text = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines).strip("\n")
        return fenced(self._cut(text)) if text.strip() else ""

    def _cut(self, text: str) -> str:
        if len(text) <= LONGEST:
            return text.strip("\n")
        self.cut += 1
        end = text.rfind("\n", 0, LONGEST)
        return text[: end if end > 0 else LONGEST].strip("\n") + "\n…"


def _joined(outputs: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    """Outputs with those that one stream gave in pieces as one."""
    joined: list[dict[str, object]] = []
    for output in outputs:
        last = joined[-1] if joined else {}
        if output.get("output_type") == "stream" == last.get("output_type") and output.get(
            "name"
        ) == last.get("name"):
            joined[-1] = {**last, "text": [text_in(last.get("text")), text_in(output.get("text"))]}
        else:
            joined.append(output)
    return joined


_KINDS_OF_VERSION_3 = {
    "text": "text/plain",
    "html": "text/html",
    "latex": "text/latex",
    "markdown": "text/markdown",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "svg": "image/svg+xml",
}


def _of_version_3(output: Mapping[str, object]) -> dict[str, object]:
    return {kind: output[key] for key, kind in _KINDS_OF_VERSION_3.items() if key in output}


def text_in(value: object) -> str:
    """A text, which notebooks may also have as a list of its lines."""
    if isinstance(value, list):
        return "".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""


def fenced(text: str, language: str = "") -> str:
    """A block of code."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"
