"""Exports of apps for notes: a module for each, and more beside it where one is much."""
