"""The parts that answers are made of, each by itself: passages, sentences, names, neighbours, moments."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kratomcli import Library
from kratomcli.engine import Highlight, Ranking
from kratomcli.errors import AmbiguousId, ArticleNotFound, ArticleUnreadable, UsageError
from kratomcli.model.article import Article
from kratomcli.model.entry import Section
from kratomcli.model.explanation import ScorePart
from kratomcli.query import parse as parse_query
from kratomcli.query.ast import Node, Or, Term
from kratomcli.search import facets, quotes
from kratomcli.search.changes import Since
from kratomcli.search.lookup import section_of
from kratomcli.search.similar import Known, nearest
from kratomcli.search.snippets import snippets

Make = Callable[[Mapping[str, str | bytes]], Library]

# Passages.


def marked(body: str, words: str) -> list[Highlight]:
    """Every place of these words in a body."""
    found = []
    for number, word in enumerate(words.split()):
        at = body.find(word)
        while at >= 0:
            found.append(Highlight(at, at + len(word), number))
            at = body.find(word, at + 1)
    return sorted(found)


def cut(body: str, words: str, *, markup: str = "markdown", width: int = 240, limit: int = 9) -> list[str]:
    found = snippets(
        body,
        marked(body, words),
        markup=markup,  # type: ignore[arg-type]
        body_line=1,
        sections=(),
        limit=limit,
        width=width,
    )
    for snippet in found:
        for start, end in snippet.highlights:
            assert snippet.text[start:end] in words.split()
    return [snippet.text for snippet in found]


SENTENCES = "One is first here. Two has a fox in it. Three follows. Four is last of all."


@pytest.mark.parametrize(
    ("width", "text"),
    [
        (80, "Two has a fox in it. Three follows. Four is last of all."),
        (56, "Two has a fox in it. Three follows. Four is last of all."),
        (55, "Two has a fox in it. Three follows."),
        (34, "Two has a fox in it."),
        (20, "Two has a fox in it."),
        (19, "a fox in it."),
        (3, "fox"),
        (1, "fox"),
    ],
)
def test_a_passage_begins_with_its_sentence_and_takes_what_fits(width: int, text: str) -> None:
    assert cut(SENTENCES, "fox", width=width) == [text]


def test_passages_keep_to_their_paragraph() -> None:
    body = "before fox\n\nA fox here.\nAnd on.\n\nafter"
    assert cut(body, "fox") == ["before fox", "A fox here. And on."]
    assert cut(body, "fox", markup="text") == ["before fox", "A fox here."]
    assert cut("fox", "fox") == ["fox"]
    assert cut("  fox  \n", "fox") == ["fox"]


def test_more_words_come_first_then_more_places_then_the_earlier() -> None:
    body = "fox a\n\nfox b fox\n\nfox dog\n\nfox c"
    assert cut(body, "fox dog") == ["fox dog", "fox b fox", "fox a", "fox c"]
    assert cut(body, "fox dog", limit=2) == ["fox dog", "fox b fox"]
    assert cut(body, "fox", limit=0) == []
    assert cut(body, "nothing") == []


def test_headings_come_after_text_that_says_as_much() -> None:
    body = "# The fox\n\nno\n\n## B\n\nA fox."
    top, low = Section("the-fox", "The fox", 1, 5, 0, len(body)), Section("b", "B", 2, 9, 15, len(body))
    found = snippets(
        body,
        marked(body, "fox"),
        markup="markdown",
        body_line=5,
        sections=(top, low),
        limit=9,
        width=240,
    )
    assert [one.text for one in found] == ["A fox.", "The fox"]
    assert [one.line for one in found] == [11, 5]
    assert [one.section for one in found] == [low, top]
    assert [one.headings for one in found] == [("The fox", "B"), ("The fox",)]
    assert [one.highlights for one in found] == [((2, 5),), ((4, 7),)]


def test_a_long_sentence_is_cut_between_words_around_the_match() -> None:
    body = " ".join(f"w{n:02}" for n in range(50)).replace("w25", "fox")
    assert cut(body, "fox", width=30) == ["w23 w24 fox w26 w27 w28 w29"]
    assert cut(body.replace("w00", "cat"), "cat", width=10) == ["cat w01"]
    assert cut(body.replace("w49", "end"), "end", width=10) == ["end"]
    assert cut("x" * 100 + "fox" + "y" * 100, "fox", width=31) == ["x" * 9 + "fox" + "y" * 19]


def test_sentences_need_no_space_between_them() -> None:
    assert cut("猫がいる。犬がいる。鳥もいる。", "犬", width=8) == ["犬がいる。"]
    assert cut("猫がいる。犬がいる。鳥もいる。", "犬", width=10) == ["犬がいる。鳥もいる。"]


def test_what_fits_beside_the_first_sentence_counts_from_its_start() -> None:
    body = "\n\n  A fox. Then B.  \n\nno"
    assert cut(body, "fox", width=14) == ["A fox. Then B."]
    assert cut(body, "fox", width=13) == ["A fox."]
    assert cut("\n\nA fox is. Then B.\n\nno", "fox", width=17) == ["A fox is. Then B."]
    assert cut("\nA fox is. Then B.\nno", "fox", width=17, markup="text") == ["A fox is. Then B."]


def test_lines_count_from_the_start_of_the_body() -> None:
    for body, line in {"fox": 7, "\nfox": 8, "\n\nfox": 9, "a\nfox\n": 8}.items():
        (found,) = snippets(
            body, marked(body, "fox"), markup="markdown", body_line=7, sections=(), limit=1, width=9
        )
        assert found.line == line, body


def test_matches_of_one_passage_are_in_it_once_and_those_beyond_have_their_own() -> None:
    body = "A fox. A dog. " + "Much more is said in between, for many words. " * 3 + "The fox and dog."
    found = snippets(
        body,
        marked(body, "fox dog"),
        markup="markdown",
        body_line=1,
        sections=(),
        limit=9,
        width=20,
    )
    assert {one.text: len(one.highlights) for one in found} == {"A fox. A dog.": 2, "The fox and dog.": 2}
    assert [one.text for one in found] == ["A fox. A dog.", "The fox and dog."]


def test_a_match_across_sentences_and_paragraphs_is_whole() -> None:
    body = "One red.\n\nFox two. Three."
    (found,) = snippets(
        body,
        [Highlight(4, 13, 0)],
        markup="markdown",
        body_line=3,
        sections=(),
        limit=1,
        width=13,
    )
    assert found.text == "One red.  Fox"
    assert (found.line, found.highlights, found.section, found.headings) == (3, ((4, 13),), None, ())


def test_a_window_has_a_third_before_the_match() -> None:
    body = " ".join(f"w{n:02}" for n in range(50)).replace("w25", "fox")
    for width in range(3, 60):
        (text,) = cut(body, "fox", width=width)
        assert len(text) <= width
        before, after = text.split("fox")
        assert not before or before.startswith("w")
        assert len(before) <= max((width - 3) // 3, 0)
        assert len(before) >= (width - 3) // 3 - 4  # not a word less than there is room for
        assert len(after) >= width - 3 - (width - 3) // 3 - 4
    whole = "x" * 40 + " fox " + "y" * 40
    assert cut(whole, "fox", width=30) == ["fox"]
    assert cut("fox " + "y" * 60, "fox", width=30) == ["fox"]
    assert cut("x" * 60 + " fox", "fox", width=30) == ["fox"]
    assert cut("fox" + "y" * 60, "fox", width=30) == ["fox" + "y" * 27]


# Sentences.


class Words:
    """Finds words as they are written; what engines make of them is not in question here."""

    def __init__(self, text: str) -> None:
        self.words = text.split()

    def __call__(self, text: str, _: str = "") -> list[Highlight]:
        return marked(text, " ".join(self.words))


def said(
    query: str, *bodies: str, limit: int | None = None, **values: str
) -> list[tuple[str, list[str], int, int]]:
    articles = [
        Article(
            id=f"a{n}",
            path=f"/a{n}",
            title="T",
            body=body,
            markup="text",
            date=str(2000 + n),
            **values,  # type: ignore[arg-type]
        )
        for n, body in enumerate(bodies)
    ]
    node: Node = parse_query(query)
    terms = query.replace("OR", "").replace("-", "")
    return [
        (quote.text, [place.id for place in quote.places], quote.articles, quote.independent)
        for quote in quotes.gather(articles, Words(terms), node, limit)  # type: ignore[arg-type]
    ]


A = "The badger sleeps in the winter"


def test_a_sentence_says_what_the_query_asks_or_is_left_out() -> None:
    body = f"{A}.\nA fox runs over the hill.\nThe badger saw a fox today.\nThe fox it is."
    assert [text for text, *_ in said("badger fox", body)] == ["The badger saw a fox today."]
    assert [text for text, *_ in said("badger OR fox", body)] == [
        f"{A}.",
        "A fox runs over the hill.",
        "The badger saw a fox today.",
        "The fox it is.",
    ]
    assert said("wolf", body) == []
    assert said("badger", "Too few badger.", "Too long badger " + "x " * 1000) == []


def test_sentences_that_are_nearly_the_same_are_one() -> None:
    words = "alpha beta gamma delta badger zeta eta theta iota kappa"
    near, far = words.replace("kappa", "other"), words.replace("kappa", "other").replace("iota", "more")
    assert said("badger", words, near) == [(words, ["a0", "a1"], 2, 1)]
    assert [ids for _, ids, *_ in said("badger", words, far)] == [["a1"], ["a0"]]
    assert [text for text, *_ in said("badger", words, far, limit=1)] == [far]


def test_copies_count_once_and_so_does_a_source() -> None:
    long, other = " ".join(f"w{n}" for n in range(40)), " ".join(f"v{n}" for n in range(40))
    copied = said("badger", f"{A}.\n{long}", f"{A}.\n{long}", f"{A}.\n{other}")
    assert copied == [(f"{A}.", ["a0", "a1", "a2"], 3, 2)]
    half = " ".join(f"w{n}" for n in range(20)) + f" {other}"
    assert said("badger", f"{A}.\n{long}", f"{A}.\n{half}")[0][2:] == (2, 2)
    assert said("badger", f"{A}.\n{long}", f"{A}.\n{other}", source="https://x.org")[0][2:] == (2, 1)


def test_a_copy_has_half_of_what_both_say_besides() -> None:
    words = [f"w{n}" for n in range(60)]
    half = f"{A}.\n{' '.join(words[:20])}"
    assert said("badger", half, f"{A}.\n{' '.join(words[:40])}")[0][2:] == (2, 1)
    assert said("badger", half, f"{A}.\n{' '.join(words[:41])}")[0][2:] == (2, 2)


def test_sentences_have_four_words_at_least_and_end() -> None:
    assert [text for text, *_ in said("badger", "one two badger")] == []
    assert [text for text, *_ in said("badger", "one two three badger")] == ["one two three badger"]
    assert [text for text, *_ in said("犬", "犬がいる。")] == ["犬がいる。"]
    longest = "badger " * 285 + "and so"
    assert len(longest) == 2001
    assert said("badger", longest) == []
    assert len(said("badger", longest[:-1])) == 1
    assert [text for text, *_ in said("badger", "one  two\tthree   badger")] == ["one two three badger"]


def test_parts_of_a_query_that_ask_for_no_words_ask_nothing_of_a_sentence() -> None:
    body = f"{A}.\nA fox runs over the hill.\nThe badger saw a fox today.\nAnd nothing of it here."
    both = ["The badger saw a fox today."]
    any_of = [f"{A}.", "A fox runs over the hill.", *both]
    for query, texts in {
        "badger fox is:draft": both,
        "(badger OR is:draft) fox": both,
        "(badger fox) OR (badger fox is:draft)": both,
        "badger OR fox OR is:draft": any_of,
        "fox badger wolf": [],
        "(badger OR wolf) fox": both,
    }.items():
        node = parse_query(query)
        article = Article(id="a", path="/a", title="T", body=body, markup="text")
        found = quotes.gather([article], Words("badger fox wolf"), node)  # type: ignore[arg-type]
        assert [quote.text for quote in found] == texts, query
    article = Article(id="a", path="/a", title="T", body=body, markup="text")
    assert quotes.gather([article], Words("badger fox"), parse_query("is:draft")) == []  # type: ignore[arg-type]


def test_a_quote_is_from_the_earliest_that_has_it_the_undated_last() -> None:
    def one(id: str, date: str, body: str) -> Article:
        return Article(
            id=id,
            path=f"/{id}.md",
            title=f"Title {id}",
            body=body,
            markup="text",
            date=date,
            source=f"https://{id}.org",
        )

    near = "The badger sleeps through the long cold winter of the north"
    articles = [
        one("undated", "", f"{near} still"),
        one("b", "2001", f"First line.\n{near} here\n{near}"),
        one("a", "2001", f"{near} too"),
        one("old", "1999", near),
    ]
    (quote,) = quotes.gather(articles, Words("badger"), parse_query("badger"))  # type: ignore[arg-type]
    assert quote.text == near
    assert [place.id for place in quote.places] == ["old", "a", "b", "undated"]
    assert quote.places[2] == ("b", "/b.md", "Title b", "2001", "https://b.org", 2, None)
    assert (quote.articles, quote.independent) == (4, 2)
    (later,) = quotes.gather(articles[:2], Words("badger"), parse_query("badger"))  # type: ignore[arg-type]
    assert (later.text, later.places[0].line) == (f"{near} here", 2)


@given(st.lists(st.frozensets(st.sampled_from("abcdefghijkl"), min_size=4), max_size=12))
def test_each_sentence_is_with_the_first_that_it_is_like(sets: list[frozenset[str]]) -> None:
    def like(one: frozenset[str], other: frozenset[str]) -> bool:
        return len(one & other) >= 0.8 * len(one | other)

    articles = [
        Article(
            id=f"{n:02}",
            path="/x",
            title="T",
            body=" ".join(f"w{letter}" for letter in sorted(words)),
            markup="text",
            date=f"20{n:02}",
        )
        for n, words in enumerate(sets)
    ]
    every = Words(" ".join(f"w{letter}" for letter in "abcdefghijkl"))
    node = parse_query(" OR ".join(every.words))
    groups = [
        [int(place.id) for place in quote.places]
        for quote in quotes.gather(articles, every, node)  # type: ignore[arg-type]
    ]
    assert sorted(number for group in groups for number in group) == list(range(len(sets)))
    first = {group[0] for group in groups}
    for group in groups:
        leader = sets[group[0]]
        assert all(like(sets[number], leader) for number in group)
        assert not any(like(sets[other], leader) for other in first if other < group[0])


def test_only_sentences_that_share_rare_words_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[object] = []
    share = quotes._share

    def counted(one: frozenset[str], other: frozenset[str]) -> float:
        compared.append((one, other))
        return share(one, other)

    monkeypatch.setattr("kratomcli.search.quotes._share", counted)
    bodies = [f"the old badger {' '.join(f'word{n}x{place}' for place in range(7))}" for n in range(20)]
    assert len(said("badger", *bodies)) == 20
    assert compared == []
    assert len(said("badger", *bodies, bodies[3].replace("old", "new"))) == 20
    assert compared


def test_quotes_come_by_how_many_say_them_then_the_newest() -> None:
    one, two, three = "badger one two three", "badger four five six", "badger seven eight nine"
    found = said("badger", f"{one}\n{two} x y z", f"{three}", f"{one} w")
    assert [(text, ids) for text, ids, *_ in found] == [
        (one, ["a0", "a2"]),
        (three, ["a1"]),
        (f"{two} x y z", ["a0"]),
    ]


def test_hedges_and_negations_have_their_places() -> None:
    article = Article(
        id="a", path="/a", title="T", body="It may not help the badger.", markup="text", body_line=7
    )
    (quote,) = quotes.gather([article], Words("badger"), parse_query("badger"))  # type: ignore[arg-type]
    assert [quote.text[start:end] for start, end in quote.hedges] == ["may"]
    assert [quote.text[start:end] for start, end in quote.negations] == ["not"]
    assert [quote.text[start:end] for start, end in quote.highlights] == ["badger"]
    (place,) = quote.places
    assert (place.line, place.section, place.id, place.path) == (7, None, "a", "/a")


def test_lines_and_sections_of_sentences_are_those_of_the_file() -> None:
    body = "# Top\n\nnothing here at all\n\n## Deep\n\nA badger in the wood.\nmore of it\n\nThat badger ate all day.\n"
    sections = (
        Section("top", "Top", 1, 4, 0, len(body)),
        Section("deep", "Deep", 2, 8, body.index("## Deep"), len(body)),
    )
    article = Article(
        id="a", path="/a", title="T", body=body, markup="markdown", body_line=4, sections=sections
    )
    found = quotes.gather([article], Words("badger"), parse_query("badger"))  # type: ignore[arg-type]
    assert [(quote.text, quote.places[0].line) for quote in found] == [
        ("A badger in the wood. more of it", 10),
        ("That badger ate all day.", 13),
    ]
    assert all(quote.places[0].section == sections[1] for quote in found)


# Names.


def test_an_article_is_named_by_id_part_file_or_section(
    library: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = library(
        {"sub/green-tea.md": "# Intro\n\nx\n\n# Inside\n\ny\n", "b.md": "b\n", "bad.md": "---\na: [\n---\n"}
    )
    for name in ("sub/green-tea", "green", "tea", "sub/green-tea.md", "./sub/green-tea.md"):
        assert one.get(name).id == "sub/green-tea", name
    monkeypatch.chdir(Path(one.get("b").path).parent / "sub")
    assert one.get("green-tea.md").id == "sub/green-tea"
    assert one.get("../b.md").id == "b"
    with pytest.raises(ArticleUnreadable) as unreadable:
        one.get("bad.md")
    assert unreadable.value.message.startswith("bad.md, line ")
    assert unreadable.value.hint == "Mend the file."


def test_what_is_no_one_article_is_said(library: Make) -> None:
    one = library({f"a{n:02}.md": "x\n" for n in range(25)} | {"b1.md": "x\n", "b2.md": "y\n"})
    with pytest.raises(AmbiguousId) as many:
        one.get("a")
    assert many.value.message == "'a' fits 20 or more articles"
    assert many.value.candidates == [f"a{n:02}" for n in range(20)]
    assert many.value.hint == "Give more of the id."
    with pytest.raises(AmbiguousId) as two:
        one.get("b")
    assert (two.value.message, two.value.candidates) == ("'b' fits 2 articles", ["b1", "b2"])
    with pytest.raises(ArticleNotFound) as none:
        one.get("z" * 201)
    assert none.value.message == f"no article '{'z' * 199}…'"
    with pytest.raises(ArticleNotFound) as none:
        one.get("z" * 200)
    assert none.value.message == f"no article '{'z' * 200}'"


def test_a_section_is_named_by_its_slug_or_the_beginning_of_it() -> None:
    def section(slug: str) -> Section:
        return Section(slug, slug, 1, 1, 0, 1)

    article = Article(
        id="a",
        path="/a",
        title="T",
        body="x",
        markup="markdown",
        sections=tuple(map(section, ["use", "use-1", "dose"])),
    )
    assert section_of(article, "use", "a#use").slug == "use"
    assert section_of(article, "d", "a#d").slug == "dose"
    with pytest.raises(AmbiguousId) as two:
        section_of(article, "us", "a#us")
    assert two.value.message == "'a#us' fits several sections"
    assert (two.value.candidates, two.value.hint) == (["a#use", "a#use-1"], "Give more of its name.")
    with pytest.raises(ArticleNotFound) as none:
        section_of(article, "z", "a#z")
    assert none.value.message == "no section 'z' in a"
    assert none.value.hint == "It has a#use, a#use-1, a#dose."
    bare = Article(id="b", path="/b", title="T", body="x", markup="markdown")
    with pytest.raises(ArticleNotFound) as none:
        section_of(bare, "z", "b#z")
    assert none.value.hint == "It has no sections."


# Counting.


@pytest.mark.parametrize(
    ("name", "field"),
    {
        "tag": ("tags", 0),
        "date": ("date", 10),
        "updated:year": ("updated", 4),
        "date:month": ("date", 7),
        "date:day": ("date", 10),
        "section": ("section", 0),
        "Mood": ("Mood", 0),
    }.items(),
)
def test_what_is_counted_by(name: str, field: tuple[str, int]) -> None:
    assert facets.parse(name) == field


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("tags:year", "can't count by 'tags:year'", "Write a field, or date:year, date:month or date:day."),
        (":year", "can't count by ':year'", "Write a field, or date:year, date:month or date:day."),
        ("date:week", "can't count by 'date:week'", "Write a field, or date:year, date:month or date:day."),
        ("body", "can't count by 'text'", "Its values are as many as there are words."),
    ],
)
def test_what_is_not(name: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        facets.parse(name)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_statistics_are_cut_and_ordered(library: Make) -> None:
    files = {
        f"{n}.md": f"---\ndate: {2000 + n}\ntags: [t{n}, all]\n---\n{'word ' * n}\n" for n in range(1, 6)
    }
    found = library(files | {"none.md": "word\n"}).statistics(2)
    assert found.years == ("date:year", (("2005", 1), ("2004", 1)), 3, 1)
    assert found.tags == ("tags", (("all", 5), ("t1", 1)), 4, 1)
    assert [entry.id for entry in found.longest] == ["5", "4"]
    assert [entry.id for entry in found.newest] == ["5", "4"]
    assert dict(found.coverage)["title"] == 0
    assert found.words == 16


# Moments.


NOW = datetime(2026, 11, 27, 12, 0).timestamp()


@pytest.mark.parametrize(
    ("text", "at"),
    {
        "5m": NOW - 300,
        "2 hours ago": NOW - 7200,
        "1 day": NOW - 86_400,
        "3D": NOW - 3 * 86_400,
        " 2 weeks ago ": NOW - 14 * 86_400,
        "2w": NOW - 14 * 86_400,
        "today": datetime(2026, 11, 27).timestamp(),
        "Yesterday": datetime(2026, 11, 26).timestamp(),
        "2026-11-01": datetime(2026, 11, 1).timestamp(),
        "2026-11-01T10:00": datetime(2026, 11, 1, 10).timestamp(),
        "2026-11-01T10:00Z": datetime.fromisoformat("2026-11-01T10:00+00:00").timestamp(),
        "2026": datetime(2026, 1, 1).timestamp(),
    }.items(),
)
def test_moments(text: str, at: float) -> None:
    assert Since.parse(text, NOW) == (at, None)
    assert Since.parse("@12", NOW) == (None, 12)
    assert time.localtime(NOW).tm_hour == 12


@pytest.mark.parametrize("text", ["", "soon", "03/04/2021", "@", "@x", "3 years", "1234567d", "x" * 50])
def test_no_moments(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        Since.parse(text, NOW)
    assert caught.value.message == f"'{text[:40]}' is no moment that is known"
    assert caught.value.hint == "Such as 2026-11-01, yesterday, 3d, 12h, or @123 for a state of the index."


@pytest.fixture
def far_east(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A time zone nine hours ahead of Greenwich."""
    monkeypatch.setenv("TZ", "JST-9")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("far_east")
