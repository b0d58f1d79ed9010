"""What each tool itself says of its articles, for `conventions.py`: titles, dates, tags, drafts.

Hugo, Jekyll and Pelican are asked where they are installed; for the other tools their documentation's
rules are written down here once more, with PyYAML, tomllib and regular expressions, and nothing of
kratomcli.
"""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

SUFFIXES = {".md", ".markdown", ".mdx", ".qmd", ".rmd", ".txt"}


@dataclass(slots=True)
class Page:
    """An article as its tool reads it; what the tool doesn't say is None, and isn't compared."""

    text: str
    body: str
    values: dict[str, Any]
    title: str | None = None
    date: str | None = None
    tags: set[str] = field(default_factory=set)
    """The tags that must be there."""
    more: set[str] = field(default_factory=set)
    """Others that may be: categories, keywords."""
    draft: bool | None = False
    names: set[str] = field(default_factory=set)
    """Other names by which links may call it."""
    url: str = ""
    """Where the site has it."""
    is_valid: bool = True
    """Whether the tool can read its front matter."""


class _Loader(yaml.SafeLoader):
    """YAML whose dates and numbers stay as they are written, as most tools see them."""


_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:null", re.compile(r"(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""]
)

_YAML = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n(.*?)(?:^)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
_TOML = re.compile(r"\A\ufeff?\s*\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)


def page_of(path: Path) -> Page:
    """A file with its front matter, which isn't looked into yet."""
    text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
    for pattern, parse in ((_YAML, _yaml), (_TOML, tomllib.loads)):
        if found := pattern.match(text):
            try:
                values = parse(found[1]) or {}
            except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError):
                return Page(text, text[found.end() :], {}, is_valid=False)
            if isinstance(values, dict):
                return Page(text, text[found.end() :], {str(key): value for key, value in values.items()})
    return Page(text, text, {})


def _yaml(text: str) -> Any:
    return yaml.load(text, _Loader)  # noqa: S506  # a safe loader


def line(value: object) -> str | None:
    """A value as a title: on one line, without space around it."""
    if value is None or isinstance(value, list | dict):
        return None
    return " ".join(str(value).lower().split() if isinstance(value, bool) else str(value).split()) or None


def listed(value: object, separator: str = "") -> set[str]:
    """Tags of a list, or of a text, which `separator` (a pattern) divides."""
    if isinstance(value, str):
        value = re.split(separator, value) if separator else [value]
    if isinstance(value, dict):
        return set()
    items = value if isinstance(value, list) else [value]
    names = (item.get("label") or item.get("name") if isinstance(item, dict) else item for item in items)
    return {" ".join(str(name).split()) for name in names if name is not None and str(name).strip()}


def masked(body: str) -> str:
    """A body whose code and comments are spaces, each line where it was."""

    def blank(found: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", found[0])

    body = re.sub(r"<!--.*?-->", blank, body, flags=re.DOTALL)
    fenced = (
        r"^[ \t>]*(?:[-*+][ \t]+)?(?P<fence>`{3,}|~{3,})[^`\n]*$.*?"
        r"(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)"
    )
    body = re.sub(fenced, blank, body, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"(?<!`)(`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)\1(?!`)", blank, body, flags=re.DOTALL)


def first_heading(body: str, level: int | None = 1) -> str | None:
    """The words of the first heading of a level (None: any), without their markup."""
    text = masked(body)
    marks = "#{1,6}" if level is None else "#" * level
    found = re.search(rf"^ {{0,3}}{marks}[ \t]+(\S?.*)$", text, re.MULTILINE)
    setext = (
        re.search(r"^(?![ \t]*$)(?![-*+>|#])(.+)\n=+[ \t]*$", text, re.MULTILINE)
        if level in (1, None)
        else None
    )
    if setext and (not found or setext.start() < found.start()):
        found = setext
    return words_of(body[found.start(1) : found.end(1)].strip().rstrip("#")) if found else None


def words_of(markup: str) -> str:
    """Words without Markdown's markup, as far as headings have it."""
    text = re.sub(r"\s*\{[:#.][^}]*\}\s*$", "", markup)
    text = re.sub(r"!?\[\[([^\]|]*\|)?([^\]]*)\]\]", r"\2", text)
    for _ in range(2):  # a link may hold a picture
        text = re.sub(r"!?\[([^\[\]]*)\](?:\([^)]*\)|\[[^\]]*\])", r"\1", text)
    text = re.sub(r"(?<!\w)([*_]{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)", r"\2", text)
    text = re.sub(r"<[^>]+>|`", "", text)
    text = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)
    return " ".join(text.split())


