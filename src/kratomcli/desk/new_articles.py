"""A new article: a file with front matter, named and placed as the tool of the library has it.

A template of the user's own may make the text, and a pattern the name: both are Jinja, in its sandbox, with

    title, tags, date ("2021-03-05"), slug (the title as a name of a file), front_matter (the default one)

and the filter `yaml`, which quotes a value for front matter.
"""

from __future__ import annotations

import datetime
import os
import re
from typing import TYPE_CHECKING

from kratomcli.dates.source_date import source_date
from kratomcli.errors import ArticleUnreadable, OutputError, OutputExists, UsageError
from kratomcli.export.markdown import file_text
from kratomcli.files.reading import read_text
from kratomcli.files.writing import make_folders, temporary_file, write_all
from kratomcli.model.paths import ALL_SUFFIXES, SUFFIXES
from kratomcli.named_tuples import NamedTuple
from kratomcli.text.file_names import safe_name
from kratomcli.text.normalize import clean, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kratomcli.conventions.table import Convention

_LARGEST = 200_000  # bytes of a template


class NewArticle(NamedTuple):
    """How a new article is made: its folder within the library, the pattern of its name, its template.

    Each is "" for what the tool of the library has. `template` is an absolute path, and `within` the real
    path of the folder that it must be in, "" for any.
    """

    folder: str = ""
    file: str = ""
    template: str = ""
    within: str = ""


_DATED = "{{ date }}-{{ slug }}.md"
_TITLED = "{{ title }}.md"
_PLACES: Mapping[str, tuple[tuple[str, ...], str]] = {
    "jekyll": (("_posts",), _DATED),
    "hugo": (("content/posts", "content/post", "content/blog", "content", "posts", "post"), ""),
    "hexo": (("source/_posts", "_posts"), ""),
    "zola": (("content/posts", "content/blog", "content"), ""),
    "pelican": (("content",), ""),
    "mkdocs": (("docs/blog/posts", "docs"), ""),
    "docusaurus": (("blog",), _DATED),
    "quarto": (("posts",), ""),
    "logseq": (("pages",), _TITLED),
    "obsidian": ((), _TITLED),
    "foam": ((), _TITLED),
    "zk": ((), _TITLED),
    "zettlr": ((), _TITLED),
    "joplin": ((), _TITLED),
}
"""Tool → the folders of which the first that is there takes new articles, and the pattern of their names."""


def write_new(title: str, tags: Sequence[str], made: NewArticle, root: str, convention: Convention) -> str:
    """Write a new article below the library's folder `root`; returns the absolute path of its file.

    Raises:
        OutputExists: there is a file of this name.
        OutputError: it can't be written.
        UsageError: the title is empty, a template is wrong, a pattern names a file that is no text, or a
            folder would be outside of the library.
    """
    _require_text(made.file)
    values = _values(title, tags, convention)
    folders, pattern = _PLACES.get(convention.name, ((), ""))
    folder = _inside(made.folder) if made.folder else _usual_folder(root, folders)
    name = _name(_rendered(made.file or pattern or "{{ slug }}.md", values, "[new] file"))
    text = file_text(_front_matter(title, tags, convention), "")
    if made.template:
        within = [os.fsencode(made.within)] if made.within else ()
        text = _rendered(read_text(made.template, limit=_LARGEST, within=within), values, made.template)
        _require_article(text, made.template)
    inside = "/".join(filter(None, (folder, name)))
    _put(root, inside, text)
    return os.path.join(root, *inside.split("/"))


def _require_text(pattern: str) -> None:
    """Refuse a pattern of names such as {{ title }}.pdf: what is written has front matter."""
    suffix = os.path.splitext(pattern)[1].lower()
    if suffix in ALL_SUFFIXES and suffix not in SUFFIXES:
        raise UsageError(
            f"[new] file = '{one_line(pattern)}': a new article is text with front matter, not {suffix}",
            hint=f"End it with one of: {', '.join(SUFFIXES)}.",
        )


