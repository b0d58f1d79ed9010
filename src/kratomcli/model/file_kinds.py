"""The kinds of file that are converted to Markdown: their suffixes, and the module that reads each."""

from __future__ import annotations

from kratomcli.named_tuples import NamedTuple


class FileKind(NamedTuple):
    """A kind of file.

    `name` is for people, `suffixes` are in lower case; `module`, in `readers.formats`, has a function `read`
    (a `readers.conversion.FormatReader`). `needs` are modules of the extra `documents`; without them files of
    this kind are not read.
    """

    name: str
    suffixes: tuple[str, ...]
    module: str
    needs: tuple[str, ...] = ()
    has_title: bool = True
    """Whether a heading can be the title: those of PDF are its pages and its outline."""
    is_text: bool = True
    """Whether an editor of texts can change a file; the system has a program for those that are no text."""


HTML_SUFFIXES = (".html", ".htm", ".xhtml")
KINDS = (
    FileKind("HTML", HTML_SUFFIXES, "html"),
    FileKind("web archive", (".mhtml", ".mht"), "mhtml"),
    FileKind("EPUB", (".epub",), "epub", ("lxml",), is_text=False),
    FileKind("PDF", (".pdf",), "pdf", ("pypdfium2",), has_title=False, is_text=False),
    FileKind("Word document", (".docx",), "docx", is_text=False),
    FileKind("OpenDocument text", (".odt",), "odt", is_text=False),
    FileKind("Org", (".org",), "org"),
    FileKind("reStructuredText", (".rst",), "rst", ("docutils",)),
    FileKind("notebook", (".ipynb",), "ipynb"),
    FileKind("e-mail", (".eml",), "eml"),
)
KIND_OF = {suffix: kind for kind in KINDS for suffix in kind.suffixes}
"""Suffix → kind."""