_DAY = re.compile(r"(?:^|.*/)(\d{4}-\d\d-\d\d)(?=[-_ .]|$)")


def day_in(name: str) -> str | None:
    """The date at the start of a file's name."""
    found = _DAY.match(name)
    return found[1] if found else None


# As in the sources of Foam and Dendron; Obsidian's from its documentation: not of digits alone.
_MARKS = ",;:'\"<>()?!`~«‹»›„“‟”’❝❞❮❯〝〞〟＂‚‘‛❛❜❟［］【】…‥「」『』·؟،।॥‽⸘¡¿⁈⁉"
HASHTAGS = {
    "obsidian": re.compile(
        r"(?<!\S)#(?![\d_/-]+(?![\w/-]))"
        r"([^\u2000-\u206F\u2E00-\u2E7F'!\"#$%&()*+,.:;<=>?@^`{|}~\[\]\\\s，。、；：？！（）《》「」【】]+)"
    ),
    "foam": re.compile(r"(?<!\S)#([0-9.]*[^\W\d][\w/#-]*|[0-9.]*[/_-][\w/#-]*)"),
    "dendron": re.compile(
        rf"(?<!\S)#([^0-9#@|\[\]\s.{_MARKS}](?:[^@#|\[\]\s{_MARKS}]*[^@#|\[\]\s.{_MARKS}])?)"
    ),
}


def hashtags(body: str, tool: str = "obsidian") -> set[str]:
    """The tags in a text, not those in code, links or comments."""
    text = re.sub(r"%%.*?%%", " ", masked(body), flags=re.DOTALL)
    text = re.sub(
        r"#?\[\[[^\]\n]*\]\]|\]\([^)\n]*\)|\$\$.*?\$\$|<[^>\n]*>|https?://\S+", ")", text, flags=re.DOTALL
    )
    return {found[1].rstrip("/") for found in HASHTAGS[tool].finditer(text)}


def files(content: Path) -> Iterator[str]:
    """The paths of texts in a folder, hidden ones and those of packages left out."""
    for top, folders, names in os.walk(content):
        folders[:] = sorted(one for one in folders if one[0] != "." and one != "node_modules")
        for name in sorted(names):
            if Path(name).suffix.lower() in SUFFIXES and name[0] != ".":
                yield Path(top, name).relative_to(content).as_posix()


Pages = dict[str, Page]
_Rule = Callable[[Page, str], None]


def _is_note(path: str) -> bool:
    return path.endswith(".md")


def by_rule(rule: _Rule, wanted: Callable[[str], bool] = lambda _: True) -> Callable[[Path, Path], Pages]:
    """The reading of a tool that says all in each article's file."""

    def read(_root: Path, content: Path) -> Pages:
        pages: Pages = {}
        for path in files(content):
            if wanted(path):
                page = pages[path] = page_of(content / path)
                rule(page, path)
        return pages

    return read


def _first(values: dict[str, Any], *keys: str) -> Any:
    return next((values[key] for key in keys if values.get(key) not in (None, "", [])), None)


def _date(values: dict[str, Any], *keys: str) -> str | None:
    value = _first(values, *keys)
    return None if value is None or isinstance(value, list | dict | bool) else str(value)


# --- generators of sites


