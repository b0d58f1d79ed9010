"""E-mail: its headers, and those of its parts that are its text."""
