"""What a site costs: against converting the bodies alone, in memory, and when little has changed.

    python benchmarks/site.py [ARTICLES]

A seeded library of ARTICLES (10,000) is made, in which every article has headings, a list, a table
or code, a footnote and a link to another one. All times are of one run and only their ratios mean
anything:

    loop      one `markdown` converter over all bodies, with the extensions that a site uses
    site      `build` from the library: reading, converting, sanitising, writing; without search
    work      the processor time of that, which others on the machine don't add to
    again     the same after one article has changed
    search    what the search index takes besides

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


def main() -> None:
    if sys.argv[1:2] == ["--build"]:
        build(Path(sys.argv[2]), Path(sys.argv[3]), has_search=sys.argv[4] == "search")
        return
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory(prefix="kratomcli-site-") as place:
        os.environ["KRATOMCLI_CACHE"] = f"{place}/cache"
        few, many = Path(place, "few"), Path(place, "many")
        make(few, number // 10)
        make(many, number)
        start(few, Path(place, "warm"))  # compiles, and indexes
        small = start(few, Path(place, "few-site"))
        start(many, Path(place, "index"), index=True)
        loop = plain_loop(many)
        first = start(many, Path(place, "site"))
        path = next(many.rglob("*7.md"))
        path.write_text(path.read_text() + "\nOne more line.\n")
        again = start(many, Path(place, "site"))
        shutil.rmtree(Path(place, "few-site"))
        search = start(few, Path(place, "few-site"), search=True)["seconds"] - small["seconds"]
    print(f"{number:,} articles on {os.cpu_count()} processors")
    print(f"loop    {loop:8.1f} s")
    print(f"site    {first['seconds']:8.1f} s   {first['seconds'] / loop:5.2f} x loop  (goal 0.65)")
    halves = first["cpu"] / 2
    print(f"work    {first['cpu']:8.1f} s   {halves / loop:5.2f} x loop on two processors that are free")
    print(
        f"again   {again['seconds']:8.1f} s   {again['seconds'] / first['seconds']:5.2f} x site  (goal 0.10)"
    )
    for who in ("memory", "worker"):
        ratio = first[who] / small[who]
        print(f"{who}  {first[who]:8.1f} MB  {ratio:5.2f} x that of {number // 10:,} articles")
    print(f"search  {search:8.1f} s   for {number // 10:,} articles, besides")


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


def plain_loop(folder: Path) -> float:
    """Seconds that the bodies alone take."""
    import markdown

    from kratomcli.readers import read

    extensions = ["tables", "footnotes", "fenced_code", "toc", "admonition", "codehilite"]
    converter = markdown.Markdown(extensions=extensions)
    taken = 0.0
    for path in sorted(folder.rglob("*.md")):
        body = read(path.read_bytes(), id=path.stem, path=str(path)).body
        started = time.perf_counter()
        converter.reset().convert(body)
        taken += time.perf_counter() - started
    return taken


def start(library: Path, site: Path, *, search: bool = False, index: bool = False) -> dict[str, float]:
    """Build in a process of its own, whose memory is then its own."""
    how = "index" if index else "search" if search else "none"
    if how == "index":
        command = [sys.executable, "-m", "kratomcli", "index", "-L", str(library), "-q"]
        subprocess.run(command, check=True)
        return {}
    command = [sys.executable, __file__, "--build", str(library), str(site), how]
    return dict(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))


def build(library: Path, site: Path, *, has_search: bool) -> None:
    """Build one site; print seconds and megabytes."""
    from kratomcli import Library
    from kratomcli.exporters import ExportOptions
    from kratomcli.exporters import site as sites

    started = time.perf_counter()
    if not has_search:
        sites.search.is_installed = lambda: False  # type: ignore[attr-defined]
    with Library.open(library) as lib:
        shelf = sites.Shelf(lib.stamped(), lib.read, lib.status().folders)
        sites.build(shelf, site, options=ExportOptions(jobs=os.cpu_count() or 1))
    taken = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(each.ru_utime + each.ru_stime for each in used)
    print(json.dumps({"seconds": taken, "cpu": cpu, "memory": memory, "worker": worker}))


if __name__ == "__main__":
    main()
