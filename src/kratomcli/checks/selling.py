"""Finding phrases that sell and don't belong to their sentence.

There is no grammar here, only its shadow. Two things make a finding, and either kind of evidence is
weighed until it is enough:

- An *insert*: words as one types them into a search engine (a sales verb or a bare superlative, goods,
  "online", "near me", a place without its capital), where the sentence has no room for them: after a
  preposition or a connective, without an article, before a verb that has lost its subject. "Agencies
  want to buy services" has room; "Furthermore, buy services status varies" has none.
- An *advertisement*: a sentence that asks the reader to act, or speaks as the seller, and holds several
  of the things that only advertisements hold together (a code, a percentage off, "order now", free
  delivery, a shop's address).

Links weigh more than plain words: their words are what was paid for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from kratomcli.checks import lexicon as words

ENOUGH = 3.0
_ENOUGH_OF_AN_AD = 2.5
_LONGEST = 12  # words of an insert


class Promotion(NamedTuple):
    """A phrase that sells: offsets in the sentence, and why it doesn't belong."""

    start: int
    end: int
    reason: str


class _Word(NamedTuple):
    text: str
    lower: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum() or self.text[0] == "#"


_TOKEN = re.compile(r"#?\w[\w’'-]*+|[^\w\s]")
_PLACES = "|".join(sorted(words.PLACES))
_TRIGGER = re.compile(
    rf"\b(?:buy|order|purchase|shop|for sale|near me|best|cheap(?:est)?|affordable|discount|premium|wholesale"
    rf"|lowest|top-rated|coupon|promo|free|% off|now|today|guarantee\w*|our|{_PLACES})\b|% off|\$\d+ off|#1",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"“[^”]{1,80}”|\"[^\"]{1,80}\"|‘[^’]{1,80}’(?!\w)|«[^»]{1,80}»")
_FIRST_PERSON = re.compile(r"\b(?:I|[Mm]y|[Ww]e|[Oo]ur|us|said|says)\b")


def promotions(sentence: str, *, personal: bool = False, tidy: bool = True) -> Iterator[Promotion]:
    """The phrases of a sentence that sell and don't belong.

    Args:
        personal: whether the article says "I", so that "near me" may mean just that.
        tidy: whether the article gives names their capitals, so that "thai" is out of place.
    """
    if not _TRIGGER.search(sentence):
        return
    quoted = [found.span() for found in _QUOTED.finditer(sentence)]
    for found in _in_order([*_inserts(sentence, personal, tidy), *_advertisement(sentence)]):
        if not any(start <= found.start and found.end <= end for start, end in quoted):
            yield found


def sells(anchor: str, href: str) -> str:
    """Why a link's words sell; "" where they don't. `anchor` is the words, `href` leads to another site."""
    tokens = _tokens(anchor)
    lowers = [token.lower for token in tokens if token.is_word]
    if not lowers or len(lowers) > _LONGEST:
        return ""
    weight = 0.0
    if lowers[0] in ("buy", "order", "shop") and len(lowers) > 1 and lowers[1] not in words.STOPS:
        weight += 1.5
    if lowers[0] in words.PRAISE and len(lowers) > 1 and lowers[1] not in words.NO_GOODS_AFTER_BEST:
        weight += 1
    weight += 1.5 * bool(re.search(r"\b(?:for sale|near me|coupon|promo code|free shipping)\b", anchor, re.I))
    weight += sum(lower in words.BARE_HEADS for lower in lowers[-1:])
    weight += any(token.text in words.PLACES for token in tokens)
    if not weight:
        return ""
    weight += "online" in lowers
    host = re.sub(r"^[a-z]+://(?:www\.)?", "", href.lower()).partition("/")[0]
    if re.search(words.SALES_IN_HOST, host.rpartition(".")[0]):
        weight += 1
    if any(len(lower) > 3 and lower in host for lower in lowers if lower not in words.STOPS):
        weight += 1
    return "a link whose words sell" if weight >= 2.5 else ""


def _tokens(sentence: str) -> list[_Word]:
    return [_Word(m[0], m[0].lower(), m.start(), m.end()) for m in _TOKEN.finditer(sentence)]


def _in_order(found: Sequence[Promotion]) -> list[Promotion]:
    """By place, the longest where several overlap."""
    kept: list[Promotion] = []
    for one in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept)


# -- inserts -------------------------------------------------------------------------------------------


