"""The links between articles that each tool resolves, for `conventions.py`, with nothing of kratomcli.

A link is sure if the tool's documentation says where it leads; the others, addresses of pages that a
site's own settings make, need not be resolved, but must not be told as dead.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from conventions_reading import SUFFIXES, Page, Pages, masked, words_of


def has_section(page: Page, anchor: str) -> bool:
    """Whether a heading or an id of a page answers to an anchor, in whatever way a tool makes slugs."""
    wanted = _letters(unquote(anchor))
    ids = re.findall(
        r"\{[^}\n]*#([^\s}]+)|\b(?:id|name)=[\"']?([^\"'\s>]+)|\^([\w-]+)\s*$", page.body, re.MULTILINE
    )
    if wanted in {_letters(one) for found in ids for one in found}:
        return True
    text = masked(page.body)
    headings = re.finditer(r"^[ \t>]*(?:- )?#{1,6}[ \t]+(.+)$|^(\S.*)\n(?:=+|-+)[ \t]*$", text, re.MULTILINE)
    return wanted in {
        _letters(words_of(page.body[found.start(group) : found.end(group)]))
        for found in headings
        for group in (1, 2)
        if found[group]
    }


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


class Link(NamedTuple):
    """A link in an article to others: `goals` are the paths to which it may lead."""

    path: str
    line: int
    target: str
    goals: frozenset[str]
    is_sure: bool


class _Found(NamedTuple):
    offset: int
    kind: str  # "wiki", "inline", or a template's name
    target: str


_WIKI = re.compile(r"!?\[\[([^\[\]\n]+)\]\]")
_INLINE = re.compile(
    r"(?<!\\)\]\(\s*(?:<([^<>\n]+)>|((?:[^()\s\\<]|\\.|\((?:[^()\s]|\\.)*\))+))(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
)
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\]\n]+\]:[ \t]*<?([^\s<>]+)>?", re.MULTILINE)
_SHORTCODE = re.compile(r"\{\{[<%]\s*(ref|relref)\s+[\"`]?([^\s\"`>%]+)[\"`]?.*?[>%]\}\}")
_LIQUID = re.compile(r"\{%-?\s*(link|post_url|post_link|post_path)\s+[\"']?([^\s\"'%]+)[\"']?.*?-?%\}")
_TEMPLATE = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)


def _links(body: str, tool: str) -> Iterator[_Found]:
    text = masked(body)
    if tool in ("obsidian",):
        text = re.sub(r"%%.*?%%", lambda found: re.sub(r"[^\n]", " ", found[0]), text, flags=re.DOTALL)
    if tool in ("obsidian", "logseq", "dendron", "foam", "zk"):
        for found in _WIKI.finditer(text):
            yield _Found(found.start(), "wiki", body[found.start(1) : found.end(1)])
        text = _WIKI.sub(lambda found: " " * len(found[0]), text)
    for pattern, tools in ((_SHORTCODE, ("hugo",)), (_LIQUID, ("jekyll", "hexo", "eleventy"))):
        for found in pattern.finditer(text) if tool in tools else ():
            yield _Found(found.start(), found[1], found[2])
    text = _TEMPLATE.sub(lambda found: "\0" * len(found[0]), text)
    for pattern in (_INLINE, _DEFINITION):
        for found in pattern.finditer(text):
            target = next(group for group in found.groups() if group is not None)
            if "\0" not in target:
                yield _Found(found.start(), "inline", re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", target))


class Site:
    """The pages of a collection, by all the ways of calling them."""

    def __init__(self, tool: str, root: Path, content: Path, pages: Pages) -> None:
        self.tool = tool
        self.pages = pages
        self.prefix = content.relative_to(root).as_posix().removeprefix(".")
        self.by_lower = {path.lower(): path for path in pages}
        self.by_stem: dict[str, set[str]] = defaultdict(set)
        self.by_name: dict[str, set[str]] = defaultdict(set)
        self.by_url: dict[str, set[str]] = defaultdict(set)
        for path, page in pages.items():
            self.by_stem[PurePosixPath(path).stem.lower()].add(path)
            for name in page.names:
                self.by_name[name.lower()].add(path)
            for url in _urls(tool, path, page, self.prefix):
                self.by_url[_address(url)].add(path)

    def file(self, path: str) -> set[str]:
        """The article at a path in the content folder, its suffix given or not."""
        path = posixpath.normpath(path)
        if path.startswith("../"):
            return set()
        tried = (path, *(f"{path}{suffix}" for suffix in SUFFIXES))
        return {self.by_lower[one.lower()] for one in tried if one.lower() in self.by_lower}

    def ending(self, path: str) -> set[str]:
        """The articles whose paths end with these folders and this name."""
        want = path.strip("/").removesuffix(".md").lower()
        stem = want.rpartition("/")[2]
        return {
            one
            for one in self.by_stem.get(stem, ())
            if f"/{one.lower().removesuffix('.md')}".endswith(f"/{want}")
        }


def _address(url: str) -> str:
    path = unquote(urlsplit(url).path)
    path = re.sub(r"(?:^|/)index\.html?$|\.html?$", "", path)
    return path.strip("/").lower()


def _slug(path: str) -> str:
    return re.sub(r"^\d{4}-\d\d-\d\d[-_]", "", PurePosixPath(path).stem)


def _urls(tool: str, path: str, page: Page, prefix: str) -> Iterator[str]:
    """Where a site has a page."""
    if page.url:
        yield page.url
    if tool == "hugo":
        yield from (name for name in page.names if name.startswith("/"))
        return
    if tool in ("jekyll", "obsidian", "logseq", "dendron", "foam", "zk", "pelican", "hexo", "mkdocs"):
        return
    parent = posixpath.dirname(path)
    values = page.values
    slug = values.get("slug") or values.get("permalink") or values.get("path")
    if isinstance(slug, str) and slug:
        yield slug if slug.startswith("/") or "path" in values else posixpath.join(parent, slug)
    own = (
        parent
        if PurePosixPath(path).stem in ("index", "_index")
        else posixpath.join(parent, PurePosixPath(path).stem)
    )
    if tool == "docusaurus":
        own = re.sub(r"(^|/)(\d{4})-(\d\d)-(\d\d)-", r"\1\2/\3/\4/", own)
        if isinstance(slug, str) and path.startswith("blog/"):
            yield f"/blog/{slug}"
    yield f"/{prefix}/{own}" if tool == "quarto" and prefix else f"/{own}"
    if tool in ("astro", "zola"):
        yield posixpath.join(parent, _slug(path))
        dated = re.match(r"(?:.*/)?(\d{4})-(\d\d)-(\d\d)-", path)
        if dated:
            yield posixpath.join("/", *dated.groups(), _slug(path))
        yield f"/blog/{PurePosixPath(path).stem}"


_Goals = tuple[set[str], bool]
"""The articles to which a link may lead, and whether that is sure."""


def _wiki(target: str, path: str, site: Site) -> _Goals:
    """`[[target#heading|text]]`: by path, file name, alias or title."""
    target = target.replace("\\|", "|")
    if site.tool == "dendron":
        target = target.rpartition("|")[2]
        target = re.sub(r"^dendron://[^/]*/", "", target.strip())
        name = target.partition("#")[0].strip().removesuffix(".md")
        return site.file(posixpath.join(posixpath.dirname(path), f"{name}.md")) if name else set(), True
    name = target.partition("|")[0]
    if site.tool == "logseq":
        return site.by_name.get(name.strip().lower(), set()), True
    name = re.split(r"[#^]", name)[0].strip()
    if not name:
        return set(), True
    if name.startswith((".", "/")):
        base = "" if name.startswith("/") else posixpath.dirname(path)
        if found := site.file(posixpath.join(base, name.lstrip("/"))):
            return found, True
    found = site.ending(name) or site.by_name.get(name.lower(), set())
    return found, True


def _relative(target: str, path: str, site: Site) -> _Goals:
    """A Markdown link: to a file, beside the article or from the top; else to a page's address."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:|//|#|$", target):
        return set(), False
    raw = re.split(r"[#?]", target)[0]
    name = unquote(raw)
    if site.tool == "zola" and name.startswith("@/"):
        return site.file(name[2:]), True
    if site.tool == "pelican" and (found := re.match(r"[{|]filename[}|](.*)", name)):
        base = "" if found[1].startswith("/") else posixpath.dirname(path)
        return site.file(posixpath.join(base, found[1].lstrip("/"))), True
    if site.tool == "docusaurus" and name.startswith("@site/"):
        return site.file(name[6:]), True
    if site.tool == "logseq" and (inner := re.fullmatch(r"\[\[(.*)\]\]", name)):
        return site.by_name.get(inner[1].lower(), set()), True
    return _path(name, path, site)


