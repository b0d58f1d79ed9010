"""Reads PDFs and EPUBs: words beside pdftotext and pandoc, memory over many files, costs of large ones.

    python benchmarks/documents.py compare FOLDER   words and their order beside pdftotext or pandoc
    python benchmarks/documents.py memory [FOLDER]  memory while 1,000 PDFs are read in one process
    python benchmarks/documents.py sizes            time and memory of PDFs with 100 to 10,000 pages

Without a FOLDER the PDFs are made here. `compare` prints a line for each file of 50 words or more: its words
by the other, the shares of them that are lost, that are new, the share of pairs of neighbours that is kept,
and both times.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from html import unescape
from itertools import cycle, islice, pairwise
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from kratomcli.errors import ArticleUnreadable
from kratomcli.readers.formats import epub, pdf
from support.pdfs import lines, make_pdf

OTHERS = {
    ".pdf": (pdf.read, ["pdftotext", "-nopgbrk", "{}", "-"]),
    ".epub": (epub.read, ["pandoc", "{}", "-t", "plain", "--wrap=none"]),
}
READ = 1000


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def shown(markdown: str) -> str:
    """Markdown without what it adds to the words: pages' headings, numbers of notes, escapes, addresses."""
    text = re.sub(r"^#+ Page .*$|\[\^\d+\]:?|</?su[bp]>", " ", markdown, flags=re.M)
    text = re.sub(r"\]\(https?:[^)]*\)", "]", text)
    return unescape(re.sub(r"\\([^\w\s])", r"\1", text))


def compare(folder: Path) -> None:
    total = Counter[str]()
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in OTHERS:
            continue
        read, command = OTHERS[path.suffix.lower()]
        start = perf_counter()
        try:
            ours = words(shown(read(path.read_bytes(), path.name).body))
        except ArticleUnreadable as error:
            print(f"{path.name[:44]:46}{error.message}")
            continue
        middle = perf_counter()
        given = subprocess.run(
            [part.format(path) for part in command], capture_output=True, check=False
        ).stdout
        end = perf_counter()
        theirs = words(given.decode(errors="replace"))
        if len(theirs) < 50:
            continue
        lost = (Counter(theirs) - Counter(ours)).total()
        new = (Counter(ours) - Counter(theirs)).total()
        pairs = (Counter(pairwise(ours)) & Counter(pairwise(theirs))).total()
        shares = f"{lost / len(theirs):8.3f}{new / max(len(ours), 1):8.3f}{pairs / (len(theirs) - 1):8.3f}"
        print(f"{path.name[:44]:46}{len(theirs):8}{shares}{middle - start:8.2f} s{end - middle:8.2f} s")
        total.update(words=len(theirs), lost=lost, pairs=pairs)
    print(f"{total['words']:,} words, {total['lost'] / max(total['words'], 1):.2%} lost")


def made() -> Iterator[bytes]:
    """PDFs of 1 to 40 pages, no two alike."""
    for number in range(40):
        pages = [
            [*lines(*(f"Line {row} of {page} in {number}, on tea." for row in range(40)))]
            for page in range(number + 1)
        ]
        yield make_pdf(pages, info={"Title": f"Tea {number}"}, outline=[("One", 0)])


def memory(files: Iterable[bytes]) -> None:
    for number, data in enumerate(islice(cycle([*files]), READ), 1):
        with suppress(ArticleUnreadable):
            pdf.read(data, "x.pdf")
        if number in (1, 10) or number % 100 == 0:
            most = getrusage(RUSAGE_SELF).ru_maxrss / 1024
            print(f"{number:5} files read, {resident():6.1f} MB now, {most:6.1f} MB at most")


def resident() -> float:
    """The memory of this process in MB, as Linux tells."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20


def sizes() -> None:
    text = [
        f"Tea was grown on the hills above the town {row} years before the road came." for row in range(40)
    ]
    for count in (100, 1000, 10_000):
        data = make_pdf([lines(*text, f"and page {page}") for page in range(count)], outline=[("One", 0)])
        start = perf_counter()
        found = pdf.read(data, "x.pdf")
        taken = perf_counter() - start
        most = getrusage(RUSAGE_SELF).ru_maxrss / 1024
        print(f"{count:6} pages, {len(found.body):10,} characters: {taken:6.2f} s, {most:6.0f} MB at most")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("what", choices=("compare", "memory", "sizes"))
    parser.add_argument("folder", type=Path, nargs="?")
    options = parser.parse_args()
    if options.what == "sizes":
        sizes()
    elif options.what == "memory":
        folder = options.folder
        memory((path.read_bytes() for path in sorted(folder.rglob("*.pdf"))) if folder else made())
    elif options.folder is None:
        parser.error("compare needs a folder")
    else:
        compare(options.folder)


if __name__ == "__main__":
    main()