def test_moments_are_local_unless_they_name_their_zone() -> None:
    for text, at in {
        "2026-11-01": "2026-11-01T00:00+09:00",
        "2026-11-01T10:00": "2026-11-01T10:00+09:00",
        "2026-11-01T10:00Z": "2026-11-01T10:00+00:00",
        "2026-11-01T10:00+02:00": "2026-11-01T10:00+02:00",
        "2026-11": "2026-11-01T00:00+09:00",
    }.items():
        assert Since.parse(text, NOW) == (datetime.fromisoformat(at).timestamp(), None), text
    midnight = datetime.fromisoformat("2026-11-27T00:00+09:00").timestamp()
    assert Since.parse("today", midnight).at == midnight
    assert Since.parse("yesterday", midnight).at == midnight - 86_400
    assert Since.parse("yesterday", midnight - 1).at == midnight - 2 * 86_400
    late = datetime.fromisoformat("2026-11-27T20:00+00:00").timestamp()  # the day after, over there
    assert Since.parse("today", late).at == datetime.fromisoformat("2026-11-28T00:00+09:00").timestamp()
    assert Since.parse("yesterday", late).at == datetime.fromisoformat("2026-11-27T00:00+09:00").timestamp()


# Neighbours.


def test_neighbours_share_telling_words_or_passages(library: Make) -> None:
    words = "mitragynine alkaloid receptor withdrawal tolerance botanical"
    filler = {f"x{n}.md": f"plain text number {n} of other matters entirely\n" for n in range(8)}
    one = library(
        {"a.md": f"{words}\n", "b.md": f"{words} and more\n", "c.md": "mitragynine alone\n", "d.md": "fox\n"}
        | filler
    )
    found = one.similar("a")
    assert [near.entry.id for near in found] == ["b"]
    assert 0.15 <= found[0].score <= 1
    assert set(found[0].terms) <= set(words.split())
    assert len(found[0].terms) >= 3
    assert one.similar("a", limit=1) == found


