"""Calls that need no Typer: those whose arguments can mean only one thing.

Importing Typer takes longer than all else that a short answer needs. So arguments are first read here, by
what the command declares. They are understood only if each is a known option with a valid value, or a word
that does not begin with a hyphen; then the command gets what Typer would give it. For anything else (help,
completion, mistakes, excluded words of a query) `parameters` is None, and Typer reads the arguments.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from kratomcli.cli.commands import COMMANDS, module_of
from kratomcli.cli.guard import guarded
from kratomcli.named_tuples import NamedTuple

_PLAIN = frozenset(["autocompletion", "help", "hidden", "metavar", "min", "show_default"])
"""Settings of a declaration that don't change what a valid value means."""
_DIGITS = 9
"""A number of more digits may be beyond what is accepted, as it is."""


class DeclaredParameter(NamedTuple):
    """A parameter of a command.

    `names` are those of an option, each with what a flag of this name says; an argument has none. `choices`
    are the values of `type` that are allowed, if not all are; `least` is the lowest number. `is_many` says
    whether it holds a list of values. A type of None is one whose values are left to Typer.
    """

    name: str
    names: Mapping[str, bool]
    type: type[bool | int | str] | None
    choices: tuple[str, ...] = ()
    least: int = 0
    is_many: bool = False
    is_required: bool = False


def answered(args: Sequence[str]) -> bool:
    """Run the command, and return True, if the arguments are those of a plain call."""
    name = args[0] if args else ""
    if name not in COMMANDS or "_KRATOMCLI_COMPLETE" in os.environ or sys.platform == "win32":
        return False  # the shell asks for completions; on Windows, patterns of files are expanded
    module = module_of(name)
    given = parameters(module.command, args[1:])
    if given is None or (len(args) == 1 and getattr(module, "NEEDS_ARGUMENTS", False)):
        return False
    with guarded():
        module.command(**given)
    return True


def parameters(command: Callable[..., None], args: Sequence[str]) -> dict[str, object] | None:
    """What the arguments give to the parameters of a command; None if it is not certain what they mean."""
    declared = list(_declared(command))
    named = {name: one for one in declared for name in one.names}
    places = [one for one in declared if not one.names]
    found: dict[str, Any] = {}
    words: list[str] = []
    rest = iter(args)
    for arg in rest:
        if len(arg) < 2 or arg[0] != "-":
            words.append(arg)
            continue
        name, option, text = _option(named, arg)
        if option is None:
            return None
        value: object = option.names[name]
        if option.type is not bool:
            value = _value(option, next(rest, None) if text is None else text)
        elif text is not None:
            return None
        if value is None or (option.name in found and not option.is_many):
            return None
        found[option.name] = [*found.get(option.name, ()), value] if option.is_many else value
    if not _placed(places, words, found) or any(
        one.is_required and one.name not in found for one in declared
    ):
        return None
    return found


def _declared(command: Callable[..., None]) -> Iterator[DeclaredParameter]:
    """The parameters of a command, by its annotations."""
    names = command.__code__.co_varnames[: command.__code__.co_argcount]
    required = len(names) - len(command.__defaults__ or ())
    for at, name in enumerate(names):
        annotation, declaration = get_args(command.__annotations__[name])
        kind, choices, is_many = _kind(annotation)
        yield DeclaredParameter(
            name,
            {name: value for names in declaration.names for name, value in _flags(names)},
            kind if declaration.settings.keys() <= _PLAIN else None,
            choices,
            declaration.settings.get("min", 0),
            is_many,
            is_required=at < required,
        )


def _kind(annotation: Any) -> tuple[type[bool | int | str] | None, tuple[str, ...], bool]:
    """(type of one value, the choices, whether there may be several values) by the type of a parameter."""
    if get_origin(annotation) in (Union, UnionType):
        annotation = get_args(annotation)[0]  # what is not given is None
    if get_origin(annotation) is list:
        return (*_kind(get_args(annotation)[0])[:2], True)
    if get_origin(annotation) is Literal:
        return str, get_args(annotation), False
    return annotation if annotation in (bool, int, str) else None, (), False


def _flags(names: str) -> Iterator[tuple[str, bool]]:
    """(name, what it says) of each of the names that an option is declared with, as "--pager/--no-pager"."""
    yes, _, no = names.partition("/")
    yield yes, True
    if no:
        yield no, False


def _option(
    named: Mapping[str, DeclaredParameter], arg: str
) -> tuple[str, DeclaredParameter | None, str | None]:
    """(name, option, value within the same argument) of an argument that begins with a hyphen."""
    name, sign, text = arg.partition("=")
    if arg.startswith("--"):
        return name, named.get(name), text if sign else None
    name, text = arg[:2], arg[2:]
    option = named.get(name)
    if text and option is not None and (option.type is not int or not text.isdigit()):
        option = None  # several flags, a value without a space, or an excluded word
    return name, option, text or None


def _value(option: DeclaredParameter, text: str | None) -> object:
    """The value of an option; None if it is missing or may be invalid."""
    if not text or not text.strip() or (text[0] == "-" and text != "-"):
        return None
    if option.type is int:
        is_number = text.isascii() and text.isdigit() and len(text) <= _DIGITS
        return int(text) if is_number and int(text) >= option.least else None
    if option.type is None or not _is_utf8(text):
        return None
    return text if not option.choices or text in option.choices else None


def _placed(places: Sequence[DeclaredParameter], words: Sequence[str], found: dict[str, Any]) -> bool:
    """Give the words to the arguments, in order; False if there are too many."""
    if not all(map(_is_utf8, words)):
        return False
    left = list(words)
    for place in places:
        taken = left if place.is_many else left[:1]
        left = left[len(taken) :]
        if taken:
            found[place.name] = taken if place.is_many else taken[0]
    return not left


def _is_utf8(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
