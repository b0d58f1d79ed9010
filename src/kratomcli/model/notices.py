"""Notices: what a person should know but nobody asked for.

A notice is a text. One of these kinds is a text about which something can be done.
"""

from __future__ import annotations


class NotUpToDate(str):
    """Why answers may lack the newest changes: the folders have not been looked at lately."""

    __slots__ = ()


class NotComplete(str):
    """The index is not complete yet: what made it was stopped."""

    __slots__ = ()


class FilesUnreadable(str):
    """How many files can't be read; the library's status has the reasons."""

    __slots__ = ()
