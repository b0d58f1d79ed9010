"""Queries: text → nodes (`parse`), nodes → text (`unparse`), and nodes → nodes (`any_of`, `fuzzy`);
any text → the words in it (`words_of`).

The nodes themselves are in `kratomcli.query.ast`, the language in `kratomcli.query.parser`.
"""

from kratomcli.query.limits import check_query
from kratomcli.query.parser import parse
from kratomcli.query.rewrite import any_of, fuzzy, words_of
from kratomcli.query.unparser import unparse

__all__ = ["any_of", "check_query", "fuzzy", "parse", "unparse", "words_of"]
