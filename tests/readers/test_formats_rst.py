"""reStructuredText → Markdown and values."""

from __future__ import annotations

import sys
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kratomcli.errors import ArticleUnreadable, MissingExtra
from kratomcli.readers.formats.rst import read
from support.cost import is_linear


def markdown(text: str) -> str:
    return read(text.encode(), "a.rst").body


def test_the_title_is_a_heading_and_sections_are_below_it() -> None:
    found = read(b"Tea\n===\n\nWords.\n\nLeaf\n----\n\nMore.\n", "a.rst")
    assert found.body == "# Tea\n\nWords.\n\n## Leaf\n\nMore."
    assert found.values == {"title": "Tea"}
    assert (
        markdown("Words.\n\nLeaf\n----\n\na\n\nWater\n-----\n\nb") == "Words.\n\n# Leaf\n\na\n\n# Water\n\nb"
    )


@pytest.mark.parametrize(
    ("top", "values"),
    [
        (
            ":date: 2021-03-05 10:15\n:tags: leaf, green tea\n:Authors: Doe, Jane; Bo\n:summary: On\n  tea.\n",
            {"date": "2021-03-05 10:15", "tags": "leaf, green tea", "authors": "Doe, Jane; Bo", "summary": "On tea."},
        ),
        (
            ".. title: Tea\n.. slug: tea\n.. date: 2021-03-05 10:15:00 UTC+01:00\n.. tags: leaf\n.. link:\n",
            {"title": "Tea", "slug": "tea", "date": "2021-03-05 10:15:00 UTC+01:00", "tags": "leaf"},
        ),
        (".. author:: Ann\n.. categories:: leaf\n.. tags:: a, b\n", {"author": "Ann", "categories": "leaf", "tags": "a, b"}),
        (".. post:: Mar 5, 2021\n   :tags: leaf\n   :author: Ann\n", {"date": "Mar 5, 2021", "tags": "leaf", "author": "Ann"}),
        (".. meta::\n   :description lang=en: On tea.\n", {"summary": "On tea."}),
    ],
    ids=["Pelican", "Nikola", "Tinkerer", "ABlog", "Sphinx"],
)  # fmt: skip
def test_metadata_of_makers_of_sites_are_values(top: str, values: dict[str, object]) -> None:
    found = read(f"{top}\nWords.\n".encode(), "a.rst")
    assert found.values == values
    assert found.body == "Words."


@pytest.mark.parametrize(
    ("rst", "markdown_"),
    [
        ("*a* **b** ``c*`` `d`", "*a* **b** `c*` *d*"),
        (
            "`Tea <https://example.org/>`_ and `Leaf`_\n\n.. _Leaf: https://example.org/l",
            "[Tea](https://example.org/) and [Leaf](https://example.org/l)",
        ),
        (
            "a [1]_ b [#]_ c [CIT]_\n\n.. [1] One\n.. [#] Two\n.. [CIT] Three",
            "a [^1] b [^2] c [^CIT]\n\n[^1]: One\n\n[^2]: Two\n\n[^CIT]: Three",
        ),
        ("|x| is good\n\n.. |x| replace:: Green tea", "Green tea is good"),
        ("|release| is out", "|release| is out"),
        (":math:`a_1` and\n\n.. math:: b\n   :label: c", "$a_1$ and\n\n$$b$$"),
        (":ref:`Tea <leaf>` :ref:`leaf` :term:`tea`", "Tea leaf tea"),
        (":doc:`Tea <a/b>` :doc:`c`", "[Tea](a/b.rst) [c](c.rst)"),
        (":func:`~a.b.c` :py:class:`D` :file:`e` :guilabel:`&File`", "`c` `D` `e` File"),
        (":nobody:`knows`", "knows"),
        (":pep:`8`", "[PEP 8](https://peps.python.org/pep-0008)"),
        ("It was a *good* year|, not a \\*bad\\* one", r"It was a *good* year|, not a \*bad\* one"),
    ],
)
def test_words(rst: str, markdown_: str) -> None:
    assert markdown(rst) == markdown_


