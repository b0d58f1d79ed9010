"""Exports of what keeps pages for later, bookmarks and highlights: a module for each service."""