def _hugo_page(page: Page, _path: str) -> None:
    values = {key.lower(): value for key, value in page.values.items()}
    page.title = line(values.get("title"))
    page.date = _date(values, "date", "publishdate", "pubdate", "published", "lastmod", "modified")
    page.tags = listed(values.get("tags"))
    page.more = (
        listed(values.get("categories")) | listed(values.get("keywords")) | listed(values.get("series"))
    )
    page.draft = values.get("draft") in (True, "true")
    if str(values.get("draft")).lower() in ("yes", "on", "y"):
        page.draft = None
    page.names = listed(values.get("aliases"))


def read_hugo(root: Path, content: Path) -> Pages:
    """By `hugo list all`, tags by front matter."""
    pages = by_rule(_hugo_page)(root, content)
    try:
        answer = subprocess.run(["hugo", "list", "all"], cwd=root, capture_output=True, text=True)
    except FileNotFoundError:
        return pages
    lines = answer.stdout.splitlines()
    start = next((number for number, one in enumerate(lines) if one.startswith("path,")), None)
    if answer.returncode or start is None:
        return pages
    said = {row["path"]: row for row in csv.DictReader(lines[start:])}
    for path in list(pages):
        row = said.get((content / path).relative_to(root).as_posix())
        if row is None:
            continue  # a part of a bundle
        page = pages[path]
        if row["kind"] != "page":  # the date of a section's page is that of its latest article
            page.url = row["permalink"]
            continue
        page.title = line(row["title"])
        page.date = None if row["date"].startswith("0001") else row["date"]
        if page.draft is not None:  # `draft: yes` is one to Hugo's older versions, and none to its newer ones
            page.draft = row["draft"] == "true"
        page.url = row["permalink"]
    return pages


_JEKYLL = r"""
require "jekyll"; require "json"
Jekyll.logger.log_level = :error
site = Jekyll::Site.new(Jekyll.configuration("source" => ARGV[0], "destination" => ARGV[0] + "/_none",
  "plugins" => [], "plugins_dir" => "/none", "safe" => true, "show_drafts" => true, "unpublished" => true,
  "future" => true, "theme" => nil, "quiet" => true, "disable_disk_cache" => true))
site.reset; site.read
(site.posts.docs + site.collections.values.flat_map(&:docs) + site.pages).uniq.each do |page|
  next unless page.respond_to?(:relative_path)
  data = page.data
  date = page.respond_to?(:date) && data["date"] ? data["date"] : nil
  puts JSON.generate({path: page.relative_path, title: data["title"], tags: data["tags"],
    date: date.respond_to?(:iso8601) ? date.iso8601 : nil, categories: data["categories"],
    draft: data["published"] == false || data["draft"] == true, url: page.url})
end
"""


def _jekyll_page(page: Page, path: str) -> None:
    values = page.values
    page.title = line(values.get("title"))
    page.date = _date(values, "date") or (day_in(path) if "_posts/" in f"/{path}" else None)
    page.tags = listed(values.get("tag")) | listed(values.get("tags"), r"\s+")
    page.more = (
        listed(values.get("category"))
        | listed(values.get("categories"), r"\s+")
        | listed(values.get("keywords"), ",")
    )
    page.draft = values.get("published") is False or "_drafts/" in f"/{path}" or values.get("draft") is True
    page.is_valid = page.is_valid and page.text.startswith("---")


def read_jekyll(root: Path, content: Path) -> Pages:
    """By Jekyll's own reader, without a site's plugins."""
    pages = by_rule(_jekyll_page)(root, content)
    answer = None
    with_ruby = ["ruby", "-e", _JEKYLL, str(root.resolve())]
    try:
        answer = subprocess.run(with_ruby, capture_output=True, text=True)
    except FileNotFoundError:
        return pages
    if answer.returncode:
        return pages
    said = {row["path"].lstrip("/"): row for row in map(json.loads, answer.stdout.splitlines())}
    for path, page in pages.items():
        row = said.get((content / path).relative_to(root).as_posix())
        if row is None:
            page.is_valid = False  # a static file, or excluded
            continue
        page.title = line(row["title"])
        page.date = row["date"]
        comma = r"\s*,\s*"
        kinds = listed(page.values.get("category"), comma) | listed(page.values.get("categories"), comma)
        page.tags, page.more = listed(row["tags"]), page.more | kinds | listed(row["categories"])
        page.more |= listed(page.values.get("tags"), comma)
        page.draft, page.url = row["draft"], row["url"]
    return pages