def _values(title: str, tags: Sequence[str], convention: Convention) -> dict[str, object]:
    if not one_line(clean(title)).strip():
        raise UsageError("a new article needs a title")
    head = file_text(_front_matter(title, tags, convention), "").removeprefix("---\n").removesuffix("---\n")
    name = safe_name(title).lower()
    # A title of signs alone keeps them: two of these are two files.
    slug = re.sub(r"[^\w]+", "-", name).strip("-_") or re.sub(r"\s+", "-", name)
    return {"title": title, "tags": list(tags), "date": str(_today()), "slug": slug, "front_matter": head}


def _front_matter(title: str, tags: Sequence[str], convention: Convention) -> dict[str, object]:
    key = convention.keys.get("tags", ("tags",))[0]
    named = {"tags" if key == "tag" else key: list(tags)} if tags else {}
    return {"title": title, "date": _today(), **named}


def _today() -> datetime.date:
    given = source_date()
    return given.date() if given else datetime.date.today()  # where the user is


def _usual_folder(root: str, folders: Sequence[str]) -> str:
    """The first of the folders that is there; else the first, unless `root` is the inside of one already."""
    if not folders or os.path.basename(root) in {folder.rpartition("/")[2] for folder in folders}:
        return ""
    there = (folder for folder in folders if os.path.isdir(os.path.join(root, folder)))
    return next(there, folders[0] if folders[0].startswith("_") else "")


def _inside(folder: str) -> str:
    parts = [part for part in folder.replace("\\", "/").split("/") if part not in ("", ".")]
    if os.path.isabs(folder) or ".." in parts or any("\0" in part or ":" in part for part in parts):
        raise UsageError(
            f"new articles can't be put into '{one_line(folder)}'", hint="Name a folder within the library."
        )
    return "/".join(parts)


def _name(text: str) -> str:
    """What a pattern made → the path of a file within a folder, safe for every system."""
    *folders, last = [part for part in one_line(text).split("/") if part.strip(" .")] or ["Untitled"]
    suffix = next((suffix for suffix in SUFFIXES if last.lower().endswith(suffix)), "")
    stem = safe_name(last[: -len(suffix)] if suffix else last)
    return "/".join([*map(safe_name, folders), stem + (suffix or ".md")])


def _rendered(template: str, values: Mapping[str, object], where: str) -> str:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    # Markdown is no HTML, where letters would be escaped.
    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True)
    made.filters["yaml"] = _quoted
    in_name = where == "[new] file"
    given = {key: value.replace("/", "-") for key, value in values.items() if isinstance(value, str)}
    try:
        return made.from_string(template).render({**values, **given} if in_name else values)
    except Exception as error:  # a template is a program: it can go wrong in every way
        said = one_line(": ".join(filter(None, (type(error).__name__, str(error)))))[:200]
        raise UsageError(f"the template {where}: {said}") from error


def _quoted(value: object) -> str:
    """A value as front matter has it, on one line."""
    import json

    return json.dumps(value, ensure_ascii=False)


def _require_article(text: str, template: str) -> None:
    from kratomcli.readers import read

    try:
        read(text.encode("utf-8", "replace"), id="new", path="new.md")
    except ArticleUnreadable as error:
        raise UsageError(
            f"what the template {template} makes can't be read: {error.message}",
            hint="In front matter write {{ title | yaml }}.",
        ) from error


def _make_folders(root: str, folder: str) -> None:
    try:
        make_folders(root, folder)
    except FileExistsError as error:
        what = "a link" if os.path.islink(error.filename) else "a file"
        raise OutputError(
            f"no article can be put into {error.filename}: it is {what}, not a folder",
            hint="Name another folder within the library.",
        ) from error


def _put(root: str, inside: str, text: str) -> None:
    folder, _, name = inside.rpartition("/")
    path = os.path.join(root, *inside.split("/"))
    try:
        _make_folders(root, folder)
        with temporary_file(os.path.join(root, folder), name) as made:
            write_all(made.descriptor, text.encode("utf-8", "replace"))
            made.become(path, replace=False)
    except FileExistsError as error:
        raise OutputExists(f"{path} is there already", hint="Choose another title.") from error
    except OSError as error:
        raise OutputError(f"can't write {path}: {error.strerror or error}") from error
