"""Models that turn text into vectors, as `meaning.Embedder` says."""
