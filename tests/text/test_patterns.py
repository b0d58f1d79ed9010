"""Regular expressions that are compiled when they are first used."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest

import kratomcli
from kratomcli.patterns import lazy_regex


def test_a_lazy_regex_does_what_a_compiled_one_does() -> None:
    lazy, compiled = lazy_regex(r"(?P<first>\w)\w*", re.ASCII), re.compile(r"(?P<first>\w)\w*", re.ASCII)
    text = "plum jam, é"
    assert lazy.findall(text) == compiled.findall(text)
    assert lazy.sub(r"\g<first>", text) == lazy.sub(r"\g<first>", text) == compiled.sub(r"\g<first>", text)
    assert (lazy.pattern, lazy.flags, lazy.groupindex) == (
        compiled.pattern,
        compiled.flags,
        compiled.groupindex,
    )
    assert lazy_regex(rb"\w").search("é".encode()) is None
    with pytest.raises(AttributeError):
        lazy.nothing  # type: ignore[attr-defined]  # noqa: B018


def test_a_mistake_is_told_where_it_is_first_used() -> None:
    lazy = lazy_regex("(")
    with pytest.raises(re.error):
        lazy.search("x")


def test_all_lazy_regexes_of_modules_compile() -> None:
    kind = type(lazy_regex(""))
    found = 0
    for module in pkgutil.walk_packages(kratomcli.__path__, "kratomcli."):
        if module.name.endswith("__main__"):
            continue
        for value in vars(importlib.import_module(module.name)).values():
            if type(value) is kind:
                assert value.groups >= 0
                found += 1
    assert found > 500