def test_what_shares_passages_is_near_whatever_its_words_tell() -> None:
    class Deaf:
        def key_terms(self, *_: object) -> list[str]:
            return []

    article = Article(id="a", path="/a", title="T", body="x", markup="text")
    found = nearest(Deaf(), 1, article, Known({2: (5, 10), 3: (10, 10), 4: (20, 10), 5: (0, 0)}), 9)  # type: ignore[arg-type]
    assert [tuple(one)[:4] for one in found] == [
        (3, 0.5, (), 10),
        (4, 0.5, (), 20),
        (2, 0.25, (), 5),
    ]
    assert len(nearest(Deaf(), 1, article, Known({2: (5, 10), 3: (10, 10)}), 1)) == 1  # type: ignore[arg-type]


class Scoring:
    """Scores as they are given, and remembers what it is asked."""

    def __init__(self, scores: dict[int, dict[str, float]]) -> None:
        self.scores = scores
        self.asked: list[object] = []
        self.unknown: set[int] = set()

    def key_terms(self, text: str, lang: str, most: int) -> list[str]:
        self.asked += [text, lang, most]
        return list(self.scores[1])

    def search(self, query: Node, limit: int) -> Ranking:
        self.asked += [query, limit]
        return Ranking([(key, 1.0) for key in self.scores], ranked=True)

    def shares(self, _: Node, keys: list[int]) -> dict[int, list[ScorePart]]:
        self.asked.append(keys)
        return {
            key: [
                ScorePart("a", "title", 50.0),
                *(ScorePart(word, "text", score) for word, score in self.scores[key].items()),
            ]
            for key in keys
            if key in self.scores and key not in self.unknown
        }


