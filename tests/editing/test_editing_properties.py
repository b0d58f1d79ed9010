"""Any change of any front matter: only what was asked for differs, and undoing it gives every byte back."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from conftest import SEEDS
from kratomcli import FrontMatterChanges, Library
from kratomcli.conventions.table import CONVENTIONS, convention_of
from kratomcli.editing.article import ArticleFile, changed
from kratomcli.editing.diffs import cut_of, unified
from kratomcli.editing.splices import CannotEdit

NAMES = st.sampled_from(
    ["tea", "Tea", "thé", "green tea", "tea/green", "no", "12", "a: b", "it's", '"q"', "#x", "茶", "x, y"]
)
_KEYS = ["tags", "keywords", "categories", "tag", "title", "date", "x", "weight", "summary"]
KEYS = st.sampled_from(_KEYS)
LINES = (
    "title: Tea\n",
    "title: 'It''s tea' # mine\n",
    '"title": "Tea: a \\"history\\""\n',
    "tags: [tea, 'b', \"c\"]\n",
    "tags: [ tea , b ] # both\n",
    "tags: [\n  tea,\n  b,\n]\n",
    "tags:\n- tea\n- tea/green\n",
    "tags:\n    - 'tea' # the first\n    # of two\n    - b\n",
    "tags: tea, b\n",
    'tags: "tea"\n',
    "tags:\n",
    "keywords: tea b\n",
    "categories: [tea]\n",
    "tag: green tea\n",
    "# a remark\n",
    "\n",
    "date: 2020-01-01\n",
    "date: '2020-01-01 10:00:00 +0200'   # then\n",
    "created: 2019-05-05\n",
    "summary: >-\n  one\n  two\n\n  three\n",
    "summary: one\n  two\n",
    "x: |+\n  a\n\n",
    "x: {a: [1, 2], b: {c: d}}\n",
    "x: &anchor [tea]\n",
    "y: *anchor\n",
    "weight: 0x1F\n",
    "ok: yes\n",
    "nested:\n  - name: Ann\n    tags: [tea]\n  - name: Bob\n",
    "taxonomies:\n  tags: [tea]\n",
    "? complex\n: value\n",
    "tabbed:\t1\n",
)
TOML = (
    'title = "Tea"\n',
    "tags = ['tea', \"b\"] # both\n",
    'tags = [\n\t"tea", # good\n\t"b",\n]\n',
    "# a remark\n",
    "\n",
    "date = 2020-01-01\n",
    "date = 2020-01-01T10:00:00Z\n",
    "x.y = 1\n",
    'summary = """\none\n"two" ]\n"""\n',
    "weight = 0x1F\n",
    "x = { a = [1, { b = '}' }] }\n",
    "categories = []\n",
)
TABLES = (
    "",
    '[taxonomies]\ntags = ["tea"]\n',
    "[extra]\nx = 1\n\n[[list]]\ny = 2\n",
    "[taxonomies]\n# none\n",
)
BODIES = st.sampled_from(
    ["", "Text\n", "\n# Tea\n\n--- text\n+++\n", "\n\nText without end", "---\nmore\n---\n", "tea \xff"]
)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
MARKS = st.sampled_from([b"", b"\xef\xbb\xbf"])

TEXT = "a text file without front matter, which is read as Markdown if it has some"

wishes = st.fixed_dictionaries(
    {},
    optional={
        "add": st.dictionaries(
            st.sampled_from(["tags", "authors", "x"]), st.lists(NAMES, min_size=1, max_size=2), max_size=2
        ),
        "remove": st.dictionaries(
            st.sampled_from(["tags", "categories"]), st.lists(NAMES, min_size=1, max_size=2), max_size=2
        ),
        "rename_tags": st.dictionaries(NAMES, NAMES, max_size=1),
        "set": st.dictionaries(
            KEYS.filter(lambda key: key != "date"),
            st.one_of(NAMES, st.sampled_from(["1", "true", "[a, b]", "2021-03-05"])),
            max_size=2,
        ),
        "unset": st.lists(KEYS, max_size=2, unique=True),
    },
)


@st.composite
def yaml_blocks(draw: st.DrawFn) -> str:
    return f"---\n{''.join(draw(st.lists(st.sampled_from(LINES), max_size=6)))}---\n"


@st.composite
def toml_blocks(draw: st.DrawFn) -> str:
    return f"+++\n{''.join(draw(st.lists(st.sampled_from(TOML), max_size=5, unique=True)))}{draw(st.sampled_from(TABLES))}+++\n"


@st.composite
def json_blocks(draw: st.DrawFn) -> str:
    value = draw(
        st.dictionaries(
            KEYS, st.one_of(NAMES, st.lists(NAMES, max_size=3), st.integers(), st.none()), min_size=1
        )
    )
    return (
        json.dumps(value, indent=draw(st.sampled_from([None, 2, "\t"])), ensure_ascii=draw(st.booleans()))
        + "\n"
    )


headers = st.sampled_from(
    [
        "",
        "Title: Tea\nTags: tea, b\n\n",
        "title: Tea\ndate: 2020-01-01\nx: 1\n  2\n\n",
        "#+title: Tea\n#+filetags: :tea:b:\n\n",
        "tags:: tea, [[green tea]]\nx:: 1\n\n",
    ]
)


def asked(wish: dict[str, Any]) -> FrontMatterChanges | None:
    changes = FrontMatterChanges(**wish)
    try:
        changes.checked()
    except Exception:
        return None
    return changes


def loaded(data: bytes, encoding: str = "utf-8-sig") -> dict[str, Any]:
    """The values as libraries that have nothing to do with ours load them."""
    text = data.decode(encoding, "replace").replace("\r\n", "\n").replace("\r", "\n")
    kind = text[:3]
    if kind == "---":
        root = yaml.load(
            text[4:].split("\n---")[0] + "\n" if not text[4:].startswith("---") else "",
            getattr(yaml, "CBaseLoader", yaml.BaseLoader),  # noqa: S506 - it makes texts only
        )
        return root or {}
    if kind == "+++":
        return tomllib.loads(text[4:].split("+++\n")[0])
    if kind[:1] == "{":
        return dict(json.JSONDecoder().raw_decode(text)[0])
    return {}


@settings(max_examples=400)
@given(
    st.one_of(yaml_blocks(), toml_blocks(), json_blocks(), headers),
    BODIES,
    ENDS,
    MARKS,
    wishes,
    st.sampled_from(["", *CONVENTIONS]),
)
@example("---\ntags: [tea]\n---\n", "", "\n", b"", {"unset": ["tags"]}, "jekyll")
@example("---\n? complex\n: value\ny: *anchor\n---\n", "", "\n", b"", {"unset": ["tags"]}, "")
def test_only_what_was_asked_for_differs(
    block: str, body: str, end: str, mark: bytes, wish: dict[str, Any], tool: str
) -> None:
    changes = asked(wish)
    if changes is None:
        return
    data = mark + (block + body).replace("\n", end).encode(
        "latin-1" if "\xff" in body and block.isascii() else "utf-8"
    )
    file = ArticleFile("a", "a.md", convention_of(tool))
    try:
        new = changed(data, file, changes, changes.checked())
    except CannotEdit:
        return
    cut = cut_of(data, new)
    assert new[: cut.offset] + cut.old + new[cut.offset + len(cut.new) :] == data
    assert new.endswith(
        body.replace("\n", end).encode("latin-1" if "\xff" in body and block.isascii() else "utf-8")
    )
    assert (new == data) or unified(b"a.md", data, cut)
    assert (
        changed(new, file, changes, changes.checked()) == new or wish.get("rename_tags") or wish.get("unset")
    )
    # Unchanged front matter needs no comparison, and may be such as another library refuses to load.
    if new != data and block[:1] in "-+{" and new.removeprefix(mark)[:1] == block[:1].encode():
        touched = {*_KEYS, "authors", "taxonomies"} - (
            {"weight", "summary", "title", "date"} - {*wish.get("set", ()), *wish.get("unset", ())}
        )
        before, after = (
            {key: value for key, value in loaded(one).items() if key not in touched} for one in (data, new)
        )
        assert before == after
        assert list(before) == list(after)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    files=st.lists(
        st.tuples(st.one_of(yaml_blocks(), toml_blocks(), json_blocks(), headers), BODIES, ENDS, MARKS),
        min_size=1,
        max_size=6,
    ),
    wished=st.lists(wishes, min_size=1, max_size=3),
)
def test_changes_and_undoing_them_give_every_byte_back(
    files: list[tuple[str, str, str, bytes]], wished: list[dict[str, Any]], tmp_path_factory: Any
) -> None:
    place = tmp_path_factory.mktemp("articles")
    for number, (block, body, end, mark) in enumerate(files):
        (place / f"{number}.md").write_bytes(mark + (block + body).replace("\n", end).encode())
    states = [_contents(place)]
    with Library.open(place) as lib:
        for changes in filter(None, map(asked, wished)):
            done = lib.change("", changes).write()
            if any(one.status == "written" for one in done):
                states.append(_contents(place))
        for state in reversed(states[:-1]):
            assert {one.status for one in lib.undo() or ()} == {"undone"}
            assert _contents(place) == state
        assert lib.undo() is None


def _contents(place: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in place.iterdir()}


def test_every_change_of_the_sample_articles_can_be_made_and_undone(tmp_path: Path) -> None:
    place = tmp_path / "seeds"
    for path in SEEDS.rglob("*.*"):
        kept = place / path.relative_to(SEEDS)
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(path.read_bytes())
    before = {path: path.read_bytes() for path in place.rglob("*.*")}
    kinds = [
        FrontMatterChanges(add={"tags": ["new one"]}),
        FrontMatterChanges(remove={"tags": ["kratom"]}),
        FrontMatterChanges(rename_tags={"kratom": "Mitragyna"}),
        FrontMatterChanges(set={"date": "2021-03-05", "title": 'It\'s: "this"'}),
        FrontMatterChanges(unset=["title", "tags", "date"]),
    ]
    with Library.open(place) as lib:
        for changes in kinds:
            proposed = lib.change("", changes)
            assert {one.reason for one in proposed.refused} <= {TEXT}
            written = len(proposed)
            assert sum(one.status == "written" for one in proposed.write()) == written
            assert sum(path.read_bytes() != before[path] for path in before) == written
            assert len(lib.undo() or ()) == written
            assert {path: path.read_bytes() for path in before} == before