def _zola_page(page: Page, path: str) -> None:
    values = page.values
    page.title = line(values.get("title"))
    name = PurePosixPath(path)
    named = name.parent.name if name.name.split(".")[0] == "index" else name.name
    if not name.name.startswith("_index"):
        page.date = _date(values, "date") or day_in(named)
    taxonomies = values.get("taxonomies") or {}
    page.tags = listed(taxonomies.get("tags"))
    page.more = set().union(*map(listed, taxonomies.values())) if taxonomies else set()
    page.draft = values.get("draft") is True


def _pelican_rule(page: Page, path: str) -> None:
    """Python-Markdown's metadata, as Pelican takes them."""
    values: dict[str, list[str]] = {}
    key = None
    lines = page.text.lstrip("\ufeff").split("\n")
    if lines and re.match(r"-{3}(\s.*)?$", lines[0]):
        lines = lines[1:]
    for one in lines:
        found = re.match(r"[ ]{0,3}(?P<key>[A-Za-z0-9_-]+):\s*(?P<value>.*)", one)
        more = re.match(r"[ ]{4,}(?P<value>.*)", one)
        if not one.strip() or re.match(r"(-{3}|\.{3})(\s.*)?$", one):
            break
        if found:
            key = found["key"].lower()
            values.setdefault(key, []).append(found["value"].strip())
        elif more and key:
            values[key].append(more["value"].strip())
        else:
            break
    first = {key: value[0] for key, value in values.items()}
    page.values = dict(first)
    page.title = line(first.get("title"))
    page.date = first.get("date") or day_in(path)
    tags = ",".join(values.get("tags", []))
    page.tags = listed(tags, ";" if ";" in tags else ",")
    page.more = listed(first.get("category")) | listed(",".join(values.get("keywords", [])), ",")
    page.draft = first.get("status", "").strip().lower() in ("draft", "hidden", "skip")
    page.is_valid = "title" in first


def read_pelican(root: Path, content: Path) -> Pages:
    """By Pelican's readers with its defaults, where it is installed."""
    pages = by_rule(_pelican_rule)(root, content)
    try:
        from pelican.readers import Readers
        from pelican.settings import DEFAULT_CONFIG
    except ImportError:
        return pages
    settings = {**DEFAULT_CONFIG, "PATH": str(content), "CACHE_CONTENT": False, "TIMEZONE": "UTC"}
    readers = Readers(settings)
    for path, page in pages.items():
        if Path(path).suffix.lower() not in (".md", ".markdown"):
            page.is_valid = False
            continue
        try:
            said = readers.read_file(base_path=str(content), path=path).metadata
        except Exception:  # what it can't read isn't compared
            page.is_valid = False
            continue
        page.title = line(re.sub(r"<[^>]+>", "", str(said["title"]))) if "title" in said else None
        page.date = said["date"].replace(tzinfo=None).isoformat() if "date" in said else None
        page.tags = {tag.name for tag in said.get("tags", [])}
        page.more = page.more | {said["category"].name}
        page.draft = str(said.get("status", "published")) in ("draft", "hidden", "skip")
    return pages


def _eleventy_page(page: Page, path: str) -> None:
    values = page.values
    page.title = line(values.get("title"))
    date = _date(values, "date")
    page.date = day_in(path) if date is None or re.match(r"(?i)last|created|git", date) else date
    page.tags = listed(values.get("tags"))
    page.more = listed(values.get("categories")) | listed(values.get("keywords"))
    page.draft = values.get("draft") is True or values.get("permalink") is False


def _astro_page(page: Page, path: str) -> None:
    values = page.values
    page.title = line(values.get("title"))
    keys = ("date", "pubDate", "pubDatetime", "publishDate", "publishedAt", "published_at", "published")
    page.date = _date(values, *keys) or day_in(path)
    page.tags = listed(values.get("tags"))
    page.more = listed(values.get("categories")) | listed(values.get("keywords"))
    page.draft = values.get("draft") is True or values.get("published") is False


