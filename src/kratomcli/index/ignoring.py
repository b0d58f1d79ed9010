"""Which files and folders of a library are ignored: by default, by the settings, by files .gitignore.

The patterns of the settings count more than those of a .gitignore, a deeper .gitignore more than one
around it, and each of them more than the default. What is in an ignored folder is not looked at, so no
pattern can take it back; git does the same. pathspec is imported only where there are patterns.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from kratomcli.errors import ConfigError
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from pathspec.pattern import RegexPattern

_TEXTS = (
    *("robots", "humans", "ads", "app-ads", "security", "llms", "llms-full", "CMakeLists", "latest_version"),
    *("requirements", "requirements-dev", "requirements-docs", "requirements-test", "requirements_dev"),
    *("dev-requirements", "docs-requirements", "constraints", "runtime"),
)
_LEGAL = ("LICENSE", "LICENCE", "LICENSE-MIT", "LICENSE-APACHE", "COPYING", "NOTICE", "THIRD-PARTY-NOTICES")
IGNORED_FILES = (
    *(f"{name}.txt" for name in _TEXTS),
    *(f"{name}.txt" for name in _LEGAL),
    *(f"{name.lower()}.txt" for name in _LEGAL),
    *(f"{name}.md" for name in _LEGAL),  # in lower case it can be a page of a site
)
"""Names of files that are ignored by default: files for programs, and licences."""
IGNORED_FOLDERS = ("node_modules", "bower_components", "vendor", "_vendor", "venv", "version-files", "bak")
"""Names of folders that are ignored by default: what others wrote, and copies that Logseq keeps."""
IGNORED_NAMES = frozenset(map(os.fsencode, (*IGNORED_FILES, *IGNORED_FOLDERS)))

_FOLDERS = frozenset(map(os.fsencode, IGNORED_FOLDERS))
_MOST_STARS = 6
"""Stars in a pattern: with each more, finding no match takes a regular expression many times as long."""
_MOST = 1_000_000  # bytes of a .gitignore

DEFAULT, SETTINGS, GIT = "default", "kratomcli.toml", ".gitignore"


class Ignored(NamedTuple):
    """How much is ignored, and by what: "default", "kratomcli.toml" or ".gitignore".

    What is in an ignored folder is not counted.
    """

    by: str
    files: int
    folders: int


Counts = Counter[tuple[str, bool]]
"""(by what, whether it is a folder) → number."""


def as_list(counts: Counts) -> list[Ignored]:
    return [
        Ignored(by, counts[by, False], counts[by, True])
        for by in (DEFAULT, SETTINGS, GIT)
        if counts[by, False] or counts[by, True]
    ]


class Layer(NamedTuple):
    """The patterns of one place; they are relative to the absolute folder `base`, which ends in "/"."""

    base: bytes
    patterns: tuple[RegexPattern, ...]

    def says(self, path: bytes, is_folder: bool) -> bool | None:
        """Whether the absolute path is ignored; None if no pattern matches it. The last match decides."""
        inner = os.fsdecode(path[len(self.base) :])
        for pattern in reversed(self.patterns):
            if _matches(pattern, inner, is_folder):
                return bool(pattern.include)
        return None


class Rules(NamedTuple):
    """What is ignored in a folder beside the default: `git` is None where no .gitignore is honoured."""

    settings: Layer
    git: tuple[Layer, ...] | None

    def within(self, folder: bytes) -> Rules:
        """The rules in this folder: with its own .gitignore."""
        if self.git is None or (layer := _gitignore(folder)) is None:
            return self
        return self._replace(git=(*self.git, layer))

    def says(self, path: bytes, is_folder: bool) -> tuple[str, bool | None]:
        """(by what, whether) it is ignored; None if that is left to the default."""
        verdict = self.settings.says(path, is_folder)
        if verdict is not None:
            return SETTINGS, verdict
        for layer in reversed(self.git or ()):
            verdict = layer.says(path, is_folder)
            if verdict is not None:
                return GIT, verdict
        return DEFAULT, None


def rules_for(top: bytes, patterns: Sequence[str], gitignore: bool) -> Rules | None:
    """The rules for the absolute folder `top` of a library; None where there is only the default.

    Raises:
        ConfigError: a pattern is none.
    """
    if not patterns and not gitignore:
        return None
    for pattern in patterns:
        if pattern.strip() and not [*_compiled([pattern])]:
            from kratomcli.files.settings import shown

            raise ConfigError(
                f"ignore: {shown(pattern)} is no pattern", hint="Patterns are those of a .gitignore file."
            )
    settings = Layer(_base(top), tuple(_compiled(patterns)))
    return Rules(settings, tuple(_above(top)) if gitignore else None)


def is_ignored(entry: os.DirEntry[bytes], rules: Rules | None, counts: Counts) -> bool:
    """Whether a file or folder is ignored; then it is counted, too."""
    try:
        is_folder = entry.is_dir()
    except OSError:  # a link that leads to itself, say
        is_folder = False
    by, verdict = rules.says(entry.path, is_folder) if rules else (DEFAULT, None)
    if verdict is None:
        verdict = entry.name in IGNORED_NAMES and is_folder == (entry.name in _FOLDERS)
    if verdict:
        counts[by, is_folder] += 1
    return verdict


def _base(folder: bytes) -> bytes:
    return folder.rstrip(b"/") + b"/"


def _compiled(lines: Iterable[str]) -> Iterator[RegexPattern]:
    """The patterns of these lines; comments, empty lines and what is no pattern are left out, as by git."""
    from pathspec import GitIgnoreSpec

    for line in lines:
        if _stars(line) > _MOST_STARS:
            continue
        try:
            for pattern in GitIgnoreSpec.from_lines([line]).patterns:
                if pattern.include is not None:
                    yield pattern
        except (ValueError, re.error):
            continue


def _stars(line: str) -> int:
    """How many stars a pattern has; those of `**`, any folders, are one."""
    return sum(1 if part == "**" else part.count("*") for part in line.split("/"))


def _matches(pattern: RegexPattern, path: str, is_folder: bool) -> bool:
    """Whether a pattern matches this very path.

    pathspec matches what is below a matching folder, too, and so `!a` would take back what another
    pattern ignores in `a`.
    """
    written = str(pattern.pattern).removeprefix("!")
    core, end = written.rstrip("/"), "/" if is_folder else ""
    is_anchored = "/" in core and core != "/**" and not core.startswith(("**/", "/**/"))
    while core.startswith(("**/", "/**/")):
        core = core.removeprefix("/").removeprefix("**/")
    pieces, parts = core.removeprefix("/").split("/"), path.split("/")
    if "**" not in pieces or len(pieces) == 1:  # only so many last parts of a path can match
        if len(parts) < len(pieces) or (is_anchored and len(parts) > len(pieces)):
            return False
        return pattern.match_file("/".join(parts[-len(pieces) :]) + end) is not None
    if core.endswith(("/**", "/**/*")):  # all that is below a folder, but not the folder
        ended = path if core.endswith("**") else path + end
        return (is_folder or not written.endswith("/")) and pattern.match_file(ended) is not None
    parent = "/".join(parts[:-1])
    is_within = bool(parent) and pattern.match_file(parent + "/") is not None
    return not is_within and pattern.match_file(path + end) is not None


def _gitignore(folder: bytes) -> Layer | None:
    """The patterns of the .gitignore in this folder; None if there is none that can be read."""
    from kratomcli.files.reading import FileUnreadable, read_file

    try:
        data = read_file(_base(folder) + b".gitignore", limit=_MOST, within=[os.path.realpath(folder)])
    except FileUnreadable:
        return None
    lines = data.decode(errors="surrogateescape").removeprefix("\ufeff").split("\n")
    return Layer(_base(folder), tuple(_compiled(line.removesuffix("\r") for line in lines)))


def _above(top: bytes) -> list[Layer]:
    """The patterns of the folders around a library, outermost first, as far as it is in a repository."""
    layers: list[Layer | None] = []
    folder = top
    while not os.path.exists(os.path.join(folder, b".git")):
        parent = os.path.dirname(folder)
        if parent == folder:  # in no repository
            return []
        layers.append(_gitignore(parent))
        folder = parent
    return [layer for layer in reversed(layers) if layer]
