"""The handler with which python-frontmatter splits and loads YAML front matter, with our limits.

PyYAML's C parser makes nodes of the text, and the constructor here makes values of all nodes, for four
reasons. Dates stay as written, also impossible ones. Text that YAML 1.1 would convert stays text: a version
1.10, a number 007, a time 10:30, the country code no. Values repeated by aliases are counted. And it is
faster.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from kratomcli.patterns import lazy_regex
from kratomcli.readers.values import MOST_LEVELS, Budget, Excessive, integer, too_deep

if TYPE_CHECKING:
    from yaml.nodes import Node

_TAG = "tag:yaml.org,2002:"
_PLAIN = "plain"  # our tag for text without quotes, which may be a number, a truth value or null
_MAPPING, _SET = _TAG + "map", _TAG + "set"
_AS_WRITTEN = {_TAG + name for name in ("int", "float", "bool", "null")}
_TEXT = {_TAG + name for name in ("str", "timestamp", "binary", "merge", "value")}
_LISTS = {_TAG + name for name in ("seq", "omap", "pairs")}

_CONSTANTS: dict[str, bool | None] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# Numbers are those in the notation of JSON, or of YAML, which wants a point before an exponent.
_INTEGER = lazy_regex(r"0|-?[1-9][0-9]{0,18}")
_REAL = lazy_regex(r"-?(?:0|[1-9][0-9]*)\.[0-9]+(?:e[-+][0-9]{2,3})?")

# With at most this many of them, nothing can be nested too deeply.
_NESTING = "[{-?:"
_FEW = 250


_ADVICE = {
    "mapping values are not allowed here": "a second colon in one line: put the value in quotes",
    "mapping values are not allowed in this context": "a second colon in one line: put the value in quotes",
}
"""Messages of libyaml and PyYAML for the most frequent mistake, `title: Tea: a history` → ours."""


class YAMLBroken(ValueError):
    """Text that is not YAML; `index` is the character offset of the mistake, -1 if unknown."""

    def __init__(self, message: str, index: int) -> None:
        super().__init__(message)
        self.index = index


class FrontMatterHandler(YAMLHandler):
    """Front matter between lines of three hyphens; it may also end with a line of three dots."""

    # With "^" in place of the line end this would be five times slower.
    FM_BOUNDARY = lazy_regex(r"\n(?:-{3,}|\.{3})[ \t]*(?=\n|\Z)")

    def split(self, text: str) -> tuple[str, str]:
        """The block and the text after it, both from the line after a boundary."""
        block, rest = super().split("\n" + text)
        return block[1:] + "\n", rest[1:]

    def load(self, fm: str, **_: object) -> Any:
        """The value of the YAML document `fm` as JSON. Raises YAMLBroken and Excessive."""
        try:
            if sum(map(fm.count, _NESTING)) > _FEW:
                _refuse_depth(fm)
            value: object = super().load(fm, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            problem = error.problem or str(error)
            raise YAMLBroken(_ADVICE.get(problem, problem), mark.index if mark else -1) from error
        except yaml.reader.ReaderError as error:
            character = error.character if isinstance(error.character, str) else chr(error.character)
            raise YAMLBroken(f"{error.reason}: {character!a}", fm.find(character)) from error
        except yaml.YAMLError as error:
            raise YAMLBroken(str(error), -1) from error
        except RecursionError as error:
            raise Excessive("it is nested too deeply") from error
        return value


def _refuse_depth(text: str) -> None:
    """PyYAML's C composer recurses without a limit, down to a crash; its event parser does not."""
    depth = 0
    for event in yaml.parse(text, Loader=_BaseLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MOST_LEVELS:
                raise too_deep()
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


# libyaml's if PyYAML was built with it; without tags and constructors of its own.
_BaseLoader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _Loader(_BaseLoader):  # type: ignore[misc]  # the class depends on how PyYAML was built
    """A loader that gives `_PLAIN` to text without tag and quotes; `_Values` constructs all values."""

    def resolve(self, kind: type[Node], _: str | None, implicit: tuple[bool, bool] | bool) -> str:
        """The tag of a node without one. With PyYAML's way of registering resolvers, reading front matter
        would take a sixth more time.
        """
        if kind is yaml.ScalarNode:
            return _PLAIN if isinstance(implicit, tuple) and implicit[0] else _TAG + "str"
        return _MAPPING if kind is yaml.MappingNode else _TAG + "seq"


class _Values(Budget):
    """Constructs values from nodes; a node with several aliases is counted each time."""

    def of(self, node: Node, level: int) -> object:
        if level > MOST_LEVELS:
            raise too_deep()
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        self.value()
        if isinstance(node, yaml.MappingNode):
            if node.tag == _MAPPING:
                return self._mapping(node, level)
            if node.tag == _SET:
                return [self._key(key, level) for key, _ in node.value]
        elif node.tag in _LISTS:
            return [self.of(item, level + 1) for item in node.value]
        raise _unknown_tag(node)

    def _scalar(self, node: yaml.ScalarNode) -> object:
        text = self.text(node.value)
        tag = node.tag
        if tag != _PLAIN:
            if tag in _TEXT:
                return text
            if tag not in _AS_WRITTEN:
                raise _unknown_tag(node)
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if text[0] in "-0123456789":
            if _INTEGER.fullmatch(text):
                return integer(text)
            if _REAL.fullmatch(text) and repr(number := float(text)) == text.replace(".0e", "e"):
                return number
        return text

    def _mapping(self, node: yaml.MappingNode, level: int) -> dict[str, object]:
        values: dict[str, object] = {}
        merged: list[Node] = []
        for key, item in node.value:
            if key.tag == _PLAIN and key.value == "<<":
                merged += item.value if isinstance(item, yaml.SequenceNode) else [item]
            else:
                name = self.text(key.value) if isinstance(key, yaml.ScalarNode) else self._key(key, level)
                values[name] = self.of(item, level + 1)
        for item in merged:
            other = self.of(item, level + 1)
            if isinstance(other, dict):
                for name, value in other.items():
                    values.setdefault(name, value)  # the mapping's own keys take precedence
        return values

    def _key(self, node: Node, level: int) -> str:
        if isinstance(node, yaml.ScalarNode):
            return self.text(node.value)
        return json.dumps(self.of(node, level + 1), ensure_ascii=False)


def _unknown_tag(node: Node) -> yaml.MarkedYAMLError:
    tag = node.tag.replace(_TAG, "!!")
    return yaml.constructor.ConstructorError(None, None, f"the tag {tag} is not known", node.start_mark)


_Loader.add_constructor(None, lambda _, root: _Values().of(root, 0))  # of every tag
