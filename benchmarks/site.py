"""What a site costs: against converting the bodies alone, in memory, and when little has changed.

    python benchmarks/site.py [ARTICLES]

A seeded library of ARTICLES (10,000) is made, in which every article has headings, a list, a table
or code, a footnote and a link to another one. All figures are of one run, each step in a process of
its own, and only their ratios mean anything:

    loop      one `markdown` converter over all bodies, with the extensions that a site uses; run
              before the site and behind it, and their mean taken
    site      `build` from the library: reading, converting, sanitising, writing; without search
    again     the same after one article has changed
    search    what the search index takes besides, for a tenth of the articles

"wall" is what a clock shows and holds on a machine with nothing else to do; "work" is the processor
time of all processes of a step, which others on the machine hardly add to: a half of the site's is
what it takes on two processors that are free.

Goals: site / loop at most 0.65 on 2 processors; again / site at most 0.1; the same memory for a tenth
of the articles.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_TEXT = """
time year people way day man thing woman life child world school state family student group country
problem hand part place case week company system program question work government number night point home
water room mother area money story fact month lot right study book eye job word business issue side kind
head house service friend father power hour game line end member law car city community name president
team minute idea kid body information back parent face others level office door health person art war
history party result change morning reason research girl guy moment air teacher force education
"""
WORDS = _TEXT.split()
TAGS = [f"Tag {number}" for number in range(40)]


Figures = dict[str, float]


def main() -> None:
    if sys.argv[1:2] == ["--step"]:
        step(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
        return
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory(prefix="kratomcli-site-") as place:
        os.environ["KRATOMCLI_CACHE"] = f"{place}/cache"
        few, many = Path(place, "few"), Path(place, "many")
        make(few, number // 10)
        make(many, number)
        for library in (few, many):
            command = [sys.executable, "-m", "kratomcli", "index", "-L", str(library), "-q"]
            subprocess.run(command, check=True)
        run("site", few, Path(place, "warm"))  # compiles
        small = run("site", few, Path(place, "few-site"))
        before = run("loop", many)
        first = run("site", many, Path(place, "site"))
        behind = run("loop", many)
        loop = {name: (before[name] + behind[name]) / 2 for name in before}
        path = next(many.rglob("*7.md"))
        path.write_text(path.read_text() + "\nOne more line.\n")
        again = run("site", many, Path(place, "site"))
        shutil.rmtree(Path(place, "few-site"))
        search = run("search", few, Path(place, "few-site"))
    print(f"{number:,} articles on {os.cpu_count()} processors")
    print(f"{'':8}{'wall':>9} {'work':>9}")
    for name, each in (("loop", loop), ("site", first), ("again", again)):
        print(f"{name:8}{each['wall']:7.1f} s {each['work']:7.1f} s")
    more = {name: search[name] - small[name] for name in ("wall", "work")}
    print(f"{'search':8}{more['wall']:7.1f} s {more['work']:7.1f} s   for {number // 10:,} articles")
    print(f"site / loop   {first['wall'] / loop['wall']:5.2f} by the clock   (goal 0.65)")
    print(f"              {first['work'] / 2 / loop['work']:5.2f} by the work, on two free processors")
    print(f"again / site  {again['wall'] / first['wall']:5.2f} by the clock   (goal 0.10)")
    for who in ("memory", "worker"):
        ratio = first[who] / small[who]
        print(f"{who:8}{first[who]:7.1f} MB  {ratio:5.2f} x that of {number // 10:,} articles")


def make(folder: Path, number: int) -> None:
    """Write a library of articles of about 800 words."""
    chance = random.Random(5)
    for at in range(number):
        path = folder / f"{at % 100:02}" / f"article-{at:06}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text(chance, at, number), encoding="utf-8")


def text(chance: random.Random, at: int, number: int) -> str:
    def prose(words: int) -> str:
        found = chance.choices(WORDS, k=words)
        for place in range(9, words, 17):
            mark = chance.choice(["*{}*", "**{}**", "`{}`", "[{}](https://example.com/)"])
            found[place] = mark.format(found[place])
        return " ".join(found).capitalize() + "."

    other = chance.randrange(number)
    parts = [
        f"---\ntitle: {prose(6).rstrip('.').replace('*', '').replace('`', '')!r}\n"
        f"date: {chance.randint(2010, 2024)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}\n"
        f"tags: {json.dumps(chance.sample(TAGS, 3))}\nsummary: {' '.join(chance.choices(WORDS, k=20))}\n---\n"
    ]
    for section in range(4):
        parts += [f"## {' '.join(chance.choices(WORDS, k=4)).capitalize()}", prose(90), prose(70)]
        if section == at % 4:
            parts.append("\n".join(f"- {prose(8)}" for _ in range(5)))
            parts.append(
                f"See [another](../{other % 100:02}/article-{other:06}.md) one.[^1]\n\n[^1]: {prose(9)}"
            )
    if at % 3 == 0:
        parts.append("| one | two |\n| --- | ---: |\n" + "\n".join(f"| {prose(3)} | {n} |" for n in range(5)))
    if at % 3 == 1:
        parts.append("```python\ndef answer(n: int) -> int:\n    return n * 42  # all of it\n```")
    return "\n\n".join(parts) + "\n"


def run(name: str, library: Path, site: Path = Path()) -> Figures:
    """Do one step in a process of its own, whose time and memory are then its own."""
    command = [sys.executable, __file__, "--step", name, str(library), str(site)]
    return dict(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))


def step(name: str, library: Path, site: Path) -> None:
    """Do one step; print seconds and megabytes."""
    figures = loop(library) if name == "loop" else build(library, site, has_search=name == "search")
    whose = {"memory": resource.RUSAGE_SELF, "worker": resource.RUSAGE_CHILDREN}
    memory = {who: resource.getrusage(which).ru_maxrss / 1000 for who, which in whose.items()}
    print(json.dumps({**figures, **memory}))


def work() -> float:
    """Seconds of processor time so far, of this process and those it has waited for."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def loop(library: Path) -> Figures:
    """What the bodies alone take."""
    import markdown

    from kratomcli.readers import read

    extensions = ["tables", "footnotes", "fenced_code", "toc", "admonition", "codehilite"]
    converter = markdown.Markdown(extensions=extensions)
    taken = {"wall": 0.0, "work": 0.0}
    for path in sorted(library.rglob("*.md")):
        body = read(path.read_bytes(), id=path.stem, path=str(path)).body
        started, worked = time.perf_counter(), time.process_time()
        converter.reset().convert(body)
        taken["wall"] += time.perf_counter() - started
        taken["work"] += time.process_time() - worked
    return taken


def build(library: Path, site: Path, *, has_search: bool) -> Figures:
    """What building a site takes."""
    from kratomcli import Library
    from kratomcli.export import ExportOptions
    from kratomcli.export import site as sites

    started, worked = time.perf_counter(), work()
    if not has_search:
        sites.search.is_installed = lambda: False  # type: ignore[attr-defined]
    with Library.open(library) as lib:
        shelf = sites.Shelf(lib.revisions(), lib.read, lib.status().folders)
        sites.build(shelf, site, options=ExportOptions(jobs=os.cpu_count() or 1))
    return {"wall": time.perf_counter() - started, "work": work() - worked}


if __name__ == "__main__":
    main()
