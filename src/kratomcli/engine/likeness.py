"""Likeness to the best articles: what a long question doesn't say, the articles that answer it best do.

Pseudo-relevance feedback by a relevance model (Lavrenko and Croft, Relevance-Based Language Models, 2001):
the words of the first articles are added to those of the query, as in RM3 (Abdul-Jaleel and others, 2004).
Only the articles that are lifted for neighbouring words, too, are scored again: in a large library, a query
of so many words would take long.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kratomcli.engine.leaves import is_plain
from kratomcli.query import ast
from kratomcli.text.languages import STOP_WORDS
from kratomcli.text.normalize import spaced

if TYPE_CHECKING:
    from kratomcli.engine import ReadText
    from kratomcli.engine.analysis import Analysis
    from kratomcli.engine.word_forms import WordForms

BEST = 2
"""How many of the best articles others are compared with."""
WEIGHT = 0.6
"""What an article that is as like them as any gets, as a fraction of the best score."""
_WORDS = 80
"""How many of their words are compared."""
_LOOKED_UP = 500
"""How many words of each are looked up for their rarity, the most frequent ones."""
_LEAST_WORDS = 4
"""Different words that a query needs to be a long one."""
_LONGEST = 50_000
"""Characters of an article that are looked at."""


def is_long(leaves: Iterable[ast.Term | ast.Phrase | ast.Match]) -> bool:
    """Whether a query has so many plain words that articles may answer it without most of them."""
    return (
        len({leaf.text for leaf in leaves if isinstance(leaf, ast.Term) and is_plain(leaf)}) >= _LEAST_WORDS
    )


def weights(
    best: Sequence[tuple[int, float]], read: ReadText, analysis: Analysis, forms: WordForms
) -> dict[str, float]:
    """The stems that stand out in the best articles → their weights, from (key, score) of these."""
    often: dict[str, float] = {}
    for key, score in best:
        text, lang = read(key)
        language = analysis.language_of(lang)
        head = analysis.prefix(language)
        tokens = analysis.of(language).analyze(spaced(text[:_LONGEST]))
        counts = Counter(token for token in tokens if len(token) > 1 and token not in STOP_WORDS)
        each = score / max(counts.total(), 1)
        for token, count in counts.most_common(_LOOKED_UP):
            often[head + token] = often.get(head + token, 0.0) + each * count
    found = {stem: often[stem] * rarity for stem, rarity in forms.rarities(often).items()}
    first = sorted(found, key=lambda stem: (-found[stem], stem))[:_WORDS]
    return {stem: found[stem] for stem in first}
