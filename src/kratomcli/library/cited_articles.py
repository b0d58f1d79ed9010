"""The articles of a library as citations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kratomcli.library import questions
from kratomcli.library.arguments import checked
from kratomcli.library.edited_articles import EditedArticles

if TYPE_CHECKING:
    from kratomcli.model.article import Article


class CitedArticles(EditedArticles):
    """What a citation of an article in a library needs."""

    @checked
    def csl(self, reference: str) -> dict[str, Any]:
        """The article as an item of CSL-JSON with its citation key; takes and raises the same as `get`."""
        from kratomcli.export.citations.csl import csl_item

        return csl_item(self._cited(reference))

    @checked
    def bibtex(self, reference: str) -> str:
        """The article as an entry of BibTeX; takes and raises the same as `get`."""
        from kratomcli.export.citations.bibtex import bibtex

        return bibtex(self._cited(reference))

    @checked
    def citation(self, reference: str, *, style: str = "", locale: str = "") -> str:
        """The citation of an article as text; takes and raises the same as `get`.

        Args:
            style: such as "apa", or the path of a file that ends in ".csl"; "" is "harvard-cite-them-right".
            locale: the language of its words, such as "de"; "" is the style's own, else American English.

        Raises:
            MissingExtra: citeproc-py is not installed, or the style is not among those that are.
            UsageError: there is no such style or locale, or its file can't be used.
        """
        from kratomcli.export.citations.styles import citations

        return next(citations([self._cited(reference)], style, locale)).text

    def _cited(self, reference: str) -> Article:
        return self._threads.answer(lambda it: questions.part(it, reference))[0]
