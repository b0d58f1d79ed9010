"""Dates of limited precision, and parsing the ways in which people write them."""
