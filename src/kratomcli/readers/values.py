"""Converting front-matter values to JSON, cleaned, with limits on number, depth and length."""

from __future__ import annotations

import math
from datetime import date, time

from kratomcli.text.normalize import clean

MOST_VALUES = 100_000
MOST_LEVELS = 100
_LONGEST_INTEGER = 20  # characters of a 64-bit integer
_PRINTED_BITS = 10_000
_SHARE = 64  # this many characters count as much as a value


class Excessive(ValueError):
    """The values exceed the limits: too many, too deep, or referring to themselves."""


class Budget:
    """Counts the values that are converted, so that nested aliases can't exhaust the memory."""

    def __init__(self) -> None:
        self._left = MOST_VALUES

    def text(self, text: str) -> str:
        """Count and clean a text."""
        self._left -= 1 + len(text) // _SHARE
        if self._left < 0:
            raise _endless()
        return text if text.isprintable() else clean(text)

    def value(self) -> None:
        """Count a list, a mapping, a number."""
        self._left -= 1
        if self._left < 0:
            raise _endless()


def too_deep() -> Excessive:
    return Excessive("it is nested too deeply, or holds itself")


def _endless() -> Excessive:
    return Excessive(f"it grows beyond {MOST_VALUES:,} values")


def plain_mapping(values: dict[str, object]) -> dict[str, object]:
    """Convert the result of a JSON or TOML parser to JSON values; dates become ISO 8601 text."""
    budget = Budget()
    return {budget.text(key): _plain(value, budget, 1) for key, value in values.items()}


def _plain(value: object, budget: Budget, level: int) -> object:
    if level > MOST_LEVELS:
        raise too_deep()
    if isinstance(value, str):
        return budget.text(value)
    budget.value()
    if isinstance(value, dict):
        return {budget.text(key): _plain(item, budget, level + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, budget, level + 1) for item in value]
    if isinstance(value, date | time):  # datetime is a subclass of date
        return value.isoformat()
    if isinstance(value, int) and not fits(value):
        # Python prints no decimal number of thousands of digits, and TOML's hexadecimal ones have no limit.
        return str(value) if value.bit_length() <= _PRINTED_BITS else hex(value)
    return value


def fits(number: int) -> bool:
    """Whether an integer fits into 64 bits, as in the catalog."""
    return -(1 << 63) <= number < 1 << 63


def integer(text: str) -> int | str:
    """An integer, or its text if it does not fit into 64 bits."""
    if len(text) <= _LONGEST_INTEGER and fits(number := int(text)):
        return number
    return text


def real(text: str) -> float | str:
    """A number, or its text if JSON can't represent it: nan, inf, 1e999."""
    value = float(text)
    return value if math.isfinite(value) else text
