"""What tools take: a description of each argument, as JSON Schema and as a check.

The SDK hands over whatever a client sent. Here an argument that a tool doesn't have is refused by name: one
that is silently ignored gives an answer to another question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from kratomcli.errors import UsageError
from kratomcli.named_tuples import NamedTuple
from kratomcli.text.normalize import is_text, one_line

ArgumentKind = Literal["text", "number", "flag", "texts", "lists", "pairs", "values"]

_TYPES: Mapping[ArgumentKind, Mapping[str, object]] = {
    "text": {"type": "string"},
    "number": {"type": "integer"},
    "flag": {"type": "boolean"},
    "texts": {"type": "array", "items": {"type": "string"}},
    "lists": {
        "type": "object",
        "additionalProperties": {"type": "array", "items": {"type": "string"}},
    },
    "pairs": {"type": "object", "additionalProperties": {"type": "string"}},
    "values": {
        "type": "object",
        "additionalProperties": {
            "type": ["string", "number", "boolean", "null", "array"],
            "items": {"type": "string"},
        },
    },
}
_WORDS: Mapping[ArgumentKind, str] = {
    "text": "text",
    "number": "a whole number",
    "flag": "true or false",
    "texts": "a list of texts",
    "lists": "an object with lists of texts",
    "pairs": "an object with texts",
    "values": "an object with texts, numbers, true, false, null or lists of texts",
}
_MOST_TEXTS = 60
_LONGEST_TEXT = 10_000


class ToolArgument(NamedTuple):
    """One argument of a tool; without a default it is required."""

    name: str
    kind: ArgumentKind
    about: str
    default: object = None
    least: int = 0
    most: int = 0
    choices: tuple[str, ...] = ()

    @property
    def is_required(self) -> bool:
        return self.default is None

    def schema(self) -> dict[str, object]:
        """The argument as JSON Schema."""
        made: dict[str, object] = {**_TYPES[self.kind], "description": self.about}
        if self.choices:
            made["enum"] = list(self.choices)
        if self.kind == "number":
            made |= {"minimum": self.least, "maximum": self.most}
        if not self.is_required:
            made["default"] = self.default
        return made

    def value(self, given: object) -> object:
        """A value as the tool takes it.

        Raises:
            UsageError: it is of another type or out of bounds; the message names both.
        """
        if self.kind == "number" and isinstance(given, float) and given.is_integer():
            given = int(given)
        if self.kind == "text" and isinstance(given, str) and len(given) > _LONGEST_TEXT:
            raise UsageError(f"{self.name} must have {_LONGEST_TEXT:,} characters at most")
        if not _fits(self.kind, given):
            raise UsageError(f"{self.name} must be {_WORDS[self.kind]}, not {_shown(given)}")
        if self.choices and given not in self.choices:
            raise UsageError(
                f"{self.name} can't be {_shown(given)}", hint=f"It is one of {', '.join(self.choices)}."
            )
        if isinstance(given, int) and self.kind == "number" and not self.least <= given <= self.most:
            raise UsageError(f"{self.name} must be from {self.least} to {self.most}, not {given}")
        return given


def _fits(kind: ArgumentKind, value: object) -> bool:
    if kind == "flag":
        return isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "text":
        return _is_text(value)
    if kind == "texts":
        return _are_texts(value)
    fits = {"lists": _are_texts, "pairs": _is_text, "values": _is_value}[kind]
    return (
        isinstance(value, dict)
        and len(value) <= _MOST_TEXTS
        and all(_is_text(key) and fits(one) for key, one in value.items())
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and is_text(value) and len(value) <= _LONGEST_TEXT


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and len(value) <= _MOST_TEXTS and all(map(_is_text, value))


def _is_value(value: object) -> bool:
    return value is None or isinstance(value, bool | int | float) or _is_text(value) or _are_texts(value)


def _shown(value: object) -> str:
    shown = one_line(ascii(value))
    return shown if len(shown) <= 60 else f"{shown[:59]}…"


def schema_of(arguments: Sequence[ToolArgument]) -> dict[str, object]:
    """The arguments of a tool as JSON Schema; others are not allowed."""
    return {
        "type": "object",
        "properties": {one.name: one.schema() for one in arguments},
        "required": [one.name for one in arguments if one.is_required],
        "additionalProperties": False,
    }


def taken(tool: str, arguments: Sequence[ToolArgument], given: Mapping[str, object]) -> dict[str, Any]:
    """The value of each argument: what was given, or its default; null counts as not given.

    Raises:
        UsageError: an argument that the tool has not, that is missing or invalid.
    """
    known = {one.name: one for one in arguments}
    for name in given:
        if name not in known:
            from kratomcli.text.wording import did_you_mean

            hint = f"{did_you_mean(name, list(known), 1)}It takes {', '.join(known)}."
            raise UsageError(f"the tool {tool} has no argument '{one_line(name)[:60]}'", hint=hint)
    values = {}
    for one in arguments:
        value = given.get(one.name)
        if value is None and one.is_required:
            raise UsageError(f"the tool {tool} needs the argument {one.name}", hint=one.about)
        values[one.name] = one.default if value is None else one.value(value)
    return values
