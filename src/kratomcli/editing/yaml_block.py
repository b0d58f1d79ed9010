"""Splices in YAML front matter, at the places that PyYAML's nodes have in the text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import yaml

from kratomcli.editing.splices import (
    CannotEdit,
    KeyPath,
    Splice,
    TextSpan,
    line_end,
    line_start,
    with_item,
    without_item,
)
from kratomcli.editing.values import KeyValue, WrittenDate

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STRINGS = ("tag:yaml.org,2002:str",)
_UNSAFE_START = "=<"


class YamlBlock:
    """The YAML from offset `start` to `end` of a text; `lists` is how new lists are written."""

    def __init__(self, text: str, start: int, end: int, *, lists_are_blocks: bool = False) -> None:
        self._text = text
        self._start, self._end = start, end
        self._lists_are_blocks = lists_are_blocks
        try:
            self._root: yaml.Node | None = yaml.compose(text[start:end], Loader=_Loader)
        except yaml.YAMLError as error:
            raise CannotEdit("its YAML is not that of the standard") from error
        root = self._root
        if root is not None and (not isinstance(root, yaml.MappingNode) or (root.flow_style and root.value)):
            raise CannotEdit("its YAML is in braces")

    # -- what is asked for -----------------------------------------------------------------------

    def put(self, path: KeyPath, value: KeyValue) -> list[Splice]:
        """The splices that give a key a value, in place of the one it has, or as a new key at the end."""
        found = self._find(path)
        if found is None:
            return [self._new(path, value)]
        key, node = found
        self._require_own(key, node)
        if isinstance(value, list) and isinstance(node, yaml.SequenceNode) and not node.flow_style:
            written = self._block_list(value, self._dash(node, 0), "\n")
        else:
            style = node.style if isinstance(node, yaml.ScalarNode) else None
            written = " " + self._value(value, style if style in ('"', "'") else None)
        after = self._colon(key)
        return [Splice(after, self._value_end(key, node), written)]

    def drop(self, path: KeyPath) -> list[Splice]:
        """The splices that take a key away, with its lines."""
        found = self._find(path)
        if found is None:
            raise CannotEdit(f"{path[-1]} is not on a line of its own")
        key, node = found
        self._require_own(key, node)
        table = self._table(path[:-1])
        if len(path) > 1 and table is not None and len(table.value) == 1:
            return self.drop(path[:-1])
        start = line_start(self._text, self._at(key.start_mark))
        return [Splice(start, line_end(self._text, self._value_end(key, node)), "")]

    def add_item(self, path: KeyPath, name: str) -> list[Splice]:
        """The splices that add a name to the end of a list."""
        node = self._list(path)
        if node.flow_style:
            written = self._value(name, _style_of(node), in_flow=True)
            return [with_item(self._text, self._items(node), self._inside(node), written)]
        if not node.value:
            raise CannotEdit("its list is empty in an unusual way")
        end = line_end(self._text, self._node_end(node.value[-1]))
        line = self._dash(node, -1) + self._value(name, _style_of(node)) + "\n"
        return [Splice(end, end, line if self._text[end - 1 : end] == "\n" else "\n" + line[:-1])]

    def drop_item(self, path: KeyPath, index: int) -> list[Splice]:
        """The splices that take one item from a list; a list without items becomes []."""
        node = self._list(path)
        if node.flow_style:
            return [without_item(self._text, self._items(node), self._inside(node), index)]
        if len(node.value) == 1:
            return self._emptied(path)
        self._dash(node, index)
        start = line_start(self._text, self._at(node.value[index].start_mark))
        return [Splice(start, line_end(self._text, self._node_end(node.value[index])), "")]

    def rename_item(self, path: KeyPath, index: int, name: str) -> list[Splice]:
        """The splices that replace one item of a list."""
        node = self._list(path)
        item = node.value[index]
        style = item.style if item.style in ('"', "'") else None
        written = self._value(name, style, in_flow=bool(node.flow_style))
        return [Splice(*self._span(item), written)]

    # -- places ----------------------------------------------------------------------------------

    def _at(self, mark: Any) -> int:
        return self._start + int(mark.index)

    def _span(self, node: yaml.Node) -> TextSpan:
        return self._at(node.start_mark), self._at(node.end_mark)

    def _items(self, node: yaml.SequenceNode) -> list[TextSpan]:
        return [self._span(item) for item in node.value]

    def _inside(self, node: yaml.SequenceNode) -> TextSpan:
        start, end = self._span(node)
        if self._text[start : start + 1] != "[" or self._text[end - 1 : end] != "]":
            raise CannotEdit("its list has an anchor or a tag")
        return start + 1, end - 1

    def _table(self, path: KeyPath) -> yaml.MappingNode | None:
        if not path:
            return self._root if isinstance(self._root, yaml.MappingNode) else None
        found = self._find(path)
        return found[1] if found and isinstance(found[1], yaml.MappingNode) else None

    def _find(self, path: KeyPath) -> tuple[yaml.ScalarNode, yaml.Node] | None:
        """The nodes of a key and its value."""
        table = self._table(path[:-1])
        if table is None:
            return None
        found = [(key, node) for key, node in table.value if key.value == path[-1]]
        if len(found) > 1:
            raise CannotEdit(f"{path[-1]} is there twice")
        return found[0] if found else None

    def _list(self, path: KeyPath) -> yaml.SequenceNode:
        found = self._find(path)
        if found is None or not isinstance(found[1], yaml.SequenceNode):
            raise CannotEdit(f"{path[-1]} is not a list of its own")
        self._require_own(*found)
        return found[1]

    def _require_own(self, key: yaml.ScalarNode, node: yaml.Node) -> None:
        """Refuse a key in the middle of a line, and a value that is written elsewhere, by an alias."""
        at = self._at(key.start_mark)
        if self._text[line_start(self._text, at) : at].strip(" "):
            raise CannotEdit(f"{key.value} does not begin its line")
        if self._at(node.start_mark) < self._at(key.end_mark):
            raise CannotEdit(f"{key.value} is an alias of what is above")

    def _colon(self, key: yaml.ScalarNode) -> int:
        """The offset after the colon of a key."""
        at = self._at(key.end_mark)
        colon = self._text.find(":", at)
        if colon < 0 or self._text[at:colon].strip(" \t"):
            raise CannotEdit(f"{key.value} has no colon on its line")
        return colon + 1

    def _node_end(self, node: yaml.Node) -> int:
        """The offset after the last character of a value."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            ends = [self._node_end(part) for part in (last if isinstance(last, tuple) else (last,))]
            return max(ends)
        start, end = self._span(node)
        return start + len(self._text[start:end].rstrip())

    def _value_end(self, key: yaml.ScalarNode, node: yaml.Node) -> int:
        return max(self._colon(key), self._node_end(node))

    def _dash(self, node: yaml.SequenceNode, index: int) -> str:
        """What is before an item on its line: the indentation, the dash and a space."""
        at = self._at(node.value[index].start_mark)
        before = self._text[line_start(self._text, at) : at]
        if before.strip() != "-":
            raise CannotEdit("its list has something else than one item a line")
        return before if before[-1].isspace() else before + " "

    # -- what is written -------------------------------------------------------------------------

    def _emptied(self, path: KeyPath) -> list[Splice]:
        found = self._find(path)
        assert found is not None  # noqa: S101 - its items were found
        key, node = found
        colon = self._colon(key)
        first = line_start(self._text, self._at(node.value[0].start_mark))
        gone = Splice(first, line_end(self._text, self._node_end(node)), "")
        return [Splice(colon, colon, " []"), gone]

    def _new(self, path: KeyPath, value: KeyValue) -> Splice:
        """The splice that adds a key after the last one of its table."""
        table = self._table(path[:-1])
        if table is None and len(path) > 1:
            return self._new_line(self._table(()), f"{path[0]}:\n  {self._entry(path[1], value, '  ')}")
        if table is not None and table.flow_style and table.value:
            raise CannotEdit(f"{path[0]} is in braces")
        return self._new_line(table, self._entry(path[-1], value, ""))

    def _new_line(self, table: yaml.MappingNode | None, entry: str) -> Splice:
        if table is None or not table.value:
            if table is not None:
                raise CannotEdit("its YAML is in braces")
            return Splice(self._end, self._end, entry + "\n")
        first = self._at(table.value[0][0].start_mark)
        indent = self._text[line_start(self._text, first) : first]
        if indent.strip(" "):
            raise CannotEdit("its keys don't begin their lines")
        end = line_end(self._text, max(self._value_end(key, node) for key, node in table.value))
        lines = "".join(f"{indent}{line}\n" for line in entry.split("\n"))
        return Splice(end, end, lines)

    def _entry(self, key: str, value: KeyValue, indent: str) -> str:
        name = self._scalar(key, None, in_flow=False)
        if isinstance(value, list) and value and self._writes_blocks():
            return f"{name}:" + self._block_list(value, self._usual_dash(indent), "\n")
        return f"{name}: {self._value(value, None)}"

    def _block_list(self, names: Sequence[str], dash: str, head: str) -> str:
        if not names:
            return " []"
        return head + "\n".join(dash + self._value(name, None) for name in names)

    def _writes_blocks(self) -> bool:
        """Whether a new list is written one item a line: as the other lists, or as the tool does."""
        lists = [node for _, node in self._pairs() if isinstance(node, yaml.SequenceNode) and node.value]
        return not lists[-1].flow_style if lists else self._lists_are_blocks

    def _usual_dash(self, indent: str) -> str:
        """The indentation and the dash of the other lists, or two spaces and a dash."""
        for _, node in self._pairs():
            if isinstance(node, yaml.SequenceNode) and node.value and not node.flow_style:
                return indent + self._dash(node, 0)
        return f"{indent}  - "

    def _pairs(self) -> Sequence[tuple[yaml.Node, yaml.Node]]:
        return self._root.value if isinstance(self._root, yaml.MappingNode) else ()

    def _value(self, value: KeyValue, style: str | None, *, in_flow: bool = False) -> str:
        if value is None:
            return "null"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float):
            return repr(value)
        if isinstance(value, str):
            return self._scalar(value, style, in_flow=in_flow)
        return f"[{', '.join(self._scalar(item, None, in_flow=True) for item in value)}]"

    def _scalar(self, text: str, style: str | None, *, in_flow: bool) -> str:
        """Text in this style of quotes, or without any where that is the same text."""
        if style is None and (isinstance(text, WrittenDate) or _is_plain(text, in_flow)):
            return str(text)
        if style != '"' and "'" not in text and text.isprintable():
            return f"'{text}'" if style == "'" or '"' in text or "\\" in text else f'"{text}"'
        if style == "'" and text.isprintable():
            return "'" + text.replace("'", "''") + "'"
        return json.dumps(text, ensure_ascii=not text.isprintable())


