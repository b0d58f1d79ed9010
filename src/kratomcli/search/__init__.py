"""Querying an index: matching articles and passages, counts, neighbours, quotes, changes."""
