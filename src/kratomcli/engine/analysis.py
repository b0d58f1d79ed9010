"""Text analysis: how texts and queries become tokens, depending on the language of each article.

Articles in the library's default language are analysed by the engine. Articles in another language are
analysed here, and their tokens get the language as a prefix, so that they can't be mistaken for words of
another language. Scripts without spaces between words are indexed character by character, and a run of
characters is searched as a phrase.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

from kratomcli.text.languages import DEFAULT, STOP_WORDS, language_of
from kratomcli.text.normalize import spaced, without_marks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import tantivy

ANALYSIS_VERSION = 12
"""Increase it when the analysis or the fields change: indexes of every engine are then made anew."""
_LONGEST_WORD = 255
_MARK = "\x1f"
"""Separates a language prefix from its token; a control character, which no token contains."""


class Analysis:
    """The analysers of one library.

    `language` is its default language, as the name of a Snowball stemmer, or "" for no stemming. `known`
    returns the values of the field `lang` of its articles.
    """

    def __init__(self, language: str = DEFAULT, known: Callable[[], list[str]] = list) -> None:
        self.language = language
        self.stemmed = _analyser(*([Filter.stemmer(language)] if language else []))
        self.plain = _analyser()
        self._known = known
        self._others: dict[str, tantivy.TextAnalyzer] = {}
        self._stops: tantivy.TextAnalyzer | None = None
        self._languages: list[str] | None = None

    def language_of(self, lang: str) -> str:
        """The language (a Snowball name, or "") for analysing articles with this value of `lang`."""
        return language_of(lang, self.language)

    @property
    def languages(self) -> list[str]:
        """The languages of the library's articles, the default language first."""
        if self._languages is None:
            found = {self.language_of(lang) for lang in self._known()}
            self._languages = [self.language, *sorted(found - {self.language})]
        return self._languages

    def forget(self) -> None:
        """Forget the cached languages, after articles were added or deleted."""
        self._languages = None

    def of(self, language: str) -> tantivy.TextAnalyzer:
        """The stemming analyser for a language; that for "" does not stem."""
        if language == self.language:
            return self.stemmed
        if language not in self._others:
            self._others[language] = _analyser(*([Filter.stemmer(language)] if language else []))
        return self._others[language]

    def prefix(self, language: str) -> str:
        """The prefix that tokens of a language have in the index; "" for the default language."""
        return "" if language == self.language else language + _MARK

    def variants(self, text: str) -> list[list[str]]:
        """The tokens of `text` in each of the library's languages, with prefixes, without duplicates."""
        text = spaced(text)
        found: list[list[str]] = []
        for language in self.languages:
            head = self.prefix(language)
            tokens = [head + token for token in self.of(language).analyze(text)]
            if tokens and tokens not in found:
                found.append(tokens)
        return found

    def words(self, text: str) -> list[str]:
        """The words of `text` in lower case, without accents, not stemmed."""
        return list(self.plain.analyze(spaced(text)))

    def is_stop_word(self, word: str) -> bool:
        """Whether a word is a stop word of the default language, which queries leave out."""
        word = without_marks(word)
        if self.language == "english":
            return word.lower() in STOP_WORDS
        if not self.language:
            return False
        if self._stops is None:
            self._stops = (
                TextAnalyzerBuilder(Tokenizer.simple())
                .filter(Filter.lowercase())
                .filter(Filter.stopword(self.language))
                .build()
            )
        return word.isalpha() and not self._stops.analyze(word)

    def tokens(self, text: str, language: str) -> Iterable[tuple[int, str]]:
        """(position, token as in the index) of the words of a text, as from `spaced`, in a language.

        A word that is too long is left out, and so is its position.
        """
        head, analyser = self.prefix(language), self.of(language)
        words: Iterable[tuple[int, str]]
        if max(map(len, text.split()), default=0) * 4 < _LONGEST_WORD:  # so none is left out: one place each
            words = enumerate(analyser.analyze(text))
        else:
            words = ((token.position, token.text) for token in analyser.pre_tokenize(text).tokens)
        return ((place, head + word) for place, word in words)


def _analyser(*more: Filter) -> tantivy.TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.simple())
    # Accents are removed before stemming; otherwise "etudiee" would not find "étudiée".
    for step in (Filter.remove_long(_LONGEST_WORD), Filter.lowercase(), Filter.ascii_fold(), *more):
        builder = builder.filter(step)
    return builder.build()
