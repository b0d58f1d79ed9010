"""Rules about files: unreadable, broken front matter, encodings other than UTF-8, damaged text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kratomcli.checks.finding import ArticleSpot, Spot
from kratomcli.checks.registry import library_rule, rule
from kratomcli.errors import ArticleUnreadable
from kratomcli.files.reading import FileUnreadable
from kratomcli.model.fields import FIELDS, FRONT_MATTER, normal_key
from kratomcli.model.paths import shown_path
from kratomcli.patterns import lazy_regex
from kratomcli.readers import read

if TYPE_CHECKING:
    from kratomcli.checks.scope import Scope, Subject

_FRONT_MATTER = "front matter "
_SOUND = "---\ntitle: Tea\ndate: 2021-03-05\n---\n\nTea is a drink.\n"


def _failures(scope: Scope) -> Iterator[ArticleSpot]:
    """A spot for each file that could not be read as an article when it was indexed."""
    for failure in scope.index.catalog.failures():
        file = scope.index.file(failure.path.encode())
        path, _ = shown_path(file)
        line, message, hint = failure.line, failure.reason, ""
        if message.startswith(_FRONT_MATTER):
            try:  # the index has no hint; and if the file was changed since, its present error counts
                convention = scope.index.conventions.of(failure.path.encode())
                read(scope.index.files.read(file), id=failure.path, path=path, convention=convention)
            except ArticleUnreadable as error:
                line, message, hint = error.line, error.message, error.hint
            except FileUnreadable:
                pass
        yield ArticleSpot(path, "", Spot(line, 1, message, hint))


@library_rule(
    "F001",
    "unreadable-file",
    "error",
    "a file that can't be read as an article",
    explanation="The file is too large, is not text, or can't be opened. It is in no listing and no search.",
    hint="Save it as UTF-8 text, or move it out of the library.",
    fires={"article.md": b"\x00\x01\x02\x00\x00\x00\xff\xfe"},
    passes={"article.md": _SOUND},
)
def unreadable(scope: Scope) -> Iterable[ArticleSpot]:
    return [one for one in _failures(scope) if not one.spot.message.startswith(_FRONT_MATTER)]


@library_rule(
    "F002",
    "broken-front-matter",
    "error",
    "front matter that can't be understood",
    explanation="The block at the top is meant as front matter, but is not closed or not valid YAML,"
    " TOML or JSON. The line is the one of the mistake. The article is in no listing and no search"
    " until it is mended.",
    hint="Mend the line, or take the block out.",
    fires={"article.md": "---\ntitle: Tea\ntags: [green, black\n---\n\nTea is a drink.\n"},
    passes={"article.md": _SOUND},
)
def broken_front_matter(scope: Scope) -> Iterable[ArticleSpot]:
    return [one for one in _failures(scope) if one.spot.message.startswith(_FRONT_MATTER)]


@rule(
    "F003",
    "not-utf-8",
    "warning",
    "a file that is not UTF-8, or is damaged UTF-8",
    explanation="Its encoding had to be guessed, or bytes that mean nothing were replaced. A guess can"
    " be wrong: names and quotation marks suffer first.",
    hint="Save it as UTF-8.",
    fires="Café culture, and the naïve tourist’s idea of it.\n".encode("cp1252"),
    passes="Café culture, and the naïve tourist’s idea of it.\n",
)
def not_utf8(subject: Subject, scope: Scope) -> Iterator[Spot]:
    for note in subject.article.notes:
        if note.startswith(("decoded as ", "damaged UTF-8")):
            try:
                subject.data.decode()
                offset = 0
            except UnicodeDecodeError as error:
                before = subject.data[: error.start].decode()
                offset = len(before.replace("\r\n", "\n").removeprefix("\ufeff"))
            yield subject.spot(offset, note)


@rule(
    "F004",
    "misplaced-encoding",
    "warning",
    "text that was decoded wrongly and then saved: “cafÃ©”",
    explanation="UTF-8 that some program took for Windows-1252 and wrote as UTF-8 again. No program can"
    " tell any more that it is wrong, and no search finds the words. Code that shows it is left alone.",
    hint="Open the original again as UTF-8, or replace the signs by hand.",
    fires="The cafÃ© is open, and itâ€™s warm inside.\n",
    passes="The café is open, and it’s warm inside. SÃO PAULO has cafés too; `cafÃ©` is how it looks.\n",
)
def misplaced_encoding(subject: Subject, scope: Scope) -> Iterator[Spot]:
    if subject.text.isascii():
        return
    found = [one for one in _TWICE.finditer(subject.text) if not _is_shown(subject, one.start())]
    if found:
        more = f", and {len(found) - 1:,} more" if len(found) > 1 else ""
        yield subject.spot(found[0].start(), f"“{found[0][0]}” is UTF-8 decoded wrongly{more}")


def _is_shown(subject: Subject, offset: int) -> bool:
    """Whether `offset` in the file is within code, which may show such characters on purpose."""
    return offset >= subject.body_start and subject.is_code(offset - subject.body_start)


# What Windows-1252 makes of the UTF-8 of Latin letters with accents and of curly quotes and dashes. An
# Ã or Â before a sign that is no letter; none of these pairs is a word's part in any language.
_TWICE = lazy_regex(
    "Ã[\xa1-\xbf\u0192\u201a\u201e\u2026\u2020\u2021\u02c6\u2030]|â€[\u0153\u2122\u02dc\u201c\u201d\xa6\x9d\x99]|Â[\xa0-\xbf]"
)


@rule(
    "F005",
    "unusable-value",
    "warning",
    "a front-matter value that can't be used",
    explanation="The key is one that kratomcli knows, but its value makes no sense for the field. It is"
    " kept, and the field stays empty. Dates have a rule of their own, D001.",
    hint="Write a value of the kind that the field takes, or use another key.",
    fires="---\ntitle: Tea\ndraft: perhaps\n---\n\nTea is a drink.\n",
    passes="---\ntitle: Tea\ndraft: false\n---\n\nTea is a drink.\n",
)
def unusable_value(subject: Subject, scope: Scope) -> Iterator[Spot]:
    for note in subject.article.notes:
        key = note.partition(" ")[0]
        field = FRONT_MATTER.get(normal_key(key), "")
        if note.endswith(" not understood") and field and FIELDS[field].kind != "date":
            yield subject.at_key(key, note, text=note)
