"""What becomes of front matter in each way in which it can be written."""

from __future__ import annotations

from typing import Any

import pytest

from kratomcli.conventions.table import convention_of
from kratomcli.editing.article import ArticleFile, changed
from kratomcli.editing.changes import FrontMatterChanges
from kratomcli.editing.splices import CannotEdit
from kratomcli.errors import UsageError


def edited(text: str | bytes, tool: str = "", name: str = "a.md", **wishes: Any) -> str | bytes:
    """The text after the changes; the article is called a.md, in a collection of `tool`."""
    changes = FrontMatterChanges(**wishes)
    data = text.encode() if isinstance(text, str) else text
    file = ArticleFile(name.rpartition(".")[0], name, convention_of(tool))
    new = changed(data, file, changes, changes.checked())
    return new.decode() if isinstance(text, str) else new


ADD: dict[str, Any] = {"add": {"tags": ["new"]}}
CUT: dict[str, Any] = {"remove": {"tags": ["tea"]}}
RENAME: dict[str, Any] = {"rename_tags": {"tea": "cup"}}

YAML = [
    # lists in brackets
    ("tags: [tea, b]\n", ADD, "tags: [tea, b, new]\n"),
    ("tags: [ tea , b ]  # mine\n", ADD, "tags: [ tea , b , new ]  # mine\n"),
    ("tags: ['tea', 'b']\n", ADD, "tags: ['tea', 'b', 'new']\n"),
    ('tags: ["tea"]\n', ADD, 'tags: ["tea", "new"]\n'),
    ("tags: []\n", ADD, "tags: [new]\n"),
    ("tags:\n", ADD, "tags: [new]\n"),
    ("tags: [\n  tea,\n  b,\n]\n", ADD, "tags: [\n  tea,\n  b,\n  new,\n]\n"),
    ("tags: [\n  tea,\n  b\n]\n", ADD, "tags: [\n  tea,\n  b,\n  new\n]\n"),
    ("tags: [tea, b]\n", CUT, "tags: [b]\n"),
    ("tags: [b, tea]\n", CUT, "tags: [b]\n"),
    ("tags: [b, tea, c]\n", CUT, "tags: [b, c]\n"),
    ("tags: [Téa]\n", CUT, "tags: []\n"),
    ("tags: [tea, b]\n", RENAME, "tags: [cup, b]\n"),
    ("tags: ['tea', b]\n", RENAME, "tags: ['cup', b]\n"),
    ("tags: [tea, CUP]\n", RENAME, "tags: [CUP]\n"),
    # one item a line
    (
        "tags:\n  - tea # good\n  - b\ndate: 2020\n",
        ADD,
        "tags:\n  - tea # good\n  - b\n  - new\ndate: 2020\n",
    ),
    ("tags:\n- tea\n# end\n", ADD, "tags:\n- tea\n- new\n# end\n"),
    ("tags:\n-   'tea'\n", ADD, "tags:\n-   'tea'\n-   'new'\n"),
    ("tags:\n  - tea\n  - b\n", CUT, "tags:\n  - b\n"),
    ("tags:\n  - tea\nx: 1\n", CUT, "tags: []\nx: 1\n"),
    ("tags:\n  - tea/green\n  - b\n", RENAME, "tags:\n  - cup/green\n  - b\n"),
    # text
    ("tags: tea, b\n", ADD, "tags: tea, b, new\n"),
    ('tags: "tea, b"\n', ADD, 'tags: "tea, b, new"\n'),
    ("tags: tea\n", ADD, "tags: tea, new\n"),
    ("tags: tea;b # two\n", ADD, "tags: tea;b;new # two\n"),
    ("tags: tea, b\n", CUT, "tags: b\n"),
    ("tags: tea\n", CUT, "tags: []\n"),
    ("tags: b, tea\n", RENAME, "tags: b, cup\n"),
    ("tags: ':tea:b:'\n", ADD, "tags: ':tea:b:new:'\n"),
    ("tags: '[[tea]], [[b]]'\n", ADD, "tags: '[[tea]], [[b]], [[new]]'\n"),
    ("tags: 2021\n", ADD, 'tags: ["2021", new]\n'),
    # the key under which the tags are
    ("keywords: [tea]\n", ADD, "keywords: [tea, new]\n"),
    ("categories: [tea]\ntags: [b]\n", ADD, "categories: [tea]\ntags: [b, new]\n"),
    ('"tags": [tea]\n', ADD, '"tags": [tea, new]\n'),
    ("tags : [tea]\n", ADD, "tags : [tea, new]\n"),
    ("Tags: [tea]\n", ADD, "Tags: [tea, new]\n"),
    ("taxonomies:\n  tags: [tea]\n", ADD, "taxonomies:\n  tags: [tea, new]\n"),
    ("title: T\n# below\n", ADD, "title: T\ntags: [new]\n# below\n"),
    ("title: T\na:\n- x\n", ADD, "title: T\na:\n- x\ntags:\n- new\n"),
    ("", ADD, "tags: [new]\n"),
    ("# nothing yet\n", ADD, "# nothing yet\ntags: [new]\n"),
    # text that needs quotes
    ("tags: [a]\n", {"add": {"tags": ["a: b"]}}, 'tags: [a, "a: b"]\n'),
    ("tags: [a]\n", {"add": {"tags": ["no"]}}, 'tags: [a, "no"]\n'),
    ("tags: [a]\n", {"add": {"tags": ["#x"]}}, 'tags: [a, "#x"]\n'),
    ("tags: ['a']\n", {"add": {"tags": ["it's"]}}, "tags: ['a', 'it''s']\n"),
    ("title: T\n", {"set": {"title": "Tea: a history"}}, 'title: "Tea: a history"\n'),
    ("title: 'T'\n", {"set": {"title": "It's"}}, "title: 'It''s'\n"),
    # values
    ("date: 2020-01-01 # first\n", {"set": {"date": "2021-03-05"}}, "date: 2021-03-05 # first\n"),
    ('pubDate: "2020-01-01"\n', {"set": {"date": "2021-03-05"}}, 'pubDate: "2021-03-05"\n'),
    ("title: T\n", {"set": {"date": "5 March 2021"}}, "title: T\ndate: 2021-03-05\n"),
    ("created: 2020-01-01\n", {"set": {"date": "2021-03-05"}}, "created: 2020-01-01\ndate: 2021-03-05\n"),
    ("title: T\n", {"set": {"num": "12", "ok": "true", "f": "1.5"}}, "title: T\nnum: 12\nok: true\nf: 1.5\n"),
    ("title: T\n", {"set": {"l": "[a, b]", "t": '"12"'}}, 'title: T\nl: [a, b]\nt: "12"\n'),
    ("n: 1\n", {"set": {"n": None}}, "n: null\n"),
    ("title: one\n  two\nx: 1\n", {"set": {"title": "T"}}, "title: T\nx: 1\n"),
    ("summary: >\n  one\n  two\nx: 1\n", {"set": {"summary": "T"}}, "summary: T\nx: 1\n"),
    ("x: |\n  one\n\n\ntitle: T\n", {"set": {"x": "two"}}, "x: two\n\n\ntitle: T\n"),
    ("tags:\n  - a\n", {"set": {"tags": "b, c"}}, "tags:\n  - b\n  - c\n"),
    # keys that go
    ("title: T\nx: 1 # one\n# two\ny: 2\n", {"unset": ["x"]}, "title: T\n# two\ny: 2\n"),
    ("a: 1\nx:\n  - a\n  - b\n\ny: 2\n", {"unset": ["x"]}, "a: 1\n\ny: 2\n"),
    ("x: |\n  a\n\n  b\ny: 2\n", {"unset": ["x"]}, "y: 2\n"),
    ("x: {a: 1}\ny: 2\n", {"unset": ["x"]}, "y: 2\n"),
    ("x: 1\n", {"unset": ["x"]}, ""),
    ("x: &a [1]\ny: 2\n", {"unset": ["x"]}, "y: 2\n"),
]


