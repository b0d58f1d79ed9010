"""Data types that all other packages use: articles, entries, hits and fields. Nothing here does I/O."""
