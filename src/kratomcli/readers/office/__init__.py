"""Word and OpenDocument: the XML in their archives → HTML → Markdown."""