def test_neighbours_are_scored_by_what_the_article_itself_scores() -> None:
    own = {"a": 4.0, "b": 3.0, "c": 2.0, "d": 1.0} | dict.fromkeys("efghij", 0.0)
    engine = Scoring(
        {
            1: own,
            2: {"a": 2.0, "c": 4.0, "b": 3.0},
            3: {"a": 4.0, "b": 3.0},
            4: {"a": 0.5, "b": 0.5, "c": 0.25},
            5: {"a": 0.5, "b": 0.5, "c": 0.5},
            7: {"a": 5.0, "b": 5.0, "c": 10.0},
            8: {"a": 1.0, "b": 1.0},
            9: dict.fromkeys("jihgfedcba", 0.5),
        }
    )
    article = Article(
        id="x",
        path="/x",
        title="Tea",
        body="See [it](x.md) at https://x.org/y or <b>here</b>, {{ tag }}{% tag %}:\n```\ncode\n```\nend",
        markup="markdown",
        tags=("one", "two"),
        summary="Short.",
        lang="en",
    )
    shared = {7: (3, 0), 8: (1, 1), 6: (5, 10), 2: (2, 4)}
    found = nearest(engine, 1, article, Known(shared), 9)  # type: ignore[arg-type]
    assert [one[:4] for one in found] == [
        (7, 1.0, ("c", "a", "b"), 3),
        (2, pytest.approx(0.9 + 0.1 * 0.25), ("c", "b", "a"), 2),
        (8, pytest.approx(0.2 + 0.8 * 0.5), ("a", "b"), 1),
        (9, 0.5, tuple("abcdefgh"), 0),
        (6, 0.25, (), 5),
        (5, 0.15, ("a", "b", "c"), 0),
    ]
    text, lang, most, query, limit, keys = engine.asked
    assert text.split() == [
        "Tea",
        "Tea",
        "one",
        "two",
        "Short.",
        "See",
        "[it",
        "at",
        "or",
        "here",
        ",",
        ":",
        "end",
    ]
    assert (lang, most) == ("en", 30)
    assert query == Or(tuple(Term(word) for word in own))
    assert isinstance(limit, int)
    assert limit > 9
    assert keys == [1, 2, 3, 4, 5, 7, 8, 9, 6]
    assert [one.key for one in nearest(engine, 1, article, Known(shared), 2)] == [7, 2]  # type: ignore[arg-type]


