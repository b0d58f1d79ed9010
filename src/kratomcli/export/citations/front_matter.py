"""What front matter tells of a publication, by the keys that reference managers and note takers use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.conventions.table import NONE
from kratomcli.model.fields import normal_key
from kratomcli.readers.dates import read_date
from kratomcli.readers.names import without_brackets
from kratomcli.text.normalize import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping


class PublicationData:
    """The values of an article's front matter that are not fields; those under `citation:` come first.

    Keys are given in their normal form: lower case, without spaces, hyphens and underscores.
    """

    def __init__(self, meta: Mapping[str, object]) -> None:
        self._own = _normal(meta)
        citation = self._own.get("citation")
        self.citation: Mapping[str, object] = _normal(citation) if isinstance(citation, dict) else {}

    def under_citation(self) -> PublicationData:
        """Only what stands under `citation:`."""
        return PublicationData(self.citation)

    def value(self, *keys: str) -> object:
        """The first value that is not empty; None if there is none."""
        for values in (self.citation, self._own):
            for key in keys:
                if (value := values.get(key)) not in (None, "", [], {}, False, True):
                    return value
        return None

    def text(self, *keys: str) -> str:
        """The first value that is text or a number, on one line; of a list its first item; "" if none."""
        for values in (self.citation, self._own):
            for key in keys:
                if text := _text(values.get(key)):
                    return text
        return ""

    def date(self, *keys: str) -> str:
        """The first value that is a date, as ISO 8601 text; "" if none."""
        for values in (self.citation, self._own):
            for key in keys:
                if key in values and (reading := read_date(values[key])):
                    return reading.iso
        return ""


def _normal(values: Mapping[str, object]) -> dict[str, object]:
    return {normal_key(str(key)): value for key, value in values.items()}


def _text(value: object) -> str:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return one_line(without_brackets(str(value), NONE))