def _inserts(sentence: str, personal: bool, tidy: bool) -> Iterator[Promotion]:
    tokens = _tokens(sentence)
    for at, token in enumerate(tokens):
        if token.lower in words.SALES_VERBS:
            found = _verb(tokens, at, tidy)
        elif token.lower in words.PRAISE:
            found = _praise(tokens, at, tidy)
        elif token.lower == "near" and _lower(tokens, at + 1) == "me" and not personal:
            found = _near_me(sentence, tokens, at)
        elif token.text in words.PLACES and tidy:
            found = _place(tokens, at)
        else:
            continue
        if found is not None:
            yield found


def _lower(tokens: Sequence[_Word], at: int) -> str:
    return tokens[at].lower if 0 <= at < len(tokens) else ""


def _is_content(token: _Word) -> bool:
    return token.is_word and token.lower not in words.STOPS


def _run_end(tokens: Sequence[_Word], at: int) -> int:
    """Where the bare run of content words ends that goes on from `at`."""
    end = at
    while end < len(tokens) and end - at < _LONGEST and _is_content(tokens[end]):
        end += 1
    return end


def _run_start(tokens: Sequence[_Word], at: int) -> int:
    start = at
    while start > 0 and at - start < _LONGEST and _is_content(tokens[start - 1]):
        start -= 1
    return start


def _tail(tokens: Sequence[_Word], end: int) -> tuple[int, float]:
    """What a search goes on with behind the goods: the end with it, and its weight."""
    weight = 0.0
    while True:
        pair = (_lower(tokens, end), _lower(tokens, end + 1))
        if pair in (("near", "me"), ("for", "sale")):
            end, weight = end + 2, weight + 1.5
        elif pair[0] in ("now", "today") and (weight or _lower(tokens, end - 1) in ("online", "sale")):
            end, weight = end + 1, weight + 0.5
        elif pair[0] == "online":
            end, weight = end + 1, weight + 1
        else:
            return end, weight


def _bare_source(tokens: Sequence[_Word], end: int) -> int:
    """Behind "from" and two to five small words without an article: a shop's name; `end` if there is none."""
    if _lower(tokens, end) not in ("from", "by", "at"):
        return end
    stop = end + 1
    while stop < len(tokens) and tokens[stop].is_word and (_is_content(tokens[stop]) or tokens[stop].text in "go"):
        stop += 1
    name = tokens[end + 1 : stop]
    small = all(token.text.islower() for token in name)
    return stop if 2 <= len(name) <= 5 and small and not name[-1].lower.endswith("s") else end


def _verb(tokens: Sequence[_Word], at: int, tidy: bool) -> Promotion | None:
    """ "buy green thai kratom", where no verb can stand."""
    token, before = tokens[at], _lower(tokens, at - 1)
    end = _run_end(tokens, at + 1)
    if end == at + 1:
        return None
    weight, reasons = 0.0, []
    if token.lower == "buy":
        if before in words.PREPOSITIONS:
            weight, reason = 3, f"a verb after “{before}”"
            reasons.append(reason)
        elif before in ("is", "are", "was", "were", "has", "have", "had", "be", "been"):
            weight += 2
        elif before in ("a", "an", "the", "this", "its", "their", "his", "her", "these", "some"):
            weight += 1
    if before == "," and _lower(tokens, at - 2) in words.CONNECTIVES:
        weight += 1.5
        reasons.append("a call to buy where a statement begins")
    elif not weight and at and tokens[at - 1].text[0].islower() and token.text[0].isupper():
        if all(one.text[0].isupper() for one in tokens[at + 1 : min(end, at + 3)]):
            weight += 2  # "many people Buy Garden Sheds Online to …"
            reasons.append("capitals in mid-sentence")
    if not weight:
        return None
    run = tokens[at + 1 : end]
    signs = sum(one.lower in words.GOODS_ENDS for one in run)
    signs += any(one.lower in words.PRAISE for one in run)
    if tidy and (name := next((one for one in run if one.text in words.PLACES), None)):
        signs += 2
        reasons.append(f"“{name.text}” without its capital")
    after, more = _tail(tokens, end)
    if token.lower != "buy" and not (signs or more):
        return None  # "order effects", "purchase decisions", "shop floors"
    broken = next((i for i, one in enumerate(run) if i and one.lower in words.FINITE), None)
    if broken is None and _lower(tokens, end) in words.FINITE:
        broken = len(run)
    if broken is not None:
        weight += 2
        reasons.append(f"“{_lower(tokens, at + 1 + broken)}” lacks its subject")
        after = at + 1 + broken
    return _made(tokens, at, _bare_source(tokens, after), weight + signs + more, reasons)


