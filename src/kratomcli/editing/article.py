"""Changing the front matter of one article: from the bytes of its file to new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.editing.changes import field_of
from kratomcli.editing.encoded_text import EncodedText
from kratomcli.editing.front_matter import EditedFrontMatter, is_same_date
from kratomcli.editing.names_in_text import name_places, with_name, with_other_name, without_name
from kratomcli.editing.splices import CannotEdit, KeyPath
from kratomcli.editing.values import KeyValue, WrittenDate
from kratomcli.errors import ArticleUnreadable
from kratomcli.model.fields import FIELDS, normal_key
from kratomcli.model.file_kinds import KIND_OF
from kratomcli.model.paths import is_converted, suffix_of
from kratomcli.named_tuples import NamedTuple
from kratomcli.readers import read
from kratomcli.readers.decoding import decode_clean
from kratomcli.readers.derivation import own_convention
from kratomcli.readers.file_names import date_in_name
from kratomcli.readers.metadata import OF_CREATION, absorb
from kratomcli.readers.names import names_in
from kratomcli.text.normalize import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kratomcli.conventions.table import Convention, TagsText
    from kratomcli.editing.changes import FrontMatterChanges
    from kratomcli.model.article import Article

    _Renaming = Callable[[str], str | None]
    """A name → what comes in its place: "" for nothing, None for itself."""

_KEPT = ("title", "date", "updated", "tags", "summary", "authors", "draft", "source", "lang")


class ArticleFile(NamedTuple):
    """What an article's file is called, and the tool whose it is; `path` is that within the library."""

    id: str
    path: str
    convention: Convention


def changed(
    data: bytes, file: ArticleFile, changes: FrontMatterChanges, values: Mapping[str, KeyValue]
) -> bytes:
    """The content of a file after changes; equal to `data` if there is nothing to change.

    `values` are those to set, typed.

    Raises:
        CannotEdit: a change can't be made, or not be proven.
    """
    if is_converted(file.path):
        kind = KIND_OF.get(suffix_of(file.path))
        raise CannotEdit(f"{kind.name if kind else 'a converted file'}: only Markdown and text are edited")
    made = _ArticleEdit(source := EncodedText(data), file)
    before, is_understood = made.head, decode_clean(data).text == source.text
    for old, other in changes.rename_tags.items():
        made.rename_tag(old, other)
    for key, names in changes.remove.items():
        made.remove(key, names)
    for key, names in changes.add.items():
        made.add(key, names)
    for key, value in values.items():
        made.set(key, value)
    for key in changes.unset:
        made.unset(key)
    new = source.data()
    if new != data:
        if is_understood and decode_clean(new).text != source.text:
            raise CannotEdit("its encoding would be taken for another one")
        _prove(_article(before, file), _article(made.head, file), changes)
    return new


def _prove(before: Article, after: Article, changes: FrontMatterChanges) -> None:
    """Compare the fields that an article has by its front matter before and after the changes.

    Raises:
        CannotEdit: another one than those that were to change differs.
    """
    touched = changes.fields()
    for name in _KEPT:
        if name not in touched and getattr(before, name) != getattr(after, name):
            raise CannotEdit(f"its {name} would change, too")
    tags = {*map(fold, after.tags)}
    wanted = {*map(fold, changes.add.get("tags", ()))}
    if "tags" in changes.add and not any((changes.remove, changes.rename_tags, changes.unset, changes.set)):
        wanted |= {*map(fold, before.tags)}
    if not wanted <= tags:
        raise CannotEdit("its tags are elsewhere than in its front matter, and would be lost")


def _article(head: str, file: ArticleFile) -> Article:
    """The article with this front matter, and with little text, as it takes time to read and is the same."""
    try:
        data = f"{head}\n\nText\n".encode("utf-8", "replace")
        return read(data, id=file.id, path=file.path, convention=file.convention)
    except ArticleUnreadable as error:
        raise CannotEdit(error.message) from error


