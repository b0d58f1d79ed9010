"""Search-engine phrases inserted into sentences.

Each function examines the surroundings of one kind of word (a sales verb, a superlative, "near me", a
place name in lower case) and adds up the evidence for an insert; a weight of `ENOUGH` is a finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kratomcli.checks.promotion import lexicon as words
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

ENOUGH = 3.0
_LONGEST = 12  # words; the longest insert


class Promotion(NamedTuple):
    """A promotional phrase: its offsets [start, end) in the sentence, and the reasons as text."""

    start: int
    end: int
    reason: str


class Word(NamedTuple):
    """A token of a sentence: a word or a punctuation character."""

    text: str
    lower: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum() or self.text[0] == "#"


_TOKEN = lazy_regex(r"#?\w[\w’'-]*+|[^\w\s]")
_FIRST_PERSON = lazy_regex(r"\b(?:I|[Mm]y|[Ww]e|[Oo]ur|us|said|says)\b")


def tokens_of(sentence: str) -> list[Word]:
    """The tokens of `sentence`, in order."""
    return [Word(m[0], m[0].lower(), m.start(), m.end()) for m in _TOKEN.finditer(sentence)]


def inserts(sentence: str, *, personal: bool, tidy: bool) -> Iterator[Promotion]:
    """The search phrases that don't fit the grammar of `sentence`; arguments as `selling.promotions`."""
    tokens = tokens_of(sentence)
    for at, token in enumerate(tokens):
        if token.lower in words.SALES_VERBS:
            found = _verb(tokens, at, tidy) or _seller(tokens, at)
        elif token.lower in words.PRAISE:
            found = _praise(tokens, at, tidy)
        elif token.lower == "near" and _lower(tokens, at + 1) == "me" and not personal:
            found = _near_me(sentence, tokens, at)
        elif token.text in words.PLACES and tidy:
            found = _place(tokens, at)
        elif token.lower in words.BARE_HEADS:
            found = _seller(tokens, at)
        else:
            continue
        if found is not None:
            yield found


def _lower(tokens: Sequence[Word], at: int) -> str:
    return tokens[at].lower if 0 <= at < len(tokens) else ""


def _is_content(token: Word) -> bool:
    return token.is_word and token.lower not in words.STOPS


def _run_end(tokens: Sequence[Word], at: int) -> int:
    """The end, exclusive, of the run of content words that begins at token `at`."""
    end = at
    while end < len(tokens) and end - at < _LONGEST and _is_content(tokens[end]):
        end += 1
    return end


def _run_start(tokens: Sequence[Word], at: int) -> int:
    start = at
    while start > 0 and at - start < _LONGEST and _is_content(tokens[start - 1]):
        start -= 1
    return start


def _tail(tokens: Sequence[Word], end: int) -> tuple[int, float]:
    """(end, weight) of what follows the goods in a search phrase: "near me", "for sale", "online"."""
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


def _bare_source(tokens: Sequence[Word], end: int) -> int:
    """The end of a shop's name after "from", "by" or "at": two to five words in lower case; `end` if none."""
    if _lower(tokens, end) not in ("from", "by", "at"):
        return end
    stop = end + 1
    while (
        stop < len(tokens)
        and tokens[stop].is_word
        and (_is_content(tokens[stop]) or tokens[stop].text in "go")
    ):
        stop += 1
    name = tokens[end + 1 : stop]
    small = all(token.text.islower() for token in name)
    return stop if 2 <= len(name) <= 5 and small and not name[-1].lower.endswith("s") else end