def _praise(tokens: Sequence[_Word], at: int, tidy: bool) -> Promotion | None:
    """ "best kratom vendor", "cheap phone cases online" without an article."""
    before = _lower(tokens, at - 1)
    if not at or before in words.BEFORE_PRAISE or before.endswith(("'s", "’s", "s'", "s’")):
        return None
    end = _run_end(tokens, at + 1)
    run = tokens[at + 1 : end]
    if not run or run[0].lower in words.NO_GOODS_AFTER_BEST:
        return None
    superlative = tokens[at].lower in words.SUPERLATIVES
    online = any(one.lower in words.GOODS_ENDS for one in run[1:])
    after, more = _tail(tokens, end)
    weight, reasons = more + online, []
    name = next((one for one in tokens[at:end] if one.text in words.PLACES), None) if tidy else None
    if name:
        weight += 2
        reasons.append(f"“{name.text}” without its capital")
    heads = [
        one
        for one, following in zip(run, [*run[1:], None], strict=True)
        if following is None or following.lower in words.FINITE or following.lower in words.GOODS_ENDS
    ]
    if head := next((one for one in heads if one.lower in words.BARE_HEADS), None):
        weight += 3 if superlative else 2
        reasons.append(f"“{head.text}” lacks its article")
    elif weight and (head := next((one for one in heads if one.lower in words.WEAK_HEADS), None)):
        weight += 1.5
        reasons.append(f"“{head.text}” lacks its article")
    if superlative and len(run) > 1 and (online or more):
        weight += 2 if len(run) > 2 else 1.5
        reasons.append("words of a search")
    if before in words.PREPOSITIONS and (online or more):
        weight += 0.5
    return _made(tokens, at, _bare_source(tokens, after), weight, reasons)


def _near_me(sentence: str, tokens: Sequence[_Word], at: int) -> Promotion | None:
    """ "… near me" in the words of nobody."""
    for_sale = _lower(tokens, at - 1) == "sale" and _lower(tokens, at - 2) == "for"
    end = at - 2 if for_sale else at
    start = _run_start(tokens, end)
    if end - start + for_sale < 2 or start == end or tokens[end - 1].lower.endswith(("ed", "ing")):
        return None
    if _FIRST_PERSON.search(sentence):
        return None
    return _made(tokens, start, at + 2, ENOUGH, ["“near me” in the words of nobody"])


def _place(tokens: Sequence[_Word], at: int) -> Promotion | None:
    """ "white thai kratom from happy go leafy": a name without its capital among goods and a shop."""
    start, end = _run_start(tokens, at), _run_end(tokens, at)
    weight, reasons = 2.0, [f"“{tokens[at].text}” without its capital"]
    if end - start < 2:
        return None
    source = _bare_source(tokens, end)
    if source > end:
        weight += 1
        reasons.append("a shop’s name")
    before = tokens[start - 1].lower if start else ""
    adverb = _lower(tokens, start - 2)
    if before == "of" and adverb.endswith("ly") and adverb not in words.BEFORE_OF:
        weight += 1
        reasons.append(f"“of” after “{tokens[start - 2].text}”")
    after, more = _tail(tokens, end)
    if any(one.lower in words.BARE_HEADS for one in tokens[start:end]):
        weight += 1
        reasons.append("a seller")
    if any(one.lower in words.GOODS_ENDS for one in tokens[start:end]):
        weight += 1
    return _made(tokens, start, max(source, after), weight + more, reasons)


def _made(
    tokens: Sequence[_Word], at: int, end: int, weight: float, reasons: Sequence[str]
) -> Promotion | None:
    if weight < ENOUGH:
        return None
    return Promotion(tokens[at].start, tokens[end - 1].end, "; ".join(reasons) or "words of a search")


# -- advertisements ------------------------------------------------------------------------------------