def test_words_that_score_nothing_of_themselves_make_no_neighbours() -> None:
    engine = Scoring({1: {}, 2: {"a": 1.0, "b": 1.0, "c": 1.0}})
    article = Article(id="x", path="/x", title="Tea", body="x", markup="markdown")
    assert nearest(engine, 1, article, Known({}), 9) == []  # type: ignore[arg-type]
    engine.scores = {1: {"a": 1.0}, 2: {"a": 1.0, "b": 1.0, "c": 1.0}}
    engine.unknown = {1}
    assert nearest(engine, 1, article, Known({}), 9) == []  # type: ignore[arg-type]
    engine = Scoring({1: {"a": 0.0}, 2: {"a": 1.0, "b": 1.0, "c": 1.0}})
    assert nearest(engine, 1, article, Known({3: (1, 2)}), 9) == [(3, 0.25, (), 1, None)]  # type: ignore[arg-type]


def test_meaning_is_half_of_what_makes_neighbours_and_a_reason_by_itself() -> None:
    engine = Scoring({1: dict.fromkeys("abcde", 1.0), 2: dict.fromkeys("abcd", 1.0), 3: {"a": 1.0}})
    article = Article(id="x", path="/x", title="Tea", body="x", markup="markdown")
    usual = dict.fromkeys(range(10, 20), 0.5)
    near = {**usual, 2: 0.55, 3: 0.8, 4: 1.0, 5: 0.65}
    found = nearest(engine, 1, article, Known({6: (4, 8)}, near), 9)  # type: ignore[arg-type]
    assert found == [
        (4, 0.5, (), 0, 1.0),
        (2, pytest.approx((0.8 + 0.1) / 2), ("a", "b", "c", "d"), 0, 0.55),
        (3, pytest.approx((0.2 + 0.6) / 2), ("a",), 0, 0.8),
        (6, 0.25, (), 4, None),
    ]


