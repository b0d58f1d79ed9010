"""Parsing of arguments: tells excluded words of a query ("-word") from options, and finds mistakes."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from typer.core import TyperCommand

from kratomcli.cli.query_words import QUERY_MARK, Doubt, doubts
from kratomcli.errors import UsageError
from kratomcli.patterns import lazy_regex
from kratomcli.text.normalize import one_line

_PATHS = ("FOLDER", "PATH")
"""Metavars of options whose value is a file's name, which may have any bytes."""
_MOST = 2**31 - 1
"""Numbers are reduced to this, which is larger than any number of articles, passages or characters."""
_LONGEST_WAIT = 1e9
_WORD = lazy_regex(r"[\w'=-]+")


class Command(TyperCommand):
    """A Typer command with better messages for invalid values of options.

    If its arguments are a query, `-word` is an excluded word, not an option.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        options = OptionTable(ctx, self.get_params(ctx), self._query(ctx) is not None)
        args = self._understood(options, args)
        if not ctx.resilient_parsing:
            for param, value in options.given:
                _refuse(param, value)
        rest: list[str] = super().parse_args(ctx, args)
        if not ctx.resilient_parsing:
            for param in self.get_params(ctx):
                if param.name in ctx.params:
                    ctx.params[param.name] = _usable(param, ctx.params[param.name])
        return rest

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        from kratomcli.cli.completion import offered

        items = offered(super().shell_complete(ctx, incomplete))
        query = self._query(ctx)
        if query is not None and not incomplete.startswith("--"):  # a field that is left out
            items += offered(query.shell_complete(ctx, incomplete))
        return items

    def _query(self, ctx: Any) -> Any:
        """The parameter that is a query; None if the command has none."""
        return next((param for param in self.get_params(ctx) if param.name == "query"), None)

    def _understood(self, options: OptionTable, args: list[str]) -> list[str]:
        """The arguments for Click's parser, with QUERY_MARK before excluded words."""
        doubts.clear()
        marked = []
        for arg, is_option in options.readings(args):
            is_word = options.has_query and not is_option
            marked.append(QUERY_MARK + arg if is_word else arg)
            if is_word and (doubt := options.doubt(arg)):
                doubts.append(doubt)
        return marked


class OptionTable:
    """The options of a command, for finding out which arguments are meant as options."""

    def __init__(self, ctx: Any, params: Sequence[Any], has_query: bool) -> None:
        self._ctx = ctx
        self.has_query = has_query
        self._named = {name: param for param in params for name in (*param.opts, *param.secondary_opts)}
        self.given: list[tuple[Any, str]] = []
        """(option, value) of the options given that take a value."""

    def readings(self, args: Sequence[str]) -> Iterator[tuple[str, bool]]:
        """(argument, whether it is passed to Click's parser unchanged) of each argument."""
        rest = iter(args)
        for arg in rest:
            if arg == "--":
                yield arg, True
                yield from ((word, True) for word in rest)
                return
            is_option, waiting = self._reading(arg)
            yield arg, is_option
            if waiting is not None:
                for value in islice(rest, 1):
                    self.given.append((waiting, value))
                    yield value, True

    def _reading(self, arg: str) -> tuple[bool, Any]:
        """(whether an argument is no part of a query, the option whose value is the next argument)."""
        if len(arg) < 2 or arg[0] != "-":
            return True, None
        if arg[1] == "-":
            return True, self._long(arg)
        letters, param, value = self._cluster(arg)
        if param is None:
            return len(set(letters)) == len(arg) - 1, None
        if not value:
            return True, param
        if not self.has_query or self._fits(param, value):
            self.given.append((param, value))
            return True, None
        return False, None

    def _long(self, arg: str) -> Any:
        name, sign, value = arg.partition("=")
        param = self._named.get(name)
        if param is None or param.is_flag:
            return None
        if not sign:
            return param
        self.given.append((param, value))
        return None

    def _cluster(self, arg: str) -> tuple[str, Any, str]:
        """(flags, option after them, its value) of an argument such as "-qn5"."""
        for at, letter in enumerate(arg[1:], 1):
            param = self._named.get("-" + letter)
            if param is None:
                return arg[1:at], None, ""
            if not param.is_flag:
                return arg[1:at], param, arg[at + 1 :]
        return arg[1:], None, ""

    def _fits(self, param: Any, value: str) -> bool:
        """Whether text directly after a short option can be its value."""
        if _is_number(param):
            return value.lstrip("-").isdigit()
        if param.metavar == "FOLDER":
            return True
        if param.metavar == "PATH":
            return value == "-" or "/" in value or "." in value
        return any(choice.value == value for choice in param.shell_complete(self._ctx, value))

    def doubt(self, arg: str) -> Doubt | None:
        """The doubt about reading an argument as an excluded word; None if there is none."""
        word = arg[1:]
        if not _WORD.fullmatch(word):
            return None
        _, param, value = self._cluster(arg)
        if f"-{arg}" in self._named:
            return Doubt(word, f"{arg} leaves out the word '{word}'; the option is -{arg}", is_likely=True)
        if param is not None:
            return Doubt(word, "", _attached(param, value, word))
        if len(word) == 1:
            return Doubt(word, f"no article has '{word}', which {arg} leaves out; there is no option {arg}")
        return None