@pytest.mark.parametrize(("block", "wishes", "wanted"), YAML)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_yaml(block: str, wishes: dict[str, Any], wanted: str, end: str) -> None:
    text, after = (f"---\n{one}---\n\n# Tea\n\nText --- text" for one in (block, wanted))
    assert edited(text.replace("\n", end).encode(), **wishes) == after.replace("\n", end).encode()


@pytest.mark.parametrize(("block", "wishes", "wanted"), YAML)
def test_a_change_made_again_changes_nothing(block: str, wishes: dict[str, Any], wanted: str) -> None:
    text = f"---\n{wanted}---\nText"
    assert edited(text, **wishes) == text


TOML = [
    ('tags = ["tea", "b"]\n', ADD, 'tags = ["tea", "b", "new"]\n'),
    ("tags = ['tea'] # mine\n", ADD, "tags = ['tea', 'new'] # mine\n"),
    ('tags = [\n  "tea",\n  "b", # two\n]\n', CUT, 'tags = [\n  "b", # two\n]\n'),
    ("tags = []\n", ADD, 'tags = ["new"]\n'),
    ('title = "T"\n\n[extra]\nx = 1\n', ADD, 'title = "T"\ntags = ["new"]\n\n[extra]\nx = 1\n'),
    ("[extra]\nx = 1\n", ADD, 'tags = ["new"]\n[extra]\nx = 1\n'),
    ('[taxonomies]\ntags = ["tea"]\n', RENAME, '[taxonomies]\ntags = ["cup"]\n'),
    ('taxonomies.tags = ["tea"]\n', ADD, 'taxonomies.tags = ["tea", "new"]\n'),
    ("date = 2020-01-01\n", {"set": {"date": "2021-03-05"}}, "date = 2021-03-05\n"),
    ('date = "2020-01-01"\n', {"set": {"date": "2021-03-05"}}, 'date = "2021-03-05"\n'),
    ("n = 1\n", {"set": {"n": "2.5"}}, "n = 2.5\n"),
    ("s = '''\na\n''' # c\nn = 1\n", {"unset": ["s"]}, "n = 1\n"),
    ('a = { b = "}", c = [1] }\nn = 1\n', {"unset": ["n"]}, 'a = { b = "}", c = [1] }\n'),
    ('"my key" = 1\n', {"set": {"my key": "2"}}, '"my key" = 2\n'),
    ("", {"set": {"title": 'a "b" \\'}}, 'title = "a \\"b\\" \\\\"\n'),
]