def _verb(tokens: Sequence[Word], at: int, tidy: bool) -> Promotion | None:
    """An insert such as "buy green thai kratom", in a place where no verb can be."""
    token = tokens[at]
    end = _run_end(tokens, at + 1)
    if end == at + 1 or tokens[at + 1].lower in words.AFTER_A_NOUN:
        return None
    weight, reasons = _out_of_place(tokens, at, end)
    if not weight:
        return None
    run = tokens[at + 1 : end]
    signs = sum(one.lower in words.GOODS_ENDS for one in run)
    signs += any(one.lower in words.PRAISE for one in run)
    named = [*run, *tokens[end + 1 : end + 2]] if _lower(tokens, end) in ("in", "from") else run
    if tidy and (name := next((one for one in named if one.text in words.PLACES), None)):
        signs += 2
        reasons.append(f"“{name.text}” in lower case")
    after, more = _tail(tokens, end)
    if token.lower != "buy" and not (signs or more):
        return None  # "order sets", "shop windows"
    broken = _broken(tokens, at + 1, end)
    if broken:
        weight += 2 if tokens[broken].lower in words.FINITE else 1
        reasons.append(f"“{tokens[broken].text}” lacks its subject")
        after = broken
    return _made(tokens, at, _bare_source(tokens, after), weight + signs + more, reasons)


def _out_of_place(tokens: Sequence[Word], at: int, end: int) -> tuple[float, list[str]]:
    """(weight, reasons) against a sales verb at this place, by the words before it."""
    before = _lower(tokens, at - 1)
    if tokens[at].lower == "buy":
        if before in words.PREPOSITIONS:
            return ENOUGH, [f"a verb after “{before}”"]
        if before in ("is", "are", "was", "were", "has", "have", "had", "be", "been"):
            return 2, []
        if before in ("a", "an", "the", "this", "its", "their", "his", "her", "these", "some"):
            return 1, []
        if before in ("and", "or", "but") and _lower(tokens, at - 2) == ",":
            return 1, []
    if before == "," and _lower(tokens, at - 2) in words.CONNECTIVES:
        return 1.5, ["a call to buy where a statement begins"]
    if at and _in_capitals(tokens[at - 1 : min(end, at + 3)]):
        return 2, ["capitals in mid-sentence"]
    return 0, []


def _broken(tokens: Sequence[Word], start: int, end: int) -> int:
    """The index of a finite verb without a subject after goods of two or more words; 0 if none."""
    goods = 0
    for at in range(start, min(end + 1, len(tokens))):
        word = tokens[at].lower
        if goods > 1 and (word in words.FINITE or (word.endswith("ed") and at > start + 1)):
            return at
        goods += word not in words.GOODS_ENDS
    return 0


def _in_capitals(tokens: Sequence[Word]) -> bool:
    """Whether a word in lower case precedes only capitalised ones: "… people Buy Garden Sheds …"."""
    return tokens[0].text[0].islower() and all(one.text[0].isupper() for one in tokens[1:])


def _praise(tokens: Sequence[Word], at: int, tidy: bool) -> Promotion | None:
    """An insert such as "best kratom vendor" or "cheap phone cases online", without an article."""
    before = _lower(tokens, at - 1)
    if not at or before in words.BEFORE_PRAISE or before.endswith(("'s", "’s", "s'", "s’")):
        return None
    end = _run_end(tokens, at + 1)
    run = tokens[at + 1 : end]
    if not run or run[0].lower in words.NO_GOODS_AFTER_BEST or _is_adverb(tokens, at):
        return None
    superlative = tokens[at].lower in words.SUPERLATIVES
    online = any(one.lower in words.GOODS_ENDS for one in run[1:])
    after, more = _tail(tokens, end)
    weight, reasons = more + online, []
    name = next((one for one in tokens[at:end] if one.text in words.PLACES), None) if tidy else None
    if name:
        weight += 2 + (name is run[-1] and len(run) > 2)
        reasons.append(f"“{name.text}” in lower case")
    heads = [
        one
        for one, following in zip(run, [*run[1:], None], strict=True)
        if following is None or following.lower in words.FINITE | words.GOODS_ENDS | words.PLACES
    ]
    if head := next((one for one in heads if one.lower in words.BARE_HEADS), None):
        weight += 3 if superlative else 2
        reasons.append(f"“{head.text}” lacks its article")
    elif weight and (head := next((one for one in heads if one.lower in words.WEAK_HEADS), None)):
        weight += 1.5
        reasons.append(f"“{head.text}” lacks its article")
    if superlative and len(run) > 1 and (online or more):
        weight += 2 if len(run) > 2 else 1.5
        reasons.append("a search phrase")
    elif (
        superlative
        and _lower(tokens, end) == "for"
        and end + 1 < len(tokens)
        and _is_content(tokens[end + 1])
    ):
        after, more = _tail(tokens, _run_end(tokens, end + 1))  # "best mattress for back pain"
        weight += 1.5 + more + any(one.lower in words.GOODS_ENDS for one in tokens[end + 1 : after])
        weight += before == "," or before in words.PREPOSITIONS
        reasons.append("a search phrase")
    if before in words.PREPOSITIONS and weight:
        weight += 0.5
    return _made(tokens, at, _bare_source(tokens, after), weight, reasons)


