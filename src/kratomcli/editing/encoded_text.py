"""A file's text that is changed by splices, with its encoding, byte order mark and line ends kept."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left
from collections.abc import Sequence

from kratomcli.editing.splices import CannotEdit, Splice
from kratomcli.patterns import lazy_regex
from kratomcli.readers.decoding import decode
from kratomcli.text.normalize import clean

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF8, "utf-8"),
)
_LINE_END = lazy_regex(r"\r\n?|\n")


class EncodedText:
    """The content of a file; `text` is what readers see of it: cleaned, with "\\n" as line ends."""

    def __init__(self, data: bytes) -> None:
        self._mark, self._codec = next(
            ((mark, codec) for mark, codec in _MARKS if data.startswith(mark)), (b"", "")
        )
        if not self._codec:
            self._codec = decode(data)[1]
        # Bytes that are no UTF-8 are kept as they are; other encodings have none of the kind.
        self._errors = "surrogateescape" if self._codec == "utf-8" else "strict"
        try:
            self._written = data[len(self._mark) :].decode(self._codec, self._errors)
        except UnicodeError as error:
            raise CannotEdit(f"its bytes are not all {self._codec}") from error
        if self.data() != data:
            raise CannotEdit(f"{self._codec} can't be written as it was")
        self.text = self._seen()

    def apply(self, splices: Sequence[Splice]) -> None:
        """Make these replacements, with the line ends of the lines around them."""
        pairs = [found.start() for found in re.finditer("\r\n", self._written)]
        seen = [at - number for number, at in enumerate(pairs)]
        written = self._written
        for start, end, text in sorted(splices, reverse=True):
            first, last = (at + bisect_left(seen, at) for at in (start, end))
            if "\n" in text:
                text = text.replace("\n", self._line_end(first))
            written = written[:first] + text + written[last:]
        self._written = written
        self.text = self._seen()

    def data(self) -> bytes:
        """The content as bytes.

        Raises:
            CannotEdit: the encoding has not all of its characters.
        """
        try:
            return self._mark + self._written.encode(self._codec, self._errors)
        except UnicodeEncodeError as error:
            char = error.object[error.start]
            raise CannotEdit(f"its encoding, {self._codec}, has no {char!a}") from error

    def _seen(self) -> str:
        return clean(_LINE_END.sub("\n", self._written))

    def _line_end(self, at: int) -> str:
        """The line end before an offset, or else the first one after it."""
        before = max(self._written.rfind("\n", 0, at), self._written.rfind("\r", 0, at))
        if before < 0:
            found = _LINE_END.search(self._written, at)
            return found[0] if found else "\n"
        is_pair = self._written[before] == "\n" and self._written[before - 1 : before] == "\r"
        return "\r\n" if is_pair else self._written[before]
