"""Org: keywords, blocks and words → HTML → Markdown."""
