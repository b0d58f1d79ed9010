"""The kinds of file that are converted to Markdown: their suffixes, and the module that reads each.

Each module is imported on first use and has a function `read`, a `conversion.FormatReader`.
"""

from __future__ import annotations

from typing import NamedTuple


class FileKind(NamedTuple):
    """A kind of file: its name for people, suffixes in lower case, and module in `readers.formats`."""

    name: str
    suffixes: tuple[str, ...]
    module: str


KINDS = (
    FileKind("HTML", (".html", ".htm", ".xhtml"), "html"),
    FileKind("web archive", (".mhtml", ".mht"), "mhtml"),
    FileKind("EPUB", (".epub",), "epub"),
    FileKind("PDF", (".pdf",), "pdf"),
    FileKind("Word document", (".docx",), "docx"),
    FileKind("OpenDocument text", (".odt",), "odt"),
    FileKind("Org", (".org",), "org"),
    FileKind("reStructuredText", (".rst",), "rst"),
    FileKind("notebook", (".ipynb",), "ipynb"),
    FileKind("e-mail", (".eml",), "eml"),
)
