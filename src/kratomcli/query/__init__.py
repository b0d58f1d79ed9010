"""Queries: text → syntax tree (`parse`), tree → text (`unparse`), tree → tree (`any_of`, `fuzzy`), and
plain text → a tree of its words, without operators (`words_of`).

The nodes of the tree are in `kratomcli.query.ast`, the grammar in `kratomcli.query.parser`.
"""

from kratomcli.query.limits import check_query
from kratomcli.query.parser import parse
from kratomcli.query.rewrite import any_of, fuzzy, mentions, words_of
from kratomcli.query.unparser import unparse

__all__ = ["any_of", "check_query", "fuzzy", "mentions", "parse", "unparse", "words_of"]