def _is_plain(text: str, in_flow: bool) -> bool:
    """Whether text without quotes is read as this text by every reader of YAML 1.1 or 1.2."""
    if not text or text != text.strip() or not text.isprintable() or text[0] in _UNSAFE_START:
        return False
    try:
        root = yaml.compose(f"[{text}]" if in_flow else f"k: {text}\n", Loader=_Loader)
    except yaml.YAMLError:
        return False
    items = root.value if root is not None else []
    node = None if len(items) != 1 else items[0] if in_flow else items[0][1]
    if not isinstance(node, yaml.ScalarNode) or node.value != text or node.tag not in _STRINGS:
        return False
    return not _is_number_like(text) and text.lower() not in ("y", "n")


def _is_number_like(text: str) -> bool:
    """Whether YAML 1.2 or a lenient reader may take text for a number or a date: 1e3, 0o7, 007, 10:30."""
    return any(char.isdigit() for char in text) and not any(
        char.isalpha() and char not in "eoxEOX" for char in text
    )


def _style_of(node: yaml.SequenceNode) -> str | None:
    """The quotes of the last item of a list."""
    last = node.value[-1] if node.value else None
    return last.style if isinstance(last, yaml.ScalarNode) and last.style in ('"', "'") else None


def shape(block: str) -> dict[str, object]:
    """Key → its value's nodes, as tags and texts, for all keys of the YAML text `block`."""
    root = yaml.compose(block, Loader=_Loader)
    if not isinstance(root, yaml.MappingNode):
        return {}
    return {str(key.value): _shape_of(node) for key, node in root.value}


def _shape_of(node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return [(_shape_of(key), _shape_of(value)) for key, value in node.value]
    if isinstance(node, yaml.SequenceNode):
        return [_shape_of(item) for item in node.value]
    return (node.tag, node.value)
