"""No file, however odd, makes a rule or a quote raise."""

from __future__ import annotations

import tempfile
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kratomcli import Library
from kratomcli.checks import rules
from kratomcli.checks.scope import Subject
from kratomcli.errors import ArticleUnreadable
from kratomcli.export import contract
from kratomcli.markup.prose import paragraphs, prose, sentence_spans, without_code
from kratomcli.readers import read
from kratomcli.text.normalize import clean

PIECES = st.sampled_from(
    [
        *(
            "---\n",
            "+++\n",
            "title: T\n",
            "date: 2021-02-30\n",
            "date: 03/04/2021\n",
            "tags: [a, b\n",
            'source: "x\n',
        ),
        *(
            "# Heading\n",
            "\n\n",
            "\n",
            " ",
            "- item\n",
            "> quote\n",
            "| a | b |\n",
            "```\n",
            "~~~\n",
            "`",
            "``",
        ),
        *(
            "[words](",
            "](other.md)",
            "](#gone)",
            "](<a b.md>)",
            "[ref]: x.md\n",
            "![",
            "<a href=",
            '"x.md">',
            "</a>",
        ),
        *("<!--", "-->", "<script>", "</script>", '<p style="display:none">', "{{", "}}", "{%", "%}", "{#x}"),
        *("Furthermore, buy green thai tea online varies. ", "near me ", "for sale ", "Click Here", "best "),
        *("Order now! 20% off with code TEA20! ", "(Smith et al., 2019)", "“", "”", "isn’t ", "may not "),
        *(
            "\u200b\u200b\u200b\u200b",
            "\u202e",
            "\U000e0062",
            "\x1b[31m",
            "\x00",
            "é",
            "Ã©",
            "漢字。",
            "\ufeff",
            "\r",
        ),
        *(
            "https://example.org/2999/01/02/x",
            "withdrawal ",
            "Tea is good for you. ",
            "http://[",
            "%00",
            "#" * 7,
        ),
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=40).map("".join)
ENCODINGS = st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-16-le"])
FILES = st.builds(lambda text, encoding: text.encode(encoding, "replace"), TEXTS, ENCODINGS) | st.binary(
    max_size=200
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """One of the rules' own examples with bytes cut out, put in or changed."""
    examples = [
        content.encode() if isinstance(content, str) else content
        for rule in rules()
        for files in (rule.fires, rule.passes)
        for content in files.values()
    ]
    data = bytearray(draw(st.sampled_from(examples)))
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 6))] = draw(st.binary(max_size=6))
    return bytes(data)


@given(st.lists(FILES | mutated(), min_size=1, max_size=4), st.sampled_from(["md", "txt", "markdown"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_rule_and_quotes_take_any_file(files: list[bytes], suffix: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        for number, data in enumerate(files):
            Path(place, f"{number}.{suffix}").write_bytes(data)
        with Library.open(place, cache=f"{place}/.cache") as library:
            report = library.check(select=["ALL"], today="2024-05-01")
            findings = list(report)
            assert report.files == len(files)
            assert [(one.path, one.line, one.column) for one in findings] == sorted(
                (one.path, one.line, one.column) for one in findings
            )
            for one in findings:
                lines = (
                    Path(one.path).read_bytes().count(b"\n") + Path(one.path).read_bytes().count(b"\r") + 1
                )
                assert 1 <= one.line <= lines
                written = contract.dumps(contract.finding_as_json(one))
                assert not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in written)
            for quote in library.quotes("tea OR withdrawal OR 漢"):
                assert 1 <= quote.independent <= quote.articles == len(quote.places)
                for start, end in (*quote.highlights, *quote.hedges, *quote.negations):
                    assert 0 <= start < end <= len(quote.text)
                assert "\n" not in quote.text


@given(FILES | mutated(), st.sampled_from(["a.md", "a.txt"]))
@settings(max_examples=200, deadline=None)
def test_offsets_stay_true_when_what_is_no_prose_is_taken_out(data: bytes, name: str) -> None:
    try:
        article = read(data, id="a", path=name)
    except ArticleUnreadable:
        return
    body = article.body
    for text in (prose(body, article.markup), without_code(body, article.markup)):
        assert len(text) == len(body)
        assert all(new == old or new.isspace() for new, old in zip(text, body, strict=True))
        assert [i for i, c in enumerate(text) if c == "\n"] == [i for i, c in enumerate(body) if c == "\n"]
    last = 0
    for start, end in paragraphs(body, article.markup):
        assert last <= start < end <= len(body)
        last = end
    last = 0
    for start, end in sentence_spans(body, article.markup, prose(body, article.markup)):
        assert last <= start < end <= len(body)
        last = end
    subject = Subject(article, data)
    assert clean(subject.text)[subject.body_start :].startswith(body)


@pytest.mark.parametrize(
    "unit",
    ["[", "[a](", "<!--", "<a href=", "`", "``` ", "buy ", "best ", "near me ", "from a b ", "{{", "<p style=",
     "(Smith et al. ", "[a][b]", "our a b ", "Click ", "get a ", "\u200b ", "<script", "- ", "> ", "![", "{#a", "/2019/01",
     "[a](b.md)\n", "[a](#b) ", "## é漢\n[a](#b)\n", "`a` <!-- you are a b c d e f g h -->", "<p hidden>ab </p>", "| [a](b.md) ",
     "Click here. ", "import from ", "\u200b a ", "- [a](b.md)\n", "<h1>", "[a]: b.md\n"],
)  # fmt: skip
def test_time_grows_with_the_length_and_no_faster(tmp_path: Path, unit: str) -> None:
    def seconds(times: int) -> float:
        place = tmp_path / str(times)
        place.mkdir(exist_ok=True)
        (place / "a.md").write_text("---\ntitle: T\ndate: 2018\n---\n\nTea. " + unit * times)
        with Library.open(place) as library:
            library.sync()
            started = time.process_time()
            list(library.check(select=["ALL"]))
            return time.process_time() - started

    seconds(10)
    long = seconds(8_000)
    # Once more if it was slow: others may have been busy.
    assert long < 0.5 or min(long, seconds(8_000)) < 10 * seconds(2_000)
