"""Notebooks of Jupyter: their cells, and what these have put out."""
