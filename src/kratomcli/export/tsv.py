"""Articles → tab-separated values: a header, then a line for each article.

Nothing is quoted: a tab or a line end within a cell is a space, so that `cut` and `awk` can rely on
lines and tabs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from kratomcli.export import ExportOptions, contract
from kratomcli.export.csv import COLUMNS, cell
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kratomcli.model.entry import Entry

_BREAKS = lazy_regex("[\t\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_SURROGATES = lazy_regex("[\ud800-\udfff]")


def write(articles: Iterable[Entry], stream: TextIO, options: ExportOptions) -> int:
    """Write the columns of the CSV format, or `options.fields` in that order; return the number of rows."""
    columns = COLUMNS if options.fields is None else contract.chosen(contract.ARTICLE_KEYS, options.fields)
    stream.write("\t".join(columns) + "\n")
    count = 0
    for article in articles:
        values = contract.exported(article, options, columns)
        stream.write("\t".join(_flat(str(cell(values[column]))) for column in columns) + "\n")
        count += 1
    return count


def _flat(text: str) -> str:
    return _SURROGATES.sub("\ufffd", _BREAKS.sub(" ", text).strip())
