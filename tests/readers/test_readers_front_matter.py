"""Front matter: what is such, where it ends, what it says, and what is refused."""

from __future__ import annotations

import json

import pytest

from kratomcli.errors import ArticleUnreadable
from kratomcli.readers import read
from kratomcli.readers.front_matter import split
from support.cost import cpu


def values(text: str) -> dict[str, object]:
    front = split(text)
    assert front is not None
    return front.values


def yaml(block: str) -> dict[str, object]:
    return values(f"---\n{block}\n---\n")


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("---\ntitle: T\n---\nbody", "body"),
        ("---\ntitle: T\n---\n\n\nbody", "\n\nbody"),
        ("---\ntitle: T\n---", ""),
        ("--- \t\ntitle: T\n---  \nbody", "body"),
        ("-----\ntitle: T\n-----\nbody", "body"),
        ("---\ntitle: T\n...\nbody", "body"),
        ("\n  \n---\ntitle: T\n---\nbody", "body"),
        ("---\ntitle: T\n---\nbody\n---\nmore", "body\n---\nmore"),
        ("---\ntitle: |\n  ---\n  text\n---\nbody", "body"),
        ("+++\ntitle = 'T'\n+++\nbody", "body"),
        ('{"title": "T"}\nbody', "body"),
        ('{\n"title": "T"\n}\n\nbody', "\nbody"),
        ('\n{"title": "T"}  ', ""),
    ],
)
def test_front_matter_ends_where_the_body_begins(text: str, body: str) -> None:
    front = split(text)
    assert front is not None
    assert front.values == {"title": front.values["title"]}
    assert text[front.end :] == body


@pytest.mark.parametrize(
    "text",
    [
        "---\n---\nbody",
        "---\n\n---\nbody",
        "---\n# nothing\n---\nbody",
        "+++\n+++\nbody",
        "{}\nbody",
        "---\n{}\n---\nbody",
    ],
)
def test_front_matter_may_be_empty(text: str) -> None:
    front = split(text)
    assert front is not None
    assert front.values == {}
    assert text[front.end :] == "body"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("---\n\ntitle: T\n---\nbody", {"title": "T"}),
        ("---\n\nmood: calm\nlayout: post\n\n---\nbody", {"mood": "calm", "layout": "post"}),
        ("---\n\na: 1\nb: 2\nDraft: true\n---\nbody", {"a": 1, "b": 2, "Draft": True}),
        ("+++\n\nmood = 'calm'\n+++\nbody", {"mood": "calm"}),
    ],
)
def test_below_an_empty_line_a_usual_key_makes_front_matter(text: str, values: dict[str, object]) -> None:
    front = split(text)
    assert front is not None
    assert front.values == values


@pytest.mark.parametrize(
    "text",
    [
        "",
        "---",
        "---\n",
        "+++",
        "body\n---\ntitle: T\n---\n",
        "--- title: T\n---\n",
        "---\nA rule, then prose.\n\nMore prose.",
        "---\nProse between two rules.\n---\nMore.",
        "---\n\nHe said this: nothing.\n\n---\nMore.",
        "---\n\nNote: the water sings.\n\n---\nMore.",
        "---\n  \nNote: the water sings.\n\nMore text.\n\n---\nMore.",
        "---\n\nNote: the water sings.\nTip: listen.\n\n---\nMore.",
        "---\n\nNote: the water sings.\nTip: listen.\n\nMore.",
        "---\n- a\n- list\n---\nMore.",
        "---\n'unfinished\n---\nMore.",
        "---\nNote: a rule above prose\n\nMore prose.",
        "+++\nplain text\n+++\n",
        "+++\nplain text",
        "{sic} a text",
        "{{ template }}\ntext",
        "{% raw %}\ntext",
        '{"a": 1} and text',
        '{"a": 1 and text',
        "{\n  body { color: red }\n}",
    ],
)
def test_what_only_looks_alike_is_text(text: str) -> None:
    assert split(text) is None


