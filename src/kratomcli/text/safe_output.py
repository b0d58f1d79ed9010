"""Removing control characters from output, after all conversions.

Texts are cleaned when they are read. But a conversion can bring control characters back (an entity in HTML,
an escape in JSON), and a message may quote text that was not cleaned. So everything that is written as text
is cleaned again here. Only `raw` and NUL-terminated paths, which are bytes, are not.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from kratomcli.patterns import lazy_regex
from kratomcli.text.normalize import clean

if TYPE_CHECKING:
    from typing import Any

# Bytes that are in no unsafe character; C2, E2 and ED begin C1 controls, direction marks and surrogates.
_NOT_XML = lazy_regex("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_HARMLESS = bytes({*range(256)} - {*range(9), *range(11, 32), 0x7F, 0xC2, 0xE2, 0xED})


def harmless(text: str) -> str:
    """As `clean`, but several times faster if there is nothing to clean."""
    return clean(text) if text.encode("utf-8", "surrogatepass").translate(None, _HARMLESS) else text


def for_xml(text: str) -> str:
    """As `harmless`, and without the characters that XML can't hold, not by a reference either."""
    return _NOT_XML.sub("\ufffd", harmless(text))


class SafeWriter:
    """A wrapper of a text stream that cleans what is written, and then ends its lines as the format wants."""

    def __init__(self, stream: TextIO, line_end: str = "\n") -> None:
        self._stream = stream
        self._line_end = line_end

    def write(self, text: str) -> int:
        return self._stream.write(harmless(text).replace("\n", self._line_end))

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class SafeStream(io.TextIOWrapper):
    """A standard stream that cleans what is written; Rich writes its pages to `drawing`, which does not."""

    @property
    def drawing(self) -> Drawing:
        return Drawing(self)

    def write(self, text: str) -> int:
        return super().write(harmless(text))

    def write_drawn(self, text: str) -> int:
        """Write text with escape sequences of our own, whose parts have been cleaned."""
        return super().write(text)


class Drawing:
    """A wrapper of a `SafeStream` that writes escape sequences, for text that has been cleaned in parts.

    What a `SafeWriter` gives it has been cleaned too, and may end lines in CR LF.
    """

    def __init__(self, stream: SafeStream) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write_drawn(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
