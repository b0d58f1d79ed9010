"""What is indexed of an article, the same in every engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kratomcli.engine.keywords import accents_of, keywords_of, unsaid_names
from kratomcli.named_tuples import NamedTuple
from kratomcli.query.dates import end, moment
from kratomcli.text.normalize import fold, spaced, unspaced, words_of

if TYPE_CHECKING:
    from kratomcli.engine.analysis import Analysis
    from kratomcli.model.article import Article

_BEGINNING = 5_000


class ArticleFields(NamedTuple):
    """The values of the index's fields for one article.

    Texts are as from `spaced`, and are yet to be taken into tokens: those of `stemmed` in the article's
    language (`Analysis.tokens`), those of `words` without stemming (`Analysis.plain`).
    """

    language: str
    """The language of the analysis, as from `Analysis.language_of`."""
    stemmed: dict[Literal["text", "title", "opening", "summary"], list[str]]
    """Field → its texts. No phrase goes over the end of one."""
    words: list[str]
    """The texts of the field `words`, of which only the tokens and their number count."""
    accents: list[str]
    """Raw tokens."""
    keywords: list[str]
    """Raw tokens."""
    numbers: dict[str, int]
    """Field → its number, of those that the article has; but for its key."""


def fields_of(article: Article, path: str, analysis: Analysis) -> ArticleFields:
    """What is indexed of an article, whose path within the library is `path`."""
    from kratomcli.markup.comments import comments_of
    from kratomcli.markup.tools.pieces import blanked
    from kratomcli.readers.article_names import names_of

    comments = comments_of(article.body, article.markup, article.path, article.convention)
    body = blanked(article.body, comments)
    heads = [article.title, article.summary] if article.summary else [article.title]
    texts = [*heads, *article.tags, body]
    field: Literal["title", "opening"] = "title"
    if article.derived.get("title") == "first sentence":
        field = "opening"
        if _says(body, article.title):
            texts = texts[1:]
    names = names_of(article)
    texts += unsaid_names(names)
    # `words` has neither frequencies nor positions, so it needs each word only once.
    apart = [unspaced(text) for text in texts]
    rest = [one.rest for one in apart]
    numbers = {"words_count": article.words}
    for name, date in (("date", article.date), ("updated", article.updated)):
        if date:
            numbers[name], numbers[name + "_end"] = moment(date), end(date)
    return ArticleFields(
        language=analysis.language_of(article.lang),
        stemmed={
            "text": [one.spaced for one in apart],
            field: [spaced(article.title)],
            "summary": [spaced(article.summary)],
        },
        words=[*rest, *(one.lone for one in apart if one.lone)],
        accents=accents_of(rest),
        keywords=keywords_of(article, path, names),
        numbers=numbers,
    )


def _says(body: str, title: str) -> bool:
    """Whether the beginning of a body has all words of a title; what markup parts, it may lack."""
    return {*words_of(fold(title))} <= {*words_of(fold(body[:_BEGINNING]))}
