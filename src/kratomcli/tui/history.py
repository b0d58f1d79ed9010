"""The articles that were opened, to go back and forth."""

from __future__ import annotations


class History:
    """Ids of articles in the order in which they were opened, and the place among them."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._at = -1

    def visit(self, id: str, source: str = "") -> None:
        """Open an article, from `source` if that was shown; what lay ahead is forgotten."""
        for each in (source, id):
            if each and (self._at < 0 or self._ids[self._at] != each):
                self._at += 1
                self._ids[self._at :] = [each]

    def back(self, shown: str) -> str:
        """The article before the one that is shown; "" if there is none."""
        if self._at >= 0 and shown != self._ids[self._at]:  # one that was only looked at
            return self._ids[self._at]
        return self._step(-1)

    def forth(self) -> str:
        """The article from which one came back; "" if there is none."""
        return self._step(1)

    def _step(self, by: int) -> str:
        if not 0 <= self._at + by < len(self._ids):
            return ""
        self._at += by
        return self._ids[self._at]
