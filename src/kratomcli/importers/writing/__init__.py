"""The folder that is imported into: the names of files, their text, and what has been imported before."""
