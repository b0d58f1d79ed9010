"""Notebooks of Jupyter (.ipynb), formats 3 and 4, read from their JSON."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping

from kratomcli.errors import ArticleUnreadable
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.readers.conversion import Converted
from kratomcli.readers.decoding import counted, decode
from kratomcli.readers.front_matter import split
from kratomcli.readers.html.markdown import markdown_of
from kratomcli.readers.notebooks.outputs import LONGEST, NotebookOutputs, fenced, text_in

_ATTACHMENT = lazy_regex(r"!\[([^\[\]]*+)\]\(attachment:[^()]*+\)")
_MAGIC = lazy_regex(r"%%(\w+)[^\n]*")
_MAGICS = {
    **{"bash": "bash", "sh": "sh", "script": "", "html": "html", "HTML": "html", "latex": "latex", "R": "r"},
    **{"javascript": "javascript", "js": "javascript", "ruby": "ruby", "perl": "perl", "sql": "sql"},
    **{"cython": "cython", "markdown": "markdown", "writefile": "", "file": ""},
}
"""Cell magics → the language of the rest of the cell."""
_LANGUAGES = {"ipython": "python", "python3": "python", "python2": "python", "ir": "r"}
_HIDING_TAGS = frozenset(("remove-cell", "remove_cell"))
_HIDDEN = lazy_regex(r"^#\|[ \t]*(?:hide|include:[ \t]*false)[ \t]*$", re.MULTILINE)


class _NotebookCell(NamedTuple):
    kind: str
    text: str
    values: Mapping[str, object]
    """All that the notebook says of it."""


def read_notebook(data: bytes) -> Converted:
    """The notebook in the file `data`; see `conversion.FormatReader`."""
    notebook = _notebook(data)
    metadata = _mapping(notebook.get("metadata"))
    cells = list(_cells(notebook))
    values = _values(metadata)
    if cells and cells[0].kind == "raw" and (front := split(f"{cells[0].text.strip()}\n")):
        values |= front.values
        cells = cells[1:]
    outputs = NotebookOutputs()
    shown = [cell for cell in cells if not _is_hidden(cell)]
    blocks = [block for cell in shown for block in _blocks(cell, _language(metadata), outputs)]
    return Converted("\n\n".join(blocks), values, tuple(_notes(outputs, len(cells) - len(shown))))


def _notebook(data: bytes) -> Mapping[str, object]:
    try:
        notebook = json.loads(decode(data)[0], parse_constant=_no_value, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise ArticleUnreadable(f"not a notebook: {error}" if str(error) else "not a notebook") from error
    if not isinstance(notebook, dict) or not ({"cells", "worksheets"} & notebook.keys()):
        raise ArticleUnreadable("not a notebook: it has no cells")
    return notebook


def _no_value(_: str) -> None:
    """What NaN and Infinity are, which Python writes and JSON does not know."""


def _finite(text: str) -> float | None:
    number = float(text)
    return number if math.isfinite(number) else None


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _cells(notebook: Mapping[str, object]) -> Iterator[_NotebookCell]:
    """The cells in order; of format 3, those of all worksheets."""
    sheets = notebook.get("worksheets")
    lists = [notebook.get("cells")]
    lists += [_mapping(sheet).get("cells") for sheet in (sheets if isinstance(sheets, list) else ())]
    for cells in lists:
        for cell in cells if isinstance(cells, list) else ():
            values = _mapping(cell)
            kind = str(values.get("cell_type"))
            text = text_in(values.get("source", values.get("input"))).replace("\r\n", "\n")
            if kind == "heading" and isinstance(level := values.get("level"), int):
                kind, text = "markdown", f"{'#' * min(max(level, 1), 6)} {' '.join(text.split())}"
            yield _NotebookCell(kind, text, values)


def _is_hidden(cell: _NotebookCell) -> bool:
    """Whether Jupyter Book, nbdev and Quarto do not publish a cell."""
    tags = _mapping(cell.values.get("metadata")).get("tags")
    is_tagged = isinstance(tags, list) and any(tag in _HIDING_TAGS for tag in tags if isinstance(tag, str))
    return is_tagged or (cell.kind == "code" and _HIDDEN.search(cell.text) is not None)


def _blocks(cell: _NotebookCell, language: str, outputs: NotebookOutputs) -> Iterator[str]:
    text = cell.text.strip("\n")
    if cell.kind == "code":
        if text.strip():
            magic = _MAGIC.match(text)
            own = text_in(cell.values.get("language")) or language
            yield fenced(text, _MAGICS.get(magic[1], own) if magic else own)
        yield from outputs.blocks(cell.values.get("outputs"))
    elif not text.strip():
        return
    elif cell.kind == "markdown":
        yield _ATTACHMENT.sub(r"\1", text)
    elif cell.kind == "html":
        yield markdown_of(text)
    elif cell.kind == "raw":
        metadata = _mapping(cell.values.get("metadata"))
        kind = metadata.get("raw_mimetype", metadata.get("format"))
        if kind in ("text/html", "html"):
            yield markdown_of(text)
        elif kind in ("text/markdown", "markdown"):
            yield text


def _language(metadata: Mapping[str, object]) -> str:
    """The language of the notebook's kernel, as code blocks name it."""
    own = _mapping(metadata.get("language_info")).get("name")
    kernel = _mapping(metadata.get("kernelspec"))
    name = text_in(own) or text_in(kernel.get("language")) or text_in(kernel.get("name"))
    name = "".join(name.lower().split())
    return _LANGUAGES.get(name, name)


def _values(metadata: Mapping[str, object]) -> dict[str, object]:
    """What the notebook's own metadata say of it as a text."""
    kept = {key: metadata[key] for key in ("title", "date", "tags", "description") if metadata.get(key)}
    authors = metadata.get("authors")
    names = [_mapping(each).get("name", each) for each in authors] if isinstance(authors, list) else [authors]
    names = [name for name in names if isinstance(name, str) and name.strip()]
    return {**kept, "authors": names} if names else kept


def _notes(outputs: NotebookOutputs, hidden: int) -> Iterator[str]:
    if outputs.cut:
        yield f"{counted(outputs.cut, 'output')} cut after {LONGEST:,} characters"
    if outputs.pictures:
        yield f"{counted(outputs.pictures, 'picture')} left out"
    if hidden:
        yield f"{counted(hidden, 'hidden cell')} left out"
