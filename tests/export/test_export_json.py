"""The JSON contract: its keys, its schema, its characters."""

from __future__ import annotations

import io
import json
import math
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from kratomcli.errors import UsageError
from kratomcli.export import EXPORTERS, FORMATS, ExportOptions, contract, write, write_folder
from kratomcli.model.article import Article
from kratomcli.model.entry import Entry, Section
from kratomcli.model.hit import Hit, Snippet
from support.articles import article, articles

SCHEMAS = Path(__file__).parents[2] / "docs" / "schema"

FULL = article(
    id="2021/one",
    path="/library/2021/one.md",
    title="One",
    date="2021-03-05",
    tags=("a", "b"),
    authors=("Ann",),
    words=2,
    meta={"layout": "post"},
    derived={"date": "front matter: date"},
    sections=(Section("top", "Top", 1, 7, 0, 9),),
)


def entry_of(whole: Article) -> Entry:
    return Entry(**{name: getattr(whole, name) for name in Entry.part_names})


@lru_cache(maxsize=9)
def validator(name: str, part: str = "") -> Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    registry = Registry().with_resource("urn:it", Resource.from_contents(schema))
    return Draft202012Validator({"$ref": f"urn:it#{part}"}, registry=registry)


def exported(given: list[Article], format: str, **options: object) -> str:
    stream = io.StringIO()
    assert write(iter(given), format, stream, options=ExportOptions(**options)) == len(given)
    return stream.getvalue()


def test_an_article_is_written_with_every_key_in_the_contracts_order() -> None:
    assert contract.as_json(FULL) == {
        "id": "2021/one",
        "path": "/library/2021/one.md",
        "title": "One",
        "date": "2021-03-05",
        "updated": None,
        "tags": ["a", "b"],
        "summary": None,
        "authors": ["Ann"],
        "draft": False,
        "source": None,
        "lang": None,
        "words": 2,
        "meta": {"layout": "post"},
        "derived": {"date": "front matter: date"},
        "notes": [],
        "markup": "markdown",
        "body": "One.\n\nTwo.",
        "sections": [{"slug": "top", "title": "Top", "level": 1, "line": 7}],
    }
    assert tuple(contract.as_json(FULL)) == contract.ARTICLE_KEYS
    assert tuple(contract.as_json(entry_of(FULL))) == contract.ENTRY_KEYS


def test_fields_narrow_the_keys_but_keep_their_order() -> None:
    assert list(contract.as_json(FULL, fields=["words", "id", "words"])) == ["id", "words"]


@pytest.mark.parametrize(("whole", "field"), [(FULL, "colour"), (entry_of(FULL), "body")])
def test_a_field_that_is_not_there_is_refused_with_those_that_are(whole: Entry, field: str) -> None:
    with pytest.raises(UsageError) as caught:
        contract.as_json(whole, fields=["id", field])
    assert field in caught.value.message
    assert "title" in caught.value.hint


def test_an_array_has_an_object_a_line() -> None:
    short = {"fields": ("id", "title")}
    two = [FULL, FULL.replace(id="two", title="Zwei")]
    assert exported([], "json") == "[]\n"
    assert exported(two[:1], "json", **short) == '[\n{"id":"2021/one","title":"One"}\n]\n'
    assert exported(two, "json", **short) == (
        '[\n{"id":"2021/one","title":"One"},\n{"id":"two","title":"Zwei"}\n]\n'
    )
    assert exported(two, "jsonl", **short) == '{"id":"2021/one","title":"One"}\n{"id":"two","title":"Zwei"}\n'
    assert exported([], "jsonl") == ""


@given(st.lists(articles(), max_size=2))
@settings(max_examples=40)
def test_whatever_the_articles_hold_the_schema_describes_it(given: list[Article]) -> None:
    text = exported(given, "json")
    text.encode()
    values = json.loads(text)
    validator("article-1").validate(values)
    for value, whole in zip(values, given, strict=True):
        validator("article-1", "/$defs/article").validate(value)
        validator("article-1", "/$defs/entry").validate(contract.as_json(entry_of(whole)))
        assert value["body"] == whole.body
        assert value["meta"] == dict(whole.meta)
    assert [json.loads(line) for line in exported(given, "jsonl").split("\n")[:-1]] == values


def test_the_schema_refuses_what_the_contract_does_not_have() -> None:
    good = contract.as_json(FULL)
    schema = validator("article-1", "/$defs/article")
    assert schema.is_valid(good)
    assert not schema.is_valid({**good, "colour": "red"})
    assert not schema.is_valid({key: value for key, value in good.items() if key != "tags"})
    assert not schema.is_valid({**good, "tags": None})
    assert not validator("article-1", "/$defs/entry").is_valid(good)


