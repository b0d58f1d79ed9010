"""Unified diffs of changed files, as `git apply` and `patch` take them."""

from __future__ import annotations

import os
from difflib import SequenceMatcher

from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

_CONTEXT = 3
_NO_END = b"\n\\ No newline at end of file\n"
_QUOTED = lazy_regex(rb'[\x00-\x1f"\\\x7f]')


class Cut(NamedTuple):
    """Where two contents differ: `old` was, and `new` is, at the byte `offset`."""

    offset: int
    old: bytes
    new: bytes


def cut_of(old: bytes, new: bytes) -> Cut:
    """The one cut that makes `new` of `old`."""
    start = _common(old, new)
    most = min(len(old), len(new)) - start
    end = 0
    while end < most and old[len(old) - 1 - end] == new[len(new) - 1 - end]:
        end += 1
    return Cut(start, old[start : len(old) - end], new[start : len(new) - end])


def _common(old: bytes, new: bytes) -> int:
    """How many bytes are the same at the start: halving finds it, as comparing slices is quick."""
    least, most = 0, min(len(old), len(new))
    while least < most:
        middle = (least + most + 1) // 2
        if old[least:middle] == new[least:middle]:
            least = middle
        else:
            most = middle - 1
    return least


def unified(path: bytes, old: bytes, cut: Cut) -> bytes:
    """The diff of a file, whose content was `old`, with its path below a/ and b/."""
    first, last = _line_start(old, cut.offset), _line_end(old, cut.offset + len(cut.old))
    for _ in range(_CONTEXT):
        first = _line_start(old, first - 1) if first else 0
        last = _line_end(old, last) if last < len(old) else last
    stop = cut.offset + len(cut.old)
    before = old[first:last]
    after = old[first : cut.offset] + cut.new + old[stop:last]
    name = _name(path)
    head = b"--- " + _prefixed(b"a/", name) + b"\n+++ " + _prefixed(b"b/", name) + b"\n"
    return head + _hunk(_lines(before), _lines(after), old.count(b"\n", 0, first) + 1)


def _lines(data: bytes) -> list[bytes]:
    parts = data.split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _hunk(old: list[bytes], new: list[bytes], line: int) -> bytes:
    """The one hunk of a diff, which begins at this line."""
    body = bytearray()
    for kind, start, end, begin, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            body += b"".join(_line(b" ", one) for one in old[start:end])
        else:
            body += b"".join(_line(b"-", one) for one in old[start:end])
            body += b"".join(_line(b"+", one) for one in new[begin:stop])
    return b"@@ -%s +%s @@\n" % (_range(line, len(old)), _range(line, len(new))) + bytes(body)


def _line(sign: bytes, text: bytes) -> bytes:
    return sign + text if text.endswith(b"\n") else sign + text + _NO_END


def _range(line: int, count: int) -> bytes:
    return b"%d,%d" % (line if count else line - 1, count)


def _name(path: bytes) -> bytes:
    return path.replace(os.fsencode(os.sep), b"/")


def _prefixed(prefix: bytes, name: bytes) -> bytes:
    """A name as git writes it: in quotes with escapes if need be, with a tab behind it if it has spaces."""
    whole = prefix + name
    if _QUOTED.search(whole):
        return b'"' + _QUOTED.sub(lambda found: b"\\%03o" % found[0][0], whole) + b'"'
    return whole + b"\t" if b" " in whole else whole


def _line_start(data: bytes, at: int) -> int:
    return data.rfind(b"\n", 0, at) + 1


def _line_end(data: bytes, at: int) -> int:
    found = data.find(b"\n", at)
    return len(data) if found < 0 else found + 1