# Found by changing the code: what no test above would notice.


def test_of_versions_of_an_article_the_best_is_shown_with_the_others(library: Make) -> None:
    body = " ".join(f"word{n} of a long story" for n in range(60))
    files = {f"v{n}.md": f"# Badger\n\nbadger {body}\n" for n in range(6)}
    one = library(files | {"other.md": "a badger of its own\n", "third.md": "one more badger here\n"})
    for limit in (1, 2, 3, 9):
        hits = one.search("badger", unique=True, limit=limit)
        assert len(hits) == min(limit, 3)
        whole = [hit for hit in hits if hit.also]
        assert {hit.entry.id for hit in hits} <= {"other", "third", "v0"}
        assert all((hit.entry.id, *hit.also) == ("v0", "v1", "v2", "v3", "v4", "v5") for hit in whole)
    assert sum(bool(hit.also) for hit in one.search("badger", unique=True)) == 1
    assert not any(hit.also for hit in one.search("badger"))


def test_sections_are_counted_of_what_matches_only(library: Make) -> None:
    one = library({"a.md": "# One\n\nfox\n\n# Two\n", "b.md": "# One\n\nbadger\n", "c.md": "fox\n"})
    facet = one.facet("section", "fox")
    assert (facet.values, facet.missing) == ((("one", 1), ("two", 1)), 1)
    assert one.facet("section", "badger").values == (("one", 1),)


