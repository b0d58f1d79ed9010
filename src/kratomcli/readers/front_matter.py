"""Splitting and parsing front matter: YAML between ---, TOML between +++, or a JSON object."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, NoReturn

from kratomcli.errors import ArticleUnreadable
from kratomcli.model.fields import FRONT_MATTER, normal_key
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.text.normalize import one_line

if TYPE_CHECKING:
    from frontmatter.default_handlers import YAMLHandler

_OPENING = lazy_regex(r"\s*+(?:(-{3,}|\+{3,})[ \t]*\n|\{)")
_TOML_BOUNDARY = lazy_regex(r"^\+{3,}[ \t]*(?:\n|\Z)", re.MULTILINE)
# A line of front matter: in prose, a single word before a colon is rare.
_KEY_LINES = {
    "-": lazy_regex(r"[ \t]*[\"']?([\w.-]+)[\"']?[ \t]*:(?:[ \t]|$)"),
    "+": lazy_regex(r"[ \t]*(?:[\"']?([\w.-]+)[\"']?[ \t]*=|\[\[?([\w.-]+)\]\]?[ \t]*$)"),
}
_JSON_START = lazy_regex(r"\{\s*+(?:\"[^\"\n]*\"\s*+:|\})")
_JSON_END = lazy_regex(r"[ \t]*(?:\n|\Z)")
_TOML_PLACE = lazy_regex(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")

_USUAL = {*FRONT_MATTER, "layout", "slug", "permalink", "weight", "aliases", "image"}
_EMPTY_LINE = lazy_regex(r"[ \t]*\n")
_LONGEST = 1_000_000  # characters: more than that is not front matter


class FrontMatter(NamedTuple):
    """Its values as JSON in the order written, and the offset after its last line."""

    values: dict[str, object]
    end: int


class FrontMatterBlock(NamedTuple):
    """Where front matter is: `kind` is "-", "+" or "{"; its text is from offset `start` to `end`.

    The boundaries are outside of that, the braces of JSON within.
    """

    kind: str
    start: int
    end: int


_TOO_MUCH = "Front matter is a few plain values; what is longer belongs below it."
_HINTS = {
    "-": "Put quotes around a value that holds a colon and a space, or begins with a sign.",
    "+": 'In TOML, text stands in quotes: title = "…".',
    "{": "In JSON, text stands in double quotes, and no comma before a closing brace.",
}


class _Broken(ValueError):
    """A block that can't be parsed; `index` is the offset of the mistake in the text."""

    def __init__(self, message: str, index: int, hint: str) -> None:
        super().__init__(message)
        self.index = index
        self.hint = hint


def split(text: str) -> FrontMatter | None:
    """The front matter at the top of `text`, or None; a rule (---) or a brace may also begin ordinary text.

    Raises ArticleUnreadable, with the line of the file, for front matter that is not closed or invalid.
    """
    opening = _OPENING.match(text)
    if opening is None:
        return None
    if opening[1] is None:
        return _json(text, opening.end() - 1)
    at, kind = opening.start(1), opening[1][0]
    block, end = _block(text, at, kind)
    keys = _keys(block, kind)
    # A rule with an empty line below it begins a text, unless a key says otherwise: Jekyll and Hugo take
    # such a block for front matter, Pandoc does not.
    is_rule = kind == "-" and _EMPTY_LINE.match(block) is not None and not is_usual(keys)
    if end < 0:
        if not is_rule and (len(keys) > 1 or is_usual(keys)):
            _refuse("front matter is not closed", text, at, f"End it with a line {kind * 3}.")
        return None
    try:
        values = (_yaml if kind == "-" else _toml)(block, opening.end())
    except _Broken as error:
        if is_rule or not keys:
            return None
        _refuse(f"front matter can't be understood: {error}", text, error.index, error.hint)
    if values is None or (is_rule and values and not is_usual(values)):
        return None
    return FrontMatter(values, end)


def place_of(text: str) -> FrontMatterBlock:
    """Where the front matter is in a text of which `split` returns some."""
    opening = _OPENING.match(text)
    assert opening is not None  # noqa: S101 - the caller has asked
    if opening[1] is None:
        import json

        start = opening.end() - 1
        return FrontMatterBlock("{", start, json.JSONDecoder(strict=False).raw_decode(text, start)[1])
    kind, start = opening[1][0], opening.end()
    block, _ = _block(text, opening.start(1), kind)
    return FrontMatterBlock(kind, start, start + len(block) if text.startswith(block, start) else start)


def _block(text: str, at: int, kind: str) -> tuple[str, int]:
    """The text between the opening boundary, at offset `at`, and the closing one; and the offset after that.

    The offset is -1 if there is no closing boundary; the text then goes as far as front matter could.
    """
    # python-frontmatter has a handler for TOML only if the package toml is installed, and importing its
    # handlers takes three times as long as tomllib.
    split = _handler().split if kind == "-" else _split_toml
    try:
        block, rest = split(text[at:])
    except ValueError:  # there is only one boundary
        start = text.index("\n", at) + 1
        return text[start : start + 1000], -1
    return block, len(text) - len(rest)


@cache
def _handler() -> YAMLHandler:
    from kratomcli.readers.yaml_handler import FrontMatterHandler

    return FrontMatterHandler()