def _path(name: str, path: str, site: Site) -> _Goals:
    is_file = PurePosixPath(name).suffix.lower() in SUFFIXES
    if name.startswith("/"):
        rest = name.lstrip("/").removeprefix(site.prefix.strip("/") + "/" if site.prefix else "")
        if is_file and (found := site.file(rest)):
            return found, True
        found = site.by_url.get(_address(name), set())
        return found, site.tool in ("hugo", "jekyll") and bool(found)
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
    if found := site.file(beside):
        return found, is_file
    if site.tool in ("obsidian", "foam") and (found := site.ending(name)):
        return found, True
    own = next((url for url in _urls(site.tool, path, site.pages[path], site.prefix)), "")
    base = urlsplit(own).path if own else f"/{posixpath.splitext(path)[0]}/"
    for at in (base, posixpath.dirname(base.rstrip("/")) + "/"):
        if found := site.by_url.get(_address(posixpath.normpath(posixpath.join(at, name))), set()):
            return found, False
    return set(), False


def _template(kind: str, target: str, path: str, site: Site) -> _Goals:
    name = unquote(target.partition("#")[0])
    if kind in ("ref", "relref"):
        if not name:
            return set(), True
        near = site.file(posixpath.join(posixpath.dirname(path), name)) if not name.startswith("/") else set()
        inner = (near or site.file(name.lstrip("/"))) or _bundle(name, path, site)
        return inner or site.ending(name), True
    if kind == "link":
        place = name.lstrip("/")
        prefix = site.prefix.strip("/")
        return site.file(place.removeprefix(f"{prefix}/") if prefix else place), True
    stem = PurePosixPath(name).name.lower().removesuffix(".md")
    return set(site.by_stem.get(stem, ())), True