def _docusaurus_page(page: Page, path: str) -> None:
    values = page.values
    page.title = line(values.get("title")) or first_heading(page.body)
    blog = re.match(r"(?:.*/)?(\d{4})[-/](\d\d)[-/](\d\d)[-/]", path)
    page.date = _date(values, "date") or ("-".join(blog.groups()) if blog else None)
    page.tags = listed(values.get("tags"))
    page.more = listed(values.get("keywords"))
    page.draft = None if values.get("unlisted") is True else values.get("draft") is True


def _partial(path: str) -> bool:
    return any(part.startswith("_") for part in path.split("/"))


def _quarto_page(page: Page, _path: str) -> None:
    values = page.values
    page.title = line(values.get("title")) or first_heading(page.body)
    page.date = _date(values, "date")
    if page.date and re.fullmatch(r"today|now|last-modified", page.date):
        page.date = None
    page.tags = listed(values.get("categories"))
    page.more = listed(values.get("keywords")) | listed(values.get("tags"))
    page.draft = values.get("draft") is True


def _hexo_page(page: Page, path: str) -> None:
    values = page.values
    page.title = line(values.get("title"))
    page.date = _date(values, "date") or day_in(path)
    page.tags = listed(values.get("tags") or values.get("tag"))
    categories = values.get("categories") or values.get("category")
    flat = [
        one
        for item in (categories if isinstance(categories, list) else [categories])
        for one in (item if isinstance(item, list) else [item])
    ]
    page.more = listed(flat) | listed(values.get("keywords"), ",")
    page.draft = values.get("published") is False or "_drafts/" in f"/{path}"


def _mkdocs_page(page: Page, _path: str) -> None:
    values = page.values
    page.title = line(values.get("title")) or first_heading(page.body)
    date = values.get("date")
    page.date = _date(date, "created") if isinstance(date, dict) else _date(values, "date")
    page.tags = listed(values.get("tags"))
    page.more = listed(values.get("categories"))
    page.draft = values.get("draft") is True


def _zenn_page(page: Page, _path: str) -> None:
    values = page.values
    page.title = line(values.get("title"))
    page.date = _date(values, "published_at")
    page.tags = listed(values.get("topics"))
    page.draft = values.get("published") is False


# --- apps for notes


def _obsidian_page(page: Page, path: str) -> None:
    values = {key.lower(): value for key, value in page.values.items()}
    stem = PurePosixPath(path).stem
    page.title = line(values.get("title")) or _leading_heading(page.body) or stem
    plain = {re.sub(r"[\s_-]", "", key): value for key, value in values.items()}
    page.date = _date(plain, "date", "published", "datepublished") or day_in(path)
    page.date = page.date or _date(plain, "created", "datecreated")
    page.tags = {
        tag.removeprefix("#").rstrip("/")
        for tag in listed(values.get("tags"), r"[,\s]+") | listed(values.get("tag"), r"[,\s]+")
        if not tag.isdigit()
    } | hashtags(page.body)
    page.more = {
        name.strip("[]") for name in listed(values.get("categories")) | listed(values.get("keywords"))
    }
    page.names = {stem} | listed(values.get("aliases"), ",") | listed(values.get("alias"), ",")
    page.draft = values.get("publish") in (False, "false") or values.get("draft") is True


def _leading_heading(body: str) -> str | None:
    """A heading of the first level with which a note begins."""
    found = re.match(r"\s*# +(.+?)[ \t]*#*[ \t]*$", body, re.MULTILINE)
    return words_of(found[1]) if found else None


def _foam_page(page: Page, path: str) -> None:
    values = page.values
    page.title = line(values.get("title")) or first_heading(page.body) or PurePosixPath(path).stem
    page.date = _date(values, "date", "created") or day_in(path)
    page.tags = listed(values.get("tags"), r"[,\s]+") | hashtags(page.body, "foam")
    page.names = {PurePosixPath(path).stem} | listed(values.get("alias"), ",")


