"""Which words of a text tell it from others."""

from __future__ import annotations

from collections import Counter
from math import log
from typing import TYPE_CHECKING

from kratomcli.text import spaced

if TYPE_CHECKING:
    import tantivy

    from kratomcli.engines.analysis import Analysis

_SHORTEST = 3
_LEAST_RARE = 2  # articles that have it: no other article shares what only one has


def telling(searcher: tantivy.Searcher, analysis: Analysis, text: str, lang: str, limit: int) -> list[str]:
    """The words with the highest tf-idf (Salton and Buckley, 1988), one form of each stem."""
    language = analysis.language_of(lang)
    head = analysis.prefix(language)
    forms: dict[str, Counter[str]] = {}
    for word, count in Counter(analysis.plain.analyze(spaced(text))).items():
        if len(word) >= _SHORTEST and not word.isdecimal() and not analysis.is_stop_word(word):
            stems = analysis.of(language).analyze(word)
            if len(stems) == 1:
                forms.setdefault(stems[0], Counter())[word] += count
    scores: dict[str, float] = {}
    for stem, words in forms.items():
        articles = searcher.doc_freq("text", head + stem)
        if articles >= _LEAST_RARE:
            often = 1 + log(words.total())
            best = min(words, key=lambda word: (-words[word], word))
            scores[best] = often * log(1 + searcher.num_docs / articles)
    return sorted(scores, key=lambda word: (-scores[word], word))[:limit]
