"""The JSON contract of comparisons: shared passages, similar articles and changes; and of changes made.

docs/schema has a file for each: group-1, shared-1, neighbour-1, change-1 and edit-1.schema.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.export.contract import section_as_json

if TYPE_CHECKING:
    from kratomcli.editing.proposed import ChangedArticle
    from kratomcli.model.entry import Entry
    from kratomcli.reuse.answers import ArticlePassage, Group, SharedPassage
    from kratomcli.search.changes import Change
    from kratomcli.search.links import ArticleLink
    from kratomcli.search.similar import Neighbour


def group_as_json(group: Group) -> dict[str, object]:
    """A group of articles that share passages, with the places of each passage."""
    return {
        "words": group.words,
        "kind": group.kind,
        "reason": group.reason or None,
        "articles": [{**_article(entry), "share": round(share, 4)} for entry, share in group.articles],
        "passages": [
            {"words": passage.words, "places": [_place(place) for place in passage.places]}
            for passage in group.passages
        ],
    }


def passage_as_json(passage: SharedPassage) -> dict[str, object]:
    """A passage in two articles; `differences` are character offsets into each `text`."""
    return {
        "words": passage.words,
        "same": passage.same,
        "kind": passage.kind,
        "reason": passage.reason or None,
        "here": _version(passage.here),
        "there": _version(passage.there),
    }


def neighbour_as_json(neighbour: Neighbour) -> dict[str, object]:
    """A similar article, with its score and the reasons; `meaning` only where the library has vectors."""
    made: dict[str, object] = {
        **_article(neighbour.entry),
        "score": neighbour.score,
        "terms": list(neighbour.terms),
        "shared_words": neighbour.words,
    }
    return made if neighbour.meaning is None else {**made, "meaning": neighbour.meaning}


def change_as_json(change: Change) -> dict[str, object]:
    """A change of an article; `passages` are those added, `lost` is the number of those removed."""
    return {
        "kind": change.kind,
        "id": change.id,
        "path": change.entry.path if change.entry else None,
        "title": change.title,
        "before": change.before or None,
        "passages": [
            {"text": passage.text, "line": passage.line, "section": section_as_json(passage.section)}
            for passage in change.passages
        ],
        "lost": change.lost,
    }


def link_as_json(link: ArticleLink) -> dict[str, object]:
    """A link between two articles; the target is null if no article is meant by it."""
    return {
        "direction": link.direction,
        "source": _end(link.source),
        "target": _end(link.target) if link.target else None,
        "address": link.address,
        "line": link.line,
        "section": section_as_json(link.section),
        "sentence": link.sentence,
    }


def _end(entry: Entry) -> dict[str, object]:
    return {"id": entry.id, "path": entry.path, "title": entry.title}


def _article(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.id,
        "path": entry.path,
        "title": entry.title,
        "date": entry.date or None,
        "source": entry.source or None,
    }


def _place(place: ArticlePassage) -> dict[str, object]:
    return {
        "id": place.entry.id,
        "line": place.line,
        "section": section_as_json(place.section),
        "text": place.text,
    }


def _version(place: ArticlePassage) -> dict[str, object]:
    return {
        **_article(place.entry),
        "line": place.line,
        "section": section_as_json(place.section),
        "share": round(place.share, 4),
        "text": place.text,
        "differences": [list(span) for span in place.differences],
    }


def changed_article_as_json(one: ChangedArticle) -> dict[str, object]:
    """What would become, or became, of one article's front matter; `reason` says why it is left."""
    return {
        "id": one.id,
        "path": one.path,
        "status": one.status,
        "reason": one.reason or None,
        "diff": one.diff.decode(errors="replace"),
    }