def test_yaml_values_are_json_values_as_written() -> None:
    assert yaml(
        "text: plain\nquoted: '2021'\ninteger: 10\nnegative: -3\nreal: 4.5\ntrue: true\nyes: Yes\nno: no\n"
        "null: ~\nnothing:\nlist: [1, a, null]\nmap: {a: {b: [c]}}\nblock: |\n  two\n  lines\nfolded: >\n"
        "  one\n  line\n"
    ) == {
        "text": "plain",
        "quoted": "2021",
        "integer": 10,
        "negative": -3,
        "real": 4.5,
        "true": True,
        "yes": "Yes",
        "no": "no",
        "null": None,
        "nothing": None,
        "list": [1, "a", None],
        "map": {"a": {"b": ["c"]}},
        "block": "two\nlines\n",
        "folded": "one line\n",
    }


@pytest.mark.parametrize(
    "text",
    ["2021-10-05", "2021-13-45", "2021-10-05 10:00:00 -5", "10:30", "1.10", "007", "1_000", "0x1F", "1e3",
     "+5", ".nan", "-.inf", "1e999", "9" * 5000, "12345678901234567890", "=", "<<", "-0"],
)  # fmt: skip
def test_what_json_would_not_write_so_stays_text(text: str) -> None:
    assert yaml(f"key: {text}") == {"key": text}


def test_yaml_keys_are_text() -> None:
    assert yaml("1: a\nnull: b\n1.10: c\n2021-01-01: d\n[a, b]: e\ntrue: f") == {
        "1": "a",
        "null": "b",
        "1.10": "c",
        "2021-01-01": "d",
        '["a", "b"]': "e",
        "true": "f",
    }


def test_of_duplicate_keys_the_last_wins() -> None:
    assert yaml("title: one\ntitle: two") == {"title": "two"}


def test_yaml_tags_of_the_standard_are_understood() -> None:
    assert yaml(
        "a: !!str 1\nb: !!int '2'\nc: !!float .inf\nd: !!binary aGk=\ne: !!set {x, y}\n"
        "f: !!timestamp 2021-01-01\ng: !!omap [k: v]\nh: !!null ''"
    ) == {
        "a": "1",
        "b": 2,
        "c": ".inf",
        "d": "aGk=",
        "e": ["x", "y"],
        "f": "2021-01-01",
        "g": [{"k": "v"}],
        "h": None,
    }


def test_yaml_merges_and_aliases() -> None:
    assert yaml("base: &b {x: 1, y: 2}\none: {<<: *b, y: 3}\ntwo: {<<: [{y: 4}, *b]}\nthree: *b") == {
        "base": {"x": 1, "y": 2},
        "one": {"y": 3, "x": 1},
        "two": {"y": 4, "x": 1},
        "three": {"x": 1, "y": 2},
    }


def test_toml_values_are_json_values() -> None:
    assert values(
        "+++\ntitle = 'T'\ndate = 2021-10-05T14:00:00-05:00\nday = 2021-10-05\ntime = 10:30:00\n"
        "list = [1, 2.5]\nodd = [nan, -inf]\n[params]\nkey = true\n+++\n"
    ) == {
        "title": "T",
        "date": "2021-10-05T14:00:00-05:00",
        "day": "2021-10-05",
        "time": "10:30:00",
        "list": [1, 2.5],
        "odd": ["nan", "-inf"],
        "params": {"key": True},
    }


@pytest.mark.parametrize(
    ("block", "message", "line"),
    [
        ('{\n"a": 1,\n}\n', "a comma before a closing bracket", 2),
        ('{\n"a": [1,\n\n  2,\n\n]\n}\n', "a comma before a closing bracket", 4),
        ('{\n"a": 1\n"b": 2\n}\n', "Expecting ',' delimiter", 3),
        ('{\n"a":\n}\n', "Expecting value", 3),
    ],
)
def test_a_mistake_in_json_has_the_same_line_on_every_python(block: str, message: str, line: int) -> None:
    with pytest.raises(ArticleUnreadable, match=message) as raised:
        split(block)
    assert raised.value.line == line