def test_changes_come_by_kind_and_id_and_say_how_far_back_they_go(library: Make) -> None:
    one = library({"b.md": "b\n", "d.md": "d\n", "e.md": "e\n"})
    one.sync()
    root = Path(one.get("b").path).parent
    for name in ("z", "a", "m"):
        (root / f"{name}.md").write_text(f"new {name}\n")
    (root / "e.md").unlink()
    (root / "b.md").unlink()
    (root / "d.md").write_text("d and more\n")
    one.sync()
    found = one.changed("1d")
    assert [(change.kind, change.id) for change in found] == [
        ("added", "a"),
        ("added", "m"),
        ("added", "z"),
        ("edited", "d"),
        ("removed", "b"),
        ("removed", "e"),
    ]
    for limit in range(8):
        assert one.changed("1d", limit=limit) == found[:limit]
    (notice,) = [notice for notice in one.notices if notice.startswith("what changed")]
    since = notice.removeprefix("what changed is known since ").removesuffix("; what was before is not")
    assert abs(datetime.strptime(since, "%Y-%m-%d %H:%M").timestamp() - time.time()) < 3600


def test_a_passage_may_begin_at_the_start_and_follow_an_empty_line_there() -> None:
    assert cut("\n\nfox one.\n\nno", "fox") == ["fox one."]
    assert cut("\n\nno\n\nfox two", "fox") == ["fox two"]


