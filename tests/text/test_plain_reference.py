"""Texts are taken apart whole, by their bytes and runs: the same as a character at a time, written plainly."""

from __future__ import annotations

from itertools import groupby
from unicodedata import normalize

from hypothesis import given, settings
from hypothesis import strategies as st

from kratomcli.engine.analysis import Analysis
from kratomcli.text.normalize import spaced, spaced_with_offsets, unspaced, without_marks
from kratomcli.text.words import count_words

SIGNS = (
    "ab1é'’_*[](). \n\t.。、・茶狐ーがカ\u3000\u00ad\u200b\u200d\u0e01\u0e34\u0e48\u0e3f\u0e50“”…\u00a0€\u00b2"
    "\U00020000\U0003ffff\U00040000\U0001f600\u0301\u1112\u1161\u11ab한ｶﾞﬁǅ\ud7ff\ue000\ufffd\u2028\x1c\x85"
    "İςß\u0640\u09c7\u09be\u303f\u3040\u30ff\u3100\u33ff\u3400\u4dbf\u4dc0\u4e00\u9fff\ua000\uf8ff\uf900\ufaff"
    "\uff65\uff66\uff9f\uffa0\u0dff\u0e00\u0eff\u0f00\u0fff\u1000\u109f\u10a0\u177f\u1780\u17ff\u1800٣Ⅷ㊀ชายคำ"
)
WRITING = st.text(st.sampled_from(SIGNS), max_size=60) | st.text(max_size=40)


def is_unspaced(sign: str) -> bool:
    return any(
        first <= ord(sign) <= last
        for first, last in (
            (0x3040, 0x30FF),
            (0x3400, 0x4DBF),
            (0x4E00, 0x9FFF),
            (0xF900, 0xFAFF),
            (0xFF66, 0xFF9F),
            (0x20000, 0x3FFFF),
            (0x0E00, 0x0EFF),
            (0x1000, 0x109F),
            (0x1780, 0x17FF),
        )
    )


def bare(text: str) -> str:
    return without_marks(text).replace("ς", "σ").replace("İ", "I")


def apart(text: str) -> str:
    """With a space around each sign of an unspaced script; between two of them, one space."""
    made = ""
    before = False
    for sign in bare(text):
        now = is_unspaced(sign)
        made += " " * (now or before) + sign
        before = now
    return made + " " * before


@settings(max_examples=500)
@given(WRITING)
def test_signs_are_set_apart_as_one_by_one(text: str) -> None:
    assert spaced(text) == apart(text)
    whole, rest, lone = unspaced(text)
    assert whole == apart(text)
    assert lone.split(" ") == (list(dict.fromkeys(filter(is_unspaced, bare(text)))) or [""])
    left = [" " if run else "".join(signs) for run, signs in groupby(bare(text), is_unspaced)]
    assert rest == "".join(left)


@settings(max_examples=500)
@given(WRITING)
def test_offsets_are_those_of_each_sign(text: str) -> None:
    text = normalize("NFC", text)
    made, offsets = spaced_with_offsets(text)
    assert made == apart(text)
    if offsets is not None and without_marks(text) == text:
        wanted = []
        before = False
        for at, sign in enumerate(bare(text)):
            now = is_unspaced(sign)
            wanted += [at] * ((now or before) + 1)
            before = now
        assert offsets == [*wanted, *([len(text)] * (1 + before))]


def counted(text: str) -> int:
    """An ideograph is a word, a run of other letters and digits another, with apostrophes within."""
    number, inside = 0, False
    text = without_marks(text).replace("’", "'")
    for at, sign in enumerate(text):
        if is_unspaced(sign) and not 0x0E00 <= ord(sign) <= 0x17FF and not 0xFF66 <= ord(sign) <= 0xFF9F:
            number, inside = number + 1, False
        elif sign == "'":
            inside = inside and text[at:].lstrip("'")[:1].isalnum()
        else:
            number += sign.isalnum() and not inside
            inside = sign.isalnum()
    return number


@settings(max_examples=500)
@given(WRITING | st.text(st.sampled_from("ab'’ “ชายค\u0e34\u0e48๑_\u00a0茶"), max_size=30))
def test_words_are_counted_as_one_by_one(text: str) -> None:
    text += " ค"  # which no alphabet of Europe has: those are counted in another way, and not superscripts
    assert count_words(text) == counted(text)


@settings(max_examples=200)
@given(
    WRITING
    | st.builds("{} {}".format, WRITING, st.sampled_from(["a" * 254, "a" * 255, "é" * 130, "茶" * 90]))
)
def test_tokens_of_another_language_are_those_of_the_engine(text: str) -> None:
    analysis = Analysis("english")
    for language in ("", "german"):
        head = analysis.prefix(language)
        wanted = [
            (one.position, head + one.text) for one in analysis.of(language).pre_tokenize(spaced(text)).tokens
        ]
        assert list(analysis.tokens(spaced(text), language)) == wanted
