"""Notebooks → Markdown and values."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kratomcli.errors import ArticleUnreadable
from kratomcli.readers.conversion import Converted
from kratomcli.readers.formats.ipynb import read
from support.cost import is_linear


def notebook(*cells: object, **metadata: object) -> Converted:
    known = {"kernelspec": {"language": "python"}, **metadata}
    return read(json.dumps({"cells": cells, "metadata": known, "nbformat": 4}).encode(), "a.ipynb")


def code(source: object, *outputs: object, **more: object) -> dict[str, object]:
    return {"cell_type": "code", "source": source, "outputs": list(outputs), **more}


def text(source: object) -> dict[str, object]:
    return {"cell_type": "markdown", "source": source}


def output(**data: object) -> str:
    kinds = {key.replace("_", "/", 1): value for key, value in data.items()}
    return notebook(code("", {"output_type": "display_data", "data": kinds})).body


def test_cells_are_text_and_code_in_order() -> None:
    cells = (text(["# Tea\n", "Good."]), code("x = 1"), code("  \n"), text("End."))
    assert notebook(*cells).body == "# Tea\nGood.\n\n```python\nx = 1\n```\n\nEnd."


def test_metadata_and_front_matter_are_values() -> None:
    front = {"cell_type": "raw", "source": "---\ntitle: Tea\ncategories: [leaf]\n---"}
    found = notebook(front, text("Words."), title="Other", authors=[{"name": "Ann"}, "Bo", 7], tags=["a"])
    assert found.values == {"title": "Tea", "categories": ["leaf"], "authors": ["Ann", "Bo"], "tags": ["a"]}
    assert found.body == "Words."
    assert notebook(text("Words.")).values == {}


@pytest.mark.parametrize(
    ("outputs", "body"),
    [
        ({"output_type": "stream", "text": ["a\n", "b\n"]}, "```\na\nb\n```"),
        ({"output_type": "stream", "text": " 10%\r 50%\r100%\n"}, "```\n100%\n```"),
        ({"output_type": "error", "traceback": ["\x1b[0;31mBad\x1b[0m: x"]}, "```\nBad: x\n```"),
        ({"output_type": "error", "ename": "Bad", "evalue": "x", "traceback": []}, "```\nBad: x\n```"),
        ({"output_type": "pyout", "text": ["42"]}, "```\n42\n```"),
        ({"output_type": "stream", "text": "```"}, "````\n```\n````"),
        ({"output_type": "display_data", "data": 7}, ""),
    ],
)
def test_outputs_are_text(outputs: object, body: str) -> None:
    assert notebook(code("", outputs)).body == body


def test_of_several_forms_that_which_says_most_is_taken() -> None:
    table = "<table><tr><th>a</th></tr><tr><td>1</td></tr></table>"
    assert "a" in output(text_plain="...", text_html=table)
    assert "..." not in output(text_plain="...", text_html=table)
    assert output(text_plain="words", text_html="<script>x()</script>") == "```\nwords\n```"
    assert output(text_plain="x", text_latex="$x$") == "$x$"
    assert output(text_plain="<Figure size 6x4 with 1 Axes>", image_png="iVBO") == ""
    assert output(text_plain="a tea pot", image_png="iVBO") == "```\na tea pot\n```"


def test_what_is_left_out_is_said() -> None:
    cells = (
        code("", {"output_type": "display_data", "data": {"image/png": "iVBO"}}),
        code("#| label: x\n#| include: false\nsecret"),
        {**text("gone"), "metadata": {"tags": ["remove-cell"]}},
        code("", {"output_type": "stream", "text": "word\n" * 10_000}),
    )
    found = notebook(*cells)
    assert found.notes == (
        "1 output cut after 20,000 characters",
        "1 picture left out",
        "2 hidden cells left out",
    )
    assert "secret" not in found.body
    assert len(found.body) < 21_000


def test_pieces_of_a_stream_are_one_and_magics_name_languages() -> None:
    pieces = [{"output_type": "stream", "name": "stdout", "text": line} for line in ("a", "b\n")]
    assert notebook(code("%%bash\nls", *pieces)).body == "```bash\n%%bash\nls\n```\n\n```\nab\n```"


def test_pictures_in_cells_are_their_descriptions() -> None:
    assert notebook(text("![Tea pot](attachment:a.png) ![b](b.png)")).body == "Tea pot ![b](b.png)"


def test_raw_cells_are_read_where_they_are_text() -> None:
    def raw(source: str, kind: str) -> dict[str, object]:
        return {"cell_type": "raw", "source": source, "metadata": {"raw_mimetype": kind}}

    cells = (text("a"), raw("<b>b</b>", "text/html"), raw("*c*", "text/markdown"), raw("\\d", "text/latex"))
    assert notebook(*cells).body == "a\n\n**b**\n\n*c*"


def test_format_3_is_read() -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["Tea"]},
        {
            "cell_type": "code",
            "language": "python",
            "input": ["1"],
            "outputs": [{"output_type": "pyout", "text": ["1"]}],
        },
    ]
    data = json.dumps({"worksheets": [{"cells": cells}], "nbformat": 3, "metadata": {"name": ""}}).encode()
    assert read(data, "a.ipynb").body == "## Tea\n\n```python\n1\n```\n\n```\n1\n```"


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b'{"a": 1}', b"7", b"[" * 100_000, b'{"cells": ' + b"9" * 5000 + b"}x"]
)
def test_what_is_no_notebook_is_refused(data: bytes) -> None:
    with pytest.raises(ArticleUnreadable, match="not a notebook"):
        read(data, "a.ipynb")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("cells", "worksheets", "metadata", "source", "outputs", "output_type", "text", "data"),
                    *("cell_type", "tags", "authors", "kernelspec", "language", "text/html", "traceback"),
                ]
            ),
            inner
            | st.sampled_from(["code", "markdown", "raw", "heading", "stream", "error", "---\na: 1\n---"]),
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(st.fixed_dictionaries({"cells": st.lists(JSON)}, optional={"metadata": JSON, "worksheets": JSON}))
def test_no_json_raises_anything_else(value: object) -> None:
    with suppress(ArticleUnreadable):
        read(json.dumps(value).encode(), "a.ipynb")


@pytest.mark.parametrize("piece", ["a", "a\r", "\x1b[", "\x1b]", "<a ", "`", "![", "![a](attachment:"])
def test_nothing_costs_more_than_its_length(piece: str) -> None:
    def work(count: int) -> None:
        notebook(text(piece * count), code("", {"output_type": "stream", "text": piece * count}))

    assert is_linear(work, 20_000)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_what_is_no_number_is_no_value(number: str) -> None:
    data = f'{{"cells": [], "metadata": {{"title": {number}, "date": {number}, "tags": ["tea"]}}}}'
    assert read(data.encode(), "a.ipynb").values == {"tags": ["tea"]}
