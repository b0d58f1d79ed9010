"""How texts and queries become tokens: by the language of each article.

An article in the library's own language goes through the engine's analyser as it is. One in another
language is analysed here, and its tokens carry that language in front, so that they never meet a
word of another one. Scripts without spaces between words are indexed character by character: any
run of them is found as a phrase.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

from kratomcli.text.languages import DEFAULT, STOP_WORDS, language_of
from kratomcli.text.normalize import spaced, without_marks

if TYPE_CHECKING:
    from collections.abc import Callable

    import tantivy

_LONGEST_WORD = 255
_MARK = "\x1f"
"""Between a language and a token. No token of a text can hold it."""


class Analysis:
    """The analysers of one library, whose own language is `language` (a Snowball name, or "" for none).

    `known` gives the values of `lang` that its articles have.
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
        """The language by whose rules an article with this `lang` is analysed."""
        return language_of(lang, self.language)

    @property
    def languages(self) -> list[str]:
        """The languages of the library's articles, its own first."""
        if self._languages is None:
            found = {self.language_of(lang) for lang in self._known()}
            self._languages = [self.language, *sorted(found - {self.language})]
        return self._languages

    def forget(self) -> None:
        """Articles have come and gone: ask again which languages there are."""
        self._languages = None

    def of(self, language: str) -> tantivy.TextAnalyzer:
        """The stemming analyser of a language; "" doesn't stem."""
        if language == self.language:
            return self.stemmed
        if language not in self._others:
            self._others[language] = _analyser(*([Filter.stemmer(language)] if language else []))
        return self._others[language]

    def prefix(self, language: str) -> str:
        """What tokens of a language have in front in the index."""
        return "" if language == self.language else language + _MARK

    def variants(self, text: str) -> list[list[str]]:
        """The tokens of `text` under the rules of each of the library's languages, without repeats."""
        text = spaced(text)
        found: list[list[str]] = []
        for language in self.languages:
            head = self.prefix(language)
            tokens = [head + token for token in self.of(language).analyze(text)]
            if tokens and tokens not in found:
                found.append(tokens)
        return found

    def words(self, text: str) -> list[str]:
        """The words of `text`, without case and accents."""
        return list(self.plain.analyze(spaced(text)))

    def is_stop_word(self, word: str) -> bool:
        """Whether a word says so little in the library's own language that a query goes without it."""
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

    def pre_tokenized(self, text: str, language: str) -> tantivy.PreTokenizedString:
        """The tokens of a text in a language that is not the library's own."""
        from tantivy import PreTokenizedString, Token

        head = self.prefix(language)
        tokens = self.of(language).pre_tokenize(spaced(text)).tokens
        return PreTokenizedString("", [Token(head + token.text, token.position, 0) for token in tokens])


def _analyser(*more: Filter) -> tantivy.TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.simple())
    # Accents go before the stemmer comes, or "etudiee" would not find "étudiée".
    for step in (Filter.remove_long(_LONGEST_WORD), Filter.lowercase(), Filter.ascii_fold(), *more):
        builder = builder.filter(step)
    return builder.build()