def _is_adverb(tokens: Sequence[Word], at: int) -> bool:
    """Whether "best" says how something is done: "how to best deal with it", "can best serve"."""
    before = _lower(tokens, at - 1)
    if before != "to":
        return before in words.MODALS
    return _lower(tokens, at - 2) in words.BEFORE_TO or _lower(tokens, at + 1) in words.VERBS_TOO


def _near_me(sentence: str, tokens: Sequence[Word], at: int) -> Promotion | None:
    """An insert that ends in "near me", where nobody speaks in the first person."""
    for_sale = _lower(tokens, at - 1) == "sale" and _lower(tokens, at - 2) == "for"
    end = at - 2 if for_sale else at
    start = _run_start(tokens, end)
    in_place = _lower(tokens, start) in words.PLACES
    if end - start + for_sale + in_place < 2 or start == end or tokens[end - 1].lower.endswith(("ed", "ing")):
        return None
    if _FIRST_PERSON.search(sentence):
        return None
    return _made(tokens, start, at + 2, ENOUGH, ["“near me” without a first person"])


def _place(tokens: Sequence[Word], at: int) -> Promotion | None:
    """An insert with a place name in lower case: "white thai kratom from happy go leafy"."""
    start, end = _run_start(tokens, at), _run_end(tokens, at)
    weight, reasons = 2.0, [f"“{tokens[at].text}” in lower case"]
    if end - start < 2:
        return None
    source = _bare_source(tokens, end)
    if source > end:
        weight += 1
        reasons.append("a shop’s name")
    before = _lower(tokens, start - 1)
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
    elif at == end - 1 and at - start > 1 and _lower(tokens, start - 1) in words.PREPOSITIONS:
        weight += 1  # "in wedding photographer sydney"
    return _made(tokens, start, max(source, after), weight + more, reasons)


def _seller(tokens: Sequence[Word], at: int) -> Promotion | None:
    """An insert such as "tea shop online" or "coffee supplier near me", without an article."""
    start, word = _run_start(tokens, at), tokens[at].lower
    if word not in words.BARE_HEADS or start in (0, at) or _lower(tokens, start - 1) in words.BEFORE_PRAISE:
        return None
    if not all(one.text.islower() for one in tokens[start:at]):
        return None
    end, weight = _tail(tokens, at + 1)
    if not weight or (word in words.VERBS_TOO and _lower(tokens, end) not in words.FINITE):
        return None  # "parents shop online"
    return _made(tokens, start, end, weight + 2, [f"“{word}” lacks its article"])


def _made(
    tokens: Sequence[Word], at: int, end: int, weight: float, reasons: Sequence[str]
) -> Promotion | None:
    if weight < ENOUGH:
        return None
    return Promotion(tokens[at].start, tokens[end - 1].end, "; ".join(reasons) or "a search phrase")