def _split_toml(text: str) -> tuple[str, str]:
    _, block, rest = _TOML_BOUNDARY.split(text, 2)
    return block, rest


def as_written(block: str, key: str) -> str:
    """The text after a key on its line of a front-matter block; "" if the line is not found."""
    found = re.search(rf"^[ \t{{]*[\"']?{re.escape(key)}[\"']?[ \t]*[:=][ \t]*(.*)$", block, re.M)
    return " ".join(found[1].rstrip(",").split()) if found else ""


def _refuse(message: str, text: str, index: int, hint: str) -> NoReturn:
    line = text.count("\n", 0, max(index, 0)) + 1
    # A parser's message may quote what the text had escaped.
    raise ArticleUnreadable(one_line(message), line=line, hint=hint)


def _keys(block: str, kind: str) -> list[str]:
    """The keys of the first lines of `block`, as far as they look like front matter; at most two."""
    keys: list[str] = []
    for line in block[:1000].split("\n"):
        if not line or line.isspace() or line.lstrip().startswith("#"):
            continue
        found = _KEY_LINES[kind].match(line)
        if found is None or len(keys) == 2:
            break
        keys.append(found[found.lastindex or 0])
    return keys


def is_usual(keys: Iterable[str]) -> bool:
    """Whether one of `keys` is usual in front matter."""
    return any(normal_key(key) in _USUAL for key in keys)


def _checked(block: str, start: int) -> None:
    if len(block) > _LONGEST:
        raise _Broken(f"it is longer than {_LONGEST:,} characters", start, _TOO_MUCH)


def _yaml(block: str, start: int) -> dict[str, object] | None:
    """The mapping in `block`; {} for an empty block, None for other YAML (prose is a string)."""
    from kratomcli.readers.values import Excessive
    from kratomcli.readers.yaml_handler import YAMLBroken

    _checked(block, start)
    try:
        values: object = _handler().load(block)
    except YAMLBroken as error:
        index = start + max(0, min(error.index, len(block) - 1))
        raise _Broken(str(error), index, _HINTS["-"]) from error
    except Excessive as error:
        raise _Broken(str(error), start, _TOO_MUCH) from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        return None
    # Prose between two rules may be a mapping with one long key by accident: "He said this: …".
    return None if values and all(" " in key for key in values) and not is_usual(values) else values


def _toml(block: str, start: int) -> dict[str, object]:
    import tomllib

    from kratomcli.readers.values import MOST_LEVELS, Excessive, plain_mapping, real

    _checked(block, start)
    # tomllib's time grows with the square of a dotted key's length.
    if any(part.count(".") > MOST_LEVELS for line in block.split("\n") for part in line.split("=")):
        raise _Broken("it is nested too deeply", start, _TOO_MUCH)
    try:
        return plain_mapping(tomllib.loads(block, parse_float=real))
    except tomllib.TOMLDecodeError as error:
        message = str(error)  # before Python 3.14, only the message has the place
        place = _TOML_PLACE.search(message)
        index = _line_start(block, int(place[1])) if place and place[1] else len(block) - 1
        raise _Broken(_TOML_PLACE.sub("", message), start + max(0, index), _HINTS["+"]) from error
    except Excessive as error:
        raise _Broken(str(error), start, _TOO_MUCH) from error
    except RecursionError as error:
        raise _Broken("it is nested too deeply", start, _TOO_MUCH) from error
    except ValueError as error:  # an integer of thousands of digits
        raise _Broken(str(error), start, _TOO_MUCH) from error


def _line_start(text: str, line: int) -> int:
    index = 0
    for _ in range(line - 1):
        index = text.find("\n", index) + 1
    return index


def _json_mistake(message: str, text: str, place: int) -> tuple[str, int]:
    """The message and offset of a mistake in a JSON block, the same for all versions of Python.

    Before 3.13 a trailing comma is reported as a missing value or name at the closing bracket, which may be
    lines below.
    """
    kept = text[:place].rstrip()
    if text[place : place + 1] in ("}", "]") and kept.endswith(","):
        return "a comma before a closing bracket", len(kept) - 1
    if message.startswith("Illegal trailing comma"):
        return "a comma before a closing bracket", place
    return message, place


def _json(text: str, start: int) -> FrontMatter | None:
    if not _JSON_START.match(text, start):
        return None  # "{% raw %}", "{{ title }}", "{sic}"
    import json

    from kratomcli.readers.values import Excessive, integer, plain_mapping, real

    decoder = json.JSONDecoder(parse_int=integer, parse_float=real, parse_constant=str, strict=False)
    try:
        raw, end = decoder.raw_decode(text, start)
        ending = _JSON_END.match(text, end)
        if ending is None or not isinstance(raw, dict):
            return None
        _checked(text[start:end], start)
        values = plain_mapping(raw)
    except json.JSONDecodeError as error:
        # An object whose brace is alone on its line is meant as front matter.
        if not _JSON_END.match(text, start + 1):
            return None
        message, place = _json_mistake(error.msg, text, error.pos)
        _refuse(f"front matter can't be understood: {message}", text, place, _HINTS["{"])
    except (Excessive, _Broken) as error:
        _refuse(f"front matter can't be understood: {error}", text, start, _TOO_MUCH)
    except RecursionError:
        _refuse("front matter can't be understood: it is nested too deeply", text, start, _TOO_MUCH)
    return FrontMatter(values, ending.end())