class _ArticleEdit:
    """One article's front matter, changed key by key."""

    def __init__(self, source: EncodedText, file: ArticleFile) -> None:
        self._file = file
        self._convention = own_convention(file.id, file.convention)
        self._front = EditedFrontMatter(source, file.path, file.convention)

    @property
    def head(self) -> str:
        """The text of the front matter, with its boundaries."""
        return self._front.written

    def set(self, key: str, value: KeyValue) -> None:
        """Give a key a value, unless it has this one."""
        path = self._path(key)
        old = self._front.value(path)
        if self._front.has(path) and _is_same(old, value, self._names(path, old)):
            return
        if isinstance(value, list) and isinstance(old, str) and not self._front.is_header:
            self._put_names(path, old, value)
        else:
            self._front.put(path, value)
        if isinstance(value, list):
            self._require_names(path, *value)

    def _require_names(self, path: KeyPath, *names: str) -> None:
        """Refuse what is read as other names than those that were written."""
        found = {*map(fold, self._names(path, self._front.value(path)))}
        if not {fold(self._bare(path, name)) for name in names} <= found:
            raise CannotEdit(f"{path[-1]} can't hold these names as it is written")

    def unset(self, key: str) -> None:
        """Remove a key, if it is there."""
        path = self._path(key)
        if self._front.has(path):
            self._front.drop(path)

    def add(self, key: str, names: Sequence[str]) -> None:
        """Add names that are not there to a list."""
        for given in names:
            path = self._path(key)
            old = self._front.value(path)
            name = self._bare(path, given)
            if fold(name) in map(fold, self._names(path, old)):
                continue
            if isinstance(old, list) and old:
                self._front.add_item(path, name)
            elif isinstance(old, str) and old.strip():
                self._put_names(path, with_name(old, self._how(path), name), [*self._names(path, old), name])
            elif isinstance(old, dict) and old:
                raise CannotEdit(f"{path[-1]} is a table")
            else:
                known = [] if old is None or old in ("", [], {}) else [str(old)]
                self._front.put(path, [*known, name])
            self._require_names(path, name)

    def remove(self, key: str, names: Sequence[str]) -> None:
        """Remove names from a list."""
        wanted = {fold(self._bare(self._path(key), name)) for name in names}
        self._replace(key, lambda name: "" if fold(name) in wanted else None)

    def rename_tag(self, old: str, new: str) -> None:
        """Rename a tag, and those below it."""
        old, new = (self._bare(("tags",), name) for name in (old, new))
        above, parts = fold(old), self._convention.tag_separator

        def renamed(name: str) -> str | None:
            if fold(name) == above:
                return new if name != new else None
            head, sign, rest = _parted(name, old, parts)
            return f"{new}{sign}{rest}" if sign and fold(head) == above else None

        self._replace("tags", renamed)

    def _replace(self, key: str, instead: _Renaming) -> None:
        """Replace names by those that `instead` gives; "" removes one, and so does a name that is there."""
        path = self._path(key)
        index = 0
        while index < len(names := self._names(path, self._front.value(path))):
            new = instead(names[index])
            others = {*map(fold, names[:index] + names[index + 1 :])}
            if new is None:
                index += 1
            elif not new or fold(new) in others:
                self._cut(path, index)
            else:
                self._rename_one(path, index, names[index], new)
                index += 1

    def _cut(self, path: KeyPath, index: int) -> None:
        old = self._front.value(path)
        names = self._names(path, old)
        if isinstance(old, list):
            self._front.drop_item(path, self._item(path, old, index))
        elif isinstance(old, str):
            text = without_name(old, self._how(path), index)
            self._put_names(path, text, names[:index] + names[index + 1 :])
        else:
            self._front.put(path, [])

    def _rename_one(self, path: KeyPath, index: int, name: str, new: str) -> None:
        old = self._front.value(path)
        if isinstance(old, list):
            at = self._item(path, old, index)
            item = str(old[at])
            self._front.rename_item(path, at, item.replace(name, new) if item.count(name) == 1 else new)
        elif isinstance(old, str):
            names = self._names(path, old)
            names[index] = new
            self._put_names(path, with_other_name(old, self._how(path), index, new), names)
        else:
            self._front.put(path, [new])

    def _put_names(self, path: KeyPath, text: str, names: Sequence[str]) -> None:
        """Write names as text where that is read as these names, otherwise as a list."""
        if self._front.is_header or (names and self._names(path, text) == list(names)):
            if self._names(path, text) != list(names):
                raise CannotEdit(f"{path[-1]} can't hold these names in one line")
            self._front.put(path, text)
        else:
            self._front.put(path, list(names))

    # -- what is there ---------------------------------------------------------------------------

    def _path(self, key: str) -> KeyPath:
        """The key that is meant: where the article has the field, one that is there, or a new one."""
        values = self._front.values
        if key not in FIELDS or not FIELDS[key].keys:
            alike = [one for one in values if normal_key(one) == normal_key(key)]
            return (alike[0] if len(alike) == 1 else key if key in values else self._cased(key),)
        found = absorb(
            values,
            convention=self._convention,
            is_dated=lambda: bool(date_in_name(self._file.id)[0]),
        )
        origin = found.derived.get(key, "").removeprefix("front matter: ")
        if origin and normal_key(origin) not in OF_CREATION:
            return (origin,) if origin in values else tuple(origin.split(".", 1))
        keys = self._convention.keys.get(key, FIELDS[key].keys)
        for one in keys:
            for given in values:
                if normal_key(given) == normal_key(one) and normal_key(given) not in OF_CREATION:
                    return (given,)
        new = next(one for one in keys if one not in self._convention.whole_tags)
        if key == "tags" and self._convention.name == "zola":
            return ("taxonomies", new)
        return (self._cased(new),)

    def _cased(self, key: str) -> str:
        """A new key, with a capital if it is one of a header whose keys have one."""
        first = next(iter(self._front.values), "")
        return key[0].upper() + key[1:] if self._front.is_header and first[:1].isupper() else key

    def _how(self, path: KeyPath) -> TagsText:
        """How text in place of a list is read."""
        field = field_of(path[-1])
        if field == "authors":
            return "semicolons" if self._convention.tags_text == "semicolons" else "commas"
        if field != "tags" or normal_key(path[-1]) in self._convention.whole_tags:
            return "commas" if self._front.is_header else "whole"
        return self._convention.tags_text

    def _names(self, path: KeyPath, value: object) -> list[str]:
        """The names in a value, one for each item of a list or part of a text."""
        if value is None or value == "":
            return []
        if isinstance(value, str):
            how = self._how(path)
            return [self._bare(path, value[start:end]) for start, end in name_places(value, how)]
        items = value if isinstance(value, list) else [value]
        return [name for item in items for name in self._of_item(path, item)]

    def _of_item(self, path: KeyPath, item: object) -> list[str]:
        names, _ = names_in([item], "whole", self._convention)
        return [self._bare(path, name) for name in names if name.strip()]

    def _item(self, path: KeyPath, items: Sequence[object], index: int) -> int:
        """The item of a list in which the name of this index is, alone."""
        for at, item in enumerate(items):
            names = self._of_item(path, item)
            if index < len(names):
                if len(names) > 1 or isinstance(item, list | dict):
                    raise CannotEdit(f"{path[-1]} has something else than names")
                return at
            index -= len(names)
        raise CannotEdit(f"{path[-1]} has something else than names")

    def _bare(self, path: KeyPath, name: str) -> str:
        """A name without the # that tags have in the text of notes."""
        is_tag = self._convention.inline_tags and field_of(path[-1]) == "tags"
        return (name.lstrip("#") if is_tag else name).strip()


def _parted(name: str, old: str, separator: str) -> tuple[str, str, str]:
    """A name that is below the tag `old`: as many levels of it as that has, the separator, and the rest."""
    if not separator:
        return name, "", ""
    levels = old.count(separator) + 1
    parts = name.split(separator)
    if len(parts) <= levels:
        return name, "", ""
    return separator.join(parts[:levels]), separator, separator.join(parts[levels:])


def _is_same(old: object, new: KeyValue, names: Sequence[str]) -> bool:
    if isinstance(new, WrittenDate):
        return is_same_date(old, new)
    if isinstance(new, list):
        return list(names) == new
    return type(old) is type(new) and old == new