_ASKS = re.compile(
    rf"^\W*(?:(?:{words.AD_VERBS})\b|(?:(?:so|then|and|for|to|if|when|with|at|in|from|looking|want|need|ready)\b"
    rf"[^.!?]{{2,90}}?[,?—–-]\s*(?:just |simply |please )?(?:{words.AD_VERBS})\b))"
    rf"|[,;:—–!-]\s+(?:so |and |then )?(?:please )?(?:order|buy|shop|call|act|visit|click|sign up) (?:now|today|here|us|our)\b",
    re.IGNORECASE,
)
_SELLER = re.compile(
    r"\b(?:our (?:\w+ ){0,2}?(?:stores?|shops?|products?|prices?|deals?|selection|collection|range|catalog(?:ue)?"
    r"|discounts?|offers?|sale|experts|writers|inventory|customers|brand)|we (?:offer|ship|deliver|sell|guarantee|stock))\b",
    re.IGNORECASE,
)
_SIGNS: tuple[tuple[re.Pattern[str], float], ...] = tuple(
    (re.compile(pattern, flags), weight)
    for pattern, flags, weight in (
        (r"\b(?:buy|order|shop)(?: \w+)? (?:now|today)\b", re.I, 1.5),
        (r"\b(?:call|act|book|apply|join|enrol+|sign up|subscribe|register)(?: \w+)? (?:now|today)\b", re.I, 1.0),
        (r"\b(?:buy|order|shop|get|purchase)\b[^.!?]{0,60}?\bonline\b", re.I, 1.0),
        (r"\b(?:buy|order|get) (?:cheap|discount\w*|affordable|authentic|premium|genuine|the best)\b", re.I, 0.5),
        (r"\bshop (?:our|the latest|now)\b|\bbrowse our\b|\bcheck out our\b", re.I, 0.5),
        (_SELLER.pattern, re.I, 1.0),
        (r"\bfree (?:\w+ )?(?:shipping|delivery|returns|samples?|spins|quotes?|consultation)\b", re.I, 1.0),
        (r"(?:\d[\d.,]* ?%|[$€£]\d+|\d+ percent) (?:off|discount|cashback)\b", re.I, 1.5),
        (r"\b(?:coupon|promo|promotional|discount|voucher) code\b", re.I, 0.5),
        (r"\b[Cc]ode:? [\"“']?[A-Z]{2,}[A-Z0-9]*\b|\bcode:? [\"“']?[A-Z]+\d+", 0, 1.5),
        (r"\b(?:best|lowest|unbeatable|great|low|affordable|competitive|amazing) (?:prices?|deals?|rates|offers?)\b", re.I, 1.0),
        (
            r"\bmoney[- ]back guarantee|\bsatisfaction guaranteed|\blimited[- ]time\b|\bwhile (?:supplies|stocks?) last"
            r"|\bdon[’']t (?:miss|wait)\b|\bhurry\b|\bno prescription|\bwithout (?:a )?prescription"
            r"|\b(?:instant|guaranteed|fast) approval|\bno credit check|\brisk[- ]free\b|\b24/7\b"
            r"|\bno (?:deposit|hidden fees)\b|\bsame[- ]day (?:shipping|delivery|cash)|\bplagiarism[- ]free\b"
            r"|\bguaranteed (?:results|winnings|lowest)\b|\badd to cart\b|\bplace your order\b|\byour (?:first )?(?:order|purchase)\b"
            r"|\bclaim your\b|\bwelcome bonus\b|\byou won[’']t regret\b",
            re.I,
            1.0,
        ),
        (r"\b(?:trusted|top-rated|leading|premium|#1|number one|reputable) (?:\w+ ){0,2}(?:vendor|store|shop|supplier|brand|casino|seller|service)\b", re.I, 1.0),
        (r"\b(?:payday|instant|cash) loans?\b|\bonline casinos?\b|\bessay (?:writing )?services?\b|\breplica\b|\bjackpots?\b|\bviagra\b|\bcialis\b", re.I, 0.5),
        (r"\bfrom (?:only |just )?[$€£]\d+|\b(?:only|just|for) [$€£]\d[\d.,]*|[$€£]\d[\d.]* (?:per|a) (?:page|month)", re.I, 0.5),
        (r"\b(?:visit|at|to|call|on)\b[^.!?]{0,40}?(?:\b(?:www\.)?[\w-]{3,}\.(?:com|net|shop|store|co|io|org|biz|info)\b|\b1?[- .(]*\d{3}[-. )]+\d{3}[-. ]\d{4}\b)", re.I, 1.0),
        (r"\b(?:now|today)\s*[.!]*\s*$", re.I, 0.5),
        (r"!\s*$", 0, 0.5),
    )
)


def _advertisement(sentence: str) -> Iterator[Promotion]:
    """The sentence as a whole, or the part of it that asks."""
    asking = _ASKS.search(sentence)
    if asking is None and not _SELLER.search(sentence):
        return
    found = [
        (match, weight) for pattern, weight in _SIGNS for match in islice(pattern.finditer(sentence), 2)
    ]
    if sum(weight for _, weight in found) < _ENOUGH_OF_AN_AD:
        return
    if len({match[0].lower() for match, weight in found if weight >= 0.5 and match[0].strip(" .!")}) < 2:
        return
    start = min(match.start() for match, _ in found)
    end = max(match.end() for match, _ in found)
    signs = ", ".join(f"“{match[0].strip()}”" for match, weight in found if weight >= 1)[:120]
    yield Promotion(start, end, f"an advertisement: {signs}" if signs else "an advertisement")
