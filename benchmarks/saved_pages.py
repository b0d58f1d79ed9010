"""Compare the main text that is read of saved pages with text that people marked, beside other programs.

    python benchmarks/saved_pages.py FOLDER [--table ROWS] [--half 0|1]

FOLDER is a copy of https://github.com/scrapinghub/article-extraction-benchmark: `ground-truth.json` and
`html/*.html.gz`. Prints F1, precision and recall of each program, as that project counts them (runs of four
words, each page weighs the same), and the seconds of one process that reads all pages; for trafilatura of its
own command, for us of `python benchmarks/saved_pages.py --read FROM TO`. What is not installed is left out.

Each program gives plain text; ours is Markdown, of which the words count that a reader sees. What people
marked has no captions, which we keep as words of the page: "ours, no captions" is without them.
`--half` takes every other page in the order of their names: what is found on one half is judged on the other.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from statistics import mean
from typing import NamedTuple

from kratomcli.errors import ArticleUnreadable
from kratomcli.readers.formats.html import read

_FIGURE = re.compile(rb"<(figure|figcaption)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)


class MarkedPage(NamedTuple):
    """A page, its name, and the text that people marked in it."""

    name: str
    html: bytes
    marked: str


def pages(folder: Path, half: int | None) -> Iterator[MarkedPage]:
    """The pages of a folder in the order of their names."""
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    names = sorted(truth)
    for name in names if half is None else names[half::2]:
        with gzip.open(folder / "html" / f"{name}.html.gz") as file:
            yield MarkedPage(name, file.read(), truth[name]["articleBody"])


def ours(html: bytes) -> str:
    """The words that a reader sees of our Markdown."""
    from kratomcli.markup.parser import parse  # here, since our own process needs none

    try:
        document = parse(read(html, "page.html").body)
    except ArticleUnreadable:
        return ""
    lines: list[str] = []
    for token in document.tokens if document else ():
        if token.type in ("fence", "code_block"):
            lines.append(token.content)
        elif token.type == "inline":
            lines.append("".join(_shown(each.type, each.content) for each in token.children or ()))
    return "\n".join(lines)


def _shown(kind: str, content: str) -> str:
    return content if kind in ("text", "code_inline") else " " if kind.endswith("break") else ""


def without_captions(html: bytes) -> str:
    return ours(_FIGURE.sub(b"", html))


def programs() -> Iterator[tuple[str, Callable[[bytes], str]]]:
    """What is installed of the programs, by name."""
    yield "ours", ours
    yield "ours, no captions", without_captions
    with suppress(ImportError):
        import trafilatura

        def by_trafilatura(html: bytes) -> str:
            return trafilatura.extract(html, include_comments=False) or ""

        yield f"trafilatura {trafilatura.__version__}", by_trafilatura
    with suppress(ImportError):
        import lxml.html
        from readability import Document

        def by_readability(html: bytes) -> str:
            return str(
                lxml.html.fromstring(Document(html.decode("utf-8", "replace")).summary()).text_content()
            )

        yield "readability-lxml", by_readability
    with suppress(ImportError):
        from resiliparse.extract.html2text import extract_plain_text

        def by_resiliparse(html: bytes) -> str:
            return str(extract_plain_text(html.decode("utf-8", "replace"), main_content=True))

        yield "resiliparse", by_resiliparse


class Agreement(NamedTuple):
    """Shares of one page's runs of words: in both texts, only in the one found, only in the one marked."""

    both: float
    found: float
    marked: float

    @property
    def f1(self) -> float:
        """Of this page alone."""
        return 2 * self.both / (2 * self.both + self.found + self.marked) if self.both else 0.0


def agreement(found: str, marked: str) -> Agreement:
    """How two texts agree in their runs of four words."""
    left, right = _runs(found), _runs(marked)
    both = (left & right).total()
    counts = (both, left.total() - both, right.total() - both)
    whole = sum(counts) or 1
    return Agreement(*(count / whole for count in counts))


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)) if words)


def scores(each: list[Agreement]) -> tuple[float, float, float]:
    """F1 of the means, mean precision and mean recall."""
    precision = mean(one.both / (one.both + one.found) for one in each if one.both + one.found)
    recall = mean(one.both / (one.both + one.marked) for one in each if one.both + one.marked)
    return 2 * precision * recall / (precision + recall), precision, recall


def seconds(folder: Path, half: int | None) -> dict[str, float]:
    """What a whole process takes that reads all pages into a folder: the lesser of three runs."""
    commands = {"ours": [sys.executable, __file__, "--read"]}
    if command := shutil.which("trafilatura", path=str(Path(sys.executable).parent)):
        commands["trafilatura"] = [command, "--input-dir", "{}", "--output-dir", "{}"]
    taken: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        source = Path(temporary) / "html"
        source.mkdir()
        for page in pages(folder, half):
            (source / f"{page.name}.html").write_bytes(page.html)
        for turn in range(3):
            for name, parts in commands.items():
                target = Path(temporary) / f"{name}{turn}"
                target.mkdir()
                ends = iter((str(source), str(target)))
                filled = [next(ends) if part == "{}" else part for part in parts] + list(ends)
                began = time.perf_counter()
                subprocess.run(filled, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                taken.setdefault(name, []).append(time.perf_counter() - began)
    return {name: min(each) for name, each in taken.items()}


def read_all(source: Path, target: Path) -> None:
    """Read each page of a folder, and write its Markdown into another."""
    for path in sorted(source.iterdir()):
        with suppress(ArticleUnreadable):
            body = read(path.read_bytes(), path.name).body
            (target / f"{path.stem}.md").write_text(body, encoding="utf-8")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("target", type=Path, nargs="?")
    parser.add_argument("--read", action="store_true")
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--table", type=int, default=0)
    chosen = parser.parse_args()
    if chosen.read:
        return read_all(chosen.folder, chosen.target)
    marked = list(pages(chosen.folder, chosen.half))
    found = {
        name: [agreement(program(page.html), page.marked) for page in marked] for name, program in programs()
    }
    names = [name for name in found if name.startswith(("ours", "trafilatura"))]
    for at, page in enumerate(marked[: chosen.table]):
        print(f"| {page.name[:8]} |", *(f"{found[name][at].f1:.3f} |" for name in names))
    print(f"{len(marked)} pages: F1, precision, recall")
    for name, each in found.items():
        print(f"{name:24}", *(f"{score:.4f}" for score in scores(each)))
    print("seconds:", {name: round(taken, 2) for name, taken in seconds(chosen.folder, chosen.half).items()})
    return None


if __name__ == "__main__":
    main()
