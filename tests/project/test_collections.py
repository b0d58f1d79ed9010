"""The harness of ranking: collections are read as they are given out; what chance does is that of all signs."""

from __future__ import annotations

import itertools
import json
import runpy
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from conftest import PATIENCE, PROJECT


class Layout(NamedTuple):
    """A collection's three files, and what is in them."""

    documents: str
    queries: str
    judgements: str
    corpus: list[tuple[str, str, str]]
    asked: list[tuple[str, str]]
    judged: str


SMART = Layout(
    ".I 1\n.T\nGreen \ntea\n.A\nDoe, J.\n.W\nTea is  a leaf.\n.X\n2\t5\t1\n.I 2\n.T\nCoffee\n.A\nRoe, A.\n",
    ".I 1\n.W\nWhat is\n tea?\n.I 2\n.T\nBeans\n.A\nPoe, E.\n.W\nand roasts\n",
    "01 0002 0 0\n 1      1\t0\t0.000000\n2 2 0 0\n",
    [("1", "Green tea", "Tea is a leaf."), ("2", "Coffee", "")],
    [("1", "What is tea?"), ("2", "Beans and roasts")],
    "1 1, 1 2, 2 2",
)
MEDLINE = SMART._replace(judgements="1 0 2 1\n1 0 1 1\n2 0 2 1\n")
LISA = Layout(
    "Document    1\nGREEN\nTEA.\n\nTEA IS A LEAF.\n" + "*" * 44 + "\n"
    "Document  12\nCOFFEE.\n     \nA BEAN.\n" + "*" * 44 + "\n",
    "1\nWHAT IS TEA? #\n2\nBEANS, AND\n2 ROASTS. #\n",
    "           1           2           1          12\n           2           1          12\n",
    [("1", "GREEN TEA.", "TEA IS A LEAF."), ("12", "COFFEE.", "A BEAN.")],
    [("1", "WHAT IS TEA?"), ("2", "BEANS, AND 2 ROASTS.")],
    "1 1, 1 12, 2 12",
)
NPL = Layout(
    "1\ntea is a leaf\nand or a drink\n   /\n2\ncoffee\n   /\n",
    "1\nTEA\n/\n2\nBEANS\n/\n",
    "1\n    1     2\n   /\n2\n    2\n   /\n",
    [("1", "", "tea is a leaf and or a drink"), ("2", "", "coffee")],
    [("1", "TEA"), ("2", "BEANS")],
    "1 1, 1 2, 2 2",
)
TIME = Layout(
    "*TEXT 017 01/04/63 PAGE 020\n\nTEA IS\n\nA LEAF .\n\n*TEXT 020 01/04/63 PAGE 021\n\nCOFFEE .\n\n*STOP\n",
    "*FIND      1\n\n TEA .\n\n*FIND      2\n\n BEANS .\n\n*STOP\n",
    "1  1 2\n\n2  2\n",
    [("1", "", "TEA IS A LEAF ."), ("2", "", "COFFEE .")],
    [("1", "TEA ."), ("2", "BEANS .")],
    "1 1, 1 2, 2 2",
)


@pytest.mark.parametrize(
    "layout", [SMART, MEDLINE, LISA, NPL, TIME], ids=["smart", "med", "lisa", "npl", "time"]
)
def test_a_collection_is_read_as_it_is_given_out(layout: Layout, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("documents", "queries", "judgements")]
    for path, content in zip(files, layout, strict=False):
        path.write_text(str(content).replace("\n", "\r\n"), encoding="latin-1", newline="")
    made = tmp_path / "made"
    script = PROJECT / "benchmarks" / "smart_collections.py"
    subprocess.run([sys.executable, script, *files, made], check=True, timeout=PATIENCE, capture_output=True)
    corpus = [json.loads(line) for line in (made / "corpus.jsonl").read_text().splitlines()]
    asked = [json.loads(line) for line in (made / "queries.jsonl").read_text().splitlines()]
    rows = [line.split("\t") for line in (made / "qrels.tsv").read_text().splitlines()[1:]]
    assert [(one["_id"], one["title"], one["text"]) for one in corpus] == layout.corpus
    assert [(one["_id"], one["text"]) for one in asked] == layout.asked
    assert ", ".join(f"{query} {document}" for query, document, _ in rows) == layout.judged


@pytest.mark.parametrize(
    "apart", [[0.3, -0.1, 0.2, 0.05, 0.4, -0.02, 0.1], [0.1] * 10, [0.1, -0.1], [0.0, 0.0]]
)
def test_chance_is_the_share_of_all_signs_that_go_as_far(
    apart: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(PROJECT / "benchmarks")
    chance = runpy.run_path(str(PROJECT / "benchmarks" / "relevance.py"))["chance"]
    signs = list(itertools.product((1, -1), repeat=len(apart)))
    sums = [abs(sum(sign * one for sign, one in zip(some, apart, strict=True))) for some in signs]
    exact = sum(one >= sums[0] - 1e-9 for one in sums) / len(sums)
    assert chance([apart]) == pytest.approx(exact, abs=0.004)
