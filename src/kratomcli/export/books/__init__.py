"""Articles as books: EPUB and PDF."""
