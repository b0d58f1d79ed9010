"""Finding promotional phrases that don't belong to their sentence, by heuristics instead of a grammar.

Two kinds of phrases are found, each when the sum of its evidence is large enough:

- An *insert*: words as typed into a search engine (a sales verb or a bare superlative, goods, "online",
  "near me", a place name in lower case) where they are ungrammatical: after a preposition or a
  connective, without an article, before a verb without a subject. In "Agencies want to buy services" a
  verb is possible; in "Furthermore, buy services status varies" it is not.
- An *advertisement*: a sentence that asks the reader to act, or speaks as the seller, and has several
  signs of advertising (a code, a percentage off, "order now", free delivery, a shop's address).

The text of a link counts as stronger evidence, because links are what advertisers pay for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kratomcli.checks.promotion import lexicon as words
from kratomcli.checks.promotion.advertising import advertisement
from kratomcli.checks.promotion.inserts import Promotion, inserts, tokens_of
from kratomcli.patterns import lazy_regex

_ENOUGH = 2.5
_LONGEST = 12  # words of a link's text; longer ones are not examined
_QUOTED = lazy_regex(r"“[^”]{1,80}”|\"[^\"]{1,80}\"|‘[^’]{1,80}’(?!\w)|«[^»]{1,80}»")


_WORD = lazy_regex(r"#1|[\w-]+")


def may_sell(text: str) -> bool:
    """Whether `text` has any of the words without which nothing is found: a fast pre-check."""
    return not words.TRIGGERS.isdisjoint(_WORD.findall(text.lower()))


def promotions(sentence: str, *, personal: bool = False, tidy: bool = True) -> Iterator[Promotion]:
    """The promotional phrases in a sentence, by offset.

    Args:
        personal: whether the article is in the first person, so that "near me" may be the author's.
        tidy: whether the article capitalises names, so that "thai" is evidence of an insert.
    """
    there = _WORD.findall(sentence.lower())
    every: list[Promotion] = []
    if not words.OF_INSERTS.isdisjoint(there):
        every += inserts(sentence, personal=personal, tidy=tidy)
    if not words.OF_ADVERTISEMENTS.isdisjoint(there):
        every += advertisement(sentence)
    quoted = [found.span() for found in _QUOTED.finditer(sentence)] if every else []
    for found in _in_order(every):
        if not any(start <= found.start and found.end <= end for start, end in quoted):
            yield found


_SALE = lazy_regex(r"\b(?:for sale|near me|coupon|promo code|free shipping)\b", re.IGNORECASE)
_ROOM = lazy_regex(
    r"\b(?:to|can|could|may|might|must|should|will|would|you|we|they|I|people|who|now|also|please|not|do)\W*$",
    re.IGNORECASE,
)
_OBJECTS = frozenset(("a", "an", "the", "me", "us", "my", "your", "our", "their", "his", "her", "it", "this"))


def sells(anchor: str, href: str, before: str = "") -> str:
    """The reasons why a link is promotional; "" if it is not.

    `anchor` is the link's text, `href` its address on another site, `before` the text before it. A verb
    that is grammatical in the sentence ("you can [buy tickets]"), or that has an ordinary object ("[buy
    me a coffee]"), is not promotional, and neither is a name ("[Chrome Web Store]").
    """
    tokens = tokens_of(anchor)
    lowers = [token.lower for token in tokens if token.is_word]
    if not lowers or len(lowers) > _LONGEST:
        return ""
    weight = 0.0
    verb = lowers[0] in ("buy", "order", "shop") and len(lowers) > 1 and lowers[1] not in words.STOPS
    if verb and not _ROOM.search(before) and _OBJECTS.isdisjoint(lowers):
        weight += 1.5
    if lowers[0] in words.PRAISE and len(lowers) > 1 and lowers[1] not in words.NO_GOODS_AFTER_BEST:
        weight += 1
    weight += 1.5 * bool(_SALE.search(anchor))
    last = [token for token in tokens if token.is_word][-1]
    weight += last.lower in words.BARE_HEADS and (bool(weight) or last.text.islower())
    weight += any(token.text in words.PLACES for token in tokens)
    if not weight:
        return ""
    weight += "online" in lowers
    host = re.sub(r"^[a-z]+://(?:www\.)?", "", href.lower()).partition("/")[0]
    if re.search(words.SALES_IN_HOST, host.rpartition(".")[0]):
        weight += 1
    if any(len(lower) > 3 and lower in host for lower in lowers if lower not in words.STOPS):
        weight += 1
    return "a link whose words sell" if weight >= _ENOUGH else ""


def _in_order(found: Sequence[Promotion]) -> list[Promotion]:
    """`found` sorted by offset, keeping the longest of those that overlap."""
    kept: list[Promotion] = []
    for one in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept)
