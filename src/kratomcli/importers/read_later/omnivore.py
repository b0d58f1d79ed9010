"""Omnivore's export: `metadata_0_to_20.json` …, `content/<slug>.html` or `.pdf`, `highlights/<slug>.md`.

A file of highlights has quotes as Markdown; below each are its labels, as `#label`, and its note.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from kratomcli.importers.items import Annotation, Item
from kratomcli.importers.read_later.saved_pages import SavedPage, address, read_pages, split, when
from kratomcli.importers.sources.json_objects import first_object, json_parts, listed_objects
from kratomcli.importers.sources.json_values import text, texts
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

_KEYS = {"slug", "title", "url", "savedAt", "labels"}
_METADATA = lazy_regex(r"(?:.*/)?metadata_(\d+)_to_\d+\.json$")


def recognises(source: ImportSource) -> bool:
    """Whether it has lists of Omnivore's pages."""
    return any({*first_object(source, name)} >= _KEYS for name in _lists(source)[:1])


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """A page at a time, with its text and its highlights, in the order of the lists."""
    lists = _lists(source)
    parts = {part.rpartition("/")[2]: part for part in source.ending(".html", ".pdf", ".md")}
    return read_pages(listed_objects(source, lists), address, partial(_page, source, parts), failed)


def _lists(source: ImportSource) -> list[str]:
    """The parts with metadata, by number; a list alone has any name."""
    numbered = [(int(found[1]), name) for name in source.ending(".json") if (found := _METADATA.match(name))]
    return [name for _, name in sorted(numbered)] or json_parts(source)[:1]


def _page(source: ImportSource, parts: Mapping[str, str], entry: Mapping[str, object]) -> SavedPage:
    slug, state, picture = (text(entry.get(key)) for key in ("slug", "state", "thumbnail"))
    body, attachments = _content(source, parts, slug, address(entry))
    progress = entry.get("readingProgress")
    return SavedPage(
        url=address(entry),
        title=text(entry.get("title")),
        saved=when(entry.get("savedAt")),
        published=when(entry.get("publishedAt")),
        tags=texts(entry.get("labels"), "name"),
        status="archived" if state == "Archived" else "unread" if state == "Active" else "",
        progress=min(progress / 100, 1.0) if isinstance(progress, int | float) and progress > 0 else 0.0,
        authors=split(text(entry.get("author")), "\n"),
        summary=text(entry.get("description")),
        body=body,
        annotations=tuple(_highlights(_read(source, parts, f"{slug}.md"))),
        others={"image": picture} if picture else {},
        attachments=attachments,
    )


def _content(
    source: ImportSource, parts: Mapping[str, str], slug: str, base: str
) -> tuple[str, dict[str, Callable[[], bytes]]]:
    """The text of a page as Markdown; of a PDF a link to it, and the file."""
    if page := _read(source, parts, f"{slug}.html"):
        from kratomcli.readers.html.markdown import markdown_of

        return markdown_of(page, base=base), {}
    name = f"{slug}.pdf"
    if name in parts:
        return f"[{name}]({quote(name)})", {name: partial(source.read, parts[name])}
    return "", {}


def _read(source: ImportSource, parts: Mapping[str, str], name: str) -> str:
    return source.read(parts[name]).decode("utf-8", "replace") if name in parts else ""


def _highlights(markdown: str) -> Iterator[Annotation]:
    """The quotes of a file, each with what is below it; what is above the first is a note on the page."""
    quoted: list[str] = []
    notes: list[str] = []
    for block in re.split(r"\n[ \t]*\n\s*", markdown.replace("\r\n", "\n").strip()):
        if not block.startswith(">"):
            notes.append(block.strip())
            continue
        if quoted or any(notes):
            yield Annotation(text="\n".join(quoted), note="\n\n".join(notes))
        quoted, notes = [re.sub(r"^> ?", "", line).strip() for line in block.split("\n")], []
    if quoted or any(notes):
        yield Annotation(text="\n".join(quoted), note="\n\n".join(notes))
