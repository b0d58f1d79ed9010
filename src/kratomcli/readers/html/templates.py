"""Telling templates from articles: HTML files of a website's generator that have no text of their own."""

from __future__ import annotations

import re

from kratomcli.patterns import lazy_regex

_MARKS = lazy_regex(r"<\?(?:php|=)|<%|\{%|\{\{")
_PAGE = lazy_regex(r"<!doctype\b|<html\b", re.IGNORECASE)
_HEAD = lazy_regex(r"<head\b[^>]*+>", re.IGNORECASE)
_HEAD_END = lazy_regex(r"</head\s*+>|<body\b", re.IGNORECASE)
_APART = lazy_regex(
    r"<!--.*?(?:-->|\Z)|<(script|style|pre|code|textarea)\b[^>]*+>.*?(?:</\1\s*+>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_MARKED = lazy_regex(r"\{%.*?(?:%\}|\Z)|\{\{.*?(?:\}\}|\Z)|<%.*?(?:%>|\Z)|<\?.*?(?:\?>|\Z)", re.DOTALL)
_TAG = lazy_regex(r"<[!/a-z][^<>]*+>", re.IGNORECASE)
_FRONT = lazy_regex(r"\s*+(-{3,}|\+{3,})[ \t]*+\n.*?\n\1[ \t]*+(?:\n|\Z)", re.DOTALL)
_WORD = lazy_regex(r"[^\W\d_]{2,}")
_FEW = 25  # words: a part of a page with fewer besides its marks is none of an article
_BETWEEN = lazy_regex(
    r"\{\{-?\s*(?:content|body|yield|children|\.Content|block\b|define\b|partial\b|template\b)|"
    r"\{%-?\s*(?:extends|block|include_relative\s+head|layout)\b"
)


def is_template(text: str) -> bool:
    """Whether an HTML file is a template: marks of one stand before the page or in its head; or it is a part
    of a page that has them and hardly any text, or that says where an article's text goes.

    Marks within scripts and code are none: an article may tell of templates.
    """
    front = _FRONT.match(text)
    text = text[front.end() :] if front else text
    if not _MARKS.search(text):
        return False
    bare = _APART.sub(" ", text)
    page = _PAGE.search(bare)
    if page is not None and (_MARKS.search(bare, 0, page.start()) or _MARKS.search(_head(bare))):
        return True
    if not front and _BETWEEN.search(bare):
        return True
    if not _MARKS.search(bare):
        return False
    words = _WORD.findall(_TAG.sub(" ", _MARKED.sub(" ", bare)))
    return len(words) < _FEW


def _head(page: str) -> str:
    start = _HEAD.search(page)
    if start is None:
        return ""
    end = _HEAD_END.search(page, start.end())
    return page[start.start() : end.start() if end else len(page)]
