"""Classifies comments in articles: messages to whoever processes the file, notes, or for programs."""

from __future__ import annotations

import re

from kratomcli.checks.promotion.selling import promotions
from kratomcli.patterns import lazy_regex

# A name such as why-rust_at.work is one word; in scripts without spaces two characters are one word.
_WORD = lazy_regex(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}|[^\W\d_]{2,}(?:[-’'_./][^\W_]+)*+")
MOST_WORDS = 6  # of a comment that is too short to be a message
MOST_NOTED = 15  # of a comment that counts as an author's note
_TO_PROGRAMS = lazy_regex(
    r"\W*(?:markdownlint|markdown-link-check|prettier|eslint|vale|textlint|doctoc|cspell|todo|fixme|xxx|spdx"
    r"|/?toc\b|copyright|licen[cs]ed?\b|auto-?generated|generated|(?:start|end|begin)\b\W+(?:\S*(?:toc|auto)|[A-Z_:-]+\b))"
    r"|\s*(?:\[if|\[\[\[|#|@|/|\{|%)",
    re.IGNORECASE,
)
# Notes about the file for its authors: "Do not edit this list", "This comment keeps the table apart".
_TO_WRITERS = lazy_regex(
    r"\W*(?:(?:please )?(?:do not|don[’']t|never) (?:remove|edit|modify|change|delete|touch|add|rename)\b"
    r"|(?:editor|author|translator|maintainer)s?[’']?s?\b[^.:]{0,20}:|note to (?:self|editors?|authors?)"
    r"|(?:this|the) (?:\w+ ){1,4}?(?:helps?|keeps?|prevents?|allows?|makes?|(?:is|are|was|were|gets?|be)"
    r" (?:auto\w*|generated|needed|required|kept|used|managed|maintained|included|made|created|built|copied"
    r"|taken|hidden|replaced|overwritten|a (?:placeholder|workaround|hack|template|copy)))\b"
    r"|keep (?:this|the|these)\b|(?:see|source|from|via):? +https?://|uncomment\b)",
    re.IGNORECASE,
)
_ON_THE_FILE = lazy_regex(
    r"\b(?:this (?:\w+ ){0,2}?(?:page|list|table|section|file|post|article|comment|snippet|example|block)"
    r"|(?:above|below|commented|front ?matter|short-?codes?|markdown|html|git clone|pull request|PR)\b|#\d+\b"
    r"|(?:npm|pip|make|yarn) (?:run|install|build)\b)",
    re.IGNORECASE,
)
_RUN_OF_WORDS = lazy_regex(
    r"(?:[^\W\d_][\w’'-]*[,;:)\"”]* [(\"“]?){4}\w|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{8}"
)
"""Five words in a row, or as much of a script without spaces: prose, not a diagram or a list of names."""
# Phrases of instructions to whoever processes the file, which notes about the file don't have.
_TO_READERS = lazy_regex(
    r"\b(?:summari[sz]\w*|sum (?:this|it|up)|assistants?|AI|LLMs?|chatbots?|language models?|prompts?"
    r"|instructions?|recommend (?:it|us|our|this|the|that|to)|praise|disregard|forget (?:all|everything|what)"
    r"|ignore (?:all|any|the|every|what|previous)|act as|pretend"
    r"|you (?:are (?:an?|now)|must (?:say|tell|always|never|not))"
    r"|(?:reply|respond|answer) (?:with|that|only|as)"
    r"|(?:say|tell|mention|claim|state) (?:that|to|how)|(?:our|is|are) (?:the )?best"
    r"|(?:rate|rank|score) (?:this|it|us|our|the)|(?:do not|don[’']t|never) (?:mention|say|tell|reveal))\b",
    re.IGNORECASE,
)
# Markup that is commented out: images, links, link definitions, URLs, block ids, keys, template tags.
_MARKUP = lazy_regex(
    r"!?\[\[[^\[\]]*+\]\]|^ {0,3}\[[^\[\]\n]++\]:[^\n]*+|!?\[[^\[\]]*+\](?:\([^()\n]*+\)|\[[^\[\]]*+\])"
    r"|</?[A-Za-z][^<>]*+>|<?\w++://[^\s>]*+>?|\^[\w-]++|^[ \t]*+[\w-]++:(?=[ \t])|\{[{%][^{}]*+[}%]\}",
    re.MULTILINE,
)
_NUMBER = lazy_regex(r"\d+")


def count_words(text: str) -> int:
    """The number of words in `text`."""
    return len(_WORD.findall(text))


def prose_words(comment: str) -> int:
    """The number of words of a comment that are prose, without markup that is commented out."""
    return count_words(_MARKUP.sub(" ", comment))


def is_message(comment: str) -> bool:
    """Whether a comment instructs whoever processes the file, such as a language model, or sells."""
    if _TO_PROGRAMS.match(comment):
        return False
    return bool(_TO_READERS.search(comment)) or any(promotions(" ".join(comment.split())))


def is_note(comment: str) -> bool:
    """Whether a comment is for a program, is a note about the file, or is no prose."""
    is_prose = _RUN_OF_WORDS.search(_MARKUP.sub(" ", comment))
    return not is_prose or any(
        (_TO_PROGRAMS.match(comment), _TO_WRITERS.match(comment), _ON_THE_FILE.search(comment))
    )


def without_numbers(comment: str) -> str:
    """`comment` with each number as 0: equal for generated comments that differ in a number or date."""
    return _NUMBER.sub("0", " ".join(comment.split()))
