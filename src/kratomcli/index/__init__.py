"""Catalog and engine as one thing on disk: made, kept current, locked, verified."""
