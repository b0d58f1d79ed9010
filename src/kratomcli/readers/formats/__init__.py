"""Readers of files that are not text written as it is read: one module for each of `kinds.KINDS`."""