def test_json_values_fit_json() -> None:
    found = values(
        '{"a": NaN, "b": -Infinity, "c": 1e999, "d": '
        + "9" * 5000
        + ', "e": [1, 2.5, null, true], "f": "\ttab"}'
    )
    assert found == {
        "a": "NaN",
        "b": "-Infinity",
        "c": "1e999",
        "d": "9" * 5000,
        "e": [1, 2.5, None, True],
        "f": "\ttab",
    }


def test_values_are_cleaned_after_parsing() -> None:
    assert yaml('"k\\x1b": "a\\x07\\u202e"\nlist: ["\\x9b", {a: "\\x00"}]') == {
        "k�": "a��",
        "list": ["�", {"a": "�"}],
    }
    assert values('{"k\\u001b": ["\\ud800"]}') == {"k�": ["�"]}
    assert values('+++\n"k\\u001b" = ["\\u0007"]\n+++\n') == {"k�": ["�"]}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("---\ntitle: T\n\nbody", 1, "front matter is not closed"),
        ("\n\n---\ntitle: T\n\nbody", 3, "front matter is not closed"),
        ("---\none: 1\ntwo: 2\n", 1, "front matter is not closed"),
        ("+++\ntitle = 'T'\n", 1, "front matter is not closed"),
        ("---\ntitle: one: two\n---\n", 2, "put the value in quotes"),
        ("---\ntitle: T\ntags: [a\nx: y\n---\n", 4, "did not find expected ',' or ']'"),
        ("---\ntitle: T\n\tx: y\n---\n", 3, "tab"),
        ("---\ntitle: one\u2028  two\nx: a: b\n---\n", 3, ""),
        ("---\ntitle: T\nx: \ufffe\n---\n", 3, "not allowed"),
        ("---\ntitle: *nowhere\n---\n", 2, "undefined alias"),
        ("---\na: 1\nb: !!python/object/apply:os.system [ls]\n---\n", 3, "tag !!python/object"),
        ("---\ntitle: !custom T\n---\n", 2, "the tag !custom is not known"),
        ("---\nkey: 1\n--- second\n---\n", 3, ""),
        ("+++\ntitle = 'T'\ndate = soon\n+++\n", 3, "Invalid value"),
        ("+++\ntitle = 'T\n+++\n", 2, ""),
        ("+++\nn = " + "9" * 5000 + "\n+++\n", 2, "4300 digits"),
        ('{\n"title": "T",\n}\n', 2, "a comma before"),
        ('\n{\n"title": "T"\n', 4, ""),
    ],
)  # fmt: skip
def test_broken_front_matter_is_refused_at_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(ArticleUnreadable) as caught:
        split(text)
    assert caught.value.line == line
    assert message in caught.value.message
    assert caught.value.hint


def test_a_refusal_holds_no_control_characters() -> None:
    with pytest.raises(ArticleUnreadable) as caught:
        split("---\ntitle: !%1b%5b31m x\n---\n")
    assert caught.value.message.isprintable()


LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "\n".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGED_LAUGHS = "a: &a {k: v}\n" + "\n".join(
    f"{name}: &{name} {{<<: [{', '.join([f'*{before}'] * 10)}]}}"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "text",
    [
        f"---\n{LAUGHS}\n---\n",
        f"---\n{MERGED_LAUGHS}\n---\n",
        "---\na: &a '" + "x" * 100_000 + "'\nb: [" + "*a, " * 4000 + "]\n---\n",
        "---\na: &a [*a]\n---\n",
        "---\na: &a {b: *a}\n---\n",
        "---\na: " + "[" * 100_000 + "\n---\n",
        "---\na: " + "[" * 200 + "]" * 200 + "\n---\n",
        "---\na: " + "{b: " * 20_000 + "\n---\n",
        "---\na:\n " + "- " * 100_000 + "\n---\n",
        "---\na: 1\n" + "? " * 100_000 + "\n---\n",
        "---\na:\n" + "".join(" " * n + "-\n" for n in range(1, 500)) + "\n---\n",
        "---\na: 1\n" + "b: c\n" * 300_000 + "---\n",
        "+++\na = " + "[" * 100_000 + "\n+++\n",
        "+++\na = 1\nb" + ".b" * 50_000 + " = 1\n+++\n",
        "+++\na = {b" + ".b" * 50_000 + " = 1}\n+++\n",
        '{"a": ' + "[" * 100_000 + "\n",
        '{\n"a": ' + "[" * 100_000 + "\n",
        '{"a": ' + "[" * 500 + "]" * 500 + "}\n",
        '{"a": [' + "1," * 120_000 + "1]}\n",
    ],
    ids=range(19),
)
def test_hostile_front_matter_is_refused_at_once(text: str) -> None:
    def refused() -> None:
        with pytest.raises(ArticleUnreadable, match="front matter can't be understood"):
            split(text)

    honest = "---\n" + "".join(f"key{n}: [value, other]\n" for n in range(4000)) + "---\n"
    split(honest)  # imports what it needs
    assert cpu(refused) < 50 * cpu(lambda: split(honest))


def test_reasonable_nesting_and_length_are_fine() -> None:
    nested = yaml("a: " + "[" * 90 + "]" * 90)
    assert json.dumps(nested)
    assert len(yaml("\n".join(f"key{n}: value" for n in range(5000)))) == 5000


def test_a_long_text_between_rules_is_text() -> None:
    assert split("---\n" + "Some prose here.\n" * 100_000 + "---\n") is None


@pytest.mark.parametrize("number", ["0x" + "f" * 6000, "0o" + "7" * 6000, "0b" + "1" * 60_000])
@pytest.mark.parametrize("key", ["weight", "title", "date", "tags", "draft"])
def test_numbers_that_can_t_be_printed_cost_no_more_than_their_value(number: str, key: str) -> None:
    article = read(f"+++\n{key} = {number}\nmore = [{number}]\n+++\n\nTea.\n".encode(), id="a", path="a.md")
    assert article.body == "Tea."
    assert str(article.meta["more"]).startswith("['0x")


def test_large_numbers_are_their_digits() -> None:
    article = read(b"+++\nweight = 123456789012345678901234567890\n+++\n\nTea.\n", id="a", path="a.md")
    assert article.meta["weight"] == "123456789012345678901234567890"


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63), 10**18, 999_999_999_999_999_999, -(10**18), 0])
@pytest.mark.parametrize("front", ["+++\nn = {}\n+++\n", '{{"n": {}}}\n', "---\nn: {}\n---\n"])
def test_whole_numbers_of_64_bits_are_numbers(number: int, front: str) -> None:
    value = read(f"{front.format(number)}\nTea.\n".encode(), id="a", path="a.md").meta["n"]
    assert (value, type(value)) == (number, int)


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**19, 10**40])
@pytest.mark.parametrize("front", ["+++\nn = {}\n+++\n", '{{"n": {}}}\n', "---\nn: {}\n---\n"])
def test_whole_numbers_beyond_are_their_digits(number: int, front: str) -> None:
    assert read(f"{front.format(number)}\nTea.\n".encode(), id="a", path="a.md").meta["n"] == str(number)


def test_a_mapping_of_keys_with_spaces_is_prose_unless_one_is_usual() -> None:
    dated = read(b"---\ndate created: 2021-03-05\n---\nText.", id="a", path="a.md")
    assert (dated.date, dated.body) == ("2021-03-05", "Text.")
    assert read(b"---\nHe said this: no.\n---\nText.", id="a", path="a.md").body.startswith("---")
