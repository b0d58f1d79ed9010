"""The readers of other kinds of file than text: a module for each of `model.file_kinds`, with `read` only."""
