"""The catalog: an SQLite file with the metadata of every article of a library, one row each."""
