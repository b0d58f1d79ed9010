"""How good the order of the hits is: the project and other engines on many test collections, one table.

    pip install 'kratomcli[bench]'          and Xapian: apt install python3-xapian
    python benchmarks/relevance.py [--engines NAME,…] [--models NAME,…] FOLDER...

A FOLDER is a collection in the BEIR layout (corpus.jsonl, queries.jsonl, and qrels.tsv or
qrels/test.tsv), or holds several; benchmarks/smart_collections.py makes some of the classics. All ranking
is by benchmarks/engines.py, one process an engine and a collection; nothing is kept between them. Any of
a query's words suffices; queries that nobody judged are left out, an engine that is not installed says so.
`--models` adds the project with meaning, a row a model.

nDCG@10, average precision and recall@100 are ir-measures'; the mean is that of the collections. Beside
it stands what is the difference from the first engine, and how often chance alone makes one as large: the
paired randomisation test (Smucker, Allan & Carterette: A comparison of statistical significance tests for
information retrieval evaluation, CIKM 2007), the signs of the queries' differences drawn 100,000 times.
In a collection's column `*` marks p < .05 in that collection alone.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypedDict

from engines import ENGINES, Collection, load

DRAWS = 100_000
MEASURES = ("nDCG@10", "AP", "R@100")
SYSTEM_PYTHON = "/usr/bin/python3"

Values = Mapping[str, Mapping[str, float]]
"""Measure → query → value."""


class Answer(TypedDict):
    """What benchmarks/engines.py writes."""

    run: dict[str, list[str]]
    seconds: float
    megabytes: float


class Column(NamedTuple):
    """What the engines did on one collection; those that could not run are missing."""

    name: str
    values: dict[str, Values]
    cost: dict[str, tuple[float, float]]
    """Engine → seconds from files to the last answer, megabytes at most."""


def main() -> None:
    asked = _arguments()
    engines = [*asked.engines, *(f"kratomcli:{model}" for model in asked.models)]
    columns = [measured(folder, engines) for folder in folders(asked.folders)]
    print_tables(engines, columns)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--engines", type=_names, default=list(ENGINES), help=",".join(ENGINES))
    parser.add_argument("--models", type=_names, default=[], help="as [embedder] model in the settings")
    return parser.parse_args()


def _names(text: str) -> list[str]:
    return [name for name in text.split(",") if name]


def folders(named: Sequence[Path]) -> Iterator[Path]:
    """The collections that are named, and those in folders that are named."""
    for folder in named:
        if (folder / "corpus.jsonl").exists():
            yield folder
        else:
            yield from sorted(path.parent for path in folder.glob("*/corpus.jsonl"))


# -- measuring --------------------------------------------------------------------------------------


def measured(folder: Path, engines: Sequence[str]) -> Column:
    """Each engine on a collection, in a process of its own."""
    collection = load(folder)
    column = Column(folder.name, {}, {})
    size = f"{len(collection.corpus):,} documents, {len(collection.queries):,} queries"
    print(f"{folder.name}: {size}", file=sys.stderr)
    for engine in engines:
        answer = _run(engine, folder)
        if isinstance(answer, str):
            print(f"  {engine}: {answer}", file=sys.stderr)
            continue
        column.values[engine] = values(collection, answer["run"])
        print(f"  {engine}: {answer['seconds']:.1f} s", file=sys.stderr, flush=True)
        column.cost[engine] = (answer["seconds"], answer["megabytes"])
    return column


def _run(engine: str, folder: Path) -> Answer | str:
    """What an engine answers, or why it does not."""
    python = SYSTEM_PYTHON if engine == "xapian" and Path(SYSTEM_PYTHON).exists() else sys.executable
    script = Path(__file__).with_name("engines.py")
    done = subprocess.run([python, script, engine, folder], capture_output=True, text=True, check=False)
    if done.returncode:
        return f"left out: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}"
    answer: Answer = json.loads(done.stdout)
    return answer


def values(collection: Collection, run: Mapping[str, Sequence[str]]) -> Values:
    """Each measure of each query; the place counts, so an engine's own order of equal scores is kept."""
    import ir_measures

    measures = [ir_measures.parse_measure(name) for name in MEASURES]
    found = {name: dict.fromkeys((query.id for query in collection.queries), 0.0) for name in MEASURES}
    scores = {
        query: {document: -float(place) for place, document in enumerate(ids)} for query, ids in run.items()
    }
    for one in ir_measures.iter_calc(measures, collection.judged, scores):
        if one.query_id in found[str(one.measure)]:
            found[str(one.measure)][one.query_id] = one.value
    return found


