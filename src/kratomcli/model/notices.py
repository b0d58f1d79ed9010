"""Notices: messages for the user, in addition to the results of a call.

A notice is a string. These subclasses are for notices about which the user can do something, so that callers
can say what.
"""

from __future__ import annotations


class NotUpToDate(str):
    """Answers may lack the newest changes, since the folders were not scanned recently."""

    __slots__ = ()


class NotComplete(str):
    """The index is incomplete, since the process that created it was stopped."""

    __slots__ = ()


class FilesUnreadable(str):
    """Some files can't be read; the reasons are in the status of the library."""

    __slots__ = ()


class NotEmbedded(str):
    """Some articles have no vectors, so that meaning does not find them."""

    __slots__ = ()
