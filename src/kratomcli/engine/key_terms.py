"""The key terms of a text: words that are frequent in it and rare in the library (tf-idf)."""

from __future__ import annotations

from collections import Counter
from math import log
from typing import TYPE_CHECKING

from kratomcli.text.normalize import spaced

if TYPE_CHECKING:
    from kratomcli.engine.analysis import Analysis
    from kratomcli.engine.snapshot import Snapshot

_SHORTEST = 3
# English function words: they may be rare in a small collection, but don't characterise a text.
_ENGLISH = (
    "able about above according across actually after again against all almost alone along already also"
    " although always among another any anyone anything around available away back because become becomes"
    " becoming been before being below best better between beyond both bring call came can cannot come comes"
    " could did does doing done down during each early either else enough especially even ever every"
    " everyone everything far feel few find first for form found from full further gave get gets give given"
    " goes going gone good got great had has have having help her here him his how however including instead"
    " into its itself just keep kind know known large last late later least less let like likely little long"
    " look lot made mainly make makes making many may maybe mean means meanwhile might more moreover most"
    " much must near nearly need needs neither never new next nor not nothing now off often once one only"
    " onto other others otherwise our out over own part particular particularly per perhaps place possible"
    " put quite rather really same saw say says second see seem seemed seems seen set several shall she"
    " should show since small some someone something sometimes soon still such sure take taken tell than"
    " that the their them themselves then there therefore these they thing things think this those though"
    " three through throughout thus time together too took toward towards turn two under unless until upon"
    " use used uses using usually various very want was way ways well went were what when where whether"
    " which while who whole whom whose why will with within without work would year years yes yet you"
    " your"
)
_FUNCTION_WORDS = frozenset(_ENGLISH.split())
_LEAST_RARE = 2  # articles with the term: a term of only one article can't lead to similar ones


def key_terms(snapshot: Snapshot, analysis: Analysis, text: str, lang: str, limit: int) -> list[str]:
    """The `limit` words with the highest tf-idf (Salton and Buckley, 1988), best first.

    Of words with the same stem, only the most frequent form is returned.
    """
    language = analysis.language_of(lang)
    head = analysis.prefix(language)
    forms: dict[str, Counter[str]] = {}
    is_english = language == "english"

    def is_function_word(word: str) -> bool:
        return (is_english and word in _FUNCTION_WORDS) or analysis.is_stop_word(word)

    for word, count in Counter(analysis.plain.analyze(spaced(text))).items():
        if len(word) >= _SHORTEST and not word.isdecimal() and not is_function_word(word):
            stems = analysis.of(language).analyze(word)
            if len(stems) == 1:
                forms.setdefault(stems[0], Counter())[word] += count
    scores: dict[str, float] = {}
    counts = snapshot.doc_freqs("text", [head + stem for stem in forms])
    for words, articles in zip(forms.values(), counts, strict=True):
        if articles >= _LEAST_RARE:
            often = 1 + log(words.total())
            best = min(words, key=lambda word: (-words[word], word))
            scores[best] = often * log(1 + snapshot.documents / articles)
    return sorted(scores, key=lambda word: (-scores[word], word))[:limit]