def _zk_page(page: Page, _path: str) -> None:
    values = page.values
    page.title = line(values.get("title")) or first_heading(page.body, None)
    page.date = _date(values, "date")
    page.tags = listed(values.get("tags")) | listed(values.get("keywords")) | hashtags(page.body, "foam")


_PROPERTY = re.compile(r"^[ \t]*(?:- )?([^\s:#\[\]()`][^:\n`\[\]()]*):: *(.*)$")


def logseq_properties(body: str) -> dict[str, str]:
    """The properties of a page: those of its first block."""
    found: dict[str, str] = {}
    for number, one in enumerate(body.lstrip("\n").split("\n")):
        matched = _PROPERTY.match(one)
        if not matched or (number and one.lstrip().startswith("- ")):
            break
        found[matched[1].strip().lower()] = matched[2].strip()
    return found


def references(value: str) -> set[str]:
    """Names in a property: `[[a]], #b, c`."""
    linked = set(re.findall(r"\[\[([^\]]+)\]\]", value))
    rest = re.sub(r"#?\[\[[^\]]+\]\]", "", value)
    return linked | {one.strip().removeprefix("#") for one in re.split("[,，]", rest) if one.strip()}


def _logseq_page(page: Page, path: str) -> None:
    from urllib.parse import unquote

    values = {key.lower(): value for key, value in page.values.items() if isinstance(value, str)}
    values.update(logseq_properties(page.body))
    stem = unquote(PurePosixPath(path).stem).replace("___", "/")
    is_journal = "journals/" in f"/{path}"
    day = re.fullmatch(r"(\d{4})[_-](\d\d)[_-](\d\d)", PurePosixPath(path).stem)
    page.date = values.get("date") or ("-".join(day.groups()) if is_journal and day else None)
    page.title = None if is_journal else values.get("title") or stem
    text = re.sub(r"^[ \t]*(?:- )?[\w-]+:: .*$", "", masked(page.body), flags=re.MULTILINE)
    spaced = set(re.findall(r"(?:^|(?<=\s))#\[\[([^\]\n]+)\]\]", text, re.MULTILINE))
    page.tags = references(values.get("tags", "")) | hashtags(text) | spaced
    page.more = {one for value in values.values() for one in references(value)}
    page.names = {stem} | references(values.get("alias", "") or values.get("aliases", ""))


def _dendron_page(page: Page, path: str) -> None:
    values = page.values
    page.title = line(values.get("title"))
    created = _date(values, "created")
    page.date = _date(values, "date") or (milliseconds(created) if created and created.isdigit() else created)
    page.tags = listed(values.get("tags"), r"\s*,\s*") | hashtags(page.body, "dendron")
    page.more = listed(values.get("keywords"))
    page.draft = values.get("published") is False
    page.names = {PurePosixPath(path).stem}


def milliseconds(text: str) -> str:
    """Milliseconds since 1970 as a date."""
    return datetime.fromtimestamp(int(text) / 1000, UTC).isoformat()


READERS: dict[str, Callable[[Path, Path], Pages]] = {
    "hugo": read_hugo,
    "jekyll": read_jekyll,
    "zola": by_rule(_zola_page),
    "pelican": read_pelican,
    "eleventy": by_rule(_eleventy_page),
    "astro": by_rule(_astro_page),
    "docusaurus": by_rule(_docusaurus_page, lambda path: not _partial(path)),
    "quarto": by_rule(_quarto_page, lambda path: not _partial(path) and not path.endswith(".txt")),
    "hexo": by_rule(_hexo_page),
    "mkdocs": by_rule(_mkdocs_page),
    "zenn": by_rule(_zenn_page),
    "obsidian": by_rule(_obsidian_page, _is_note),
    "foam": by_rule(_foam_page, _is_note),
    "zk": by_rule(_zk_page, _is_note),
    "logseq": by_rule(_logseq_page, lambda path: path.startswith(("pages/", "journals/")) and _is_note(path)),
    "dendron": by_rule(_dendron_page, _is_note),
}
