"""The JSON contract: the objects and keys that scripts may rely on.

Commands print version 1; `export` writes version 2, whose paths are relative to the library (`exported`).
docs/schema/article-1.schema.json describes what `as_json` returns, hit-1.schema.json what `hit_as_json`
returns, and so on for findings and quotes. Keys are added, removed, renamed or given another meaning only
with a new version.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

from kratomcli.errors import UsageError
from kratomcli.model.article import Article
from kratomcli.model.paths import within
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.checks import Finding
    from kratomcli.engine import Highlighter
    from kratomcli.export import ExportOptions
    from kratomcli.model.entry import Entry, Section
    from kratomcli.model.hit import Hit
    from kratomcli.search.facets import Facet
    from kratomcli.search.quotes import Quote
    from kratomcli.search.statistics import Statistics

FORMAT_VERSION = 1

_GET: dict[str, Callable[[Any], object]] = {
    "id": lambda a: a.id,
    "path": lambda a: a.path,
    "title": lambda a: a.title,
    "date": lambda a: a.date or None,
    "updated": lambda a: a.updated or None,
    "tags": lambda a: list(a.tags),
    "summary": lambda a: a.summary or None,
    "authors": lambda a: list(a.authors),
    "draft": lambda a: a.draft,
    "source": lambda a: a.source or None,
    "lang": lambda a: a.lang or None,
    "words": lambda a: a.words,
    "meta": lambda a: dict(a.meta),
    "derived": lambda a: dict(a.derived),
    "notes": lambda a: list(a.notes),
    "markup": lambda a: a.markup,
    "body": lambda a: _body(a),
    "sections": lambda a: [
        {"slug": s.slug, "title": s.title, "level": s.level, "line": s.line} for s in a.sections
    ],
}

ARTICLE_KEYS: tuple[str, ...] = tuple(_GET)
"""All keys of an article, in the order in which they are written."""

ENTRY_KEYS: tuple[str, ...] = ARTICLE_KEYS[:-3]
"""The keys that don't need the text: all but markup, body and sections."""


def _body(article: Article) -> str:
    """The body without comments, which are not for those whom the output is for."""
    from kratomcli.markup.comments import without_comments  # its patterns take some milliseconds

    return without_comments(article)


def chosen(available: Sequence[str], fields: Sequence[str]) -> list[str]:
    """`fields` without repetitions, in the order given.

    Raises:
        UsageError: a field that is not in `available`.
    """
    for name in fields:
        if name not in available:
            raise UsageError(f"no field {name!r} here", hint=f"The fields are: {', '.join(available)}.")
    return list(dict.fromkeys(fields))


def as_json(article: Entry | Article, *, fields: Sequence[str] | None = None) -> dict[str, object]:
    """The article as a JSON object, with its keys in the order of the contract.

    An Entry has ENTRY_KEYS, an Article ARTICLE_KEYS; `fields` selects some of these. Date, update, summary,
    source and language are null if unknown; tags and authors are always lists.

    Raises:
        UsageError: a field that there isn't.
    """
    keys = ARTICLE_KEYS if isinstance(article, Article) else ENTRY_KEYS
    if fields is not None:
        wanted = set(chosen(keys, fields))
        keys = tuple(key for key in keys if key in wanted)
    return {key: _GET[key](article) for key in keys}


def exported(
    article: Entry | Article, options: ExportOptions, fields: Sequence[str] | None
) -> dict[str, object]:
    """As `as_json`, for exported files: the path is relative to the library, if `roots` are given."""
    made = as_json(article, fields=fields)
    if "path" in made:
        made["path"] = within(article.path, options.within)
    return made


def wanted(options: ExportOptions) -> Sequence[str] | None:
    """The keys that `options.fields` selects; None for all."""
    parts = options.parts
    if options.fields is not None or (parts.meta and parts.body):
        return options.fields
    if parts.toc:
        return ("id", "sections")
    return ENTRY_KEYS if parts.meta else ("id", "markup", "body")