@pytest.mark.parametrize(("block", "wishes", "wanted"), TOML)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_toml(block: str, wishes: dict[str, Any], wanted: str, end: str) -> None:
    text, after = (f"+++\n{one}+++\n\nText" for one in (block, wanted))
    assert edited(text.replace("\n", end).encode(), **wishes) == after.replace("\n", end).encode()


JSON = [
    ('{"tags": ["tea", "b"]}\n', ADD, '{"tags": ["tea", "b", "new"]}\n'),
    ('{\n  "tags": []\n}\n', ADD, '{\n  "tags": ["new"]\n}\n'),
    ('{\n\t"title" : "T"\n}\n', ADD, '{\n\t"title" : "T",\n\t"tags" : ["new"]\n}\n'),
    ('{"title": "T", "x": 1}\n', {"unset": ["title"]}, '{"x": 1}\n'),
    ('{"title": "T", "x": 1}\n', {"unset": ["x"]}, '{"title": "T"}\n'),
    ('{"x": 1}\n', {"unset": ["x"]}, "{}\n"),
    ('{"tags": "tea, b"}\n', CUT, '{"tags": "b"}\n'),
    ('{"x": 1}\n', {"set": {"x": "ü\n"}}, '{"x": "ü\\n"}\n'),
]


@pytest.mark.parametrize(("block", "wishes", "wanted"), JSON)
def test_json(block: str, wishes: dict[str, Any], wanted: str) -> None:
    assert edited(f"{block}\nText", **wishes) == f"{wanted}\nText"


OTHERS = [
    ("", "Title: T\nTags: tea, b\n\nText", ADD, "Title: T\nTags: tea, b, new\n\nText"),
    ("", "Title: T\nDate: 2020\n\nText", ADD, "Title: T\nDate: 2020\nTags: new\n\nText"),
    ("", "Title: T\nTags: tea\nDate: 2020\n\nText", CUT, "Title: T\nTags:\nDate: 2020\n\nText"),
    ("", "Title: T\nX: 1\n  2\n\nText", {"unset": ["X"]}, "Title: T\n\nText"),
    ("pelican", "Title: T\nTags: tea; b\nText", ADD, "Title: T\nTags: tea; b; new\nText"),
    ("", "#+title: T\n#+filetags: :tea:b:\n\nText", ADD, "#+title: T\n#+filetags: :tea:b:new:\n\nText"),
    ("logseq", "tags:: tea, b\ntitle:: T\n\n- Text", ADD, "tags:: tea, b, new\ntitle:: T\n\n- Text"),
    ("logseq", "- Text", ADD, "tags:: new\n\n- Text"),
    ("", "# T\n\nText", ADD, "---\ntags: [new]\n---\n\n# T\n\nText"),
    ("obsidian", "Text", ADD, "---\ntags:\n  - new\n---\n\nText"),
    ("zola", "Text", ADD, '+++\n[taxonomies]\ntags = ["new"]\n+++\n\nText'),
    ("jekyll", "Text", ADD, "---\ntags: [new]\n---\n\nText"),
    ("jekyll", "---\ntag: green tea\n---\nText", ADD, "---\ntag: [green tea, new]\n---\nText"),
    ("jekyll", "---\ntags: tea b\n---\nText", ADD, "---\ntags: tea b new\n---\nText"),
    (
        "jekyll",
        "---\ntags: tea b\n---\nText",
        {"add": {"tags": ["x y"]}},
        "---\ntags: [tea, b, x y]\n---\nText",
    ),
    ("quarto", "---\ntitle: T\n---\nText", ADD, "---\ntitle: T\ncategories: [new]\n---\nText"),
    ("hugo", "---\ntags: tea\n---\nText", ADD, "---\ntags: [tea, new]\n---\nText"),
    ("hugo", "---\ntags: [tea/green]\n---\nText", RENAME, "---\ntags: [tea/green]\n---\nText"),
    ("dendron", "---\ntags: [tea.green]\n---\nText", RENAME, "---\ntags: [cup.green]\n---\nText"),
    ("obsidian", '---\ntags: ["#tea"]\n---\nText', RENAME, '---\ntags: ["#cup"]\n---\nText'),
]


