"""reStructuredText: the documents that docutils makes → HTML → Markdown."""
