"""The Python API: `Library`, a folder of articles with its index, usable from several threads."""