def _attached(param: Any, value: str, word: str) -> UsageError:
    """The error about text directly after a short option that is neither its value nor a known word."""
    letter, instead = param.opts[-1], f"NOT {one_line(word)} leaves out the word, which no article has."
    if choices := _choices(param):
        error = _no_choice(param, value, choices)
        return UsageError(error.message, hint=f"{error.hint} {instead}")
    if _is_number(param):
        return UsageError(f"'{one_line(value)}' is no number for {_name(param)}", hint=instead)
    return UsageError(
        f"-{one_line(word)} is neither an option nor a word to leave out",
        hint=f"{letter} {one_line(value)}, with a space, is the option. {instead}",
    )


def _refuse(param: Any, value: str) -> None:
    """Raise UsageError for a value that is invalid for the option."""
    if not value.strip():
        raise UsageError(f"{_name(param)} is empty", hint=f"It takes {param.metavar or 'a value'}.")
    choices = _choices(param)
    if choices and value not in choices:
        raise _no_choice(param, value, choices)


def _no_choice(param: Any, value: str, choices: Sequence[str]) -> UsageError:
    from kratomcli.text.wording import did_you_mean

    hint = f"{did_you_mean(value, choices, 1)}It takes {', '.join(choices)}."
    return UsageError(f"'{one_line(value)}' is no choice of {_name(param)}", hint=hint)


def _usable(param: Any, value: Any) -> Any:
    """A value as the library accepts it.

    Raises:
        UsageError: it is not UTF-8, unless it is a file's name, or it is no number where one is needed.
    """
    if isinstance(value, list | tuple):
        return type(value)(_usable(param, one) for one in value)
    if isinstance(value, str) and not value.isascii() and getattr(param, "metavar", "") not in _PATHS:
        return _utf8(param, value)
    if isinstance(value, float):
        if math.isnan(value):
            raise UsageError(f"{_name(param)} must be a number")
        return min(value, _LONGEST_WAIT)
    return min(value, _MOST) if type(value) is int else value


def _utf8(param: Any, value: str) -> str:
    """An argument decoded as UTF-8, even if Python has decoded it by a locale with another encoding."""
    try:
        value.encode()
    except UnicodeEncodeError:
        try:
            return os.fsencode(value).decode()
        except UnicodeError:
            shown = ascii(value)[1:-1].replace("\\udc", "\\x")
            raise UsageError(
                f"'{one_line(shown)}' is not UTF-8", hint=f"It was given for {_name(param)}."
            ) from None
    return value


def _choices(param: Any) -> tuple[str, ...]:
    return tuple(getattr(param.type, "choices", ()))


def _is_number(param: Any) -> bool:
    return str(param.type.name).startswith(("int", "float"))


def _name(param: Any) -> str:
    """The name of an option or argument for messages."""
    return next((name for name in param.opts if name.startswith("--")), f"the {param.name}")