def chance(differences: Sequence[Sequence[float]]) -> float:
    """How often chance makes a mean of the collections' means as far from 0: p, of two sides.

    If two engines were one, each difference could as well have the other sign.
    """
    import numpy as np

    weights = np.concatenate([np.asarray(one) / len(one) for one in differences if len(one)])
    seen = abs(weights.sum()) - 1e-12
    random = np.random.default_rng(2007)
    beyond = 0
    for _ in range(0, DRAWS, 1000):
        signs = random.integers(0, 2, (1000, len(weights)), dtype=np.int8) * 2 - 1
        beyond += int((abs(signs @ weights) >= seen).sum())
    return (beyond + 1) / (DRAWS + 1)


# -- the tables -------------------------------------------------------------------------------------


def print_tables(engines: Sequence[str], columns: Sequence[Column]) -> None:
    for measure in MEASURES:
        _table(measure, engines, columns)
    _costs(engines, columns)


def _table(measure: str, engines: Sequence[str], columns: Sequence[Column]) -> None:
    """Engines by collections; a mean only where an engine ran on all of them."""
    _row(measure, *(column.name for column in columns), "mean", "difference", "p")
    _row("---", *["---:"] * (len(columns) + 3))
    first = engines[0]
    for engine in engines:
        cells = [_cell(measure, column, engine, first) for column in columns]
        _row(engine, *cells, _mean(measure, columns, engine), *_apart(measure, columns, engine, first))
    print()


def _cell(measure: str, column: Column, engine: str, first: str) -> str:
    if engine not in column.values:
        return "–"
    value = mean(column.values[engine][measure].values())
    apart = differences(measure, column, engine, first) if first in column.values else []
    return f"{value:.3f}{'*' if any(apart) and chance([apart]) < 0.05 else ''}"


def _mean(measure: str, columns: Sequence[Column], engine: str) -> str:
    if not _ran(columns, engine):
        return "–"
    return f"{mean([mean(column.values[engine][measure].values()) for column in columns]):.4f}"


def _apart(measure: str, columns: Sequence[Column], engine: str, first: str) -> tuple[str, str]:
    if engine == first or not (_ran(columns, engine) and _ran(columns, first)):
        return "", ""
    apart = [differences(measure, column, engine, first) for column in columns]
    return f"{mean([mean(one) for one in apart]):+.4f}", f"{chance(apart):.4f}"


def _ran(columns: Sequence[Column], engine: str) -> bool:
    return all(engine in column.values for column in columns)


def differences(measure: str, column: Column, engine: str, first: str) -> list[float]:
    """What an engine has more than the first, query by query."""
    ours, theirs = column.values[first][measure], column.values[engine][measure]
    return [theirs[query] - ours[query] for query in ours]


def _costs(engines: Sequence[str], columns: Sequence[Column]) -> None:
    _row("seconds (MB)", *(column.name for column in columns))
    _row("---", *["---:"] * len(columns))
    for engine in engines:
        costs = [column.cost.get(engine) for column in columns]
        _row(engine, *("–" if cost is None else f"{cost[0]:.1f} ({cost[1]:.0f})" for cost in costs))


def _row(*cells: str) -> None:
    print("|", " | ".join(cells), "|", flush=True)


def mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found)


if __name__ == "__main__":
    main()