@pytest.mark.parametrize("name", ["article-1", "article-2", "hit-1"])
def test_every_property_is_described(name: str) -> None:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    places = [schema]
    while places:
        place = places.pop()
        for key, value in place.get("properties", {}).items():
            assert value.get("description", "").endswith((".", ">.")), key
        places += [value for value in place.values() if isinstance(value, dict)]


def test_the_schemas_list_the_keys_in_the_contracts_order() -> None:
    marked = (*contract.ARTICLE_KEYS, "highlights", "title_highlights")
    for name in ("article-1", "article-2"):
        schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
        assert tuple(schema["$defs"]["fields"]["properties"]) == marked
    assert tuple(contract.marked_as_json(FULL, lambda *_: [])) == marked
    named = Hit(FULL, 1.0, "field", name="One", name_highlights=((0, 3),), also=("two",))
    hit = contract.hit_as_json(named, explain=True)
    validator("hit-1").validate([hit])
    schema = json.loads((SCHEMAS / "hit-1.schema.json").read_text(encoding="utf-8"))
    assert list(schema["$defs"]["hit"]["properties"]) == list(hit)


def test_a_hit_has_the_entry_and_its_passages() -> None:
    snippet = Snippet("One.", 5, Section("top", "Top", 1, 5, 0, 9), ((0, 3),), ("Top",))
    whole = contract.hit_as_json(Hit(FULL, 2.5, "body", (snippet,)))
    assert list(whole)[-6:] == ["score", "section", "line", "matched", "snippets", "title_highlights"]
    assert whole["section"] == {"slug": "top", "title": "Top"}
    assert whole["snippets"] == [
        {
            "text": "One.",
            "line": 5,
            "section": {"slug": "top", "title": "Top"},
            "headings": ["Top"],
            "highlights": [[0, 3]],
        }
    ]
    field = contract.hit_as_json(Hit(FULL, 0.0, "field"))
    assert (field["section"], field["line"], field["snippets"]) == (None, None, [])
    validator("hit-1").validate([whole, field])
    validator("hit-1", "/$defs/whole").validate(whole)
    assert not validator("hit-1").is_valid([{**whole, "body": "x"}])
    assert not validator("hit-1").is_valid([{**whole, "matched": "summary"}])


def test_characters_that_are_unsafe_on_the_way_are_escaped() -> None:
    text = "a\u2028b\u2029c\x9bd\x7fe\u202ef\ud800g\udce9 é 😀 \x1b"
    written = contract.dumps({"t": text})
    assert written == ('{"t":"a\\u2028b\\u2029c\\u009bd\\u007fe\\u202ef\\ud800g\\udce9 é 😀 \\u001b"}')
    written.encode()
    assert json.loads(written) == {"t": text}


@given(st.text(st.characters()), st.dictionaries(st.text(st.characters()), st.none()))
def test_any_text_is_valid_utf_8_on_one_line_and_comes_back(text: str, keys: dict[str, None]) -> None:
    written = contract.dumps([text, keys])
    written.encode()
    assert len(written.splitlines()) == 1
    assert json.loads(written) == json.loads(json.dumps([text, keys]))


def test_numbers_that_json_does_not_have_become_null() -> None:
    values = {"a": [math.nan, 1.5, (math.inf,)], "b": {"c": -math.inf}}
    assert contract.dumps(values) == '{"a":[null,1.5,[null]],"b":{"c":null}}'


def test_a_format_is_found_by_name_or_refused_with_those_there_are() -> None:
    assert (
        " ".join(FORMATS) == "json jsonl csv tsv sqlite markdown text html epub pdf bibtex ris csl-json site"
    )
    with pytest.raises(UsageError, match=r"no format 'docx'[\s\S]*json, jsonl"):
        write([], "docx", io.StringIO())
    with pytest.raises(UsageError, match=r"json can't be written to a folder[\s\S]*markdown"):
        write_folder([], "json", Path())


STREAMS = [name for name, known in EXPORTERS.items() if "stream" in known.kinds]


@pytest.mark.parametrize("format", STREAMS)
def test_a_format_holds_one_article_at_a_time_and_gives_the_same_bytes_again(format: str) -> None:
    alive: list[str] = []

    class Counted(Article):
        def __del__(self) -> None:
            alive.remove(self.id)

    def some() -> object:
        for number in range(50):
            assert len(alive) <= 3
            alive.append(str(number))
            yield Counted(id=str(number), path="/p", title=f"T{number}", body="# A\n\nB", markup="markdown")

    streams = [io.StringIO(), io.StringIO()]
    for stream in streams:
        assert write(some(), format, stream) == 50
    assert streams[0].getvalue() == streams[1].getvalue()


@pytest.mark.parametrize("format", STREAMS)
def test_a_fault_of_the_source_comes_through_as_it_is(format: str) -> None:
    def broken() -> object:
        yield FULL
        raise LookupError("the source's own")

    with pytest.raises(LookupError, match="the source's own"):
        write(broken(), format, io.StringIO())
