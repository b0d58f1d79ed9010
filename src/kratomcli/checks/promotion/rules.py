"""Rules about promotion: sales phrases in informative text, and calls to action without a link."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kratomcli.checks.promotion.selling import may_sell, promotions, sells
from kratomcli.checks.registry import rule
from kratomcli.checks.scope import line_around
from kratomcli.markup.hrefs import links
from kratomcli.markup.prose import sentence_spans
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.checks.finding import Spot
    from kratomcli.checks.scope import Scope, Subject

_SMALL = lazy_regex(r"\b[a-zà-ÿ]{1,4}\b")
_ENGLISH = ("the", "of", "and", "to", "is", "are", "that", "with", "for", "was", "it", "by", "from")
_NOT_ENGLISH = (
    *(
        "el",
        "la",
        "los",
        "las",
        "que",
        "de",
        "del",
        "en",
        "un",
        "una",
        "con",
        "por",
        "le",
        "les",
        "des",
        "du",
    ),
    *("et", "est", "pour", "der", "die", "das", "und", "ist", "mit", "ein", "eine", "il", "di", "che", "per"),
    *("o", "os", "uma", "não", "para", "com", "het", "een", "van", "och", "att", "som"),
)
_I = lazy_regex(r"\b(?:I|my|[Mm]y)\b")
_CAPITAL = lazy_regex(r"[a-z,] [A-Z][a-z]+")
_PER_CAPITAL = 1500  # characters for each capitalised word in mid-sentence; with fewer, names lack capitals

_CALL = lazy_regex(
    r"\b(?:(?:click|tap|visit) (?:right )?here"
    r"|click (?:on )?(?:this link|(?:this|the) (?:link|button) (?:below|above))"
    r"|add to cart|(?:buy|order|shop|call|book) now|buy (?:\w+ ){0,3}here"
    r"|(?:order|shop) (?:(?:your|the|a|it|them|online|today)\b (?:\w+ ){0,2})?here"
    r"|(?:visit|check out) this (?:web ?)?(?:site|page|link)|(?:read|learn|find out) more here)\b",
    re.IGNORECASE,
)
_NOUNS_TOO = ("order", "shop", "call", "book")
# The beginning of a clause: _NOUNS_TOO are verbs only there, unlike in "the order here".
_CLAUSE = lazy_regex(r"(?:^|[.!?,;:)–—-]|\b(?:and|or|so|please|then|just))\s*$", re.IGNORECASE)
# What follows "here" if it means a place: "click here and there", "click here in the margin".
_MEANT = lazy_regex(
    r"\s+(?:(?:and|or) (?:there|drag|hold)|on|in|with|at|again|once|twice|while|between|the|this|your)\b",
    re.IGNORECASE,
)
_ADDRESS = lazy_regex(
    r"https?://|\bwww\.|\]\(|\]\[|<a\s|[\w.]@\w|</?button|<details|<summary|!\[", re.IGNORECASE
)
_CALLING = ("click", " now", " here", "visit this", "check out this", "add to cart")
"""At least one of these is in every match of _CALL: a fast pre-check."""
_MENTION = lazy_regex(
    r"(?:\b(?:say|says|said|saying|reads?|word(?:s|ed)?|phrases?|texts?|labels?|labell?ed|buttons?|links?|called|titled|like|as"
    r"|write|wrote|writing|avoid|use|using|used|marked|named)\b|[:“\"‘'«(])\W*$",
    re.IGNORECASE,
)
_DONE_BY_OTHERS = lazy_regex(
    r"\b(?:they|users?|people|visitors?|readers?|customers?|who|we|i|he|she|then|you|when|if|once|to|not|right-?|double-?"
    r"|never|don[’']t|can|could|would|will|might|may|should|must)\s+(?:\w+ly\s+)?$",
    re.IGNORECASE,
)


@rule(
    "P001",
    "injected-promotion",
    "warning",
    "a phrase that sells and doesn't belong to its sentence",
    explanation="A search phrase or an advertisement put into a text that is about something else: “buy"
    " cheap tea online” where the sentence has no room for it, a shop’s name behind goods, a sentence"
    " with a discount code, a link whose words sell. Selling words that do belong (“agencies buy services”)"
    " are left alone. It reads English only, and what reads like good prose escapes it: a product"
    " praised in whole sentences, a brand’s name alone, a word exchanged for another.",
    hint="Take the phrase out; what it stands in may have lost a word or two.",
    fires="# Sleep\n\nFurthermore, buy green thai tea online quality of sleep varies with age.\n",
    passes="# Supply\n\nThe agency wants to buy cloud services in bulk, and vendors submitted bids. Shoppers"
    " order online where prices are lowest.\n",
)
def injected_promotion(subject: Subject, scope: Scope) -> Iterator[Spot]:
    for start, end, reason in promotion_spans(subject):
        if not _is_english(subject.prose):
            return
        phrase = " ".join(subject.prose[start:end].split())
        shown = phrase if len(phrase) <= 80 else phrase[:79] + "…"
        line = line_around(subject.article.body, start)
        yield subject.in_body(start, f"“{shown}” sells: {reason}", text=f"{phrase} {line}")


def _is_english(text: str) -> bool:
    """Whether `text` has more function words of English than of other languages in the Latin alphabet."""
    words = Counter(_SMALL.findall(text[:20_000].lower()))
    return sum(words[one] for one in _ENGLISH) >= sum(words[one] for one in _NOT_ENGLISH)


def promotion_spans(subject: Subject) -> Iterator[tuple[int, int, str]]:
    """(start, end, reasons) of each promotional phrase, as offsets in the body."""
    text, article = subject.prose, subject.article
    manner: tuple[bool, bool] | None = None
    anchors = []
    if "](" in article.body or "<a" in article.body or "]:" in article.body:
        for link in links(subject.without_code, article.markup):
            if not link.href.startswith(("http://", "https://", "//")):
                continue
            before = text[max(0, link.start - 40) : link.start]
            why = sells(text[link.start : link.end], link.href, before)
            if why and not subject.is_code(link.start):
                anchors.append((link.start, link.end, why))
    yield from anchors
    for start, end in sentence_spans(article.body, article.markup, text, may_sell):
        if manner is None:
            manner = bool(_I.search(text)), _is_tidy(text)
        for found in promotions(text[start:end], personal=manner[0], tidy=manner[1]):
            low, high = start + found.start, start + found.end
            if all(high <= first or last <= low for first, last, _ in anchors) and not subject.is_code(low):
                yield low, high, found.reason


def _is_tidy(text: str) -> bool:
    """Whether a text capitalises names."""
    return (1 + len(_CAPITAL.findall(text))) * _PER_CAPITAL >= len(text)


@rule(
    "P002",
    "stray-call",
    "warning",
    "a call to action that has lost its link: “click here”",
    explanation="The words ask for a click or an order, and nothing is there to be clicked. A link that"
    " says so is left alone, as are the words in quotation marks, a text about such words, a sentence"
    " in which somebody else clicks, a guide that says which button or link to click, and an address that"
    " follows.",
    hint="Take it out, or bring the link back.",
    fires="# Tea\n\nGuidelines on how much to drink are missing and Click Here.\n",
    passes="# Tea\n\nNever write “click here”. Users who click here and there see it."
    " [Click here](https://example.org/tea) for more. You get an email: click on the link to go on. The table"
    " keeps the order here.\n",
)
def stray_call(subject: Subject, scope: Scope) -> Iterator[Spot]:
    for start, end in call_spans(subject):
        words = " ".join(subject.prose[start:end].split())
        line = line_around(subject.article.body, start)
        yield subject.in_body(start, f"“{words}” with nothing to click", text=line)


def call_spans(subject: Subject) -> Iterator[tuple[int, int]]:
    """(start, end) of each call to action without a link, as offsets in the body."""
    text = subject.prose
    lower = text.lower()
    if not any(word in lower for word in _CALLING):
        return
    linked: list[tuple[int, int]] | None = None
    for found in _CALL.finditer(text):
        if not _asks(text, found) or _ADDRESS.search(_behind(subject.article.body, found)):
            continue
        if linked is None:
            linked = [(link.start, link.end) for link in links(subject.without_code, subject.article.markup)]
        is_link = any(start <= found.end() and found.start() <= end for start, end in linked)
        if not is_link and not subject.is_code(found.start()):
            yield found.span()


def _asks(text: str, found: re.Match[str]) -> bool:
    """Whether the match of _CALL is a request to the reader that should be a link."""
    before = text[max(0, found.start() - 40) : found.start()]
    if _MENTION.search(before) or _MEANT.match(text, found.end()):
        return False
    if found[0][0].isupper() and before.rstrip()[-1:].isalnum():
        return True  # "… missing and Click Here"
    if _DONE_BY_OTHERS.search(before):
        return False
    is_noun = found[0].lower().startswith(_NOUNS_TOO)
    return not is_noun or bool(_CLAUSE.search(before.rpartition("\n\n")[2]))


def _behind(body: str, found: re.Match[str]) -> str:
    """The text after a call in its paragraph, and in the next ones if the call says "below"."""
    if found[0].lower().endswith("below"):
        return body[found.start() : found.start() + 600]
    return body[found.start() : found.start() + 200].partition("\n\n")[0]
