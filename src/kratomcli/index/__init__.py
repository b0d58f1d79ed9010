"""The index of a library: catalog and search engine, created, updated, locked and verified together."""
