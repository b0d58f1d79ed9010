"""Sentences that are advertisements: they ask the reader to act, and have other signs of advertising."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from kratomcli.checks.promotion import lexicon as words
from kratomcli.checks.promotion.inserts import Promotion
from kratomcli.patterns import lazy_regex

_ENOUGH = 2.5

_DOMAIN = r"(?:com|net|org|shop|store|co|io|biz|info)\b"
_SELLER = (
    r"\b(?:our (?:\w+ ){0,2}?(?:stores?|shops?|products|prices|deals|sales team|selection|collection|range"
    r"|discounts?|catalog(?:ue)?|offers?|sale|experts|writers|inventory|customers|brand)"
    r"|we (?:offer|ship|deliver|sell|guarantee|stock))\b"
)
_HERE = r"\byou can (?:now )?(?:buy|order|get|purchase)\b[^.!?]{1,60}?\b(?:here|from us)\b"
_ASKS = lazy_regex(
    rf"^\W*(?:{words.AD_VERBS})\b"
    r"|^\W*(?:so|then|and|for|to|if|when|with|at|in|from|looking|want|need|ready)\b[^.!?]{2,90}?[,?—–-]\s*"
    rf"(?:just |simply |please )?(?:{words.AD_VERBS})\b"
    r"|[,;:—–!-]\s+(?:so |and |then )?(?:please )?(?:order|buy|shop|call|act|visit|click|sign up)"
    r" (?:now|today|here|us|our)\b"
    rf"|[,;] (?:just |simply |please )?(?:visit|go to|check out) |{_HERE}"
    rf"|\b(?:visit|go to) [\w.-]+\.{_DOMAIN}|{_SELLER}",
    re.IGNORECASE,
)

# (weight, pattern) of each sign of an advertisement; each counts at most twice in a sentence.
_SIGNS: tuple[tuple[float, str], ...] = (
    (1.5, r"\b(?:buy|order|shop)(?: \w+)? (?:now|today)\b"),
    (
        1.0,
        r"\b(?:call|act|book|apply|join|enrol+|sign up|subscribe|register|play|bet)(?: \w+)? (?:now|today)\b",
    ),
    (1.0, r"\b(?:buy|order|shop|get|purchase)\b[^.!?]{0,60}?\bonline\b"),
    (0.5, r"\b(?:buy|order|get) (?:cheap|discount\w*|affordable|authentic|premium|genuine|the best)\b"),
    (0.5, r"\bshop (?:our|the latest|now)\b|\bbrowse our\b|\bcheck out our\b"),
    (1.0, _SELLER),
    (0.5, r"\bour (?:premium|top|best|new|finest|high-quality) "),
    (1.5, _HERE),
    (1.0, r"\bfree (?:\w+ )?(?:shipping|delivery|returns|samples?|spins|quotes?|consultation)\b"),
    (1.5, r"(?:\d[\d.,]* ?%|[$€£]\d+|\d+ percent) (?:off|discount|cashback)\b"),
    (0.5, r"\b(?:coupon|promo|promotional|discount|voucher) code\b"),
    (1.5, r"(?-i:\b[Cc]ode:? [\"“']?[A-Z]{2,}[A-Z0-9]*\b)"),
    (
        1.0,
        r"\b(?:best|lowest|unbeatable|great|low|affordable|competitive|amazing) (?:\w+ )?"
        r"(?:prices?|deals?|rates|offers?)\b",
    ),
    (
        1.0,
        r"\bmoney[- ]back guarantee|\bsatisfaction guaranteed|\blimited[- ]time\b|\bhurry\b"
        r"|\bwhile (?:supplies|stocks?) last|\bdon[’']t (?:miss|wait)\b|\bno prescription"
        r"|\bwithout (?:a )?prescription|\b(?:instant|guaranteed|fast) approval|\bno credit check"
        r"|\brisk[- ]free\b|\b24/7\b|\bno (?:deposit|hidden fees)\b"
        r"|\bsame[- ]day (?:shipping|delivery|cash)|\bplagiarism[- ]free\b"
        r"|\bguaranteed (?:results|winnings|lowest)\b|\badd to cart\b|\bplace your order\b"
        r"|\byour (?:first )?(?:order|purchase)\b|\bclaim your\b|\bwelcome bonus\b"
        r"|\byou won[’']t regret\b",
    ),
    (
        1.0,
        r"(?:\b(?:trusted|top-rated|leading|premium|number one|reputable)|#1) (?:\w+ ){0,2}"
        r"(?:vendor|store|shop|supplier|brand|casino|seller|service)\b",
    ),
    (
        0.5,
        r"\b(?:payday|instant|cash) loans?\b|\bonline casinos?\b|\bessay (?:writing )?services?\b"
        r"|\breplica\b|\bjackpots?\b|\bviagra\b|\bcialis\b",
    ),
    (
        0.5,
        r"\bfrom (?:only |just )?[$€£]\d+|\b(?:only|just|for) [$€£]\d[\d.,]*"
        r"|[$€£]\d[\d.]* (?:per|a) (?:page|month)",
    ),
    (
        1.0,
        rf"\b(?:visit|at|to|call|on)\b[^.!?]{{0,40}}?(?:\b(?:www\.)?[\w-]{{3,}}\.{_DOMAIN}"
        r"|\b1?[- .(]*\d{3}[-. )]+\d{3}[-. ]\d{4}\b)",
    ),
    (0.5, rf"\b[\w-]*?(?:{words.SALES_IN_HOST})[\w-]*\.{_DOMAIN}"),
    (0.5, r"\b(?:now|today)\b"),
    (1.0, r"\b(?:month|week|year|order|box) free\b"),
    (0.5, r"!\s*$"),
)
_PATTERNS = tuple((weight, lazy_regex(pattern, re.IGNORECASE)) for weight, pattern in _SIGNS)


def advertisement(sentence: str) -> Iterator[Promotion]:
    """The part from the first to the last sign, if the sentence asks to act and their weight is enough."""
    if not _ASKS.search(sentence):
        return
    found = [
        (weight, match) for weight, pattern in _PATTERNS for match in islice(pattern.finditer(sentence), 2)
    ]
    if sum(weight for weight, _ in found) < _ENOUGH:
        return
    if len({match[0].lower() for _, match in found if match[0].strip(" .!")}) < 2:
        return
    signs = ", ".join(f"“{match[0].strip()}”" for weight, match in found if weight >= 1)[:120]
    start, end = min(match.start() for _, match in found), max(match.end() for _, match in found)
    yield Promotion(start, end, f"an advertisement: {signs}" if signs else "an advertisement")
