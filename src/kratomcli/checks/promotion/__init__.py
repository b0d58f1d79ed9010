"""Finding promotion: words that sell, in a text that otherwise tells."""
