"""What the name of a file tells: a date, and, as Denote writes it, a title and tags."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from kratomcli.model.paths import INDEX_NAMES
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.readers.dates import read_date
from kratomcli.text.normalize import one_line

if TYPE_CHECKING:
    from kratomcli.conventions.table import Convention, NameTitle

# 2021-03-05, 2021_03_05, 2021.3.5, 20210305; with a time of day as in 202103051200 and 20210305T120000.
_DATE = lazy_regex(
    r"(\d{4})([-_.])(\d\d?)\2(\d\d?)(?:T\d[^/]*|(?=[-_. ]|\Z)|(?=[^\W\d_])(?![ -\x7f]))"
    r"|((?:19|20)\d{6})(?:T?(\d{4}(?:\d\d)?))?(?=[-_. =]|\Z)"
)
_FOLDERS = lazy_regex(r"(?:.*/)?((?:19|20)\d\d)/(\d\d)/(\d\d)(?:/|\Z)")
_ADDRESS = lazy_regex(r"/?(?:[^\d/][^/]*/)*?((?:19|20)\d\d)[/-](\d\d)[/-](\d\d)(?:[/-]|\Z)")
_INDEX = lazy_regex(r"_?index\.[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?")
_DENOTE = lazy_regex(r"\d{8}T\d{6}(?:==[^/]*?)?(?:--([^/_]+(?:_[^/_]+)*?))?(?:__([^/]+))?")


class DenoteName(NamedTuple):
    """The title and the tags in a file name of Denote's: 20220605T110001--green-tea__drinks_hot."""

    title: str
    tags: tuple[str, ...]


def name_of(id: str) -> str:
    """The name of the file with this id, without suffix; for an index, in whatever language, its folder's."""
    folder, _, name = id.rpartition("/")
    is_index = name.startswith(("index.", "_index.")) and _INDEX.fullmatch(name) is not None
    return folder.rpartition("/")[2] or name if is_index else name


def denote_name(name: str) -> DenoteName | None:
    """What a file name without suffix tells if it is one of Denote's, else None."""
    if name[8:9] != "T" or (found := _DENOTE.fullmatch(name)) is None:
        return None
    return DenoteName((found[1] or "").replace("-", " "), tuple(filter(None, (found[2] or "").split("_"))))


def date_in_name(id: str) -> tuple[str, str]:
    """The date before the name of a file, or of the folders in which it is, and where it was; "" for none."""
    if (found := _DATE.match(id, id.rfind("/") + 1)) and (date := _date_of(found)):
        return date, "file name"
    if (found := _FOLDERS.match(id)) and (date := _read("-".join(found.groups()))):
        return date, "folders"
    return "", ""


def _words(name: str) -> str:
    """A name without the date before it, with spaces between its words; a date alone stays as it is."""
    found = _DATE.match(name)
    rest = name[found.end() :].lstrip("-_. ") if found and _is_date(found) else name
    if " " in rest:  # then hyphens are the author's: 2-factor authentication
        return rest
    return re.sub(r"[-_]+", " ", rest) if rest else name


def date_in_address(address: object) -> str:
    """The date in the address of a page, such as 2014/12/12/tea; "" for none."""
    found = _ADDRESS.match(address) if isinstance(address, str) else None
    return _read("-".join(found.groups())) if found else ""


def _is_date(found: re.Match[str]) -> bool:
    """Whether `_date_of` gives a date; much faster, as each article's name is asked when it is indexed."""
    year, _, month, day, digits, time = found.groups()
    if time:
        return _date_of(found) != ""
    if digits:
        year, month, day = digits[:4], digits[4:6], digits[6:]
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def _date_of(found: re.Match[str]) -> str:
    year, _, month, day, digits, time = found.groups()
    return _read(digits + (time or "")) if digits else _read(f"{year}-{month:0>2}-{day:0>2}")


def _read(text: str) -> str:
    reading = read_date(text)
    return reading.iso if reading else ""


# -- titles --------------------------------------------------------------------------------------------

_ORDINALS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}


def name_title(id: str, path: str, convention: Convention) -> str:
    """The title in the name of a file, if the tool takes it for the title before the text; else ""."""
    how = convention.name_title
    name = name_of(id)
    if how in _OF_NOTES:
        return _OF_NOTES[how](path.rpartition("/")[2].rpartition(".")[0] or name)
    words = words_of_name(id)
    if name.lower() in INDEX_NAMES or not any(map(str.isalpha, words)):
        return ""
    if how == "each-word":
        return " ".join(word[:1].upper() + word[1:] for word in words.split())
    if how == "first-word":
        return words.capitalize() if words.islower() else words
    is_readable = " " in name.strip() or not name.isascii() or name.lower() != name
    return words if is_readable else ""


def words_of_name(id: str) -> str:
    """The words in the name of a file, without the date before them."""
    name = name_of(id)
    if denote := denote_name(name):
        return one_line(denote.title) or name
    return one_line(_words(name)) or one_line(name) or "untitled"


def _page(name: str) -> str:
    """The name of a page of Logseq's: a/b for a___b; the default name of a day for that of a journal."""
    if found := re.fullmatch(r"(\d{4})[-_](\d\d)[-_](\d\d)", name):
        try:
            day = date(*map(int, found.groups()))
        except ValueError:
            return name
        return f"{_MONTHS[day.month - 1]} {day.day}{_ORDINALS.get(day.day, 'th')}, {day.year}"
    return with_slashes(name)


def with_slashes(name: str) -> str:
    """A name with the slashes that Logseq writes as a___b or a%2Fb in names of files."""
    from urllib.parse import unquote

    return one_line(unquote(name).replace("___", "/"))


_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _last_part(name: str) -> str:
    """The title that Dendron gives a note: the words of its name's last part."""
    words = one_line(name.rpartition(".")[2].replace("-", " "))
    return words.title() if words.islower() else words


_OF_NOTES: Mapping[NameTitle, Callable[[str], str]] = {
    "exact": one_line,
    "page": _page,
    "last-part": _last_part,
}
