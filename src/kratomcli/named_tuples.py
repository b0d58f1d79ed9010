"""Named tuples, made with a tenth of the work.

Each class of `typing.NamedTuple` compiles the type of each field once more, to look whether it is one. Type
checkers do that: the many classes that a short answer imports would take a sixth of its time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    from collections import namedtuple

    _OF_CLASSES = frozenset(["__annotations__", "__module__", "__qualname__"])

    class _Making(type):
        """Makes a named tuple of each class whose base is `NamedTuple`."""

        def __new__(cls, name, bases, namespace):
            fields = namespace.get("__annotations__")
            if (
                fields is None or len(bases) > 1
            ):  # a later Python, which makes annotations when they are asked for
                import types
                import typing

                return types.new_class(
                    name, (typing.NamedTuple, *bases[1:]), exec_body=lambda made: made.update(namespace)
                )
            defaults = [namespace[field] for field in fields if field in namespace]
            made = namedtuple(name, fields, defaults=defaults, module=namespace["__module__"])
            made.__annotations__ = made.__new__.__annotations__ = fields
            made.__qualname__ = namespace["__qualname__"]
            for key in namespace.keys() - _OF_CLASSES - fields.keys():
                setattr(made, key, namespace[key])
            return made

    NamedTuple = type.__new__(_Making, "NamedTuple", (), {})