def _bundle(name: str, path: str, site: Site) -> set[str]:
    """The page of a folder that is called by the folder's name."""
    base = "" if name.startswith("/") else posixpath.dirname(path)
    folder = posixpath.normpath(posixpath.join(base, name.strip("/")))
    return site.file(f"{folder}/index.md") or site.file(f"{folder}/_index.md")


def links_of(tool: str, root: Path, content: Path, pages: Pages) -> list[Link]:
    """All links from articles to other articles that the tool resolves."""
    site = Site(tool, root, content, pages)
    if tool == "logseq":
        _journals(site, root)
    found: list[Link] = []
    for path, page in pages.items():
        if page.is_valid:
            found += _of_page(path, page, site)
    return found


def _of_page(path: str, page: Page, site: Site) -> Iterable[Link]:
    start = len(page.text) - len(page.body)
    for offset, kind, target in _links(page.body, site.tool):
        if kind == "wiki":
            goals, is_sure = _wiki(target, path, site)
        elif kind == "inline":
            goals, is_sure = _relative(target, path, site)
        else:
            goals, is_sure = _template(kind, target, path, site)
        goals = {goal for goal in goals if site.pages[goal].is_valid}
        if goals:
            line = page.text.count("\n", 0, start + offset) + 1
            yield Link(path, line, target, frozenset(goals), is_sure)


def _journals(site: Site, root: Path) -> None:
    """Days' pages are called by their dates, in the form that config.edn names."""
    config = root / "logseq" / "config.edn"
    text = config.read_text(encoding="utf-8") if config.exists() else ""
    named = re.search(r'^[^;\n]*:journal/page-title-format\s+"([^"]+)"', text, re.MULTILINE)
    form = named[1] if named else "MMM do, yyyy"
    for path in site.pages:
        day = re.fullmatch(r"journals/(\d{4})[_-](\d\d)[_-](\d\d)\.md", path)
        if day:
            when = date(*map(int, day.groups()))
            site.by_name[_written(form, when).lower()].add(path)


def _written(form: str, day: date) -> str:
    suffix = "th" if 10 < day.day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    parts: dict[str, Callable[[], str]] = {
        "yyyy": lambda: f"{day.year:04}",
        "MMM": lambda: f"{day:%b}",
        "MM": lambda: f"{day.month:02}",
        "dd": lambda: f"{day.day:02}",
        "do": lambda: f"{day.day}{suffix}",
        "EEEE": lambda: f"{day:%A}",
        "EEE": lambda: f"{day:%a}",
        "E": lambda: f"{day:%a}",
        "d": lambda: str(day.day),
    }
    return re.sub("yyyy|MMM|MM|dd|do|EEEE|EEE|E|d", lambda found: parts[found[0]](), form)
