"""HTML read: the main text of a page, its metadata, and any HTML as Markdown."""
