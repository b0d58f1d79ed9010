"""The main text of a page: the element that holds it, without what is not of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.readers.html.boilerplate import is_invitation, is_of_readers, words
from kratomcli.readers.html.survey import PARAGRAPHS, Survey

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_NO_TEXT = ["script", "style", "template", "iframe", "object", "embed", "svg", "canvas", "audio", "video"]
_CONTROLS = ["button", "input", "select", "option", "textarea", "link", "meta"]
_PICTURE_FOR_LATER = "noscript:not(:has(p))"

_ALL, _MOST, _SOME = 0.8, 0.5, 0.05  # shares of a page's prose
_LEFT, _ENOUGH = 0.06, 0.15
"""Shares of the prose: if less would be left, or less in a short text, names tell nothing."""
_ARTICLE, _COLUMN, _PART = 0.75, 0.7, 0.85
"""The share of the prose that an element must have to be gone into: one that is called an article; any in a
page; and any in an article, whose sections may differ much in length."""
_LONG = 300  # characters: what is longer is no line of tags or "read more"
_LINKS = 60  # characters: a box of links with fewer is left
_LEAD = words("p div section h2 h3 strong blockquote")
_PICTURE = lazy_regex(r"caption|image|img|picture|figure|photo|publish|\bdate|widget", re.IGNORECASE)
_MOST_OF_A_LEAD = 4  # paragraphs
_BOXES = words("div section header span p ul ol li dl small form a")
_LINES = words("p h2 h3 h4 h5 h6 li div strong")


class MainText(NamedTuple):
    """The element that holds the main text of a page, and the paragraphs above it that lead to it."""

    lead: list[LexborNode]
    node: LexborNode


def main_text(body: LexborNode) -> MainText:
    """The main text of the page `body`, which loses all that is not of it."""
    body.strip_tags([*_NO_TEXT, *_CONTROLS], recursive=True)
    for node in body.css(_PICTURE_FOR_LATER):
        node.decompose()
    body.unwrap_tags(["noscript"])  # what is left of them is the text of pages that wait for a script
    survey = Survey(body)
    _keep_most(survey)
    top = _named(survey) or _descended(survey)
    lead = _lead(survey, top)
    for number in reversed(_left_out(survey, top)):
        survey.nodes[number].decompose()
    node = survey.nodes[top]
    for key in ("style", "hidden"):  # what waits for a script to be shown is text as well
        if key in node.attrs:
            del node.attrs[key]
    return MainText([survey.nodes[number] for number in lead], node)


def _keep_most(survey: Survey) -> None:
    """Keep what is called boilerplate where nearly all prose is: class="sidebar-left" around a page."""
    holds = _holding(
        survey, lambda number: survey.tags[number] in ("h1", "main") or survey.looks[number] == "body"
    )
    for least in (_ALL, _MOST, _SOME, 0):
        prose, raw = survey.prose[0], survey.raw[0]
        is_lost = prose < _LEFT * raw
        if least != _ALL and not is_lost and (prose >= _LONG or prose >= _ENOUGH * raw):
            break
        for number in range(1, len(survey)):
            if survey.out[number]:
                share = min(least, _MOST) if holds[number] else least
                is_kept = survey.raw[number] > share * raw and (is_lost or not _is_of_readers(survey, number))
                survey.out[number] = not is_kept
        survey.sum()


def _is_of_readers(survey: Survey, number: int) -> bool:
    attributes = survey.nodes[number].attributes
    return is_of_readers(f"{attributes.get('class')} {attributes.get('id')}")


def _named(survey: Survey) -> int:
    """The one element that is called the text of an article and holds the most; or 0."""
    inside = [False] * len(survey)
    named = []
    for number in range(1, len(survey)):
        parent = survey.parents[number]
        inside[number] = inside[parent] or survey.looks[parent] == "body"
        if survey.looks[number] == "body" and not inside[number] and survey.prose[number]:
            named.append(number)
    if not named:
        return 0
    best = max(named, key=survey.prose.__getitem__)
    total = sum(survey.prose[number] for number in named)
    is_one = survey.prose[best] >= 0.6 * total and survey.prose[best] >= 0.25 * survey.prose[0]
    return _innermost(survey, best) if is_one else 0


def _innermost(survey: Survey, outer: int) -> int:
    """The innermost element in `outer` with such a name that has all but the edges of its prose."""
    inner, number = outer, outer + 1
    while number < len(survey) and survey.parents[number] >= outer:
        if survey.looks[number] == "body" and survey.prose[number] >= 0.9 * survey.prose[inner]:
            inner = number
        number += 1
    return inner


def _descended(survey: Survey) -> int:
    """The element found by going down from the body to where the prose parts."""
    fullest = [0] * len(survey)
    for number in range(len(survey) - 1, 0, -1):
        most = survey.prose[fullest[survey.parents[number]]] if fullest[survey.parents[number]] else 1
        if not survey.out[number] and survey.prose[number] >= most:
            fullest[survey.parents[number]] = number
    is_around_title = _holding(survey, lambda number: survey.tags[number] == "h1")
    top, need = 0, _COLUMN
    while best := fullest[top]:
        is_article = survey.tags[best] in ("article", "main")
        share = _ARTICLE if is_article else need
        if is_around_title[top] and not is_around_title[best]:
            share = max(share, _PART)
        if survey.tags[best] in PARAGRAPHS or survey.prose[best] < share * survey.prose[top]:
            break
        top = best
        if is_article or survey.looks[best] == "body":
            need = _PART
    return top


def _holding(survey: Survey, is_one: Callable[[int], bool]) -> list[bool]:
    """For each element, whether one of a kind is in it."""
    holds = [False] * len(survey)
    for number in range(len(survey) - 1, 0, -1):
        if holds[number] or is_one(number):
            holds[survey.parents[number]] = True
    return holds


def _lead(survey: Survey, top: int) -> list[int]:
    """The paragraphs between the title and the main text, without captions of pictures."""
    title = next((number for number in range(top - 1, 0, -1) if survey.tags[number] == "h1"), top)
    inside = [False] * len(survey)
    lead = []
    for number in range(title + 1, top):
        own = survey.own[number]
        inside[number] = inside[survey.parents[number]] or _is_no_lead(survey, number)
        if (
            not inside[number]
            and own >= _LINKS
            and own > 2 * survey.own_linked[number]
            and survey.tags[number] in _LEAD
            and not _is_within(survey, top, number)
        ):
            lead.append(number)
            inside[number] = True
    return lead if len(lead) <= _MOST_OF_A_LEAD else []


def _is_no_lead(survey: Survey, number: int) -> bool:
    if survey.out[number] or (survey.looks[number] == "small" and survey.text[number] < _LONG):
        return True
    attributes = survey.nodes[number].attributes
    return _PICTURE.search(f"{attributes.get('class')} {attributes.get('id')}") is not None


def _is_within(survey: Survey, inner: int, outer: int) -> bool:
    while inner > outer:
        inner = survey.parents[inner]
    return inner == outer


def _left_out(survey: Survey, top: int) -> list[int]:
    """The outermost elements within the main text that are not of it, in order."""
    inside = [False] * len(survey)
    inside[top] = True
    gone: list[int] = []
    invited = 0  # a line such as "You may also like:", which what follows makes boilerplate
    for number in range(top + 1, len(survey)):
        parent = survey.parents[number]
        if not inside[parent]:
            continue
        if invited and survey.parents[invited] == parent:
            if _is_of_links(survey, number):
                gone += [*([] if invited in gone[-1:] else [invited]), number]
                continue
            invited = 0
        if _is_left_out(survey, number, top):
            gone.append(number)
            continue
        inside[number] = True
        if survey.tags[number] in _LINES and survey.text[number] < _LONG and _invites(survey, number):
            invited = number
    return sorted(set(gone))


def _invites(survey: Survey, number: int) -> bool:
    return is_invitation(survey.nodes[number].text())


def _is_of_links(survey: Survey, number: int) -> bool:
    return survey.linked[number] > 0.7 * survey.text[number]


def _is_left_out(survey: Survey, number: int, top: int) -> bool:
    text, linked = survey.text[number], survey.linked[number]
    if survey.out[number]:
        return survey.prose[top] >= _LEFT * survey.raw[top] or survey.raw[number] < _MOST * survey.raw[top]
    if survey.raw[number] > _MOST * survey.raw[top]:
        return False
    tag = survey.tags[number]
    if survey.looks[number] == "small" and tag in _BOXES:
        return text < _LONG or 2 * linked > text
    if linked and tag in _LINES and text < _LONG and 2 * linked > text:
        line = survey.nodes[number].text()
        if is_invitation(line) or (linked == text and tag == "p" and _is_shouted(line)):
            return True
    return tag in ("div", "section") and text > _LINKS and _is_of_links(survey, number)


def _is_shouted(line: str) -> bool:
    """Whether a link is set as a headline between paragraphs."""
    return len(line) > 20 and line.isupper()