# Found by changing the code: what no test above would notice.


def test_a_file_that_can_not_be_read_says_where(library: Make) -> None:
    one = library({"a.md": "x\n", "bad.md": "---\ntitle: x\ntags: [\n---\n"})
    for reference in ("bad", "bad.md", str(Path(one.status().folders[0]) / "bad.md")):
        with pytest.raises(ArticleUnreadable) as caught:
            one.get(reference)
        assert caught.value.line == 3
        assert caught.value.message.startswith("bad.md, line 3: ")
        assert caught.value.hint == "Mend the file."


def test_the_last_number_sign_is_the_one_before_a_section(library: Make) -> None:
    one = library({"c#.md": "# C\n\n## Intro\n\nx\n"})
    article, section = one.get_part("c##intro")
    assert section
    assert (article.id, section.title) == ("c#", "Intro")
    assert one.get_part("c#")[1] is None


def test_versions_are_one_hit_in_any_order(library: Make) -> None:
    text = " ".join(f"word{number}" for number in range(80))
    dates = {"a": 2001, "b": 2005, "c": 2003, "d": 2004}
    one = library(
        {
            f"{name}.md": f"---\ndate: {year}-01-01\n---\ntea {text if name in 'ac' else name * 9}\n"
            for name, year in dates.items()
        }
    )
    by_date = one.search("tea", unique=True, sort="date", limit=3)
    assert [(hit.entry.id, hit.also) for hit in by_date] == [("a", ("c",)), ("d", ()), ("b", ())]
    newest = one.search("tea", unique=True, sort="date:desc", limit=3)
    assert [(hit.entry.id, hit.also) for hit in newest] == [("b", ()), ("d", ()), ("c", ("a",))]
    assert [hit.entry.id for hit in one.search("tea", unique=True, sort="date", limit=1)] == ["a"]


def test_in_plain_text_a_line_is_a_paragraph(library: Make) -> None:
    lines = "First the kettle.\nThen the tea.\nThen the cup.\n"
    one = library({"a.txt": lines, "b.md": lines})
    shown = {hit.entry.id: [snippet.text for snippet in hit.snippets] for hit in one.search("tea")}
    assert shown == {"a": ["Then the tea."], "b": ["Then the tea. Then the cup."]}


def test_where_only_a_title_or_a_field_has_the_words_there_is_no_passage(library: Make) -> None:
    one = library({"a.md": "---\ntitle: Tea\ntags: [green]\n---\nNothing else.\n"})
    (hit,) = one.search("tea")
    assert (hit.matched, hit.snippets) == ("title", ())
    (hit,) = one.search("tags:green")
    assert (hit.matched, hit.snippets) == ("field", ())
    (hit,) = one.search("tea", snippets=0)
    assert (hit.matched, hit.snippets) == (None, ())


def test_a_word_that_ends_at_the_edge_of_a_passage_stays() -> None:
    body = "fox one two three four five six seven eight"
    assert cut(body, "fox", width=len("fox one two")) == ["fox one two"]
    assert cut(body, "fox", width=len("fox one tw")) == ["fox one"]


def test_what_comments_share_brings_no_articles_together(library: Make) -> None:
    remark = "%%badger ferret marten stoat weasel%%"
    others = {f"{n}.md": f"# Number {n}\n\nText {n} of it.\n" for n in range(6)}
    one = library(
        {"a.md": f"# A\n\nOwls fly.\n\n{remark}", "b.md": f"# B\n\nStones lie.\n\n{remark}", **others}
    )
    assert one.similar("a") == []
    open_ = library(
        {"c.md": "# C\n\nLead sinks. " + remark.strip("%"), "d.md": "# D\n\nIce melts. " + remark.strip("%")}
    )
    assert "d" in [near.entry.id for near in open_.similar("c")]
