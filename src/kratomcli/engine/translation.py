"""What tantivy raises as errors of this project."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EACCES, EDQUOT, EFBIG, ENOSPC, EPERM, EROFS

from kratomcli.errors import ArticleUnreadable, IndexDamaged, IndexLocked, IndexUnwritable
from kratomcli.patterns import lazy_regex
from kratomcli.text.normalize import one_line

_SYSTEM = lazy_regex(r"os error (\d+)")
_UNWRITABLE = frozenset([ENOSPC, EDQUOT, EFBIG, EROFS, EACCES, EPERM])


@contextmanager
def translated() -> Iterator[None]:
    """Translate tantivy's exceptions to `KratomError`; panics of Rust derive from BaseException."""
    try:
        yield
    except (ValueError, OSError) as error:
        text = str(error)
        if "LockBusy" in text:
            raise IndexLocked(
                "another process is writing the index", hint="Try again in a moment."
            ) from error
        reason = _SYSTEM.search(text)
        number = int(reason[1]) if reason else getattr(error, "errno", None)
        if number in _UNWRITABLE:
            raise IndexUnwritable(
                f"the index can't be written: {os.strerror(number)}", hint=IndexUnwritable.HINT
            ) from error
        raise _damaged(text) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(str(error)) from error


@contextmanager
def of_one_article() -> Iterator[None]:
    """Translate errors while an article is added to ArticleUnreadable, except for a lock or a full disk.

    An engine that can't continue at all raises an error in its next commit.
    """
    try:
        with translated():
            yield
    except (IndexLocked, IndexUnwritable):
        raise
    except Exception as error:
        reason = error.__cause__ if isinstance(error, IndexDamaged) else error
        raise ArticleUnreadable(f"the search engine refuses it: {one_line(str(reason))}") from error


def _damaged(text: str) -> IndexDamaged:
    return IndexDamaged(f"the index can't be used: {text}")