@pytest.mark.parametrize(
    ("rst", "markdown_"),
    [
        (".. code-block:: python\n   :linenos:\n   :caption: x\n\n   y = 1", "```python\ny = 1\n```"),
        (".. code:: sh\n\n   ls", "```sh\nls\n```"),
        ("Text::\n\n  a\n\n>>> 1\n1", "Text:\n\n```\na\n```\n\n```python\n>>> 1\n1\n```"),
        (".. note:: Hot.", "> [!NOTE]\n>\n> Hot."),
        (".. admonition:: Mind *it*\n\n   Hot.", "> [!NOTE] Mind it\n>\n> Hot."),
        (".. seealso:: Water", "> [!SEEALSO]\n>\n> Water"),
        (".. versionadded:: 3.8\n   Tea.", "New in version 3.8: Tea."),
        (".. toctree::\n   :maxdepth: 2\n\n   a\n   Tea <b/c>\n   d/*\n   self", "- [a](a.rst)\n- [Tea](b/c.rst)"),
        (".. toctree::\n   :hidden:\n\n   a\n\nb", "b"),
        (".. contents::\n\n.. index:: tea\n\n.. include:: /etc/passwd\n\n.. raw:: html\n\n   <b>x</b>\n\na", "a"),
        (".. function:: brew(tea, *, hot)\n   :async:\n\n   Brews.", "`brew(tea, *, hot)`\n\nBrews."),
        (".. class:: Tea(leaf)\n\n   A drink.", "`Tea(leaf)`\n\nA drink."),
        (".. class:: small\n\nWords.", "Words."),
        (".. nobody:: Knows *this*\n   :x: y\n\n   And that.", "Knows *this*\n\nAnd that."),
        (".. image:: a.png\n   :alt: Tea", "![Tea](a.png)"),
        (".. figure:: a.png\n\n   Caption\n\n   Legend", "![](a.png)\n\nCaption\n\nLegend"),
        ("3. a\n4. b\n\n   - c", "3. a\n4. b\n   - c"),
        ("| a\n| b", "a\\\nb"),
        ("== ==\na  b\n== ==\n1  2\n== ==", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
        ("a\n\n  b\n\n  -- c", "a\n\n> b\n>\n> c"),
        (".. a remark\n\na\n\n----\n\nb", "a\n\n***\n\nb"),
        (".. table::\n   :nobody: x\n\n   Words", "```\n.. table::\n   :nobody: x\n\n   Words\n```"),
    ],
)  # fmt: skip
def test_blocks(rst: str, markdown_: str) -> None:
    assert markdown(rst) == markdown_


def test_terms_fields_and_options_are_there_in_order() -> None:
    text = markdown("a\n\nTea : plant\n  Green.\n\n:Leaf: long\n\n-x FILE  hot")
    assert [word for word in ("Tea : plant", "Green.", "Leaf", "long", "-x FILE", "hot") if word in text]
    places = [text.index(word) for word in ("Tea : plant", "Green.", "Leaf", "long", "-x FILE", "hot")]
    assert places == sorted(places)


def test_nothing_is_said_and_no_file_is_read(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret words")
    text = f".. include:: {secret}\n\n.. csv-table::\n   :file: {secret}\n\n.. raw:: html\n   :file: {secret}\n\n.. literalinclude:: {secret}\n\n====\nbad\n=\n\n`x`_ *a"
    assert "secret words" not in markdown(text)
    assert capfd.readouterr() == ("", "")


def test_substitutions_that_grow_are_bounded() -> None:
    rounds = "\n".join(f".. |{n}| replace:: {f'|{n - 1}| ' * 10}" for n in range(1, 7))
    text = markdown(f"|6|\n\n.. |0| replace:: tea\n{rounds}\n")
    assert len(text) < 1_000_000


def test_text_that_is_nested_too_deeply_is_refused() -> None:
    text = "".join(f"{'  ' * depth}a\n\n" for depth in range(600))
    with pytest.raises(ArticleUnreadable, match="nested too deeply"):
        markdown(text)


def test_without_docutils_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docutils.core", None)
    with pytest.raises(MissingExtra, match="docutils") as caught:
        read(b"a", "a.rst")
    assert "kratomcli[documents]" in caught.value.hint


PIECES = st.sampled_from(
    [
        *("a", " ", "\n", "\n\n", "  ", "===\n", "---\n", ":a: ", "- ", "3. ", "::\n\n", ".. ", ".. a:: b\n"),
        *("*", "`", "``", "|", "_", "[1]_", ".. [1] ", ".. _a: ", ".. |a| image:: ", ":a:`", ".. code::\n"),
        *(".. csv-table::\n", ".. role:: a(raw)\n   :format: html\n", ".. note::\n", "+--+\n", "|  |\n", "| "),
        *(".. math::\n", ".. toctree::\n", ".. list-table::\n", ">>> ", "-x  ", ".. figure:: a\n", "== ==\n"),
    ]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=5), max_size=30))
def test_no_text_raises_anything_else(pieces: list[str]) -> None:
    with suppress(ArticleUnreadable):
        read("".join(pieces).encode("utf-8", "surrogatepass"), "a.rst")


@pytest.mark.parametrize("piece", [":a", "`:a", ".. a", ":a:`b < ", " ", "<", ".. |a"])
def test_names_are_found_at_a_cost_of_the_text_s_length(piece: str) -> None:
    from kratomcli.readers.rst.extensions import make_known

    assert is_linear(lambda count: make_known(piece * count), 20_000)


def test_text_that_is_nested_too_deeply_is_refused_before_it_costs_memory() -> None:
    text = "".join(f"{' ' * depth}a\n\n" for depth in range(1500))
    size = len(text)
    tracemalloc.start()
    try:
        with pytest.raises(ArticleUnreadable, match="nested too deeply"):
            markdown(text)
        assert tracemalloc.get_traced_memory()[1] < 12 * size
    finally:
        tracemalloc.stop()


def test_code_that_is_indented_again_and_again_is_read() -> None:
    code = "\n".join(f"    {' ' * (number % 150)}x" for number in range(1500))
    assert markdown(f"Tea::\n\n{code}\n").count("x") == 1500
