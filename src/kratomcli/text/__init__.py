"""Any text, whatever its format: clean, split into words and sentences, worded for people."""
