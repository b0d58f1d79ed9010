"""A library's index on a cluster: rows of the catalog are part of documents there, and many may write."""
