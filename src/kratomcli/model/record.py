"""Values with many named parts, most of which have a default.

They are not dataclasses: importing `dataclasses` would take longer than answering most questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NoReturn, Self, dataclass_transform

NOTHING: Mapping[str, Any] = {}
"""What a mapping is by default. Nobody may change it."""


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Record:
    """A base of unchangeable values: an annotation of the class is a part, and its value there the default.

    Parts are given by name, those of a base too. Records are equal if they are of one type and their parts
    are. TypeError if a part is unknown, or one without a default is missing.
    """

    part_names: ClassVar[tuple[str, ...]] = ()
    """The names of the parts, in order."""
    _required: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        cls.part_names = (*cls.part_names, *cls.__annotations__)
        cls._required = frozenset(name for name in cls.part_names if not hasattr(cls, name))

    def __init__(self, **values: Any) -> None:
        if not (values.keys() >= self._required and values.keys() <= set(self.part_names)):
            wrong = sorted(self._required - values.keys()) or sorted(values.keys() - set(self.part_names))
            raise TypeError(f"{type(self).__name__}: missing or unknown: {', '.join(wrong)}")
        self.__dict__.update(values)

    def replace(self, **changes: Any) -> Self:
        """The same with other values for some parts."""
        return type(self)(**{**self.__dict__, **changes})

    __replace__ = replace  # what `copy.replace` of Python 3.13 calls

    def values(self) -> dict[str, Any]:
        """Name → value of each part."""
        return {name: getattr(self, name) for name in self.part_names}

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} can't be changed; replace() makes another one")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and type(self) is type(other) and self.values() == other.values()

    __hash__ = None  # type: ignore[assignment]  # mappings are not hashable

    def __repr__(self) -> str:
        known = ", ".join(f"{name}={value!r}" for name, value in self.values().items())
        return f"{type(self).__name__}({known})"
