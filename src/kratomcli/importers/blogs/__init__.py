"""Exports of blogs and newsletters: a module for each service, and more beside it where one is much."""
