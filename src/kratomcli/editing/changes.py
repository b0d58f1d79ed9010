"""The changes that are asked for, checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from kratomcli.errors import UsageError
from kratomcli.model.fields import FIELDS, FRONT_MATTER, normal_key
from kratomcli.model.record import NOTHING, Record
from kratomcli.text.normalize import fold, is_text, one_line

if TYPE_CHECKING:
    from kratomcli.editing.values import KeyValue


class FrontMatterChanges(Record):
    """What to change in the front matter of articles, in this order: rename, remove, add, set, unset.

    A key that is a field's name ("tags", "date") means the key under which the article has that field. Text
    in `set` is read as the field needs it, and otherwise as it looks: true, 12, 2021-03-05, [a, b].
    """

    add: Mapping[str, Sequence[str]] = NOTHING
    """Key → names to add to its list, such as {"tags": ["tea"]}."""
    remove: Mapping[str, Sequence[str]] = NOTHING
    """Key → names to take from its list."""
    rename_tags: Mapping[str, str] = NOTHING
    """Tag → its new name; the tags below it, where the tool has such, are renamed as well."""
    set: Mapping[str, object] = NOTHING
    """Key → its new value: text, number, bool, None or list of texts."""
    unset: Sequence[str] = ()
    """Keys to remove."""

    def checked(self) -> dict[str, KeyValue]:
        """The values to set, typed.

        Raises:
            UsageError: there is nothing to do, or a name or value is unusable, or two wishes contradict.
        """
        from kratomcli.editing.values import typed

        if not any((self.add, self.remove, self.rename_tags, self.set, self.unset)):
            raise UsageError("no change was named", hint="Add, remove, rename, set or unset something.")
        for key in (*self.add, *self.remove, *self.set, *self.unset):
            _require_key(key)
        for names in (*self.add.values(), *self.remove.values(), self.rename_tags, self.rename_tags.values()):
            _require_names(names)
        for key in (*self.add, *self.remove, *self.unset):
            if key in self.set:
                raise UsageError(f"{one_line(key)} is set and changed otherwise, too")
        for key in self.unset:
            if key in self.add or key in self.remove:
                raise UsageError(f"{one_line(key)} is unset and changed otherwise, too")
        for key, names in self.add.items():
            if {*map(fold, names)} & {*map(fold, self.remove.get(key, ()))}:
                raise UsageError(f"the same name is added to {one_line(key)} and removed")
        return {key: typed(key, value) for key, value in self.set.items()}

    def fields(self) -> frozenset[str]:
        """The fields whose values these changes may change."""
        keys = (*self.add, *self.remove, *self.set, *self.unset, *(("tags",) if self.rename_tags else ()))
        return frozenset(field_of(key) for key in keys)


def field_of(key: str) -> str:
    """The field of a key; "" for other keys."""
    return key if key in FIELDS else FRONT_MATTER.get(normal_key(key), "")


def _require_key(key: object) -> None:
    if not isinstance(key, str) or not is_text(key) or not key.strip() or one_line(key) != key:
        raise UsageError(f"{one_line(repr(key))[:60]} can't be a key of front matter")


def _require_names(names: Iterable[str]) -> None:
    if isinstance(names, str):
        raise UsageError(f"{one_line(names)[:60]} must be a list of names")
    for name in names:
        if not isinstance(name, str) or not is_text(name) or not fold(name) or one_line(name) != name:
            raise UsageError(f"{one_line(repr(name))[:60]} can't be a name in a list")
