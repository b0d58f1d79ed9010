"""The one way to read a file, to write one, and to start a process."""
