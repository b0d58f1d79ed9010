"""EPUB files written by hand: parts by their names, a package for them, or anything else in their place."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO

CONTAINER = (
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
METADATA = "<dc:identifier id='id'>urn:uuid:1</dc:identifier><dc:title>On tea</dc:title><dc:language>en</dc:language>"


def xhtml(body: str, *, kind: str = "", language: str = "en") -> str:
    """A chapter; `kind` is the epub:type of its body."""
    return (
        "<?xml version='1.0' encoding='utf-8'?>\n<!DOCTYPE html>\n"
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'xml:lang="{language}"><head><title/></head><body{f" epub:type={kind!r}" if kind else ""}>{body}</body></html>'
    )


def nav(*entries: tuple[str, str] | tuple[str, str, Sequence[tuple[str, str]]]) -> str:
    """A navigation document: (title, address), or with entries below it."""

    def items(rows: Sequence[tuple[str, str] | tuple[str, str, Sequence[tuple[str, str]]]]) -> str:
        return (
            "<ol>"
            + "".join(
                f'<li><a href="{row[1]}">{row[0]}</a>{items(row[2]) if len(row) > 2 else ""}</li>'
                for row in rows
            )
            + "</ol>"
        )

    return xhtml(f'<nav epub:type="toc"><h1>Contents</h1>{items(entries)}</nav>')


def ncx(*entries: tuple[str, str]) -> str:
    """The contents of an EPUB 2."""
    points = "".join(
        f'<navPoint id="n{at}"><navLabel><text>{title}</text></navLabel><content src="{source}"/></navPoint>'
        for at, (title, source) in enumerate(entries)
    )
    return (
        f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"><navMap>{points}</navMap></ncx>'
    )


def make_epub(
    chapters: Mapping[str, str | bytes],
    *,
    contents: str = "",
    metadata: str = METADATA,
    aside: Sequence[str] = (),
    more: Mapping[str, str | bytes] = {},
) -> bytes:
    """A book of these chapters, by their addresses; `aside` are those with linear="no".

    `contents` is a navigation document or an NCX; `more` are other parts, or others in place of these.
    """
    items, refs = [], []
    for at, name in enumerate(chapters):
        items.append(f'<item id="c{at}" href="{name}" media-type="application/xhtml+xml"/>')
        refs.append(f'<itemref idref="c{at}" linear="{"no" if name in aside else "yes"}"/>')
    parts = {f"OEBPS/{name}": text for name, text in chapters.items()}
    spine = "<spine>"
    if contents.startswith("<ncx"):
        items.append('<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>')
        parts["OEBPS/toc.ncx"] = contents
        spine = '<spine toc="ncx">'
    elif contents:
        items.append('<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>')
        parts["OEBPS/nav.xhtml"] = contents
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">'
        f"{metadata}</metadata><manifest>{''.join(items)}</manifest>{spine}{''.join(refs)}</spine></package>"
    )
    return make_zip({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": package, **parts, **more})


def make_zip(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip file of these parts."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return made.getvalue()