def hit_as_json(hit: Hit, *, explain: bool = False) -> dict[str, object]:
    """One search hit: the keys of an entry, then its score and where it matched.

    `section` and `line` are those of the best snippet, null if nothing in the body matched. `explain`
    adds the parts of the score. `name` is only there if it is all that matched.
    """
    best = hit.snippets[0] if hit.snippets else None
    made: dict[str, object] = {
        **as_json(hit.entry, fields=ENTRY_KEYS),
        "score": hit.score,
        "section": section_as_json(best.section) if best else None,
        "line": best.line if best else None,
        "matched": hit.matched,
        "snippets": [
            {
                "text": snippet.text,
                "line": snippet.line,
                "section": section_as_json(snippet.section),
                "headings": list(snippet.headings),
                "highlights": [list(span) for span in snippet.highlights],
            }
            for snippet in hit.snippets
        ],
        "title_highlights": [list(span) for span in hit.title_highlights],
    }
    if explain:
        made["shares"] = [
            {
                "words": share.words,
                "kind": share.kind,
                "score": share.score,
                "places": dict(share.places),
            }
            for share in hit.shares
        ]
    if hit.name:
        made["name"] = hit.name
        made["name_highlights"] = [list(span) for span in hit.name_highlights]
    if hit.also:
        made["also"] = list(hit.also)
    return made


def marked_as_json(article: Article, find: Highlighter) -> dict[str, object]:
    """All keys of the article, and the offsets of a query's matches in its body and title."""

    def marks(text: str) -> list[list[int]]:
        return [[mark.start, mark.end] for mark in find(text, article.lang)]

    return {
        **as_json(article),
        "highlights": marks(_body(article)),
        "title_highlights": marks(article.title),
    }


def facets_as_json(facets: Sequence[Facet]) -> list[dict[str, object]]:
    """The facets as a list of objects, in the order in which they were asked for."""
    return [
        {
            "name": facet.name,
            "values": [{"value": value, "count": count} for value, count in facet.values],
            "other": facet.other,
            "missing": facet.missing,
        }
        for facet in facets
    ]


def finding_as_json(finding: Finding) -> dict[str, object]:
    """One finding of a check; `id` is null for a file that can't be read as an article."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "id": finding.id or None,
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "message": finding.message,
        "hint": finding.hint,
    }


def quote_as_json(quote: Quote) -> dict[str, object]:
    """A sentence and everywhere it is said, the place that it is quoted from first."""
    return {
        "text": quote.text,
        "highlights": [list(span) for span in quote.highlights],
        "hedges": [list(span) for span in quote.hedges],
        "negations": [list(span) for span in quote.negations],
        "articles": quote.articles,
        "independent": quote.independent,
        "places": [
            {
                "id": place.id,
                "path": place.path,
                "title": place.title,
                "date": place.date or None,
                "source": place.source or None,
                "section": section_as_json(place.section),
                "line": place.line,
            }
            for place in quote.places
        ],
    }


def statistics_as_json(found: Statistics) -> dict[str, object]:
    """A library at a glance; articles with all their keys but no text."""
    return {
        "articles": found.articles,
        "words": found.words,
        "facets": facets_as_json([found.years, found.tags]),
        "other_tags": found.other_tags,
        "timeline": {
            "unit": found.timeline.unit,
            "counts": [{"value": value, "count": count} for value, count in found.timeline.counts],
            "imprecise": found.timeline.imprecise,
            "undated": found.timeline.undated,
        },
        "lengths": [{"least": one.least, "most": one.most, "count": one.articles} for one in found.lengths],
        "coverage": dict(found.coverage),
        "longest": [as_json(entry) for entry in found.longest],
        "newest": [as_json(entry) for entry in found.newest],
    }


def section_as_json(section: Section | None) -> dict[str, object] | None:
    """A section by its slug and title."""
    return None if section is None else {"slug": section.slug, "title": section.title}


# Legal within a JSON string, yet a danger on the way: controls and direction marks that drive a
# terminal, the two line ends that JavaScript and line readers stumble over, and lone surrogates,
# which UTF-8 can't hold. JSON can: as \uXXXX.
_ESCAPED = lazy_regex("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def dumps(value: object) -> str:
    """`value` as compact JSON on one line, always valid UTF-8 when encoded.

    Text is written as it is but for characters that are unsafe in transit, which are escaped.
    Numbers that JSON doesn't have (NaN, infinities) become null.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except ValueError:
        text = json.dumps(_finite(value), ensure_ascii=False, separators=(",", ":"))
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _finite(value: object) -> object:
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return value