@pytest.mark.parametrize(("tool", "text", "wishes", "wanted"), OTHERS)
def test_tools(tool: str, text: str, wishes: dict[str, Any], wanted: str) -> None:
    assert edited(text, tool, **wishes) == wanted


REFUSED = [
    ("---\ntags: &t [tea]\nx: *t\n---\n", ADD),
    ("---\nx: &t [tea]\ntags: *t\n---\n", ADD),
    ("---\n{tags: [tea]}\n---\nText", ADD),
    ("---\ntags: [tea]\ntags: [b]\n---\n", ADD),
    ("---\ntags: [tea, # good\n b]\n---\n", CUT),
    ("---\ntags: [{name: tea, x: 1}]\n---\n", RENAME),
    ("---\nbase: &b {x: 1}\n<<: *b\n---\n", {"unset": ["x"]}),
    ("---\ntitle: [unclosed\n---\n", ADD),
    ("+++\nextra = { x = 1 }\n+++\nText", {"unset": ["extra.x"], "set": {"extra": "1", "n": None}}),
    ("# T\n\nText".encode("utf-16"), {"add": {"tags": ["x"]}, "set": {"title": "\ud800"}}),
    ('---\ntitle: "\xe9t\xe9 \xe0 Gen\xe8ve, \xe7a va"\n---\n'.encode("cp1252"), {"add": {"tags": ["茶"]}}),
]


@pytest.mark.parametrize(("text", "wishes"), REFUSED)
def test_what_cannot_be_proven_is_refused(text: str | bytes, wishes: dict[str, Any]) -> None:
    with pytest.raises((CannotEdit, UsageError)):
        edited(text, **wishes)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1252"])
def test_encodings_are_kept(encoding: str) -> None:
    text = '---\ntitle: "Été à Genève, ça va déjà"\n---\n\nUn été à Genève, où ça va déjà très bien.\n'
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    after = text.replace('déjà"\n', 'déjà"\ntags: [né]\n')
    assert edited((mark + text).encode(encoding), add={"tags": ["né"]}) == (mark + after).encode(encoding)


def test_bytes_that_are_no_text_are_kept() -> None:
    data = "---\ntitle: Été à Genève\n---\nça là".encode() + b"\xff\n"
    assert edited(data, **ADD) == data.replace(b"ve\n", b"ve\ntags: [new]\n")


def test_files_of_other_kinds_are_refused_by_name() -> None:
    with pytest.raises(CannotEdit, match="PDF"):
        edited(b"%PDF-1.4", name="a.pdf", **ADD)
    with pytest.raises(CannotEdit, match="Markdown"):
        edited("Text", name="a.txt", **ADD)


@pytest.mark.parametrize(
    "wishes",
    [
        {},
        {"set": {"date": "soon"}},
        {"set": {"draft": "maybe"}},
        {"add": {"tags": [" "]}},
        {"add": {"tags": ["a\nb"]}},
        {"set": {"tags": "a"}, "add": {"tags": ["b"]}},
        {"unset": ["tags"], "add": {"tags": ["b"]}},
        {"unset": [""]},
    ],
)
def test_wishes_that_cannot_be_meant(wishes: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        FrontMatterChanges(**wishes).checked()
