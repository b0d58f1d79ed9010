"""What a PDF says of itself: title, authors, dates, keywords, language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from kratomcli.patterns import lazy_regex
from kratomcli.readers.people import names_in_line
from kratomcli.text.normalize import one_line

if TYPE_CHECKING:
    from kratomcli.readers.pdf.line import PdfLine

_NO_TITLE = lazy_regex(
    r"""(?:microsoft\s+\w+|wordpad|openoffice|writer)\s+-\s.*       # what was printed, by what
      | (?:untitled|unknown|unnamed|no\ title|title|document|dokument|doc|book|slide|model|print|page
          |presentation|powerpoint\ presentation|about:blank|layout)[\s\-_]*(?:document|presentation)?\s*\d*
      | [^\n]*\.(?:docx?|dotx?|pdf|tex|dvi|e?ps|indd|qxd|p65|pm6|fm|pptx?|xlsx?|od[tsp]|rtf|txt|md|html?
          |wpd|pages|cdr|dwg|exe|pub|vsd|jpe?g|png|tiff?)             # a file's name
      | (?:https?|file):\S*""",
    re.VERBOSE | re.IGNORECASE,
)
_NOBODY = {
    "",
    "user",
    "admin",
    "administrator",
    "unknown",
    "anonymous",
    "owner",
    "author",
    "root",
    "default",
    "none",
}
_DATE = lazy_regex(
    r"""(?:D:)?\s*(?P<year>\d{4})(?:(?P<month>\d\d)(?:(?P<day>\d\d)
        (?:(?P<hour>\d\d)(?:(?P<minute>\d\d)(?:(?P<second>\d\d))?)?)?)?)?
        \s*(?P<zone>[Zz]|[+-]\d\d(?:'?\d\d)?)?""",
    re.VERBOSE,
)
_LANGUAGE = lazy_regex(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_LONGEST_TITLE = 250
_LONG_NUMBER = lazy_regex(r"\d{6}")  # a form's, or the cells of a table run together
_SIZE_OF_TITLE = 1.2  # times that of most of the page


def properties(document: Any) -> dict[str, object]:
    """The values that front matter would have."""
    known = {key: text_given(document.get_metadata_value, key) for key in document.METADATA_KEYS}
    values: dict[str, object] = {}
    if is_title(title := known.get("Title", "")):
        values["title"] = title
    if names := _authors(known.get("Author", "")):
        values["authors"] = names
    made, changed = (date_of(known.get(key, "")) for key in ("CreationDate", "ModDate"))
    values |= {key: date for key, date in (("date", made), ("updated", changed)) if date}
    if made and changed and changed <= made:
        del values["updated"]
    if tags := _tags(known.get("Keywords", "")):
        values["tags"] = tags
    if is_title(summary := known.get("Subject", "")):
        values["summary"] = summary
    if _LANGUAGE.fullmatch(language := _language(document)):
        values["language"] = language.replace("_", "-")
    return values


def text_given(get: Callable[..., str], *arguments: object) -> str:
    """What a function of pypdfium2 gives, on one line; "" if it is no UTF-16, which that raises for."""
    try:
        return one_line(get(*arguments).replace("\0", ""))
    except UnicodeDecodeError:
        return ""


def is_title(text: str) -> bool:
    """Whether what stands for a title is one, and not a file's name or a program's word for none."""
    return bool(re.search(r"[^\W\d_]", text)) and not _NO_TITLE.fullmatch(text)


def date_of(text: str) -> str:
    """A date of PDF (D:20240102030405+01'00') as ISO 8601, as precise as it is; "" if it is none."""
    from datetime import datetime

    found = _DATE.match(text)
    if not found:
        return ""
    parts = [found[name] for name in ("year", "month", "day", "hour", "minute", "second")]
    known = parts[: parts.index(None)] if None in parts else parts
    date, time = "-".join(known[:3]), ":".join([*known[3:], *["00"] * (len(known) == 4)])
    iso = f"{date}T{time}{_zone(found['zone'])}" if time else date
    try:
        datetime.fromisoformat(iso if len(known) > 2 else f"{iso}-01-01"[:10])
    except ValueError:
        return ""
    return iso


def _zone(text: str | None) -> str:
    if not text:
        return ""
    if text in "Zz":
        return "+00:00"
    hours, minutes = text[:3], text[3:].strip("'") or "00"
    return f"{hours}:{minutes}"


def _authors(text: str) -> list[str]:
    """The names in the field; "and" parts them only where each part is more than one word."""
    return [name for name in names_in_line(text) if name.casefold() not in _NOBODY]


def _tags(text: str) -> list[str]:
    tags = re.split(r"[;；]" if re.search("[;；]", text) else "[,，、]", text)
    return list(dict.fromkeys(tag.strip(" \"'") for tag in tags if tag.strip(" \"'")))


def _language(document: Any) -> str:
    from ctypes import POINTER, cast, create_string_buffer

    from pypdfium2 import raw

    size = raw.FPDFCatalog_GetLanguage(document, None, 0)
    if not 2 < size < 100:
        return ""
    buffer = create_string_buffer(size)
    raw.FPDFCatalog_GetLanguage(document, cast(buffer, POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def shown_title(lines: Sequence[PdfLine], chapters: Sequence[str]) -> str:
    """The title at the top of a first page: the one text that is clearly larger than all others; or "".

    Where the outline has several `chapters`, it is none of them.
    """
    upright = [line for line in lines if not line.angle]
    if not upright:
        return ""
    largest = max(line.size for line in upright)
    places = [at for at, line in enumerate(upright) if line.size > 0.95 * largest]
    title = [upright[at] for at in places]
    others = [line for line in upright if line.size <= 0.95 * largest]
    top, bottom = max(line.base for line in upright), min(line.base for line in upright)
    is_one = places[-1] - places[0] == len(places) - 1 and len(places) <= 4
    is_high = title[0].base > top - (top - bottom) / 3 and len(title) <= len(others)
    text = " ".join(line.text for line in title).replace("\ufffe ", "")
    is_sure = is_one and is_high and largest >= _SIZE_OF_TITLE * _usual_size(others) and is_title(text)
    if not is_sure or not 4 < len(text) <= _LONGEST_TITLE or _LONG_NUMBER.search(text):
        return ""
    is_chapter = len(chapters) > 1 and any(text.casefold().endswith(each.casefold()) for each in chapters)
    return "" if is_chapter else text


def _usual_size(lines: Sequence[PdfLine]) -> float:
    """The size that most characters have."""
    counts = Counter[float]()
    for line in lines:
        counts[round(line.size, 1)] += len(line.text)
    return counts.most_common(1)[0][0]
