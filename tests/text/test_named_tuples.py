"""Named tuples are those of `typing`."""

from __future__ import annotations

import pickle
import typing
from typing import Any

from kratomcli.model.entry import Section
from kratomcli.named_tuples import NamedTuple


class Place(NamedTuple):
    """Where it is."""

    name: str
    at: int = 0

    def moved(self) -> Place:
        return self._replace(at=self.at + 1)

    @property
    def is_first(self) -> bool:
        return not self.at

    def __str__(self) -> str:
        return f"{self.name}:{self.at}"


class TypingPlace(typing.NamedTuple):
    """Where it is."""

    name: str
    at: int = 0


def test_a_named_tuple_is_made_as_typing_makes_it() -> None:
    ours: Any = Place
    for name in (
        "_fields",
        "_field_defaults",
        "__doc__",
        "__module__",
        "__slots__",
        "__match_args__",
        "__bases__",
    ):
        assert getattr(ours, name) == getattr(TypingPlace, name), name
    assert ours.__qualname__ == "Place"
    assert typing.get_type_hints(ours) == {"name": str, "at": int}
    assert ours.__new__.__annotations__.keys() == TypingPlace.__new__.__annotations__.keys()
    assert repr(Place("a")) == repr(TypingPlace("a")).removeprefix("Typing")


def test_it_has_what_the_class_defines() -> None:
    place = Place("a").moved()
    assert (place, place.is_first, str(place)) == (("a", 1), False, "a:1")
    assert pickle.loads(pickle.dumps(place)) == place  # noqa: S301 # its own
    assert type(Section("a", "A", 1, 1, 0, 2)._replace(level=2)) is Section
